//! Installing a model so that it is either wholly there or not there at all.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::io;
use super::store::{Store, check_dir};
use super::{Manifest, ModelError, name};

/// Begins the names of unfinished folders, `.partial-<name>-<random>`.
const PARTIAL: &str = ".partial-";
/// Begins the names of folders on their way out, `.old-<name>-<random>`.
const OLD: &str = ".old-";
/// Folder of the lock files within the models folder, `<name>.lock` each.
const LOCKS: &str = ".locks";

/// A folder in which a model is being put together. Dropped before
/// [`Staging::commit`], it goes away with all that is in it; a run that is
/// killed leaves it behind, under a name that is not a model's, for
/// [`Store::clean`] to find.
#[derive(Debug)]
pub struct Staging {
    store: Store,
    name: String,
    folder: TempDir,
    // Held for as long as the folder lives: who can take it may delete the folder.
    _lock: File,
}

impl Store {
    /// Begins the installation of a model called `name`, after removing what
    /// earlier runs left of it.
    ///
    /// # Errors
    /// [`ModelError::Busy`] if another run is at the same model,
    /// [`ModelError::Name`] or [`ModelError::Io`].
    pub fn stage(&self, name: &str) -> Result<Staging, ModelError> {
        name::check(name)?;
        let lock = self.lock(name)?.ok_or_else(|| ModelError::Busy { name: name.to_owned() })?;
        for leftover in self.leftovers()?.into_iter().filter(|leftover| leftover.name == name) {
            self.clear(&leftover)?;
        }
        let models = self.models_dir();
        let folder = tempfile::Builder::new()
            .prefix(&format!("{PARTIAL}{name}-"))
            .tempdir_in(&models)
            .map_err(io(models))?;
        Ok(Staging { store: self.clone(), name: name.to_owned(), folder, _lock: lock })
    }

    /// Removes what runs that were killed have left behind, and gives back what
    /// was removed. Folders that a living run works in are left alone.
    ///
    /// # Errors
    /// [`ModelError::Io`].
    pub fn clean(&self) -> Result<Vec<PathBuf>, ModelError> {
        let mut cleared = Vec::new();
        for leftover in self.leftovers()? {
            if let Some(_lock) = self.lock(&leftover.name)? {
                self.clear(&leftover)?;
                cleared.push(leftover.path);
            }
        }
        Ok(cleared)
    }

    /// The lock of the model `name`, or none if another run holds it.
    fn lock(&self, name: &str) -> Result<Option<File>, ModelError> {
        let locks = self.models_dir().join(LOCKS);
        fs::create_dir_all(&locks).map_err(io(&locks))?;
        let path = locks.join(format!("{name}.lock"));
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(io(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) if e.kind() == std::io::ErrorKind::Unsupported => {
                tracing::warn!(path = %path.display(), "this file system has no locks");
                Ok(Some(file))
            }
            Err(TryLockError::Error(e)) => Err(io(path)(e)),
        }
    }

    /// Folders that an unfinished run left, or that a running one is at.
    fn leftovers(&self) -> Result<Vec<Leftover>, ModelError> {
        let dir = self.models_dir();
        let listing = match fs::read_dir(&dir) {
            Ok(listing) => listing,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(io(dir)(e)),
        };
        Ok(listing.flatten().filter_map(|item| Leftover::of(&item.path())).collect())
    }

    /// Clears one leftover, whose lock the caller holds. An old model whose
    /// place nothing has taken is put back.
    fn clear(&self, leftover: &Leftover) -> Result<(), ModelError> {
        let place = self.models_dir().join(&leftover.name);
        if leftover.was_installed && !place.exists() {
            return fs::rename(&leftover.path, &place).map_err(io(&leftover.path));
        }
        fs::remove_dir_all(&leftover.path).map_err(io(&leftover.path))
    }
}

/// A folder named by this module.
struct Leftover {
    path: PathBuf,
    name: String,
    was_installed: bool,
}

impl Leftover {
    fn of(path: &Path) -> Option<Self> {
        let file_name = path.file_name()?.to_str()?;
        let (rest, was_installed) = match file_name.strip_prefix(PARTIAL) {
            Some(rest) => (rest, false),
            None => (file_name.strip_prefix(OLD)?, true),
        };
        let (name, _random) = rest.rsplit_once('-')?;
        name::check(name).ok()?;
        Some(Self { path: path.to_owned(), name: name.to_owned(), was_installed })
    }
}

impl Staging {
    /// Where the model is to be written: a folder that does not exist yet,
    /// within one that goes away if this is dropped.
    pub fn target(&self) -> PathBuf {
        self.folder.path().join("model")
    }

    /// Checks what was written to [`Staging::target`], whose files are on the
    /// disk already, and gives it its name. A model of that name is replaced.
    ///
    /// # Errors
    /// As [`Store::open`], or [`ModelError::Io`]; a model that was installed
    /// before is then still there.
    pub fn commit(self) -> Result<(PathBuf, Manifest), ModelError> {
        let staged = self.target();
        let manifest = check_dir(&staged)?;
        let models = self.store.models_dir();
        let place = models.join(&self.name);
        let old = if place.exists() {
            let old = tempfile::Builder::new()
                .prefix(&format!("{OLD}{}-", self.name))
                .tempdir_in(&models)
                .map_err(io(&models))?;
            // Within the folder, since a folder that exists cannot be renamed to on every system.
            let aside = old.path().to_owned();
            fs::remove_dir(&aside).map_err(io(&aside))?;
            fs::rename(&place, &aside).map_err(io(&place))?;
            Some((old, aside))
        } else {
            None
        };
        if let Err(error) = fs::rename(&staged, &place) {
            if let Some((old, aside)) = old {
                // The old model goes back to its place, and must not be deleted if it cannot.
                let _ = old.keep();
                fs::rename(&aside, &place).map_err(io(&aside))?;
            }
            return Err(io(place)(error));
        }
        Ok((place, manifest))
    }
}
