//! Computed numbers in the units of the cells they come from.

use super::plan::{Binary, Expression, Fold};
use super::question::Question;
use super::view::{Axis, Cell, View};
use super::words;
use crate::table::number::{self, Number};

/// What the cells of a computation have in common.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Style {
    /// The question or the header says that the numbers are percentages: no sign is needed.
    named: bool,
    percent: bool,
    prefix: String,
    suffix: String,
    scale: f64,
    scale_word: String,
    decimals: usize,
}

impl Style {
    /// The style of numbers computed from `cells`, for an answer to `question`.
    pub(super) fn of(view: &View<'_>, cells: &[Cell], question: &Question) -> Self {
        let numbers: Vec<&Number> = cells.iter().filter_map(|c| view.number(*c)).collect();
        let common = |text: fn(&Number) -> &str| {
            let first = numbers.first().map_or("", |n| text(n));
            if numbers.iter().all(|n| text(n) == first) { first.to_owned() } else { String::new() }
        };
        let scale_word = common(|n| &n.scale_word);
        let scale =
            if scale_word.is_empty() { 1.0 } else { numbers.first().map_or(1.0, |n| n.scale) };
        let says_percent = |cell: &Cell| {
            view.label(Axis::Column, cell.column).contains('%')
                || view.label_tokens(Axis::Column, cell.column).iter().any(|t| t.is(words::PERCENT))
        };
        Self {
            named: question.find_any(words::PERCENT)
                || (!cells.is_empty() && cells.iter().all(says_percent)),
            percent: !numbers.is_empty() && numbers.iter().all(|n| n.percent),
            prefix: common(|n| &n.prefix),
            suffix: common(|n| &n.suffix),
            scale,
            scale_word,
            decimals: numbers.iter().map(|n| n.decimals).max().unwrap_or(0),
        }
    }

    /// The number with the unit that the computation leaves it.
    pub(super) fn write(&self, value: f64, expression: &Expression) -> String {
        match expression {
            Expression::Binary(Binary::PercentOf | Binary::PercentChange, ..) => {
                let sign = if self.named { "" } else { "%" };
                format!("{}{sign}", number::plain(value, 2))
            }
            // A ratio of like things has no unit; divided by a mere number, it keeps it.
            Expression::Binary(Binary::Over, _, right)
                if !matches!(**right, Expression::Constant(_)) =>
            {
                number::plain(value, 2)
            }
            Expression::Binary(Binary::Over, ..)
            | Expression::Fold(Fold::Mean | Fold::Median, _)
            | Expression::Combine(Fold::Mean | Fold::Median, _)
            | Expression::FoldExtremes { fold: Fold::Mean | Fold::Median, .. } => {
                self.with_unit(value, self.decimals.max(2))
            }
            _ => self.with_unit(value, self.decimals),
        }
    }

    /// A cell's text as it is printed, without marks of footnotes.
    pub(super) fn printed(&self, text: &str) -> String {
        let text = text.trim().trim_end_matches(['*', '†', '‡']).trim_end();
        let bare = text.trim_end_matches('%').trim_end();
        if self.named && self.percent { bare } else { text }.to_owned()
    }

    fn with_unit(&self, value: f64, decimals: usize) -> String {
        let digits = number::plain(value.abs() / self.scale, decimals);
        let sign = if value < 0.0 && digits != "0" { "-" } else { "" };
        let percent = if self.percent && !self.named { "%" } else { "" };
        let space = |text: &str, wide: bool| {
            if text.is_empty() {
                String::new()
            } else {
                format!("{}{text}", if wide { " " } else { "" })
            }
        };
        let scale = space(&self.scale_word, self.scale_word.len() > 1);
        let suffix = space(&self.suffix, true);
        format!("{sign}{}{digits}{scale}{percent}{suffix}", self.prefix)
    }
}
