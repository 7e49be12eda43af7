//! Which module may know which crate. A crate's types and errors end in the modules named here.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::path::{Path, PathBuf};

/// A crate, and the paths under `src/` that may name it.
const OWNERS: &[(&str, &[&str])] = &[
    ("ort", &["runtime/"]),
    ("clap", &["bin/"]),
    ("clap_complete", &["bin/"]),
    ("anyhow", &["bin/"]),
    ("indicatif", &["bin/"]),
    ("anstream", &["bin/"]),
    ("anstyle", &["bin/"]),
    ("tracing_subscriber", &["bin/"]),
    ("reqwest", &["http.rs", "image_source/fetch.rs", "llm/", "models/", "runtime/"]),
    ("rustls", &["http.rs", "llm/connection.rs"]),
    ("tokenizers", &["pix2struct/"]),
    ("skrifa", &["pix2struct/"]),
    ("safetensors", &["convert/"]),
    ("monty", &["answer/program/"]),
    ("monty_types", &["answer/program/"]),
    ("ruff_python_ast", &["answer/program/"]),
    ("ruff_python_parser", &["answer/program/"]),
    ("nix", &["memory.rs"]),
    ("rlimit", &["answer/program/"]),
    ("prost", &["convert/"]),
    ("lapjv", &["metrics/"]),
    ("fastrand", &["eval/"]),
    ("imageproc", &["marks/"]),
    ("rust_xlsxwriter", &["table/"]),
    ("zip", &["runtime/"]),
    ("toml", &["answer/", "bin/", "convert/", "models/", "runtime/"]),
];

/// Macros that print; only the binary does.
const PRINTS: &[&str] = &["println!", "print!", "eprintln!", "eprint!", "dbg!"];

fn rust_files(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The code of every file under `src/` without comments, by its path below `src/`.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&root, &mut files);
    assert!(files.len() > 20, "only {} files found, is this the right folder?", files.len());
    files
        .into_iter()
        .map(|path| {
            let code = std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .map(|line| line.split("//").next().unwrap_or_default())
                .collect::<Vec<_>>()
                .join("\n");
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            (name, code)
        })
        .collect()
}

/// Whether `code` names the crate as a path root: `ort::` or `use ort;`, not `port::` or `self::ort::`.
fn names(code: &str, krate: &str) -> bool {
    let mut rest = code;
    let mut before = ' ';
    while let Some(at) = rest.find(krate) {
        before = rest[..at].chars().next_back().unwrap_or(before);
        let after = &rest[at + krate.len()..];
        let starts = !(before.is_alphanumeric() || before == '_' || before == ':');
        if starts && after.starts_with("::") {
            return true;
        }
        before = krate.chars().next_back().unwrap_or(' ');
        rest = after;
    }
    false
}

#[test]
fn crates_stay_in_their_modules() {
    let mut strays = Vec::new();
    for (file, code) in sources() {
        for (krate, owners) in OWNERS {
            if names(&code, krate) && !owners.iter().any(|owner| file.starts_with(owner)) {
                strays.push(format!("src/{file} names `{krate}`, which belongs to {owners:?}"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn the_library_never_prints() {
    let mut strays = Vec::new();
    for (file, code) in sources().iter().filter(|(file, _)| !file.starts_with("bin/")) {
        for print in PRINTS {
            let printing = code
                .match_indices(print)
                .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
            if printing {
                strays.push(format!("src/{file} uses {print}"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn unsafe_code_stays_in_the_runtime_and_the_mapping_of_files() {
    for (file, code) in sources() {
        let allowed = file.starts_with("runtime/") || file.starts_with("convert/");
        assert!(allowed || !code.contains("unsafe "), "src/{file} has unsafe code");
    }
}

/// Modules of the library that must not name another: a stage, and what it does not know.
const STRANGERS: &[(&str, &[&str])] = &[
    ("metrics/", &["eval", "reader", "answer", "marks", "pix2struct", "models", "runtime", "llm"]),
    ("eval/", &["reader", "marks", "pix2struct", "models", "runtime", "llm", "pipeline"]),
    ("batch/", &["marks", "pix2struct", "runtime", "convert", "eval"]),
];

#[test]
fn stages_do_not_know_what_is_not_theirs() {
    let mut strays = Vec::new();
    for (file, code) in sources() {
        let rules = STRANGERS.iter().filter(|(stage, _)| file.starts_with(stage));
        for stranger in rules.flat_map(|(_, strangers)| *strangers) {
            if code.contains(&format!("crate::{stranger}")) {
                strays.push(format!("src/{file} names `crate::{stranger}`"));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn every_owned_crate_is_found_where_it_belongs() {
    // Guards the search itself: a crate that is found nowhere means `names` is blind.
    let sources = sources();
    for (krate, owners) in OWNERS {
        assert!(
            sources.iter().any(|(_, code)| names(code, krate)),
            "`{krate}` is named nowhere, not even in {owners:?}: remove it from this list or from Cargo.toml"
        );
    }
}
