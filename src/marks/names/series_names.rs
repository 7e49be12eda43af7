//! Names of the series: the text beside the swatch of their colour.
//!
//! Swatches are looked for by the colours of the marks, so they may be of any
//! shape: squares, dots, dashes, the sample of a line. A swatch may have run
//! into the line of text beside it, or between two names; such a line is cut
//! there and read again.

use image::{GrayImage, Luma};
use imageproc::region_labelling::Connectivity;

use crate::marks::bar_charts::bars::SAME_COLOUR;
use crate::marks::components::components;
use crate::marks::geometry::PixelBox;
use crate::marks::names::cutting::read_segments;
use crate::marks::names::legend::Series;
use crate::marks::page::Page;
use crate::marks::regions::{Colour, contrast};
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;
use crate::{Cancel, Result};

/// Limits of a swatch in pixels, at a picture scale of 1.
const WIDEST: f32 = 64.0;
const HIGHEST: f32 = 30.0;
const LEAST_AREA: usize = 8;
/// Largest space between a swatch and its name, in heights of the name.
const SPACE: f32 = 1.6;
/// Largest space between words of a name.
const WORD_SPACE: f32 = 0.95;

/// On which side of their swatches names stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Right,
    Left,
}

/// A swatch with the pieces of the name beside it.
#[derive(Debug, Clone)]
struct Sample {
    /// Index of its colour.
    series: usize,
    swatch: PixelBox,
    /// How far its colour is from the series'.
    off: f32,
    /// Index of the text line.
    text: usize,
    /// The part of the line that is the name.
    pieces: Vec<usize>,
}

/// The series of some colours with the names that the legend gives them, and
/// the lines of text that are names; `marks` are no swatches.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn series(
    page: &Page,
    colours: &[Colour],
    marks: &[PixelBox],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<(Vec<Series>, Vec<usize>)> {
    let swatches = swatches(page, colours, marks);
    let best = [Side::Right, Side::Left]
        .map(|side| best(&samples(page, &swatches, side), colours.len()))
        .into_iter()
        .reduce(|a, b| {
            let count = |s: &[Option<Sample>]| s.iter().flatten().count();
            if count(&b) > count(&a) { b } else { a }
        })
        .unwrap_or_default();
    let mut series: Vec<Series> = colours
        .iter()
        .map(|colour| Series { name: None, bounds: None, confidence: 0.0, colour: *colour })
        .collect();
    let found: Vec<&Sample> = best.iter().flatten().collect();
    let segments: Vec<(usize, &[usize])> =
        found.iter().map(|s| (s.text, s.pieces.as_slice())).collect();
    let names = read_segments(page, &segments, recogniser, cancel)?;
    for (sample, name) in found.iter().zip(names) {
        series[sample.series] = Series {
            name: Some(name.text.trim().to_owned()),
            bounds: Some(name.bounds),
            confidence: name.confidence,
            colour: colours[sample.series],
        };
    }
    let mut lines: Vec<usize> = found.iter().map(|s| page.texts[s.text].line).collect();
    lines.dedup();
    Ok((series, lines))
}

/// Small connected sets of pixels of the series' colours, outside of the marks.
fn swatches(page: &Page, colours: &[Colour], marks: &[PixelBox]) -> Vec<(usize, PixelBox, f32)> {
    let scale = page.ink.scale;
    let (width, height) = page.image.dimensions();
    let mut found = Vec::new();
    let excluded: Vec<PixelBox> =
        marks.iter().map(|m| m.grown(1, page.ink.width, page.ink.height)).collect();
    for (index, colour) in colours.iter().enumerate() {
        let mut mask = GrayImage::new(width, height);
        let mut any = false;
        for (x, y, pixel) in page.image.enumerate_pixels() {
            let own = pixel.0.map(f32::from);
            let off = contrast(own, *colour);
            // Another series may be nearer in colour.
            if off <= SAME_COLOUR
                && colours.iter().enumerate().all(|(i, c)| i == index || contrast(own, *c) >= off)
            {
                mask.put_pixel(x, y, Luma([255]));
                any = true;
            }
        }
        if !any {
            continue;
        }
        for b in &excluded {
            for y in b.y0..b.y1 {
                for x in b.x0..b.x1 {
                    mask.put_pixel(x as u32, y as u32, Luma([0]));
                }
            }
        }
        for item in components(&mask, Connectivity::Eight).items {
            let b = item.bounds;
            let (w, h) = (b.width() as f32, b.height() as f32);
            let solid = item.area as i64 * 2 > b.area();
            if item.area >= LEAST_AREA
                && solid
                && w >= 3.0
                && w <= WIDEST * scale
                && h <= HIGHEST * scale
                && h <= 2.0 * w
            {
                let centre = page.image.get_pixel(b.cx() as u32, b.cy() as u32).0.map(f32::from);
                if is_uniform(page, b, centre) {
                    found.push((index, b, contrast(centre, *colour)));
                }
            }
        }
    }
    found
}

/// Whether the inside of a box is of one colour (or shades of it), as a letter
/// with its blended edges is not.
fn is_uniform(page: &Page, b: PixelBox, centre: Colour) -> bool {
    let (dx, dy) = (b.width() / 5, b.height() / 5);
    let (mut alike, mut all) = (0, 0);
    for y in b.y0 + dy..b.y1 - dy {
        for x in b.x0 + dx..b.x1 - dx {
            let pixel = page.image.get_pixel(x as u32, y as u32).0.map(f32::from);
            all += 1;
            alike += i32::from(contrast(pixel, centre) <= 14.0);
        }
    }
    5 * alike >= 4 * all
}

/// Swatches with a name on one side.
fn samples(page: &Page, swatches: &[(usize, PixelBox, f32)], side: Side) -> Vec<Sample> {
    swatches
        .iter()
        .filter_map(|(series, swatch, off)| {
            // Letters in a colour of the series are no swatches.
            let alike: Vec<PixelBox> =
                swatches.iter().map(|s| s.1).filter(|s| same_size(*s, *swatch)).collect();
            let others: Vec<PixelBox> =
                swatches.iter().filter(|s| s.0 != *series).map(|s| s.1).collect();
            let (text, pieces) = beside(page, *swatch, &alike, &others, side)?;
            Some(Sample { series: *series, swatch: *swatch, off: *off, text, pieces })
        })
        .collect()
}

/// The pieces of text beside a swatch, up to a wide space or the next swatch,
/// be it of those like it or of the `others`.
fn beside(
    page: &Page,
    swatch: PixelBox,
    swatches: &[PixelBox],
    others: &[PixelBox],
    side: Side,
) -> Option<(usize, Vec<usize>)> {
    let scale = page.ink.scale;
    let at_height = |t: &Text| {
        t.direction == Direction::Across
            && (t.bounds.cy() - swatch.cy()).abs() <= (0.6 * t.size()).max(4.0 * scale)
            && match side {
                Side::Right => {
                    t.bounds.x1 > swatch.x1
                        && (t.bounds.x0 - swatch.x1) as f32 <= SPACE * t.size() + 6.0
                }
                Side::Left => {
                    t.bounds.x0 < swatch.x0
                        && (swatch.x0 - t.bounds.x1) as f32 <= SPACE * t.size() + 6.0
                }
            }
    };
    let mut best: Option<(usize, Vec<usize>, PixelBox)> = None;
    for (index, text) in page.texts.iter().enumerate().filter(|(_, t)| at_height(t)) {
        let bounds = |i: &usize| page.found.components.items[*i].bounds;
        let on_swatch = |b: PixelBox| {
            swatches.iter().any(|s| {
                let grown = s.grown(3, page.ink.width, page.ink.height);
                let inside = b.x0 >= grown.x0
                    && b.x1 <= grown.x1
                    && b.y0 >= grown.y0 - 2
                    && b.y1 <= grown.y1 + 2;
                let around = b.x0 <= s.x0 && b.x1 >= s.x1 && b.y0 <= s.y0 && b.y1 >= s.y1;
                b.touches(*s) || inside || around
            })
        };
        let mut pieces: Vec<usize> =
            text.pieces.iter().copied().filter(|i| !on_swatch(bounds(i))).collect();
        let way = |b: PixelBox| match side {
            Side::Right => (b.x0, b.x1),
            Side::Left => (-b.x1, -b.x0),
        };
        pieces.sort_by_key(|i| way(bounds(i)));
        let mut reach = match side {
            Side::Right => swatch.x1,
            Side::Left => -swatch.x0,
        };
        let ahead = |s: &PixelBox| {
            let (from, to) = way(*s);
            (from > reach - 2 && *s != swatch && (s.cy() - swatch.cy()).abs() <= text.size())
                .then_some((from, to))
        };
        let stop =
            swatches.iter().chain(others).filter_map(ahead).map(|a| a.0).min().unwrap_or(i32::MAX);
        let mut kept: Vec<usize> = Vec::new();
        for i in pieces {
            let (from, to) = way(bounds(&i));
            if from < reach - 2 && kept.is_empty() {
                continue;
            }
            let widest = if kept.is_empty() {
                SPACE * text.size() + 6.0
            } else {
                WORD_SPACE * text.size().max(8.0)
            };
            if (from - reach) as f32 > widest || from >= stop {
                break;
            }
            kept.push(i);
            reach = reach.max(to);
        }
        let Some(bounds) = PixelBox::around(kept.iter().map(bounds)) else { continue };
        let gap = |b: PixelBox| match side {
            Side::Right => b.x0 - swatch.x1,
            Side::Left => swatch.x0 - b.x1,
        };
        if best.as_ref().is_none_or(|(_, _, b)| gap(bounds) < gap(*b)) {
            best = Some((index, kept, bounds));
        }
    }
    best.map(|(index, pieces, _)| (index, pieces))
}

fn same_size(a: PixelBox, b: PixelBox) -> bool {
    (a.width() - b.width()).abs() <= 3 && (a.height() - b.height()).abs() <= 3
}

/// One sample a series: of those that stand in one row or column with most
/// others, the nearest in colour.
fn best(samples: &[Sample], count: usize) -> Vec<Option<Sample>> {
    let in_line = |a: &Sample, b: &Sample| {
        let (p, q) = (a.swatch, b.swatch);
        let row = (p.cy() - q.cy()).abs() <= 3.0;
        let column = (p.x0 - q.x0).abs() <= 3;
        same_size(p, q) && (row || column)
    };
    let chosen = |seed: &Sample| -> Vec<Option<Sample>> {
        let mut chosen: Vec<Option<Sample>> = vec![None; count];
        // Everything that hangs together with the seed: a legend may have rows and columns.
        let mut group: Vec<&Sample> = vec![seed];
        let mut next = 0;
        while next < group.len() {
            let from = group[next];
            for s in samples {
                if in_line(from, s) && !group.iter().any(|g| std::ptr::eq(*g, s)) {
                    group.push(s);
                }
            }
            next += 1;
        }
        for sample in group {
            let own = &mut chosen[sample.series];
            if own.as_ref().is_none_or(|o| sample.off < o.off) {
                *own = Some(sample.clone());
            }
        }
        chosen
    };
    let worth = |c: &Vec<Option<Sample>>| {
        let off: f32 = c.iter().flatten().map(|s| s.off).sum();
        c.iter().flatten().count() as f32 - 0.001 * off
    };
    samples
        .iter()
        .map(chosen)
        .max_by(|a, b| worth(a).total_cmp(&worth(b)))
        .unwrap_or_else(|| vec![None; count])
}
