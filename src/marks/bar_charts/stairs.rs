//! Stairs: bars of one colour that touch each other make one region, whose
//! outline has a level tread for every bar.

use image::RgbImage;

use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::geometry::Orientation;
use crate::marks::regions::{MOST_TRIMMED, Region, contrast};

/// Pixels nearer than this to the region's colour are its own.
const OWN: f32 = 14.0;
/// A bar's own pixels are at least this share of its length: text may be on it.
const SOLID: f32 = 0.9;
/// Thinnest bar, in pixels.
const LEAST_WIDTH: i32 = 8;
/// Fewest bars, and the share of the region that they must make up.
const LEAST_BARS: usize = 3;
const LEAST_COVER: f32 = 0.92;
/// Widths are so near to whole multiples of the thinnest.
const UNEVEN: f32 = 0.15;

/// Share of a tread that is level to the pixel: round corners rise.
const LEVEL: f32 = 0.75;

/// A part of the region of one length: its extent across, and along.
#[derive(Clone, Copy)]
struct Tread {
    slot: (i32, i32),
    value: (i32, i32),
    /// Lines across it that reach exactly as far as its first full one.
    level: i32,
}

/// The bars that a region is made of, if it is made of equally thick ones that
/// start on one line; none for a rectangle or an area.
pub fn bars(image: &RgbImage, region: &Region, o: Orientation) -> Vec<Rectangle> {
    // The longest bars alone do not fill the region's side, which was cut off.
    let (width, height) = (image.width() as usize, image.height() as usize);
    let region = &Region { bounds: region.bounds.grown(MOST_TRIMMED, width, height), ..*region };
    let treads = treads(image, region, o);
    let from = treads.first().map_or(0, |t| t.slot.0);
    let to = treads.last().map_or(0, |t| t.slot.1);
    let cover: i32 = treads.iter().map(|t| t.slot.1 - t.slot.0).sum();
    let unit = treads.iter().map(|t| t.slot.1 - t.slot.0).min().unwrap_or(0);
    let on_line = |side: fn(&Tread) -> i32| {
        let sides = || treads.iter().map(side);
        sides().max().unwrap_or(0) - sides().min().unwrap_or(0) <= 3
    };
    let one_line = on_line(|t| t.value.0) || on_line(|t| t.value.1);
    if treads.len() < LEAST_BARS || (cover as f32) < LEAST_COVER * (to - from) as f32 || !one_line {
        return Vec::new();
    }
    let mut bars = Vec::new();
    for tread in &treads {
        let width = (tread.slot.1 - tread.slot.0) as f32;
        let count = (width / unit as f32).round();
        if (width / count - unit as f32).abs() > (UNEVEN * unit as f32).max(2.0) {
            return Vec::new();
        }
        // Neighbours of one length.
        let cut = |n: i32| tread.slot.0 + (width * n as f32 / count).round() as i32;
        bars.extend((0..count as i32).map(|n| Rectangle {
            bounds: o.compose((cut(n), cut(n + 1)), tread.value),
            colour: region.colour,
        }));
    }
    bars
}

/// Parts of one length, in order.
fn treads(image: &RgbImage, region: &Region, o: Orientation) -> Vec<Tread> {
    let (from, to) = o.slot_span(region.bounds);
    let mut treads: Vec<Tread> = Vec::new();
    for slot in from..to {
        let Some(value) = extent(image, region, o, slot) else { continue };
        let near = |t: &&mut Tread| {
            t.slot.1 == slot && (t.value.0 - value.0).abs() <= 1 && (t.value.1 - value.1).abs() <= 1
        };
        match treads.last_mut().filter(near) {
            Some(tread) => {
                tread.slot.1 = slot + 1;
                // The very first line may be blended with the neighbour.
                if slot == tread.slot.0 + 1 {
                    tread.value = value;
                }
                tread.level += i32::from(tread.value == value);
            }
            None => treads.push(Tread { slot: (slot, slot + 1), value, level: 0 }),
        }
    }
    treads.retain(|t| {
        let width = t.slot.1 - t.slot.0;
        width >= LEAST_WIDTH && t.level as f32 >= LEVEL * width as f32
    });
    treads
}

/// How far the region reaches along one line through it, if it is solid there.
fn extent(image: &RgbImage, region: &Region, o: Orientation, slot: i32) -> Option<(i32, i32)> {
    let (low, high) = o.value_span(region.bounds);
    let own = |value: &i32| {
        let (x, y) = o.point(slot, *value);
        let pixel = image.get_pixel(x as u32, y as u32).0.map(f32::from);
        contrast(pixel, region.colour) <= OWN
    };
    let first = (low..high).find(own)?;
    let last = (low..high).rev().find(own)? + 1;
    let solid = (first..last).filter(own).count() as f32;
    (solid >= SOLID * (last - first) as f32).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::regions::regions;
    use image::Rgb;

    fn stairs(tops: &[u32], slope: u32) -> Vec<Rectangle> {
        let mut image = RgbImage::from_pixel(200, 120, Rgb([255; 3]));
        for (n, top) in tops.iter().enumerate() {
            for x in 0..20u32 {
                let top = top + slope * x / 2;
                (top..110).for_each(|y| {
                    image.put_pixel(20 + 20 * n as u32 + x, y, Rgb([40, 90, 200]));
                });
            }
        }
        let found = regions(&image);
        let region = found.items.iter().find(|r| r.colour[2] < 220.0).unwrap();
        bars(&image, region, Orientation::Vertical)
    }

    #[test]
    fn bars_that_touch_are_told_apart_by_their_lengths() {
        let found = stairs(&[50, 30, 70, 70, 20], 0);
        let boxes: Vec<(i32, i32)> = found.iter().map(|b| (b.bounds.x0, b.bounds.y0)).collect();
        assert_eq!(boxes, [(20, 50), (40, 30), (60, 70), (80, 70), (100, 20)]);
    }

    #[test]
    fn an_area_has_no_treads() {
        assert!(stairs(&[50, 30, 70, 70, 20], 1).is_empty());
    }
}
