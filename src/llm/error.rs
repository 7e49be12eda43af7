//! Each way in which an endpoint fails.

use std::path::PathBuf;
use std::time::Duration;

use crate::ErrorKind;

/// The LLM endpoint failed, or cannot be asked.
///
/// URLs are without user name, password and query, and texts of the server
/// without the key, even where the server sent it back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EndpointError {
    /// The URL is none, or none of HTTP.
    #[error("`{url}` is not the URL of an endpoint: {reason}")]
    Url {
        /// As given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// No model was named.
    #[error("no model is named for the endpoint {url}")]
    NoModel {
        /// The endpoint.
        url: String,
    },
    /// The file of the key cannot be used.
    #[error("cannot take the key from {path}: {reason}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The key has characters that a header cannot have.
    #[error("the key of the endpoint has characters that keys do not have")]
    Key,
    /// The HTTP client cannot be set up.
    #[error("cannot set up the connection: {0}")]
    Client(String),
    /// Nothing listens there.
    #[error("{url} refuses the connection")]
    Refused {
        /// The endpoint.
        url: String,
    },
    /// The host's name is not known.
    #[error("the host of {url} cannot be found: {reason}")]
    Dns {
        /// The endpoint.
        url: String,
        /// The resolver's reason.
        reason: String,
    },
    /// No secure connection could be made.
    #[error("no secure connection to {url}: {reason}")]
    Tls {
        /// The endpoint.
        url: String,
        /// The reason.
        reason: String,
    },
    /// The connection failed in another way.
    #[error("the connection to {url} failed: {reason}")]
    Connection {
        /// The endpoint.
        url: String,
        /// The reason.
        reason: String,
    },
    /// No whole reply came in time.
    #[error("{url} gave no answer within {} s", after.as_secs_f64())]
    Timeout {
        /// The endpoint.
        url: String,
        /// The limit.
        after: Duration,
    },
    /// 401.
    #[error("{url} does not accept the key (401){}", said(message))]
    Unauthorized {
        /// The endpoint.
        url: String,
        /// What the server says.
        message: String,
        /// Whether a key was sent.
        had_key: bool,
    },
    /// 403.
    #[error("{url} forbids the request (403){}", said(message))]
    Forbidden {
        /// The endpoint.
        url: String,
        /// What the server says.
        message: String,
    },
    /// 404, and the server speaks of the model.
    #[error("{url} has no model `{model}` (404){}", said(message))]
    ModelNotFound {
        /// The endpoint.
        url: String,
        /// The model asked for.
        model: String,
        /// What the server says.
        message: String,
    },
    /// 404 or 405.
    #[error("{url} is no chat endpoint ({status}){}", said(message))]
    PathNotFound {
        /// The endpoint.
        url: String,
        /// The status.
        status: u16,
        /// What the server says.
        message: String,
    },
    /// 400 and its like.
    #[error("{url} rejects the request ({status}){}", said(message))]
    BadRequest {
        /// The endpoint.
        url: String,
        /// The status.
        status: u16,
        /// Whether the request had a picture: some servers only choke on it.
        with_picture: bool,
        /// What the server says.
        message: String,
    },
    /// The model takes no pictures.
    #[error("{url} takes no pictures for `{model}`{}", said(message))]
    NoVision {
        /// The endpoint.
        url: String,
        /// The model asked for.
        model: String,
        /// What the server says.
        message: String,
    },
    /// The server does not take the form of reply that was asked for.
    #[error("{url} does not take the form of reply asked for{}", said(message))]
    Form {
        /// The endpoint.
        url: String,
        /// What the server says.
        message: String,
    },
    /// 429, to the last attempt.
    #[error("{url} has no room for more requests (429), tried {attempts}x{}", said(message))]
    RateLimited {
        /// The endpoint.
        url: String,
        /// Requests sent.
        attempts: u32,
        /// What the server says.
        message: String,
    },
    /// 5xx, to the last attempt, or an error in the middle of the reply.
    #[error("{url} failed ({status}), tried {attempts}x{}", said(message))]
    Server {
        /// The endpoint.
        url: String,
        /// The status.
        status: u16,
        /// Requests sent.
        attempts: u32,
        /// Whether the request had a picture: some servers only choke on it.
        with_picture: bool,
        /// What the server says.
        message: String,
    },
    /// 3xx: a question is not sent on to another place.
    #[error("{url} redirects to {to}")]
    Redirect {
        /// The endpoint.
        url: String,
        /// Where to.
        to: String,
    },
    /// The reply ended too early.
    #[error("the reply of {url} was cut off after {received} bytes")]
    Cut {
        /// The endpoint.
        url: String,
        /// What came.
        received: usize,
    },
    /// The reply is a web page or other text, no JSON.
    #[error("{url} sent {what} instead of JSON")]
    NotJson {
        /// The endpoint.
        url: String,
        /// What it sent.
        what: String,
    },
    /// The reply is not what the protocol says.
    #[error("the reply of {url} is not as the protocol has it: {reason}")]
    InvalidReply {
        /// The endpoint.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The reply has no choice.
    #[error("the reply of {url} has no choices")]
    NoChoices {
        /// The endpoint.
        url: String,
    },
    /// The reply has no text.
    #[error("the model's reply is empty{}", if *only_thoughts { ": it thought, and said nothing" } else { "" })]
    EmptyContent {
        /// There was text, but all of it within thinking marks.
        only_thoughts: bool,
    },
    /// The model, or a filter before it, refused.
    #[error("the model refuses to answer{}", said(message))]
    Refusal {
        /// What it says.
        message: String,
    },
    /// The reply reached the limit of tokens.
    #[error("the model's reply was cut at the limit of {limit} tokens")]
    Truncated {
        /// The limit that was set.
        limit: u32,
    },
    /// The reply is too large to be an answer.
    #[error("the reply of {url} is larger than {limit} bytes")]
    TooLarge {
        /// The endpoint.
        url: String,
        /// The limit.
        limit: usize,
    },
}

/// What the server says, as the end of a sentence.
fn said(message: &str) -> String {
    if message.is_empty() { String::new() } else { format!(": {message}") }
}

impl EndpointError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Url { .. } | Self::NoModel { .. } | Self::KeyFile { .. } | Self::Key => {
                ErrorKind::Usage
            }
            _ => ErrorKind::Endpoint,
        }
    }

    /// Whether every other request to the endpoint would fail the same way, so that it is
    /// of no use to send one.
    pub fn is_lasting(&self) -> bool {
        matches!(
            self,
            Self::Url { .. }
                | Self::NoModel { .. }
                | Self::KeyFile { .. }
                | Self::Key
                | Self::Client(_)
                | Self::Refused { .. }
                | Self::Dns { .. }
                | Self::Tls { .. }
                | Self::Unauthorized { .. }
                | Self::Forbidden { .. }
                | Self::ModelNotFound { .. }
                | Self::PathNotFound { .. }
                | Self::NoVision { .. }
                | Self::Redirect { .. }
                | Self::NotJson { .. }
        )
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        Some(
            match self {
                Self::Url { .. } => "give a URL such as http://localhost:11434/v1 or https://api.openai.com/v1",
                Self::NoModel { .. } => {
                    "name one with --llm-model or CHARTQA_LLM_MODEL; `curl URL/models` shows what the server has"
                }
                Self::KeyFile { .. } | Self::Key => {
                    "the file holds the key and nothing else; or set CHARTQA_LLM_KEY"
                }
                Self::Refused { .. } => "start the server, or check host and port of --llm-url",
                Self::Dns { .. } => "check the host in --llm-url and the network",
                Self::Tls { .. } => {
                    "check that the URL wants https and that the server's certificate is valid; local servers mostly speak http"
                }
                Self::Connection { .. } | Self::Cut { .. } => "try again; if it stays so, look into the server's log",
                Self::Timeout { .. } => "give it more time with --timeout, or take a smaller model",
                Self::Unauthorized { had_key: false, .. } => {
                    "set the key: CHARTQA_LLM_KEY, OPENAI_API_KEY or --llm-key-file"
                }
                Self::Unauthorized { .. } => "check the key in CHARTQA_LLM_KEY, OPENAI_API_KEY or --llm-key-file",
                Self::Forbidden { .. } => "the key may not use this model or endpoint; ask who gave it out",
                Self::ModelNotFound { .. } => {
                    "check --llm-model; `curl URL/models` shows what the server has, `ollama pull MODEL` fetches one for Ollama"
                }
                Self::PathNotFound { .. } | Self::NotJson { .. } => {
                    "check --llm-url: the base of an OpenAI-compatible API, often ending in /v1"
                }
                Self::BadRequest { with_picture: true, .. } | Self::Server { with_picture: true, .. } => {
                    "the request holds a picture: if the model cannot see, drop --picture; else look into the server's log"
                }
                Self::NoVision { .. } => "take a model that sees, or drop --picture: then only the table is sent",
                Self::Form { .. } | Self::BadRequest { .. } | Self::InvalidReply { .. } | Self::NoChoices { .. } => {
                    "--dry-run shows the request; check that the server speaks OpenAI's chat completions"
                }
                Self::RateLimited { .. } => "wait, or allow more attempts with --max-retries",
                Self::Server { .. } => "look into the server's log, or try again later",
                Self::Redirect { .. } => "if you trust that address, give it as --llm-url",
                Self::EmptyContent { only_thoughts: true } | Self::Truncated { .. } => {
                    "the model thinks longer than the limit allows; take a model that thinks less, or --method direct"
                }
                Self::EmptyContent { .. } | Self::Refusal { .. } => {
                    "ask in other words, or take another model"
                }
                Self::Client(_) | Self::TooLarge { .. } => return None,
            }
            .to_owned(),
        )
    }
}
