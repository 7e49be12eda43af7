//! What can be typed behind `chartqa batch`.
#![allow(clippy::doc_markdown, reason = "these comments are help texts")]

use std::path::PathBuf;

use chartqa::batch::Shard;
use clap::Args;

use super::Answering;

#[derive(Debug, Args)]
#[command(after_long_help = "Examples:\n  \
    chartqa batch charts/ -o tables.jsonl\n  \
    chartqa batch charts/ -o out.jsonl --question \"Which country has the highest value?\"\n  \
    chartqa batch questions.csv --dry-run --llm-url http://localhost:11434/v1 --llm-model llama3.1\n  \
    chartqa batch questions.csv -o out.jsonl --resume\n  \
    some-program | chartqa batch - | another-program")]
pub(crate) struct Batch {
    /// JSON lines (or a CSV file with a header) with `id`, `image`, `question` and columns that
    /// pass through, paths relative to it; a folder of pictures; or `-` for JSON lines on
    /// standard input, worked on as they come
    #[arg(value_name = "MANIFEST")]
    pub(crate) manifest: PathBuf,
    /// Add a line for each item to this file as soon as it is there, in any order
    #[arg(short, long, value_name = "OUT.jsonl")]
    pub(crate) output: Option<PathBuf>,
    /// Question of items that have none of their own [default: only their tables are wanted]
    #[arg(long, value_name = "QUESTION")]
    pub(crate) question: Option<String>,
    /// Go on with the file: what is done, by id and content, is passed over; what failed is tried
    /// again
    #[arg(long, requires = "output")]
    pub(crate) resume: bool,
    /// Requests to the endpoint at a time, at most [default: 8]
    #[arg(long, value_name = "N", help_heading = "LLM endpoint",
          value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(crate) requests: Option<u16>,
    /// Only this share of the items: I of N, I from 0; which one an item is in depends on its id
    /// alone
    #[arg(long, value_name = "I/N")]
    pub(crate) shard: Option<Shard>,
    /// Count pictures, requests and the tokens of prompts; read and send nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) answering: Answering,
}
