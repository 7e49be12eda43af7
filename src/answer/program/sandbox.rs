//! The interpreter: a program compiled once, and run over a table again and again.

use std::time::Duration;

use monty::MontyRun;
use monty_types::{
    CompileOptions, ExcType, MontyException, MontyObject, PrintWriter, ResourceLimits,
    ResourceTracker,
};

use super::names::{Cell, Names};
use super::{Limits, ProgramError, source};
use crate::Table;

/// What runs before every program.
const PRELUDE: &str = include_str!("prelude.py");
/// What its result is read by.
const RESULT: &str = "\nans\n";
/// Depth of calls; a frame of the interpreter takes some hundred bytes of its stack.
const MAX_DEPTH: usize = 100;

/// What a run gets in place of a number, to see whether that makes a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    /// Something with which nothing can be done but pass it on.
    Hidden,
    /// A number above all others.
    Huge,
    /// A number below all others.
    Tiny,
}

/// Above and below what charts show, and exact as whole numbers too.
const HUGE: i64 = 1 << 52;

/// A program over a table.
pub(super) struct Program {
    run: MontyRun,
    names: Names,
    /// Cells by row and column; those of the label column are not used.
    cells: Vec<Vec<Cell>>,
    title: MontyObject,
    /// The program speaks of `columns`, which cost time.
    by_column: bool,
    output: usize,
}

impl Program {
    pub(super) fn new(source: &str, table: &Table, limits: &Limits) -> Result<Self, ProgramError> {
        let adapted = source::adapted(source, limits.source)?;
        let names = ["table", "columns", "title", "_hidden"].map(str::to_owned).to_vec();
        let options = CompileOptions::default();
        let run = MontyRun::new(format!("{PRELUDE}{adapted}{RESULT}"), "program", names, options)
            .map_err(|e| failure(&e))?;
        Ok(Self {
            run,
            names: Names::of(table),
            cells: table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| Cell::new(cell)).collect())
                .collect(),
            title: table
                .title
                .as_ref()
                .map_or(MontyObject::None, |title| MontyObject::String(title.clone())),
            by_column: source.contains("columns"),
            output: limits.output,
        })
    }

    pub(super) fn names(&self) -> &Names {
        &self.names
    }

    /// Numbers of the table, as row and column, a column after the other.
    pub(super) fn numbers(&self) -> Vec<(usize, usize)> {
        (1..self.names.columns.len())
            .flat_map(|column| (0..self.cells.len()).map(move |row| (row, column)))
            .filter(|(row, column)| self.cells[*row].get(*column).is_some_and(Cell::is_number))
            .collect()
    }

    pub(super) fn number(&self, (row, column): (usize, usize)) -> Option<f64> {
        match self.cells.get(row)?.get(column)? {
            Cell::Whole(value) => Some(*value as f64),
            Cell::Decimal(value) => Some(*value),
            Cell::Text(_) | Cell::Missing => None,
        }
    }

    /// The value of `ans`, where some cells of the table are others.
    pub(super) fn run(
        &self,
        changed: &[(usize, usize)],
        instead: Instead,
        time: Duration,
    ) -> Result<MontyObject, MontyException> {
        let mut values: Vec<Vec<MontyObject>> =
            self.cells.iter().map(|row| row.iter().map(Cell::object).collect()).collect();
        let mut hidden = Vec::new();
        for (row, column) in changed {
            let sign = match instead {
                Instead::Hidden => {
                    let place = [&self.names.rows[*row], &self.names.columns[*column]];
                    hidden.push(MontyObject::Tuple(place.into_iter().map(|n| text(n)).collect()));
                    continue;
                }
                Instead::Huge => 1,
                Instead::Tiny => -1,
            };
            values[*row][*column] = match self.cells[*row][*column] {
                Cell::Whole(_) => MontyObject::Int(sign * HUGE),
                _ => MontyObject::Float((sign * HUGE) as f64),
            };
        }
        let columns = if self.by_column { self.columns(&values) } else { MontyObject::None };
        let inputs =
            vec![self.rows(values), columns, self.title.clone(), MontyObject::List(hidden)];
        let limits = ResourceLimits {
            max_duration: Some(time),
            max_recursion_depth: MAX_DEPTH,
            ..ResourceLimits::default()
        };
        // What a program prints is nobody's to read; that it is not endless is asked for.
        let mut printed = String::new();
        let print = PrintWriter::CollectString(&mut printed, Some(self.output));
        self.run.run(inputs, ResourceTracker::new(limits), print)
    }
}

impl Program {
    /// The table by row and column.
    fn rows(&self, values: Vec<Vec<MontyObject>>) -> MontyObject {
        let row = |cells: Vec<MontyObject>| -> Vec<(MontyObject, MontyObject)> {
            self.names.columns.iter().zip(cells).skip(1).map(|(n, cell)| (text(n), cell)).collect()
        };
        let rows = self.names.rows.iter().zip(values);
        MontyObject::dict(
            rows.map(|(n, cells)| (text(n), MontyObject::dict(row(cells)))).collect::<Vec<_>>(),
        )
    }

    /// The table by column and row.
    fn columns(&self, values: &[Vec<MontyObject>]) -> MontyObject {
        let column = |at: usize| -> Vec<(MontyObject, MontyObject)> {
            let rows = self.names.rows.iter().zip(values);
            rows.filter_map(|(n, cells)| Some((text(n), cells.get(at)?.clone()))).collect()
        };
        let names = self.names.columns.iter().enumerate().skip(1);
        MontyObject::dict(
            names.map(|(at, n)| (text(n), MontyObject::dict(column(at)))).collect::<Vec<_>>(),
        )
    }
}

fn text(text: &str) -> MontyObject {
    MontyObject::String(text.to_owned())
}

/// The interpreter's exception in our words; lines counted without the prelude.
pub(super) fn failure(exception: &MontyException) -> ProgramError {
    let prelude = PRELUDE.lines().count();
    let line = exception
        .traceback()
        .iter()
        .rev()
        .map(|frame| frame.start.line as usize)
        .find(|line| *line > prelude)
        .map(|line| line - prelude);
    let reason: String = exception.summary().chars().take(MAX_REASON).collect();
    let message = exception.message().unwrap_or_default();
    match exception.exc_type() {
        ExcType::TimeoutError => ProgramError::Limit("the time it is given".to_owned()),
        ExcType::MemoryError => ProgramError::Limit("the memory it is given".to_owned()),
        ExcType::RecursionError => ProgramError::Limit("the depth of calls it is given".to_owned()),
        ExcType::LookupError => ProgramError::NotAnswerable(message.to_owned()),
        ExcType::NameError if message.contains("'ans'") => {
            ProgramError::NoAnswer("nothing".to_owned())
        }
        ExcType::SyntaxError => ProgramError::Syntax { line: line.unwrap_or(1), reason },
        _ => ProgramError::Exception { line, reason },
    }
}

/// Longest message of an exception that is passed on, in characters.
const MAX_REASON: usize = 300;
