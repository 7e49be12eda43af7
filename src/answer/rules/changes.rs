//! Questions about how values change: from year to year, or from one year to another.

use super::ask::Ask;
use super::plan::{Change, Plan, Refusal, Wanted};
use super::question::Comparison;
use super::select;
use super::understand::{Planner, is_own};
use super::view::{Axis, Cell};
use super::words;

/// `Which year saw the sharpest increase?`, `Which source grew the most from 2005 to 2020?`
pub(super) fn most(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let sharp = q.find(&["sharpest", "steepest"]);
    let at = match (&q.superlatives(q.all())[..], sharp) {
        (_, Some(at)) => at,
        ([s], None) => s.word,
        _ => return Ok(None),
    };
    // `the largest increase`, `increased the most`
    let near = at.saturating_sub(3)..(at + 3).min(q.tokens.len());
    let Some((change, word)) = change(planner, near) else {
        return match sharp {
            Some(_) => Err("the rules do not understand what is sharpest".to_owned()),
            None => Ok(None),
        };
    };
    // `the highest growth rate` is a value, `how much did the largest grow` no question of which.
    if q.ask != Ask::Label || (q.noun == Some(word)) {
        return Ok(None);
    }
    let time = time(planner).ok_or_else(no_time)?;
    let asked = asked_axis(planner, time)?;
    let (axis, pairs) =
        if asked == time { (time, steps(planner, time)?) } else { (asked, across(planner, time)?) };
    Ok(Some(Plan::Change { pairs, axis, change }))
}

/// `Which responses decreased from 2019 to 2023?`, `In which year did it decline?`
pub(super) fn which(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let plain = q.superlatives(q.all()).is_empty()
        && q.constants(q.all()).is_empty()
        && q.comparison(q.all()).is_none();
    if !plain
        || !matches!(q.ask, Ask::Label | Ask::Count)
        || q.has_phrase(&[&["how", "many", "times"]])
    {
        return Ok(None);
    }
    let Some((change, _)) = change(planner, q.all()) else { return Ok(None) };
    let comparison = match change {
        Change::Rise => Comparison::More,
        Change::Fall => Comparison::Less,
        Change::Any => return Ok(None),
    };
    let Some(time) = time(planner) else { return Ok(None) };
    let asked = asked_axis(planner, time)?;
    let (axis, pairs) = if asked == time {
        (time, steps(planner, time)?)
    } else {
        // What is asked for must not be named: `How many users were gained?` wants a difference.
        if !planner.scope.along(asked).is_empty() || !is_counted(planner, asked) {
            return Ok(None);
        }
        (asked, across(planner, time)?)
    };
    let wanted = if q.ask == Ask::Count { Wanted::Count } else { Wanted::Labels };
    Ok(Some(Plan::Pairs { pairs, axis, comparison, wanted }))
}

/// `Did the number increase every year?`
pub(super) fn always(planner: &Planner<'_>) -> Result<Option<Plan>, Refusal> {
    let q = planner.question();
    let every = q.has(&["every", "each", "always", "continuously", "steadily", "constantly"]);
    let Some((change, _)) = change(planner, q.all()).filter(|_| every) else { return Ok(None) };
    let comparison = match change {
        Change::Rise => Comparison::More,
        Change::Fall => Comparison::Less,
        Change::Any => return Ok(None),
    };
    let Some(axis) = time(planner) else { return Ok(None) };
    let pairs = steps(planner, axis)?;
    Ok(Some(Plan::Pairs { pairs, axis, comparison, wanted: Wanted::Whether }))
}

/// The axis whose labels are asked for: where two times are named, it is the other one.
fn asked_axis(planner: &Planner<'_>, time: Axis) -> Result<Axis, Refusal> {
    let ends = planner.select.span.as_ref().is_some_and(|s| s.axis == time && s.has_ends);
    let asked = planner.select.asked_axis(&planner.scope)?;
    let noun = planner.question().noun.and_then(|at| planner.question().tokens.get(at));
    let of_time = noun.is_some_and(|n| n.is(words::TIMES));
    Ok(if ends && !of_time { time.other() } else { asked })
}

fn no_time() -> Refusal {
    "the rules know changes from year to year only".to_owned()
}

/// The first word for a change in a range that is not the table's own.
fn change(planner: &Planner<'_>, range: std::ops::Range<usize>) -> Option<(Change, usize)> {
    let q = planner.question();
    let own = |word: &usize| is_own(planner.view(), &q.tokens[*word]);
    let (rise, fall) = (words::rise(), words::fall());
    [
        (rise.as_slice(), Change::Rise),
        (fall.as_slice(), Change::Fall),
        (&["change", "changed", "vary", "varied", "fluctuated"], Change::Any),
    ]
    .into_iter()
    .filter_map(|(set, change)| Some((change, q.find_in(range.clone(), set)?)))
    .filter(|(_, word)| !own(word))
    .min_by_key(|(_, word)| *word)
}

/// The axis along which time runs.
fn time(planner: &Planner<'_>) -> Option<Axis> {
    [Axis::Row, Axis::Column].into_iter().find(|axis| planner.view().is_time(*axis))
}

/// From each time to the next: the later cell, then the earlier.
fn steps(planner: &Planner<'_>, axis: Axis) -> Result<Vec<(Cell, Cell)>, Refusal> {
    let view = planner.view();
    let mut cells = planner.select.candidates(axis, &planner.scope)?;
    if cells.iter().all(|c| view.year(axis, c.along(axis)).is_some()) {
        cells.sort_by_key(|c| view.year(axis, c.along(axis)));
    }
    if cells.len() < 2 {
        return Err(no_time());
    }
    Ok(cells.windows(2).map(|w| (w[1], w[0])).collect())
}

/// At each place the cells of two times: those that are named, or the first and the last.
fn across(planner: &Planner<'_>, time: Axis) -> Result<Vec<(Cell, Cell)>, Refusal> {
    let span = planner.select.span.as_ref().filter(|span| span.axis == time && span.has_ends);
    let places = match span {
        Some(span) => span.places.clone(),
        None if planner.scope.along(time).is_empty() => planner.select.in_order(time),
        None => return Err(no_time()),
    };
    let [first, .., last] = places[..] else { return Err(no_time()) };
    let named = planner.scope.along(time.other());
    let pairs: Vec<(Cell, Cell)> = planner
        .select
        .places(time.other())
        .into_iter()
        .filter(|at| named.len() < 2 || named.contains(at))
        .map(|at| (select::cell(time, last, at), select::cell(time, first, at)))
        .collect();
    let whole =
        pairs.iter().all(|(a, b)| [a, b].iter().all(|c| planner.view().number(**c).is_some()));
    if whole && !pairs.is_empty() {
        Ok(pairs)
    } else {
        Err("the table lacks a value that the change is computed from".to_owned())
    }
}

/// Whether what is counted or asked for is what stands along an axis, rather than a measure.
fn is_counted(planner: &Planner<'_>, axis: Axis) -> bool {
    let q = planner.question();
    let Some(noun) = q.noun.and_then(|at| q.tokens.get(at)) else { return q.ask == Ask::Label };
    let corner = axis == Axis::Row && planner.view().corner().iter().any(|c| c.stem == noun.stem);
    q.ask == Ask::Label || corner || noun.is(words::CATEGORIES)
}
