//! `chartqa runtime`

use std::fmt::Write as _;

use chartqa::runtime::{self, Flavour, InstallOptions, RuntimeError, State, library};

use super::{Context, write_stdout};
use crate::cli::Runtime;

pub(crate) fn run(args: &Runtime, context: &Context) -> anyhow::Result<()> {
    match args {
        Runtime::Install { flavour } => install(flavour, context),
        Runtime::List => list(context),
        Runtime::Path => path(context),
    }
}

fn install(flavour: &str, context: &Context) -> anyhow::Result<()> {
    let flavour: Flavour = flavour.parse().map_err(chartqa::Error::from)?;
    let options = context.library_options()?;
    let home = options.home.as_deref().ok_or(RuntimeError::NoHome).map_err(chartqa::Error::from)?;
    let from = InstallOptions { home, index: options.index.as_ref(), offline: options.offline };
    let installed =
        context.block_on(async { Ok(runtime::install(flavour, from, context.report).await?) })?;
    context.report.note(&format!("installed ONNX Runtime {}, {flavour}", installed.version));
    write_stdout(format!("{}\n", installed.library.display()).as_bytes())
}

/// Every candidate in the order of the search, each with its version or its flaw.
fn list(context: &Context) -> anyhow::Result<()> {
    let options = context.library_options()?;
    let mut text = String::new();
    for candidate in library::candidates(&options) {
        let state = match runtime::probe::probe(&candidate) {
            Ok(library) => format!("version {}", library.version),
            Err(flaw) => format!("not usable: {flaw}"),
        };
        writeln!(text, "{}\t{}\t{state}", candidate.path.display(), candidate.origin)?;
    }
    // Installed builds that the search does not choose for the provider in force.
    for installed in options.home.as_deref().map(runtime::installed).unwrap_or_default() {
        let path = installed.library.display().to_string();
        if text.lines().any(|line| line.split('\t').next() == Some(path.as_str())) {
            continue;
        }
        let state = match installed.state {
            State::Good => "not chosen".to_owned(),
            State::Damaged(reason) => format!("damaged: {reason}"),
        };
        writeln!(text, "{path}\tinstalled, {} {}\t{state}", installed.flavour, installed.version)?;
    }
    if text.is_empty() {
        context.report.note("no library found; `chartqa runtime install cpu` fetches one");
    }
    write_stdout(text.as_bytes())
}

fn path(context: &Context) -> anyhow::Result<()> {
    let library = library::find(&context.library_options()?).map_err(chartqa::Error::from)?;
    write_stdout(format!("{}\n", library.path.display()).as_bytes())
}
