//! The hub's cache on disk, in the layout of Python's `huggingface_hub`, so that
//! programs share what they fetched:
//!
//! ```text
//! <cache>/models--<owner>--<name>/blobs/<etag>               a file's content
//! <cache>/models--<owner>--<name>/snapshots/<commit>/<file>  a link to its blob
//! <cache>/models--<owner>--<name>/refs/<revision>            a text file, the commit
//! <cache>/.locks/models--<owner>--<name>/<etag>.lock         held while a blob is written
//! ```

use std::fs::{self, File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::ModelError;
use super::super::error::io;
use super::checksum::Etag;
use super::id::{HubId, is_commit};
use crate::progress::{Event, Progress};

/// How often a lock that another program holds is tried.
const LOCK_POLL: Duration = Duration::from_millis(100);

/// One repository's part of the cache.
#[derive(Debug, Clone)]
pub(super) struct CachedRepository {
    root: PathBuf,
    locks: PathBuf,
}

impl CachedRepository {
    pub(super) fn new(cache: &Path, id: &HubId) -> Self {
        let folder = id.folder();
        Self { root: cache.join(&folder), locks: cache.join(".locks").join(folder) }
    }

    /// Where the content with this tag is kept.
    pub(super) fn blob(&self, etag: &Etag) -> PathBuf {
        self.root.join("blobs").join(etag.as_str())
    }

    /// Where that content grows while it is fetched; older versions of
    /// `huggingface_hub` use the same name and go on with what is there.
    pub(super) fn incomplete(&self, etag: &Etag) -> PathBuf {
        self.root.join("blobs").join(format!("{}.incomplete", etag.as_str()))
    }

    /// The folder of a commit.
    pub(super) fn snapshot(&self, commit: &str) -> PathBuf {
        self.root.join("snapshots").join(commit)
    }

    /// The commit that `revision` was when it was last fetched. A commit is itself.
    pub(super) fn commit_of(&self, revision: &str) -> Option<String> {
        if is_commit(revision) {
            return Some(revision.to_owned());
        }
        let text = fs::read_to_string(self.root.join("refs").join(revision)).ok()?;
        Some(text.trim().to_owned()).filter(|commit| is_commit(commit))
    }

    /// Notes that `revision` is now `commit`.
    pub(super) fn set_commit(&self, revision: &str, commit: &str) -> Result<(), ModelError> {
        if is_commit(revision) || self.commit_of(revision).as_deref() == Some(commit) {
            return Ok(());
        }
        let path = self.root.join("refs").join(revision);
        // A revision such as `refs/pr/1` has folders in it.
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).map_err(io(folder))?;
        let mut temporary = tempfile::NamedTempFile::new_in(folder).map_err(io(folder))?;
        std::io::Write::write_all(&mut temporary, commit.as_bytes()).map_err(io(&path))?;
        share(temporary.as_file()).map_err(io(&path))?;
        temporary.persist(&path).map_err(|e| io(&path)(e.error))?;
        Ok(())
    }

    /// Waits for the right to write the blob of `etag`; it lasts until the
    /// returned file is dropped. Python's `filelock` holds the same lock.
    pub(super) async fn lock(
        &self,
        etag: &Etag,
        what: &str,
        progress: &dyn Progress,
    ) -> Result<File, ModelError> {
        fs::create_dir_all(&self.locks).map_err(io(&self.locks))?;
        let path = self.locks.join(format!("{}.lock", etag.as_str()));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io(&path))?;
        let mut told = false;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => {
                    if !told {
                        let note = format!("waiting for another program that is fetching {what}");
                        progress.report(Event::Note(&note));
                        told = true;
                    }
                    tokio::time::sleep(LOCK_POLL).await;
                }
                Err(TryLockError::Error(e)) if e.kind() == ErrorKind::Unsupported => {
                    tracing::warn!(path = %path.display(), "this file system has no locks");
                    return Ok(file);
                }
                Err(TryLockError::Error(e)) => return Err(io(path)(e)),
            }
        }
    }

    /// Makes the blob of `etag` appear as `file` in the snapshot of `commit`.
    pub(super) fn link(
        &self,
        commit: &str,
        file: &str,
        etag: &Etag,
    ) -> Result<PathBuf, ModelError> {
        let snapshot = self.snapshot(commit);
        let place = snapshot.join(file);
        fs::create_dir_all(&snapshot).map_err(io(&snapshot))?;
        match fs::remove_file(&place) {
            Err(e) if e.kind() != ErrorKind::NotFound => return Err(io(place)(e)),
            _ => {}
        }
        // Relative, so that the cache can be moved as a whole.
        let target = Path::new("..").join("..").join("blobs").join(etag.as_str());
        if symlink(&target, &place).is_err() {
            let blob = self.blob(etag);
            if fs::hard_link(&blob, &place).is_err() {
                fs::copy(&blob, &place).map_err(io(&place))?;
            }
        }
        Ok(place)
    }

    /// The tag of a file in a snapshot, if it is a link to a blob.
    pub(super) fn etag_of(path: &Path) -> Option<Etag> {
        let target = fs::read_link(path).ok()?;
        if target.parent()?.file_name()? != "blobs" {
            return None;
        }
        Etag::from_blob_name(target.file_name()?.to_str()?)
    }
}

#[cfg(unix)]
fn symlink(target: &Path, place: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, place)
}

/// Needs a privilege that few have, and other programs then keep plain files too.
#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Gives a temporary file the usual permissions: others may share the cache.
#[cfg(unix)]
fn share(file: &File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn share(_: &File) -> std::io::Result<()> {
    Ok(())
}
