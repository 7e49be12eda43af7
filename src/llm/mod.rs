//! The OpenAI-compatible chat protocol.

use crate::ErrorKind;

/// The LLM endpoint failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl EndpointError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
