//! Stage two: a table and a question to an answer.
//!
//! Two answerers: [`rules`] needs nothing but the table and never guesses;
//! [`llm`] asks a language model. Both give an [`Answer`].

use serde::{Deserialize, Serialize};

use picture::{Picture, Sent};

use crate::reading::Timings;
use crate::{Reading, Table};

mod error;
pub mod llm;
pub mod picture;
pub mod program;
mod prompt;
mod reply;
pub mod rules;
mod support;

pub use error::AnswerError;

/// What there is to answer from.
#[derive(Debug, Clone, Copy)]
pub struct Chart<'a> {
    /// The chart's table.
    pub table: Option<&'a Table>,
    /// The chart's picture, for a language model that sees.
    pub picture: Option<&'a Picture>,
}

impl<'a> From<&'a Table> for Chart<'a> {
    /// A table alone.
    fn from(table: &'a Table) -> Self {
        Self { table: Some(table), picture: None }
    }
}

/// Longest question that is taken, in bytes.
pub const MAX_QUESTION: usize = 4096;

/// An answer with everything it rests on; serialised, the JSON object of `ask --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The question as asked.
    pub question: String,
    /// Whether there is an answer.
    pub status: Status,
    /// The answer in one line; `None` if there is none.
    pub answer: Option<String>,
    /// Why there is no answer, or what was assumed for the one there is.
    pub reason: Option<String>,
    /// Who answered, and how.
    pub answerer: AnswererInfo,
    /// How the answer was computed: the program of the rules or of a model, or a model's own
    /// steps for chain of thought.
    pub program: Option<String>,
    /// The cells the answer rests on; of a superlative, the winner's come first.
    pub evidence: Vec<Evidence>,
    /// Confidence in `[0, 1]`: the lowest of the cells used, if the reader gave any; of a
    /// language model lowered by what speaks against its answer ([`llm`]).
    pub confidence: Option<f32>,
    /// The table the answer was taken from; `None` if a model answered from the picture.
    pub table: Option<Table>,
    /// How the picture was read; `None` if the table was given.
    pub reading: Option<Reading>,
    /// Where the time went, in milliseconds.
    pub timings_ms: Timings,
}

/// Whether a question has an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// There is an answer.
    Answered,
    /// The table does not hold it, or the answerer does not understand the question.
    NotAnswerable,
}

/// Who answered, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswererInfo {
    /// Rules or a language model.
    pub kind: AnswererKind,
    /// How the model was asked; `None` for the rules.
    pub method: Option<Method>,
    /// The model's name; `None` for the rules.
    pub model: Option<String>,
    /// Distinct answers with their counts, if several were sampled.
    pub votes: Vec<Vote>,
    /// Tokens, as the endpoint counts them.
    pub usage: Option<Usage>,
    /// What a language model was sent; `None` for the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Sent>,
}

impl AnswererInfo {
    /// The rules answerer.
    pub fn rules() -> Self {
        Self {
            kind: AnswererKind::Rules,
            method: None,
            model: None,
            votes: Vec::new(),
            usage: None,
            sent: None,
        }
    }
}

/// Rules or a language model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswererKind {
    /// The built-in rules.
    Rules,
    /// A language model behind an endpoint.
    Llm,
}

/// How a language model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// For the answer alone.
    #[default]
    Direct,
    /// For the steps, then the answer (chain of thought).
    Cot,
    /// For a short Python-like program over the table ([`program`]), which is run here.
    Program,
    /// Several times by the other methods; the answer that comes most often is taken
    /// (self-consistency).
    Vote,
}

impl Method {
    /// As it is written on the command line and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Cot => "cot",
            Self::Program => "program",
            Self::Vote => "vote",
        }
    }
}

/// One of several answers that were sampled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vote {
    /// The answer.
    pub answer: String,
    /// How often it came.
    pub count: usize,
}

/// Tokens that an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the request.
    pub prompt_tokens: u64,
    /// Tokens of the reply.
    pub completion_tokens: u64,
}

/// A cell that an answer rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Row within [`Table::rows`], from 0.
    pub row: usize,
    /// Column, from 0; column 0 is the row label.
    pub column: usize,
    /// The row's label.
    pub row_label: String,
    /// The column's label.
    pub column_label: String,
    /// The cell as it stands.
    pub text: String,
    /// Where in the picture it was read, `[x0, y0, x1, y1]` in pixels, if the reader knows.
    #[serde(rename = "box", default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<[f32; 4]>,
}

impl Evidence {
    /// The cell of `table` at `row` and `column`; `None` outside of it.
    pub fn of(table: &Table, row: usize, column: usize) -> Option<Self> {
        let cells = table.rows.get(row)?;
        Some(Self {
            row,
            column,
            row_label: cells.first()?.clone(),
            column_label: table.header.get(column)?.clone(),
            text: cells.get(column)?.clone(),
            bounds: table.cell_boxes.as_ref().and_then(|b| *b.get(row)?.get(column)?),
        })
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        self.prompt_tokens += other.prompt_tokens;
        self.completion_tokens += other.completion_tokens;
    }
}

impl Answer {
    /// The lowest confidence of the cells in `evidence`, if the table has any.
    fn confidence_of(table: &Table, evidence: &[Evidence]) -> Option<f32> {
        let confidence = table.cell_confidence.as_ref()?;
        evidence
            .iter()
            .filter_map(|e| confidence.get(e.row)?.get(e.column).copied())
            .reduce(f32::min)
    }

    /// The next step for a person whose question was not answered.
    pub fn hint(&self) -> Option<&'static str> {
        (self.status == Status::NotAnswerable && self.answerer.kind == AnswererKind::Rules).then_some(
            "the built-in rules understand simple questions only; a language model may do better: \
             name one with --llm-url and --llm-model, or CHARTQA_LLM_URL and CHARTQA_LLM_MODEL",
        )
    }
}

/// The question without white space around it.
fn checked(question: &str) -> Result<&str, AnswerError> {
    let question = question.trim();
    if question.is_empty() {
        Err(AnswerError::EmptyQuestion)
    } else if question.len() > MAX_QUESTION {
        Err(AnswerError::LongQuestion { length: question.len() })
    } else {
        Ok(question)
    }
}
