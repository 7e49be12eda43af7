//! Years that a question tells by others: `two years after 2014`, `the last year`.

use super::tokens::{self, Token};
use super::view::{Axis, View};

/// The question with the years themselves, where the table has years to tell them by.
pub(super) fn resolved(tokens: Vec<Token>, view: &View<'_>) -> Vec<Token> {
    let years: Vec<i32> = [Axis::Row, Axis::Column]
        .into_iter()
        .map(|axis| view.years(axis).into_iter().map(|(year, _)| year).collect::<Vec<i32>>())
        .find(|years| years.len() > 1)
        .unwrap_or_default();
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return tokens };
    let mut resolved = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let found = shifted(rest).or_else(|| ends(rest, *first, *last));
        let Some((length, years)) = found else {
            resolved.push(tokens[at].clone());
            at += 1;
            continue;
        };
        let text: Vec<String> = years.iter().map(i32::to_string).collect();
        resolved.extend(tokens::tokens(&text.join(" and ")));
        at += length;
    }
    resolved
}

fn is(tokens: &[Token], at: usize, set: &[&str]) -> bool {
    tokens.get(at).is_some_and(|t| set.contains(&t.norm.as_str()))
}

/// `two years after 2014`, `the year before 2015`: how many words, and the year.
fn shifted(tokens: &[Token]) -> Option<(usize, Vec<i32>)> {
    let count = if is(tokens, 0, &["the", "a", "one"]) && is(tokens, 1, &["year"]) {
        1
    } else {
        let number = tokens.first()?.number.as_ref()?;
        let whole = number.value.fract() == 0.0 && (1.0..=50.0).contains(&number.value);
        (whole && is(tokens, 1, &["years", "year"])).then_some(number.value as i32)?
    };
    let sign = if is(tokens, 2, &["after", "following"]) {
        1
    } else if is(tokens, 2, &["before", "preceding"]) {
        -1
    } else {
        return None;
    };
    Some((4, vec![tokens.get(3)?.year()? + sign * count]))
}

/// `the first year`, `the last year shown`, `the first and the last year`.
fn ends(tokens: &[Token], first: i32, last: i32) -> Option<(usize, Vec<i32>)> {
    const FIRST: &[&str] = &["first", "earliest", "initial"];
    const LAST: &[&str] = &["last", "latest", "final"];
    if !is(tokens, 0, &["the"]) {
        return None;
    }
    if is(tokens, 1, &["most"]) && is(tokens, 2, &["recent"]) && is(tokens, 3, &["year"]) {
        return Some((4, vec![last]));
    }
    let one = |at: usize| {
        if is(tokens, at, FIRST) { Some(first) } else { is(tokens, at, LAST).then_some(last) }
    };
    let year = one(1)?;
    if is(tokens, 2, &["year"]) {
        // `the first year in which it exceeded 5` is no name of a year.
        let clause = is(tokens, 3, &["in", "when", "that", "where", "with"]);
        return (!clause).then_some((3, vec![year]));
    }
    let second = if is(tokens, 3, &["the"]) { 4 } else { 3 };
    let other = one(second).filter(|_| is(tokens, 2, &["and", "to"]))?;
    is(tokens, second + 1, &["year", "years"]).then_some((second + 2, vec![year, other]))
}
