//! Replies that are text: `Cells: R1C2`, `The answer is 3.`

use std::sync::LazyLock;

use regex::Regex;

use super::Said;

/// Longest text without `answer is` that is taken for an answer, in characters.
const MAX_PLAIN: usize = 200;

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
pub(super) fn read(reply: &str) -> Option<Said> {
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
    Some(Said { answer: text, in_form: found.is_some(), steps, cells: cells(reply) })
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

/// An answer without words around it.
pub(super) fn conclusion(text: &str) -> String {
    let rest = ANSWER.find_iter(text).last().map_or(text, |found| &text[found.end()..]);
    bare(rest)
}

/// Cells that the reply names, those of the last line of cells.
fn cells(reply: &str) -> Vec<(usize, usize)> {
    cells_in(CELLS_LINE.find_iter(reply).last().map_or("", |m| m.as_str()))
}

/// Cells like `R2C3` in a text, each once.
pub(super) fn cells_in(text: &str) -> Vec<(usize, usize)> {
    let mut cells = Vec::new();
    for found in CELL.captures_iter(text) {
        let cell = (found[1].parse().unwrap_or(0), found[2].parse().unwrap_or(0));
        if !cells.contains(&cell) {
            cells.push(cell);
        }
    }
    cells
}

#[allow(clippy::unwrap_used)]
static FENCED: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?s)```[ \t]*[A-Za-z0-9_+-]*[ \t]*\r?\n(.*?)(?:```|$)").unwrap());
#[allow(clippy::unwrap_used)]
static ASSIGNED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^\s*ans\s*=[^=]").unwrap());

/// The program in a text: the last fenced block, or the whole if that sets `ans`.
pub(super) fn program(reply: &str) -> Option<String> {
    let source = fenced(reply).unwrap_or(reply);
    let is_one = ASSIGNED.is_match(source) || source.trim_start().starts_with("raise ");
    is_one.then(|| source.to_owned())
}

/// What stands in the last fenced block of Markdown.
pub(super) fn fenced(text: &str) -> Option<&str> {
    FENCED.captures_iter(text).last().and_then(|found| found.get(1)).map(|found| found.as_str())
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
            assert_eq!(read(reply).unwrap().answer, expected, "{reply}");
        }
    }

    #[test]
    fn what_is_no_answer() {
        assert_eq!(read(""), None);
        assert_eq!(read("The answer is ."), None);
        assert_eq!(read(&"word ".repeat(100)), None);
    }

    #[test]
    fn programs_are_found_with_and_without_fences() {
        for (reply, expected) in [
            ("```python\nans = 1\n```", Some("ans = 1\n")),
            ("Sure:\n``` py\nx = 1\n```\nor\n```\nans = 2\n```\nDone.", Some("ans = 2\n")),
            ("```python\nans = 3", Some("ans = 3")),
            ("x = 4\nans = x", Some("x = 4\nans = x")),
            ("raise LookupError('no')", Some("raise LookupError('no')")),
            ("The answer is 5.", None),
            ("if ans == 5: pass", None),
        ] {
            assert_eq!(program(reply).as_deref(), expected, "{reply}");
        }
    }

    #[test]
    fn steps_are_what_stands_before() {
        let found = read("Row 2 has 3.\n3 + 4 = 7.\nCells: R2C2\nThe answer is 7.").unwrap();
        assert_eq!(found.steps, "Row 2 has 3.\n3 + 4 = 7.");
        assert!(found.in_form && !read("7").unwrap().in_form);
    }

    #[test]
    fn cells_are_those_of_the_last_line_of_cells() {
        assert_eq!(cells("Cells: R1C1\nno\n**Cells:** R2C3, r4c5, R2C3."), [(2, 3), (4, 5)]);
        assert_eq!(cells("R1C1 is in the text only"), []);
        assert_eq!(cells("Cells: R99999999C1, R0C0"), [(0, 0)]);
    }
}
