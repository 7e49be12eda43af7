//! Comparison with transformers, stage by stage, on the fixtures that
//! `scripts/reference/make_fixtures.py` wrote (see their README), and how the reader
//! behaves on the models of those fixtures.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

#[path = "../common/mod.rs"]
mod common;
mod fixtures;
mod many;
mod models;
mod precisions;
mod preprocessing;
mod reader;
