//! The pictures of entries: fetched, told apart by content, each read once.

use std::collections::{HashMap, VecDeque};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::Work;
use super::line::item_hash;
use super::manifest::{Entry, Wanted};
use crate::answer::picture::PictureUse;
use crate::cache::Key;
use crate::image_source::{Limits, decode};
use crate::reader::Page;
use crate::{Reading, Result};

/// Readings of the last distinct pictures are remembered: 4096, some 40 MB. What is older is found
/// where readings are kept, if they are.
const REMEMBERED: usize = 4096;

/// The reading of a picture, once it is there, for all items that are about it.
pub(super) type Slot = Arc<OnceLock<Arc<Result<Reading>>>>;

/// An entry on its way.
pub(super) struct Ticket {
    /// Place in the order, from 0.
    pub(super) number: usize,
    pub(super) id: Value,
    pub(super) columns: Map<String, Value>,
    /// `None` if the entry is no item.
    pub(super) wanted: Option<Wanted>,
    pub(super) item_sha256: Option<String>,
    /// The picture as it came, if it may be sent.
    pub(super) picture: Option<Vec<u8>>,
    pub(super) rests_on: RestsOn,
}

impl Ticket {
    /// Whether its picture is read for it.
    pub(super) fn is_read(&self) -> bool {
        matches!(self.rests_on, RestsOn::OwnReading { .. })
    }
}

/// What the result of an entry rests on.
pub(super) enum RestsOn {
    /// A reading that is made for it, and where it is kept.
    OwnReading { slot: Slot, key: Option<Key> },
    /// The reading of the same picture for an entry before this one.
    SameReading(Slot),
    /// The picture, which is not read.
    Picture,
    /// Nothing: there is an error.
    Nothing,
}

/// The entries with their pictures, as a reader takes them.
pub(super) struct Pictures<'a, I> {
    entries: I,
    work: &'a Work<'a>,
    /// A token goes in for each entry, and is taken out when its line is written.
    window: SyncSender<()>,
    number: usize,
    seen: Seen,
}

impl<'a, I> Pictures<'a, I> {
    pub(super) fn new(entries: I, work: &'a Work<'a>, window: SyncSender<()>) -> Self {
        Self { entries, work, window, number: 0, seen: Seen::default() }
    }

    /// What the entry is about. Where nothing has to be read, the page is an empty reading.
    fn page(&mut self, entry: Entry) -> (Ticket, Result<Page>) {
        let Entry { id, columns, wanted, .. } = entry;
        let mut ticket = Ticket {
            number: self.number,
            id,
            columns,
            wanted: None,
            item_sha256: None,
            picture: None,
            rests_on: RestsOn::Nothing,
        };
        self.number += 1;
        let page = match wanted {
            Ok(wanted) => {
                let page = self.look(&wanted, &mut ticket);
                ticket.wanted = Some(wanted);
                page
            }
            Err(error) => Err(error.into()),
        };
        (ticket, page)
    }

    fn look(&mut self, wanted: &Wanted, ticket: &mut Ticket) -> Result<Page> {
        let picture = self.work.fetch(wanted)?;
        let digest: [u8; 32] = Sha256::digest(&picture).into();
        ticket.item_sha256 = Some(item_hash(&digest, wanted.question.as_deref()));
        let (work, name) = (self.work, wanted.image.name());
        let shown = match wanted.question {
            Some(_) => work.answerer.picture_use(),
            None => PictureUse::Never,
        };
        let page = if shown == PictureUse::Only {
            ticket.rests_on = RestsOn::Picture;
            Page::Read(Box::default())
        } else if let Some(slot) = self.seen.get(&digest) {
            ticket.rests_on = RestsOn::SameReading(slot);
            Page::Read(Box::default())
        } else {
            let key = work.shelf.key(&picture);
            let kept = key.as_ref().and_then(|key| work.shelf.get(key, &name));
            let page = match kept {
                Some(reading) => Page::Read(Box::new(reading)),
                None => Page::Picture(decode(&picture, &name, &Limits::default())?),
            };
            ticket.rests_on = RestsOn::OwnReading { slot: self.seen.add(digest), key };
            page
        };
        if shown != PictureUse::Never {
            ticket.picture = Some(picture);
        }
        Ok(page)
    }
}

impl<I: Iterator<Item = Entry>> Iterator for Pictures<'_, I> {
    type Item = (Ticket, Result<Page>);

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.entries.next()?;
        // Nobody writes any more.
        self.window.send(()).ok()?;
        if self.work.shelf.options.cancel.is_cancelled() {
            return None;
        }
        Some(self.page(entry))
    }
}

/// The distinct pictures of late, by content.
#[derive(Default)]
struct Seen {
    slots: HashMap<[u8; 32], Slot>,
    order: VecDeque<[u8; 32]>,
}

impl Seen {
    fn get(&self, digest: &[u8; 32]) -> Option<Slot> {
        self.slots.get(digest).cloned()
    }

    /// Whoever still waits for a picture that is forgotten here holds its slot.
    fn add(&mut self, digest: [u8; 32]) -> Slot {
        if self.order.len() == REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.slots.remove(&oldest);
        }
        self.order.push_back(digest);
        self.slots.entry(digest).or_default().clone()
    }
}
