//! Numbers printed at bars: which belongs to which, whether they agree with a
//! scale, and the scale that they make where there is no other.

use crate::marks::bar_charts::bars::{Bar, Bars};
use crate::marks::bar_charts::values::Evidence;
use crate::marks::geometry::Orientation;
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

/// A bar or segment, or an empty slot with a name, that wants a value.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The slot.
    pub slot: i32,
    /// Index of the series.
    pub series: usize,
    /// Centre along the slot direction.
    pub centre: f32,
    /// The bar, if there is one.
    pub bar: Option<&'a Bar>,
}

/// A number printed at a mark.
#[derive(Debug, Clone, Copy)]
pub struct Print {
    /// Index of the text.
    pub text: usize,
    /// Index of its target.
    pub target: usize,
}

/// Numbers printed at the targets: those that agree with the scale first, then
/// those nearest to their bar.
pub fn prints(evidence: Evidence, targets: &[Target], line: Option<Line>) -> Vec<Print> {
    let Evidence { texts, taken, bars, picture_scale, scale, .. } = evidence;
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
                bar => gap(text, bar, bars, picture_scale).or_else(|| {
                    let lone = scale.is_none() && bars.colours.len() == 1;
                    bar.filter(|_| lone).and_then(|bar| gap_to_column(text, bar, o))
                }),
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

/// Distance of a text from the end of a bar, however far beyond it: without an
/// axis the numbers may stand in a column of their own.
fn gap_to_column(text: &Text, bar: &Bar, o: Orientation) -> Option<f32> {
    let (low, high) = o.value_span(text.bounds);
    let outward = if bar.end.to_low { bar.end.at - high as f32 } else { low as f32 - bar.end.at };
    (outward >= 0.0).then_some(outward)
}

/// `value = slope * pixel + intercept`.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// Value of a pixel.
    pub slope: f64,
    /// Value at pixel coordinate 0.
    pub intercept: f64,
}

impl Line {
    /// The value at a pixel coordinate.
    pub fn value(self, pixel: f32) -> f64 {
        self.slope * f64::from(pixel) + self.intercept
    }
}

/// The value that a target's place stands for: where a bar ends, or how long a
/// segment is.
pub fn expected(target: &Target, bars: &Bars, line: Line) -> f64 {
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
pub fn nearest(
    text: &Text,
    target: &Target,
    bars: &Bars,
    line: Line,
    scale: f64,
) -> Option<Number> {
    let expected = expected(target, bars, line);
    let off = |n: &Number| (n.value - expected).abs();
    let best = text.numbers.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?;
    let allowed =
        (AGREEING_PIXELS * scale * line.slope.abs()).max(AGREEING_SHARE * best.value.abs());
    (off(best) <= allowed).then(|| best.clone())
}

/// A scale from the printed numbers and the bars alone, if most agree: the
/// line through two bars, or through one and zero at the baseline.
pub fn scale_from_prints(
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
