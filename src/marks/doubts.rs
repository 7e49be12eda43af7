//! What a person should doubt in a table, from what the stages found.

use crate::marks::assemble::slots;
use crate::marks::bar_charts::values::{Source, Value};
use crate::marks::confidence;
use crate::marks::{Chart, Marks};

/// A mark shorter than so many pixels is read to no better than a tenth: half a pixel
/// more or less is that much of it.
const SHORT: f32 = 5.0;

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
    let small = too_small(chart);
    if !small.is_empty() {
        let small: Vec<String> =
            small.iter().map(|v| format!("{} ({})", name(v.slot), v.text)).collect();
        warnings.push(format!(
            "only a few pixels from zero, and so read roughly: {}",
            small.join(", ")
        ));
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

/// Values read off the scale from marks that end so near to zero that half a pixel
/// is a tenth of them, or more. (Those that are read as zero are not among them.)
fn too_small(chart: &Chart) -> Vec<&Value> {
    let Some(scale) = &chart.scale else { return Vec::new() };
    // Lines over bars may have a scale of their own.
    let on_scale = match &chart.marks {
        Marks::Bars(_) | Marks::Lines(_) => chart.series.len(),
        Marks::BarsAndLines(bars, _) => bars.colours.len(),
        Marks::Sectors(..) => 0,
    };
    let short = |v: &&Value| {
        let pixels = (scale.pixel(v.value) - scale.pixel(0.0)).abs();
        let zero = !v.text.chars().any(|c| c.is_ascii_digit() && c != '0');
        v.source == Source::Scale && v.series < on_scale && pixels < SHORT && !zero
    };
    chart.values.iter().filter(short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::axis::Scale;
    use crate::marks::geometry::{Orientation, PixelBox};
    use crate::marks::names::labels::{Label, Labels};
    use crate::marks::names::series::Series;
    use crate::marks::names::titles::Titles;

    /// One line with these values on a scale of two pixels a unit.
    fn chart(values: &[(f64, Source)], sure: f32) -> Chart {
        let bounds = PixelBox::new(0, 0, 1, 1);
        let scale = Scale {
            direction: Orientation::Vertical,
            slope: -0.5,
            intercept: 100.0,
            ticks: Vec::new(),
            outliers: 0,
            residual: 0.0,
            snapped: true,
        };
        let slots = 0..values.len() as i32;
        let label = |slot: i32| Label { slot, text: format!("K{slot}"), bounds, confidence: sure };
        let value = |(slot, (value, source)): (usize, &(f64, Source))| Value {
            slot: slot as i32,
            series: 0,
            text: value.to_string(),
            value: *value,
            source: *source,
            bounds,
            print_confidence: None,
            confidence: 1.0,
        };
        Chart {
            texts: Vec::new(),
            scale: Some(scale),
            marks: Marks::Lines(Vec::new()),
            occupied: slots.clone().collect(),
            labels: Labels { items: slots.map(label).collect(), ..Labels::default() },
            series: vec![Series { name: None, bounds: None, confidence: 0.0, colour: [0.0; 3] }],
            values: values.iter().enumerate().map(value).collect(),
            titles: Titles::default(),
            warnings: Vec::new(),
        }
    }

    #[test]
    fn values_of_a_few_pixels_are_called_rough() {
        let sure = 1.0;
        let values = [(40.0, Source::Scale), (1.5, Source::Scale), (0.0, Source::Scale)];
        assert_eq!(
            warnings(&chart(&values, sure)),
            ["only a few pixels from zero, and so read roughly: K1 (1.5)"]
        );
        let printed = [(40.0, Source::Scale), (1.5, Source::PrintedAgreed)];
        assert!(warnings(&chart(&printed, sure)).is_empty());
    }

    #[test]
    fn names_that_were_hard_to_read_are_called_so() {
        let warned = warnings(&chart(&[(40.0, Source::Scale), (30.0, Source::Scale)], 0.9));
        assert_eq!(warned, ["hard to read, and perhaps wrong: K0, K1"]);
    }
}
