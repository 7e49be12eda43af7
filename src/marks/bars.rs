//! Bars: uniformly coloured rectangles on a common baseline, evenly spaced.

use image::RgbImage;

use super::ends::{self, End};
use super::geometry::{Orientation, PixelBox, median};
use super::refusal::Refusal;
use super::regions::{Colour, Regions, chroma, contrast};

/// A bar differs from the page by this much in some channel.
const LEAST_CONTRAST: f32 = 30.0;
/// Colours nearer than this are one colour.
const SAME_COLOUR: f32 = 26.0;
/// The longest bar takes this share of the picture at least; less is a row of
/// marks or swatches.
const LONGEST_LEAST: f32 = 0.08;
/// More candidates than this are no bars but texture.
const MOST_CANDIDATES: usize = 500;

/// One bar.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    /// Its full pixels.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// Place in the row of slots, from 0; slots without a bar are left out.
    pub slot: i32,
    /// Where it ends, along the value direction.
    pub end: End,
}

/// The bars of a chart, in slot order.
#[derive(Debug, Clone)]
pub struct Bars {
    /// How they stand.
    pub orientation: Orientation,
    /// Where they start, along the value direction.
    pub baseline: f32,
    /// The bars.
    pub items: Vec<Bar>,
    /// Distance between slot centres.
    pub pitch: f32,
    /// Centre of slot 0, along the slot direction.
    pub origin: f32,
    /// Extent across a bar.
    pub thickness: f32,
}

impl Bars {
    /// Centre of a slot, along the slot direction.
    pub fn centre(&self, slot: i32) -> f32 {
        self.origin + self.pitch * slot as f32
    }

    /// The slot whose middle is nearest to a coordinate.
    pub fn slot_at(&self, across: f32) -> i32 {
        ((across - self.origin) / self.pitch).round() as i32
    }

    /// The box around all bars.
    pub fn bounds(&self) -> PixelBox {
        PixelBox::around(self.items.iter().map(|b| b.bounds)).unwrap_or(PixelBox::new(0, 0, 0, 0))
    }
}

/// A rectangle that may be a bar.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// Its full pixels.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
}

/// Rectangles that may be bars of an orientation; pieces that gridlines part
/// are put together again.
pub fn candidates(
    image: &RgbImage,
    regions: &Regions,
    scale: f32,
    orientation: Orientation,
) -> Vec<Candidate> {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let light_page = regions.page.iter().sum::<f32>() > 3.0 * 128.0;
    let mut found: Vec<Candidate> = regions
        .items
        .iter()
        .filter(|r| {
            let b = r.bounds;
            let low = r.colour.iter().copied().fold(255.0, f32::min);
            let panel = light_page && chroma(r.colour) < 14.0 && low > 215.0;
            let huge = 10 * b.width() > 7 * width && 2 * b.height() > height;
            let thin = b.width().min(b.height()) <= 4 && chroma(r.colour) < 25.0;
            let (along, across) = (orientation.value_span(b), orientation.slot_span(b));
            r.is_rectangle()
                && contrast(r.colour, regions.page) > LEAST_CONTRAST
                && across.1 - across.0 >= 3
                && along.1 - along.0 >= 2
                && r.area >= 20
                && !panel
                && !huge
                && !thin
        })
        .map(|r| Candidate { bounds: r.bounds, colour: r.colour })
        .collect();
    found.sort_by_key(|c| -c.bounds.area());
    found.truncate(MOST_CANDIDATES);
    let gap = (3.0 * scale).round() as i32;
    join(&mut found, |a, b| parted_along(a, b, orientation, gap));
    join(&mut found, |a, b| parted_across(image, a, b, orientation, gap));
    found.retain(|c| !is_grid_cell(image, c, gap));
    found
}

/// Joins candidates of one colour while `parted` holds for two of them.
fn join(found: &mut Vec<Candidate>, parted: impl Fn(PixelBox, PixelBox) -> bool) {
    let mut i = 0;
    while i < found.len() {
        let other = (0..found.len()).find(|j| {
            *j != i
                && contrast(found[i].colour, found[*j].colour) <= 10.0
                && parted(found[i].bounds, found[*j].bounds)
        });
        if let Some(j) = other {
            let bounds = found[i].bounds.union(found[j].bounds);
            found[i].bounds = bounds;
            found.remove(j);
            i = 0;
        } else {
            i += 1;
        }
    }
}

/// Two pieces of one bar behind a line across it.
fn parted_along(a: PixelBox, b: PixelBox, o: Orientation, gap: i32) -> bool {
    let (sa, sb) = (o.slot_span(a), o.slot_span(b));
    let (va, vb) = (o.value_span(a), o.value_span(b));
    let space = (va.0 - vb.1).max(vb.0 - va.1);
    (sa.0 - sb.0).abs() <= 1 && (sa.1 - sb.1).abs() <= 1 && (0..=gap).contains(&space)
}

/// Two halves of one bar behind a line along it, which goes on beyond them.
fn parted_across(image: &RgbImage, a: PixelBox, b: PixelBox, o: Orientation, gap: i32) -> bool {
    let (sa, sb) = (o.slot_span(a), o.slot_span(b));
    let (va, vb) = (o.value_span(a), o.value_span(b));
    let space = (sa.0 - sb.1).max(sb.0 - sa.1);
    if (va.0 - vb.0).abs() > 1 || (va.1 - vb.1).abs() > 1 || !(0..=gap).contains(&space) {
        return false;
    }
    let middle = if sa.0 > sb.0 { (sa.0 + sb.1) / 2 } else { (sb.0 + sa.1) / 2 };
    let beyond = |value: i32| {
        let at = |slot: i32| {
            let (x, y) = o.point(slot, value);
            (x >= 0 && y >= 0).then(|| image.get_pixel_checked(x as u32, y as u32)).flatten()
        };
        match (at(middle), at(middle - 4 - gap), at(middle + 4 + gap)) {
            (Some(on), Some(left), Some(right)) => {
                let on = on.0.map(f32::from);
                contrast(on, left.0.map(f32::from)) > 6.0
                    && contrast(on, right.0.map(f32::from)) > 6.0
            }
            _ => false,
        }
    };
    // Dashed lines have gaps, so several places are looked at.
    (3..15).any(|n| beyond(va.0 - n - gap) || beyond(va.1 + n + gap))
}

/// Whether a rectangle goes on, in its own colour, behind thin lines in both
/// directions: a piece of a panel between gridlines.
fn is_grid_cell(image: &RgbImage, c: &Candidate, gap: i32) -> bool {
    let b = c.bounds;
    let same = |x: i32, y: i32| {
        x >= 0
            && y >= 0
            && image
                .get_pixel_checked(x as u32, y as u32)
                .is_some_and(|p| contrast(p.0.map(f32::from), c.colour) <= 8.0)
    };
    let (cx, cy, far) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2, gap + 1);
    (same(cx, b.y0 - 1 - far) || same(cx, b.y1 + far))
        && (same(b.x0 - 1 - far, cy) || same(b.x1 + far, cy))
}

/// A set of candidates on one baseline.
struct Row {
    orientation: Orientation,
    baseline: i32,
    members: Vec<Candidate>,
    score: f32,
}

/// Finds the bars of a chart; `has_scale` says whether there is a fitted scale
/// for an orientation's values.
///
/// # Errors
/// [`Refusal`] if there are none, or more than one series.
pub fn bars(
    image: &RgbImage,
    regions: &Regions,
    swatches: &[PixelBox],
    scale: f32,
    has_scale: impl Fn(Orientation) -> bool,
) -> Result<Bars, Refusal> {
    let mut best: Option<(Row, Vec<Candidate>)> = None;
    for orientation in [Orientation::Vertical, Orientation::Horizontal] {
        let mut found = candidates(image, regions, scale, orientation);
        found.retain(|c| !swatches.iter().any(|s| s.touches(c.bounds)));
        let side = match orientation {
            Orientation::Vertical => image.height(),
            Orientation::Horizontal => image.width(),
        };
        let longest = (LONGEST_LEAST * side as f32) as i32;
        let bonus = if has_scale(orientation) { 1.5 } else { 0.0 };
        if let Some(row) = best_row(&found, orientation, scale, bonus, longest)
            && best.as_ref().is_none_or(|(b, _)| row.score > b.score)
        {
            best = Some((row, found));
        }
    }
    let (row, found) = best.ok_or_else(|| Refusal::NoBars(String::new()))?;
    refuse_stacked(&row, &found, scale)?;
    let row = measured(image, regions.page, &row, scale);
    refuse_grouped(&row)?;
    Ok(row)
}

/// The row with most bars, of those whose longest bar is long enough.
fn best_row(
    found: &[Candidate],
    o: Orientation,
    scale: f32,
    bonus: f32,
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
            let on_line: Vec<Candidate> = found
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
            let length = |c: &Candidate| o.value_span(c.bounds).1 - o.value_span(c.bounds).0;
            let lengths: Vec<i32> = members.iter().map(length).collect();
            let (least, most) = (lengths.iter().min()?, lengths.iter().max()?);
            if *most < longest_least {
                continue;
            }
            // Bars that are all equal are rather a grid, or lie the other way.
            let equal = if most - least <= 1 && members.len() >= 2 { 2.0 } else { 0.0 };
            let total: i32 = lengths.iter().sum();
            let score = members.len() as f32 + bonus - equal + total as f32 * 1e-5;
            if best.as_ref().is_none_or(|b| score > b.score) {
                best = Some(Row { orientation: o, baseline, members, score });
            }
        }
    }
    best
}

/// Candidates of the commonest thickness that do not overlap, in slot order.
fn evenly_thick(mut found: Vec<Candidate>, o: Orientation, scale: f32) -> Vec<Candidate> {
    let thickness = |c: &Candidate| {
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
    let mut apart: Vec<Candidate> = Vec::new();
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

/// Stacked bars go on, in another colour, where the first ones end.
fn refuse_stacked(row: &Row, found: &[Candidate], scale: f32) -> Result<(), Refusal> {
    let o = row.orientation;
    let gap = (3.0 * scale).round() as i32;
    let on_top = row
        .members
        .iter()
        .filter(|bar| {
            let (slot, value) = (o.slot_span(bar.bounds), o.value_span(bar.bounds));
            found.iter().any(|c| {
                let (s, v) = (o.slot_span(c.bounds), o.value_span(c.bounds));
                let space = (v.0 - value.1).max(value.0 - v.1);
                let beyond_baseline =
                    (v.0 - row.baseline).abs().min((v.1 - row.baseline).abs()) <= gap;
                contrast(c.colour, bar.colour) > SAME_COLOUR
                    && (s.0 - slot.0).abs() <= 2
                    && (s.1 - slot.1).abs() <= 2
                    && (-1..=gap).contains(&space)
                    && !beyond_baseline
            })
        })
        .count();
    if on_top >= 2 || on_top == 1 && row.members.len() <= 3 {
        return Err(Refusal::SeveralSeries(format!("{on_top} stacked bars")));
    }
    Ok(())
}

/// Slots and exact ends of a row's bars.
fn measured(image: &RgbImage, page: Colour, row: &Row, scale: f32) -> Bars {
    let o = row.orientation;
    let centres: Vec<f32> = row.members.iter().map(|c| o.slot_centre(c.bounds)).collect();
    let steps: Vec<f32> = centres.windows(2).map(|w| w[1] - w[0]).collect();
    let least = steps.iter().copied().fold(f32::MAX, f32::min);
    // Steps over an empty slot are multiples of the others.
    let unit = median(&steps.iter().copied().filter(|s| *s < 1.4 * least).collect::<Vec<_>>());
    let slots: Vec<i32> =
        centres.iter().map(|c| ((c - centres[0]) / unit).round() as i32).collect();
    let last = (slots.len() - 1, slots[slots.len() - 1].max(1) as f32);
    let pitch = (centres[last.0] - centres[0]) / last.1;
    let thickness = median(
        &row.members
            .iter()
            .map(|c| (o.slot_span(c.bounds).1 - o.slot_span(c.bounds).0) as f32)
            .collect::<Vec<_>>(),
    );
    let items: Vec<Bar> = row
        .members
        .iter()
        .zip(&slots)
        .map(|(c, slot)| {
            let (low, high) = o.value_span(c.bounds);
            let to_low = (high - row.baseline).abs() <= (low - row.baseline).abs();
            let end = ends::measure(image, c, o, to_low, page, scale);
            Bar { bounds: c.bounds, colour: c.colour, slot: *slot, end }
        })
        .collect();
    Bars {
        orientation: o,
        baseline: row.baseline as f32,
        items,
        pitch,
        origin: centres[0],
        thickness,
    }
}

/// Grouped bars: uneven steps, or colours that repeat in turn.
fn refuse_grouped(bars: &Bars) -> Result<(), Refusal> {
    let o = bars.orientation;
    let n = bars.items.len();
    let colours = colours_of(bars);
    let kinds = colours.iter().max().map_or(0, |c| c + 1);
    let uneven = bars.items.iter().any(|b| {
        let centre = o.slot_centre(b.bounds);
        (centre - bars.centre(b.slot)).abs() > (0.12 * bars.pitch).max(2.0)
    });
    let empty = bars.items.last().map_or(0, |b| b.slot) + 1 - n as i32;
    if uneven || empty as usize > n {
        return Err(if kinds > 1 {
            Refusal::SeveralSeries(format!("{kinds} colours in groups"))
        } else {
            Refusal::Uneven(n)
        });
    }
    let in_turn = kinds > 1 && n >= 2 * kinds && {
        colours.iter().enumerate().all(|(i, c)| *c == colours[i % kinds])
    };
    if in_turn && !by_sign(bars, &colours) {
        return Err(Refusal::SeveralSeries(format!("{kinds} colours in turn")));
    }
    // A gap after every few bars of different colours: groups with empty slots between.
    if kinds > 1 && empty > 0 && 2 * kinds <= n {
        let runs: Vec<&[usize]> = split_at_gaps(bars, &colours);
        if runs.len() >= 2
            && runs.iter().all(|r| r.len() >= 2 && r.len() <= kinds && *r == &runs[0][..r.len()])
        {
            return Err(Refusal::SeveralSeries(format!(
                "{} groups of {kinds} colours",
                runs.len()
            )));
        }
    }
    Ok(())
}

/// Number of every bar's colour, by first appearance.
pub fn colours_of(bars: &Bars) -> Vec<usize> {
    let mut kinds: Vec<Colour> = Vec::new();
    bars.items
        .iter()
        .map(|bar| {
            kinds.iter().position(|k| contrast(*k, bar.colour) <= SAME_COLOUR).unwrap_or_else(
                || {
                    kinds.push(bar.colour);
                    kinds.len() - 1
                },
            )
        })
        .collect()
}

/// Whether colour only says on which side of the baseline a bar is.
fn by_sign(bars: &Bars, colours: &[usize]) -> bool {
    let side = |b: &Bar| bars.orientation.value_centre(b.bounds) < bars.baseline;
    let first = bars.items.first().map(side);
    colours.iter().zip(&bars.items).all(|(c, b)| (*c == 0) == (Some(side(b)) == first))
}

fn split_at_gaps<'a>(bars: &Bars, colours: &'a [usize]) -> Vec<&'a [usize]> {
    let mut runs = Vec::new();
    let mut start = 0;
    for i in 1..=bars.items.len() {
        if i == bars.items.len() || bars.items[i].slot != bars.items[i - 1].slot + 1 {
            runs.push(&colours[start..i]);
            start = i;
        }
    }
    runs
}
