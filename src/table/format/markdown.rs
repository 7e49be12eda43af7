//! GitHub-flavoured Markdown.

use std::fmt::Write as _;

use crate::table::{Table, number};

/// The title in bold, an empty line, and a table whose columns line up.
pub(super) fn write(table: &Table) -> String {
    let cells: Vec<Vec<String>> = std::iter::once(&table.header)
        .chain(&table.rows)
        .map(|row| row.iter().map(|cell| escape(cell)).collect())
        .collect();
    let widths: Vec<usize> = (0..table.header.len())
        .map(|c| {
            cells.iter().filter_map(|row| row.get(c)).map(|t| t.chars().count()).max().unwrap_or(0)
        })
        .map(|width| width.max(3))
        .collect();
    let right: Vec<bool> = (0..table.header.len()).map(|c| is_numeric(table, c)).collect();

    let mut text = String::new();
    // Writing to a string cannot fail.
    if let Some(title) = &table.title {
        let _ = writeln!(text, "**{}**\n", escape(title));
    }
    for (index, row) in cells.iter().enumerate() {
        for ((cell, width), right) in row.iter().zip(&widths).zip(&right) {
            let _ = if *right {
                write!(text, "| {cell:>width$} ")
            } else {
                write!(text, "| {cell:<width$} ")
            };
        }
        text.push_str("|\n");
        if index == 0 {
            for (width, right) in widths.iter().zip(&right) {
                let _ =
                    write!(text, "| {}{} ", "-".repeat(width - 1), if *right { ':' } else { '-' });
            }
            text.push_str("|\n");
        }
    }
    text
}

/// Whether a value column holds numbers and nothing else but missing values.
fn is_numeric(table: &Table, column: usize) -> bool {
    column > 0
        && table
            .rows
            .iter()
            .filter_map(|row| row.get(column))
            .all(|cell| number::is_missing(cell) || number::parse_cell(cell).is_some())
}

/// Keeps a cell from ending early and from becoming a link, a picture, code or
/// an HTML element.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '\\' | '`' | '<' | '[' => escaped.extend(['\\', c]),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}
