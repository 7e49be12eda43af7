//! Encoder-decoder readers over flattened patches: DePlot and its family.
//!
//! The stages, each usable alone:
//!
//! picture → [`header`] (task or question as text above it) → [`patches`] →
//! [`graphs::EncoderGraph`] → [`decoder`] → [`tokens`] →
//! [`table::parse`](crate::table::parse)
//!
//! [`Pix2StructReader`] composes them. `tests/parity.rs` compares every stage with
//! transformers; `docs/parity.md` has the figures.

pub mod decoder;
pub mod graphs;
pub mod header;
mod many;
pub mod patches;
mod prepare;
mod resample;
pub mod tokens;

use std::path::Path;
use std::time::Instant;

use image::RgbImage;
use ndarray::Array3;

use crate::convert::MAX_TOKENS;
use crate::models::ModelError;
use crate::models::manifest::{FILE_NAME, Family, Manifest, Pix2Struct, Task};
use crate::reader::{ReadError, ReadOptions};
use crate::runtime::{Device, Runtime, SessionOptions, bf16_arithmetic};
use crate::table::parse;
use crate::{Cancel, Reading, Result, Table, Timings, Verdicts};

use decoder::{CachedDecoder, Decoding, Limits, NextToken, Step, Stop};
use graphs::{DecoderGraph, EncoderGraph};
use prepare::Preparation;
use tokens::{Decoded, Detokenizer};

/// A model of the family, loaded.
pub struct Pix2StructReader {
    /// What every reading says of the model; the rest is empty.
    provenance: Reading,
    settings: Pix2Struct,
    preparation: Preparation,
    encoder: EncoderGraph,
    decoder: DecoderGraph,
    detokenizer: Detokenizer,
}

/// What a question model answers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TextReading {
    /// The answer, trimmed.
    pub text: String,
    /// Probability in `[0, 1]` that the model gave this text: the product over its tokens.
    pub confidence: f32,
    /// How it was read; the table is empty.
    pub reading: Reading,
}

impl Pix2StructReader {
    /// Name of the model, as its manifest has it.
    pub fn name(&self) -> &str {
        &self.provenance.model
    }

    /// Loads the model in `dir`, whose manifest `manifest` is.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a file is missing or damaged,
    /// [`crate::Error::Runtime`] if a graph cannot be loaded, and
    /// [`ReadError::Disagreement`] if a graph is not what the manifest says.
    pub fn open(
        runtime: &Runtime,
        dir: &Path,
        manifest: &Manifest,
        options: &SessionOptions,
    ) -> Result<Self> {
        let path = dir.join(FILE_NAME);
        let Family::Pix2struct(settings) = &manifest.family else {
            let reason = "it is not the manifest of a Pix2Struct model".to_owned();
            return Err(ModelError::Manifest { path, reason }.into());
        };
        let Some(tokenizer) = manifest.files.get("tokenizer") else {
            let reason = "it names no file for the tokenizer".to_owned();
            return Err(ModelError::Damaged { path, reason }.into());
        };
        let detokenizer = Detokenizer::open(&dir.join(&tokenizer.path))?;
        let (encoder, decoder) = graphs::open(runtime, dir, manifest, settings, options)?;
        let provenance = Reading {
            model: manifest.name.clone(),
            revision: manifest.revision.clone(),
            precision: precision(manifest, options.device),
            provider: options.device.to_string(),
            ..Reading::default()
        };
        Ok(Self {
            provenance,
            settings: settings.clone(),
            preparation: Preparation {
                model: manifest.name.clone(),
                settings: settings.clone(),
                font: None,
            },
            encoder,
            decoder,
            detokenizer,
        })
    }

    /// What the model was tuned to do.
    pub fn task(&self) -> Task {
        self.settings.task
    }

    /// Reads the table out of a picture of a chart.
    ///
    /// A cell's confidence is the product of the probabilities of its tokens, that is
    /// the model's probability of exactly this text given all before it; 0 for a cell
    /// that it wrote nothing for.
    ///
    /// # Errors
    /// [`ReadError`] if the model answers questions, or the options or the picture do
    /// not fit it; [`crate::Error::Runtime`]; [`crate::Error::Interrupted`].
    pub fn read(&mut self, image: &RgbImage, options: &ReadOptions) -> Result<Reading> {
        let header = self.table_header()?;
        let (steps, stop, timings) = self.run(image, header.as_deref(), options)?;
        let reading = self.written().reading(&steps, stop)?;
        Ok(Reading { timings, ..reading })
    }

    /// The text that stands above pictures of which a table is read.
    fn table_header(&self) -> Result<Option<String>, ReadError> {
        if self.settings.task == Task::Question {
            let reason = "it answers questions about a picture and gives no table";
            return Err(self.preparation.refuse("reading a table", reason));
        }
        Ok(self.settings.header.clone())
    }

    /// What the model writes behind each of `tokens`, the start token before them included, when
    /// it is made to write these: one token more than `tokens` has. And the id that ends a text.
    ///
    /// # Errors
    /// As [`Pix2StructReader::read`].
    pub fn follow(
        &mut self,
        image: &RgbImage,
        tokens: &[u32],
        options: &ReadOptions,
    ) -> Result<(Vec<u32>, u32)> {
        let (header, cancel) = (self.settings.header.clone(), &options.cancel);
        let patches = self.preparation.prepare(image, header.as_deref(), options)?;
        let encoded = self.encoder.encode(patches, cancel)?;
        let mut decoder = CachedDecoder::new(&mut self.decoder, &encoded, tokens.len() + 1)?;
        let start = self.settings.decoder_start_token_id;
        let follows = std::iter::once(start)
            .chain(tokens.iter().copied())
            .map(|token| Ok(decoder.next_token(token, cancel)?.token))
            .collect::<Result<_>>()?;
        Ok((follows, self.settings.eos_token_id))
    }

    /// Has a question model answer `question` about a picture.
    ///
    /// # Errors
    /// [`ReadError`] if the model reads tables, or the options or the picture do not
    /// fit it; [`crate::Error::Runtime`]; [`crate::Error::Interrupted`].
    pub fn answer(
        &mut self,
        image: &RgbImage,
        question: &str,
        options: &ReadOptions,
    ) -> Result<TextReading> {
        if self.settings.task != Task::Question {
            let reason = "it does not answer questions itself";
            return Err(self.preparation.refuse("asking the model directly", reason).into());
        }
        let (steps, stop, timings) = self.run(image, Some(question), options)?;
        let (mut reading, decoded) = self.written().text(&steps, stop)?;
        reading.timings = timings;
        let confidence = decoded.confidence(&(0..decoded.text.len()));
        let text = decoded.text.trim().to_owned();
        reading.text = decoded.text;
        Ok(TextReading { text, confidence, reading })
    }

    /// Everything up to the tokens.
    fn run(
        &mut self,
        image: &RgbImage,
        header: Option<&str>,
        options: &ReadOptions,
    ) -> Result<(Vec<Step>, Option<Stop>, Timings)> {
        self.preparation.budget(options)?;
        let limits = self.limits(options)?;
        options.cancel.check()?;
        let began = Instant::now();
        let patches = self.preparation.prepare(image, header, options)?;
        let preprocess = milliseconds(began, Instant::now());
        let graphs = (&mut self.encoder, &mut self.decoder);
        let (steps, stop, timings) = decode(graphs, patches, limits, &options.cancel)?;
        let total = milliseconds(began, Instant::now());
        Ok((steps, stop, Timings { preprocess, total, ..timings }))
    }

    fn written(&self) -> Written<'_> {
        Written { provenance: &self.provenance, detokenizer: &self.detokenizer }
    }

    fn limits(&self, options: &ReadOptions) -> Result<Limits, ReadError> {
        let max_new_tokens = options.max_new_tokens;
        if max_new_tokens >= MAX_TOKENS {
            let option = format!("--max-new-tokens {max_new_tokens}");
            let reason = format!("it can write {} tokens at most", MAX_TOKENS - 1);
            return Err(self.preparation.refuse(&option, &reason));
        }
        let Pix2Struct { decoder_start_token_id: start, eos_token_id: end, .. } = self.settings;
        Ok(Limits { start, end, max_new_tokens })
    }
}

/// Encodes patches and decodes the text about them; the timings are those of these two.
fn decode(
    (encoder, decoder): (&mut EncoderGraph, &mut DecoderGraph),
    patches: Array3<f32>,
    limits: Limits,
    cancel: &Cancel,
) -> Result<(Vec<Step>, Option<Stop>, Timings)> {
    let began = Instant::now();
    let encoded = encoder.encode(patches, cancel)?;
    let encoded_at = Instant::now();
    let cached = CachedDecoder::new(decoder, &encoded, limits.max_new_tokens)?;
    let mut decoding = Decoding::new(cached, limits, cancel);
    let steps = decoding.by_ref().collect::<Result<Vec<Step>>>()?;
    let timings = Timings {
        encode: milliseconds(began, encoded_at),
        decode: milliseconds(encoded_at, Instant::now()),
        ..Timings::default()
    };
    Ok((steps, decoding.stop(), timings))
}

/// What makes a reading of tokens.
#[derive(Clone, Copy)]
struct Written<'a> {
    provenance: &'a Reading,
    detokenizer: &'a Detokenizer,
}

impl Written<'_> {
    /// The table that the tokens stand for, but for the timings.
    fn reading(&self, steps: &[Step], stop: Option<Stop>) -> Result<Reading> {
        let (mut reading, decoded) = self.text(steps, stop)?;
        let parsed = parse::linearised(&decoded.text);
        let confidence = |span: &parse::Span| span.as_ref().map_or(0.0, |s| decoded.confidence(s));
        let cells = |row: &Vec<parse::Span>| row.iter().map(confidence).collect();
        let cell_confidence = Some(parsed.spans.iter().map(cells).collect());
        reading.table = Table { cell_confidence, ..parsed.table };
        reading.verdicts.ragged = parsed.ragged;
        reading.verdicts.repeated |= parsed.repeated;
        reading.text = decoded.text;
        Ok(reading)
    }

    /// The text; the reading lacks it, and what is parsed from it.
    fn text(&self, steps: &[Step], stop: Option<Stop>) -> Result<(Reading, Decoded)> {
        let decoded = self.detokenizer.decode(steps).map_err(|reason| {
            let model = self.provenance.model.clone();
            ReadError::Disagreement { model, reason: format!("its tokenizer fails: {reason}") }
        })?;
        let verdicts = Verdicts {
            truncated: stop == Some(Stop::Limit),
            repeated: stop == Some(Stop::Repetition),
            ragged: false,
        };
        let reading = Reading {
            tokens: steps.len(),
            token_ids: steps.iter().map(|step| step.token).collect(),
            verdicts,
            ..self.provenance.clone()
        };
        Ok((reading, decoded))
    }
}

/// The precision that a reading names: that of the weights, or of the encoder's arithmetic where
/// it is another.
fn precision(manifest: &Manifest, device: Device) -> String {
    if device == Device::OpenVino && bf16_arithmetic() {
        "bf16".to_owned()
    } else {
        manifest.precision.clone()
    }
}

fn milliseconds(from: Instant, to: Instant) -> f64 {
    (to - from).as_secs_f64() * 1e3
}

impl std::fmt::Debug for Pix2StructReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Pix2StructReader");
        debug.field("model", &self.provenance.model).field("settings", &self.settings);
        debug.finish_non_exhaustive()
    }
}
