//! Bars: rectangles on a common baseline, alone, in groups or stacked.

use image::RgbImage;

use crate::marks::bar_charts::background::background;
use crate::marks::bar_charts::beside::single_bars;
use crate::marks::bar_charts::ends::End;
use crate::marks::bar_charts::groups::Groups;
use crate::marks::bar_charts::not_bars;
use crate::marks::bar_charts::rectangles::{Rectangle, rectangles};
use crate::marks::bar_charts::rows::{Row, best_row};
use crate::marks::bar_charts::stacked::stacked_bars;
use crate::marks::bar_charts::stacks::{self, Column, Segment};
use crate::marks::bar_charts::tracks;
use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::names::slots::Slots;
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Colour, Regions, contrast};

/// Colours nearer than this are one colour.
pub const SAME_COLOUR: f32 = 26.0;
/// The longest bar takes this share of the picture at least; less is a row of
/// marks or swatches.
const LONGEST_LEAST: f32 = 0.08;
/// Shortest segment on the other side of the baseline that makes a stack of a bar.
const LEAST_BEYOND: f32 = 4.0;
/// Series in more colours than this are hardly told apart.
pub(super) const MOST_SERIES: usize = 12;

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
    let mut best: Option<(Row, Option<Colour>, Vec<Rectangle>)> = None;
    for orientation in [Orientation::Vertical, Orientation::Horizontal] {
        let mut found = rectangles(scene.image, scene.regions, scene.scale, orientation);
        found.retain(|c| !scene.swatches.iter().any(|s| s.0.touches(c.bounds)));
        let track = tracks::behind(scene, &found, orientation);
        found.retain(|c| track.is_none_or(|t| contrast(t, c.colour) > 10.0));
        let side = match orientation {
            Orientation::Vertical => scene.image.height(),
            Orientation::Horizontal => scene.image.width(),
        };
        let longest = (LONGEST_LEAST * side as f32) as i32;
        let axis = axis(orientation);
        if let Some(row) = best_row(&found, orientation, scene.scale, axis, longest)
            && best.as_ref().is_none_or(|b| row.score > b.0.score)
        {
            best = Some((row, track, found));
        }
    }
    let (row, track, found) = best.ok_or_else(|| Refusal::NoBars(String::new()))?;
    if let Some(cells) = not_bars::grid(&scene.regions.items) {
        return Err(Refusal::Grid(cells));
    }
    if let Some(floating) = not_bars::floating(&row, &found, scene.scale) {
        return Err(Refusal::Floating(floating));
    }
    let mut background = background(scene, &row);
    background.extend(track);
    let columns: Vec<Column> = row.members.iter().map(|m| column(&row, m)).collect();
    let segments = segments(scene, &row, &columns, &background, &[]);
    if segments.iter().filter(|s| is_pattern(s)).count() >= 2 {
        return Err(Refusal::Patterns);
    }
    let stacked = segments.iter().filter(|s| several_colours(s)).count();
    let both_ways = goes_both_ways(scene, &row, &columns, &segments, &background);
    if both_ways || stacked >= 2 || stacked == 1 && columns.len() <= 3 {
        stacked_bars(scene, &row, &columns, &background, both_ways)
    } else {
        single_bars(scene, &row, &segments, &background)
    }
}

pub(super) fn column(row: &Row, member: &Rectangle) -> Column {
    let o = row.orientation;
    let (low, high) = o.value_span(member.bounds);
    let to_low = (high - row.baseline).abs() <= (low - row.baseline).abs();
    Column { slot: o.slot_span(member.bounds), baseline: baseline(row, to_low), to_low }
}

/// Where the bars on one side of the baseline start: if there are some on both
/// sides they stand off it by its thickness.
fn baseline(row: &Row, to_low: bool) -> i32 {
    let spans = row.members.iter().map(|m| row.orientation.value_span(m.bounds));
    let (up, down): (Vec<_>, Vec<_>) =
        spans.partition(|(low, high)| (high - row.baseline).abs() <= (low - row.baseline).abs());
    let starts: Vec<f32> = match to_low {
        _ if up.is_empty() || down.is_empty() => return row.baseline,
        true => up.iter().map(|s| s.1 as f32).collect(),
        false => down.iter().map(|s| s.0 as f32).collect(),
    };
    median(&starts).round() as i32
}

pub(super) fn segments(
    scene: Scene,
    row: &Row,
    columns: &[Column],
    background: &[Colour],
    known: &[Colour],
) -> Vec<Vec<Segment>> {
    stacks::segments(scene.image, row.orientation, columns, background, known, scene.scale)
}

/// Extent of a bar of usual thickness about a centre.
pub(super) fn place(row: &Row, centre: f32) -> (i32, i32) {
    let thickness = thickness(row);
    ((centre - 0.5 * thickness).round() as i32, (centre + 0.5 * thickness).round() as i32)
}

fn thickness(row: &Row) -> f32 {
    let spans = row.members.iter().map(|m| row.orientation.slot_span(m.bounds));
    median(&spans.map(|(low, high)| (high - low) as f32).collect::<Vec<_>>())
}

fn several_colours(segments: &[Segment]) -> bool {
    segments.windows(2).any(|w| contrast(w[0].colour, w[1].colour) > SAME_COLOUR)
}

/// Whether stacks go on at the other side of the baseline, in other colours.
fn goes_both_ways(
    scene: Scene,
    row: &Row,
    columns: &[Column],
    own: &[Vec<Segment>],
    background: &[Colour],
) -> bool {
    let mirrored: Vec<Column> = columns.iter().map(|c| c.mirrored(scene.scale)).collect();
    let beyond = self::segments(scene, row, &mirrored, background, &[]);
    let colours: Vec<Colour> = own.iter().chain(&beyond).flatten().map(|s| s.colour).collect();
    let repeated = |s: &Segment| {
        colours.iter().filter(|c| contrast(**c, s.colour) <= SAME_COLOUR).count() >= 2
    };
    let count = own
        .iter()
        .zip(&beyond)
        .filter(|(own, beyond)| match (own.first(), beyond.first()) {
            (Some(own), Some(first)) => {
                (first.end - first.start).abs() >= LEAST_BEYOND * scene.scale
                    && contrast(own.colour, first.colour) > SAME_COLOUR
                    && beyond.iter().all(repeated)
            }
            _ => false,
        })
        .count();
    count >= 2 && 2 * count >= columns.len()
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

/// Bars with the slots that their groups make.
pub(super) fn put_together(
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

/// Number of every colour, by first appearance; those within `tolerance` are one.
pub fn kinds(colours: &[Colour], tolerance: f32) -> Vec<usize> {
    let mut kinds: Vec<Colour> = Vec::new();
    colours
        .iter()
        .map(|colour| {
            kinds.iter().position(|k| contrast(*k, *colour) <= tolerance).unwrap_or_else(|| {
                kinds.push(*colour);
                kinds.len() - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::regions::regions;
    use image::Rgb;

    fn found(image: &RgbImage) -> Bars {
        let regions = regions(image);
        bars(Scene { image, regions: &regions, swatches: &[], scale: 1.0 }, |_| None).unwrap()
    }

    fn paint(image: &mut RgbImage, b: PixelBox, colour: [u8; 3]) {
        for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
            image.put_pixel(x as u32, y as u32, Rgb(colour));
        }
    }

    #[test]
    fn stacks_that_go_both_ways_have_all_their_segments() {
        let mut image = RgbImage::from_pixel(240, 200, Rgb([255; 3]));
        for (n, (up, down)) in [(60, 30), (20, 70), (50, 40)].into_iter().enumerate() {
            let x = 20 + 70 * n as i32;
            paint(&mut image, PixelBox::new(x, 99 - up, x + 40, 99), [40, 90, 200]);
            paint(&mut image, PixelBox::new(x, 100, x + 40, 100 + down), [200, 40, 40]);
        }
        paint(&mut image, PixelBox::new(10, 99, 230, 100), [0; 3]);
        let bars = found(&image);
        assert!(bars.stacked);
        assert_eq!((bars.items.len(), bars.colours.len()), (6, 2));
        let up = bars.items.iter().filter(|b| b.end.to_low).count();
        assert_eq!(up, 3, "{:?}", bars.items);
    }

    #[test]
    fn bars_on_tracks_are_one_series() {
        let mut image = RgbImage::from_pixel(260, 120, Rgb([255; 3]));
        for (n, length) in [150, 90, 40].into_iter().enumerate() {
            let y = 10 + 36 * n as i32;
            paint(&mut image, PixelBox::new(30, y, 230, y + 16), [225, 228, 232]);
            paint(&mut image, PixelBox::new(30, y, 30 + length, y + 16), [40, 90, 200]);
        }
        let bars = found(&image);
        assert!(!bars.stacked && bars.colours.len() == 1);
        let ends: Vec<i32> = bars.items.iter().map(|b| b.end.at.round() as i32).collect();
        assert_eq!(ends, [180, 120, 70]);
    }

    #[test]
    fn near_colours_are_two_series_where_the_legend_has_both() {
        let colours = [[189, 230, 151], [145, 190, 212], [202, 235, 171]];
        let mut image = RgbImage::from_pixel(320, 200, Rgb([255; 3]));
        for (group, tops) in [[60, 30, 70], [50, 90, 40], [120, 60, 80]].into_iter().enumerate() {
            for (n, top) in tops.into_iter().enumerate() {
                let x = 20 + 100 * group as i32 + 24 * n as i32;
                paint(&mut image, PixelBox::new(x, top, x + 20, 180), colours[n]);
            }
        }
        let regions = regions(&image);
        let swatch = |n: usize| (PixelBox::new(0, 0, 1, 1), colours[n].map(|c| c as f32));
        let swatches = [swatch(0), swatch(1), swatch(2)];
        let scene = Scene { image: &image, regions: &regions, swatches: &swatches, scale: 1.0 };
        let bars = bars(scene, |_| None).unwrap();
        assert_eq!((bars.colours.len(), bars.items.len(), bars.slots.occupied.len()), (3, 9, 3));
    }
}
