//! Many pictures: readings come in the order of the pictures, each picture fails alone.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use image::RgbImage;

use super::{ReadOptions, Reader};
use crate::{Reading, Result};

/// What there is to read, or what takes a reading's place in the order.
#[derive(Debug)]
pub enum Page {
    /// A picture to read.
    Picture(RgbImage),
    /// A reading that is there already.
    Read(Box<Reading>),
}

/// Charts of a sequence model that are decoded together where nobody says how many. Measured in
/// docs/speed.md; each takes the memory of its keys and values, 150 MB at 2048 patches in fp32.
pub const DEFAULT_BATCH: usize = 8;

impl Reader {
    /// Reads pictures as they come, and gives each reading with what came with its picture, in
    /// the pictures' order, until `give` says that it is enough.
    ///
    /// While some pictures are read, the next are taken from the iterator and prepared, in another
    /// thread. The iterator may block, e.g. on a queue, and should end when `options.cancel` is
    /// triggered, since it is waited for. An `Err` in it takes its place among the readings.
    ///
    /// At most `batch` texts of a sequence model are decoded together. They join and leave as
    /// pictures come and texts end, so a text never waits for another to begin with. `mini` reads
    /// a chart on each core. What is held does not grow with the number of pictures.
    ///
    /// # Errors
    /// What keeps all pictures from being read; else errors come in place of readings.
    ///
    /// ```no_run
    /// # fn demo(reader: &mut chartqa::reader::Reader) -> chartqa::Result<()> {
    /// use std::ops::ControlFlow;
    ///
    /// use chartqa::image_source::{Limits, decode};
    /// use chartqa::reader::{DEFAULT_BATCH, Page, ReadOptions};
    ///
    /// let pictures = ["a.png", "b.png"].into_iter().map(|name| {
    ///     let bytes = std::fs::read(name).unwrap_or_default();
    ///     let picture = decode(&bytes, name, &Limits::default());
    ///     (name, picture.map(Page::Picture).map_err(chartqa::Error::from))
    /// });
    /// reader.read_many(pictures, &ReadOptions::default(), DEFAULT_BATCH, |name, reading| {
    ///     match reading {
    ///         Ok(reading) => println!("{name}: {} rows", reading.table.rows.len()),
    ///         Err(error) => println!("{name}: {error}"),
    ///     }
    ///     ControlFlow::Continue(())
    /// })
    /// # }
    /// ```
    pub fn read_many<T: Send>(
        &mut self,
        pictures: impl Iterator<Item = (T, Result<Page>)> + Send,
        options: &ReadOptions,
        batch: usize,
        give: impl FnMut(T, Result<Reading>) -> ControlFlow<()>,
    ) -> Result<()> {
        self.check(options)?;
        match self {
            Self::Pix2Struct(reader) => reader.read_many(pictures, options, batch, give),
            Self::Marks(reader) => reader.read_many(pictures, options, give),
        }
    }
}

/// Gives what is ready once everything before it was given.
pub(crate) struct InOrder<T, G> {
    give: G,
    next: usize,
    early: BTreeMap<usize, (T, Result<Reading>)>,
}

impl<T, G: FnMut(T, Result<Reading>) -> ControlFlow<()>> InOrder<T, G> {
    /// Nothing is ready yet.
    pub(crate) fn new(give: G) -> Self {
        Self { give, next: 0, early: BTreeMap::new() }
    }

    /// How many are ready, but may not be given yet.
    pub(crate) fn waiting(&self) -> usize {
        self.early.len()
    }

    /// Number `place`, counted from 0, is ready.
    pub(crate) fn ready(
        &mut self,
        place: usize,
        tag: T,
        reading: Result<Reading>,
    ) -> ControlFlow<()> {
        self.early.insert(place, (tag, reading));
        while let Some((tag, reading)) = self.early.remove(&self.next) {
            self.next += 1;
            (self.give)(tag, reading)?;
        }
        ControlFlow::Continue(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_ready_early_waits_for_its_turn() {
        let mut given = Vec::new();
        let mut order = InOrder::new(|tag, _| {
            given.push(tag);
            if tag == 'c' { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let mut ready = |place, tag| order.ready(place, tag, Ok(Reading::default())).is_continue();
        assert!(ready(1, 'b') && ready(3, 'd'));
        assert!(ready(0, 'a'));
        assert!(!ready(2, 'c'));
        assert_eq!(given, ['a', 'b', 'c']);
    }
}
