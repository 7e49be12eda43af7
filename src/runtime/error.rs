//! What can go wrong with the library, its installation, its providers and its sessions.

use std::path::PathBuf;

use super::{Device, Flavour, Origin};
use crate::ErrorKind;

/// A failure of ONNX Runtime or of getting at it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RuntimeError {
    /// No usable library was found anywhere.
    #[error("the ONNX Runtime library is not installed{}", because(tried))]
    NotInstalled {
        /// Candidates that were found but cannot be used, each with the reason.
        tried: Vec<String>,
    },
    /// The library that was named does not exist.
    #[error("there is no ONNX Runtime library {path} ({origin})")]
    LibraryMissing {
        /// The file that was looked for.
        path: PathBuf,
        /// Who named it.
        origin: Origin,
    },
    /// A library file is cut short or is no shared library at all.
    #[error("the ONNX Runtime library {path} ({origin}) is damaged: {reason}")]
    LibraryCorrupt {
        /// The candidate.
        path: PathBuf,
        /// How it was found.
        origin: Origin,
        /// What is wrong with the file.
        reason: String,
    },
    /// A shared library, but not ONNX Runtime, or one for another machine.
    #[error("{path} ({origin}) is not a library that can serve as ONNX Runtime: {reason}")]
    LibraryWrong {
        /// The candidate.
        path: PathBuf,
        /// How it was found.
        origin: Origin,
        /// What it is instead.
        reason: String,
    },
    /// An ONNX Runtime that is older than the interface this program speaks.
    #[error(
        "the ONNX Runtime library {path} ({origin}) is version {version}, too old: \
         {minimum} or newer is needed"
    )]
    LibraryTooOld {
        /// The candidate.
        path: PathBuf,
        /// How it was found.
        origin: Origin,
        /// What the library says of itself.
        version: String,
        /// The oldest version that serves.
        minimum: String,
    },
    /// The system's loader refused the library.
    #[error("cannot load the ONNX Runtime library {path} ({origin}): {reason}")]
    LibraryLoad {
        /// The candidate.
        path: PathBuf,
        /// How it was found.
        origin: Origin,
        /// The loader's reason.
        reason: String,
    },
    /// A process has one library; another one was asked for.
    #[error("{asked} cannot be loaded: this process already runs on {loaded}")]
    AlreadyLoaded {
        /// The library in use.
        loaded: PathBuf,
        /// The other one.
        asked: PathBuf,
    },
    /// The library's telemetry could not be switched off.
    #[error(
        "ONNX Runtime would report home, and that can no longer be switched off: \
         ORT_DISABLE_TELEMETRY is not set and this process already has several threads"
    )]
    Telemetry,
    /// There is no folder to install into.
    #[error("there is no home folder to keep the ONNX Runtime library in")]
    NoHome,
    /// The network is needed but must not be used.
    #[error("offline: {what} would have to be downloaded")]
    Offline {
        /// What is missing.
        what: String,
    },
    /// Nothing is pinned for this platform.
    #[error("there is no pinned {flavour} build of ONNX Runtime for {platform}")]
    NoBuild {
        /// What was asked for.
        flavour: Flavour,
        /// This machine.
        platform: String,
    },
    /// No such flavour of the library.
    #[error("'{0}' is no kind of ONNX Runtime library: cpu, cuda or openvino")]
    UnknownFlavour(String),
    /// The package index could not be read.
    #[error("cannot read the package index {url}: {reason}")]
    Index {
        /// The page, without secrets.
        url: String,
        /// Why.
        reason: String,
    },
    /// The package index does not list the pinned file.
    #[error("the package index {url} does not list {file}")]
    NotInIndex {
        /// The page, without secrets.
        url: String,
        /// The pinned file.
        file: String,
    },
    /// The file could not be fetched.
    #[error("cannot download {url}: {reason}")]
    Download {
        /// The file, without secrets.
        url: String,
        /// Why.
        reason: String,
    },
    /// The file that came is not the pinned one.
    #[error(
        "{url} is not the file that was pinned: SHA-256 {found} instead of {expected}; \
         nothing was installed"
    )]
    Checksum {
        /// The file, without secrets.
        url: String,
        /// What was pinned.
        expected: String,
        /// What came.
        found: String,
    },
    /// The package is not laid out as pinned.
    #[error("cannot unpack {file}: {reason}")]
    Unpack {
        /// The package file.
        file: String,
        /// Why.
        reason: String,
    },
    /// A file or folder could not be read or written.
    #[error("cannot {action} {path}: {reason}")]
    Io {
        /// What was tried, e.g. "write".
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        reason: String,
    },
    /// `--provider` names none.
    #[error("'{0}' is no provider: auto, cpu, cuda, cuda:N or openvino")]
    UnknownProvider(String),
    /// The provider that was asked for cannot run.
    #[error("the provider {device} cannot run here: {reason}")]
    Provider {
        /// What was asked for.
        device: Device,
        /// The cause: library, CUDA libraries, driver or device.
        reason: String,
        /// What mends it.
        remedy: String,
    },
    /// A graph could not be made into a session.
    #[error("cannot load the model {name}: {reason}")]
    Session {
        /// File or other name of the graph.
        name: String,
        /// The runtime's reason.
        reason: String,
    },
    /// A run failed.
    #[error("running {name} failed: {reason}")]
    Run {
        /// File or other name of the graph.
        name: String,
        /// The runtime's reason.
        reason: String,
    },
    /// A tensor has another type or shape than expected.
    #[error("a tensor is not as expected: {0}")]
    Tensor(String),
}

fn because(tried: &[String]) -> String {
    if tried.is_empty() { String::new() } else { format!(" (not usable: {})", tried.join("; ")) }
}

impl RuntimeError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownProvider(_) | Self::UnknownFlavour(_) => ErrorKind::Usage,
            Self::NotInstalled { .. }
            | Self::LibraryMissing { .. }
            | Self::LibraryCorrupt { .. }
            | Self::LibraryWrong { .. }
            | Self::LibraryTooOld { .. }
            | Self::LibraryLoad { .. }
            | Self::Offline { .. }
            | Self::NoBuild { .. }
            | Self::Provider { .. } => ErrorKind::Missing,
            _ => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotInstalled { .. } => {
                Some("install it with `chartqa runtime install cpu`".to_owned())
            }
            Self::LibraryMissing { origin, .. }
            | Self::LibraryCorrupt { origin, .. }
            | Self::LibraryWrong { origin, .. }
            | Self::LibraryTooOld { origin, .. }
            | Self::LibraryLoad { origin, .. } => Some(origin.remedy()),
            Self::Telemetry => Some(
                "call `chartqa::runtime::disable_telemetry()` first thing in `main`, or set \
                 ORT_DISABLE_TELEMETRY=1 in the environment"
                    .to_owned(),
            ),
            Self::NoHome => Some("set CHARTQA_HOME to a folder".to_owned()),
            Self::Offline { .. } => Some(
                "run once without --offline (and without CHARTQA_OFFLINE), or name a library \
                 that is already here in ORT_DYLIB_PATH"
                    .to_owned(),
            ),
            Self::NoBuild { .. } => Some(
                "get a build of ONNX Runtime for this platform and name its library in \
                 ORT_DYLIB_PATH"
                    .to_owned(),
            ),
            Self::Index { .. } | Self::Download { .. } => Some(
                "check the network and, behind a company proxy, HTTPS_PROXY; another package \
                 index can be named in PIP_INDEX_URL"
                    .to_owned(),
            ),
            Self::NotInIndex { .. } => Some(
                "the index may be a partial mirror: name another one in PIP_INDEX_URL, or a \
                 library in ORT_DYLIB_PATH"
                    .to_owned(),
            ),
            Self::Checksum { .. } => Some(
                "something on the way changes files, or the mirror in PIP_INDEX_URL is not \
                 faithful: try another index"
                    .to_owned(),
            ),
            Self::Io { .. } => Some(
                "check the folder's permissions and free space, or name another one in \
                 CHARTQA_HOME"
                    .to_owned(),
            ),
            Self::Provider { remedy, .. } => Some(remedy.clone()),
            Self::AlreadyLoaded { .. }
            | Self::UnknownFlavour(_)
            | Self::UnknownProvider(_)
            | Self::Unpack { .. }
            | Self::Session { .. }
            | Self::Run { .. }
            | Self::Tensor(_) => None,
        }
    }
}
