//! Tensors as the runtime holds them.

use ndarray::{Array, ArrayView, ArrayViewD, ArrayViewMut, Dimension, s};
use ort::value::{DynValue, PrimitiveTensorElementType, Tensor, TensorElementType};

use super::RuntimeError;

/// A tensor owned by the runtime, on the CPU or on a device.
///
/// Values that come out of one run and go into the next are passed on as they
/// are; only values placed on the CPU can be viewed.
pub struct Value(pub(super) DynValue);

impl Value {
    /// A CPU tensor of 32-bit floats, without a copy when `array` is in standard layout.
    ///
    /// # Errors
    /// [`RuntimeError::Tensor`] if the runtime refuses the shape.
    pub fn from_f32<D: Dimension + 'static>(array: Array<f32, D>) -> Result<Self, RuntimeError> {
        Tensor::from_array(array.into_dyn())
            .map(|t| Self(t.into_dyn()))
            .map_err(|e| RuntimeError::Tensor(e.to_string()))
    }

    /// A CPU tensor of 64-bit integers, without a copy when `array` is in standard layout.
    ///
    /// # Errors
    /// [`RuntimeError::Tensor`] if the runtime refuses the shape.
    pub fn from_i64<D: Dimension + 'static>(array: Array<i64, D>) -> Result<Self, RuntimeError> {
        Tensor::from_array(array.into_dyn())
            .map(|t| Self(t.into_dyn()))
            .map_err(|e| RuntimeError::Tensor(e.to_string()))
    }

    /// The values of a CPU tensor of 32-bit floats.
    ///
    /// # Errors
    /// [`RuntimeError::Tensor`] if it has another type or lives on a device.
    pub fn view_f32(&self) -> Result<ArrayViewD<'_, f32>, RuntimeError> {
        self.0.try_extract_array::<f32>().map_err(|e| RuntimeError::Tensor(e.to_string()))
    }

    /// The values of a CPU tensor of 64-bit integers.
    ///
    /// # Errors
    /// [`RuntimeError::Tensor`] if it has another type or lives on a device.
    pub fn view_i64(&self) -> Result<ArrayViewD<'_, i64>, RuntimeError> {
        self.0.try_extract_array::<i64>().map_err(|e| RuntimeError::Tensor(e.to_string()))
    }
}

impl Value {
    /// Copies row `from` of `other` over row `to` of this tensor: both are
    /// `[rows, heads, length, size]` of one element type, in this process's own memory. Where
    /// `other` is longer, its end is left out; where it is shorter, what is behind it stays.
    ///
    /// # Errors
    /// [`RuntimeError::Tensor`] if they do not fit each other.
    pub fn copy_row(&mut self, to: usize, other: &Self, from: usize) -> Result<(), RuntimeError> {
        match self.0.dtype().tensor_type() {
            Some(TensorElementType::Float16) => self.copy_row_of::<half::f16>(to, other, from),
            _ => self.copy_row_of::<f32>(to, other, from),
        }
    }

    fn copy_row_of<T: PrimitiveTensorElementType + Copy>(
        &mut self,
        to: usize,
        other: &Self,
        from: usize,
    ) -> Result<(), RuntimeError> {
        let fail = |e: ort::Error| RuntimeError::Tensor(e.to_string());
        let (shape, source) = other.0.try_extract_tensor::<T>().map_err(fail)?;
        let source =
            ArrayView::from_shape(dimensions(shape)?, source).map_err(|e| misshapen(&e))?;
        let (shape, target) = self.0.try_extract_tensor_mut::<T>().map_err(fail)?;
        let mut target =
            ArrayViewMut::from_shape(dimensions(shape)?, target).map_err(|e| misshapen(&e))?;
        let (rows, heads, length, size) = source.dim();
        let (own_rows, own_heads, own_length, own_size) = target.dim();
        if from >= rows || to >= own_rows || (heads, size) != (own_heads, own_size) {
            return Err(RuntimeError::Tensor(format!(
                "row {from} of {:?} does not fit row {to} of {:?}",
                source.dim(),
                target.dim()
            )));
        }
        let shared = length.min(own_length);
        target.slice_mut(s![to, .., ..shared, ..]).assign(&source.slice(s![
            from,
            ..,
            ..shared,
            ..
        ]));
        Ok(())
    }
}

/// The four dimensions of a tensor of keys or values.
fn dimensions(shape: &[i64]) -> Result<[usize; 4], RuntimeError> {
    let lengths: Vec<usize> = shape.iter().map(|n| usize::try_from(*n).unwrap_or(0)).collect();
    lengths
        .try_into()
        .map_err(|shape| RuntimeError::Tensor(format!("{shape:?} are not four dimensions")))
}

fn misshapen(error: &ndarray::ShapeError) -> RuntimeError {
    RuntimeError::Tensor(error.to_string())
}

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Value").field(self.0.dtype()).finish()
    }
}
