//! Where a line is at a slot: at its marker, where the straight pieces beside
//! the slot meet, or where the stroke is; and under another line, where that
//! hides it.

use crate::marks::line_charts::not_lines::is_stepped;
use crate::marks::line_charts::points::{Grid, Line, MISFIT};
use crate::marks::line_charts::strokes::{Path, Point};

/// A marker belongs to a slot within this share of the pitch, or so many pixels.
const MARKER_OFF: f32 = 0.15;
const MARKER_OFF_PIXELS: f32 = 3.0;
/// Straight pieces meet within so many pixels of a marker's middle.
const MEETS_MARKER: f32 = 1.5;

/// How far beside a slot steps are level, in pitches.
const BESIDE_JUMP: f32 = 0.25;
/// Widest gap that is bridged at a slot, in pitches.
const WIDEST_BRIDGE: f32 = 0.8;
/// A line may end so many pixels before its outermost slot.
const ENDS_BESIDE: f32 = 3.0;

/// Lines on a grid, of which one is asked where it is.
#[derive(Clone, Copy)]
pub struct Lines<'a> {
    /// All lines.
    pub paths: &'a [Path],
    /// The slots.
    pub grid: Grid,
    /// Whether lines are straight between slots.
    pub straight: bool,
    /// As in [`crate::marks::ink::Ink`].
    pub scale: f32,
}

impl Lines<'_> {
    /// Height of a line at a slot; `None` where it does not reach or has a gap.
    pub fn at(&self, index: usize, slot: i32) -> Option<f32> {
        let path = &self.paths[index];
        let x = self.grid.centre(slot);
        let (first, last) = path.extent();
        let slack = (0.4 * self.grid.pitch).max(1.5);
        let seen = if x < first - slack || x > last + slack {
            None
        } else {
            self.of_steps(path, slot).or_else(|| self.seen(path, slot))
        };
        seen.or_else(|| self.hidden(index, slot))
    }

    /// Height at a slot where a line of steps jumps: that of the step which starts
    /// there, or of the one which ends there if the line begins with a jump.
    fn of_steps(&self, path: &Path, slot: i32) -> Option<f32> {
        if !is_stepped(path) {
            return None;
        }
        let (x, aside) = (self.grid.centre(slot), BESIDE_JUMP * self.grid.pitch);
        let level = |x: f32| path.nearest(x, 0.1 * self.grid.pitch).map(|p| p.y);
        let (before, after) = (level(x - aside), level(x + aside));
        let is_jump = |p: &&Point| p.rows > 3.0 * path.thickness.max(1.0);
        let at_start = path.points.first().filter(is_jump);
        let at_end = path.points.last().filter(is_jump);
        let (own, other, outer) = match at_start {
            Some(jump) if at_end.is_none() => (before, after, Some(jump)),
            _ => (after, before, at_end),
        };
        if own.is_some() && other.is_none() {
            return own;
        }
        // Beyond the last step there is only the end of its jump.
        own.or_else(|| {
            let (jump, other) = (outer?, other?);
            let half = 0.5 * (jump.rows - path.thickness);
            Some(if other < jump.y { jump.y + half } else { jump.y - half })
        })
    }

    /// Height of a line at a slot where it is seen.
    fn seen(&self, path: &Path, slot: i32) -> Option<f32> {
        let (x, scale) = (self.grid.centre(slot), self.scale);
        let reach = (MARKER_OFF * self.grid.pitch).max(MARKER_OFF_PIXELS * scale);
        let marker = path.marker_at(x, reach).map(|m| m.y);
        let left = self.piece(path, slot - 1, 0.3).filter(|_| self.straight);
        let right = self.piece(path, slot, 0.3).filter(|_| self.straight);
        let near = path.between(x - 1.0, x + 1.0);
        let middle =
            (!near.is_empty()).then(|| near.iter().map(|p| p.y).sum::<f32>() / near.len() as f32);
        let both = left.zip(right).and_then(|(l, r)| {
            let met = l.meeting(&r).filter(|(at, _)| (at - x).abs() <= 2.5 * scale);
            // Pieces that do not meet are no straight pieces.
            let apart = (l.at(x) - r.at(x)).abs();
            let steep = 1.0 + l.slope.abs().max(r.slope.abs());
            let mean = f32::midpoint(l.at(x), r.at(x));
            met.map(|m| m.1).or((apart <= 2.0 * scale * steep).then_some(mean))
        });
        let met = both.is_some();
        let fitted = match (left, right) {
            (Some(_), Some(_)) => both,
            (Some(l), None) => Some(l.at(x)),
            (None, Some(r)) => Some(r.at(x)),
            (None, None) => None,
        };
        match (fitted, marker, middle) {
            (Some(y), Some(m), _) => {
                Some(if (y - m).abs() <= MEETS_MARKER * scale { y } else { m })
            }
            (None, Some(m), _) => Some(m),
            // Where a gridline of the line's colour stands, its column says nothing.
            (Some(y), None, Some(_)) if met => Some(y),
            (Some(y), None, Some(m)) => {
                let rows = near.iter().map(|p| p.rows).fold(0.0, f32::max);
                Some(if (y - m).abs() <= rows + 2.0 * scale { y } else { m })
            }
            (Some(y), None, None) => Some(y),
            // Where a marker is partly hidden the stroke is not its middle.
            (None, None, m) => {
                let marked = !path.markers.is_empty();
                let bridged = self.bridged(path, x, if marked { path.blunted(scale) } else { 0.0 });
                if marked { bridged.or(m) } else { m.or(bridged) }
            }
        }
    }

    /// Height at a column between or just beside those where a line is seen,
    /// without those within `margin`. A point that is missing from the data
    /// leaves a gap of two slots, and other gaps are between dashes or are hidden.
    fn bridged(&self, path: &Path, x: f32, margin: f32) -> Option<f32> {
        let (first, last) = path.extent();
        let before = path.between(first, x - margin).last();
        let after = path.between(x + margin, last).first();
        let short = ENDS_BESIDE * self.scale + margin;
        match (before, after) {
            (Some(a), Some(b)) if b.x - a.x <= WIDEST_BRIDGE * self.grid.pitch => {
                Some(a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x).max(1.0))
            }
            (Some(end), None) | (None, Some(end)) if (end.x - x).abs() <= short => Some(end.y),
            _ => None,
        }
    }

    /// The straight piece of a line from a slot to the next, if at least a
    /// share of it is seen and lies on it.
    fn piece(&self, path: &Path, slot: i32, least: f32) -> Option<Line> {
        let (from, to) = (self.grid.centre(slot), self.grid.centre(slot + 1));
        let margin = (0.2 * self.grid.pitch).min(path.blunted(self.scale));
        let wide = path.between(from + margin, to - margin);
        let points = if wide.len() >= 4 { wide } else { path.between(from, to) };
        // A gap is bridged by the path, but nothing was drawn there.
        if (points.len() as f32) < least * (to - from - 2.0 * margin) {
            return None;
        }
        let line = Line::fit(points)?;
        let on = points.iter().filter(|p| line.distance(**p) <= MISFIT * self.scale).count();
        (10 * on >= 8 * points.len()).then_some(line)
    }

    /// Where a line would be at a slot by what is seen of it near there.
    fn expected(&self, path: &Path, slot: i32) -> Option<f32> {
        let x = self.grid.centre(slot);
        let (first, last) = path.extent();
        let short = |p: &&Point| (x - p.x).abs() <= 0.7 * self.grid.pitch;
        let before = path.between(first, x).last().filter(short);
        let after = path.between(x, last).first().filter(short);
        match (self.piece(path, slot - 1, 0.1), self.piece(path, slot, 0.1)) {
            (Some(l), Some(r)) if self.straight => Some(f32::midpoint(l.at(x), r.at(x))),
            (Some(l), None) if self.straight => Some(l.at(x)),
            (None, Some(r)) if self.straight => Some(r.at(x)),
            _ => {
                let (a, b) = (before?, after?);
                Some(a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x).max(1.0))
            }
        }
    }

    /// Height at a slot of a line that another hides there: it is seen on both
    /// sides of what hides it, or runs into it.
    fn hidden(&self, index: usize, slot: i32) -> Option<f32> {
        let path = &self.paths[index];
        let (x, pitch) = (self.grid.centre(slot), self.grid.pitch);
        let (first, last) = path.extent();
        if x < first - 1.2 * pitch || x > last + 1.2 * pitch {
            return None;
        }
        let before = path.between(first, x).last();
        let after = path.between(x, last).first();
        let others = self.paths.iter().enumerate().filter(|(i, _)| *i != index).map(|(_, p)| p);
        let covers = |other: &Path, y: f32| {
            let slack = 0.5 * path.thickness + 1.5 * self.scale;
            let stroke = other
                .nearest(x, 1.5 * self.scale)
                .is_some_and(|p| (p.y - y).abs() <= 0.5 * p.rows + slack);
            let marker = other.marker_at(x, MARKER_OFF_PIXELS * self.scale);
            // Two lines that meet hide each other.
            let half = other.markers.iter().map(|m| m.radius).fold(0.5 * other.thickness, f32::max);
            stroke
                || marker.is_some_and(|m| (m.y - y).abs() <= m.radius + slack)
                || self.expected(other, slot).is_some_and(|o| (o - y).abs() <= half + slack)
        };
        if let Some(y) = self.expected(path, slot) {
            return others.clone().any(|o| covers(o, y)).then_some(y);
        }
        // It goes under a line that it is at on both sides, or at its end.
        let meets = |other: &Path, p: Option<&Point>| {
            p.is_none_or(|p| {
                other.nearest(p.x, 3.0 * self.scale).is_some_and(|q| {
                    (q.y - p.y).abs() <= 0.5 * (p.rows + q.rows) + 2.0 * self.scale
                })
            })
        };
        others
            .filter(|o| meets(o, before) && meets(o, after))
            .find_map(|o| o.nearest(x, 1.5 * self.scale))
            .map(|p| p.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::line_charts::markers::Marker;
    use crate::marks::line_charts::points::tests::{path, zigzag};

    const GRID: Grid = Grid { origin: 20.0, pitch: 40.0 };

    fn at(paths: &[Path], index: usize, slot: i32, straight: bool) -> Option<f32> {
        Lines { paths, grid: GRID, straight, scale: 1.0 }.at(index, slot)
    }

    #[test]
    fn a_blunted_corner_is_read_at_its_tip() {
        let paths = [zigzag()];
        let y = at(&paths, 0, 1, true).unwrap();
        assert!((y - 40.0).abs() < 0.3, "{y}");
        // The stroke itself is farther down there.
        assert!(paths[0].between(59.0, 61.0).iter().all(|p| p.y > 40.9));
        assert!(at(&paths, 0, 9, true).is_none());
    }

    #[test]
    fn a_step_counts_from_the_slot_where_it_starts() {
        // Level from each slot to the next, and a jump to 30 at the last.
        let levels = [80.0, 50.0, 110.0];
        let points = (20..=140)
            .map(|x| {
                let (step, jump) = ((x - 20) / 40, x > 20 && (x - 20) % 40 == 0);
                let level = |n: i32| levels.get(n as usize).copied().unwrap_or(30.0);
                let (y, rows) = if jump {
                    let (from, to) = (level(step - 1), level(step));
                    (f32::midpoint(from, to), (to - from).abs() + 2.0)
                } else {
                    (level(step), 2.0)
                };
                Point { x: x as f32 + 0.5, y, rows }
            })
            .collect();
        let steps = Path { colour: [0.0; 3], points, thickness: 2.0, markers: Vec::new() };
        let found: Vec<f32> =
            (0..4).map(|slot| at(std::slice::from_ref(&steps), 0, slot, true).unwrap()).collect();
        for (found, expected) in found.iter().zip([80.0, 50.0, 110.0, 30.0]) {
            assert!((found - expected).abs() < 1.0, "{found} {expected}");
        }
    }

    #[test]
    fn a_curve_is_read_at_its_marker() {
        let mut curve = zigzag();
        // The chain of runs went along the upper rim of a ring.
        for p in curve.points.iter_mut().filter(|p| (p.x - 60.0).abs() < 5.0) {
            p.y -= 5.0;
        }
        curve.markers = vec![Marker { x: 60.0, y: 41.0, radius: 5.0 }];
        assert!((at(&[curve], 0, 1, false).unwrap() - 41.0).abs() < 0.1);
    }

    #[test]
    fn a_point_under_another_line_is_read_and_a_gap_is_not() {
        let mut under = zigzag();
        under.points.retain(|p| (p.x - 100.0).abs() > 8.0);
        // A curve's tip is rounder than a corner.
        for (straight, tip) in [(true, 79.0), (false, 72.0)] {
            let over = path(&[(20.0, 80.0), (160.0, 80.0), (260.0, 70.0)]);
            let y = at(&[under.clone(), over], 0, 2, straight).unwrap();
            assert!((y - tip).abs() < 3.0, "{y}");
        }
        under.points.retain(|p| (p.x - 100.0).abs() > 38.0);
        let elsewhere = path(&[(20.0, 150.0), (160.0, 150.0), (260.0, 150.0)]);
        assert!(at(&[under, elsewhere], 0, 2, false).is_none());
    }

    #[test]
    fn lines_that_meet_are_both_read() {
        let mut paths = [zigzag(), path(&[(20.0, 80.0), (100.0, 80.0), (260.0, 70.0)])];
        for line in &mut paths {
            line.points.retain(|p| (p.x - 100.0).abs() > 6.0);
        }
        for index in 0..2 {
            assert!((at(&paths, index, 2, true).unwrap() - 80.0).abs() < 0.5);
        }
    }

    #[test]
    fn lines_that_run_together_have_the_same_values() {
        let over = zigzag();
        let mut under = zigzag();
        under.points.retain(|p| p.x < 58.0 || p.x > 182.0);
        let y = at(&[under, over], 0, 3, true).unwrap();
        assert!((y - 30.0).abs() < 1.5, "{y}");
    }
}
