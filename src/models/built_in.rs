//! The built-in reader as one model among the others. Its files are in the program.

use sha2::{Digest, Sha256};

use super::hash::hex;
use super::manifest::FileEntry;
use super::store::{Entry, State};
use super::verify::{BadFile, Verified};
use crate::{Result, marks};

/// What the list of models says of the built-in reader.
///
/// # Errors
/// [`super::ModelError::Manifest`] if the manifest in the program is none.
pub fn entry() -> Result<Entry> {
    let manifest = marks::manifest()?;
    let wrong = manifest.files.iter().find_map(|(role, file)| check_size(role, file).err());
    Ok(Entry {
        name: manifest.name.clone(),
        dir: None,
        state: wrong.map_or(State::Ok, State::Damaged),
        bytes: manifest.files.values().map(|file| file.bytes).sum(),
        manifest: Some(manifest),
    })
}

/// Recomputes the SHA-256 of the files in the program, as [`super::verify()`]
/// does of a folder's.
///
/// # Errors
/// As [`entry`].
pub fn verify() -> Result<Verified> {
    let mut found = Verified::default();
    for (role, file) in &marks::manifest()?.files {
        let path = file.path.clone().into();
        match check_content(role, file) {
            Ok(()) => found.good.push(path),
            Err(reason) => found.bad.push(BadFile { path, reason }),
        }
    }
    Ok(found)
}

fn check_size(role: &str, file: &FileEntry) -> Result<&'static [u8], String> {
    match marks::embedded(role) {
        None => Err(format!("{} is not in the program", file.path)),
        Some(content) if content.len() as u64 != file.bytes => {
            Err(format!("{} has {} bytes in place of {}", file.path, content.len(), file.bytes))
        }
        Some(content) => Ok(content),
    }
}

fn check_content(role: &str, file: &FileEntry) -> Result<(), String> {
    let found = hex(&Sha256::digest(check_size(role, file)?));
    if found.eq_ignore_ascii_case(&file.sha256) {
        Ok(())
    } else {
        Err(format!("the content is damaged: SHA-256 {found} in place of {}", file.sha256))
    }
}

#[cfg(test)]
mod tests {
    use super::super::BUILT_IN;
    use super::*;

    #[test]
    fn the_files_in_the_program_are_those_of_its_manifest() {
        let entry = entry().unwrap();
        assert_eq!((&*entry.name, &entry.state, &entry.dir), (BUILT_IN, &State::Ok, &None));
        assert!(entry.bytes > 0);
        let verified = verify().unwrap();
        assert!(verified.is_good() && !verified.good.is_empty(), "{verified:?}");
    }
}
