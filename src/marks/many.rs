//! Many pictures: each core reads a chart of its own.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::thread;

use super::MarksReader;
use crate::reader::{Page, ReadOptions};
use crate::runtime::SessionOptions;
use crate::{Reading, Result};

/// Pictures that wait for a reader, and readings that wait for their turn, each.
const QUEUE: usize = 2;

impl MarksReader {
    /// [`crate::reader::Reader::read_many`] for this family.
    ///
    /// Pictures are dealt to the readers in turn, and readings are taken from them in turn: they
    /// come in the order of the pictures, and no reader runs far ahead of the others.
    pub(crate) fn read_many<T: Send>(
        &mut self,
        pictures: impl Iterator<Item = (T, Result<Page>)> + Send,
        options: &ReadOptions,
        mut give: impl FnMut(T, Result<Reading>) -> ControlFlow<()>,
    ) -> Result<()> {
        let mut readers = self.readers()?;
        thread::scope(|scope| {
            let (mut to_read, mut read) = (Vec::new(), Vec::new());
            for reader in &mut readers {
                let (pages, own_pages) = sync_channel::<(T, Result<Page>)>(QUEUE);
                let (own_readings, readings) = sync_channel(QUEUE);
                to_read.push(pages);
                read.push(readings);
                scope.spawn(move || {
                    for (tag, page) in own_pages {
                        let reading = page.and_then(|page| match page {
                            Page::Read(reading) => Ok(*reading),
                            Page::Picture(picture) => reader.read(&picture, options),
                        });
                        if own_readings.send((tag, reading)).is_err() {
                            break;
                        }
                    }
                });
            }
            scope.spawn(move || {
                for (page, reader) in pictures.zip((0..to_read.len()).cycle()) {
                    // A reader that is gone: nobody wants any more.
                    if to_read[reader].send(page).is_err() {
                        break;
                    }
                }
            });
            for readings in read.iter().cycle() {
                let Ok((tag, reading)) = readings.recv() else { break };
                if give(tag, reading).is_break() {
                    break;
                }
            }
        });
        Ok(())
    }

    /// As many readers as there are threads to use, each with a network that runs on one.
    fn readers(&self) -> Result<Vec<Self>> {
        let cores = || thread::available_parallelism().map_or(1, usize::from);
        let super::Opened { runtime, folder, options } = &self.opened;
        let threads = options.threads.unwrap_or_else(cores).max(1);
        let options = SessionOptions { threads: Some(1), ..options.clone() };
        let open = |_| match folder {
            Some(folder) => Self::open_folder(runtime, folder, &self.manifest, &options),
            None => Self::open(runtime, &options),
        };
        (0..threads).map(open).collect()
    }
}
