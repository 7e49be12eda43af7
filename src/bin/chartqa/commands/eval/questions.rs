//! `chartqa eval questions`

use std::collections::HashMap;
use std::time::Instant;

use chartqa::answer::Answer;
use chartqa::eval::dataset::{GoldTable, Need};
use chartqa::eval::score::{self, Got};
use chartqa::eval::summary::{BREAKDOWN, Measure};
use chartqa::eval::{Dataset, Item, Record};
use chartqa::models::manifest::Task;
use chartqa::pipeline::{self, Answerer};
use chartqa::{Reading, Table};

use super::outcome::{blamed, of_item, picture, read};
use super::run::{Plan, model_name, over};
use super::tables::reading_settings;
use crate::cli::eval::Questions;
use crate::commands::reading::{self, Opened};
use crate::commands::{Context, ask};

pub(crate) fn run(args: &Questions, context: &Context) -> anyhow::Result<()> {
    let need = if args.gold_tables { Need::QuestionsOnTables } else { Need::Questions };
    let set = Dataset::open(&args.run.dataset, need).map_err(chartqa::Error::from)?;
    let answerer = ask::choose_answerer(&args.answering, true, context)?;
    let (mut by, mut settings) = match &answerer {
        Answerer::Rules => ("rules".to_owned(), String::new()),
        Answerer::Llm { client, options } => {
            let endpoint = client.endpoint();
            (endpoint.model.clone(), format!(", {}, {options:?}", endpoint.shown_url()))
        }
    };
    let mut from = if args.gold_tables {
        by.push_str(" on gold tables");
        From::Gold
    } else {
        settings.push_str(&reading_settings(context));
        let model = reading::choose_model(context)?;
        let opened = Box::new(reading::open(context, &model)?);
        if model.task() == Task::Question {
            by = model_name(&model);
            From::Picture(opened)
        } else {
            by = format!("{by} on {}", model_name(&model));
            From::Reading { opened, read: HashMap::new() }
        }
    };
    let plan = Plan {
        what: "questions",
        by,
        settings,
        measures: &Measure::QUESTIONS,
        breakdown: &BREAKDOWN,
    };
    over(&set, &plan, &args.run, context, |item| record(item, &mut from, &answerer, context))
}

/// What came of a picture: the reading or why it was refused, and the milliseconds it took.
struct Known {
    reading: Result<Reading, String>,
    ms: f64,
}

/// What answers rest on.
enum From {
    /// The data set's tables.
    Gold,
    /// Tables read from the pictures; each picture is read once.
    Reading { opened: Box<Opened>, read: HashMap<String, Known> },
    /// The pictures themselves, by a model that takes questions.
    Picture(Box<Opened>),
}

fn record(
    item: &Item,
    from: &mut From,
    answerer: &Answerer,
    context: &Context,
) -> chartqa::Result<Record> {
    // Without --gold-tables the gold table is for people to look at: it may be missing.
    let gold = item.table.as_ref().map(GoldTable::load);
    let gold = match (gold, &from) {
        (Some(Err(error)), From::Gold) => {
            return Ok(score::answer(item, None, Got::Failed(error.to_string())));
        }
        (gold, _) => gold.and_then(Result::ok),
    };
    let start = Instant::now();
    let mut before = 0.0;
    let got = match from {
        From::Gold => answer(item, gold.as_ref().unwrap_or(&Table::default()), answerer, context)?,
        From::Reading { opened, read } => {
            // A picture is read for its first question, and its time counts for all of them.
            before = read.get(item.image.as_deref().unwrap_or_default()).map_or(0.0, |k| k.ms);
            from_reading(item, opened, read, answerer, context)?
        }
        From::Picture(opened) => from_picture(item, opened, context)?,
    };
    let ms = before + start.elapsed().as_secs_f64() * 1000.0;
    let mut record = score::answer(item, gold, got);
    record.ms = record.is_scored().then_some(ms);
    Ok(record)
}

fn answer(
    item: &Item,
    table: &Table,
    answerer: &Answerer,
    context: &Context,
) -> chartqa::Result<Got<Answer>> {
    let question = item.question.as_deref().unwrap_or_default();
    let mut show = |_: &str| {};
    of_item(context.block_on(answerer.answer(table, question, &context.cancel, &mut show)))
}

fn from_reading(
    item: &Item,
    opened: &mut Opened,
    known: &mut HashMap<String, Known>,
    answerer: &Answerer,
    context: &Context,
) -> chartqa::Result<Got<Answer>> {
    let image = item.image.as_deref().unwrap_or_default();
    if !known.contains_key(image) {
        let start = Instant::now();
        let reading = match read(opened, image, context)? {
            Got::Done(reading) => Ok(reading),
            Got::Refused(reason) => Err(reason),
            Got::Failed(reason) => return Ok(Got::Failed(reason)),
        };
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        known.insert(image.to_owned(), Known { reading, ms });
    }
    let reading = match known.get(image).map(|known| &known.reading) {
        Some(Ok(reading)) => reading,
        Some(Err(reason)) => return Ok(Got::Refused(reason.clone())),
        None => return Ok(Got::Refused(String::new())),
    };
    let mut got = answer(item, &reading.table, answerer, context)?;
    if let Got::Done(answer) = &mut got {
        answer.reading = Some(reading.clone());
    }
    Ok(got)
}

fn from_picture(
    item: &Item,
    opened: &mut Opened,
    context: &Context,
) -> chartqa::Result<Got<Answer>> {
    let question = item.question.as_deref().unwrap_or_default();
    Ok(match picture(item.image.as_deref().unwrap_or_default(), context)? {
        Got::Done(picture) => {
            blamed(pipeline::ask_directly(&mut opened.reader, &picture, question, &opened.options))?
        }
        Got::Refused(reason) => Got::Refused(reason),
        Got::Failed(reason) => Got::Failed(reason),
    })
}
