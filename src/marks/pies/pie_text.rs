//! The text of a pie chart, grouped again once the disc is known: leader
//! lines, bullets, swatches and borders of sectors are kept out of the lines.

use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::ink::Ink;
use crate::marks::names::legend::glued;
use crate::marks::page::Page;
use crate::marks::pies::disc::Disc;
use crate::marks::pies::sectors::Sector;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::{self, Text};
use crate::marks::texts::text_boxes::{TextBox, TextBoxes, lines};
use crate::{Cancel, Result};

/// What is drawn and is no text.
#[derive(Debug, Clone, Copy)]
pub struct Drawing<'a> {
    /// The disc.
    pub disc: &'a Disc,
    /// Its sectors.
    pub sectors: &'a [Sector],
    /// The legend's swatches.
    pub swatches: &'a [PixelBox],
}

/// Reads the lines again that change without what is no text.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn texts(
    page: &Page,
    drawing: &Drawing,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let Drawing { disc, sectors, swatches } = *drawing;
    let Page { ink, found, texts: before, .. } = page;
    let keep = |i: &usize| {
        let b = found.components.items[*i].bounds;
        let on_swatch = swatches.iter().any(|s| {
            let s = s.grown(2, ink.width, ink.height);
            b.x0 >= s.x0 && b.x1 <= s.x1 && b.y0 >= s.y0 && b.y1 <= s.y1
        });
        !on_swatch && !is_stroke(*i, &found.components, ink, disc, sectors)
    };
    let letters: Vec<usize> = found.letters.iter().copied().filter(keep).collect();
    let boxes = lines(&found.components, &letters, ink.scale);
    let boxes = glued::without_swatches(&page.lines_of_text(), boxes);
    let boxes = boxes.into_iter().map(|b| without_bullet(b, found)).collect::<Vec<_>>();
    let sorted = |pieces: &[usize]| {
        let mut pieces = pieces.to_vec();
        pieces.sort_unstable();
        pieces
    };
    let known: Vec<Vec<usize>> = before.iter().map(|t| sorted(&t.pieces)).collect();
    let (mut texts, mut changed): (Vec<Text>, Vec<TextBox>) = (Vec::new(), Vec::new());
    for b in boxes {
        let pieces = sorted(&b.pieces);
        let same = known.iter().position(|k| *k == pieces).map(|i| &before[i]);
        match same.filter(|t| t.direction == b.direction) {
            Some(text) => texts.push(text.clone()),
            None => changed.push(b),
        }
    }
    texts.extend(text::read_boxes(ink, found, &changed, recogniser, cancel)?);
    texts.sort_by_key(|t| (t.bounds.y0, t.bounds.x0));
    for (line, text) in texts.iter_mut().enumerate() {
        text.line = line;
    }
    Ok(texts)
}

/// Whether a component is a stroke of the drawing: it lies along the rim or
/// an edge of a sector, or runs thinly away from the rim.
pub fn is_stroke(
    index: usize,
    components: &Components,
    ink: &Ink,
    disc: &Disc,
    sectors: &[Sector],
) -> bool {
    let b = components.items[index].bounds;
    let (w, h) = (b.width() as f32, b.height() as f32);
    if distance(b, disc) > disc.radius + 5.0 {
        return false;
    }
    let (nearest, farthest) = radii(index, components, disc);
    let depth = farthest - nearest;
    let along = |rim: f32| {
        rim > 0.0
            && nearest <= rim + 2.0
            && farthest >= rim - 2.0
            && depth <= (0.35 * w.max(h)).max(3.0)
    };
    if along(disc.radius) || along(disc.hole) {
        return true;
    }
    // Leader lines start at the rim, or a little within, and are long or thin.
    let crosses = nearest <= disc.radius + 3.5 && farthest > disc.radius + 3.0;
    let area = components.items[index].area as f32;
    let sparse = area < 0.35 * w * h || w.min(h) <= 2.0 * ink.scale;
    let near = nearest >= disc.radius - 3.5;
    if crosses && sparse && w.max(h) >= 4.0 && (near || w.max(h) > 16.0 * ink.scale) {
        return true;
    }
    // Bits of borders between sectors.
    let (turn, r) = disc.polar(b.cx(), b.cy());
    r <= disc.radius && r >= disc.hole && w.min(h) <= 0.5 * w.max(h).max(8.0) && {
        let off = |edge: f32| {
            let d = (turn - edge).rem_euclid(1.0);
            d.min(1.0 - d) * std::f32::consts::TAU * r
        };
        sectors.iter().any(|s| off(s.start) <= 2.0 || off(s.end) <= 2.0)
    }
}

/// Distances of a component's nearest and farthest pixels from the centre.
fn radii(index: usize, components: &Components, disc: &Disc) -> (f32, f32) {
    let item = &components.items[index];
    let b = item.bounds;
    (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| components.labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .map(|(x, y)| disc.polar(x as f32 + 0.5, y as f32 + 0.5).1)
        .fold((f32::INFINITY, 0.0), |(low, high), r| (low.min(r), high.max(r)))
}

/// Distance of a box's nearest point from the disc's centre.
pub fn distance(b: PixelBox, disc: &Disc) -> f32 {
    let (x, y) = nearest(b, disc);
    disc.polar(x, y).1
}

/// The point of a box that is nearest to the disc's centre.
pub fn nearest(b: PixelBox, disc: &Disc) -> (f32, f32) {
    (disc.cx.clamp(b.x0 as f32, b.x1 as f32), disc.cy.clamp(b.y0 as f32, b.y1 as f32))
}

/// A line without a small dash or dot before its first letter.
fn without_bullet(mut line: TextBox, found: &TextBoxes) -> TextBox {
    line.pieces.sort_by_key(|i| found.components.items[*i].bounds.x0);
    let [first, second, ..] = line.pieces.as_slice() else { return line };
    let bounds = |i: usize| found.components.items[i].bounds;
    let (a, b) = (bounds(*first), bounds(*second));
    let height = line.bounds.height() as f32;
    let small = a.height() as f32 <= 0.4 * height && a.width() as f32 <= 0.8 * height;
    let middle = (a.cy() - line.bounds.cy()).abs() <= 0.25 * height;
    let apart = (b.x0 - a.x1) as f32 >= 0.25 * height;
    if small && middle && apart && !line.pieces[1..].is_empty() {
        line.pieces.remove(0);
        line.bounds =
            PixelBox::around(line.pieces.iter().map(|i| bounds(*i))).unwrap_or(line.bounds);
    }
    line
}
