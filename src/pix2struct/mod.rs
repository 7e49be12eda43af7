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
pub mod patches;
mod resample;
pub mod tokens;

use std::path::{Path, PathBuf};
use std::time::Instant;

use image::RgbImage;
use ndarray::Array3;

use crate::convert::MAX_TOKENS;
use crate::models::ModelError;
use crate::models::manifest::{FILE_NAME, Family, Manifest, Pix2Struct, Task};
use crate::reader::{ReadError, ReadOptions};
use crate::runtime::{Device, Runtime, SessionOptions, bf16_arithmetic};
use crate::table::parse;
use crate::{Reading, Result, Table, Timings, Verdicts};

use decoder::{CachedDecoder, Decoding, Limits, NextToken, Step, Stop};
use graphs::{DecoderGraph, EncoderGraph};
use header::HeaderFont;
use patches::Budget;
use tokens::{Decoded, Detokenizer};

/// A model of the family, loaded.
pub struct Pix2StructReader {
    /// What every reading says of the model; the rest is empty.
    provenance: Reading,
    settings: Pix2Struct,
    encoder: EncoderGraph,
    decoder: DecoderGraph,
    detokenizer: Detokenizer,
    /// The font of the last header and where it came from.
    font: Option<(Option<PathBuf>, HeaderFont)>,
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
            encoder,
            decoder,
            detokenizer,
            font: None,
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
        if self.settings.task == Task::Question {
            let reason = "it answers questions about a picture and gives no table";
            return Err(self.refuse("reading a table", reason).into());
        }
        let header = self.settings.header.clone();
        let (mut reading, decoded) = self.run(image, header.as_deref(), options)?;
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
        let header = self.settings.header.clone();
        let (budget, cancel) = (self.budget(options)?, &options.cancel);
        let patches = self.patches(image, header.as_deref(), budget, options)?;
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
            return Err(self.refuse("asking the model directly", reason).into());
        }
        let (mut reading, decoded) = self.run(image, Some(question), options)?;
        let confidence = decoded.confidence(&(0..decoded.text.len()));
        let text = decoded.text.trim().to_owned();
        reading.text = decoded.text;
        Ok(TextReading { text, confidence, reading })
    }

    /// Everything up to the text; the reading lacks the text and what is parsed from it.
    fn run(
        &mut self,
        image: &RgbImage,
        header: Option<&str>,
        options: &ReadOptions,
    ) -> Result<(Reading, Decoded)> {
        let budget = self.budget(options)?;
        let limits = self.limits(options)?;
        let cancel = &options.cancel;
        cancel.check()?;

        let begin = Instant::now();
        let patches = self.patches(image, header, budget, options)?;
        let preprocessed = Instant::now();
        let encoded = self.encoder.encode(patches, cancel)?;
        let encoded_at = Instant::now();
        let cached = CachedDecoder::new(&mut self.decoder, &encoded, limits.max_new_tokens)?;
        let mut decoding = Decoding::new(cached, limits, cancel);
        let steps = decoding.by_ref().collect::<Result<Vec<Step>>>()?;
        let stop = decoding.stop();
        let decoded = self.detokenizer.decode(&steps).map_err(|reason| {
            let model = self.provenance.model.clone();
            ReadError::Disagreement { model, reason: format!("its tokenizer fails: {reason}") }
        })?;
        let end = Instant::now();

        let milliseconds = |from: Instant, to: Instant| (to - from).as_secs_f64() * 1e3;
        let reading = Reading {
            tokens: steps.len(),
            token_ids: steps.iter().map(|step| step.token).collect(),
            verdicts: Verdicts {
                truncated: stop == Some(Stop::Limit),
                repeated: stop == Some(Stop::Repetition),
                ragged: false,
            },
            timings: Timings {
                preprocess: milliseconds(begin, preprocessed),
                encode: milliseconds(preprocessed, encoded_at),
                decode: milliseconds(encoded_at, end),
                total: milliseconds(begin, end),
                ..Timings::default()
            },
            ..self.provenance.clone()
        };
        Ok((reading, decoded))
    }

    /// The picture, below its header if it has one, in patches.
    fn patches(
        &mut self,
        image: &RgbImage,
        header: Option<&str>,
        budget: Budget,
        options: &ReadOptions,
    ) -> Result<Array3<f32>, ReadError> {
        match header {
            Some(text) => self.with_header(image, text, options).and_then(|image| {
                patches::flatten(&image, budget).map_err(|seen| self.unreadable(seen))
            }),
            None => patches::flatten(image, budget).map_err(|seen| self.unreadable(seen)),
        }
    }

    /// The picture below `text`.
    fn with_header(
        &mut self,
        image: &RgbImage,
        text: &str,
        options: &ReadOptions,
    ) -> Result<RgbImage, ReadError> {
        let wanted = &options.header_font;
        if self.font.as_ref().is_none_or(|(loaded, _)| loaded != wanted) {
            let font = match wanted {
                Some(file) => HeaderFont::from_file(file, header::TEXT_SIZE)?,
                None => HeaderFont::built_in(header::TEXT_SIZE)?,
            };
            self.font = Some((wanted.clone(), font));
        }
        let header = self.font.as_ref().map(|(_, font)| header::text(text, font));
        header::above(&header.unwrap_or_default(), image).map_err(|seen| self.unreadable(seen))
    }

    /// The patch budget: the option's, or the manifest's.
    fn budget(&self, options: &ReadOptions) -> Result<Budget, ReadError> {
        let Pix2Struct { patch_size, positions, .. } = self.settings;
        let max_patches = options.max_patches.unwrap_or(self.settings.max_patches);
        if max_patches == 0 || max_patches > positions {
            let option = format!("a budget of {max_patches} patches");
            let reason = format!("it takes from 1 to {positions}, its number of positions");
            return Err(self.refuse(&option, &reason));
        }
        // Ids count from 1.
        Ok(Budget { patch_size, max_patches, max_side: positions.saturating_sub(1).max(1) })
    }

    fn limits(&self, options: &ReadOptions) -> Result<Limits, ReadError> {
        let max_new_tokens = options.max_new_tokens;
        if max_new_tokens >= MAX_TOKENS {
            let option = format!("--max-new-tokens {max_new_tokens}");
            let reason = format!("it can write {} tokens at most", MAX_TOKENS - 1);
            return Err(self.refuse(&option, &reason));
        }
        let Pix2Struct { decoder_start_token_id: start, eos_token_id: end, .. } = self.settings;
        Ok(Limits { start, end, max_new_tokens })
    }

    fn refuse(&self, option: &str, reason: &str) -> ReadError {
        let model = self.provenance.model.clone();
        ReadError::Option { option: option.to_owned(), model, reason: reason.to_owned() }
    }

    fn unreadable(&self, seen: String) -> ReadError {
        ReadError::Unreadable { model: self.provenance.model.clone(), seen }
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

impl std::fmt::Debug for Pix2StructReader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Pix2StructReader");
        debug.field("model", &self.provenance.model).field("settings", &self.settings);
        debug.finish_non_exhaustive()
    }
}
