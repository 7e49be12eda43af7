//! Ranges of numbers that are labels: `25-34 years`, `65+`.

use std::ops::Range;

use super::tokens::Token;

/// Where a question speaks of the range that a label is.
pub(super) fn find(question: &[Token], label: &[Token]) -> Option<Range<usize>> {
    closed(question, label).or_else(|| open(question, label))
}

/// `between 25 and 34` for the label `25-34 years`.
fn closed(question: &[Token], label: &[Token]) -> Option<Range<usize>> {
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

/// `over 65`, `65 and older` for the label `65+`.
fn open(question: &[Token], label: &[Token]) -> Option<Range<usize>> {
    const BEFORE: &[&str] = &["over", "above", "least"];
    const BEHIND: &[&str] = &["over", "above", "older", "more", "up", "plus"];
    let low = label.first()?.norm.strip_suffix('+')?;
    (0..question.len()).filter(|i| question[*i].norm == low).find_map(|i| {
        let is = |at: usize, set: &[&str]| question.get(at).is_some_and(|t| t.is(set));
        if i > 0 && is(i - 1, BEFORE) {
            return Some(i - 1..i + 1);
        }
        (is(i + 1, &["and", "or"]) && is(i + 2, BEHIND)).then_some(i..i + 3)
    })
}
