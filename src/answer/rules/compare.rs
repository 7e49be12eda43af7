//! Questions of yes or no.

use std::ops::Range;

use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::Comparison;
use super::select::Scope;
use super::understand::Planner;
use super::view::Axis;
use super::{changes, words};

/// `Is A higher than B?`, `Is A the highest?`, `Did A grow from 2010 to 2015?`
pub(super) fn yes_or_no(planner: &Planner<'_>) -> Result<Plan, Refusal> {
    let q = planner.question();
    if let Some(plan) = changes::always(planner)? {
        return Ok(plan);
    }
    if q.has(&["all", "any", "every", "each", "both", "always"]) {
        return Err("the rules do not understand questions about all or any".to_owned());
    }
    let factor = factor(planner);
    let compared = q.comparison(q.all());
    if compared.is_none() && factor.is_none() {
        return is_extreme(planner)?.map_or_else(|| grows(planner), Ok);
    }
    let (comparison, word) = match (compared, factor) {
        (Some(found), _) => found,
        (None, Some((_, word))) => (Comparison::Equal, word),
        (None, None) => return Err(not_understood()),
    };
    let split = q.find_in(word..q.tokens.len(), words::THAN).unwrap_or(word);
    let (left_words, right_words) = (0..word, split.max(word)..q.tokens.len());
    // `Are there more women than men`: what stands between belongs to the left.
    let between = word..split.max(word);
    let joined = left_words.start..between.end;
    let mut left = Scope::of(q, &joined, planner.view())?;
    let mut right = Scope::of(q, &right_words, planner.view())?;
    let bound = constant(planner, right_words.clone(), factor.map(|f| f.1))?;
    if let Some(bound) = bound {
        // `above 50 in 2015`: all labels belong to the left.
        left.rows.append(&mut right.rows);
        left.columns.append(&mut right.columns);
        let left = side(planner, &left, &q.all())?;
        return Ok(Plan::Compare { left, comparison, right: bound });
    }
    share(&mut left, &mut right);
    let left = side(planner, &left, &joined)?;
    let mut right = side(planner, &right, &right_words)?;
    if let Some((factor, _)) = factor {
        right = Expression::binary(Binary::Times, Expression::Constant(factor), right);
    }
    Ok(Plan::Compare { left, comparison, right })
}

fn not_understood() -> Refusal {
    "the rules do not understand what is compared".to_owned()
}

/// What one side names and the other does not holds for both, if both sides name something.
fn share(left: &mut Scope, right: &mut Scope) {
    fn lend(from: &Scope, to: &mut Scope) {
        if !to.is_empty() {
            if to.rows.is_empty() && from.rows.len() == 1 && !from.columns.is_empty() {
                to.rows.clone_from(&from.rows);
            }
            if to.columns.is_empty() && from.columns.len() == 1 && !from.rows.is_empty() {
                to.columns.clone_from(&from.columns);
            }
        }
    }
    let before = left.clone();
    lend(right, left);
    lend(&before, right);
}

/// One side of a comparison.
fn side(planner: &Planner<'_>, scope: &Scope, range: &Range<usize>) -> Result<Expression, Refusal> {
    let q = planner.question();
    let fold = if q.find_in(range.clone(), words::AVERAGE).is_some() {
        Some(Fold::Mean)
    } else {
        q.find_in(range.clone(), words::SUM).map(|_| Fold::Sum)
    };
    if let [s] = q.superlatives(range.clone())[..] {
        let cells = planner.select.candidates(Axis::Row, scope)?;
        return match (s.count, fold) {
            (None, _) => Ok(Expression::Extreme { cells, direction: s.direction, rank: s.rank }),
            (Some(count), Some(fold)) if count <= cells.len() => {
                Ok(Expression::FoldExtremes { fold, cells, direction: s.direction, count })
            }
            _ => Err(not_understood()),
        };
    }
    if scope.is_empty() {
        return Err(not_understood());
    }
    let cells = if fold.is_some() {
        planner.select.several(scope)?
    } else {
        planner.select.named(scope)?
    };
    match (&cells[..], fold) {
        ([cell], _) => Ok(Expression::Cell(*cell)),
        ([_, _, ..], Some(fold)) => Ok(Expression::Fold(fold, cells)),
        _ => Err(not_understood()),
    }
}

/// The one constant in a range, words for factors left out.
fn constant(
    planner: &Planner<'_>,
    range: Range<usize>,
    factor: Option<usize>,
) -> Result<Option<Expression>, Refusal> {
    let q = planner.question();
    let constants: Vec<usize> =
        q.constants(range).into_iter().filter(|c| Some(*c) != factor).collect();
    match constants[..] {
        [] => Ok(None),
        [word] => Ok(q.tokens[word].number.as_ref().map(|n| Expression::Constant(n.value))),
        _ => Err("the question has more numbers than the rules understand".to_owned()),
    }
}

/// `twice`, `two times`, `half`, and the word.
fn factor(planner: &Planner<'_>) -> Option<(f64, usize)> {
    let q = planner.question();
    for (set, factor) in
        [(&["twice", "double"][..], 2.0), (&["triple", "thrice"], 3.0), (&["half"], 0.5)]
    {
        // `two and a half times` is none of them.
        let mixed = q.has_phrase(&[&["and", "a", "half"]]);
        if let Some(word) = q.find(set).filter(|_| !mixed) {
            return Some((factor, word));
        }
    }
    let times = q.find(&["time"])?;
    let word = times.checked_sub(1)?;
    Some((q.tokens[word].number.as_ref()?.value, word))
}

/// `Is Italy the highest?`
fn is_extreme(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let [s] = q.superlatives(q.all())[..] else { return Ok(None) };
    let axis = match (&planner.scope.rows[..], &planner.scope.columns[..]) {
        ([_], [] | [_]) => Axis::Row,
        ([], [_]) => Axis::Column,
        _ => return Err(not_understood()),
    };
    // The label on the answer's axis is the one in question: `Is Italy the highest in 2018?`
    let place = planner.scope.along(axis)[0];
    let mut scope = planner.scope.clone();
    match axis {
        Axis::Row => scope.rows.clear(),
        Axis::Column => scope.columns.clear(),
    }
    let cells = planner.select.candidates(axis, &scope)?;
    if s.rank != 1 || s.count.is_some() || !cells.iter().any(|c| c.along(axis) == place) {
        return Err(not_understood());
    }
    Ok(Some(Plan::IsExtreme { cells, axis, direction: s.direction, place }))
}

/// `Did A grow from 2010 to 2015?`
fn grows(planner: &Planner<'_>) -> Result<Plan, Refusal> {
    let q = planner.question();
    let comparison = if q.has(&words::rise()) {
        Comparison::More
    } else if q.has(&words::fall()) {
        Comparison::Less
    } else {
        return Err(not_understood());
    };
    let (from, to) = planner.select.ends(&planner.scope)?.ok_or_else(not_understood)?;
    Ok(Plan::Compare { left: Expression::Cell(to), comparison, right: Expression::Cell(from) })
}
