//! What an answer in words means: an answer, that there is none, or a refusal.

use std::sync::LazyLock;

use regex::Regex;

use crate::Table;

/// What an answer means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::answer) enum Meaning {
    /// It is one.
    Answer,
    /// The chart does not hold it.
    NoAnswer,
    /// The model does not want to answer.
    Refusal,
}

#[allow(clippy::unwrap_used)] // constant patterns, compiled by the tests
static NO_ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:(?:that\ )?(?:it|this|that|the\ (?:answer|question|value))\ )?(?:is\ |are\ |was\ )?(?:
          not\ answerable | unanswerable | undetermined | indeterminate
        | (?:cannot|can\ not|can't|could\ not)\ be\ (?:answered|determined|inferred|found|calculated|computed)
        | not\ (?:stated|given|shown|provided|specified|available|mentioned|known|listed|included|determinable|possible\ to)
        | n/?a$ | unknown$
        )
        | ^(?:there\ (?:is|are)\ )?(?:not\ enough|insufficient|no)\ (?:information|data)\b
        | ^the\ (?:table|chart|picture|image|data|figure|graph)\ (?:does\ not|doesn't|do\ not)\b
        | ^(?:i\ |i'm\ |i\ am\ |we\ )?(?:cannot|can't|can\ not|could\ not|unable\ to|not\ able\ to|do\ not|don't)\ (?:determine|answer\ (?:this|that|the)|tell|find|know|see)\b",
    )
    .unwrap()
});
#[allow(clippy::unwrap_used)]
static APOLOGY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:i'm|i am|we're|we are)?\s*(?:very |so |really )?sorry\b[,.;:!]?\s*(?:but\s+)?")
        .unwrap()
});
#[allow(clippy::unwrap_used)]
static REFUSAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^i\ (?:cannot|can't|can\ not|won't|will\ not|am\ not\ able\ to|am\ unable\ to|must\ decline)
          [^.]{0,40}\b(?:help|assist|comply|provide|fulfil|fulfill|continue|support|discuss|do\ that|answer)\b
        | ^as\ an\ ai\b | ^i\ must\ decline\b",
    )
    .unwrap()
});

/// What `answer` means; a text that stands in the table is an answer, whatever it says.
pub(in crate::answer) fn meaning(answer: &str, table: Option<&Table>) -> Meaning {
    if table.is_some_and(|table| stands_in(answer, table)) {
        return Meaning::Answer;
    }
    let lower = answer.trim().to_lowercase().replace('’', "'");
    let apology = APOLOGY.find(&lower).map_or(0, |found| found.end());
    let rest = &lower[apology..];
    if NO_ANSWER.is_match(rest) {
        Meaning::NoAnswer
    } else if apology > 0 || REFUSAL.is_match(rest) {
        Meaning::Refusal
    } else {
        Meaning::Answer
    }
}

fn stands_in(answer: &str, table: &Table) -> bool {
    let answer = answer.trim();
    let same = |text: &String| text.trim().eq_ignore_ascii_case(answer);
    table.header.iter().any(same) || table.rows.iter().flatten().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn that_there_is_no_answer_is_said_in_many_words() {
        for answer in [
            "not answerable",
            "Unanswerable",
            "that it is not answerable",
            "It cannot be determined from the table",
            "not available",
            "N/A",
            "Not enough information",
            "The table does not contain the year 2030",
            "I'm sorry, but I cannot determine that",
            "Unable to determine",
        ] {
            assert_eq!(meaning(answer, None), Meaning::NoAnswer, "{answer}");
        }
    }

    #[test]
    fn refusals_are_told_from_answers() {
        for answer in [
            "I'm sorry, but I can't assist with that",
            "I’m sorry",
            "I cannot help with this request",
            "As an AI language model, I have no opinion",
            "I won't answer",
        ] {
            assert_eq!(meaning(answer, None), Meaning::Refusal, "{answer}");
        }
        for answer in ["No", "None", "0", "Nobody", "Sorrento", "India", "As good as"] {
            assert_eq!(meaning(answer, None), Meaning::Answer, "{answer}");
        }
    }

    #[test]
    fn what_stands_in_the_table_is_an_answer() {
        let table = Table::from_csv(b"Reason,Share\nUnknown,4\nNot stated,5\n", "t").unwrap();
        for answer in ["unknown", "Not stated"] {
            assert_eq!(meaning(answer, Some(&table)), Meaning::Answer, "{answer}");
            assert_eq!(meaning(answer, None), Meaning::NoAnswer, "{answer}");
        }
    }
}
