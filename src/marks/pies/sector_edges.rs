//! Edges between sectors, measured at many radii.

use image::RgbImage;

use crate::marks::geometry::{PixelBox, median};
use crate::marks::pies::disc::{Disc, sample};
use crate::marks::pies::sector_runs::{ALIKE, Run, blend};
use crate::marks::pies::sectors::{Rays, Sector};
use crate::marks::regions::{Colour, contrast};

/// A gap wider than this share of the radius is one of a sector that was moved out.
const MOVED_OUT: f32 = 0.035;

/// Sectors with their edges measured.
pub(super) fn measured(image: &RgbImage, disc: &Disc, rays: &Rays, runs: &[Run]) -> Vec<Sector> {
    let n = runs.len();
    let edges: Vec<Edge> = (0..n)
        .map(|i| {
            let (a, b) = (&runs[i], &runs[(i + 1) % n]);
            edge(image, disc, rays, a, b)
        })
        .collect();
    let mut sectors: Vec<Sector> = (0..n)
        .map(|i| {
            let (before, after) = (&edges[(i + n - 1) % n], &edges[i]);
            let span = (after.end - before.start).rem_euclid(1.0);
            let start = before.start.rem_euclid(1.0);
            let mut sector = Sector {
                start,
                end: start + span,
                share: span,
                colour: runs[i].colour,
                scatter: before.scatter.max(after.scatter) * disc.radius * std::f32::consts::TAU,
                bounds: PixelBox::new(0, 0, 0, 0),
            };
            sector.bounds = bounds(disc, &sector);
            sector
        })
        .collect();
    let whole: f32 = sectors.iter().map(|s| s.share).sum();
    for sector in &mut sectors {
        sector.share /= whole.max(1e-6);
    }
    // A sector that starts a hair before 12 o'clock starts there.
    let hair = |s: &Sector| 0.015f32.min(0.2 * s.share);
    let after_noon = |s: &Sector| if s.start > 1.0 - hair(s) { s.start - 1.0 } else { s.start };
    sectors.sort_by(|a, b| after_noon(a).total_cmp(&after_noon(b)));
    sectors
}

/// Where one sector ends and the next starts, in turns, and how far the
/// measurements scatter.
struct Edge {
    end: f32,
    start: f32,
    scatter: f32,
}

fn edge(image: &RgbImage, disc: &Disc, rays: &Rays, a: &Run, b: &Run) -> Edge {
    let n = rays.colours.len() as f32;
    let (end, start) = (a.to as f32 - 0.5, b.from as f32 - 0.5);
    let gap = (start - end).rem_euclid(n);
    let step = 0.25;
    let margin = (0.25 * a.len().min(b.len()) as f32).clamp(1.5, 0.02 * n);
    let between: Vec<Colour> =
        (0..gap as usize).map(|k| rays.colours[(a.to + k) % rays.colours.len()]).collect();
    let strange = between
        .iter()
        .copied()
        .max_by(|p, q| {
            let off = |c: &Colour| contrast(*c, a.colour).min(contrast(*c, b.colour));
            off(p).total_cmp(&off(q))
        })
        .filter(|c| contrast(a.colour, b.colour) <= ALIKE || !blend(*c, a.colour, b.colour, 14.0));
    let (mut ends, mut starts) = (Vec::new(), Vec::new());
    for r in &rays.radii {
        let at = |t: f32| {
            let (x, y) = disc.point(t / n, *r);
            sample(image, x, y)
        };
        let crossing = |from: f32, sign: f32, own: Colour, other: Colour| -> Option<f32> {
            let reach = 2.0 * margin + gap;
            let share = |t: f32| mixing(at(t), own, other);
            let mut k = 0.0;
            let mut last = share(from);
            while k < reach {
                let next = share(from + sign * (k + step));
                if next >= 0.5 {
                    let part = if next > last { (0.5 - last) / (next - last) } else { 0.5 };
                    return Some(from + sign * (k + step * part.clamp(0.0, 1.0)));
                }
                last = next;
                k += step;
            }
            None
        };
        let (from_a, from_b) = (end - margin, end + gap + margin);
        let (to_a, to_b) = match strange {
            Some(colour) => (colour, colour),
            None => (b.colour, a.colour),
        };
        if let (Some(e), Some(s)) =
            (crossing(from_a, 1.0, a.colour, to_a), crossing(from_b, -1.0, b.colour, to_b))
        {
            ends.push((*r, e / n));
            starts.push((*r, s / n));
        }
    }
    if ends.len() < 3 {
        let middle = (end + 0.5 * gap) / n;
        return Edge { end: middle, start: middle, scatter: gap.max(1.0) / n };
    }
    // Most of the gap shows what is behind.
    let seen = between.iter().filter(|c| contrast(**c, disc.behind) <= 30.0).count();
    let arc = gap / n * std::f32::consts::TAU * 0.7 * disc.radius;
    let wide = 2 * seen > between.len() && arc > (MOVED_OUT * disc.radius).max(4.0);
    if wide {
        let (end, start) = (at_infinity(&ends), at_infinity(&starts));
        return Edge { end, start, scatter: 1.0 / n };
    }
    let middles: Vec<f32> =
        ends.iter().zip(&starts).map(|(e, s)| f32::midpoint(e.1, s.1)).collect();
    let at = median(&middles);
    let scatter = median(&middles.iter().map(|m| (m - at).abs()).collect::<Vec<_>>());
    Edge { end: at, start: at, scatter }
}

/// How far a colour is on the way from one to another.
fn mixing(colour: Colour, from: Colour, to: Colour) -> f32 {
    let size: f32 = (0..3).map(|c| (to[c] - from[c]).powi(2)).sum();
    let along: f32 = (0..3).map(|c| (colour[c] - from[c]) * (to[c] - from[c])).sum();
    along / size.max(1.0)
}

/// Direction of a straight edge that misses the centre: its turn at radius
/// `r` is that direction and a part that falls with 1/r (Theil and Sen's fit).
fn at_infinity(points: &[(f32, f32)]) -> f32 {
    let mut slopes = Vec::new();
    for (i, p) in points.iter().enumerate() {
        for q in &points[i + 1..] {
            let run = 1.0 / p.0 - 1.0 / q.0;
            if run.abs() > 1e-7 {
                slopes.push((p.1 - q.1) / run);
            }
        }
    }
    let slope = median(&slopes);
    median(&points.iter().map(|p| p.1 - slope / p.0).collect::<Vec<_>>())
}

/// The box around a sector.
fn bounds(disc: &Disc, sector: &Sector) -> PixelBox {
    let steps = 48;
    let points = (0..=steps).flat_map(|k| {
        let turn = sector.start + (sector.end - sector.start) * k as f32 / steps as f32;
        [disc.point(turn, disc.hole), disc.point(turn, disc.radius)]
    });
    let boxes = points.map(|(x, y)| {
        PixelBox::new(x.floor() as i32, y.floor() as i32, x.ceil() as i32, y.ceil() as i32)
    });
    PixelBox::around(boxes).unwrap_or(PixelBox::new(0, 0, 0, 0))
}
