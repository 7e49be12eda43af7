//! What was found, drawn over the picture.

use image::{Rgb, RgbImage};
use imageproc::drawing::{draw_hollow_circle_mut, draw_hollow_rect_mut, draw_line_segment_mut};
use imageproc::rect::Rect;

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::axis::Scale;
use crate::marks::bar_charts::bars::Bars;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::line_charts::strokes::Path;
use crate::marks::page::Page;
use crate::marks::pies::disc::Disc;
use crate::marks::pies::sectors::Sector;
use crate::marks::texts::text::Text;

const TEXT: Rgb<u8> = Rgb([150, 150, 150]);
const LABEL: Rgb<u8> = Rgb([0, 140, 60]);
const TICK: Rgb<u8> = Rgb([200, 0, 160]);
const BAR: Rgb<u8> = Rgb([220, 30, 30]);
const END: Rgb<u8> = Rgb([0, 0, 0]);
const SERIES: Rgb<u8> = Rgb([200, 120, 0]);
const VALUE: Rgb<u8> = Rgb([0, 90, 220]);

/// Boxes around texts (grey), ticks (magenta), names (green), values (blue),
/// series (orange), bars
/// and discs (red); lines (black) at the ends of bars and
/// sectors and along lines, and at the ticks' marks.
pub fn overlay(image: &RgbImage, chart: &Chart) -> RgbImage {
    let mut out = image.clone();
    for text in &chart.texts {
        frame(&mut out, text.bounds, 2, TEXT);
    }
    match &chart.marks {
        Marks::Bars(bars) => draw_bars(&mut out, bars),
        Marks::Lines(paths) => draw_lines(&mut out, paths),
        Marks::BarsAndLines(bars, paths) => {
            draw_bars(&mut out, bars);
            draw_lines(&mut out, paths);
        }
        Marks::Sectors(disc, sectors) => draw_sectors(&mut out, disc, sectors),
    }
    for bounds in chart.series.iter().filter_map(|s| s.bounds) {
        frame(&mut out, bounds, 1, SERIES);
    }
    if let Some(scale) = &chart.scale {
        draw_scale(&mut out, scale, &chart.texts);
    }
    for label in &chart.labels.items {
        frame(&mut out, label.bounds, 1, LABEL);
    }
    for value in chart.values.iter().filter(|v| v.print_confidence.is_some()) {
        frame(&mut out, value.bounds, 1, VALUE);
    }
    out
}

/// What the first stages saw in a picture, whatever comes of it: boxes around texts (grey), the
/// labels of scales with their marks (magenta), names and swatches of legends (orange).
pub fn first_stages(image: &RgbImage, page: &Page) -> RgbImage {
    let mut out = image.clone();
    for text in &page.texts {
        frame(&mut out, text.bounds, 2, TEXT);
    }
    for entry in &page.legend {
        frame(&mut out, entry.swatch.bounds, 1, SERIES);
        frame(&mut out, entry.name_bounds(&page.texts), 1, SERIES);
    }
    let scales = [Orientation::Vertical, Orientation::Horizontal].map(|o| page.scales(o));
    for scale in scales.into_iter().flatten() {
        draw_scale(&mut out, scale, &page.texts);
    }
    out
}

fn draw_scale(out: &mut RgbImage, scale: &Scale, texts: &[Text]) {
    for tick in &scale.ticks {
        let bounds = texts[tick.text].bounds;
        frame(out, bounds, 2, TICK);
        across(out, scale.direction, bounds, tick.pixel, 10, TICK);
    }
}

fn draw_bars(out: &mut RgbImage, bars: &Bars) {
    for bar in &bars.items {
        frame(out, bar.bounds, 0, BAR);
        across(out, bars.orientation(), bar.bounds, bar.end.at, 3, END);
    }
}

fn draw_lines(out: &mut RgbImage, paths: &[Path]) {
    for pair in paths.iter().flat_map(|p| p.points.windows(2)) {
        let (from, to) = (pair[0], pair[1]);
        draw_line_segment_mut(out, (from.x, from.y), (to.x, to.y), END);
    }
}

fn draw_sectors(out: &mut RgbImage, disc: &Disc, sectors: &[Sector]) {
    let centre = (disc.cx as i32, disc.cy as i32);
    for radius in [disc.radius, disc.hole].map(|r| r.round() as i32) {
        draw_hollow_circle_mut(out, centre, radius, BAR);
    }
    for sector in sectors {
        let (from, to) =
            (disc.point(sector.start, disc.hole), disc.point(sector.start, disc.radius));
        draw_line_segment_mut(out, from, to, END);
    }
}

fn frame(image: &mut RgbImage, bounds: PixelBox, margin: i32, colour: Rgb<u8>) {
    let b = bounds.grown(margin, image.width() as usize, image.height() as usize);
    if b.width() > 0 && b.height() > 0 {
        draw_hollow_rect_mut(
            image,
            Rect::at(b.x0, b.y0).of_size(b.width() as u32, b.height() as u32),
            colour,
        );
    }
}

/// A line across the value direction at a coordinate.
fn across(
    image: &mut RgbImage,
    o: Orientation,
    b: PixelBox,
    at: f32,
    margin: i32,
    colour: Rgb<u8>,
) {
    let (from, to) = o.slot_span(b);
    let (from, to) = ((from - margin) as f32, (to + margin) as f32);
    let at = at.floor();
    match o {
        Orientation::Vertical => draw_line_segment_mut(image, (from, at), (to, at), colour),
        Orientation::Horizontal => draw_line_segment_mut(image, (at, from), (at, to), colour),
    }
}
