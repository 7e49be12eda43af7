//! The table as the rules see it: numbers parsed, years and sums recognised.

use super::tokens::{self, Token};
use crate::Table;
use crate::table::number::{self, Number};

/// Which way labels run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Axis {
    /// Labels in the first column.
    Row,
    /// Labels in the header.
    Column,
}

impl Axis {
    pub(super) fn other(self) -> Self {
        match self {
            Self::Row => Self::Column,
            Self::Column => Self::Row,
        }
    }
}

/// A cell by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Cell {
    pub row: usize,
    pub column: usize,
}

impl Cell {
    /// The place along `axis`.
    pub(super) fn along(self, axis: Axis) -> usize {
        match axis {
            Axis::Row => self.row,
            Axis::Column => self.column,
        }
    }
}

/// Labels of rows and columns that hold sums and averages of the others.
const AGGREGATES: &[&str] =
    &["total", "sum", "average", "avg", "mean", "median", "overall", "grand total", "all", "net"];

/// A table, looked at.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub table: &'a Table,
    numbers: Vec<Vec<Option<Number>>>,
    /// Columns with at least one number, label column excepted.
    pub columns: Vec<usize>,
    /// Rows with at least one number.
    pub rows: Vec<usize>,
    /// Rows with a label, with numbers or without.
    named_rows: Vec<usize>,
    row_labels: Vec<Vec<Token>>,
    column_labels: Vec<Vec<Token>>,
    title: Vec<Token>,
}

impl<'a> View<'a> {
    pub(super) fn new(table: &'a Table) -> Self {
        let numbers: Vec<Vec<Option<Number>>> = table
            .rows
            .iter()
            .map(|row| row.iter().map(|cell| number::parse_cell(cell)).collect())
            .collect();
        let has = |row: usize, column: usize| numbers[row].get(column).is_some_and(Option::is_some);
        let rows: Vec<usize> = (0..table.rows.len())
            .filter(|row| (1..table.header.len()).any(|column| has(*row, column)))
            .collect();
        let columns = (1..table.header.len())
            .filter(|column| rows.iter().any(|row| has(*row, *column)))
            .collect();
        let row_labels = table
            .rows
            .iter()
            .map(|row| row.first().map_or_else(Vec::new, |label| tokens::tokens(label)))
            .collect();
        Self {
            named_rows: (0..table.rows.len())
                .filter(|row| {
                    table.rows[*row].first().is_some_and(|label| !label.trim().is_empty())
                })
                .collect(),
            numbers,
            columns,
            rows,
            row_labels,
            column_labels: table.header.iter().map(|label| tokens::tokens(label)).collect(),
            title: table.title.as_deref().map_or_else(Vec::new, tokens::tokens),
            table,
        }
    }

    pub(super) fn number(&self, cell: Cell) -> Option<&Number> {
        self.numbers.get(cell.row)?.get(cell.column)?.as_ref()
    }

    pub(super) fn text(&self, cell: Cell) -> &'a str {
        self.table
            .rows
            .get(cell.row)
            .and_then(|row| row.get(cell.column))
            .map_or("", String::as_str)
    }

    /// Places along `axis` that hold data.
    pub(super) fn places(&self, axis: Axis) -> &[usize] {
        match axis {
            Axis::Row => &self.rows,
            Axis::Column => &self.columns,
        }
    }

    /// Places along `axis` that a question may name.
    pub(super) fn named(&self, axis: Axis) -> &[usize] {
        match axis {
            Axis::Row => &self.named_rows,
            Axis::Column => &self.columns,
        }
    }

    pub(super) fn label(&self, axis: Axis, at: usize) -> &'a str {
        match axis {
            Axis::Row => self.text(Cell { row: at, column: 0 }),
            Axis::Column => self.table.header.get(at).map_or("", String::as_str),
        }
    }

    pub(super) fn label_tokens(&self, axis: Axis, at: usize) -> &[Token] {
        let labels = match axis {
            Axis::Row => &self.row_labels,
            Axis::Column => &self.column_labels,
        };
        labels.get(at).map_or(&[], Vec::as_slice)
    }

    /// Words of the name of the label column, e.g. `Country`.
    pub(super) fn corner(&self) -> &[Token] {
        self.label_tokens(Axis::Column, 0)
    }

    pub(super) fn title(&self) -> &[Token] {
        &self.title
    }

    /// Whether the place holds a sum or an average of the others.
    pub(super) fn is_aggregate(&self, axis: Axis, at: usize) -> bool {
        let label: Vec<&str> =
            self.label_tokens(axis, at).iter().map(|t| t.norm.as_str()).collect();
        AGGREGATES.contains(&label.join(" ").as_str())
    }

    /// The year that the place is labelled with.
    pub(super) fn year(&self, axis: Axis, at: usize) -> Option<i32> {
        match self.label_tokens(axis, at) {
            [token] => token.year(),
            _ => None,
        }
    }

    /// Years along `axis` with their places, in order of time.
    pub(super) fn years(&self, axis: Axis) -> Vec<(i32, usize)> {
        let mut years: Vec<(i32, usize)> =
            self.places(axis).iter().filter_map(|at| Some((self.year(axis, *at)?, *at))).collect();
        years.sort_unstable();
        years
    }

    /// Whether the labels along `axis` are years, seasons, months, quarters or days.
    pub(super) fn is_time(&self, axis: Axis) -> bool {
        const TIMES: &[&str] = &[
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
            "mon", "tue", "wed", "thu", "fri", "sat", "sun", "q1", "q2", "q3", "q4", "spring",
            "summer", "autumn", "winter",
        ];
        let places = self.places(axis);
        let times = places.iter().filter(|at| {
            let tokens = self.label_tokens(axis, **at);
            tokens.first().is_some_and(|t| t.year().is_some() || TIMES.contains(&t.canon.as_str()))
                || tokens.last().is_some_and(|t| t.year().is_some())
        });
        !places.is_empty() && times.count() * 5 >= places.len() * 4
    }

    /// What one unit of the printed numbers stands for, by the words of header and
    /// title: 1000 for `Sales in thousand euros`.
    pub(super) fn declared_scale(&self, column: usize) -> f64 {
        let scale = |tokens: &[Token]| {
            tokens.iter().find_map(|token| match token.stem.as_str() {
                "thousand" => Some(1e3),
                "million" => Some(1e6),
                "billion" => Some(1e9),
                "trillion" => Some(1e12),
                _ => None,
            })
        };
        scale(self.label_tokens(Axis::Column, column)).or_else(|| scale(&self.title)).unwrap_or(1.0)
    }

    /// Whether the numbers of a column are percentages.
    pub(super) fn is_percent(&self, column: usize) -> bool {
        let says_so =
            self.table.header.get(column).is_some_and(|label| {
                label.contains('%') || label.to_lowercase().contains("percent")
            });
        says_so
            || self.rows.iter().any(|row| {
                self.number(Cell { row: *row, column }).is_some_and(|number| number.percent)
            })
    }
}
