//! Where pictures come from: path, standard input, URL, data URI.

use crate::ErrorKind;

/// A picture could not be had or decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl ImageError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
