//! Runs the binary with a scrubbed environment.

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use tempfile::TempDir;

/// A home of its own for one test: nothing of the person's settings or models is seen.
pub(crate) struct Home {
    pub(crate) dir: TempDir,
}

impl Home {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A file in this home.
    pub(crate) fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The program, knowing only this home; no library is named, and none may be fetched.
    pub(crate) fn bare_process(&self) -> std::process::Command {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_chartqa"));
        command.env_clear();
        for keep in ["PATH", "SYSTEMROOT", "TMPDIR", "TEMP"] {
            if let Some(value) = std::env::var_os(keep) {
                command.env(keep, value);
            }
        }
        command
            .env("HOME", self.path())
            .env("CHARTQA_HOME", self.path().join("chartqa"))
            .env("CHARTQA_OFFLINE", "1")
            .current_dir(self.path());
        command
    }

    /// [`Home::bare_process`], ready to be asserted on.
    pub(crate) fn bare(&self) -> Command {
        Command::from_std(self.bare_process())
    }

    /// The program with the tests' runtime library.
    pub(crate) fn chartqa(&self) -> Command {
        let mut command = self.bare();
        command.env("ORT_DYLIB_PATH", library());
        command
    }
}

/// The runtime library of the tests, installed on first use.
pub(crate) fn library() -> PathBuf {
    crate::common::runtime().path().to_owned()
}

/// The README's example chart.
pub(crate) fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/charts/renewables.png")
}

/// A picture of the fixtures.
pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// Standard error of a finished run, with paths of this test's home cut out.
pub(crate) fn stderr(home: &Home, assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8_lossy(&assert.get_output().stderr)
        .replace(&format!("{}/", home.path().display()), "")
        .replace(&home.path().display().to_string(), "HOME")
}
