//! Boxes with an outline all around: a level line, two upright lines that
//! hang from it, and a level line between their feet.
//!
//! Bars of a group share their sides, stacked segments their ends, and hatches
//! are lines themselves; so of all boxes that lines make the largest ones are
//! kept that are filled as wanted.

use image::RgbImage;

use crate::marks::geometry::PixelBox;
use crate::marks::hatches::Filled;
use crate::marks::hatches::texture::{self, Texture};
use crate::marks::ink::picture_scale;

/// Outlines differ by so much from the page; the stronger ones from a fill too.
const LEVELS: [u8; 3] = [50, 110, 170];
/// Shortest side of a box, with its outline.
const LEAST_SIDE: usize = 6;
/// Share of a level line that must be drawn.
const DRAWN: f32 = 0.95;
/// Lines that are tried as sides or feet of a box, of those that may be.
const MOST_SIDES: usize = 16;
const MOST_FEET: usize = 24;
/// A line goes on where its colour changes by no more.
const SAME_LINE: u8 = 30;
/// A box is not larger than this share of the picture both ways.
const LARGEST: f32 = 0.6;

/// What fills a box (with its outline, and without), if it is one that is looked for.
pub type Filling<'a> = &'a dyn Fn(PixelBox, PixelBox) -> Option<Texture>;

/// Outlined boxes that are filled as wanted, none within another.
pub fn boxes(image: &RgbImage, page: [u8; 3], filling: Filling) -> Vec<Filled> {
    let mut all: Vec<Filled> = Vec::new();
    for level in LEVELS {
        let mut found: Vec<Filled> = Vec::new();
        let lines = Lines::of(image, page, level);
        for y in 1..lines.height {
            for run in lines.runs(y) {
                lines.hanging(filling, run, y, &mut found);
            }
        }
        all.extend(found);
    }
    all.sort_by_key(|b| -b.bounds.area());
    let mut kept: Vec<Filled> = Vec::new();
    for filled in all {
        if !kept.iter().any(|k| overlap(k.bounds, filled.bounds)) {
            kept.push(filled);
        }
    }
    kept
}

/// Pixels that may be outlines.
struct Lines<'a> {
    image: &'a RgbImage,
    width: usize,
    height: usize,
    scale: f32,
    /// How many such pixels follow each other downwards from every pixel.
    down: Vec<u16>,
}

impl<'a> Lines<'a> {
    fn of(image: &'a RgbImage, page: [u8; 3], level: u8) -> Self {
        let (width, height) = (image.width() as usize, image.height() as usize);
        let mut down = vec![0u16; width * height];
        for (at, pixel) in image.as_raw().chunks_exact(3).enumerate().rev() {
            if (0..3).any(|c| pixel[c].abs_diff(page[c]) > level) {
                let below = down.get(at + width).copied().unwrap_or(0);
                down[at] = below.saturating_add(1);
            }
        }
        Self { image, width, height, scale: picture_scale(width, height), down }
    }

    fn on(&self, x: usize, y: usize) -> bool {
        self.down[y * self.width + x] > 0
    }

    /// Share of a row that is drawn from `x0` to `x1`.
    fn share(&self, x0: usize, x1: usize, y: usize) -> f32 {
        let row = &self.down[y * self.width + x0..y * self.width + x1];
        row.iter().filter(|d| **d > 0).count() as f32 / row.len().max(1) as f32
    }

    /// Level lines in a row, as extents.
    fn runs(&self, y: usize) -> Vec<(usize, usize)> {
        let mut runs = Vec::new();
        let mut x = 0;
        while x < self.width {
            if !self.on(x, y) {
                x += 1;
                continue;
            }
            let from = x;
            while x < self.width && self.on(x, y) {
                x += 1;
            }
            if x - from >= LEAST_SIDE {
                runs.push((from, x));
            }
        }
        runs
    }

    /// Adds the boxes that hang from a level line.
    fn hanging(&self, filling: Filling, run: (usize, usize), y: usize, found: &mut Vec<Filled>) {
        let sides = self.sides(run, y);
        let mut done: Vec<(usize, usize)> = Vec::new();
        // The widest first, so that upright hatches are no sides.
        for step in (1..sides.len()).rev() {
            for pair in sides.windows(step + 1) {
                let (left, right) = (pair[0], pair[step] + 1);
                let within = done.iter().any(|d| left < d.1 - 1 && right > d.0 + 1);
                if within || right - left < LEAST_SIDE || self.goes_on_above(left, right, y) {
                    continue;
                }
                if let Some(filled) = self.standing(filling, left, right, y, found) {
                    found.push(filled);
                    done.push((left, right));
                }
            }
        }
    }

    /// Columns of upright lines that hang from a level line, and those where
    /// filled boxes of different heights touch.
    fn sides(&self, (from, to): (usize, usize), y: usize) -> Vec<usize> {
        let depth = |x: usize| usize::from(self.down[y * self.width + x]);
        let covered = |x: usize| self.on(x, y - 1);
        let mut sides: Vec<usize> = Vec::new();
        let mut x = from;
        while x < to {
            let start = x;
            while x < to && depth(x) >= LEAST_SIDE {
                x += 1;
            }
            match x - start {
                0 => {}
                // An outline, or the inside of something that is filled.
                1..=4 => sides.push((start..x).max_by_key(|x| depth(*x)).unwrap_or(start)),
                _ => {
                    let step = |x: &usize| covered(*x) != covered(*x - 1);
                    let steps = (start + 1..x).filter(step);
                    let steps = steps.map(|x| if covered(x) { x - 1 } else { x });
                    sides.push(start);
                    sides.extend(steps.filter(|s| *s > start && *s + 1 < x));
                    sides.push(x - 1);
                }
            }
            x += 1;
        }
        if sides.len() > MOST_SIDES {
            // Dense hatches: the first and the last are the box's.
            let last = sides.len() - 1;
            sides = vec![sides[0], sides[last]];
        }
        sides
    }

    fn goes_on_above(&self, left: usize, right: usize, y: usize) -> bool {
        self.share(left + 1, right - 1, y - 1) > 0.5
    }

    /// The longest box between two sides that is filled with one texture.
    fn standing(
        &self,
        filling: Filling,
        left: usize,
        right: usize,
        y: usize,
        found: &[Filled],
    ) -> Option<Filled> {
        let depth = |x: usize| usize::from(self.down[y * self.width + x]);
        let end = y + depth(left).min(depth(right - 1));
        let drawn = |y: usize| self.share(left, right, y) >= DRAWN;
        let is_foot = |y: &usize| drawn(*y) && !(*y + 1 < end && drawn(*y + 1));
        let wide = (right - left) as f32 > LARGEST * self.width as f32;
        (y + LEAST_SIDE - 1..end).rev().filter(is_foot).take(MOST_FEET).find_map(|foot| {
            let high = (foot + 1 - y) as f32 > LARGEST * self.height as f32;
            let bounds = PixelBox::new(left as i32, y as i32, right as i32, foot as i32 + 1);
            let known = found.iter().any(|f| overlap(f.bounds, bounds));
            if wide && high || known || self.is_grid_cell(bounds) || !self.has_sides(bounds) {
                return None;
            }
            let inside = self.inside(bounds);
            let texture = filling(bounds, inside)?;
            Some(Filled { bounds, inside, alone: self.alone(bounds), texture })
        })
    }

    /// Whether something changes at the left and the right side of a box.
    fn has_sides(&self, b: PixelBox) -> bool {
        let changes = |out: i32, edge: i32| {
            let differ = |y: &i32| {
                self.pixel(edge, *y).zip(self.pixel(out, *y)).is_none_or(|(a, b)| !same(a, b))
            };
            let rows = (b.y0..b.y1).filter(differ).count() as i32;
            4 * rows >= b.height()
        };
        // Beyond the rest of the outline.
        let beyond = (3.0 * self.scale) as i32;
        changes(b.x0 - beyond, b.x0) && changes(b.x1 - 1 + beyond, b.x1 - 1)
    }

    fn pixel(&self, x: i32, y: i32) -> Option<[u8; 3]> {
        let inside = x >= 0 && y >= 0 && x < self.width as i32 && y < self.height as i32;
        inside.then(|| self.image.get_pixel(x as u32, y as u32).0)
    }

    /// Whether the lines at both upper corners of a box go on beyond it, as
    /// gridlines do.
    fn is_grid_cell(&self, b: PixelBox) -> bool {
        let alike = |(x, y): (i32, i32), (u, v): (i32, i32)| {
            self.pixel(x, y).zip(self.pixel(u, v)).is_some_and(|(a, b)| same(a, b))
        };
        let beyond = (5.0 * self.scale) as i32;
        let corner = |x: i32, outwards: i32| {
            let at = (x, b.y0);
            alike(at, (x + outwards * beyond, b.y0)) && alike(at, (x, b.y0 - beyond))
        };
        corner(b.x0, -1) && corner(b.x1 - 1, 1)
    }

    /// Whether nothing is drawn close around a box.
    fn alone(&self, b: PixelBox) -> bool {
        let (near, far) = ((2.0 * self.scale) as i32, (4.0 * self.scale) as i32);
        let (width, height) = (self.width as i32, self.height as i32);
        [
            PixelBox { x0: b.x0 - far, x1: b.x0 - near, ..b },
            PixelBox { x0: b.x1 + near, x1: b.x1 + far, ..b },
            PixelBox { y0: b.y0 - far, y1: b.y0 - near, ..b },
            PixelBox { y0: b.y1 + near, y1: b.y1 + far, ..b },
        ]
        .into_iter()
        .map(|s| PixelBox::new(s.x0.max(0), s.y0.max(0), s.x1.min(width), s.y1.min(height)))
        .all(|strip| texture::is_plain(self.image, strip))
    }

    /// A box without its outline, the rows and columns of one colour at its sides.
    fn inside(&self, b: PixelBox) -> PixelBox {
        let most = (2.5 * self.scale) as i32;
        let plain = |strip: PixelBox| {
            let drawn = |(x, y): (i32, i32)| self.on(x as usize, y as usize);
            let points =
                || (strip.y0..strip.y1).flat_map(|y| (strip.x0..strip.x1).map(move |x| (x, y)));
            let on = points().filter(|p| drawn(*p)).count();
            on as f32 >= DRAWN * strip.area() as f32 && texture::is_plain(self.image, strip)
        };
        // Corners belong to the neighbouring sides.
        let (x, y) = ((b.width() / 5).min(3), (b.height() / 5).min(3));
        let column = |at: i32| plain(PixelBox::new(at, b.y0 + y, at + 1, b.y1 - y));
        let row = |at: i32| plain(PixelBox::new(b.x0 + x, at, b.x1 - x, at + 1));
        // The first may be blended with what is beside the box.
        let count =
            |edge: &dyn Fn(i32) -> bool| (0..most).rev().find(|n| edge(*n)).map_or(0, |n| n + 1);
        PixelBox::new(
            b.x0 + count(&|n| column(b.x0 + n)),
            b.y0 + count(&|n| row(b.y0 + n)),
            b.x1 - count(&|n| column(b.x1 - 1 - n)),
            b.y1 - count(&|n| row(b.y1 - 1 - n)),
        )
    }
}

/// Whether two pixels are of one line or filling.
fn same(a: [u8; 3], b: [u8; 3]) -> bool {
    (0..3).all(|c| a[c].abs_diff(b[c]) <= SAME_LINE)
}

/// Whether boxes share more than an outline.
pub fn overlap(a: PixelBox, b: PixelBox) -> bool {
    let shared = |a0: i32, a1: i32, b0: i32, b1: i32| a1.min(b1) - a0.max(b0) > 3;
    shared(a.x0, a.x1, b.x0, b.x1) && shared(a.y0, a.y1, b.y0, b.y1)
}
