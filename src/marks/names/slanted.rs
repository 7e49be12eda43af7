//! Names that run at a slant under vertical slots.
//!
//! The ink under the bars is turned until its rows are as sharp as they get;
//! then it is grouped and read like any other text, and every line is given
//! to the slot that it points at.

use image::{GrayImage, Luma};
use imageproc::region_labelling::Connectivity;

use crate::marks::components::components;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::ink::{FAINTEST_INK, INK_SHARE, Ink};
use crate::marks::names::labels::{Label, Labels};
use crate::marks::names::slots::Slots;
use crate::marks::texts::recogniser::{Crop, Recogniser};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::{Direction, TextBox, TextBoxes, lines};
use crate::marks::texts::twins;
use crate::{Cancel, Result};

/// Slants that are looked for, in degrees above and below the horizontal.
const SLANTS: std::ops::RangeInclusive<i32> = 20..=75;
/// Names start within this many pixels of the axis (at [`Ink::scale`] 1).
const NEAR_AXIS: f32 = 48.0;
/// Share of the picture's height that is searched under the slots.
const DEPTH: f32 = 0.45;
/// Lines of text that are surely not slanted.
const SURE: f32 = 0.9;

/// A turn of the picture about its origin, counterclockwise text made level.
#[derive(Debug, Clone, Copy)]
struct Turn {
    sin: f32,
    cos: f32,
}

impl Turn {
    fn new(degrees: i32) -> Self {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        Self { sin, cos }
    }

    /// Along and across a line of text, from picture coordinates.
    fn there(self, x: f32, y: f32) -> (f32, f32) {
        (x * self.cos - y * self.sin, x * self.sin + y * self.cos)
    }

    /// The way back.
    fn back(self, u: f32, v: f32) -> (f32, f32) {
        (u * self.cos + v * self.sin, -u * self.sin + v * self.cos)
    }
}

/// Reads slanted names; none if the bars are horizontal or nothing is there.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn labels(
    texts: &[Text],
    ink: &Ink,
    found: &TextBoxes,
    slots: &Slots,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Labels> {
    if slots.orientation == Orientation::Horizontal {
        return Ok(Labels::default());
    }
    let pieces = pieces(texts, ink, found, slots);
    let bounds = pieces.iter().map(|i| found.components.items[*i].bounds);
    let Some(zone) = PixelBox::around(bounds) else { return Ok(Labels::default()) };
    // Digits at even distances lie in sharp rows both ways: what can be read decides.
    let mut best = Labels::default();
    for degrees in slants(found, &pieces) {
        let turn = Turn::new(degrees);
        let labels = at_slant(texts, ink, found, slots, (&pieces, zone, turn), recogniser, cancel)?;
        if labels.worth(slots) > best.worth(slots) {
            best = labels;
        }
    }
    Ok(best)
}

/// The names of the slots among pieces in a zone, turned level.
fn at_slant(
    texts: &[Text],
    ink: &Ink,
    found: &TextBoxes,
    slots: &Slots,
    (pieces, zone, turn): (&[usize], PixelBox, Turn),
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Labels> {
    let (level, origin) = turned(ink, found, pieces, zone, turn);
    let components = components(&level.mask, Connectivity::Eight);
    let letters: Vec<usize> = (0..components.items.len())
        .filter(|i| components.items[*i].bounds.height() as f32 <= 44.0 * ink.scale)
        .collect();
    let mut boxes = lines(&components, &letters, ink.scale);
    boxes.retain(|b| b.direction == Direction::Across && b.bounds.height() >= 6);
    let placed = placed(&boxes, turn, origin, slots, ink.scale);
    let crops: Vec<Crop> = placed
        .iter()
        .map(|(_, b)| Crop::cut(&level, &components, &b.pieces, Direction::Across))
        .collect();
    let readings = recogniser.read(&crops, cancel)?;
    let items: Vec<Label> = placed
        .iter()
        .zip(readings)
        .map(|((slot, b), reading)| {
            let text = twins::settled(&reading, &components, &b.pieces, Direction::Across);
            Label {
                slot: *slot,
                text,
                bounds: in_picture(b.bounds, turn, origin),
                confidence: reading.confidence(),
            }
        })
        .filter(|l| !l.text.is_empty())
        .collect();
    let around = PixelBox::around(items.iter().map(|l| l.bounds));
    let used = texts
        .iter()
        .filter(|t| around.is_some_and(|a| a.holds(t.bounds.cx(), t.bounds.cy())))
        .map(|t| t.line)
        .collect();
    Ok(Labels { items, used, parts: Vec::new() })
}

/// Letters under the bars, without lines of text that are surely level.
fn pieces(texts: &[Text], ink: &Ink, found: &TextBoxes, slots: &Slots) -> Vec<usize> {
    let top = slots.baseline.max(slots.area.y1 as f32) as i32;
    let bottom = top + (DEPTH * ink.height as f32) as i32;
    let level: Vec<usize> = texts
        .iter()
        .filter(|t| {
            t.confidence >= SURE && t.text.chars().count() >= 4 && t.direction == Direction::Across
        })
        .flat_map(|t| t.pieces.iter().copied())
        .collect();
    let under = |i: &usize| {
        let b = found.components.items[*i].bounds;
        b.y0 >= top && b.y1 <= bottom && !level.contains(i)
    };
    found.letters.iter().copied().filter(under).collect()
}

/// The slants in degrees, of rising and of falling text, at which the pieces lie
/// in the sharpest rows.
fn slants(found: &TextBoxes, pieces: &[usize]) -> [i32; 2] {
    let mut points: Vec<(f32, f32)> = Vec::new();
    for i in pieces {
        let item = &found.components.items[*i];
        let b = item.bounds;
        for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
            if found.components.labels.get_pixel(x as u32, y as u32).0[0] == item.label {
                points.push((x as f32, y as f32));
            }
        }
    }
    let sharpness = |degrees: i32| {
        let turn = Turn::new(degrees);
        let rows: Vec<i32> =
            points.iter().map(|(x, y)| turn.there(*x, *y).1.round() as i32).collect();
        let low = rows.iter().min().copied().unwrap_or(0);
        let high = rows.iter().max().copied().unwrap_or(0);
        let mut counts = vec![0u64; (high - low + 1) as usize];
        for row in rows {
            counts[(row - low) as usize] += 1;
        }
        counts.iter().map(|c| c * c).sum::<u64>()
    };
    let best = |candidates: &mut dyn Iterator<Item = i32>| {
        candidates.max_by_key(|d| sharpness(*d)).unwrap_or(45)
    };
    [1, -1].map(|way| {
        let coarse = best(&mut SLANTS.step_by(5).map(|d| way * d));
        best(&mut (coarse - 4..=coarse + 4))
    })
}

/// The pieces' ink in a picture turned level, and where its corner lies in
/// turned coordinates.
fn turned(
    ink: &Ink,
    found: &TextBoxes,
    pieces: &[usize],
    zone: PixelBox,
    turn: Turn,
) -> (Ink, (f32, f32)) {
    let zone = zone.grown(2, ink.width, ink.height);
    let corners = [(zone.x0, zone.y0), (zone.x1, zone.y0), (zone.x0, zone.y1), (zone.x1, zone.y1)]
        .map(|(x, y)| turn.there(x as f32, y as f32));
    let fold = |pick: fn(f32, f32) -> f32, of: fn(&(f32, f32)) -> f32| {
        corners.iter().map(of).reduce(pick).unwrap_or(0.0)
    };
    let origin = (fold(f32::min, |c| c.0).floor(), fold(f32::min, |c| c.1).floor());
    let width = (fold(f32::max, |c| c.0) - origin.0).ceil() as usize + 1;
    let height = (fold(f32::max, |c| c.1) - origin.1).ceil() as usize + 1;
    // Ink of other components stays out.
    let mut own = vec![false; found.components.items.len()];
    for i in pieces {
        own[*i] = true;
    }
    let at = |x: i32, y: i32| -> f32 {
        let Some(at) = ink.at(x, y) else { return 0.0 };
        let label = found.components.labels.get_pixel(x as u32, y as u32).0[0];
        let other = label != 0 && !own[label as usize - 1];
        if other || ink.line[at] { 0.0 } else { f32::from(ink.distance[at]) }
    };
    let mut distance = vec![0u16; width * height];
    let mut mask = GrayImage::new(width as u32, height as u32);
    let strongest = pieces_strength(ink, found, pieces);
    let least = f32::from(FAINTEST_INK).max(INK_SHARE * strongest);
    for v in 0..height {
        for u in 0..width {
            let (x, y) = turn.back(u as f32 + 0.5 + origin.0, v as f32 + 0.5 + origin.1);
            let (x, y) = (x - 0.5, y - 0.5);
            let (left, top) = (x.floor(), y.floor());
            let (fx, fy) = (x - left, y - top);
            let (left, top) = (left as i32, top as i32);
            if left < zone.x0 - 1 || top < zone.y0 - 1 || left > zone.x1 || top > zone.y1 {
                continue;
            }
            let value = (1.0 - fy) * ((1.0 - fx) * at(left, top) + fx * at(left + 1, top))
                + fy * ((1.0 - fx) * at(left, top + 1) + fx * at(left + 1, top + 1));
            distance[v * width + u] = value.round() as u16;
            if value > least {
                mask.put_pixel(u as u32, v as u32, Luma([255]));
            }
        }
    }
    let level = Ink {
        width,
        height,
        scale: ink.scale,
        distance,
        mask,
        line: vec![false; width * height],
        line_in_row: vec![0; height],
        line_in_column: vec![0; width],
        flat: vec![false; width * height],
    };
    (level, origin)
}

/// A high but not the highest distance among the pieces' pixels.
fn pieces_strength(ink: &Ink, found: &TextBoxes, pieces: &[usize]) -> f32 {
    let mut strengths: Vec<u16> = Vec::new();
    for i in pieces {
        let b = found.components.items[*i].bounds;
        strengths.extend(
            (b.y0..b.y1).filter_map(|y| ink.at((b.x0 + b.x1) / 2, y)).map(|at| ink.distance[at]),
        );
    }
    strengths.sort_unstable();
    strengths.get(strengths.len() * 9 / 10).copied().map_or(0.0, f32::from)
}

/// One line for every slot: the one that ends (or, falling, starts) there, or
/// whose middle is there, whichever fits most lines better.
fn placed<'a>(
    boxes: &'a [TextBox],
    turn: Turn,
    origin: (f32, f32),
    slots: &Slots,
    scale: f32,
) -> Vec<(i32, &'a TextBox)> {
    let end = |b: &TextBox| {
        let c = b.bounds;
        let u = if turn.sin > 0.0 { c.x1 } else { c.x0 };
        turn.back(u as f32 + origin.0, c.cy() + origin.1)
    };
    // Under bars that go down, the axis may lie far below the lowest of them.
    let mut ends: Vec<f32> = boxes.iter().map(|b| end(b).1).collect();
    ends.sort_by(f32::total_cmp);
    let highest = ends.get(ends.len() / 4).copied().unwrap_or(0.0);
    let axis = slots.baseline.max(slots.area.y1 as f32).max(highest);
    let place = |b: &TextBox, centred: bool| -> Option<(i32, f32)> {
        let c = b.bounds;
        let (end_x, end_y) = end(b);
        let centre_x = turn.back(c.cx() + origin.0, c.cy() + origin.1).0;
        let x = if centred { centre_x } else { end_x };
        let slot = slots.slot_at(x);
        let off = (x - slots.centre(slot)) / slots.pitch;
        (end_y - axis <= NEAR_AXIS * scale).then_some((slot, off))
    };
    let fit = |centred: bool| {
        let offs: Vec<f32> =
            boxes.iter().filter_map(|b| place(b, centred)).map(|p| p.1.abs()).collect();
        let near = offs.iter().filter(|o| **o <= 0.3).count();
        near as f32 - offs.iter().sum::<f32>() / offs.len().max(1) as f32
    };
    let centred = fit(true) > fit(false);
    let mut found: Vec<(i32, f32, &TextBox)> = boxes
        .iter()
        .filter_map(|b| place(b, centred).map(|(slot, off)| (slot, off.abs(), b)))
        .filter(|(_, off, _)| *off <= 0.45)
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0).then(b.2.pieces.len().cmp(&a.2.pieces.len())));
    found.dedup_by_key(|f| f.0);
    let (first, last) = slots.range();
    found.retain(|(slot, _, _)| (first - 1..=last + 1).contains(slot));
    found.into_iter().map(|(slot, _, b)| (slot, b)).collect()
}

/// The box around a turned box.
fn in_picture(b: PixelBox, turn: Turn, origin: (f32, f32)) -> PixelBox {
    let corners = [(b.x0, b.y0), (b.x1, b.y0), (b.x0, b.y1), (b.x1, b.y1)]
        .map(|(u, v)| turn.back(u as f32 + origin.0, v as f32 + origin.1));
    corners
        .into_iter()
        .map(|(x, y)| {
            PixelBox::new(x.floor() as i32, y.floor() as i32, x.ceil() as i32, y.ceil() as i32)
        })
        .reduce(PixelBox::union)
        .unwrap_or(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_goes_there_and_back() {
        let turn = Turn::new(37);
        let (u, v) = turn.there(12.0, -5.0);
        let (x, y) = turn.back(u, v);
        assert!((x - 12.0).abs() < 1e-4 && (y + 5.0).abs() < 1e-4);
        // Text that rises at 45 degrees lies in one row after the turn.
        let level = Turn::new(45);
        assert!((level.there(10.0, 90.0).1 - level.there(40.0, 60.0).1).abs() < 1e-4);
    }
}
