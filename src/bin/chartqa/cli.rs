//! The command line: what can be typed, and nothing of what it does.
#![allow(clippy::doc_markdown, reason = "these comments are help texts")]
#![allow(clippy::struct_excessive_bools, reason = "flags are what they are")]

pub(crate) mod batch;
pub(crate) mod eval;

use std::path::PathBuf;

use chartqa::convert::Precision;
use chartqa::table::format::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Read the table out of a picture of a chart, and answer questions about it.
///
/// Everything happens on this machine unless an LLM endpoint is named.
#[derive(Debug, Parser)]
#[command(
    name = "chartqa",
    version,
    max_term_width = 100,
    after_help = "Exit status: 0 done; 1 failed; 2 usage; 3 a model or the runtime library is missing; \
                  4 the endpoint failed; 5 not answerable from this chart; 130 interrupted.\n\n\
                  Settings come from the flag, then the environment, then config.toml, then the default; \
                  `chartqa doctor` shows where config.toml is looked for."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Answer a question about a chart
    Ask(Ask),
    /// Turn charts into tables
    Table(Table),
    /// Work through many pictures and questions, a line of JSON for each
    ///
    /// Pictures are read while questions about others are with the endpoint. With -o a line is
    /// added to the file as soon as it is there, and --resume goes on after whatever ended the run;
    /// without, lines come on standard output, in order, each as soon as it can. What fails has a
    /// line with `error`, and makes the exit status 1 in the end.
    Batch(batch::Batch),
    /// List, fetch, convert and check models
    #[command(subcommand)]
    Models(Models),
    /// Install and find the ONNX Runtime library
    #[command(subcommand)]
    Runtime(Runtime),
    /// Measure how good readings and answers are
    #[command(subcommand)]
    Eval(eval::Eval),
    /// Show what works here, proved by running it
    Doctor(Doctor),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Run the program on standard input, confined: the other side of a `Worker`
    #[command(hide = true)]
    RunProgram,
}

/// Options that every command takes.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Model that reads pictures: an installed name or a folder [env: CHARTQA_MODEL]
    /// [default: deplot when installed, else the built-in mini]
    #[arg(long, global = true, value_name = "NAME|DIR", help_heading = "Reading")]
    pub(crate) model: Option<String>,
    /// Where models run: auto, cpu, cuda, cuda:N or openvino; one that cannot run is an error
    /// [env: CHARTQA_PROVIDER] [default: auto]
    #[arg(long, global = true, help_heading = "Reading")]
    pub(crate) provider: Option<String>,
    /// Threads of the models [default: all cores]
    #[arg(long, global = true, value_name = "N", help_heading = "Reading",
          value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// Most tokens that a sequence model may write [default: 512]
    #[arg(long, global = true, value_name = "N", help_heading = "Reading",
          value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) max_new_tokens: Option<u32>,
    /// Patch budget of a sequence model, up to 4096 [default: the model's, 2048 for DePlot]
    #[arg(long, global = true, value_name = "N", help_heading = "Reading",
          value_parser = clap::value_parser!(u32).range(1..=4096))]
    pub(crate) max_patches: Option<u32>,
    /// Charts that a sequence model reads together where there are several: faster, for the
    /// memory of each (150 MB for DePlot); mini reads one on each core [default: 8]
    #[arg(long, global = true, value_name = "N", help_heading = "Reading",
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) batch: Option<u16>,
    /// TrueType font for the header text of a sequence model [default: Liberation Sans, built in]
    #[arg(long, global = true, value_name = "FILE", help_heading = "Reading")]
    pub(crate) header_font: Option<PathBuf>,
    /// Read pictures anew: neither use nor keep readings
    #[arg(long, global = true, help_heading = "Reading")]
    pub(crate) no_cache: bool,
    /// Fetch nothing [env: CHARTQA_OFFLINE]
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    /// Only data and errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,
    /// More about what happens; twice for the libraries' own logs
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
    /// Colours on standard error
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Args)]
#[command(
    override_usage = "chartqa ask [OPTIONS] <IMAGE> <QUESTION>\n       chartqa ask [OPTIONS] --table <FILE.csv> <QUESTION>",
    after_long_help = "Examples:\n  \
        chartqa ask chart.png \"Which country has the highest value?\"\n  \
        chartqa ask --table data.csv \"What is the sum of sales?\" --json\n  \
        chartqa ask chart.png \"How did it change?\" --llm-url http://localhost:11434/v1 --llm-model llama3.1"
)]
pub(crate) struct Ask {
    /// The picture (path, `-`, http(s) URL, data URI), then the question
    #[arg(required = true, num_args = 1..=2, value_names = ["IMAGE", "QUESTION"])]
    pub(crate) words: Vec<String>,
    /// Answer from this CSV file (first line the header, first column the labels)
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) table: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) answering: Answering,
    /// Print the request that would be sent, and send nothing
    #[arg(long, help_heading = "LLM endpoint")]
    pub(crate) dry_run: bool,
    /// Show the reply on standard error as it comes
    #[arg(long, help_heading = "LLM endpoint")]
    pub(crate) stream: bool,
    /// Show the table with the cells used, and the arithmetic
    #[arg(long)]
    pub(crate) explain: bool,
    /// Print one JSON object
    #[arg(long, conflicts_with = "explain")]
    pub(crate) json: bool,
}

/// Who answers, and how.
#[derive(Debug, Args)]
pub(crate) struct Answering {
    /// Who answers [default: auto: the endpoint when one is set, else the rules]
    #[arg(long, value_enum, default_value = "auto", hide_default_value = true)]
    pub(crate) answerer: Answerer,
    /// How an LLM is asked (or `direct` for a model that takes the question itself)
    /// [default: cot; direct for such a model]
    #[arg(long, value_enum)]
    pub(crate) method: Option<Method>,
    /// Requests of `--method vote` [default: 10]
    #[arg(long, value_name = "N", help_heading = "LLM endpoint",
          value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(crate) samples: Option<u16>,
    /// Whether the LLM gets the picture: never, auto (when the table is not enough and the
    /// endpoint is known to take pictures), always (beside the table), or only (no table is read)
    /// [default: never]
    #[arg(
        long,
        value_enum,
        value_name = "WHEN",
        help_heading = "LLM endpoint",
        hide_possible_values = true
    )]
    pub(crate) picture: Option<Picture>,
    /// Sampling temperature [default: 0; 0.5 for votes]
    #[arg(long, value_name = "T", help_heading = "LLM endpoint")]
    pub(crate) temperature: Option<f32>,
    /// Base URL of an OpenAI-compatible endpoint [env: CHARTQA_LLM_URL, OPENAI_BASE_URL]
    #[arg(long, value_name = "URL", help_heading = "LLM endpoint")]
    pub(crate) llm_url: Option<String>,
    /// Model to ask for at the endpoint [env: CHARTQA_LLM_MODEL, OPENAI_MODEL]
    #[arg(long, value_name = "NAME", help_heading = "LLM endpoint")]
    pub(crate) llm_model: Option<String>,
    /// File that holds the key; or set [env: CHARTQA_LLM_KEY, OPENAI_API_KEY]
    #[arg(long, value_name = "FILE", help_heading = "LLM endpoint")]
    pub(crate) llm_key_file: Option<PathBuf>,
    /// Longest wait for the endpoint, in seconds [default: 120]
    #[arg(long, value_name = "SECONDS", help_heading = "LLM endpoint",
          value_parser = clap::value_parser!(u32).range(1..=86_400))]
    pub(crate) timeout: Option<u32>,
    /// Tries after a failed request [default: 3]
    #[arg(long, value_name = "N", help_heading = "LLM endpoint",
          value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(crate) max_retries: Option<u32>,
    /// Prompt file in place of the built-in one (prompts/README.md has the format)
    #[arg(long, value_name = "FILE", help_heading = "LLM endpoint")]
    pub(crate) prompt: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Answerer {
    /// The endpoint when one is set, else the rules
    Auto,
    /// The built-in rules, nothing is sent
    Rules,
    /// The LLM endpoint
    Llm,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// The answer alone
    Direct,
    /// Chain of thought: steps with row references, then the answer
    Cot,
    /// A short program over the table, run here in a sandbox
    Program,
    /// Several samples by cot and program; the commonest answer
    Vote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Picture {
    /// The table alone
    Never,
    /// When the table is not enough and the endpoint is known to take pictures
    Auto,
    /// Beside the table
    Always,
    /// In place of the table, which is not read
    Only,
}

#[derive(Debug, Args)]
pub(crate) struct Table {
    /// The pictures: paths, `-`, http(s) URLs or data URIs
    #[arg(required = true, value_name = "IMAGE")]
    pub(crate) images: Vec<String>,
    /// Form of the output: Markdown, CSV, TSV, one JSON object a line and picture (with the
    /// reading and the timings), HTML, or an Excel workbook with a sheet a picture
    /// [default: by the ending of -o, else md]
    #[arg(long, value_parser = formats())]
    pub(crate) format: Option<Format>,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write the picture to this PNG file with what the built-in reader found drawn over it:
    /// marks, scale, names, values; of a picture that is refused texts, scales and legends (one
    /// picture only)
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Option<PathBuf>,
}

/// The names of the library's formats.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(Format::name))
        .try_map(|name: String| name.parse::<Format>())
}

#[derive(Debug, Subcommand)]
pub(crate) enum Models {
    /// Show the installed models and their state
    List {
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Fetch a model from the Hugging Face hub and convert it, e.g. google/deplot
    ///
    /// The download goes to the hub's own cache (HF_HOME, HF_HUB_CACHE), which other
    /// programs share. HF_ENDPOINT names another hub, HF_TOKEN a token for gated models.
    Pull {
        /// Hub id, with @REVISION if a certain one is wanted
        #[arg(value_name = "OWNER/NAME[@REVISION]")]
        id: String,
        /// Name to install it under [default: the known short name, else NAME]
        #[arg(long)]
        name: Option<String>,
        /// Replace an installed model of the same name, and convert again even if it is the same
        #[arg(long)]
        replace: bool,
    },
    /// Convert a Pix2Struct checkpoint folder into a model folder
    Convert {
        /// Folder with config.json, *.safetensors and tokenizer.json
        #[arg(value_name = "DIR")]
        checkpoint: PathBuf,
        /// Folder to write the model to
        #[arg(short, long, value_name = "OUT")]
        output: PathBuf,
        /// Where the weights come from; a known hub id sets task and header text
        #[arg(long, value_name = "OWNER/NAME")]
        origin: Option<String>,
        /// Text rendered above the picture, for checkpoints that read tables
        #[arg(long, value_name = "TEXT")]
        header: Option<String>,
        /// Precision of the weights: fp32 (exact), q8 (8 bits, for the CPU) or fp16 (for CUDA)
        #[arg(long, default_value = "fp32")]
        precision: Precision,
    },
    /// Compute the hash of every file again and compare
    Verify {
        /// A model [default: all]
        name: Option<String>,
    },
    /// Print the folder of a model, or of all models
    Path {
        /// A model
        name: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Runtime {
    /// Fetch the pinned ONNX Runtime library from the Python package index (PIP_INDEX_URL)
    Install {
        /// Which build: cpu, cuda or openvino
        #[arg(default_value = "cpu")]
        flavour: String,
    },
    /// Show the libraries found and their state
    List,
    /// Print the path of the library that is used
    Path,
}

#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
