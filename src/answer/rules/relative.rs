//! Times that a question tells by others: `two years after 2014`, `the last year`.

use super::tokens::{self, Token};
use super::view::{Axis, View};
use super::words;

/// The question with the times themselves, where the table has years to tell them by.
pub(super) fn resolved(tokens: &[Token], view: &View<'_>) -> Vec<Token> {
    let years: Vec<i32> = [Axis::Row, Axis::Column]
        .into_iter()
        .map(|axis| view.years(axis).into_iter().map(|(year, _)| year).collect::<Vec<i32>>())
        .find(|years| years.len() > 1)
        .unwrap_or_default();
    let ends = years.first().copied().zip(years.last().copied());
    let mut resolved = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        let rest = &tokens[at..];
        let found = quarter(rest, view)
            .or_else(|| shifted(rest).filter(|_| ends.is_some()))
            .or_else(|| end(rest, ends?));
        let Some((length, text)) = found else {
            resolved.push(tokens[at].clone());
            at += 1;
            continue;
        };
        resolved.extend(tokens::tokens(&text));
        at += length;
    }
    resolved
}

/// `the second quarter of 2020` as `Q2 2020`: how many words, and the text.
fn quarter(tokens: &[Token], view: &View<'_>) -> Option<(usize, String)> {
    let rank = words::ordinal(&tokens.first()?.norm).filter(|rank| *rank <= 4)?;
    let name = format!("q{rank}");
    let labelled = [Axis::Row, Axis::Column].into_iter().any(|axis| {
        let named = |at: &usize| view.label_tokens(axis, *at).iter().any(|t| t.norm == name);
        view.places(axis).iter().any(named)
    });
    if !is(tokens, 1, &["quarter"]) || !labelled {
        return None;
    }
    let of = usize::from(is(tokens, 2, &["of", "in"]));
    match tokens.get(2 + of).and_then(Token::year) {
        Some(year) => Some((3 + of, format!("Q{rank} {year}"))),
        None => Some((2, format!("Q{rank}"))),
    }
}

fn is(tokens: &[Token], at: usize, set: &[&str]) -> bool {
    tokens.get(at).is_some_and(|t| set.contains(&t.norm.as_str()))
}

/// `two years after 2014`, `the year before 2015`.
fn shifted(tokens: &[Token]) -> Option<(usize, String)> {
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
    Some((4, (tokens.get(3)?.year()? + sign * count).to_string()))
}

/// `the first year`, `the last year shown`, `the first and the last year`.
fn end(tokens: &[Token], (first, last): (i32, i32)) -> Option<(usize, String)> {
    const FIRST: &[&str] = &["first", "earliest", "initial"];
    const LAST: &[&str] = &["last", "latest", "final"];
    if !is(tokens, 0, &["the"]) {
        return None;
    }
    if is(tokens, 1, &["most"]) && is(tokens, 2, &["recent"]) && is(tokens, 3, &["year"]) {
        return Some((4, last.to_string()));
    }
    let one = |at: usize| {
        if is(tokens, at, FIRST) { Some(first) } else { is(tokens, at, LAST).then_some(last) }
    };
    let year = one(1)?;
    if is(tokens, 2, &["year"]) {
        // `the first year in which it exceeded 5` is no name of a year.
        let clause = is(tokens, 3, &["in", "when", "that", "where", "with"]);
        return (!clause).then(|| (3, year.to_string()));
    }
    let second = if is(tokens, 3, &["the"]) { 4 } else { 3 };
    let other = one(second).filter(|_| is(tokens, 2, &["and", "to"]))?;
    is(tokens, second + 1, &["year", "years"]).then(|| (second + 2, format!("{year} and {other}")))
}
