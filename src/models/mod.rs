//! Models: what they say of themselves, where they are kept, how they are fetched.

mod error;
pub mod manifest;

pub use error::ModelError;
pub use manifest::Manifest;
