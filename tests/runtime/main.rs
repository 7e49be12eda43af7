//! The ONNX Runtime library: found, refused, installed, loaded, run.

#![allow(unreachable_pub, clippy::unwrap_used)]

#[path = "../common/mod.rs"]
mod common;

mod index_server;
mod install;
mod library;
mod session;
