//! Rectangles that may be bars: uniform regions, put together again where
//! gridlines part them.

use image::RgbImage;

use crate::marks::bar_charts::stairs;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::regions::{Colour, Regions, chroma, contrast};

/// A bar differs from the page by this much in some channel; the panels of
/// common themes differ by up to 26.
const LEAST_CONTRAST: f32 = 27.0;
/// More candidates than this are no bars but texture.
const MOST_CANDIDATES: usize = 500;

/// A rectangle that may be a bar.
#[derive(Debug, Clone, Copy)]
pub struct Rectangle {
    /// Its full pixels.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
}

/// Rectangles that may be bars of an orientation; pieces that gridlines part
/// are put together again.
pub fn rectangles(
    image: &RgbImage,
    regions: &Regions,
    scale: f32,
    orientation: Orientation,
) -> Vec<Rectangle> {
    let (width, height) = (image.width() as i32, image.height() as i32);
    let light_page = regions.page.iter().sum::<f32>() > 3.0 * 128.0;
    let mut found: Vec<Rectangle> = regions
        .items
        .iter()
        .filter(|r| {
            let b = r.bounds;
            let low = r.colour.iter().copied().fold(255.0, f32::min);
            // Bars may be as pale as a panel, but are not as large.
            let large = 5 * b.width() > 2 * width || 12 * b.area() > i64::from(width * height);
            let panel = light_page && chroma(r.colour) < 14.0 && low > 215.0 && large;
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
        .map(|r| Rectangle { bounds: r.bounds, colour: r.colour })
        .collect();
    let least = (image.width() * image.height() / 200) as usize;
    let uneven = regions.items.iter().filter(|r| {
        r.area >= least && !r.is_rectangle() && contrast(r.colour, regions.page) > LEAST_CONTRAST
    });
    found.extend(uneven.flat_map(|r| stairs::bars(image, r, orientation)));
    found.sort_by_key(|c| -c.bounds.area());
    found.truncate(MOST_CANDIDATES);
    let gap = (3.0 * scale).round() as i32;
    join(&mut found, |a, b| parted_along(a, b, orientation, gap));
    join(&mut found, |a, b| parted_across(image, a, b, orientation, gap));
    found.retain(|c| !is_grid_cell(image, c, gap));
    found
}

/// Joins candidates of one colour while `parted` holds for two of them.
fn join(found: &mut Vec<Rectangle>, parted: impl Fn(PixelBox, PixelBox) -> bool) {
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
fn is_grid_cell(image: &RgbImage, c: &Rectangle, gap: i32) -> bool {
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
