//! The part of OpenAI's chat completions that is used, as other servers speak it too.

use serde::{Deserialize, Serialize};

use crate::answer::Usage;

/// Who says a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Instructions.
    System,
    /// The person who asks.
    User,
    /// The model.
    Assistant,
}

/// A message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What.
    pub content: String,
}

impl Message {
    /// A message.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into() }
    }
}

/// A request: the body that is posted.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChatRequest {
    /// The model's name.
    pub model: String,
    /// The conversation so far.
    pub messages: Vec<Message>,
    /// 0 for the likeliest reply; left out for models that take none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    /// Most tokens of the reply, by the name that most servers know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u32>,
    /// The same by the name that newer models of OpenAI insist on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_completion_tokens: Option<u32>,
    /// Whether the reply comes piece by piece.
    pub stream: bool,
    /// Asks for the usage at the end of a stream.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stream_options: Option<StreamOptions>,
}

/// Options of a streamed reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct StreamOptions {
    /// Whether the last piece tells the tokens used.
    pub include_usage: bool,
}

impl ChatRequest {
    /// A request that is answered at once.
    pub fn new(model: &str, messages: Vec<Message>) -> Self {
        Self {
            model: model.to_owned(),
            messages,
            temperature: None,
            max_tokens: None,
            max_completion_tokens: None,
            stream: false,
            stream_options: None,
        }
    }

    /// The limit of tokens, by whichever name.
    pub(super) fn token_limit(&self) -> u32 {
        self.max_tokens.or(self.max_completion_tokens).unwrap_or(0)
    }

    /// Leaves out or renames what a server says it does not take; whether anything changed.
    ///
    /// Models of OpenAI that think reject `max_tokens` and `temperature`, some
    /// servers reject `stream_options`; each of them names it.
    pub(super) fn adapt(&mut self, complaint: &str) -> bool {
        let before = self.clone();
        if complaint.contains("max_tokens") && self.max_tokens.is_some() {
            self.max_completion_tokens = self.max_tokens.take();
        } else if complaint.contains("temperature") {
            self.temperature = None;
        } else if complaint.contains("stream_options") {
            self.stream_options = None;
        }
        *self != before
    }
}

/// A whole reply, or a piece of a streamed one.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    pub choices: Option<Vec<Choice>>,
    #[serde(default)]
    pub model: Option<String>,
    #[serde(default)]
    pub usage: Option<WireUsage>,
    #[serde(default)]
    pub error: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    /// In a whole reply.
    #[serde(default)]
    pub message: Option<Said>,
    /// In a piece.
    #[serde(default)]
    pub delta: Option<Said>,
    #[serde(default)]
    pub finish_reason: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Said {
    #[serde(default)]
    pub content: Option<Content>,
    #[serde(default)]
    pub refusal: Option<String>,
}

/// Text, or parts of which some are text.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Part {
    #[serde(default)]
    pub text: Option<String>,
}

impl Content {
    pub(super) fn into_text(self) -> String {
        match self {
            Self::Text(text) => text,
            Self::Parts(parts) => parts.into_iter().filter_map(|part| part.text).collect(),
        }
    }
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct WireUsage {
    #[serde(default)]
    pub prompt_tokens: Option<u64>,
    #[serde(default)]
    pub completion_tokens: Option<u64>,
}

impl From<WireUsage> for Usage {
    fn from(usage: WireUsage) -> Self {
        Self {
            prompt_tokens: usage.prompt_tokens.unwrap_or(0),
            completion_tokens: usage.completion_tokens.unwrap_or(0),
        }
    }
}

/// The message in the body of an error, in the forms that servers have for it.
pub(super) fn error_message(value: &serde_json::Value) -> Option<String> {
    let text = |v: &serde_json::Value| v.as_str().map(str::to_owned);
    let error = value.get("error").unwrap_or(value);
    text(error)
        .or_else(|| error.get("message").and_then(text))
        .or_else(|| value.get("message").and_then(text))
        .or_else(|| value.get("detail").map(|d| text(d).unwrap_or_else(|| d.to_string())))
}
