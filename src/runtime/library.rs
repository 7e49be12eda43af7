//! Where an ONNX Runtime library can be, in the order it is looked for.

use std::fmt;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::installed::{self, State};
use super::{Flavour, Provider, RuntimeError, probe, system};

/// What decides which library is used.
#[derive(Debug, Clone, Default)]
pub struct LibraryOptions {
    /// A library named by the configuration; it or none.
    pub library: Option<PathBuf>,
    /// A library named by `ORT_DYLIB_PATH`; it or none.
    pub environment: Option<PathBuf>,
    /// The folder libraries are installed into (`runtime/` below it), see [`crate::home`].
    pub home: Option<PathBuf>,
    /// What is to run on it: `cuda` and `openvino` want libraries of their own.
    pub provider: Provider,
    /// Whether folders that are not ours are searched: the executable's and the system's.
    pub search_system: bool,
    /// Forbids the network.
    pub offline: bool,
    /// The Python package index to install from, as pip takes it, with user
    /// name and password if it asks for them. `None` is <https://pypi.org/simple>.
    pub index: Option<SecretString>,
}

impl LibraryOptions {
    /// The options as the environment sets them: `ORT_DYLIB_PATH`,
    /// `CHARTQA_HOME`, `CHARTQA_OFFLINE`, `PIP_INDEX_URL`.
    pub fn from_env() -> Self {
        let set = |name| std::env::var_os(name).filter(|v| !v.is_empty());
        Self {
            library: None,
            environment: set("ORT_DYLIB_PATH").map(PathBuf::from),
            home: crate::home::folder(),
            provider: Provider::Auto,
            search_system: true,
            offline: set("CHARTQA_OFFLINE").is_some_and(|v| v != "0" && v != "false"),
            index: std::env::var("PIP_INDEX_URL")
                .ok()
                .filter(|v| !v.trim().is_empty())
                .map(SecretString::from),
        }
    }
}

/// How a library was found.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// The configuration or the caller named it.
    Configured,
    /// `ORT_DYLIB_PATH` named it.
    Environment,
    /// Installed by this program.
    Installed {
        /// The kind of library.
        flavour: Flavour,
        /// Its version.
        version: String,
    },
    /// Beside this program's executable.
    BesideExecutable,
    /// Where the system's loader looks.
    System,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configured => f.write_str("named by the configuration"),
            Self::Environment => f.write_str("named by ORT_DYLIB_PATH"),
            Self::Installed { flavour, version } => write!(f, "installed, {flavour} {version}"),
            Self::BesideExecutable => f.write_str("beside the program"),
            Self::System => f.write_str("of the system"),
        }
    }
}

/// A file that may be the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The file.
    pub path: PathBuf,
    /// How it was found.
    pub origin: Origin,
}

/// A library that was probed and can serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Library {
    /// The file.
    pub path: PathBuf,
    /// How it was found.
    pub origin: Origin,
    /// What it says of itself, e.g. `1.32.0`.
    pub version: String,
}

/// The library to use: the first usable candidate.
///
/// A library that was named (by the configuration or `ORT_DYLIB_PATH`), and
/// one installed by this program, is used or is an error; candidates that
/// merely lie around are passed over when they cannot serve.
///
/// # Errors
/// The flaw of a named or installed library, or [`RuntimeError::NotInstalled`]
/// with what was passed over.
pub fn find(options: &LibraryOptions) -> Result<Library, RuntimeError> {
    if let Some(candidate) = named(options) {
        return probe::probe(&candidate);
    }
    if let Some((candidate, state)) = ours(options) {
        return match state {
            State::Good => probe::probe(&candidate),
            State::Damaged(reason) => Err(RuntimeError::LibraryCorrupt {
                path: candidate.path,
                origin: candidate.origin,
                reason,
            }),
        };
    }
    first_usable(lying_around(options))
}

fn first_usable(candidates: Vec<Candidate>) -> Result<Library, RuntimeError> {
    let mut tried = Vec::new();
    for candidate in candidates {
        match probe::probe(&candidate) {
            Ok(library) => return Ok(library),
            Err(flaw) => {
                tracing::debug!(path = %candidate.path.display(), %flaw, "not usable");
                tried.push(flaw.to_string());
            }
        }
    }
    Err(RuntimeError::NotInstalled { tried })
}

/// Every candidate in the order of the search, usable or not, for lists and diagnosis.
pub fn candidates(options: &LibraryOptions) -> Vec<Candidate> {
    named(options)
        .into_iter()
        .chain(ours(options).map(|(candidate, _)| candidate))
        .chain(lying_around(options))
        .collect()
}

fn named(options: &LibraryOptions) -> Option<Candidate> {
    let configured = options.library.clone().map(|path| (path, Origin::Configured));
    let environment = || options.environment.clone().map(|path| (path, Origin::Environment));
    let (path, origin) = configured.or_else(environment)?;
    Some(Candidate { path: resolve(&path), origin })
}

/// A named folder stands for the library in it.
fn resolve(path: &Path) -> PathBuf {
    if path.is_dir() {
        system::libraries_in(path).into_iter().next().unwrap_or_else(|| path.to_owned())
    } else {
        path.to_owned()
    }
}

/// The installed library that suits the provider best.
fn ours(options: &LibraryOptions) -> Option<(Candidate, State)> {
    let installed = installed::installed(options.home.as_deref()?);
    options.provider.flavours().iter().find_map(|flavour| {
        let found = installed.iter().filter(|i| i.flavour == *flavour);
        let newest = found.max_by_key(|i| installed::version_key(&i.version))?;
        let origin = Origin::Installed { flavour: newest.flavour, version: newest.version.clone() };
        Some((Candidate { path: newest.library.clone(), origin }, newest.state.clone()))
    })
}

fn lying_around(options: &LibraryOptions) -> Vec<Candidate> {
    if !options.search_system {
        return Vec::new();
    }
    let beside = std::env::current_exe()
        .ok()
        .and_then(|exe| exe.parent().map(system::libraries_in))
        .unwrap_or_default();
    let beside =
        beside.into_iter().map(|path| Candidate { path, origin: Origin::BesideExecutable });
    let system = system::loader_folders()
        .into_iter()
        .flat_map(|folder| system::libraries_in(&folder))
        .map(|path| Candidate { path, origin: Origin::System });
    beside.chain(system).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_around_and_cannot_serve_is_passed_over_and_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("libonnxruntime.so");
        std::fs::write(&path, "no library").unwrap();
        let error = first_usable(vec![Candidate { path: path.clone(), origin: Origin::System }])
            .unwrap_err();
        assert!(error.to_string().contains(path.to_str().unwrap()), "{error}");
        assert!(matches!(error, RuntimeError::NotInstalled { tried } if tried.len() == 1));
    }

    #[test]
    fn a_named_library_comes_first_and_hides_the_environments() {
        let options = LibraryOptions {
            library: Some("/a.so".into()),
            environment: Some("/b.so".into()),
            ..LibraryOptions::default()
        };
        let found: Vec<_> = candidates(&options).into_iter().map(|c| c.path).collect();
        assert_eq!(found, [PathBuf::from("/a.so")]);
    }
}
