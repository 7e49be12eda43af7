//! Uniformly coloured regions: what bars, swatches and sectors are made of.

use std::collections::HashMap;

use image::{GrayImage, Luma, RgbImage};
use imageproc::region_labelling::Connectivity;

use crate::marks::components::components;
use crate::marks::geometry::PixelBox;

/// Largest step of a channel between neighbours within a region.
const STEP: u8 = 12;
/// Smaller regions are noise.
const LEAST_AREA: usize = 12;

/// A side of a region's box that is less filled is a spur, and is cut off.
const LEAST_SIDE: f32 = 0.6;
/// Sides of a rectangle are filled so far, and those between round ends so far.
const STRAIGHT: f32 = 0.65;
const FULL: f32 = 0.9;
/// Rows or columns that may be cut off at every side.
pub const MOST_TRIMMED: i32 = 4;

/// A colour, red, green and blue from 0 to 255.
pub type Colour = [f32; 3];

/// A uniformly coloured region.
#[derive(Debug, Clone, Copy)]
pub struct Region {
    /// The box around its full pixels, without blended ones at its edges.
    pub bounds: PixelBox,
    /// Pixels in it.
    pub area: usize,
    /// Mean colour.
    pub colour: Colour,
    /// Share of its box that it fills.
    pub fill: f32,
    /// Share of the least filled side of its box that it reaches; a little more for round ends.
    pub sides: f32,
}

impl Region {
    /// Whether it is a filled rectangle, perhaps with text on it.
    pub fn is_rectangle(&self) -> bool {
        self.fill >= 0.55 && self.sides >= STRAIGHT
    }
}

/// The regions of a picture and the colour of its page.
#[derive(Debug, Clone)]
pub struct Regions {
    /// The regions.
    pub items: Vec<Region>,
    /// The colour that covers most of the picture, of those that reach its border.
    pub page: Colour,
}

/// Largest difference of a channel.
pub fn contrast(a: Colour, b: Colour) -> f32 {
    (0..3).map(|c| (a[c] - b[c]).abs()).fold(0.0, f32::max)
}

/// How far the ways from a paper to two colours point apart, from 0 to 2: blends of one
/// colour with the paper go the same way.
pub fn turn(paper: Colour, a: Colour, b: Colour) -> f32 {
    let way = |c: Colour| {
        let length = distance(c, paper).max(1.0);
        [0, 1, 2].map(|i| (c[i] - paper[i]) / length)
    };
    distance(way(a), way(b))
}

/// Euclidean distance of two colours.
pub fn distance(a: Colour, b: Colour) -> f32 {
    (0..3).map(|c| (a[c] - b[c]) * (a[c] - b[c])).sum::<f32>().sqrt()
}

/// Colour of a pixel.
pub fn pixel(image: &RgbImage, x: i32, y: i32) -> Colour {
    image.get_pixel(x as u32, y as u32).0.map(f32::from)
}

/// Difference between the strongest and the weakest channel.
pub fn chroma(a: Colour) -> f32 {
    a.iter().copied().fold(0.0, f32::max) - a.iter().copied().fold(255.0, f32::min)
}

/// Finds the uniformly coloured regions of a picture.
pub fn regions(image: &RgbImage) -> Regions {
    let (width, height) = image.dimensions();
    let step = |a: [u8; 3], b: [u8; 3]| (0..3).any(|c| a[c].abs_diff(b[c]) > STEP);
    let mut smooth = GrayImage::new(width, height);
    for (x, y, pixel) in smooth.enumerate_pixels_mut() {
        let own = image.get_pixel(x, y).0;
        let edge = x > 0 && step(own, image.get_pixel(x - 1, y).0)
            || y > 0 && step(own, image.get_pixel(x, y - 1).0);
        *pixel = Luma([if edge { 0 } else { 255 }]);
    }
    let found = components(&smooth, Connectivity::Four);
    let mut sums = vec![[0u64; 3]; found.items.len()];
    for (label, pixel) in found.labels.pixels().zip(image.pixels()) {
        if let Some(index) = label.0[0].checked_sub(1) {
            for (sum, value) in sums[index as usize].iter_mut().zip(pixel.0) {
                *sum += u64::from(value);
            }
        }
    }
    let mut cover: HashMap<[i32; 3], (bool, usize, Colour)> = HashMap::new();
    let mut items = Vec::new();
    for (item, sum) in found.items.iter().zip(sums) {
        if item.area < LEAST_AREA {
            continue;
        }
        let colour = sum.map(|s| s as f32 / item.area as f32);
        let b = item.bounds;
        let at_border = b.x0 <= 1 || b.y0 <= 1 || b.x1 >= width as i32 || b.y1 >= height as i32;
        let bucket = cover.entry(colour.map(|c| (c / 8.0) as i32)).or_insert((false, 0, colour));
        bucket.0 |= at_border;
        bucket.1 += item.area;
        let (b, fill, sides) = trimmed(b, item.area, |x, y| {
            found.labels.get_pixel(x as u32, y as u32).0[0] == item.label
        });
        // The first row and column of a region differ from what is before them.
        let bounds = PixelBox::new((b.x0 - 1).max(0), (b.y0 - 1).max(0), b.x1, b.y1);
        items.push(Region { bounds, area: item.area, colour, fill, sides });
    }
    let page =
        cover.values().max_by_key(|(border, area, _)| (*border, *area)).map_or([255.0; 3], |c| c.2);
    Regions { items, page }
}

/// A region's box without thin spurs at its sides, and how much of the box and
/// of its least filled side it covers.
fn trimmed(bounds: PixelBox, area: usize, own: impl Fn(i32, i32) -> bool) -> (PixelBox, f32, f32) {
    let share = |points: &mut dyn Iterator<Item = (i32, i32)>| {
        let (mut on, mut all) = (0, 0);
        for (x, y) in points {
            all += 1;
            on += i32::from(own(x, y));
        }
        on as f32 / all.max(1) as f32
    };
    let sides = |b: PixelBox| {
        [
            share(&mut (b.x0..b.x1).map(|x| (x, b.y0))),
            share(&mut (b.x0..b.x1).map(|x| (x, b.y1 - 1))),
            share(&mut (b.y0..b.y1).map(|y| (b.x0, y))),
            share(&mut (b.y0..b.y1).map(|y| (b.x1 - 1, y))),
        ]
    };
    let mut b = bounds;
    let mut shares = sides(b);
    for _ in 0..MOST_TRIMMED {
        let cut = shares.map(|s| i32::from(s < LEAST_SIDE));
        let smaller = PixelBox::new(b.x0 + cut[2], b.y0 + cut[0], b.x1 - cut[3], b.y1 - cut[1]);
        if smaller == b || smaller.width() < 2 || smaller.height() < 1 {
            break;
        }
        b = smaller;
        shares = sides(b);
    }
    // Round ends are no reason to doubt long straight sides.
    let [top, bottom, left, right] = shares;
    let (level, upright) = (top.min(bottom), left.min(right));
    let round_ends = level.max(upright) >= FULL && level.min(upright) >= LEAST_SIDE;
    let least = level.min(upright);
    let sides = if round_ends { least.max(STRAIGHT) } else { least };
    (b, (area as f32 / b.area() as f32).min(1.0), sides)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    #[test]
    fn a_bar_is_a_rectangle_on_its_page() {
        let mut image = RgbImage::from_pixel(100, 80, Rgb([250, 250, 245]));
        for (x, y) in (20..40).flat_map(|x| (30..70).map(move |y| (x, y))) {
            image.put_pixel(x, y, Rgb([70, 120, 170]));
        }
        let found = regions(&image);
        assert!(contrast(found.page, [250.0, 250.0, 245.0]) < 1.0);
        let bar =
            found.items.iter().find(|r| contrast(r.colour, [70.0, 120.0, 170.0]) < 1.0).unwrap();
        assert_eq!(bar.bounds, PixelBox::new(20, 30, 40, 70));
        assert!(bar.is_rectangle());
    }

    #[test]
    fn a_bar_with_round_ends_is_a_rectangle() {
        let mut image = RgbImage::from_pixel(120, 40, Rgb([255, 255, 255]));
        for (x, y) in (10..110).flat_map(|x| (10..26).map(move |y| (x, y))) {
            let (from, to) = (18.0, 102.0);
            let (dx, dy) = (x as f32 + 0.5 - (x as f32 + 0.5f32).clamp(from, to), y as f32 - 17.5);
            if dx.hypot(dy) < 8.0 {
                image.put_pixel(x, y, Rgb([70, 120, 170]));
            }
        }
        let found = regions(&image);
        assert!(found.items.iter().any(|r| r.colour[0] < 100.0 && r.is_rectangle()));
    }

    #[test]
    fn a_disc_is_no_rectangle() {
        let mut image = RgbImage::from_pixel(100, 100, Rgb([255, 255, 255]));
        for (x, y) in (0..100).flat_map(|x| (0..100).map(move |y| (x, y))) {
            if (x - 50) * (x - 50) + (y - 50) * (y - 50) < 900 {
                image.put_pixel(x as u32, y as u32, Rgb([200, 40, 40]));
            }
        }
        let found = regions(&image);
        assert!(found.items.iter().all(|r| r.colour[1] > 100.0 || !r.is_rectangle()));
    }
}
