//! Strokes: the line of one colour traced from column to column.
//!
//! Every column has runs of pixels of the colour. The path is the chain of
//! runs, one a column, that covers most columns, where gaps (dashes, crossings,
//! text) cost less than what they join.

use image::RgbImage;

use crate::marks::geometry::{PixelBox, median};
use crate::marks::line_charts::blends::{Blend, is_between, shares};
use crate::marks::line_charts::markers::{self, Marker};
use crate::marks::line_charts::not_lines::{is_gridline, is_scattered};
use crate::marks::line_charts::palette::Zone;
use crate::marks::regions::pixel;
use crate::marks::regions::{Colour, turn};

/// A run has at least one pixel with this share.
const LEAST_CORE: f32 = 0.6;
/// ... or its pixels have this share together.
const LEAST_SUM: f32 = 0.75;
/// Cost of a missing column and of a missing row in a chain of runs.
const GAP_COST: f32 = 0.2;
const JUMP_COST: f32 = 0.12;
/// Longest gap, as a share of the plot's width.
const LONGEST_GAP: f32 = 0.25;
/// What rises by no more pixels is level; so many level chains are passed over
/// in search of a line.
const LEVEL: f32 = 1.5;
const TRIES: usize = 3;
/// Thickest line, in pixels at [`crate::marks::ink::Ink::scale`] 1.
const THICKEST: f32 = 9.0;
/// Farthest that a marker reaches from its line, in pixels at scale 1.
const MARKER: f32 = 12.0;
/// A path covers this share of the plot's width, and of its own columns.
const LEAST_EXTENT: f32 = 0.15;
const LEAST_COVER: f32 = 0.25;

/// One column of a path.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// Middle of the column.
    pub x: f32,
    /// Middle of the stroke in it.
    pub y: f32,
    /// Rows it covers in this column.
    pub rows: f32,
}

/// The line of one series.
#[derive(Debug, Clone)]
pub struct Path {
    /// Its colour.
    pub colour: Colour,
    /// Columns where it was seen, left to right.
    pub points: Vec<Point>,
    /// Width of the stroke, in pixels.
    pub thickness: f32,
    /// Dots, rings and boxes on it, left to right.
    pub markers: Vec<Marker>,
}

impl Path {
    /// Pixels between its highest and its lowest point.
    pub fn rise(&self) -> f32 {
        let heights = self.points.iter().map(|p| p.y);
        heights.clone().fold(f32::MIN, f32::max) - heights.fold(f32::MAX, f32::min)
    }

    /// Middle of its first and last column.
    pub fn extent(&self) -> (f32, f32) {
        let end = |p: Option<&Point>| p.map_or(0.0, |p| p.x);
        (end(self.points.first()), end(self.points.last()))
    }

    /// The box around it.
    pub fn bounds(&self) -> PixelBox {
        let around = self.points.iter().map(|p| {
            let half = 0.5 * p.rows;
            PixelBox::new(
                p.x as i32,
                (p.y - half) as i32,
                p.x as i32 + 1,
                (p.y + half).ceil() as i32,
            )
        });
        PixelBox::around(around).unwrap_or(PixelBox::new(0, 0, 0, 0))
    }

    /// Points from column `from` to column `to`.
    pub fn between(&self, from: f32, to: f32) -> &[Point] {
        let start = self.points.partition_point(|p| p.x < from);
        let end = self.points.partition_point(|p| p.x <= to);
        &self.points[start..end.max(start)]
    }

    /// Share of the columns from which it goes on level.
    pub fn level(&self) -> f32 {
        let level = self.points.windows(2).filter(|w| (w[1].y - w[0].y).abs() < 0.2).count();
        level as f32 / (self.points.len() as f32 - 1.0).max(1.0)
    }

    /// The column seen nearest to a coordinate, if one is within `reach`.
    pub fn nearest(&self, x: f32, reach: f32) -> Option<&Point> {
        let off = |p: &&Point| (p.x - x).abs();
        self.between(x - reach, x + reach).iter().min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// Height at a coordinate by what was seen on both sides of it, or on one side within
    /// `beyond` where the line ends.
    pub fn interpolated(&self, x: f32, beyond: f32) -> Option<f32> {
        let before = self.points.iter().rev().find(|p| p.x <= x);
        let after = self.points.iter().find(|p| p.x >= x);
        match (before, after) {
            (Some(a), Some(b)) => Some(a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x).max(1.0)),
            (Some(end), None) | (None, Some(end)) => ((end.x - x).abs() <= beyond).then_some(end.y),
            (None, None) => None,
        }
    }

    /// Rows per column, between what was seen within `reach` on both sides of a coordinate.
    pub fn slope_near(&self, x: f32, reach: f32) -> f32 {
        let seen = self.between(x - reach, x + reach);
        match (seen.first(), seen.last()) {
            (Some(a), Some(b)) if b.x > a.x => (b.y - a.y) / (b.x - a.x),
            _ => 0.0,
        }
    }

    /// The marker nearest to a coordinate, if one is within `reach`.
    pub fn marker_at(&self, x: f32, reach: f32) -> Option<&Marker> {
        let off = |m: &&Marker| (m.x - x).abs();
        self.markers.iter().filter(|m| off(m) <= reach).min_by(|a, b| off(a).total_cmp(&off(b)))
    }

    /// How far from a point the stroke may look different: corners are blunted,
    /// and markers stand there.
    pub fn blunted(&self, scale: f32) -> f32 {
        let marker = self.markers.iter().map(|m| m.radius + 1.0).fold(0.0, f32::max);
        marker.max(self.thickness + 2.0 * scale)
    }

    /// Share of the columns of its extent in which it was seen.
    pub fn cover(&self) -> f32 {
        let (first, last) = self.extent();
        self.points.len() as f32 / (last - first + 1.0)
    }
}

/// A pixel this far from the paper that is no blend of a line's colour is of
/// something else.
const FOREIGN: f32 = 60.0;

/// A run of a colour's pixels in a column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub x: i32,
    pub y0: i32,
    pub y1: i32,
    pub y: f32,
    rows: f32,
    /// Whether text covers a part of it.
    cut: bool,
}

/// The paths of all colours that make one, the clearest first; `rims` are
/// colours of what is no line, and `scale` is as in [`crate::marks::ink::Ink`].
pub fn paths(
    image: &RgbImage,
    zone: &Zone,
    colours: &[Colour],
    rims: &[Colour],
    scale: f32,
) -> Vec<Path> {
    let all = [colours, rims].concat();
    let of = |colour: &Colour| {
        // A line whose colour lies between two papers looks like a rim itself.
        let others = if is_between(&zone.papers, *colour) { colours } else { &all };
        path(image, zone, *colour, others, scale)
    };
    let mut found: Vec<Path> = colours.iter().filter_map(of).collect();
    let ink = |p: &Path| p.points.iter().map(|p| p.rows).sum::<f32>();
    let weight = |p: &Path| ink(p) * zone.strength(p.colour).min(120.0);
    found.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
    let mut kept: Vec<Path> = Vec::new();
    for path in found {
        if !kept.iter().any(|k| is_shadow(&path, k, zone)) {
            kept.push(path);
        }
    }
    kept
}

/// Whether a path is only the blended rim of another.
fn is_shadow(path: &Path, of: &Path, zone: &Zone) -> bool {
    let alike = turn(zone.papers[0], path.colour, of.colour) < 0.35;
    let reach = 0.5 * (path.thickness + of.thickness) + 1.0;
    let beside = path
        .points
        .iter()
        .filter(|p| {
            of.between(p.x - 0.5, p.x + 0.5)
                .first()
                .is_some_and(|q| (p.y - q.y).abs() <= reach.max(0.5 * (p.rows + q.rows) + 0.5))
        })
        .count();
    let share = beside as f32 / path.points.len() as f32;
    alike && share > 0.5 || share > 0.9 && path.cover() < 0.8 * of.cover()
}

/// The path of a colour, if it makes one.
pub fn path(
    image: &RgbImage,
    zone: &Zone,
    colour: Colour,
    colours: &[Colour],
    scale: f32,
) -> Option<Path> {
    let share = shares(image, zone, colour, colours);
    let foreign = |x: i32, y: i32| {
        let own = pixel(image, x, y);
        zone.strength(own) > FOREIGN
            && !zone.on_grid(x, y, own)
            && zone.papers.iter().all(|paper| {
                let blend = Blend::of(own, *paper, colour);
                !blend.is_near()
            })
    };
    let mut runs = runs(zone, &share, foreign);
    let mut found: Option<Path> = None;
    for _ in 0..TRIES {
        let chain = chain(&runs, LONGEST_GAP * zone.bounds.width() as f32);
        let path = along(&chain, colour);
        let Some(height) = path.points.first().map(|p| p.y) else { break };
        let rises = path.rise() > LEVEL;
        if is_line(&path, &chain, &runs, zone, scale) {
            found = if rises { Some(path) } else { found.or(Some(path)) };
        }
        if rises {
            break;
        }
        // An axis or frame of a line's own colour is longer than the line.
        runs.retain(|r| (r.y - height).abs() > LEVEL);
    }
    let mut path = found?;
    path.markers = markers_on(&path, zone, &share, scale);
    Some(path)
}

/// The path along a chain of runs.
fn along(chain: &[Run], colour: Colour) -> Path {
    // Columns where something covers a part of the line do not show its middle.
    let whole = chain.iter().filter(|r| !r.cut).count();
    let points: Vec<Point> = chain
        .iter()
        .filter(|r| !r.cut || 2 * whole < chain.len())
        .map(|r| Point { x: r.x as f32 + 0.5, y: r.y, rows: r.rows })
        .collect();
    let mut path = Path { colour, points, thickness: 0.0, markers: Vec::new() };
    path.thickness = thickness(&path);
    path
}

/// Whether a path along a chain of some of the runs is a line of data.
fn is_line(path: &Path, chain: &[Run], runs: &[Run], zone: &Zone, scale: f32) -> bool {
    let (first, last) = path.extent();
    last - first >= (LEAST_EXTENT * zone.bounds.width() as f32).max(20.0)
        && path.cover() >= LEAST_COVER
        && path.thickness <= THICKEST * scale
        && !is_gridline(path, runs, zone)
        && !is_scattered(chain, scale)
}

/// The markers of a path, where `share` says what is of its colour.
fn markers_on(path: &Path, zone: &Zone, share: &[f32], scale: f32) -> Vec<Marker> {
    let (b, around) = (zone.bounds, path.bounds());
    let margin = (MARKER * scale) as i32;
    let bounds = PixelBox::new(
        (around.x0 - margin).max(b.x0),
        (around.y0 - margin).max(b.y0),
        (around.x1 + margin).min(b.x1),
        (around.y1 + margin).min(b.y1),
    );
    let is_line = |x: i32, y: i32| share[zone.at(x, y)] > 0.0;
    let mut found = markers::markers(is_line, bounds, path.thickness, scale);
    found.retain(|m| {
        path.nearest(m.x, 2.0 * m.radius + 2.0)
            .is_some_and(|p| (p.y - m.y).abs() <= m.radius + 0.5 * p.rows + 1.0)
    });
    found
}

/// Vertical runs of a colour, column by column; `foreign` says whether a pixel
/// is of another line.
fn runs(zone: &Zone, share: &[f32], foreign: impl Fn(i32, i32) -> bool) -> Vec<Run> {
    let b = zone.bounds;
    let mut found = Vec::new();
    for x in b.x0..b.x1 {
        let of = |y: i32| if y < b.y1 { share[zone.at(x, y)] } else { 0.0 };
        let mut y = b.y0;
        while y < b.y1 {
            if of(y) == 0.0 {
                y += 1;
                continue;
            }
            let (start, mut sum, mut moment, mut most) = (y, 0.0, 0.0, 0.0f32);
            while of(y) > 0.0 {
                sum += of(y);
                moment += of(y) * (y as f32 + 0.5);
                most = most.max(of(y));
                y += 1;
            }
            if most >= LEAST_CORE || sum >= LEAST_SUM {
                let covered = |y: i32| (b.y0..b.y1).contains(&y) && zone.covered[zone.at(x, y)];
                let beyond = |y: i32| (b.y0..b.y1).contains(&y) && foreign(x, y);
                let cut = covered(start - 1) || covered(y) || beyond(start - 1) || beyond(y);
                found.push(Run { x, y0: start, y1: y, y: moment / sum, rows: sum, cut });
            }
        }
    }
    found
}

/// The chain of runs worth most: one for every column it has, less the gaps.
fn chain(runs: &[Run], longest: f32) -> Vec<Run> {
    let mut worth = vec![1.0f32; runs.len()];
    let mut before: Vec<Option<usize>> = vec![None; runs.len()];
    for i in 0..runs.len() {
        let run = runs[i];
        for j in (0..i).rev() {
            let other = runs[j];
            let gap = run.x - other.x;
            if gap == 0 {
                continue;
            }
            if gap as f32 > longest {
                break;
            }
            let apart = (run.y0 - other.y1).max(other.y0 - run.y1).max(0) as f32;
            let cost = GAP_COST * (gap - 1) as f32 + JUMP_COST * apart;
            // Thick pieces beside a thin line are no part of it.
            let uneven = 0.002 * (run.y - other.y).abs() / gap as f32;
            let through = worth[j] + 1.0 - cost - uneven;
            if through > worth[i] {
                worth[i] = through;
                before[i] = Some(j);
            }
        }
    }
    let mut at = (0..runs.len()).max_by(|a, b| worth[*a].total_cmp(&worth[*b]));
    let mut chain = Vec::new();
    while let Some(i) = at {
        chain.push(runs[i]);
        at = before[i];
    }
    chain.reverse();
    chain
}

/// Rows covered in a column, corrected for the slope there.
fn thickness(path: &Path) -> f32 {
    let widths: Vec<f32> = path
        .points
        .windows(5)
        .map(|w| {
            let slope = (w[4].y - w[0].y) / (w[4].x - w[0].x).max(1.0);
            w[2].rows / (1.0 + slope * slope).sqrt()
        })
        .collect();
    median(&widths)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;
    use imageproc::drawing::{draw_antialiased_line_segment_mut, draw_line_segment_mut};
    use imageproc::pixelops::interpolate;

    const BLUE: Rgb<u8> = Rgb([31, 119, 180]);
    const RED: Rgb<u8> = Rgb([214, 39, 40]);

    fn page() -> RgbImage {
        RgbImage::from_pixel(300, 200, Rgb([255, 255, 255]))
    }

    fn zone() -> Zone {
        let bounds = PixelBox::new(0, 0, 300, 200);
        Zone {
            bounds,
            papers: vec![[255.0; 3]],
            covered: vec![false; 300 * 200],
            grid_rows: vec![None; 200],
            grid_columns: vec![None; 300],
            axis: None,
            ticks: Vec::new(),
        }
    }

    /// A polyline about two pixels wide.
    fn draw(image: &mut RgbImage, points: &[(i32, i32)], colour: Rgb<u8>) {
        for pair in points.windows(2) {
            for row in 0..2 {
                let at = |p: (i32, i32)| (p.0, p.1 + row);
                draw_antialiased_line_segment_mut(
                    image,
                    at(pair[0]),
                    at(pair[1]),
                    colour,
                    interpolate,
                );
            }
        }
    }

    fn traced(image: &RgbImage, colour: Rgb<u8>, colours: &[Rgb<u8>]) -> Option<Path> {
        let float = |c: Rgb<u8>| c.0.map(f32::from);
        let colours: Vec<Colour> = colours.iter().map(|c| float(*c)).collect();
        path(image, &zone(), float(colour), &colours, 1.0)
    }

    fn y_at(path: &Path, x: f32) -> f32 {
        path.between(x - 0.6, x + 0.6).first().map_or(f32::NAN, |p| p.y)
    }

    #[test]
    fn a_line_is_traced_to_a_fraction_of_a_pixel() {
        let mut image = page();
        draw(&mut image, &[(20, 150), (280, 50)], BLUE);
        let path = traced(&image, BLUE, &[BLUE]).unwrap();
        assert!(path.points.len() > 250);
        for x in [60, 150, 240] {
            // The stroke covers two rows from the line's own.
            let expected = 150.0 - (x as f32 - 20.0) * 100.0 / 260.0 + 1.0;
            let y = y_at(&path, x as f32 + 0.5);
            assert!((y - expected).abs() < 0.5, "{y} {expected}");
        }
    }

    #[test]
    fn crossing_lines_keep_their_ways() {
        let mut image = page();
        draw(&mut image, &[(20, 150), (280, 50)], BLUE);
        draw(&mut image, &[(20, 50), (280, 150)], RED);
        let both = [BLUE, RED];
        let blue = traced(&image, BLUE, &both).unwrap();
        let red = traced(&image, RED, &both).unwrap();
        assert!(y_at(&blue, 40.5) > 130.0 && y_at(&blue, 260.5) < 70.0);
        assert!(y_at(&red, 40.5) < 70.0 && y_at(&red, 260.5) > 130.0);
    }

    #[test]
    fn a_dashed_line_is_one_path() {
        let mut image = page();
        for start in (20..280).step_by(12) {
            draw(&mut image, &[(start, 180 - start / 2), (start + 7, 176 - start / 2)], BLUE);
        }
        let path = traced(&image, BLUE, &[BLUE]).unwrap();
        let (first, last) = path.extent();
        assert!(first < 25.0 && last > 265.0);
    }

    #[test]
    fn a_line_over_an_axis_of_its_colour_is_traced() {
        let mut image = page();
        draw(&mut image, &[(10, 190), (290, 190)], BLUE);
        draw(&mut image, &[(30, 150), (270, 50)], BLUE);
        let path = traced(&image, BLUE, &[BLUE]).unwrap();
        assert!(path.rise() > 80.0);
    }

    #[test]
    fn gridlines_and_bars_are_no_paths() {
        let mut image = page();
        let grey = Rgb([120, 120, 120]);
        for y in [40.0, 90.0, 140.0] {
            draw_line_segment_mut(&mut image, (10.0, y), (290.0, y), grey);
        }
        assert!(traced(&image, grey, &[grey]).is_none());
        for x in (20..280).filter(|x| x % 50 < 30) {
            draw_line_segment_mut(&mut image, (x as f32, 60.0), (x as f32, 190.0), BLUE);
        }
        assert!(traced(&image, BLUE, &[BLUE]).is_none());
    }
}
