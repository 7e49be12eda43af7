//! The program as a person runs it: output, messages, exit status.

#[path = "../common/mod.rs"]
mod common;

mod ask;
mod bad_input;
mod commands;
mod endpoint;
mod interrupt;
mod models;
mod support;
mod table;
