//! Finding the labels of a table in a question.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use super::ranges;
use super::tokens::{FILLERS, Token, root};
use super::view::{Axis, View};
use super::words;

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
    fn new(axis: Axis, at: usize, quality: Quality, words: Vec<usize>) -> Self {
        Self { axis, at, quality, words, ambiguous: false }
    }

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

/// Shortest word that may have a space too much or too few.
const SPACING_LENGTH: usize = 6;

/// The labels that `question` speaks of, in the order in which it does.
///
/// A word of the question names one label only: the one that fits best and
/// takes up most words. A row and a column of the same name both stay.
pub(super) fn find(question: &[Token], view: &View<'_>) -> Vec<Mention> {
    let mut whole: Vec<Mention> = Vec::new();
    for (axis, at, label) in labels(view) {
        whole.extend(
            windows(question, label, view)
                .into_iter()
                .map(|(quality, words)| Mention::new(axis, at, quality, words)),
        );
    }
    let mut kept = best(whole, Vec::new());

    // Parts of labels may only use the words that are left.
    let mut free = vec![true; question.len()];
    for word in kept.iter().flat_map(|m| &m.words) {
        free[*word] = false;
    }
    let mut parts: Vec<(Mention, f64)> = Vec::new();
    let rarity = [Axis::Row, Axis::Column].map(|axis| (axis, Rarity::new(view, axis)));
    for (axis, at, label) in labels(view) {
        let (_, rarity) = if axis == Axis::Row { &rarity[0] } else { &rarity[1] };
        if let Some((words, share)) = part(question, &free, label, rarity) {
            parts.push((Mention::new(axis, at, Quality::Part, words), share));
        }
    }
    // Where half of a label is found, a word of another is found by chance.
    for axis in [Axis::Row, Axis::Column] {
        let on = |part: &(Mention, f64)| part.0.axis == axis;
        if parts.iter().any(|p| on(p) && p.1 >= 0.5) {
            parts.retain(|p| !on(p) || p.1 >= 0.5);
        }
    }
    // A part does not stand beside a label that is named in full, except in lists.
    let lists = question.iter().any(|t| t.is(&["and", "or", "between", "than", "to", "from"]));
    let named = |axis: Axis| kept.iter().any(|m| m.axis == axis);
    let parts =
        parts.into_iter().map(|(part, _)| part).filter(|part| lists || !named(part.axis)).collect();
    kept = best(parts, kept);
    merged(kept)
}

fn labels<'a>(view: &'a View<'_>) -> impl Iterator<Item = (Axis, usize, &'a [Token])> {
    [Axis::Row, Axis::Column].into_iter().flat_map(move |axis| {
        view.named(axis)
            .iter()
            .map(move |at| (axis, *at, view.label_tokens(axis, *at)))
            .filter(|(_, _, label)| !label.is_empty())
    })
}

/// Those of `found` that fit best, none of them on words that another one or one of `kept` has.
fn best(mut found: Vec<Mention>, mut kept: Vec<Mention>) -> Vec<Mention> {
    found.sort_by_key(|m| (Reverse(m.words.len()), m.quality, m.start(), m.axis, m.at));
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
    kept
}

/// Mentions of the same label as one, all in the order of the question.
fn merged(mut mentions: Vec<Mention>) -> Vec<Mention> {
    mentions.sort_by_key(|m| (m.start(), m.axis));
    let mut merged: Vec<Mention> = Vec::new();
    for mention in mentions {
        match merged.iter_mut().find(|m| m.axis == mention.axis && m.at == mention.at) {
            Some(first) => {
                first.words.extend(mention.words);
                first.quality = first.quality.min(mention.quality);
            }
            None => merged.push(mention),
        }
    }
    merged
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
    if let Some(range) = ranges::find(question, label) {
        found.push((Quality::Exact, range.collect()));
    }
    found
}

/// Whether the words are the label but for a wrong letter or a space.
fn is_typo(words: &[Token], label: &[Token], label_squeezed: &str) -> bool {
    let digits = |t: &Token| t.norm.contains(|c: char| c.is_ascii_digit());
    if words.iter().all(|t| t.is(FILLERS)) {
        return false;
    }
    if words.len() == label.len() {
        let same = |a: &Token, b: &Token| {
            a.canon == b.canon
                || (!digits(a)
                    && !digits(b)
                    && (root(&a.stem) == root(&b.stem) || same_but_for_typos(&a.stem, &b.stem)))
        };
        return words.iter().zip(label).all(|(a, b)| same(a, b));
    }
    // A filler at an end makes the run longer and nothing better.
    let ends = [&words[0], &words[words.len() - 1]];
    let squeezed: String = words.iter().map(|t| t.stem.as_str()).collect();
    let padded = words.len() > label.len() && ends.iter().any(|t| t.is(FILLERS));
    let plain = !padded && !words.iter().chain(label).any(digits);
    plain && squeezed.len() >= SPACING_LENGTH && same_but_for_typos(&squeezed, label_squeezed)
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
            "class", "option", "is", "than", "said", "say", "answered", "chose", "voted",
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

/// Whether a word that ends one label alone is enough to know it by: `nurses` for
/// `Registered nurses`, in a list or beside another label.
fn is_telling(question: &[Token], free: &[bool], word: usize) -> bool {
    const LISTS: &[&str] = &["and", "or", "between", "than", "versus", "vs"];
    let token = &question[word];
    let before = word.checked_sub(1);
    let listed = before.is_some_and(|at| !free[at] || question[at].is(LISTS))
        || question.get(word + 1).is_some_and(|next| next.is(LISTS));
    listed && token.stem.len() >= 3 && !token.is(words::MEASURES) && !token.is(words::CATEGORIES)
}

/// Words of a longer label that stand in the question, if they are enough to
/// know it by, and their share of the label's words.
fn part(
    question: &[Token],
    free: &[bool],
    label: &[Token],
    rarity: &Rarity,
) -> Option<(Vec<usize>, f64)> {
    let content: Vec<&Token> = label.iter().filter(|t| !t.is(FILLERS)).collect();
    if label.len() < 2 || content.is_empty() {
        return None;
    }
    let similar = |q: &Token, token: &Token| {
        let digits = |t: &Token| t.norm.contains(|c: char| c.is_ascii_digit());
        q.canon == token.canon
            || (!digits(q)
                && !digits(token)
                && q.stem.len() > TYPO_LENGTH
                && (root(&q.stem) == root(&token.stem) || same_but_for_typos(&q.stem, &token.stem)))
    };
    let mut words: Vec<usize> = Vec::new();
    let mut unique = 0;
    let mut first_unique = false;
    for (i, token) in content.iter().enumerate() {
        let at = (0..question.len())
            .find(|at| free[*at] && !words.contains(at) && similar(&question[*at], token));
        let Some(at) = at else { continue };
        words.push(at);
        if rarity.is_unique(token) && !token.is(GENERIC) {
            unique += 1;
            first_unique |= i == 0;
        }
    }
    // One number, one year is shared by chance.
    if unique == 0 || words.iter().all(|w| question[*w].is_numeric()) {
        return None;
    }
    // The last word of a name says what it is, not which; unless it is a name itself.
    let share = words.len() as f64 / content.len() as f64;
    let name = words.iter().any(|w| *w > 0 && question[*w].is_capital());
    let last = words.len() == 1 && content.len() == 2 && is_telling(question, free, words[0]);
    if !first_unique && share < if name || last { 0.5 } else { 0.6 } {
        return None;
    }
    // `do not intend`: the label's own small words belong to it.
    for at in (0..question.len()).filter(|at| free[*at] && question[*at].is(FILLERS)) {
        let beside = |w: &usize| w.abs_diff(at) == 1;
        if words.iter().any(beside) && label.iter().any(|t| t.norm == question[at].norm) {
            words.push(at);
        }
    }
    words.sort_unstable();
    Some((words, share))
}
