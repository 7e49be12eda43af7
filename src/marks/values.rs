//! Values of the bars: printed at them, or read off the scale.

use super::axis::Scale;
use super::bars::{Bar, Bars};
use super::geometry::{Orientation, PixelBox};
use super::number::Number;
use super::refusal::Refusal;
use super::text::Text;
use super::text_boxes::Direction;

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
    /// Printed, and the bar agrees.
    PrintedAgreed,
    /// Printed, and nothing contradicts or confirms it.
    PrintedAlone,
    /// From the bar; the number printed there says something else.
    ScaleAgainstPrint,
    /// From the bar's end on the scale.
    Scale,
}

/// The value of one bar.
#[derive(Debug, Clone)]
pub struct Value {
    /// The slot.
    pub slot: i32,
    /// As the table shows it.
    pub text: String,
    /// As a number.
    pub value: f64,
    /// Where it comes from.
    pub source: Source,
    /// Where it was read: the printed number or the bar.
    pub bounds: PixelBox,
    /// Mean probability of the printed characters, if it was printed.
    pub print_confidence: Option<f32>,
}

/// A number printed at a bar.
#[derive(Debug, Clone, Copy)]
pub struct Print {
    /// Index of the text.
    pub text: usize,
    /// The slot.
    pub slot: i32,
}

/// Numbers printed at the bars (or at empty slots that have a name), nearest
/// to the bar's end first come first served.
pub fn prints(
    texts: &[Text],
    taken: &[usize],
    bars: &Bars,
    named: &[i32],
    scale: f32,
) -> Vec<Print> {
    let o = bars.orientation;
    let mut found: Vec<(f32, Print)> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        if taken.contains(&text.line) || text.numbers.is_empty() || text.direction == Direction::Up
        {
            continue;
        }
        let centre = o.slot_centre(text.bounds);
        let slot = bars.slot_at(centre);
        let off = (centre - bars.centre(slot)).abs();
        if off > (0.35 * bars.pitch).min((0.6 * bars.thickness).max(8.0 * scale)) {
            continue;
        }
        let bar = bars.items.iter().find(|b| b.slot == slot);
        if bar.is_none() && !named.contains(&slot) {
            continue;
        }
        if let Some(gap) = gap(text, bar, bars, scale) {
            found.push((gap, Print { text: index, slot }));
        }
    }
    found.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut prints: Vec<Print> = Vec::new();
    for (_, print) in found {
        if prints.iter().all(|p| p.slot != print.slot) {
            prints.push(print);
        }
    }
    prints
}

/// Distance of a text from the end of a bar; `None` if it is not at the bar.
fn gap(text: &Text, bar: Option<&Bar>, bars: &Bars, scale: f32) -> Option<f32> {
    let o = bars.orientation;
    let (low, high) = o.value_span(text.bounds);
    let (low, high) = (low as f32, high as f32);
    let (end, to_low) =
        bar.map_or((bars.baseline, o == Orientation::Vertical), |b| (b.end.at, b.end.to_low));
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
    let (inner, outer) = if to_low { (end, bars.baseline) } else { (bars.baseline, end) };
    let inside = low >= inner - 2.0 && high <= outer + 2.0;
    let inward = if to_low { low - end } else { end - high };
    (inside && bar.is_some()).then_some(inward.abs() + 1.0)
}

/// Values for all bars, and for empty slots with a printed number.
///
/// # Errors
/// [`Refusal::NoScale`] if there is neither a scale nor enough printed numbers.
pub fn values(
    texts: &[Text],
    bars: &Bars,
    scale: Option<&Scale>,
    prints: &[Print],
    picture_scale: f32,
) -> Result<Vec<Value>, Refusal> {
    let own =
        scale.is_none().then(|| scale_from_prints(texts, bars, prints, picture_scale)).flatten();
    let refusal = Refusal::NoScale {
        bars: bars.items.len(),
        ticks: scale.map_or(0, |s| s.ticks.len()),
        printed: prints.len(),
    };
    let line: Line = match (scale, &own) {
        (Some(scale), _) => Line { slope: scale.slope, intercept: scale.intercept },
        (None, Some(line)) => *line,
        (None, None) => return Err(refusal),
    };
    // Printed numbers that disagree with the axis throughout, but are in
    // proportion to the bars, are in another unit than the axis.
    let tolerance = f64::from(picture_scale);
    let disagree =
        prints.iter().filter(|p| nearest(texts, p, bars, line, tolerance).is_none()).count();
    let other_unit = scale.is_some() && prints.len() >= 3 && 2 * disagree > prints.len();
    let line = match other_unit.then(|| scale_from_prints(texts, bars, prints, picture_scale)) {
        Some(Some(line)) if 10 * prints.len() >= 8 * bars.items.len() => line,
        _ => line,
    };

    let mut values = Vec::new();
    let mut slots: Vec<i32> = bars.items.iter().map(|b| b.slot).collect();
    slots.extend(prints.iter().map(|p| p.slot));
    slots.sort_unstable();
    slots.dedup();
    let unprinted: Vec<f64> = bars
        .items
        .iter()
        .filter(|b| {
            !prints
                .iter()
                .any(|p| p.slot == b.slot && nearest(texts, p, bars, line, tolerance).is_some())
        })
        .map(|b| line.value(b.end.at))
        .collect();
    let style = scale
        .and_then(Scale::style)
        .cloned()
        .or_else(|| prints.first().and_then(|p| texts[p.text].numbers.first().cloned()));
    let unit = style.as_ref().map_or(1.0, |s| s.multiplier);
    let in_unit: Vec<f64> = unprinted.iter().map(|v| v / unit).collect();
    let rounding = rounding(&in_unit, line.slope.abs() / unit);
    let decimals = rounding.decimals;
    // A few numbers near bars that do not fit them are no values of the bars.
    let most_printed = 2 * prints.len() >= bars.items.len();
    for slot in slots {
        let bar = bars.items.iter().find(|b| b.slot == slot);
        let print = prints.iter().find(|p| p.slot == slot);
        let agreed = print.and_then(|p| nearest(texts, p, bars, line, tolerance));
        let printed = |number: &Number, source| {
            let text = &texts[print.map_or(0, |p| p.text)];
            Value {
                slot,
                text: number.plain(),
                value: number.value,
                source,
                bounds: text.bounds,
                print_confidence: Some(text.confidence),
            }
        };
        match (bar, agreed, print) {
            (_, Some(number), _) => values.push(printed(&number, Source::PrintedAgreed)),
            (Some(bar), None, print) => {
                let value = line.value(bar.end.at) + rounding.shift * line.slope.abs();
                let text = style.as_ref().map_or_else(
                    || format!("{value:.decimals$}"),
                    |s| s.format_like(value, decimals),
                );
                let against = print.is_some() && most_printed;
                let source = if against { Source::ScaleAgainstPrint } else { Source::Scale };
                values.push(Value {
                    slot,
                    text,
                    value,
                    source,
                    bounds: bar.bounds,
                    print_confidence: None,
                });
            }
            (None, None, Some(p)) => {
                if let Some(number) = texts[p.text].numbers.first() {
                    values.push(printed(number, Source::PrintedAlone));
                }
            }
            (None, None, None) => {}
        }
    }
    Ok(values)
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

/// The reading of a printed number that agrees with its bar.
fn nearest(texts: &[Text], print: &Print, bars: &Bars, line: Line, scale: f64) -> Option<Number> {
    let end = bars.items.iter().find(|b| b.slot == print.slot).map_or(bars.baseline, |b| b.end.at);
    let expected = line.value(end);
    let off = |n: &Number| (n.value - expected).abs();
    let best = texts[print.text].numbers.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let allowed =
        (AGREEING_PIXELS * scale * line.slope.abs()).max(AGREEING_SHARE * best.value.abs());
    (off(best) <= allowed).then(|| best.clone())
}

/// A scale from the printed numbers and the bars' ends alone, if most agree:
/// the line through two bars, or through one and zero at the baseline.
fn scale_from_prints(texts: &[Text], bars: &Bars, prints: &[Print], scale: f32) -> Option<Line> {
    if prints.len() < 2 || (prints.len() as f32) < AGREEING_BARS * bars.items.len() as f32 {
        return None;
    }
    let points: Vec<(f64, f64)> = prints
        .iter()
        .filter_map(|p| {
            let bar = bars.items.iter().find(|b| b.slot == p.slot)?;
            Some((f64::from(bar.end.at), texts[p.text].numbers.first()?.value))
        })
        .chain([(f64::from(bars.baseline), 0.0)])
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
                .filter(|p| nearest(texts, p, bars, line, f64::from(scale)).is_some())
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
