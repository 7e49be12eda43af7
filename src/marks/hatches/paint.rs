//! The picture with a plain colour for every texture.

use image::{Rgb, RgbImage};

use crate::marks::hatches::Filled;
use crate::marks::regions::{self, Colour, contrast};

/// Colours to paint with, each far from the others.
const COLOURS: [[u8; 3]; 10] = [
    [215, 60, 50],
    [60, 110, 220],
    [60, 170, 80],
    [235, 165, 40],
    [145, 75, 195],
    [50, 185, 190],
    [225, 95, 170],
    [125, 85, 50],
    [120, 130, 30],
    [20, 60, 110],
];
/// A colour is taken if every plain region differs by so much.
const UNLIKE: f32 = 45.0;

/// Paints every kind of box in a colour of its own, within the outlines.
pub fn painted(image: &RgbImage, kinds: &[Vec<Filled>]) -> RgbImage {
    let plain: Vec<Colour> = regions::regions(image)
        .items
        .iter()
        .filter(|r| r.is_rectangle())
        .map(|r| r.colour)
        .collect();
    let free = COLOURS.iter().filter(|colour| {
        let colour = colour.map(f32::from);
        plain.iter().all(|p| contrast(*p, colour) > UNLIKE)
    });
    let mut out = image.clone();
    for (kind, colour) in kinds.iter().zip(free) {
        for b in kind.iter().map(|f| f.inside) {
            for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
                out.put_pixel(x as u32, y as u32, Rgb(*colour));
            }
        }
    }
    out
}
