//! What kind of answer a question wants.

use super::tokens::{FILLERS, Token};
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

/// Words that ask.
const ASKING: &[&str] = &["which", "what", "whats", "who", "whom", "whose", "when", "where", "how"];
/// Words with which one tells somebody to do something.
const TELLING: &[&str] = &["list", "name"];
/// Words that begin a phrase before the question proper: `In 2015, is ...`.
const LEADING: &[&str] =
    &["in", "for", "on", "at", "from", "among", "during", "between", "of", "according", "since"];
/// What labels are, where it is asked for with `what is the ...`.
const NAMES: &[&str] = &[
    "name", "category", "label", "country", "year", "month", "brand", "product", "company",
    "state", "city", "region", "segment", "item", "sector", "group", "type", "kind",
];
/// Superlatives that ask for who it is rather than how much.
const WHO: &[&str] = &["most", "least", "largest", "biggest", "leading", "top", "main"];

struct Words<'a> {
    tokens: &'a [Token],
    claimed: &'a [bool],
}

/// What is asked for, and the number of the noun behind `which`, `what` or `how many`.
pub(super) fn understand(tokens: &[Token], claimed: &[bool]) -> (Ask, Option<usize>) {
    Words { tokens, claimed }.understand()
}

impl Words<'_> {
    fn is(&self, word: usize, set: &[&str]) -> bool {
        self.tokens.get(word).is_some_and(|t| t.is(set))
    }

    fn is_auxiliary(&self, word: usize) -> bool {
        self.is(word, words::AUXILIARIES)
    }

    fn understand(&self) -> (Ask, Option<usize>) {
        let all = 0..self.tokens.len();
        if self.is_yes_or_no() {
            // `Is A or B higher?` wants one of them.
            let choice = all.clone().any(|i| self.is(i, &["or"]) && !self.claimed[i]);
            return (if choice { Ask::Label } else { Ask::YesNo }, None);
        }
        if self.is(0, TELLING) {
            return (Ask::Label, self.noun(1));
        }
        let Some(at) = all.clone().find(|i| !self.claimed[*i] && self.is(*i, ASKING)) else {
            // `Find the country with ...`, `Calculate the sum of ...`
            return (self.what_is(1.min(self.tokens.len())), None);
        };
        if self.is(at, &["how"]) {
            return self.how(at);
        }
        if self.is(at, &["when"]) {
            return (Ask::Label, Some(at));
        }
        if self.is(at, &["where", "who", "whom", "whose"]) {
            return (Ask::Label, None);
        }
        let short = self.tokens[at].raw.to_lowercase();
        let is_next = self.is_auxiliary(at + 1) || short.ends_with("'s") || short.ends_with("’s");
        let next = self.noun(at + 1);
        if self.is(at, &["which"]) {
            return (Ask::Label, if is_next { None } else { next });
        }
        let Some(next) = next else { return (Ask::Value, None) };
        if is_next || self.is(at, &["whats"]) || self.is_auxiliary(next) {
            return (self.what_is(next), None);
        }
        // `what age group` is a label although `what age` is a value.
        let named = self.is(next + 1, words::CATEGORIES);
        let measured = self.is(next, words::MEASURES) && !named;
        (if measured { Ask::Value } else { Ask::Label }, Some(if named { next + 1 } else { next }))
    }

    /// Whether the sentence, or what follows its first phrase, begins with a verb.
    fn is_yes_or_no(&self) -> bool {
        if self.is_auxiliary(0) {
            return true;
        }
        let verb = (0..self.tokens.len()).find(|i| !self.claimed[*i] && self.is_auxiliary(*i));
        let asks = |i: usize| !self.claimed[i] && self.is(i, ASKING);
        verb.is_some_and(|verb| {
            self.is(0, LEADING) && !(0..self.tokens.len()).any(asks) && verb < 8
        })
    }

    fn how(&self, at: usize) -> (Ask, Option<usize>) {
        if !self.is(at + 1, &["many"]) {
            return (Ask::Value, None);
        }
        let noun = self.noun(at + 2);
        // `how many percent` counts nothing.
        let percent = noun.is_some_and(|n| self.is(n, &["percent", "percentage", "%", "time"]));
        (if percent { Ask::Value } else { Ask::Count }, noun)
    }

    /// The first word from `from` on that can be a noun.
    fn noun(&self, from: usize) -> Option<usize> {
        (from..self.tokens.len()).find(|i| {
            !self.is(*i, FILLERS)
                && self.tokens[*i].number.is_none()
                && !self.is(*i, &["different", "many", "much", "type", "kind", "color", "colour"])
        })
    }

    /// Whether `what is (the) ...` asks for a label or a value.
    fn what_is(&self, from: usize) -> Ask {
        let rest = &self.tokens[from.min(self.tokens.len())..];
        let small = |t: &Token| {
            t.is(FILLERS) || t.is(words::AUXILIARIES) || words::ordinal(&t.norm).is_some()
        };
        let Some(first) = rest.iter().find(|t| !small(t)) else { return Ask::Value };
        // `the brand value` is a value, `the brand` a name.
        let at = rest.iter().position(|t| !small(t)).unwrap_or(0);
        let measured = rest.get(at + 1).is_some_and(|t| t.is(words::MEASURES));
        if first.is(NAMES) && !measured {
            return Ask::Label;
        }
        let Some(at) = rest.iter().position(|t| t.is(words::HIGHEST) || t.is(words::LOWEST)) else {
            return Ask::Value;
        };
        // `the downloads of the second most popular` is a value of somebody.
        let of = rest[..at].iter().rposition(|t| t.is(&["of", "for"]));
        if of.is_some_and(|of| rest[..of].iter().any(|t| !small(t) && !t.is(words::CATEGORIES))) {
            return Ask::Value;
        }
        // `the most popular brand` is a label, `the largest share` a value.
        let behind = &rest[at + 1..];
        let end = behind.iter().position(|t| t.is(FILLERS)).unwrap_or(behind.len());
        let phrase = &behind[..end];
        let measured = |t: &Token| t.is(words::MEASURES);
        if rest[..at].iter().any(measured) || phrase.is_empty() {
            Ask::Value
        } else if phrase.iter().any(|t| t.is(words::CATEGORIES) || t.is(words::RANKED)) {
            Ask::Label
        } else if phrase.iter().any(measured) || !rest[at].is(WHO) {
            Ask::Value
        } else {
            Ask::Label
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tokens::tokens;
    use super::*;

    #[test]
    fn kinds_of_questions() {
        for (question, expected) in [
            ("Which country is the highest?", Ask::Label),
            ("In what year did it end?", Ask::Label),
            ("What age group is the largest?", Ask::Label),
            ("What is the most popular game?", Ask::Label),
            ("What's the smallest slice?", Ask::Label),
            ("What was the highest paid job?", Ask::Label),
            ("Find the year with the lowest rate", Ask::Label),
            ("Name the top three countries", Ask::Label),
            ("Is tea or water cheaper?", Ask::Label),
            ("What's the highest value?", Ask::Value),
            ("What is the largest share of men?", Ask::Value),
            ("What percentage of people that have a car agree?", Ask::Value),
            ("How much is it?", Ask::Value),
            ("How many percent agree?", Ask::Value),
            ("Calculate the sum of what is shown", Ask::Value),
            ("How many bars are there?", Ask::Count),
            ("Is the bar, which is highest, above 5?", Ask::YesNo),
            ("In 2015, was tea above water?", Ask::YesNo),
        ] {
            let tokens = tokens(question);
            let (ask, _) = understand(&tokens, &vec![false; tokens.len()]);
            assert_eq!(ask, expected, "{question}");
        }
    }
}
