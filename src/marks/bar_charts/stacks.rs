//! What a bar is made of, from its baseline outwards: one colour, or the
//! segments of a stack.
//!
//! The bar is looked at as one column of colours, each the commonest of many
//! probes across it; where text is printed over the whole width, none. Runs of
//! one colour are its segments; gridlines and thin separators part them no
//! more than blended pixels do.

use image::RgbImage;

use crate::marks::geometry::Orientation;
use crate::marks::regions::{Colour, contrast};

/// About so many probes across the bar.
const PROBES: i32 = 24;
/// The commonest colour of the probes is the bar's if so many show it.
const LEAST_SHARE: f32 = 0.45;
/// A colour that differs by more starts a new run.
const STEP: f32 = 18.0;
/// Runs are of one series if their colours are as near as this.
const SAME: f32 = 22.0;
/// Widest separator between segments, in pixels at a picture scale of 1.
const WIDEST_SEPARATOR: f32 = 3.0;
/// Rows without a prevailing colour, of printed text, that may follow each other.
const MOST_MIXED: usize = 40;
/// Shorter runs are segments only if their colour is that of a longer one.
const SURE_LENGTH: usize = 4;

/// A part of a bar of one colour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Its mean colour.
    pub colour: Colour,
    /// Its end that is nearer to the baseline, along the value direction.
    pub start: f32,
    /// Its other end.
    pub end: f32,
}

/// What is seen across a column.
#[derive(Debug, Clone, Copy)]
enum Sight {
    Colour(Colour),
    /// No colour prevails: text is printed there.
    Mixed,
}

/// A run of one colour, in steps from the baseline.
#[derive(Debug, Clone, Copy)]
struct Run {
    colour: Colour,
    /// Colour at its far end: gradients change along a run.
    last: Colour,
    from: usize,
    to: usize,
}

impl Run {
    fn length(&self) -> usize {
        self.to - self.from
    }
}

/// One bar's place: its extent across, and which way it is looked along.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Extent along the slot direction, in pixels.
    pub slot: (i32, i32),
    /// Where it starts, along the value direction.
    pub baseline: i32,
    /// Whether it goes to smaller coordinates (up, or left).
    pub to_low: bool,
}

impl Column {
    /// The same place on the other side of the baseline, beyond the axis.
    #[must_use]
    pub fn mirrored(self, scale: f32) -> Self {
        let axis = (2.0 * scale).round() as i32;
        let baseline = if self.to_low { self.baseline + axis } else { self.baseline - axis };
        Self { to_low: !self.to_low, baseline, ..self }
    }
}

/// The segments of all columns. `known` colours, and those that some column
/// shows clearly, count even where they are a pixel or two high.
pub fn segments(
    image: &RgbImage,
    o: Orientation,
    columns: &[Column],
    background: &[Colour],
    known: &[Colour],
    scale: f32,
) -> Vec<Vec<Segment>> {
    let runs: Vec<Vec<Run>> =
        columns.iter().map(|c| runs(image, o, *c, background, scale)).collect();
    let mut known = known.to_vec();
    for run in runs.iter().flatten().filter(|r| r.length() >= SURE_LENGTH) {
        if !known.iter().any(|k| contrast(*k, run.colour) <= SAME) {
            known.push(run.colour);
        }
    }
    columns
        .iter()
        .zip(runs)
        .map(|(column, runs)| {
            let kept = kept(&runs, &known);
            let colour = |n: usize| match colour_at(image, o, *column, n) {
                Some(Sight::Colour(colour)) => Some(colour),
                _ => None,
            };
            bounded(&kept, *column, colour)
        })
        .collect()
}

/// The commonest colour across a column, `n` pixels from its baseline; `None`
/// outside of the picture.
fn colour_at(image: &RgbImage, o: Orientation, column: Column, n: usize) -> Option<Sight> {
    let value =
        if column.to_low { column.baseline - 1 - n as i32 } else { column.baseline + n as i32 };
    let (from, to) = column.slot;
    let margin = ((to - from) / 8).min(2);
    let (from, to) = (from + margin, to - margin);
    let step = ((to - from) / PROBES).max(1) as usize;
    let mut kinds: Vec<(u32, [f32; 3], Colour)> = Vec::new();
    let mut all = 0;
    for slot in (from..to).step_by(step) {
        let (x, y) = o.point(slot, value);
        if x < 0 || y < 0 {
            return None;
        }
        let pixel = image.get_pixel_checked(x as u32, y as u32)?.0.map(f32::from);
        all += 1;
        match kinds.iter_mut().find(|k| contrast(k.2, pixel) <= STEP) {
            Some(kind) => {
                kind.0 += 1;
                kind.1 = std::array::from_fn(|c| kind.1[c] + pixel[c]);
            }
            None => kinds.push((1, pixel, pixel)),
        }
    }
    let most = kinds.into_iter().max_by_key(|k| k.0)?;
    let colour = most.1.map(|sum| sum / most.0 as f32);
    Some(if LEAST_SHARE * all as f32 <= most.0 as f32 {
        Sight::Colour(colour)
    } else {
        Sight::Mixed
    })
}

/// Runs of one colour from the baseline to where the background begins.
fn runs(
    image: &RgbImage,
    o: Orientation,
    column: Column,
    background: &[Colour],
    scale: f32,
) -> Vec<Run> {
    let widest = (WIDEST_SEPARATOR * scale).round() as usize;
    let behind = |c: Colour| background.iter().any(|b| contrast(*b, c) <= 14.0);
    let mut runs: Vec<Run> = Vec::new();
    let (mut empty, mut mixed) = (0, 0);
    for n in 0.. {
        let colour = match colour_at(image, o, column, n) {
            Some(Sight::Colour(colour)) => colour,
            Some(Sight::Mixed) => {
                mixed += 1;
                if mixed > MOST_MIXED {
                    break;
                }
                continue;
            }
            None => break,
        };
        mixed = 0;
        if behind(colour) {
            empty += 1;
            // The axis itself may be drawn over the start.
            if empty > widest + if runs.is_empty() { 2 } else { 0 } {
                break;
            }
            continue;
        }
        // Text within a segment does not end it.
        match runs.last_mut().filter(|r| contrast(r.last, colour) <= STEP && empty == 0) {
            Some(run) => {
                let (old, new) = (run.length() as f32, 1.0);
                run.colour =
                    std::array::from_fn(|c| (run.colour[c] * old + colour[c] * new) / (old + new));
                run.last = colour;
                run.to = n + 1;
            }
            None => runs.push(Run { colour, last: colour, from: n, to: n + 1 }),
        }
        empty = 0;
    }
    runs
}

/// Runs that are segments: long ones, and short ones of a known colour that
/// are no blend of their neighbours; runs of one colour are joined.
fn kept(runs: &[Run], known: &[Colour]) -> Vec<Run> {
    let mut kept: Vec<Run> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let is_known = known.iter().any(|k| contrast(*k, run.colour) <= SAME);
        let next = runs[i + 1..].iter().find(|r| r.length() >= 2);
        let blend = match (kept.last(), next) {
            (Some(before), Some(after)) => is_blend(run.colour, before.colour, after.colour),
            _ => false,
        };
        let long = run.length() >= SURE_LENGTH;
        if !long && (!is_known || run.length() < 2 && blend || run.length() < 2 && i > 0) {
            continue;
        }
        match kept.last_mut().filter(|k| contrast(k.last, run.colour) <= SAME) {
            Some(last) => {
                last.to = run.to;
                last.last = run.last;
            }
            None => kept.push(*run),
        }
    }
    kept
}

fn is_blend(colour: Colour, a: Colour, b: Colour) -> bool {
    let share = share(colour, a, b);
    (0.1..0.9).contains(&share)
        && (0..3).all(|c| (colour[c] - (share * a[c] + (1.0 - share) * b[c])).abs() <= 14.0)
}

/// Share of `a` in a blend of `a` and `b`.
fn share(colour: Colour, a: Colour, b: Colour) -> f32 {
    let (mut dot, mut square) = (0.0, 0.0);
    for c in 0..3 {
        let d = a[c] - b[c];
        dot += (colour[c] - b[c]) * d;
        square += d * d;
    }
    (dot / square.max(1.0)).clamp(0.0, 1.0)
}

/// Segments with their borders to a fraction of a pixel.
fn bounded(runs: &[Run], column: Column, colour: impl Fn(usize) -> Option<Colour>) -> Vec<Segment> {
    let place = |n: f32| {
        if column.to_low { column.baseline as f32 - n } else { column.baseline as f32 + n }
    };
    let mut start = 0.0;
    let mut segments = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let end = match runs.get(i + 1) {
            None => run.to as f32,
            Some(next) => {
                let between: Vec<f32> = (run.to..next.from)
                    .filter_map(&colour)
                    .map(|c| {
                        if is_blend(c, run.colour, next.colour) {
                            share(c, run.colour, next.colour)
                        } else {
                            // A separator: half of it is the segment's.
                            0.5
                        }
                    })
                    .collect();
                run.to as f32 + between.iter().sum::<f32>()
            }
        };
        segments.push(Segment { colour: run.colour, start: place(start), end: place(end) });
        start = end;
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    const BLUE: [u8; 3] = [40, 90, 200];
    const RED: [u8; 3] = [200, 40, 40];
    const WHITE: [f32; 3] = [255.0; 3];

    fn column(paint: impl Fn(u32) -> [u8; 3]) -> RgbImage {
        RgbImage::from_fn(40, 100, |x, y| {
            Rgb(if (10..30).contains(&x) { paint(y) } else { [255; 3] })
        })
    }

    fn found(image: &RgbImage) -> Vec<Segment> {
        let column = Column { slot: (10, 30), baseline: 100, to_low: true };
        segments(image, Orientation::Vertical, &[column], &[WHITE], &[], 1.0).remove(0)
    }

    #[test]
    fn two_colours_are_two_segments_with_their_border() {
        let image = column(|y| match y {
            70.. => BLUE,
            69 => [120, 65, 120],
            30.. => RED,
            _ => [255; 3],
        });
        let found = found(&image);
        assert_eq!(found.len(), 2);
        assert!((found[0].end - 69.5).abs() < 0.1, "{found:?}");
        assert!((found[1].end - 30.0).abs() < 0.1 && found[1].start == found[0].end);
    }

    #[test]
    fn separators_and_gridlines_part_nothing_but_colours_do() {
        let image = column(|y| match y {
            60 | 61 => [255; 3],
            80 => [210, 210, 215],
            40.. if y > 61 => BLUE,
            40.. => RED,
            _ => [255; 3],
        });
        let found = found(&image);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!((found[0].end - 61.0).abs() < 0.1, "{found:?}");
    }

    #[test]
    fn a_bar_of_one_colour_is_one_segment() {
        let image = column(|y| if y > 25 { BLUE } else { [255; 3] });
        assert_eq!(found(&image).len(), 1);
    }
}
