//! How many digits a value that was read off a scale is printed with.

/// Ways in which bars of rounded values may be drawn: pixels that they stand
/// off the axis, how exactly they are drawn then, and the number of such ways.
const ROUNDINGS: [(f64, f64, f64); 8] = [
    (0.0, 0.2, 1.0),
    (-0.5, 0.2, 3.0),
    (0.5, 0.2, 3.0),
    (0.0, 0.55, 4.0),
    (-0.5, 0.55, 6.0),
    (0.5, 0.55, 6.0),
    (-0.75, 0.6, 8.0),
    (0.75, 0.6, 8.0),
];

/// How values read off a scale are printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounding {
    /// Digits after the point, in the unit of the axis.
    pub decimals: usize,
    /// All values are multiples of this, in the unit of the axis; 0 if that is not known.
    pub step: f64,
    /// Offset of the bars against the axis in pixels, to be added.
    pub shift: f64,
}

impl Rounding {
    /// A value, in the unit of the axis, as the data has it; `pixel` as for [`rounding`].
    pub fn rounded(self, value: f64, pixel: f64) -> f64 {
        let shifted = value + self.shift * pixel;
        if self.step > 0.0 { (shifted / self.step).round() * self.step } else { shifted }
    }
}

/// Decimals to print values with, as few as the bars allow; `values` are those
/// of the bars' ends, `pixel` is what a pixel is worth, in the axis's unit.
///
/// If all bars end at multiples of a step (a power of ten) as nearly as pixels
/// can show, and chance would hardly do that, the data has that step; axis and
/// bars may then be half a pixel apart, as some libraries draw them. Otherwise
/// what half a pixel can tell is printed.
pub fn rounding(values: &[f64], pixel: f64) -> Rounding {
    let resolved = (-(0.5 * pixel).log10()).ceil().clamp(0.0, 8.0) as usize;
    let largest = values.iter().fold(1.0f64, |most, v| most.max(v.abs()));
    let coarsest = largest.log10().floor().clamp(0.0, 15.0) as i32;
    for exponent in (1 - resolved as i32..=coarsest).rev() {
        let step = 10f64.powi(exponent);
        for (shift, within, chances) in ROUNDINGS {
            let tolerance = within * pixel;
            let chance = (2.0 * tolerance / step).min(1.0).powi(values.len() as i32) * chances;
            let near = |v: &f64| {
                let steps = (v + shift * pixel) / step;
                ((steps - steps.round()) * step).abs() <= tolerance
            };
            if chance < 0.02 && values.iter().all(near) {
                return Rounding { decimals: (-exponent).max(0) as usize, step, shift };
            }
        }
    }
    Rounding { decimals: resolved, step: 0.0, shift: 0.0 }
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
        assert_eq!(found, Rounding { decimals: 0, step: 1.0, shift: -0.5 });
    }

    #[test]
    fn a_coarse_step_moves_values_onto_it() {
        // Hundreds, drawn to 30 a pixel: the shortest bar is read 5 % too long without it.
        let drawn = [205.0, 3795.0, 8906.0, 5197.0, 7094.0];
        let found = rounding(&drawn, 30.0);
        assert_eq!((found.step, found.decimals), (100.0, 0));
        assert!((found.rounded(205.0, 30.0) - 200.0).abs() < 1e-6);
        assert_eq!(rounding(&[231.0, 3754.0, 8906.0, 5143.0], 30.0).step, 0.0);
    }
}
