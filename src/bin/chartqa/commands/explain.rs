//! What an answer rests on, for people.

use std::fmt::Write as _;

use chartqa::Table;
use chartqa::answer::Answer;
use chartqa::answer::picture::Sent;
use chartqa::table::format::{Format, to_bytes};

/// Cells named in the short form.
const SHOWN_CELLS: usize = 4;

/// One line with the cells an answer rests on; `None` if it names none.
pub(crate) fn evidence_line(answer: &Answer) -> Option<String> {
    let mut cells: Vec<String> = answer
        .evidence
        .iter()
        .take(SHOWN_CELLS)
        .map(|cell| match (cell.column, cell.column_label.as_str()) {
            (0, _) => cell.row_label.clone(),
            (_, "") => format!("{} = {}", cell.row_label, cell.text),
            (_, column) => format!("{}, {column} = {}", cell.row_label, cell.text),
        })
        .collect();
    let more = answer.evidence.len().saturating_sub(SHOWN_CELLS);
    if more > 0 {
        cells.push(format!("and {more} more"));
    }
    (!cells.is_empty()).then(|| format!("from the cells: {}", cells.join("; ")))
}

/// The arithmetic or steps, the votes, and the table with an arrow at the cells used.
pub(crate) fn explain(answer: &Answer) -> String {
    let mut text = String::new();
    let mut line = |part: std::fmt::Arguments<'_>| {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{part}");
    };
    if let Some(reason) = &answer.reason {
        line(format_args!("\n{reason}"));
    }
    if let Some(program) = &answer.program {
        line(format_args!("\n{}", program.trim_end()));
    }
    if !answer.answerer.votes.is_empty() {
        line(format_args!("\nvotes"));
    }
    for vote in &answer.answerer.votes {
        line(format_args!("{:>4} {}", vote.count, vote.answer));
    }
    if let Some(sent) = &answer.answerer.sent {
        line(format_args!("\n{}", way(sent)));
    }
    if let Some(confidence) = answer.confidence {
        line(format_args!("\nconfidence {confidence:.2}"));
    }
    if let Some(table) = &answer.table {
        let marked = to_bytes(&marked(table, answer), Format::Markdown).unwrap_or_default();
        line(format_args!("\n{}", String::from_utf8_lossy(&marked).trim_end()));
    }
    text
}

/// What a language model was sent.
fn way(sent: &Sent) -> String {
    let what = match (sent.table, sent.picture) {
        (true, true) => "the table and the picture",
        (false, true) => "the picture alone",
        _ => "the table alone",
    };
    let why = sent.why.as_deref().map(|why| format!(": {why}")).unwrap_or_default();
    format!("the model got {what}{why}")
}

/// The table with an arrow at the cells of the evidence.
fn marked(table: &Table, answer: &Answer) -> Table {
    let mut marked = table.clone();
    for cell in &answer.evidence {
        if let Some(text) = marked.rows.get_mut(cell.row).and_then(|row| row.get_mut(cell.column)) {
            *text = format!("{text} ←");
        }
    }
    marked
}
