//! The disc or ring of a pie chart: where it is, found by its round rim.
//!
//! `small copy → edges → votes for centres → radii with edges all around →
//! rim points at full size → circle`. Edges of sectors run through the centre
//! and vote nowhere; letters and frames vote all over the place.

use image::{RgbImage, imageops};

use crate::marks::geometry::median;
use crate::marks::regions::{Colour, contrast};

/// Longest side in pixels of the copy in which a circle is looked for.
const COPY_SIDE: f32 = 240.0;
/// A disc's radius is at least this share of the picture's longest side and at
/// most this share of its shortest.
const LEAST_RADIUS: f32 = 0.06;
const MOST_RADIUS: f32 = 0.52;
/// Least change of a channel from pixel to pixel at an edge.
const EDGE: f32 = 5.0;
/// Angular bins in which a rim must have edges, and the share that must.
const BINS: usize = 120;
const LEAST_COVER: f32 = 0.62;
/// Centres that are looked at.
const CENTRES: usize = 8;
/// Rays along which the rim is looked for.
const RAYS: usize = 360;

/// A disc, or a ring if it has a hole; continuous pixel coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Disc {
    /// Centre, from the left.
    pub cx: f32,
    /// Centre, from the top.
    pub cy: f32,
    /// Radius of the rim.
    pub radius: f32,
    /// Radius of the hole; 0 for a disc.
    pub hole: f32,
    /// Colour right outside of the rim.
    pub behind: Colour,
    /// Share of the rim that is where the circle says.
    pub round: f32,
}

impl Disc {
    /// The point at `turn` (clockwise from 12 o'clock, 1 is once around) and `radius`.
    pub fn point(&self, turn: f32, radius: f32) -> (f32, f32) {
        let (sin, cos) = (turn * std::f32::consts::TAU).sin_cos();
        (self.cx + radius * sin, self.cy - radius * cos)
    }

    /// Turn, from 0 to 1, and distance from the centre of a point.
    pub fn polar(&self, x: f32, y: f32) -> (f32, f32) {
        let (dx, dy) = (x - self.cx, y - self.cy);
        ((dx.atan2(-dy) / std::f32::consts::TAU).rem_euclid(1.0), dx.hypot(dy))
    }
}

/// Colour between the pixels around a point (continuous coordinates); the
/// picture's border goes on outside of it.
pub fn sample(image: &RgbImage, x: f32, y: f32) -> Colour {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (fx, fy) = (x - left, y - top);
    let at = |i: f32, j: f32| -> Colour {
        let column = i.clamp(0.0, image.width() as f32 - 1.0) as u32;
        let row = j.clamp(0.0, image.height() as f32 - 1.0) as u32;
        image.get_pixel(column, row).0.map(f32::from)
    };
    let corners =
        [at(left, top), at(left + 1.0, top), at(left, top + 1.0), at(left + 1.0, top + 1.0)];
    std::array::from_fn(|c| {
        (1.0 - fy) * ((1.0 - fx) * corners[0][c] + fx * corners[1][c])
            + fy * ((1.0 - fx) * corners[2][c] + fx * corners[3][c])
    })
}

/// Middle colour, channel by channel.
pub fn middle(colours: &[Colour]) -> Colour {
    std::array::from_fn(|c| median(&colours.iter().map(|k| k[c]).collect::<Vec<_>>()))
}

/// The round rims of a picture, the best covered first; `hole` is 0 in all.
pub fn discs(image: &RgbImage) -> Vec<Disc> {
    let longest = image.width().max(image.height()) as f32;
    let factor = (longest / COPY_SIDE).max(1.0);
    let copy = if factor > 1.0 {
        let side = |s: u32| ((s as f32 / factor).round() as u32).max(1);
        imageops::thumbnail(image, side(image.width()), side(image.height()))
    } else {
        image.clone()
    };
    let edges = edges(&copy);
    let (width, height) = (copy.width() as usize, copy.height() as usize);
    let least = (LEAST_RADIUS * width.max(height) as f32).max(8.0);
    let most = MOST_RADIUS * width.min(height) as f32;
    if most <= least {
        return Vec::new();
    }
    let mut found: Vec<Disc> = centres(&edges, width, height, least, most)
        .into_iter()
        .filter_map(|(x, y)| {
            let (radius, cover) = radius(&edges, x, y, least, most)?;
            Some((x * factor, y * factor, radius * factor, cover))
        })
        .filter_map(|(x, y, r, _)| refined(image, x, y, r))
        .collect();
    found.sort_by(|a, b| (b.round * b.radius.sqrt()).total_cmp(&(a.round * a.radius.sqrt())));
    let mut apart: Vec<Disc> = Vec::new();
    for disc in found {
        let same =
            |d: &Disc| (d.cx - disc.cx).hypot(d.cy - disc.cy) < 0.3 * d.radius.max(disc.radius);
        if !apart.iter().any(same) {
            apart.push(disc);
        }
    }
    apart
}

/// A pixel at an edge, with the unit vector across it.
struct Edge {
    x: f32,
    y: f32,
    dx: f32,
    dy: f32,
}

fn edges(image: &RgbImage) -> Vec<Edge> {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let raw = image.as_raw();
    let at = |x: usize, y: usize, c: usize| f32::from(raw[3 * (y * width + x) + c]);
    let mut edges = Vec::new();
    for y in 1..height.saturating_sub(1) {
        for x in 1..width.saturating_sub(1) {
            let mut best = (0.0f32, 0.0, 0.0);
            for c in 0..3 {
                let across = |j: usize| at(x + 1, j, c) - at(x - 1, j, c);
                let down = |i: usize| at(i, y + 1, c) - at(i, y - 1, c);
                let dx = (across(y - 1) + 2.0 * across(y) + across(y + 1)) / 8.0;
                let dy = (down(x - 1) + 2.0 * down(x) + down(x + 1)) / 8.0;
                let size = dx.hypot(dy);
                if size > best.0 {
                    best = (size, dx, dy);
                }
            }
            if best.0 >= EDGE {
                edges.push(Edge {
                    x: x as f32 + 0.5,
                    y: y as f32 + 0.5,
                    dx: best.1 / best.0,
                    dy: best.2 / best.0,
                });
            }
        }
    }
    edges
}

/// Points that most edges point at, from distances between `least` and `most`.
fn centres(edges: &[Edge], width: usize, height: usize, least: f32, most: f32) -> Vec<(f32, f32)> {
    let mut votes = vec![0u16; width * height];
    for edge in edges {
        for sign in [-1.0, 1.0] {
            let mut away = least;
            while away <= most {
                let x = edge.x + sign * away * edge.dx;
                let y = edge.y + sign * away * edge.dy;
                if x < 0.0 || y < 0.0 || x >= width as f32 || y >= height as f32 {
                    break;
                }
                votes[y as usize * width + x as usize] += 1;
                away += 1.0;
            }
        }
    }
    let sum = |x: usize, y: usize| -> u32 {
        (y - 1..=y + 1)
            .flat_map(|j| (x - 1..=x + 1).map(move |i| (i, j)))
            .map(|(i, j)| u32::from(votes[j * width + i]))
            .sum()
    };
    let mut all: Vec<(u32, usize, usize)> = (1..height - 1)
        .flat_map(|y| (1..width - 1).map(move |x| (x, y)))
        .map(|(x, y)| (sum(x, y), x, y))
        .collect();
    all.sort_unstable_by(|a, b| b.cmp(a));
    let mut peaks: Vec<(f32, f32)> = Vec::new();
    for (_, x, y) in all {
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        if peaks.iter().all(|p| (p.0 - x).hypot(p.1 - y) > 5.0) {
            peaks.push((x, y));
        }
        if peaks.len() == CENTRES {
            break;
        }
    }
    peaks
}

/// The outermost radius about a centre with edges nearly all around, and the
/// share of the bins that have one.
fn radius(edges: &[Edge], cx: f32, cy: f32, least: f32, most: f32) -> Option<(f32, f32)> {
    let mut cover = vec![0u128; most as usize + 4];
    for edge in edges {
        let (dx, dy) = (edge.x - cx, edge.y - cy);
        let away = dx.hypot(dy);
        let along = (dx * edge.dx + dy * edge.dy).abs() / away.max(1.0);
        if away >= least - 1.0 && away <= most + 1.0 && along > 0.95 {
            let turn = (dx.atan2(dy) / std::f32::consts::TAU).rem_euclid(1.0);
            cover[away.round() as usize] |= 1 << ((turn * BINS as f32) as usize % BINS);
        }
    }
    let at = |r: usize| (cover[r - 1] | cover[r] | cover[r + 1]).count_ones() as f32 / BINS as f32;
    let radii: Vec<usize> = (least as usize..=most as usize).collect();
    let best = radii.iter().map(|r| at(*r)).fold(0.0, f32::max);
    let enough = LEAST_COVER.max(0.85 * best);
    let outer = radii.into_iter().rev().find(|r| at(*r) >= enough)?;
    // Of the neighbouring radii the best covered one.
    let best = (outer.saturating_sub(3).max(1)..=outer).max_by(|a, b| at(*a).total_cmp(&at(*b)))?;
    Some((best as f32, at(best)))
}

/// The circle through the rim that is seen from a rough centre.
fn refined(image: &RgbImage, cx: f32, cy: f32, radius: f32) -> Option<Disc> {
    let mut disc = Disc { cx, cy, radius, hole: 0.0, behind: [255.0; 3], round: 0.0 };
    for pass in 0..3 {
        disc.behind = behind(image, &disc);
        let reach = if pass == 0 { 0.12 } else { 0.08 };
        let points = rim(image, &disc, reach);
        if points.len() < RAYS / 3 {
            return None;
        }
        fit(&mut disc, &points, if pass == 0 { 0.05 } else { 0.02 });
        let slack = (0.012 * disc.radius).max(1.2);
        let near =
            |p: &&(f32, f32)| ((p.0 - disc.cx).hypot(p.1 - disc.cy) - disc.radius).abs() <= slack;
        disc.round = points.iter().filter(near).count() as f32 / RAYS as f32;
    }
    let sound = disc.radius >= 6.0
        && (disc.cx - cx).hypot(disc.cy - cy) <= 0.2 * radius
        && (0.8..1.25).contains(&(disc.radius / radius));
    (sound && disc.round >= 0.55).then_some(disc)
}

/// Middle colour of what lies around a disc.
fn behind(image: &RgbImage, disc: &Disc) -> Colour {
    let inside = |(x, y): (f32, f32)| {
        x >= 0.0 && y >= 0.0 && x < image.width() as f32 && y < image.height() as f32
    };
    let colours: Vec<Colour> = (0..RAYS)
        .flat_map(|i| {
            [1.06, 1.1, 1.14].map(|f| disc.point(i as f32 / RAYS as f32, f * disc.radius))
        })
        .filter(|p| inside(*p))
        .map(|(x, y)| sample(image, x, y))
        .collect();
    middle(&colours)
}

/// Where rays from outside meet something of another colour than behind.
fn rim(image: &RgbImage, disc: &Disc, reach: f32) -> Vec<(f32, f32)> {
    let step = 0.5;
    (0..RAYS)
        .filter_map(|i| {
            let turn = (i as f32 + 0.5) / RAYS as f32;
            let inner = (1.0 - reach) * disc.radius;
            let (x, y) = disc.point(turn, inner);
            let within = contrast(sample(image, x, y), disc.behind);
            let enough = (0.5 * within).clamp(7.0, 60.0);
            let mut before = 0.0;
            let mut away = (1.0 + reach) * disc.radius;
            while away > inner {
                let (x, y) = disc.point(turn, away);
                let off = contrast(sample(image, x, y), disc.behind);
                if off >= enough {
                    let share = if off > before { (off - enough) / (off - before) } else { 0.0 };
                    return Some(disc.point(turn, away + step * share.clamp(0.0, 1.0)));
                }
                before = off;
                away -= step;
            }
            None
        })
        .collect()
}

/// Moves a circle to fit points, those far off it counting little
/// (iteratively reweighted least squares, Tukey's weights).
fn fit(disc: &mut Disc, points: &[(f32, f32)], tolerance: f32) {
    for _ in 0..12 {
        let cut = (tolerance * disc.radius).max(2.5);
        // Normal equations of the residual's derivatives by centre and radius.
        let (mut a, mut b) = ([[0f64; 3]; 3], [0f64; 3]);
        for (x, y) in points {
            let (dx, dy) = (x - disc.cx, y - disc.cy);
            let away = dx.hypot(dy).max(1e-3);
            let off = away - disc.radius;
            if off.abs() >= cut {
                continue;
            }
            let weight = f64::from((1.0 - (off / cut).powi(2)).powi(2));
            let row = [f64::from(dx / away), f64::from(dy / away), 1.0];
            for i in 0..3 {
                for j in 0..3 {
                    a[i][j] += weight * row[i] * row[j];
                }
                b[i] += weight * row[i] * f64::from(off);
            }
        }
        let Some(move_by) = solve(a, b) else { return };
        disc.cx += move_by[0] as f32;
        disc.cy += move_by[1] as f32;
        disc.radius += move_by[2] as f32;
        if move_by.iter().all(|m| m.abs() < 0.005) {
            return;
        }
    }
}

/// Solves three linear equations by Cramer's rule.
fn solve(a: [[f64; 3]; 3], b: [f64; 3]) -> Option<[f64; 3]> {
    let det = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
            - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let all = det(a);
    (all.abs() > 1e-6).then(|| {
        std::array::from_fn(|column| {
            let mut m = a;
            for row in 0..3 {
                m[row][column] = b[row];
            }
            det(m) / all
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use imageproc::drawing::{draw_filled_circle_mut, draw_filled_rect_mut};
    use imageproc::rect::Rect;

    #[test]
    fn a_disc_is_found_among_frames_and_swatches() {
        let mut image = RgbImage::from_pixel(400, 260, Rgb([255, 255, 255]));
        draw_filled_circle_mut(&mut image, (140, 130), 90, Rgb([40, 118, 221]));
        for y in [60, 90, 120] {
            draw_filled_rect_mut(&mut image, Rect::at(300, y).of_size(12, 12), Rgb([200, 30, 30]));
        }
        let found = discs(&image);
        let disc = found.first().unwrap();
        assert!((disc.cx - 140.5).abs() < 0.5 && (disc.cy - 130.5).abs() < 0.5, "{disc:?}");
        assert!((disc.radius - 90.5).abs() < 0.7 && disc.round > 0.95, "{disc:?}");
    }

    #[test]
    fn bars_make_no_disc() {
        let mut image = RgbImage::from_pixel(400, 260, Rgb([255, 255, 255]));
        for (i, height) in [80u32, 150, 60, 200].into_iter().enumerate() {
            let bar = Rect::at(40 + 80 * i as i32, 240 - height as i32).of_size(50, height);
            draw_filled_rect_mut(&mut image, bar, Rgb([70, 120, 170]));
        }
        assert!(discs(&image).is_empty());
    }

    #[test]
    fn turns_run_clockwise_from_noon() {
        let disc =
            Disc { cx: 10.0, cy: 20.0, radius: 5.0, hole: 0.0, behind: [0.0; 3], round: 1.0 };
        let (x, y) = disc.point(0.25, 5.0);
        assert!((x - 15.0).abs() < 1e-4 && (y - 20.0).abs() < 1e-4);
        let (turn, away) = disc.polar(10.0, 24.0);
        assert!((turn - 0.5).abs() < 1e-5 && (away - 4.0).abs() < 1e-5);
    }
}
