//! What a model's reply says: the answer, the steps, the cells it names.
//!
//! Replies are JSON objects where the endpoint takes `response_format`, text
//! otherwise; since servers and models keep to neither for certain, both are
//! always looked for.

mod json;
mod text;
mod wording;

pub(super) use wording::{Meaning, meaning};

/// What was found in a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// The answer, in one line.
    pub answer: String,
    /// The reply kept to the form; else its last line was taken.
    pub in_form: bool,
    /// What stands before the answer.
    pub steps: String,
    /// Cells that the reply names, as row and column from 1, each once.
    pub cells: Vec<(usize, usize)>,
}

/// Reads a reply; `None` if there is no answer in it.
pub(super) fn read(reply: &str) -> Option<Said> {
    json::read(reply).or_else(|| text::read(reply)).map(|said| Said {
        answer: said.answer.split_whitespace().collect::<Vec<_>>().join(" "),
        ..said
    })
}

/// The program in a reply to [`Method::Program`](super::Method::Program), without the fences of
/// Markdown; `None` if there is none.
pub(super) fn program(reply: &str) -> Option<String> {
    let found = json::program(reply).or_else(|| text::program(reply))?;
    let source = text::fenced(&found).unwrap_or(&found).trim();
    (!source.is_empty()).then(|| source.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_say_the_same() {
        let text = "Row 2 has 3.\nCells: R2C2\nThe answer is 3.";
        let json =
            r#"{"steps": "Row 2 has 3.", "cells": [{"row": 2, "column": 2}], "answer": "3"}"#;
        assert_eq!(read(text), read(json));
        assert_eq!(read(text).unwrap().cells, [(2, 2)]);
    }
}
