//! Values of the bars: printed at them, or read off the scale.

use crate::marks::axis::Scale;
use crate::marks::bar_charts::bars::Bars;
use crate::marks::bar_charts::prints::{
    self, Line, Print, Target, expected, nearest, scale_from_prints,
};
use crate::marks::bar_charts::rounding::rounding;
use crate::marks::confidence;
use crate::marks::geometry::PixelBox;
use crate::marks::refusal::Refusal;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Printed, and the mark agrees.
    PrintedAgreed,
    /// Printed, and nothing contradicts or confirms it.
    PrintedAlone,
    /// From the mark; the number printed there says something else.
    ScaleAgainstPrint,
    /// From the mark's place on the scale.
    Scale,
    /// Nothing is drawn or printed there: zero, or no value at all.
    NoMark,
}

/// The value of one mark.
#[derive(Debug, Clone)]
pub struct Value {
    /// The slot.
    pub slot: i32,
    /// Index of the series.
    pub series: usize,
    /// As the table shows it.
    pub text: String,
    /// As a number.
    pub value: f64,
    /// Where it comes from.
    pub source: Source,
    /// Where it was read: the printed number or the mark.
    pub bounds: PixelBox,
    /// Mean probability of the printed characters, if it was printed.
    pub print_confidence: Option<f32>,
    /// Evidence for it, from 0 to 1; see [`confidence::of_number`].
    pub confidence: f32,
}

/// What the values of bars are read from.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// Texts, cut to the bars.
    pub texts: &'a [Text],
    /// Lines of text that are something else.
    pub taken: &'a [usize],
    /// The bars.
    pub bars: &'a Bars,
    /// Slots that have a name.
    pub named: &'a [i32],
    /// The value scale, if there is one.
    pub scale: Option<&'a Scale>,
    /// As in [`crate::marks::ink::Ink`].
    pub picture_scale: f32,
}

/// Values for all bars, and for empty slots with a printed number; and the
/// indices of the texts that are printed values.
///
/// # Errors
/// [`Refusal::NoScale`] if there is neither a scale nor enough printed numbers.
pub fn values(evidence: Evidence) -> Result<(Vec<Value>, Vec<usize>), Refusal> {
    let Evidence { texts, bars, scale, .. } = evidence;
    let targets = targets(bars, evidence.named);
    let tolerance = f64::from(evidence.picture_scale);
    let axis = scale.map(|s| Line { slope: s.slope, intercept: s.intercept });
    let mut prints = prints::prints(evidence, &targets, axis);
    let own = || scale_from_prints(texts, bars, &targets, &prints, tolerance);
    let line: Line = match axis.map_or_else(own, Some) {
        Some(line) => line,
        None => {
            return Err(Refusal::NoScale {
                bars: bars.items.len(),
                ticks: scale.map_or(0, |s| s.ticks.len()),
                printed: prints.len(),
            });
        }
    };
    if axis.is_none() {
        prints = prints::prints(evidence, &targets, Some(line));
    }
    // Printed numbers that disagree with the axis throughout, but are in
    // proportion to the bars, are in another unit than the axis.
    let fits =
        |p: &Print, line: Line| nearest(&texts[p.text], &targets[p.target], bars, line, tolerance);
    let disagree = prints.iter().filter(|p| fits(p, line).is_none()).count();
    let other_unit = axis.is_some() && prints.len() >= 3 && 2 * disagree > prints.len();
    let own = || scale_from_prints(texts, bars, &targets, &prints, tolerance);
    let line = match other_unit.then(own) {
        Some(Some(line)) if 10 * prints.len() >= 8 * bars.items.len() => line,
        _ => line,
    };

    let agreed: Vec<Option<(&Print, Number)>> = (0..targets.len())
        .map(|t| {
            let print = prints.iter().find(|p| p.target == t)?;
            Some((print, fits(print, line)?))
        })
        .collect();
    let unprinted: Vec<f64> = targets
        .iter()
        .zip(&agreed)
        .filter(|(t, a)| t.bar.is_some() && a.is_none())
        .map(|(t, _)| expected(t, bars, line))
        .collect();
    let style = scale
        .and_then(Scale::style)
        .cloned()
        .or_else(|| prints.first().and_then(|p| texts[p.text].numbers.first().cloned()));
    let unit = style.as_ref().map_or(1.0, |s| s.multiplier);
    let in_unit: Vec<f64> = unprinted.iter().map(|v| v / unit).collect();
    let mut rounding = rounding(&in_unit, line.slope.abs() / unit);
    if bars.stacked {
        rounding.shift = 0.0;
    }
    // A few numbers near bars that do not fit them are no values of the bars.
    let most_printed = 2 * prints.len() >= bars.items.len();
    let mut values = Vec::new();
    for (index, target) in targets.iter().enumerate() {
        let print = prints.iter().find(|p| p.target == index);
        let printed = |print: &Print, number: &Number, source| {
            let text = &texts[print.text];
            Value {
                slot: target.slot,
                series: target.series,
                text: number.plain(),
                value: number.value,
                source,
                bounds: text.bounds,
                print_confidence: Some(text.confidence),
                confidence: 0.0,
            }
        };
        let value = match (target.bar, &agreed[index], print) {
            (_, Some((print, number)), _) => printed(print, number, Source::PrintedAgreed),
            (Some(bar), None, print) => {
                let pixel = line.slope.abs() / unit;
                let value = rounding.rounded(expected(target, bars, line) / unit, pixel) * unit;
                let decimals = rounding.decimals;
                let text = style.as_ref().map_or_else(
                    || format!("{value:.decimals$}"),
                    |s| s.format_like(value, decimals),
                );
                let against = print.is_some() && most_printed;
                Value {
                    slot: target.slot,
                    series: target.series,
                    text,
                    value,
                    source: if against { Source::ScaleAgainstPrint } else { Source::Scale },
                    bounds: bar.bounds,
                    print_confidence: None,
                    confidence: 0.0,
                }
            }
            (None, None, Some(print)) => match texts[print.text].numbers.first() {
                Some(number) => printed(print, number, Source::PrintedAlone),
                None => continue,
            },
            (None, None, None) => continue,
        };
        let length = target.bar.map_or(0.0, |b| (b.end.at - b.start).abs());
        let confidence = confidence::of_value(&value, length, scale);
        values.push(Value { confidence, ..value });
    }
    let at_zero =
        axis.is_none_or(|axis| axis.value(bars.slots.baseline).abs() <= 4.0 * axis.slope.abs());
    if at_zero {
        values.extend(zeros(&values, evidence, style.as_ref()));
    }
    let used = prints.iter().map(|p| p.text).collect();
    Ok((values, used))
}

/// All bars, and the named slots without one (of a single series).
fn targets<'a>(bars: &'a Bars, named: &[i32]) -> Vec<Target<'a>> {
    let o = bars.orientation();
    let mut targets: Vec<Target> = bars
        .items
        .iter()
        .map(|b| Target {
            slot: b.slot,
            series: b.series,
            centre: o.slot_centre(b.bounds),
            bar: Some(b),
        })
        .collect();
    if bars.colours.len() == 1 {
        let empty = named.iter().filter(|s| !bars.slots.occupied.contains(s));
        targets.extend(empty.map(|slot| Target {
            slot: *slot,
            series: 0,
            centre: bars.slots.centre(*slot),
            bar: None,
        }));
    }
    targets.sort_by_key(|t| (t.slot, t.series));
    targets
}

/// Zeros for the places where a bar or a segment could be and is not: it is
/// shorter than a pixel can show. Of a stack that is certain, since its
/// segments follow each other from the baseline; elsewhere the value may be
/// missing.
fn zeros(values: &[Value], evidence: Evidence, style: Option<&Number>) -> Vec<Value> {
    let Evidence { bars, named, .. } = evidence;
    let o = bars.orientation();
    let (first, last) = bars.slots.range();
    let mut slots = bars.slots.occupied.clone();
    if bars.colours.len() == 1 {
        slots = named.iter().copied().filter(|s| (first..=last).contains(s)).collect();
    }
    let mut zeros = Vec::new();
    for slot in slots {
        for series in 0..bars.colours.len() {
            if values.iter().any(|v| v.slot == slot && v.series == series) {
                continue;
            }
            let (centre, half) = (bars.slots.centre(slot), 0.5 * bars.thickness);
            let base = bars.slots.baseline as i32;
            zeros.push(Value {
                slot,
                series,
                text: style.map_or_else(|| "0".to_owned(), |s| s.format_like(0.0, 0)),
                value: 0.0,
                source: if bars.stacked { Source::Scale } else { Source::NoMark },
                bounds: o.compose(
                    ((centre - half) as i32, (centre + half) as i32),
                    (base - 1, base + 1),
                ),
                print_confidence: None,
                confidence: if bars.stacked { 0.7 } else { 0.4 },
            });
        }
    }
    zeros
}
