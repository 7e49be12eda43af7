//! The kept readings of one model, read in one way.

use std::time::Instant;

use super::{Key, ReadingCache};
use crate::Reading;
use crate::reader::{ModelChoice, ReadOptions};

/// Where readings of pictures are kept, and what else than the picture decides them.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// `None` if readings are neither used nor kept.
    pub cache: Option<ReadingCache>,
    /// The model that reads.
    pub model: ModelChoice,
    /// How it reads.
    pub options: ReadOptions,
    /// The provider asked for.
    pub provider: String,
}

impl Shelf {
    /// What the reading of `picture`, encoded as it came, is found by; `None` if no reading can be
    /// kept: why, the reader itself will say.
    pub fn key(&self, picture: &[u8]) -> Option<Key> {
        self.cache.as_ref()?;
        Key::new(picture, &self.model, &self.options, &self.provider).ok()
    }

    /// The reading kept under `key`, with the time it took to get it. `name` is the picture's.
    pub fn get(&self, key: &Key, name: &str) -> Option<Reading> {
        let start = Instant::now();
        let mut reading = self.cache.as_ref()?.get(key)?;
        reading.timings.total = start.elapsed().as_secs_f64() * 1000.0;
        tracing::info!("{name}: the reading was kept; --no-cache reads anew");
        Some(reading)
    }

    /// Keeps a reading.
    pub fn put(&self, key: Option<&Key>, reading: &Reading) {
        if let (Some(cache), Some(key)) = (&self.cache, key) {
            cache.put(key, reading);
        }
    }
}
