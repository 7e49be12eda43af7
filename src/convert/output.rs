//! The folder a model is written to: made beside its place, and moved there when it is whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::ConvertError;
use crate::models::manifest::{FILE_NAME, FileEntry, Manifest};

/// A model in the making. Dropped before [`Staging::commit`], it leaves nothing behind.
pub(super) struct Staging {
    place: Place,
    folder: TempDir,
    files: BTreeMap<String, FileEntry>,
}

/// Where a model will be: a folder that is a model, is empty or is not there yet.
pub(super) struct Place {
    path: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Place {
    /// Checks `out` without touching anything.
    pub(super) fn check(out: &Path) -> Result<Self, ConvertError> {
        // Through links, so that what is replaced is the folder and not the link to it.
        let path = match fs::canonicalize(out) {
            Ok(path) => path,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                std::path::absolute(out).map_err(ConvertError::write(out))?
            }
            Err(e) => return Err(ConvertError::write(out)(e)),
        };
        let taken = || ConvertError::OutputTaken { path: out.to_owned() };
        if path.exists() && !path.join(FILE_NAME).is_file() {
            let mut entries = fs::read_dir(&path).map_err(|_| taken())?;
            if entries.next().is_some() {
                return Err(taken());
            }
        }
        let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
            return Err(taken());
        };
        let (parent, name) = (parent.to_owned(), name.to_string_lossy().into_owned());
        Ok(Self { path, parent, name })
    }

    /// The folder's own name.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    fn folder_beside(&self, what: &str) -> Result<TempDir, ConvertError> {
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{}.{what}-", self.name);
        builder.prefix(&prefix);
        #[cfg(unix)]
        {
            // A model is no secret: what the user's mask allows, in place of the default 0700.
            use std::os::unix::fs::PermissionsExt;
            builder.permissions(fs::Permissions::from_mode(0o777));
        }
        builder.tempdir_in(&self.parent).map_err(ConvertError::write(&self.parent))
    }
}

impl Staging {
    /// Makes the folder beside `place`.
    pub(super) fn create(place: Place) -> Result<Self, ConvertError> {
        fs::create_dir_all(&place.parent).map_err(ConvertError::write(&place.parent))?;
        let folder = place.folder_beside("partial")?;
        Ok(Self { place, folder, files: BTreeMap::new() })
    }

    /// Starts a file of the model.
    pub(super) fn file(&self, name: &str) -> Result<HashedFile, ConvertError> {
        HashedFile::create(self.folder.path().join(name))
    }

    /// Takes a finished file into the manifest as `role`.
    pub(super) fn add(&mut self, role: &str, file: HashedFile) -> Result<(), ConvertError> {
        self.files.insert(role.to_owned(), file.finish()?);
        Ok(())
    }

    /// Writes a whole file as `role`.
    pub(super) fn add_bytes(
        &mut self,
        role: &str,
        name: &str,
        bytes: &[u8],
    ) -> Result<(), ConvertError> {
        let mut file = self.file(name)?;
        file.put(bytes)?;
        self.add(role, file)
    }

    /// Writes the manifest, to which the files are added, and moves the model to its place. A
    /// model that was there before is kept until the new one is in place.
    pub(super) fn commit(self, mut manifest: Manifest) -> crate::Result<Manifest> {
        let Self { place, folder, files } = self;
        manifest.files = files;
        let mut file = HashedFile::create(folder.path().join(FILE_NAME))?;
        file.put(manifest.to_toml()?.as_bytes())?;
        file.finish()?;

        let write = ConvertError::write(&place.path);
        let move_in = || fs::rename(folder.path(), &place.path);
        if place.path.join(FILE_NAME).exists() {
            let aside = place.folder_beside("replaced")?;
            let old = aside.path().join("model");
            fs::rename(&place.path, &old).map_err(ConvertError::write(&place.path))?;
            if let Err(e) = move_in() {
                if fs::rename(&old, &place.path).is_err() {
                    // Better a stray folder than the old model lost.
                    let _ = aside.keep();
                }
                return Err(write(e).into());
            }
        } else {
            // An empty folder is replaced by the move, where the system can do that.
            if cfg!(windows) && place.path.exists() {
                fs::remove_dir(&place.path).map_err(ConvertError::write(&place.path))?;
            }
            move_in().map_err(write)?;
        }
        // It has moved: there is nothing left to clean up.
        let _ = folder.keep();
        Ok(manifest)
    }
}

/// A file that is hashed while it is written.
pub(super) struct HashedFile {
    path: PathBuf,
    inner: Hashing,
}

struct Hashing {
    file: BufWriter<File>,
    hash: Sha256,
    length: u64,
}

impl HashedFile {
    fn create(path: PathBuf) -> Result<Self, ConvertError> {
        let file = File::create(&path).map_err(ConvertError::write(&path))?;
        let inner = Hashing { file: BufWriter::new(file), hash: Sha256::new(), length: 0 };
        Ok(Self { path, inner })
    }

    /// How much has been written.
    pub(super) fn len(&self) -> u64 {
        self.inner.length
    }

    pub(super) fn put(&mut self, bytes: &[u8]) -> Result<(), ConvertError> {
        self.write_with(|out| out.write_all(bytes))
    }

    /// Lets `write` write to the file.
    pub(super) fn write_with(
        &mut self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), ConvertError> {
        write(&mut self.inner).map_err(ConvertError::write(&self.path))
    }

    /// Waits until the file is on the disk and describes it.
    fn finish(self) -> Result<FileEntry, ConvertError> {
        let Self { path, inner } = self;
        inner
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(ConvertError::write(&path))?;
        Ok(FileEntry {
            path: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sha256: hex(&inner.hash.finalize()),
            bytes: inner.length,
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|b| [b >> 4, b & 15])
        .filter_map(|d| char::from_digit(d.into(), 16))
        .collect()
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.length += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
