//! Trying out the endpoint that the settings name, for `doctor`.

use chartqa::answer::Method;
use chartqa::answer::llm::Options;
use chartqa::image_source::{Limits, decode};
use chartqa::llm::{ChatRequest, Client, Endpoint, EndpointError, Message, Role, key_from_file};
use chartqa::pipeline::{Answerer, Material};
use chartqa::{Error, Result};

use super::Context;
use super::endpoint::{remembering, with_key_of_environment};

/// What is asked about the known chart, and words of its title: they are only in the picture.
const QUESTION: &str = "What is the title of this chart?";
const TITLE: [&str; 2] = ["electricity", "renewables"];

/// The endpoint of the settings, or why it is not asked.
pub(crate) enum Configured {
    Endpoint(Box<Client>),
    NotAsked(String),
}

/// The client of the endpoint that the settings name; `None` if none is set.
pub(crate) fn configured(context: &Context) -> Option<Result<Configured>> {
    let url = context.settings.llm.url.as_deref()?;
    Some(connect(url, context))
}

fn connect(url: &str, context: &Context) -> Result<Configured> {
    let model = context.settings.llm.model.as_deref().unwrap_or_default();
    let mut endpoint = with_key_of_environment(Endpoint::new(url, model)?);
    if let Some(path) = &context.settings.llm.key_file {
        endpoint = endpoint.with_key(&key_from_file(path)?.key);
    }
    endpoint.max_retries = 0;
    if context.settings.offline && endpoint.is_remote() {
        let reason = format!("{}, not asked: offline mode is on", endpoint.shown_url());
        return Ok(Configured::NotAsked(reason));
    }
    Ok(Configured::Endpoint(Box::new(remembering(Client::new(endpoint)?))))
}

/// What it says to a question of one word.
pub(crate) fn ask_for_a_word(client: &Client, context: &Context) -> Result<String> {
    let endpoint = client.endpoint();
    let hello = Message::new(Role::User, "Reply with the word: yes");
    let request = ChatRequest::new(&endpoint.model, vec![hello]);
    let reply = context.block_on(client.chat(&request, &context.cancel, &mut |_| {}))?;
    let word: String = reply.content.trim().chars().take(40).collect();
    let model = reply.model.as_deref().unwrap_or(&endpoint.model);
    Ok(format!("{} answered {word:?} as {model}", endpoint.shown_url()))
}

/// Whether it sees: it is shown `chart`, a chart of this project's own, and asked for what only
/// a look at it tells. The outcome is remembered, for `--picture auto`.
pub(crate) fn ask_for_a_look(client: Client, chart: &[u8], context: &Context) -> Result<String> {
    let picture = decode(chart, "the known chart", &Limits::default())?;
    let material = Material::picture(&picture)?;
    let answerer = Answerer::Llm {
        client: Box::new(client),
        options: Box::new(Options::new(Method::Direct)?),
    };
    let mut ignore = |_: &str| {};
    let work = answerer.answer(&material, QUESTION, &context.cancel, &mut ignore);
    let answer = context.block_on(work)?;
    let said = answer.answer.unwrap_or_default();
    let seen = TITLE.iter().all(|word| said.to_lowercase().contains(word));
    let Answerer::Llm { client, .. } = &answerer else { return Ok(said) };
    client.note_pictures(seen);
    if seen {
        return Ok("it read the title of a chart; --picture auto may send pictures".to_owned());
    }
    Err(Error::Endpoint(EndpointError::NoVision {
        url: client.endpoint().shown_url(),
        model: client.endpoint().model.clone(),
        message: format!("it takes them, and does not see the title of a chart, but {said:?}"),
    }))
}
