//! Tensors as the runtime holds them.

use ndarray::{Array, ArrayViewD, Dimension};
use ort::value::{DynValue, Tensor};

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

impl std::fmt::Debug for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Value").field(self.0.dtype()).finish()
    }
}
