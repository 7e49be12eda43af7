//! What endpoints were found to take, so that it is found out once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::request::Adaptation;
use super::{Endpoint, Form};

/// The format of the file; another one counts as none.
const FORMAT: u32 = 1;
/// After this time everything is tried anew: servers are updated, models exchanged.
const MAX_AGE: Duration = Duration::from_hours(30 * 24);
/// Endpoints that are kept; of more, those longest unused go.
const MAX_ENTRIES: usize = 64;
/// Largest file that is read.
const MAX_FILE: u64 = 1 << 20;

/// What is known of one model at one endpoint.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    /// The strictest form of reply that it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// Whether it takes pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pictures: Option<bool>,
    /// What requests have to be changed in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) adaptations: Vec<Adaptation>,
    /// When this was found out, in seconds since 1970.
    #[serde(default)]
    at: u64,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct File {
    format: u32,
    /// By URL (without user name, password and query) and model.
    endpoints: BTreeMap<String, Known>,
}

/// What is known of an endpoint: for this process, and, if a file is named, for later ones.
///
/// The file holds URLs as messages show them, names of models and what they take; no
/// keys, no questions, no answers. It is written whole or not at all; of two processes that
/// write at once one is forgotten, and what it found is found again.
#[derive(Debug)]
pub(super) struct Memory {
    name: String,
    file: Option<PathBuf>,
    known: Mutex<Known>,
}

impl Memory {
    /// An empty memory for this process alone.
    pub(super) fn new(endpoint: &Endpoint) -> Self {
        let name = format!("{} {}", endpoint.shown_url(), endpoint.model);
        Self { name, file: None, known: Mutex::default() }
    }

    /// The same memory with what `file` holds; it is written there from now on.
    pub(super) fn kept_in(mut self, file: PathBuf) -> Self {
        let known = read(&file).endpoints.remove(&self.name);
        if let Some(known) =
            known.filter(|known| known.at.saturating_add(MAX_AGE.as_secs()) > now())
        {
            self.known = Mutex::new(known);
        }
        self.file = Some(file);
        self
    }

    pub(super) fn known(&self) -> Known {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes something; writes the file if that is news.
    pub(super) fn note(&self, change: impl FnOnce(&mut Known)) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let before = known.clone();
        change(&mut known);
        if *known == before {
            return;
        }
        known.at = now();
        if let Some(file) = &self.file
            && let Err(error) = write(file, &self.name, &known)
        {
            tracing::info!(
                "cannot keep what is known of the endpoint: {}: {error}",
                file.display()
            );
        }
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What the file holds; nothing if there is none, or it is damaged.
fn read(path: &Path) -> File {
    let small = std::fs::metadata(path).is_ok_and(|meta| meta.len() <= MAX_FILE);
    let text =
        if small { std::fs::read_to_string(path).unwrap_or_default() } else { String::new() };
    serde_json::from_str(&text).ok().filter(|file: &File| file.format == FORMAT).unwrap_or_default()
}

fn write(path: &Path, name: &str, known: &Known) -> std::io::Result<()> {
    let mut file = read(path);
    file.format = FORMAT;
    file.endpoints.insert(name.to_owned(), known.clone());
    while file.endpoints.len() > MAX_ENTRIES {
        let oldest = file.endpoints.iter().min_by_key(|(_, known)| known.at);
        let Some(oldest) = oldest.map(|(name, _)| name.clone()) else { break };
        file.endpoints.remove(&oldest);
    }
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    serde_json::to_writer_pretty(&mut new, &file)?;
    new.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn memory(model: &str, file: &Path) -> Memory {
        let endpoint = Endpoint::new("https://me:secret@x.test/v1?key=secret", model).unwrap();
        Memory::new(&endpoint).kept_in(file.to_owned())
    }

    #[test]
    fn what_was_found_is_known_to_later_runs_by_endpoint_and_model() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("cache/endpoints.json");
        memory("a", &file).note(|known| known.form = Some(Form::JsonObject));
        memory("b", &file).note(|known| known.pictures = Some(true));
        assert_eq!(memory("a", &file).known().form, Some(Form::JsonObject));
        assert_eq!(memory("a", &file).known().pictures, None);
        assert_eq!(memory("b", &file).known().pictures, Some(true));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("x.test") && !text.contains("secret"), "{text}");
        assert_eq!(std::fs::read_dir(file.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_old_or_damaged_is_not_known() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("endpoints.json");
        memory("a", &file).note(|known| known.pictures = Some(true));
        let text = std::fs::read_to_string(&file).unwrap();
        let at = format!("\"at\": {}", memory("a", &file).known().at);
        for (damage, with) in
            [(at.as_str(), "\"at\": 1000"), ("\"format\": 1", "\"format\": 9"), ("{", "[")]
        {
            let damaged = text.replacen(damage, with, 1);
            assert_ne!(damaged, text);
            std::fs::write(&file, damaged).unwrap();
            assert_eq!(memory("a", &file).known(), Known::default(), "{with}");
        }
        memory("a", &file).note(|known| known.pictures = Some(false));
        assert_eq!(memory("a", &file).known().pictures, Some(false));
    }

    #[test]
    fn the_file_does_not_grow_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("endpoints.json");
        for n in 0..MAX_ENTRIES + 5 {
            memory(&format!("m{n}"), &file).note(|known| known.pictures = Some(true));
        }
        assert_eq!(read(&file).endpoints.len(), MAX_ENTRIES);
    }
}
