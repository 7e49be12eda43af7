//! Blends: which pixels are of a line's colour, and how much of it they have.
//!
//! A pixel at the rim of a line is a blend of its colour and the paper.

use image::RgbImage;

use crate::marks::line_charts::palette::Zone;
use crate::marks::regions::Colour;
use crate::marks::regions::{distance, pixel, turn};

/// A blend with less of a line's colour is none of its pixels.
const LEAST_SHARE: f32 = 0.35;
/// How far a blend may be off the straight way from paper to line colour.
const OFF_BLEND: f32 = 14.0;
/// ... and as a share of the part of that way it has gone.
const OFF_BLEND_SHARE: f32 = 0.1;
/// Ways that point less apart than this are one.
pub(super) const SAME_WAY: f32 = 0.12;
/// Papers further apart than this have rims that look like lines, which differ
/// by less than the second number from a blend of both.
const LEAST_PAPERS_APART: f32 = 60.0;
const OFF_RIM: f32 = 12.0;
/// Pixels nearer than this to a paper are of it.
const LIKE_PAPER: f32 = 8.0;
/// A pixel is of another colour if that fits better by so much.
const CLEARLY: f32 = 4.0;

/// How a pixel is blended of a paper and a line's colour.
#[derive(Debug, Clone, Copy)]
pub struct Blend {
    /// Share of the line's colour.
    pub share: f32,
    /// Distance from the blend with that share.
    pub off: f32,
    /// Distance from the paper to the line's colour.
    pub length: f32,
}

impl Blend {
    /// The blend nearest to a pixel.
    pub fn of(own: Colour, paper: Colour, colour: Colour) -> Self {
        let v = [0, 1, 2].map(|c| colour[c] - paper[c]);
        let d = [0, 1, 2].map(|c| own[c] - paper[c]);
        let square = v.iter().map(|v| v * v).sum::<f32>().max(1.0);
        let share = (0..3).map(|c| d[c] * v[c]).sum::<f32>() / square;
        Self { share, off: distance(d, v.map(|v| share * v)), length: square.sqrt() }
    }

    /// Whether a pixel is hardly anything but a blend.
    pub fn is_near(&self) -> bool {
        self.off <= OFF_BLEND + OFF_BLEND_SHARE * self.length
    }

    /// Whether a pixel is of the line.
    pub fn fits(&self) -> bool {
        let tolerance = OFF_BLEND + OFF_BLEND_SHARE * self.length * self.share;
        self.off <= tolerance && (LEAST_SHARE..=1.0 + 30.0 / self.length).contains(&self.share)
    }
}

/// Whether a colour is a blend of two papers, as the rims of what is filled
/// with one of them are.
pub(super) fn is_between(papers: &[Colour], colour: Colour) -> bool {
    off_rims(papers, colour) <= OFF_RIM
}

/// How far a colour is from the nearest blend of two papers.
fn off_rims(papers: &[Colour], colour: Colour) -> f32 {
    let of = |(i, p): (usize, &Colour)| {
        let blends = papers[i + 1..].iter().map(|q| Blend::of(colour, *p, *q));
        let rims = blends
            .filter(|b| b.length >= LEAST_PAPERS_APART && (0.0..=1.0).contains(&b.share))
            .map(|b| b.off);
        rims.fold(f32::MAX, f32::min)
    };
    papers.iter().enumerate().map(of).fold(f32::MAX, f32::min)
}

/// How much of a colour every pixel of the zone has: 1 on the line, less at
/// its rim, 0 elsewhere and where another colour fits better.
pub fn shares(image: &RgbImage, zone: &Zone, colour: Colour, colours: &[Colour]) -> Vec<f32> {
    let b = zone.bounds;
    // Weaker blends of the colour itself are no other colours.
    let others: Vec<Colour> = colours
        .iter()
        .copied()
        .filter(|c| zone.papers.iter().all(|p| turn(*p, *c, colour) > SAME_WAY))
        .collect();
    // A line whose own colour lies between two papers looks like a rim itself.
    let like_rim = is_between(&zone.papers, colour);
    let mut share = vec![0.0f32; b.area() as usize];
    let mut stronger = vec![false; b.area() as usize];
    for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
        let at = zone.at(x, y);
        let own = pixel(image, x, y);
        // A light fill under a line is a blend of its colour too.
        if zone.covered[at] || zone.on_grid(x, y, own) || zone.strength(own) <= LIKE_PAPER {
            continue;
        }
        let off_rims = if like_rim { f32::MAX } else { off_rims(&zone.papers, own) };
        // Over a dark bar the rim of a line is stronger than the line over the page.
        let blends = zone.papers.iter().map(|p| Blend::of(own, *p, colour));
        let is_rim = blends.clone().any(|b| b.is_near() && (0.1..=1.0).contains(&b.share));
        for (paper, blend) in zone.papers.iter().zip(blends) {
            stronger[at] |= !is_rim
                && blend.share > 1.0 + 45.0 / blend.length
                && blend.off <= 0.35 * blend.share * blend.length;
            let better = |other: &Colour| {
                let other = Blend::of(own, *paper, *other);
                other.fits() && other.off + CLEARLY < blend.off
            };
            let of_bar = off_rims + CLEARLY < blend.off;
            if blend.fits() && !of_bar && !others.iter().any(better) {
                share[at] = share[at].max(blend.share.min(1.0));
            }
        }
    }
    // The rim of a stronger line of the same hue is no line.
    let width = b.width() as usize;
    let height = b.height() as usize;
    for (at, share) in share.iter_mut().enumerate().filter(|(_, s)| **s > 0.0) {
        let (x, y) = (at % width, at / width);
        let beside = (y.saturating_sub(1)..(y + 2).min(height))
            .any(|v| (x.saturating_sub(1)..(x + 2).min(width)).any(|u| stronger[v * width + u]));
        if beside {
            *share = 0.0;
        }
    }
    share
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;
    use image::Rgb;

    const PAGE: [u8; 3] = [255; 3];
    const BAR: [u8; 3] = [38, 70, 83];

    fn zone() -> Zone {
        Zone {
            bounds: PixelBox::new(0, 0, 60, 40),
            papers: [PAGE, BAR].map(|p| p.map(f32::from)).to_vec(),
            covered: vec![false; 60 * 40],
            grid_rows: vec![None; 40],
            grid_columns: vec![None; 60],
            axis: None,
            ticks: Vec::new(),
        }
    }

    fn blend(a: [u8; 3], b: [u8; 3]) -> [u8; 3] {
        [0, 1, 2].map(|c| u8::midpoint(a[c], b[c]))
    }

    /// A dark bar with blended sides, and a level line over it that is three
    /// pixels thick, of which two are blended.
    fn picture(line: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(60, 40, |x, y| {
            let under = match x {
                20..40 => BAR,
                19 | 40 => blend(BAR, PAGE),
                _ => PAGE,
            };
            Rgb(match y {
                20 => line,
                19 | 21 => blend(under, line),
                _ => under,
            })
        })
    }

    #[test]
    fn a_thin_line_is_seen_over_a_dark_bar() {
        let purple = [122, 81, 149];
        let zone = zone();
        let colour = purple.map(f32::from);
        let share = shares(&picture(purple), &zone, colour, &[colour]);
        for x in [5, 25, 30, 50] {
            assert!(share[zone.at(x, 20)] > 0.9, "at {x}: {}", share[zone.at(x, 20)]);
        }
    }

    #[test]
    fn sides_of_bars_are_no_black_line() {
        let black = [0; 3];
        let zone = zone();
        let share = shares(&picture(black), &zone, [0.0; 3], &[[0.0; 3]]);
        assert!(share[zone.at(30, 20)] > 0.9);
        assert_eq!((share[zone.at(19, 5)], share[zone.at(40, 5)]), (0.0, 0.0));
        assert!(is_between(&zone.papers, blend(BAR, PAGE).map(f32::from)));
        assert!(!is_between(&zone.papers, [122.0, 81.0, 149.0]));
    }
}
