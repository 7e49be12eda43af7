//! Why a manifest or an output cannot be used.

use std::path::PathBuf;

use crate::ErrorKind;

/// A manifest, a line of it or an output cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BatchError {
    /// A file or folder cannot be read or written.
    #[error("cannot {verb} {path}: {source}")]
    Io {
        /// `read`, `write` or the like.
        verb: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// There is no item in it.
    #[error("{path} has no items: {reason}")]
    Empty {
        /// The manifest.
        path: PathBuf,
        /// What was found instead.
        reason: String,
    },
    /// The manifest as a whole is none.
    #[error("{path} is no manifest: {reason}")]
    NotAManifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// One line of the manifest is no item.
    #[error("{place}: {reason}")]
    Line {
        /// Where it stands, e.g. `line 3`.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The id stands in the manifest before.
    #[error("{place}: the id `{id}` is that of {first} already")]
    Duplicate {
        /// Where it stands.
        place: String,
        /// The id.
        id: String,
        /// Where it stood before.
        first: String,
    },
    /// Not a share of a manifest.
    #[error("`{text}` is no shard: {reason}")]
    Shard {
        /// What was given.
        text: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// The output is there already.
    #[error("{path} is there already")]
    Exists {
        /// The output.
        path: PathBuf,
    },
    /// Another process writes it.
    #[error("{path} is being written by another process")]
    Locked {
        /// The output.
        path: PathBuf,
    },
    /// What stands in the output was made in another way.
    #[error(
        "{path} holds results that were made with other settings: {found}, and now it is {now}"
    )]
    OtherRun {
        /// The output.
        path: PathBuf,
        /// How they were made.
        found: String,
        /// How they would be made now.
        now: String,
    },
    /// The output holds something else.
    #[error("{path} is no output of `chartqa batch`: line {line}: {reason}")]
    NotAnOutput {
        /// The output.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong with it.
        reason: String,
    },
}

impl BatchError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Io { .. } | Self::Locked { .. } => ErrorKind::Failed,
            _ => ErrorKind::Usage,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Io { .. } => return None,
            Self::Empty { .. } | Self::NotAManifest { .. } => {
                "give a file of JSON lines, a CSV file with a header, a folder of pictures, or `-`; docs/batch.md has the fields"
            }
            Self::Line { .. } => {
                "a line needs `id` and `image`, and `question` unless only the table is wanted; docs/batch.md has the fields"
            }
            Self::Duplicate { .. } => "give every item an id of its own",
            Self::Shard { .. } => "`--shard 0/4` to `--shard 3/4` are the four quarters",
            Self::Exists { .. } => {
                "--resume goes on where it was cut; or name another file with -o, or remove it"
            }
            Self::Locked { .. } => {
                "wait for it, or give each process a file and a --shard of its own"
            }
            Self::OtherRun { .. } => "use the settings of then, or name another file with -o",
            Self::NotAnOutput { .. } => "name another file with -o",
        };
        Some(hint.to_owned())
    }
}
