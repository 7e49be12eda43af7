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

/// Rows that are narrowed together: enough for a vector of every processor.
const LANES: usize = 8;

/// The scaling of pictures of one size to another.
pub(super) struct Scaling {
    across: Filter,
    down: Filter,
    /// Values of an input row, and of an output row.
    widths: (usize, usize),
    channels: usize,
}

/// A picture that is being scaled, from its top to its bottom.
///
/// Rows are narrowed when an output row needs them and forgotten when none does any more: what is
/// held fits into the processor's cache, and no memory of the picture's size is asked for.
pub(super) struct Rows<'a> {
    scaling: &'a Scaling,
    /// Bytes of the rows that are not narrowed yet, and what each stands for.
    pixels: std::slice::Chunks<'a, u8>,
    values: &'a [f32; 256],
    /// A block of input rows, value by value.
    block: Vec<[f32; LANES]>,
    /// The last narrowed rows; row `y` is at `y % capacity`.
    ring: Vec<f32>,
    capacity: usize,
    narrowed: usize,
    /// The next row of the output.
    next: usize,
}

impl Scaling {
    /// Scaling `from` (width, height) `to` another size, none of them 0, of pictures with
    /// `channels` values a pixel.
    pub(super) fn new(from: (usize, usize), to: (usize, usize), channels: usize) -> Self {
        let (across, down) = (Filter::new(from.0, to.0), Filter::new(from.1, to.1));
        Self { across, down, widths: (from.0 * channels, to.0 * channels), channels }
    }

    /// The scaled rows of `pixels`, whose bytes stand for these `values`.
    pub(super) fn rows<'a>(&'a self, pixels: &'a [u8], values: &'a [f32; 256]) -> Rows<'a> {
        let (from, to) = self.widths;
        let longest = self.down.taps.iter().map(|(_, weights)| weights.len()).max();
        // A block may begin one row before the last one that is needed, and never wraps.
        let capacity = (longest.unwrap_or(1) + LANES).next_multiple_of(LANES);
        Rows {
            scaling: self,
            pixels: pixels.chunks(LANES * from),
            values,
            block: vec![[0.0; LANES]; from],
            ring: vec![0.0; capacity * to],
            capacity,
            narrowed: 0,
            next: 0,
        }
    }
}

impl Rows<'_> {
    /// The next row of the output into `row`, whose length is its width times the channels.
    pub(super) fn read(&mut self, row: &mut [f32]) {
        let scaling = self.scaling;
        let (start, weights) = &scaling.down.taps[self.next];
        self.next += 1;
        while self.narrowed < start + weights.len() && self.narrow() {}
        row.fill(0.0);
        for (y, weight) in (*start..).zip(weights) {
            let line = &self.ring[y % self.capacity * row.len()..];
            for (value, sum) in line.iter().zip(&mut *row) {
                *sum += value * weight;
            }
        }
    }

    /// Narrows the next block of rows; false if there is none.
    ///
    /// Every step is the same for all rows, the lanes of a vector. The sums of each row are those
    /// of one row alone, in the same order.
    fn narrow(&mut self) -> bool {
        let Some(pixels) = self.pixels.next() else { return false };
        let Scaling { across, channels, widths: (from, to), .. } = self.scaling;
        for (lane, row) in pixels.chunks_exact(*from).enumerate() {
            for (lanes, pixel) in self.block.iter_mut().zip(row) {
                lanes[lane] = self.values[usize::from(*pixel)];
            }
        }
        let place = self.narrowed % self.capacity * to;
        let rows = &mut self.ring[place..place + LANES * to];
        for (x, (start, weights)) in across.taps.iter().enumerate() {
            for channel in 0..*channels {
                let inputs = self.block[start * channels + channel..].iter();
                let mut sums = [0.0; LANES];
                for (lanes, weight) in inputs.step_by(*channels).zip(weights) {
                    for (sum, value) in sums.iter_mut().zip(lanes) {
                        *sum += value * weight;
                    }
                }
                for (row, sum) in rows.chunks_exact_mut(*to).zip(sums) {
                    row[x * channels + channel] = sum;
                }
            }
        }
        self.narrowed += pixels.len() / from;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scales a picture of these values.
    fn scale(
        values: &[f32],
        from: (usize, usize),
        to: (usize, usize),
        channels: usize,
    ) -> Vec<f32> {
        let pixels: Vec<u8> = (0..values.len() as u8).collect();
        let mut table = [f32::NAN; 256];
        table[..values.len()].copy_from_slice(values);
        let scaling = Scaling::new(from, to, channels);
        let mut rows = scaling.rows(&pixels, &table);
        let mut scaled = vec![f32::NAN; to.0 * to.1 * channels];
        scaled.chunks_exact_mut(to.0 * channels).for_each(|row| rows.read(row));
        scaled
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
            let length = values.len();
            let column = scale(values, (1, length), (1, to), 1);
            for made in [column, scale(values, (length, 1), (to, 1), 1)] {
                let close = made.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6);
                assert!(close && made.len() == to, "{values:?} to {to}: {made:?}");
            }
        }
    }

    #[test]
    fn channels_stay_apart() {
        let values = [0.0, 10.0, 1.0, 20.0, 2.0, 30.0, 3.0, 40.0];
        assert_eq!(scale(&values, (2, 2), (2, 2), 2), values);
    }

    #[test]
    fn every_row_is_scaled_as_if_it_were_alone() {
        // More rows than are narrowed together, and not a multiple of that.
        let (width, height) = (9, 2 * LANES + 3);
        let values: Vec<f32> = (0..width * height).map(|i| (i * 37 % 101) as f32 / 7.0).collect();
        let together = scale(&values, (width, height), (4, height), 1);
        let alone = values.chunks(width).flat_map(|row| scale(row, (width, 1), (4, 1), 1));
        assert_eq!(together, alone.collect::<Vec<f32>>());
    }
}
