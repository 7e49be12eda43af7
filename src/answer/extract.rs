//! What a model's reply says: the answer, and the cells it names.

use std::sync::LazyLock;

use regex::Regex;

/// Longest text without `answer is` that is taken for an answer, in characters.
const MAX_PLAIN: usize = 200;

/// An answer found in a reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Extracted {
    pub text: String,
    /// The reply kept to the form; else its last line was taken.
    pub in_form: bool,
    /// What stands before the answer.
    pub steps: String,
}

#[allow(clippy::unwrap_used)] // constant patterns, compiled by the tests
static ANSWER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\banswer\s+is\b[:\s]*").unwrap());
#[allow(clippy::unwrap_used)]
static CELLS_LINE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?im)^\W*cells?\W*:.*$").unwrap());
#[allow(clippy::unwrap_used)]
static CELL: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?i)\bR(\d{1,6})\s*C(\d{1,4})\b").unwrap());
#[allow(clippy::unwrap_used)]
static BOXED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\\boxed\{([^{}]*)\}").unwrap());

/// The answer in a reply: what follows the last `answer is`, or the last line of
/// a short reply.
pub(super) fn answer(reply: &str) -> Option<Extracted> {
    let found = ANSWER.find_iter(reply).last();
    let (steps, rest) = if let Some(found) = &found {
        (line_start(reply, found.start()), &reply[found.end()..])
    } else {
        let last = reply.lines().rfind(|l| !l.trim().is_empty() && !CELLS_LINE.is_match(l))?;
        let start = last.as_ptr() as usize - reply.as_ptr() as usize;
        (&reply[..start], last)
    };
    let text = bare(rest.lines().find(|line| !line.trim().is_empty()).unwrap_or_default());
    if text.is_empty() || (found.is_none() && text.chars().count() > MAX_PLAIN) {
        return None;
    }
    let steps = CELLS_LINE.replace_all(steps, "").trim().to_owned();
    Some(Extracted { text, in_form: found.is_some(), steps })
}

/// The text before the line in which `at` stands.
fn line_start(text: &str, at: usize) -> &str {
    &text[..text[..at].rfind('\n').map_or(0, |end| end + 1)]
}

/// Without dots at the end, quotes and marks of Markdown and TeX around it.
fn bare(text: &str) -> String {
    let text = BOXED.replace(text, "$1").into_owned();
    let text = text.trim();
    let text = text
        .strip_prefix("A:")
        .or_else(|| text.strip_prefix("Answer:"))
        .or_else(|| text.strip_prefix("**Answer:**"))
        .unwrap_or(text);
    let mut text = text.trim();
    loop {
        let stripped = text
            .trim_end_matches(['.', '*', '`', '_', ' '])
            .trim_start_matches(['*', '`', '_', ' '])
            .trim_matches(['"', '“', '”']);
        // `$17$` is TeX, `$17` is money.
        let stripped =
            stripped.strip_prefix('$').and_then(|s| s.strip_suffix('$')).unwrap_or(stripped);
        if stripped == text {
            return text.to_owned();
        }
        text = stripped;
    }
}

/// Cells that the reply names, as row and column from 1, each once; of a reply
/// with a line `Cells:`, those of the last such line.
pub(super) fn cells(reply: &str) -> Vec<(usize, usize)> {
    let line = CELLS_LINE.find_iter(reply).last().map_or("", |m| m.as_str());
    let mut cells = Vec::new();
    for found in CELL.captures_iter(line) {
        let cell = (found[1].parse().unwrap_or(0), found[2].parse().unwrap_or(0));
        if !cells.contains(&cell) {
            cells.push(cell);
        }
    }
    cells
}

/// Whether the model says that the table does not hold the answer.
pub(super) fn is_no_answer(answer: &str) -> bool {
    matches!(
        answer.to_lowercase().trim_start_matches("that it is ").trim(),
        "not answerable" | "unanswerable" | "not answerable from the table" | "cannot be answered"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_the_last_answer_is() {
        for (reply, expected) in [
            ("The answer is 42.", "42"),
            ("I think the answer is 3.\nNo: 4.\nThe answer is 4.", "4"),
            ("Cells: R1C2\nThe answer is **Italy**.", "Italy"),
            ("the final ANSWER IS: \"North America\"", "North America"),
            ("The answer is\n\n12.5 %.", "12.5 %"),
            ("So the answer is $\\boxed{17}$", "17"),
            ("The answer is $5.", "$5"),
            ("The answer is 1.5...", "1.5"),
            ("42", "42"),
            ("Let me see.\nAnswer: Yes", "Yes"),
            ("12\nCells: R1C1", "12"),
        ] {
            assert_eq!(answer(reply).unwrap().text, expected, "{reply}");
        }
    }

    #[test]
    fn what_is_no_answer() {
        assert_eq!(answer(""), None);
        assert_eq!(answer("The answer is ."), None);
        assert_eq!(answer(&"word ".repeat(100)), None);
        assert!(is_no_answer("not answerable") && is_no_answer("Unanswerable"));
        assert!(!is_no_answer("No"));
    }

    #[test]
    fn steps_are_what_stands_before() {
        let found = answer("Row 2 has 3.\n3 + 4 = 7.\nCells: R2C2\nThe answer is 7.").unwrap();
        assert_eq!(found.steps, "Row 2 has 3.\n3 + 4 = 7.");
        assert!(found.in_form && !answer("7").unwrap().in_form);
    }

    #[test]
    fn cells_are_those_of_the_last_line_of_cells() {
        assert_eq!(cells("Cells: R1C1\nno\n**Cells:** R2C3, r4c5, R2C3."), [(2, 3), (4, 5)]);
        assert_eq!(cells("R1C1 is in the text only"), []);
        assert_eq!(cells("Cells: R99999999C1, R0C0"), [(0, 0)]);
    }
}
