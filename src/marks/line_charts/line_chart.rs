//! A line chart read: its lines, their names, and their values at every slot.

use image::RgbImage;

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::axis::{self, Scale};
use crate::marks::confidence;
use crate::marks::geometry::PixelBox;
use crate::marks::ink::Ink;
use crate::marks::line_charts::line_labels;
use crate::marks::line_charts::line_names;
use crate::marks::line_charts::line_series;
use crate::marks::line_charts::line_values::{self, Value};
use crate::marks::line_charts::palette;
use crate::marks::line_charts::points::{self, Grid};
use crate::marks::line_charts::strokes::{self, Path};
use crate::marks::names::labels::Labels;
use crate::marks::names::legend::{Entry, matching};
use crate::marks::names::series;
use crate::marks::names::titles::{self, Titles};
use crate::marks::page::Page;
use crate::marks::refusal::Refusal;
use crate::marks::regions::Colour;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::TextBoxes;
use crate::{Cancel, Result};

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
    let texts = page.texts.as_slice();
    let Some(tick_labels) = scale.bounds(texts) else { return Ok(None) };
    let ticks: Vec<usize> = scale.ticks.iter().map(|t| texts[t.text].line).collect();
    let on_scale = |e: &Entry| e.texts.iter().any(|t| ticks.contains(&texts[*t].line));
    let legend: Vec<Entry> = page.legend.iter().filter(|e| !on_scale(e)).cloned().collect();
    let pieces: Vec<usize> = texts
        .iter()
        .filter(|t| {
            let letters = t.text.chars().filter(|c| c.is_alphanumeric()).count();
            t.confidence >= 0.6 && letters >= 2
        })
        .flat_map(|t| t.pieces.iter().copied())
        .collect();
    let boxes: Vec<PixelBox> =
        legend.iter().map(|e| e.swatch.bounds.grown(2, ink.width, ink.height)).collect();
    let components = &picture.found.components;
    let zone = palette::zone(image, ink, scale, texts, components, &pieces, &boxes);
    let Some(zone) = zone else { return Ok(None) };
    let mut colours = palette::colours(image, &zone);
    for swatch in legend.iter().map(|e| e.swatch) {
        let known = |c: &Colour| {
            palette::distance(*c, swatch.colour) <= 24.0 || matching::is_blend(&swatch, *c)
        };
        if !colours.iter().any(known) && zone.strength(swatch.colour) > 40.0 {
            colours.push(swatch.colour);
        }
    }
    let paths = strokes::paths(image, &zone, &colours, ink.scale);
    tracing::debug!(?zone.bounds, ?zone.papers, ?colours, "plot of a line chart");
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
    let (paths, entries) = line_series::named(without_frames(paths), &legend);
    let mut taken = ticks;
    let names = entries.iter().flatten().flat_map(|e| e.texts.iter().map(|t| texts[*t].line));
    taken.extend(names);

    let highest = scale.span().1 - 2.0 * ink.scale;
    let extent = points::extent(&paths);
    let row = line_labels::rows(texts, &taken, highest, extent).into_iter().next();
    let names = line_names::Names { picture, paths: &paths, taken: &taken, zone: &zone };
    let Some((grid, labels)) = names.find(row.as_ref(), scale, recogniser, cancel)? else {
        return Ok(None);
    };
    taken.extend(&labels.used);
    let slack = 0.3 * grid.pitch;
    let first = ((extent.0 - slack - grid.origin) / grid.pitch).ceil() as i32;
    let last = ((extent.1 + slack - grid.origin) / grid.pitch).floor() as i32;
    let (mut series, at_ends) = line_series::series(&paths, &entries, texts, &taken);
    taken.extend(at_ends);
    let (values, printed) =
        line_values::values(&paths, &grid, first..=last, scale, texts, &taken, ink.scale);
    taken.extend(printed);
    let mut warnings = Vec::new();
    let nameless: Vec<String> =
        line_series::without_line(&legend, &entries).into_iter().map(|e| e.name(texts)).collect();
    if !nameless.is_empty() {
        warnings.push(format!("no line was found for {} of the legend", nameless.join(", ")));
    }
    let labels = line_names::continued(labels, (first, last), &mut warnings);

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
    let (paths, order) = line_series::in_legend_order(&paths, &mut series);
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
    let mut series: Vec<series::Series> = lines
        .series
        .iter()
        .map(|s| series::Series {
            name: s.name.clone(),
            bounds: s.name.is_some().then_some(s.bounds),
            confidence: 1.0,
            colour: s.colour,
        })
        .collect();
    let titles = lines.titles;
    if let [one] = series.as_mut_slice() {
        one.name = titles.value.clone().or(one.name.take()).or_else(|| titles.chart.clone());
        series::with_unit(one, Some(&lines.scale));
    }
    let values = lines.values.iter().map(|v| v.in_chart(fit)).collect();
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

/// Paths without flat ones beside lines that rise or fall: those are axes,
/// frames and gridlines.
fn without_frames(paths: Vec<Path>) -> Vec<Path> {
    let any_rises = paths.iter().any(|p| p.rise() > 3.0);
    paths.into_iter().filter(|p| !any_rises || p.rise() > 1.5).collect()
}
