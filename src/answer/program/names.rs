//! The table as a program sees it.

use std::collections::HashSet;
use std::fmt::Write as _;

use monty_types::MontyObject;

use crate::Table;
use crate::table::number::{self, Number};

/// Largest whole number that is given as one: beyond it, `f64` has gaps.
const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The names by which a program reads rows and columns: the labels, on one line,
/// never empty and each once.
///
/// A place without a label is `row 3` or `column 2`, a lone value column without one
/// `value`; where a label comes again, ` (2)` follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// One for every row.
    pub rows: Vec<String>,
    /// One for every column; the first names the label column and is no key.
    pub columns: Vec<String>,
}

impl Names {
    /// The names in `table`.
    pub fn of(table: &Table) -> Self {
        let rows = table.rows.iter().map(|row| row.first().map_or("", String::as_str));
        let lone = table.header.len() == 2;
        Self {
            rows: unique(rows, |at| format!("row {}", at + 1)),
            columns: unique(table.header.iter().map(String::as_str), |at| match at {
                0 => String::new(),
                1 if lone => "value".to_owned(),
                at => format!("column {at}"),
            }),
        }
    }
}

fn unique<'a>(
    labels: impl Iterator<Item = &'a str>,
    unnamed: impl Fn(usize) -> String,
) -> Vec<String> {
    let mut taken = HashSet::new();
    labels
        .enumerate()
        .map(|(at, label)| {
            let label = one_line(label);
            let label = if label.is_empty() { unnamed(at) } else { label };
            let mut name = label.clone();
            let mut n = 1;
            while !taken.insert(name.clone()) {
                n += 1;
                name = format!("{label} ({n})");
            }
            name
        })
        .collect()
}

fn one_line(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    text.trim().to_owned()
}

/// A cell as a program gets it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Whole(i64),
    Decimal(f64),
    Text(String),
    Missing,
}

impl Cell {
    pub(super) fn new(text: &str) -> Self {
        match number::parse_cell(text) {
            Some(Number { value, .. }) if value.fract() == 0.0 && value.abs() < MAX_WHOLE => {
                Self::Whole(value as i64)
            }
            Some(Number { value, .. }) => Self::Decimal(value),
            None if number::is_missing(text) => Self::Missing,
            None => Self::Text(one_line(text)),
        }
    }

    pub(super) fn is_number(&self) -> bool {
        matches!(self, Self::Whole(_) | Self::Decimal(_))
    }

    pub(super) fn object(&self) -> MontyObject {
        match self {
            Self::Whole(value) => MontyObject::Int(*value),
            Self::Decimal(value) => MontyObject::Float(*value),
            Self::Text(text) => MontyObject::String(text.clone()),
            Self::Missing => MontyObject::None,
        }
    }

    fn literal(&self) -> String {
        match self {
            Self::Whole(value) => value.to_string(),
            Self::Decimal(value) => number::plain(*value, 12),
            Self::Text(text) => quoted(text),
            Self::Missing => "None".to_owned(),
        }
    }
}

/// `text` as a Python literal on one line.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

/// The Python literal of the `table` that a program gets, a line a row, for prompts
/// and for people.
///
/// ```
/// use chartqa::{Table, answer::program};
/// let table = Table::from_csv(b"Region,Sales,Share\nNorth,$1.5k,40%\nEast,n/a,\n", "t.csv")?;
/// assert_eq!(
///     program::listing(&table),
///     "{\n    \"North\": {\"Sales\": 1500, \"Share\": 40},\n    \"East\": {\"Sales\": None, \"Share\": None},\n}"
/// );
/// # Ok::<(), chartqa::table::TableError>(())
/// ```
pub fn listing(table: &Table) -> String {
    let names = Names::of(table);
    let mut text = String::from("{\n");
    for (row, name) in table.rows.iter().zip(&names.rows) {
        let cells: Vec<String> = row
            .iter()
            .zip(&names.columns)
            .skip(1)
            .map(|(cell, column)| format!("{}: {}", quoted(column), Cell::new(cell).literal()))
            .collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "    {}: {{{}}},", quoted(name), cells.join(", "));
    }
    text + "}"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(csv: &str) -> Table {
        Table::from_csv(csv.as_bytes(), "t.csv").unwrap()
    }

    #[test]
    fn names_are_unique_and_never_empty() {
        let names = Names::of(&table("x,2010,,2010\nA,1,2,3\nA,4,5,6\n,7,8,9\n"));
        assert_eq!(names.rows, ["A", "A (2)", "row 3"]);
        assert_eq!(names.columns[1..], ["2010", "column 2", "2010 (2)"]);
        assert_eq!(Names::of(&table("x,\nA,1\n")).columns[1], "value");
    }

    #[test]
    fn labels_cannot_leave_their_quotes() {
        assert_eq!(quoted("a\"b\\\nc"), r#""a\"b\\ c""#);
    }

    #[test]
    fn cells_are_numbers_texts_or_none() {
        for (text, cell) in [
            ("45 %", Cell::Whole(45)),
            ("1,234.5", Cell::Decimal(1234.5)),
            ("2.0", Cell::Whole(2)),
            ("n/a", Cell::Missing),
            ("high", Cell::Text("high".into())),
        ] {
            assert_eq!(Cell::new(text), cell);
        }
    }
}
