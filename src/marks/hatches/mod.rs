//! Hatches: bars and swatches filled with lines or dots, as black and white
//! charts tell series apart. They are painted over in plain colours, one a
//! texture, before anything else looks at the picture; then bars, legends and
//! texts are read as those of any other chart.
//!
//! | module | stage |
//! |---|---|
//! | [`outlines`] | boxes with an outline all around |
//! | [`texture`] | what fills a box, and whether it is one texture throughout |
//! | [`kinds`] | which boxes are filled alike |
//! | [`paint`] | the picture with a colour for every kind |

use image::RgbImage;

use crate::marks::geometry::PixelBox;
use crate::marks::ink;

pub mod kinds;
pub mod outlines;
pub mod paint;
pub mod texture;

/// A box with an outline, and what is in it.
#[derive(Debug, Clone, Copy)]
pub struct Filled {
    /// With its outline.
    pub bounds: PixelBox,
    /// Within its outline.
    pub inside: PixelBox,
    /// Whether nothing is drawn close around it: letters have neighbours.
    pub alone: bool,
    /// What fills it.
    pub texture: texture::Texture,
}

/// The picture with hatched boxes painted in plain colours; `None` if it has
/// too few to be series of a chart.
pub fn plain(image: &RgbImage) -> Option<RgbImage> {
    let page = page(image);
    let scale = ink::picture_scale(image.width() as usize, image.height() as usize);
    let hatched = |_, inside| texture::throughout(image, inside, scale);
    let mut kinds = kinds::kinds(outlines::boxes(image, page, &hatched));
    if kinds.is_empty() {
        return None;
    }
    // A series may be told from the hatched ones by being empty.
    let empty = |bounds, inside| {
        let mut hatched = kinds.iter().flatten().map(|k| k.bounds);
        let apart = !hatched.clone().any(|k| outlines::overlap(k, bounds));
        let fits = apart && hatched.any(|k| kinds::in_line(k, bounds));
        fits.then(|| texture::blank(image, inside, page)).flatten()
    };
    let empty = outlines::boxes(image, page, &empty);
    if empty.len() >= 2 {
        kinds.push(empty);
    }
    Some(paint::painted(image, &kinds))
}

/// The commonest colour of the picture's rim.
fn page(image: &RgbImage) -> [u8; 3] {
    let (width, height) = image.dimensions();
    let rim = (0..width)
        .flat_map(|x| [(x, 0), (x, height - 1)])
        .chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let mut counts = std::collections::HashMap::new();
    for (x, y) in rim {
        *counts.entry(image.get_pixel(x, y).0).or_insert(0) += 1;
    }
    counts.into_iter().max_by_key(|(colour, n)| (*n, *colour)).map_or([255; 3], |c| c.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;
    use image::Rgb;

    type Fill = fn(i32, i32) -> bool;

    const SLANTED: Fill = |x, y| (x + y).rem_euclid(8) < 2;
    const DOTTED: Fill = |x, y| x.rem_euclid(7) < 2 && y.rem_euclid(7) < 2;
    const LEVEL: Fill = |_, y| y.rem_euclid(6) == 3;
    const EMPTY: Fill = |_, _| false;

    fn page_with(boxes: &[(PixelBox, Fill)]) -> RgbImage {
        let mut image = RgbImage::from_pixel(320, 220, Rgb([255; 3]));
        for (b, fill) in boxes {
            for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
                let outline = x == b.x0 || y == b.y0 || x == b.x1 - 1 || y == b.y1 - 1;
                if outline || fill(x, y) {
                    image.put_pixel(x as u32, y as u32, Rgb([0; 3]));
                }
            }
        }
        image
    }

    /// Bars of three fillings, touching in two groups.
    fn groups(fills: [Fill; 3]) -> Vec<(PixelBox, Fill)> {
        let tops = [[60, 90, 120], [110, 60, 60]];
        let bar = |group: usize, n: usize| {
            let x = 30 + 130 * group as i32 + 29 * n as i32;
            (PixelBox::new(x, tops[group][n], x + 30, 200), fills[n])
        };
        (0..2).flat_map(|g| (0..3).map(move |n| (g, n))).map(|(g, n)| bar(g, n)).collect()
    }

    fn inside(image: &RgbImage, b: PixelBox) -> [u8; 3] {
        let first = image.get_pixel(b.x0 as u32 + 2, b.y0 as u32 + 2).0;
        let all = (b.y0 + 2..b.y1 - 2).flat_map(|y| (b.x0 + 2..b.x1 - 2).map(move |x| (x, y)));
        for (x, y) in all {
            assert_eq!(image.get_pixel(x as u32, y as u32).0, first, "at {x}, {y}");
        }
        first
    }

    #[test]
    fn every_texture_gets_a_colour() {
        let mut boxes = groups([SLANTED, DOTTED, LEVEL]);
        // Swatches.
        boxes.push((PixelBox::new(250, 10, 280, 22), SLANTED));
        boxes.push((PixelBox::new(250, 30, 280, 42), DOTTED));
        let plain = plain(&page_with(&boxes)).unwrap();
        let colours: Vec<[u8; 3]> = boxes.iter().map(|b| inside(&plain, b.0)).collect();
        assert_eq!(colours[..3], colours[3..6]);
        assert_eq!(colours[6..], colours[..2]);
        assert!(colours[0] != colours[1] && colours[1] != colours[2] && colours[0] != colours[2]);
    }

    #[test]
    fn an_empty_series_beside_hatched_ones_is_painted_too() {
        let boxes = groups([SLANTED, EMPTY, DOTTED]);
        let plain = plain(&page_with(&boxes)).unwrap();
        assert_ne!(inside(&plain, boxes[1].0), [255; 3]);
        assert_eq!(inside(&plain, boxes[1].0), inside(&plain, boxes[4].0));
    }

    #[test]
    fn outlined_boxes_without_a_hatch_are_left_alone() {
        assert!(plain(&page_with(&groups([EMPTY, EMPTY, EMPTY]))).is_none());
    }

    #[test]
    fn lines_that_cross_grid_cells_are_no_hatch() {
        let mut image = page_with(&[(PixelBox::new(10, 10, 310, 210), EMPTY)]);
        for at in (10..310).step_by(50) {
            (10..210).for_each(|y| image.put_pixel(at, y, Rgb([180; 3])));
        }
        for at in (10..210).step_by(50) {
            (10..310).for_each(|x| image.put_pixel(x, at, Rgb([180; 3])));
        }
        for n in 0..4 {
            for x in 10..200u32 {
                image.put_pixel(x, 205 - x + 8 * n, Rgb([200, 40, 40]));
            }
        }
        assert!(plain(&image).is_none());
    }

    #[test]
    fn touching_bars_that_gridlines_cross_are_no_hatch() {
        let mut image = page_with(&[]);
        for (x, y) in (0..320u32).flat_map(|x| (20..200u32).map(move |y| (x, y))) {
            let bar = x % 40;
            let colour = match bar {
                0..12 => [255, 173, 51],
                12..24 => [227, 96, 65],
                _ => [255; 3],
            };
            let dash = y % 50 == 10 && x % 8 < 5;
            image.put_pixel(x, y, Rgb(if dash { colour.map(|c| c / 2) } else { colour }));
        }
        assert!(plain(&image).is_none());
    }
}
