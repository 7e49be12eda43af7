//! `chartqa ask`

use std::time::Instant;

use chartqa::Table;
use chartqa::answer::picture::PictureUse;
use chartqa::answer::{Answer, Status};
use chartqa::contract::AnswerObject;
use chartqa::image_source::{ImageSource, Limits};
use chartqa::models::manifest::Task;
use chartqa::pipeline::{Answerer, Material};
use chartqa::reader::ModelChoice;

use super::readings::{Encoded, Readings};
use super::{Context, endpoint, explain, reading, write_stdout};
use crate::cli::{self, Answering, Ask, Method};
use crate::report::{Report, UsageError};

/// The answer is that there is none (exit status 5); already said.
#[derive(Debug, thiserror::Error)]
#[error("not answerable: {reason}")]
pub(crate) struct NotAnswerable {
    pub(crate) reason: String,
    pub(crate) hint: Option<&'static str>,
}

pub(crate) fn run(args: &Ask, context: &Context) -> anyhow::Result<()> {
    let (source, question) = words(args)?;
    let answerer = answerer(args, context)?;
    let answer = match source {
        Source::Table(path) => {
            let table = Table::from_csv_file(path).map_err(chartqa::Error::from)?;
            let start = Instant::now();
            match from_material(args, &answerer, &Material::table(&table), question, context)? {
                Some(mut answer) => {
                    answer.timings_ms.answer = milliseconds(start);
                    answer.timings_ms.total = answer.timings_ms.answer;
                    answer
                }
                None => return Ok(()),
            }
        }
        Source::Picture(source) => match from_picture(args, &source, question, &answerer, context)?
        {
            Some(answer) => answer,
            None => return Ok(()),
        },
    };
    print(args, &answer, context)
}

/// What the question is about.
enum Source<'a> {
    Table(&'a std::path::Path),
    Picture(ImageSource),
}

/// Sorts the words into source and question; a mistake is said before anything is loaded.
fn words(args: &Ask) -> anyhow::Result<(Source<'_>, &str)> {
    let usage = |message: &str, hint: &str| UsageError {
        message: message.to_owned(),
        hint: Some(hint.to_owned()),
    };
    let (source, question) = match (&args.table, args.words.as_slice()) {
        (Some(table), [question]) => (Source::Table(table), question),
        (Some(_), _) => {
            return Err(usage(
                "with --table there is no picture, only a question",
                "chartqa ask --table data.csv \"Which country has the highest value?\"",
            )
            .into());
        }
        (None, [picture, question]) => {
            let source = ImageSource::parse(picture).map_err(chartqa::Error::from)?;
            (Source::Picture(source), question)
        }
        (None, _) => {
            return Err(usage(
                "ask takes a picture and a question",
                "chartqa ask chart.png \"Which country has the highest value?\"",
            )
            .into());
        }
    };
    if question.trim().is_empty() {
        return Err(chartqa::Error::from(chartqa::answer::AnswerError::EmptyQuestion).into());
    }
    Ok((source, question.trim()))
}

/// Who answers, by the arguments and settings.
fn answerer(args: &Ask, context: &Context) -> anyhow::Result<Answerer> {
    let mut answerer = choose_answerer(&args.answering, !args.dry_run, context)?;
    if args.table.is_some()
        && matches!(answerer.picture_use(), PictureUse::Always | PictureUse::Only)
    {
        return Err(UsageError {
            message: "with --table there is no picture that could be sent".to_owned(),
            hint: Some("drop --picture, or give a picture in place of --table".to_owned()),
        }
        .into());
    }
    if let Answerer::Llm { options, .. } = &mut answerer {
        options.stream = args.stream;
    }
    Ok(answerer)
}

/// The endpoint when one is named, else the rules, unless the arguments say which. What is
/// not sent but shown (`will_send` is false) is always for an endpoint.
pub(crate) fn choose_answerer(
    args: &Answering,
    will_send: bool,
    context: &Context,
) -> anyhow::Result<Answerer> {
    match (args.answerer, endpoint::url(args, context)) {
        (cli::Answerer::Rules, _) => rules(args),
        (cli::Answerer::Auto, None) if will_send => rules(args),
        (cli::Answerer::Llm | cli::Answerer::Auto, None) => Err(UsageError {
            message: "no LLM endpoint is named".to_owned(),
            hint: Some(
                "give --llm-url and --llm-model, or set CHARTQA_LLM_URL and CHARTQA_LLM_MODEL"
                    .to_owned(),
            ),
        }
        .into()),
        (cli::Answerer::Llm | cli::Answerer::Auto, Some(url)) => {
            endpoint::answerer(args, &url, will_send, context)
        }
    }
}

/// The rules, unless the arguments want what they cannot do.
fn rules(args: &Answering) -> anyhow::Result<Answerer> {
    if matches!(args.picture, Some(cli::Picture::Always | cli::Picture::Only)) {
        return Err(UsageError {
            message: "the rules answer from the table: no picture can be sent to them".to_owned(),
            hint: Some(
                "name a model that sees with --llm-url and --llm-model, or drop --picture"
                    .to_owned(),
            ),
        }
        .into());
    }
    Ok(Answerer::Rules)
}

/// Answers, or prints the requests and gives `None` with `--dry-run`.
fn from_material(
    args: &Ask,
    answerer: &Answerer,
    material: &Material,
    question: &str,
    context: &Context,
) -> anyhow::Result<Option<Answer>> {
    if args.dry_run
        && let Answerer::Llm { client, options } = answerer
    {
        endpoint::print_requests(client, material, question, options)?;
        return Ok(None);
    }
    let mut streamed = false;
    let mut show = |text: &str| {
        if args.stream {
            streamed = true;
            Report::stream(text);
        }
    };
    let work = answerer.answer(material, question, &context.cancel, &mut show);
    let answer = context.block_on(work);
    if streamed {
        Report::stream("\n");
    }
    Ok(Some(answer?))
}

/// Reads the picture, then answers; or lets a model answer from the picture itself.
fn from_picture(
    args: &Ask,
    source: &ImageSource,
    question: &str,
    answerer: &Answerer,
    context: &Context,
) -> anyhow::Result<Option<Answer>> {
    let start = Instant::now();
    source.check(&Limits::default(), context.settings.offline).map_err(chartqa::Error::from)?;
    if answerer.picture_use() == PictureUse::Only {
        return from_picture_alone(args, source, question, answerer, context);
    }
    let model = reading::choose_model(context)?;
    refuse_unfit(args, &model)?;
    let picture = Encoded::fetch(context, source)?;
    let mut readings = Readings::new(context, model);
    if readings.model().task() == Task::Question {
        let pixels = picture.decode()?;
        let mut answer = readings.opened()?.answer(&pixels, question, &picture.name, context)?;
        answer.timings_ms.total = milliseconds(start);
        return Ok(Some(answer));
    }
    let read = readings.read(&picture);
    let asked = Instant::now();
    let Some(material) = answerer.material(question, &read, || picture.decode())? else {
        return match read {
            Err(error) => Err(error.into()),
            Ok(_) => Err(chartqa::Error::from(chartqa::answer::AnswerError::NoChart).into()),
        };
    };
    if let Some(why) = material.why() {
        let chart = material.chart();
        let what = match (chart.table, chart.picture) {
            (Some(_), Some(_)) => "the picture is sent too",
            (None, _) => "the picture is sent alone",
            (_, None) => "the picture is not sent",
        };
        context.report.note(&format!("{what}: {why}"));
    }
    let Some(mut answer) = from_material(args, answerer, &material, question, context)? else {
        return Ok(None);
    };
    answer.timings_ms = read.as_ref().map(|reading| reading.timings).unwrap_or_default();
    answer.timings_ms.answer = milliseconds(asked);
    answer.timings_ms.total = milliseconds(start);
    answer.reading = read.ok();
    Ok(Some(answer))
}

/// Sends the picture and no table: nothing is read, and no reader is loaded.
fn from_picture_alone(
    args: &Ask,
    source: &ImageSource,
    question: &str,
    answerer: &Answerer,
    context: &Context,
) -> anyhow::Result<Option<Answer>> {
    let start = Instant::now();
    let pixels = reading::load(context, source)?;
    let material = Material::picture(&pixels).map_err(chartqa::Error::from)?;
    let preprocess = milliseconds(start);
    let mut answer = from_material(args, answerer, &material, question, context)?;
    if let Some(answer) = &mut answer {
        answer.timings_ms.preprocess = preprocess;
        answer.timings_ms.total = milliseconds(start);
        answer.timings_ms.answer = answer.timings_ms.total - preprocess;
    }
    Ok(answer)
}

/// Options that do not go with what the model does.
fn refuse_unfit(args: &Ask, model: &ModelChoice) -> Result<(), UsageError> {
    let refuse = |message: &str, hint: &str| {
        Err(UsageError { message: message.to_owned(), hint: Some(hint.to_owned()) })
    };
    match model.task() {
        Task::Text => refuse(
            "this model writes text about pictures and takes no questions",
            "name another with --model",
        ),
        Task::Question if args.answering.method.is_some_and(|m| m != Method::Direct) => refuse(
            "this model answers from the picture itself: only --method direct needs no table",
            "use --method direct, or name a model that reads tables",
        ),
        Task::Question
            if args.dry_run
                || args.answering.answerer != cli::Answerer::Auto
                || args.answering.picture.is_some_and(|p| p != cli::Picture::Never) =>
        {
            refuse(
                "this model answers from the picture itself: no rules or LLM are asked",
                "drop --answerer, --picture and --dry-run, or name a model that reads tables",
            )
        }
        Task::Question | Task::Table => Ok(()),
    }
}

/// The answer on standard output; the cells it rests on beside it.
fn print(args: &Ask, answer: &Answer, context: &Context) -> anyhow::Result<()> {
    if args.json {
        let mut json = serde_json::to_vec(&AnswerObject::new(answer))?;
        json.push(b'\n');
        write_stdout(&json)?;
    } else if let Some(text) = &answer.answer {
        write_stdout(format!("{}\n", one_line(text)).as_bytes())?;
        if args.explain {
            write_stdout(explain::explain(answer).as_bytes())?;
        } else if let Some(note) = explain::evidence_line(answer) {
            context.report.note(&note);
        }
    } else if args.explain {
        write_stdout(explain::explain(answer).as_bytes())?;
    }
    match answer.status {
        Status::Answered => Ok(()),
        Status::NotAnswerable => Err(NotAnswerable {
            reason: answer
                .reason
                .clone()
                .unwrap_or_else(|| "the chart does not show it".to_owned()),
            hint: answer.hint(),
        }
        .into()),
    }
}

/// A model may answer in several lines; the contract is one.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn milliseconds(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1000.0
}
