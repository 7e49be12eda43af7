//! The LLM endpoint as arguments, environment and config file name it.

use std::time::Duration;

use chartqa::Table;
use chartqa::answer::llm::{self, Options, Prompt};
use chartqa::answer::{AnswerError, Method};
use chartqa::llm::{ChatRequest, Client, Endpoint, Message, Role, key_from_file};
use chartqa::pipeline::Answerer;
use secrecy::SecretString;

use super::{Context, write_stdout};
use crate::cli::{self, Answering};
use crate::report::UsageError;
use crate::settings::process_env;

/// The endpoint's URL, if one is named anywhere.
pub(crate) fn url(args: &Answering, context: &Context) -> Option<String> {
    args.llm_url.clone().or_else(|| context.settings.llm.url.clone())
}

/// The answerer that asks the endpoint at `url`. A request that is only to be shown may be for
/// an endpoint that offline mode forbids.
pub(crate) fn answerer(
    args: &Answering,
    url: &str,
    will_send: bool,
    context: &Context,
) -> anyhow::Result<Answerer> {
    let llm = &context.settings.llm;
    let mut endpoint = endpoint(url, args.llm_model.as_deref(), args, context)?;
    if let Some(seconds) = args.timeout.or(llm.timeout) {
        endpoint.timeout = Duration::from_secs(seconds.into());
    }
    if let Some(retries) = args.max_retries.or(llm.max_retries) {
        endpoint.max_retries = retries;
    }
    if context.settings.offline && endpoint.is_remote() && will_send {
        return Err(UsageError {
            message: format!(
                "offline mode is on, and {} is not this machine",
                endpoint.shown_url()
            ),
            hint: Some("drop --offline (or CHARTQA_OFFLINE), or use --answerer rules".to_owned()),
        }
        .into());
    }
    let mut options = options(args).map_err(chartqa::Error::from)?;
    if let Some(temperature) = args.temperature.or(llm.temperature) {
        options.temperature = f64::from(temperature);
    }
    let client = Client::new(endpoint).map_err(chartqa::Error::from)?;
    Ok(Answerer::Llm { client: Box::new(client), options: Box::new(options) })
}

fn options(args: &Answering) -> Result<Options, AnswerError> {
    match &args.prompt {
        Some(path) => Ok(Options::with_prompt(Prompt::load(path)?)),
        None => Options::new(match args.method {
            Some(cli::Method::Direct) => Method::Direct,
            Some(cli::Method::Cot) | None => Method::Cot,
        }),
    }
}

/// The endpoint with its key: from the file named, else from the environment.
fn endpoint(
    url: &str,
    model: Option<&str>,
    args: &Answering,
    context: &Context,
) -> anyhow::Result<Endpoint> {
    let model = model.or(context.settings.llm.model.as_deref()).unwrap_or_default();
    let endpoint = Endpoint::new(url, model).map_err(chartqa::Error::from)?;
    let file = args.llm_key_file.as_ref().or(context.settings.llm.key_file.as_ref());
    Ok(match file {
        Some(path) => {
            let key = key_from_file(path).map_err(chartqa::Error::from)?;
            if let Some(warning) = &key.warning {
                context.report.warn(warning);
            }
            endpoint.with_key(&key.key)
        }
        None => with_key_of_environment(endpoint),
    })
}

fn with_key_of_environment(endpoint: Endpoint) -> Endpoint {
    match process_env("CHARTQA_LLM_KEY").or_else(|| process_env("OPENAI_API_KEY")) {
        Some(key) => endpoint.with_key(&SecretString::from(key)),
        None => endpoint,
    }
}

/// What would be sent, as JSON; the key is starred out.
pub(crate) fn print_request(
    client: &Client,
    table: &Table,
    question: &str,
    options: &Options,
) -> anyhow::Result<()> {
    let model = &client.endpoint().model;
    let request =
        llm::build_request(model, table, question, options).map_err(chartqa::Error::from)?;
    let mut json = serde_json::to_vec_pretty(&client.dry_run(&request))?;
    json.push(b'\n');
    write_stdout(&json)
}

/// What the endpoint of the settings says to a question of one word; `None` if none is set.
pub(crate) fn try_out(context: &Context) -> Option<chartqa::Result<String>> {
    let url = context.settings.llm.url.as_deref()?;
    Some(ask_for_a_word(url, context))
}

fn ask_for_a_word(url: &str, context: &Context) -> chartqa::Result<String> {
    let model = context.settings.llm.model.as_deref().unwrap_or_default();
    let mut endpoint = with_key_of_environment(Endpoint::new(url, model)?);
    if let Some(path) = &context.settings.llm.key_file {
        endpoint = endpoint.with_key(&key_from_file(path)?.key);
    }
    endpoint.max_retries = 0;
    if context.settings.offline && endpoint.is_remote() {
        return Ok(format!("{}, not asked: offline mode is on", endpoint.shown_url()));
    }
    let shown = endpoint.shown_url();
    let client = Client::new(endpoint)?;
    let request =
        ChatRequest::new(model, vec![Message::new(Role::User, "Reply with the word: yes")]);
    let reply = context.block_on(client.chat(&request, &context.cancel, &mut |_| {}))?;
    let word: String = reply.content.trim().chars().take(40).collect();
    Ok(format!("{shown} answered {word:?} as {}", reply.model.as_deref().unwrap_or(model)))
}
