//! `chartqa eval score`

use chartqa::eval::dataset::Need;
use chartqa::eval::summary::{BREAKDOWN, Measure};
use chartqa::eval::{Dataset, Record, Summary, score};
use serde_json::{Map, Value, json};

use super::run::{failures, name_of, rendered};
use super::{Context, write_file, write_stdout};
use crate::cli::eval::{Format, Score};

pub(crate) fn run(args: &Score, context: &Context) -> anyhow::Result<()> {
    let set = Dataset::open(&args.file, Need::Pairs).map_err(chartqa::Error::from)?;
    for bad in &set.bad {
        context.report.warn(&format!("{}, {}: {}", args.file.display(), bad.place, bad.reason));
    }
    let mut records = Vec::with_capacity(set.items.len());
    let mut lines = Vec::new();
    context.report.start_items("scoring", set.items.len());
    for item in &set.items {
        context.cancel.check()?;
        let record = score::pair(item, &args.metric);
        serde_json::to_writer(&mut lines, &line(&record, args))?;
        lines.push(b'\n');
        records.push(record);
        context.report.items_done(records.len());
    }
    context.report.finish_items();
    if let Some(path) = &args.output {
        let mut results = Vec::new();
        for record in &records {
            serde_json::to_writer(&mut results, record)?;
            results.push(b'\n');
        }
        write_file(path, &results)?;
    }
    write_stdout(&lines)?;

    let breakdown: Vec<&str> =
        BREAKDOWN.into_iter().chain(args.by.iter().map(String::as_str)).collect();
    let names: Vec<&str> = args.metric.iter().map(|metric| metric.name()).collect();
    let (name, names) = (name_of(&args.file), names.join(", "));
    let measures = Measure::of_metrics(&args.metric);
    let summary = Summary::new(&name, &names, &records, &set.bad, &measures, &breakdown);
    match args.format {
        // One more line, so that all of the output is JSON lines.
        Format::Json => {
            let mut line = serde_json::to_vec(&json!({ "summary": summary }))?;
            line.push(b'\n');
            write_stdout(&line)?;
        }
        format => write_stdout(format!("\n{}", rendered(&summary, format)).as_bytes())?,
    }
    failures(&records, &set)
}

/// The scores of one item; `score` is the one that stands for the first metric.
fn line(record: &Record, args: &Score) -> Value {
    let mut line = Map::new();
    line.insert("id".to_owned(), record.id.clone().into());
    if let Some(reason) = &record.reason {
        line.insert("error".to_owned(), reason.clone().into());
    }
    let main = args.metric.first().and_then(|metric| metric.keys().last());
    let score = main.and_then(|(name, _)| record.metrics.get(*name));
    line.insert("score".to_owned(), score.copied().into());
    for (name, value) in &record.metrics {
        line.insert(name.clone(), (*value).into());
    }
    Value::Object(line)
}
