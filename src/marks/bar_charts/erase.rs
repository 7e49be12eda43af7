//! A picture without some of its lines: what lies under them can be seen again.

use image::RgbImage;

use crate::marks::line_charts::strokes::Path;
use crate::marks::regions::{Colour, contrast};

/// Pixels nearer than this to a line's colour, or to a blend with it, are its.
const LIKE_LINE: f32 = 60.0;

/// The picture with the paths painted over in the colours above and below them.
pub fn without(image: &RgbImage, paths: &[Path]) -> RgbImage {
    let mut out = image.clone();
    for path in paths {
        let half = 0.5 * path.thickness + 1.0;
        for point in &path.points {
            erase(image, &mut out, point.x, point.y, half, path.colour);
        }
    }
    out
}

/// Paints over a line in the column at `x`: the upper half takes the colour
/// above the line, the lower half that below it.
fn erase(image: &RgbImage, out: &mut RgbImage, x: f32, y: f32, half: f32, colour: Colour) {
    let (column, height) = (x.floor() as i32, image.height() as i32);
    if column < 0 || column >= image.width() as i32 {
        return;
    }
    let at = |row: i32| image.get_pixel(column as u32, row.clamp(0, height - 1) as u32).0;
    let is_line = |row: i32| contrast(at(row).map(f32::from), colour) <= LIKE_LINE;
    let middle = y.floor() as i32;
    // Markers and steep pieces are higher than the stroke.
    let (mut top, mut bottom) = ((y - half).floor() as i32, (y + half).ceil() as i32);
    while top > 0 && is_line(top - 1) {
        top -= 1;
    }
    while bottom < height - 1 && is_line(bottom + 1) {
        bottom += 1;
    }
    // One more on either side: blended pixels.
    let (top, bottom) = (top - 1, bottom + 1);
    let (above, below) = (at(top - 1), at(bottom + 1));
    for row in top.max(0)..=bottom.min(height - 1) {
        let pixel = if row < middle { above } else { below };
        out.get_pixel_mut(column as u32, row as u32).0 = pixel;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::line_charts::strokes::Point;
    use image::Rgb;

    #[test]
    fn a_bar_is_whole_again_without_the_line_over_it() {
        let bar = |x: u32, y: u32| {
            if (20..40).contains(&x) && y >= 30 { [70, 120, 170] } else { [255; 3] }
        };
        let clean = RgbImage::from_fn(60, 80, |x, y| Rgb(bar(x, y)));
        let mut image = clean.clone();
        let mut points = Vec::new();
        for x in 0..60 {
            let y = 20 + x / 2;
            for row in y - 1..=y + 1 {
                image.put_pixel(x, row, Rgb([210, 40, 40]));
            }
            points.push(Point { x: x as f32 + 0.5, y: y as f32 + 0.5, rows: 3.0 });
        }
        let path = Path { colour: [210.0, 40.0, 40.0], points, thickness: 3.0 };
        let erased = without(&image, &[path]);
        let wrong = erased.pixels().zip(clean.pixels()).filter(|(a, b)| a != b).count();
        // Only where the line crosses the bar's top edge.
        assert!(wrong <= 60, "{wrong}");
        assert_eq!(erased.get_pixel(30, 60).0, [70, 120, 170]);
    }
}
