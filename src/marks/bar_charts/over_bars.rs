//! Whether something thin of a colour of its own runs over bars and the gaps
//! between them, as a line does: a quick look before lines are traced.

use image::RgbImage;

use crate::marks::bar_charts::bars::{Bars, SAME_COLOUR};
use crate::marks::geometry::Orientation;
use crate::marks::ink::Ink;
use crate::marks::regions::contrast;

/// Share of the columns, and of those between bars, in which a line is seen.
const SEEN: f32 = 0.5;
/// Least distance of a line to what is behind it.
const FAINTEST: u16 = 30;
/// Colours are told apart by this many levels of each part.
const LEVELS: u8 = 4;

/// Whether a line may run over bars.
pub fn may_be_line(image: &RgbImage, ink: &Ink, bars: &Bars) -> bool {
    if bars.orientation() == Orientation::Horizontal {
        return false;
    }
    let area = bars.bounds();
    let (first, last) = bars.slots.range();
    let columns = bars.slots.centre(first) as i32..bars.slots.centre(last) as i32;
    let rows = (area.y0 - area.height() / 3).max(0)..area.y1;
    let mut counts = [Count::default(); (LEVELS as usize).pow(3)];
    let mut all = Count::default();
    for x in columns.filter(|x| x % 2 == 0) {
        let between = !bars.items.iter().any(|b| (b.bounds.x0..b.bounds.x1).contains(&x));
        all.add(x, between);
        for y in rows.clone() {
            let thin = |at: usize| ink.distance[at] >= FAINTEST && !ink.line[at] && !ink.flat[at];
            if !ink.at(x, y).is_some_and(thin) {
                continue;
            }
            let pixel = image.get_pixel(x as u32, y as u32).0;
            let own = pixel.map(f32::from);
            if bars.colours.iter().all(|c| contrast(*c, own) > SAME_COLOUR) {
                counts[bin(pixel)].add(x, between);
            }
        }
    }
    let often = |n: u32, of: u32| n as f32 >= SEEN * of as f32;
    all.columns > 0
        && counts.iter().any(|c| often(c.columns, all.columns) && often(c.between, all.between))
}

/// The bin of a colour.
fn bin(pixel: [u8; 3]) -> usize {
    let level = |v: u8| usize::from(v / (u8::MAX / LEVELS + 1));
    pixel.iter().fold(0, |at, v| at * usize::from(LEVELS) + level(*v))
}

/// In how many columns something was seen.
#[derive(Debug, Default, Clone, Copy)]
struct Count {
    columns: u32,
    between: u32,
    last: i32,
}

impl Count {
    fn add(&mut self, x: i32, between: bool) {
        if self.columns > 0 && self.last == x {
            return;
        }
        self.last = x;
        self.columns += 1;
        self.between += u32::from(between);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::bar_charts::bars::Scene;
    use crate::marks::bar_charts::bars::bars;
    use crate::marks::{ink, regions};
    use image::Rgb;

    fn seen(with_line: bool) -> bool {
        let image = RgbImage::from_fn(320, 220, |x, y| {
            let on_bar =
                (20..300).contains(&x) && x % 40 < 25 && (60 + x / 40 * 10..200).contains(&y);
            let on_line = (30..290).contains(&x) && (90 + x / 5..93 + x / 5).contains(&y);
            Rgb(match (on_line && with_line, on_bar) {
                (true, _) => [210, 60, 20],
                (_, true) => [150, 200, 225],
                _ => [255; 3],
            })
        });
        let clean = RgbImage::from_fn(320, 220, |x, y| {
            let p = image.get_pixel(x, y).0;
            Rgb(if p == [210, 60, 20] { [255; 3] } else { p })
        });
        let regions = regions::regions(&clean);
        let scene = Scene { image: &clean, regions: &regions, swatches: &[], scale: 1.0 };
        let bars = bars(scene, |_| None).unwrap();
        may_be_line(&image, &ink::ink(&image), &bars)
    }

    #[test]
    fn a_line_is_seen_over_bars_and_between_them() {
        assert!(seen(true));
        assert!(!seen(false));
    }
}
