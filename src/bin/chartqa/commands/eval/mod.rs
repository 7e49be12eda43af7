//! `chartqa eval`: how good readings and answers are.

mod questions;
mod tables;

use std::path::Path;

use chartqa::eval::score::Got;
use chartqa::eval::summary::{BREAKDOWN, Measure};
use chartqa::eval::{Dataset, Outcome, Record, Summary};
use chartqa::image_source::ImageSource;
use chartqa::models::BUILT_IN;
use chartqa::reader::ModelChoice;
use chartqa::{ErrorKind, Reading};
use image::RgbImage;

use super::reading::{self, Opened};
use super::{Context, write_file, write_stdout};
use crate::cli::eval::{Eval, Run};
use crate::report::SomeFailed;

pub(crate) fn run(args: &Eval, context: &Context) -> anyhow::Result<()> {
    match args {
        Eval::Tables(args) => tables::run(args, context),
        Eval::Questions(args) => questions::run(args, context),
    }
}

/// The picture of an item, decoded; `Failed` if that is the item's fault.
fn picture(image: &str, context: &Context) -> chartqa::Result<Got<RgbImage>> {
    let loaded = ImageSource::parse(image)
        .map_err(chartqa::Error::from)
        .and_then(|source| reading::load(context, &source));
    blamed(loaded)
}

/// What a reader or answerer gave, told from what is the fault of the whole run.
fn blamed<T>(result: chartqa::Result<T>) -> chartqa::Result<Got<T>> {
    match result {
        Ok(value) => Ok(Got::Done(value)),
        Err(error) => match error.kind() {
            ErrorKind::Unanswerable => Ok(Got::Refused(error.to_string())),
            ErrorKind::Failed => Ok(Got::Failed(error.to_string())),
            _ => Err(error),
        },
    }
}

/// Reads a picture, without the notes that a person gets about a single one.
fn read(opened: &mut Opened, image: &str, context: &Context) -> chartqa::Result<Got<Reading>> {
    Ok(match picture(image, context)? {
        Got::Done(picture) => blamed(opened.reader.read(&picture, &opened.options))?,
        Got::Refused(reason) => Got::Refused(reason),
        Got::Failed(reason) => Got::Failed(reason),
    })
}

/// The model's name for headings.
fn model_name(model: &ModelChoice) -> String {
    match model {
        ModelChoice::BuiltIn => BUILT_IN.to_owned(),
        ModelChoice::Folder { manifest, .. } => manifest.name.clone(),
    }
}

/// Prints the summary, writes the results, and fails if items failed.
fn finish(
    args: &Run,
    set: &Dataset,
    records: &[Record],
    by: &str,
    measures: &[Measure],
) -> anyhow::Result<()> {
    if let Some(path) = &args.output {
        write_file(path, &as_lines(records)?)?;
    }
    let breakdown: Vec<&str> =
        BREAKDOWN.into_iter().chain(args.by.iter().map(String::as_str)).collect();
    let name = dataset_name(&args.dataset);
    let summary = Summary::new(&name, by, records, &set.bad, measures, &breakdown);
    write_stdout(summary.text().as_bytes())?;
    let failed = records.iter().filter(|r| r.outcome == Outcome::Failed).count() + set.bad.len();
    match failed {
        0 => Ok(()),
        failed => Err(SomeFailed { failed, total: records.len() + set.bad.len() }.into()),
    }
}

fn as_lines(records: &[Record]) -> anyhow::Result<Vec<u8>> {
    let mut lines = Vec::new();
    for record in records {
        serde_json::to_writer(&mut lines, record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}

fn dataset_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}
