//! Where installed models are kept: one folder each, under `models/` in the program's home.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::error::io;
use super::manifest::{self, Manifest};
use super::{ModelError, name};

/// The installed models of one home folder.
///
/// A model is a folder `<home>/models/<name>/` with a [`manifest.toml`](manifest::FILE_NAME)
/// and the files it lists. The manifest is written last and the folder gets its
/// name only when it is complete, so a run that was cut short leaves nothing
/// that looks like a model. `models/README.md` in the sources defines the format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    home: PathBuf,
}

/// One line of [`Store::list`].
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Entry {
    /// What `--model` takes.
    pub name: String,
    /// Its folder; none for the built-in reader.
    pub dir: Option<PathBuf>,
    /// Whether it can be used, as far as file sizes tell.
    pub state: State,
    /// What it says of itself, where that can be read.
    pub manifest: Option<Manifest>,
    /// Size of its files together.
    pub bytes: u64,
}

/// Whether a model is fit for use, judged without reading its files' contents.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// Every file is there with the size its manifest says.
    Ok,
    /// There is no manifest: something was interrupted, or this is no model.
    Incomplete,
    /// The manifest cannot be read, or a file is missing or has the wrong size.
    Damaged(String),
}

impl Store {
    /// The store in `home`, which need not exist yet.
    pub fn new(home: impl Into<PathBuf>) -> Self {
        Self { home: home.into() }
    }

    /// The store in the program's own folder ([`crate::home::folder`]).
    ///
    /// # Errors
    /// [`ModelError::NoHome`] if there is none.
    pub fn from_env() -> Result<Self, ModelError> {
        crate::home::folder().map(Self::new).ok_or(ModelError::NoHome)
    }

    /// The program's home folder.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The folder that holds one folder for each installed model.
    pub fn models_dir(&self) -> PathBuf {
        self.home.join("models")
    }

    /// Everything installed, in order of names, and whether it is fit for use.
    /// The built-in reader's line is [`super::built_in::entry`].
    ///
    /// # Errors
    /// [`ModelError::Io`] if the folder exists but cannot be listed.
    pub fn list(&self) -> Result<Vec<Entry>, ModelError> {
        let dir = self.models_dir();
        let listing = match fs::read_dir(&dir) {
            Ok(listing) => listing,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(io(dir)(e)),
        };
        let mut entries = Vec::new();
        for item in listing {
            let path = item.map_err(io(&dir))?.path();
            // Names of another kind are this program's own: locks and unfinished folders.
            let named =
                path.file_name().and_then(|n| n.to_str()).filter(|n| name::check(n).is_ok());
            if let (Some(name), true) = (named, path.is_dir()) {
                entries.push(Entry::of(name, &path));
            }
        }
        entries.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(entries)
    }

    /// The folder of an installed model, complete or not.
    ///
    /// # Errors
    /// [`ModelError::Name`], [`ModelError::BuiltIn`] or [`ModelError::NotInstalled`].
    pub fn path(&self, name: &str) -> Result<PathBuf, ModelError> {
        if name == name::BUILT_IN {
            return Err(ModelError::BuiltIn { name: name.to_owned() });
        }
        name::check(name)?;
        let path = self.models_dir().join(name);
        if path.is_dir() {
            Ok(path)
        } else {
            Err(ModelError::NotInstalled { name: name.to_owned() })
        }
    }

    /// Opens an installed model by name, or any model by its folder: reads the
    /// manifest and checks that every file is there with the right size.
    ///
    /// A single word is a name, and only if no such model is installed a folder
    /// of the working directory; anything with a separator in it is a folder.
    ///
    /// # Errors
    /// [`ModelError`], one kind each for a model that is not installed,
    /// incomplete, has a broken manifest, or a missing or wrong file.
    pub fn open(&self, name_or_dir: impl AsRef<Path>) -> Result<(PathBuf, Manifest), ModelError> {
        let given = name_or_dir.as_ref();
        let named = match as_name(given) {
            Some(name) => self.path(name),
            None => Err(ModelError::NoFolder { path: given.to_owned() }),
        };
        let dir = match named {
            Ok(installed) => installed,
            Err(ModelError::NotInstalled { .. } | ModelError::NoFolder { .. })
                if given.is_dir() =>
            {
                given.to_owned()
            }
            Err(error) => return Err(error),
        };
        let manifest = check_dir(&dir)?;
        Ok((dir, manifest))
    }
}

/// What is given as a model's name, if it is a single word and no path.
fn as_name(given: &Path) -> Option<&str> {
    let text = given.to_str()?;
    let mut parts = given.components();
    let single = matches!((parts.next(), parts.next()), (Some(Component::Normal(_)), None));
    (text.is_empty() || single && !text.contains(['/', '\\'])).then_some(text)
}

/// Reads the manifest in `dir` and checks that its files are there, each with
/// the size it should have. Contents are not read: that is [`super::verify()`].
///
/// # Errors
/// As [`Store::open`].
pub fn check_dir(dir: &Path) -> Result<Manifest, ModelError> {
    let manifest = read_manifest(dir)?;
    for entry in manifest.files.values() {
        check_size(dir, entry)?;
    }
    Ok(manifest)
}

/// Reads the manifest in `dir`, whose file names must be plain: a manifest is
/// no way to have other files read.
pub(super) fn read_manifest(dir: &Path) -> Result<Manifest, ModelError> {
    let path = dir.join(manifest::FILE_NAME);
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(ModelError::Incomplete { path: dir.to_owned() });
        }
        Err(e) if e.kind() == std::io::ErrorKind::InvalidData => {
            return Err(ModelError::Manifest { path, reason: "it is not text".to_owned() });
        }
        Err(e) => return Err(io(path)(e)),
    };
    let manifest = Manifest::parse(&text, &path)?;
    if let Some(bad) = manifest.files.values().find(|entry| !name::is_plain(&entry.path)) {
        let reason = format!("`{}` is not the plain name of a file", bad.path);
        return Err(ModelError::Manifest { path, reason });
    }
    if manifest.files.is_empty() {
        return Err(ModelError::Manifest { path, reason: "it lists no files".to_owned() });
    }
    Ok(manifest)
}

/// Checks that one file is there and has the size its manifest says.
pub(super) fn check_size(dir: &Path, entry: &manifest::FileEntry) -> Result<(), ModelError> {
    let path = dir.join(&entry.path);
    let reason = match fs::metadata(&path) {
        Ok(meta) if !meta.is_file() => "this should be a file of the model".to_owned(),
        Ok(meta) if meta.len() != entry.bytes => {
            format!("has {} bytes in place of {}", meta.len(), entry.bytes)
        }
        Ok(_) => return Ok(()),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            "this file of the model is missing".to_owned()
        }
        Err(e) => e.to_string(),
    };
    Err(ModelError::Damaged { path, reason })
}

impl Entry {
    fn of(name: &str, dir: &Path) -> Self {
        let manifest = read_manifest(dir);
        let state = match &manifest {
            Ok(manifest) => {
                match manifest.files.values().find_map(|entry| check_size(dir, entry).err()) {
                    None => State::Ok,
                    Some(error) => State::Damaged(error.to_string()),
                }
            }
            Err(ModelError::Incomplete { .. }) => State::Incomplete,
            Err(error) => State::Damaged(error.to_string()),
        };
        let manifest = manifest.ok();
        let bytes = match &manifest {
            Some(manifest) => manifest.files.values().map(|entry| entry.bytes).sum(),
            None => files_size(dir),
        };
        Self { name: name.to_owned(), dir: Some(dir.to_owned()), state, manifest, bytes }
    }
}

/// Size of the files right in `dir`; what cannot be read counts nothing.
fn files_size(dir: &Path) -> u64 {
    let Ok(listing) = fs::read_dir(dir) else { return 0 };
    listing
        .flatten()
        .filter_map(|item| item.metadata().ok())
        .filter(fs::Metadata::is_file)
        .map(|m| m.len())
        .sum()
}
