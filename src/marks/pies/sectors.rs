//! The sectors of a disc or ring.
//!
//! Around the disc every ray gets the colour that most of it has; the turns
//! at which that colour changes, or a border runs, part the sectors. Every
//! edge is then measured at many radii.

use image::RgbImage;

use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::pies::disc::{Disc, middle, sample};
use crate::marks::pies::sector_edges::measured;
use crate::marks::pies::sector_runs::runs;
use crate::marks::regions::{Colour, contrast};

/// Samples along a ray.
const DEPTHS: usize = 24;
/// A ring's hole has at least this share of its radius.
const LEAST_HOLE: f32 = 0.12;

/// One sector. Turns are clockwise from 12 o'clock; 1 is once around.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Where it starts, from 0 to 1.
    pub start: f32,
    /// Where it ends, from `start` to `start` + 1.
    pub end: f32,
    /// Its share of all sectors.
    pub share: f32,
    /// Its colour.
    pub colour: Colour,
    /// Pixels by which the edges scatter over the radii, at the rim.
    pub scatter: f32,
    /// The box around it.
    pub bounds: PixelBox,
}

impl Sector {
    /// The turn of its middle, from 0 to 1.
    pub fn middle(&self) -> f32 {
        f32::midpoint(self.start, self.end).rem_euclid(1.0)
    }

    /// Whether a turn lies within it.
    pub fn holds(&self, turn: f32) -> bool {
        (turn - self.start).rem_euclid(1.0) < self.end - self.start
    }
}

/// What was found in a disc.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Sectors, clockwise, the first one that starts at 12 o'clock or after.
    Sectors(Vec<Sector>),
    /// Rings of sectors within each other.
    Rings,
    /// Nothing that is a pie.
    Nothing,
}

/// Rays with the colours along them.
pub(super) struct Rays {
    /// Radii that are sampled.
    pub(super) radii: Vec<f32>,
    /// The colour of every ray.
    pub(super) colours: Vec<Colour>,
    /// Share of every ray that has its colour.
    pub(super) pure: Vec<f32>,
}

/// Finds hole and sectors; ink of `texts` (labels of components) is not looked at.
pub fn sectors(image: &RgbImage, disc: &mut Disc, components: &Components, texts: &[bool]) -> Cut {
    let rays = ((4.0 * std::f32::consts::PI * disc.radius) as usize).clamp(720, 3600);
    let Some(hole) = hole(image, disc, rays / 2) else {
        return if disc.round >= 0.8 && coloured(image, disc) { Cut::Rings } else { Cut::Nothing };
    };
    disc.hole = hole;
    let at = |x: i32, y: i32| {
        let inside = x >= 0 && y >= 0;
        let label =
            inside.then(|| components.labels.get_pixel_checked(x as u32, y as u32)).flatten();
        label.is_some_and(|l| l.0[0] > 0 && texts[l.0[0] as usize - 1])
    };
    // Letters with the blended pixels around them.
    let is_text = |x: f32, y: f32| {
        let (x, y) = (x as i32, y as i32);
        (y - 1..=y + 1).any(|v| (x - 1..=x + 1).any(|u| at(u, v)))
    };
    let rays = rays_of(image, disc, rays, &is_text);
    let pure = rays.pure.iter().filter(|p| **p >= 0.55).count() as f32 / rays.pure.len() as f32;
    let drawn = rays.colours.iter().filter(|c| contrast(**c, disc.behind) > 12.0).count();
    if pure < 0.75 || 2 * drawn < rays.colours.len() {
        return Cut::Nothing;
    }
    let runs = runs(image, &rays, disc);
    if runs.len() < 2 {
        return Cut::Nothing;
    }
    let sectors = measured(image, disc, &rays, &runs);
    // A part without colour is a sector only if its rim is drawn.
    let open =
        sectors.iter().any(|s| contrast(s.colour, disc.behind) <= 9.0 && !has_rim(image, disc, s));
    if open { Cut::Nothing } else { Cut::Sectors(sectors) }
}

/// Whether a line runs along most of a sector's rim.
fn has_rim(image: &RgbImage, disc: &Disc, sector: &Sector) -> bool {
    let steps = 40;
    let drawn = (0..steps).filter(|k| {
        let turn = sector.start + (sector.end - sector.start) * (*k as f32 + 0.5) / steps as f32;
        (-6..=6).any(|d| {
            let (x, y) = disc.point(turn, disc.radius + 0.5 * d as f32);
            contrast(sample(image, x, y), disc.behind) > 20.0
        })
    });
    10 * drawn.count() >= 7 * steps
}

/// Whether most of a disc right within its rim differs from what is behind.
fn coloured(image: &RgbImage, disc: &Disc) -> bool {
    let off = (0..120).filter(|i| {
        let (x, y) = disc.point(*i as f32 / 120.0, 0.93 * disc.radius);
        contrast(sample(image, x, y), disc.behind) > 12.0
    });
    2 * off.count() > 120
}

/// Radius of the hole, 0 if there is none; `None` if inner rings have sectors
/// of their own.
fn hole(image: &RgbImage, disc: &Disc, rays: usize) -> Option<f32> {
    let turn = |i: usize| i as f32 / rays as f32;
    let at = |i: usize, r: f32| {
        let (x, y) = disc.point(turn(i), r);
        sample(image, x, y)
    };
    let outer: Vec<Colour> = (0..rays)
        .map(|i| {
            let band = [0.90, 0.92, 0.94, 0.96].map(|f| at(i, f * disc.radius));
            middle(&band)
        })
        .collect();
    let alike = |r: f32| {
        let same = (0..rays).filter(|i| contrast(at(*i, r), outer[*i]) <= 24.0).count();
        same as f32 / rays as f32
    };
    let step = (disc.radius / 160.0).max(0.5);
    let mut r = 0.9 * disc.radius;
    while r > LEAST_HOLE * disc.radius && alike(r) >= 0.5 {
        r -= step;
    }
    if r <= LEAST_HOLE * disc.radius {
        return Some(0.0);
    }
    // A hole is of one colour, but for text in it.
    let within: Vec<Colour> = [0.35, 0.5, 0.65, 0.8, 0.88]
        .iter()
        .flat_map(|f| (0..rays).step_by(4).map(move |i| (i, f * r)))
        .map(|(i, r)| at(i, r))
        .collect();
    let colour = middle(&within);
    let same = within.iter().filter(|c| contrast(**c, colour) <= 24.0).count();
    (10 * same >= 7 * within.len()).then_some(r)
}

fn rays_of(
    image: &RgbImage,
    disc: &Disc,
    rays: usize,
    is_text: &impl Fn(f32, f32) -> bool,
) -> Rays {
    let thickness = disc.radius - disc.hole;
    let inner = if disc.hole > 0.0 { disc.hole + 0.14 * thickness } else { 0.42 * disc.radius };
    let outer = disc.radius - (0.05 * thickness).max(1.5);
    let radii: Vec<f32> = (0..DEPTHS)
        .map(|d| inner + (outer - inner).max(0.0) * d as f32 / (DEPTHS - 1) as f32)
        .collect();
    let of_ray = |i: usize| -> Option<(Colour, f32)> {
        let seen: Vec<Colour> = radii
            .iter()
            .map(|r| disc.point(i as f32 / rays as f32, *r))
            .filter(|(x, y)| !is_text(*x, *y))
            .map(|(x, y)| sample(image, x, y))
            .collect();
        let supporters = |c: &Colour| -> Vec<Colour> {
            seen.iter().copied().filter(|k| contrast(*k, *c) <= 14.0).collect()
        };
        let best = seen.iter().map(supporters).max_by_key(Vec::len)?;
        let n = best.len() as f32;
        let colour = std::array::from_fn(|c| best.iter().map(|k| k[c]).sum::<f32>() / n);
        // Too little shows between letters.
        (5 * seen.len() >= 2 * DEPTHS).then_some((colour, n / seen.len() as f32))
    };
    let known: Vec<Option<(Colour, f32)>> = (0..rays).map(of_ray).collect();
    // Under text the nearest rays' sectors go on.
    let filled = (0..rays).map(|i| {
        (0..=rays / 2)
            .find_map(|d| known[(i + rays - d) % rays].or(known[(i + d) % rays]))
            .unwrap_or((disc.behind, 0.0))
    });
    let (colours, pure) = filled.unzip();
    Rays { radii, colours, pure }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::components::components;
    use crate::marks::pies::disc::discs;
    use image::{GrayImage, Rgb};
    use imageproc::region_labelling::Connectivity;

    const COLOURS: [[u8; 3]; 5] =
        [[40, 118, 221], [15, 40, 62], [186, 186, 186], [166, 11, 11], [235, 181, 35]];

    /// How a pie is drawn.
    #[derive(Clone, Copy)]
    struct Style {
        radius: f32,
        hole: f32,
        /// Half the width of white borders.
        border: f32,
        /// How far the first sector is moved out, as a share of the radius.
        out: f32,
        /// Whether all sectors have one colour.
        grey: bool,
    }

    const PLAIN: Style = Style { radius: 110.0, hole: 0.0, border: 0.0, out: 0.0, grey: false };

    /// A pie of shares from 12 o'clock, four by four samples a pixel.
    fn drawn(shares: &[f32], style: Style) -> RgbImage {
        let mut bounds = vec![0.0];
        for share in shares {
            bounds.push(bounds[bounds.len() - 1] + share);
        }
        let moved = 0.5 * bounds[1] * std::f32::consts::TAU;
        let centre = (180.3f32, 150.7f32);
        let paint = |x: f32, y: f32| -> Colour {
            for first in [true, false] {
                let away = if first { style.out * style.radius } else { 0.0 };
                let dx = x - centre.0 - away * moved.sin();
                let dy = y - centre.1 + away * moved.cos();
                let r = dx.hypot(dy);
                let turn = (dx.atan2(-dy) / std::f32::consts::TAU).rem_euclid(1.0);
                let i = (1..shares.len()).find(|i| turn < bounds[*i]).unwrap_or(shares.len()) - 1;
                if (i == 0) != first || r > style.radius || r < style.hole {
                    continue;
                }
                let off = |t: f32| {
                    let d = (turn - t).rem_euclid(1.0);
                    (d.min(1.0 - d) * std::f32::consts::TAU * r).abs()
                };
                if bounds.iter().any(|t| off(*t) < style.border) {
                    return [255.0; 3];
                }
                return if style.grey { [90.0; 3] } else { COLOURS[i].map(f32::from) };
            }
            [255.0; 3]
        };
        RgbImage::from_fn(360, 300, |x, y| {
            let mut sum = [0.0; 3];
            for k in 0..16u32 {
                let at = |v: u32, part: u32| v as f32 + (part as f32 + 0.5) / 4.0;
                let colour = paint(at(x, k % 4), at(y, k / 4));
                for c in 0..3 {
                    sum[c] += colour[c] / 16.0;
                }
            }
            Rgb(sum.map(|v: f32| v.round() as u8))
        })
    }

    fn cut(image: &RgbImage) -> Cut {
        let none = components(&GrayImage::new(image.width(), image.height()), Connectivity::Eight);
        let mut disc = discs(image).into_iter().next().unwrap();
        sectors(image, &mut disc, &none, &[])
    }

    fn shares(image: &RgbImage) -> Vec<f32> {
        match cut(image) {
            Cut::Sectors(sectors) => sectors.iter().map(|s| s.share).collect(),
            other => panic!("{other:?}"),
        }
    }

    fn assert_shares(style: Style, expected: &[f32], slack: f32) {
        let found = shares(&drawn(expected, style));
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (f, e) in found.iter().zip(expected) {
            assert!((f - e).abs() <= slack, "{found:?} for {expected:?}");
        }
    }

    #[test]
    fn shares_are_measured_to_a_fraction_of_a_percent() {
        assert_shares(PLAIN, &[0.52, 0.23, 0.14, 0.10, 0.01], 0.002);
        assert_shares(Style { hole: 60.0, ..PLAIN }, &[0.4, 0.3, 0.2, 0.1], 0.002);
        assert_shares(Style { radius: 45.0, ..PLAIN }, &[0.6, 0.25, 0.15], 0.005);
    }

    #[test]
    fn borders_part_sectors_of_one_colour() {
        let style = Style { border: 1.0, ..PLAIN };
        assert_shares(style, &[0.45, 0.35, 0.15, 0.05], 0.003);
        assert_shares(Style { grey: true, ..style }, &[0.5, 0.3, 0.2], 0.003);
    }

    #[test]
    fn a_sector_moved_out_keeps_its_share() {
        assert_shares(Style { out: 0.1, ..PLAIN }, &[0.2, 0.3, 0.35, 0.15], 0.006);
    }

    #[test]
    fn a_disc_of_one_colour_is_no_pie() {
        let image = drawn(&[1.0], PLAIN);
        assert_eq!(cut(&image), Cut::Nothing);
    }

    #[test]
    fn rings_of_sectors_are_told_from_a_hole() {
        let outer = drawn(&[0.4, 0.3, 0.2, 0.1], PLAIN);
        let inner = drawn(&[0.25, 0.25, 0.5], Style { radius: 60.0, ..PLAIN });
        let image = RgbImage::from_fn(360, 300, |x, y| {
            let within = (x as f32 - 180.0).hypot(y as f32 - 150.0) < 60.0;
            *(if within { &inner } else { &outer }).get_pixel(x, y)
        });
        assert_eq!(cut(&image), Cut::Rings);
    }
}
