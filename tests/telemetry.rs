//! ONNX Runtime does not report home: no trace of its telemetry is left behind.
//!
//! This test has a `main` of its own, since the switch can only be set while a
//! process has one thread, and test functions run in threads. It starts itself
//! anew for each case, with a home folder in which nothing may appear.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use chartqa::progress::Silent;
use chartqa::runtime::{self, Device, LibraryOptions, Runtime, RuntimeError};

/// Says which case a started process is to act out.
const CASE: &str = "CHARTQA_TEST_TELEMETRY_CASE";
/// ONNX Runtime's switch.
const SWITCH: &str = "ORT_DISABLE_TELEMETRY";

fn main() {
    if let Ok(case) = std::env::var(CASE) {
        return act(&case);
    }
    let runtime = common::runtime();
    for case in ["first-thing", "load", "ensure", "threads"] {
        let left = traces(case, runtime.path(), None);
        assert!(left.is_empty(), "{case}: {left:?}");
        println!("telemetry, {case}: nothing was left behind");
    }
    // The same check finds something once the switch is off: it can fail.
    let minor = runtime.version().split('.').nth(1).and_then(|v| v.parse::<u32>().ok());
    if cfg!(target_os = "linux") && minor >= Some(29) {
        let left = traces("load", runtime.path(), Some("0"));
        assert!(left.iter().any(|path| path.ends_with(".onnxruntime")), "{left:?}");
        println!("telemetry, on: {} traces, so the check can fail", left.len());
    }
}

/// What a process that acts out `case` leaves in its home folder.
fn traces(case: &str, library: &Path, switch: Option<&str>) -> Vec<PathBuf> {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    // An environment of its own: the library keeps quiet of itself where it
    // sees the variables of a CI service, and people's machines have none.
    command.env_clear();
    for name in ["PATH", "LD_LIBRARY_PATH", "SystemRoot", "TEMP", "TMPDIR"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command.env(CASE, case).env("HOME", home.path()).env("ORT_DYLIB_PATH", library);
    // Whatever it tries to send ends here.
    for proxy in ["http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env(proxy, "http://127.0.0.1:1");
    }
    if let Some(value) = switch {
        command.env(SWITCH, value);
    }
    let status = command.status().unwrap();
    assert!(status.success(), "{case}: {status}");
    below(home.path())
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found
}

/// One way of using the library, in a process that has just begun.
fn act(case: &str) {
    let options = LibraryOptions { home: None, ..LibraryOptions::from_env() };
    let path = options.environment.clone().unwrap();
    let runtime = match case {
        "first-thing" => {
            runtime::disable_telemetry().unwrap();
            // What comes later does not matter.
            std::thread::scope(|scope| {
                scope.spawn(|| Runtime::load(&path).unwrap()).join().unwrap()
            })
        }
        "load" => Runtime::load(&path).unwrap(),
        "ensure" => runtime::ensure_blocking(&options, &Silent).unwrap(),
        "threads" => {
            let (stop, wait) = std::sync::mpsc::channel::<()>();
            let thread = std::thread::spawn(move || wait.recv());
            let error = Runtime::load(&path).unwrap_err();
            assert!(matches!(error, RuntimeError::Telemetry), "{error}");
            assert!(error.hint().unwrap().contains("disable_telemetry"));
            drop(stop);
            let _ = thread.join().unwrap();
            return;
        }
        other => panic!("no such case: {other}"),
    };
    runtime.prove(Device::Cpu).unwrap();
}
