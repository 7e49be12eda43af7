//! The table, from what the stages found.

use crate::Table;
use crate::marks::Chart;
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
pub(super) fn slots(chart: &Chart) -> Vec<i32> {
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

/// The table in one line, as a sequence model would write it.
pub fn linearised(table: &Table) -> String {
    let title = table.title.iter().map(|t| format!("TITLE | {t}"));
    let rows = std::iter::once(&table.header).chain(&table.rows).map(|r| r.join(" | "));
    title.chain(rows).collect::<Vec<_>>().join(" <0x0A> ")
}
