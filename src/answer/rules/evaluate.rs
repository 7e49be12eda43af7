//! From a plan to an answer, with the cells that were read.

use super::plan::{Expression, Fold, Plan, Refusal};
use super::program;
use super::question::{Comparison, Direction};
use super::style::Style;
use super::view::{Axis, Cell, View};

/// What came out of a plan.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    pub answer: String,
    pub program: String,
    /// Cells read, the decisive ones first.
    pub cells: Vec<Cell>,
}

/// How far apart equal numbers may be, relative to their size: noise of floating point.
const NOISE: f64 = 1e-9;
/// The same for `twice as much`, where charts round.
const ROUNDING: f64 = 0.01;

/// Carries out a plan.
pub(super) fn run(plan: &Plan, view: &View<'_>) -> Result<Outcome, Refusal> {
    let machine = Machine { view };
    let (answer, first, cells) = machine.run(plan)?;
    let mut read: Vec<Cell> = first;
    for cell in cells {
        if !read.contains(&cell) {
            read.push(cell);
        }
    }
    Ok(Outcome { answer, program: program::write(plan, view), cells: read })
}

struct Machine<'a> {
    view: &'a View<'a>,
}

/// The answer, the cells that decided it, and all cells read.
type Result3 = Result<(String, Vec<Cell>, Vec<Cell>), Refusal>;

impl Machine<'_> {
    fn run(&self, plan: &Plan) -> Result3 {
        match plan {
            Plan::Title => {
                Ok((self.view.table.title.clone().unwrap_or_default(), Vec::new(), Vec::new()))
            }
            Plan::Lookup(cell) => self.lookup(*cell),
            Plan::Number(expression) => self.compute(expression),
            Plan::Extreme { cells, axis, direction, rank } => {
                let winners = self.ranked(cells, *direction, *rank)?;
                Ok((self.labels(*axis, &winners)?, winners, cells.clone()))
            }
            Plan::Top { cells, axis, direction, count } => {
                let sorted = self.sorted(cells, *direction)?;
                let tie = sorted
                    .get(*count)
                    .is_some_and(|next| same(self.value(*next), self.value(sorted[*count - 1])));
                if tie {
                    return Err(format!("the table has no clear {count} there: values are equal"));
                }
                let top = sorted[..*count].to_vec();
                Ok((self.labels(*axis, &top)?, top, cells.clone()))
            }
            Plan::Where { cells, axis, comparison, bound } => {
                let (bound, _) = self.number(bound)?;
                let hits: Vec<Cell> = cells
                    .iter()
                    .copied()
                    .filter(|c| holds(self.value(*c), *comparison, bound, NOISE))
                    .collect();
                if hits.is_empty() {
                    return Err("no value of the table is like that".to_owned());
                }
                Ok((self.labels(*axis, &hits)?, hits, cells.clone()))
            }
            Plan::Count { cells, comparison, bound } => {
                let (bound, _) = self.number(bound)?;
                let hits: Vec<Cell> = cells
                    .iter()
                    .copied()
                    .filter(|c| holds(self.value(*c), *comparison, bound, NOISE))
                    .collect();
                Ok((hits.len().to_string(), hits, cells.clone()))
            }
            Plan::CountCells(cells) => Ok((cells.len().to_string(), Vec::new(), cells.clone())),
            Plan::CountLabels { axis, places } => {
                let cells = match axis {
                    Axis::Row => places.iter().map(|row| Cell { row: *row, column: 0 }).collect(),
                    // The header is no cell of a row: the first row stands for it.
                    Axis::Column => Vec::new(),
                };
                Ok((places.len().to_string(), Vec::new(), cells))
            }
            Plan::Compare { left, comparison, right } => {
                let ((l, mut cells), (r, more)) = (self.number(left)?, self.number(right)?);
                cells.extend(more);
                let rounded =
                    matches!(right, Expression::Binary(..)) && *comparison == Comparison::Equal;
                let tolerance = if rounded { ROUNDING } else { NOISE };
                Ok((yes(holds(l, *comparison, r, tolerance)), cells, Vec::new()))
            }
            Plan::IsExtreme { cells, axis, direction, place } => {
                let winners = self.ranked(cells, *direction, 1)?;
                let is = winners.iter().any(|c| c.along(*axis) == *place);
                Ok((yes(is), winners, cells.clone()))
            }
            Plan::Gap { pairs, axis, direction } => {
                let gap = |pair: &(Cell, Cell)| (self.value(pair.0) - self.value(pair.1)).abs();
                let sign = sign(*direction);
                let best = pairs.iter().map(|p| sign * gap(p)).fold(f64::NEG_INFINITY, f64::max);
                let hits: Vec<&(Cell, Cell)> =
                    pairs.iter().filter(|p| same(sign * gap(p), best)).collect();
                let first: Vec<Cell> = hits.iter().flat_map(|p| [p.0, p.1]).collect();
                let places: Vec<Cell> = hits.iter().map(|p| p.0).collect();
                Ok((self.labels(*axis, &places)?, first, flat(pairs)))
            }
            Plan::Pairs { pairs, axis, comparison, count } => {
                let hits: Vec<&(Cell, Cell)> = pairs
                    .iter()
                    .filter(|(a, b)| holds(self.value(*a), *comparison, self.value(*b), NOISE))
                    .collect();
                let first: Vec<Cell> = hits.iter().flat_map(|p| [p.0, p.1]).collect();
                if *count {
                    return Ok((hits.len().to_string(), first, flat(pairs)));
                }
                if hits.is_empty() {
                    return Err("nowhere in the table is it like that".to_owned());
                }
                let places: Vec<Cell> = hits.iter().map(|p| p.0).collect();
                Ok((self.labels(*axis, &places)?, first, flat(pairs)))
            }
            Plan::Step { cells, axis, rising } => {
                let sign = if *rising { 1.0 } else { -1.0 };
                let step = |w: &[Cell]| sign * (self.value(w[1]) - self.value(w[0]));
                let best = cells.windows(2).map(step).fold(f64::NEG_INFINITY, f64::max);
                if best <= 0.0 {
                    return Err(format!(
                        "the values never {}",
                        if *rising { "rise" } else { "fall" }
                    ));
                }
                let hits: Vec<&[Cell]> = cells.windows(2).filter(|w| same(step(w), best)).collect();
                let ends: Vec<Cell> = hits.iter().map(|w| w[1]).collect();
                let first = hits.iter().flat_map(|w| [w[1], w[0]]).collect();
                Ok((self.labels(*axis, &ends)?, first, cells.clone()))
            }
        }
    }

    fn lookup(&self, cell: Cell) -> Result3 {
        let text = self.view.text(cell).trim();
        if crate::table::number::is_missing(text) {
            return Err(self.missing(cell));
        }
        let text = text.trim_end_matches(['*', '†', '‡']).trim_end();
        Ok((text.to_owned(), vec![cell], Vec::new()))
    }

    fn compute(&self, expression: &Expression) -> Result3 {
        // One cell's value is shown as it is printed.
        if let Expression::Extreme { cells, direction, rank } = expression {
            let winners = self.ranked(cells, *direction, *rank)?;
            let (text, _, _) = self.lookup(winners[0])?;
            return Ok((text, winners, cells.clone()));
        }
        let (value, cells) = self.number(expression)?;
        if !value.is_finite() {
            return Err("the computation divides by zero".to_owned());
        }
        let text = Style::of(self.view, &cells).write(value, expression);
        Ok((text, cells, Vec::new()))
    }

    /// The value of an expression, and the cells read for it.
    fn number(&self, expression: &Expression) -> Result<(f64, Vec<Cell>), Refusal> {
        use super::plan::Binary;
        match expression {
            Expression::Constant(value) => Ok((*value, Vec::new())),
            Expression::Cell(cell) => {
                let number = self.view.number(*cell).ok_or_else(|| self.missing(*cell))?;
                Ok((number.value, vec![*cell]))
            }
            Expression::Fold(fold, cells) => {
                let values = self.values(cells)?;
                Ok((folded(*fold, &values), cells.clone()))
            }
            Expression::Extreme { cells, direction, rank } => {
                let winners = self.ranked(cells, *direction, *rank)?;
                let mut read = winners.clone();
                read.extend(cells.iter().filter(|c| !winners.contains(c)));
                Ok((self.value(winners[0]), read))
            }
            Expression::FoldExtremes { fold, cells, direction, count } => {
                let sorted = self.sorted(cells, *direction)?;
                let values: Vec<f64> = sorted.iter().take(*count).map(|c| self.value(*c)).collect();
                Ok((folded(*fold, &values), sorted))
            }
            Expression::Binary(binary, left, right) => {
                let ((l, mut cells), (r, more)) = (self.number(left)?, self.number(right)?);
                cells.extend(more);
                let value = match binary {
                    Binary::Distance => (l - r).abs(),
                    Binary::Over => l / r,
                    Binary::Times => l * r,
                    Binary::PercentOf => 100.0 * l / r,
                    Binary::PercentChange => 100.0 * (r - l) / l,
                };
                Ok((value, cells))
            }
        }
    }

    fn values(&self, cells: &[Cell]) -> Result<Vec<f64>, Refusal> {
        if cells.is_empty() {
            return Err("the table has no numbers there".to_owned());
        }
        cells
            .iter()
            .map(|c| self.view.number(*c).map(|n| n.value).ok_or_else(|| self.missing(*c)))
            .collect()
    }

    fn value(&self, cell: Cell) -> f64 {
        self.view.number(cell).map_or(f64::NAN, |n| n.value)
    }

    fn sorted(&self, cells: &[Cell], direction: Direction) -> Result<Vec<Cell>, Refusal> {
        self.values(cells)?;
        let mut sorted = cells.to_vec();
        let sign = sign(direction);
        sorted.sort_by(|a, b| (sign * self.value(*b)).total_cmp(&(sign * self.value(*a))));
        Ok(sorted)
    }

    /// The cells with the highest value, or with the one of another rank; equal
    /// values share a rank.
    fn ranked(
        &self,
        cells: &[Cell],
        direction: Direction,
        rank: usize,
    ) -> Result<Vec<Cell>, Refusal> {
        let sorted = self.sorted(cells, direction)?;
        let mut groups: Vec<Vec<Cell>> = Vec::new();
        for cell in sorted {
            match groups.last_mut() {
                Some(group) if same(self.value(group[0]), self.value(cell)) => {
                    group.push(cell);
                }
                _ => groups.push(vec![cell]),
            }
        }
        if rank > 1 && groups.iter().take(rank - 1).any(|g| g.len() > 1) {
            return Err("the table has no clear rank there: values are equal".to_owned());
        }
        groups
            .into_iter()
            .nth(rank - 1)
            .ok_or_else(|| format!("the table has fewer than {rank} different values there"))
    }

    /// Labels of cells along an axis, in the order given.
    fn labels(&self, axis: Axis, cells: &[Cell]) -> Result<String, Refusal> {
        let mut labels: Vec<&str> = Vec::new();
        for cell in cells {
            let label = self.view.label(axis, cell.along(axis)).trim();
            if label.is_empty() {
                return Err("the place in question has no label".to_owned());
            }
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        Ok(labels.join(", "))
    }

    fn missing(&self, cell: Cell) -> Refusal {
        let row = self.view.label(Axis::Row, cell.row);
        let column = self.view.label(Axis::Column, cell.column);
        format!("the table has no number for `{row}` in `{column}`")
    }
}

fn flat(pairs: &[(Cell, Cell)]) -> Vec<Cell> {
    pairs.iter().flat_map(|p| [p.0, p.1]).collect()
}

fn sign(direction: Direction) -> f64 {
    match direction {
        Direction::Highest => 1.0,
        Direction::Lowest => -1.0,
    }
}

fn same(a: f64, b: f64) -> bool {
    holds(a, Comparison::Equal, b, NOISE)
}

fn yes(is: bool) -> String {
    if is { "Yes" } else { "No" }.to_owned()
}

fn folded(fold: Fold, values: &[f64]) -> f64 {
    let sum: f64 = values.iter().sum();
    match fold {
        Fold::Sum => sum,
        Fold::Mean => sum / values.len() as f64,
        Fold::Median => {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            let middle = sorted.len() / 2;
            if sorted.len() % 2 == 1 {
                sorted[middle]
            } else {
                f64::midpoint(sorted[middle - 1], sorted[middle])
            }
        }
    }
}

fn holds(left: f64, comparison: Comparison, right: f64, tolerance: f64) -> bool {
    let equal = (left - right).abs() <= tolerance * left.abs().max(right.abs());
    match comparison {
        Comparison::More => left > right && !equal,
        Comparison::Less => left < right && !equal,
        Comparison::AtLeast => left > right || equal,
        Comparison::AtMost => left < right || equal,
        Comparison::Equal => equal,
        Comparison::Different => !equal,
    }
}
