//! The library, loaded: one a process.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
use ort::logging::LogLevel;

use super::library::{self, Candidate, Library};
use super::{
    Device, Flavour, InstallOptions, LibraryOptions, Origin, Provider, RuntimeError, install,
    probe, telemetry,
};
use crate::progress::{Event, Progress};

/// The library of this process. It stays loaded: ONNX Runtime keeps one
/// environment a process and cannot build another after it is gone.
static LOADED: Mutex<Option<Runtime>> = Mutex::new(None);

/// The ONNX Runtime library, loaded; clones share it.
#[derive(Clone)]
pub struct Runtime {
    environment: Environment,
    library: Arc<Library>,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Runtime").field(&self.library).finish()
    }
}

impl Runtime {
    /// Loads the library at `path`, or gives the one that is already loaded from there.
    ///
    /// # Errors
    /// As [`probe::probe`]; [`RuntimeError::AlreadyLoaded`] if this process
    /// runs on another library; [`RuntimeError::Telemetry`] if the library's
    /// telemetry could not be switched off.
    pub fn load(path: &Path) -> Result<Self, RuntimeError> {
        let candidate = Candidate { path: path.to_owned(), origin: Origin::Configured };
        Self::load_probed(probe::probe(&candidate)?)
    }

    /// Loads a library that was probed.
    ///
    /// # Errors
    /// As [`Runtime::load`].
    pub fn load_probed(library: Library) -> Result<Self, RuntimeError> {
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(runtime) = &*loaded {
            return if same_file(runtime.path(), &library.path) {
                Ok(runtime.clone())
            } else {
                Err(RuntimeError::AlreadyLoaded {
                    loaded: runtime.path().to_owned(),
                    asked: library.path,
                })
            };
        }
        telemetry::disable_telemetry()?;
        let refuse = |reason: String| RuntimeError::LibraryLoad {
            path: library.path.clone(),
            origin: library.origin.clone(),
            reason,
        };
        let path = std::path::absolute(&library.path).map_err(|e| refuse(e.to_string()))?;
        let environment = ort::init_from(&path)
            .map_err(|e| refuse(load_reason(&e)))?
            .with_name("chartqa")
            .with_telemetry(false)
            .build()
            .map_err(|e| refuse(e.to_string()))?;
        // ONNX Runtime writes every message out before it is filtered: ask only for what is shown.
        let verbose = tracing::enabled!(target: "ort", tracing::Level::DEBUG);
        environment.set_log_level(if verbose { LogLevel::Verbose } else { LogLevel::Warning });
        let runtime = Self { environment, library: Arc::new(library) };
        *loaded = Some(runtime.clone());
        Ok(runtime)
    }

    /// The library's file.
    pub fn path(&self) -> &Path {
        &self.library.path
    }

    /// What the library says of itself, e.g. `1.32.0`.
    pub fn version(&self) -> &str {
        &self.library.version
    }

    /// How the library was found.
    pub fn library(&self) -> &Library {
        &self.library
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }
}

fn same_file(a: &Path, b: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| PathBuf::from(path));
    real(a) == real(b)
}

/// The reason behind a failed load: the error's own text stops at `dlopen failed`.
fn load_reason(error: &ort::LoadDynamicError) -> String {
    match error {
        ort::LoadDynamicError::Dlopen { error, .. } => probe::loader_reason(error),
        other => other.to_string(),
    }
}

/// Finds the library, installs the CPU build if there is none or the installed
/// one is damaged, and loads it: what every command does on its way.
///
/// Only the CPU library is installed unasked; the others are large, and
/// [`install()`] fetches them.
///
/// # Errors
/// As [`library::find`], [`install()`] and [`Runtime::load`]; a library named
/// by the person is never replaced by another.
pub async fn ensure(
    options: &LibraryOptions,
    progress: &dyn Progress,
) -> Result<Runtime, RuntimeError> {
    // Better known before a download than after it.
    telemetry::disable_telemetry()?;
    let library = match library::find(options) {
        Ok(library) => library,
        Err(missing) => {
            let note = to_install(options, missing)?;
            let home = options.home.as_deref().ok_or(RuntimeError::NoHome)?;
            if let Some(note) = note.filter(|_| !options.offline) {
                progress.report(Event::Note(&note));
            }
            let index = options.index.as_ref();
            let from = InstallOptions { home, index, offline: options.offline };
            install(Flavour::Cpu, from, progress).await?;
            library::find(options)?
        }
    };
    Runtime::load_probed(library)
}

/// What is to be said before the CPU library is installed, if it is not merely
/// missing; an error if installing it would not help.
fn to_install(
    options: &LibraryOptions,
    missing: RuntimeError,
) -> Result<Option<String>, RuntimeError> {
    let suits = options.provider.flavours().contains(&Flavour::Cpu);
    match missing {
        RuntimeError::NotInstalled { .. } if suits => Ok(None),
        RuntimeError::LibraryCorrupt {
            origin: Origin::Installed { flavour: Flavour::Cpu, .. },
            path,
            reason,
        } => Ok(Some(format!(
            "the ONNX Runtime library {} is damaged ({reason}) and is fetched anew",
            path.display()
        ))),
        RuntimeError::NotInstalled { .. } => {
            let device = match options.provider {
                Provider::On(device) => device,
                Provider::Auto => Device::Cpu,
            };
            let flavour = device.flavour();
            Err(RuntimeError::Provider {
                device,
                reason: format!("no ONNX Runtime library with {flavour} is installed"),
                remedy: format!("install it with `chartqa runtime install {flavour}`"),
            })
        }
        other => Err(other),
    }
}

/// [`ensure`] for callers that are not asynchronous themselves.
///
/// # Errors
/// As [`ensure`].
pub fn ensure_blocking(
    options: &LibraryOptions,
    progress: &dyn Progress,
) -> Result<Runtime, RuntimeError> {
    if let Ok(library) = library::find(options) {
        return Runtime::load_probed(library);
    }
    // Before the thread below makes it impossible.
    telemetry::disable_telemetry()?;
    // A thread of its own, since the caller's may already drive a runtime.
    std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|e| RuntimeError::Download {
                    url: super::DEFAULT_INDEX.to_owned(),
                    reason: e.to_string(),
                })?
                .block_on(ensure(options, progress))
        });
        work.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
