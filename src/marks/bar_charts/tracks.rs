//! Tracks: the pale full-length rails that bars run on in dashboards ("progress
//! bars"). They are background, not a second segment.

use image::RgbImage;

use crate::marks::bar_charts::bars::Scene;
use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::geometry::{Orientation, median};
use crate::marks::regions::{Colour, contrast};

/// A track differs by so much from the page and from its bar.
const LEAST_CONTRAST: f32 = 9.0;
/// Colours nearer than this are one track's.
const ONE_COLOUR: f32 = 8.0;
/// Pixels beyond a bar that say what it runs on.
const SAMPLES: i32 = 9;
/// Share of the bars that must run on a track.
const MOST_BARS: f32 = 0.5;

/// What follows a bar in its own direction.
#[derive(Clone, Copy)]
struct Rail {
    colour: Colour,
    /// Where it ends.
    end: f32,
}

/// The colour of the tracks that most of these rectangles run on, if there are any.
///
/// Tracks all end at one place, are no wider than their bars, and paler; a
/// legend that shows their colour makes them a series.
pub fn behind(scene: Scene, found: &[Rectangle], o: Orientation) -> Option<Colour> {
    [true, false].into_iter().find_map(|to_low| {
        let rails: Vec<Rail> = found.iter().filter_map(|bar| rail(scene, bar, o, to_low)).collect();
        let end = median(&rails.iter().map(|r| r.end).collect::<Vec<_>>());
        let colour = rails.first()?.colour;
        let alike = |r: &&Rail| {
            contrast(r.colour, colour) <= ONE_COLOUR && (r.end - end).abs() <= 2.0 * scene.scale
        };
        let own = |r: &&Rectangle| contrast(r.colour, colour) > ONE_COLOUR;
        let bars = found.iter().filter(own).count();
        let on_track = rails.iter().filter(alike).count();
        let in_legend = scene.swatches.iter().any(|s| contrast(s.1, colour) <= 2.0 * ONE_COLOUR);
        let enough = on_track >= 2 && on_track as f32 > MOST_BARS * bars as f32;
        (enough && on_track == rails.len() && !in_legend).then_some(colour)
    })
}

/// What a bar runs on beyond its end, if it is paler and as narrow.
fn rail(scene: Scene, bar: &Rectangle, o: Orientation, to_low: bool) -> Option<Rail> {
    let (low, high) = o.value_span(bar.bounds);
    let (from, to) = o.slot_span(bar.bounds);
    let (middle, thick) = ((from + to) / 2, to - from);
    let at = |slot: i32, value: i32| pixel(scene.image, o.point(slot, value));
    // Beyond round ends.
    let skip = thick / 2 + (3.0 * scene.scale) as i32;
    let (mut value, step) = if to_low { (low - skip, -1) } else { (high + skip, 1) };
    let colour = prevailing((0..SAMPLES).filter_map(|n| at(middle, value + n * step)))?;
    let page = scene.regions.page;
    let paler = contrast(colour, page) < 0.6 * contrast(bar.colour, page);
    if !paler || contrast(colour, page).min(contrast(colour, bar.colour)) < LEAST_CONTRAST {
        return None;
    }
    // On the page, not on a panel.
    let beside = [from - thick / 4 - 4, to + thick / 4 + 4];
    if beside.iter().any(|s| at(*s, value).is_none_or(|c| contrast(c, colour) < LEAST_CONTRAST)) {
        return None;
    }
    // A number may be printed on it; the page is where it ends.
    let mut end = value;
    while let Some(seen) = at(middle, value) {
        if contrast(seen, colour) <= ONE_COLOUR {
            end = value;
        } else if contrast(seen, page) <= ONE_COLOUR {
            break;
        }
        value += step;
    }
    Some(Rail { colour, end: end as f32 })
}

/// The colour that most samples show.
fn prevailing(samples: impl Iterator<Item = Colour>) -> Option<Colour> {
    let samples: Vec<Colour> = samples.collect();
    let alike = |c: &Colour| samples.iter().filter(|s| contrast(**s, *c) <= ONE_COLOUR).count();
    samples.iter().copied().max_by_key(|c| alike(c))
}

fn pixel(image: &RgbImage, (x, y): (i32, i32)) -> Option<Colour> {
    let inside = x >= 0 && y >= 0;
    inside
        .then(|| image.get_pixel_checked(x as u32, y as u32))
        .flatten()
        .map(|p| p.0.map(f32::from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;
    use crate::marks::regions::regions;
    use image::Rgb;

    fn picture(track: [u8; 3]) -> (RgbImage, Vec<Rectangle>) {
        let mut image = RgbImage::from_pixel(240, 100, Rgb([255, 255, 255]));
        let mut bars = Vec::new();
        for (row, length) in [(10, 120), (40, 60), (70, 30)] {
            for (x, y) in (20..220).flat_map(|x| (row..row + 14).map(move |y| (x, y))) {
                let colour = if x < 20 + length { [40, 90, 200] } else { track };
                image.put_pixel(x as u32, y as u32, Rgb(colour));
            }
            let bounds = PixelBox::new(20, row, 20 + length, row + 14);
            bars.push(Rectangle { bounds, colour: [40.0, 90.0, 200.0] });
        }
        (image, bars)
    }

    fn found(track: [u8; 3], swatches: &[(PixelBox, Colour)]) -> Option<Colour> {
        let (image, bars) = picture(track);
        let regions = regions(&image);
        let scene = Scene { image: &image, regions: &regions, swatches, scale: 1.0 };
        behind(scene, &bars, Orientation::Horizontal)
    }

    #[test]
    fn pale_rails_of_one_length_are_tracks() {
        assert_eq!(found([233, 236, 239], &[]), Some([233.0, 236.0, 239.0]));
        assert_eq!(found([255, 255, 255], &[]), None);
    }

    #[test]
    fn a_number_printed_on_a_track_does_not_end_it() {
        let (mut image, bars) = picture([233, 236, 239]);
        for (bar, (x, y)) in bars.iter().flat_map(|b| (0..30).map(move |n| (b, (n % 6, n / 6)))) {
            let at = (bar.bounds.x1 + 8 + 3 * x, bar.bounds.y0 + 5 + y);
            image.put_pixel(at.0 as u32, at.1 as u32, Rgb([30; 3]));
        }
        let regions = regions(&image);
        let scene = Scene { image: &image, regions: &regions, swatches: &[], scale: 1.0 };
        assert!(behind(scene, &bars, Orientation::Horizontal).is_some());
    }

    #[test]
    fn what_the_legend_names_is_a_series() {
        let swatch = (PixelBox::new(0, 0, 8, 8), [233.0, 236.0, 239.0]);
        assert_eq!(found([233, 236, 239], &[swatch]), None);
    }
}
