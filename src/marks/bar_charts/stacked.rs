//! Stacked bars: one bar a slot, whose segments are the series.

use std::cmp::Reverse;

use crate::marks::bar_charts::bars::{
    Bar, Bars, MOST_SERIES, SAME_COLOUR, Scene, place, put_together, segments,
};
use crate::marks::bar_charts::ends::End;
use crate::marks::bar_charts::groups;
use crate::marks::bar_charts::rows::Row;
use crate::marks::bar_charts::stacks::{Column, Segment};
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Colour, contrast};

/// Stacks: one bar a slot, whose segments are the series; `both_ways` if they
/// may go on at the other side of the baseline.
///
/// # Errors
/// [`Refusal`] if they stand at no even distances, or in too many colours.
pub fn stacked_bars(
    scene: Scene,
    row: &Row,
    columns: &[Column],
    background: &[Colour],
    both_ways: bool,
) -> Result<Bars, Refusal> {
    let o = row.orientation;
    let centres: Vec<f32> = row.members.iter().map(|m| o.slot_centre(m.bounds)).collect();
    let groups = groups::singles(&centres).ok_or(Refusal::Uneven(row.members.len()))?;
    let mut columns: Vec<(i32, Column)> =
        groups.slots.iter().copied().zip(columns.iter().copied()).collect();
    // Stacks whose first segment is too thin for a rectangle.
    let last = groups.slots.last().copied().unwrap_or(0);
    let to_low = 2 * columns.iter().filter(|c| c.1.to_low).count() > columns.len();
    for slot in -2..=last + 2 {
        let span = place(row, groups.origin + slot as f32 * groups.pitch);
        if span.0 > 0 && !groups.slots.contains(&slot) {
            columns.push((slot, Column { slot: span, baseline: row.baseline, to_low }));
        }
    }
    let mirrored_from = columns.len();
    if both_ways {
        let beyond: Vec<_> =
            columns.iter().map(|(slot, c)| (*slot, c.mirrored(scene.scale))).collect();
        columns.extend(beyond);
    }
    let places: Vec<Column> = columns.iter().map(|c| c.1).collect();
    let found = segments(scene, row, &places, background, &[]);
    let mut colours: Vec<Colour> = Vec::new();
    // Series in the order in which the fullest stack shows them.
    let mut order: Vec<&Vec<Segment>> = found
        .iter()
        .zip(&columns)
        .filter(|(_, c)| groups.slots.contains(&c.0))
        .map(|f| f.0)
        .collect();
    order.sort_by_key(|s| Reverse(s.len()));
    for segment in order.into_iter().flatten() {
        if !colours.iter().any(|c| contrast(*c, segment.colour) <= SAME_COLOUR) {
            colours.push(segment.colour);
        }
    }
    if colours.len() > MOST_SERIES {
        return Err(Refusal::SeveralSeries(format!("{} colours in stacks", colours.len())));
    }
    let mut items = Vec::new();
    for (index, ((slot, column), segments)) in columns.iter().zip(&found).enumerate() {
        let is_member = groups.slots.contains(slot);
        let least = if index < mirrored_from { 2 } else { 1 };
        let known = |s: &Segment| colours.iter().any(|c| contrast(*c, s.colour) <= SAME_COLOUR);
        let sure = is_member && index < mirrored_from;
        if !sure && (segments.len() < least || !segments.iter().all(known)) {
            continue;
        }
        for (n, segment) in segments.iter().enumerate() {
            let start = if n == 0 { row.baseline as f32 } else { segment.start };
            let nearest = colours
                .iter()
                .enumerate()
                .min_by(|a, b| {
                    contrast(*a.1, segment.colour).total_cmp(&contrast(*b.1, segment.colour))
                })
                .map_or(0, |n| n.0);
            let (low, high) = (start.min(segment.end), start.max(segment.end));
            items.push(Bar {
                bounds: o.compose(column.slot, (low.round() as i32, high.round() as i32)),
                colour: segment.colour,
                slot: *slot,
                series: nearest,
                start,
                end: End { at: segment.end, to_low: column.to_low, spread: 0.0 },
            });
        }
    }
    Ok(put_together(row, &groups, items, colours, true))
}
