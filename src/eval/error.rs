//! Why a data set or a file of results cannot be used.

use std::path::PathBuf;

use crate::ErrorKind;

/// A data set could not be read, or results not compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EvalError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is nothing in it that could be evaluated.
    #[error("{path} has nothing to evaluate: {reason}")]
    Empty {
        /// The file or folder.
        path: PathBuf,
        /// What was found instead.
        reason: String,
    },
    /// The file as a whole is not what it should be.
    #[error("{path} is no data set: {reason}")]
    NotADataset {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl EvalError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Io { .. } => None,
            Self::Empty { .. } | Self::NotADataset { .. } => Some(
                "give a file of JSON lines, a CSV file with a header, or a folder of ChartQA's layout; docs/eval.md has the fields"
                    .to_owned(),
            ),
        }
    }
}
