//! `chartqa batch`

use std::collections::HashMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use chartqa::batch::estimate::estimate;
use chartqa::batch::manifest::{self, Defaults};
use chartqa::batch::output::{Earlier, Output};
use chartqa::batch::{BatchError, Counts, DEFAULT_REQUESTS, Entry, Line, RunName, Wanted, Work};
use chartqa::models::manifest::Task;
use chartqa::pipeline::Answerer;
use chartqa::reader::ModelChoice;

use super::readings::shelf;
use super::{Context, ask, endpoint, reading, write_stdout};
use crate::cli::batch::Batch;
use crate::report::{SomeFailed, UsageError};

pub(crate) fn run(args: &Batch, context: &Context) -> anyhow::Result<()> {
    let streamed = args.manifest == Path::new("-");
    refuse_unfit(args, streamed)?;
    let (answerer, asked) = answerer(args, context)?;
    // A manifest that is none is said before anything else is looked for.
    let mut entries = if streamed { Vec::new() } else { listed(args)? };
    let model = model(context)?;
    let run = run_name(&model, &asked, context)?;
    let work = Work {
        shelf: shelf(context, model),
        batch: context.settings.batch,
        answerer: &answerer,
        requests: requests(args),
        in_order: args.output.is_none(),
        offline: context.settings.offline,
        tasks: context.tasks()?.clone(),
    };
    let lines = Lines { work: &work, run: &run, context };
    if streamed {
        let defaults = Defaults { folder: PathBuf::new(), question: question(args) };
        let entries =
            manifest::stream(std::io::stdin(), "standard input", defaults, &context.cancel);
        let entries = entries.filter(|entry| is_in_shard(args, entry));
        return match &args.output {
            // Ids are compared where a file holds the results of all of them.
            Some(path) => lines.to_file(create(path)?, path, manifest::unique(entries)),
            None => lines.to_stdout(entries),
        };
    }
    match &args.output {
        _ if args.dry_run => count(entries, args, &run, &work),
        None => {
            context.report.start_items("batch", entries.len());
            lines.to_stdout(entries.into_iter())
        }
        Some(path) => {
            let (output, earlier) = open_output(path, args, &run, &entries, &work)?;
            say_what_was_done(&earlier, entries.len(), context);
            entries.retain(|entry| !is_done(entry, &earlier));
            context.report.start_items("batch", entries.len());
            lines.to_file(output, path, entries.into_iter())
        }
    }
}

/// Says what there is to do.
fn count(mut entries: Vec<Entry>, args: &Batch, run: &RunName, work: &Work) -> anyhow::Result<()> {
    let all = entries.len();
    if let Some(path) = args.output.as_ref().filter(|_| args.resume) {
        let earlier = Output::earlier(path, run, same(&entries, work))?;
        entries.retain(|entry| !is_done(entry, &earlier));
    }
    let mut json = serde_json::to_vec_pretty(&estimate(&entries, all - entries.len(), work)?)?;
    json.push(b'\n');
    write_stdout(&json)
}

/// What cannot be done with a stream: it comes once.
fn refuse_unfit(args: &Batch, streamed: bool) -> Result<(), UsageError> {
    let refused = match (streamed, args.resume, args.dry_run) {
        (true, true, _) => "--resume",
        (true, _, true) => "--dry-run",
        _ => return Ok(()),
    };
    Err(UsageError {
        message: format!("{refused} needs a manifest in a file: standard input comes only once"),
        hint: Some("write the lines to a file, and give its name".to_owned()),
    })
}

/// The entries of the manifest that belong to the share.
fn listed(args: &Batch) -> chartqa::Result<Vec<Entry>> {
    let entries = manifest::open(&args.manifest, question(args).as_deref())?;
    Ok(manifest::unique(entries.into_iter()).filter(|entry| is_in_shard(args, entry)).collect())
}

fn is_in_shard(args: &Batch, entry: &Entry) -> bool {
    args.shard.is_none_or(|shard| shard.takes(&entry.key()))
}

fn question(args: &Batch) -> Option<String> {
    args.question.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn requests(args: &Batch) -> usize {
    args.requests.map_or(DEFAULT_REQUESTS, usize::from)
}

/// Who answers, and everything about it that decides answers.
fn answerer(args: &Batch, context: &Context) -> anyhow::Result<(Answerer, [String; 2])> {
    let named = endpoint::url(&args.answering, context).is_some();
    // Without an endpoint a dry run is about the rules.
    let will_send = !(args.dry_run && named);
    let mut answerer = ask::choose_answerer(&args.answering, will_send, context)?;
    let asked = match &mut answerer {
        Answerer::Rules => ["rules".to_owned(), String::new()],
        Answerer::Llm { client, options } => {
            let endpoint = client.endpoint();
            let settings = format!("{}, {options:?}", endpoint.shown_url());
            let by = format!("{} by {}", endpoint.model, options.method.name());
            // The samples of a vote are requests, too.
            options.parallel = options.parallel.min(requests(args));
            [by, settings]
        }
    };
    Ok((answerer, asked))
}

/// The model, which has to give tables.
fn model(context: &Context) -> anyhow::Result<ModelChoice> {
    let model = reading::choose_model(context)?;
    match reading::gives_no_table(&model) {
        None => Ok(model),
        Some(what) => Err(UsageError {
            message: format!("this model {what}"),
            hint: Some(match model.task() {
                Task::Question => "name another with --model, or ask with `chartqa ask`".to_owned(),
                _ => "name another with --model".to_owned(),
            }),
        }
        .into()),
    }
}

/// How results are made.
fn run_name(
    model: &ModelChoice,
    [by, asked]: &[String; 2],
    context: &Context,
) -> chartqa::Result<RunName> {
    let built_in;
    let manifest = match model {
        ModelChoice::BuiltIn => {
            built_in = chartqa::marks::manifest()?;
            &built_in
        }
        ModelChoice::Folder { manifest, .. } => manifest,
    };
    let settings = &context.settings;
    let settings = format!(
        "{}\n{}\n{:?}\n{asked}\n{} tokens, patches {:?}, font {:?}",
        env!("CARGO_PKG_VERSION"),
        manifest.to_toml()?,
        by,
        settings.max_new_tokens,
        settings.max_patches,
        settings.header_font
    );
    Ok(RunName::new(&format!("{} {}, {by}", manifest.name, manifest.precision), &settings))
}

fn create(path: &Path) -> chartqa::Result<Output> {
    Ok(Output::create(path)?)
}

/// The file that lines are added to, and what stands in it.
fn open_output(
    path: &Path,
    args: &Batch,
    run: &RunName,
    entries: &[Entry],
    work: &Work,
) -> chartqa::Result<(Output, Earlier)> {
    if args.resume {
        Output::resume(path, run, same(entries, work))
    } else {
        Ok((create(path)?, Earlier::default()))
    }
}

/// Whether an item is still about the picture and question of this hash. What does not stand in
/// the manifest (or in this share of it) is left as it is.
fn same<'e>(
    entries: &'e [Entry],
    work: &'e Work,
) -> impl FnMut(&str, &str) -> chartqa::Result<bool> + 'e {
    let items = entries.iter().filter_map(|e| Some((e.key(), e.wanted.as_ref().ok()?)));
    let items: HashMap<String, &Wanted> = items.collect();
    move |id, hash| items.get(id).map_or(Ok(true), |wanted| work.is_same(wanted, hash))
}

fn is_done(entry: &Entry, earlier: &Earlier) -> bool {
    entry.wanted.is_ok() && earlier.done.contains(&entry.key())
}

fn say_what_was_done(earlier: &Earlier, all: usize, context: &Context) {
    if earlier.removed > 0 {
        let removed = earlier.removed;
        context.report.note(&format!("{removed} lines are made anew: failed, changed or twice"));
    }
    if !earlier.done.is_empty() {
        let done = earlier.done.len();
        context.report.note(&format!("going on: {done} results are there, of {all} items"));
    }
}

/// What works on entries, and where their lines go.
struct Lines<'a> {
    work: &'a Work<'a>,
    run: &'a RunName,
    context: &'a Context<'a>,
}

impl Lines<'_> {
    fn to_file(
        &self,
        mut output: Output,
        path: &Path,
        entries: impl Iterator<Item = Entry> + Send,
    ) -> anyhow::Result<()> {
        let (counts, worked) = self.write(entries, |line| output.add(line));
        output.finish().map_err(chartqa::Error::from)?;
        if worked.is_err() && counts.total() > 0 {
            let (lines, path) = (counts.total(), path.display());
            self.context.report.note(&format!(
                "{lines} lines were added to {path}; the same command with --resume goes on"
            ));
        }
        self.end(&counts, worked)
    }

    fn to_stdout(&self, entries: impl Iterator<Item = Entry> + Send) -> anyhow::Result<()> {
        let (counts, worked) = self.write(entries, |line| {
            let mut out = std::io::stdout().lock();
            out.write_all(line).and_then(|()| out.flush()).map_err(|source| BatchError::Io {
                verb: "write",
                path: "standard output".into(),
                source,
            })
        });
        self.end(&counts, worked)
    }

    /// Works on entries, and gives each line to `add`.
    fn write(
        &self,
        entries: impl Iterator<Item = Entry> + Send,
        mut add: impl FnMut(&[u8]) -> Result<(), BatchError> + Send,
    ) -> (Counts, chartqa::Result<()>) {
        let context = self.context;
        let mut counts = Counts::default();
        let open = || {
            let opened = reading::open_for_many(context, &self.work.shelf.model)?;
            Ok((opened.reader, opened.load_ms))
        };
        let worked = self.work.run(entries, open, |line: &Line| {
            // Nobody gets what would be worked on.
            add(&line.to_bytes(self.run)).inspect_err(|_| context.cancel.cancel())?;
            counts.add(line);
            context.report.items_done(counts.total());
            context.report.items_failed("batch", counts.failed);
            Ok(())
        });
        context.report.finish_items();
        (counts, worked)
    }

    /// The counts; an error if something failed.
    fn end(&self, counts: &Counts, worked: chartqa::Result<()>) -> anyhow::Result<()> {
        self.context.report.note(&in_words(counts));
        worked?;
        match counts.failed {
            0 => Ok(()),
            failed => Err(SomeFailed { failed, total: counts.total() }.into()),
        }
    }
}

fn in_words(counts: &Counts) -> String {
    let Counts { tables, answered, not_answerable, failed, usage } = counts;
    let mut parts = Vec::new();
    if *tables > 0 {
        parts.push(format!("{tables} tables"));
    }
    parts.push(format!("{answered} answered, {not_answerable} not answerable, {failed} failed"));
    let tokens = match (usage.prompt_tokens, usage.completion_tokens) {
        (0, 0) => String::new(),
        (prompts, replies) => format!("; {prompts} tokens of prompts, {replies} of replies"),
    };
    format!("{} items: {}{tokens}", counts.total(), parts.join(", "))
}
