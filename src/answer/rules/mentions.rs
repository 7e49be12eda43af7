//! Finding the labels of a table in a question.

use std::collections::HashMap;
use std::ops::Range;

use super::tokens::{FILLERS, Token};
use super::view::{Axis, View};

/// How well a label was found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quality {
    /// Word for word, singular and plural alike.
    Exact,
    /// By synonyms: `male` for `Men`.
    Synonym,
    /// With a small typing or reading error, or other spacing.
    Typo,
    /// By those of its words that no other label has.
    Part,
}

/// A label that a question speaks of.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mention {
    pub axis: Axis,
    /// Row or column.
    pub at: usize,
    pub quality: Quality,
    /// Words of the question that name it, by number.
    pub words: Vec<usize>,
    /// Another place has the very same label.
    pub ambiguous: bool,
}

impl Mention {
    pub(super) fn start(&self) -> usize {
        self.words.first().copied().unwrap_or(0)
    }
}

/// Words that are in every other chart and tell no label apart.
const GENERIC: &[&str] = &[
    "value",
    "number",
    "share",
    "percentage",
    "percent",
    "total",
    "other",
    "rate",
    "average",
    "amount",
    "year",
    "people",
    "more",
    "less",
    "most",
    "least",
    "very",
    "some",
    "high",
    "low",
    "year",
    "old",
    "up",
    "down",
    "highest",
    "lowest",
    "sum",
    "difference",
    "count",
    "only",
];

/// Labels of one word that must be written with a capital, or they are that word.
const COMMON: &[&str] = &[
    "other", "no", "yes", "may", "more", "less", "all", "none", "both", "a", "i", "us", "it",
    "who", "will", "can", "most", "neither", "same", "high", "low", "average", "mean", "median",
];

/// Shortest word in which a wrong letter is forgiven.
const TYPO_LENGTH: usize = 5;
/// Shortest word in which two are.
const TWO_TYPOS_LENGTH: usize = 10;

/// The labels that `question` speaks of, in the order in which it does.
///
/// A word of the question names one label only: the one that fits best and
/// takes up most words. A row and a column of the same name both stay.
pub(super) fn find(question: &[Token], view: &View<'_>) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for axis in [Axis::Row, Axis::Column] {
        let rarity = Rarity::new(view, axis);
        for &at in view.named(axis) {
            let label = view.label_tokens(axis, at);
            if label.is_empty() {
                continue;
            }
            let mention = |(quality, words)| Mention { axis, at, quality, words, ambiguous: false };
            found.extend(windows(question, label, view).into_iter().map(mention));
            found.extend(part(question, label, &rarity).map(mention));
        }
    }
    found.sort_by(|a, b| {
        let key = |m: &Mention| {
            (
                m.quality == Quality::Part,
                std::cmp::Reverse(m.words.len()),
                m.quality,
                m.start(),
                m.axis,
                m.at,
            )
        };
        key(a).cmp(&key(b))
    });
    let mut kept: Vec<Mention> = Vec::new();
    for mention in found {
        let rival = kept.iter_mut().find(|k| k.words.iter().any(|w| mention.words.contains(w)));
        if let Some(rival) = rival {
            let equal = rival.words == mention.words && rival.quality == mention.quality;
            if !equal || rival.axis == mention.axis {
                rival.ambiguous |= equal && rival.at != mention.at;
                continue;
            }
        }
        kept.push(mention);
    }
    // The same label twice is one mention.
    kept.sort_by_key(|m| (m.start(), m.axis));
    let mut seen: HashMap<(Axis, usize), usize> = HashMap::new();
    let mut mentions: Vec<Mention> = Vec::new();
    for mention in kept {
        if let Some(&first) = seen.get(&(mention.axis, mention.at)) {
            mentions[first].words.extend(mention.words);
        } else {
            seen.insert((mention.axis, mention.at), mentions.len());
            mentions.push(mention);
        }
    }
    // Parts are weak: they do not stand beside a label that was named in full.
    let full = |axis: Axis, mentions: &[Mention]| {
        mentions.iter().any(|m| m.axis == axis && m.quality != Quality::Part)
    };
    let (rows, columns) = (full(Axis::Row, &mentions), full(Axis::Column, &mentions));
    let lists = question.iter().any(|t| t.is(&["and", "or", "between", "than", "to", "from"]));
    mentions.retain(|m| {
        let full = if m.axis == Axis::Row { rows } else { columns };
        m.quality != Quality::Part || !full || lists
    });
    mentions
}

/// Runs of words that are the label.
fn windows(question: &[Token], label: &[Token], view: &View<'_>) -> Vec<(Quality, Vec<usize>)> {
    let mut found = Vec::new();
    let squeezed: String = label.iter().map(|t| t.stem.as_str()).collect();
    for start in 0..question.len() {
        for length in 1..=(label.len() + 1).min(question.len() - start) {
            let range = start..start + length;
            let words = &question[range.clone()];
            let same = |by: fn(&Token) -> &str| {
                words.len() == label.len() && words.iter().zip(label).all(|(a, b)| by(a) == by(b))
            };
            let quality = if same(|t| &t.norm) || same(|t| &t.stem) {
                Quality::Exact
            } else if same(|t| &t.canon) {
                Quality::Synonym
            } else if is_typo(words, label, &squeezed) {
                Quality::Typo
            } else {
                continue;
            };
            if is_meant(question, &range, label, view) {
                found.push((quality, range.collect()));
            }
        }
    }
    if let Some(range) = number_range(question, label) {
        found.push((Quality::Exact, range.collect()));
    }
    found
}

/// Whether the words are the label but for a wrong letter or a space.
fn is_typo(words: &[Token], label: &[Token], label_squeezed: &str) -> bool {
    let squeezed: String = words.iter().map(|t| t.stem.as_str()).collect();
    let numeric =
        |tokens: &[Token]| tokens.iter().any(|t| t.norm.contains(|c: char| c.is_ascii_digit()));
    let fillers = |tokens: &[Token]| tokens.iter().all(|t| t.is(FILLERS));
    if numeric(words) || numeric(label) || fillers(words) {
        return false;
    }
    // A filler at an end makes the run longer and nothing better.
    if words.len() > label.len() && (words[0].is(FILLERS) || words[words.len() - 1].is(FILLERS)) {
        return false;
    }
    same_but_for_typos(&squeezed, label_squeezed)
}

fn same_but_for_typos(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a.len(), b.len()) } else { (b.len(), a.len()) };
    let allowed = match short {
        0..TYPO_LENGTH => 0,
        TYPO_LENGTH..TWO_TYPOS_LENGTH => 1,
        _ => 2,
    };
    // `Increased` and `increase` are one word; the wrong letter is never the first.
    long - short <= allowed
        && a.chars().next() == b.chars().next()
        && (a == b || strsim::damerau_levenshtein(a, b) <= allowed)
}

/// Whether a run of words that equals a label stands for it, and not for the
/// everyday word or number that it also is.
fn is_meant(question: &[Token], range: &Range<usize>, label: &[Token], view: &View<'_>) -> bool {
    let [word] = &question[range.clone()] else { return true };
    let before = range.start.checked_sub(1).map(|i| &question[i]);
    let named = before.is_some_and(|b| {
        b.is(&[
            "category", "label", "group", "item", "for", "bar", "and", "of", "between", "series",
            "class", "option", "is", "than",
        ]) || view.corner().iter().any(|c| c.stem == b.stem)
            || b.comma_after
    });
    let single = label.len() == 1 && label[0].raw.chars().count() == 1;
    if single && label[0].raw.chars().all(char::is_alphabetic) {
        // Labels of one letter: `b` and `B` may both be there.
        return word.raw == label[0].raw && (named || !word.is(&["a", "i"]));
    }
    if word.is(COMMON) {
        return (word.is_capital() && range.start > 0)
            || (named && !word.is(&["all", "it", "most"]));
    }
    if word.number.is_some() && word.year().is_none() {
        // A bare number is a label only where labels are named; else it is a quantity.
        let next = question.get(range.end);
        let after_name = before.is_some_and(|b| {
            view.corner().iter().any(|c| c.stem == b.stem)
                || b.is(&[
                    "category", "label", "group", "item", "bar", "and", "number", "x", "class",
                    "day", "week", "year", "month", "for", "between", "in", "at", "on", "of", "to",
                    "level", "age",
                ])
                || b.comma_after
        });
        let counts = next.is_some_and(|n| {
            n.is(&["largest", "smallest", "highest", "lowest", "year", "month", "bar", "time"])
        });
        return after_name && !counts;
    }
    true
}

/// `between 25 and 34` for the label `25-34 years`.
fn number_range(question: &[Token], label: &[Token]) -> Option<Range<usize>> {
    let (low, high) = label.first()?.norm.split_once('-')?;
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    if !digits(low) || !digits(high) {
        return None;
    }
    (0..question.len()).find_map(|i| {
        let at = |n: usize, word: &str| question.get(i + n).is_some_and(|t| t.norm == word);
        if question[i].norm == label[0].norm {
            return Some(i..i + 1);
        }
        let joined = question.get(i + 1).is_some_and(|t| t.is(&["and", "to", "through", "until"]));
        (at(0, low) && joined && at(2, high)).then_some(i..i + 3)
    })
}

/// How many labels of an axis have a word.
struct Rarity(HashMap<String, usize>);

impl Rarity {
    fn new(view: &View<'_>, axis: Axis) -> Self {
        let mut counts = HashMap::new();
        for &at in view.named(axis) {
            let mut words: Vec<&str> =
                view.label_tokens(axis, at).iter().map(|t| t.canon.as_str()).collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                *counts.entry(word.to_owned()).or_insert(0) += 1;
            }
        }
        Self(counts)
    }

    fn is_unique(&self, token: &Token) -> bool {
        self.0.get(&token.canon) == Some(&1)
    }
}

/// Words of a longer label that stand in the question, if they are enough to know it by.
fn part(question: &[Token], label: &[Token], rarity: &Rarity) -> Option<(Quality, Vec<usize>)> {
    let content: Vec<&Token> = label.iter().filter(|t| !t.is(FILLERS)).collect();
    if content.len() < 2 {
        return None;
    }
    let mut words = Vec::new();
    let mut unique = 0;
    let mut first_unique = false;
    for (i, token) in content.iter().enumerate() {
        let at = question.iter().position(|q| {
            q.canon == token.canon
                || (!q.is_numeric()
                    && q.stem.len() > TYPO_LENGTH
                    && same_but_for_typos(&q.stem, &token.stem))
        });
        let Some(at) = at else { continue };
        if words.contains(&at) {
            continue;
        }
        words.push(at);
        if rarity.is_unique(token) && !token.is(GENERIC) {
            unique += 1;
            first_unique |= i == 0;
        }
    }
    words.sort_unstable();
    let share = words.len() as f64 / content.len() as f64;
    // One number, one year is shared by chance.
    let only_numbers = words.iter().all(|w| question[*w].is_numeric());
    (unique > 0 && !only_numbers && (first_unique || share >= 0.6))
        .then_some((Quality::Part, words))
}
