//! The request of OpenAI's chat completions, as other servers take it too.

use serde::ser::SerializeMap as _;
use serde::{Deserialize, Serialize, Serializer};

use super::Schema;

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Who says it.
    pub role: Role,
    /// What.
    pub content: Content,
}

/// What a message says: text, or text with pictures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Content {
    /// Text alone, in the form that every server takes.
    Text(String),
    /// Several parts, for models that see.
    Parts(Vec<Part>),
}

/// A part of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Part {
    /// Text.
    Text {
        /// The text.
        text: String,
    },
    /// A picture.
    ImageUrl {
        /// Where it is.
        image_url: ImageUrl,
    },
}

/// Where a picture is: always in the request itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImageUrl {
    /// A data URI.
    pub url: String,
}

impl Message {
    /// A message of text.
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: Content::Text(content.into()) }
    }

    /// A message of text with a picture, a data URI.
    pub fn with_picture(role: Role, text: impl Into<String>, data_uri: &str) -> Self {
        let image_url = ImageUrl { url: data_uri.to_owned() };
        let parts = vec![Part::Text { text: text.into() }, Part::ImageUrl { image_url }];
        Self { role, content: Content::Parts(parts) }
    }

    /// Its text, pictures left out.
    pub fn text(&self) -> &str {
        match &self.content {
            Content::Text(text) => text,
            Content::Parts(parts) => parts
                .iter()
                .find_map(|part| match part {
                    Part::Text { text } => Some(text.as_str()),
                    Part::ImageUrl { .. } => None,
                })
                .unwrap_or_default(),
        }
    }

    fn has_picture(&self) -> bool {
        matches!(&self.content, Content::Parts(parts)
            if parts.iter().any(|part| matches!(part, Part::ImageUrl { .. })))
    }
}

/// The form of reply that a server is made to keep to, from strict to none.
///
/// Servers differ in what they take (LM Studio has no `json_object`, older ones no
/// `json_schema`, some neither), so they are tried in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// An object of a schema.
    JsonSchema,
    /// Any JSON object.
    JsonObject,
    /// Text as the prompt asks for it.
    Text,
}

impl Form {
    /// The next one to try.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::JsonSchema => Some(Self::JsonObject),
            Self::JsonObject => Some(Self::Text),
            Self::Text => None,
        }
    }
}

/// `response_format` of a request.
#[derive(Debug, Clone, PartialEq)]
pub enum ResponseFormat {
    /// `json_schema`.
    JsonSchema {
        /// Name of the schema: letters and underscores.
        name: &'static str,
        /// The schema.
        schema: Schema,
    },
    /// `json_object`.
    JsonObject,
}

impl Serialize for ResponseFormat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Named<'a> {
            name: &'a str,
            strict: bool,
            schema: &'a Schema,
        }
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::JsonObject => map.serialize_entry("type", "json_object")?,
            Self::JsonSchema { name, schema } => {
                map.serialize_entry("type", "json_schema")?;
                map.serialize_entry("json_schema", &Named { name, strict: true, schema })?;
            }
        }
        map.end()
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
    /// The form of the reply; without one it is text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<ResponseFormat>,
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

/// What of a request a server does not take, and how it is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Adaptation {
    /// `max_tokens` by its newer name: models of OpenAI that think insist on it.
    MaxCompletionTokens,
    /// No `temperature`: the same models have a fixed one.
    NoTemperature,
    /// No `stream_options`: some servers do not know them.
    NoStreamOptions,
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
            response_format: None,
            stream: false,
            stream_options: None,
        }
    }

    /// Whether a message has a picture.
    pub fn has_picture(&self) -> bool {
        self.messages.iter().any(Message::has_picture)
    }

    /// The limit of tokens, by whichever name.
    pub(super) fn token_limit(&self) -> u32 {
        self.max_tokens.or(self.max_completion_tokens).unwrap_or(0)
    }

    /// Changes the request to what a server takes; whether anything changed.
    pub(super) fn adapt(&mut self, adaptation: Adaptation) -> bool {
        match adaptation {
            Adaptation::MaxCompletionTokens => match self.max_tokens.take() {
                Some(limit) => self.max_completion_tokens.replace(limit).is_none(),
                None => false,
            },
            Adaptation::NoTemperature => self.temperature.take().is_some(),
            Adaptation::NoStreamOptions => self.stream_options.take().is_some(),
        }
    }
}
