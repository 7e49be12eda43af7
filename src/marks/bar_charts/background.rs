//! What is behind the bars.

use crate::marks::bar_charts::bars::Scene;
use crate::marks::bar_charts::rows::Row;
use crate::marks::regions::{Colour, contrast};

/// Colours behind the bars: the page's, and those that prevail between the
/// bars and beside them (of a panel, or of stripes).
pub fn background(scene: Scene, row: &Row) -> Vec<Colour> {
    let o = row.orientation;
    let mut samples: Vec<Colour> = Vec::new();
    let mut sample = |slot: i32, value: i32| {
        let (x, y) = o.point(slot, value);
        if x >= 0
            && y >= 0
            && let Some(pixel) = scene.image.get_pixel_checked(x as u32, y as u32)
        {
            samples.push(pixel.0.map(f32::from));
        }
    };
    let spans: Vec<((i32, i32), (i32, i32))> =
        row.members.iter().map(|m| (o.slot_span(m.bounds), o.value_span(m.bounds))).collect();
    for pair in spans.windows(2) {
        let gap = pair[1].0.0 - pair[0].0.1;
        if gap >= 4 {
            let middle = pair[0].0.1 + gap / 2;
            let (low, high) = (pair[0].1.0.min(pair[1].1.0), pair[0].1.1.max(pair[1].1.1));
            (low..high).for_each(|value| sample(middle, value));
        }
    }
    // Beside the first and the last.
    if let (Some(first), Some(last)) = (spans.first(), spans.last()) {
        for n in 3..9 {
            (first.1.0..first.1.1).for_each(|value| sample(first.0.0 - n, value));
            (last.1.0..last.1.1).for_each(|value| sample(last.0.1 + n, value));
        }
    }
    let mut kinds: Vec<(usize, Colour)> = Vec::new();
    for colour in &samples {
        match kinds.iter_mut().find(|k| contrast(k.1, *colour) <= 8.0) {
            Some(kind) => kind.0 += 1,
            None => kinds.push((1, *colour)),
        }
    }
    let is_bar = |c: Colour| row.members.iter().any(|m| contrast(m.colour, c) <= 14.0);
    let behind = kinds.iter().filter(|k| 8 * k.0 >= samples.len() && !is_bar(k.1)).map(|k| k.1);
    std::iter::once(scene.regions.page).chain(behind).collect()
}
