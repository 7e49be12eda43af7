//! From the hub to an installed model: download, convert, put in place.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::Notify;

use super::error::size;
use super::hub::{self, Download, HubId, HubOptions, Snapshot};
use super::registry::{self, Known};
use super::{Manifest, ModelError, Store, check_dir, name};
use crate::convert::{self, ConvertOptions};
use crate::progress::{Event, Progress};
use crate::{Cancel, Error, Result};

/// How a model is pulled.
#[derive(Debug, Clone)]
pub struct PullOptions {
    /// The hub, its cache and the token.
    pub hub: HubOptions,
    /// How the checkpoint is converted. A `name` is the installed model's; without
    /// one it is the registry's, or else the repository's. Origin, revision and
    /// cancel switch are set by [`pull`].
    pub convert: ConvertOptions,
    /// Replace a model of the same name even if it has another origin, and convert
    /// again even if it is installed already.
    pub replace: bool,
}

impl PullOptions {
    /// With nothing but the hub's settings given.
    pub fn new(hub: HubOptions) -> Self {
        Self { hub, convert: ConvertOptions::default(), replace: false }
    }
}

/// Downloads a checkpoint into the hub's cache, converts it and installs it in
/// `store`. `id` is `owner/name` or a short name of the [`registry`], with an
/// optional `@revision`.
///
/// What is there already is used: a download goes on where it was broken off, and
/// a model that is installed from the same commit is left as it is. Whatever
/// happens on the way, the store has the model wholly or not at all.
///
/// The conversion takes the calling thread for up to a minute.
///
/// # Errors
/// [`ModelError`], [`crate::convert::ConvertError`], or [`Error::Interrupted`].
pub async fn pull(
    store: &Store,
    id: &str,
    options: &PullOptions,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Manifest> {
    cancel.check()?;
    let cancelled = Arc::new(Notify::new());
    let notify = Arc::clone(&cancelled);
    let _hook = cancel.on_cancel(move || notify.notify_one());
    tokio::select! {
        biased;
        () = cancelled.notified() => Err(Error::Interrupted),
        pulled = pull_steps(store, id, options, progress, cancel) => pulled,
    }
}

async fn pull_steps(
    store: &Store,
    id: &str,
    options: &PullOptions,
    progress: &dyn Progress,
    cancel: &Cancel,
) -> Result<Manifest> {
    let (id, known) = registry::resolve(id)?;
    let name = model_name(&id, known.as_ref(), options)?;
    // Before anything is downloaded: it shows that the store can be written to.
    let staging = store.stage(&name)?;
    let installed = store.path(&name).ok();
    if let Some(dir) = &installed
        && !options.replace
    {
        refuse_other_origin(dir, &name, &id)?;
    }

    let snapshot = if options.hub.offline {
        hub::cached(&id, &options.hub, progress).await?
    } else {
        let download = Download::plan(&id, &options.hub, progress).await?;
        if let Some(manifest) = unchanged(installed.as_deref(), download.commit(), options) {
            return Ok(manifest);
        }
        announce(&download, &id, store, options, progress)?;
        download.run(progress).await?
    };
    if let Some(manifest) = unchanged(installed.as_deref(), &snapshot.commit, options) {
        return Ok(manifest);
    }
    let Snapshot { dir, commit, licence, .. } = snapshot;
    let convert = ConvertOptions {
        name: Some(name),
        origin: Some(id.repository()),
        revision: Some(commit),
        licence: options.convert.licence.clone().or(known.map(|known| known.licence)).or(licence),
        cancel: cancel.clone(),
        ..options.convert.clone()
    };
    blocking(|| convert::convert(&dir, &staging.target(), &convert, progress))?;
    cancel.check()?;
    let (_, manifest) = staging.commit()?;
    Ok(manifest)
}

/// The name to install under.
fn model_name(
    id: &HubId,
    known: Option<&Known>,
    options: &PullOptions,
) -> Result<String, ModelError> {
    let given = options.convert.name.clone().or_else(|| known.map(|known| known.name.clone()));
    let name = given.unwrap_or_else(|| id.name().to_lowercase());
    name::check(&name)?;
    Ok(name)
}

/// Keeps a model from being replaced by another that happens to have the same name.
fn refuse_other_origin(dir: &Path, name: &str, id: &HubId) -> Result<(), ModelError> {
    match check_dir(dir) {
        Ok(manifest) if manifest.origin != id.repository() => {
            Err(ModelError::Taken { name: name.to_owned(), origin: manifest.origin })
        }
        // One that is incomplete or damaged may be replaced.
        _ => Ok(()),
    }
}

/// The installed model, if it is what would be installed.
fn unchanged(installed: Option<&Path>, commit: &str, options: &PullOptions) -> Option<Manifest> {
    let manifest = check_dir(installed?).ok()?;
    let asked = &options.convert;
    let settled = asked.task.is_none() && asked.header.is_none() && asked.max_patches.is_none();
    let same = manifest.revision == commit && manifest.precision == asked.precision.name();
    (same && settled && !options.replace).then_some(manifest)
}

/// Says what is about to be downloaded and written, and makes sure that it fits.
fn announce(
    download: &Download<'_>,
    id: &HubId,
    store: &Store,
    options: &PullOptions,
    progress: &dyn Progress,
) -> Result<(), ModelError> {
    let (missing, model) = (download.missing_bytes(), download.bytes());
    let (cache, models) = (&options.hub.cache, store.models_dir());
    let fetch = match missing {
        0 => "everything is in the cache".to_owned(),
        _ => format!("{} to download into {}", size(missing), cache.display()),
    };
    let note =
        format!("{id}: {fetch}, then about {} to write into {}", size(model), models.display());
    progress.report(Event::Note(&note));
    let needs = [Need::measure(cache, missing), Need::measure(&models, model)];
    check_space(&needs.into_iter().flatten().collect::<Vec<_>>())
}

/// What is to be written to a file system, and what the system says of that.
struct Need {
    path: PathBuf,
    bytes: u64,
    free: u64,
    total: u64,
}

impl Need {
    /// None if the system gives no figures: it will say when it is full.
    fn measure(path: &Path, bytes: u64) -> Option<Self> {
        // The folder itself may not exist yet.
        let stats = path.ancestors().find_map(|path| fs4::statvfs(path).ok())?;
        let (free, total) = (stats.available_space(), stats.total_space());
        Some(Self { path: path.to_owned(), bytes, free, total })
    }
}

/// Checks that every file system has room for all that is to be written to it.
/// Those with the same figures are the same one.
fn check_space(needs: &[Need]) -> Result<(), ModelError> {
    for need in needs {
        let here = needs.iter().filter(|n| (n.free, n.total) == (need.free, need.total));
        let needed = here.map(|n| n.bytes).sum();
        if need.free < needed {
            return Err(ModelError::Space { path: need.path.clone(), needed, free: need.free });
        }
    }
    Ok(())
}

/// Runs `work` in this thread, and where there are others lets them take over what
/// else this one has to do.
fn blocking<T>(work: impl FnOnce() -> T) -> T {
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_one_file_system_is_added_up() {
        let need = |path: &str, bytes, free| Need { path: path.into(), bytes, free, total: 1000 };
        check_space(&[need("cache", 50, 100), need("models", 50, 100)]).unwrap();
        check_space(&[need("cache", 90, 100), need("models", 90, 101)]).unwrap();
        let error = check_space(&[need("cache", 51, 100), need("models", 50, 100)]).unwrap_err();
        assert!(matches!(error, ModelError::Space { needed: 101, free: 100, .. }), "{error}");
        let error = check_space(&[need("cache", 0, 5), need("models", 50, 7)]).unwrap_err();
        assert_eq!(error.to_string(), "models: 7 B are free, but about 50 B are needed");
        let here = Need::measure(Path::new(env!("CARGO_MANIFEST_DIR")), 1).unwrap();
        assert!(here.total >= here.free);
    }
}
