//! Values of lines at their slots: off the scale, or printed near the point.

use crate::marks::axis::Scale;
use crate::marks::bar_charts::values::{self, Source};
use crate::marks::geometry::PixelBox;
use crate::marks::line_charts::at_slot::Lines;
use crate::marks::line_charts::points::{self, Grid};
use crate::marks::line_charts::strokes::Path;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A printed number may differ from its point by this many pixels, or by
/// [`AGREEING_SHARE`] of itself.
const AGREEING_PIXELS: f64 = 3.5;
const AGREEING_SHARE: f64 = 0.02;

/// The value of one series at one slot.
#[derive(Debug, Clone)]
pub struct Value {
    /// Index of the series.
    pub series: usize,
    /// The slot.
    pub slot: i32,
    /// As the table shows it.
    pub text: String,
    /// As a number.
    pub value: f64,
    /// Where it comes from.
    pub source: Source,
    /// Where it was read: the printed number or around the point.
    pub bounds: PixelBox,
    /// Mean probability of the printed characters, if it was printed.
    pub print_confidence: Option<f32>,
}

impl Value {
    /// The value in the form of all charts; `fit` is the confidence of the scale.
    pub fn in_chart(&self, fit: f32) -> values::Value {
        values::Value {
            slot: self.slot,
            series: self.series,
            text: self.text.clone(),
            value: self.value,
            source: self.source,
            bounds: self.bounds,
            print_confidence: self.print_confidence,
            confidence: self.print_confidence.unwrap_or(fit),
        }
    }
}

/// A point of a line.
struct Place {
    series: usize,
    slot: i32,
    x: f32,
    y: f32,
}

/// A number that is printed near a point and agrees with it.
struct Print {
    text: usize,
    place: usize,
    number: Number,
    off: f64,
}

/// Values of all paths at all slots; `taken` are lines of text that are
/// something else than printed values.
pub fn values(
    paths: &[Path],
    grid: &Grid,
    slots: std::ops::RangeInclusive<i32>,
    axis: &Scale,
    texts: &[Text],
    taken: &[usize],
    scale: f32,
) -> (Vec<Value>, Vec<usize>) {
    // Lines of a chart are all curves or none; markers make some look like it.
    let fit = |p: &Path| grid.straightness(std::slice::from_ref(p), scale);
    let straight = paths.iter().any(|p| fit(p) >= points::STRAIGHT);
    let lines = Lines { paths, grid: *grid, straight, scale };
    let mut places: Vec<Place> = Vec::new();
    for slot in slots {
        for series in 0..paths.len() {
            if let Some(y) = lines.at(series, slot) {
                places.push(Place { series, slot, x: grid.centre(slot), y });
            }
        }
    }
    let prints = prints(&places, *grid, axis, texts, taken, scale);
    let style = axis.style();
    let unit = style.map_or(1.0, |s| s.multiplier);
    let free: Vec<f64> = places
        .iter()
        .enumerate()
        .filter(|(i, _)| prints.iter().all(|p| p.place != *i))
        .map(|(_, p)| axis.value(p.y) / unit)
        .collect();
    let rounding = rounding(&free, axis.slope.abs() / unit);
    // Printed numbers of the same chart show how exact its data is.
    let decimals = prints
        .iter()
        .filter(|p| (p.number.multiplier - unit).abs() < 1e-9)
        .map(|p| p.number.decimals)
        .max()
        .filter(|_| 2 * prints.len() >= places.len())
        .map_or(rounding.decimals, |d| d.min(rounding.decimals));
    let found = places
        .iter()
        .enumerate()
        .map(|(i, place)| {
            let base = Value {
                series: place.series,
                slot: place.slot,
                text: String::new(),
                value: 0.0,
                source: Source::Scale,
                bounds: around(place, scale),
                print_confidence: None,
            };
            if let Some(print) = prints.iter().find(|p| p.place == i) {
                let text = &texts[print.text];
                return Value {
                    text: print.number.plain(),
                    value: print.number.value,
                    source: Source::PrintedAgreed,
                    bounds: text.bounds,
                    print_confidence: Some(text.confidence),
                    ..base
                };
            }
            let value = axis.value(place.y) + rounding.shift * axis.slope.abs();
            let text = style
                .map_or_else(|| format!("{value:.decimals$}"), |s| s.format_like(value, decimals));
            Value { text, value, ..base }
        })
        .collect();
    (found, prints.iter().map(|p| texts[p.text].line).collect())
}

/// How values read off a scale are printed.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rounding {
    /// Digits after the point, in the unit of the axis.
    decimals: usize,
    /// Offset of the lines against the axis in pixels, to be added.
    shift: f64,
}

/// Decimals to print values with, as few as the points allow; `pixel` is what
/// a pixel is worth. If the values are nearer to multiples of a step than
/// chance would have them, the data has that step; lines and axis may then be
/// a part of a pixel apart.
fn rounding(values: &[f64], pixel: f64) -> Rounding {
    let resolved = (-(0.5 * pixel).log10()).ceil().clamp(0.0, 8.0) as usize;
    let n = values.len().max(1) as f64;
    for decimals in 0..resolved {
        let step = 10f64.powi(-(decimals as i32));
        let off = |shift: f64| {
            let one = |v: &f64| {
                let steps = (v + shift * pixel) / step;
                (steps - steps.round()).abs()
            };
            values.iter().map(one).sum::<f64>() / n
        };
        let best = (-5..=5)
            .map(|tenths| f64::from(tenths) / 10.0)
            .map(|shift| (shift, off(shift) + 0.002 * shift.abs()))
            .min_by(|a, b| a.1.total_cmp(&b.1));
        // Shares of a step that are anywhere have mean 1/4, deviation 1/sqrt(48).
        let chance = 0.25 - 4.0 / (48.0 * n).sqrt();
        if let Some((shift, _)) = best.filter(|(_, off)| *off < chance.min(0.2)) {
            return Rounding { decimals, shift };
        }
    }
    Rounding { decimals: resolved, shift: 0.0 }
}

/// A box around a point of a line.
fn around(place: &Place, scale: f32) -> PixelBox {
    let half = 4.0 * scale;
    PixelBox::new(
        (place.x - half) as i32,
        (place.y - half) as i32,
        (place.x + half).ceil() as i32,
        (place.y + half).ceil() as i32,
    )
}

/// Numbers near points whose value they print, the best agreeing first.
fn prints(
    places: &[Place],
    grid: Grid,
    axis: &Scale,
    texts: &[Text],
    taken: &[usize],
    scale: f32,
) -> Vec<Print> {
    let mut found: Vec<Print> = Vec::new();
    for (index, text) in texts.iter().enumerate() {
        if taken.contains(&text.line)
            || text.numbers.is_empty()
            || text.direction == Direction::Up
            || text.text.chars().filter(char::is_ascii_digit).count() == 0
        {
            continue;
        }
        let size = text.size().max(7.0);
        for (place, p) in places.iter().enumerate() {
            let aside = (text.bounds.cx() - p.x).abs();
            let over = (text.bounds.cy() - p.y).abs();
            let wide = 0.5 * text.bounds.width() as f32;
            let reach = (0.6 * grid.pitch).min(wide + 8.0 * scale).max(0.5 * wide);
            if aside > reach || over > 3.2 * size {
                continue;
            }
            let expected = axis.value(p.y);
            let off = |n: &Number| (n.value - expected).abs();
            let Some(best) = text.numbers.iter().min_by(|a, b| off(a).total_cmp(&off(b))) else {
                continue;
            };
            let pixel = axis.slope.abs();
            let allowed =
                (AGREEING_PIXELS * f64::from(scale) * pixel).max(AGREEING_SHARE * best.value.abs());
            if off(best) <= allowed {
                let near = f64::from(aside / grid.pitch + over / (6.0 * size));
                let off = off(best) / pixel + 4.0 * near;
                found.push(Print { text: index, place, number: best.clone(), off });
            }
        }
    }
    found.sort_by(|a, b| a.off.total_cmp(&b.off));
    let mut prints: Vec<Print> = Vec::new();
    for print in found {
        if prints.iter().all(|p| p.text != print.text && p.place != print.place) {
            prints.push(print);
        }
    }
    prints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_rounded_to_the_step_that_the_data_has() {
        // Tenths, drawn at 0.08 a pixel and read a fifth of a pixel off.
        let drawn: Vec<f64> = (0..40)
            .map(|i| f64::from(i * i % 97) / 10.0 + if i % 2 == 0 { 0.03 } else { 0.01 })
            .collect();
        assert_eq!(rounding(&drawn, 0.08).decimals, 1);
        let any: Vec<f64> = (0..40).map(|i| f64::from(i) * 0.618_033_9).collect();
        assert_eq!(rounding(&any, 0.08).decimals, 2);
    }
}
