//! Antialiased bilinear scaling as PyTorch computes it.
//!
//! `torch.nn.functional.interpolate(mode="bilinear", antialias=True,
//! align_corners=False)` on 32-bit floats: a triangle filter whose support grows with
//! the reduction, along rows first. PyTorch computes positions and weights in 32 bits,
//! which at the right and lower end of a picture moves the filter by up to 1e-4 pixel.
//! On a mostly white chart, where values reach ten standard deviations, a resizing
//! crate that computes them in 64 bits is off by 2e-4 there: hence this module.

use std::ops::Range;

/// For every output position, where its inputs begin and their weights.
struct Filter {
    taps: Vec<(usize, Vec<f32>)>,
}

impl Filter {
    /// The filter that scales `from` values to `to`.
    fn new(from: usize, to: usize) -> Self {
        let scale = from as f32 / to as f32;
        let support = scale.max(1.0);
        let inverse = if scale >= 1.0 { 1.0 / scale } else { 1.0 };
        let taps = (0..to).map(|i| {
            let center = (f64::from(scale) * (i as f64 + 0.5)) as f32;
            let Range { start, end } = Self::window(center, support, from);
            let weights = (start..end).map(|j| {
                let distance = f64::from(j as f32 - center) + 0.5;
                let at = (distance * f64::from(inverse)) as f32;
                (1.0 - at.abs()).max(0.0)
            });
            let weights: Vec<f32> = weights.collect();
            let total: f32 = weights.iter().sum();
            (start, weights.into_iter().map(|weight| weight / total).collect())
        });
        Self { taps: taps.collect() }
    }

    /// Inputs that touch the filter around `center`.
    fn window(center: f32, support: f32, from: usize) -> Range<usize> {
        let cut = |position: f32| (f64::from(position) + 0.5).max(0.0) as usize;
        let start = cut(center - support).min(from - 1);
        start..cut(center + support).clamp(start + 1, from)
    }
}

/// Scales a picture to `to` (width, height).
///
/// `row(y)` gives the values of an input row, `channels` for every pixel, as does the
/// result; `from` is width and height of the input, neither 0.
pub(super) fn scale<R: AsRef<[f32]>>(
    from: (usize, usize),
    to: (usize, usize),
    channels: usize,
    mut row: impl FnMut(usize) -> R,
) -> Vec<f32> {
    let (across, down) = (Filter::new(from.0, to.0), Filter::new(from.1, to.1));
    let width = to.0 * channels;
    let mut narrowed = vec![0.0; from.1 * width];
    for (y, out) in narrowed.chunks_exact_mut(width).enumerate() {
        let input = row(y);
        let input = input.as_ref();
        for ((start, weights), out) in across.taps.iter().zip(out.chunks_exact_mut(channels)) {
            let pixels = input[start * channels..].chunks_exact(channels);
            for (pixel, weight) in pixels.zip(weights) {
                for (value, out) in pixel.iter().zip(&mut *out) {
                    *out += value * weight;
                }
            }
        }
    }
    let mut scaled = vec![0.0; to.1 * width];
    for ((start, weights), out) in down.taps.iter().zip(scaled.chunks_exact_mut(width)) {
        let lines = narrowed[start * width..].chunks_exact(width);
        for (line, weight) in lines.zip(weights) {
            for (value, out) in line.iter().zip(&mut *out) {
                *out += value * weight;
            }
        }
    }
    scaled
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scales a column of one channel.
    fn column(values: &[f32], to: usize) -> Vec<f32> {
        scale((1, values.len()), (1, to), 1, |y| [values[y]])
    }

    /// As above, by rows.
    fn line(values: &[f32], to: usize) -> Vec<f32> {
        scale((values.len(), 1), (to, 1), 1, |_| values)
    }

    /// Expected values are what `interpolate` of PyTorch gives.
    #[test]
    fn small_cases_are_those_of_pytorch() {
        let cases: [(&[f32], usize, &[f32]); 5] = [
            (&[0.0, 1.0], 4, &[0.0, 0.25, 0.75, 1.0]),
            (&[0.0, 1.0, 2.0, 3.0], 2, &[5.0 / 7.0, 16.0 / 7.0]),
            (&[5.0], 3, &[5.0, 5.0, 5.0]),
            (&[1.0, 2.0, 4.0], 1, &[2.285_714_4]),
            (&[3.0, 1.0, 2.0], 3, &[3.0, 1.0, 2.0]),
        ];
        for (values, to, expected) in cases {
            for made in [column(values, to), line(values, to)] {
                let close = made.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
                assert!(close && made.len() == to, "{values:?} to {to}: {made:?}");
            }
        }
    }

    #[test]
    fn channels_stay_apart() {
        let rows = [[0.0, 10.0, 1.0, 20.0], [2.0, 30.0, 3.0, 40.0]];
        let made = scale((2, 2), (2, 2), 2, |y| rows[y]);
        assert_eq!(made, rows.concat());
    }
}
