//! Strokes: the line of one colour traced from column to column.
//!
//! Every column has runs of pixels of the colour. The path is the chain of
//! runs, one a column, that covers most columns, where gaps (dashes, crossings,
//! text) cost less than what they join.

use image::RgbImage;

use crate::marks::geometry::{PixelBox, median};
use crate::marks::line_charts::blends::{Blend, shares, turn};
use crate::marks::line_charts::palette::{GREY, Zone, pixel};
use crate::marks::regions::{Colour, chroma};

/// A run has at least one pixel with this share.
const LEAST_CORE: f32 = 0.6;
/// ... or its pixels have this share together.
const LEAST_SUM: f32 = 0.75;
/// Cost of a missing column and of a missing row in a chain of runs.
const GAP_COST: f32 = 0.2;
const JUMP_COST: f32 = 0.12;
/// Longest gap, as a share of the plot's width.
const LONGEST_GAP: f32 = 0.25;
/// Rows between neighbouring columns that make a jump, and columns that make a
/// long gap, longer than between dashes (at [`crate::marks::ink::Ink::scale`] 1).
const JUMP: f32 = 4.0;
const LONG_GAP: f32 = 24.0;
/// Thickest line, in pixels at [`crate::marks::ink::Ink::scale`] 1.
const THICKEST: f32 = 9.0;
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
struct Run {
    x: i32,
    y0: i32,
    y1: i32,
    y: f32,
    rows: f32,
    /// Whether text covers a part of it.
    cut: bool,
}

/// The paths of all colours that make one, the clearest first; `scale` as in
/// [`crate::marks::ink::Ink`].
pub fn paths(image: &RgbImage, zone: &Zone, colours: &[Colour], scale: f32) -> Vec<Path> {
    let mut found: Vec<Path> =
        colours.iter().filter_map(|c| path(image, zone, *c, colours, scale)).collect();
    let weight = |p: &Path| p.points.len() as f32 * zone.strength(p.colour).min(120.0);
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
    let runs = runs(zone, &share, foreign);
    let b = zone.bounds;
    let longest = LONGEST_GAP * b.width() as f32;
    let chain = chain(&runs, longest);
    // Columns where something covers a part of the line do not show its middle.
    let whole = chain.iter().filter(|r| !r.cut).count();
    let points: Vec<Point> = chain
        .iter()
        .filter(|r| !r.cut || 2 * whole < chain.len())
        .map(|r| Point { x: r.x as f32 + 0.5, y: r.y, rows: r.rows })
        .collect();
    let mut path = Path { colour, points, thickness: 0.0 };
    path.thickness = thickness(&path);
    let (first, last) = path.extent();
    let extent = last - first;
    if extent < (LEAST_EXTENT * b.width() as f32).max(20.0)
        || path.cover() < LEAST_COVER
        || path.thickness > THICKEST * scale
        || is_gridline(&path, &runs, zone)
        || is_scattered(&chain, scale)
    {
        return None;
    }
    Some(path)
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

/// Whether a chain joins marks that stand apart, as dots or boxes do: it jumps
/// between neighbouring columns, or most of it are long gaps.
fn is_scattered(chain: &[Run], scale: f32) -> bool {
    let (mut jumps, mut gaps, mut missing) = (0, 0, 0.0);
    for pair in chain.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        let gap = (b.x - a.x - 1) as f32;
        let apart = (b.y0 - a.y1).max(a.y0 - b.y1) as f32;
        // Steep lines have long runs, and long gaps between their dashes.
        let high = (a.y1 - a.y0).max(b.y1 - b.y0) as f32;
        if gap <= 2.0 && apart > JUMP * scale + high {
            jumps += 1;
        }
        if gap > LONG_GAP * scale {
            gaps += 1;
            missing += gap;
        }
    }
    let extent = chain.last().map_or(0, |r| r.x) - chain.first().map_or(0, |r| r.x) + 1;
    let missing = missing / extent as f32;
    jumps as f32 > 3.0 + 0.015 * chain.len() as f32 || missing > 0.4 || gaps >= 3 && missing > 0.25
}

/// Whether a path is a gridline: level, and grey or one of several such.
fn is_gridline(path: &Path, runs: &[Run], zone: &Zone) -> bool {
    let on_tick =
        |p: &&Point| zone.ticks.iter().any(|t| (t - p.y).abs() <= 1.5 * path.thickness.max(1.0));
    let on_ticks = path.points.iter().filter(on_tick).count() as f32;
    if chroma(path.colour) < GREY && on_ticks > 0.6 * path.points.len() as f32 {
        return true;
    }
    let (low, high) =
        path.points.iter().fold((f32::MAX, f32::MIN), |(a, b), p| (a.min(p.y), b.max(p.y)));
    if high - low > 2.0 * path.thickness.max(1.0) {
        return false;
    }
    let mut rows = vec![0usize; zone.bounds.height() as usize];
    for run in runs {
        rows[(run.y as i32 - zone.bounds.y0) as usize] += 1;
    }
    let others = rows
        .iter()
        .enumerate()
        .filter(|(row, n)| {
            let apart = (*row as f32 + zone.bounds.y0 as f32 - path.points[0].y).abs();
            apart > 5.0 && 2 * **n > path.points.len()
        })
        .count();
    chroma(path.colour) < GREY || others > 0
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
