//! What can be typed behind `chartqa eval`.
#![allow(clippy::doc_markdown, reason = "these comments are help texts")]

use std::path::PathBuf;

use chartqa::eval::Metric;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};

use super::Answering;

#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// Score predictions that were made elsewhere
    ///
    /// Every line of the file has a `prediction` and a `target`: answers, or tables in the
    /// linearised form of DePlot. Standard output has a line of scores for each, then the summary.
    Score(Score),
    /// Read every picture of a data set and compare with its gold tables
    ///
    /// A picture that the reader refuses counts as an empty table. `labels`, `values` and
    /// `rows F1` are the shares of row labels that are exact, of numbers that are within 5 %, and
    /// of rows of which both hold. With -o an interrupted run goes on where it was.
    Tables(Tables),
    /// Answer every question of a data set
    ///
    /// A question that is not answered counts as wrong. With -o an interrupted run goes on where
    /// it was.
    Questions(Questions),
    /// Compare two results of the same data set, item by item
    Compare(Compare),
    /// Compare a precision of a model with another, on pictures of your own
    ///
    /// Reads every picture with the model in DIR and with the same model in fp32. `tokens that
    /// agree` are those that DIR writes where all before them are as in fp32; `RMS F1` is that of
    /// one table against the other. What may be lost is for you to say: nothing is judged.
    Precision(Precision),
    /// Make a page of results, with pictures and tables side by side
    Report(MakeReport),
}

#[derive(Debug, Args)]
pub(crate) struct Score {
    /// JSON lines (or a JSON array, or CSV) with `prediction` and `target`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The metric; may be given several times, or several with commas between
    #[arg(long, required = true, value_delimiter = ',', value_parser = metrics())]
    pub(crate) metric: Vec<Metric>,
    /// Form of the summary, the last lines
    #[arg(long, value_enum, default_value = "json")]
    pub(crate) format: Format,
    /// Write the result of every item to this file, one line of JSON each
    #[arg(short, long, value_name = "FILE.jsonl")]
    pub(crate) output: Option<PathBuf>,
    /// Break the results down by this field too; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Vec<String>,
}

/// The names of the library's metrics.
fn metrics() -> impl TypedValueParser<Value = Metric> {
    let all = Metric::RELAXED.into_iter().chain(Metric::TABLE);
    PossibleValuesParser::new(all.map(Metric::name)).try_map(|name: String| name.parse::<Metric>())
}

#[derive(Debug, Args)]
pub(crate) struct Tables {
    #[command(flatten)]
    pub(crate) run: Run,
}

#[derive(Debug, Args)]
pub(crate) struct Questions {
    #[command(flatten)]
    pub(crate) run: Run,
    /// Answer from the gold tables, and read no pictures
    #[arg(long)]
    pub(crate) gold_tables: bool,
    #[command(flatten)]
    pub(crate) answering: Answering,
}

/// What both have.
#[derive(Debug, Args)]
pub(crate) struct Run {
    /// The data set: JSON lines, a JSON array or CSV with `image`, `table` (a CSV file),
    /// `question` or `query`, `answer` or `label`; or a folder of ChartQA's layout. Paths in it
    /// are relative to it
    #[arg(value_name = "DATASET")]
    pub(crate) dataset: PathBuf,
    /// Write the result of every item to this file, one line of JSON each
    #[arg(short, long, value_name = "FILE.jsonl")]
    pub(crate) output: Option<PathBuf>,
    /// Start anew even if an interrupted run can go on
    #[arg(long, requires = "output")]
    pub(crate) fresh: bool,
    /// Form of the summary
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
    /// Write a page with the pictures and the tables side by side
    #[arg(long, value_name = "FILE.html")]
    pub(crate) html: Option<PathBuf>,
    /// Break the results down by this field of the data set too; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Compare {
    /// Results of the first run, as -o wrote them
    #[arg(value_name = "A.jsonl")]
    pub(crate) first: PathBuf,
    /// Results of the second
    #[arg(value_name = "B.jsonl")]
    pub(crate) second: PathBuf,
    /// Measure by which items count as changed, by its name in --format json [default: rms_f1
    /// for tables, relaxed for answers]
    #[arg(long, value_name = "NAME")]
    pub(crate) measure: Option<String>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: Format,
}

#[derive(Debug, Args)]
pub(crate) struct Precision {
    /// The model: a folder that `models convert` wrote, an installed name, or `mini`
    #[arg(value_name = "DIR")]
    pub(crate) model: String,
    /// Pictures, or folders of pictures
    #[arg(value_name = "PICTURES", required = true)]
    pub(crate) pictures: Vec<PathBuf>,
    /// The same model in fp32: a folder or an installed name [default: the installed model of the
    /// same origin and revision]
    #[arg(long, value_name = "DIR")]
    pub(crate) reference: Option<String>,
    /// Write what was found into the model's manifest
    #[arg(long)]
    pub(crate) record: bool,
    /// Print one JSON object, with a line for every picture in it
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct MakeReport {
    /// Results as -o wrote them
    #[arg(value_name = "RESULTS.jsonl")]
    pub(crate) results: PathBuf,
    /// The page to write
    #[arg(short, long, value_name = "FILE.html")]
    pub(crate) output: PathBuf,
}

/// Forms of a summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
    Md,
}
