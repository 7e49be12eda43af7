//! Stretches of time that a question names.

use super::plan::Refusal;
use super::question::Question;
use super::tokens::Token;
use super::view::{Axis, View};

/// A stretch of time: `between 2011 and 2018`, `the last three years`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub axis: Axis,
    /// In order of time.
    pub places: Vec<usize>,
    /// The first and last place are both named, so that they may be meant alone.
    pub has_ends: bool,
}

/// Time places in order, and the stretch of them that a question names.
pub(super) fn find(view: &View<'_>, question: &Question) -> Result<Option<Span>, Refusal> {
    let axis = [Axis::Row, Axis::Column].into_iter().find(|axis| view.years(*axis).len() > 1);
    let Some(axis) = axis else {
        return Ok(between_labels(view, question).or_else(|| within_year(view, question)));
    };
    let years = view.years(axis);
    let tokens = &question.tokens;
    let is = |i: usize, set: &[&str]| tokens.get(i).is_some_and(|t| t.is(set));
    let inside = |low: i32, high: i32| {
        years
            .iter()
            .filter(|(y, _)| (low..=high).contains(y))
            .map(|(_, at)| *at)
            .collect::<Vec<_>>()
    };
    let found = |places: Vec<usize>, has_ends: bool| {
        if places.is_empty() {
            Err("the table has none of the years in question".to_owned())
        } else {
            Ok(Some(Span { axis, places, has_ends }))
        }
    };
    let year = |i: usize| tokens.get(i).and_then(Token::year);
    for i in 0..tokens.len() {
        // Filler words may stand between: `from the year 2010 to 2012`.
        let number = |from: usize| {
            (from..(from + 3).min(tokens.len())).find_map(|j| year(j).map(|y| (j, y)))
        };
        if is(i, &["between", "from"])
            && let Some((j, low)) = number(i + 1)
            && is(j + 1, &["and", "to", "until", "till", "through", "-"])
            && let Some((_, high)) = number(j + 2)
        {
            return found(inside(low.min(high), low.max(high)), true);
        }
        if let Some(y) = number(i + 1).map(|(_, y)| y) {
            let (first, last) = (i32::MIN, i32::MAX);
            let stretch = match () {
                () if is(i, &["since"]) => Some((y, last)),
                () if is(i, &["after"]) => Some((y + 1, last)),
                () if is(i, &["before"]) => Some((first, y - 1)),
                () if is(i, &["until", "till"]) => Some((first, y)),
                () => None,
            };
            if let Some((low, high)) = stretch {
                return found(inside(low, high), false);
            }
        }
        if is(i, &["last", "past", "previous", "latest", "recent", "first"])
            && is(i + 2, &["year", "season"])
            && let Some(count) = tokens[i + 1].number.as_ref().map(|n| n.value as usize)
            && (1..=years.len()).contains(&count)
        {
            let chosen =
                if is(i, &["first"]) { &years[..count] } else { &years[years.len() - count..] };
            return found(chosen.iter().map(|(_, at)| *at).collect(), false);
        }
    }
    Ok(None)
}

/// `from June to August`, `Q1 2021 to Q3 2021`: the places between two that are named.
fn between_labels(view: &View<'_>, question: &Question) -> Option<Span> {
    let axis = [Axis::Row, Axis::Column].into_iter().find(|axis| view.is_time(*axis))?;
    let [a, b] = question.mentioned(axis, &question.all())[..] else { return None };
    let (end, start) = (a.words.last()? + 1, b.start());
    let is = |at: usize, set: &[&str]| question.tokens.get(at).is_some_and(|t| t.is(set));
    let opened = a.start().checked_sub(1).is_some_and(|at| is(at, &["from", "between"]));
    let joined = start == end + 1 && is(end, &["to", "through", "until", "till"]);
    let closed = start == end + 1 && is(end, &["and"]) && opened;
    let places = view.places(axis);
    let at = |place: usize| places.iter().position(|p| *p == place);
    let (first, last) = (at(a.at)?, at(b.at)?);
    (joined || closed).then(|| Span {
        axis,
        places: places[first.min(last)..=first.max(last)].to_vec(),
        has_ends: opened,
    })
}

/// `in 2021`, where the labels are its quarters or months: `Q1 2021`.
fn within_year(view: &View<'_>, question: &Question) -> Option<Span> {
    let free = |at: &usize| question.is_free(*at);
    let year = (0..question.tokens.len()).filter(free).find_map(|at| question.tokens[at].year())?;
    [Axis::Row, Axis::Column].into_iter().find_map(|axis| {
        let all = view.places(axis);
        let of_year = |at: &&usize| {
            view.label_tokens(axis, **at).iter().any(|token| token.year() == Some(year))
        };
        let places: Vec<usize> = all.iter().filter(of_year).copied().collect();
        (!places.is_empty() && places.len() < all.len()).then_some(Span {
            axis,
            places,
            has_ends: false,
        })
    })
}
