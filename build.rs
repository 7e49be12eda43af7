//! Names the state of the code that readings depend on, so that a reading kept by another
//! state of it is never taken for this one's (`src/cache`).

use std::fs;
use std::path::{Path, PathBuf};

/// What turns a picture into a reading.
const READERS: &[&str] = &[
    "models/mini",
    "src/image_source",
    "src/marks",
    "src/pix2struct",
    "src/reader.rs",
    "src/reading.rs",
    "src/runtime/session.rs",
    "src/table",
];

fn files(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            files(&entry.path(), found);
        }
    } else {
        found.push(path.to_owned());
    }
}

/// FNV-1a, 64 bits: no secret depends on it, and it needs no crate.
fn hash(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn main() {
    let mut found = Vec::new();
    for path in READERS {
        println!("cargo:rerun-if-changed={path}");
        files(Path::new(path), &mut found);
    }
    found.sort();
    let state = found.iter().fold(0xcbf2_9ce4_8422_2325, |state, path| {
        let state = hash(state, path.to_string_lossy().as_bytes());
        hash(state, &fs::read(path).unwrap_or_default())
    });
    println!("cargo:rustc-env=CHARTQA_READERS={state:016x}");
}
