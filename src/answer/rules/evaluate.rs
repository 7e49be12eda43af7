//! From a plan to an answer, with the cells that were read.

use super::numeric::{NOISE, ROUNDING, folded, holds, same, sign, yes};
use std::collections::HashSet;

use super::plan::{Binary, Condition, Expression, Fold, Plan, Refusal};
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

/// Carries out a plan.
pub(super) fn run(plan: &Plan, view: &View<'_>) -> Result<Outcome, Refusal> {
    let machine = Machine { view };
    let (answer, first, cells) = machine.run(plan)?;
    let mut seen = HashSet::new();
    let read: Vec<Cell> = first.into_iter().chain(cells).filter(|c| seen.insert(*c)).collect();
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
            Plan::Where { cells, axis, conditions } => {
                let (hits, read) = self.hits(cells, conditions)?;
                if hits.is_empty() {
                    return Err("no value of the table is like that".to_owned());
                }
                Ok((self.labels(*axis, &hits)?, hits, read))
            }
            Plan::Count { cells, conditions } => {
                let (hits, read) = self.hits(cells, conditions)?;
                Ok((hits.len().to_string(), hits, read))
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
            Plan::Gap { pairs, axis, direction, value } => {
                if pairs.is_empty() {
                    return Err("the table has no numbers to compare there".to_owned());
                }
                let gap = |pair: &(Cell, Cell)| (self.value(pair.0) - self.value(pair.1)).abs();
                let sign = sign(*direction);
                let best = pairs.iter().map(|p| sign * gap(p)).fold(f64::NEG_INFINITY, f64::max);
                let hits: Vec<(Cell, Cell)> =
                    pairs.iter().copied().filter(|p| same(sign * gap(p), best)).collect();
                let text = if *value {
                    let (a, b) = hits[0];
                    let gap = Expression::binary(
                        Binary::Distance,
                        Expression::Cell(a),
                        Expression::Cell(b),
                    );
                    self.compute(&gap)?.0
                } else {
                    self.labels(*axis, &hits.iter().map(|p| p.0).collect::<Vec<_>>())?
                };
                Ok((text, flat(&hits), flat(pairs)))
            }
            Plan::FoldedExtreme { groups, fold, axis, direction, rank, value } => {
                self.folded_extreme(groups, *fold, *axis, (*direction, *rank), *value)
            }
            Plan::Same { cells, axis, value } => self.same_values(cells, *axis, *value),
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

    /// The cells that all conditions hold for, and all that were read.
    fn hits(
        &self,
        cells: &[Cell],
        conditions: &[Condition],
    ) -> Result<(Vec<Cell>, Vec<Cell>), Refusal> {
        let mut hits = cells.to_vec();
        let mut read = cells.to_vec();
        for Condition { comparison, bound } in conditions {
            let (bound, more) = self.number(bound)?;
            hits.retain(|c| holds(self.value(*c), *comparison, bound, NOISE));
            read.extend(more);
        }
        Ok((hits, read))
    }

    /// The place with the highest sum or mean.
    fn folded_extreme(
        &self,
        groups: &[Vec<Cell>],
        fold: Fold,
        axis: Axis,
        (direction, rank): (Direction, usize),
        value: bool,
    ) -> Result3 {
        let sign = sign(direction);
        let mut sorted: Vec<(f64, &Vec<Cell>)> = Vec::new();
        for group in groups {
            sorted.push((folded(fold, &self.values(group)?), group));
        }
        sorted.sort_by(|a, b| (sign * b.0).total_cmp(&(sign * a.0)));
        let Some((best, _)) = sorted.get(rank - 1).copied() else {
            return Err(format!("the table has fewer than {rank} values there"));
        };
        let winners: Vec<&Vec<Cell>> =
            sorted.iter().filter(|(v, _)| same(*v, best)).map(|(_, group)| *group).collect();
        if rank > 1 && (winners.len() > 1 || same(sorted[rank - 2].0, best)) {
            return Err("the table has no clear rank there: values are equal".to_owned());
        }
        let first: Vec<Cell> = winners.iter().flat_map(|g| g.iter().copied()).collect();
        let all: Vec<Cell> = groups.iter().flatten().copied().collect();
        let text = if value {
            Style::of(self.view, &all).write(best, &Expression::Fold(fold, Vec::new()))
        } else {
            let places: Vec<Cell> = winners.iter().filter_map(|g| g.first().copied()).collect();
            self.labels(axis, &places)?
        };
        Ok((text, first, all))
    }

    /// The one value that several places have.
    fn same_values(&self, cells: &[Cell], axis: Axis, value: bool) -> Result3 {
        let sorted = self.sorted(cells, Direction::Highest)?;
        let groups: Vec<&[Cell]> = sorted
            .chunk_by(|a, b| same(self.value(*a), self.value(*b)))
            .filter(|group| group.len() > 1)
            .collect();
        let [group] = groups[..] else {
            return Err(if groups.is_empty() {
                "no two values of the table are the same".to_owned()
            } else {
                "more than one value of the table comes several times".to_owned()
            });
        };
        // As the table has them, not as sorting left them.
        let group: Vec<Cell> = cells.iter().copied().filter(|c| group.contains(c)).collect();
        let text = if value { self.lookup(group[0])?.0 } else { self.labels(axis, &group)? };
        Ok((text, group, cells.to_vec()))
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
            Expression::Combine(fold, parts) => {
                let mut values = Vec::new();
                let mut cells = Vec::new();
                for part in parts {
                    let (value, read) = self.number(part)?;
                    values.push(value);
                    cells.extend(read);
                }
                Ok((folded(*fold, &values), cells))
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
