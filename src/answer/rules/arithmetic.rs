//! Sums, averages, differences, ratios and shares.

use super::ask::Ask;
use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::Direction;
use super::select;
use super::tokens::{FILLERS, Token};
use super::understand::{Planner, is_own};
use super::view::{Axis, Cell};
use super::words;

/// Words after `what` that ask for a percentage.
const PERCENT: &[&[&str]] = &[
    &["percentage", "change"],
    &["percent", "change"],
    &["growth", "rate"],
    &["percentage", "increase"],
    &["percentage", "decrease"],
    &["percentage", "growth"],
    &["what", "percentage"],
    &["what", "percent"],
    &["how", "many", "percent"],
];
const OF_THE_TOTAL: &[&[&str]] = &[
    &["percentage", "of", "the", "total"],
    &["percent", "of", "the", "total"],
    &["share", "of", "the", "total"],
    &["proportion", "of", "the", "total"],
    &["percentage", "of", "total"],
    &["percent", "of", "total"],
    &["share", "of", "total"],
    &["fraction", "of", "the", "total"],
    &["fraction", "of", "total"],
    &["proportion", "of", "total"],
    &["part", "of", "the", "total"],
    &["percentage", "of", "the", "whole"],
    &["percentage", "of", "all"],
    &["percent", "of", "all"],
    &["share", "of", "all"],
    &["fraction", "of", "all"],
    &["proportion", "of", "all"],
];

/// The plan of a question that computes with several cells.
pub(super) fn plan(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    if q.has_phrase(OF_THE_TOTAL) && q.excluded.is_empty() {
        return share_of_total(planner).map(Some);
    }
    if let Some(plan) = range(planner)? {
        return Ok(Some(plan));
    }
    let binary = binary(planner);
    let fold = fold(planner);
    if q.ask == Ask::Label || (binary.is_none() && fold.is_none()) {
        return Ok(None);
    }
    if !q.constants(q.all()).is_empty() {
        return Err("the question has numbers that the rules do not understand".to_owned());
    }
    refuse_unknown_items(planner)?;
    if let Some(binary) = binary {
        let (mut left, mut right) = operands(planner)?;
        // `How many times did it grow from 2005 to 2020` divides by the earlier value,
        // `the ratio between 2019 and 2012` the first that is named by the second.
        let ends = planner.select.ends(&planner.scope)?.is_some();
        if binary == Binary::Over && ends && turned(planner) {
            (left, right) = (right, left);
        }
        if binary == Binary::PercentChange && is_percent(planner, &left) {
            return Err("a change of percentages in per cent can mean two things".to_owned());
        }
        return Ok(Some(Plan::Number(Expression::binary(binary, left, right))));
    }
    let Some(fold) = fold else { return Ok(None) };
    if let Some(cell) = printed(planner, fold).filter(|_| q.excluded.is_empty()) {
        return Ok(Some(Plan::Lookup(cell)));
    }
    if planner.scope.rows.is_empty() {
        refuse_unknown_list(planner)?;
    }
    let cells = planner.select.several(&planner.scope)?;
    Ok(Some(match cells[..] {
        // `the average rate in 2010` is one cell of averages.
        [cell] => Plan::Lookup(cell),
        _ => Plan::Number(Expression::Fold(fold, cells)),
    }))
}

/// `What is the range of the values?`
fn range(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let asked = q.find(&["range"]).filter(|w| !is_own(planner.view(), &q.tokens[*w]));
    if asked.is_none() || q.ask != Ask::Value || planner.scope.rows.len() > 1 {
        return Ok(None);
    }
    let cells = planner.select.several(&planner.scope)?;
    let end = |direction| Expression::Extreme { cells: cells.clone(), direction, rank: 1 };
    Ok(Some(Plan::Number(Expression::binary(
        Binary::Distance,
        end(Direction::Highest),
        end(Direction::Lowest),
    ))))
}

/// Whether a sum, average or median is asked for: by the first word for one
/// that is not the table's own (`the sum of the average price`).
pub(super) fn fold(planner: &Planner<'_>) -> Option<Fold> {
    let q = planner.question();
    let sets =
        [(words::SUM, Fold::Sum), (words::AVERAGE, Fold::Mean), (words::MEDIAN, Fold::Median)];
    // `How many were added from 2018 to 2019?` adds nothing up.
    let gained = planner.select.span.as_ref().is_some_and(|span| span.has_ends);
    sets.into_iter()
        .filter_map(|(set, fold)| Some((q.find(set)?, fold)))
        .filter(|(word, _)| !(gained && q.tokens[*word].is(words::GAINED)))
        .min_by_key(|(word, _)| (is_own(planner.view(), &q.tokens[*word]), *word))
        .map(|(_, fold)| fold)
}

/// The sum, average or median of a whole column, where the table prints it.
fn printed(planner: &Planner<'_>, fold: Fold) -> Option<Cell> {
    let view = planner.view();
    let column = match (&planner.scope.rows[..], &planner.scope.columns[..]) {
        ([], []) => planner.select.only_column()?,
        ([], [column]) => *column,
        _ => return None,
    };
    let names = match fold {
        Fold::Sum => words::SUM,
        Fold::Mean => words::AVERAGE,
        Fold::Median => words::MEDIAN,
    };
    let is_it =
        |row: &&usize| matches!(view.label_tokens(Axis::Row, **row), [label] if label.is(names));
    let row = view.rows.iter().find(is_it).filter(|_| planner.select.span.is_none())?;
    Some(Cell { row: *row, column })
}

fn binary(planner: &Planner<'_>) -> Option<Binary> {
    let q = planner.question();
    let between_two = planner.select.span.as_ref().is_some_and(|s| s.has_ends)
        || (planner.scope.rows.len().max(planner.scope.columns.len()) == 2
            && q.has(&["from", "between"]));
    let changing = between_two && (q.has(&words::changes()) || q.has(words::GAINED));
    let more = [words::MORE, words::LESS].concat();
    let how_much = q.has_phrase(&[&["how", "much"], &["how", "many"], &["how", "far"]])
        && ((q.has(&more) && q.has(&["than", "then", "compared"])) || q.has(words::EXCEEDING));
    if q.has_phrase(&[&["how", "many", "times"]]) || q.has(words::RATIO) {
        Some(Binary::Over)
    } else if changing && q.has_phrase(PERCENT) {
        Some(Binary::PercentChange)
    } else if changing || q.has(words::DIFFERENCE) || how_much {
        Some(Binary::Distance)
    } else {
        None
    }
}

/// Whether the later of two times is the dividend.
fn turned(planner: &Planner<'_>) -> bool {
    let q = planner.question();
    if q.has(words::RATIO) {
        let times = planner.select.span.as_ref().map_or(Axis::Row, |span| span.axis);
        let named = q.mentioned(times, &q.all());
        let first = planner.select.span.as_ref().and_then(|span| span.places.first());
        return named.first().map(|m| &m.at) != first;
    }
    !q.has(&words::fall())
}

fn is_percent(planner: &Planner<'_>, expression: &Expression) -> bool {
    matches!(expression, Expression::Cell(cell) if planner.view().is_percent(cell.column))
}

/// The two operands of a difference or ratio.
fn operands(planner: &Planner<'_>) -> Result<(Expression, Expression), Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    if let Some((from, to)) = planner.select.ends(scope)? {
        return Ok((Expression::Cell(from), Expression::Cell(to)));
    }
    // Two columns over all rows: `the overall ratio of men to women`.
    if let ([], [a, b]) = (&scope.rows[..], &scope.columns[..])
        && planner.view().rows.len() > 1
    {
        if q.has(words::SUM) || q.has(&["overall"]) {
            let sum = |c: usize| Expression::Fold(Fold::Sum, planner.select.line(Axis::Row, c));
            return Ok((sum(*a), sum(*b)));
        }
        return Err("the question does not say which row is meant".to_owned());
    }
    match planner.select.named(scope)?[..] {
        [a, b] => Ok((Expression::Cell(a), Expression::Cell(b))),
        [cell] => Err(format!(
            "the question names one cell only (`{}`), and two are needed",
            planner.view().label(Axis::Row, cell.row)
        )),
        _ => Err("the question names more cells than two".to_owned()),
    }
}

/// `What percentage of the total is A?`
fn share_of_total(planner: &Planner<'_>) -> Result<Plan, Refusal> {
    let [cell] = planner.select.named(&planner.scope)?[..] else {
        return Err("the question does not say whose share is meant".to_owned());
    };
    let shares = planner.view().label_tokens(Axis::Column, cell.column);
    if planner.view().is_percent(cell.column) || shares.iter().any(|t| t.is(words::PERCENT)) {
        return Ok(Plan::Lookup(cell));
    }
    let all: Vec<Cell> = planner
        .select
        .places(Axis::Row)
        .into_iter()
        .map(|row| select::cell(Axis::Row, row, cell.column))
        .collect();
    if all.iter().any(|c| planner.view().number(*c).is_none()) {
        return Err("the total is not known: the table lacks some of its values".to_owned());
    }
    let fraction = planner.question().has(&["fraction", "part"]);
    let binary = if fraction { Binary::Over } else { Binary::PercentOf };
    Ok(Plan::Number(Expression::binary(
        binary,
        Expression::Cell(cell),
        Expression::Fold(Fold::Sum, all),
    )))
}

/// In a list such as `A, B and C`, an item that is no label makes a wrong sum.
fn refuse_unknown_items(planner: &Planner<'_>) -> Result<(), Refusal> {
    let q = planner.question();
    for (before, after) in joints(planner) {
        for (item, other) in [(before, after), (after, before)] {
            if is_item(planner, item) && !q.is_free(other) {
                return Err(format!("the table has no `{}`", q.tokens[item].raw));
            }
        }
    }
    Ok(())
}

/// A list that names nothing of the table, or years that it has not, are no
/// reason to take the whole of it.
pub(super) fn refuse_unknown_list(planner: &Planner<'_>) -> Result<(), Refusal> {
    let q = planner.question();
    let unknown = joints(planner)
        .into_iter()
        .find(|(before, after)| is_item(planner, *before) && is_item(planner, *after));
    if let Some((before, _)) = unknown {
        return Err(format!("the table has no `{}`", q.tokens[before].raw));
    }
    let years: Vec<&Token> = q.tokens.iter().filter(|t| t.year().is_some()).collect();
    if years.len() > 1 && planner.select.span.is_none() {
        return Err(format!("the table has no `{}`", years[0].raw));
    }
    Ok(())
}

/// The words on both sides of each `and`, and of commas that an `and` follows soon.
fn joints(planner: &Planner<'_>) -> Vec<(usize, usize)> {
    let q = planner.question();
    let and = |i: usize| q.is_free(i) && q.tokens[i].is(&["and"]);
    let joins = |i: usize| {
        and(i) || (q.tokens[i].comma_after && (i + 1..(i + 5).min(q.tokens.len())).any(and))
    };
    (0..q.tokens.len())
        .filter(|i| joins(*i))
        .filter_map(|i| {
            let before = if and(i) { i.checked_sub(1)? } else { i };
            let small = |j: usize| q.tokens[j].is(&["the", "and", "of", "in"]);
            let after = (i + 1..q.tokens.len()).find(|j| !small(*j))?;
            Some((before, after))
        })
        .collect()
}

/// Whether a word can be an item of a list that the table does not know.
fn is_item(planner: &Planner<'_>, word: usize) -> bool {
    let q = planner.question();
    let token = &q.tokens[word];
    let known = [
        words::MEASURES,
        words::OPERATIONS,
        words::AUXILIARIES,
        words::CATEGORIES,
        words::HIGHEST,
        words::LOWEST,
        FILLERS,
        &["calculate", "find", "when", "where", "how", "second", "third"],
    ];
    q.is_free(word) && !known.iter().any(|set| token.is(set)) && !is_own(planner.view(), token)
}
