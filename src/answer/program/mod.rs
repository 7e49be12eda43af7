//! A short Python-like program over a table, run in a sandbox, with the cells it used.
//!
//! `source → checked and adapted (source) → interpreter (sandbox) → value → cells used (evidence)`
//!
//! The program finds:
//!
//! - `table`: a dictionary of rows by their label; a row is a dictionary of its cells by
//!   the column's label. Numbers are numbers (`1.5k` is 1500, `45 %` is 45), other texts
//!   are texts, missing values are `None`. [`listing`] prints it, [`Names`] has the labels.
//! - `columns`: the same, by column and then row.
//! - `title`: the chart's title, or `None`.
//! - `mean` and `median`, Python's own functions, and `math`, which may be imported.
//!
//! and leaves its result in `ans`: a number, a text, `True` or `False`, or a list of them.
//!
//! ```
//! use chartqa::{Table, answer::program::{self, Limits, Value}};
//! let table = Table::from_csv(b"Region,Sales\nNorth,42\nEast,57\nWest,40\n", "sales.csv")?;
//! let run = program::run(r#"ans = table["East"]["Sales"] - table["West"]["Sales"]"#, &table, &Limits::default())?;
//! assert_eq!(run.value, Value::Number(17.0));
//! assert_eq!(run.cells, [(1, 1), (2, 1)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The interpreter is Monty: no files, no network, no clock, no modules but `math`. It
//! bounds time, depth of calls and output. Memory it does not bound, and no interpreter
//! is proof against every input, so a program of a model runs in a process of its own
//! ([`Worker`]), which may die of it; [`run`] is for programs that our own code wrote.

use std::collections::HashSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Table;
use crate::table::number;

mod error;
mod evidence;
mod names;
mod sandbox;
mod source;
mod value;
mod worker;

pub use error::ProgramError;
pub use names::{Names, listing, quoted};
pub use value::Value;
pub use worker::{Worker, serve};

use sandbox::{Instead, Program};

/// What a program may take.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Limits {
    /// Length of the source in bytes; 16 KiB by default.
    pub source: usize,
    /// Time for the program itself, which stands for its steps; 1 second by default.
    pub time: Duration,
    /// Time to find the cells it used; 1 second by default.
    pub evidence: Duration,
    /// Bytes that it may print; 64 KiB by default.
    pub output: usize,
    /// Address space of a process that runs it, in bytes, where the platform can limit
    /// that; 512 MiB by default.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source: 16 << 10,
            time: Duration::from_secs(1),
            evidence: Duration::from_secs(1),
            output: 64 << 10,
            memory: 512 << 20,
        }
    }
}

/// What came out of a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The value of `ans`.
    pub value: Value,
    /// The numeric cells it used, as row and column of [`Table::rows`], each once: those
    /// whose label or number is the answer first, then in the table's order by columns.
    pub cells: Vec<(usize, usize)>,
    /// How many of `cells`, at the front, have the answer as label or number.
    pub decisive: usize,
    /// Whether `cells` are exactly those used; else time was too short, and there are more.
    pub exact: bool,
    /// Decimals of the cells used, at most.
    pub decimals: usize,
}

impl Run {
    /// The answer as a person writes it; see [`Value::text`].
    pub fn answer(&self) -> String {
        self.value.text(self.decimals)
    }
}

/// Runs a program over a table in this process; see the module for what it finds there.
///
/// For programs that can be trusted not to exhaust memory; for others there is [`Worker`].
///
/// # Errors
/// [`ProgramError`] if the program cannot be run, fails, or leaves no answer.
pub fn run(source: &str, table: &Table, limits: &Limits) -> Result<Run, ProgramError> {
    let program = Program::new(source, table, limits)?;
    finish(&program, &program.numbers(), table, limits)
}

/// The same for a program that is known to speak of no other numbers of the table than
/// `cells`, so that only those are tried for whether it uses them.
///
/// # Errors
/// Those of [`run`].
pub fn run_on(
    source: &str,
    table: &Table,
    cells: &[(usize, usize)],
    limits: &Limits,
) -> Result<Run, ProgramError> {
    let program = Program::new(source, table, limits)?;
    let mut numbers = program.numbers();
    let cells: HashSet<&(usize, usize)> = cells.iter().collect();
    numbers.retain(|place| cells.contains(place));
    finish(&program, &numbers, table, limits)
}

fn finish(
    program: &Program,
    cells: &[(usize, usize)],
    table: &Table,
    limits: &Limits,
) -> Result<Run, ProgramError> {
    let ans = program.run(&[], Instead::Hidden, limits.time).map_err(|e| sandbox::failure(&e))?;
    let value = Value::new(&ans)?;
    let (cells, exact) = evidence::used(program, &ans, cells, limits.evidence);
    let (cells, decisive) = evidence::decisive_first(program, cells, &value);
    let decimals = cells
        .iter()
        .filter_map(|(row, column)| number::parse_cell(&table.rows[*row][*column]))
        .map(|number| number.decimals)
        .max()
        .unwrap_or(0);
    Ok(Run { value, cells, decisive, exact, decimals })
}
