//! The program as a person runs it: output, messages, exit status.

mod bad_input;
mod support;
