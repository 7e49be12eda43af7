//! From a plan to an answer: its program is run, and what comes out is worded.

use std::collections::HashMap;
use std::time::Duration;

use super::plan::{Expression, Fold, Plan, Refusal};
use super::question::Question;
use super::script;
use super::style::Style;
use super::view::{Axis, Cell, View};
use crate::answer::program::{self, Limits, Names, ProgramError, Run, Value};

/// What came out of a plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub answer: String,
    pub program: String,
    /// Cells used, the decisive ones first.
    pub cells: Vec<Cell>,
}

/// Time to see which of the cells that a program names it used. All but very large tables
/// need less; there, all that it names is what it used, but for branches it did not take.
const EVIDENCE: Duration = Duration::from_millis(25);

/// Carries out a plan.
pub(super) fn carry_out(
    plan: &Plan,
    view: &View<'_>,
    question: &Question,
) -> Result<Outcome, Refusal> {
    if let Some(refusal) = lacking(plan, view) {
        return Err(refusal);
    }
    let program = script::write(plan, view);
    let limits = Limits { evidence: EVIDENCE, ..Limits::default() };
    let places: Vec<(usize, usize)> =
        plan.cells().iter().map(|cell| (cell.row, cell.column)).collect();
    let run = program::run_on(&program, view.table, &places, &limits)
        .map_err(|error| refusal(&error, plan, view))?;
    let cells = in_order(plan, &run);
    let answer = Wording { plan, view, question, cells: &cells }.of(&run)?;
    let cells = if cells.is_empty() { named(plan) } else { cells };
    Ok(Outcome { answer, program, cells })
}

/// The cells used: the decisive ones, then those of the plan as the question names them.
fn in_order(plan: &Plan, run: &Run) -> Vec<Cell> {
    let named = plan.cells();
    let at: HashMap<Cell, usize> =
        named.iter().enumerate().rev().map(|(at, cell)| (*cell, at)).collect();
    let mut cells: Vec<Cell> =
        run.cells.iter().map(|(row, column)| Cell { row: *row, column: *column }).collect();
    for part in [0..run.decisive, run.decisive..cells.len()] {
        cells[part].sort_by_key(|cell| at.get(cell).copied().unwrap_or(usize::MAX));
    }
    cells
}

/// What a plan computes with and the table has no number for.
fn lacking(plan: &Plan, view: &View<'_>) -> Option<Refusal> {
    if matches!(plan, Plan::Lookup(_) | Plan::Title | Plan::CountLabels { .. }) {
        return None;
    }
    let cells = plan.cells();
    if cells.is_empty() {
        return Some("the table has no numbers there".to_owned());
    }
    cells.into_iter().find(|cell| view.number(*cell).is_none()).map(|cell| missing(cell, view))
}

fn missing(cell: Cell, view: &View<'_>) -> Refusal {
    let row = view.label(Axis::Row, cell.row);
    let column = view.label(Axis::Column, cell.column);
    format!("the table has no number for `{row}` in `{column}`")
}

/// Why the program has no answer.
fn refusal(error: &ProgramError, plan: &Plan, view: &View<'_>) -> Refusal {
    match (error, plan) {
        (ProgramError::NoAnswer(_), Plan::Lookup(cell)) => missing(*cell, view),
        (ProgramError::Exception { reason, .. }, _) if reason.starts_with("ZeroDivisionError") => {
            "the computation divides by zero".to_owned()
        }
        _ => error.to_string(),
    }
}

/// The cells of a plan that computes with none: labels that it counts.
fn named(plan: &Plan) -> Vec<Cell> {
    match plan {
        Plan::CountLabels { axis: Axis::Row, places } => {
            places.iter().map(|row| Cell { row: *row, column: 0 }).collect()
        }
        // The header is no cell of a row.
        _ => plan.cells(),
    }
}

/// How the value of a program is said: in the words and units of the table.
struct Wording<'a> {
    plan: &'a Plan,
    view: &'a View<'a>,
    question: &'a Question,
    cells: &'a [Cell],
}

impl Wording<'_> {
    fn of(&self, run: &Run) -> Result<String, Refusal> {
        match (self.plan, &run.value) {
            (Plan::Lookup(cell), _) => Ok(self.printed(*cell)),
            (
                Plan::Number(Expression::Extreme { .. }) | Plan::Same { value: true, .. },
                Value::Number(_),
            ) => self
                .cells
                .first()
                .map(|cell| self.printed(*cell))
                .ok_or_else(|| "the table has no numbers there".to_owned()),
            (Plan::Number(expression), Value::Number(number)) => {
                Ok(self.style(self.cells).write(*number, expression))
            }
            // A gap and a sum have the unit of what they are computed from.
            (Plan::Gap { value: true, .. }, Value::Number(number)) => {
                Ok(self.style(self.cells).write(*number, &Expression::Fold(Fold::Sum, Vec::new())))
            }
            (Plan::FoldedExtreme { value: true, fold, .. }, Value::Number(number)) => {
                Ok(self.style(self.cells).write(*number, &Expression::Fold(*fold, Vec::new())))
            }
            (Plan::Title, value) => Ok(value.text(0)),
            (_, Value::Text(_) | Value::List(_)) => labels(self.plan, &run.value, self.view),
            (_, value) => Ok(value.text(run.decimals)),
        }
    }

    fn style(&self, cells: &[Cell]) -> Style {
        Style::of(self.view, cells, self.question)
    }

    /// One cell's value is shown as it is printed.
    fn printed(&self, cell: Cell) -> String {
        self.style(&[cell]).printed(self.view.text(cell))
    }
}

/// The labels of the places that a program names, in its order, each once.
fn labels(plan: &Plan, value: &Value, view: &View<'_>) -> Result<String, Refusal> {
    let names = Names::of(view.table);
    let (names, axis) = match plan.axis() {
        Axis::Row => (names.rows, Axis::Row),
        Axis::Column => (names.columns, Axis::Column),
    };
    let items = match value {
        Value::List(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut labels: Vec<&str> = Vec::new();
    for item in items {
        let name = item.text(0);
        let label = names
            .iter()
            .position(|n| *n == name)
            .map(|at| view.label(axis, at).trim())
            .filter(|label| !label.is_empty())
            .ok_or("the place in question has no label")?;
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    Ok(labels.join(", "))
}
