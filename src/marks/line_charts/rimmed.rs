//! Markers with a rim of another colour, which parts them from their line: discs in a row along
//! it, and where it ends.

use crate::marks::geometry::median;
use crate::marks::line_charts::markers::Marker;
use crate::marks::line_charts::strokes::Path;
use crate::marks::regions::{Colour, Region, distance, turn};

/// Sizes of the discs, in pixels.
const SIDES: std::ops::RangeInclusive<i32> = 3..=20;
/// A disc fills about π/4 of its box, and is as wide as high but for so many pixels.
const FILL: std::ops::Range<f32> = 0.6..0.95;
const ROUND: i32 = 1;
/// Its colour and its line's go the same way from the paper, and one is so many times as far
/// from it: lines may be translucent.
const SAME_WAY: f32 = 0.12;
const AS_STRONG: std::ops::Range<f32> = 0.65..1.6;
/// Middles lie so many pixels off the line.
const OFF: f32 = 2.5;
/// A line ends before the disc at its end by so many times the disc's size.
const BEFORE_END: f32 = 3.5;
/// Fewest discs that are markers.
const LEAST: usize = 3;

/// Gives lines without markers those discs that are drawn on them apart from the stroke.
pub(super) fn add(paths: &mut [Path], regions: &[Region], paper: Colour) {
    for path in paths.iter_mut().filter(|p| p.markers.is_empty()) {
        let mut found: Vec<Marker> =
            regions.iter().filter_map(|r| marker(path, r, paper)).collect();
        let usual = median(&found.iter().map(|m| m.radius).collect::<Vec<_>>());
        found.retain(|m| (m.radius - usual).abs() <= 1.0);
        found.sort_by(|a, b| a.x.total_cmp(&b.x));
        if found.len() >= LEAST {
            path.markers = found;
        }
    }
}

/// The marker that a region is, if it is one of this line.
fn marker(path: &Path, region: &Region, paper: Colour) -> Option<Marker> {
    let b = region.bounds;
    let (width, height) = (b.width(), b.height());
    let disc = SIDES.contains(&width)
        && (width - height).abs() <= ROUND
        && (FILL.contains(&region.fill) || width <= 4);
    if !disc || !same_hue(path.colour, region.colour, paper) {
        return None;
    }
    let (x, y) = (b.cx(), b.cy());
    let on_line = path.interpolated(x, BEFORE_END * width as f32)?;
    let steep = path.slope_near(x, BEFORE_END * width as f32).abs();
    ((on_line - y).abs() <= OFF * (1.0 + steep)).then_some(Marker {
        x,
        y,
        radius: 0.5 * width as f32,
    })
}

/// Whether two colours are one, perhaps laid on the paper more or less thickly.
fn same_hue(a: Colour, b: Colour, paper: Colour) -> bool {
    let [la, lb] = [a, b].map(|c| distance(c, paper).max(1.0));
    turn(paper, a, b) <= SAME_WAY && AS_STRONG.contains(&(lb / la))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;
    use crate::marks::line_charts::strokes::Point;

    const PAPER: Colour = [30.0, 36.0, 48.0];
    const LINE: Colour = [114.0, 185.0, 220.0];
    const DISC: Colour = [129.0, 212.0, 250.0];

    /// A line from 20 to 180 that is interrupted around discs at 10, 100 and 190.
    fn line() -> Path {
        let at = |x: i32| Point { x: x as f32 + 0.5, y: 80.0 - 0.25 * x as f32, rows: 3.0 };
        let points = (20..180).filter(|x| (x - 100_i32).abs() > 8).map(at).collect();
        Path { colour: LINE, points, thickness: 3.0, markers: Vec::new() }
    }

    fn disc(x: i32, y: i32, colour: Colour) -> Region {
        let bounds = PixelBox::new(x - 2, y - 2, x + 3, y + 3);
        Region { bounds, area: 21, colour, fill: 0.84, sides: 0.6 }
    }

    fn markers(discs: [Region; 3]) -> Vec<f32> {
        let mut paths = [line()];
        add(&mut paths, &discs, PAPER);
        paths[0].markers.iter().map(|m| m.x).collect()
    }

    #[test]
    fn discs_along_a_line_and_at_its_ends_are_its_markers() {
        let discs = [disc(190, 33, DISC), disc(10, 77, DISC), disc(100, 55, DISC)];
        assert_eq!(markers(discs), [10.5, 100.5, 190.5]);
    }

    #[test]
    fn discs_off_the_line_or_of_another_colour_are_not() {
        assert!(markers([disc(190, 33, DISC), disc(10, 77, DISC), disc(100, 70, DISC)]).is_empty());
        let green = [199.0, 244.0, 100.0];
        assert!(
            markers([disc(190, 33, green), disc(10, 77, green), disc(100, 55, green)]).is_empty()
        );
    }
}
