//! The table, from what the stages found.

use super::Chart;
use super::confidence;
use super::labels::Label;
use super::values::{Source, Value};
use crate::Table;

/// The table of a chart, with where every cell was read and how surely.
///
/// The label column is headed by the title of the category axis, or by
/// nothing. The value column is headed by the first of: the title of the value
/// axis, the text of a legend with one entry, the chart's title; or by
/// nothing. No word is added that is not in the picture.
pub fn table(chart: &Chart) -> Table {
    let bars = &chart.bars;
    let value_header = chart
        .titles
        .value
        .clone()
        .or_else(|| chart.legend.clone())
        .or_else(|| chart.titles.chart.clone())
        .unwrap_or_default();
    let header = vec![chart.titles.category.clone().unwrap_or_default(), value_header];
    let (mut rows, mut confidences, mut boxes) = (Vec::new(), Vec::new(), Vec::new());
    for slot in slots(chart) {
        let label = chart.labels.at(slot);
        let value = chart.values.iter().find(|v| v.slot == slot);
        let bar = bars.items.iter().find(|b| b.slot == slot);
        rows.push(vec![text(label), value.map_or_else(String::new, |v| v.text.clone())]);
        let sure = value.map_or(0.0, |v| {
            confidence::of_value(v, bar, bars, chart.scale.as_ref()).clamp(0.0, 1.0)
        });
        confidences.push(vec![confidence::of_label(label), sure]);
        boxes.push(vec![label.map(|l| l.bounds.corners()), value.map(|v| v.bounds.corners())]);
    }
    Table {
        title: chart.titles.chart.clone(),
        header,
        rows,
        cell_confidence: Some(confidences),
        cell_boxes: Some(boxes),
    }
}

/// All slots with a bar, and those between and beside with a name and a value.
fn slots(chart: &Chart) -> Vec<i32> {
    let mut slots: Vec<i32> = chart.bars.items.iter().map(|b| b.slot).collect();
    let named = chart.labels.items.iter().map(|l| l.slot);
    slots.extend(named.filter(|s| chart.values.iter().any(|v| v.slot == *s)));
    let between =
        slots.iter().min().copied().unwrap_or(0)..slots.iter().max().copied().unwrap_or(0);
    slots.extend(chart.labels.items.iter().map(|l| l.slot).filter(|s| between.contains(s)));
    slots.sort_unstable();
    slots.dedup();
    slots
}

fn text(label: Option<&Label>) -> String {
    label.map_or_else(String::new, |l| l.text.clone())
}

/// What a person should doubt, one sentence each.
pub fn warnings(chart: &Chart) -> Vec<String> {
    let mut warnings = Vec::new();
    let of = |source: Source| -> Vec<&Value> {
        chart.values.iter().filter(|v| v.source == source).collect()
    };
    let name = |slot: i32| {
        chart.labels.at(slot).map_or("a bar without a name", |l| l.text.as_str()).to_owned()
    };
    for value in of(Source::ScaleAgainstPrint) {
        warnings.push(format!(
            "the number printed at {} does not fit its bar; {} was read off the scale",
            name(value.slot),
            value.text
        ));
    }
    for slot in slots(chart) {
        if chart.labels.at(slot).is_none() {
            let value =
                chart.values.iter().find(|v| v.slot == slot).map_or("", |v| v.text.as_str());
            warnings.push(format!("no label was found for the bar of value {value}"));
        }
        if !chart.values.iter().any(|v| v.slot == slot) {
            warnings.push(format!("{} has neither a bar nor a printed value", name(slot)));
        }
    }
    warnings
}

/// The table in one line, as a sequence model would write it.
pub fn linearised(table: &Table) -> String {
    let title = table.title.iter().map(|t| format!("TITLE | {t}"));
    let rows = std::iter::once(&table.header).chain(&table.rows).map(|r| r.join(" | "));
    title.chain(rows).collect::<Vec<_>>().join(" <0x0A> ")
}
