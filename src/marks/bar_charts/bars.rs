//! Bars: rectangles on a common baseline, alone, in groups or stacked.

use image::RgbImage;

use crate::marks::bar_charts::ends::{self, End};
use crate::marks::bar_charts::groups::{self, Groups};
use crate::marks::bar_charts::rectangles::{Rectangle, rectangles};
use crate::marks::bar_charts::rows::{Row, best_row};
use crate::marks::bar_charts::stacks::{self, Column, Segment};
use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::names::slots::Slots;
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Colour, Regions, contrast};

/// Colours nearer than this are one colour.
pub const SAME_COLOUR: f32 = 26.0;
/// The longest bar takes this share of the picture at least; less is a row of
/// marks or swatches.
const LONGEST_LEAST: f32 = 0.08;
/// Series in more colours than this are hardly told apart.
const MOST_SERIES: usize = 12;

/// One bar, or one segment of a stacked bar.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    /// Its full pixels.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// Its category's place.
    pub slot: i32,
    /// Index of its series.
    pub series: usize,
    /// Where it starts, along the value direction.
    pub start: f32,
    /// Where it ends, along the value direction.
    pub end: End,
}

/// The bars of a chart, in slot order.
#[derive(Debug, Clone)]
pub struct Bars {
    /// The places of the categories.
    pub slots: Slots,
    /// The bars; of stacked bars all segments.
    pub items: Vec<Bar>,
    /// Extent across a bar.
    pub thickness: f32,
    /// Whether values are lengths of segments that follow each other.
    pub stacked: bool,
    /// Colour of every series.
    pub colours: Vec<Colour>,
}

impl Bars {
    /// How the bars stand.
    pub fn orientation(&self) -> Orientation {
        self.slots.orientation
    }

    /// The box around all bars.
    pub fn bounds(&self) -> PixelBox {
        self.slots.area
    }
}

/// What is known of the picture when bars are looked for.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its uniform regions.
    pub regions: &'a Regions,
    /// Colours and places of the legend's swatches.
    pub swatches: &'a [(PixelBox, Colour)],
    /// How much larger than usual it is drawn, as in [`crate::marks::ink::Ink`].
    pub scale: f32,
}

/// Finds the bars of a chart; `axis` says whether there is a fitted scale for
/// an orientation's values, and at which coordinate its zero is.
///
/// # Errors
/// [`Refusal`] if there are none, or if it is not clear which belong together.
pub fn bars(
    scene: Scene,
    axis: impl Fn(Orientation) -> Option<Option<f32>>,
) -> Result<Bars, Refusal> {
    let mut best: Option<Row> = None;
    for orientation in [Orientation::Vertical, Orientation::Horizontal] {
        let mut found = rectangles(scene.image, scene.regions, scene.scale, orientation);
        found.retain(|c| !scene.swatches.iter().any(|s| s.0.touches(c.bounds)));
        let side = match orientation {
            Orientation::Vertical => scene.image.height(),
            Orientation::Horizontal => scene.image.width(),
        };
        let longest = (LONGEST_LEAST * side as f32) as i32;
        let axis = axis(orientation);
        if let Some(row) = best_row(&found, orientation, scene.scale, axis, longest)
            && best.as_ref().is_none_or(|b| row.score > b.score)
        {
            best = Some(row);
        }
    }
    let row = best.ok_or_else(|| Refusal::NoBars(String::new()))?;
    let background = background(scene, &row);
    let columns: Vec<Column> = row.members.iter().map(|m| column(&row, m)).collect();
    let segments = segments(scene, &row, &columns, &background, &[]);
    if segments.iter().filter(|s| is_pattern(s)).count() >= 2 {
        return Err(Refusal::Patterns);
    }
    let stacked = segments.iter().filter(|s| several_colours(s)).count();
    if stacked >= 2 || stacked == 1 && columns.len() <= 3 {
        stacked_bars(scene, &row, &columns, &background)
    } else {
        single_bars(scene, &row, &segments, &background)
    }
}

fn column(row: &Row, member: &Rectangle) -> Column {
    let o = row.orientation;
    let (low, high) = o.value_span(member.bounds);
    let to_low = (high - row.baseline).abs() <= (low - row.baseline).abs();
    Column { slot: o.slot_span(member.bounds), baseline: row.baseline, to_low }
}

fn segments(
    scene: Scene,
    row: &Row,
    columns: &[Column],
    background: &[Colour],
    known: &[Colour],
) -> Vec<Vec<Segment>> {
    stacks::segments(scene.image, row.orientation, columns, background, known, scene.scale)
}

/// Extent of a bar of usual thickness about a centre.
fn place(row: &Row, centre: f32) -> (i32, i32) {
    let thickness = thickness(row);
    ((centre - 0.5 * thickness).round() as i32, (centre + 0.5 * thickness).round() as i32)
}

fn thickness(row: &Row) -> f32 {
    let spans = row.members.iter().map(|m| row.orientation.slot_span(m.bounds));
    median(&spans.map(|(low, high)| (high - low) as f32).collect::<Vec<_>>())
}

/// Colours behind the bars: the page's, and those that prevail between the
/// bars and beside them (of a panel, or of stripes).
fn background(scene: Scene, row: &Row) -> Vec<Colour> {
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

fn several_colours(segments: &[Segment]) -> bool {
    segments.windows(2).any(|w| contrast(w[0].colour, w[1].colour) > SAME_COLOUR)
}

/// Whether colours alternate along a bar, as hatches do: a stack shows every
/// series once.
fn is_pattern(segments: &[Segment]) -> bool {
    let mut seen: Vec<Colour> = Vec::new();
    let mut again = 0;
    for segment in segments {
        if seen.iter().any(|c| contrast(*c, segment.colour) <= SAME_COLOUR) {
            again += 1;
        } else {
            seen.push(segment.colour);
        }
    }
    again >= 2
}

/// Stacks: one bar a slot, whose segments are the series.
fn stacked_bars(
    scene: Scene,
    row: &Row,
    columns: &[Column],
    background: &[Colour],
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
    order.sort_by_key(|s| std::cmp::Reverse(s.len()));
    for segment in order.into_iter().flatten() {
        if !colours.iter().any(|c| contrast(*c, segment.colour) <= SAME_COLOUR) {
            colours.push(segment.colour);
        }
    }
    if colours.len() > MOST_SERIES {
        return Err(Refusal::SeveralSeries(format!("{} colours in stacks", colours.len())));
    }
    let mut items = Vec::new();
    for ((slot, column), segments) in columns.iter().zip(&found) {
        let is_member = groups.slots.contains(slot);
        let known = |s: &Segment| colours.iter().any(|c| contrast(*c, s.colour) <= SAME_COLOUR);
        if !is_member && (segments.len() < 2 || !segments.iter().all(known)) {
            continue;
        }
        for segment in segments {
            let nearest = colours
                .iter()
                .enumerate()
                .min_by(|a, b| {
                    contrast(*a.1, segment.colour).total_cmp(&contrast(*b.1, segment.colour))
                })
                .map_or(0, |n| n.0);
            let (low, high) = (segment.start.min(segment.end), segment.start.max(segment.end));
            items.push(Bar {
                bounds: o.compose(column.slot, (low.round() as i32, high.round() as i32)),
                colour: segment.colour,
                slot: *slot,
                series: nearest,
                start: segment.start,
                end: End { at: segment.end, to_low: column.to_low, spread: 0.0 },
            });
        }
    }
    Ok(put_together(row, &groups, items, colours, true))
}

/// Bars of one or more series beside each other.
fn single_bars(
    scene: Scene,
    row: &Row,
    segments: &[Vec<Segment>],
    background: &[Colour],
) -> Result<Bars, Refusal> {
    let o = row.orientation;
    let row = &whole(row, segments);
    let centres: Vec<f32> = row.members.iter().map(|m| o.slot_centre(m.bounds)).collect();
    let kinds = kinds(&row.members.iter().map(|m| m.colour).collect::<Vec<_>>());
    let (groups, series) = arranged(scene, row, &centres, &kinds)?;
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

fn put_together(
    row: &Row,
    groups: &Groups,
    mut items: Vec<Bar>,
    colours: Vec<Colour>,
    stacked: bool,
) -> Bars {
    let o = row.orientation;
    items.sort_by_key(|b| (b.slot, b.series));
    let mut occupied: Vec<i32> = items.iter().map(|b| b.slot).collect();
    occupied.dedup();
    let slots = Slots {
        orientation: o,
        origin: groups.origin,
        pitch: groups.pitch,
        occupied,
        baseline: row.baseline as f32,
        area: PixelBox::around(items.iter().map(|b| b.bounds)).unwrap_or(PixelBox::new(0, 0, 0, 0)),
        ends: items.iter().map(|b| (b.slot, b.end)).collect(),
    };
    Bars { slots, items, thickness: thickness(row), stacked, colours }
}

/// Number of every colour, by first appearance.
pub fn kinds(colours: &[Colour]) -> Vec<usize> {
    let mut kinds: Vec<Colour> = Vec::new();
    colours
        .iter()
        .map(|colour| {
            kinds.iter().position(|k| contrast(*k, *colour) <= SAME_COLOUR).unwrap_or_else(|| {
                kinds.push(*colour);
                kinds.len() - 1
            })
        })
        .collect()
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
