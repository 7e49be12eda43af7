//! `chartqa completions`

use clap::CommandFactory as _;

use crate::cli::Cli;

pub(crate) fn print(shell: clap_complete::Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "chartqa", &mut script);
    super::write_stdout(&script)
}
