//! The table, from what the stages found.

use crate::Table;
use crate::marks::Chart;
use crate::marks::bar_charts::values::{Source, Value};
use crate::marks::confidence;
use crate::marks::names::labels::Label;

/// The table of a chart, with where every cell was read and how surely.
///
/// The label column is headed by the title of the category axis, or by
/// nothing; the others by the names of their series. No word is added that is
/// not in the picture.
pub fn table(chart: &Chart) -> Table {
    let names = chart.series.iter().map(|s| s.name.clone().unwrap_or_default());
    let header =
        std::iter::once(chart.titles.category.clone().unwrap_or_default()).chain(names).collect();
    let (mut rows, mut confidences, mut boxes) = (Vec::new(), Vec::new(), Vec::new());
    for slot in slots(chart) {
        let label = chart.labels.at(slot);
        let mut row = vec![text(label)];
        let mut sure = vec![confidence::of_label(label)];
        let mut places = vec![label.map(|l| l.bounds.corners())];
        for series in 0..chart.series.len() {
            let value = chart.values.iter().find(|v| v.slot == slot && v.series == series);
            row.push(value.map_or_else(String::new, |v| v.text.clone()));
            sure.push(value.map_or(0.0, |v| confidence::of_number(v.confidence)));
            places.push(value.map(|v| v.bounds.corners()));
        }
        rows.push(row);
        confidences.push(sure);
        boxes.push(places);
    }
    Table {
        title: chart.titles.chart.clone(),
        header,
        rows,
        cell_confidence: Some(confidences),
        cell_boxes: Some(boxes),
    }
}

/// All slots with a mark, and those between and beside with a name and a value.
fn slots(chart: &Chart) -> Vec<i32> {
    let mut slots = chart.occupied.clone();
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
    let mut warnings = chart.warnings.clone();
    let of = |source: Source| -> Vec<&Value> {
        chart.values.iter().filter(|v| v.source == source).collect()
    };
    let name = |slot: i32| {
        chart.labels.at(slot).map_or("a mark without a name", |l| l.text.as_str()).to_owned()
    };
    for value in of(Source::ScaleAgainstPrint) {
        warnings.push(format!(
            "the number printed at {} does not fit its mark; {} was read off the scale",
            name(value.slot),
            value.text
        ));
    }
    for value in of(Source::NoMark) {
        let series = match chart.series.as_slice() {
            [_] => String::new(),
            several => {
                several[value.series].name.as_ref().map_or_else(String::new, |n| format!(" of {n}"))
            }
        };
        warnings.push(format!(
            "nothing is drawn for {}{series}: it is 0, or there is no value",
            name(value.slot)
        ));
    }
    for slot in slots(chart) {
        let values: Vec<&str> =
            chart.values.iter().filter(|v| v.slot == slot).map(|v| v.text.as_str()).collect();
        if chart.labels.at(slot).is_none() {
            warnings
                .push(format!("no label was found for the mark of value {}", values.join(", ")));
        }
        let missing = chart.series.len() - values.len().min(chart.series.len());
        if missing > 0 {
            let series = if chart.series.len() == 1 {
                String::new()
            } else {
                format!(" in {missing} of {} series", chart.series.len())
            };
            warnings.push(format!("{} has neither a mark nor a printed value{series}", name(slot)));
        }
    }
    let names = chart.labels.items.iter().map(|l| (l.text.as_str(), l.confidence));
    let series = chart.series.iter().filter(|_| chart.series.len() > 1);
    let series = series.filter_map(|s| Some((s.name.as_deref()?, s.confidence)));
    let doubtful: Vec<&str> = names
        .chain(series)
        .filter(|(_, sure)| *sure < confidence::DOUBTFUL_NAME)
        .map(|(name, _)| name)
        .collect();
    if !doubtful.is_empty() {
        warnings.push(format!("hard to read, and perhaps wrong: {}", doubtful.join(", ")));
    }
    let nameless = chart.series.iter().filter(|s| s.name.is_none()).count();
    if chart.series.len() > 1 && nameless > 0 {
        warnings.push(format!("no name was found for {nameless} of {} series", chart.series.len()));
    }
    warnings
}

/// The table in one line, as a sequence model would write it.
pub fn linearised(table: &Table) -> String {
    let title = table.title.iter().map(|t| format!("TITLE | {t}"));
    let rows = std::iter::once(&table.header).chain(&table.rows).map(|r| r.join(" | "));
    title.chain(rows).collect::<Vec<_>>().join(" <0x0A> ")
}
