//! Scales: which numbers are tick labels, and what a pixel is worth.
//!
//! Numbers that stand in one column (or row) are fitted by consensus: of all
//! lines through two labels, the one that most others lie on. Labels are then
//! moved onto the gridlines or tick marks beside them, where there are any.

use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::ink::Ink;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

pub mod kinds;
mod snapping;

use snapping::snap;

/// Fewest labels that make a scale.
pub const LEAST_TICKS: usize = 3;
/// Labels are aligned within this many pixels (at [`Ink::scale`] 1).
const ALIGNED: f32 = 3.5;
/// A label may lie this far from the fitted line.
const OFF_THE_LINE: f64 = 2.5;
/// Labels nearer than this say nothing about the slope.
const LEAST_SPREAD: f64 = 6.0;

/// Labels that stand off the marks by less than this share of their height are
/// beside them.
const OFF_MARK: f32 = 0.3;

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

    /// The scale moved so that its zero is at the baseline of bars, if its labels
    /// stand off their gridlines, none of which was found, by less than a label's height.
    #[must_use]
    pub fn standing_on(mut self, baseline: f32, texts: &[Text]) -> Self {
        let Some(zero) = self.ticks.iter().find(|t| t.number.value == 0.0) else { return self };
        let by = baseline - self.pixel(0.0);
        let height = texts[zero.text].bounds.height() as f32;
        let off = (OFF_MARK * height..=height).contains(&by.abs());
        if !self.snapped && off && self.direction == Orientation::Vertical {
            self.intercept -= self.slope * f64::from(by);
            for tick in &mut self.ticks {
                tick.pixel += by;
            }
        }
        self
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
    if direction == Orientation::Vertical {
        without_tick_marks(&mut ticks);
    }
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

/// Tick marks before the labels of an axis at the right look like minus signs:
/// numbers that are all negative and fall upwards are positive and rise.
fn without_tick_marks(ticks: &mut [Tick]) {
    let all_negative = ticks.iter().all(|t| t.number.value <= 0.0);
    let falls = ticks.windows(2).all(|w| w[0].number.value < w[1].number.value);
    if all_negative && falls {
        for tick in ticks {
            tick.number.value = -tick.number.value;
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    pub(super) fn label(x1: i32, cy: i32, text: &str) -> Text {
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

    pub(super) fn white() -> RgbImage {
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
    fn labels_above_their_gridlines_are_moved_to_the_bars_baseline() {
        let texts: Vec<Text> = [("30", 50), ("20", 100), ("10", 150), ("0", 200)]
            .iter()
            .map(|(t, y)| label(40, *y, t))
            .collect();
        let found = scales(&texts, &crate::marks::ink::ink(&white()), Orientation::Vertical);
        let moved = found[0].clone().standing_on(207.0, &texts);
        assert!(
            (moved.value(157.0) - 10.0).abs() < 0.01 && (moved.ticks[0].pixel - 57.0).abs() < 0.1
        );
        // As far as that it is no matter of where labels stand.
        let far = found[0].clone().standing_on(230.0, &texts);
        assert!((far.value(150.0) - 10.0).abs() < 0.01);
    }

    #[test]
    fn tick_marks_are_no_minus_signs() {
        let read = |labels: [(&str, i32); 4]| {
            let texts: Vec<Text> = labels.iter().map(|(t, y)| label(240, *y, t)).collect();
            let found = scales(&texts, &crate::marks::ink::ink(&white()), Orientation::Vertical);
            found[0].value(50.0)
        };
        let of_marks = read([("-40", 50), ("-30", 100), ("-20", 150), ("-10", 200)]);
        assert!((of_marks - 40.0).abs() < 0.1, "{of_marks}");
        let below_zero = read([("-10", 50), ("-20", 100), ("-30", 150), ("-40", 200)]);
        assert!((below_zero + 10.0).abs() < 0.1, "{below_zero}");
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
}
