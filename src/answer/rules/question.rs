//! What a question asks for, told by its words.

use std::ops::Range;

use super::ask::{self, Ask};
use super::mentions::{self, Mention, Quality};
use super::relative;
use super::tokens::{FILLERS, Token, tokens};
use super::view::{Axis, View};
use super::words;

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

/// The word that says what is asked for, where others stand before it: `energy sources`.
fn head(tokens: &[Token], noun: usize, view: &View<'_>) -> usize {
    let corner = |t: &Token| view.corner().iter().any(|c| c.stem == t.stem);
    (noun..(noun + 3).min(tokens.len()))
        .take_while(|at| !tokens[*at].is(FILLERS) && !tokens[*at].is(words::AUXILIARIES))
        .find(|at| corner(&tokens[*at]) || tokens[*at].is(words::CATEGORIES))
        .unwrap_or(noun)
}

/// A question, taken apart.
#[derive(Debug)]
pub(super) struct Question {
    pub tokens: Vec<Token>,
    pub mentions: Vec<Mention>,
    pub ask: Ask,
    /// What is asked for: the word behind `which`, `what` or `how many`.
    pub noun: Option<usize>,
    /// What is left out: `all but A`, `except B`.
    pub excluded: Vec<(Axis, usize)>,
    claimed: Vec<bool>,
}

impl Question {
    pub(super) fn new(text: &str, view: &View<'_>) -> Self {
        let tokens = relative::resolved(&tokens(text), view);
        let mut mentions = mentions::find(&tokens, view);
        if view.columns.len() == 1 {
            // The one column is meant anyway; words that it shares by chance stay free.
            mentions.retain(|m| m.axis == Axis::Row || m.quality != Quality::Part);
        }
        let mut claimed = vec![false; tokens.len()];
        for word in mentions.iter().flat_map(|m| &m.words) {
            claimed[*word] = true;
        }
        let (ask, noun) = ask::understand(&tokens, &claimed);
        let noun = noun.map(|at| head(&tokens, at, view));
        let mut question = Self { tokens, mentions, ask, noun, excluded: Vec::new(), claimed };
        question.exclude();
        question
    }

    /// Takes the labels behind `except` for what is left out.
    fn exclude(&mut self) {
        let Some(word) = self.find(words::EXCEPT) else { return };
        // `other than A`, but neither `the other countries` nor `more than A`.
        if self.tokens[word].is(&["other", "apart", "aside"])
            && !self.tokens.get(word + 1).is_some_and(|t| t.is(&["than", "from"]))
        {
            return;
        }
        let mut end = word + 1;
        while end < self.tokens.len() && (!self.is_free(end) || self.tokens[end].is(FILLERS)) {
            end += 1;
        }
        let (out, kept): (Vec<Mention>, Vec<Mention>) = std::mem::take(&mut self.mentions)
            .into_iter()
            .partition(|m| (word..end).contains(&m.start()));
        self.mentions = kept;
        self.excluded = out.iter().map(|m| (m.axis, m.at)).collect();
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

    /// Whether a word of a set stands anywhere, labels included.
    pub(super) fn find_any(&self, set: &[&str]) -> bool {
        self.tokens.iter().any(|t| t.is(set))
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
        let found: Vec<Superlative> = range.clone().filter_map(|i| self.superlative(i)).collect();
        if found.is_empty() { range.filter_map(|i| self.place(i)).collect() } else { found }
    }

    /// `Which comes second?`, `in third place`: a rank among the highest.
    fn place(&self, word: usize) -> Option<Superlative> {
        let token = self.tokens.get(word).filter(|_| self.is_free(word))?;
        let rank = words::ordinal(&token.norm)?;
        let near = |at: Option<usize>, set: &[&str]| {
            at.and_then(|at| self.tokens.get(at)).is_some_and(|t| t.is(set))
        };
        let before = ["come", "came", "rank", "ranks", "ranked", "place", "placed", "finished"];
        let ranked = near(word.checked_sub(1), &before)
            || near(Some(word + 1), &["place", "position", "rank"]);
        ranked.then_some(Superlative { direction: Direction::Highest, rank, count: None, word })
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
        // `at least 5`, `most of them`, `the most recent`.
        let other = before.is_some_and(|t| t.is(&["at"]))
            || after.is_some_and(|t| t.is(&["recent", "recently"]))
            || (token.is(&["most", "majority", "top", "bottom"])
                && after.is_some_and(|t| t.is(&["of"])))
            // `Do most adults agree?`
            || (token.is(&["most"]) && before.is_some_and(|t| t.is(&["do", "does", "did"])));
        if other {
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
