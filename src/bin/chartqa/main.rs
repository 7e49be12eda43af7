//! The `chartqa` program: a thin front end over the library.

mod cli;
mod commands;
mod report;
mod settings;

use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::{Cli, Command};
use crate::report::Report;
use crate::settings::Settings;

fn main() -> ExitCode {
    // Before any thread starts: the environment cannot be changed safely later.
    let telemetry = chartqa::runtime::disable_telemetry();
    let cli = Cli::parse();
    let report = Report::new(&cli.common);
    start_log(cli.common.verbose);
    match telemetry.map_err(|e| chartqa::Error::from(e).into()).and_then(|()| run(&cli, &report)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report.error(&error);
            report::exit_code(&error)
        }
    }
}

fn run(cli: &Cli, report: &Report) -> anyhow::Result<()> {
    if let Command::Completions { shell } = &cli.command {
        return commands::completions::print(*shell);
    }
    if let Command::RunProgram = &cli.command {
        let (input, output) = (std::io::stdin().lock(), std::io::stdout().lock());
        return Ok(chartqa::answer::program::serve(input, output)?);
    }
    let env = &settings::process_env;
    let config = settings::load_config(settings::config_path(env).as_deref())?;
    let settings = Settings::resolve(&cli.common, env, config)?;
    let session = commands::Context::new(settings, report)?;
    match &cli.command {
        Command::Ask(args) => commands::ask::run(args, &session),
        Command::Table(args) => commands::table::run(args, &session),
        Command::Batch(args) => commands::batch::run(args, &session),
        Command::Models(args) => commands::models::run(args, &session),
        Command::Runtime(args) => commands::runtime::run(args, &session),
        Command::Eval(args) => commands::eval::run(args, &session),
        Command::Doctor(args) => commands::doctor::run(args, &session),
        Command::Completions { .. } | Command::RunProgram => Ok(()),
    }
}

/// Logs of this program with `-v`, those of the libraries too with `-vv`.
fn start_log(verbose: u8) {
    let filter = match verbose {
        0 => return,
        1 => "chartqa=debug",
        _ => "chartqa=trace,ort=info,reqwest=debug",
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .without_time()
        .init();
}
