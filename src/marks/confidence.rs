//! How sure the reader is of a cell, from the evidence for it.

use crate::marks::axis::Scale;
use crate::marks::bar_charts::values::{Source, Value};
use crate::marks::names::labels::Label;

/// Confidence of a name: what the recogniser says of its characters.
pub fn of_label(label: Option<&Label>) -> f32 {
    label.map_or(0.0, |l| l.confidence)
}

/// Confidence of a value.
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
