//! What can go wrong with the library, its providers and its sessions.

use std::path::PathBuf;

use crate::ErrorKind;

/// A failure of ONNX Runtime or of getting at it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// No library was found anywhere.
    #[error("the ONNX Runtime library is not installed")]
    NotInstalled,
    /// A library was found but cannot be used.
    #[error("cannot load the ONNX Runtime library {path}: {reason}")]
    Load {
        /// The candidate.
        path: PathBuf,
        /// Why it was refused.
        reason: String,
    },
    /// A graph could not be made into a session.
    #[error("cannot load the model {name}: {reason}")]
    Session {
        /// File or other name of the graph.
        name: String,
        /// The runtime's reason.
        reason: String,
    },
    /// A run failed.
    #[error("running {name} failed: {reason}")]
    Run {
        /// File or other name of the graph.
        name: String,
        /// The runtime's reason.
        reason: String,
    },
    /// A tensor has another type or shape than expected.
    #[error("a tensor is not as expected: {0}")]
    Tensor(String),
}

impl RuntimeError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotInstalled | Self::Load { .. } => ErrorKind::Missing,
            Self::Session { .. } | Self::Run { .. } | Self::Tensor(_) => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotInstalled | Self::Load { .. } => {
                Some("install it with `chartqa runtime install cpu`".to_owned())
            }
            Self::Session { .. } | Self::Run { .. } | Self::Tensor(_) => None,
        }
    }
}
