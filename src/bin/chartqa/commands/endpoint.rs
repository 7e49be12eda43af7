//! The LLM endpoint as arguments, environment and config file name it.

use std::time::Duration;

use chartqa::answer::Method;
use chartqa::answer::llm::{self, Options, Prompt};
use chartqa::answer::picture::PictureUse;
use chartqa::home;
use chartqa::llm::{Client, Endpoint, key_from_file};
use chartqa::pipeline::{Answerer, Material};
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
    let mut options = options(args)?;
    options.temperature = args.temperature.or(llm.temperature).map(f64::from);
    let client = remembering(Client::new(endpoint).map_err(chartqa::Error::from)?);
    Ok(Answerer::Llm { client: Box::new(client), options: Box::new(options) })
}

/// How the model is asked, as the arguments say.
fn options(args: &Answering) -> anyhow::Result<Options> {
    let method = match args.method {
        Some(cli::Method::Direct) => Method::Direct,
        Some(cli::Method::Cot) | None => Method::Cot,
        Some(cli::Method::Program) => Method::Program,
        Some(cli::Method::Vote) => Method::Vote,
    };
    let vote = method == Method::Vote;
    let mut options = match &args.prompt {
        Some(path) => Options::with_prompt(Prompt::load(path).map_err(chartqa::Error::from)?, vote),
        None => Options::new(method).map_err(chartqa::Error::from)?,
    };
    if let Some(samples) = args.samples {
        if !vote {
            return Err(UsageError {
                message: "--samples are taken by --method vote only".to_owned(),
                hint: Some("add --method vote, or drop --samples".to_owned()),
            }
            .into());
        }
        options.samples = usize::from(samples);
    }
    if method == Method::Program && args.picture == Some(cli::Picture::Only) {
        return Err(UsageError {
            message: "a program needs a table: with --picture only there is none".to_owned(),
            hint: Some("--picture always sends both; --method cot needs no table".to_owned()),
        }
        .into());
    }
    options.picture = match args.picture {
        None | Some(cli::Picture::Never) => PictureUse::Never,
        Some(cli::Picture::Auto) => PictureUse::Auto,
        Some(cli::Picture::Always) => PictureUse::Always,
        Some(cli::Picture::Only) => PictureUse::Only,
    };
    Ok(options)
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

pub(crate) fn with_key_of_environment(endpoint: Endpoint) -> Endpoint {
    match process_env("CHARTQA_LLM_KEY").or_else(|| process_env("OPENAI_API_KEY")) {
        Some(key) => endpoint.with_key(&SecretString::from(key)),
        None => endpoint,
    }
}

/// The client with what earlier runs found out about its endpoint.
pub(crate) fn remembering(client: Client) -> Client {
    match home::cache_folder() {
        Some(folder) => client.remembering(folder.join("endpoints.json")),
        None => client,
    }
}

/// What would be sent, as JSON, of a vote one sample by each prompt; the key is starred out.
pub(crate) fn print_requests(
    client: &Client,
    material: &Material,
    question: &str,
    options: &Options,
) -> anyhow::Result<()> {
    let requests = llm::first_requests(client, &material.chart(), question, options)
        .map_err(chartqa::Error::from)?;
    for request in requests {
        let mut json = serde_json::to_vec_pretty(&client.dry_run(&request))?;
        json.push(b'\n');
        write_stdout(&json)?;
    }
    Ok(())
}
