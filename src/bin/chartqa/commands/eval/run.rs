//! What `eval tables` and `eval questions` share: the way through the items, and the end.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::Path;

use chartqa::Cancel;
use chartqa::eval::journal::{Journal, RunId};
use chartqa::eval::summary::Measure;
use chartqa::eval::{Dataset, Item, Record, Summary, html};
use chartqa::models::BUILT_IN;
use chartqa::reader::ModelChoice;

use super::{Context, write_file, write_stdout};
use crate::cli::eval::{Format, Run};
use crate::report::SomeFailed;

/// What a run is called and measured by.
pub(super) struct Plan<'a> {
    /// `tables` or `questions`.
    pub(super) what: &'a str,
    /// Model and answerer, for headings.
    pub(super) by: String,
    /// What else tells this run from others: settings that change results.
    pub(super) settings: String,
    pub(super) measures: &'a [Measure],
    pub(super) breakdown: &'a [&'a str],
}

/// Takes the result of an item, or what keeps the run from going on; says whether to go on.
pub(super) type Take<'t> = &'t mut dyn FnMut(chartqa::Result<Record>) -> ControlFlow<()>;

/// Work on several items that is done on one after the other.
pub(super) fn one_by_one(
    items: &[&Item],
    cancel: &Cancel,
    mut work: impl FnMut(&Item) -> chartqa::Result<Record>,
    take: Take,
) {
    for item in items {
        if take(cancel.check().and_then(|()| work(item))).is_break() {
            break;
        }
    }
}

/// Works on every item, keeping results as they come if there is a file for them; then prints
/// the summary. Items that failed, and lines that are no items, make it fail in the end.
pub(super) fn over(
    set: &Dataset,
    plan: &Plan,
    args: &Run,
    context: &Context,
    work: impl FnOnce(&[&Item], Take) -> chartqa::Result<()>,
) -> anyhow::Result<()> {
    for bad in &set.bad {
        context.report.warn(&format!("{}, {}: {}", args.dataset.display(), bad.place, bad.reason));
    }
    let (mut journal, earlier) = match &args.output {
        Some(path) => {
            let run = RunId::new(plan.what, &format!("{}{}", plan.by, plan.settings), set);
            let opened = Journal::open(path, &run, args.fresh).map_err(chartqa::Error::from)?;
            (Some(opened.0), opened.1)
        }
        None => (None, Vec::new()),
    };
    if !earlier.is_empty() {
        let (done, all) = (earlier.len(), set.items.len());
        context.report.note(&format!("going on: {done} of {all} items were done before"));
    }
    let mut done: HashMap<String, Record> =
        earlier.into_iter().map(|record| (record.id.clone(), record)).collect();
    let items: Vec<&Item> = set.items.iter().filter(|item| !done.contains_key(&item.id)).collect();
    context.report.start_items(plan.what, set.items.len());
    let mut failed = None;
    let mut take = |record: chartqa::Result<Record>| {
        let kept = record.and_then(|record| {
            if let Some(journal) = &mut journal {
                journal.add(&record)?;
            }
            Ok(record)
        });
        match kept {
            Ok(record) => {
                done.insert(record.id.clone(), record);
                context.report.items_done(done.len());
                ControlFlow::Continue(())
            }
            Err(error) => {
                failed = Some(error);
                ControlFlow::Break(())
            }
        }
    };
    let worked = work(&items, &mut take);
    if let Some(error) = failed.or(worked.err()) {
        say_what_is_kept(args, done.len(), context);
        return Err(error.into());
    }
    let records: Vec<Record> = set.items.iter().filter_map(|item| done.remove(&item.id)).collect();
    context.report.finish_items();
    if let Some(journal) = journal {
        journal.finish(&records).map_err(chartqa::Error::from)?;
    }
    let breakdown: Vec<&str> =
        plan.breakdown.iter().copied().chain(args.by.iter().map(String::as_str)).collect();
    let name = name_of(&args.dataset);
    let summary = Summary::new(&name, &plan.by, &records, &set.bad, plan.measures, &breakdown);
    if let Some(path) = &args.html {
        write_page(path, &summary, &records, context)?;
    }
    write_stdout(rendered(&summary, args.format).as_bytes())?;
    failures(&records, set)
}

fn say_what_is_kept(args: &Run, done: usize, context: &Context) {
    if let Some(path) = &args.output {
        context.report.note(&format!(
            "{done} items are kept in {}.part; the same command goes on from there",
            path.display()
        ));
    }
}

/// The summary in the form asked for.
pub(super) fn rendered(summary: &Summary, format: Format) -> String {
    match format {
        Format::Text => summary.text(),
        Format::Json => summary.json(),
        Format::Md => summary.markdown(),
    }
}

/// An error if there are items that could not be scored; each has been named.
pub(super) fn failures(records: &[Record], set: &Dataset) -> anyhow::Result<()> {
    let failed = records.iter().filter(|r| !r.is_scored()).count() + set.bad.len();
    match failed {
        0 => Ok(()),
        failed => Err(SomeFailed { failed, total: records.len() + set.bad.len() }.into()),
    }
}

/// Writes the page of results, with the pictures that lie on this machine.
pub(super) fn write_page(
    path: &Path,
    summary: &Summary,
    records: &[Record],
    context: &Context,
) -> anyhow::Result<()> {
    let mut missing = 0;
    let mut picture = |name: &str| {
        let bytes = std::fs::read(name).ok();
        missing += usize::from(bytes.is_none());
        bytes
    };
    let page = html::report(summary, records, &mut picture);
    if missing > 0 {
        context.report.warn(&format!(
            "{missing} pictures are not on this machine (or not where this command was run); the page has their names"
        ));
    }
    write_file(path, page.as_bytes())
}

/// The file's or folder's name, for headings.
pub(super) fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

/// The model's name, for headings.
pub(super) fn model_name(model: &ModelChoice) -> String {
    match model {
        ModelChoice::BuiltIn => BUILT_IN.to_owned(),
        ModelChoice::Folder { manifest, .. } => manifest.name.clone(),
    }
}
