//! The body of a reply: at once or piece by piece, within a limit of bytes.

use eventsource_stream::{EventStreamError, Eventsource as _};
use futures_util::{Stream, StreamExt as _};

use super::think::{self, Thoughts};
use super::wire::{self, Choice, Chunk, Content};
use super::{ChatRequest, Endpoint, EndpointError};
use crate::answer::Usage;

/// What a model said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The text, thoughts left out; of a reply that is only the call of a tool, its
    /// arguments. Never empty.
    pub content: String,
    /// The model that the server says it was.
    pub model: Option<String>,
    /// Tokens, if the server tells.
    pub usage: Option<Usage>,
}

/// Why a reply ends when it was too long: by the protocol, by Anthropic's and by Mistral's servers.
const LENGTH: [&str; 3] = ["length", "max_tokens", "model_length"];

/// Last event of a stream.
const DONE: &str = "[DONE]";

/// Why the bytes of a body end.
enum Broken {
    Cut,
    TooLarge,
}

/// Reads the reply of a response with a status of success.
pub(super) async fn read(
    response: reqwest::Response,
    endpoint: &Endpoint,
    request: &ChatRequest,
    on_text: &mut (dyn FnMut(&str) + Send),
) -> Result<Reply, EndpointError> {
    let kind = response
        .headers()
        .get(reqwest::header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_lowercase();
    let mut assembly = Assembly::default();
    if kind.starts_with("text/event-stream") {
        read_events(response, endpoint, &mut assembly, on_text).await?;
    } else {
        let body = body(response, endpoint).await?;
        check_json(&body, &kind, endpoint)?;
        assembly.add(parse(&body, endpoint)?, endpoint, on_text)?;
    }
    assembly.finish(endpoint, request, on_text)
}

/// Reads a stream of events to its end.
async fn read_events(
    response: reqwest::Response,
    endpoint: &Endpoint,
    assembly: &mut Assembly,
    on_text: &mut (dyn FnMut(&str) + Send),
) -> Result<(), EndpointError> {
    let url = endpoint.shown_url();
    let mut received = 0;
    {
        let bytes = limited(response, endpoint.max_reply, &mut received);
        let mut events = std::pin::pin!(bytes.eventsource());
        while let Some(event) = events.next().await {
            match event {
                Ok(event) if event.data.trim() == DONE => return Ok(()),
                Ok(event) if event.data.trim().is_empty() => {}
                Ok(event) => assembly.add(parse(&event.data, endpoint)?, endpoint, on_text)?,
                Err(EventStreamError::Transport(Broken::TooLarge)) => {
                    return Err(EndpointError::TooLarge { url, limit: endpoint.max_reply });
                }
                Err(EventStreamError::Transport(Broken::Cut)) => break,
                Err(EventStreamError::Utf8(_) | EventStreamError::Parser(_)) => {
                    let reason = "it is no valid event stream".to_owned();
                    return Err(EndpointError::InvalidReply { url, reason });
                }
            }
        }
    }
    // Some servers end without a last event, but not without a reason.
    if assembly.finish_reason.is_some() {
        Ok(())
    } else {
        Err(EndpointError::Cut { url, received })
    }
}

/// A body as text.
async fn body(response: reqwest::Response, endpoint: &Endpoint) -> Result<String, EndpointError> {
    let url = endpoint.shown_url();
    let mut received = 0;
    let mut bytes: Vec<u8> = Vec::new();
    {
        let mut stream = std::pin::pin!(limited(response, endpoint.max_reply, &mut received));
        while let Some(piece) = stream.next().await {
            match piece {
                Ok(piece) => bytes.extend_from_slice(&piece),
                Err(Broken::TooLarge) => {
                    return Err(EndpointError::TooLarge { url, limit: endpoint.max_reply });
                }
                Err(Broken::Cut) => return Err(EndpointError::Cut { url, received: bytes.len() }),
            }
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The start of the body of an error, as much as a message can hold.
pub(super) async fn error_body(response: reqwest::Response) -> String {
    const LIMIT: usize = 64 << 10;
    let mut received = 0;
    let mut bytes: Vec<u8> = Vec::new();
    let mut stream = std::pin::pin!(limited(response, LIMIT, &mut received));
    while let Some(Ok(piece)) = stream.next().await {
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn limited(
    response: reqwest::Response,
    limit: usize,
    received: &mut usize,
) -> impl Stream<Item = Result<Vec<u8>, Broken>> + '_ {
    response.bytes_stream().map(move |piece| {
        let piece = piece.map_err(|_| Broken::Cut)?;
        *received += piece.len();
        if *received > limit { Err(Broken::TooLarge) } else { Ok(piece.to_vec()) }
    })
}

/// Tells web pages and other text from JSON that is merely broken.
fn check_json(body: &str, kind: &str, endpoint: &Endpoint) -> Result<(), EndpointError> {
    let start = body.trim_start();
    let url = endpoint.shown_url();
    if start.is_empty() {
        return Err(EndpointError::InvalidReply { url, reason: "it is empty".to_owned() });
    }
    if start.starts_with('<') || kind.starts_with("text/html") {
        return Err(EndpointError::NotJson { url, what: "a web page".to_owned() });
    }
    if !start.starts_with(['{', '[']) {
        let what = format!("the text `{}`", shortened(&endpoint.clean(start)));
        return Err(EndpointError::NotJson { url, what });
    }
    Ok(())
}

fn parse(json: &str, endpoint: &Endpoint) -> Result<Chunk, EndpointError> {
    serde_json::from_str(json).map_err(|e| EndpointError::InvalidReply {
        url: endpoint.shown_url(),
        reason: shortened(&endpoint.clean(&e.to_string())),
    })
}

/// At most the first 300 characters.
pub(super) fn shortened(text: &str) -> String {
    const LENGTH: usize = 300;
    match text.char_indices().nth(LENGTH) {
        Some((at, _)) => format!("{}...", &text[..at]),
        None => text.to_owned(),
    }
}

/// A reply, as far as it has come.
#[derive(Default)]
struct Assembly {
    content: String,
    /// Arguments of the first call of a tool.
    arguments: String,
    refusal: String,
    finish_reason: Option<String>,
    model: Option<String>,
    usage: Option<Usage>,
    has_choice: bool,
    thoughts: Thoughts,
}

impl Assembly {
    fn add(
        &mut self,
        chunk: Chunk,
        endpoint: &Endpoint,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), EndpointError> {
        if let Some(error) = chunk.error.filter(|error| !error.is_null()) {
            let message = wire::error_message(&error).unwrap_or_else(|| error.to_string());
            return Err(EndpointError::Server {
                url: endpoint.shown_url(),
                status: 200,
                attempts: 1,
                with_picture: false,
                message: shortened(&endpoint.clean(&message)),
            });
        }
        self.model = self.model.take().or(chunk.model);
        self.usage = chunk.usage.map(Usage::from).or(self.usage);
        // Only one choice is ever asked for.
        let Some(Choice { message, delta, finish_reason }) =
            chunk.choices.unwrap_or_default().into_iter().next()
        else {
            return Ok(());
        };
        self.has_choice = true;
        self.finish_reason = finish_reason.or(self.finish_reason.take());
        if let Some(mut said) = message.or(delta) {
            self.arguments += &said.arguments();
            self.refusal += said.refusal.as_deref().unwrap_or_default();
            let text = said.content.map(Content::into_text).unwrap_or_default();
            self.content += &text;
            let speech = self.thoughts.push(&text);
            if !speech.is_empty() {
                on_text(&endpoint.without_key(&speech));
            }
        }
        Ok(())
    }

    fn finish(
        mut self,
        endpoint: &Endpoint,
        request: &ChatRequest,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, EndpointError> {
        if !self.has_choice {
            return Err(EndpointError::NoChoices { url: endpoint.shown_url() });
        }
        let filtered = self.finish_reason.as_deref() == Some("content_filter");
        if !self.refusal.trim().is_empty() || filtered {
            let message =
                if self.refusal.trim().is_empty() { "content filter" } else { &self.refusal };
            return Err(EndpointError::Refusal { message: shortened(&endpoint.clean(message)) });
        }
        if self.finish_reason.as_deref().is_some_and(|reason| LENGTH.contains(&reason)) {
            return Err(EndpointError::Truncated { limit: request.token_limit() });
        }
        let mut content = endpoint.without_key(&think::speech(&self.content));
        if content.is_empty() {
            content = endpoint.without_key(self.arguments.trim());
        }
        if content.is_empty() {
            let only_thoughts = !self.content.trim().is_empty();
            return Err(EndpointError::EmptyContent { only_thoughts });
        }
        let rest = std::mem::take(&mut self.thoughts).finish();
        if !rest.is_empty() {
            on_text(&endpoint.without_key(&rest));
        }
        Ok(Reply { content, model: self.model.map(|m| endpoint.clean(&m)), usage: self.usage })
    }
}
