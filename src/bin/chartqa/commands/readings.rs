//! Readings of pictures by one model: from the cache where they are kept, else read now.

use std::ops::ControlFlow;

use chartqa::cache::{Key, ReadingCache, Shelf};
use chartqa::image_source::{ImageSource, Limits, decode};
use chartqa::reader::{ModelChoice, Page};
use chartqa::{Reading, Result};
use image::RgbImage;

use super::Context;
use super::reading::{self, Opened};

/// A model that is opened when a picture has to be read that no reading is kept of.
pub(crate) struct Readings<'c> {
    shelf: Shelf,
    context: &'c Context<'c>,
    opened: Option<Opened>,
}

/// A picture among several: what it is called, and where its reading is kept.
struct Ticket<'s> {
    source: &'s ImageSource,
    key: Option<Key>,
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
        Self { shelf: shelf(context, model), context, opened: None }
    }

    /// The model.
    pub(crate) fn model(&self) -> &ModelChoice {
        &self.shelf.model
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
        let key = self.shelf.key(&picture.bytes)?;
        let reading = self.shelf.get(&key, &picture.name)?;
        reading::warn(&reading, &picture.name, self.context);
        Some(reading)
    }

    /// The model, opened.
    pub(crate) fn opened(&mut self) -> Result<&mut Opened> {
        match &mut self.opened {
            Some(opened) => Ok(opened),
            none => Ok(none.insert(reading::open(self.context, &self.shelf.model)?)),
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
        self.shelf.put(self.shelf.key(&picture.bytes).as_ref(), &reading);
        Ok(reading)
    }

    /// Reads several pictures together, and gives each reading in their order, until `give` says
    /// that it is enough. The model is opened for the first one that has to be read.
    ///
    /// # Errors
    /// That the model cannot be opened; else errors come in place of readings.
    pub(crate) fn read_many(
        &mut self,
        sources: &[ImageSource],
        mut give: impl FnMut(&ImageSource, Result<Reading>) -> ControlFlow<()>,
    ) -> Result<()> {
        let context = self.context;
        let mut give = |source: &ImageSource, reading: Result<Reading>| {
            if let Ok(reading) = &reading {
                reading::warn(reading, &source.name(), context);
            }
            give(source, reading)
        };
        let mut rest = sources.iter();
        let first = loop {
            let Some(source) = rest.next() else { return Ok(()) };
            let given = match page(&self.shelf, source, context) {
                (ticket, Ok(Page::Picture(picture))) => break (ticket, Ok(Page::Picture(picture))),
                (_, Ok(Page::Read(reading))) => give(source, Ok(*reading)),
                (_, Err(error)) => give(source, Err(error)),
            };
            if given.is_break() {
                return Ok(());
            }
        };
        if self.opened.is_none() {
            self.opened = Some(reading::open_for_many(context, &self.shelf.model)?);
        }
        let (shelf, Some(opened)) = (&self.shelf, &mut self.opened) else { return Ok(()) };
        let pages = std::iter::once(first).chain(rest.map(|source| page(shelf, source, context)));
        let load_ms = &mut opened.load_ms;
        let read = |ticket: Ticket, mut reading: Result<Reading>| {
            if let Ok(reading) = reading.as_mut().map_err(|_| ())
                && !reading.cached
            {
                reading.timings.load = std::mem::take(load_ms);
                reading.timings.total += reading.timings.load;
                shelf.put(ticket.key.as_ref(), reading);
            }
            give(ticket.source, reading)
        };
        opened.reader.read_many(pages, &opened.options, context.settings.batch, read)
    }
}

/// Where readings by `model` are kept, as the settings say.
pub(crate) fn shelf(context: &Context, model: ModelChoice) -> Shelf {
    Shelf {
        cache: context.settings.cache_limit.and_then(ReadingCache::from_env),
        model,
        options: reading::options(context),
        provider: context.settings.provider.clone(),
    }
}

/// The picture that `source` names, or its reading if it is kept.
fn page<'s>(
    shelf: &Shelf,
    source: &'s ImageSource,
    context: &Context,
) -> (Ticket<'s>, Result<Page>) {
    let mut ticket = Ticket { source, key: None };
    let picture = match Encoded::fetch(context, source) {
        Ok(picture) => picture,
        Err(error) => return (ticket, Err(error)),
    };
    ticket.key = shelf.key(&picture.bytes);
    let kept = ticket.key.as_ref().and_then(|key| shelf.get(key, &picture.name));
    let page = match kept {
        Some(reading) => Ok(Page::Read(Box::new(reading))),
        None => picture.decode().map(Page::Picture),
    };
    (ticket, page)
}
