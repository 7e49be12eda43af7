//! What a manifest will take, before anything is read or sent.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{Entry, Wanted, Work};
use crate::answer::picture::PictureUse;
use crate::answer::{Chart, Method, llm};
use crate::image_source::ImageSource;
use crate::pipeline::Answerer;
use crate::{ErrorKind, Result, Table};

/// Bytes of a prompt that are counted as one token.
const BYTES_OF_A_TOKEN: usize = 3;
/// The table that stands in for those that were not read yet: its rows, of a label and two numbers.
const ROWS: usize = 10;
/// How the tokens are estimated, in words.
const HOW: &str = "the bytes of the prompts / 3; a chart that was not read yet counts as a table of \
                   10 rows and 3 columns; pictures, schemas, retries and replies are not counted";

/// What there is to do.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// Items, those that were done before left out.
    pub items: usize,
    /// Lines that are no items, and items whose picture cannot be had.
    pub bad: usize,
    /// Items that were done before.
    pub done: usize,
    /// Items of which only the table is wanted.
    pub tables: usize,
    /// Items with a question.
    pub questions: usize,
    /// Distinct pictures: by content, and those of URLs, which are not fetched, by address.
    pub pictures: usize,
    /// Of these, those that will be read.
    pub to_read: usize,
    /// Requests that will be sent, at least.
    pub requests: usize,
    /// Requests with a picture, at most.
    pub requests_with_picture: usize,
    /// Tokens of their prompts, roughly.
    pub prompt_tokens: usize,
    /// How they are estimated.
    pub prompt_tokens_are: &'static str,
}

/// Counts what `entries` will take. `done` were done before.
///
/// # Errors
/// [`crate::Error::Interrupted`]; [`crate::Error::Table`] never in a build that passes its tests.
pub fn estimate(entries: &[Entry], done: usize, work: &Work) -> Result<Estimate> {
    let mut estimate = Estimate { done, prompt_tokens_are: HOW, ..Estimate::default() };
    let stand_in = stand_in()?;
    let mut known: HashMap<String, Option<Table>> = HashMap::new();
    let mut to_read = HashSet::new();
    for entry in entries {
        let Ok(wanted) = &entry.wanted else {
            estimate.bad += 1;
            continue;
        };
        let (content, kept) = match looked_at(wanted, &known, work) {
            Ok(looked_at) => looked_at,
            Err(error) if error.kind() == ErrorKind::Interrupted => return Err(error),
            Err(_) => {
                estimate.bad += 1;
                continue;
            }
        };
        estimate.items += 1;
        let table = known.entry(content.clone()).or_insert(kept).as_ref();
        let alone = wanted.question.is_some() && work.answerer.picture_use() == PictureUse::Only;
        if table.is_none() && !alone {
            to_read.insert(content);
        }
        match &wanted.question {
            None => estimate.tables += 1,
            Some(question) => {
                estimate.questions += 1;
                estimate.add_requests(question, table.unwrap_or(&stand_in), work);
            }
        }
    }
    estimate.pictures = known.len();
    estimate.to_read = to_read.len();
    Ok(estimate)
}

impl Estimate {
    /// Adds what a question about a table takes.
    fn add_requests(&mut self, question: &str, table: &Table, work: &Work) {
        let Answerer::Llm { client, options } = work.answerer else { return };
        let alone = options.picture == PictureUse::Only;
        let chart = Chart { table: (!alone).then_some(table), picture: None };
        // A question that cannot be asked, e.g. one that is too long, takes none.
        let Ok(prompts) = llm::first_requests(client, &chart, question, options) else { return };
        let requests = if options.method == Method::Vote { options.samples } else { 1 };
        let bytes =
            |messages: &[crate::llm::Message]| messages.iter().map(|m| m.text().len()).sum();
        let sizes: Vec<usize> = prompts.iter().map(|request| bytes(&request.messages)).collect();
        // The samples of a vote are asked for by its prompts in turn.
        let sent = sizes.iter().cycle().take(if sizes.is_empty() { 0 } else { requests });
        self.prompt_tokens += sent.map(|bytes| bytes.div_ceil(BYTES_OF_A_TOKEN)).sum::<usize>();
        self.requests += requests;
        if options.picture != PictureUse::Never {
            self.requests_with_picture += requests;
        }
    }
}

/// What tells a picture from others, and its table if that is kept.
fn looked_at(
    wanted: &Wanted,
    known: &HashMap<String, Option<Table>>,
    work: &Work,
) -> Result<(String, Option<Table>)> {
    if let ImageSource::Url(url) = &wanted.image {
        return Ok((url.to_string(), None));
    }
    let picture = work.fetch(wanted)?;
    let content = crate::models::hex(&Sha256::digest(&picture));
    if known.contains_key(&content) {
        return Ok((content, None));
    }
    let kept = work.shelf.key(&picture).and_then(|key| work.shelf.get(&key, &wanted.image.name()));
    Ok((content, kept.map(|reading| reading.table)))
}

fn stand_in() -> Result<Table> {
    let csv = format!("Country,2019,2020\n{}", "Netherlands,123.4,234.5\n".repeat(ROWS));
    Ok(Table::from_csv(csv.as_bytes(), "the stand-in")?)
}
