//! ONNX Runtime: the only module that knows the `ort` crate, whose types and errors end here.
//!
//! [`Runtime`] is the loaded library, [`Session`] a loaded graph, [`Value`] a
//! tensor on whatever device it lives. Callers name inputs and outputs; cache
//! values go from one run's outputs to the next run's inputs untouched.
//!
//! [`ensure`] finds the library ([`library`]), installs it when there is none
//! ([`install()`], [`pinned`]) and loads it. Every candidate is probed first
//! ([`probe`]), so that a wrong one ends in a message and not in a crash.
//! [`Runtime::choose`] proves the provider that was asked for by running a tiny
//! model on it.
//!
//! ```no_run
//! use chartqa::progress::Silent;
//! use chartqa::runtime::{self, LibraryOptions};
//!
//! # fn main() -> Result<(), chartqa::Error> {
//! runtime::disable_telemetry()?; // before the first thread
//! let runtime = runtime::ensure_blocking(&LibraryOptions::from_env(), &Silent)?;
//! assert!(runtime.version().starts_with("1."));
//! # Ok(())
//! # }
//! ```

mod binary;
mod binding;
mod cuda;
mod error;
mod install;
mod installed;
pub mod library;
mod loaded;
pub mod pinned;
pub mod probe;
mod processor;
mod proof;
mod provider;
mod session;
mod system;
mod telemetry;
mod value;

pub use binding::Binding;
pub use error::RuntimeError;
pub use install::{DEFAULT_INDEX, InstallOptions, install, install_build};
pub use installed::{Installed, State, installed};
pub use library::{LibraryOptions, Origin};
pub use loaded::{Runtime, ensure, ensure_blocking};
pub use pinned::Flavour;
pub use processor::bf16_arithmetic;
pub use proof::{ProviderChoice, ProviderProof};
pub use provider::{Device, Provider};
pub use session::{Placement, Session, SessionOptions};
pub use telemetry::disable_telemetry;
pub use value::Value;
