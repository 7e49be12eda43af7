//! What comes of an entry once its picture was read: the table, or the answer to its question.

use std::sync::Arc;
use std::time::Instant;

use super::Work;
use super::line::{Fault, Line, Outcome};
use super::manifest::Wanted;
use super::pictures::{RestsOn, Ticket};
use crate::answer::{Answer, AnswerError};
use crate::image_source::{Limits, decode};
use crate::pipeline::Material;
use crate::{Error, ErrorKind, Reading, Result, Timings};

/// An entry that waits to be answered.
pub(super) struct Job {
    pub(super) ticket: Ticket,
    /// What came of reading the picture; `None` if it is not read.
    pub(super) reading: Option<Arc<Result<Reading>>>,
}

impl Work<'_> {
    /// The line of an entry; `None` if the work was interrupted.
    pub(super) fn line(&self, job: Job) -> Option<Line> {
        let Job { ticket, reading } = job;
        let outcome = self.outcome(&ticket, reading.as_deref());
        let Ticket { id, columns, item_sha256, .. } = ticket;
        match outcome {
            Err(None) => None,
            Err(Some(fault)) => {
                Some(Line { id, columns, outcome: Outcome::Failed(fault), item_sha256 })
            }
            Ok(outcome) => Some(Line { id, columns, outcome, item_sha256 }),
        }
    }

    fn outcome(
        &self,
        ticket: &Ticket,
        reading: Option<&Result<Reading>>,
    ) -> Result<Outcome, Option<Fault>> {
        let fault =
            |error: &Error| (error.kind() != ErrorKind::Interrupted).then(|| Fault::from(error));
        let wanted = match (&ticket.wanted, reading) {
            (Some(wanted), _) => wanted,
            (None, Some(Err(error))) => return Err(fault(error)),
            (None, _) => return Err(None),
        };
        let Some(question) = &wanted.question else {
            return match reading {
                Some(Ok(reading)) => Ok(Outcome::Table {
                    image: wanted.image.name(),
                    reading: Box::new(own(reading, ticket)),
                }),
                Some(Err(error)) => Err(fault(error)),
                None => Err(None),
            };
        };
        let answered = match reading {
            Some(reading) => self.answer_reading(ticket, wanted, question, reading),
            None => self.answer_picture(ticket, wanted, question).map(Some),
        };
        match (answered, reading) {
            (Ok(Some(answer)), _) => Ok(Outcome::Answer(Box::new(answer))),
            (Ok(None), Some(Err(error))) => Err(fault(error)),
            (Ok(None), _) => Err(fault(&AnswerError::NoChart.into())),
            (Err(error), _) => Err(fault(&error)),
        }
    }

    /// `None` if there is nothing to ask about.
    fn answer_reading(
        &self,
        ticket: &Ticket,
        wanted: &Wanted,
        question: &str,
        read: &Result<Reading>,
    ) -> Result<Option<Answer>> {
        let start = Instant::now();
        let picture = || picture_of(ticket, wanted);
        let Some(material) = self.answerer.material(question, read, picture)? else {
            return Ok(None);
        };
        let mut answer = self.ask(&material, question)?;
        answer.reading = read.as_ref().ok().map(|reading| own(reading, ticket));
        answer.timings_ms = answer.reading.as_ref().map(|read| read.timings).unwrap_or_default();
        answer.timings_ms.answer = milliseconds(start);
        answer.timings_ms.total += answer.timings_ms.answer;
        Ok(Some(answer))
    }

    fn answer_picture(&self, ticket: &Ticket, wanted: &Wanted, question: &str) -> Result<Answer> {
        let start = Instant::now();
        let material = Material::picture(&picture_of(ticket, wanted)?)?;
        let preprocess = milliseconds(start);
        let mut answer = self.ask(&material, question)?;
        let total = milliseconds(start);
        answer.timings_ms =
            Timings { preprocess, answer: total - preprocess, total, ..Timings::default() };
        Ok(answer)
    }

    fn ask(&self, material: &Material, question: &str) -> Result<Answer> {
        let cancel = &self.shelf.options.cancel;
        let mut unseen = |_: &str| {};
        let answer = self.answerer.answer(material, question, cancel, &mut unseen);
        self.tasks.block_on(cancel.or_cancelled(answer))
    }
}

/// A reading as that of this entry: one that was made for another took no time here.
fn own(reading: &Reading, ticket: &Ticket) -> Reading {
    match ticket.rests_on {
        RestsOn::SameReading(_) => {
            Reading { cached: true, timings: Timings::default(), ..reading.clone() }
        }
        _ => reading.clone(),
    }
}

fn picture_of(ticket: &Ticket, wanted: &Wanted) -> Result<image::RgbImage> {
    let bytes = ticket.picture.as_deref().unwrap_or_default();
    Ok(decode(bytes, &wanted.image.name(), &Limits::default())?)
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}
