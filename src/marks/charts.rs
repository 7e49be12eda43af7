//! Which kind of chart a page shows; every kind is brought into one form.

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::bar_charts::bar_chart;
use crate::marks::bar_charts::bar_line;
use crate::marks::bar_charts::values::Value;
use crate::marks::geometry::PixelBox;
use crate::marks::names::labels::Labels;
use crate::marks::names::series::{self, Series};
use crate::marks::names::titles::Titles;
use crate::marks::page::Page;
use crate::marks::pies::pie::{self, Pie};
use crate::marks::regions::Colour;
use crate::marks::texts::recogniser::Recogniser;
use crate::{Cancel, Result};

/// Reads a page as the kind of chart that it shows: a disc is looked for
/// first, then bars (perhaps
/// with lines over them), then lines.
///
/// # Errors
/// [`crate::marks::Refusal`] if it is none of the kinds that are read; the runtime's
/// errors; [`crate::Error::Interrupted`].
pub fn chart(page: &Page, recogniser: &mut Recogniser, cancel: &Cancel) -> Result<Chart> {
    if let Some(pie) = pie::pie(page, recogniser, cancel)? {
        return Ok(pie.into());
    }
    let bars = bar_chart::bar_chart(page, recogniser, cancel);
    let mut chart = bar_line::bar_line(page, bars, recogniser, cancel)?;
    chart.warnings.extend(nothing_drawn(page, &chart));
    Ok(chart)
}

/// Says which entries of the legend of bars, and of lines over them, stand for none of
/// them: a series that was not found. (Charts of lines alone say so themselves.)
fn nothing_drawn(page: &Page, chart: &Chart) -> Option<String> {
    let (Marks::Bars(bars) | Marks::BarsAndLines(bars, _)) = &chart.marks else { return None };
    let colours: Vec<Colour> = chart.series.iter().map(|s| s.colour).collect();
    let boxes: Vec<PixelBox> = bars.items.iter().map(|b| b.bounds).collect();
    let missing = series::without_marks(&page.legend, &colours, &boxes);
    let names: Vec<String> = missing.iter().map(|e| e.name(&page.texts)).collect();
    let names = names.join(", ");
    (!names.is_empty()).then(|| format!("nothing was found in the colour of {names} of the legend"))
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
