//! Picture to reading, by the family of the model.

use crate::ErrorKind;

/// No table could be read from a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl ReadError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
