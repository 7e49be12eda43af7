//! A graph's data file: its weights one after the other, page-aligned.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

use super::checkpoint::{Located, Stored, Weights, bf16, f16};
use super::graph::{Part, Source, Weight};
use super::onnx::ElementType;
use super::output::HashedFile;
use super::{ConvertError, quantise};
use crate::{Cancel, Result};

/// Weights begin at multiples of this, so that the runtime can map them into memory.
const ALIGNMENT: u64 = 4096;
/// Columns that are transposed at a time: rows of 64 bytes are read, and that many places of the
/// output are written in turn.
const STRIPE: usize = 16;

/// Positions of `weights` in the data file, by name, and the file's length.
pub(super) fn place(weights: &[Weight]) -> (BTreeMap<String, u64>, u64) {
    let mut end = 0u64;
    let offsets = weights
        .iter()
        .map(|weight| {
            let offset = end.next_multiple_of(ALIGNMENT);
            end = offset + weight.bytes();
            (weight.name.clone(), offset)
        })
        .collect();
    (offsets, end)
}

/// Writes the data file; `advance` is told how many bytes are done.
///
/// One tensor of the checkpoint is in memory at a time (of a stack, one after the other).
pub(super) fn write(
    file: &mut HashedFile,
    weights: &[Weight],
    checkpoint: &Weights,
    cancel: &Cancel,
    mut advance: impl FnMut(u64),
) -> Result<()> {
    let mut bytes = Vec::new();
    for weight in weights {
        cancel.check()?;
        let offset = file.len().next_multiple_of(ALIGNMENT);
        file.put(&vec![0; (offset - file.len()) as usize])?;
        match &weight.source {
            Source::Stored(tensors) => {
                for tensor in tensors {
                    checkpoint.read(tensor, &mut bytes)?;
                    file.write_with(|out| as_stored(tensor.stored, &bytes, weight.element, out))?;
                }
            }
            Source::Transposed(tensor) => {
                checkpoint.read(tensor, &mut bytes)?;
                file.write_with(|out| transposed(tensor, &bytes, weight.element, out))?;
            }
            Source::Computed(values) => file.put(&as_bytes(values, weight.element))?,
            Source::Blocks(tensors, part) => {
                for tensor in tensors {
                    let (matrix, columns) = (checkpoint.numbers(tensor)?, tensor.shape[1]);
                    file.put(&match part {
                        Part::Integers => quantise::blocks(&matrix, columns),
                        Part::Scales => {
                            as_bytes(&quantise::block_scales(&matrix, columns), weight.element)
                        }
                    })?;
                }
            }
            Source::Channels(tensor, part) => {
                let (matrix, columns) = (checkpoint.numbers(tensor)?, tensor.shape[1]);
                file.put(&match part {
                    Part::Integers => {
                        let integers = quantise::channels(&matrix, columns);
                        integers.into_iter().flat_map(i8::to_le_bytes).collect()
                    }
                    Part::Scales => {
                        as_bytes(&quantise::channel_scales(&matrix, columns), weight.element)
                    }
                })?;
            }
        }
        if file.len() != offset + weight.bytes() {
            return Err(
                ConvertError::Internal(format!("`{}` has a wrong length", weight.name)).into()
            );
        }
        advance(file.len());
    }
    Ok(())
}

/// Numbers as 16-bit floats, or as 32-bit ones.
fn as_bytes(values: &[f32], element: ElementType) -> Vec<u8> {
    match element {
        ElementType::F16 => {
            values.iter().flat_map(|v| half::f16::from_f32(*v).to_le_bytes()).collect()
        }
        _ => values.iter().flat_map(|v| v.to_le_bytes()).collect(),
    }
}

/// Writes numbers in the order they are stored in.
fn as_stored(
    stored: Stored,
    bytes: &[u8],
    element: ElementType,
    out: &mut dyn Write,
) -> io::Result<()> {
    /// A pass of this many bytes at a time.
    const PASS: usize = 1 << 20;
    if (stored, element) == (Stored::F32, ElementType::F32) {
        return out.write_all(bytes);
    }
    for pass in bytes.chunks(PASS) {
        out.write_all(&as_bytes(&stored.decode(pass), element))?;
    }
    Ok(())
}

/// Writes a matrix transposed.
fn transposed(
    tensor: &Located,
    bytes: &[u8],
    element: ElementType,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = tensor.shape[1];
    let mut stripe = Vec::new();
    for start in (0..columns).step_by(STRIPE) {
        let range = start..columns.min(start + STRIPE);
        match tensor.stored {
            Stored::Bf16 => turn(bytes, columns, range, |b| bf16(b).to_le_bytes(), &mut stripe),
            Stored::F16 => turn(bytes, columns, range, |b| f16(b).to_le_bytes(), &mut stripe),
            Stored::F32 => turn(bytes, columns, range, |b: [u8; 4]| b, &mut stripe),
        }
        as_stored(Stored::F32, &stripe, element, out)?;
    }
    Ok(())
}

/// Puts the columns `range` of a row-major matrix, each number of `N` bytes as 32-bit float, into
/// `stripe`, one column after the other.
fn turn<const N: usize>(
    bytes: &[u8],
    columns: usize,
    range: Range<usize>,
    number: impl Fn([u8; N]) -> [u8; 4],
    stripe: &mut Vec<u8>,
) {
    let rows = bytes.len() / (N * columns);
    stripe.resize(range.len() * rows * 4, 0);
    let (numbers, _) = bytes.as_chunks::<N>();
    let (places, _) = stripe.as_chunks_mut::<4>();
    for (row, line) in numbers.chunks_exact(columns).enumerate() {
        let mut place = row;
        for &from in &line[range.clone()] {
            places[place] = number(from);
            place += rows;
        }
    }
}

#[cfg(test)]
mod tests {
    use safetensors::{Dtype, tensor::TensorView};

    use super::*;

    /// 70 rows of 37: no multiple of a stripe.
    #[test]
    fn a_matrix_is_transposed_whatever_it_is_stored_as() {
        let (rows, columns) = (70, 37);
        let values: Vec<f32> = (0..rows * columns).map(|i| (i % 251) as f32 - 99.0).collect();
        let expected: Vec<f32> = (0..columns)
            .flat_map(|column| (0..rows).map(move |row| row * columns + column))
            .map(|at| values[at])
            .collect();
        let stored = [
            (Dtype::F32, values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<_>>()),
            (
                Dtype::F16,
                values.iter().flat_map(|&v| half::f16::from_f32(v).to_le_bytes()).collect(),
            ),
            (
                Dtype::BF16,
                values.iter().flat_map(|&v| half::bf16::from_f32(v).to_le_bytes()).collect(),
            ),
        ];
        for (dtype, bytes) in stored {
            let folder = tempfile::tempdir().unwrap();
            let view = TensorView::new(dtype, vec![rows, columns], &bytes).unwrap();
            let path = folder.path().join("model.safetensors");
            safetensors::serialize_to_file([("w", view)], None, &path).unwrap();
            let weights = Weights::open(folder.path()).unwrap();
            let located = weights.locate("w", &[rows, columns]).unwrap();

            let mut read = Vec::new();
            weights.read(&located, &mut read).unwrap();
            let mut out = Vec::new();
            transposed(&located, &read, ElementType::F32, &mut out).unwrap();
            assert_eq!(Stored::F32.decode(&out), expected, "{dtype:?}");

            let mut out = Vec::new();
            as_stored(located.stored, &read, ElementType::F32, &mut out).unwrap();
            assert_eq!(Stored::F32.decode(&out), values, "{dtype:?}");
        }
    }
}
