//! What a server's error message complains of. The wording is each server's own.

use super::ChatRequest;
use super::request::Adaptation;

/// What of a request a server does not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Complaint {
    /// The picture: the model sees none.
    Picture,
    /// The form of the reply.
    Form,
    /// Something that the request can do without.
    Adapt(Adaptation),
}

/// Words of servers whose model takes no pictures. In this order: `OpenAI`; Ollama and
/// `OpenRouter`; llama.cpp, also its hint to give a projector and its older wording; vLLM;
/// `DeepSeek`; Zhipu; gateways.
const PICTURE: &[&[&str]] = &[
    &["image_url is only supported"],
    &["support image"],
    &["image input"],
    &["mmproj"],
    &["unsupported content", "image"],
    &["not a multimodal model"],
    &["image_url", "expected", "text"],
    &["content.type", "allowed values", "'text'"],
    &["content type", "image"],
    &["images", "not supported"],
    &["vision", "not support"],
    &["does not support vision"],
    &["multimodal", "not support"],
    &["text-only model"],
];

/// Words of servers that do not take the form of reply. LM Studio and OpenAI name
/// `response_format`; llama.cpp speaks of the grammar it makes of a schema, vLLM and `SGLang` of
/// guided decoding or structured outputs, gateways of JSON mode.
const FORM: &[&str] = &[
    "response_format",
    "response format",
    "json_schema",
    "json_object",
    "json schema",
    "json mode",
    "grammar",
    "guided",
    "structured output",
    "structured_output",
];

impl Complaint {
    /// What `message`, the error to `request`, complains of, if that can be told.
    pub(super) fn of(message: &str, request: &ChatRequest) -> Option<Self> {
        let message = message.to_lowercase();
        let all = |words: &[&str]| words.iter().all(|word| message.contains(word));
        if request.has_picture() && PICTURE.iter().any(|words| all(words)) {
            return Some(Self::Picture);
        }
        if request.response_format.is_some() && FORM.iter().any(|word| message.contains(word)) {
            return Some(Self::Form);
        }
        let adaptation = if message.contains("max_tokens") {
            Adaptation::MaxCompletionTokens
        } else if message.contains("temperature") {
            Adaptation::NoTemperature
        } else if message.contains("stream_options") {
            Adaptation::NoStreamOptions
        } else {
            return None;
        };
        request.clone().adapt(adaptation).then_some(Self::Adapt(adaptation))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Message, ResponseFormat, Role};
    use super::*;

    fn request(picture: bool) -> ChatRequest {
        let message = if picture {
            Message::with_picture(Role::User, "Hello", "data:image/png;base64,AA")
        } else {
            Message::new(Role::User, "Hello")
        };
        let mut request = ChatRequest::new("m", vec![message]);
        request.response_format = Some(ResponseFormat::JsonObject);
        request.max_tokens = Some(9);
        request
    }

    #[test]
    fn servers_say_in_many_words_that_they_see_nothing() {
        for message in [
            "Invalid content type. image_url is only supported by certain models.",
            "this model does not support image input (ref: b8bd)",
            "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj",
            "Failed to parse messages: Unsupported content part type: \"image_url\"; messages = []",
            "some/model is not a multimodal model",
            "No endpoints found that support image input",
            "messages[1]: unknown variant `image_url`, expected `text` at line 1",
            "messages.content.type is invalid, allowed values: ['text']",
            "This model does not support images",
            "vision is not supported by this model",
        ] {
            assert_eq!(
                Complaint::of(message, &request(true)),
                Some(Complaint::Picture),
                "{message}"
            );
            // Without a picture, it is not the picture.
            assert_ne!(Complaint::of(message, &request(false)), Some(Complaint::Picture));
        }
    }

    #[test]
    fn forms_and_options_are_told_apart() {
        for message in [
            "'response_format.type' must be 'json_schema' or 'text'",
            "Failed to parse grammar",
            "This model does not support structured outputs",
            "guided_json is not supported by this backend",
        ] {
            assert_eq!(Complaint::of(message, &request(true)), Some(Complaint::Form), "{message}");
        }
        let adapt = Complaint::of("Unsupported parameter: 'max_tokens'", &request(false));
        assert_eq!(adapt, Some(Complaint::Adapt(Adaptation::MaxCompletionTokens)));
        // There is no temperature that could be left out.
        assert_eq!(Complaint::of("bad temperature", &request(false)), None);
        assert_eq!(Complaint::of("this is too long", &request(true)), None);
    }
}
