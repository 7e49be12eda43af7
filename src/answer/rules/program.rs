//! Plans as short programs that a person can follow, in Python's syntax.

use std::collections::HashSet;
use std::fmt::Write as _;

use super::plan::{Binary, Condition, Expression, Fold, Plan};
use super::question::{Comparison, Direction};
use super::view::{Axis, Cell, View};

/// The program of a plan; the result is in `ans`.
pub(super) fn write(plan: &Plan, view: &View<'_>) -> String {
    let writer = Writer { view };
    match plan {
        Plan::Title => "ans = table.title".to_owned(),
        Plan::Lookup(cell) => format!(
            "ans = table[{}][{}]",
            quoted(view.label(Axis::Row, cell.row)),
            quoted(view.label(Axis::Column, cell.column))
        ),
        Plan::Number(Expression::Extreme { cells, direction, rank }) => {
            format!(
                "{}ans = {}",
                writer.values(cells),
                chosen("values.values()", "", *direction, *rank)
            )
        }
        Plan::Number(expression) => {
            let cells = cells_of(expression);
            format!("{}ans = {}", writer.comment(&cells), writer.expression(expression))
        }
        Plan::Extreme { cells, direction, rank, .. } => {
            format!(
                "{}ans = {}",
                writer.values(cells),
                chosen("values", ", key=values.get", *direction, *rank)
            )
        }
        Plan::Top { cells, direction, count, .. } => format!(
            "{}ans = sorted(values, key=values.get{})[:{count}]",
            writer.values(cells),
            reverse(*direction)
        ),
        Plan::Where { cells, conditions, .. } => format!(
            "{}ans = [k for k, v in values.items() if {}]",
            writer.values(cells),
            writer.conditions(conditions)
        ),
        Plan::Count { cells, conditions } => format!(
            "{}ans = sum({} for v in values.values())",
            writer.values(cells),
            writer.conditions(conditions)
        ),
        Plan::CountCells(cells) => format!("{}ans = len(values)", writer.values(cells)),
        Plan::CountLabels { axis, places } => {
            let labels: Vec<String> =
                places.iter().map(|at| quoted(view.label(*axis, *at))).collect();
            format!("ans = len([{}])", labels.join(", "))
        }
        Plan::Compare { left, comparison, right } => {
            let cells = once([left, right]);
            let (l, r) = (writer.expression(left), writer.expression(right));
            format!("{}ans = {l} {} {r}", writer.comment(&cells), sign(*comparison))
        }
        Plan::IsExtreme { cells, axis, direction, place } => format!(
            "{}ans = {} == {}",
            writer.values(cells),
            chosen("values", ", key=values.get", *direction, 1),
            quoted(view.label(*axis, *place))
        ),
        Plan::Gap { pairs, axis, direction, value } => format!(
            "{}ans = {}",
            writer.pairs(pairs, *axis, |a, b| format!("abs({a} - {b})")),
            chosen_of(*value, *direction, 1)
        ),
        Plan::FoldedExtreme { groups, fold, axis, direction, rank, value } => {
            let items: Vec<String> = groups
                .iter()
                .filter_map(|group| {
                    let label = view.label(*axis, group.first()?.along(*axis));
                    Some(format!("{}: {}({})", quoted(label), function(*fold), writer.list(group)))
                })
                .collect();
            format!(
                "values = {{{}}}\nans = {}",
                items.join(", "),
                chosen_of(*value, *direction, *rank)
            )
        }
        Plan::Same { cells, value, .. } => format!(
            "{}ans = [{} for k, v in values.items() if list(values.values()).count(v) > 1]{}",
            writer.values(cells),
            if *value { "v" } else { "k" },
            if *value { "[0]" } else { "" }
        ),
        Plan::Pairs { pairs, axis, comparison, count } => {
            let values =
                writer.pairs(pairs, *axis, |a, b| format!("{a} {} {b}", sign(*comparison)));
            if *count {
                format!("{values}ans = sum(values.values())")
            } else {
                format!("{values}ans = [k for k, v in values.items() if v]")
            }
        }
        Plan::Step { cells, axis, rising } => {
            let pairs: Vec<(Cell, Cell)> = cells.windows(2).map(|w| (w[1], w[0])).collect();
            let direction = if *rising { Direction::Highest } else { Direction::Lowest };
            format!(
                "{}ans = {}",
                writer.pairs(&pairs, *axis, |a, b| format!("{a} - {b}")),
                chosen("values", ", key=values.get", direction, 1)
            )
        }
    }
}

struct Writer<'a> {
    view: &'a View<'a>,
}

impl Writer<'_> {
    fn value(&self, cell: Cell) -> String {
        self.view.number(cell).map_or_else(|| "None".to_owned(), |n| n.value.to_string())
    }

    /// What tells a cell from the others of its computation.
    fn name(&self, cell: Cell, cells: &[Cell]) -> String {
        let (row, column) =
            (self.view.label(Axis::Row, cell.row), self.view.label(Axis::Column, cell.column));
        if cells.iter().all(|c| c.column == cell.column) {
            row.to_owned()
        } else if cells.iter().all(|c| c.row == cell.row) {
            column.to_owned()
        } else {
            format!("{row}, {column}")
        }
    }

    fn values(&self, cells: &[Cell]) -> String {
        let items: Vec<String> = cells
            .iter()
            .map(|c| format!("{}: {}", quoted(&self.name(*c, cells)), self.value(*c)))
            .collect();
        format!("values = {{{}}}\n", items.join(", "))
    }

    fn pairs(
        &self,
        pairs: &[(Cell, Cell)],
        axis: Axis,
        item: impl Fn(String, String) -> String,
    ) -> String {
        let items: Vec<String> = pairs
            .iter()
            .map(|(a, b)| {
                let label = quoted(self.view.label(axis, a.along(axis)));
                format!("{label}: {}", item(self.value(*a), self.value(*b)))
            })
            .collect();
        format!("values = {{{}}}\n", items.join(", "))
    }

    /// A line that says which cells the numbers are.
    fn comment(&self, cells: &[Cell]) -> String {
        let mut line = String::from("#");
        for (i, cell) in cells.iter().enumerate() {
            let _ = write!(
                line,
                "{} {} {}",
                if i == 0 { "" } else { "," },
                one_line(&self.name(*cell, cells)),
                one_line(self.view.text(*cell))
            );
        }
        if cells.is_empty() { String::new() } else { line + "\n" }
    }

    fn conditions(&self, conditions: &[Condition]) -> String {
        let parts: Vec<String> = conditions
            .iter()
            .map(|c| format!("v {} {}", sign(c.comparison), self.expression(&c.bound)))
            .collect();
        parts.join(" and ")
    }

    fn list(&self, cells: &[Cell]) -> String {
        let values: Vec<String> = cells.iter().map(|c| self.value(*c)).collect();
        format!("[{}]", values.join(", "))
    }

    fn expression(&self, expression: &Expression) -> String {
        match expression {
            Expression::Constant(value) => value.to_string(),
            Expression::Cell(cell) => self.value(*cell),
            Expression::Fold(fold, cells) => format!("{}({})", function(*fold), self.list(cells)),
            Expression::Extreme { cells, direction, rank } => {
                chosen(&self.list(cells), "", *direction, *rank)
            }
            Expression::FoldExtremes { fold, cells, direction, count } => format!(
                "{}(sorted({}{})[:{count}])",
                function(*fold),
                self.list(cells),
                reverse(*direction)
            ),
            Expression::Combine(fold, parts) => {
                let parts: Vec<String> = parts.iter().map(|p| self.expression(p)).collect();
                format!("{}([{}])", function(*fold), parts.join(", "))
            }
            Expression::Binary(binary, left, right) => {
                let (l, r) = (self.expression(left), self.expression(right));
                match binary {
                    Binary::Distance => format!("abs({l} - {r})"),
                    Binary::Over => format!("{l} / {r}"),
                    Binary::Times => format!("{l} * {r}"),
                    Binary::PercentOf => format!("100 * {l} / {r}"),
                    Binary::PercentChange => format!("100 * ({r} - {l}) / {l}"),
                }
            }
        }
    }
}

fn cells_of(expression: &Expression) -> Vec<Cell> {
    match expression {
        Expression::Constant(_) => Vec::new(),
        Expression::Cell(cell) => vec![*cell],
        Expression::Fold(_, cells)
        | Expression::Extreme { cells, .. }
        | Expression::FoldExtremes { cells, .. } => cells.clone(),
        Expression::Binary(_, left, right) => once([&**left, &**right]),
        Expression::Combine(_, parts) => once(parts),
    }
}

/// The cells of several expressions, each once.
fn once<'a>(expressions: impl IntoIterator<Item = &'a Expression>) -> Vec<Cell> {
    let mut seen = HashSet::new();
    expressions.into_iter().flat_map(cells_of).filter(|c| seen.insert(*c)).collect()
}

/// The label with the highest of `values`, or that value.
fn chosen_of(value: bool, direction: Direction, rank: usize) -> String {
    if value {
        chosen("values.values()", "", direction, rank)
    } else {
        chosen("values", ", key=values.get", direction, rank)
    }
}

/// The highest of something, or the one of another rank.
fn chosen(of: &str, key: &str, direction: Direction, rank: usize) -> String {
    match (direction, rank) {
        (Direction::Highest, 1) => format!("max({of}{key})"),
        (Direction::Lowest, 1) => format!("min({of}{key})"),
        _ => format!("sorted({of}{key}{})[{}]", reverse(direction), rank - 1),
    }
}

fn reverse(direction: Direction) -> &'static str {
    match direction {
        Direction::Highest => ", reverse=True",
        Direction::Lowest => "",
    }
}

fn function(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "sum",
        Fold::Mean => "mean",
        Fold::Median => "median",
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::More => ">",
        Comparison::Less => "<",
        Comparison::AtLeast => ">=",
        Comparison::AtMost => "<=",
        Comparison::Equal => "==",
        Comparison::Different => "!=",
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}
