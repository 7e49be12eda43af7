//! What can be typed behind `chartqa eval`.
#![allow(clippy::doc_markdown, reason = "these comments are help texts")]

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Answering;

#[derive(Debug, Subcommand)]
pub(crate) enum Eval {
    /// Read every picture of a data set and compare with its gold tables
    Tables(Tables),
    /// Answer every question of a data set
    Questions(Questions),
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
    /// The data set: JSON lines with `image`, `table` (and `question`, `answer`); paths in it
    /// are relative to it
    #[arg(value_name = "DATASET")]
    pub(crate) dataset: PathBuf,
    /// Write the result of every item to this file, one line of JSON each
    #[arg(short, long, value_name = "FILE.jsonl")]
    pub(crate) output: Option<PathBuf>,
    /// Break the results down by this field of the data set too; may be given several times
    #[arg(long, value_name = "FIELD")]
    pub(crate) by: Vec<String>,
}
