//! One request and its reply, in the strictest form of reply that the endpoint takes.

use super::{Asked, Prompt, build_request};
use crate::answer::Chart;
use crate::llm::{Client, EndpointError, Form, Reply};
use crate::{Error, Result};

/// Words in errors of 400 that no other form of reply would mend: the request is too long.
const TOO_LONG: [&str; 3] = ["context", "too long", "too large"];

/// The form to begin with: what the endpoint is known to take, else the strictest.
pub(super) fn first_form(client: &Client, chart: &Chart<'_>, prompt: &Prompt) -> Form {
    prompt.form(chart, client.known().form.unwrap_or(Form::JsonSchema))
}

/// The reply to the question by one prompt. What the endpoint takes and what not is noted.
pub(super) async fn reply(
    asked: &Asked<'_>,
    chart: &Chart<'_>,
    prompt: &Prompt,
    on_text: &mut (dyn FnMut(&str) + Send),
) -> Result<Reply> {
    let Asked { client, question, options, cancel } = *asked;
    let mut form = first_form(client, chart, prompt);
    loop {
        let model = &client.endpoint().model;
        let request = build_request(model, chart, question, prompt, form, options)?;
        match client.chat(&request, cancel, on_text).await {
            Ok(reply) => {
                note(client, chart, prompt, form, request.has_picture());
                return Ok(reply);
            }
            Err(Error::Endpoint(error)) => {
                match error {
                    EndpointError::NoVision { .. } => client.note_pictures(false),
                    // The model's reply is of no use, but the request was taken.
                    EndpointError::Refusal { .. }
                    | EndpointError::Truncated { .. }
                    | EndpointError::EmptyContent { .. } => {
                        note(client, chart, prompt, form, request.has_picture());
                    }
                    _ => {}
                }
                let known = client.known().form == Some(form);
                match form.next().filter(|_| may_be_the_form(&error, known)) {
                    Some(next) => form = prompt.form(chart, next),
                    None => return Err(error.into()),
                }
                tracing::info!("asking for another form of reply: {error}");
            }
            Err(error) => return Err(error),
        }
    }
}

/// Notes that a request was taken: its form, unless the prompt has no words for JSON and so
/// shows nothing, and its picture.
fn note(client: &Client, chart: &Chart<'_>, prompt: &Prompt, form: Form, picture: bool) {
    if prompt.form(chart, Form::JsonSchema) == Form::JsonSchema {
        client.note_form(form);
    }
    if picture {
        client.note_pictures(true);
    }
}

/// Whether the endpoint may have failed because of the form of reply. Many servers say so;
/// some only say 400 or 422, which counts as long as the form is not `known` to be taken.
fn may_be_the_form(error: &EndpointError, known: bool) -> bool {
    match error {
        EndpointError::Form { .. } => true,
        EndpointError::BadRequest { message, .. } => {
            let message = message.to_lowercase();
            !known && !TOO_LONG.iter().any(|words| message.contains(words))
        }
        _ => false,
    }
}
