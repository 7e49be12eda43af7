//! Asking a language model about a chart.
//!
//! | step | module |
//! |---|---|
//! | request, and the reply in the strictest form that the endpoint takes | `converse` |
//! | reply to an [`Answer`]: meaning, cells, numbers | `judge` |
//! | a program to an answer, in a process of its own | `run` |
//! | several answers to one | `vote`, `ballot` |
//!
//! # Confidence
//! The lowest confidence of the cells that the model names (1 where a table has none), lowered
//! by what speaks against the answer: a number that is neither in the table nor computed from
//! these cells, or from none by a program ([`UNSUPPORTED`]), cells that are not there ([`NO_SUCH_CELL`]), and, of a vote, the
//! share of samples that gave another answer or none. The factors are judgements, not
//! measurements. `None` if nothing is known: no confidences, no doubts.

use super::picture::PictureUse;
use super::program::Worker;
use super::{Answer, AnswerError, Chart, Method, checked};
use crate::llm::{ChatRequest, Client, EndpointError, Form, StreamOptions};
use crate::{Cancel, Error, Result};

mod ballot;
mod converse;
mod judge;
mod run;
mod vote;

pub use super::prompt::Prompt;
pub use judge::{NO_SUCH_CELL, UNSUPPORTED};

use judge::Sample;

/// Methods whose samples are pooled by [`Method::Vote`], taken in turn.
pub const POOLED: [Method; 2] = [Method::Cot, Method::Program];
/// Samples of a vote: an even number, so that two pooled methods weigh the same. Each is a
/// request.
pub const SAMPLES: usize = 10;
/// Temperature of the samples of a vote: they have to differ, and to make sense (Wang et al.,
/// 2022, 'Self-consistency', take 0.5 to 0.7, and find the result robust to it).
pub const VOTE_TEMPERATURE: f64 = 0.5;
/// Requests of a vote that are under way at a time.
pub const PARALLEL: usize = 4;

/// How a model is asked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// How: one prompt's method, or votes over several.
    pub method: Method,
    /// Instructions and examples: one prompt; for [`Method::Vote`] those that are taken in turn.
    pub prompts: Vec<Prompt>,
    /// 0 for the likeliest reply. `None` for the method's own: [`VOTE_TEMPERATURE`], else 0.
    pub temperature: Option<f64>,
    /// Samples of a vote, [`SAMPLES`] by default.
    pub samples: usize,
    /// Most requests of a vote at a time, [`PARALLEL`] by default.
    pub parallel: usize,
    /// Most tokens of the reply, thoughts included; 2048 by default.
    pub max_tokens: u32,
    /// Whether the reply is asked for piece by piece; not of votes.
    pub stream: bool,
    /// When the picture is sent; never by default.
    pub picture: PictureUse,
    /// The process that runs programs of the model. `None` for one of the binary that is
    /// running, which has to be `chartqa` or do as [`Worker`] says.
    pub worker: Option<Worker>,
}

impl Options {
    /// The built-in prompts of a method, and the defaults.
    ///
    /// # Errors
    /// None in a build that passes its tests.
    pub fn new(method: Method) -> Result<Self, AnswerError> {
        let methods = if method == Method::Vote { POOLED.to_vec() } else { vec![method] };
        let prompts = methods.into_iter().map(Prompt::builtin).collect::<Result<_, _>>()?;
        Ok(Self::with_prompts(method, prompts))
    }

    /// A prompt of one's own, and the defaults; `vote` for votes over its method.
    pub fn with_prompt(prompt: Prompt, vote: bool) -> Self {
        let method = if vote { Method::Vote } else { prompt.method };
        Self::with_prompts(method, vec![prompt])
    }

    fn with_prompts(method: Method, prompts: Vec<Prompt>) -> Self {
        Self {
            method,
            prompts,
            temperature: None,
            samples: SAMPLES,
            parallel: PARALLEL,
            max_tokens: 2048,
            stream: false,
            picture: PictureUse::Never,
            worker: None,
        }
    }

    /// The temperature of every request.
    pub fn temperature(&self) -> f64 {
        let own = if self.method == Method::Vote { VOTE_TEMPERATURE } else { 0.0 };
        self.temperature.unwrap_or(own)
    }
}

/// The request that [`answer`] sends for one prompt; nothing is sent here.
///
/// # Errors
/// [`AnswerError`] for a question or chart that cannot be asked about.
pub fn build_request(
    model: &str,
    chart: &Chart<'_>,
    question: &str,
    prompt: &Prompt,
    form: Form,
    options: &Options,
) -> Result<ChatRequest, AnswerError> {
    let messages = prompt.messages(chart, checked(question)?, form)?;
    let stream = options.stream && options.method != Method::Vote;
    let mut request = ChatRequest::new(model, messages);
    request.temperature = Some(options.temperature());
    request.max_tokens = Some(options.max_tokens);
    request.response_format = prompt.response_format(chart, form);
    request.stream = stream;
    request.stream_options = stream.then_some(StreamOptions { include_usage: true });
    Ok(request)
}

/// The first request of every prompt, in the form that the endpoint is known to take.
///
/// # Errors
/// As [`build_request`].
pub fn first_requests(
    client: &Client,
    chart: &Chart<'_>,
    question: &str,
    options: &Options,
) -> Result<Vec<ChatRequest>, AnswerError> {
    let model = &client.endpoint().model;
    options
        .prompts
        .iter()
        .filter(|prompt| options.method != Method::Vote || prompt.is_for(chart))
        .map(|prompt| {
            let form = converse::first_form(client, chart, prompt);
            build_request(model, chart, question, prompt, form, options)
        })
        .collect()
}

/// Asks the model of `client`. `on_text` gets the reply's text as it comes.
///
/// The evidence is what the model names as its cells, as far as they exist. With
/// [`PictureUse::Auto`] an endpoint that takes no pictures is asked again without.
///
/// # Errors
/// [`AnswerError`] for a question or chart that cannot be asked about,
/// [`EndpointError`] if the endpoint fails, [`Error::Interrupted`].
pub async fn answer(
    client: &Client,
    chart: &Chart<'_>,
    question: &str,
    options: &Options,
    cancel: &Cancel,
    on_text: &mut (dyn FnMut(&str) + Send),
) -> Result<Answer> {
    let asked = Asked { client, question: checked(question)?, options, cancel };
    match asked.by_method(chart, on_text).await {
        Err(Error::Endpoint(error @ EndpointError::NoVision { .. }))
            if options.picture == PictureUse::Auto && chart.table.is_some() =>
        {
            tracing::info!("asking again without the picture: {error}");
            let without = Chart { picture: None, ..*chart };
            let mut answer = asked.by_method(&without, on_text).await?;
            if let Some(sent) = &mut answer.answerer.sent {
                sent.why = Some("the endpoint did not take the picture".to_owned());
            }
            Ok(answer)
        }
        answered => answered,
    }
}

/// What stays the same for all requests about a question.
#[derive(Clone, Copy)]
struct Asked<'a> {
    client: &'a Client,
    question: &'a str,
    options: &'a Options,
    cancel: &'a Cancel,
}

impl Asked<'_> {
    async fn by_method(
        &self,
        chart: &Chart<'_>,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Answer> {
        match (self.options.method, self.options.prompts.as_slice()) {
            (Method::Vote, prompts) => vote::answer(self, chart, prompts).await,
            (_, [prompt, ..]) => Ok(self.by_prompt(chart, prompt, on_text).await?.answer),
            (method, []) => Err(AnswerError::Prompt {
                name: method.name().to_owned(),
                reason: "none was given".to_owned(),
            }
            .into()),
        }
    }

    /// One request, and what its reply comes to.
    async fn by_prompt(
        &self,
        chart: &Chart<'_>,
        prompt: &Prompt,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Sample> {
        let reply = converse::reply(self, chart, prompt, on_text).await?;
        match prompt.method {
            Method::Program => run::sample(self, chart, reply).await,
            method => judge::sample(self, chart, method, reply),
        }
    }
}
