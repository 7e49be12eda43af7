//! Asks a candidate library what it is, before anything depends on it.

use std::ffi::{CStr, c_char, c_void};
use std::path::{Path, PathBuf};

use super::binary::{self, Flaw};
use super::library::{Candidate, Library};
use super::{Origin, RuntimeError};

/// The oldest minor version of ONNX Runtime 1 with the interface this program
/// is built for (the `api-24` feature of the `ort` crate).
pub const MINIMUM_MINOR: u32 = ort::MINOR_VERSION;

/// The head of ONNX Runtime's `OrtApiBase`, stable since version 1.0.
#[repr(C)]
struct ApiBase {
    get_api: unsafe extern "C" fn(u32) -> *const c_void,
    get_version: unsafe extern "C" fn() -> *const c_char,
}

/// Finds out whether `candidate` can serve, and its version.
///
/// # Errors
/// One variant for each way it cannot: [`RuntimeError::LibraryMissing`],
/// [`RuntimeError::LibraryCorrupt`], [`RuntimeError::LibraryWrong`],
/// [`RuntimeError::LibraryTooOld`], [`RuntimeError::LibraryLoad`].
pub fn probe(candidate: &Candidate) -> Result<Library, RuntimeError> {
    let Candidate { path, origin } = candidate;
    let (path, origin) = (|| path.clone(), || origin.clone());
    if !candidate.path.is_file() {
        return if candidate.path.exists() {
            Err(RuntimeError::LibraryWrong {
                path: path(),
                origin: origin(),
                reason: "it is not a file".to_owned(),
            })
        } else {
            Err(RuntimeError::LibraryMissing { path: path(), origin: origin() })
        };
    }
    binary::check(&candidate.path).map_err(|flaw| match flaw {
        Flaw::Damaged(reason) => {
            RuntimeError::LibraryCorrupt { path: path(), origin: origin(), reason }
        }
        Flaw::Wrong(reason) => {
            RuntimeError::LibraryWrong { path: path(), origin: origin(), reason }
        }
    })?;
    let (version, handle) = open(&candidate.path).map_err(|reason| RuntimeError::LibraryLoad {
        path: path(),
        origin: origin(),
        reason,
    })?;
    let Some(minor) = minor(&version) else {
        let reason = format!("it calls itself version '{version}', and 1.x is needed");
        return Err(RuntimeError::LibraryWrong { path: path(), origin: origin(), reason });
    };
    if minor < MINIMUM_MINOR {
        return Err(RuntimeError::LibraryTooOld {
            path: path(),
            origin: origin(),
            version,
            minimum: format!("1.{MINIMUM_MINOR}"),
        });
    }
    // It stays loaded: it is about to be used, and loading takes a while.
    std::mem::forget(handle);
    Ok(Library { path: path(), origin: origin(), version })
}

/// The minor version in e.g. `1.32.0`; `None` unless the major version is 1.
fn minor(version: &str) -> Option<u32> {
    version.strip_prefix("1.")?.split('.').next()?.parse().ok()
}

/// Loads the library and asks its version.
fn open(path: &Path) -> Result<(String, libloading::Library), String> {
    // An absolute path keeps the loader from searching anywhere else.
    let path: PathBuf = std::path::absolute(path).map_err(|e| e.to_string())?;
    #[expect(unsafe_code, reason = "a C library can only be asked through its C interface")]
    // SAFETY: the file was checked to be a whole shared library for this
    // machine that exports ONNX Runtime's entry point, whose signature and
    // result have been the same since version 1.0.
    unsafe {
        let library = libloading::Library::new(&path).map_err(|e| loader_reason(&e))?;
        let entry = library
            .get::<unsafe extern "C" fn() -> *const ApiBase>("OrtGetApiBase")
            .map_err(|e| loader_reason(&e))?;
        let base = entry().as_ref().ok_or("its OrtGetApiBase gives nothing")?;
        let text = (base.get_version)();
        if text.is_null() {
            return Err("it does not say its version".to_owned());
        }
        let version = CStr::from_ptr(text).to_string_lossy().into_owned();
        Ok((version, library))
    }
}

/// The system's own words for why a library could not be loaded.
pub(super) fn loader_reason(error: &libloading::Error) -> String {
    // The error's own text only says which call failed.
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

impl Origin {
    /// What mends a library of this origin.
    pub(super) fn remedy(&self) -> String {
        match self {
            Self::Configured => "name another library in the configuration, or leave it out and \
                                 run `chartqa runtime install cpu`"
                .to_owned(),
            Self::Environment => "set ORT_DYLIB_PATH to another library, or unset it and run \
                                  `chartqa runtime install cpu`"
                .to_owned(),
            Self::Installed { flavour, .. } => {
                format!("install it anew with `chartqa runtime install {flavour}`")
            }
            Self::BesideExecutable | Self::System => {
                "install one that serves with `chartqa runtime install cpu`".to_owned()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_by_their_minor_number() {
        assert_eq!(minor("1.32.0"), Some(32));
        assert_eq!(minor("1.9"), Some(9));
        assert_eq!(minor("2.0.0"), None);
        assert_eq!(minor("garbage"), None);
    }
}
