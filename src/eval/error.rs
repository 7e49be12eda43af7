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
    /// An interrupted run of another kind stands where this one would be kept.
    #[error("{path} holds results of another run: {found}")]
    OtherRun {
        /// The file.
        path: PathBuf,
        /// Which run they are of.
        found: String,
    },
    /// The file does not hold results of `chartqa eval`.
    #[error("{path} holds no results of `chartqa eval`: {reason}")]
    NotResults {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Two files of results have nothing to compare.
    #[error("nothing to compare: {reason}")]
    NothingInCommon {
        /// What they lack.
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
            Self::OtherRun { .. } => Some(
                "go on with that run, or name another file with -o, or throw it away with --fresh"
                    .to_owned(),
            ),
            Self::NotResults { .. } => Some(
                "give a file that `chartqa eval tables`, `questions` or `score` wrote with -o"
                    .to_owned(),
            ),
            Self::NothingInCommon { .. } => {
                Some("compare two results of the same command on the same data set".to_owned())
            }
            Self::Empty { .. } | Self::NotADataset { .. } => Some(
                "give a file of JSON lines, a CSV file with a header, or a folder of ChartQA's layout; docs/eval.md has the fields"
                    .to_owned(),
            ),
        }
    }
}
