//! Picture to flattened patches, the encoder's input.
//!
//! The picture is brought to mean 0 and deviation 1 over all its values, scaled so
//! that as many whole patches fit as the budget allows without changing its
//! proportions much, and cut into a grid of patches.

use image::RgbImage;
use ndarray::Array3;

use super::resample::Scaling;

/// Rows and columns of patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grid {
    /// Patches from top to bottom.
    pub rows: usize,
    /// Patches from left to right.
    pub columns: usize,
}

/// How many patches of what size a picture may be cut into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Side of a square patch in pixels (`patch_size`).
    pub patch_size: usize,
    /// Patches in all at most (`max_patches`).
    pub max_patches: usize,
    /// Rows, and columns, at most: those that the model has position embeddings for.
    pub max_side: usize,
}

impl Grid {
    /// The grid for a picture of `width` x `height` pixels, at least one patch in
    /// each direction.
    ///
    /// Very long pictures get one row (or column) as long as the budget allows.
    pub fn fit(width: u32, height: u32, budget: Budget) -> Self {
        let (width, height) = (f64::from(width), f64::from(height));
        let (side, patches) = (budget.patch_size as f64, budget.max_patches as f64);
        // In transformers' order of evaluation, so that exact fits round alike.
        let scale = (patches * (side / height) * (side / width)).sqrt();
        let longest = budget.max_patches.min(budget.max_side);
        let fit = |length: f64| ((scale * length / side) as usize).min(longest).max(1);
        Self { rows: fit(height), columns: fit(width) }
    }

    /// Patches in all.
    pub fn patches(self) -> usize {
        self.rows * self.columns
    }
}

/// Cuts `picture` into flattened patches, `[1, patches, 2 + 3 * patch_size^2]`.
///
/// Patches come row by row. Of each, value 0 is its row and value 1 its column,
/// counted from 1; then follow its pixels row by row, red, green and blue of each.
/// There is no padding: `patches` is [`Grid::patches`] of [`Grid::fit`].
///
/// # Errors
/// In words, if the picture has no pixels.
pub fn flatten(picture: &RgbImage, budget: Budget) -> Result<Array3<f32>, String> {
    let (width, height) = picture.dimensions();
    if width == 0 || height == 0 {
        return Err(format!("a picture of {width} x {height} pixels has nothing to read"));
    }
    let patch_size = budget.patch_size;
    let grid = Grid::fit(width, height, budget);
    let (target_width, target_height) = (grid.columns * patch_size, grid.rows * patch_size);
    let (mean, deviation) = mean_and_deviation(picture.as_raw());
    let values = std::array::from_fn(|byte| (byte as f32 - mean) / deviation);
    let from = (width as usize, height as usize);
    let scaling = Scaling::new(from, (target_width, target_height), 3);
    let mut rows = scaling.rows(picture.as_raw(), &values);

    let length = 2 + 3 * patch_size * patch_size;
    let mut patches = Vec::with_capacity(grid.patches() * length);
    let mut strip = vec![0.0; patch_size * 3 * target_width];
    for row in 0..grid.rows {
        strip.chunks_exact_mut(3 * target_width).for_each(|line| rows.read(line));
        for column in 0..grid.columns {
            patches.extend([(row + 1) as f32, (column + 1) as f32]);
            for line in strip.chunks_exact(3 * target_width) {
                // A row of a patch is a row of its pixels.
                patches.extend_from_slice(&line[column * 3 * patch_size..][..3 * patch_size]);
            }
        }
    }
    Array3::from_shape_vec((1, grid.patches(), length), patches).map_err(|e| e.to_string())
}

/// Mean, and standard deviation but at least `1 / sqrt(n)`, of all `n` values.
fn mean_and_deviation(values: &[u8]) -> (f32, f32) {
    let (mut sum, mut squares) = (0_u64, 0_u64);
    // Pieces whose sums fit into 32 bits, which vectors hold more of.
    for piece in values.chunks(1 << 16) {
        sum += u64::from(piece.iter().map(|value| u32::from(*value)).sum::<u32>());
        squares +=
            u64::from(piece.iter().map(|value| u32::from(*value) * u32::from(*value)).sum::<u32>());
    }
    let count = values.len() as f64;
    let mean = sum as f64 / count;
    let variance = (squares as f64 / count - mean * mean).max(0.0);
    (mean as f32, variance.sqrt().max(1.0 / count.sqrt()) as f32)
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use ndarray::s;

    use super::*;

    #[test]
    fn grids_fill_the_budget_and_keep_the_proportions() {
        let grid = |w, h, max| {
            let grid = Grid::fit(w, h, Budget { patch_size: 16, max_patches: max, max_side: 4095 });
            (grid.rows, grid.columns)
        };
        assert_eq!(grid(640, 480, 2048), (39, 52));
        assert_eq!(grid(128, 128, 64), (8, 8));
        assert_eq!(grid(1, 1, 2048), (45, 45));
        assert_eq!(grid(100_000, 10, 2048), (1, 2048));
        assert_eq!(grid(10, 100_000, 2048), (2048, 1));
        assert_eq!(grid(7, 5, 1), (1, 1));
        assert_eq!(grid(100_000, 10, 4096), (1, 4095));
    }

    #[test]
    fn values_have_mean_zero_and_deviation_one() {
        let mut picture = RgbImage::from_pixel(4, 4, Rgb([0, 0, 0]));
        (0..4).for_each(|x| picture.put_pixel(x, 0, Rgb([40, 80, 120])));
        let (mean, deviation) = mean_and_deviation(picture.as_raw());
        assert!((mean - 20.0).abs() < 1e-6, "{mean}");
        // Squares: 4 * (1600 + 6400 + 14400) / 48 - 400.
        assert!((deviation - (89600.0_f32 / 48.0 - 400.0).sqrt()).abs() < 1e-4, "{deviation}");
    }

    #[test]
    fn a_uniform_picture_is_all_zero_but_for_the_ids() {
        let budget = Budget { patch_size: 8, max_patches: 12, max_side: 12 };
        let patches = flatten(&RgbImage::from_pixel(30, 20, Rgb([9; 3])), budget).unwrap();
        let grid = Grid::fit(30, 20, budget);
        assert_eq!(patches.dim(), (1, grid.patches(), 2 + 3 * 64));
        assert!(patches.slice(s![0, .., 2..]).iter().all(|value| *value == 0.0));
        let last = patches.slice(s![0, -1, ..2]);
        assert_eq!(last.to_vec(), [grid.rows as f32, grid.columns as f32]);
    }

    #[test]
    fn an_empty_picture_is_refused() {
        let budget = Budget { patch_size: 8, max_patches: 12, max_side: 12 };
        assert!(flatten(&RgbImage::new(0, 5), budget).unwrap_err().contains("0 x 5"));
    }
}
