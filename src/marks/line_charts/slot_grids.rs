//! Where the slots of a line chart are, from what is drawn and not from names:
//! markers are points, curves turn at points, and marks of the axis stand at
//! points or halfway between them.

use crate::marks::geometry::median;
use crate::marks::line_charts::points::{self, DIVISIONS, Grid};
use crate::marks::line_charts::strokes::Path;

/// Markers so near in x are of one slot, in pixels at scale 1.
const ONE_SLOT: f32 = 2.5;
/// Share of the slots at which some line has a marker, and of the markers that
/// stand at slots.
const MARKED: f32 = 0.7;
/// Lines end this near to their outermost slots, in pitches and in pixels.
const AT_END: f32 = 0.2;
const AT_END_PIXELS: f32 = 3.0;
/// Coordinates are this near to the slots of a grid, as shares of the pitch.
const ON_SLOT: f32 = 0.15;
/// Share of the turns of curves that are at slots.
const TURNS: f32 = 0.7;
/// So many turns at labels are no chance.
const CERTAIN: usize = 4;
/// A curve turns where it then goes back by so many pixels.
const LEAST_TURN: f32 = 2.5;

/// The slots at which lines have markers, if they are evenly spaced and reach
/// from end to end of the lines.
pub fn of_markers(paths: &[Path], scale: f32) -> Option<Grid> {
    let mut all: Vec<f32> = paths.iter().flat_map(|p| p.markers.iter().map(|m| m.x)).collect();
    all.sort_by(f32::total_cmp);
    let mut groups: Vec<Vec<f32>> = Vec::new();
    for x in all {
        match groups.last_mut() {
            Some(g) if x - g[g.len() - 1] <= ONE_SLOT * scale => g.push(x),
            _ => groups.push(vec![x]),
        }
    }
    // What only one of many lines has at a place may be no marker.
    let most = groups.iter().map(Vec::len).max()?;
    let centres = |least: usize| -> Vec<f32> {
        groups.iter().filter(|g| g.len() >= least).map(|g| median(g)).collect()
    };
    let (from, to) = points::extent(paths);
    (1..=most).map(centres).take_while(|c| c.len() >= 3).find_map(|centres| {
        let grid = even(&centres)?;
        let slots = grid.slot_at(centres[centres.len() - 1]) - grid.slot_at(centres[0]) + 1;
        let whole = ends_on(grid, (from, to), scale);
        (whole && centres.len() as f32 >= MARKED * slots as f32).then_some(grid)
    })
}

/// The slots at the marks of an axis, or halfway between them, whichever the
/// lines begin and end at.
pub fn of_marks(marks: &[f32], paths: &[Path], scale: f32) -> Option<Grid> {
    let grid = even(marks)?;
    let between = Grid { origin: grid.origin + 0.5 * grid.pitch, ..grid };
    let ends = points::extent(paths);
    [grid, between].into_iter().find(|g| ends_on(*g, ends, scale))
}

/// Whether a grid has slots at both ends of the lines.
fn ends_on(grid: Grid, (from, to): (f32, f32), scale: f32) -> bool {
    let reach = (AT_END * grid.pitch).max(AT_END_PIXELS * scale);
    // The stroke goes on for half its width beyond the point.
    [from, to].iter().all(|x| (grid.centre(grid.slot_at(*x)) - x).abs() <= reach)
}

/// The grid that most of some coordinates are slots of; `None` if they are not
/// at even distances.
fn even(centres: &[f32]) -> Option<Grid> {
    let steps: Vec<f32> = centres.windows(2).map(|w| w[1] - w[0]).collect();
    let unit = median(&steps);
    if steps.is_empty() || unit < points::LEAST_PITCH {
        return None;
    }
    // The first guess is too rough to count far with: it is mended on the way.
    let mut grid = Grid { origin: centres[0], pitch: unit };
    for _ in 0..3 {
        let near = |x: &&f32| (grid.centre(grid.slot_at(**x)) - **x).abs() <= 0.25 * grid.pitch;
        let places: Vec<(f32, f32)> =
            centres.iter().filter(near).map(|x| (grid.slot_at(*x) as f32, *x)).collect();
        grid = Grid::through(&places)?;
    }
    let on = centres
        .iter()
        .filter(|x| (grid.centre(grid.slot_at(**x)) - **x).abs() <= ON_SLOT * grid.pitch);
    (on.count() as f32 >= MARKED * centres.len() as f32).then_some(grid)
}

/// Whether lines turn at labels and hardly anywhere else, often enough to be
/// no chance.
pub fn turn_at(labels: Grid, paths: &[Path]) -> bool {
    let all: Vec<f32> = paths.iter().flat_map(turns).collect();
    all.len() >= CERTAIN && are_slots(&all, labels)
}

/// Whether most of some coordinates are slots of a grid.
fn are_slots(places: &[f32], grid: Grid) -> bool {
    let reach = ON_SLOT * grid.pitch + 1.0;
    let at = |x: &&f32| (grid.centre(grid.slot_at(**x)) - **x).abs() <= reach;
    places.iter().filter(at).count() as f32 >= TURNS * places.len() as f32
}

/// How many slots curves have for every one of a grid of labels: as few as have
/// most turns of the curves at slots. If no number does: as many as
/// possible where the curves turn more often than ones through the labelled
/// points could, else one. `go_on` says which numbers are possible.
pub fn by_turns(labels: Grid, paths: &[Path], go_on: impl Fn(i32) -> bool) -> i32 {
    let turns: Vec<Vec<f32>> = paths.iter().map(turns).collect();
    let most = turns.iter().map(Vec::len).max().unwrap_or(0) as i32;
    let (from, to) = points::extent(paths);
    let intervals = ((to - from) / labels.pitch).round() as i32;
    let all = turns.concat();
    let at_slots = |parts: i32| are_slots(&all, labels.divided(parts));
    let possible = || DIVISIONS.into_iter().filter(|k| *k == 1 || go_on(*k));
    let few = |k: &i32| most < intervals * k;
    possible()
        .find(|k| few(k) && at_slots(*k))
        .or_else(|| possible().max().filter(|_| most > intervals))
        .unwrap_or(1)
}

/// Where a curve turns from rising to falling or back: the middles of its tops
/// and bottoms.
fn turns(path: &Path) -> Vec<f32> {
    let least = LEAST_TURN.max(path.thickness);
    let mut found = Vec::new();
    let Some(first) = path.points.first() else { return found };
    // The highest and lowest point since the last turn, from where to where.
    let (mut top, mut bottom) = ((first.y, first.x, first.x), (first.y, first.x, first.x));
    let mut rising: Option<bool> = None;
    for p in &path.points {
        if p.y < top.0 - 0.25 {
            top = (p.y, p.x, p.x);
        } else if p.y <= top.0 + 0.25 && p.x - top.2 <= 2.0 {
            top.2 = p.x;
        }
        if p.y > bottom.0 + 0.25 {
            bottom = (p.y, p.x, p.x);
        } else if p.y >= bottom.0 - 0.25 && p.x - bottom.2 <= 2.0 {
            bottom.2 = p.x;
        }
        let fell = p.y - top.0 >= least;
        let rose = bottom.0 - p.y >= least;
        if fell && rising != Some(false) {
            if rising.is_some() {
                found.push(f32::midpoint(top.1, top.2));
            }
            (rising, bottom) = (Some(false), (p.y, p.x, p.x));
        } else if rose && rising != Some(true) {
            if rising.is_some() {
                found.push(f32::midpoint(bottom.1, bottom.2));
            }
            (rising, top) = (Some(true), (p.y, p.x, p.x));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::line_charts::markers::Marker;
    use crate::marks::line_charts::points::tests::path;

    /// A curve that turns at every 40th column from 20 on.
    fn wave() -> Path {
        let y = |x: f32| 60.0 - 40.0 * ((x - 20.0) / 40.0 * std::f32::consts::PI).cos();
        path(&(20..=260).map(|x| (x as f32, y(x as f32))).collect::<Vec<_>>())
    }

    #[test]
    fn markers_are_slots_though_some_are_hidden() {
        let mut line = wave();
        let marker = |i: i32| Marker { x: 20.0 + 40.0 * i as f32, y: 60.0, radius: 4.0 };
        line.markers = [0, 1, 2, 4, 5, 6].map(marker).to_vec();
        let grid = of_markers(&[line.clone()], 1.0).unwrap();
        assert!((grid.pitch - 40.0).abs() < 0.1 && (grid.origin - 20.0).abs() < 0.5, "{grid:?}");
        line.markers = [0, 1, 6].map(marker).to_vec();
        assert!(of_markers(&[line], 1.0).is_none());
    }

    #[test]
    fn marks_of_an_axis_are_at_slots_or_between_them() {
        let lines = [wave()];
        let at = |origin: f32| {
            let marks: Vec<f32> = (0..8).map(|i| origin + 40.0 * i as f32).collect();
            of_marks(&marks, &lines, 1.0).map(|g| g.slot_at(60.0) - g.slot_at(20.0))
        };
        assert_eq!((at(20.0), at(0.0), at(10.0)), (Some(1), Some(1), None));
    }

    #[test]
    fn curves_turn_at_slots() {
        let lines = [wave()];
        let labels = Grid { origin: 20.0, pitch: 80.0 };
        assert_eq!(by_turns(labels, &lines, |_| true), 2);
        assert_eq!(by_turns(Grid { pitch: 40.0, ..labels }, &lines, |_| true), 1);
        assert!(turn_at(Grid { pitch: 40.0, ..labels }, &lines) && !turn_at(labels, &lines));
    }
}
