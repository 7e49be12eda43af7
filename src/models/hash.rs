//! Hashes of files too large to hold in memory, in steps that can be interrupted.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::Digest;

/// Bytes read and hashed in one step: about a millisecond's work.
const STEP: usize = 1 << 20;

/// A file being hashed by `D`.
pub(crate) struct FileHash<D> {
    file: File,
    hasher: D,
    buffer: Vec<u8>,
}

impl<D: Digest> FileHash<D> {
    /// Begins with `hasher`, which may have taken in something already.
    pub(crate) fn open(path: &Path, hasher: D) -> io::Result<Self> {
        Ok(Self { file: File::open(path)?, hasher, buffer: vec![0; STEP] })
    }

    /// Hashes the next bytes and says how many; 0 at the end of the file.
    pub(crate) fn step(&mut self) -> io::Result<usize> {
        loop {
            match self.file.read(&mut self.buffer) {
                Ok(n) => {
                    self.hasher.update(&self.buffer[..n]);
                    return Ok(n);
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    /// The hash of what was read, in lower-case hex.
    pub(crate) fn finish(self) -> String {
        hex(&self.hasher.finalize())
    }
}

/// Bytes as lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
