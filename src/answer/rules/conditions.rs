//! Questions about which and how many places something holds for.

use super::ask::Ask;
use super::plan::{Condition, Expression, Fold, Plan, Refusal, Wanted};
use super::question::{Comparison, Direction};
use super::select::Scope;
use super::understand::Planner;
use super::view::{Axis, Cell};
use super::words;

fn not_understood() -> Refusal {
    "the rules do not understand what is compared".to_owned()
}

/// `In which year is A equal to B?`, `In how many years was A higher than B?`
pub(super) fn pairs(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    if !matches!(q.ask, Ask::Label | Ask::Count)
        || !q.constants(q.all()).is_empty()
        || q.has(&["or"])
    {
        return Ok(None);
    }
    let Some((comparison, word)) = q.comparison(q.all()) else { return Ok(None) };
    let (axis, across) = match (&scope.rows[..], &scope.columns[..]) {
        ([], [a, b]) => (Axis::Row, [*a, *b]),
        ([a, b], []) if planner.view().columns.len() > 1 => (Axis::Column, [*a, *b]),
        // `In which quarter were both rates equal?`
        ([], []) if q.has(&["both", "they"]) => match planner.view().columns[..] {
            [a, b] => (Axis::Row, [a, b]),
            _ => return Ok(None),
        },
        _ => return Ok(None),
    };
    let split = q.find_in(word..q.tokens.len(), words::THAN).unwrap_or(word);
    // `How many more A are there than B?` wants a difference.
    if q.ask == Ask::Count && q.has_phrase(&[&["how", "many", "more"], &["how", "many", "fewer"]]) {
        return Ok(None);
    }
    let starts: Vec<usize> = q.mentions.iter().map(super::mentions::Mention::start).collect();
    let apart = starts.first().is_some_and(|first| *first < split)
        && starts.last().is_some_and(|last| split < *last);
    if !apart && !matches!(comparison, Comparison::Equal | Comparison::Different) {
        return Err(not_understood());
    }
    let pairs = planner.select.pairs(axis, across);
    let wanted = if q.ask == Ask::Count {
        Wanted::Count
    } else if is_first(planner, axis) {
        Wanted::First
    } else {
        Wanted::Labels
    };
    Ok(Some(Plan::Pairs { pairs, axis, comparison, wanted }))
}

/// `Which two countries have the same value?`
pub(super) fn same(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let Some((Comparison::Equal, word)) = q.comparison(q.all()) else { return Ok(None) };
    let than = q.find_in(word..q.tokens.len(), words::THAN).is_some();
    if than || !q.constants(q.all()).is_empty() || !planner.scope.rows.is_empty() {
        return Ok(None);
    }
    super::arithmetic::refuse_unknown_list(planner)?;
    let axis = planner.select.asked_axis(&planner.scope)?;
    let cells = planner.select.candidates(axis, &planner.scope)?;
    Ok(Some(Plan::Same { cells, axis, value: q.ask != Ask::Label }))
}

/// `Which is higher, A or B?`
pub(super) fn choice(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let (q, scope) = (planner.question(), &planner.scope);
    let Some((comparison, word)) = q.comparison(q.all()) else { return Ok(None) };
    if q.ask != Ask::Label || !q.constants(q.all()).is_empty() {
        return Ok(None);
    }
    let direction = match comparison {
        Comparison::More => Direction::Highest,
        Comparison::Less => Direction::Lowest,
        _ => return Ok(None),
    };
    if !q.has(&["or", "between"]) {
        // Of two there are, one is higher: `Which gender is more satisfied?`
        if q.find_in(word..q.tokens.len(), words::THAN).is_some() || q.has(words::AVERAGE) {
            return Ok(None);
        }
        let axis = planner.select.asked_axis(scope)?;
        let cells = planner.select.candidates(axis, scope)?;
        return match cells.len() {
            2 => Ok(Some(Plan::Extreme { cells, axis, direction, rank: 1 })),
            _ => Err(not_understood()),
        };
    }
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

/// `How many countries are above 50?`, `Which country has 0%?`, `Which
/// countries have more than Italy?`, `How many are below the average?`
pub(super) fn condition(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    if !matches!(q.ask, Ask::Label | Ask::Count) {
        return Ok(None);
    }
    let constants = q.constants(q.all());
    if constants.is_empty() {
        return match by_sign(planner)? {
            None => than_another(planner),
            found => Ok(found),
        };
    }
    let axis = planner.select.asked_axis(&planner.scope)?;
    if planner.scope.along(axis).len() == 1 && planner.select.span.is_none() {
        return Err(not_understood());
    }
    let cells = planner.select.candidates(axis, &planner.scope)?;
    if let ([word], true, Ask::Label) = (&constants[..], q.has(words::NEAREST), q.ask)
        && let Some(number) = bound(planner, *word, &cells)
    {
        return Ok(Some(Plan::Nearest { cells, axis, number }));
    }
    let conditions = match constants[..] {
        [word] => vec![one_bound(planner, word, &cells)?],
        [low, high] if high > low => between(planner, low, high)?,
        _ => return Err("the question has more numbers than the rules understand".to_owned()),
    };
    if let [Condition { comparison: Comparison::Equal, bound: Expression::Constant(value) }] =
        &conditions[..]
        && let Some(tolerance) = rounding(planner, constants[0], *value)
    {
        return nearest(planner, cells, axis, *value, tolerance).map(Some);
    }
    Ok(Some(finish(planner, cells, axis, conditions)))
}

/// `How many quarters had negative growth?`
fn by_sign(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let comparison = if q.has(&["negative"]) {
        Comparison::Less
    } else if q.has(&["positive"]) {
        Comparison::More
    } else {
        return Ok(None);
    };
    let axis = planner.select.asked_axis(&planner.scope)?;
    let cells = planner.select.candidates(axis, &planner.scope)?;
    let number = |c: &Cell| planner.view().number(*c).map_or(0.0, |n| n.value);
    // `a negative opinion` is no sign, where no number has one.
    if !cells.iter().any(|c| number(c) < 0.0) {
        return Ok(None);
    }
    let conditions = vec![Condition { comparison, bound: Expression::Constant(0.0) }];
    Ok(Some(finish(planner, cells, axis, conditions)))
}

fn finish(planner: &Planner<'_>, cells: Vec<Cell>, axis: Axis, conditions: Vec<Condition>) -> Plan {
    match planner.question().ask {
        Ask::Count => Plan::Count { cells, conditions },
        _ => Plan::Where { cells, axis, conditions, first: is_first(planner, axis) },
    }
}

/// `When did it first exceed 5`, `in which year did A overtake B`: the first time is meant.
fn is_first(planner: &Planner<'_>, axis: Axis) -> bool {
    let q = planner.question();
    let once = &["overtake", "overtook", "overtaken", "cross", "crossed", "reach", "reached"];
    planner.view().is_time(axis) && (q.has(&["first", "earliest"]) || q.has(once))
}

/// The condition that the number at `word` is the bound of.
fn one_bound(planner: &Planner<'_>, word: usize, cells: &[Cell]) -> Result<Condition, Refusal> {
    let q = planner.question();
    let or = |set: [&str; 4]| set.iter().any(|w| q.phrase(&["or", w]).is_some());
    let comparison = match q.comparison(q.all()) {
        // `more than 5`: the number stands behind; `5 or more`: before.
        Some((comparison, at)) if at < word => comparison,
        Some((Comparison::More, _)) if or(["more", "higher", "above", "over"]) => {
            Comparison::AtLeast
        }
        Some((Comparison::Less, _)) if or(["less", "lower", "fewer", "below"]) => {
            Comparison::AtMost
        }
        Some(_) => return Err(not_understood()),
        None => Comparison::Equal,
    };
    let counted = q.ask == Ask::Count && comparison == Comparison::Equal;
    if counted && !q.has(&["equal", "exactly", "value"]) {
        return Err("the rules do not understand what is to be counted".to_owned());
    }
    let bound = Expression::Constant(bound(planner, word, cells).ok_or_else(not_understood)?);
    Ok(Condition { comparison, bound })
}

/// The number at `word` in the units of the cells: one with a scale word is in plain units,
/// the column perhaps in thousands.
fn bound(planner: &Planner<'_>, word: usize, cells: &[Cell]) -> Option<f64> {
    let number = planner.question().tokens[word].number.as_ref()?;
    let scale = match cells.first() {
        Some(cell) if !number.scale_word.is_empty() => planner.view().declared_scale(cell.column),
        _ => 1.0,
    };
    Some(number.value / scale)
}

/// `between 50 and 80`, `more than 50 but less than 80`
fn between(planner: &Planner<'_>, low: usize, high: usize) -> Result<Vec<Condition>, Refusal> {
    let q = planner.question();
    let condition = |word: usize, comparison: Comparison| -> Result<Condition, Refusal> {
        let number = q.tokens[word].number.as_ref().ok_or_else(not_understood)?;
        Ok(Condition { comparison, bound: Expression::Constant(number.value) })
    };
    let (first, second) = (q.comparison(0..low), q.comparison(low..high));
    match (first, second) {
        (Some((a, _)), Some((b, _))) => Ok(vec![condition(low, a)?, condition(high, b)?]),
        (None, None) if q.find_in(0..low, &["between", "from"]).is_some() => {
            Ok(vec![condition(low, Comparison::AtLeast)?, condition(high, Comparison::AtMost)?])
        }
        _ => Err(not_understood()),
    }
}

/// Half of the last digit of a number such as `263 million`, in the units of `value`.
fn rounding(planner: &Planner<'_>, word: usize, value: f64) -> Option<f64> {
    let number = planner.question().tokens[word].number.as_ref()?;
    let digits = number.value / number.scale;
    (!number.scale_word.is_empty() && digits != 0.0)
        .then(|| (value / digits).abs() * 10f64.powi(-(number.decimals as i32)) / 2.0)
}

/// The place whose value rounds to the one in the question.
fn nearest(
    planner: &Planner<'_>,
    cells: Vec<Cell>,
    axis: Axis,
    value: f64,
    tolerance: f64,
) -> Result<Plan, Refusal> {
    let number = |c: &Cell| planner.view().number(*c).map_or(f64::NAN, |n| n.value);
    let near: Vec<Cell> =
        cells.into_iter().filter(|c| (number(c) - value).abs() <= tolerance).collect();
    let [cell] = near[..] else {
        return Err("no value of the table, or more than one, is the one in question".to_owned());
    };
    let bound = Expression::Constant(number(&cell));
    let conditions = vec![Condition { comparison: Comparison::Equal, bound }];
    Ok(Plan::Where { cells: near, axis, conditions, first: false })
}

/// `Which countries have more than Italy?`, `How many are below the average?`
fn than_another(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let Some((comparison, word)) = q.comparison(q.all()) else { return Ok(None) };
    let axis = planner
        .select
        .asked_axis(&Scope { rows: Vec::new(), columns: planner.scope.columns.clone() })?;
    if let Some(average) = q.find_in(word..q.tokens.len(), words::AVERAGE) {
        if average < word || !planner.scope.along(axis).is_empty() {
            return Err(not_understood());
        }
        let cells = planner.select.candidates(axis, &planner.scope)?;
        let bound = Expression::Fold(Fold::Mean, cells.clone());
        return Ok(Some(finish(planner, cells, axis, vec![Condition { comparison, bound }])));
    }
    let [at] = planner.scope.along(axis)[..] else { return Ok(None) };
    let Some(than) = q.find_in(word..q.tokens.len(), words::THAN) else { return Ok(None) };
    let behind = q.mentioned(axis, &(than..q.tokens.len()));
    if behind.len() != 1
        || q.has_phrase(&[
            &["how", "many", "more"],
            &["how", "many", "fewer"],
            &["how", "many", "less"],
            &["how", "many", "times"],
        ])
    {
        return Ok(None);
    }
    let cells = planner.select.candidates(axis, &planner.scope)?;
    let Some(other) = cells.iter().copied().find(|c| c.along(axis) == at) else {
        return Err("the table has no number for what is compared with".to_owned());
    };
    let rest: Vec<Cell> = cells.into_iter().filter(|c| *c != other).collect();
    let bound = Expression::Cell(other);
    Ok(Some(finish(planner, rest, axis, vec![Condition { comparison, bound }])))
}
