//! Questions that compare: yes or no, which of two, which and how many above a bound.

use std::ops::Range;

use super::plan::{Binary, Expression, Fold, Plan, Refusal};
use super::question::{Ask, Comparison, Direction};
use super::select::{self, Scope};
use super::understand::Planner;
use super::view::{Axis, Cell};
use super::words;

/// Words behind which the second of two things stands.
const THAN: &[&str] = &["than", "then", "compared", "versus", "vs", "as"];

/// `Is A higher than B?`, `Is A the highest?`, `Did A grow from 2010 to 2015?`
pub(super) fn yes_or_no(planner: &Planner<'_>) -> Result<Plan, Refusal> {
    let q = planner.question();
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
    let split = q.find_in(word..q.tokens.len(), THAN).unwrap_or(word);
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
        if let Some(word) = q.find(set) {
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
    let comparison = if q.has(words::RISE) {
        Comparison::More
    } else if q.has(words::FALL) {
        Comparison::Less
    } else {
        return Err(not_understood());
    };
    let (from, to) = ends(planner)?.ok_or_else(not_understood)?;
    Ok(Plan::Compare { left: Expression::Cell(to), comparison, right: Expression::Cell(from) })
}

/// The cells at both ends of a stretch of time, in order of time.
fn ends(planner: &Planner<'_>) -> Result<Option<(Cell, Cell)>, Refusal> {
    let Some(span) = planner.select.span.as_ref().filter(|s| s.has_ends) else { return Ok(None) };
    let (axis, [first, .., last]) = (span.axis, &span.places[..]) else { return Ok(None) };
    let named = planner.scope.along(axis);
    if !named.contains(first) || !named.contains(last) || named.len() != 2 {
        return Err("the table does not have both years".to_owned());
    }
    let fixed = match (planner.scope.along(axis.other()), planner.view().places(axis.other())) {
        ([fixed], _) | ([], [fixed]) => *fixed,
        _ => {
            return Err(format!(
                "the question does not say which of these is meant: {}",
                planner.select.labels(axis.other())
            ));
        }
    };
    Ok(Some((select::cell(axis, *first, fixed), select::cell(axis, *last, fixed))))
}

/// The two operands of a difference or ratio.
pub(super) fn operands(planner: &Planner<'_>) -> Result<(Expression, Expression), Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    if let Some((from, to)) = ends(planner)? {
        return Ok((Expression::Cell(from), Expression::Cell(to)));
    }
    planner.refuse_unknown_items()?;
    if !q.constants(q.all()).is_empty() {
        return Err("the question has numbers that the rules do not understand".to_owned());
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

/// `Which is higher, A or B?`
pub(super) fn choice(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    let Some((comparison, _)) = q.comparison(q.all()) else { return Ok(None) };
    if q.ask != Ask::Label || !q.has(&["or", "between"]) || !q.constants(q.all()).is_empty() {
        return Ok(None);
    }
    let direction = match comparison {
        Comparison::More => Direction::Highest,
        Comparison::Less => Direction::Lowest,
        _ => return Ok(None),
    };
    let axis = match (scope.rows.len(), scope.columns.len()) {
        (2.., 0 | 1) => Axis::Row,
        (0 | 1, 2..) => Axis::Column,
        _ => return Err(not_understood()),
    };
    let cells = planner.select.candidates(axis, scope)?;
    if cells.len() != scope.along(axis).len() {
        return Err("the table has no value for one of them".to_owned());
    }
    Ok(Some(Plan::Extreme { cells, axis, direction, rank: 1 }))
}

/// `How many countries are above 50?`, `Which countries have more than Italy?`,
/// `Which country has 0%?`
pub(super) fn condition(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    if !matches!(q.ask, Ask::Label | Ask::Count) {
        return Ok(None);
    }
    let constants = q.constants(q.all());
    let compared = q.comparison(q.all());
    let [word] = constants[..] else {
        return if constants.is_empty() {
            Ok(None)
        } else {
            Err("the question has more numbers than the rules understand".to_owned())
        };
    };
    let Some(bound) = q.tokens[word].number.clone() else { return Ok(None) };
    let comparison = match compared {
        // `more than 5`: the number stands behind; `5 or more`: before.
        Some((comparison, at)) if at < word => comparison,
        Some((Comparison::More, _))
            if q.has_phrase(&[
                &["or", "more"],
                &["or", "higher"],
                &["or", "above"],
                &["or", "over"],
            ]) =>
        {
            Comparison::AtLeast
        }
        Some((Comparison::Less, _))
            if q.has_phrase(&[
                &["or", "less"],
                &["or", "lower"],
                &["or", "fewer"],
                &["or", "below"],
            ]) =>
        {
            Comparison::AtMost
        }
        Some(_) => return Err(not_understood()),
        None => Comparison::Equal,
    };
    if q.ask == Ask::Count
        && comparison == Comparison::Equal
        && !q.has(&["equal", "exactly", "value"])
    {
        return Err("the rules do not understand what is to be counted".to_owned());
    }
    let axis = planner.select.asked_axis(&planner.scope)?;
    if planner.scope.along(axis).len() == 1 && planner.select.span.is_none() {
        return Err(not_understood());
    }
    let cells = planner.select.candidates(axis, &planner.scope)?;
    // A bound with a scale word is in plain units, the column perhaps in thousands.
    let mut value = bound.value;
    if !bound.scale_word.is_empty()
        && let Some(cell) = cells.first()
    {
        value /= planner.view().declared_scale(cell.column);
        if comparison == Comparison::Equal {
            let digits = bound.value / bound.scale;
            let step = value / digits * 10f64.powi(-(bound.decimals as i32));
            return Ok(Some(nearest(planner, cells, axis, value, step / 2.0)?));
        }
    }
    let bound = Expression::Constant(value);
    Ok(Some(match q.ask {
        Ask::Count => Plan::Count { cells, comparison, bound },
        _ => Plan::Where { cells, axis, comparison, bound },
    }))
}

/// The place whose value rounds to the one in the question.
fn nearest(
    planner: &Planner<'_>,
    cells: Vec<Cell>,
    axis: Axis,
    value: f64,
    tolerance: f64,
) -> Result<Plan, Refusal> {
    let near: Vec<Cell> = cells
        .into_iter()
        .filter(|c| planner.view().number(*c).is_some_and(|n| (n.value - value).abs() <= tolerance))
        .collect();
    let [cell] = near[..] else {
        return Err("no value of the table, or more than one, is the one in question".to_owned());
    };
    let exact = planner.view().number(cell).map_or(value, |n| n.value);
    Ok(Plan::Where {
        cells: near,
        axis,
        comparison: Comparison::Equal,
        bound: Expression::Constant(exact),
    })
}

/// `In which year is A equal to B?`, `In how many years was A higher than B?`
pub(super) fn pairs(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    if !matches!(q.ask, Ask::Label | Ask::Count) || !q.constants(q.all()).is_empty() {
        return Ok(None);
    }
    let Some((comparison, word)) = q.comparison(q.all()) else { return Ok(None) };
    let (axis, across) = match (&scope.rows[..], &scope.columns[..]) {
        ([], [a, b]) => (Axis::Row, [*a, *b]),
        ([a, b], []) if planner.view().columns.len() > 1 => (Axis::Column, [*a, *b]),
        _ => return Ok(None),
    };
    if q.has(&["or"]) {
        return Ok(None);
    }
    let split = q.find_in(word..q.tokens.len(), THAN).unwrap_or(word);
    let starts: Vec<usize> = q.mentions.iter().map(super::mentions::Mention::start).collect();
    let apart = starts[0] < split && split < starts[starts.len() - 1];
    let even = matches!(comparison, Comparison::Equal | Comparison::Different);
    if !apart && !even {
        return Err(not_understood());
    }
    let pairs: Vec<(Cell, Cell)> = planner
        .select
        .places(axis)
        .into_iter()
        .map(|at| (select::cell(axis, at, across[0]), select::cell(axis, at, across[1])))
        .filter(|(a, b)| planner.view().number(*a).is_some() && planner.view().number(*b).is_some())
        .collect();
    Ok(Some(Plan::Pairs { pairs, axis, comparison, count: q.ask == Ask::Count }))
}
