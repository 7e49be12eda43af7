//! The model store and the hub: against real folders and a real local server
//! that speaks the hub's HTTP.
#![allow(clippy::unwrap_used)] // A test may panic.

mod download;
mod environment;
mod pull;
mod server;
mod store;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use chartqa::models::hub::HubOptions;
use chartqa::progress::{Event, Progress};
use secrecy::SecretString;
use tempfile::TempDir;

use server::FakeHub;

/// The token of every test; it must never reach anybody but the hub.
const TOKEN: &str = "hf_test_token";

/// A cache folder and settings that fit it, quick to give up.
struct Setup {
    folder: TempDir,
    options: HubOptions,
}

impl Setup {
    fn new(hub: &FakeHub) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = HubOptions::new(folder.path().join("cache"), hub.endpoint());
        options.token = Some(SecretString::from(TOKEN));
        options.attempts = 3;
        options.backoff = Duration::from_millis(5);
        options.stall = Duration::from_secs(20);
        Self { folder, options }
    }

    fn offline(&self) -> HubOptions {
        HubOptions { offline: true, ..self.options.clone() }
    }

    /// A path within the repository's part of the cache.
    fn cached(&self, path: impl AsRef<Path>) -> PathBuf {
        self.options.cache.join("models--tests--tiny").join(path)
    }
}

/// What is done at an event.
type Act = Box<dyn Fn(Event<'_>) + Send + Sync>;

/// Keeps the notes, and does something at each event if asked to.
#[derive(Default)]
struct Notes {
    notes: Mutex<Vec<String>>,
    at_event: Option<Act>,
}

impl Notes {
    fn at_event(act: impl Fn(Event<'_>) + Send + Sync + 'static) -> Self {
        Self { at_event: Some(Box::new(act)), ..Self::default() }
    }

    fn text(&self) -> String {
        self.notes.lock().unwrap().join("\n")
    }
}

impl Progress for Notes {
    fn report(&self, event: Event<'_>) {
        if let Event::Note(note) = event {
            self.notes.lock().unwrap().push(note.to_owned());
        }
        if let Some(act) = &self.at_event {
            act(event);
        }
    }
}

/// Names in a folder, in order; empty if it is not there.
fn names(dir: impl AsRef<Path>) -> Vec<String> {
    let Ok(listing) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut names: Vec<_> =
        listing.map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
