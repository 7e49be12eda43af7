//! A Pix2Struct checkpoint to ONNX encoder and decoder graphs.

use crate::ErrorKind;

/// A checkpoint could not be converted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl ConvertError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
