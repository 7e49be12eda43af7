//! Conversion of tiny checkpoints that are made here: what comes out, and what is said of bad ones.
//! That the graphs compute what transformers does is shown by `tests/parity.rs` and
//! `scripts/reference/check_onnx.py`.

#![allow(clippy::unwrap_used, reason = "a failed step fails the test")]

mod bad_input;
mod checkpoint;
mod model;
