//! Which kind of chart a page shows; every kind is brought into one form.

use super::geometry::Orientation;
use super::labels::Labels;
use super::legend::Series;
use super::line_chart::{self, LineChart};
use super::page::Page;
use super::pie::{self, Pie};
use super::recogniser::Recogniser;
use super::titles::Titles;
use super::values::Value;
use super::{Chart, Marks, bar_chart, bar_line, confidence, legend};
use crate::{Cancel, ErrorKind, Result};

/// Reads a page as the kind of chart that it shows: a disc is looked for
/// first, then bars (perhaps
/// with lines over them), then lines.
///
/// # Errors
/// [`super::Refusal`] if it is none of the kinds that are read; the runtime's
/// errors; [`crate::Error::Interrupted`].
pub fn chart(page: &Page, recogniser: &mut Recogniser, cancel: &Cancel) -> Result<Chart> {
    if let Some(pie) = pie::pie(page, recogniser, cancel)? {
        return Ok(pie.into());
    }
    let refusal = match bar_chart::bar_chart(page, recogniser, cancel) {
        Ok((chart, other)) => {
            return bar_line::with_lines(page, chart, other.as_ref(), recogniser, cancel);
        }
        Err(error) if error.kind() == ErrorKind::Unanswerable => error,
        Err(error) => return Err(error),
    };
    let scales = page.scales(Orientation::Vertical);
    match line_chart::line_chart(page, scales, recogniser, cancel)? {
        Some(lines) => Ok(with_texts(lines, page)),
        None => Err(refusal),
    }
}

fn with_texts(lines: LineChart, page: &Page) -> Chart {
    let fit = confidence::of_scale(Some(&lines.scale));
    let mut series: Vec<Series> = lines
        .series
        .iter()
        .map(|s| Series {
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
        .map(|v| Value {
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

impl From<Pie> for Chart {
    fn from(pie: Pie) -> Self {
        let values = pie
            .values
            .iter()
            .map(|v| Value { confidence: pie.confidence(v), ..v.clone() })
            .collect();
        let colour = pie.sectors.first().map_or([0.0; 3], |s| s.colour);
        let series = Series { name: pie.title.clone(), bounds: None, confidence: 1.0, colour };
        Self {
            texts: pie.texts,
            scale: None,
            marks: Marks::Sectors(pie.disc, pie.sectors),
            occupied: (0..pie.rows.len() as i32).collect(),
            labels: Labels { items: pie.labels, ..Labels::default() },
            series: vec![series],
            values,
            titles: Titles { chart: pie.title, ..Titles::default() },
            warnings: pie.warnings,
        }
    }
}
