//! The JSON objects that scripts rely on, in one place for every front end.

use serde::Serialize;

use crate::answer::Answer;
use crate::{Reading, Table, Timings, memory};

/// What `chartqa table --format json` prints of a picture.
#[derive(Debug, Serialize)]
pub struct TableObject<'a> {
    /// The picture's name.
    pub image: &'a str,
    /// The table.
    pub table: &'a Table,
    /// How it was read.
    pub reading: &'a Reading,
    /// Where the time went.
    pub timings_ms: Timings,
    /// [`memory::peak_mb`].
    pub peak_memory_mb: Option<f64>,
}

impl<'a> TableObject<'a> {
    /// The object of `reading`, of the picture called `image`.
    pub fn new(image: &'a str, reading: &'a Reading) -> Self {
        Self {
            image,
            table: &reading.table,
            reading,
            timings_ms: reading.timings,
            peak_memory_mb: memory::peak_mb(),
        }
    }
}

/// What `chartqa ask --json` prints.
#[derive(Debug, Serialize)]
pub struct AnswerObject<'a> {
    /// The answer, whose fields are the object's.
    #[serde(flatten)]
    pub answer: &'a Answer,
    /// [`memory::peak_mb`].
    pub peak_memory_mb: Option<f64>,
}

impl<'a> AnswerObject<'a> {
    /// The object of `answer`.
    pub fn new(answer: &'a Answer) -> Self {
        Self { answer, peak_memory_mb: memory::peak_mb() }
    }
}
