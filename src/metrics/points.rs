//! Linearised tables as the published table metrics take them: not with the care of
//! [`crate::table::parse`], but exactly as their code does.

use std::borrow::Cow;

use super::python;
use crate::Table;

/// A linearised table, cut into cells; rows may differ in length.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Grid {
    pub(super) title: Option<String>,
    /// The header, then the rows.
    pub(super) lines: Vec<Vec<String>>,
}

/// `<0x0A>`, as the tokenizers of the Pix2Struct family write a line feed, made one.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    if text.contains("<0x0A>") { text.replace("<0x0A>", "\n").into() } else { text.into() }
}

impl Grid {
    /// Cuts `text` into lines and at ` | ` into cells. A first line that begins with `title |`
    /// (in any case) gives the title.
    pub(super) fn parse(text: &str) -> Self {
        let text = unescaped(text);
        let mut lines = python::lines(&text);
        let title = lines.first().and_then(|line| {
            let mark = line.get(.."title |".len())?;
            mark.eq_ignore_ascii_case("title |").then(|| line[mark.len()..].trim().to_owned())
        });
        if title.is_some() {
            lines.remove(0);
        }
        let cells = |line: &str| line.split(" | ").map(|cell| cell.trim().to_owned()).collect();
        Self { title, lines: lines.into_iter().map(cells).collect() }
    }

    /// Everything in lower case.
    pub(super) fn lower(mut self) -> Self {
        self.title = self.title.map(|title| title.to_lowercase());
        for cell in self.lines.iter_mut().flatten() {
            *cell = cell.to_lowercase();
        }
        self
    }

    /// Lines for columns; what is missing is empty.
    pub(super) fn transposed(&self) -> Self {
        let width = self.lines.iter().map(Vec::len).max().unwrap_or(0);
        let column = |c: usize| {
            self.lines.iter().map(|line| line.get(c).cloned().unwrap_or_default()).collect()
        };
        Self { title: self.title.clone(), lines: (0..width).map(column).collect() }
    }

    /// Whether there is one column of values beside the labels.
    pub(super) fn has_lone_column(&self) -> bool {
        self.lines.first().is_some_and(|header| header.len() == 2)
    }

    /// The data points: `(key, value)` with the key `row label, space, column label`, and the
    /// title under `title`. A key that comes again overwrites, in the place of the first.
    /// Cells beyond the header are cut, and cells that a row lacks are no points.
    pub(super) fn points(&self, key: impl Fn(&str, &str) -> String) -> Vec<(String, String)> {
        let mut points: Vec<(String, String)> = Vec::new();
        let mut places = std::collections::HashMap::new();
        let mut add = |key: String, value: &str| {
            let place = *places.entry(key.clone()).or_insert(points.len());
            if place == points.len() {
                points.push((key, String::new()));
            }
            value.clone_into(&mut points[place].1);
        };
        if let Some(title) = &self.title {
            add("title".to_owned(), title);
        }
        if let Some((header, rows)) = self.lines.split_first() {
            for row in rows {
                for (column, value) in header.iter().skip(1).zip(row.iter().skip(1)) {
                    add(key(&row[0], column), value);
                }
            }
        }
        points
    }
}

/// A table in the form that the metrics (and Pix2Struct models) know: `TITLE | …` if there is a
/// title, then the header and the rows, ` | ` between cells, a line feed between lines.
///
/// Line breaks within a cell become spaces, and a bar that would divide it a slash.
///
/// ```
/// use chartqa::{Table, metrics::linearised};
/// let table = Table::from_csv(b"Year,Sales\n2020,3\n", "")?;
/// assert_eq!(linearised(&table), "Year | Sales\n2020 | 3");
/// # Ok::<(), chartqa::table::TableError>(())
/// ```
pub fn linearised(table: &Table) -> String {
    let cell = |text: &String| {
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").replace(" | ", " / ")
    };
    let line = |cells: &Vec<String>| cells.iter().map(cell).collect::<Vec<_>>().join(" | ");
    let title = table.title.iter().map(|title| format!("TITLE | {}", cell(title)));
    let header = (!table.header.is_empty()).then(|| line(&table.header));
    let lines: Vec<String> = title.chain(header).chain(table.rows.iter().map(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Vec<(String, String)> {
        Grid::parse(text).lower().points(|row, column| format!("{row} {column}"))
    }

    #[test]
    fn cells_are_cut_as_published() {
        let expected =
            [("title", "sales"), ("2020 shoes", "4"), ("2020 hats", "3"), ("2021 shoes", "")];
        let expected = expected.map(|(k, v)| (k.to_owned(), v.to_owned()));
        let text =
            "TITLE | Sales<0x0A>Year | Shoes | Hats<0x0A> 2020 | 1 | 3 | 9\n2020 | 4\n2021 |  ";
        assert_eq!(points(text), expected);
    }

    #[test]
    fn nothing_but_a_title_or_a_header_is_no_table() {
        assert_eq!(points("title | x").len(), 1);
        assert!(points("").is_empty());
        assert!(points("a | b").is_empty());
        assert!(points("a\nb").is_empty());
    }

    #[test]
    fn short_lines_are_filled_when_transposed() {
        let turned = Grid::parse("a | b | c\nx | 1").transposed();
        assert_eq!(turned.lines, [vec!["a", "x"], vec!["b", "1"], vec!["c", ""]]);
    }
}
