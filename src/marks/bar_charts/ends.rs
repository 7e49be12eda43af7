//! Where a bar ends, to a fraction of a pixel.
//!
//! The last row of a bar is blended with what is behind it in proportion to
//! how much of the pixel the bar covers. An outline is drawn half inside and
//! half outside of the bar, so its middle is the end.

use image::RgbImage;

use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::geometry::{Orientation, median};
use crate::marks::regions::{Colour, contrast};

/// Probes across the bar, as shares of its thickness, away from the middle
/// where labels are.
const PROBES: [f32; 6] = [0.15, 0.25, 0.38, 0.62, 0.75, 0.85];
/// A pixel so far from the blend of bar and background is an outline.
const OUTLINE: f32 = 45.0;

/// The end of a bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// Its coordinate along the value direction.
    pub at: f32,
    /// Whether it points to smaller coordinates (up, or left).
    pub to_low: bool,
    /// Spread between the probes, in pixels.
    pub spread: f32,
}

/// Measures the end of a bar that points to smaller coordinates if `to_low`.
pub fn measure(
    image: &RgbImage,
    bar: &Rectangle,
    orientation: Orientation,
    to_low: bool,
    page: Colour,
    scale: f32,
) -> End {
    let (low, high) = orientation.value_span(bar.bounds);
    let (from, to) = orientation.slot_span(bar.bounds);
    // The first pixel beyond the bar's full pixels, and the way outwards.
    let (edge, step) = if to_low { (low - 1, -1) } else { (high, 1) };
    let reach = (4.0 * scale).round() as i32;
    let probes: Vec<f32> = PROBES
        .iter()
        .map(|share| {
            let slot = from + (share * (to - from) as f32) as i32;
            let colour = |n: i32| {
                let (x, y) = orientation.point(slot, edge + n * step);
                let inside = x >= 0 && y >= 0;
                inside
                    .then(|| image.get_pixel_checked(x as u32, y as u32))
                    .flatten()
                    .map(|p| p.0.map(f32::from))
            };
            // The same pixels beside the bar: what goes on there is a gridline.
            let beside = |n: i32| {
                let (x, y) = orientation.point(from - 4 - reach / 2, edge + n * step);
                let inside = x >= 0 && y >= 0;
                inside
                    .then(|| image.get_pixel_checked(x as u32, y as u32))
                    .flatten()
                    .map(|p| p.0.map(f32::from))
            };
            let bar_pixel = |n: i32| {
                let own = colour(n)?;
                let goes_on = beside(n).is_some_and(|b| contrast(b, own) < 10.0);
                Some((own, goes_on))
            };
            beyond(bar_pixel, bar.colour, page, reach)
        })
        .collect();
    let middle = median(&probes);
    let spread = median(&probes.iter().map(|p| (p - middle).abs()).collect::<Vec<_>>());
    let at = if to_low { low as f32 - middle } else { high as f32 + middle };
    End { at, to_low, spread }
}

/// How far beyond its full pixels the bar reaches at one probe; `pixel(n)` is
/// the colour of the `n`-th pixel outwards and whether it goes on beside the bar.
fn beyond(
    pixel: impl Fn(i32) -> Option<(Colour, bool)>,
    bar: Colour,
    page: Colour,
    reach: i32,
) -> f32 {
    let outside = pixel(reach).map(|p| p.0).filter(|c| contrast(*c, bar) > 20.0).unwrap_or(page);
    let mut covered = 0.0;
    let mut outline: Option<(f32, f32)> = None;
    for n in 0..reach {
        let Some((pixel, goes_on)) = pixel(n) else { break };
        if goes_on {
            break;
        }
        let (share, off) = blend(pixel, bar, outside);
        if off > OUTLINE {
            // Weighted centre of the outline's pixels.
            let (weight, sum) = outline.unwrap_or((0.0, 0.0));
            outline = Some((weight + off, sum + off * (n as f32 + 0.5)));
        } else if n < 2 && outline.is_none() {
            covered += share;
        }
    }
    outline.map_or(covered, |(weight, sum)| sum / weight)
}

/// Share of `bar` in a blend with `outside`, and how far the pixel is from any
/// such blend.
fn blend(pixel: Colour, bar: Colour, outside: Colour) -> (f32, f32) {
    let (mut dot, mut square) = (0.0, 0.0);
    for c in 0..3 {
        let d = bar[c] - outside[c];
        dot += (pixel[c] - outside[c]) * d;
        square += d * d;
    }
    let share = (dot / square.max(1.0)).clamp(0.0, 1.0);
    let off: f32 = (0..3)
        .map(|c| (pixel[c] - outside[c] - share * (bar[c] - outside[c])).powi(2))
        .sum::<f32>()
        .sqrt();
    (share, off)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;
    use image::Rgb;

    const BLUE: [u8; 3] = [70, 120, 170];

    fn bar(edge_row: [u8; 3], outline: bool) -> (RgbImage, Rectangle) {
        let mut image = RgbImage::from_pixel(60, 60, Rgb([255, 255, 255]));
        for x in 20..40 {
            for y in 30..60 {
                image.put_pixel(x, y, Rgb(BLUE));
            }
            image.put_pixel(x, 29, Rgb(edge_row));
            if outline {
                image.put_pixel(x, 28, Rgb(edge_row));
            }
        }
        (image, Rectangle { bounds: PixelBox::new(20, 30, 40, 60), colour: BLUE.map(f32::from) })
    }

    fn end(image: &RgbImage, bar: &Rectangle) -> f32 {
        measure(image, bar, Orientation::Vertical, true, [255.0; 3], 1.0).at
    }

    #[test]
    fn a_half_covered_row_counts_half() {
        let (image, bar) = bar([162, 187, 212], false);
        assert!((end(&image, &bar) - 29.5).abs() < 0.05);
    }

    #[test]
    fn the_middle_of_an_outline_is_the_end() {
        let (image, bar) = bar([0, 0, 0], true);
        assert!((end(&image, &bar) - 29.0).abs() < 0.05);
    }
}
