//! Markers: the dots, rings and boxes that a line carries at its points.
//!
//! A marker is where the ink of a line, with the holes of rings filled, is
//! thicker than the stroke. Its middle is the point itself, on straight lines
//! and on curves.

use crate::marks::geometry::{PixelBox, median};

/// A marker reaches farther from its middle than the stroke: by this share of
/// the stroke's width and so many pixels, and by so many at least.
const BEYOND_STROKE: f32 = 0.7;
const BEYOND: f32 = 0.9;
const LEAST_RADIUS: f32 = 2.0;
/// Largest hole of a ring, in pixels (at [`crate::marks::ink::Ink::scale`] 1).
const LARGEST_HOLE: f32 = 16.0;
/// A marker that is smaller than others by this is partly hidden.
const ALIKE: f32 = 0.75;
/// Distance between two neighbours in thirds of a pixel: beside and across.
const BESIDE: i32 = 3;
const ACROSS: i32 = 4;

/// A marker of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Marker {
    /// Its middle.
    pub x: f32,
    /// Its middle.
    pub y: f32,
    /// Distance from there to its rim.
    pub radius: f32,
}

/// The markers of a line, from left to right: `is_line` says which pixels are
/// of its colour, `bounds` is the box around it and `thickness` its stroke's.
pub fn markers(
    is_line: impl Fn(i32, i32) -> bool,
    bounds: PixelBox,
    thickness: f32,
    scale: f32,
) -> Vec<Marker> {
    let mut shape = Shape::new(is_line, bounds);
    shape.fill_holes((LARGEST_HOLE * scale) as usize);
    let depth = shape.depth();
    let least = (BEYOND_STROKE * thickness + BEYOND).max(LEAST_RADIUS * scale.max(1.0));
    let mut found = shape.cores(&depth, least);
    let usual = median(&found.iter().map(|m| m.radius).collect::<Vec<_>>());
    found.retain(|m| m.radius >= ALIKE * usual && m.radius * ALIKE <= usual);
    found.sort_by(|a, b| a.x.total_cmp(&b.x));
    found
}

/// The pixels of a line, with a free rim around them.
struct Shape {
    x0: i32,
    y0: i32,
    width: usize,
    height: usize,
    filled: Vec<bool>,
}

impl Shape {
    fn new(is_line: impl Fn(i32, i32) -> bool, bounds: PixelBox) -> Self {
        let (x0, y0) = (bounds.x0 - 1, bounds.y0 - 1);
        let (width, height) = ((bounds.width() + 2) as usize, (bounds.height() + 2) as usize);
        let mut filled = vec![false; width * height];
        for y in 1..height - 1 {
            for x in 1..width - 1 {
                filled[y * width + x] = is_line(x0 + x as i32, y0 + y as i32);
            }
        }
        Self { x0, y0, width, height, filled }
    }

    /// Fills what is enclosed and nowhere longer than `largest`.
    fn fill_holes(&mut self, largest: usize) {
        let mut seen = self.filled.clone();
        self.flood(0, &mut seen);
        for start in 0..seen.len() {
            if seen[start] {
                continue;
            }
            let hole = self.flood(start, &mut seen);
            let extent = |of: fn(usize, usize) -> usize| {
                let (low, high) = hole.iter().fold((usize::MAX, 0), |(a, b), at| {
                    (a.min(of(*at, self.width)), b.max(of(*at, self.width)))
                });
                high - low + 1
            };
            if extent(|at, w| at % w) <= largest && extent(|at, w| at / w) <= largest {
                for at in hole {
                    self.filled[at] = true;
                }
            }
        }
    }

    /// The pixels that hang together with one and were not seen.
    fn flood(&self, start: usize, seen: &mut [bool]) -> Vec<usize> {
        let (width, height) = (self.width, self.height);
        let mut found = Vec::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            found.push(at);
            let (x, y) = (at % width, at / width);
            let beside = [
                (x > 0).then(|| at - 1),
                (x + 1 < width).then_some(at + 1),
                (y > 0).then(|| at - width),
                (y + 1 < height).then_some(at + width),
            ];
            open.extend(beside.into_iter().flatten().filter(|n| !seen[*n]));
        }
        found
    }

    /// Distance of every pixel to the nearest that is not filled, in thirds of
    /// a pixel.
    fn depth(&self) -> Vec<i32> {
        let (w, h) = (self.width, self.height);
        let mut depth: Vec<i32> =
            self.filled.iter().map(|f| if *f { i32::MAX / 2 } else { 0 }).collect();
        let relax = |depth: &mut Vec<i32>, at: usize, by: [(usize, i32); 4]| {
            if depth[at] > 0 {
                depth[at] = by.iter().map(|(n, d)| depth[*n] + d).fold(depth[at], i32::min);
            }
        };
        for at in (1..h - 1).flat_map(|y| (1..w - 1).map(move |x| y * w + x)) {
            let by =
                [(at - 1, BESIDE), (at - w, BESIDE), (at - w - 1, ACROSS), (at - w + 1, ACROSS)];
            relax(&mut depth, at, by);
        }
        for at in (1..h - 1).rev().flat_map(|y| (1..w - 1).rev().map(move |x| y * w + x)) {
            let by =
                [(at + 1, BESIDE), (at + w, BESIDE), (at + w + 1, ACROSS), (at + w - 1, ACROSS)];
            relax(&mut depth, at, by);
        }
        depth
    }

    /// The middles of what is at least `least` pixels deep.
    fn cores(&self, depth: &[i32], least: f32) -> Vec<Marker> {
        let least = (least * BESIDE as f32).ceil() as i32;
        let mut seen: Vec<bool> = depth.iter().map(|d| *d < least).collect();
        let mut found = Vec::new();
        for start in 0..seen.len() {
            if seen[start] {
                continue;
            }
            let core = self.flood(start, &mut seen);
            let (mut sum, mut sx, mut sy, mut most) = (0.0, 0.0, 0.0, 0);
            for at in core {
                let weight = (depth[at] - least + 1) as f32;
                sum += weight;
                sx += weight * (at % self.width) as f32;
                sy += weight * (at / self.width) as f32;
                most = most.max(depth[at]);
            }
            found.push(Marker {
                x: self.x0 as f32 + sx / sum + 0.5,
                y: self.y0 as f32 + sy / sum + 0.5,
                radius: most as f32 / BESIDE as f32 - 0.5,
            });
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [(f32, f32); 4] = [(20.0, 60.0), (60.0, 20.0), (100.0, 50.0), (140.0, 45.0)];

    /// A polyline two pixels wide; `inner` is what a marker of radius 5 leaves free.
    fn drawn(x: i32, y: i32, inner: f32, outer: f32) -> bool {
        let (px, py) = (x as f32 + 0.5, y as f32 + 0.5);
        let from = |(a, b): (f32, f32)| (px - a).hypot(py - b);
        let nearest = POINTS.iter().map(|p| from(*p)).fold(f32::MAX, f32::min);
        let on_line = POINTS.windows(2).any(|w| {
            let (dx, dy) = (w[1].0 - w[0].0, w[1].1 - w[0].1);
            let along = ((px - w[0].0) * dx + (py - w[0].1) * dy) / (dx * dx + dy * dy);
            let along = along.clamp(0.0, 1.0);
            from((w[0].0 + along * dx, w[0].1 + along * dy)) <= 1.0
        });
        (on_line || nearest <= outer) && nearest >= inner
    }

    fn found(inner: f32, outer: f32) -> Vec<Marker> {
        let bounds = PixelBox::new(10, 10, 150, 70);
        markers(|x, y| drawn(x, y, inner, outer), bounds, 2.0, 1.0)
    }

    #[test]
    fn dots_and_rings_are_found_at_their_middles() {
        for inner in [0.0, 3.5] {
            let found = found(inner, 5.0);
            assert_eq!(found.len(), 4, "{found:?}");
            for (marker, point) in found.iter().zip(POINTS) {
                let off = (marker.x - point.0).hypot(marker.y - point.1);
                assert!(off < 0.5, "{marker:?} {point:?}");
            }
        }
    }

    #[test]
    fn corners_are_no_markers() {
        assert!(found(0.0, 0.0).is_empty());
    }
}
