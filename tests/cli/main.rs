//! The program as a person runs it: output, messages, exit status.
#![allow(clippy::unwrap_used, reason = "a test may")]

#[path = "../common/mod.rs"]
mod common;

mod ask;
mod bad_input;
mod batch;
mod cache;
mod commands;
mod endpoint;
mod eval;
mod interrupt;
mod models;
mod pictures;
mod support;
mod table;
mod urls;
