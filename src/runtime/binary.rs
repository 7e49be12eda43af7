//! Looks into a shared library's file without running any of its code.
//!
//! A library that is cut short can kill the process while the system loads it
//! (its pages are mapped beyond the end of the file), so its headers are
//! checked first.

use std::fs::File;
use std::path::Path;

use object::read::{Object, ObjectSection, ObjectSegment, ReadCache};
use object::{Architecture, BinaryFormat};

/// The one symbol every ONNX Runtime library exports.
const ENTRY_POINT: &str = "OrtGetApiBase";

/// Why a file cannot be loaded as ONNX Runtime.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Cut short, or no shared library at all.
    Damaged(String),
    /// A good library, but of something else or for another machine.
    Wrong(String),
}

/// Checks that `path` is a whole shared library for this machine that exports
/// ONNX Runtime's entry point.
pub(super) fn check(path: &Path) -> Result<(), Flaw> {
    let damaged = |reason: &dyn std::fmt::Display| Flaw::Damaged(reason.to_string());
    let file = File::open(path).map_err(|e| damaged(&e))?;
    let length = file.metadata().map_err(|e| damaged(&e))?.len();
    if length == 0 {
        return Err(Flaw::Damaged("the file is empty".to_owned()));
    }
    let cache = ReadCache::new(file);
    let kind = object::FileKind::parse(&cache)
        .map_err(|_| Flaw::Damaged("it is not a shared library".to_owned()))?;
    if kind == object::FileKind::MachOFat32 || kind == object::FileKind::MachOFat64 {
        // A universal file: the system's loader picks the part for this machine.
        return Ok(());
    }
    let library = object::File::parse(&cache).map_err(|e| damaged(&e))?;

    if library.format() != native_format() || !is_native(library.architecture()) {
        return Err(Flaw::Wrong(format!(
            "it is built for {:?} on {:?}, this machine is {}",
            library.format(),
            library.architecture(),
            super::pinned::platform()
        )));
    }
    let ends = library
        .segments()
        .map(|s| s.file_range())
        .chain(library.sections().filter_map(|s| s.file_range()))
        .map(|(start, size)| start.saturating_add(size));
    let end = ends.max().unwrap_or(0);
    if end > length {
        return Err(Flaw::Damaged(format!(
            "the file is cut short: {length} bytes of at least {end}"
        )));
    }
    let exports = library.exports().map_err(|e| damaged(&e))?;
    // Mach-O puts an underscore before the names of C.
    let exported = exports
        .iter()
        .any(|e| e.name().strip_prefix(b"_").unwrap_or(e.name()) == ENTRY_POINT.as_bytes());
    if exported { Ok(()) } else { Err(Flaw::Wrong(format!("it does not export {ENTRY_POINT}"))) }
}

/// The libraries that the library at `path` is linked against, by file name.
pub(super) fn needed(path: &Path) -> Result<Vec<String>, String> {
    let file = File::open(path).map_err(|e| e.to_string())?;
    let cache = ReadCache::new(file);
    let text = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    match object::File::parse(&cache).map_err(|e| e.to_string())? {
        object::File::Elf64(elf) => {
            let table = elf.elf_dynamic_table().map_err(|e| e.to_string())?;
            let entries = table.iter().filter(|entry| entry.tag == object::elf::DT_NEEDED);
            Ok(entries.filter_map(|entry| table.string(entry).ok()).map(text).collect())
        }
        other => {
            let imports = other.imports().map_err(|e| e.to_string())?;
            let mut names: Vec<String> = imports.iter().map(|i| text(i.library())).collect();
            names.sort();
            names.dedup();
            Ok(names)
        }
    }
}

fn native_format() -> BinaryFormat {
    if cfg!(windows) {
        BinaryFormat::Pe
    } else if cfg!(target_vendor = "apple") {
        BinaryFormat::MachO
    } else {
        BinaryFormat::Elf
    }
}

fn is_native(architecture: Architecture) -> bool {
    match std::env::consts::ARCH {
        "x86_64" => architecture == Architecture::X86_64,
        "aarch64" => architecture == Architecture::Aarch64,
        // Not told apart here; the system's loader does.
        _ => true,
    }
}
