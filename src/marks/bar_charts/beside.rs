//! Bars of one or more series beside each other.

use crate::marks::bar_charts::bars::{
    Bar, Bars, MOST_SERIES, SAME_COLOUR, Scene, column, kinds, place, put_together, segments,
};
use crate::marks::bar_charts::ends::{self, End};
use crate::marks::bar_charts::groups::{self, Groups};
use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::bar_charts::rows::Row;
use crate::marks::bar_charts::stacks::{Column, Segment};
use crate::marks::geometry::median;
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Colour, contrast};

/// Bars filled with one paint differ by less.
const SAME_PAINT: f32 = 5.0;

/// Bars of one or more series beside each other.
///
/// # Errors
/// [`Refusal`] if they stand at no even distances.
pub fn single_bars(
    scene: Scene,
    row: &Row,
    segments: &[Vec<Segment>],
    background: &[Colour],
) -> Result<Bars, Refusal> {
    let o = row.orientation;
    let row = &whole(row, segments);
    let centres: Vec<f32> = row.members.iter().map(|m| o.slot_centre(m.bounds)).collect();
    let (groups, series) = by_colour(scene, row, &centres)?;
    let mut items: Vec<Bar> = row
        .members
        .iter()
        .zip(groups.slots.iter().zip(&series))
        .map(|(member, (slot, series))| {
            let to_low = column(row, member).to_low;
            let page = scene.regions.page;
            let end = ends::measure(scene.image, member, o, to_low, page, scene.scale);
            Bar {
                bounds: member.bounds,
                colour: member.colour,
                slot: *slot,
                series: *series,
                start: row.baseline as f32,
                end,
            }
        })
        .collect();
    let count = series.iter().max().map_or(0, |s| s + 1);
    let colours: Vec<Colour> =
        (0..count).filter_map(|s| items.iter().find(|b| b.series == s).map(|b| b.colour)).collect();
    if count >= 1 {
        items.extend(thin_bars(scene, row, &groups, &items, &colours, background));
    }
    Ok(put_together(row, &groups, items, colours, false))
}

/// A row whose bars reach as far as their colour does: what is drawn over a bar
/// may have cut its rectangle.
fn whole(row: &Row, segments: &[Vec<Segment>]) -> Row {
    let o = row.orientation;
    let members = row.members.iter().zip(segments).map(|(member, segments)| {
        let (low, high) = o.value_span(member.bounds);
        match segments.as_slice() {
            [one] if contrast(one.colour, member.colour) <= SAME_COLOUR => {
                let low = low.min(one.start.min(one.end).round() as i32);
                let high = high.max(one.start.max(one.end).round() as i32);
                let bounds = o.compose(o.slot_span(member.bounds), (low, high));
                Rectangle { bounds, ..*member }
            }
            _ => *member,
        }
    });
    Row { members: members.collect(), ..*row }
}

/// Bars of groups that are too thin for a rectangle: looked for where the
/// series' bars stand in the other groups.
fn thin_bars(
    scene: Scene,
    row: &Row,
    groups: &Groups,
    bars: &[Bar],
    colours: &[Colour],
    background: &[Colour],
) -> Vec<Bar> {
    let o = row.orientation;
    let centre = |slot: i32| groups.origin + groups.pitch * slot as f32;
    let last = bars.iter().map(|b| b.slot).max().unwrap_or(0);
    let to_low = 2 * bars.iter().filter(|b| b.end.to_low).count() > bars.len();
    let mut thin = Vec::new();
    for (series, colour) in colours.iter().enumerate() {
        let own: Vec<&Bar> = bars.iter().filter(|b| b.series == series).collect();
        let offsets: Vec<f32> =
            own.iter().map(|b| o.slot_centre(b.bounds) - centre(b.slot)).collect();
        let offset = median(&offsets);
        let missing: Vec<(i32, Column)> = (-1..=last + 1)
            .filter(|slot| own.iter().all(|b| b.slot != *slot))
            .map(|slot| (slot, place(row, centre(slot) + offset)))
            .filter(|(_, span)| span.0 > 0)
            .map(|(slot, span)| (slot, Column { slot: span, baseline: row.baseline, to_low }))
            .collect();
        let columns: Vec<Column> = missing.iter().map(|m| m.1).collect();
        for ((slot, column), segments) in
            missing.into_iter().zip(segments(scene, row, &columns, background, colours))
        {
            let Some(segment) = segments.first() else { continue };
            let in_range = (0..=last).contains(&slot);
            let length = (segment.end - segment.start).abs();
            if contrast(segment.colour, *colour) <= SAME_COLOUR && (in_range || length >= 2.0) {
                let (low, high) = (segment.start.min(segment.end), segment.start.max(segment.end));
                thin.push(Bar {
                    bounds: o.compose(column.slot, (low.round() as i32, high.round() as i32)),
                    colour: segment.colour,
                    slot,
                    series,
                    start: segment.start,
                    end: End { at: segment.end, to_low, spread: 0.5 },
                });
            }
        }
    }
    thin
}

/// Slot and series of every bar. Colours that are nearly alike are told apart
/// only where the legend has both, or where nothing else gives an arrangement.
fn by_colour(scene: Scene, row: &Row, centres: &[f32]) -> Result<(Groups, Vec<usize>), Refusal> {
    let colours: Vec<Colour> = row.members.iter().map(|m| m.colour).collect();
    let (coarse, fine) = (kinds(&colours, SAME_COLOUR), kinds(&colours, SAME_PAINT));
    let alike = |a: &Colour, b: &Colour| (SAME_PAINT..=SAME_COLOUR).contains(&contrast(*a, *b));
    let in_legend = |c: &Colour| scene.swatches.iter().any(|s| contrast(s.1, *c) <= SAME_PAINT);
    let of_legend: Vec<&Colour> = colours.iter().filter(|c| in_legend(c)).collect();
    let both_named = of_legend.iter().any(|a| of_legend.iter().any(|b| alike(a, b)));
    let (first, second) = if both_named { (fine, coarse) } else { (coarse, fine) };
    arranged(scene, row, centres, &first).or_else(|refusal| {
        let found = arranged(scene, row, centres, &second);
        found.ok().filter(|_| first != second).ok_or(refusal)
    })
}

/// Slot and series of every bar: one bar a slot if they are evenly spaced and
/// their colours do not say otherwise, else groups.
fn arranged(
    scene: Scene,
    row: &Row,
    centres: &[f32],
    kinds: &[usize],
) -> Result<(Groups, Vec<usize>), Refusal> {
    let count = kinds.iter().max().map_or(0, |k| k + 1);
    let n = centres.len();
    let alone = vec![0; n];
    let singles = groups::singles(centres);
    if count < 2 {
        return singles.map(|g| (g, alone)).ok_or(Refusal::Uneven(n));
    }
    let grouped = (count <= MOST_SERIES)
        .then(|| groups::groups(centres, kinds))
        .flatten()
        .filter(|g| g.fullest() >= 2);
    let Some(grouped) = grouped else {
        return singles
            .map(|g| (g, alone))
            .ok_or_else(|| Refusal::SeveralSeries(format!("{count} colours in groups")));
    };
    let Some(singles) = singles else { return Ok((grouped, kinds.to_vec())) };
    // Evenly spaced: the colours may only mark single bars.
    let complete = n == count * grouped.occupied() && grouped.occupied() >= 2;
    let in_legend = |k: &usize| {
        let colour = kinds.iter().position(|kind| kind == k).map(|i| row.members[i].colour);
        colour.is_some_and(|c| scene.swatches.iter().any(|s| contrast(s.1, c) <= SAME_COLOUR))
    };
    let named = (0..count).filter(in_legend).count();
    // The bars of a group touch, or the slots have an empty place between them.
    let gaps = singles.slots.last().is_some_and(|s| *s as usize + 1 > n);
    let by_sign = by_sign(row, kinds);
    let repeats = grouped.occupied() >= 2 && (complete || gaps && 2 * grouped.occupied() <= n);
    if !by_sign && (repeats || grouped.occupied() >= 2 && named == count) {
        Ok((grouped, kinds.to_vec()))
    } else {
        Ok((singles, alone))
    }
}

/// Whether colour only says on which side of the baseline a bar is.
fn by_sign(row: &Row, kinds: &[usize]) -> bool {
    let side = |m: &Rectangle| {
        let (low, high) = row.orientation.value_span(m.bounds);
        low + high < 2 * row.baseline
    };
    let first = row.members.first().map(side);
    kinds.iter().zip(&row.members).all(|(k, m)| (*k == 0) == (Some(side(m)) == first))
}
