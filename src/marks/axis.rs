//! Scales: which numbers are tick labels, and what a pixel is worth.
//!
//! Numbers that stand in one column (or row) are fitted by consensus: of all
//! lines through two labels, the one that most others lie on. Labels are then
//! moved onto the gridlines or tick marks beside them, where there are any.

use crate::marks::components::Components;
use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// Fewest labels that make a scale.
pub const LEAST_TICKS: usize = 3;
/// Labels are aligned within this many pixels (at [`Ink::scale`] 1).
const ALIGNED: f32 = 3.5;
/// A label may lie this far from the fitted line.
const OFF_THE_LINE: f64 = 2.5;
/// Labels nearer than this say nothing about the slope.
const LEAST_SPREAD: f64 = 6.0;
/// A gridline or tick is found where the mean distance rises by so much.
const GRID_CONTRAST: f32 = 3.0;
const TICK_CONTRAST: f32 = 16.0;
/// How far a tick mark reaches from its label.
const TICK_REACH: f32 = 12.0;

/// A label of a scale.
#[derive(Debug, Clone)]
pub struct Tick {
    /// Index into the texts.
    pub text: usize,
    /// Where its mark is, along the value direction.
    pub pixel: f32,
    /// What it says.
    pub number: Number,
}

/// A linear scale, `value = slope * pixel + intercept`.
#[derive(Debug, Clone)]
pub struct Scale {
    /// Direction that values run along.
    pub direction: Orientation,
    /// Value of a pixel; negative for an upward y axis.
    pub slope: f64,
    /// Value at pixel coordinate 0.
    pub intercept: f64,
    /// The labels on it, by pixel.
    pub ticks: Vec<Tick>,
    /// Numbers aligned with the labels that do not lie on it.
    pub outliers: usize,
    /// Root mean square distance of the marks from the line, in pixels.
    pub residual: f32,
    /// Whether the labels were moved onto gridlines or tick marks.
    pub snapped: bool,
}

impl Scale {
    /// The value at a pixel coordinate.
    pub fn value(&self, pixel: f32) -> f64 {
        self.slope * f64::from(pixel) + self.intercept
    }

    /// The pixel coordinate of a value.
    pub fn pixel(&self, value: f64) -> f32 {
        ((value - self.intercept) / self.slope) as f32
    }

    /// The extent of its labels along the value direction.
    pub fn span(&self) -> (f32, f32) {
        let pixels = self.ticks.iter().map(|t| t.pixel);
        pixels.fold((f32::MAX, f32::MIN), |(a, b), p| (a.min(p), b.max(p)))
    }

    /// The box around its labels.
    pub fn bounds(&self, texts: &[Text]) -> Option<PixelBox> {
        PixelBox::around(self.ticks.iter().map(|t| texts[t.text].bounds))
    }

    /// A number of the axis to print others like: its unit is the commonest.
    pub fn style(&self) -> Option<&Number> {
        let same = |a: &Number, b: &Number| a.suffix == b.suffix && a.prefix == b.prefix;
        let shown = |t: &&Tick| t.number.value != 0.0;
        let count =
            |n: &Number| self.ticks.iter().filter(shown).filter(|t| same(&t.number, n)).count();
        self.ticks
            .iter()
            .filter(shown)
            .map(|t| &t.number)
            .max_by(|a, b| count(a).cmp(&count(b)).then(a.value.abs().total_cmp(&b.value.abs())))
    }

    /// The most decimals that a label shows.
    pub fn decimals(&self) -> usize {
        self.ticks.iter().map(|t| t.number.decimals).max().unwrap_or(0)
    }
}

/// A label that may be a tick, with its readings.
struct Candidate<'a> {
    text: usize,
    pixel: f64,
    numbers: &'a [Number],
}

/// All scales along a direction, the best (most labels, then longest) first.
pub fn scales(texts: &[Text], ink: &Ink, direction: Orientation) -> Vec<Scale> {
    let mut found: Vec<Scale> = Vec::new();
    for group in aligned(texts, direction, ALIGNED * ink.scale) {
        let candidates: Vec<Candidate> = group
            .iter()
            .map(|i| Candidate {
                text: *i,
                pixel: f64::from(direction.value_centre(texts[*i].bounds)),
                numbers: &texts[*i].numbers,
            })
            .collect();
        let Some(mut scale) =
            consensus(&candidates, direction, OFF_THE_LINE * f64::from(ink.scale))
        else {
            continue;
        };
        let same = |other: &Scale| {
            other.ticks.iter().filter(|t| scale.ticks.iter().any(|s| s.text == t.text)).count()
                >= scale.ticks.len().min(other.ticks.len())
        };
        if let Some(other) = found.iter_mut().find(|o| same(o)) {
            if other.ticks.len() < scale.ticks.len() {
                snap(&mut scale, texts, ink);
                *other = scale;
            }
            continue;
        }
        snap(&mut scale, texts, ink);
        found.push(scale);
    }
    let length = |s: &Scale| s.span().1 - s.span().0;
    found.sort_by(|a, b| b.ticks.len().cmp(&a.ticks.len()).then(length(b).total_cmp(&length(a))));
    found
}

/// Groups of numbers in one column (for a vertical scale: the same right
/// edge, left edge or centre) or in one row.
fn aligned(texts: &[Text], direction: Orientation, tolerance: f32) -> Vec<Vec<usize>> {
    let numeric: Vec<usize> = (0..texts.len()).filter(|i| !texts[*i].numbers.is_empty()).collect();
    let keys: [fn(PixelBox) -> f32; 3] = match direction {
        Orientation::Vertical => [|b| b.x1 as f32, |b| b.x0 as f32, PixelBox::cx],
        Orientation::Horizontal => [PixelBox::cy, |b| b.y0 as f32, |b| b.y1 as f32],
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for key in keys {
        for seed in &numeric {
            let near = |i: &&usize| {
                texts[**i].direction == texts[*seed].direction
                    && (key(texts[**i].bounds) - key(texts[*seed].bounds)).abs() <= tolerance
            };
            let group: Vec<usize> = numeric.iter().filter(near).copied().collect();
            let upright =
                direction == Orientation::Vertical && texts[*seed].direction == Direction::Up;
            if group.len() >= LEAST_TICKS && !upright && !groups.contains(&group) {
                groups.push(group);
            }
        }
    }
    groups
}

/// How many labels lie on a line, how far off they are together, and which reading of which
/// candidate each is.
type Consensus = (usize, f64, Vec<(usize, usize)>);

/// The line through two labels that most labels lie on.
fn consensus(candidates: &[Candidate], direction: Orientation, tolerance: f64) -> Option<Scale> {
    let mut best: Option<Consensus> = None;
    let points = |c: &Candidate| c.numbers.iter().map(|n| n.value).collect::<Vec<_>>();
    for (i, first) in candidates.iter().enumerate() {
        for second in &candidates[i + 1..] {
            for (a, b) in points(first)
                .into_iter()
                .flat_map(|a| points(second).into_iter().map(move |b| (a, b)))
            {
                let spread = second.pixel - first.pixel;
                if spread.abs() < LEAST_SPREAD || a == b {
                    continue;
                }
                let slope = (b - a) / spread;
                let intercept = a - slope * first.pixel;
                let (inliers, error) = inliers(candidates, slope, intercept, tolerance);
                let better = best.as_ref().is_none_or(|(n, e, _)| {
                    // Of equal fits the one of the likelier readings, which comes first.
                    inliers.len() > *n || inliers.len() == *n && error < *e - 1e-3
                });
                if better {
                    best = Some((inliers.len(), error, inliers));
                }
            }
        }
    }
    let (count, _, inliers) = best?;
    if count < LEAST_TICKS {
        return None;
    }
    let mut ticks: Vec<Tick> = inliers
        .iter()
        .map(|(c, n)| Tick {
            text: candidates[*c].text,
            pixel: candidates[*c].pixel as f32,
            number: candidates[*c].numbers[*n].clone(),
        })
        .collect();
    ticks.sort_by(|a, b| a.pixel.total_cmp(&b.pixel));
    ticks.dedup_by(|a, b| a.number.value == b.number.value);
    if ticks.len() < LEAST_TICKS {
        return None;
    }
    let outliers = candidates.len() - count;
    let mut scale = Scale {
        direction,
        slope: 0.0,
        intercept: 0.0,
        ticks,
        outliers,
        residual: 0.0,
        snapped: false,
    };
    refit(&mut scale);
    Some(scale)
}

/// Candidates on a line, each with the reading that lies nearest, and the sum
/// of their squared pixel errors.
fn inliers(
    candidates: &[Candidate],
    slope: f64,
    intercept: f64,
    tolerance: f64,
) -> (Vec<(usize, usize)>, f64) {
    let mut on_line = Vec::new();
    let mut error = 0.0;
    for (c, candidate) in candidates.iter().enumerate() {
        let off = |n: &Number| ((n.value - intercept) / slope - candidate.pixel).abs();
        let nearest = candidate
            .numbers
            .iter()
            .enumerate()
            .map(|(n, number)| (n, off(number)))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((n, off)) = nearest.filter(|(_, off)| *off <= tolerance) {
            on_line.push((c, n));
            // Of readings that fit equally well, the likelier one.
            error += off * off + 1e-3 * n as f64;
        }
    }
    (on_line, error)
}

/// Least squares of pixels over values (the pixels carry the error).
fn refit(scale: &mut Scale) {
    let n = scale.ticks.len() as f64;
    let mean_v = scale.ticks.iter().map(|t| t.number.value).sum::<f64>() / n;
    let mean_p = scale.ticks.iter().map(|t| f64::from(t.pixel)).sum::<f64>() / n;
    let (mut pv, mut vv) = (0.0, 0.0);
    for tick in &scale.ticks {
        let v = tick.number.value - mean_v;
        pv += v * (f64::from(tick.pixel) - mean_p);
        vv += v * v;
    }
    let pixels_per_value = pv / vv;
    scale.slope = 1.0 / pixels_per_value;
    scale.intercept = mean_v - mean_p * scale.slope;
    let square: f64 = scale
        .ticks
        .iter()
        .map(|t| (f64::from(t.pixel) - f64::from(scale.pixel(t.number.value))).powi(2))
        .sum();
    scale.residual = (square / n).sqrt() as f32;
}

/// Moves the labels onto gridlines or, failing that, onto tick marks.
///
/// Most labels stand off their marks by the same distance. The scale is fitted
/// to those, and the others' marks are looked for where it says; labels that
/// have no mark there (the first and last are moved inwards in some charts) do
/// not count in the fit.
fn snap(scale: &mut Scale, texts: &[Text], ink: &Ink) {
    let Some(labels) = scale.bounds(texts) else { return };
    let (side, plot) = strips(labels, ink, scale.direction);
    for (strip, contrast) in [(plot, GRID_CONTRAST), (side, TICK_CONTRAST)] {
        let profile = profile(ink, scale.direction, strip);
        let reach = |t: &Tick| {
            (0.5 * texts[t.text].bounds.height().min(texts[t.text].bounds.width()) as f32).max(3.0)
        };
        let offsets: Vec<Option<f32>> = scale
            .ticks
            .iter()
            .map(|t| peak(&profile, t.pixel, reach(t), contrast).map(|p| p - t.pixel))
            .collect();
        let middle = median(&offsets.iter().copied().flatten().collect::<Vec<_>>());
        let steady = |o: &Option<f32>| o.is_some_and(|o| (o - middle).abs() <= 1.3 * ink.scale);
        let found = offsets.iter().filter(|o| steady(o)).count();
        if found < 2 || 2 * found < scale.ticks.len() {
            continue;
        }
        let mut snapped = scale.clone();
        snapped.ticks = Vec::new();
        for (tick, offset) in scale.ticks.iter().zip(&offsets) {
            if let Some(offset) = offset.filter(|o| steady(&Some(*o))) {
                snapped.ticks.push(Tick { pixel: tick.pixel + offset, ..tick.clone() });
            }
        }
        refit(&mut snapped);
        let first = snapped.clone();
        snapped.ticks.clone_from(&scale.ticks);
        let mut at_mark = Vec::new();
        for tick in &mut snapped.ticks {
            tick.pixel = first.pixel(tick.number.value);
            if let Some(mark) = peak(&profile, tick.pixel, 1.6 * ink.scale, contrast) {
                tick.pixel = mark;
                at_mark.push(tick.clone());
            }
        }
        if at_mark.len() < 2 {
            continue;
        }
        let all = std::mem::replace(&mut snapped.ticks, at_mark);
        refit(&mut snapped);
        snapped.ticks = all;
        snapped.snapped = true;
        if snapped.residual <= scale.residual.max(0.8 * ink.scale) {
            *scale = snapped;
            return;
        }
    }
}

/// Extents across the value direction where tick marks and gridlines are.
fn strips(labels: PixelBox, ink: &Ink, direction: Orientation) -> ((i32, i32), (i32, i32)) {
    let (low, high) = direction.slot_span(labels);
    let end = match direction {
        Orientation::Vertical => ink.width,
        Orientation::Horizontal => ink.height,
    } as i32;
    let reach = (TICK_REACH * ink.scale) as i32;
    if low + high < end {
        ((high + 1, high + 1 + reach), (high + 2, high + 2 + (7 * (end - high)) / 10))
    } else {
        ((low - 1 - reach, low - 1), (low - 2 - (7 * low) / 10, low - 2))
    }
}

/// Mean distance to the background of every row (or column) within a strip;
/// strong distances are cut so that a few dark pixels make no line.
fn profile(ink: &Ink, direction: Orientation, strip: (i32, i32)) -> Vec<f32> {
    let (length, across) = match direction {
        Orientation::Vertical => (ink.height, ink.width),
        Orientation::Horizontal => (ink.width, ink.height),
    };
    let (from, to) = (strip.0.max(0) as usize, (strip.1.max(0) as usize).min(across));
    (0..length)
        .map(|along| {
            let sum: f32 = (from..to)
                .map(|slot| {
                    let (x, y) = direction.point(slot as i32, along as i32);
                    f32::from(ink.distance[y as usize * ink.width + x as usize].min(90))
                })
                .sum();
            sum / (to.saturating_sub(from)).max(1) as f32
        })
        .collect()
}

/// The centre of a narrow peak near a coordinate.
fn peak(profile: &[f32], near: f32, reach: f32, contrast: f32) -> Option<f32> {
    let from = (near - reach).floor().max(0.0) as usize;
    let to = ((near + reach).ceil() as usize).min(profile.len());
    let around = profile.get(from.saturating_sub(3)..(to + 3).min(profile.len()))?;
    let base = median(around);
    let top = (from..to).max_by(|a, b| profile[*a].total_cmp(&profile[*b]))?;
    let rise = profile[top] - base;
    if rise < contrast {
        return None;
    }
    let (mut weight, mut sum) = (0.0, 0.0);
    let from = top.saturating_sub(2);
    for (at, height) in (from..).zip(&profile[from..(top + 3).min(profile.len())]) {
        let w = height - base - 0.2 * rise;
        if w > 0.0 {
            weight += w;
            sum += w * (at as f32 + 0.5);
        }
    }
    (weight > 0.0).then(|| sum / weight)
}

/// Whether aligned numbers lie on a logarithmic scale better than on any
/// linear one: each step is a factor, not a sum.
pub fn is_logarithmic(texts: &[Text], ink: &Ink, direction: Orientation) -> bool {
    let tolerance = OFF_THE_LINE * f64::from(ink.scale);
    aligned(texts, direction, ALIGNED * ink.scale).iter().any(|group| {
        let with = |f: fn(f64) -> f64| -> Vec<(f64, f64)> {
            group
                .iter()
                .filter_map(|i| texts[*i].numbers.first().map(|n| (i, n.value)))
                .filter(|(_, v)| *v > 0.0)
                .map(|(i, v)| (f64::from(direction.value_centre(texts[*i].bounds)), f(v)))
                .collect()
        };
        let logarithmic = most_on_a_line(&with(f64::log10), tolerance);
        logarithmic >= 4 && logarithmic > most_on_a_line(&with(|v| v), tolerance) + 1
    })
}

/// Whether labels are powers of ten with a raised exponent, which reads as
/// `100`, `101`, `102`.
pub fn has_powers(texts: &[Text], components: &Components) -> bool {
    let is_power = |t: &&Text| {
        let digits = t.text.trim_start_matches('-');
        let (first, last) = (digits.get(..2), digits.get(2..));
        if first != Some("10") || !last.is_some_and(|l| (1..=3).contains(&l.len())) {
            return false;
        }
        let mut boxes: Vec<PixelBox> =
            t.pieces.iter().map(|i| components.items[*i].bounds).collect();
        boxes.sort_by_key(|b| b.x0);
        let (Some(base), Some(exponent)) = (boxes.first(), boxes.last()) else { return false };
        (base.y1 - exponent.y1) as f32 >= 0.25 * t.size() && exponent.height() < base.height()
    };
    texts.iter().filter(is_power).count() >= 2
}

/// The scale, of those after the first, that says something else than it.
pub fn disagreeing(scales: &[Scale]) -> Option<&Scale> {
    let (first, others) = scales.split_first()?;
    let (low, high) = first.span();
    others.iter().filter(|s| s.ticks.len() >= LEAST_TICKS).find(|s| {
        let off = |pixel: f32| (s.value(pixel) - first.value(pixel)).abs();
        let range = (first.value(high) - first.value(low)).abs();
        let (from, to) = s.span();
        // It stands beside the same plot.
        let beside = (to.min(high) - from.max(low)) > 0.6 * (high - low);
        beside && s.residual <= 1.0 && off(low).max(off(high)) > 0.05 * range
    })
}

/// Two scales that say different things, that at the left first.
pub fn left_and_right<'a>(scales: &'a [Scale], texts: &[Text]) -> Option<(&'a Scale, &'a Scale)> {
    let (first, other) = (scales.first()?, disagreeing(scales)?);
    let left = |s: &Scale| s.bounds(texts).map_or(0, |b| b.x0);
    Some(if left(first) > left(other) { (other, first) } else { (first, other) })
}

/// Whether two scales on different sides of the marks say different things.
pub fn disagree(scales: &[Scale]) -> bool {
    disagreeing(scales).is_some_and(|s| s.ticks.len() >= 4)
}

fn most_on_a_line(points: &[(f64, f64)], tolerance: f64) -> usize {
    let mut best = 0;
    for (i, (p, v)) in points.iter().enumerate() {
        for (q, w) in &points[i + 1..] {
            if (p - q).abs() >= LEAST_SPREAD && v != w {
                let slope = (w - v) / (q - p);
                let on = |(x, y): &&(f64, f64)| ((y - v) / slope + p - x).abs() <= tolerance;
                best = best.max(points.iter().filter(on).count());
            }
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn label(x1: i32, cy: i32, text: &str) -> Text {
        Text {
            bounds: PixelBox::new(x1 - 7 * text.len() as i32, cy - 5, x1, cy + 5),
            direction: Direction::Across,
            text: text.to_owned(),
            confidence: 0.99,
            numbers: Number::readings(text),
            pieces: Vec::new(),
            line: 0,
        }
    }

    fn white() -> RgbImage {
        RgbImage::from_pixel(300, 260, Rgb([255, 255, 255]))
    }

    #[test]
    fn a_scale_is_fitted_in_spite_of_a_misread_label() {
        let texts: Vec<Text> = [("40", 50), ("30", 100), ("70", 150), ("10", 200), ("0", 250)]
            .iter()
            .map(|(t, y)| label(40, *y, t))
            .collect();
        let found = scales(&texts, &crate::marks::ink::ink(&white()), Orientation::Vertical);
        assert_eq!(found[0].ticks.len(), 4);
        assert_eq!(found[0].outliers, 1);
        assert!((found[0].value(150.0) - 20.0).abs() < 1e-3);
    }

    #[test]
    fn the_axis_decides_what_a_point_in_a_number_means() {
        let texts: Vec<Text> = [("1.500", 50), ("1.000", 100), ("500", 150), ("0", 200)]
            .iter()
            .map(|(t, y)| label(40, *y, t))
            .collect();
        let found = scales(&texts, &crate::marks::ink::ink(&white()), Orientation::Vertical);
        assert_eq!(found[0].ticks.len(), 4);
        assert!((found[0].value(100.0) - 1000.0).abs() < 0.5);
    }

    #[test]
    fn labels_move_onto_their_gridlines() {
        let mut image = white();
        for y in [53, 103, 153, 203] {
            for x in 50..290 {
                image.put_pixel(x, y, Rgb([215, 215, 215]));
            }
        }
        let texts: Vec<Text> = [("3", 50), ("2", 100), ("1", 150), ("0", 200)]
            .iter()
            .map(|(t, y)| label(40, *y, t))
            .collect();
        let found = scales(&texts, &crate::marks::ink::ink(&image), Orientation::Vertical);
        assert!(found[0].snapped);
        assert!((found[0].pixel(0.0) - 203.5).abs() < 0.1, "{}", found[0].pixel(0.0));
    }

    #[test]
    fn a_logarithmic_axis_is_recognised() {
        let texts: Vec<Text> = [("1000", 50), ("100", 100), ("10", 150), ("1", 200)]
            .iter()
            .map(|(t, y)| label(60, *y, t))
            .collect();
        let ink = crate::marks::ink::ink(&white());
        assert!(is_logarithmic(&texts, &ink, Orientation::Vertical));
        assert!(scales(&texts, &ink, Orientation::Vertical).is_empty());
    }
}
