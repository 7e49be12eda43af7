//! `chartqa eval questions`

use std::collections::HashMap;
use std::time::Instant;

use chartqa::answer::Answer;
use chartqa::answer::picture::PictureUse;
use chartqa::eval::dataset::{GoldTable, Need};
use chartqa::eval::score::{self, Got};
use chartqa::eval::summary::{BREAKDOWN, Measure};
use chartqa::eval::{Dataset, Item, Record};
use chartqa::image_source::ImageSource;
use chartqa::models::manifest::Task;
use chartqa::pipeline::{self, Answerer, Material};
use chartqa::{ErrorKind, Reading, Table};

use super::outcome::{blamed, of_item, picture};
use super::run::{Plan, model_name, one_by_one, over};
use super::tables::reading_settings;
use crate::cli::eval::Questions;
use crate::commands::reading::{self, Opened};
use crate::commands::{Context, ask};
use crate::report::UsageError;

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
    let shown = answerer.picture_use();
    if args.gold_tables && matches!(shown, PictureUse::Always | PictureUse::Only) {
        return Err(UsageError {
            message: "with --gold-tables no picture is looked at, let alone sent".to_owned(),
            hint: Some("drop --picture or --gold-tables".to_owned()),
        }
        .into());
    }
    let mut from = if shown == PictureUse::Only {
        by.push_str(" on pictures");
        From::Shown
    } else if args.gold_tables {
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
    over(&set, &plan, &args.run, context, |items, take| {
        one_by_one(
            items,
            &context.cancel,
            |item| record(item, &mut from, &answerer, context),
            take,
        );
        Ok(())
    })
}

/// What came of a picture: the reading or the refusal, and the milliseconds it took.
struct Known {
    reading: chartqa::Result<Reading>,
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
    /// The pictures themselves, by an endpoint.
    Shown,
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
        From::Gold => {
            let none = Table::default();
            let material = Material::table(gold.as_ref().unwrap_or(&none));
            answer(item, &material, answerer, context)?
        }
        From::Reading { opened, read } => {
            // A picture is read for its first question, and its time counts for all of them.
            before = read.get(item.image.as_deref().unwrap_or_default()).map_or(0.0, |k| k.ms);
            from_reading(item, opened, read, answerer, context)?
        }
        From::Picture(opened) => from_picture(item, opened, context)?,
        From::Shown => shown(item, answerer, context)?,
    };
    let ms = before + start.elapsed().as_secs_f64() * 1000.0;
    let mut record = score::answer(item, gold, got);
    record.ms = record.is_scored().then_some(ms);
    Ok(record)
}

fn answer(
    item: &Item,
    material: &Material,
    answerer: &Answerer,
    context: &Context,
) -> chartqa::Result<Got<Answer>> {
    let question = item.question.as_deref().unwrap_or_default();
    let mut show = |_: &str| {};
    of_item(context.block_on(answerer.answer(material, question, &context.cancel, &mut show)))
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
        let picture = match picture(image, context)? {
            Got::Done(picture) => picture,
            Got::Refused(reason) => return Ok(Got::Refused(reason)),
            Got::Failed(reason) => return Ok(Got::Failed(reason)),
        };
        let reading = match opened.reader.read(&picture, &opened.options) {
            Err(error) if error.kind() == ErrorKind::Failed => {
                return Ok(Got::Failed(error.to_string()));
            }
            Err(error) if error.kind() != ErrorKind::Unanswerable => return Err(error),
            read_or_refused => read_or_refused,
        };
        let ms = start.elapsed().as_secs_f64() * 1000.0;
        known.insert(image.to_owned(), Known { reading, ms });
    }
    let Some(Known { reading: read, .. }) = known.get(image) else {
        return Ok(Got::Refused(String::new()));
    };
    let question = item.question.as_deref().unwrap_or_default();
    let again = || reading::load(context, &ImageSource::parse(image)?);
    let Some(material) = answerer.material(question, read, again)? else {
        let reason = read.as_ref().err().map(ToString::to_string).unwrap_or_default();
        return Ok(Got::Refused(reason));
    };
    let mut got = answer(item, &material, answerer, context)?;
    if let Got::Done(answer) = &mut got {
        answer.reading = read.as_ref().ok().cloned();
    }
    Ok(got)
}

/// An endpoint's answer from the picture alone.
fn shown(item: &Item, answerer: &Answerer, context: &Context) -> chartqa::Result<Got<Answer>> {
    Ok(match picture(item.image.as_deref().unwrap_or_default(), context)? {
        Got::Done(picture) => {
            let material = Material::picture(&picture)?;
            answer(item, &material, answerer, context)?
        }
        Got::Refused(reason) => Got::Refused(reason),
        Got::Failed(reason) => Got::Failed(reason),
    })
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
