//! RNSS: relative number set similarity, as in google-research/google-research `deplot/metrics.py`.

use super::{assignment, python};

/// How well the numbers of two linearised tables agree, wherever they stand: 1 less the relative
/// distances of the best pairing over the count of numbers of the side that has more.
///
/// Faithful to the original: numbers without a partner cost nothing, percentages are no numbers,
/// and a target of zero inverts the distance (0 against 0 costs 1).
///
/// ```
/// use chartqa::metrics::rnss;
/// assert_eq!(rnss("a | 10", "a | 9"), 0.9);
/// assert_eq!(rnss("0 | 5", "0 | 5"), 0.5);
/// ```
pub fn rnss(target: &str, prediction: &str) -> f64 {
    let (target, prediction) = (numbers(target), numbers(prediction));
    match (target.is_empty(), prediction.is_empty()) {
        (true, true) => return 1.0,
        (true, false) | (false, true) => return 0.0,
        (false, false) => {}
    }
    let costs: Vec<f64> = target
        .iter()
        .flat_map(|t| prediction.iter().map(|p| relative_distance(*t, *p, 1.0)))
        .collect();
    let pairs = assignment::cheapest(&costs, target.len(), prediction.len());
    let paired: f64 = pairs.iter().map(|(t, p)| costs[t * prediction.len() + p]).sum();
    let apart = target.len().min(prediction.len()) - pairs.len();
    1.0 - (paired + apart as f64) / target.len().max(prediction.len()) as f64
}

/// The numbers of a linearised table, as Python reads them.
fn numbers(text: &str) -> Vec<f64> {
    let text = super::points::unescaped(text);
    python::lines(&text)
        .into_iter()
        .flat_map(|line| line.split(" | "))
        .filter_map(python::float)
        .collect()
}

/// `|target - prediction| / |target|`, but 1 from `limit` on (and for what is no number).
/// For a target of zero the original has the truth upside down, and so has this.
pub(super) fn relative_distance(target: f64, prediction: f64, limit: f64) -> f64 {
    if target == 0.0 {
        return if prediction == 0.0 { 1.0 } else { 0.0 };
    }
    let distance = ((target - prediction) / target).abs();
    if distance < limit { distance } else { 1.0 }
}
