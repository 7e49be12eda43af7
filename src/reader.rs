//! Picture to reading, by the family of the model.

use std::path::PathBuf;

use crate::{Cancel, ErrorKind};

/// How a picture is read. Readers ignore what does not concern them.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Most tokens a sequence model may write.
    pub max_new_tokens: usize,
    /// Patch budget in place of the manifest's.
    pub max_patches: Option<usize>,
    /// TrueType font for header text in place of the built-in Liberation Sans.
    pub header_font: Option<PathBuf>,
    /// Stops the reading from another thread.
    pub cancel: Cancel,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { max_new_tokens: 512, max_patches: None, header_font: None, cancel: Cancel::new() }
    }
}

/// The picture was decoded, but could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not a chart, or none that this reader reads: what it saw instead, in words.
    #[error("this picture cannot be read as a chart by `{model}`: {seen}")]
    Unreadable {
        /// Name of the model.
        model: String,
        /// What the reader saw.
        seen: String,
    },
    /// An option does not fit the model.
    #[error("{option} does not fit the model `{model}`: {reason}")]
    Option {
        /// The option, as a person writes it.
        option: String,
        /// Name of the model.
        model: String,
        /// Why not.
        reason: String,
    },
    /// The graph does not do what its manifest says.
    #[error("the model `{model}` does not do what its manifest says: {reason}")]
    Disagreement {
        /// Name of the model.
        model: String,
        /// What disagrees.
        reason: String,
    },
}

impl ReadError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreadable { .. } => ErrorKind::Unanswerable,
            Self::Option { .. } => ErrorKind::Usage,
            Self::Disagreement { .. } => ErrorKind::Missing,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { model, .. } if model == "mini" => Some(
                "the built-in reader knows simple bar charts; `chartqa models pull google/deplot` installs a reader for more"
                    .to_owned(),
            ),
            Self::Unreadable { .. } | Self::Option { .. } => None,
            Self::Disagreement { .. } => {
                Some("convert or fetch the model again; `chartqa models verify` checks every file".to_owned())
            }
        }
    }
}
