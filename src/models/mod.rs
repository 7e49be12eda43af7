//! Models: what they say of themselves, where they are kept, how they are fetched.
//!
//! | | |
//! |---|---|
//! | [`manifest`] | a model's own description, `manifest.toml` |
//! | [`Store`] | installed models: list, open, install whole or not at all |
//! | [`verify()`] | every byte against the manifest |
//! | [`built_in`] | the reader that is part of the program |
//! | [`hub`] | checkpoints from the Hugging Face hub into its cache |
//! | [`pull()`] | from the hub to an installed model |
//! | [`registry`] | checkpoints that have a short name |

pub mod built_in;
mod error;
mod hash;
pub mod hub;
pub mod manifest;
mod name;
mod pull;
pub mod registry;
mod staging;
mod store;
mod verify;

pub use error::ModelError;
pub(crate) use hash::hex;
pub use hub::HubError;
pub use manifest::Manifest;
pub use name::{BUILT_IN, check as check_name};
pub use pull::{PullOptions, pull};
pub use staging::Staging;
pub use store::{Entry, State, Store, check_dir};
pub use verify::{BadFile, Verified, verify};
