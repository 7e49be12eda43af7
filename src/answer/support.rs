//! Whether the numbers of an answer are those of the table, or computed from cells that the
//! model names.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use super::Evidence;
use crate::Table;
use crate::table::number::{self, Number};

/// Cells beyond this are not paired: their differences and ratios would hit any number.
const MAX_PAIRED: usize = 24;
/// Relative slack for floating-point noise.
const NOISE: f64 = 1e-9;

#[allow(clippy::unwrap_used)] // a constant pattern, compiled by the tests
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)[-−–]?[$€£¥₹]?\d+(?:[.,]\d+)*(?:\s?(?:%|percent\b|thousand\b|million\b|billion\b|trillion\b|bn\b|k\b|m\b))?",
    )
    .unwrap()
});

/// The numbers of `answer` that are neither in `table` nor computed from `cells`.
///
/// In the table means in a cell, a label or the title. Computed means: their sum, mean, median,
/// count, range; the difference, ratio or percentage of two of them, or of two of their rows'
/// or columns' sums; a share of their sum in percent; all of it rounded as the answer is, its
/// sign left aside.
pub(super) fn unsupported(answer: &str, table: &Table, cells: &[Evidence]) -> Vec<String> {
    let asked = numbers(answer);
    if asked.is_empty() {
        return Vec::new();
    }
    let known = of_table(table);
    let mut computed = None;
    asked
        .into_iter()
        .filter(|(_, number)| {
            let matches = |value: &f64| is(number, *value);
            !known.iter().any(matches)
                && !computed.get_or_insert_with(|| of_cells(cells)).iter().any(matches)
        })
        .map(|(text, _)| text)
        .collect()
}

/// The numbers of a text, as they stand and as they are meant.
fn numbers(text: &str) -> Vec<(String, Number)> {
    if let Some(number) = number::parse_cell(text) {
        return vec![(text.trim().to_owned(), number)];
    }
    NUMBER
        .find_iter(text)
        .filter_map(|found| {
            // The line of `2010-2015` is no minus.
            let within = text[..found.start()].ends_with(char::is_alphanumeric);
            let written = found.as_str().trim();
            let bare = written.trim_start_matches(['-', '−', '–']);
            let written = if within { bare } else { written };
            Some((written.to_owned(), number::parse_cell(written)?))
        })
        .collect()
}

/// Whether `value`, rounded as `number` is, is that number; signs are left aside, since
/// 'by how much did it fall' is answered with and without.
fn is(number: &Number, value: f64) -> bool {
    let (wanted, value) = (number.value.abs(), value.abs());
    let places = i32::try_from(number.decimals).unwrap_or(i32::MAX);
    let half = 0.5 * number.scale * 10f64.powi(-places);
    (wanted - value).abs() <= half * (1.0 + NOISE) + wanted * NOISE
}

/// Every number that stands in the table.
fn of_table(table: &Table) -> Vec<f64> {
    let labels = table.title.iter().chain(&table.header);
    let cells = table.rows.iter().flatten();
    labels.chain(cells).flat_map(|text| numbers(text)).map(|(_, number)| number.value).collect()
}

/// What can be computed from cells.
fn of_cells(cells: &[Evidence]) -> Vec<f64> {
    let numeric: Vec<(&Evidence, f64)> = cells
        .iter()
        .filter_map(|cell| Some((cell, number::parse_cell(&cell.text)?.value)))
        .collect();
    let values: Vec<f64> = numeric.iter().map(|(_, value)| *value).collect();
    let by = |key: fn(&Evidence) -> usize| {
        let mut groups: BTreeMap<usize, Vec<f64>> = BTreeMap::new();
        for (cell, value) in &numeric {
            groups.entry(key(cell)).or_default().push(*value);
        }
        groups.into_values().map(|group| group.iter().sum()).collect::<Vec<f64>>()
    };
    let (rows, columns) = (by(|cell| cell.row), by(|cell| cell.column));
    let mut found = vec![cells.len() as f64, rows.len() as f64, columns.len() as f64];
    found.extend(totals(&values));
    for group in [&values, &rows, &columns] {
        found.extend(group.iter().copied());
        found.extend(totals(group));
        found.extend(pairs(group));
    }
    let sum: f64 = values.iter().sum();
    found.extend(values.iter().flat_map(|value| [value / sum, 100.0 * value / sum]));
    found.retain(|value| value.is_finite());
    found
}

/// Sum, mean, median and range.
fn totals(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (sum, middle) = (sorted.iter().sum::<f64>(), sorted.len() / 2);
    let median = if sorted.len().is_multiple_of(2) {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    } else {
        sorted[middle]
    };
    vec![sum, sum / sorted.len() as f64, median, last - first]
}

/// Sums, differences, ratios and percentages of every two.
fn pairs(values: &[f64]) -> Vec<f64> {
    if values.len() > MAX_PAIRED {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (i, a) in values.iter().enumerate() {
        for (_, b) in values.iter().enumerate().filter(|(j, _)| i != *j) {
            found.extend([
                a + b,
                a - b,
                a / b,
                100.0 * a / b,
                100.0 * (a - b) / b,
                f64::midpoint(*a, *b),
            ]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let csv = b"Year,Men,Women\n2018,40,35.5\n2019,50,61\n2020,10%,9%\n16-24 years,7,8\n";
        Table::from_csv(csv, "t").unwrap()
    }

    fn check(answer: &str, cells: &[(usize, usize)]) -> Vec<String> {
        let table = table();
        let cells: Vec<Evidence> =
            cells.iter().filter_map(|(r, c)| Evidence::of(&table, *r, *c)).collect();
        unsupported(answer, &table, &cells)
    }

    #[test]
    fn what_stands_in_the_table_needs_no_cells() {
        for answer in ["40", "2019", "Women in 2018 with 35.5", "10 %", "16-24 years", "Men", "36"]
        {
            assert_eq!(check(answer, &[]), Vec::<String>::new(), "{answer}");
        }
        assert_eq!(check("41", &[]), ["41"]);
        assert_eq!(check("between 50 and 55.3", &[]), ["55.3"]);
        assert_eq!(check("2018-2024", &[]), ["2024"]);
    }

    #[test]
    fn what_is_computed_needs_its_cells() {
        let both = [(0, 1), (1, 1)];
        for answer in ["90", "45", "10", "-10", "1.25", "80%", "25 %", "0.8", "2", "44.4%", "44%"] {
            assert_eq!(check(answer, &both), Vec::<String>::new(), "{answer}");
            assert!(
                !check(answer, &[]).is_empty() || answer == "10" || answer == "-10",
                "{answer}"
            );
        }
        assert_eq!(check("91", &both), ["91"]);
        assert_eq!(check("1.3", &both), Vec::<String>::new(), "1.25, rounded");
        assert_eq!(check("1.24", &both), ["1.24"]);
    }

    #[test]
    fn sums_of_columns_are_compared() {
        // 90 - 96.5
        let all = [(0, 1), (1, 1), (0, 2), (1, 2)];
        assert_eq!(check("6.5", &all), Vec::<String>::new());
        assert_eq!(check("6.6", &all), ["6.6"]);
    }

    #[test]
    fn scales_are_applied() {
        let table = Table::from_csv(b"Item,Cost\nA,1200000\nB,300000\n", "t").unwrap();
        let cells = [Evidence::of(&table, 0, 1).unwrap(), Evidence::of(&table, 1, 1).unwrap()];
        for (answer, supported) in [("1.5 million", true), ("$1.5M", true), ("1.6 million", false)]
        {
            assert_eq!(unsupported(answer, &table, &cells).is_empty(), supported, "{answer}");
        }
    }
}
