//! Chains of ink that are no lines of data: gridlines, and marks that stand
//! apart.

use crate::marks::line_charts::palette::{GREY, Zone};
use crate::marks::line_charts::strokes::{Path, Point, Run};
use crate::marks::regions::chroma;

/// Rows between neighbouring columns that make a jump, and columns that make a
/// long gap, longer than between dashes (at [`crate::marks::ink::Ink::scale`] 1).
const JUMP: f32 = 4.0;
const LONG_GAP: f32 = 24.0;
/// Share of the columns in which gridlines are level, and of the runs that are
/// in a few rows.
const LEVEL: f32 = 0.9;
/// Steps between columns that are none, those that are jumps, and the share
/// that both have of a path of level pieces.
const EXACTLY_LEVEL: f32 = 0.02;
const STEP: f32 = 3.0;
const MOSTLY: f32 = 0.7;

/// Whether a chain joins marks that stand apart, as dots or boxes do: it jumps
/// between neighbouring columns, or most of it are long gaps.
pub(super) fn is_scattered(chain: &[Run], scale: f32) -> bool {
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
pub(super) fn is_gridline(path: &Path, runs: &[Run], zone: &Zone) -> bool {
    let on_tick =
        |p: &&Point| zone.ticks.iter().any(|t| (t - p.y).abs() <= 1.5 * path.thickness.max(1.0));
    let on_ticks = path.points.iter().filter(on_tick).count() as f32;
    if chroma(path.colour) < GREY && on_ticks > 0.6 * path.points.len() as f32 {
        return true;
    }
    if chroma(path.colour) < GREY && is_of_gridlines(path, runs, zone) {
        return true;
    }
    let (low, high) =
        path.points.iter().fold((f32::MAX, f32::MIN), |(a, b), p| (a.min(p.y), b.max(p.y)));
    if high - low > 2.0 * path.thickness.max(1.0) {
        return false;
    }
    let rows = runs_by_row(runs, zone);
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

/// Whether a path goes from one gridline to another, as where bars hide most of
/// each: it is level nearly everywhere, in rows that are full of such pieces.
fn is_of_gridlines(path: &Path, runs: &[Run], zone: &Zone) -> bool {
    let rows = runs_by_row(runs, zone);
    let full = |row: usize| 4 * rows[row] > path.points.len();
    let in_full = |y: f32| full((y as i32 - zone.bounds.y0) as usize);
    let on_full = path.points.iter().filter(|p| in_full(p.y)).count();
    let several = (0..rows.len()).filter(|row| full(*row)).count() >= 3;
    several && path.level() >= LEVEL && on_full as f32 >= LEVEL * path.points.len() as f32
}

/// Whether a path is level but for jumps, as along the ends of bars or from one
/// gridline to another.
pub fn is_stepped(path: &Path) -> bool {
    let steps = || path.points.windows(2).map(|w| (w[1].y - w[0].y).abs());
    let level = steps().filter(|s| *s < EXACTLY_LEVEL).count() as f32;
    let jumps: f32 = steps().filter(|s| *s >= STEP).sum();
    level >= MOSTLY * steps().count() as f32 && jumps >= MOSTLY * steps().sum::<f32>()
}

/// How many runs have their middle in every row of the zone.
fn runs_by_row(runs: &[Run], zone: &Zone) -> Vec<usize> {
    let mut rows = vec![0usize; zone.bounds.height() as usize];
    for run in runs {
        rows[(run.y as i32 - zone.bounds.y0) as usize] += 1;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(y: impl Fn(i32) -> f32) -> Path {
        let at = |x: i32| Point { x: x as f32 + 0.5, y: y(x), rows: 1.0 };
        let points = (0..200).map(at).collect();
        Path { colour: [0.0; 3], points, thickness: 1.0, markers: Vec::new() }
    }

    #[test]
    fn ends_of_bars_are_steps_and_gentle_lines_are_not() {
        assert!(is_stepped(&path(|x| 50.0 + 10.0 * (x / 25 % 3) as f32)));
        assert!(!is_stepped(&path(|x| 50.0 + 0.1 * x as f32)));
        // A line without anti-aliasing.
        assert!(!is_stepped(&path(|x| (50 + x / 10) as f32)));
    }
}
