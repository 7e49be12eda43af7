//! A picture without some of its lines: what lies under them can be seen again.

use image::RgbImage;

use crate::marks::line_charts::blends::Blend;
use crate::marks::line_charts::strokes::Path;
use crate::marks::regions::{Colour, contrast};

/// Pixels nearer than this to a line's colour, or to a blend with it, are its.
const LIKE_LINE: f32 = 60.0;

/// A blend with less of the line's colour is none of its rim.
const LEAST_SHARE: f32 = 0.12;
/// Farthest pixels beside an erased one that say what was under it.
const BESIDE: i32 = 14;
/// Pixels that differ by no more are of one thing.
const ALIKE: f32 = 12.0;

/// The picture with the paths and their markers painted over in the colour above
/// and below them or, where these differ, that on both sides, or in both;
/// `papers` are the colours that lines are drawn on.
pub fn without(image: &RgbImage, paths: &[Path], papers: &[Colour]) -> RgbImage {
    let mut out = image.clone();
    for path in paths {
        let mut eraser = Eraser::new(image, path.colour, papers);
        let half = 0.5 * path.thickness + 1.0;
        for point in &path.points {
            eraser.mark(point.x, point.y, half);
        }
        for marker in &path.markers {
            let radius = marker.radius + 1.0;
            for x in (marker.x - radius) as i32..=(marker.x + radius) as i32 {
                let aside = x as f32 + 0.5 - marker.x;
                let chord = radius * radius - aside * aside;
                if chord > 0.0 {
                    eraser.mark(x as f32 + 0.5, marker.y, chord.sqrt());
                }
            }
        }
        eraser.paint(&mut out);
    }
    out
}

/// A piece of a line in one column.
struct Piece {
    column: i32,
    top: i32,
    bottom: i32,
    middle: i32,
}

/// Marks what is of a line, and then paints over it.
struct Eraser<'a> {
    image: &'a RgbImage,
    colour: Colour,
    papers: &'a [Colour],
    pieces: Vec<Piece>,
    marked: Vec<bool>,
}

impl<'a> Eraser<'a> {
    fn new(image: &'a RgbImage, colour: Colour, papers: &'a [Colour]) -> Self {
        let marked = vec![false; (image.width() * image.height()) as usize];
        Self { image, colour, papers, pieces: Vec::new(), marked }
    }

    /// Marks `half` above and below a point in its column, and what of the line
    /// goes on there.
    fn mark(&mut self, x: f32, y: f32, half: f32) {
        let (column, height) = (x.floor() as i32, self.image.height() as i32);
        if column < 0 || column >= self.image.width() as i32 {
            return;
        }
        // Steep pieces are higher than the stroke.
        let (mut top, mut bottom) = ((y - half).floor() as i32, (y + half).ceil() as i32);
        while top > 0 && self.is_line(column, top - 1) {
            top -= 1;
        }
        while bottom < height - 1 && self.is_line(column, bottom + 1) {
            bottom += 1;
        }
        // One more on either side: blended pixels.
        let (top, bottom) = ((top - 1).max(0), (bottom + 1).min(height - 1));
        for row in top..=bottom {
            self.marked[(row * self.image.width() as i32 + column) as usize] = true;
        }
        self.pieces.push(Piece { column, top, bottom, middle: y.floor() as i32 });
    }

    /// Paints over all that is marked.
    fn paint(&self, out: &mut RgbImage) {
        for Piece { column, top, bottom, middle } in &self.pieces {
            let (above, below) = (self.pixel(*column, top - 1), self.pixel(*column, bottom + 1));
            for row in *top..=*bottom {
                let upright = if row < *middle { above } else { below };
                let pixel = if alike(above, below) { None } else { self.beside(*column, row) };
                let pixel = pixel.unwrap_or(upright);
                out.get_pixel_mut(*column as u32, row as u32).0 = pixel;
            }
        }
    }

    /// The colour of the nearest unmarked pixels on both sides, if it is one.
    fn beside(&self, column: i32, row: i32) -> Option<[u8; 3]> {
        let width = self.image.width() as i32;
        let free = |x: &i32| !self.marked[(row * width + x) as usize];
        let left = (0..column).rev().take(BESIDE as usize).find(free)?;
        let right = (column + 1..width).take(BESIDE as usize).find(free)?;
        let (l, r) = (self.pixel(left, row), self.pixel(right, row));
        alike(l, r).then_some(l)
    }

    fn pixel(&self, column: i32, row: i32) -> [u8; 3] {
        let row = row.clamp(0, self.image.height() as i32 - 1);
        self.image.get_pixel(column as u32, row as u32).0
    }

    /// Whether a pixel is of the line, and not of a bar of a similar colour.
    fn is_line(&self, column: i32, row: i32) -> bool {
        let own = self.pixel(column, row).map(f32::from);
        let off = contrast(own, self.colour);
        let papers = self.papers.iter();
        let is_core = off <= LIKE_LINE && papers.clone().all(|p| contrast(own, *p) > off);
        is_core
            || papers.clone().all(|p| contrast(own, *p) > ALIKE)
                && papers.clone().any(|p| {
                    let blend = Blend::of(own, *p, self.colour);
                    blend.is_near() && (LEAST_SHARE..=1.0).contains(&blend.share)
                })
    }
}

/// Whether two pixels are of one thing.
fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    contrast(a.map(f32::from), b.map(f32::from)) <= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::line_charts::markers::Marker;
    use crate::marks::line_charts::strokes::Point;
    use image::Rgb;

    const PAGE: [u8; 3] = [255; 3];
    const BAR: [u8; 3] = [70, 120, 170];

    /// How many pixels are wrong after a line of a colour was drawn over a bar
    /// and erased.
    fn wrong(line: [u8; 3], markers: Vec<Marker>) -> (usize, [u8; 3]) {
        let bar = |x: u32, y: u32| if (20..40).contains(&x) && y >= 30 { BAR } else { PAGE };
        let clean = RgbImage::from_fn(60, 80, |x, y| Rgb(bar(x, y)));
        let mut image = clean.clone();
        let mut points = Vec::new();
        for x in 0..60 {
            let y = 20 + x / 2;
            for row in y - 1..=y + 1 {
                image.put_pixel(x, row, Rgb(line));
            }
            points.push(Point { x: x as f32 + 0.5, y: y as f32 + 0.5, rows: 3.0 });
        }
        for marker in &markers {
            for (x, y, pixel) in image.enumerate_pixels_mut() {
                let from = (x as f32 + 0.5 - marker.x).hypot(y as f32 + 0.5 - marker.y);
                if from <= marker.radius {
                    *pixel = Rgb(if from <= marker.radius - 2.0 { PAGE } else { line });
                }
            }
        }
        let colour = line.map(f32::from);
        let path = Path { colour, points, thickness: 3.0, markers };
        let erased = without(&image, &[path], &[PAGE, BAR].map(|p| p.map(f32::from)));
        let wrong = erased.pixels().zip(clean.pixels()).filter(|(a, b)| a != b).count();
        (wrong, erased.get_pixel(30, 60).0)
    }

    #[test]
    fn a_bar_is_whole_again_without_the_line_over_it() {
        // Only where the line crosses the bar's top edge.
        for line in [[210, 40, 40], [90, 100, 200]] {
            let (wrong, inside) = wrong(line, Vec::new());
            assert!(wrong <= 60, "{wrong}");
            assert_eq!(inside, BAR);
        }
    }

    #[test]
    fn rings_leave_no_holes() {
        let (wrong, _) = wrong([210, 40, 40], vec![Marker { x: 30.0, y: 35.5, radius: 5.0 }]);
        assert!(wrong <= 60, "{wrong}");
    }
}
