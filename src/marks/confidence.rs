//! How sure the reader is of a cell, from the evidence for it.

use crate::marks::axis::Scale;
use crate::marks::bar_charts::values::{Source, Value};
use crate::marks::names::labels::Label;

/// Below this mean probability of its characters a name is doubtful: of such names a
/// fourth were wrong (the table below).
pub const DOUBTFUL_NAME: f32 = 0.95;

/// Share of names that were exact, by the mean probability of their characters:
/// measured on the development half of the suite (`scripts/calibration.py`).
const EXACT_NAMES: [(f32, f32); 8] = [
    (0.0, 0.0),
    (0.7, 0.5),
    (0.85, 0.68),
    (0.93, 0.76),
    (0.97, 0.82),
    (0.98, 0.9),
    (0.99, 0.97),
    (1.0, 0.995),
];

/// Share of numbers that were right, by the evidence for them ([`of_value`]):
/// measured on the development half of the suite, and held a little lower, since
/// other charts are read a little worse.
const RIGHT_NUMBERS: [(f32, f32); 7] =
    [(0.0, 0.0), (0.3, 0.5), (0.45, 0.8), (0.6, 0.92), (0.85, 0.95), (0.97, 0.97), (1.0, 0.99)];

/// Confidence of a name, from what the recogniser says of its characters.
pub fn of_label(label: Option<&Label>) -> f32 {
    label.map_or(0.0, |l| of_name(l.confidence))
}

/// Confidence of a name whose characters have this mean probability.
pub fn of_name(probability: f32) -> f32 {
    share(&EXACT_NAMES, probability)
}

/// Confidence of a number, from the evidence for it.
pub fn of_number(evidence: f32) -> f32 {
    share(&RIGHT_NUMBERS, evidence)
}

/// The measured share at a point, between those of its neighbours in the table.
fn share(measured: &[(f32, f32)], at: f32) -> f32 {
    let next = measured.iter().position(|(p, _)| *p >= at);
    match next.unwrap_or(measured.len()) {
        0 => measured.first().map_or(0.0, |m| m.1),
        n if n == measured.len() => measured.last().map_or(0.0, |m| m.1),
        n => {
            let ((p, a), (q, b)) = (measured[n - 1], measured[n]);
            a + (b - a) * (at - p) / (q - p)
        }
    }
}

/// Evidence for a value, from 0 to 1.
///
/// Print that its bar confirms is as sure as its characters. A value from the
/// scale is as sure as the scale, less what half a pixel more or less means
/// for a mark `length` pixels from the zero line.
pub fn of_value(value: &Value, length: f32, scale: Option<&Scale>) -> f32 {
    let print = value.print_confidence.unwrap_or(0.0);
    match value.source {
        Source::PrintedAgreed => print.max(0.5),
        Source::PrintedAlone => 0.7 * print,
        Source::ScaleAgainstPrint => 0.4 * of_scale(scale),
        Source::NoMark => 0.4,
        Source::Scale => {
            let exact = 1.0 - (0.5 / length.max(1.0)).min(0.5);
            of_scale(scale) * exact
        }
    }
}

/// Confidence of a scale: more labels on it, fewer beside it, a closer fit.
pub fn of_scale(scale: Option<&Scale>) -> f32 {
    let Some(scale) = scale else { return 0.6 };
    let n = scale.ticks.len() as f32;
    let consensus = n / (n + scale.outliers as f32);
    let checked = 1.0 - 0.5f32.powf(n - 1.5);
    let fit = (1.1 - 0.2 * scale.residual).clamp(0.2, 1.0);
    consensus * checked * fit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_sure_as_such_names_were_right() {
        assert!((of_name(1.0) - 0.995).abs() < 1e-6);
        assert!((of_name(0.95) - 0.79).abs() < 1e-3);
        let shares: Vec<f32> = (0u8..=100).map(|p| of_name(f32::from(p) / 100.0)).collect();
        assert!(shares.windows(2).all(|w| w[0] <= w[1]), "{shares:?}");
    }

    #[test]
    fn a_scale_of_few_labels_is_not_as_doubtful_as_it_seems() {
        assert!((of_number(0.6) - 0.92).abs() < 1e-6);
        assert!(of_number(0.3) < 0.6);
        let shares: Vec<f32> = (0u8..=100).map(|p| of_number(f32::from(p) / 100.0)).collect();
        assert!(shares.windows(2).all(|w| w[0] <= w[1]), "{shares:?}");
    }
}
