//! The reply of OpenAI's chat completions, as other servers send it too.

use serde::Deserialize;
use serde_json::Value;

use crate::answer::Usage;

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
    pub error: Option<Value>,
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
    /// Calls of tools, though none was offered: some servers make them of JSON.
    #[serde(default)]
    tool_calls: Option<Vec<ToolCall>>,
    /// The older form of the same.
    #[serde(default)]
    function_call: Option<Function>,
}

#[derive(Debug, Default, Deserialize)]
struct ToolCall {
    /// Which call a piece belongs to.
    #[serde(default)]
    index: Option<u64>,
    #[serde(default)]
    function: Option<Function>,
}

#[derive(Debug, Default, Deserialize)]
struct Function {
    /// JSON as text; some servers send the object itself.
    #[serde(default)]
    arguments: Option<Value>,
}

impl Said {
    /// The arguments of the first call of a tool, or a piece of them.
    pub(super) fn arguments(&mut self) -> String {
        let called = self.tool_calls.take().unwrap_or_default().into_iter();
        let called = called.filter(|call| call.index.unwrap_or(0) == 0).find_map(|c| c.function);
        match called.or(self.function_call.take()).and_then(|function| function.arguments) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text,
            Some(value) => value.to_string(),
        }
    }
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
pub(super) fn error_message(value: &Value) -> Option<String> {
    let text = |v: &Value| v.as_str().map(str::to_owned);
    let error = value.get("error").unwrap_or(value);
    text(error)
        .or_else(|| error.get("message").and_then(text))
        .or_else(|| value.get("message").and_then(text))
        .or_else(|| value.get("detail").map(|d| text(d).unwrap_or_else(|| d.to_string())))
}
