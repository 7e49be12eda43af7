//! A model's program to an answer: run in a process of its own, with the cells it used.

use super::Asked;
use super::judge::{self, Sample};
use crate::answer::program::{Limits, ProgramError, Run, Value, Worker};
use crate::answer::reply::{self, Meaning};
use crate::answer::{Answer, AnswerError, Chart, Evidence, Method, Status};
use crate::llm::{EndpointError, Reply};
use crate::{Error, Result, Table};

/// What a reply with a program comes to. A program that fails is no answer, and no vote.
///
/// # Errors
/// [`EndpointError`] if there is no program in the reply, [`ProgramError::Worker`] if none can
/// be run here.
pub(super) async fn sample(asked: &Asked<'_>, chart: &Chart<'_>, reply: Reply) -> Result<Sample> {
    let table = chart.table.ok_or(AnswerError::NoTable)?;
    let Some(source) = reply::program(&reply.content) else {
        return Err(match reply::meaning(&reply.content, None) {
            Meaning::Refusal => judge::refusal(&reply.content),
            _ => EndpointError::InvalidReply {
                url: asked.client.endpoint().shown_url(),
                reason: "the model gives no program".to_owned(),
            },
        }
        .into());
    };
    let worker = match &asked.options.worker {
        Some(worker) => worker.clone(),
        None => Worker::this_binary().map_err(AnswerError::from)?,
    };
    let result = run(worker, source.clone(), table.clone()).await?;
    let mut answer = judge::blank(asked, chart, Method::Program, reply);
    answer.program = Some(source);
    let no_vote = match result {
        Ok(run) => {
            judge_run(&mut answer, &run, table);
            None
        }
        Err(ProgramError::NotAnswerable(why)) => {
            answer.reason = Some(format!("the model's program says: {why}"));
            None
        }
        Err(error @ ProgramError::Worker { .. }) => return Err(AnswerError::from(error).into()),
        Err(error) => {
            let reason = format!("the model's program gave no answer: {error}");
            answer.reason = Some(reason.clone());
            Some(reason)
        }
    };
    Ok(Sample { answer, no_vote })
}

/// Runs a program without keeping others waiting.
async fn run(
    worker: Worker,
    source: String,
    table: Table,
) -> Result<std::result::Result<Run, ProgramError>> {
    let work = move || worker.run(&source, &table, &Limits::default());
    // It ends without a result only if the program ends as a whole.
    tokio::task::spawn_blocking(work).await.map_err(|_| Error::Interrupted)
}

fn judge_run(answer: &mut Answer, run: &Run, table: &Table) {
    if let Value::Text(text) = &run.value
        && reply::meaning(text, Some(table)) != Meaning::Answer
    {
        answer.reason = Some(format!("the model's program says: {text}"));
        return;
    }
    let cells = run.cells.iter().filter_map(|(row, column)| Evidence::of(table, *row, *column));
    answer.evidence = cells.collect();
    answer.confidence = Answer::confidence_of(table, &answer.evidence);
    answer.answer = Some(run.answer());
    answer.status = Status::Answered;
    if !run.exact {
        answer.reason =
            Some("time was too short to tell exactly which cells the program used".to_owned());
    } else if answer.evidence.is_empty() && matches!(run.value, Value::Number(_)) {
        // Typed in, not taken from the table.
        answer.reason = Some("the model's program uses no cell of the table".to_owned());
        answer.confidence = Some(judge::UNSUPPORTED);
    }
}
