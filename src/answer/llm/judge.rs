//! A reply to an answer: what it means, what it rests on, what speaks against it.

use super::Asked;
use crate::answer::picture::Sent;
use crate::answer::reply::{self, Meaning, Said};
use crate::answer::{Answer, AnswererInfo, AnswererKind, Chart, Evidence, Method, Status, support};
use crate::llm::{EndpointError, Reply};
use crate::reading::Timings;
use crate::{Result, Table};

/// What a number that is neither in the table nor computed from the cells named leaves of the
/// confidence.
pub const UNSUPPORTED: f32 = 0.3;
/// What the naming of cells that do not exist leaves of it.
pub const NO_SUCH_CELL: f32 = 0.7;

/// What one request came to.
pub(super) struct Sample {
    pub answer: Answer,
    /// Why it counts for nothing in a vote, if it does.
    pub no_vote: Option<String>,
}

/// What a reply in words comes to.
///
/// # Errors
/// [`EndpointError::Refusal`], and [`EndpointError::InvalidReply`] if there is no answer in it.
pub(super) fn sample(
    asked: &Asked<'_>,
    chart: &Chart<'_>,
    method: Method,
    reply: Reply,
) -> Result<Sample> {
    let Some(said) = reply::read(&reply.content) else {
        return Err(match reply::meaning(&reply.content, None) {
            Meaning::Refusal => refusal(&reply.content),
            _ => EndpointError::InvalidReply {
                url: asked.client.endpoint().shown_url(),
                reason: "the model gives no answer".to_owned(),
            },
        }
        .into());
    };
    let meaning = reply::meaning(&said.answer, chart.table);
    if meaning == Meaning::Refusal {
        return Err(refusal(&reply.content).into());
    }
    let mut answer = blank(asked, chart, method, reply);
    if method == Method::Cot && !said.steps.is_empty() {
        answer.program = Some(said.steps.clone());
    }
    let mut reasons = Vec::new();
    if meaning == Meaning::NoAnswer {
        let what = if chart.table.is_some() { "table" } else { "picture" };
        reasons.push(format!("the model says that the {what} does not hold the answer"));
    } else {
        if !said.in_form {
            reasons.push("the model did not keep to the form of the answer".to_owned());
        }
        if let Some(table) = chart.table {
            let doubts = Doubts::of(&said, table);
            reasons.extend(doubts.reasons(chart.picture.is_some()));
            answer.confidence = doubts.confidence(Answer::confidence_of(table, &doubts.cells));
            answer.evidence = doubts.cells;
        }
        answer.status = Status::Answered;
        answer.answer = Some(said.answer);
    }
    answer.reason = (!reasons.is_empty()).then(|| reasons.join("; "));
    Ok(Sample { answer, no_vote: None })
}

/// An answer that there is none, with all that is known of how it came to be.
pub(super) fn blank(asked: &Asked<'_>, chart: &Chart<'_>, method: Method, reply: Reply) -> Answer {
    Answer {
        question: asked.question.to_owned(),
        status: Status::NotAnswerable,
        answer: None,
        reason: None,
        answerer: AnswererInfo {
            kind: AnswererKind::Llm,
            method: Some(method),
            model: Some(reply.model.unwrap_or_else(|| asked.client.endpoint().model.clone())),
            votes: Vec::new(),
            usage: reply.usage,
            sent: Some(Sent {
                table: chart.table.is_some(),
                picture: chart.picture.is_some(),
                why: None,
            }),
        },
        program: None,
        evidence: Vec::new(),
        confidence: None,
        table: chart.table.cloned(),
        reading: None,
        timings_ms: Timings::default(),
    }
}

/// The model does not want to answer; what it says, shortened.
pub(super) fn refusal(said: &str) -> EndpointError {
    const LENGTH: usize = 200;
    let line = said.split_whitespace().collect::<Vec<_>>().join(" ");
    let message = match line.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}...", &line[..at]),
        None => line,
    };
    EndpointError::Refusal { message }
}

/// The cells that a reply names, and what speaks against its answer.
struct Doubts {
    cells: Vec<Evidence>,
    /// Cells named that are not there, as the model writes them.
    missing: Vec<String>,
    /// Numbers that come from nowhere.
    unsupported: Vec<String>,
}

impl Doubts {
    fn of(said: &Said, table: &Table) -> Self {
        let (mut cells, mut missing) = (Vec::new(), Vec::new());
        for &(row, column) in &said.cells {
            // Counted from 1 in the prompt, from 0 in the evidence.
            let cell = row.checked_sub(1).zip(column.checked_sub(1));
            match cell.and_then(|(row, column)| Evidence::of(table, row, column)) {
                Some(cell) => cells.push(cell),
                None => missing.push(format!("R{row}C{column}")),
            }
        }
        let unsupported = support::unsupported(&said.answer, table, &cells);
        Self { cells, missing, unsupported }
    }

    /// The doubts as sentences.
    fn reasons(&self, with_picture: bool) -> Vec<String> {
        let mut reasons = Vec::new();
        if !self.unsupported.is_empty() {
            let numbers = self.unsupported.join(", ");
            let is = if self.unsupported.len() == 1 { "is" } else { "are" };
            let from = if with_picture { "; it may come from the picture" } else { "" };
            reasons.push(format!(
                "{numbers} {is} neither in the table nor computed from the cells that the model names{from}"
            ));
        }
        if !self.missing.is_empty() {
            let cells = self.missing.join(", ");
            reasons.push(format!("the model names cells that the table does not have: {cells}"));
        }
        reasons
    }

    /// `base`, the confidence of the cells, lowered by the doubts.
    fn confidence(&self, base: Option<f32>) -> Option<f32> {
        let mut factor = 1.0;
        if !self.unsupported.is_empty() {
            factor *= UNSUPPORTED;
        }
        if !self.missing.is_empty() {
            factor *= NO_SUCH_CELL;
        }
        if factor < 1.0 { Some(base.unwrap_or(1.0) * factor) } else { base }
    }
}
