//! Components of ink that may be parts of letters.

use image::RgbImage;

use crate::marks::components::{Component, Components};
use crate::marks::ink::Ink;
use crate::marks::texts::clutter::{
    abuts_shape, continues_line, is_crumb, is_edge, is_rim, is_stub, touches_line,
};
use crate::marks::texts::strokes;

/// Sizes in pixels at [`Ink::scale`] 1.
pub(super) const TALLEST_LETTER: f32 = 44.0;
/// Letters may run together into a piece as wide as this.
const WIDEST_PIECE: f32 = 160.0;
/// Lines of text are at least this high, in pixels.
pub(super) const SMALLEST_LINE: i32 = 5;

/// Indices of the components that may be parts of letters: not too large, no
/// ticks, no dashed lines, no swatches.
pub fn letters(image: &RgbImage, all: &Components, ink: &Ink) -> Vec<usize> {
    let dashed = strokes::dashed(all);
    let may_be = |(i, item): (usize, &Component)| {
        is_of_size(item, ink.scale)
            && !dashed[i]
            && !is_tick(image, item, all, ink)
            && !is_rim(image, item, all, ink)
            && !is_edge(image, item, all, ink)
            && !is_stub(item, all, ink)
            && !is_crumb(item, ink)
    };
    let mut kept: Vec<bool> = all.items.iter().enumerate().map(may_be).collect();
    for stroke in strokes::in_words(all, &kept, ink.scale) {
        kept[stroke] = true;
    }
    (0..all.items.len()).filter(|i| kept[*i]).collect()
}

/// Whether a component is no larger than letters, alone or run together.
fn is_of_size(item: &Component, scale: f32) -> bool {
    let tallest = TALLEST_LETTER * scale;
    let (wide, high) = (item.bounds.width() as f32, item.bounds.height() as f32);
    let (long, short) = (wide.max(high), wide.min(high));
    long <= tallest
        || short <= 30.0 * scale && long <= WIDEST_PIECE * scale && short >= SMALLEST_LINE as f32
}

/// Whether a component is a tick or a piece of a line.
fn is_tick(image: &RgbImage, item: &Component, all: &Components, ink: &Ink) -> bool {
    let (w, h) = (item.bounds.width(), item.bounds.height());
    let (long, short) = (w.max(h), w.min(h));
    let thin = short <= (3.0 * ink.scale) as i32 && long >= 3 && long > short;
    let straight = thin || short as f32 <= 6.0 * ink.scale && is_straight(item, all);
    straight && (touches_line(item, all, ink) || abuts_shape(image, item, ink))
        || thin && (long as f32 > 22.0 * ink.scale || continues_line(item, all, ink))
}

/// Whether a component is one straight stroke, perhaps with a blended end, as a
/// thick tick is.
fn is_straight(item: &Component, all: &Components) -> bool {
    let b = item.bounds;
    let (long, short) = (b.width().max(b.height()), b.width().min(b.height()));
    if long < 2 * short {
        return false;
    }
    let own = |across: i32, along: i32| {
        let upright = b.height() > b.width();
        let (x, y) = if upright { (across, along) } else { (along, across) };
        all.labels.get_pixel((b.x0 + x) as u32, (b.y0 + y) as u32).0[0] == item.label
    };
    let along_it = |across: i32| (0..long).filter(|along| own(across, *along)).count();
    let core: usize = (0..short).map(along_it).filter(|n| 10 * n >= 9 * long as usize).sum();
    20 * core >= 17 * item.area
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use imageproc::region_labelling::Connectivity;

    use super::*;
    use crate::marks::components::components;
    use crate::marks::geometry::PixelBox;
    use crate::marks::ink::ink;

    const INK: [u8; 3] = [40, 40, 40];
    const BLUE: [u8; 3] = [80, 110, 220];

    /// A white page with filled boxes `(x, y, w, h)`.
    fn page(boxes: &[(u32, u32, u32, u32, [u8; 3])]) -> RgbImage {
        let mut image = RgbImage::from_pixel(200, 140, Rgb([255, 255, 255]));
        for (x, y, w, h, colour) in boxes {
            for (i, j) in (0..*w).flat_map(|i| (0..*h).map(move |j| (i, j))) {
                image.put_pixel(x + i, y + j, Rgb(*colour));
            }
        }
        image
    }

    fn found(image: &RgbImage) -> Vec<PixelBox> {
        let ink = ink(image);
        let all = components(&ink.mask, Connectivity::Eight);
        letters(image, &all, &ink).into_iter().map(|i| all.items[i].bounds).collect()
    }

    /// An `o`: a ring of 8 by 9 pixels.
    fn ring(x: u32, y: u32) -> [(u32, u32, u32, u32, [u8; 3]); 2] {
        [(x, y, 8, 9, INK), (x + 2, y + 2, 4, 5, [255, 255, 255])]
    }

    #[test]
    fn a_round_letter_among_others_is_one() {
        let dots = [(62, 46, 3, 2, INK), (66, 46, 2, 2, INK)];
        let around = [(56, 50, 3, 11, INK), (72, 50, 3, 11, INK)];
        let boxes: Vec<_> = ring(61, 50).into_iter().chain(dots).chain(around).collect();
        assert!(found(&page(&boxes)).contains(&PixelBox::new(61, 50, 69, 59)));
    }

    #[test]
    fn a_tick_at_a_thick_axis_is_no_letter() {
        let axis = (20, 100, 160, 6, INK);
        let tick = (98, 106, 4, 12, INK);
        let letter = (96, 121, 8, 2, INK);
        assert_eq!(found(&page(&[axis, tick, letter])), [PixelBox::new(96, 121, 104, 123)]);
        // A `t` right beside the axis of lying bars is a letter.
        let axis = (100, 20, 1, 100, INK);
        let t = [(95, 50, 2, 11, INK), (94, 53, 5, 1, INK), (97, 60, 2, 1, INK)];
        let boxes: Vec<_> = t.into_iter().chain([axis]).collect();
        assert_eq!(found(&page(&boxes)), [PixelBox::new(94, 50, 99, 61)]);
    }

    #[test]
    fn the_end_of_an_axis_with_its_ticks_is_no_letter() {
        // The ticks are a little lighter than the axes that they go on from.
        let (axis, tick) = ([60; 3], [80; 3]);
        let frame = [(40, 20, 1, 80, axis), (41, 99, 120, 1, axis)];
        let corner = [(34, 99, 7, 1, tick), (40, 99, 1, 7, tick)];
        let boxes: Vec<_> = frame.into_iter().chain(corner).chain(ring(36, 110)).collect();
        assert_eq!(found(&page(&boxes)), [PixelBox::new(36, 110, 44, 119)]);
    }

    #[test]
    fn sides_of_bars_are_no_letters() {
        // A bar's blended side with a tick, and the three open sides of a short bar.
        let rim = [150, 165, 235];
        let long = [(60, 20, 100, 22, BLUE), (59, 20, 1, 22, rim), (53, 30, 6, 1, INK)];
        let short = [
            (60, 60, 12, 14, BLUE),
            (60, 59, 13, 1, rim),
            (60, 74, 13, 1, rim),
            (72, 60, 1, 14, rim),
        ];
        let boxes: Vec<_> = long.into_iter().chain(short).chain(ring(40, 62)).collect();
        assert_eq!(found(&page(&boxes)), [PixelBox::new(40, 62, 48, 71)]);
    }
}
