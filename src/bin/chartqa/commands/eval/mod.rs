//! `chartqa eval`: how good readings and answers are.

mod outcome;
mod precision;
mod questions;
mod run;
mod saved;
mod score;
mod tables;

use super::{Context, write_file, write_stdout};
use crate::cli::eval::Eval;

pub(crate) fn run(args: &Eval, context: &Context) -> anyhow::Result<()> {
    match args {
        Eval::Score(args) => score::run(args, context),
        Eval::Tables(args) => tables::run(args, context),
        Eval::Questions(args) => questions::run(args, context),
        Eval::Compare(args) => saved::compare(args),
        Eval::Precision(args) => precision::run(args, context),
        Eval::Report(args) => saved::report(args, context),
    }
}
