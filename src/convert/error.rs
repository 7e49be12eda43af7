//! What can be wrong with a checkpoint, or with writing a model from it.

use std::io;
use std::path::{Path, PathBuf};

use crate::ErrorKind;

/// A checkpoint could not be converted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConvertError {
    /// There is no such checkpoint folder.
    #[error("{path}: no such checkpoint folder")]
    NoCheckpoint {
        /// What was asked for.
        path: PathBuf,
    },
    /// The folder has no `config.json`.
    #[error("{path}: no config.json, so this is no Pix2Struct checkpoint")]
    NoConfig {
        /// The checkpoint's folder.
        path: PathBuf,
    },
    /// A JSON file of the checkpoint cannot be understood.
    #[error("{path}: {reason}")]
    Config {
        /// The JSON file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The checkpoint is of another architecture.
    #[error("{path}: `model_type` is `{found}`; only `pix2struct` can be converted")]
    ModelType {
        /// The checkpoint's `config.json`.
        path: PathBuf,
        /// Its `model_type`.
        found: String,
    },
    /// A setting of the checkpoint or of the call that the graphs do not cover.
    #[error("`{field}` = {value} is not supported: {reason}")]
    Unsupported {
        /// The setting, with the section of the config it is in.
        field: String,
        /// Its value.
        value: String,
        /// Why it is refused.
        reason: String,
    },
    /// The folder has neither `*.safetensors` nor a pickled checkpoint.
    #[error("{path}: no *.safetensors, so there are no weights to convert")]
    NoWeights {
        /// The checkpoint's folder.
        path: PathBuf,
    },
    /// The weights are there as a Python pickle only.
    #[error(
        "{path}: the weights are a Python pickle ({file}), which is not read because it can run code"
    )]
    Pickle {
        /// The checkpoint's folder.
        path: PathBuf,
        /// The pickle's file name.
        file: String,
    },
    /// A weight file is cut short, or not what it should be.
    #[error("{path}: {reason}")]
    Weights {
        /// The weight file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The weights lack a tensor that the config asks for.
    #[error("{path}: the weights have no tensor `{name}`")]
    MissingTensor {
        /// The checkpoint's folder.
        path: PathBuf,
        /// The tensor's name.
        name: String,
    },
    /// A tensor has another shape than the config says.
    #[error("{path}: tensor `{name}` has shape {found:?}; config.json asks for {expected:?}")]
    Shape {
        /// The weight file.
        path: PathBuf,
        /// The tensor's name.
        name: String,
        /// Its shape.
        found: Vec<usize>,
        /// The shape that follows from the config.
        expected: Vec<usize>,
    },
    /// A tensor is stored as something other than bf16, f16 or f32.
    #[error("{path}: tensor `{name}` is stored as {found}; BF16, F16 and F32 can be read")]
    Dtype {
        /// The weight file.
        path: PathBuf,
        /// The tensor's name.
        name: String,
        /// Its data type, as safetensors calls it.
        found: String,
    },
    /// The folder has no `tokenizer.json`.
    #[error("{path}: no tokenizer.json")]
    NoTokenizer {
        /// The checkpoint's folder.
        path: PathBuf,
    },
    /// The place to write to is taken by something that is not a model.
    #[error("{path}: exists and is not a model (no manifest.toml); it is left as it is")]
    OutputTaken {
        /// Where the model should go.
        path: PathBuf,
    },
    /// A file of the checkpoint could not be read.
    #[error("{path}: cannot be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// The model could not be written.
    #[error("{path}: cannot be written")]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// Something this program ships or makes is wrong; a defect of the program.
    #[error("internal error: {0}")]
    Internal(String),
}

impl ConvertError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::NoCheckpoint { .. } => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NoCheckpoint { .. } => {
                "`chartqa models pull ID` fetches and converts a checkpoint from the Hugging Face hub".to_owned()
            }
            Self::NoConfig { .. } | Self::NoWeights { .. } => {
                "name the folder that holds config.json, *.safetensors and tokenizer.json".to_owned()
            }
            Self::Config { .. } | Self::Weights { .. } => "fetch the checkpoint again".to_owned(),
            Self::Pickle { path, .. } => format!(
                "if you trust it, make safetensors of it with Python: {}",
                resave("Pix2StructForConditionalGeneration", path)
            ),
            Self::NoTokenizer { path } => format!(
                "copy it from the checkpoint this one was tuned from, or make it with Python: {}",
                resave("AutoTokenizer", path)
            ),
            Self::MissingTensor { .. } | Self::Shape { .. } => {
                "config.json and the weights must be of the same checkpoint".to_owned()
            }
            Self::OutputTaken { .. } => "name another folder with -o".to_owned(),
            Self::Write { source, .. } => match source.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                    "free some space (a model takes 4 bytes a parameter), or name another disk's folder with -o"
                        .to_owned()
                }
                _ => "name a folder you may write to with -o".to_owned(),
            },
            _ => return None,
        };
        Some(hint)
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    pub(super) fn unsupported(field: &str, value: &(impl ToString + ?Sized), reason: &str) -> Self {
        Self::Unsupported {
            field: field.to_owned(),
            value: value.to_string(),
            reason: reason.to_owned(),
        }
    }
}

/// A Python call that loads `class` from `folder` and saves it there in today's format.
fn resave(class: &str, folder: &Path) -> String {
    let folder = folder.display();
    format!(
        "python -c \"from transformers import {class} as C; C.from_pretrained(r'{folder}').save_pretrained(r'{folder}')\""
    )
}
