//! From arguments to readings: what `ask`, `table` and `doctor` share.

use std::time::Instant;

use chartqa::answer::Answer;
use chartqa::image_source::{ImageSource, Limits};
use chartqa::models::manifest::Task;
use chartqa::models::{BUILT_IN, Store};
use chartqa::reader::{ModelChoice, PREFERRED, ReadOptions, Reader};
use chartqa::runtime::{self, Device, Provider, SessionOptions};
use chartqa::{Reading, Result, pipeline};
use image::RgbImage;

use super::Context;

/// A reader, opened as the settings say, and how long that took.
pub(crate) struct Opened {
    pub(crate) reader: Reader,
    pub(crate) options: ReadOptions,
    pub(crate) load_ms: f64,
}

/// The model that the settings name; says so when the default had to be the built-in one.
pub(crate) fn choose_model(context: &Context) -> Result<ModelChoice> {
    let store = Store::from_env()?;
    let named = context.settings.model.as_deref();
    let choice = ModelChoice::resolve(named, &store)?;
    if named.is_none() && choice == ModelChoice::BuiltIn {
        context.report.note(&format!(
            "reading with the built-in `{BUILT_IN}`; `chartqa models pull google/deplot` installs `{PREFERRED}` for more kinds of charts"
        ));
    }
    Ok(choice)
}

/// Finds the runtime library (fetching it on first use), proves the provider, loads the model.
pub(crate) fn open(context: &Context, model: &ModelChoice) -> Result<Opened> {
    open_packed(context, model, None)
}

/// [`open`], for charts that are read together: the weights are laid out for several texts.
pub(crate) fn open_for_many(context: &Context, model: &ModelChoice) -> Result<Opened> {
    open_packed(context, model, (context.settings.batch > 1).then_some(true))
}

fn open_packed(
    context: &Context,
    model: &ModelChoice,
    pack_weights: Option<bool>,
) -> Result<Opened> {
    let start = Instant::now();
    let library = context.library_options()?;
    let runtime =
        context.block_on(async { Ok(runtime::ensure(&library, context.report).await?) })?;
    let choice = runtime.choose(match (library.provider, model) {
        // The other devices cannot run it.
        (Provider::Auto, ModelChoice::Folder { manifest, .. }) if manifest.precision == "q8" => {
            Provider::On(Device::Cpu)
        }
        (provider, _) => provider,
    })?;
    if !choice.notes.is_empty() {
        let others = choice.notes.join("; ");
        context.report.note(&format!("running on {} ({others})", choice.device));
    }
    let session = SessionOptions {
        device: choice.device,
        threads: context.settings.threads,
        pack_weights,
        ..SessionOptions::default()
    };
    let reader = Reader::open(&runtime, model, &session)?;
    let options = options(context);
    Ok(Opened { reader, options, load_ms: start.elapsed().as_secs_f64() * 1000.0 })
}

/// How pictures are read, as the settings say.
pub(crate) fn options(context: &Context) -> ReadOptions {
    let settings = &context.settings;
    ReadOptions {
        max_new_tokens: settings.max_new_tokens,
        max_patches: settings.max_patches,
        header_font: settings.header_font.clone(),
        overlay: false,
        cancel: context.cancel.clone(),
    }
}

/// Decodes the picture that `source` names.
pub(crate) fn load(context: &Context, source: &ImageSource) -> Result<RgbImage> {
    let offline = context.settings.offline;
    context.block_on(async { Ok(source.load(&Limits::default(), offline).await?) })
}

impl Opened {
    /// Reads one picture and tells a person what is doubtful about the reading.
    pub(crate) fn read(
        &mut self,
        picture: &RgbImage,
        name: &str,
        context: &Context,
    ) -> Result<Reading> {
        let start = Instant::now();
        let mut reading = self.reader.read(picture, &self.options)?;
        // The model is loaded once for several pictures: its time counts for the first.
        reading.timings.load = std::mem::take(&mut self.load_ms);
        reading.timings.total = reading.timings.load + start.elapsed().as_secs_f64() * 1000.0;
        warn(&reading, name, context);
        Ok(reading)
    }
}

impl Opened {
    /// Has a model that takes questions answer one.
    pub(crate) fn answer(
        &mut self,
        picture: &RgbImage,
        question: &str,
        name: &str,
        context: &Context,
    ) -> Result<Answer> {
        let mut answer =
            pipeline::ask_directly(&mut self.reader, picture, question, &self.options)?;
        answer.timings_ms.load = std::mem::take(&mut self.load_ms);
        if let Some(reading) = &answer.reading {
            warn(reading, name, context);
        }
        Ok(answer)
    }
}

/// The verdicts and warnings of a reading, as sentences.
pub(crate) fn warn(reading: &Reading, name: &str, context: &Context) {
    let verdicts = reading.verdicts;
    let found = [
        (
            verdicts.truncated,
            "the table is cut short: the token limit was reached (--max-new-tokens)",
        ),
        (verdicts.repeated, "the model repeated itself: rows may be missing or invented"),
        (verdicts.ragged, "rows had different numbers of cells and were padded"),
    ];
    for (_, text) in found.iter().filter(|(is, _)| *is) {
        context.report.warn(&format!("{name}: {text}"));
    }
    for text in &reading.warnings {
        context.report.warn(&format!("{name}: {text}"));
    }
}

/// Whether `model` gives tables; what else it is for, in words.
pub(crate) fn gives_no_table(model: &ModelChoice) -> Option<&'static str> {
    match model.task() {
        Task::Table => None,
        Task::Question => Some("answers questions about pictures and gives no tables"),
        Task::Text => Some("writes text about pictures and gives no tables"),
    }
}
