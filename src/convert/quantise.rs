//! Matrices as 8-bit integers with scales.
//!
//! Both forms are symmetric: the largest number of a group becomes the largest integer, and zero
//! stays zero.

use super::linear::BLOCK;

/// What `MatMulNBits` takes for zero where no zero points are given.
const ZERO: f32 = 128.0;
/// Largest integer of a block.
const BLOCK_LARGEST: f32 = 127.0;
/// Largest integer of a channel: 7 bits. Processors without VNNI multiply 8-bit numbers by pairs
/// into 16 bits, which full integers overflow (`reduce_range` of ONNX Runtime's own tools).
const CHANNEL_LARGEST: f32 = 63.0;

/// A matrix `[rows, columns]` as integers, every row filled up to whole blocks.
pub(super) fn blocks(matrix: &[f32], columns: usize) -> Vec<u8> {
    let padding = columns.next_multiple_of(BLOCK) - columns;
    let mut integers = Vec::with_capacity(matrix.len() + matrix.len() / columns.max(1) * padding);
    for row in matrix.chunks_exact(columns) {
        for block in row.chunks(BLOCK) {
            let scale = scale(block.iter(), BLOCK_LARGEST);
            integers.extend(block.iter().map(|v| (divided(*v, scale) + ZERO) as u8));
        }
        integers.extend(std::iter::repeat_n(ZERO as u8, padding));
    }
    integers
}

/// The scales of [`blocks`], `[rows, blocks]`.
pub(super) fn block_scales(matrix: &[f32], columns: usize) -> Vec<f32> {
    let rows = matrix.chunks_exact(columns);
    rows.flat_map(|row| row.chunks(BLOCK).map(|b| scale(b.iter(), BLOCK_LARGEST))).collect()
}

/// A matrix `[rows, columns]` as integers, transposed to `[columns, rows]`.
pub(super) fn channels(matrix: &[f32], columns: usize) -> Vec<i8> {
    let rows = matrix.len() / columns;
    let mut integers = vec![0; matrix.len()];
    for (at, row) in matrix.chunks_exact(columns).enumerate() {
        let scale = scale(row.iter(), CHANNEL_LARGEST);
        for (column, value) in row.iter().enumerate() {
            integers[column * rows + at] = divided(*value, scale) as i8;
        }
    }
    integers
}

/// The scales of [`channels`], one a row of `matrix`.
pub(super) fn channel_scales(matrix: &[f32], columns: usize) -> Vec<f32> {
    matrix.chunks_exact(columns).map(|row| scale(row.iter(), CHANNEL_LARGEST)).collect()
}

fn scale<'a>(values: impl Iterator<Item = &'a f32>, largest: f32) -> f32 {
    values.fold(0.0_f32, |most, value| most.max(value.abs())) / largest
}

fn divided(value: f32, scale: f32) -> f32 {
    if scale == 0.0 { 0.0 } else { (value / scale).round() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 3 rows of 70: one whole block and a part of one; the second row is zero.
    fn matrix() -> Vec<f32> {
        (0..3 * 70)
            .map(|i| if i / 70 == 1 { 0.0 } else { ((i * 37) % 101) as f32 - 50.0 })
            .collect()
    }

    #[test]
    fn blocks_are_the_matrix_to_half_a_step() {
        let (matrix, columns) = (matrix(), 70);
        let (integers, scales) = (blocks(&matrix, columns), block_scales(&matrix, columns));
        assert_eq!((integers.len(), scales.len()), (3 * 2 * BLOCK, 3 * 2));
        for (row, line) in matrix.chunks_exact(columns).enumerate() {
            for (column, value) in line.iter().enumerate() {
                let scale = scales[row * 2 + column / BLOCK];
                let integer = integers[row * 2 * BLOCK + column];
                let back = (f32::from(integer) - ZERO) * scale;
                assert!((back - value).abs() <= scale * 0.501, "{row} {column}: {back} {value}");
            }
        }
        assert!(integers[BLOCK + 6..2 * BLOCK].iter().all(|padding| *padding == 128));
    }

    #[test]
    fn channels_are_the_transposed_matrix_to_half_a_step() {
        let (matrix, columns) = (matrix(), 70);
        let (integers, scales) = (channels(&matrix, columns), channel_scales(&matrix, columns));
        for (row, line) in matrix.chunks_exact(columns).enumerate() {
            for (column, value) in line.iter().enumerate() {
                let back = f32::from(integers[column * 3 + row]) * scales[row];
                assert!((back - value).abs() <= scales[row] * 0.501, "{row} {column}");
            }
        }
        assert!(integers.iter().all(|i| i.abs() <= 63));
    }
}
