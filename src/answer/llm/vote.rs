//! Self-consistency: several samples, and the answer that comes most often.

use futures_util::{StreamExt as _, stream};

use super::ballot::Ballot;
use super::{Asked, Prompt};
use crate::answer::{Answer, AnswerError, Chart, Method, Status, Usage};
use crate::{Error, Result};

/// What an answer that there is none is counted as.
const NO_ANSWER: &str = "not answerable";

/// Asks as often as the options say, by the prompts in turn, and takes the commonest answer.
///
/// A sample that fails costs its vote and is reported. As long as nothing is known of the
/// endpoint, the first sample goes alone: what it finds out saves the others the trouble.
pub(super) async fn answer(
    asked: &Asked<'_>,
    chart: &Chart<'_>,
    prompts: &[Prompt],
) -> Result<Answer> {
    if prompts.is_empty() || asked.options.samples == 0 {
        let reason = "there are no samples to take".to_owned();
        return Err(AnswerError::Prompt { name: Method::Vote.name().to_owned(), reason }.into());
    }
    let sample = |number: usize| async move {
        asked.by_prompt(chart, &prompts[number % prompts.len()], &mut |_| {}).await
    };
    let mut samples = Vec::with_capacity(asked.options.samples);
    if asked.client.known().form.is_none() {
        samples.push(usable(sample(0).await)?);
    }
    let rest = samples.len()..asked.options.samples;
    // In the order of the samples, whichever is first: ties go to the first seen.
    let mut rest = stream::iter(rest.map(sample)).buffered(asked.options.parallel.max(1));
    while let Some(result) = rest.next().await {
        samples.push(usable(result)?);
    }
    count(chart, samples)
}

/// A sample, or why it has no vote; an error if the others need not be asked for.
fn usable(result: Result<Answer>) -> Result<Result<Answer>> {
    match result {
        Err(Error::Endpoint(error)) if !error.is_lasting() => Ok(Err(error.into())),
        Err(error) => Err(error),
        Ok(answer) => Ok(Ok(answer)),
    }
}

/// The commonest answer, with what speaks for it.
fn count(chart: &Chart<'_>, samples: Vec<Result<Answer>>) -> Result<Answer> {
    let cast = samples.len();
    let mut ballot = Ballot::default();
    let mut usage: Option<Usage> = None;
    let mut failures: Vec<(Error, usize)> = Vec::new();
    let mut answers = Vec::new();
    for sample in samples {
        match sample {
            Ok(answer) => {
                let text = answer.answer.as_deref().unwrap_or(NO_ANSWER);
                ballot.add(text, answers.len(), chart.table);
                if let Some(used) = answer.answerer.usage {
                    *usage.get_or_insert_default() += used;
                }
                answers.push(answer);
            }
            Err(error) => {
                let text = error.to_string();
                match failures.iter_mut().find(|(known, _)| known.to_string() == text) {
                    Some((_, count)) => *count += 1,
                    None => failures.push((error, 1)),
                }
            }
        }
    }
    let failed = cast - answers.len();
    let Some((winner, count)) = ballot.winner() else {
        // All failed; the first says why.
        return match failures.into_iter().next() {
            Some((error, _)) => Err(error),
            None => Err(AnswerError::NoChart.into()),
        };
    };
    let mut answer = answers.swap_remove(winner);
    let mut reasons: Vec<String> = answer.reason.take().into_iter().collect();
    if failed > 0 {
        let why: Vec<String> =
            failures.iter().map(|(error, count)| format!("{error} ({count}x)")).collect();
        reasons.push(format!("{failed} of {cast} samples gave no vote: {}", why.join("; ")));
    }
    answer.reason = (!reasons.is_empty()).then(|| reasons.join("; "));
    answer.answerer.method = Some(Method::Vote);
    answer.answerer.votes = ballot.votes();
    answer.answerer.usage = usage;
    if answer.status == Status::Answered {
        let share = count as f32 / cast as f32;
        answer.confidence = Some(answer.confidence.unwrap_or(1.0) * share);
    }
    Ok(answer)
}
