//! How much of a table was read right, in terms a person counts in: labels, numbers, rows.
//!
//! No published metric; what this project measures its own reader with, beside RMS and RNSS.

use serde::{Deserialize, Serialize};

use super::{Prf, anls, assignment, rms};
use crate::Table;
use crate::table::number;

/// Relative error up to which a number is right, inclusive.
const TOLERANCE: f64 = 0.05;
/// What a step out of order costs when rows are aligned, against 1 for an unlike label: enough
/// to decide between equals only.
const ORDER: f64 = 1e-4;

/// What was right in a table, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cells {
    /// Row labels of the gold table.
    pub labels: usize,
    /// Those that were read exactly, but for white space.
    pub labels_right: usize,
    /// Cells of the gold table that hold a number, labels left out.
    pub values: usize,
    /// Those that were read within 5 %; a zero must be read as zero.
    pub values_right: usize,
    /// Rows of the gold table.
    pub rows: usize,
    /// Rows of the table that was read.
    pub rows_read: usize,
    /// Rows whose label is exact and whose numbers are all within 5 %.
    pub rows_right: usize,
}

impl Cells {
    /// Compares the table that was read with the gold table.
    ///
    /// Rows and columns are matched by their labels as in RMS, in order where labels do not
    /// tell; the header of a lone value column is ignored. The table that was read is also tried
    /// transposed, and taken so if more rows are then right.
    ///
    /// ```
    /// use chartqa::{Table, metrics::Cells};
    /// let gold = Table::from_csv(b"Year,Sales\n2020,100\n2021,50\n", "")?;
    /// let read = Table::from_csv(b"Year,\n2020,104\n2021,58\n", "")?;
    /// let cells = Cells::compare(&gold, &read);
    /// assert_eq!((cells.labels_right, cells.values_right, cells.rows_right), (2, 1, 1));
    /// # Ok::<(), chartqa::table::TableError>(())
    /// ```
    pub fn compare(gold: &Table, read: &Table) -> Self {
        let upright = compare(gold, read);
        let turned = compare(gold, &transposed(read));
        let key = |cells: &Self| (cells.rows_right, cells.values_right, cells.labels_right);
        if key(&turned) > key(&upright) { turned } else { upright }
    }

    /// Precision, recall and F1 of rows.
    pub fn row_score(&self) -> Prf {
        Prf::of_nothing(self.rows_read, self.rows)
            .unwrap_or_else(|| Prf::of(self.rows_right as f64, self.rows_read, self.rows))
    }

    /// Share of the labels that were read exactly; `None` if there are none.
    pub fn label_share(&self) -> Option<f64> {
        (self.labels > 0).then(|| self.labels_right as f64 / self.labels as f64)
    }

    /// Share of the numbers that were read within 5 %; `None` if there are none.
    pub fn value_share(&self) -> Option<f64> {
        (self.values > 0).then(|| self.values_right as f64 / self.values as f64)
    }
}

/// For every row of `gold` the row of `read` that stands for it, and the same for the columns
/// (column 0, the labels, left out: entry 0 is for column 1).
pub fn alignment(gold: &Table, read: &Table) -> (Vec<Option<usize>>, Vec<Option<usize>>) {
    let labels = |table: &Table| -> Vec<String> {
        table.rows.iter().map(|row| plain(row.first().map_or("", String::as_str))).collect()
    };
    let headers = |table: &Table| -> Vec<String> {
        table.header.iter().skip(1).map(|label| plain(label)).collect()
    };
    let rows = align(&labels(gold), &labels(read));
    let (gold, read) = (headers(gold), headers(read));
    let columns =
        if gold.len() == 1 && read.len() == 1 { vec![Some(0)] } else { align(&gold, &read) };
    (rows, columns.into_iter().map(|column| column.map(|c| c + 1)).collect())
}

/// Whether a number is as the gold cell says, within 5 %; `None` if gold holds no number.
pub fn value_right(gold: &str, read: Option<&str>) -> Option<bool> {
    number::parse_cell(gold)?;
    let error = read.and_then(|read| rms::relative_error(gold, read));
    Some(error.is_some_and(|error| error <= TOLERANCE))
}

/// Whether two labels are the same but for white space.
pub fn label_right(gold: &str, read: &str) -> bool {
    gold.split_whitespace().eq(read.split_whitespace())
}

fn compare(gold: &Table, read: &Table) -> Cells {
    let (rows, columns) = alignment(gold, read);
    let mut cells = Cells {
        labels: gold.rows.len(),
        rows: gold.rows.len(),
        rows_read: read.rows.len(),
        ..Cells::default()
    };
    for (gold_row, place) in gold.rows.iter().zip(rows) {
        let read_row = place.map(|row| &read.rows[row]);
        let label = gold_row.first().zip(read_row.and_then(|row| row.first()));
        let label_is_right = label.is_some_and(|(gold, read)| label_right(gold, read));
        cells.labels_right += usize::from(label_is_right);
        let mut row_is_right = label_is_right;
        for (cell, place) in gold_row.iter().skip(1).zip(&columns) {
            let read = read_row.zip(*place).and_then(|(row, column)| row.get(column));
            if let Some(right) = value_right(cell, read.map(String::as_str)) {
                cells.values += 1;
                cells.values_right += usize::from(right);
                row_is_right &= right;
            }
        }
        cells.rows_right += usize::from(row_is_right);
    }
    cells
}

fn plain(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Matches labels; every label of the shorter list finds a partner.
fn align(gold: &[String], read: &[String]) -> Vec<Option<usize>> {
    let strs = |labels: &[String]| labels.iter().map(String::clone).collect::<Vec<_>>();
    let (a, b) = (strs(gold), strs(read));
    let similarities = anls::matrix(
        &a.iter().map(String::as_str).collect::<Vec<_>>(),
        &b.iter().map(String::as_str).collect::<Vec<_>>(),
    );
    let longer = gold.len().max(read.len()).max(1) as f64;
    let costs: Vec<f64> = similarities
        .iter()
        .enumerate()
        .map(|(i, similarity)| {
            let (row, column) = (i / read.len(), i % read.len());
            (1.0 - similarity) * (1.0 - ORDER) + ORDER * row.abs_diff(column) as f64 / longer
        })
        .collect();
    let mut places = vec![None; gold.len()];
    for (row, column) in assignment::cheapest(&costs, gold.len(), read.len()) {
        places[row] = Some(column);
    }
    places
}

/// Rows for columns; the first cell stays where it is.
fn transposed(table: &Table) -> Table {
    let cell = |row: usize, column: usize| {
        let cells = row.checked_sub(1).map_or(Some(&table.header), |row| table.rows.get(row));
        cells.and_then(|cells| cells.get(column)).cloned().unwrap_or_default()
    };
    let line = |column: usize| (0..=table.rows.len()).map(|row| cell(row, column)).collect();
    let mut lines = (0..table.header.len()).map(line);
    Table { header: lines.next().unwrap_or_default(), rows: lines.collect(), ..Table::default() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn table(csv: &str) -> Table {
        let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned).collect());
        Table { header: lines.next().unwrap(), rows: lines.collect(), ..Table::default() }
    }

    #[test]
    fn rows_are_found_by_label_and_else_by_order() {
        let gold = table("x,v\nalpha,1\nbeta,2\ngamma,3");
        let cells = Cells::compare(&gold, &table("x,v\ngamma,3\nalpha,1\n???,2"));
        assert_eq!((cells.labels_right, cells.values_right, cells.rows_right), (2, 3, 2));
        let unread = Cells::compare(&gold, &table("x,v\n1,1\n2,2\n3,3"));
        assert_eq!((unread.labels_right, unread.values_right), (0, 3));
    }

    #[test]
    fn columns_are_found_by_label_and_a_lone_one_needs_none() {
        let gold = table("x,apples,pears\na,1,10\nb,2,20");
        let swapped = Cells::compare(&gold, &table("x,pears,apples\na,10,1\nb,20,2"));
        assert_eq!((swapped.values_right, swapped.rows_right), (4, 2));
        let cells = Cells::compare(&table("x,Revenue\na,1"), &table("x,\na,1"));
        assert_eq!(cells.row_score().f1, 1.0);
    }

    #[test]
    fn missing_and_surplus_rows_count() {
        let gold = table("x,v\na,1\nb,2");
        let cells = Cells::compare(&gold, &table("x,v\na,1\nb,2\nc,3\nd,4"));
        let score = cells.row_score();
        assert_eq!((score.precision, score.recall), (0.5, 1.0));
        let none = Cells::compare(&gold, &Table::default());
        assert_eq!((none.row_score().f1, none.value_share()), (0.0, Some(0.0)));
    }

    #[test]
    fn swapped_axes_are_the_same_table() {
        let gold = table("x,2019,2020\nn,1,2\ns,3,4\nw,5,6");
        let cells = Cells::compare(&gold, &table("x,n,s,w\n2019,1,3,5\n2020,2,4,6"));
        assert_eq!((cells.rows_right, cells.values_right), (3, 6));
    }

    proptest! {
        #[test]
        fn a_table_is_right_about_itself_in_any_order(
            values in proptest::collection::vec(-99.0..99.0_f64, 6..30),
            turn in 0..5_usize,
        ) {
            let rows: Vec<Vec<String>> = values
                .chunks_exact(3)
                .enumerate()
                .map(|(i, v)| vec![format!("row{i}"), v[0].to_string(), v[1].to_string(), v[2].to_string()])
                .collect();
            let header = ["x", "one", "two", "three"].map(str::to_owned).to_vec();
            let gold = Table { header, rows, ..Table::default() };
            let mut other = gold.clone();
            let turn = turn % other.rows.len();
            other.rows.rotate_left(turn);
            for cells in std::iter::once(&mut other.header).chain(&mut other.rows) {
                cells.swap(1, 3);
            }
            let cells = Cells::compare(&gold, &other);
            prop_assert_eq!(cells.rows_right, gold.rows.len());
            prop_assert_eq!(cells.values_right, cells.values);
        }
    }
}
