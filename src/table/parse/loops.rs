//! Telling decoding loops from data that repeats itself honestly.

use super::Cell;
use crate::table::number;

/// Identical rows, label included, that make a loop wherever they stand.
const SAME_ROWS: usize = 3;
/// Rows in a row with one and the same values that make a loop ...
const SAME_VALUES: usize = 6;
/// ... if the values have at least this many digits: 7.25 stays the same for
/// ten years in real charts, 1400.97 does not.
const SAME_VALUES_DIGITS: usize = 5;
/// Copies of a text within one cell, one behind the other, that make a loop ...
const SAME_TEXTS: usize = 4;
/// ... if they are at least this long together.
const SAME_TEXTS_BYTES: usize = 24;
/// Cells by which a line must exceed the header to be a loop of cells.
const SURPLUS_CELLS: usize = 8;

/// Whether rows come again: a block of rows twice in a row, one row three times
/// anywhere, or many rows with the same long number.
pub(super) fn in_rows(rows: &[Vec<String>]) -> bool {
    let mut sorted: Vec<&Vec<String>> = rows.iter().filter(|row| is_labelled(row)).collect();
    sorted.sort();
    let thrice = sorted.windows(SAME_ROWS).any(|w| w[0] == w[SAME_ROWS - 1]);
    thrice || block_twice(rows) || same_values(rows)
}

fn is_labelled(row: &[String]) -> bool {
    row.first().is_some_and(|label| !label.is_empty()) && row.iter().skip(1).any(|c| !c.is_empty())
}

/// Whether some block of labelled rows is followed at once by its copy.
fn block_twice(rows: &[Vec<String>]) -> bool {
    (1..=rows.len() / 2).any(|period| {
        let mut run = 0;
        (period..rows.len()).any(|i| {
            run = if rows[i] == rows[i - period] && is_labelled(&rows[i]) { run + 1 } else { 0 };
            run == period
        })
    })
}

fn same_values(rows: &[Vec<String>]) -> bool {
    let long = |row: &[String]| {
        row.iter().skip(1).any(|cell| {
            number::parse_cell(cell).is_some() && significant_digits(cell) >= SAME_VALUES_DIGITS
        })
    };
    rows.windows(SAME_VALUES)
        .any(|w| long(&w[0]) && w.iter().all(|row| row.get(1..) == w[0].get(1..)))
}

fn significant_digits(text: &str) -> usize {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    digits.trim_matches('0').len()
}

/// Whether a line runs on in copies of one cell far beyond the header, or one
/// of its cells in copies of one text.
pub(super) fn in_line(line: &[Cell<'_>], header: usize) -> bool {
    let runs_on = line.len() > header + SURPLUS_CELLS
        && line[line.len() - SURPLUS_CELLS..].windows(2).all(|w| w[0].text == w[1].text);
    runs_on || line.iter().any(|cell| in_text(cell.text.as_bytes()))
}

/// Whether the text ends in copies of one piece.
fn in_text(text: &[u8]) -> bool {
    (1..=text.len() / SAME_TEXTS).any(|period| {
        let copies = SAME_TEXTS.max(SAME_TEXTS_BYTES.div_ceil(period));
        let length = period * copies;
        length <= text.len() && {
            let tail = &text[text.len() - length..];
            tail[period..] == tail[..length - period]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|l| l.split(',').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn copied_rows_are_loops() {
        assert!(in_rows(&rows("a,1\nb,2\na,1\nb,2")));
        assert!(in_rows(&rows("x,9\na,1\na,1")));
        assert!(in_rows(&rows("a,1\nb,2\nc,3\na,1\nd,4\na,1")));
    }

    #[test]
    fn data_that_repeats_is_no_loop() {
        assert!(!in_rows(&rows("Mon,5\nTue,5\nWed,5\nThu,5\nFri,5\nSat,5\nSun,5")));
        assert!(!in_rows(&rows(
            "2010,7.25\n2011,7.25\n2012,7.25\n2013,7.25\n2014,7.25\n2015,7.25"
        )));
        assert!(!in_rows(&rows("a,1\nb,2\na,1\nc,3")));
        assert!(!in_rows(&rows(",1\n,1\n,1")));
    }

    #[test]
    fn a_long_number_that_stays_is_a_loop() {
        let years: Vec<String> = (2000..2006).map(|y| format!("{y},1400.97")).collect();
        assert!(in_rows(&rows(&years.join("\n"))));
        assert!(!in_rows(&rows(&years[..5].join("\n"))));
    }

    #[test]
    fn copies_within_a_cell_are_loops() {
        assert!(in_text("the sum of the sum of the sum of the sum of the sum of".as_bytes()));
        assert!(!in_text(b"Bora Bora Bora Bora"));
        assert!(!in_text(b"1000000"));
    }
}
