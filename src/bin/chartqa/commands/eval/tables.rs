//! `chartqa eval tables`

use std::time::Instant;

use chartqa::eval::dataset::{GoldTable, Need};
use chartqa::eval::score::{self, Got};
use chartqa::eval::summary::{BREAKDOWN_OF_TABLES, Measure};
use chartqa::eval::{Dataset, Item, Record};

use super::outcome::read;
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
    let mut opened = reading::open(context, &model)?;
    let plan = Plan {
        what: "tables",
        by: model_name(&model),
        settings: reading_settings(context),
        measures: &Measure::TABLES,
        breakdown: &BREAKDOWN_OF_TABLES,
    };
    over(&set, &plan, &args.run, context, |item| record(item, &mut opened, context))
}

/// Settings that change what is read.
pub(super) fn reading_settings(context: &Context) -> String {
    let settings = &context.settings;
    format!(
        ", {} tokens, patches {:?}, font {:?}",
        settings.max_new_tokens, settings.max_patches, settings.header_font
    )
}

fn record(item: &Item, opened: &mut Opened, context: &Context) -> chartqa::Result<Record> {
    let gold = match item.table.as_ref().map(GoldTable::load) {
        Some(Ok(gold)) => Some(gold),
        Some(Err(error)) => {
            return Ok(score::table(item, None, Got::Failed(error.to_string())));
        }
        None => None,
    };
    let start = Instant::now();
    let got = read(opened, item.image.as_deref().unwrap_or_default(), context)?;
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    let mut record = score::table(item, gold, got);
    record.ms = record.is_scored().then_some(ms);
    Ok(record)
}
