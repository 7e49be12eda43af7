//! What can be wrong with a model.

use std::path::PathBuf;

use super::hub::HubError;
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
    /// A model's folder was named that is not there.
    #[error("{path}: no such folder")]
    NoFolder {
        /// What was asked for.
        path: PathBuf,
    },
    /// The name cannot be a model's.
    #[error("`{name}` cannot be the name of a model: {reason}")]
    Name {
        /// What was asked for, cut if it is long.
        name: String,
        /// The rule it breaks.
        reason: String,
    },
    /// The model is part of the program and has no folder.
    #[error("the model `{name}` is built into the program and has no folder")]
    BuiltIn {
        /// Its name.
        name: String,
    },
    /// A folder without a manifest: not a model, or one whose making was interrupted.
    #[error("{path}: no complete model, since it has no {}", super::manifest::FILE_NAME)]
    Incomplete {
        /// The folder.
        path: PathBuf,
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
    /// Another run of this program is installing the same model.
    #[error("the model `{name}` is being installed by another run of this program")]
    Busy {
        /// The model.
        name: String,
    },
    /// The name is that of a model from elsewhere.
    #[error("the name `{name}` is taken by a model from {origin}")]
    Taken {
        /// The name.
        name: String,
        /// Where the installed model comes from.
        origin: String,
    },
    /// There is not enough room for what is to be written.
    #[error("{path}: {} are free, but about {} are needed", size(*.free), size(*.needed))]
    Space {
        /// Where it is to be written.
        path: PathBuf,
        /// Bytes needed.
        needed: u64,
        /// Bytes free.
        free: u64,
    },
    /// The folder that models are kept in is not known.
    #[error("no folder to keep models in: there is no home folder")]
    NoHome,
    /// A file or folder could not be read or written.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Fetching it from the hub failed.
    #[error(transparent)]
    Hub(#[from] HubError),
}

impl ModelError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NotInstalled { .. }
            | Self::NoFolder { .. }
            | Self::Incomplete { .. }
            | Self::Manifest { .. }
            | Self::Damaged { .. } => ErrorKind::Missing,
            Self::Name { .. } | Self::BuiltIn { .. } | Self::Taken { .. } => ErrorKind::Usage,
            Self::Busy { .. } | Self::Space { .. } | Self::NoHome | Self::Io { .. } => {
                ErrorKind::Failed
            }
            Self::Hub(e) => e.kind(),
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotInstalled { .. } | Self::NoFolder { .. } => {
                "`chartqa models list` shows what is installed; `chartqa models pull google/deplot` fetches DePlot"
            }
            Self::Incomplete { .. } => {
                "name a folder that `chartqa models convert` wrote, or install the model with `chartqa models pull`"
            }
            Self::Manifest { .. } | Self::Damaged { .. } => {
                "fetch or convert the model again; `chartqa models verify` checks every file"
            }
            Self::Taken { .. } => {
                "choose another name for the new model, or remove the old one's folder (`chartqa models path NAME`)"
            }
            Self::Busy { .. } => "wait until it is done, then try again",
            Self::Space { .. } => {
                "free some space, or choose another place: HF_HUB_CACHE for downloads, CHARTQA_HOME for models"
            }
            Self::NoHome => "set CHARTQA_HOME to a folder that may be written to",
            Self::Name { .. } | Self::BuiltIn { .. } | Self::Io { .. } => return None,
            Self::Hub(e) => return e.hint(),
        };
        Some(hint.to_owned())
    }
}

/// A number of bytes as a person reads it, in powers of ten as disks are sold.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// The system's error about `path`.
pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> ModelError {
    let path = path.into();
    move |source| ModelError::Io { path, source }
}
