//! What the integration tests share.

// Every test file compiles this module anew and uses a part of it.
#![allow(dead_code, unreachable_pub)]

use std::path::PathBuf;

use chartqa::progress::Silent;
use chartqa::runtime::{self, Device, LibraryOptions, Provider, Runtime};

/// The folder the tests install into: `CHARTQA_HOME` if it is set, else one in
/// the target folder, shared by all test processes and kept between runs.
pub fn home() -> PathBuf {
    std::env::var_os("CHARTQA_HOME")
        .filter(|home| !home.is_empty())
        .map_or_else(|| PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("home"), PathBuf::from)
}

/// The options [`runtime`] uses: the pinned CPU library, or the one `ORT_DYLIB_PATH` names.
pub fn library_options() -> LibraryOptions {
    LibraryOptions {
        home: Some(home()),
        provider: Provider::On(Device::Cpu),
        search_system: false,
        ..LibraryOptions::from_env()
    }
}

/// ONNX Runtime as a person gets it: found, or installed on first use, and loaded.
pub fn runtime() -> Runtime {
    runtime::ensure_blocking(&library_options(), &Silent).unwrap_or_else(|error| {
        panic!("{error}\nhint: {}", error.hint().unwrap_or_default());
    })
}
