//! The libraries this program has installed: `HOME/runtime/FLAVOUR-VERSION/`,
//! each with a receipt that is written last.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Flavour, RuntimeError};

/// File name of the receipt.
pub(super) const RECEIPT: &str = "receipt.toml";

/// What was installed, and how it looked then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Receipt {
    /// ONNX Runtime's version.
    pub version: String,
    /// The package file it came from.
    pub package: String,
    /// The package file's SHA-256.
    pub package_sha256: String,
    /// File name of the core library.
    pub library: String,
    /// Every file, the core library among them.
    pub file: Vec<ReceiptFile>,
}

/// One installed file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReceiptFile {
    /// File name in the folder.
    pub name: String,
    /// Length in bytes.
    pub size: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// Whether an installed library is as it was installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Every file has the recorded length (and, after [`Installed::verify`], hash).
    Good,
    /// A file is missing or changed; the reason.
    Damaged(String),
}

/// A library in our own folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// The kind of library.
    pub flavour: Flavour,
    /// ONNX Runtime's version.
    pub version: String,
    /// The folder it is in.
    pub folder: PathBuf,
    /// The core library's file.
    pub library: PathBuf,
    /// Whether the files are whole.
    pub state: State,
    files: Vec<ReceiptFile>,
}

impl Installed {
    /// Recomputes the hash of every file, which takes a moment.
    #[must_use]
    pub fn verify(&self) -> State {
        if let State::Damaged(_) = self.state {
            return self.state.clone();
        }
        for file in &self.files {
            match sha256(&self.folder.join(&file.name)) {
                Ok(found) if found == file.sha256 => {}
                Ok(_) => {
                    return State::Damaged(format!("{} has changed since", file.name));
                }
                Err(e) => return State::Damaged(format!("cannot read {}: {e}", file.name)),
            }
        }
        State::Good
    }
}

/// The folder below `home` that libraries are installed into.
pub(super) fn folder(home: &Path) -> PathBuf {
    home.join("runtime")
}

/// What is installed below `home`, by flavour and version; file lengths are checked, not hashes.
pub fn installed(home: &Path) -> Vec<Installed> {
    let Ok(entries) = std::fs::read_dir(folder(home)) else { return Vec::new() };
    let mut found: Vec<Installed> =
        entries.filter_map(Result::ok).filter_map(|entry| read(&entry.path())).collect();
    found.sort_by_key(|i| (i.flavour, version_key(&i.version)));
    found
}

/// The library in `folder`; `None` if the folder's name is not that of a library.
pub(super) fn read(folder: &Path) -> Option<Installed> {
    let (flavour, version) = folder.file_name()?.to_str()?.split_once('-')?;
    let flavour: Flavour = flavour.parse().ok()?;
    let receipt = std::fs::read_to_string(folder.join(RECEIPT))
        .map_err(|e| format!("its {RECEIPT} cannot be read: {e}"))
        .and_then(|text| {
            toml::from_str::<Receipt>(&text)
                .map_err(|e| format!("its {RECEIPT} is not valid: {}", e.message()))
        });
    Some(match receipt {
        Ok(receipt) => {
            let damage = receipt.file.iter().find_map(|file| damage(folder, file));
            Installed {
                flavour,
                version: receipt.version,
                library: folder.join(&receipt.library),
                folder: folder.to_owned(),
                state: damage.map_or(State::Good, State::Damaged),
                files: receipt.file,
            }
        }
        Err(reason) => Installed {
            flavour,
            version: version.to_owned(),
            library: folder.to_owned(),
            folder: folder.to_owned(),
            state: State::Damaged(reason),
            files: Vec::new(),
        },
    })
}

fn damage(folder: &Path, file: &ReceiptFile) -> Option<String> {
    match std::fs::metadata(folder.join(&file.name)) {
        Ok(found) if found.len() == file.size => None,
        Ok(found) => {
            Some(format!("{} has {} bytes instead of {}", file.name, found.len(), file.size))
        }
        Err(e) => Some(format!("{} cannot be read: {e}", file.name)),
    }
}

/// The SHA-256 of a file in lower-case hexadecimal.
pub(super) fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finalize())),
            n => hasher.update(&buffer[..n]),
        }
    }
}

/// Bytes in lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A version's numbers, for comparing: `1.9.0` comes before `1.32.0`.
pub(super) fn version_key(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}

/// Turns a failure of the file system into this module's error.
pub(super) fn io_error(action: &'static str, path: &Path, reason: &std::io::Error) -> RuntimeError {
    RuntimeError::Io { action, path: path.to_owned(), reason: reason.to_string() }
}
