//! Questions as people ask them, about charts of our own: the rules either answer right or not at all.

#![allow(clippy::unwrap_used)]

use chartqa::Table;
use chartqa::answer::rules;

mod things;
mod times;

/// Each question with its answer; `-` for those that must not be answered.
fn check(csv: &str, cases: &[(&str, &str)]) {
    let table = Table::from_csv(csv.as_bytes(), "table.csv").unwrap();
    let mut wrong = Vec::new();
    for (question, expected) in cases {
        let answer = rules::answer(&table, question).unwrap();
        let said = answer.answer.as_deref().unwrap_or("-");
        if said != *expected {
            wrong.push(format!("{question}\n  wanted {expected}, got {said}: {answer:?}"));
        }
        // What is answered shows its program, what is not rests on nothing.
        assert_eq!(said == "-", answer.program.is_none(), "{question}");
        assert!(said != "-" || answer.evidence.is_empty(), "{question}");
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
