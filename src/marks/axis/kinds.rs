//! Scales that are not linear, and scales that contradict each other.

use crate::marks::axis::{ALIGNED, LEAST_SPREAD, LEAST_TICKS, OFF_THE_LINE, Scale, aligned};
use crate::marks::components::Components;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::ink::Ink;
use crate::marks::texts::text::Text;

/// Whether aligned numbers lie on a logarithmic scale better than on any
/// linear one: each step is a factor, not a sum.
pub fn is_logarithmic(texts: &[Text], ink: &Ink, direction: Orientation) -> bool {
    let tolerance = OFF_THE_LINE * f64::from(ink.scale);
    aligned(texts, direction, ALIGNED * ink.scale).iter().any(|group| {
        let with = |f: fn(f64) -> f64| -> Vec<(f64, f64)> {
            group
                .iter()
                .filter_map(|i| texts[*i].numbers.first().map(|n| (i, n.value)))
                .filter(|(_, v)| *v > 0.0)
                .map(|(i, v)| (f64::from(direction.value_centre(texts[*i].bounds)), f(v)))
                .collect()
        };
        let logarithmic = most_on_a_line(&with(f64::log10), tolerance);
        logarithmic >= 4 && logarithmic > most_on_a_line(&with(|v| v), tolerance) + 1
    })
}

/// Whether labels are powers of ten with a raised exponent, which reads as
/// `100`, `101`, `102`.
pub fn has_powers(texts: &[Text], components: &Components) -> bool {
    let is_power = |t: &&Text| {
        let digits = t.text.trim_start_matches('-');
        let (first, last) = (digits.get(..2), digits.get(2..));
        if first != Some("10") || !last.is_some_and(|l| (1..=3).contains(&l.len())) {
            return false;
        }
        let mut boxes: Vec<PixelBox> =
            t.pieces.iter().map(|i| components.items[*i].bounds).collect();
        boxes.sort_by_key(|b| b.x0);
        let (Some(base), Some(exponent)) = (boxes.first(), boxes.last()) else { return false };
        (base.y1 - exponent.y1) as f32 >= 0.25 * t.size() && exponent.height() < base.height()
    };
    texts.iter().filter(is_power).count() >= 2
}

/// The scale, of those after the first, that says something else than it.
pub fn disagreeing(scales: &[Scale]) -> Option<&Scale> {
    let (first, others) = scales.split_first()?;
    let (low, high) = first.span();
    others.iter().filter(|s| s.ticks.len() >= LEAST_TICKS).find(|s| {
        let off = |pixel: f32| (s.value(pixel) - first.value(pixel)).abs();
        let range = (first.value(high) - first.value(low)).abs();
        let (from, to) = s.span();
        // It stands beside the same plot.
        let beside = (to.min(high) - from.max(low)) > 0.6 * (high - low);
        let fits = s.residual <= (0.005 * (to - from)).max(1.0);
        beside && fits && off(low).max(off(high)) > 0.05 * range
    })
}

/// Two scales that say different things, that at the left first.
pub fn left_and_right<'a>(scales: &'a [Scale], texts: &[Text]) -> Option<(&'a Scale, &'a Scale)> {
    let (first, other) = (scales.first()?, disagreeing(scales)?);
    let left = |s: &Scale| s.bounds(texts).map_or(0, |b| b.x0);
    Some(if left(first) > left(other) { (other, first) } else { (first, other) })
}

/// Whether two scales on different sides of the marks say different things.
pub fn disagree(scales: &[Scale]) -> bool {
    disagreeing(scales).is_some_and(|s| s.ticks.len() >= 4)
}

fn most_on_a_line(points: &[(f64, f64)], tolerance: f64) -> usize {
    let mut best = 0;
    for (i, (p, v)) in points.iter().enumerate() {
        for (q, w) in &points[i + 1..] {
            if (p - q).abs() >= LEAST_SPREAD && v != w {
                let slope = (w - v) / (q - p);
                let on = |(x, y): &&(f64, f64)| ((y - v) / slope + p - x).abs() <= tolerance;
                best = best.max(points.iter().filter(on).count());
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::axis::scales;
    use crate::marks::axis::tests::{label, white};

    #[test]
    fn a_logarithmic_axis_is_recognised() {
        let texts: Vec<Text> = [("1000", 50), ("100", 100), ("10", 150), ("1", 200)]
            .iter()
            .map(|(t, y)| label(60, *y, t))
            .collect();
        let ink = crate::marks::ink::ink(&white());
        assert!(is_logarithmic(&texts, &ink, Orientation::Vertical));
        assert!(scales(&texts, &ink, Orientation::Vertical).is_empty());
    }
}
