//! A line chart read: its lines, their names, and their values at every slot.

use image::RgbImage;

use super::axis::{self, Scale};
use super::geometry::PixelBox;
use super::glued;
use super::ink::Ink;
use super::labels::{self, Label, Labels};
use super::line_labels::{self, Row};
use super::line_values::{self, Value};
use super::page::Page;
use super::palette::{self, Zone};
use super::points::{self, Grid};
use super::recogniser::Recogniser;
use super::refusal::Refusal;
use super::regions::Colour;
use super::sequence;
use super::slanted;
use super::strokes::{self, Path};
use super::swatches::{self, Swatch};
use super::text::Text;
use super::text_boxes::{Direction, TextBoxes};
use super::titles::{self, Titles};
use super::{Chart, Marks, confidence, legend, values};
use crate::{Cancel, Result};

/// A line without any legend covers this share of its columns, and of those of
/// the longest line.
const UNBROKEN: f32 = 0.45;
/// A line that a legend does not name covers this share of its columns, and of
/// those of the longest line.
const CLEAR: f32 = 0.7;
/// Straight pieces fit so well (and so badly without them) that unlabelled
/// slots are certain although their names are not.
const SURE: f32 = 0.985;
const UNSURE: f32 = 0.7;

/// A series of a line chart.
#[derive(Debug, Clone)]
pub struct Series {
    /// What the legend, or a text at the line's end, calls it.
    pub name: Option<String>,
    /// Its colour.
    pub colour: Colour,
    /// Around its swatch and name, or its line.
    pub bounds: PixelBox,
}

/// Everything that was found in a line chart.
#[derive(Debug, Clone)]
pub struct LineChart {
    /// The value scale.
    pub scale: Scale,
    /// The slots along x.
    pub grid: Grid,
    /// First and last slot.
    pub slots: (i32, i32),
    /// The lines, one a series.
    pub paths: Vec<Path>,
    /// The series, in the order of the legend.
    pub series: Vec<Series>,
    /// Names of the slots.
    pub labels: Labels,
    /// Values by slot and series.
    pub values: Vec<Value>,
    /// Titles of chart and axes.
    pub titles: Titles,
    /// What a person should doubt, one sentence each.
    pub warnings: Vec<String>,
}

/// What the earlier stages found in a picture.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its ink.
    pub ink: &'a Ink,
    /// Its lines of text and components.
    pub found: &'a TextBoxes,
    /// The lines of text, read.
    pub texts: &'a [Text],
    /// Upright scales, the best first.
    pub scales: &'a [Scale],
}

/// Reads a line chart; `None` if there are no lines on a scale. `scales` are
/// the upright ones to read values off, the best first.
///
/// # Errors
/// [`Refusal`] for lines on two different scales; the runtime's errors;
/// [`crate::Error::Interrupted`].
pub fn line_chart(
    page: &Page,
    scales: &[Scale],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Option<LineChart>> {
    let picture = &Picture {
        image: page.image,
        ink: &page.ink,
        found: &page.found,
        texts: &page.texts,
        scales,
    };
    let Picture { image, ink, scales, .. } = *picture;
    let Some(scale) = scales.first() else { return Ok(None) };
    let texts = glued::without_swatches(picture, recogniser, cancel)?;
    let picture = &Picture { texts: &texts, ..*picture };
    let texts = texts.as_slice();
    let Some(tick_labels) = scale.bounds(texts) else { return Ok(None) };
    let ticks: Vec<usize> = scale.ticks.iter().map(|t| texts[t.text].line).collect();
    let found = swatches::swatches(image, texts, &ticks, ink.scale);
    let pieces: Vec<usize> = texts
        .iter()
        .filter(|t| {
            let letters = t.text.chars().filter(|c| c.is_alphanumeric()).count();
            t.confidence >= 0.6 && letters >= 2
        })
        .flat_map(|t| t.pieces.iter().copied())
        .collect();
    let boxes: Vec<PixelBox> =
        found.iter().map(|s| s.bounds.grown(2, ink.width, ink.height)).collect();
    let components = &picture.found.components;
    let zone = palette::zone(image, ink, scale, texts, components, &pieces, &boxes);
    let Some(zone) = zone else { return Ok(None) };
    let mut colours = palette::colours(image, &zone);
    for swatch in &found {
        if colours.iter().all(|c| palette::distance(*c, swatch.colour) > 24.0)
            && zone.strength(swatch.colour) > 40.0
        {
            colours.push(swatch.colour);
        }
    }
    let paths = strokes::paths(image, &zone, &colours, ink.scale);
    tracing::debug!(?zone.bounds, ?zone.papers, ?colours, ?found, "plot of a line chart");
    tracing::debug!(texts = ?texts.iter().map(|t| (&t.text, t.bounds)).collect::<Vec<_>>(), "texts");
    for path in &paths {
        let (first, last) = path.extent();
        let Path { colour, thickness, points } = path;
        tracing::debug!(?colour, thickness, first, last, columns = points.len(), "line");
    }
    if paths.is_empty() {
        return Ok(None);
    }
    if axis::disagree(scales) {
        return Err(Refusal::TwoScales.into());
    }
    let (paths, swatches) = named(paths, &found);
    let mut taken = ticks;
    taken.extend(swatches.iter().flatten().map(|s| texts[s.text].line));

    let highest = scale.span().1 - 2.0 * ink.scale;
    let extent = points::extent(&paths);
    let row = line_labels::rows(texts, &taken, highest, extent).into_iter().next();
    let names = Names { picture, paths: &paths, taken: &taken, zone: &zone };
    let Some((grid, labels)) = names.find(row.as_ref(), scale, recogniser, cancel)? else {
        return Ok(None);
    };
    taken.extend(&labels.used);
    let slack = 0.3 * grid.pitch;
    let first = ((extent.0 - slack - grid.origin) / grid.pitch).ceil() as i32;
    let last = ((extent.1 + slack - grid.origin) / grid.pitch).floor() as i32;
    let (mut series, at_ends) = series(&paths, &swatches, texts, &taken);
    taken.extend(at_ends);
    let (values, printed) =
        line_values::values(&paths, &grid, first..=last, scale, texts, &taken, ink.scale);
    taken.extend(printed);
    let mut warnings = Vec::new();
    let labels = continued(labels, (first, last), &mut warnings);

    let plot = PixelBox::around(
        [Some(tick_labels), labels.bounds()]
            .into_iter()
            .flatten()
            .chain(paths.iter().map(Path::bounds)),
    )
    .unwrap_or(zone.bounds);
    let rest: Vec<Text> = texts.iter().filter(|t| !taken.contains(&t.line)).cloned().collect();
    let slots = line_labels::as_slots(&grid, &paths, zone.bounds, plot.y1 as f32);
    let titles = titles::titles(&rest, plot, &slots);
    if paths.len() > 1 {
        let unnamed = series.iter().filter(|s| s.name.is_none()).count();
        if unnamed > 0 {
            warnings.push(format!("no name was found for {unnamed} of {} lines", series.len()));
        }
    }
    let (paths, order) = in_legend_order(paths, &mut series);
    let values = values.into_iter().map(|v| Value { series: order[v.series], ..v }).collect();
    Ok(Some(LineChart {
        scale: scale.clone(),
        grid,
        slots: (first, last),
        paths,
        series,
        labels,
        values,
        titles,
        warnings,
    }))
}

/// A line chart in the form that all charts are brought into.
pub fn chart(lines: LineChart, page: &Page) -> Chart {
    let fit = confidence::of_scale(Some(&lines.scale));
    let mut series: Vec<legend::Series> = lines
        .series
        .iter()
        .map(|s| legend::Series {
            name: s.name.clone(),
            bounds: s.name.is_some().then_some(s.bounds),
            confidence: 1.0,
            colour: s.colour,
        })
        .collect();
    let titles = lines.titles;
    if let [one] = series.as_mut_slice() {
        one.name = titles.value.clone().or(one.name.take()).or_else(|| titles.chart.clone());
        legend::with_unit(one, Some(&lines.scale));
    }
    let values = lines
        .values
        .into_iter()
        .map(|v| values::Value {
            slot: v.slot,
            series: v.series,
            text: v.text,
            value: v.value,
            source: v.source,
            bounds: v.bounds,
            print_confidence: v.print_confidence,
            confidence: v.print_confidence.unwrap_or(fit),
        })
        .collect();
    Chart {
        texts: page.texts.clone(),
        occupied: (lines.slots.0..=lines.slots.1).collect(),
        scale: Some(lines.scale),
        marks: Marks::Lines(lines.paths),
        labels: lines.labels,
        series,
        values,
        titles,
        warnings: lines.warnings,
    }
}

/// Paths with their swatches; lines that a legend does not name are series
/// only if they are clear ones.
fn named(paths: Vec<Path>, found: &[Swatch]) -> (Vec<Path>, Vec<Option<Swatch>>) {
    let longest = paths.iter().map(|p| p.points.len()).max().unwrap_or(1) as f32;
    let colours: Vec<(Colour, f32)> =
        paths.iter().map(|p| (p.colour, p.points.len() as f32 / longest)).collect();
    let of = swatches::by_colour(found, &colours);
    let named = of.iter().flatten().count();
    let clear = |p: &Path| {
        super::regions::chroma(p.colour) >= palette::GREY
            && p.cover() >= CLEAR
            && p.points.len() as f32 >= CLEAR * longest
    };
    paths
        .into_iter()
        .zip(of)
        .filter(|(p, s)| {
            let whole = p.cover() >= UNBROKEN && p.points.len() as f32 >= UNBROKEN * longest;
            s.is_some() || named == 0 && whole || clear(p)
        })
        .map(|(p, s)| (p, s.map(|s| found[s])))
        .unzip()
}

/// Names of the slots, and where those are.
struct Names<'a> {
    picture: &'a Picture<'a>,
    paths: &'a [Path],
    taken: &'a [usize],
    zone: &'a Zone,
}

impl Names<'_> {
    /// The slots with their names: from a level row of labels, else from the
    /// corners of the lines.
    fn find(
        &self,
        row: Option<&Row>,
        scale: &Scale,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
    ) -> Result<Option<(Grid, Labels)>> {
        let zoom = self.picture.ink.scale;
        let bottom = self.zone.axis.map_or(scale.span().1, |y| y as f32);
        let drawn = points::grid(self.paths, zoom);
        let mut best: Option<(f32, Grid, Labels)> = None;
        if let Some(row) = row {
            let row = &line_labels::whole_numbers(self.picture.texts, row, self.paths, zoom);
            let (whole, parts) = self.slots_of(row);
            tracing::debug!(?row, parts, ?whole, "row of labels");
            let coarse = Grid { origin: whole.origin, pitch: whole.pitch * parts as f32 };
            let title =
                line_labels::title_under(self.picture.texts, row, points::extent(self.paths));
            let ticks = line_labels::strays(self.picture.texts, row);
            let taken: Vec<usize> = self.taken.iter().copied().chain(title).chain(ticks).collect();
            let labels =
                self.at(&coarse, row.top as f32 - 1.0, &taken, false, recogniser, cancel)?;
            let labels = moved(labels, parts);
            best = Some((self.worth(&labels, &whole, parts), whole, labels));
        }
        let fit = |g: &Grid| g.straightness(self.paths, zoom).max(0.5);
        best = best.map(|(worth, grid, labels)| (worth * fit(&grid), grid, labels));
        let enough = best.as_ref().is_some_and(|b| b.0 >= 0.75);
        if let Some(grid) = drawn.filter(|_| !enough) {
            let labels =
                self.at(&grid, bottom + 2.0 * zoom, self.taken, true, recogniser, cancel)?;
            let (grid, labels) = coarsened(grid, labels);
            let worth = self.worth(&labels, &grid, 1) * fit(&grid);
            tracing::debug!(?grid, worth, ?labels, "slots from corners");
            if best.as_ref().is_none_or(|b| worth > b.0) {
                best = Some((worth, grid, labels));
            }
        }
        Ok(best.filter(|b| b.0 > 0.0).map(|b| (b.1, b.2)))
    }

    /// The slots of a row of labels, and how many there are for every label: as
    /// many as the lines have corners, if the labels go on at such steps; for
    /// curves, as many as there are gridlines or tick marks.
    fn slots_of(&self, row: &Row) -> (Grid, i32) {
        let (paths, ink) = (self.paths, self.picture.ink);
        let rough = row.grid.refined(paths, 3.0 * ink.scale, ink.scale);
        let fit = |grid: Grid| grid.straightness(paths, ink.scale);
        if fit(rough) >= points::SURELY_STRAIGHT {
            return (rough, 1);
        }
        let names: Vec<(i32, &str)> = row
            .texts
            .iter()
            .map(|i| &self.picture.texts[*i])
            .map(|t| (rough.slot_at(t.bounds.cx()), t.text.as_str()))
            .collect();
        let go_on = |parts: i32| {
            let known: Vec<(i32, &str)> = names.iter().map(|(s, t)| (parts * s, *t)).collect();
            let (first, last) = (known[0].0, known[known.len() - 1].0);
            sequence::continued(&known, first, last).is_some()
        };
        let by_corners = rough.divisions(paths, ink.scale);
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
        let parts = if go_on(by_marks) { by_marks } else { 1 };
        (marked.divided(parts), parts)
    }

    /// Names under the slots of a grid, level or upright, or also slanted.
    fn at(
        &self,
        grid: &Grid,
        baseline: f32,
        taken: &[usize],
        slants: bool,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
    ) -> Result<Labels> {
        let Picture { ink, found, texts, .. } = *self.picture;
        let slots = line_labels::as_slots(grid, self.paths, self.zone.bounds, baseline);
        if slots.occupied.is_empty() {
            return Ok(Labels::default());
        }
        let parts = labels::cut_all(texts, ink, found, &slots, &[], recogniser, cancel)?;
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
    fn worth(&self, labels: &Labels, grid: &Grid, parts: i32) -> f32 {
        let slots = line_labels::as_slots(grid, self.paths, self.zone.bounds, 1e4);
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
fn continued(mut labels: Labels, (first, last): (i32, i32), warnings: &mut Vec<String>) -> Labels {
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

/// Names of the series: from swatches, else from texts at the lines' ends.
fn series(
    paths: &[Path],
    swatches: &[Option<Swatch>],
    texts: &[Text],
    taken: &[usize],
) -> (Vec<Series>, Vec<usize>) {
    let mut at_ends: Vec<usize> = Vec::new();
    let mut named: Vec<Series> = paths
        .iter()
        .zip(swatches)
        .map(|(path, swatch)| Series {
            name: swatch.map(|s| texts[s.text].text.clone()),
            colour: path.colour,
            bounds: swatch.map_or(path.bounds(), |s| s.bounds.union(texts[s.text].bounds)),
        })
        .collect();
    if paths.len() < 2 {
        return (named, at_ends);
    }
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (p, path) in paths.iter().enumerate().filter(|(p, _)| named[*p].name.is_none()) {
        let Some(end) = path.points.last() else { continue };
        for (t, text) in texts.iter().enumerate() {
            let size = text.size().max(7.0);
            let gap = text.bounds.x0 as f32 - end.x;
            let off = (text.bounds.cy() - end.y).abs();
            if taken.contains(&text.line)
                || text.direction == Direction::Up
                || !text.numbers.is_empty()
                || !(-3.0..=3.0 * size).contains(&gap)
                || off > 1.2 * size
            {
                continue;
            }
            pairs.push((off + 0.3 * gap.max(0.0), p, t));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, p, t) in pairs {
        if named[p].name.is_none() && !at_ends.contains(&texts[t].line) {
            named[p].name = Some(texts[t].text.clone());
            named[p].bounds = texts[t].bounds;
            at_ends.push(texts[t].line);
        }
    }
    (named, at_ends)
}

/// Sorts paths and series as the legend has them, and says where each went.
fn in_legend_order(paths: Vec<Path>, series: &mut Vec<Series>) -> (Vec<Path>, Vec<usize>) {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    let rows = |s: &Series| (s.name.is_none(), s.bounds.y0 / 8, s.bounds.x0);
    order.sort_by_key(|i| rows(&series[*i]));
    let mut to = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        to[*old] = new;
    }
    *series = order.iter().map(|i| series[*i].clone()).collect();
    (order.iter().map(|i| paths[*i].clone()).collect(), to)
}
