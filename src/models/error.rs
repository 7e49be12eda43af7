//! What can be wrong with a model.

use std::path::PathBuf;

use crate::ErrorKind;

/// A model is missing, damaged, or does not fit what its manifest says.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Nothing is installed under this name.
    #[error("the model `{name}` is not installed")]
    NotInstalled {
        /// What was asked for.
        name: String,
    },
    /// The manifest cannot be read.
    #[error("{path}: not a model manifest: {reason}")]
    Manifest {
        /// The manifest's file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file of the model is missing or is not the one its manifest names.
    #[error("{path}: {reason}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
}

impl ModelError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Missing
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotInstalled { .. } => Some(
                "`chartqa models list` shows what is installed; `chartqa models pull google/deplot` fetches DePlot"
                    .to_owned(),
            ),
            Self::Manifest { .. } | Self::Damaged { .. } => {
                Some("fetch or convert the model again; `chartqa models verify` checks every file".to_owned())
            }
        }
    }
}
