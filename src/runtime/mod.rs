//! ONNX Runtime: the only module that knows the `ort` crate, whose types and errors end here.
//!
//! [`Runtime`] is the loaded library, [`Session`] a loaded graph, [`Value`] a
//! tensor on whatever device it lives. Callers name inputs and outputs; cache
//! values go from one run's outputs to the next run's inputs untouched.

mod error;
mod provider;
mod session;
mod value;

pub use error::RuntimeError;
pub use provider::{Device, Provider};
pub use session::{Placement, Runtime, Session, SessionOptions};
pub use value::Value;
