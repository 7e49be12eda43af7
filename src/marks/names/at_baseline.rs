//! Names that stand right at the baseline of bars that go both ways: all on one
//! side of it, over the bars that go there, or each across from its bar.

use crate::marks::bar_charts::ends::End;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::names::labels::{Labels, is_at_slot, joined};
use crate::marks::names::slots::Slots;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A name is no farther from the baseline than this share of its height.
const NEAR: f32 = 1.3;

/// The names of bars that go both ways, of the `free` texts; none if all go one way.
pub fn labels(texts: &[Text], free: &[usize], slots: &Slots) -> Labels {
    let ways = |low: bool| slots.ends.iter().any(|e| e.1.to_low == low);
    if !(ways(true) && ways(false)) {
        return Labels::default();
    }
    // Below the baseline of upright bars, left of that of lying ones.
    let usual = slots.orientation == Orientation::Horizontal;
    let one_side = at_sides(texts, free, slots, |_| usual);
    let across = at_sides(texts, free, slots, |end| !end.to_low);
    if across.covered(slots) > one_side.covered(slots) { across } else { one_side }
}

/// The texts next to the baseline on the side that `low` tells for every bar's end:
/// at smaller coordinates or at larger ones.
fn at_sides(texts: &[Text], free: &[usize], slots: &Slots, low: impl Fn(End) -> bool) -> Labels {
    let mut lines = Vec::new();
    for (slot, end) in &slots.ends {
        let low = low(*end);
        let gap = |b: PixelBox| {
            let (from, to) = slots.orientation.value_span(b);
            if low { slots.baseline - to as f32 } else { from as f32 - slots.baseline }
        };
        let nearest = free
            .iter()
            .copied()
            .filter(|i| {
                let t = &texts[*i];
                t.direction == Direction::Across
                    && t.text.chars().any(char::is_alphabetic)
                    && is_at_slot(t, slots, *slot)
                    && (-2.0..=NEAR * t.size()).contains(&gap(t.bounds))
            })
            .min_by(|a, b| gap(texts[*a].bounds).total_cmp(&gap(texts[*b].bounds)));
        lines.extend(nearest);
    }
    joined(texts, lines, slots)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, bounds: PixelBox, line: usize) -> Text {
        let direction = Direction::Across;
        Text {
            bounds,
            direction,
            text: text.to_owned(),
            confidence: 1.0,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line,
        }
    }

    /// Three upright bars about a baseline at 100, the middle one of which goes down.
    fn slots() -> Slots {
        let end = |at: f32, to_low: bool| End { at, to_low, spread: 0.0 };
        Slots {
            orientation: Orientation::Vertical,
            origin: 50.0,
            pitch: 50.0,
            occupied: vec![0, 1, 2],
            baseline: 100.0,
            area: PixelBox::new(40, 20, 160, 180),
            ends: vec![(0, end(20.0, true)), (1, end(180.0, false)), (2, end(40.0, true))],
        }
    }

    fn named(middle: i32) -> Vec<String> {
        let at = |x: i32, y: i32| PixelBox::new(x - 12, y, x + 12, y + 10);
        let texts = [
            text("Ore", at(50, 104), 0),
            text("Tin", at(100, middle), 1),
            text("Zinc", at(150, 104), 2),
            text("far below", at(100, 190), 3),
        ];
        labels(&texts, &[0, 1, 2, 3], &slots()).items.into_iter().map(|l| l.text).collect()
    }

    #[test]
    fn names_stand_at_the_baseline_over_bars_or_across_from_them() {
        assert_eq!(named(104), ["Ore", "Tin", "Zinc"]);
        assert_eq!(named(86), ["Ore", "Tin", "Zinc"]);
        assert_eq!(named(60), ["Ore", "Zinc"]);
    }
}
