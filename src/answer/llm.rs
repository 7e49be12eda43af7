//! Asking a language model about a table.

use super::extract;
use super::{Answer, AnswerError, AnswererInfo, AnswererKind, Evidence, Method, Status, checked};
use crate::llm::{ChatRequest, Client, EndpointError, StreamOptions};
use crate::reading::Timings;
use crate::{Cancel, Result, Table};

pub use super::prompt::Prompt;

/// How a model is asked.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Options {
    /// Instructions and examples; they fix the method.
    pub prompt: Prompt,
    /// 0 for the likeliest reply, which is the default.
    pub temperature: f64,
    /// Most tokens of the reply, thoughts included; 2048 by default.
    pub max_tokens: u32,
    /// Whether the reply is asked for piece by piece.
    pub stream: bool,
}

impl Options {
    /// The built-in prompt of a method, and the defaults.
    ///
    /// # Errors
    /// None in a build that passes its tests.
    pub fn new(method: Method) -> Result<Self, AnswerError> {
        Ok(Self::with_prompt(Prompt::builtin(method)?))
    }

    /// A prompt of one's own, and the defaults.
    pub fn with_prompt(prompt: Prompt) -> Self {
        Self { prompt, temperature: 0.0, max_tokens: 2048, stream: false }
    }
}

/// The request that [`answer`] sends; nothing is sent here.
///
/// # Errors
/// [`AnswerError`] for a question or table that cannot be asked about.
pub fn build_request(
    model: &str,
    table: &Table,
    question: &str,
    options: &Options,
) -> Result<ChatRequest, AnswerError> {
    let mut request = ChatRequest::new(model, options.prompt.messages(table, checked(question)?)?);
    request.temperature = Some(options.temperature);
    request.max_tokens = Some(options.max_tokens);
    request.stream = options.stream;
    request.stream_options = options.stream.then_some(StreamOptions { include_usage: true });
    Ok(request)
}

/// Asks the model of `client`. `on_text` gets the reply's text as it comes.
///
/// The evidence is what the model names as its cells, as far as they exist.
///
/// # Errors
/// [`AnswerError`] for a question or table that cannot be asked about,
/// [`EndpointError`] if the endpoint fails, [`crate::Error::Interrupted`].
pub async fn answer(
    client: &Client,
    table: &Table,
    question: &str,
    options: &Options,
    cancel: &Cancel,
    on_text: &mut (dyn FnMut(&str) + Send),
) -> Result<Answer> {
    let endpoint = client.endpoint();
    let request = build_request(&endpoint.model, table, question, options)?;
    let reply = client.chat(&request, cancel, on_text).await?;
    let found = extract::answer(&reply.content).ok_or_else(|| EndpointError::InvalidReply {
        url: endpoint.shown_url(),
        reason: "the model gives no answer".to_owned(),
    })?;
    let refused = extract::is_no_answer(&found.text);
    // Rows are counted from 1 in the prompt, from 0 in the evidence.
    let evidence: Vec<Evidence> = extract::cells(&reply.content)
        .into_iter()
        .filter_map(|(row, column)| {
            Evidence::of(table, row.checked_sub(1)?, column.checked_sub(1)?)
        })
        .collect();
    let steps =
        (options.prompt.method == Method::Cot && !found.steps.is_empty()).then_some(found.steps);
    Ok(Answer {
        question: question.trim().to_owned(),
        status: if refused { Status::NotAnswerable } else { Status::Answered },
        answer: (!refused).then_some(found.text),
        reason: if refused {
            Some("the model says that the table does not hold the answer".to_owned())
        } else {
            (!found.in_form).then(|| "the model did not keep to the form of the answer".to_owned())
        },
        answerer: AnswererInfo {
            kind: AnswererKind::Llm,
            method: Some(options.prompt.method),
            model: Some(reply.model.unwrap_or_else(|| endpoint.model.clone())),
            votes: Vec::new(),
            usage: reply.usage,
        },
        program: steps,
        confidence: Answer::confidence_of(table, &evidence),
        evidence: if refused { Vec::new() } else { evidence },
        table: Some(table.clone()),
        reading: None,
        timings_ms: Timings::default(),
    })
}
