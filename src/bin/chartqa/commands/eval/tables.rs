//! `chartqa eval tables`

use chartqa::eval::dataset::{GoldTable, Need};
use chartqa::eval::score::{self, Got};
use chartqa::eval::summary::{BREAKDOWN_OF_TABLES, Measure};
use chartqa::eval::{Dataset, Item, Record};
use chartqa::reader::Page;
use chartqa::{Reading, Table};

use super::outcome::{blamed, picture};
use super::run::{Plan, model_name, over};
use crate::cli::eval::Tables;
use crate::commands::Context;
use crate::commands::reading::{self, Opened};
use crate::report::UsageError;

pub(crate) fn run(args: &Tables, context: &Context) -> anyhow::Result<()> {
    let set = Dataset::open(&args.run.dataset, Need::Tables)
        .map_err(chartqa::Error::from)?
        .once_each_picture();
    let model = reading::choose_model(context)?;
    if let Some(what) = reading::gives_no_table(&model) {
        return Err(UsageError {
            message: format!("this model {what}"),
            hint: Some("name another with --model, or use `chartqa eval questions`".to_owned()),
        }
        .into());
    }
    let mut opened = reading::open_for_many(context, &model)?;
    let plan = Plan {
        what: "tables",
        by: model_name(&model),
        settings: reading_settings(context),
        measures: &Measure::TABLES,
        breakdown: &BREAKDOWN_OF_TABLES,
    };
    over(&set, &plan, &args.run, context, |items, take| {
        let Opened { reader, options, .. } = &mut opened;
        let pages = items.iter().map(|item| page(item, context));
        reader.read_many(pages, options, context.settings.batch, |ticket, reading| {
            take(record(ticket, reading))
        })
    })
}

/// An item whose picture is being read.
struct Ticket<'i> {
    item: &'i Item,
    gold: Option<Table>,
    /// What came of it without any reading.
    done: Option<Record>,
}

/// The picture of an item.
fn page<'i>(item: &'i Item, context: &Context) -> (Ticket<'i>, chartqa::Result<Page>) {
    let mut ticket = Ticket { item, gold: None, done: None };
    match item.table.as_ref().map(GoldTable::load) {
        Some(Ok(gold)) => ticket.gold = Some(gold),
        Some(Err(error)) => return ticket.without_reading(Got::Failed(error.to_string())),
        None => {}
    }
    match picture(item.image.as_deref().unwrap_or_default(), context) {
        Ok(Got::Done(picture)) => (ticket, Ok(Page::Picture(picture))),
        Ok(Got::Refused(reason)) => ticket.without_reading(Got::Refused(reason)),
        Ok(Got::Failed(reason)) => ticket.without_reading(Got::Failed(reason)),
        Err(error) => (ticket, Err(error)),
    }
}

impl Ticket<'_> {
    /// The item takes its place among the readings, but there is nothing to read.
    fn without_reading(mut self, got: Got<Reading>) -> (Self, chartqa::Result<Page>) {
        self.done = Some(score::table(self.item, self.gold.take(), got));
        (self, Ok(Page::Read(Box::default())))
    }
}

/// The score of a reading. Its time is that from the picture to the table, what it waited for
/// others included.
fn record(ticket: Ticket, reading: chartqa::Result<Reading>) -> chartqa::Result<Record> {
    if let Some(done) = ticket.done {
        return Ok(done);
    }
    let ms = reading.as_ref().ok().map(|reading| reading.timings.total);
    let mut record = score::table(ticket.item, ticket.gold, blamed(reading)?);
    record.ms = ms;
    Ok(record)
}

/// Settings that change what is read.
pub(super) fn reading_settings(context: &Context) -> String {
    let settings = &context.settings;
    format!(
        ", {} tokens, patches {:?}, font {:?}",
        settings.max_new_tokens, settings.max_patches, settings.header_font
    )
}
