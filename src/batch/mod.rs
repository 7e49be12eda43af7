//! Many pictures and questions: a manifest to lines of results.
//!
//! `manifest → entries → pictures → readings → answers → lines → output`
//!
//! Every stage runs in threads of its own, so that pictures are fetched, others read, questions
//! about earlier ones asked and results written at the same time; reading and answering are those
//! of [`crate::reader`] and [`crate::pipeline`]. An entry fails alone. What is held does not grow
//! with the manifest, but for its entries themselves and their ids.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};
use tokio::runtime::Handle;

mod answers;
mod error;
pub mod estimate;
pub mod line;
pub mod manifest;
pub mod output;
mod pictures;
mod shard;

pub use error::BatchError;
pub use line::{Counts, Line, RunName};
pub use manifest::{Entry, Wanted};
pub use output::Output;
pub use shard::Shard;

use answers::Job;
use pictures::{Pictures, RestsOn, Ticket};

use crate::answer::Method;
use crate::cache::Shelf;
use crate::image_source::Limits;
use crate::pipeline::Answerer;
use crate::reader::{Page, Reader};
use crate::{ErrorKind, Reading, Result};

/// Requests to an endpoint at a time where nobody says how many.
pub const DEFAULT_REQUESTS: usize = 8;

/// What is done with entries, and how much of it at a time.
pub struct Work<'a> {
    /// The model that reads, how it reads, and where readings are kept.
    pub shelf: Shelf,
    /// Charts that are read together at most ([`Reader::read_many`]).
    pub batch: usize,
    /// Who answers.
    pub answerer: &'a Answerer,
    /// Requests to the endpoint at a time, at most; the samples of a vote count each.
    pub requests: usize,
    /// Whether lines come in the order of the entries; else each comes as soon as it is there.
    pub in_order: bool,
    /// Whether pictures may not be fetched from elsewhere.
    pub offline: bool,
    /// Where network work runs; not of the calling thread's own runtime.
    pub tasks: Handle,
}

impl Work<'_> {
    /// Works on `entries` as they come, and gives the line of each to `write`.
    ///
    /// `open` loads the model, and says how many milliseconds that took; it is called for the first
    /// picture that has to be read. An iterator that blocks has to end when the work is cancelled.
    ///
    /// # Errors
    /// What keeps the work from going on: the model cannot be opened, `write` failed, or the work
    /// was cancelled. Whatever is wrong with an entry is in its line.
    pub fn run(
        &self,
        entries: impl Iterator<Item = Entry> + Send,
        open: impl FnOnce() -> Result<(Reader, f64)>,
        write: impl FnMut(&Line) -> Result<()> + Send,
    ) -> Result<()> {
        let (tokens, written) = sync_channel(self.window());
        let (jobs, waiting) = channel();
        let (lines, done) = sync_channel(1);
        let waiting = Mutex::new(waiting);
        let read = std::thread::scope(|scope| {
            let writer = scope.spawn(move || write_all(done, &written, self.in_order, write));
            for _ in 0..self.answering() {
                let (lines, waiting) = (lines.clone(), &waiting);
                scope.spawn(move || {
                    while let Some((number, line)) = next(waiting).map(|job| self.numbered(job)) {
                        if lines.send((number, line)).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(lines);
            let read = self.read(Pictures::new(entries, self, tokens), open, &jobs);
            drop(jobs);
            let wrote = writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            wrote.and(read)
        });
        read?;
        self.shelf.options.cancel.check()
    }

    /// Whether an item with this hash ([`line::item_hash`]) is still the same. One whose picture
    /// cannot be had any more is: nothing says otherwise.
    ///
    /// # Errors
    /// [`crate::Error::Interrupted`]
    pub fn is_same(&self, wanted: &Wanted, hash: &str) -> Result<bool> {
        match self.fetch(wanted) {
            Ok(picture) => {
                let digest: [u8; 32] = Sha256::digest(&picture).into();
                Ok(line::item_hash(&digest, wanted.question.as_deref()) == hash)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(error),
            Err(_) => Ok(true),
        }
    }

    /// The encoded picture.
    fn fetch(&self, wanted: &Wanted) -> Result<Vec<u8>> {
        let limits = Limits::default();
        let fetch = async { Ok(wanted.image.bytes(&limits, self.offline).await?) };
        self.tasks.block_on(self.shelf.options.cancel.or_cancelled(fetch))
    }

    /// Reads what has to be read, and hands every entry on to be answered.
    fn read(
        &self,
        mut pictures: Pictures<'_, impl Iterator<Item = Entry> + Send>,
        open: impl FnOnce() -> Result<(Reader, f64)>,
        jobs: &Sender<Job>,
    ) -> Result<()> {
        // The model is opened for the first picture that has to be read.
        let first = loop {
            let Some((ticket, page)) = pictures.next() else { return Ok(()) };
            let reading = match page {
                Ok(Page::Picture(picture)) => break (ticket, Ok(Page::Picture(picture))),
                Ok(Page::Read(reading)) => Ok(*reading),
                Err(error) => Err(error),
            };
            if self.hand_on(ticket, reading, jobs).is_break() {
                return Ok(());
            }
        };
        let (mut reader, mut load_ms) = open()?;
        let mut stopped = Ok(());
        let pages = std::iter::once(first).chain(pictures);
        reader.read_many(pages, &self.shelf.options, self.batch, |ticket, reading| {
            let reading = match reading {
                // Nothing can be read any more.
                Err(error) if error.kind() == ErrorKind::Missing => {
                    stopped = Err(error);
                    return ControlFlow::Break(());
                }
                Ok(mut reading) if ticket.is_read() && !reading.cached => {
                    // The model is loaded once: its time counts for the first picture.
                    reading.timings.load = std::mem::take(&mut load_ms);
                    reading.timings.total += reading.timings.load;
                    Ok(reading)
                }
                reading => reading,
            };
            self.hand_on(ticket, reading, jobs)
        })?;
        stopped
    }

    /// Puts a reading where the items of its picture find it, and hands one of them on.
    fn hand_on(
        &self,
        ticket: Ticket,
        reading: Result<Reading>,
        jobs: &Sender<Job>,
    ) -> ControlFlow<()> {
        let reading = match &ticket.rests_on {
            RestsOn::OwnReading { slot, key } => {
                if let Ok(reading) = &reading
                    && !reading.cached
                {
                    self.shelf.put(key.as_ref(), reading);
                }
                Some(Arc::clone(slot.get_or_init(|| Arc::new(reading))))
            }
            // Readings come in order: it is there.
            RestsOn::SameReading(slot) => match slot.get() {
                Some(reading) => Some(Arc::clone(reading)),
                None => return ControlFlow::Break(()),
            },
            RestsOn::Picture => None,
            RestsOn::Nothing => Some(Arc::new(reading)),
        };
        match jobs.send(Job { ticket, reading }) {
            Ok(()) => ControlFlow::Continue(()),
            Err(_) => ControlFlow::Break(()),
        }
    }

    fn numbered(&self, job: Job) -> (usize, Option<Line>) {
        (job.ticket.number, self.line(job))
    }

    /// Entries that may be on their way at a time: enough that neither the reader nor the endpoint
    /// waits for the other, as long as both have work.
    fn window(&self) -> usize {
        64 + 4 * self.batch + 2 * self.requests
    }

    /// Questions that are answered at a time.
    fn answering(&self) -> usize {
        match self.answerer {
            Answerer::Rules => 1,
            Answerer::Llm { options, .. } if options.method == Method::Vote => {
                (self.requests / options.parallel.max(1)).max(1)
            }
            Answerer::Llm { .. } => self.requests.max(1),
        }
    }
}

/// The next job, once there is one.
fn next(waiting: &Mutex<Receiver<Job>>) -> Option<Job> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// Writes lines as they come, or in their order, and makes room for as many entries.
fn write_all(
    done: Receiver<(usize, Option<Line>)>,
    written: &Receiver<()>,
    in_order: bool,
    mut write: impl FnMut(&Line) -> Result<()>,
) -> Result<()> {
    let (mut early, mut turn) = (BTreeMap::new(), 0);
    for (number, line) in done {
        early.insert(number, line);
        while let Some((place, line)) = early.pop_first() {
            if in_order && place != turn {
                early.insert(place, line);
                break;
            }
            turn += 1;
            // Interrupted: its place stays empty, and so do those behind it.
            let Some(line) = line else { return Ok(()) };
            write(&line)?;
            let _ = written.try_recv();
        }
    }
    Ok(())
}
