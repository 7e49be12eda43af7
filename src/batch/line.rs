//! What comes of an entry, and the line of JSON that says so.

use serde::Serialize;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::answer::{Answer, Status, Usage};
use crate::contract::{AnswerObject, TableObject};
use crate::error::in_words;
use crate::models::hex;
use crate::{Error, Reading};

/// One line of the output.
#[derive(Debug)]
pub struct Line {
    /// The entry's id as it stood in the manifest.
    pub id: Value,
    /// The columns that pass through.
    pub columns: Map<String, Value>,
    /// What came of it.
    pub outcome: Outcome,
    /// Hash of picture and question ([`item_hash`]); `None` if the picture could not be had.
    pub item_sha256: Option<String>,
}

/// What came of an entry.
#[derive(Debug)]
pub enum Outcome {
    /// The table, where no question was asked.
    Table {
        /// The picture's name.
        image: String,
        /// Its reading.
        reading: Box<Reading>,
    },
    /// The answer; that there is none is an answer, too.
    Answer(Box<Answer>),
    /// Neither.
    Failed(Fault),
}

/// An error in the words of the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// [`crate::ErrorKind::name`]
    pub kind: &'static str,
    /// What went wrong.
    pub message: String,
    /// The next step for a person.
    pub hint: Option<String>,
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        Self { kind: error.kind().name(), message: in_words(error), hint: error.hint() }
    }
}

/// How results were made; results of another run do not belong into the same file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunName(String);

impl RunName {
    /// What `by` a person reads (model and answerer), and a hash of all `settings` that decide
    /// results.
    pub fn new(by: &str, settings: &str) -> Self {
        let hash = hex(&Sha256::digest(settings.as_bytes()));
        Self(format!("{by} ({})", &hash[..8]))
    }

    /// As it stands in lines.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The hash of what an item is about: the picture's bytes by their hash, and the question.
pub fn item_hash(picture: &[u8; 32], question: Option<&str>) -> String {
    let mut hash = Sha256::new();
    hash.update(picture);
    // No question is not an empty one.
    if let Some(question) = question {
        hash.update(b"?");
        hash.update(question.as_bytes());
    }
    hex(&hash.finalize())
}

impl Line {
    /// The line with its end, as it is written.
    pub fn to_bytes(&self, run: &RunName) -> Vec<u8> {
        let (mut result, mut error) = (None, None);
        match &self.outcome {
            Outcome::Table { image, reading } => {
                result = Some(Object::Table(TableObject::new(image, reading)));
            }
            Outcome::Answer(answer) => result = Some(Object::Answer(AnswerObject::new(answer))),
            Outcome::Failed(fault) => error = Some(fault),
        }
        let Self { id, columns, item_sha256, .. } = self;
        let written = Written { id, columns, result, error, item_sha256, run: run.as_str() };
        // Texts and finite numbers under text keys are always JSON.
        let mut bytes = serde_json::to_vec(&written).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// A line as JSON.
#[derive(Serialize)]
struct Written<'a> {
    id: &'a Value,
    #[serde(flatten)]
    columns: &'a Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Object<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Fault>,
    item_sha256: &'a Option<String>,
    run: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Object<'a> {
    Table(TableObject<'a>),
    Answer(AnswerObject<'a>),
}

/// How many lines of which kind there were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Tables.
    pub tables: usize,
    /// Answers.
    pub answered: usize,
    /// Questions that have no answer.
    pub not_answerable: usize,
    /// Errors.
    pub failed: usize,
    /// Tokens, as the endpoint counted them.
    pub usage: Usage,
}

impl Counts {
    /// Counts a line.
    pub fn add(&mut self, line: &Line) {
        match &line.outcome {
            Outcome::Table { .. } => self.tables += 1,
            Outcome::Failed(_) => self.failed += 1,
            Outcome::Answer(answer) => {
                match answer.status {
                    Status::Answered => self.answered += 1,
                    Status::NotAnswerable => self.not_answerable += 1,
                }
                self.usage += answer.answerer.usage.unwrap_or_default();
            }
        }
    }

    /// All lines.
    pub fn total(&self) -> usize {
        self.tables + self.answered + self.not_answerable + self.failed
    }
}
