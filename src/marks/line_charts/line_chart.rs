//! A line chart read: its lines, their names, and their values at every slot.

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::axis::Scale;
use crate::marks::confidence;
use crate::marks::geometry::PixelBox;
use crate::marks::line_charts::line_labels;
use crate::marks::line_charts::line_names;
use crate::marks::line_charts::line_series;
use crate::marks::line_charts::line_values::{self, Value};
use crate::marks::line_charts::points::{self, Grid};
use crate::marks::line_charts::strokes::Path;
use crate::marks::line_charts::traced::{Picture, Traced};
use crate::marks::names::labels::Labels;
use crate::marks::names::series;
use crate::marks::names::titles::{self, Titles};
use crate::marks::page::Page;
use crate::marks::regions::Colour;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::{Cancel, Result};

/// A series of a line chart.
#[derive(Debug, Clone)]
pub struct Series {
    /// What the legend, or a text at the line's end, calls it.
    pub name: Option<String>,
    /// Mean probability of the name's characters; 0 without a name.
    pub confidence: f32,
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

/// Reads traced lines as a chart of lines only; `None` if nothing says where
/// their points are.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn line_chart(
    page: &Page,
    traced: Traced,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Option<LineChart>> {
    let Traced { texts, scale, zone, paths, entries, legend, mut taken, .. } = traced;
    let texts = texts.as_slice();
    let picture = &Picture { texts, ..Picture::of(page) };
    let ink = picture.ink;
    let Some(tick_labels) = scale.bounds(texts) else { return Ok(None) };
    let highest = scale.span().1 - 2.0 * ink.scale;
    let extent = points::extent(&paths);
    let row = line_labels::rows(texts, &taken, highest, extent).into_iter().next();
    let names = line_names::Names { picture, paths: &paths, taken: &taken, zone: &zone };
    let Some((grid, labels)) = names.find(row.as_ref(), &scale, recogniser, cancel)? else {
        return Ok(None);
    };
    taken.extend(&labels.used);
    let slack = 0.3 * grid.pitch;
    let first = ((extent.0 - slack - grid.origin) / grid.pitch).ceil() as i32;
    let last = ((extent.1 + slack - grid.origin) / grid.pitch).floor() as i32;
    let (mut series, at_ends) = line_series::series(&paths, &entries, texts, &taken);
    taken.extend(at_ends);
    let (values, printed) =
        line_values::values(&paths, &grid, first..=last, &scale, texts, &taken, ink.scale);
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
    let titles = titles::titles(&rest, plot, &slots, false);
    let (paths, order) = line_series::in_legend_order(&paths, &mut series);
    let values = values.into_iter().map(|v| Value { series: order[v.series], ..v }).collect();
    Ok(Some(LineChart {
        scale,
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
            confidence: s.confidence,
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
