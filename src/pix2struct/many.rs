//! Many pictures through the stages: one thread takes and prepares pictures, this one encodes them
//! and decodes the texts of several together.
//!
//! Encoder and decoder take turns. Side by side they would be slower: the encoder uses all cores
//! for arithmetic, and what the decoder needs, memory's bandwidth, it takes from it (docs/speed.md).

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::time::Instant;

use ndarray::Array3;

use super::decoder::{BatchDecoder, Ended, Limits, Room, Together};
use super::graphs::{DecoderGraph, EncoderGraph};
use super::{Pix2StructReader, Written, decode, milliseconds};
use crate::reader::{InOrder, Page, ReadOptions};
use crate::{Cancel, Reading, Result, Timings};

/// Pictures that are prepared before they are needed.
const AHEAD: usize = 2;
/// Readings that may wait for an earlier one, for each text that is decoded.
const EARLY: usize = 4;

/// A picture on its way to the encoder, or what became of it already.
enum Prepared {
    Patches { patches: Array3<f32>, began: Instant, preprocess: f64 },
    Done(Result<Box<Reading>>),
}

/// A picture whose text is decoded.
struct Chart<T> {
    place: usize,
    tag: T,
    began: Instant,
    /// When its text began.
    joined: Instant,
    timings: Timings,
}

impl Pix2StructReader {
    /// [`crate::reader::Reader::read_many`] for this family.
    pub(crate) fn read_many<T: Send>(
        &mut self,
        pictures: impl Iterator<Item = (T, Result<Page>)> + Send,
        options: &ReadOptions,
        batch: usize,
        give: impl FnMut(T, Result<Reading>) -> ControlFlow<()>,
    ) -> Result<()> {
        let header = self.table_header()?;
        let patches = self.preparation.budget(options)?.max_patches;
        let limits = self.limits(options)?;
        // CUDA's graph takes one text: what is on a device is not laid side by side.
        let texts = if self.decoder.takes_patch_counts() { batch.max(1) } else { 1 };
        let Self { preparation, encoder, decoder, detokenizer, provenance, .. } = self;
        let written = Written { provenance, detokenizer };
        let cancel = &options.cancel;
        std::thread::scope(|scope| {
            let (sender, prepared) = sync_channel(AHEAD);
            scope.spawn(move || {
                for (tag, page) in pictures {
                    let began = Instant::now();
                    let prepared = match page {
                        Ok(Page::Read(reading)) => Prepared::Done(Ok(reading)),
                        Ok(Page::Picture(picture)) => {
                            match preparation.prepare(&picture, header.as_deref(), options) {
                                Ok(patches) => {
                                    let preprocess = milliseconds(began, Instant::now());
                                    Prepared::Patches { patches, began, preprocess }
                                }
                                Err(error) => Prepared::Done(Err(error.into())),
                            }
                        }
                        Err(error) => Prepared::Done(Err(error)),
                    };
                    // Nobody wants any more.
                    if sender.send((tag, prepared)).is_err() {
                        break;
                    }
                }
            });
            // That it is broken off is what whoever takes the readings wants.
            let _ = if texts == 1 {
                one_by_one((encoder, decoder), written, limits, &prepared, cancel, give)
            } else {
                let room = Room { texts, tokens: limits.max_new_tokens, patches };
                let together = Together::new(BatchDecoder::new(decoder, room), limits, texts);
                let order = InOrder::new(give);
                Run { encoder, together, written, order, taken: 0, cancel }.through(&prepared)
            };
        });
        Ok(())
    }
}

/// Reads each picture to its end before the next.
fn one_by_one<T>(
    (encoder, decoder): (&mut EncoderGraph, &mut DecoderGraph),
    written: Written<'_>,
    limits: Limits,
    prepared: &Receiver<(T, Prepared)>,
    cancel: &Cancel,
    mut give: impl FnMut(T, Result<Reading>) -> ControlFlow<()>,
) -> ControlFlow<()> {
    for (tag, prepared) in prepared {
        let (patches, began, preprocess) = match prepared {
            Prepared::Patches { patches, began, preprocess } => (patches, began, preprocess),
            Prepared::Done(reading) => {
                give(tag, reading.map(|reading| *reading))?;
                continue;
            }
        };
        let reading = decode((&mut *encoder, &mut *decoder), patches, limits, cancel).and_then(
            |(steps, stop, timings)| {
                let reading = written.reading(&steps, stop)?;
                let total = milliseconds(began, Instant::now());
                Ok(Reading { timings: Timings { preprocess, total, ..timings }, ..reading })
            },
        );
        give(tag, reading)?;
    }
    ControlFlow::Continue(())
}

/// The thread that encodes and decodes.
struct Run<'a, T, G> {
    encoder: &'a mut EncoderGraph,
    together: Together<BatchDecoder<'a>, Chart<T>>,
    written: Written<'a>,
    order: InOrder<T, G>,
    /// Pictures taken so far.
    taken: usize,
    cancel: &'a Cancel,
}

impl<T, G: FnMut(T, Result<Reading>) -> ControlFlow<()>> Run<'_, T, G> {
    /// Reads until no picture comes any more.
    fn through(&mut self, prepared: &Receiver<(T, Prepared)>) -> ControlFlow<()> {
        let mut more = true;
        while more || self.together.count() > 0 {
            let most = EARLY * self.together.most();
            while more && self.together.has_room() && self.order.waiting() < most {
                let mut next = prepared.try_recv();
                if next.is_err() {
                    // Nobody takes the places of ended texts now.
                    self.shrink()?;
                }
                if matches!(next, Err(TryRecvError::Empty)) && self.together.count() == 0 {
                    // There is nothing else to do.
                    next = prepared.recv().map_err(|_| TryRecvError::Disconnected);
                }
                match next {
                    Ok((tag, prepared)) => self.take(tag, prepared)?,
                    Err(TryRecvError::Empty) => break,
                    Err(TryRecvError::Disconnected) => more = false,
                }
            }
            if !more {
                self.shrink()?;
            }
            let ended = self.together.step(self.cancel);
            self.give(ended)?;
        }
        ControlFlow::Continue(())
    }

    fn shrink(&mut self) -> ControlFlow<()> {
        let ended = self.together.shrink();
        self.give(ended)
    }

    /// Encodes a picture and begins its text.
    fn take(&mut self, tag: T, prepared: Prepared) -> ControlFlow<()> {
        let place = self.taken;
        self.taken += 1;
        let (patches, began, preprocess) = match prepared {
            Prepared::Patches { patches, began, preprocess } => (patches, began, preprocess),
            Prepared::Done(reading) => {
                return self.order.ready(place, tag, reading.map(|reading| *reading));
            }
        };
        let encoding = Instant::now();
        let encoded = match self.encoder.encode(patches, self.cancel) {
            Ok(encoded) => encoded,
            Err(error) => return self.order.ready(place, tag, Err(error)),
        };
        let joined = Instant::now();
        let encode = milliseconds(encoding, joined);
        let timings = Timings { preprocess, encode, ..Timings::default() };
        let ended = self.together.join(&encoded, Chart { place, tag, began, joined, timings });
        self.give(ended)
    }

    /// Gives readings of ended texts.
    fn give(&mut self, ended: impl IntoIterator<Item = Ended<Chart<T>>>) -> ControlFlow<()> {
        for Ended { owner, text } in ended {
            let reading = text.and_then(|(steps, stop)| self.written.reading(&steps, stop));
            let reading = reading.map(|mut reading| {
                let now = Instant::now();
                let decode = milliseconds(owner.joined, now);
                let total = milliseconds(owner.began, now);
                reading.timings = Timings { decode, total, ..owner.timings };
                reading
            });
            self.order.ready(owner.place, owner.tag, reading)?;
        }
        ControlFlow::Continue(())
    }
}
