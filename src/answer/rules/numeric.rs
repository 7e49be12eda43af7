//! Numbers folded and compared.

use super::plan::Fold;
use super::question::{Comparison, Direction};

/// How far apart equal numbers may be, relative to their size: noise of floating point.
pub(super) const NOISE: f64 = 1e-9;
/// The same for `twice as much`, where charts round.
pub(super) const ROUNDING: f64 = 0.01;

/// 1 for the highest first, -1 for the lowest first.
pub(super) fn sign(direction: Direction) -> f64 {
    match direction {
        Direction::Highest => 1.0,
        Direction::Lowest => -1.0,
    }
}

pub(super) fn same(a: f64, b: f64) -> bool {
    holds(a, Comparison::Equal, b, NOISE)
}

pub(super) fn yes(is: bool) -> String {
    if is { "Yes" } else { "No" }.to_owned()
}

pub(super) fn folded(fold: Fold, values: &[f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    match fold {
        Fold::Sum => sum,
        Fold::Mean => sum / values.len() as f64,
        Fold::Median => {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let middle = sorted.len() / 2;
            if sorted.len() % 2 == 1 {
                sorted[middle]
            } else {
                f64::midpoint(sorted[middle - 1], sorted[middle])
            }
        }
    }
}

pub(super) fn holds(left: f64, comparison: Comparison, right: f64, tolerance: f64) -> bool {
    let equal = (left - right).abs() <= tolerance * left.abs().max(right.abs());
    match comparison {
        Comparison::More => left > right && !equal,
        Comparison::Less => left < right && !equal,
        Comparison::AtLeast => left > right || equal,
        Comparison::AtMost => left < right || equal,
        Comparison::Equal => equal,
        Comparison::Different => !equal,
    }
}
