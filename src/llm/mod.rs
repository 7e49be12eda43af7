//! The OpenAI-compatible chat protocol: what OpenAI, Ollama, llama.cpp, vLLM and
//! many others speak.
//!
//! A [`Client`] sends a [`ChatRequest`] to an [`Endpoint`] and gives a [`Reply`]
//! or one of the [`EndpointError`]s. Nothing is sent but what the request holds,
//! to no address but the endpoint's. What the endpoint was found to take is
//! [`Known`] from then on.

mod client;
mod complaint;
mod connection;
mod endpoint;
mod error;
mod memory;
mod reply;
mod request;
mod schema;
mod think;
mod wire;

pub use client::{Client, DryRun};
pub use endpoint::{Endpoint, FileKey, key_from_file};
pub use error::EndpointError;
pub use memory::Known;
pub use reply::Reply;
pub use request::{
    ChatRequest, Content, Form, ImageUrl, Message, Part, ResponseFormat, Role, StreamOptions,
};
pub use schema::Schema;
