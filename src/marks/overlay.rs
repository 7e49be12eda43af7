//! What was found, drawn over the picture.

use image::{Rgb, RgbImage};
use imageproc::drawing::{draw_hollow_circle_mut, draw_hollow_rect_mut, draw_line_segment_mut};
use imageproc::rect::Rect;

use super::Chart;
use super::geometry::{Orientation, PixelBox};
use super::pie::Pie;

const TEXT: Rgb<u8> = Rgb([150, 150, 150]);
const LABEL: Rgb<u8> = Rgb([0, 140, 60]);
const TICK: Rgb<u8> = Rgb([200, 0, 160]);
const BAR: Rgb<u8> = Rgb([220, 30, 30]);
const END: Rgb<u8> = Rgb([0, 0, 0]);
const VALUE: Rgb<u8> = Rgb([0, 90, 220]);

/// Boxes around texts (grey), ticks (magenta), names (green), values (blue)
/// and bars (red); lines at the bars' ends (black) and the ticks' marks.
pub fn overlay(image: &RgbImage, chart: &Chart) -> RgbImage {
    let mut out = image.clone();
    for text in &chart.texts {
        frame(&mut out, text.bounds, 2, TEXT);
    }
    for bar in &chart.bars.items {
        frame(&mut out, bar.bounds, 0, BAR);
        across(&mut out, chart.bars.orientation, bar.bounds, bar.end.at, 3, END);
    }
    if let Some(scale) = &chart.scale {
        for tick in &scale.ticks {
            let bounds = chart.texts[tick.text].bounds;
            frame(&mut out, bounds, 2, TICK);
            across(&mut out, scale.direction, bounds, tick.pixel, 10, TICK);
        }
    }
    for label in &chart.labels.items {
        frame(&mut out, label.bounds, 1, LABEL);
    }
    for value in chart.values.iter().filter(|v| v.print_confidence.is_some()) {
        frame(&mut out, value.bounds, 1, VALUE);
    }
    out
}

/// Boxes around texts (grey), names (green) and values (blue); the circles of
/// the disc (red) and the edges of its sectors (black).
pub fn pie(image: &RgbImage, pie: &Pie) -> RgbImage {
    let mut out = image.clone();
    for text in &pie.texts {
        frame(&mut out, text.bounds, 2, TEXT);
    }
    let disc = &pie.disc;
    for radius in [disc.radius, disc.hole].into_iter().filter(|r| *r > 0.0) {
        let centre = (disc.cx as i32, disc.cy as i32);
        draw_hollow_circle_mut(&mut out, centre, radius.round() as i32, BAR);
    }
    for turn in pie.sectors.iter().flat_map(|s| [s.start, s.end]) {
        let (from, to) = (disc.point(turn, disc.hole), disc.point(turn, disc.radius));
        draw_line_segment_mut(&mut out, from, to, END);
    }
    for label in &pie.labels {
        frame(&mut out, label.bounds, 1, LABEL);
    }
    for value in pie.values.iter().filter(|v| v.print_confidence.is_some()) {
        frame(&mut out, value.bounds, 1, VALUE);
    }
    out
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
