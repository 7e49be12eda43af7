//! The points of traced lines: where the slots lie along x, and where a line
//! is at a slot.
//!
//! Between two points a line is straight, so the slots are the even steps at
//! which straight pieces fit best; a point is where the pieces beside it meet,
//! which is more exact than the blunted corner of the stroke.

use crate::marks::geometry::median;
use crate::marks::line_charts::strokes::{Path, Point};

/// Turn of a line (difference of slopes) that makes a sharp corner.
const SHARP: f32 = 0.4;
/// Slots are at least this far apart, in pixels.
pub(super) const LEAST_PITCH: f32 = 5.0;
/// Most slots that are looked for without labels.
const MOST_SLOTS: i32 = 80;
/// Distance in pixels from a straight piece that counts fully as a misfit.
pub(super) const MISFIT: f32 = 0.8;
/// A stroke's middle is known this exactly, in pixels.
const EXACT: f32 = 0.25;
/// Straight pieces fit: share of a line that is on them.
pub(super) const STRAIGHT: f32 = 0.9;
/// More than this need not fit.
pub(super) const SURELY_STRAIGHT: f32 = 0.97;
/// A number of slots that stands out fits at least so well.
const PROMINENT: f32 = 0.8;
/// A coarser grid may fit this much worse.
const SLACK: f32 = 0.025;
/// Steps between two labels that are tried.
pub(super) const DIVISIONS: [i32; 9] = [1, 2, 3, 4, 5, 6, 7, 10, 12];

/// Evenly spaced slots: `centre(i) = origin + pitch * i`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Grid {
    /// Centre of slot 0.
    pub origin: f32,
    /// Distance between slots.
    pub pitch: f32,
}

impl Grid {
    /// Centre of a slot.
    pub fn centre(self, slot: i32) -> f32 {
        self.origin + self.pitch * slot as f32
    }

    /// The slot nearest to a coordinate.
    pub fn slot_at(self, x: f32) -> i32 {
        ((x - self.origin) / self.pitch).round() as i32
    }

    /// The grid nearest to coordinates of slots; `None` if they are all of one slot.
    pub fn through(places: &[(f32, f32)]) -> Option<Self> {
        let n = places.len() as f32;
        let (ms, mx) = places.iter().fold((0.0, 0.0), |(a, b), (s, x)| (a + s / n, b + x / n));
        let (sx, ss) = places
            .iter()
            .fold((0.0, 0.0), |(a, b), (s, x)| (a + (s - ms) * (x - mx), b + (s - ms) * (s - ms)));
        let pitch = sx / ss;
        (ss > 0.0).then_some(Self { origin: mx - pitch * ms, pitch })
    }

    /// `parts` slots for every one of this.
    #[must_use]
    pub fn divided(self, parts: i32) -> Self {
        Self { origin: self.origin, pitch: self.pitch / parts as f32 }
    }

    /// This grid numbered from the first of some labels, and how many of its
    /// slots there are for every label; `None` if the labels stand elsewhere.
    pub fn with_labels(self, labels: Self) -> Option<(Self, i32)> {
        let ratio = labels.pitch / self.pitch;
        let parts = ratio.round();
        let grid = Self { origin: self.centre(self.slot_at(labels.origin)), ..self };
        let apart = (grid.origin - labels.origin).abs();
        let fits =
            parts >= 1.0 && (ratio - parts).abs() <= 0.04 * parts && apart <= 0.3 * self.pitch;
        fits.then_some((grid, parts as i32))
    }

    /// How well straight pieces between slots fit the paths, from 0 to 1.
    pub fn straightness(self, paths: &[Path], scale: f32) -> f32 {
        let (mut misfit, mut count) = (0.0, 0usize);
        for path in paths {
            for piece in self.pieces(path) {
                let Some(line) = Line::fit(piece) else { continue };
                let margin = (0.15 * self.pitch).min(path.blunted(scale));
                for p in piece {
                    let slot = self.centre(self.slot_at(p.x));
                    if (p.x - slot).abs() < margin {
                        continue;
                    }
                    let off = (line.distance(*p) - EXACT * scale).max(0.0) / (MISFIT * scale);
                    misfit += (off * off).min(1.0);
                    count += 1;
                }
            }
        }
        if count == 0 { 0.0 } else { 1.0 - misfit / count as f32 }
    }

    /// A path's points between every two slots.
    fn pieces(self, path: &Path) -> Vec<&[Point]> {
        let mut pieces = Vec::new();
        let mut rest = path.points.as_slice();
        while let Some(first) = rest.first() {
            let slot = ((first.x - self.origin) / self.pitch).floor();
            let end = self.origin + self.pitch * (slot + 1.0);
            let n = rest.partition_point(|p| p.x < end).max(1);
            pieces.push(&rest[..n]);
            rest = &rest[n..];
        }
        pieces
    }

    /// Moves origin and pitch by up to `reach` pixels at both ends of the
    /// paths to where straight pieces fit best.
    #[must_use]
    pub fn refined(self, paths: &[Path], reach: f32, scale: f32) -> Self {
        let (from, to) = extent(paths);
        let first = self.slot_at(from);
        let n = (self.slot_at(to) - first).max(1);
        let (a, b) = (self.centre(first), self.centre(first + n));
        let steps = (2.0 * reach / 0.5).round() as i32;
        let mut best = (self.straightness(paths, scale), self);
        for i in 0..=steps {
            for j in 0..=steps {
                let (da, db) = (0.5 * i as f32 - reach, 0.5 * j as f32 - reach);
                let pitch = (b + db - a - da) / n as f32;
                let grid = Self { origin: a + da - pitch * first as f32, pitch };
                // Small moves are free of doubt.
                let fit = grid.straightness(paths, scale) - 0.002 * (da.abs() + db.abs());
                if fit > best.0 {
                    best = (fit, grid);
                }
            }
        }
        best.1.on_corners(paths, scale)
    }

    /// Moves origin and pitch to where straight pieces meet, if there are
    /// enough sharp corners.
    fn on_corners(self, paths: &[Path], scale: f32) -> Self {
        let mut corners: Vec<(f32, f32)> = Vec::new();
        for path in paths {
            let (from, to) = path.extent();
            for slot in self.slot_at(from) + 1..self.slot_at(to) {
                let x = self.centre(slot);
                let margin = (0.2 * self.pitch).min(path.blunted(scale));
                let line = |from: f32, to: f32| {
                    let points = path.between(from + margin, to - margin);
                    let line = Line::fit(points)?;
                    points.iter().all(|p| line.distance(*p) <= MISFIT * scale).then_some(line)
                };
                let beside = (line(self.centre(slot - 1), x), line(x, self.centre(slot + 1)));
                if let (Some(l), Some(r)) = beside
                    && (l.slope - r.slope).abs() >= SHARP
                    && let Some((at, _)) = l.meeting(&r)
                    && (at - x).abs() <= 0.15 * self.pitch + 1.0
                {
                    corners.push((slot as f32, at));
                }
            }
        }
        let offs: Vec<f32> = corners.iter().map(|(s, x)| x - self.centre(*s as i32)).collect();
        let middle = median(&offs);
        corners.retain(|(s, x)| (x - self.centre(*s as i32) - middle).abs() <= 1.5 * scale);
        // Too few corners, or nearly all at one place, say nothing of the pitch.
        let n = corners.len() as f32;
        let mean = corners.iter().map(|c| c.0).sum::<f32>() / n;
        let spread = corners.iter().map(|c| (c.0 - mean) * (c.0 - mean)).sum::<f32>();
        if n < 3.0 || spread < 0.5 * n {
            return self;
        }
        Self::through(&corners).unwrap_or(self)
    }

    /// Of the grids with more slots between the labels, the coarsest that the
    /// paths are straight on; the labels' own if they are curves.
    pub fn divisions(self, paths: &[Path], scale: f32) -> i32 {
        let fits: Vec<(i32, f32)> = DIVISIONS
            .iter()
            .filter(|k| **k == 1 || self.pitch / **k as f32 >= LEAST_PITCH)
            .map(|k| (*k, self.divided(*k).straightness(paths, scale)))
            .collect();
        tracing::debug!(?fits, "slots between labels");
        let best = fits.iter().map(|f| f.1).fold(0.0, f32::max);
        let enough = fits.iter().find(|f| f.1 >= (best - SLACK).min(SURELY_STRAIGHT));
        enough.filter(|f| f.1 >= STRAIGHT).map_or(1, |f| f.0)
    }
}

/// First and last column of any path.
pub fn extent(paths: &[Path]) -> (f32, f32) {
    paths.iter().map(Path::extent).fold((f32::MAX, f32::MIN), |(a, b), e| (a.min(e.0), b.max(e.1)))
}

/// The coarsest even grid, from end to end of the paths, that straight pieces
/// fit on; `None` for curves.
pub fn grid(paths: &[Path], scale: f32) -> Option<Grid> {
    let mut extents: Vec<(f32, f32)> = paths.iter().map(Path::extent).collect();
    extents.insert(0, extent(paths));
    extents.dedup_by(|a, b| (a.0 - b.0).abs() + (a.1 - b.1).abs() < 3.0 * scale);
    let found = extents.into_iter().filter_map(|e| grid_between(paths, e, scale));
    let (grid, _) = found.max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(grid.refined(paths, 3.0 * scale, scale))
}

/// The coarsest grid from one column to another, and how well it fits; that
/// which stands out is worth more.
fn grid_between(paths: &[Path], (from, to): (f32, f32), scale: f32) -> Option<(Grid, f32)> {
    let most = (((to - from) / LEAST_PITCH) as i32).min(MOST_SLOTS);
    let mut fits: Vec<(Grid, f32)> = Vec::new();
    for n in 1..=most {
        let of_n = (0..6).map(|inward| {
            let inward = inward as f32 * scale;
            let pitch = (to - from - 2.0 * inward) / n as f32;
            let grid = Grid { origin: from + inward, pitch };
            (grid, grid.straightness(paths, scale))
        });
        fits.extend(of_n.max_by(|a, b| a.1.total_cmp(&b.1)));
    }
    tracing::debug!(fits = ?fits.iter().map(|f| f.1).collect::<Vec<_>>(), "slots from end to end");
    // The right number of slots stands out from those around it.
    let stands_out = |i: &usize| {
        let before = fits[..*i].iter().map(|f| f.1).fold(0.0, f32::max);
        let after = fits.get(*i + 1).map_or(0.0, |f| f.1);
        fits[*i].1 >= PROMINENT && fits[*i].1 - before >= 0.12 && fits[*i].1 - after >= 0.05
    };
    if let Some(i) = (1..fits.len()).find(stands_out) {
        return Some((fits[i].0, 1.0 + fits[i].1));
    }
    let best = fits.iter().map(|f| f.1).fold(0.0, f32::max);
    let enough = (best - SLACK).clamp(STRAIGHT, SURELY_STRAIGHT);
    fits.iter().find(|f| f.1 >= enough).copied()
}

/// `y = level + slope * (x - centre)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    centre: f32,
    level: f32,
    pub(super) slope: f32,
}

impl Line {
    /// Least squares, then again without points far off.
    pub(super) fn fit(points: &[Point]) -> Option<Self> {
        let first = Self::least_squares(points.iter())?;
        let near = |p: &&Point| first.distance(**p) <= 1.5;
        if points.iter().filter(near).count() * 2 < points.len() {
            return Some(first);
        }
        Self::least_squares(points.iter().filter(near)).or(Some(first))
    }

    fn least_squares<'a>(points: impl Iterator<Item = &'a Point> + Clone) -> Option<Self> {
        let n = points.clone().count() as f32;
        if n < 3.0 {
            return None;
        }
        let centre = points.clone().map(|p| p.x).sum::<f32>() / n;
        let level = points.clone().map(|p| p.y).sum::<f32>() / n;
        let (mut xy, mut xx) = (0.0, 0.0);
        for p in points {
            xy += (p.x - centre) * (p.y - level);
            xx += (p.x - centre) * (p.x - centre);
        }
        (xx > 0.0).then(|| Self { centre, level, slope: xy / xx })
    }

    pub(super) fn at(&self, x: f32) -> f32 {
        self.level + self.slope * (x - self.centre)
    }

    /// Distance of a point, across the line.
    pub(super) fn distance(&self, p: Point) -> f32 {
        (p.y - self.at(p.x)).abs() / (1.0 + self.slope * self.slope).sqrt()
    }

    /// Where two lines meet.
    pub(super) fn meeting(&self, other: &Self) -> Option<(f32, f32)> {
        let turn = self.slope - other.slope;
        if turn.abs() < 0.05 {
            return None;
        }
        let x = (other.at(0.0) - self.at(0.0)) / turn;
        Some((x, self.at(x)))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A stroke through points, blunted at its corners as a drawn one is.
    pub(in crate::marks::line_charts) fn path(points: &[(f32, f32)]) -> Path {
        let at = |x: f32| {
            let i = (1..points.len() - 1).find(|i| x < points[*i].0).unwrap_or(points.len() - 1);
            let (a, b) = (points[i - 1], points[i]);
            a.1 + (b.1 - a.1) * (x - a.0) / (b.0 - a.0)
        };
        let (first, last) = (points[0].0 as i32, points[points.len() - 1].0 as i32);
        let columns = (first..last).map(|x| {
            let x = x as f32 + 0.5;
            let y = (-2..=2).map(|i| at(x + i as f32)).sum::<f32>() / 5.0;
            Point { x, y, rows: 2.0 }
        });
        Path {
            colour: [0.0, 0.0, 200.0],
            points: columns.collect(),
            thickness: 2.0,
            markers: Vec::new(),
        }
    }

    pub(in crate::marks::line_charts) fn zigzag() -> Path {
        let ys = [100.0, 40.0, 80.0, 30.0, 60.0, 120.0, 50.0];
        path(&ys.iter().enumerate().map(|(i, y)| (20.0 + 40.0 * i as f32, *y)).collect::<Vec<_>>())
    }

    #[test]
    fn the_slots_are_where_the_corners_are() {
        let found = grid(&[zigzag()], 1.0).unwrap();
        assert!((found.pitch - 40.0).abs() < 0.2, "{found:?}");
        let off = (found.origin - 20.0) / found.pitch;
        assert!((off - off.round()).abs() * found.pitch < 0.6, "{found:?}");
    }

    #[test]
    fn labels_of_every_second_slot_say_how_slots_are_numbered() {
        let grid = Grid { origin: 20.0, pitch: 40.0 };
        let (numbered, parts) = grid.with_labels(Grid { origin: 103.0, pitch: 80.5 }).unwrap();
        assert_eq!((numbered.slot_at(140.0), parts), (1, 2));
        assert!(grid.with_labels(Grid { origin: 20.0, pitch: 60.0 }).is_none());
        assert!(grid.with_labels(Grid { origin: 40.0, pitch: 80.0 }).is_none());
    }

    #[test]
    fn corners_between_labels_are_slots_too() {
        let labels = Grid { origin: 20.0, pitch: 80.0 };
        assert_eq!(labels.divisions(&[zigzag()], 1.0), 2);
        let all = Grid { origin: 20.0, pitch: 40.0 };
        assert_eq!(all.divisions(&[zigzag()], 1.0), 1);
    }
}
