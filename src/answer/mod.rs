//! Stage two: a table and a question to an answer.

use crate::ErrorKind;

/// A question could not be worked on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

impl AnswerError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        None
    }
}
