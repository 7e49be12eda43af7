//! The answerer that needs nothing but the table.
//!
//! `question → words → labels it names → what is asked → plan → program → answer`:
//! labels are found in spite of case, plural and small errors (`mentions`), the
//! question's words say what to compute (`question`, `understand`), the plan is written
//! as a program over the table (`script`), and that is run in the sandbox, which also
//! says which cells it used (`carry_out`). Whatever is not understood for certain is
//! not answered: a wrong number is worse than none.

use super::{Answer, AnswerError, AnswererInfo, Evidence, Status, checked};
use crate::Table;
use crate::reading::Timings;

mod arithmetic;
mod ask;
mod carry_out;
mod changes;
mod compare;
mod conditions;
mod extremes;
mod measure;
mod mentions;
mod plan;
mod question;
mod ranges;
mod relative;
mod script;
mod select;
mod span;
mod style;
mod tokens;
mod understand;
mod view;
mod words;

use mentions::Quality;
use question::Question;
use view::View;

/// Answers a question from a table.
///
/// ```
/// use chartqa::{Table, answer::rules};
/// let table = Table::from_csv(b"Region,Sales\nNorth,42\nEast,57\n", "sales.csv").unwrap();
/// let answer = rules::answer(&table, "Which region has the highest sales?").unwrap();
/// assert_eq!(answer.answer.as_deref(), Some("East"));
/// assert_eq!(answer.evidence[0].text, "57");
/// let unknown = rules::answer(&table, "What are the sales of the moon?").unwrap();
/// assert_eq!(unknown.answer, None);
/// ```
///
/// # Errors
/// [`AnswerError::EmptyQuestion`] and [`AnswerError::LongQuestion`]; a question
/// that cannot be answered is an [`Answer`] that says so.
pub fn answer(table: &Table, question: &str) -> Result<Answer, AnswerError> {
    let text = checked(question)?;
    let view = View::new(table);
    let mut question = Question::new(text, &view);
    let outcome = if view.rows.is_empty() {
        Err("the table holds no numbers".to_owned())
    } else {
        understand::plan(&view, &mut question)
            .and_then(|plan| carry_out::carry_out(&plan, &view, &question))
    };
    let mut answer = Answer {
        question: text.to_owned(),
        status: Status::NotAnswerable,
        answer: None,
        reason: None,
        answerer: AnswererInfo::rules(),
        program: None,
        evidence: Vec::new(),
        confidence: None,
        table: Some(table.clone()),
        reading: None,
        timings_ms: Timings::default(),
    };
    match outcome {
        Ok(outcome) => {
            answer.status = Status::Answered;
            answer.answer = Some(outcome.answer);
            answer.reason = assumptions(&question, &view);
            answer.program = Some(outcome.program);
            answer.evidence =
                outcome.cells.iter().filter_map(|c| Evidence::of(table, c.row, c.column)).collect();
            answer.confidence = Answer::confidence_of(table, &answer.evidence);
        }
        Err(refusal) => answer.reason = Some(refusal),
    }
    Ok(answer)
}

/// Which words were taken for a label although they are not quite it.
fn assumptions(question: &Question, view: &View<'_>) -> Option<String> {
    let taken: Vec<String> = question
        .mentions
        .iter()
        .filter(|m| matches!(m.quality, Quality::Typo | Quality::Part))
        .map(|m| {
            let words: Vec<&str> =
                m.words.iter().map(|w| question.tokens[*w].raw.as_str()).collect();
            format!("took `{}` for `{}`", words.join(" "), view.label(m.axis, m.at))
        })
        .collect();
    (!taken.is_empty()).then(|| taken.join("; "))
}
