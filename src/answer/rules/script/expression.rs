//! Numbers in a program.

use super::super::plan::{Binary, Condition, Expression, Fold};
use super::super::question::{Comparison, Direction};
use super::values::Writer;

impl Writer {
    pub(super) fn expression(&mut self, expression: &Expression) -> String {
        match expression {
            Expression::Constant(value) => value.to_string(),
            Expression::Cell(cell) => self.cell(*cell),
            Expression::Fold(fold, cells) => format!("{}({})", function(*fold), self.list(cells)),
            Expression::Extreme { cells, direction, rank } => {
                let list = self.list(cells);
                self.ranked(&list, *direction, *rank)
            }
            Expression::FoldExtremes { fold, cells, direction, count } => {
                let (list, order) = (self.list(cells), reverse(*direction));
                format!("{}(sorted({list}{order})[:{count}])", function(*fold))
            }
            Expression::Combine(fold, parts) => {
                let parts: Vec<String> = parts.iter().map(|p| self.expression(p)).collect();
                format!("{}([{}])", function(*fold), parts.join(", "))
            }
            Expression::Binary(binary, left, right) => {
                let (l, r) = (self.operand(left), self.operand(right));
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

    /// An expression as a part of a larger one.
    pub(super) fn operand(&mut self, expression: &Expression) -> String {
        let text = self.expression(expression);
        let bare = matches!(
            expression,
            Expression::Binary(
                Binary::Over | Binary::Times | Binary::PercentOf | Binary::PercentChange,
                ..
            )
        );
        if bare { format!("({text})") } else { text }
    }

    /// The highest of `numbers`, or the one of another rank.
    pub(super) fn ranked(&mut self, numbers: &str, direction: Direction, rank: usize) -> String {
        match (direction, rank) {
            (Direction::Highest, 1) => return format!("max({numbers})"),
            (Direction::Lowest, 1) => return format!("min({numbers})"),
            _ => {}
        }
        let ranked = self.define("ranked", &format!("sorted({numbers}{})", reverse(direction)));
        self.refuse_if(
            &format!("len(set({ranked}[:{rank}])) < {rank}"),
            "the table has no clear rank there: values are equal, or too few",
        );
        format!("{ranked}[{}]", rank - 1)
    }

    /// What must hold for `v`.
    pub(super) fn conditions(&mut self, conditions: &[Condition]) -> String {
        let mut parts = Vec::new();
        for Condition { comparison, bound } in conditions {
            let text = self.expression(bound);
            if matches!(bound, Expression::Constant(_)) {
                parts.push(format!("v {} {text}", sign(*comparison)));
                continue;
            }
            let name = self.define("bound", &text);
            if is_computed(bound) {
                self.line("import math".to_owned());
                parts.push(closeness("v", *comparison, &name, false));
            } else {
                parts.push(format!("v {} {name}", sign(*comparison)));
            }
        }
        parts.join(" and ")
    }
}

/// Whether the number has noise of floating point.
pub(super) fn is_computed(expression: &Expression) -> bool {
    !matches!(
        expression,
        Expression::Constant(_) | Expression::Cell(_) | Expression::Extreme { .. }
    )
}

/// A comparison that noise does not decide; `rounded` for `twice as much`, where charts round.
pub(super) fn closeness(left: &str, comparison: Comparison, right: &str, rounded: bool) -> String {
    let tolerance = if rounded { ", rel_tol=0.01" } else { "" };
    let close = format!("math.isclose({left}, {right}{tolerance})");
    match comparison {
        Comparison::Equal => close,
        Comparison::Different => format!("not {close}"),
        Comparison::More | Comparison::Less => {
            format!("{left} {} {right} and not {close}", sign(comparison))
        }
        Comparison::AtLeast | Comparison::AtMost => {
            format!("({left} {} {right} or {close})", sign(comparison))
        }
    }
}

pub(super) fn reverse(direction: Direction) -> &'static str {
    match direction {
        Direction::Highest => ", reverse=True",
        Direction::Lowest => "",
    }
}

pub(super) fn function(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "sum",
        Fold::Mean => "mean",
        Fold::Median => "median",
    }
}

pub(super) fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::More => ">",
        Comparison::Less => "<",
        Comparison::AtLeast => ">=",
        Comparison::AtMost => "<=",
        Comparison::Equal => "==",
        Comparison::Different => "!=",
    }
}
