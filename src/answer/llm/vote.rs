//! Self-consistency: several samples, and the answer that comes most often.

use futures_util::{StreamExt as _, stream};

use super::ballot::Ballot;
use super::{Asked, Prompt, Sample};
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
    let prompts: Vec<&Prompt> = prompts.iter().filter(|prompt| prompt.is_for(chart)).collect();
    if prompts.is_empty() {
        return Err(AnswerError::NoTable.into());
    }
    let count = asked.options.samples.max(1);
    let sample = |number: usize| {
        let prompt = prompts[number % prompts.len()];
        async move { asked.by_prompt(chart, prompt, &mut |_| {}).await }
    };
    let mut samples = Vec::with_capacity(count);
    if asked.client.known().form.is_none() {
        samples.push(usable(sample(0).await)?);
    }
    let rest = samples.len()..count;
    // In the order of the samples, whichever is first: ties go to the first seen.
    let mut rest = stream::iter(rest.map(sample)).buffered(asked.options.parallel.max(1));
    while let Some(result) = rest.next().await {
        samples.push(usable(result)?);
    }
    Poll::of(samples, chart).outcome()
}

/// A sample, or why it has no vote; an error if the others need not be asked for.
fn usable(result: Result<Sample>) -> Result<Result<Sample>> {
    match result {
        Err(Error::Endpoint(error)) if !error.is_lasting() => Ok(Err(error.into())),
        Err(error) => Err(error),
        Ok(sample) => Ok(Ok(sample)),
    }
}

/// Samples, sorted into votes and failures.
#[derive(Default)]
struct Poll {
    cast: usize,
    ballot: Ballot,
    /// The answers that were counted, in the order of the samples.
    answers: Vec<Answer>,
    usage: Option<Usage>,
    /// Why samples gave no vote, and how many.
    failures: Vec<(String, usize)>,
    /// What is left if no sample has a vote.
    first_failure: Option<Result<Answer>>,
}

impl Poll {
    fn of(samples: Vec<Result<Sample>>, chart: &Chart<'_>) -> Self {
        let mut poll = Self { cast: samples.len(), ..Self::default() };
        for sample in samples {
            match sample {
                Ok(Sample { answer, no_vote }) => {
                    if let Some(used) = answer.answerer.usage {
                        *poll.usage.get_or_insert_default() += used;
                    }
                    if let Some(reason) = no_vote {
                        poll.fail(reason, Ok(answer));
                    } else {
                        let text = answer.answer.as_deref().unwrap_or(NO_ANSWER);
                        poll.ballot.add(text, poll.answers.len(), chart.table, &answer.evidence);
                        poll.answers.push(answer);
                    }
                }
                Err(error) => poll.fail(error.to_string(), Err(error)),
            }
        }
        poll
    }

    fn fail(&mut self, reason: String, failed: Result<Answer>) {
        match self.failures.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, count)) => *count += 1,
            None => self.failures.push((reason, 1)),
        }
        self.first_failure.get_or_insert(failed);
    }

    /// The commonest answer, with what speaks for it.
    fn outcome(mut self) -> Result<Answer> {
        let failed = self.cast - self.answers.len();
        let (mut answer, count) = match (self.ballot.winner(), self.first_failure) {
            (Some((winner, count)), _) => (self.answers.swap_remove(winner), count),
            (None, Some(failure)) => (failure?, 0),
            (None, None) => return Err(AnswerError::NoChart.into()),
        };
        let mut reasons: Vec<String> = answer.reason.take().into_iter().collect();
        if failed > 0 {
            let why: Vec<String> = self
                .failures
                .iter()
                .map(|(reason, count)| format!("{reason} ({count}x)"))
                .collect();
            let cast = self.cast;
            reasons.push(format!("{failed} of {cast} samples gave no vote: {}", why.join("; ")));
        }
        answer.reason = (!reasons.is_empty()).then(|| reasons.join("; "));
        answer.answerer.method = Some(Method::Vote);
        answer.answerer.votes = self.ballot.votes();
        answer.answerer.usage = self.usage;
        if answer.status == Status::Answered {
            let share = count as f32 / self.cast as f32;
            answer.confidence = Some(answer.confidence.unwrap_or(1.0) * share);
        }
        Ok(answer)
    }
}
