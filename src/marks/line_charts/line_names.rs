//! Names of the slots of a line chart, and where the slots are: where the lines
//! have markers, else where a row of labels stands, else where the lines have
//! corners.

use crate::marks::axis::Scale;
use crate::marks::line_charts::line_labels::{self, Row};
use crate::marks::line_charts::palette::Zone;
use crate::marks::line_charts::points::{self, Grid};
use crate::marks::line_charts::sequence;
use crate::marks::line_charts::slot_grids;
use crate::marks::line_charts::strokes::Path;
use crate::marks::line_charts::traced::Picture;
use crate::marks::names::cutting;
use crate::marks::names::labels::{self, Label, Labels};
use crate::marks::names::slanted;
use crate::marks::texts::recogniser::Recogniser;
use crate::{Cancel, Result};

/// Straight pieces fit so well (and so badly without them) that unlabelled
/// slots are certain although their names are not.
const SURE: f32 = 0.985;
const UNSURE: f32 = 0.7;

/// Names of the slots, and where those are.
pub(super) struct Names<'a> {
    pub picture: &'a Picture<'a>,
    pub paths: &'a [Path],
    pub taken: &'a [usize],
    pub zone: &'a Zone,
}

impl Names<'_> {
    /// The slots with their names: from a row of labels, else from what is
    /// drawn alone.
    pub(super) fn find(
        &self,
        row: Option<&Row>,
        scale: &Scale,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
    ) -> Result<Option<(Grid, Labels)>> {
        let zoom = self.picture.ink.scale;
        let bottom = self.zone.axis.map_or(scale.span().1, |y| y as f32);
        let marked = slot_grids::of_markers(self.paths, zoom).map(|grid| {
            // Where straight pieces meet is more exact than a marker's middle.
            let straight = grid.straightness(self.paths, zoom) >= points::STRAIGHT;
            if straight { grid.refined(self.paths, zoom, zoom) } else { grid }
        });
        let mut best: Option<(f32, Grid, Labels)> = None;
        // Of slanted names, some may seem to stand in a row.
        let at_points = |r: &&Row| marked.is_none_or(|m| m.with_labels(r.grid).is_some());
        if let Some(row) = row.filter(at_points) {
            let row = &line_labels::whole_numbers(self.picture.texts, row, self.paths, zoom);
            let (whole, parts) = self.slots_of(row, marked);
            tracing::debug!(?row, parts, ?whole, ?marked, "row of labels");
            let coarse = Grid { origin: whole.origin, pitch: whole.pitch * parts as f32 };
            let title =
                line_labels::title_under(self.picture.texts, row, points::extent(self.paths));
            let ticks = line_labels::strays(self.picture.texts, row);
            let taken: Vec<usize> = self.taken.iter().copied().chain(title).chain(ticks).collect();
            let labels =
                self.at(coarse, row.top as f32 - 1.0, &taken, false, recogniser, cancel)?;
            let labels = moved(labels, parts);
            best = Some((self.worth(&labels, whole, parts), whole, labels));
        }
        let fit = |g: &Grid| g.straightness(self.paths, zoom).max(0.5);
        best = best.map(|(worth, grid, labels)| (worth * fit(&grid), grid, labels));
        let enough = |b: &Option<(f32, Grid, Labels)>| b.as_ref().is_some_and(|b| b.0 >= 0.75);
        let by_marks = || {
            slot_grids::of_marks(&self.zone.marks(self.picture.ink), self.paths, zoom)
                .filter(|g| g.straightness(self.paths, zoom) < points::STRAIGHT)
        };
        let by_corners = || points::grid(self.paths, zoom);
        let drawn: [&dyn Fn() -> Option<Grid>; 3] = [&|| marked, &by_marks, &by_corners];
        for grid in drawn {
            if enough(&best) {
                break;
            }
            let Some(grid) = grid() else { continue };
            let labels =
                self.at(grid, bottom + 2.0 * zoom, self.taken, true, recogniser, cancel)?;
            let (grid, labels) = coarsened(grid, labels);
            let worth = self.worth(&labels, grid, 1) * fit(&grid);
            tracing::debug!(?grid, worth, ?labels, "slots from what is drawn");
            if best.as_ref().is_none_or(|b| worth > b.0) {
                best = Some((worth, grid, labels));
            }
        }
        Ok(best.filter(|b| b.0 > 0.0).map(|b| (b.1, b.2)))
    }

    /// The slots of a row of labels, and how many there are for every label: as
    /// many as the lines have markers, else corners, if the labels go on at such
    /// steps; for curves, as many as there are gridlines or tick marks, or as
    /// their turns need.
    fn slots_of(&self, row: &Row, marked: Option<Grid>) -> (Grid, i32) {
        let (paths, ink) = (self.paths, self.picture.ink);
        let names: Vec<(i32, &str)> = row
            .texts
            .iter()
            .map(|i| &self.picture.texts[*i])
            .map(|t| (row.grid.slot_at(t.bounds.cx()), t.text.as_str()))
            .collect();
        let go_on = |parts: i32| {
            let known: Vec<(i32, &str)> = names.iter().map(|(s, t)| (parts * s, *t)).collect();
            let (first, last) = (known[0].0, known[known.len() - 1].0);
            sequence::continued(&known, first, last).is_some()
        };
        if let Some((grid, parts)) = marked.and_then(|m| m.with_labels(row.grid)) {
            // Points that nothing names are left out.
            let whole = Grid { origin: grid.origin, pitch: grid.pitch * parts as f32 };
            return if parts == 1 || go_on(parts) { (grid, parts) } else { (whole, 1) };
        }
        let rough = row.grid.refined(paths, 3.0 * ink.scale, ink.scale);
        let fit = |grid: Grid| grid.straightness(paths, ink.scale);
        if fit(rough) >= points::SURELY_STRAIGHT {
            return (rough, 1);
        }
        // Pieces of a curve are straight if they are short, which says nothing.
        let curved = slot_grids::turn_at(rough, paths);
        let by_corners = if curved { 1 } else { rough.divisions(paths, ink.scale) };
        let cornered = rough.divided(by_corners).refined(paths, 3.0 * ink.scale, ink.scale);
        let straight = fit(cornered) >= points::STRAIGHT;
        if by_corners == 1 && straight || by_corners > 1 && straight && go_on(by_corners) {
            return (cornered, by_corners);
        }
        let in_order = points::DIVISIONS.iter().any(|parts| go_on(*parts));
        if fit(cornered) >= SURE && fit(rough) < UNSURE && !in_order {
            return (cornered, by_corners);
        }
        // Curves have no corners that say where the slots are.
        let marked = self.zone.moved_to_marks(row.grid, paths, ink);
        let by_marks = self.zone.marks_between(&marked, paths, ink);
        let parts = if by_marks > 1 && go_on(by_marks) {
            by_marks
        } else {
            slot_grids::by_turns(marked, paths, go_on)
        };
        (marked.divided(parts), parts)
    }

    /// Names under the slots of a grid, level or upright, or also slanted.
    fn at(
        &self,
        grid: Grid,
        baseline: f32,
        taken: &[usize],
        slants: bool,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
    ) -> Result<Labels> {
        let Picture { ink, found, texts, .. } = *self.picture;
        let slots = line_labels::as_slots(&grid, self.paths, self.zone.bounds, baseline);
        if slots.occupied.is_empty() {
            return Ok(Labels::default());
        }
        let parts = cutting::cut_all(texts, ink, found, &slots, &[], recogniser, cancel)?;
        let mut labels = labels::labels(&parts, taken, &slots, ink);
        if slants && labels.doubtful(&slots) {
            let slanted = slanted::labels(texts, ink, found, &slots, recogniser, cancel)?;
            if slanted.worth(&slots) > labels.worth(&slots) {
                labels = slanted;
            }
        }
        Ok(labels)
    }

    /// Share of the slots (of every `parts`th) that have a readable name.
    fn worth(&self, labels: &Labels, grid: Grid, parts: i32) -> f32 {
        let slots = line_labels::as_slots(&grid, self.paths, self.zone.bounds, 1e4);
        let count = (slots.occupied.len() as f32 / parts as f32).max(1.0);
        labels.worth(&slots) / count
    }
}

/// A grid with as many slots as there are labels, if these are evenly spaced
/// and nothing says what stands between them.
fn coarsened(grid: Grid, mut labels: Labels) -> (Grid, Labels) {
    labels.items.sort_by_key(|l| l.slot);
    let steps = labels.items.windows(2).map(|w| w[1].slot - w[0].slot);
    let parts = steps.fold(0, divisor);
    let known: Vec<(i32, &str)> = labels.items.iter().map(|l| (l.slot, l.text.as_str())).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else { return (grid, labels) };
    if parts < 2 || known.len() < 3 || sequence::continued(&known, first.0, last.0).is_some() {
        return (grid, labels);
    }
    let origin = first.0;
    let coarse = Grid { origin: grid.centre(origin), pitch: grid.pitch * parts as f32 };
    for label in &mut labels.items {
        label.slot = (label.slot - origin) / parts;
    }
    (coarse, labels)
}

/// Greatest common divisor.
fn divisor(a: i32, b: i32) -> i32 {
    if b == 0 { a } else { divisor(b, a % b) }
}

/// Labels of a grid whose slots are `parts` times as many.
fn moved(mut labels: Labels, parts: i32) -> Labels {
    for label in &mut labels.items {
        label.slot *= parts;
    }
    labels
}

/// Labels with those that are not printed, where they follow a certain rule.
pub(super) fn continued(
    mut labels: Labels,
    (first, last): (i32, i32),
    warnings: &mut Vec<String>,
) -> Labels {
    labels.items.retain(|l| (first..=last).contains(&l.slot));
    labels.items.sort_by_key(|l| l.slot);
    let missing: Vec<i32> = (first..=last).filter(|s| labels.at(*s).is_none()).collect();
    let known: Vec<(i32, &str)> = labels.items.iter().map(|l| (l.slot, l.text.as_str())).collect();
    let sure = labels.items.iter().map(|l| l.confidence).fold(1.0, f32::min);
    let Some(names) = sequence::continued(&known, first, last) else {
        if missing.is_empty() {
            return labels;
        }
        warnings.push(format!("{} of the points have no label", missing.len()));
        return labels;
    };
    for label in &mut labels.items {
        let name = &names[(label.slot - first) as usize];
        let cut_short = label.text.trim().len() < name.len();
        if cut_short || label.text.trim() == format!("{name}.0") {
            label.text.clone_from(name);
        }
    }
    let around = labels.bounds();
    for slot in missing {
        let text = names[(slot - first) as usize].clone();
        let Some(bounds) = around else { break };
        labels.items.push(Label { slot, text, bounds, confidence: 0.8 * sure });
    }
    labels.items.sort_by_key(|l| l.slot);
    labels
}
