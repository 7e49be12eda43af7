//! Percent signs, scale words and units behind the digits.

use super::is_currency;

/// Scale words, the factor, and whether the word must touch the digits
/// (`5 m` is metres, `5m` is millions).
const SCALES: &[(&str, f64, bool)] = &[
    ("k", 1e3, true),
    ("K", 1e3, true),
    ("thousand", 1e3, false),
    ("m", 1e6, true),
    ("M", 1e6, false),
    ("mn", 1e6, false),
    ("mln", 1e6, false),
    ("mio", 1e6, false),
    ("million", 1e6, false),
    ("millions", 1e6, false),
    ("B", 1e9, false),
    ("b", 1e9, true),
    ("bn", 1e9, false),
    ("mrd", 1e9, false),
    ("billion", 1e9, false),
    ("billions", 1e9, false),
    ("T", 1e12, true),
    ("tn", 1e12, false),
    ("trn", 1e12, false),
    ("trillion", 1e12, false),
    ("trillions", 1e12, false),
];

/// Longest unit that is taken for one, in characters.
const MAX_UNIT: usize = 12;

/// Words behind a number that make it no quantity: ordinals and parts of dates.
const NO_UNITS: &[&str] = &[
    "st", "nd", "rd", "th", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept",
    "oct", "nov", "dec", "q", "h",
];

/// What follows the digits.
#[derive(Debug, Default)]
pub(super) struct Tail {
    pub percent: bool,
    pub scale: f64,
    pub scale_word: String,
    pub suffix: String,
}

impl Tail {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut tail = Self { scale: 1.0, ..Self::default() };
        let spaced = text.starts_with(char::is_whitespace);
        let mut rest = text.trim();
        let word_end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let (word, after) = rest.split_at(word_end);
        let scale = SCALES.iter().find(|(name, _, touching)| {
            (*name == word || (name.len() > 1 && name.eq_ignore_ascii_case(word)))
                && !(spaced && *touching)
                // `5m/s`, `3 M²`: the letter belongs to a unit.
                && after.chars().next().is_none_or(|c| c.is_whitespace() || c == '.' || is_currency(c))
        });
        if let Some((_, factor, _)) = scale {
            tail.scale = *factor;
            word.clone_into(&mut tail.scale_word);
            rest = after.trim_start_matches('.').trim_start();
        }
        if matches!(rest, "%" | "percent" | "per cent" | "pct" | "pct.") {
            tail.percent = true;
            return Some(tail);
        }
        if !is_unit(rest) {
            return None;
        }
        rest.clone_into(&mut tail.suffix);
        Some(tail)
    }
}

/// Short, one word or two, no digits but exponents, and no ordinal or month.
fn is_unit(text: &str) -> bool {
    let lower = text.to_lowercase();
    text.chars().count() <= MAX_UNIT
        && text.split_whitespace().count() <= 2
        && !NO_UNITS.contains(&lower.trim_end_matches('.'))
        && text.chars().all(|c| {
            c.is_alphabetic()
                || c == ' '
                || is_currency(c)
                || matches!(c, '°' | '/' | '²' | '³' | 'µ' | '.' | '"' | '′' | '″' | '\'' | '·')
        })
        && !text.starts_with(['/', '.', '\''])
}
