//! Readings of pictures by one model: from the cache where they are kept, else read now.

use std::time::Instant;

use chartqa::cache::{Key, ReadingCache};
use chartqa::image_source::{ImageSource, Limits, decode};
use chartqa::reader::ModelChoice;
use chartqa::{Reading, Result};
use image::RgbImage;

use super::Context;
use super::reading::{self, Opened};

/// A model that is opened when a picture has to be read that no reading is kept of.
pub(crate) struct Readings<'c> {
    pub(crate) model: ModelChoice,
    context: &'c Context<'c>,
    cache: Option<ReadingCache>,
    opened: Option<Opened>,
}

/// A picture as it came, and its name for messages.
pub(crate) struct Encoded {
    bytes: Vec<u8>,
    pub(crate) name: String,
}

impl Encoded {
    /// Fetches what `source` names.
    pub(crate) fn fetch(context: &Context, source: &ImageSource) -> Result<Self> {
        let offline = context.settings.offline;
        let bytes =
            context.block_on(async { Ok(source.bytes(&Limits::default(), offline).await?) })?;
        Ok(Self { bytes, name: source.name() })
    }

    pub(crate) fn decode(&self) -> Result<RgbImage> {
        Ok(decode(&self.bytes, &self.name, &Limits::default())?)
    }
}

impl<'c> Readings<'c> {
    pub(crate) fn new(context: &'c Context, model: ModelChoice) -> Self {
        let cache = context.settings.cache_limit.and_then(ReadingCache::from_env);
        Self { model, context, cache, opened: None }
    }

    /// The reading of a picture. One that was kept costs no model; doubts are told either way.
    pub(crate) fn read(&mut self, picture: &Encoded) -> Result<Reading> {
        if let Some(reading) = self.kept(picture) {
            return Ok(reading);
        }
        let pixels = picture.decode()?;
        self.opened()?;
        self.read_now(picture, &pixels, false)
    }

    /// The reading that is kept of a picture.
    pub(crate) fn kept(&self, picture: &Encoded) -> Option<Reading> {
        let start = Instant::now();
        let mut reading = self.cache.as_ref()?.get(&self.key(picture)?)?;
        reading.timings.total = start.elapsed().as_secs_f64() * 1000.0;
        tracing::info!("{}: the reading was kept; --no-cache reads anew", picture.name);
        reading::warn(&reading, &picture.name, self.context);
        Some(reading)
    }

    /// The model, opened.
    pub(crate) fn opened(&mut self) -> Result<&mut Opened> {
        match &mut self.opened {
            Some(opened) => Ok(opened),
            none => Ok(none.insert(reading::open(self.context, &self.model)?)),
        }
    }

    /// Reads a picture and keeps the reading; with an overlay, if that is wanted.
    pub(crate) fn read_now(
        &mut self,
        picture: &Encoded,
        pixels: &RgbImage,
        overlay: bool,
    ) -> Result<Reading> {
        let context = self.context;
        let opened = self.opened()?;
        opened.options.overlay = overlay;
        let reading = opened.read(pixels, &picture.name, context)?;
        if let (Some(cache), Some(key)) = (&self.cache, self.key(picture)) {
            cache.put(&key, &reading);
        }
        Ok(reading)
    }

    /// `None` if no reading can be kept; why, the reader itself will say.
    fn key(&self, picture: &Encoded) -> Option<Key> {
        let options = reading::options(self.context);
        Key::new(&picture.bytes, &self.model, &options, &self.context.settings.provider).ok()
    }
}
