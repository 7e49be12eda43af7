//! The OpenAI-compatible chat protocol: what OpenAI, Ollama, llama.cpp, vLLM and
//! many others speak.
//!
//! A [`Client`] sends a [`ChatRequest`] to an [`Endpoint`] and gives a [`Reply`]
//! or one of the [`EndpointError`]s. Nothing is sent but what the request holds,
//! to no address but the endpoint's.

mod client;
mod endpoint;
mod error;
mod reply;
mod think;
mod wire;

pub use client::Client;
pub use endpoint::{Endpoint, FileKey, key_from_file};
pub use error::EndpointError;
pub use reply::Reply;
pub use wire::{ChatRequest, Message, Role, StreamOptions};
