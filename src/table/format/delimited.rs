//! Comma- and tab-separated values.

use crate::table::{Table, number};

/// What a spreadsheet program takes for the start of a formula.
const FORMULA_STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
/// What keeps it from doing so.
const GUARD: char = '\'';

/// Header and rows; the title is left out, so that the first line is the header.
pub(super) fn write(table: &Table, delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    for row in std::iter::once(&table.header).chain(&table.rows) {
        // Writing to memory does not fail, and a table is rectangular.
        let _ = writer.write_record(row.iter().map(|cell| guarded(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// The cell, with an apostrophe before it if a spreadsheet program would run it
/// as a formula, or if [`unguarded`] would take one off. Numbers stay as they are.
fn guarded(cell: &str) -> String {
    let formula = cell.starts_with(FORMULA_STARTS) && cell.len() > 1;
    if (formula && number::parse_cell(cell).is_none()) || unguarded(cell) != cell {
        format!("{GUARD}{cell}")
    } else {
        cell.to_owned()
    }
}

/// Takes the apostrophe of [`write`] off again.
pub(in crate::table) fn unguarded(cell: &str) -> &str {
    cell.strip_prefix(GUARD)
        .filter(|rest| rest.trim_start_matches(GUARD).starts_with(FORMULA_STARTS))
        .unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_numbers_are_not() {
        for (cell, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2+3+cmd|' /C calc'!A0", "'-2+3+cmd|' /C calc'!A0"),
            ("+cmd", "'+cmd"),
            ("-5.2", "-5.2"),
            ("+3%", "+3%"),
            ("-", "-"),
            ("'quoted'", "'quoted'"),
            ("'=1", "''=1"),
            ("a=b", "a=b"),
        ] {
            assert_eq!(guarded(cell), expected);
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
    }
}
