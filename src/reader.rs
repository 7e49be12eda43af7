//! Picture to reading, by the family of the model.

mod many;

use std::path::PathBuf;

pub(crate) use many::InOrder;
pub use many::{DEFAULT_BATCH, Page};

use image::RgbImage;

use crate::marks::MarksReader;
use crate::models::manifest::{Family, Manifest, Task};
use crate::models::{BUILT_IN, ModelError, Store};
use crate::pix2struct::{Pix2StructReader, TextReading};
use crate::runtime::{Runtime, SessionOptions};
use crate::{Cancel, ErrorKind, Reading, Result};

/// Name of the model that is taken when it is installed and none was named.
pub const PREFERRED: &str = "deplot";

/// Which model reads.
#[derive(Debug, Clone, PartialEq)]
pub enum ModelChoice {
    /// The built-in reader.
    BuiltIn,
    /// A model in a folder.
    Folder {
        /// The folder.
        dir: PathBuf,
        /// What is in it.
        manifest: Box<Manifest>,
    },
}

impl ModelChoice {
    /// The model called `named` (an installed name, a folder, or [`BUILT_IN`]); with no
    /// name [`PREFERRED`] when it is installed, else the built-in reader.
    ///
    /// # Errors
    /// [`ModelError`] if the model is not there or not whole. A preferred model that is
    /// installed but damaged is an error too: nothing else takes its place unasked.
    pub fn resolve(named: Option<&str>, store: &Store) -> Result<Self, ModelError> {
        if named == Some(BUILT_IN) {
            return Ok(Self::BuiltIn);
        }
        match store.open(named.unwrap_or(PREFERRED)) {
            Ok((dir, manifest)) => Ok(Self::Folder { dir, manifest: Box::new(manifest) }),
            Err(ModelError::NotInstalled { .. }) if named.is_none() => Ok(Self::BuiltIn),
            Err(error) => Err(error),
        }
    }

    /// What the model does with a picture.
    pub fn task(&self) -> Task {
        match self {
            Self::BuiltIn => Task::Table,
            Self::Folder { manifest, .. } => match &manifest.family {
                Family::Pix2struct(settings) => settings.task,
                Family::Marks(_) => Task::Table,
            },
        }
    }
}

/// A loaded model that reads pictures, whatever its family.
pub enum Reader {
    /// A sequence model: DePlot and its family.
    Pix2Struct(Box<Pix2StructReader>),
    /// The built-in reader.
    Marks(Box<MarksReader>),
}

impl Reader {
    /// Loads a model into sessions.
    ///
    /// # Errors
    /// [`ModelError`], [`ReadError::Disagreement`] or a
    /// [`RuntimeError`](crate::runtime::RuntimeError) if it cannot be loaded.
    pub fn open(runtime: &Runtime, model: &ModelChoice, options: &SessionOptions) -> Result<Self> {
        Ok(match model {
            ModelChoice::BuiltIn => Self::Marks(Box::new(MarksReader::open(runtime, options)?)),
            ModelChoice::Folder { dir, manifest } => match &manifest.family {
                Family::Pix2struct(_) => Self::Pix2Struct(Box::new(Pix2StructReader::open(
                    runtime, dir, manifest, options,
                )?)),
                Family::Marks(_) => Self::Marks(Box::new(MarksReader::open_folder(
                    runtime, dir, manifest, options,
                )?)),
            },
        })
    }

    /// Reads the table out of a picture.
    ///
    /// # Errors
    /// [`ReadError::Unreadable`] if it is no chart this reader reads,
    /// [`ReadError::Option`] if the model gives no tables or an option does not fit it,
    /// [`crate::Error::Interrupted`] once `options.cancel` was triggered.
    pub fn read(&mut self, picture: &RgbImage, options: &ReadOptions) -> Result<Reading> {
        self.check(options)?;
        match self {
            Self::Pix2Struct(reader) => reader.read(picture, options),
            Self::Marks(reader) => reader.read(picture, options),
        }
    }

    /// What is found in a picture before a table is made of it, drawn over it: for pictures that
    /// are refused.
    ///
    /// # Errors
    /// [`ReadError::Option`] if the model knows no places; those of running it.
    pub fn first_stages(&mut self, picture: &RgbImage, options: &ReadOptions) -> Result<RgbImage> {
        match self {
            Self::Pix2Struct(reader) => Err(no_overlay(reader.name()).into()),
            Self::Marks(reader) => reader.first_stages(picture, &options.cancel),
        }
    }

    /// Whether this reader can do what `options` ask for.
    fn check(&self, options: &ReadOptions) -> Result<(), ReadError> {
        match self {
            Self::Pix2Struct(reader) if options.overlay => Err(no_overlay(reader.name())),
            Self::Pix2Struct(_) | Self::Marks(_) => Ok(()),
        }
    }

    /// What a sequence model writes behind each of `tokens`
    /// ([`Pix2StructReader::follow`]); nothing for a reader that writes no tokens.
    ///
    /// # Errors
    /// As [`Reader::read`].
    pub fn follow(
        &mut self,
        picture: &RgbImage,
        tokens: &[u32],
        options: &ReadOptions,
    ) -> Result<(Vec<u32>, u32)> {
        match self {
            Self::Pix2Struct(reader) => reader.follow(picture, tokens, options),
            Self::Marks(_) => Ok((Vec::new(), 0)),
        }
    }

    /// Has a model that takes questions ([`Task::Question`]) answer one from the picture.
    ///
    /// # Errors
    /// [`ReadError::Option`] if the model takes none; else as [`Reader::read`].
    pub fn answer(
        &mut self,
        picture: &RgbImage,
        question: &str,
        options: &ReadOptions,
    ) -> Result<TextReading> {
        match self {
            Self::Pix2Struct(reader) => reader.answer(picture, question, options),
            Self::Marks(_) => Err(ReadError::Option {
                option: "a question".to_owned(),
                model: BUILT_IN.to_owned(),
                reason: "it reads tables".to_owned(),
            }
            .into()),
        }
    }
}

fn no_overlay(model: &str) -> ReadError {
    ReadError::Option {
        option: "an overlay".to_owned(),
        model: model.to_owned(),
        reason: format!("only `{BUILT_IN}` knows where it read a cell"),
    }
}

/// How a picture is read. Readers ignore what does not concern them.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// Most tokens a sequence model may write.
    pub max_new_tokens: usize,
    /// Patch budget in place of the manifest's.
    pub max_patches: Option<usize>,
    /// TrueType font for header text in place of the built-in Liberation Sans.
    pub header_font: Option<PathBuf>,
    /// Whether [`Reading::overlay`] is wanted; only the built-in reader knows where it read.
    pub overlay: bool,
    /// Stops the reading from another thread.
    pub cancel: Cancel,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            max_new_tokens: 512,
            max_patches: None,
            header_font: None,
            overlay: false,
            cancel: Cancel::new(),
        }
    }
}

/// The picture was decoded, but could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// Not a chart, or none that this reader reads: what it saw instead, in words.
    #[error("this picture cannot be read as a chart by `{model}`: {seen}")]
    Unreadable {
        /// Name of the model.
        model: String,
        /// What the reader saw.
        seen: String,
    },
    /// An option does not fit the model.
    #[error("{option} does not fit the model `{model}`: {reason}")]
    Option {
        /// The option, as a person writes it.
        option: String,
        /// Name of the model.
        model: String,
        /// Why not.
        reason: String,
    },
    /// The graph does not do what its manifest says.
    #[error("the model `{model}` does not do what its manifest says: {reason}")]
    Disagreement {
        /// Name of the model.
        model: String,
        /// What disagrees.
        reason: String,
    },
}

impl ReadError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreadable { .. } => ErrorKind::Unanswerable,
            Self::Option { .. } => ErrorKind::Usage,
            Self::Disagreement { .. } => ErrorKind::Missing,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Unreadable { model, .. } if model == "mini" => Some(
                "the built-in reader knows bars, lines and pies; `chartqa models pull google/deplot` installs a reader for more"
                    .to_owned(),
            ),
            Self::Unreadable { .. } | Self::Option { .. } => None,
            Self::Disagreement { .. } => {
                Some("convert or fetch the model again; `chartqa models verify` checks every file".to_owned())
            }
        }
    }
}
