//! Which boxes are filled alike.

use crate::marks::geometry::PixelBox;
use crate::marks::hatches::Filled;

/// Textures nearer than this are one; of boxes of less than
/// [`LARGE_AREA`] pixels, where single lines matter more, those nearer than
/// [`ALIKE_SHORT`].
const ALIKE: f32 = 0.2;
const ALIKE_SHORT: f32 = 0.35;
const LARGE_AREA: i64 = 1500;
/// Boxes of so many pixels, with so many lines or dots in a row, show their
/// texture surely.
const SURE_AREA: i64 = 200;
const SURE_REPEATS: usize = 3;
/// A smaller box that is no bar, but a swatch, is not as small as a letter.
const LEAST_SWATCH: i32 = 5;
/// Smaller boxes and swatches show a texture so far from that of the large ones.
const ALIKE_SMALL: f32 = 0.8;

/// Boxes by what fills them, those that are filled like at least one other
/// large one; small ones go with the large ones that are most alike.
pub fn kinds(mut boxes: Vec<Filled>) -> Vec<Vec<Filled>> {
    boxes.sort_by_key(|b| -b.inside.area());
    let (large, small): (Vec<Filled>, Vec<Filled>) = boxes
        .into_iter()
        .partition(|b| b.inside.area() >= SURE_AREA && b.texture.repeats >= SURE_REPEATS);
    let mut kinds: Vec<Vec<Filled>> = Vec::new();
    for filled in large {
        let alike = if filled.inside.area() < LARGE_AREA { ALIKE_SHORT } else { ALIKE };
        match nearest(&kinds, &filled).filter(|n| n.1 < alike) {
            Some((kind, _)) => kinds[kind].push(filled),
            None => kinds.push(vec![filled]),
        }
    }
    kinds.retain(|k| k.len() >= 2);
    // Bars are equally thick.
    let large: Vec<PixelBox> = kinds.iter().flatten().map(|b| b.bounds).collect();
    let usual = |b: &Filled| large.iter().filter(|l| as_thick(**l, b.bounds)).count() >= 3;
    kinds.retain(|k| k.iter().filter(|b| usual(b)).count() >= 2);
    let bars: Vec<PixelBox> = kinds.iter().flatten().map(|b| b.bounds).collect();
    for filled in small {
        let wide_enough = filled.inside.width().min(filled.inside.height()) >= LEAST_SWATCH;
        let swatch = wide_enough && filled.alone;
        if !swatch && !bars.iter().any(|b| in_line(*b, filled.bounds)) {
            continue;
        }
        if let Some((kind, _)) = nearest(&kinds, &filled).filter(|n| n.1 < ALIKE_SMALL) {
            kinds[kind].push(filled);
        }
    }
    kinds
}

/// The kind whose first and largest box is most alike, and how unlike that is.
fn nearest(kinds: &[Vec<Filled>], filled: &Filled) -> Option<(usize, f32)> {
    kinds
        .iter()
        .enumerate()
        .filter_map(|(i, k)| Some((i, k.first()?.texture.distance(&filled.texture))))
        .min_by(|a, b| a.1.total_cmp(&b.1))
}

fn as_thick(a: PixelBox, b: PixelBox) -> bool {
    near(a.width(), b.width()) || near(a.height(), b.height())
}

fn near(a: i32, b: i32) -> bool {
    (a - b).abs() <= 2
}

/// Whether boxes are equally thick and start on one line, as bars of a chart
/// and swatches of a legend do.
pub fn in_line(a: PixelBox, b: PixelBox) -> bool {
    near(a.width(), b.width()) && (near(a.y1, b.y1) || near(a.y0, b.y0))
        || near(a.height(), b.height()) && (near(a.x0, b.x0) || near(a.x1, b.x1))
}
