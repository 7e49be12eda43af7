//! A single filled area: its upper edge is the line of its series.

use image::RgbImage;

use crate::marks::geometry::{PixelBox, median};
use crate::marks::line_charts::palette::{self, Zone};
use crate::marks::line_charts::strokes::{Path, Point};
use crate::marks::names::legend::swatches;
use crate::marks::regions::Colour;
use crate::marks::regions::{distance, pixel};

/// Pixels within this distance of a fill are of it.
const LIKE_FILL: f32 = 12.0;
/// Least distance of a fill to the page.
const FAINTEST: f32 = 25.0;
/// Share of the plot's width that an area takes at least, and of the columns
/// between its ends.
const LEAST_WIDTH: f32 = 0.3;
const WHOLE: f32 = 0.97;
/// An area is filled down to within so many pixels of the baseline.
const AT_BASE: i32 = 4;
/// Rows between neighbouring columns that make the side of a bar.
const SIDE: f32 = 12.0;

/// The upper edge of the only area of a plot; `baseline` is the row of zero, or
/// of the axis. `None` if there are several fills or none, and for what is
/// rather made of bars.
pub fn upper_edge(image: &RgbImage, zone: &Zone, baseline: f32, scale: f32) -> Option<Path> {
    let ground = ground(image, zone)?;
    let page = palette::page_colour(image);
    let is_fill = |c: &&Colour| [ground, page].iter().all(|g| distance(**c, *g) > FAINTEST);
    let mut fills = zone.papers.iter().filter(is_fill);
    let only = fills.next().filter(|_| fills.next().is_none())?;
    edge(image, zone, *only, baseline as i32, scale)
}

/// What areas are drawn on: the commonest colour beside the highest tick, where
/// few of them reach.
fn ground(image: &RgbImage, zone: &Zone) -> Option<Colour> {
    let b = zone.bounds;
    let highest = zone.ticks.iter().copied().fold(f32::MAX, f32::min);
    let row = if highest < f32::MAX { highest as i32 + 2 } else { b.y0 };
    let row = row.clamp(b.y0, b.y1 - 1);
    let at = PixelBox::new(b.x0, row, b.x1, row + 1);
    swatches::commonest(image, at, |_| true)
}

/// The upper edge of an area of one colour that stands on the baseline.
fn edge(image: &RgbImage, zone: &Zone, fill: Colour, baseline: i32, scale: f32) -> Option<Path> {
    let b = zone.bounds;
    let reach = (AT_BASE as f32 * scale) as i32;
    let is_fill = |x: i32, y: i32| distance(pixel(image, x, y), fill) <= LIKE_FILL;
    // Gridlines shine through, and lines or text lie on it.
    let longest = (6.0 * scale) as i32;
    let points: Vec<Point> = (b.x0..b.x1)
        .filter_map(|x| {
            let foot = (baseline - reach..baseline).rev().find(|y| *y < b.y1 && is_fill(x, *y))?;
            let (mut top, mut y) = (foot, foot);
            while y > b.y0 && top - y <= longest {
                y -= 1;
                if is_fill(x, y) {
                    top = y;
                }
            }
            // The row above is a blend of the fill and what is over it.
            let over = pixel(image, x, (top - 2).max(b.y0));
            let rim = pixel(image, x, (top - 1).max(b.y0));
            let way = distance(fill, over);
            let part = if way > 1.0 { (distance(rim, over) / way).min(1.0) } else { 0.0 };
            Some(Point { x: x as f32 + 0.5, y: top as f32 - part, rows: 1.0 })
        })
        .collect();
    let path = Path { colour: fill, points, thickness: 1.0, markers: Vec::new() };
    let (first, last) = path.extent();
    let steps = path.points.windows(2).map(|w| (w[1].y - w[0].y).abs());
    let sides = steps.filter(|s| *s > SIDE * scale).count();
    // Bars have level tops; an area may be level in parts.
    let level = path.points.windows(2).filter(|w| (w[1].y - w[0].y).abs() < 0.05).count();
    let heights: Vec<f32> = path.points.iter().map(|p| baseline as f32 - p.y).collect();
    let fits = path.points.len() >= 20
        && path.cover() >= WHOLE
        && last - first >= LEAST_WIDTH * b.width() as f32
        && (sides <= 2 || level < path.points.len() / 2)
        && path.rise() >= 3.0
        && median(&heights) >= 3.0;
    fits.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    /// The edges of areas that end at `tops`, one over another.
    type Top<'a> = (&'a dyn Fn(f32) -> f32, [u8; 3]);

    fn found(tops: &[Top]) -> Option<Path> {
        let image = RgbImage::from_fn(300, 200, |x, y| {
            let inside = (20..280).contains(&x) && y < 180;
            let of =
                |(top, _): &&(&dyn Fn(f32) -> f32, [u8; 3])| inside && y as f32 >= top(x as f32);
            Rgb(tops.iter().find(of).map_or([255; 3], |t| t.1))
        });
        let papers = std::iter::once([255; 3]).chain(tops.iter().map(|t| t.1));
        let zone = Zone {
            bounds: PixelBox::new(0, 0, 300, 200),
            papers: papers.map(|p: [u8; 3]| p.map(f32::from)).collect(),
            covered: vec![false; 300 * 200],
            grid_rows: vec![None; 200],
            grid_columns: vec![None; 300],
            axis: Some(180),
            ticks: vec![20.0],
        };
        upper_edge(&image, &zone, 180.0, 1.0)
    }

    const BLUE: [u8; 3] = [70, 120, 170];

    #[test]
    fn the_upper_edge_of_an_area_is_its_line() {
        let path = found(&[(&|x| 150.0 - 0.4 * x, BLUE)]).unwrap();
        assert_eq!(path.extent(), (20.5, 279.5));
        assert!((path.between(100.0, 101.0)[0].y - 110.0).abs() <= 1.0);
    }

    #[test]
    fn bars_and_several_areas_are_none() {
        assert!(found(&[(&|x| 60.0 + 20.0 * ((x / 30.0) as i32 % 3) as f32, BLUE)]).is_none());
        let one = |x: f32| 150.0 - 0.4 * x;
        assert!(found(&[(&|x| 60.0 - 0.1 * x, [240, 160, 90]), (&one, BLUE)]).is_none());
    }
}
