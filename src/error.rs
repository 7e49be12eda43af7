//! The one error type of the library: every stage has its own enum, gathered here.

use crate::{
    answer::AnswerError, batch::BatchError, convert::ConvertError, eval::EvalError,
    image_source::ImageError, llm::EndpointError, models::ModelError, reader::ReadError,
    runtime::RuntimeError, table::TableError,
};

/// Shorthand for a result with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whatever went wrong, by the stage it went wrong in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The picture could not be had or decoded.
    #[error(transparent)]
    Image(#[from] ImageError),
    /// The ONNX Runtime library or one of its providers or sessions.
    #[error(transparent)]
    Runtime(#[from] RuntimeError),
    /// A model is missing, damaged or does not fit its manifest.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A checkpoint could not be converted.
    #[error(transparent)]
    Convert(#[from] ConvertError),
    /// The picture was decoded, but no table could be read from it.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A table file could not be parsed, or a table not written.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The LLM endpoint failed.
    #[error(transparent)]
    Endpoint(#[from] EndpointError),
    /// The question could not be worked on.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// A data set could not be read, or results not compared.
    #[error(transparent)]
    Eval(#[from] EvalError),
    /// A manifest, a line of it or an output cannot be used.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The work was cancelled (Ctrl-C, or a [`crate::Cancel`] that was triggered).
    #[error("interrupted")]
    Interrupted,
}

/// What a failure means for whoever called the program; one exit status each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Something failed (exit status 1).
    Failed,
    /// The call itself is wrong: bad argument, empty question (2).
    Usage,
    /// A model or the runtime library is missing or unusable (3).
    Missing,
    /// The LLM endpoint failed (4).
    Endpoint,
    /// The chart, or the question about it, cannot be read or answered (5).
    Unanswerable,
    /// Interrupted by the user (130).
    Interrupted,
}

impl ErrorKind {
    /// As it stands in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::Missing => "missing",
            Self::Endpoint => "endpoint",
            Self::Unanswerable => "unanswerable",
            Self::Interrupted => "interrupted",
        }
    }
}

/// An error and its causes in one line; a cause that the error has named already is left out.
pub fn in_words(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let words = error.to_string();
        if !text.ends_with(&words) {
            text.push_str(": ");
            text.push_str(&words);
        }
        cause = error.source();
    }
    text
}

impl Error {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Image(e) => e.kind(),
            Self::Runtime(e) => e.kind(),
            Self::Model(e) => e.kind(),
            Self::Convert(e) => e.kind(),
            Self::Read(e) => e.kind(),
            Self::Table(e) => e.kind(),
            Self::Endpoint(e) => e.kind(),
            Self::Answer(e) => e.kind(),
            Self::Eval(e) => e.kind(),
            Self::Batch(e) => e.kind(),
            Self::Interrupted => ErrorKind::Interrupted,
        }
    }

    /// The next step for a person, often a command to type.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Image(e) => e.hint(),
            Self::Runtime(e) => e.hint(),
            Self::Model(e) => e.hint(),
            Self::Convert(e) => e.hint(),
            Self::Read(e) => e.hint(),
            Self::Table(e) => e.hint(),
            Self::Endpoint(e) => e.hint(),
            Self::Answer(e) => e.hint(),
            Self::Eval(e) => e.hint(),
            Self::Batch(e) => e.hint(),
            Self::Interrupted => None,
        }
    }
}
