//! What a question asks for, told by its words.

use std::ops::Range;

use super::mentions::{self, Mention, Quality};
use super::tokens::{FILLERS, Token, tokens};
use super::view::{Axis, View};
use super::words;

/// What kind of answer is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// The label of a row or column: `which country`, `what year`, `when`.
    Label,
    /// A number: `what is the value`, `how much`, `what percentage`.
    Value,
    /// `How many ...`: a count, or a number after all.
    Count,
    /// Yes or no.
    YesNo,
}

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Highest,
    Lowest,
}

/// `the second highest`, `the three largest`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Superlative {
    pub direction: Direction,
    /// 1 for the highest, 2 for the second highest.
    pub rank: usize,
    /// How many are meant, if several: `top three`.
    pub count: Option<usize>,
    /// Number of the word.
    pub word: usize,
}

/// How two numbers are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comparison {
    More,
    Less,
    AtLeast,
    AtMost,
    Equal,
    Different,
}

/// A question, taken apart.
#[derive(Debug)]
pub(super) struct Question {
    pub tokens: Vec<Token>,
    pub mentions: Vec<Mention>,
    pub ask: Ask,
    /// What is asked for: the word behind `which`, `what` or `how many`.
    pub noun: Option<usize>,
    claimed: Vec<bool>,
}

impl Question {
    pub(super) fn new(text: &str, view: &View<'_>) -> Self {
        let tokens = tokens(text);
        let mut mentions = mentions::find(&tokens, view);
        if view.columns.len() == 1 {
            // The one column is meant anyway; words that it shares by chance stay free.
            mentions.retain(|m| m.axis == Axis::Row || m.quality != Quality::Part);
        }
        let mut claimed = vec![false; tokens.len()];
        for word in mentions.iter().flat_map(|m| &m.words) {
            claimed[*word] = true;
        }
        let (ask, noun) = ask(&tokens, &claimed);
        Self { tokens, mentions, ask, noun, claimed }
    }

    /// Whether a word is no part of a label.
    pub(super) fn is_free(&self, word: usize) -> bool {
        self.claimed.get(word) == Some(&false)
    }

    /// Makes a word that was taken for a label an everyday word again.
    pub(super) fn release(&mut self, set: &[&str]) {
        for (claimed, token) in self.claimed.iter_mut().zip(&self.tokens) {
            *claimed &= !token.is(set);
        }
    }

    /// The first free word of a set.
    pub(super) fn find(&self, set: &[&str]) -> Option<usize> {
        self.find_in(0..self.tokens.len(), set)
    }

    pub(super) fn find_in(&self, range: Range<usize>, set: &[&str]) -> Option<usize> {
        range.into_iter().find(|i| self.is_free(*i) && self.tokens[*i].is(set))
    }

    pub(super) fn has(&self, set: &[&str]) -> bool {
        self.find(set).is_some()
    }

    /// Where free words stand in this order, one behind the other.
    pub(super) fn phrase(&self, phrase: &[&str]) -> Option<usize> {
        (0..(self.tokens.len() + 1).saturating_sub(phrase.len())).find(|start| {
            phrase
                .iter()
                .enumerate()
                .all(|(n, word)| self.is_free(start + n) && self.tokens[start + n].is(&[word]))
        })
    }

    pub(super) fn has_phrase(&self, phrases: &[&[&str]]) -> bool {
        phrases.iter().any(|phrase| self.phrase(phrase).is_some())
    }

    /// Mentions along an axis whose words begin within a range.
    pub(super) fn mentioned(&self, axis: Axis, range: &Range<usize>) -> Vec<&Mention> {
        self.mentions.iter().filter(|m| m.axis == axis && range.contains(&m.start())).collect()
    }

    pub(super) fn all(&self) -> Range<usize> {
        0..self.tokens.len()
    }

    /// Superlatives in a range, in order.
    pub(super) fn superlatives(&self, range: Range<usize>) -> Vec<Superlative> {
        range.filter_map(|i| self.superlative(i)).collect()
    }

    fn superlative(&self, word: usize) -> Option<Superlative> {
        let token = self.tokens.get(word).filter(|_| self.is_free(word))?;
        let direction = if token.is(words::HIGHEST) {
            Direction::Highest
        } else if token.is(words::LOWEST) {
            Direction::Lowest
        } else {
            return None;
        };
        let free = |i: usize| self.tokens.get(i).filter(|_| self.is_free(i));
        let before = word.checked_sub(1).and_then(free);
        let after = free(word + 1);
        // `at least 5`, `most of`, `the most recent`.
        if before.is_some_and(|t| t.is(&["at"]))
            || after.is_some_and(|t| t.is(&["of", "recent", "recently"]))
        {
            return None;
        }
        let rank = before.and_then(|t| words::ordinal(&t.norm)).unwrap_or(1);
        let count = |t: Option<&Token>| {
            let number = t?.number.as_ref()?;
            ((2.0..=20.0).contains(&number.value) && number.value.fract() == 0.0 && !number.percent)
                .then_some(number.value as usize)
        };
        Some(Superlative { direction, rank, count: count(after).or_else(|| count(before)), word })
    }

    /// The comparison in a range, and the number of its word.
    pub(super) fn comparison(&self, range: Range<usize>) -> Option<(Comparison, usize)> {
        for i in range.clone() {
            if !self.is_free(i) {
                continue;
            }
            let token = &self.tokens[i];
            let next = |set: &[&str]| self.tokens.get(i + 1).is_some_and(|t| t.is(set));
            let before = |set: &[&str]| i.checked_sub(1).is_some_and(|b| self.tokens[b].is(set));
            let negated = before(&["no", "not"]);
            let comparison = match () {
                () if token.is(&["at"]) && next(&["least"]) => Comparison::AtLeast,
                () if token.is(&["at"]) && next(&["most"]) => Comparison::AtMost,
                // `how many more` asks for a difference, `over the years` for a time.
                () if token.is(&["over", "under"]) && !self.leads_to_number(i) => continue,
                () if token.is(words::MORE) && negated => Comparison::AtMost,
                () if token.is(words::LESS) && negated => Comparison::AtLeast,
                () if token.is(words::MORE) => Comparison::More,
                () if token.is(words::LESS) => Comparison::Less,
                () if token.is(&["equal", "equals", "same", "identical"]) => Comparison::Equal,
                () if token.is(&["different", "differ"]) => Comparison::Different,
                () => continue,
            };
            return Some((comparison, i));
        }
        None
    }

    /// Whether a number follows within two words.
    fn leads_to_number(&self, word: usize) -> bool {
        (word + 1..word + 3).any(|i| {
            self.is_free(i)
                && self.tokens.get(i).is_some_and(|t| t.number.is_some() && t.year().is_none())
        })
    }

    /// Free numbers in a range that are no years and count no superlatives.
    pub(super) fn constants(&self, range: Range<usize>) -> Vec<usize> {
        let counts: Vec<usize> = self
            .superlatives(self.all())
            .iter()
            .filter(|s| s.count.is_some())
            .flat_map(|s| [s.word.wrapping_sub(1), s.word + 1])
            .collect();
        range
            .filter(|i| {
                let token = &self.tokens[*i];
                self.is_free(*i)
                    && token.number.is_some()
                    && token.year().is_none()
                    && !counts.contains(i)
                    && !self.counts_what_follows(*i)
            })
            .collect()
    }

    /// `the two bars`, `last 3 years`, `two times`.
    fn counts_what_follows(&self, word: usize) -> bool {
        let token = &self.tokens[word];
        let spelled = !token.is_numeric();
        let before = word.checked_sub(1).is_some_and(|b| {
            self.tokens[b].is(&[
                "last", "first", "past", "previous", "top", "bottom", "these", "those", "both",
                "all", "which", "what",
            ])
        });
        let next = self.tokens.get(word + 1);
        before
            || next.is_some_and(|n| n.is(&["time"]))
            || (spelled && next.is_some_and(|n| n.number.is_none() && !n.is(FILLERS)))
    }
}

/// What is asked for, and the noun of it.
fn ask(tokens: &[Token], claimed: &[bool]) -> (Ask, Option<usize>) {
    let is = |i: usize, set: &[&str]| tokens.get(i).is_some_and(|t| t.is(set));
    let auxiliary = |i: usize| is(i, words::AUXILIARIES);
    let wh = (0..tokens.len()).find(|i| {
        !claimed[*i]
            && is(
                *i,
                &[
                    "which", "what", "who", "whom", "whose", "when", "where", "how", "name",
                    "list", "whats",
                ],
            )
    });
    // `Is the bar, which ...` is a yes-or-no question, whatever follows.
    let Some(at) = wh.filter(|_| !auxiliary(0)) else {
        let choice = (0..tokens.len()).any(|i| is(i, &["or"]) && !claimed[i]);
        let verb = (0..tokens.len()).any(auxiliary);
        return if verb && !choice {
            (Ask::YesNo, None)
        } else if verb {
            (Ask::Label, None)
        } else {
            (Ask::Value, None)
        };
    };
    let noun = |from: usize| {
        (from..tokens.len()).find(|i| {
            !is(*i, FILLERS)
                && tokens[*i].number.is_none()
                && !is(*i, &["different", "many", "much", "type", "kind", "color", "colour"])
        })
    };
    if is(at, &["how"]) {
        return match tokens.get(at + 1) {
            Some(t) if t.is(&["many"]) => (Ask::Count, noun(at + 2)),
            _ => (Ask::Value, None),
        };
    }
    if is(at, &["when", "where", "who", "whom", "whose", "list", "name"]) {
        let named = is(at, &["list", "name"]).then(|| noun(at + 1)).flatten();
        return (Ask::Label, named.or(is(at, &["when"]).then_some(at)));
    }
    let next = noun(at + 1);
    let auxiliary_next = auxiliary(at + 1);
    if is(at, &["which"]) {
        return (Ask::Label, if auxiliary_next { None } else { next });
    }
    // `what is the name of the country`, `what is the highest value`, `what year`.
    let Some(next) = next else { return (Ask::Value, None) };
    if auxiliary_next || is(at, &["whats"]) || auxiliary(next) {
        return (what_is(tokens, next), None);
    }
    if tokens[next].is(words::MEASURES) {
        (Ask::Value, Some(next))
    } else {
        (Ask::Label, Some(next))
    }
}

/// Whether `what is (the) ...` asks for a label or a value.
fn what_is(tokens: &[Token], from: usize) -> Ask {
    let rest = &tokens[from..];
    let measured = |t: &Token| t.is(words::MEASURES);
    let Some(first) = rest
        .iter()
        .find(|t| !t.is(FILLERS) && !t.is(words::AUXILIARIES) && words::ordinal(&t.norm).is_none())
    else {
        return Ask::Value;
    };
    let superlative = rest.iter().position(|t| t.is(words::HIGHEST) || t.is(words::LOWEST));
    if first.is(&["name", "category", "label", "country", "year", "month", "brand"]) {
        return Ask::Label;
    }
    match superlative {
        // `the most popular brand` is a label, `the largest share` a value.
        Some(s) => {
            let behind = &rest[s + 1..];
            let end = behind.iter().position(|t| t.is(FILLERS)).unwrap_or(behind.len());
            let phrase = &behind[..end];
            let before = rest[..s].iter().any(measured);
            if before || phrase.iter().any(measured) || phrase.is_empty() {
                Ask::Value
            } else if rest[s].is(&["most", "least", "largest", "biggest", "leading", "top", "main"])
            {
                Ask::Label
            } else {
                Ask::Value
            }
        }
        None => Ask::Value,
    }
}
