//! Values of the bars: printed at them, or read off the scale.

use crate::marks::axis::Scale;
use crate::marks::bar_charts::bars::{Bar, Bars};
use crate::marks::confidence;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::refusal::Refusal;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A printed number may differ from its bar by this many pixels, or by
/// [`AGREEING_SHARE`] of itself.
const AGREEING_PIXELS: f64 = 3.5;
const AGREEING_SHARE: f64 = 0.03;
/// Share of the printed numbers that must agree with the bars' lengths where
/// there is no scale to check them.
const AGREEING_BARS: f32 = 0.6;
/// Ways in which bars of rounded values may be drawn: pixels that they stand
/// off the axis, how exactly they are drawn then, and the number of such ways.
const ROUNDINGS: [(f64, f64, f64); 6] = [
    (0.0, 0.2, 1.0),
    (-0.5, 0.2, 3.0),
    (0.5, 0.2, 3.0),
    (0.0, 0.55, 4.0),
    (-0.5, 0.55, 6.0),
    (0.5, 0.55, 6.0),
];

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
    /// How sure it is, from 0 to 1.
    pub confidence: f32,
}

/// A bar or segment, or an empty slot with a name, that wants a value.
#[derive(Debug, Clone, Copy)]
struct Target<'a> {
    slot: i32,
    series: usize,
    /// Centre along the slot direction.
    centre: f32,
    bar: Option<&'a Bar>,
}

/// A number printed at a mark.
#[derive(Debug, Clone, Copy)]
pub struct Print {
    /// Index of the text.
    pub text: usize,
    /// Index of its target.
    target: usize,
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
    let mut prints = prints(evidence, &targets, axis);
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
        prints = self::prints(evidence, &targets, Some(line));
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
                let value = expected(target, bars, line) + rounding.shift * line.slope.abs();
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

/// Numbers printed at the targets: those that agree with the scale first, then
/// those nearest to their bar.
fn prints(evidence: Evidence, targets: &[Target], line: Option<Line>) -> Vec<Print> {
    let Evidence { texts, taken, bars, picture_scale, .. } = evidence;
    let o = bars.orientation();
    let mut found: Vec<(bool, f32, Print)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        let upright = text.direction == Direction::Up;
        if taken.contains(&text.line) || text.numbers.is_empty() || upright {
            continue;
        }
        for (t, target) in targets.iter().enumerate() {
            let off = (o.slot_centre(text.bounds) - target.centre).abs();
            let across = (0.6 * bars.thickness).max(8.0 * picture_scale);
            if off > (0.35 * bars.slots.pitch).min(across) {
                continue;
            }
            let gap = match target.bar {
                Some(bar) if bars.stacked => gap_in_segment(text, bar, o),
                bar => gap(text, bar, bars, picture_scale),
            };
            let agrees = line.is_some_and(|line| {
                nearest(text, target, bars, line, f64::from(picture_scale)).is_some()
            });
            if let Some(gap) = gap {
                found.push((!agrees, gap + off, Print { text: index, target: t }));
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut prints: Vec<Print> = Vec::new();
    for (_, _, print) in found {
        if prints.iter().all(|p| p.target != print.target && p.text != print.text) {
            prints.push(print);
        }
    }
    prints
}

/// Distance of a text from the middle of a segment, if it is printed on it.
fn gap_in_segment(text: &Text, bar: &Bar, o: Orientation) -> Option<f32> {
    let (low, high) = (bar.start.min(bar.end.at), bar.start.max(bar.end.at));
    let centre = o.value_centre(text.bounds);
    let (from, to) = o.value_span(text.bounds);
    let slack = (0.5 * (to - from) as f32 - 0.5 * (high - low)).max(0.0) + 1.0;
    (low - slack..=high + slack)
        .contains(&centre)
        .then(|| (centre - f32::midpoint(low, high)).abs())
}

/// Distance of a text from the end of a bar; `None` if it is not at the bar.
fn gap(text: &Text, bar: Option<&Bar>, bars: &Bars, scale: f32) -> Option<f32> {
    let o = bars.orientation();
    let (low, high) = o.value_span(text.bounds);
    let (low, high) = (low as f32, high as f32);
    let baseline = bars.slots.baseline;
    let (end, to_low) =
        bar.map_or((baseline, o == Orientation::Vertical), |b| (b.end.at, b.end.to_low));
    let outward = if to_low { end - high } else { low - end };
    let reach = match o {
        Orientation::Vertical => 1.8 * text.size(),
        Orientation::Horizontal => 2.2 * text.size(),
    }
    .max(8.0 * scale);
    if (-2.0..=reach).contains(&outward) {
        return Some(outward.abs());
    }
    // Within the bar, near its end, in its middle or at its foot.
    let (inner, outer) = if to_low { (end, baseline) } else { (baseline, end) };
    let inside = low >= inner - 2.0 && high <= outer + 2.0;
    let inward = if to_low { low - end } else { end - high };
    (inside && bar.is_some()).then_some(inward.abs() + 1.0)
}

/// `value = slope * pixel + intercept`.
#[derive(Debug, Clone, Copy)]
struct Line {
    slope: f64,
    intercept: f64,
}

impl Line {
    fn value(self, pixel: f32) -> f64 {
        self.slope * f64::from(pixel) + self.intercept
    }
}

/// The value that a target's place stands for: where a bar ends, or how long a
/// segment is.
fn expected(target: &Target, bars: &Bars, line: Line) -> f64 {
    match target.bar {
        Some(bar) if bars.stacked => {
            let at_axis = bar.start == bars.slots.baseline;
            let start = line.value(bar.start);
            // Stacks start at zero, which the axis says to about a pixel.
            let near_zero = at_axis && start.abs() <= 3.0 * line.slope.abs();
            line.value(bar.end.at) - if near_zero { 0.0 } else { start }
        }
        Some(bar) => line.value(bar.end.at),
        None => line.value(bars.slots.baseline),
    }
}

/// The reading of a printed number that agrees with its target.
fn nearest(text: &Text, target: &Target, bars: &Bars, line: Line, scale: f64) -> Option<Number> {
    let expected = expected(target, bars, line);
    let off = |n: &Number| (n.value - expected).abs();
    let best = text.numbers.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let allowed =
        (AGREEING_PIXELS * scale * line.slope.abs()).max(AGREEING_SHARE * best.value.abs());
    (off(best) <= allowed).then(|| best.clone())
}

/// A scale from the printed numbers and the bars alone, if most agree: the
/// line through two bars, or through one and zero at the baseline.
fn scale_from_prints(
    texts: &[Text],
    bars: &Bars,
    targets: &[Target],
    prints: &[Print],
    scale: f64,
) -> Option<Line> {
    if prints.len() < 2 || (prints.len() as f32) < AGREEING_BARS * bars.items.len() as f32 {
        return None;
    }
    let baseline = f64::from(bars.slots.baseline);
    let points: Vec<(f64, f64)> = prints
        .iter()
        .filter_map(|p| {
            let bar = targets[p.target].bar?;
            let at = if bars.stacked {
                baseline + f64::from(bar.end.at - bar.start)
            } else {
                f64::from(bar.end.at)
            };
            Some((at, texts[p.text].numbers.first()?.value))
        })
        .chain([(baseline, 0.0)])
        .collect();
    let mut best: Option<(usize, Line)> = None;
    for (i, (p, v)) in points.iter().enumerate() {
        for (q, w) in &points[i + 1..] {
            if (p - q).abs() < 4.0 || v == w {
                continue;
            }
            let slope = (w - v) / (q - p);
            let line = Line { slope, intercept: v - slope * p };
            let agreeing = prints
                .iter()
                .filter(|p| {
                    nearest(&texts[p.text], &targets[p.target], bars, line, scale).is_some()
                })
                .count();
            if best.as_ref().is_none_or(|(n, _)| agreeing > *n) {
                best = Some((agreeing, line));
            }
        }
    }
    best.filter(|(n, _)| *n as f32 >= AGREEING_BARS * prints.len() as f32 && *n >= 2)
        .map(|(_, line)| line)
}

/// How values read off a scale are printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounding {
    /// Digits after the point, in the unit of the axis.
    pub decimals: usize,
    /// Offset of the bars against the axis in pixels, to be added.
    pub shift: f64,
}

/// Decimals to print values with, as few as the bars allow; `values` are those
/// of the bars' ends, `pixel` is what a pixel is worth, in the axis's unit.
///
/// If all bars end at multiples of a step as nearly as pixels can show, and
/// chance would hardly do that, the data has that step; axis and bars may then
/// be half a pixel apart, as some libraries draw them. Otherwise what half a
/// pixel can tell is printed.
pub fn rounding(values: &[f64], pixel: f64) -> Rounding {
    let resolved = (-(0.5 * pixel).log10()).ceil().clamp(0.0, 8.0) as usize;
    for decimals in 0..resolved {
        let step = 10f64.powi(-(decimals as i32));
        for (shift, within, chances) in ROUNDINGS {
            let tolerance = within * pixel;
            let chance = (2.0 * tolerance / step).min(1.0).powi(values.len() as i32) * chances;
            let near = |v: &f64| {
                let steps = (v + shift * pixel) / step;
                ((steps - steps.round()) * step).abs() <= tolerance
            };
            if chance < 0.02 && values.iter().all(near) {
                return Rounding { decimals, shift };
            }
        }
    }
    Rounding { decimals: resolved, shift: 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_printed_whole() {
        let of = |values: &[f64], pixel| rounding(values, pixel).decimals;
        assert_eq!(of(&[28.1, 54.9, 43.1, 91.0, 80.9, 53.1, 19.0], 1.0 / 3.0), 0);
        assert_eq!(of(&[28.4, 54.6, 43.1], 1.0 / 3.0), 1);
        assert_eq!(of(&[2540.0], 12.0), 0);
        // Half a pixel is worth 0.005.
        assert_eq!(of(&[2.5, 1.24, 0.7], 0.01), 3);
    }

    #[test]
    fn half_a_pixel_between_axis_and_bars_is_seen() {
        let drawn = [28.17, 55.17, 43.17, 91.17, 81.17, 53.17];
        let found = rounding(&drawn, 1.0 / 3.0);
        assert_eq!(found, Rounding { decimals: 0, shift: -0.5 });
    }
}
