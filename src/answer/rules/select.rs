//! From the labels that a question speaks of to the cells it is about.

use std::ops::Range;

use super::mentions::Mention;
use super::plan::Refusal;
use super::question::Question;
use super::span::{self, Span};
use super::view::{Axis, Cell, View};
use super::words;

/// Rows and columns that a part of a question names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    pub rows: Vec<usize>,
    pub columns: Vec<usize>,
}

impl Scope {
    /// What the words of a range name; labels that occur twice are refused.
    pub(super) fn of(
        question: &Question,
        range: &Range<usize>,
        view: &View<'_>,
    ) -> Result<Self, Refusal> {
        let places = |axis| -> Result<Vec<usize>, Refusal> {
            let mentions: Vec<&Mention> = question.mentioned(axis, range);
            if let Some(m) = mentions.iter().find(|m| m.ambiguous) {
                return Err(format!("the table has `{}` more than once", view.label(axis, m.at)));
            }
            Ok(mentions.iter().map(|m| m.at).collect())
        };
        Ok(Self { rows: places(Axis::Row)?, columns: places(Axis::Column)? })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.columns.is_empty()
    }

    pub(super) fn along(&self, axis: Axis) -> &[usize] {
        match axis {
            Axis::Row => &self.rows,
            Axis::Column => &self.columns,
        }
    }
}

/// Everything that the selection of cells depends on.
pub(super) struct Selector<'a> {
    pub view: &'a View<'a>,
    pub question: &'a Question,
    /// Whether words between labels ask for the places between them.
    pub span: Option<Span>,
}

impl<'a> Selector<'a> {
    pub(super) fn new(view: &'a View<'a>, question: &'a Question) -> Result<Self, Refusal> {
        let span = span::find(view, question)?;
        Ok(Self { view, question, span })
    }

    /// The scope of the whole question.
    pub(super) fn scope(&self) -> Result<Scope, Refusal> {
        Scope::of(self.question, &self.question.all(), self.view)
    }

    /// Places along an axis that are no sums of the others, within the span.
    pub(super) fn places(&self, axis: Axis) -> Vec<usize> {
        let mut places: Vec<usize> = match &self.span {
            Some(span) if span.axis == axis => span.places.clone(),
            _ => self
                .view
                .places(axis)
                .iter()
                .copied()
                .filter(|at| !self.view.is_aggregate(axis, *at))
                .collect(),
        };
        places.retain(|at| !self.question.excluded.contains(&(axis, *at)));
        places
    }

    /// The same in order of time, if they are years.
    pub(super) fn in_order(&self, axis: Axis) -> Vec<usize> {
        let mut places = self.places(axis);
        if places.iter().all(|at| self.view.year(axis, *at).is_some()) {
            places.sort_by_key(|at| self.view.year(axis, *at));
        }
        places
    }

    /// Cells with a number at all places along `axis`, with `fixed` along the other.
    pub(super) fn line(&self, axis: Axis, fixed: usize) -> Vec<Cell> {
        self.places(axis)
            .into_iter()
            .map(|at| cell(axis, at, fixed))
            .filter(|c| self.view.number(*c).is_some())
            .collect()
    }

    /// The one column that must be meant, if no other is named.
    pub(super) fn only_column(&self) -> Option<usize> {
        match self.view.columns[..] {
            [column] => Some(column),
            _ => None,
        }
    }

    /// Cells that `scope` names one by one.
    pub(super) fn named(&self, scope: &Scope) -> Result<Vec<Cell>, Refusal> {
        let columns = match (&scope.columns[..], self.only_column()) {
            ([], Some(column)) => vec![column],
            (columns, _) => columns.to_vec(),
        };
        let rows = match (&scope.rows[..], &self.view.rows[..]) {
            ([], [row]) => vec![*row],
            (rows, _) => rows.to_vec(),
        };
        match (&rows[..], &columns[..]) {
            ([], _) => Err("the question names no row of the table".to_owned()),
            (_, []) => Err(format!(
                "the question does not say which column is meant ({})",
                self.labels(Axis::Column)
            )),
            ([row], columns) => {
                Ok(columns.iter().map(|c| Cell { row: *row, column: *c }).collect())
            }
            (rows, [column]) => {
                Ok(rows.iter().map(|r| Cell { row: *r, column: *column }).collect())
            }
            // `A in 2010 and B in 2015`, both named pair by pair.
            ([_, _], [_, _]) if self.is_interleaved() => {
                Ok(rows.iter().zip(&columns).map(|(r, c)| Cell { row: *r, column: *c }).collect())
            }
            _ => Err("the question names several rows and several columns".to_owned()),
        }
    }

    fn is_interleaved(&self) -> bool {
        let axes: Vec<Axis> = self.question.mentions.iter().map(|m| m.axis).collect();
        matches!(axes[..], [a, b, c, d] if a != b && c != d)
    }

    /// Cells to fold: those that are named, or a whole row or column.
    pub(super) fn several(&self, scope: &Scope) -> Result<Vec<Cell>, Refusal> {
        let columns: Vec<usize> = if scope.columns.is_empty() {
            self.only_column().into_iter().collect()
        } else {
            scope.columns.clone()
        };
        let spanned = |axis| self.span.as_ref().is_some_and(|span| span.axis == axis);
        if spanned(Axis::Row) {
            return match columns[..] {
                [column] => Ok(self.line(Axis::Row, column)),
                _ => Err("the question does not say which column is meant".to_owned()),
            };
        }
        if spanned(Axis::Column) {
            return match scope.rows[..] {
                [row] => Ok(self.line(Axis::Column, row)),
                _ => Err("the question does not say which row is meant".to_owned()),
            };
        }
        match (&scope.rows[..], &columns[..]) {
            ([], [column]) => Ok(self.line(Axis::Row, *column)),
            ([row], []) => Ok(self.line(Axis::Column, *row)),
            ([], []) => Err(format!(
                "the question does not say which row or column is meant ({})",
                self.labels(Axis::Column)
            )),
            _ => self.named(scope),
        }
    }

    /// The two cells at each place along `axis`, where both hold numbers.
    pub(super) fn pairs(&self, axis: Axis, across: [usize; 2]) -> Vec<(Cell, Cell)> {
        let holds = |c: &Cell| self.view.number(*c).is_some();
        self.places(axis)
            .into_iter()
            .map(|at| (cell(axis, at, across[0]), cell(axis, at, across[1])))
            .filter(|(a, b)| holds(a) && holds(b))
            .collect()
    }

    /// The cells at both ends of a stretch of time, in order of time.
    pub(super) fn ends(&self, scope: &Scope) -> Result<Option<(Cell, Cell)>, Refusal> {
        let Some(span) = self.span.as_ref().filter(|s| s.has_ends) else { return Ok(None) };
        let (axis, [first, .., last]) = (span.axis, &span.places[..]) else { return Ok(None) };
        let named = scope.along(axis);
        if !named.contains(first) || !named.contains(last) || named.len() != 2 {
            return Err("the table does not have both years".to_owned());
        }
        let fixed = match (scope.along(axis.other()), self.view.places(axis.other())) {
            ([fixed], _) | ([], [fixed]) => *fixed,
            _ => {
                let others = self.labels(axis.other());
                return Err(format!("the question does not say which of these is meant: {others}"));
            }
        };
        Ok(Some((cell(axis, *first, fixed), cell(axis, *last, fixed))))
    }

    /// Cells that are compared to find one place along `axis`.
    pub(super) fn candidates(&self, axis: Axis, scope: &Scope) -> Result<Vec<Cell>, Refusal> {
        let fixed = match (scope.along(axis.other()), self.only_column()) {
            ([fixed], _) => *fixed,
            ([], Some(column)) if axis == Axis::Row => column,
            ([], _) if self.view.places(axis.other()).len() == 1 => {
                self.view.places(axis.other())[0]
            }
            ([], _) => {
                return Err(format!(
                    "the question does not say which of these is meant: {}",
                    self.labels(axis.other())
                ));
            }
            _ => return Err("the question names several rows and several columns".to_owned()),
        };
        let among = scope.along(axis);
        let spanned = self.span.as_ref().is_some_and(|span| span.axis == axis);
        let cells = if among.len() > 1 && !spanned {
            among
                .iter()
                .map(|at| cell(axis, *at, fixed))
                .filter(|c| self.view.number(*c).is_some())
                .collect()
        } else {
            self.line(axis, fixed)
        };
        if cells.is_empty() { Err("the table has no numbers there".to_owned()) } else { Ok(cells) }
    }

    /// The axis whose labels a question asks for.
    pub(super) fn asked_axis(&self, scope: &Scope) -> Result<Axis, Refusal> {
        let view = self.view;
        let noun = self.question.noun.and_then(|i| self.question.tokens.get(i));
        let is = |set: &[&str]| noun.is_some_and(|n| n.is(set));
        if noun.is_some_and(|n| view.corner().iter().any(|c| c.stem == n.stem)) {
            return Ok(Axis::Row);
        }
        let time = [Axis::Row, Axis::Column].into_iter().find(|axis| view.is_time(*axis));
        if is(words::TIMES) {
            return time.ok_or_else(|| "the table has no years, months or days".to_owned());
        }
        let gender = |axis: Axis| {
            view.places(axis).iter().any(|at| {
                matches!(view.label_tokens(axis, *at), [t] if t.canon == "men" || t.canon == "women")
            })
        };
        if is(&["gender", "sex"]) {
            return [Axis::Row, Axis::Column]
                .into_iter()
                .find(|a| gender(*a))
                .ok_or_else(|| "the table names no genders".to_owned());
        }
        let lines = is(&["series", "line", "dataset", "variable", "curve"]);
        if lines && !(scope.rows.len() == 1 && scope.columns.is_empty()) {
            // Lines run along time, or along the rows.
            return Ok(if time == Some(Axis::Column) || view.columns.len() == 1 {
                Axis::Row
            } else {
                Axis::Column
            });
        }
        let several = view.columns.len() > 1;
        Ok(match (scope.rows.len(), scope.columns.len()) {
            (1, 0) if several => Axis::Column,
            (_, 2..) if scope.rows.len() < 2 => Axis::Column,
            // Time is what one asks by, other things are what one asks for.
            (0, 0) if time == Some(Axis::Row) && several && !is(&["bar", "label", "category"]) => {
                Axis::Column
            }
            _ => Axis::Row,
        })
    }

    /// A few labels for a message.
    pub(super) fn labels(&self, axis: Axis) -> String {
        let places = self.view.places(axis);
        let mut names: Vec<String> =
            places.iter().take(4).map(|at| format!("`{}`", self.view.label(axis, *at))).collect();
        if places.len() > 4 {
            names.push("...".to_owned());
        }
        names.join(", ")
    }
}

/// The cell at `at` along `axis` and `fixed` along the other.
pub(super) fn cell(axis: Axis, at: usize, fixed: usize) -> Cell {
    match axis {
        Axis::Row => Cell { row: at, column: fixed },
        Axis::Column => Cell { row: fixed, column: at },
    }
}
