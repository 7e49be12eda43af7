//! Tick labels moved onto the gridlines or tick marks that they stand at.

use crate::marks::axis::{Scale, Tick, refit};
use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::texts::text::Text;

/// A gridline or tick is found where the mean distance rises by so much.
const GRID_CONTRAST: f32 = 3.0;
const TICK_CONTRAST: f32 = 16.0;
/// How far a tick mark reaches from its label.
const TICK_REACH: f32 = 12.0;

/// Moves the labels onto gridlines or, failing that, onto tick marks.
///
/// Most labels stand off their marks by the same distance. The scale is fitted
/// to those, and the others' marks are looked for where it says; labels that
/// have no mark there (the first and last are moved inwards in some charts) do
/// not count in the fit.
pub(super) fn snap(scale: &mut Scale, texts: &[Text], ink: &Ink) {
    let Some(labels) = scale.bounds(texts) else { return };
    let (side, plot) = strips(labels, ink, scale.direction);
    for (strip, contrast) in [(plot, GRID_CONTRAST), (side, TICK_CONTRAST)] {
        let profile = profile(ink, scale.direction, strip);
        let reach = |t: &Tick| {
            (0.5 * texts[t.text].bounds.height().min(texts[t.text].bounds.width()) as f32).max(3.0)
        };
        let offsets: Vec<Option<f32>> = scale
            .ticks
            .iter()
            .map(|t| peak(&profile, t.pixel, reach(t), contrast).map(|p| p - t.pixel))
            .collect();
        let middle = median(&offsets.iter().copied().flatten().collect::<Vec<_>>());
        let steady = |o: &Option<f32>| o.is_some_and(|o| (o - middle).abs() <= 1.3 * ink.scale);
        let found = offsets.iter().filter(|o| steady(o)).count();
        if found < 2 || 2 * found < scale.ticks.len() {
            continue;
        }
        let mut snapped = scale.clone();
        snapped.ticks = Vec::new();
        for (tick, offset) in scale.ticks.iter().zip(&offsets) {
            if let Some(offset) = offset.filter(|o| steady(&Some(*o))) {
                snapped.ticks.push(Tick { pixel: tick.pixel + offset, ..tick.clone() });
            }
        }
        refit(&mut snapped);
        let first = snapped.clone();
        snapped.ticks.clone_from(&scale.ticks);
        let mut at_mark = Vec::new();
        for tick in &mut snapped.ticks {
            tick.pixel = first.pixel(tick.number.value);
            if let Some(mark) = peak(&profile, tick.pixel, 1.6 * ink.scale, contrast) {
                tick.pixel = mark;
                at_mark.push(tick.clone());
            }
        }
        if at_mark.len() < 2 {
            continue;
        }
        let all = std::mem::replace(&mut snapped.ticks, at_mark);
        refit(&mut snapped);
        snapped.ticks = all;
        snapped.snapped = true;
        if snapped.residual <= scale.residual.max(0.8 * ink.scale) {
            *scale = snapped;
            return;
        }
    }
}

/// Extents across the value direction where tick marks and gridlines are.
fn strips(labels: PixelBox, ink: &Ink, direction: Orientation) -> ((i32, i32), (i32, i32)) {
    let (low, high) = direction.slot_span(labels);
    let end = match direction {
        Orientation::Vertical => ink.width,
        Orientation::Horizontal => ink.height,
    } as i32;
    let reach = (TICK_REACH * ink.scale) as i32;
    if low + high < end {
        ((high + 1, high + 1 + reach), (high + 2, high + 2 + (7 * (end - high)) / 10))
    } else {
        ((low - 1 - reach, low - 1), (low - 2 - (7 * low) / 10, low - 2))
    }
}

/// Mean distance to the background of every row (or column) within a strip;
/// strong distances are cut so that a few dark pixels make no line.
fn profile(ink: &Ink, direction: Orientation, strip: (i32, i32)) -> Vec<f32> {
    let (length, across) = match direction {
        Orientation::Vertical => (ink.height, ink.width),
        Orientation::Horizontal => (ink.width, ink.height),
    };
    let (from, to) = (strip.0.max(0) as usize, (strip.1.max(0) as usize).min(across));
    (0..length)
        .map(|along| {
            let sum: f32 = (from..to)
                .map(|slot| {
                    let (x, y) = direction.point(slot as i32, along as i32);
                    f32::from(ink.distance[y as usize * ink.width + x as usize].min(90))
                })
                .sum();
            sum / (to.saturating_sub(from)).max(1) as f32
        })
        .collect()
}

/// The centre of a narrow peak near a coordinate.
fn peak(profile: &[f32], near: f32, reach: f32, contrast: f32) -> Option<f32> {
    let from = (near - reach).floor().max(0.0) as usize;
    let to = ((near + reach).ceil() as usize).min(profile.len());
    let around = profile.get(from.saturating_sub(3)..(to + 3).min(profile.len()))?;
    let base = median(around);
    let top = (from..to).max_by(|a, b| profile[*a].total_cmp(&profile[*b]))?;
    let rise = profile[top] - base;
    if rise < contrast {
        return None;
    }
    let (mut weight, mut sum) = (0.0, 0.0);
    let from = top.saturating_sub(2);
    for (at, height) in (from..).zip(&profile[from..(top + 3).min(profile.len())]) {
        let w = height - base - 0.2 * rise;
        if w > 0.0 {
            weight += w;
            sum += w * (at as f32 + 0.5);
        }
    }
    (weight > 0.0).then(|| sum / weight)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::axis::scales;
    use crate::marks::axis::tests::{label, white};
    use image::Rgb;

    #[test]
    fn labels_move_onto_their_gridlines() {
        let mut image = white();
        for y in [53, 103, 153, 203] {
            for x in 50..290 {
                image.put_pixel(x, y, Rgb([215, 215, 215]));
            }
        }
        let texts: Vec<Text> = [("3", 50), ("2", 100), ("1", 150), ("0", 200)]
            .iter()
            .map(|(t, y)| label(40, *y, t))
            .collect();
        let found = scales(&texts, &crate::marks::ink::ink(&image), Orientation::Vertical);
        assert!(found[0].snapped);
        assert!((found[0].pixel(0.0) - 203.5).abs() < 0.1, "{}", found[0].pixel(0.0));
    }
}
