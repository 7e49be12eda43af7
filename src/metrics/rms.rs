//! RMS: relative mapping similarity, as in google-research/google-research `deplot/metrics.py`,
//! and a corrected form of it.

use serde::{Deserialize, Serialize};

use super::points::Grid;
use super::{anls, assignment, python, rnss};
use crate::table::number;

/// Relative error of a value from which on it counts as wrong.
const VALUE_LIMIT: f64 = 0.1;
/// Most data points of a table: all pairs of points are held in memory.
const MAX_POINTS: usize = 6000;

/// Precision, recall and their harmonic mean, each in `[0, 1]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Prf {
    /// Share of what was predicted that is right.
    pub precision: f64,
    /// Share of what was to be predicted that was.
    pub recall: f64,
    /// Harmonic mean of the two.
    pub f1: f64,
}

impl Prf {
    /// From `score` points of `predicted` and `wanted`, neither of them zero.
    pub(super) fn of(score: f64, predicted: usize, wanted: usize) -> Self {
        if score == 0.0 {
            return Self::default();
        }
        let (precision, recall) = (score / predicted as f64, score / wanted as f64);
        Self { precision, recall, f1: 2.0 * precision * recall / (precision + recall) }
    }

    /// When one of the two sides has nothing.
    pub(super) fn of_nothing(predicted: usize, wanted: usize) -> Option<Self> {
        let (precision, recall, f1) = match (predicted, wanted) {
            (0, 0) => (1.0, 1.0, 1.0),
            (_, 0) => (0.0, 1.0, 0.0),
            (0, _) => (1.0, 0.0, 0.0),
            _ => return None,
        };
        Some(Self { precision, recall, f1 })
    }
}

/// A table has more data points than can be matched (over 6000).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a table of {points} data points is too large to be matched; the most is {MAX_POINTS}")]
pub struct TooLarge {
    /// Data points of the table.
    pub points: usize,
}

/// RMS of two linearised tables, faithful to the original with all its quirks.
///
/// ```
/// let target = "Q | Top\nQ1 | Germany\nQ2 | France";
/// let score = chartqa::metrics::rms(target, "Q | Top\nQ1 | Germny\nQ2 | Italy")?;
/// assert!((score.f1 - 0.428571).abs() < 1e-6);
/// # Ok::<(), chartqa::metrics::TooLarge>(())
/// ```
///
/// # Errors
/// [`TooLarge`] for tables beyond 6000 data points.
pub fn rms(target: &str, prediction: &str) -> Result<Prf, TooLarge> {
    let prediction = Grid::parse(prediction).lower();
    let target = Grid::parse(target).lower();
    let key = |row: &str, column: &str| format!("{row} {column}");
    best_way_round(&prediction, |prediction, to_beat| {
        mapping(&target.points(key), &prediction.points(key), published, to_beat)
    })
}

/// RMS without what is wrong with it: zeros, percent signs, thousands separators and scale words
/// are understood, missing values equal each other, and where both tables have a single column
/// of values its header is ignored, since it is often not in the picture.
///
/// # Errors
/// [`TooLarge`] for tables beyond 6000 data points.
pub fn rms_fixed(target: &str, prediction: &str) -> Result<Prf, TooLarge> {
    let (target, prediction) = (Grid::parse(target), Grid::parse(prediction));
    best_way_round(&prediction, |prediction, to_beat| {
        let lone = target.has_lone_column() && prediction.has_lone_column();
        let key = |row: &str, column: &str| {
            let words = row.split_whitespace().chain(column.split_whitespace().filter(|_| !lone));
            words.collect::<Vec<_>>().join(" ").to_lowercase()
        };
        mapping(&target.points(key), &prediction.points(key), corrected, to_beat)
    })
}

/// The prediction as it stands or transposed, whichever scores higher; transposed if equal.
/// `score` may give `None` for what cannot beat the F1 it is given.
fn best_way_round(
    prediction: &Grid,
    score: impl Fn(&Grid, f64) -> Result<Option<Prf>, TooLarge>,
) -> Result<Prf, TooLarge> {
    let upright = score(prediction, 0.0)?.unwrap_or_default();
    let turned = score(&prediction.transposed(), upright.f1)?;
    Ok(turned.filter(|turned| turned.f1 >= upright.f1).unwrap_or(upright))
}

/// Matches the points by their keys alone, then scores the pairs. `None` if even perfect values
/// would not reach an F1 of `to_beat`.
fn mapping(
    target: &[(String, String)],
    prediction: &[(String, String)],
    value_similarity: fn(&str, &str) -> f64,
    to_beat: f64,
) -> Result<Option<Prf>, TooLarge> {
    let (rows, columns) = (target.len(), prediction.len());
    if let Some(score) = Prf::of_nothing(columns, rows) {
        return Ok(Some(score));
    }
    let points = rows.max(columns);
    if points > MAX_POINTS {
        return Err(TooLarge { points });
    }
    let keys = |points: &[(String, String)]| -> Vec<String> {
        points.iter().map(|(key, _)| key.clone()).collect()
    };
    let (target_keys, prediction_keys) = (keys(target), keys(prediction));
    let mut costs = anls::matrix(&strs(&target_keys), &strs(&prediction_keys));
    let most: f64 = costs.chunks(columns).map(|row| row.iter().copied().fold(0.0, f64::max)).sum();
    // A hair more, lest rounding decide.
    if Prf::of(most * (1.0 + 1e-9), columns, rows).f1 < to_beat {
        return Ok(None);
    }
    for similarity in &mut costs {
        *similarity = 1.0 - *similarity;
    }
    let score = assignment::cheapest(&costs, rows, columns)
        .into_iter()
        .map(|(t, p)| {
            let key = 1.0 - costs[t * columns + p];
            if key == 0.0 { 0.0 } else { key * value_similarity(&target[t].1, &prediction[p].1) }
        })
        .sum();
    Ok(Some(Prf::of(score, columns, rows)))
}

fn strs(strings: &[String]) -> Vec<&str> {
    strings.iter().map(String::as_str).collect()
}

/// Similarity of two values as published.
fn published(target: &str, prediction: &str) -> f64 {
    match (python::percent_float(target), python::percent_float(prediction)) {
        (Some(target), Some(prediction)) if target != 0.0 => {
            1.0 - rnss::relative_distance(target, prediction, VALUE_LIMIT)
        }
        _ if target == prediction => 1.0,
        _ => anls::anls(target, prediction),
    }
}

/// Similarity of two values as meant.
fn corrected(target: &str, prediction: &str) -> f64 {
    match (number::is_missing(target), number::is_missing(prediction)) {
        (true, true) => return 1.0,
        (true, false) | (false, true) => return 0.0,
        (false, false) => {}
    }
    match relative_error(target, prediction) {
        Some(error) if error < VALUE_LIMIT => 1.0 - error,
        Some(_) => 0.0,
        None => anls::anls(&target.to_lowercase(), &prediction.to_lowercase()),
    }
}

/// Relative error of a cell that is to hold a number, if both cells hold one. Where one of them
/// alone has a percent sign it may stand for a fraction too. A zero is missed by nothing or by all.
pub(super) fn relative_error(target: &str, prediction: &str) -> Option<f64> {
    let (target, prediction) = (number::parse_cell(target)?, number::parse_cell(prediction)?);
    let error = |target: f64, prediction: f64| {
        if target == prediction {
            0.0
        } else if target == 0.0 {
            1.0
        } else {
            ((target - prediction) / target).abs()
        }
    };
    let plain = error(target.value, prediction.value);
    Some(match (target.percent, prediction.percent) {
        (true, false) => plain.min(error(target.value / 100.0, prediction.value)),
        (false, true) => plain.min(error(target.value, prediction.value / 100.0)),
        _ => plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fixed(target: &str, prediction: &str) -> f64 {
        rms_fixed(target, prediction).unwrap().f1
    }

    #[test]
    fn the_fixed_form_mends_what_the_published_form_gets_wrong() {
        for (target, prediction, published) in [
            // Zeros, percent signs, separators, missing values, the header of a lone column.
            ("x | y\na | 0\nb | 10", "x | y\na | 0.0\nb | 10", 0.5),
            ("Y | S\n2019 | 50%", "Y | S\n2019 | 50", 0.0),
            ("Y | S\n2019 | 0.5", "Y | S\n2019 | 50%", 1.0),
            ("Y | S\n2019 | 1,234", "Y | S\n2019 | 1234", 0.8),
            ("Y | S | T\n2019 | nan | 1", "Y | S | T\n2019 |  | 1", 0.5),
            ("Year | Revenue\n2019 | 5\n2020 | 7", " | \n2019 | 5\n2020 | 7", 0.0),
        ] {
            let faithful = rms(target, prediction).unwrap().f1;
            assert!((faithful - published).abs() < 1e-6, "{prediction:?}: {faithful}");
            assert_eq!(fixed(target, prediction), 1.0, "{prediction:?}");
        }
    }

    #[test]
    fn the_fixed_form_is_no_more_lenient_than_that() {
        assert_eq!(fixed("x | y\na | 0", "x | y\na | 0.1"), 0.0);
        assert_eq!(fixed("x | y\na | 10", "x | y\na | -10"), 0.0);
        assert_eq!(fixed("x | y\na | 10", "x | y\na | "), 0.0);
        assert!(fixed("x | apples | pears\na | 10 | 20", "x | 1 | 2\na | 10 | 20") < 0.5);
    }

    #[test]
    fn tables_that_cannot_be_matched_are_refused() {
        let rows: Vec<String> = (0..=MAX_POINTS).map(|i| format!("\nr{i} | {i}")).collect();
        let large = format!("x | y{}", rows.concat());
        assert_eq!(rms(&large, "x | y\na | 1"), Err(TooLarge { points: MAX_POINTS + 1 }));
    }
}
