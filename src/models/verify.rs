//! Whether a model's files hold what its manifest says, byte for byte.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::ModelError;
use super::error::io;
use super::hash::FileHash;
use super::manifest::FileEntry;
use super::store::{check_size, read_manifest};
use crate::progress::{Event, Progress};
use crate::{Cancel, Result};

/// What [`verify`] found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Files whose content is what the manifest says.
    pub good: Vec<PathBuf>,
    /// Files that are missing, or hold something else.
    pub bad: Vec<BadFile>,
}

/// A file that is not what its manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadFile {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

impl Verified {
    /// Whether every file is as it should be.
    pub fn is_good(&self) -> bool {
        self.bad.is_empty()
    }
}

/// Recomputes the SHA-256 of every file of the model in `dir` and names each
/// file that is not the one its manifest lists. Reads every byte: about a
/// second for each gigabyte.
///
/// # Errors
/// A manifest that is missing or cannot be read, or [`crate::Error::Interrupted`].
/// Bad files are no error, they are the result.
pub fn verify(dir: &Path, progress: &dyn Progress, cancel: &Cancel) -> Result<Verified> {
    let manifest = read_manifest(dir)?;
    let mut found = Verified::default();
    for entry in manifest.files.values() {
        let path = dir.join(&entry.path);
        match check_content(dir, entry, progress, cancel) {
            Ok(()) => found.good.push(path),
            Err(crate::Error::Model(ModelError::Damaged { path, reason })) => {
                found.bad.push(BadFile { path, reason });
            }
            Err(crate::Error::Model(ModelError::Io { path, source })) => {
                found.bad.push(BadFile { path, reason: source.to_string() });
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}

fn check_content(
    dir: &Path,
    entry: &FileEntry,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<()> {
    check_size(dir, entry)?;
    let path = dir.join(&entry.path);
    progress.report(Event::Start { what: &entry.path, total: Some(entry.bytes) });
    let mut hash = FileHash::open(&path, Sha256::new()).map_err(io(&path))?;
    let mut done = 0;
    loop {
        cancel.check()?;
        let read = hash.step().map_err(io(&path))?;
        if read == 0 {
            break;
        }
        done += read as u64;
        progress.report(Event::Advance(done));
    }
    progress.report(Event::Finish);
    let found = hash.finish();
    if found.eq_ignore_ascii_case(&entry.sha256) {
        return Ok(());
    }
    let reason = format!("the content is damaged: SHA-256 {found} in place of {}", entry.sha256);
    Err(ModelError::Damaged { path, reason }.into())
}
