//! Endpoints, against a real local server: how they fail, how models are asked, what comes of
//! their replies.
#![allow(clippy::unwrap_used, reason = "a test may")]

mod answers;
mod faults;
mod forms;
mod pictures;
mod programs;
mod requests;
mod server;
mod votes;
