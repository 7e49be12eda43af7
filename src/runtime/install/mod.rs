//! Installs a pinned library from a Python package index.
//!
//! The wheel is found by name in the index, fetched and hashed as it comes,
//! and only the files that are needed are unpacked, into a folder that gets
//! its final name when it is complete. A cut download is taken up again where
//! it ended. Several processes can call this at once: one installs, the
//! others wait for it.

mod download;
mod index;
mod unpack;

use std::fs::File;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::installed::{self, Installed, State, io_error};
use super::pinned::{self, Build};
use super::{Flavour, RuntimeError};
use crate::progress::{Event, Progress};

/// The index that is used unless another is named.
pub const DEFAULT_INDEX: &str = "https://pypi.org/simple";

/// Where to install to and from.
#[derive(Debug, Clone, Copy)]
pub struct InstallOptions<'a> {
    /// The folder libraries are installed into (`runtime/` below it).
    pub home: &'a Path,
    /// The package index, as in [`super::LibraryOptions::index`].
    pub index: Option<&'a SecretString>,
    /// Refuses to use the network.
    pub offline: bool,
}

/// Installs the pinned library of `flavour`, unless it is there already and whole.
///
/// # Errors
/// [`RuntimeError::NoBuild`], [`RuntimeError::Offline`], and those of the
/// index, the download and the file system.
pub async fn install(
    flavour: Flavour,
    options: InstallOptions<'_>,
    progress: &dyn Progress,
) -> Result<Installed, RuntimeError> {
    install_build(&pinned::build(flavour)?, options, progress).await
}

/// Installs `build`, whatever it is pinned to; [`install`] calls it with this program's own pins.
///
/// # Errors
/// As [`install`].
pub async fn install_build(
    build: &Build,
    options: InstallOptions<'_>,
    progress: &dyn Progress,
) -> Result<Installed, RuntimeError> {
    let folder = installed::folder(options.home);
    let target = folder.join(format!("{}-{}", build.flavour, build.version));
    if let Some(whole) = whole(&target).await? {
        return Ok(whole);
    }
    if options.offline {
        return Err(RuntimeError::Offline {
            what: format!("the ONNX Runtime library {} {}", build.flavour, build.version),
        });
    }
    std::fs::create_dir_all(&folder).map_err(|e| io_error("create", &folder, &e))?;
    let _lock = lock(&folder, progress).await?;
    // Somebody else may have installed it while this process waited.
    if let Some(whole) = whole(&target).await? {
        return Ok(whole);
    }

    let Build { flavour, version, wheel, .. } = build;
    progress.report(Event::Note(&format!(
        "installing ONNX Runtime {version} ({flavour}, {} MB) into {}",
        wheel.size.div_ceil(1_000_000),
        target.display()
    )));
    let client = crate::http::client()
        .map_err(|reason| RuntimeError::Index { url: DEFAULT_INDEX.to_owned(), reason })?;
    let index =
        index::Index::new(options.index.map_or(DEFAULT_INDEX, ExposeSecret::expose_secret))?;
    let url = index.find(&client, &build.package, &wheel.file).await?;
    let partial = folder.join(format!(".{}.part", wheel.file));
    download::download(&client, &url, wheel, &partial, progress).await?;

    let build = build.clone();
    let unpacked = blocking(&folder, move || {
        let result = unpack::unpack(&build, &partial, &target);
        // Not needed any more, or not what it should be.
        let _ = std::fs::remove_file(&partial);
        result
    })
    .await??;
    Ok(unpacked)
}

/// The library in `target` if it is there and every hash is right.
async fn whole(target: &Path) -> Result<Option<Installed>, RuntimeError> {
    let folder = target.to_owned();
    blocking(target, move || installed::read(&folder).filter(|found| found.verify() == State::Good))
        .await
}

/// Waits until no other process installs into `folder`.
async fn lock(folder: &Path, progress: &dyn Progress) -> Result<File, RuntimeError> {
    let path = folder.join(".lock");
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(|e| io_error("open", &path, &e))?;
    if file.try_lock().is_ok() {
        return Ok(file);
    }
    progress.report(Event::Note("waiting for another chartqa that is installing"));
    blocking(&path.clone(), move || {
        file.lock().map_err(|e| io_error("lock", &path, &e)).map(|()| file)
    })
    .await?
}

/// Runs work that blocks where it does not hold up others.
async fn blocking<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, RuntimeError> {
    let path: PathBuf = path.to_owned();
    tokio::task::spawn_blocking(work).await.map_err(|e| RuntimeError::Io {
        action: "work on",
        path,
        reason: e.to_string(),
    })
}
