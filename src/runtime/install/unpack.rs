//! Unpacks the needed files of a wheel into a folder that appears complete or not at all.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::RuntimeError;
use crate::runtime::installed::{self, Installed, RECEIPT, Receipt, ReceiptFile, hex, io_error};
use crate::runtime::pinned::Build;

/// Unpacks `package`, whose hash was checked, and moves the result to `target`,
/// in place of whatever is there.
pub(super) fn unpack(
    build: &Build,
    package: &Path,
    target: &Path,
) -> Result<Installed, RuntimeError> {
    let refuse = |reason: String| RuntimeError::Unpack { file: build.wheel.file.clone(), reason };
    let parent = target.parent().unwrap_or(target);
    remove_leftovers(parent);
    let temporary =
        temporary_folder().tempdir_in(parent).map_err(|e| io_error("write into", parent, &e))?;

    let file = File::open(package).map_err(|e| io_error("read", package, &e))?;
    let mut archive = ZipArchive::new(file).map_err(|e| refuse(e.to_string()))?;
    let mut files = Vec::new();
    for member in &build.wheel.members {
        let name = member.rsplit('/').next().unwrap_or(member);
        let path = temporary.path().join(name);
        let mut from = archive.by_name(member).map_err(|e| refuse(format!("{member}: {e}")))?;
        let (size, sha256) = copy(&mut from, &path).map_err(|e| io_error("write", &path, &e))?;
        files.push(ReceiptFile { name: name.to_owned(), size, sha256 });
    }
    let receipt = Receipt {
        version: build.version.clone(),
        package: build.wheel.file.clone(),
        package_sha256: build.wheel.sha256.clone(),
        library: build.wheel.library.clone(),
        file: files,
    };
    let text = toml::to_string(&receipt).map_err(|e| refuse(e.to_string()))?;
    let path = temporary.path().join(RECEIPT);
    std::fs::write(&path, text).map_err(|e| io_error("write", &path, &e))?;

    if target.exists() {
        std::fs::remove_dir_all(target).map_err(|e| io_error("replace", target, &e))?;
    }
    let temporary = temporary.keep();
    std::fs::rename(&temporary, target).map_err(|e| {
        // Best effort: the failure to report is the other one.
        let _ = std::fs::remove_dir_all(&temporary);
        io_error("write", target, &e)
    })?;
    installed::read(target).ok_or_else(|| refuse("nothing was unpacked".to_owned()))
}

/// Folders of this kind are this module's own, and under the lock all but one are leftovers.
const TEMPORARY: &str = ".unpack-";

fn temporary_folder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        // The folder stays: other users may read it as far as the umask allows.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o777));
    }
    builder
}

/// Removes what killed processes left behind.
fn remove_leftovers(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().starts_with(TEMPORARY) {
            // Best effort: it only takes up room.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Copies a member into a new file; its length and SHA-256.
fn copy(from: &mut impl Read, path: &Path) -> std::io::Result<(u64, String)> {
    let mut into = File::create_new(path)?;
    let (mut size, mut hash) = (0, Sha256::new());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            n => {
                into.write_all(&buffer[..n])?;
                hash.update(&buffer[..n]);
                size += n as u64;
            }
        }
    }
    into.sync_all()?;
    Ok((size, hex(&hash.finalize())))
}
