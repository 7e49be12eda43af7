//! Rows of bars: rectangles of one thickness that start on one line.

use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::geometry::Orientation;

/// A set of candidates on one baseline.
pub struct Row {
    /// How the bars stand.
    pub orientation: Orientation,
    /// Where they start, along the value direction.
    pub baseline: i32,
    /// The rectangles, in slot order.
    pub members: Vec<Rectangle>,
    /// More and longer bars score higher.
    pub score: f32,
}

/// What a scale along the bars, and a baseline at its zero, are worth in bars.
const ON_AXIS: f32 = 1.5;
const AT_ZERO: f32 = 0.8;

/// The row with most bars, of those whose longest bar is long enough; `axis`
/// says whether there is a scale along them, and where its zero is.
pub fn best_row(
    found: &[Rectangle],
    o: Orientation,
    scale: f32,
    axis: Option<Option<f32>>,
    longest_least: i32,
) -> Option<Row> {
    let tolerance = (2.0 * scale).round() as i32;
    let mut best: Option<Row> = None;
    let mut tried: Vec<i32> = Vec::new();
    for candidate in found {
        let (low, high) = o.value_span(candidate.bounds);
        for baseline in [low, high] {
            if tried.contains(&baseline) {
                continue;
            }
            tried.push(baseline);
            let on_line: Vec<Rectangle> = found
                .iter()
                .filter(|c| {
                    let (low, high) = o.value_span(c.bounds);
                    (low - baseline).abs().min((high - baseline).abs()) <= tolerance
                })
                .copied()
                .collect();
            let members = evenly_thick(on_line, o, scale);
            if members.len() < 2 {
                continue;
            }
            let length = |c: &Rectangle| o.value_span(c.bounds).1 - o.value_span(c.bounds).0;
            let lengths: Vec<i32> = members.iter().map(length).collect();
            let (least, most) = (lengths.iter().min()?, lengths.iter().max()?);
            if *most < longest_least {
                continue;
            }
            // Bars that are all equal are rather a grid, or lie the other way.
            let equal = if most - least <= 1 && members.len() >= 2 { 2.0 } else { 0.0 };
            let total: i32 = lengths.iter().sum();
            let bonus = match axis {
                Some(Some(zero)) if (zero - baseline as f32).abs() <= 4.0 * scale => {
                    ON_AXIS + AT_ZERO
                }
                Some(_) => ON_AXIS,
                None => 0.0,
            };
            let score = members.len() as f32 + bonus - equal + total as f32 * 1e-5;
            if best.as_ref().is_none_or(|b| score > b.score) {
                best = Some(Row { orientation: o, baseline, members, score });
            }
        }
    }
    best
}

/// Rectangles of the commonest thickness that do not overlap, in slot order.
fn evenly_thick(mut found: Vec<Rectangle>, o: Orientation, scale: f32) -> Vec<Rectangle> {
    let thickness = |c: &Rectangle| {
        let (low, high) = o.slot_span(c.bounds);
        (high - low) as f32
    };
    let fits = |a: f32, b: f32| (a - b).abs() <= (2.5 * scale).max(0.06 * a.max(b));
    let usual = found
        .iter()
        .map(|c| (found.iter().filter(|d| fits(thickness(c), thickness(d))).count(), thickness(c)))
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map_or(0.0, |(_, t)| t);
    found.retain(|c| fits(thickness(c), usual));
    found.sort_by_key(|c| o.slot_span(c.bounds));
    let mut apart: Vec<Rectangle> = Vec::new();
    for candidate in found {
        match apart.last_mut() {
            Some(last) if o.slot_span(last.bounds).1 > o.slot_span(candidate.bounds).0 + 1 => {
                if candidate.bounds.area() > last.bounds.area() {
                    *last = candidate;
                }
            }
            _ => apart.push(candidate),
        }
    }
    apart
}
