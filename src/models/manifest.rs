//! A model's own description, `manifest.toml`, the last file written into a model's folder.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ModelError;
use super::error::io;
use crate::eval::PrecisionCheck;

/// File name of the manifest within a model's folder.
pub const FILE_NAME: &str = "manifest.toml";
/// The format this program writes and reads.
pub const FORMAT: u32 = 1;

/// What a model is and which files it has.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this file's format, [`FORMAT`].
    pub format: u32,
    /// Short name, e.g. `deplot`; what `--model` takes.
    pub name: String,
    /// Where the weights come from: a hub id such as `google/deplot`, or a sentence.
    pub origin: String,
    /// Revision of the weights: the hub commit, or a version.
    pub revision: String,
    /// SPDX expression of the weights' licence, or `unknown`.
    pub licence: String,
    /// Precision of the weights: `fp32`, `fp16`, `q8`.
    pub precision: String,
    /// The reader family, with what only that family needs.
    #[serde(flatten)]
    pub family: Family,
    /// What a comparison with another precision of the same model found (`eval precision
    /// --record`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<PrecisionCheck>,
    /// Files by role (`encoder`, `decoder`, `tokenizer`, …), external weight data included.
    pub files: BTreeMap<String, FileEntry>,
}

/// The reader that a model is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Encoder-decoder over flattened patches (DePlot, MatCha, Pix2Struct).
    Pix2struct(Pix2Struct),
    /// The built-in reader: text recogniser and geometry.
    Marks(Marks),
}

/// Settings of a Pix2Struct model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pix2Struct {
    /// What the model does.
    pub task: Task,
    /// Text rendered above the picture (`is_vqa`); none for checkpoints without a header.
    /// For [`Task::Question`] the question itself is the header and this is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<String>,
    /// Patch budget (`max_patches`), 2048 by default.
    pub max_patches: usize,
    /// Rows of the position embeddings (`vision_config.seq_len`): row and column
    /// ids, which count from 1, are less than this.
    #[serde(default = "default_positions")]
    pub positions: usize,
    /// Side of a square patch in pixels (`patch_size`).
    pub patch_size: usize,
    /// Decoder layers (`text_config.num_layers`): how many caches there are.
    pub layers: usize,
    /// Attention heads (`text_config.num_heads`).
    pub heads: usize,
    /// Size of one head (`text_config.d_kv`).
    pub head_dim: usize,
    /// Rows of the logits (`text_config.vocab_size`).
    pub vocab_size: usize,
    /// First decoder token (`text_config.decoder_start_token_id`).
    pub decoder_start_token_id: u32,
    /// Token that ends a text (`eos_token_id`).
    pub eos_token_id: u32,
    /// Padding token (`pad_token_id`).
    pub pad_token_id: u32,
}

/// `seq_len` of every Pix2Struct checkpoint that was ever published.
fn default_positions() -> usize {
    4096
}

/// What a Pix2Struct model was tuned to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// Picture to linearised table (DePlot).
    Table,
    /// Picture with a question as header to an answer (matcha-chartqa, pix2struct-*-vqa).
    Question,
    /// Picture to text, e.g. a caption.
    Text,
}

/// Settings of the built-in reader.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Height in pixels that text lines are scaled to for the recogniser.
    pub line_height: usize,
    /// Columns of zeros left and right of a line.
    pub line_padding: usize,
    /// Input columns per output step of the recogniser.
    pub stride: usize,
}

/// One file of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileEntry {
    /// Name within the model's folder.
    pub path: String,
    /// Hex SHA-256 of the content.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
}

impl Manifest {
    /// Parses a manifest; `path` is for messages.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] if it is not one, or of another format.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ModelError> {
        let refuse = |reason: String| ModelError::Manifest { path: path.to_owned(), reason };
        let manifest: Self = toml::from_str(text).map_err(|e| refuse(e.to_string()))?;
        if manifest.format != FORMAT {
            return Err(refuse(format!(
                "format {} is not the format {FORMAT} that this version reads",
                manifest.format
            )));
        }
        Ok(manifest)
    }

    /// Writes the manifest into the model's folder `dir`, in place of the one that is there.
    ///
    /// # Errors
    /// [`ModelError::Io`]; the one that was there is kept then.
    pub fn replace_in(&self, dir: &Path) -> Result<(), ModelError> {
        let path = dir.join(FILE_NAME);
        let text = self.to_toml()?;
        let mut file = tempfile::NamedTempFile::new_in(dir).map_err(io(dir))?;
        if let Ok(before) = std::fs::metadata(&path) {
            file.as_file().set_permissions(before.permissions()).map_err(io(&path))?;
        }
        file.write_all(text.as_bytes())
            .and_then(|()| file.as_file().sync_all())
            .map_err(io(&path))?;
        file.persist(&path).map_err(|e| io(&path)(e.error))?;
        Ok(())
    }

    /// The manifest as TOML text.
    ///
    /// # Errors
    /// [`ModelError::Manifest`] if it cannot be written as TOML.
    pub fn to_toml(&self) -> Result<String, ModelError> {
        toml::to_string_pretty(self)
            .map_err(|e| ModelError::Manifest { path: FILE_NAME.into(), reason: e.to_string() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_survives_writing_and_parsing() {
        let manifest = Manifest {
            format: FORMAT,
            name: "deplot".into(),
            origin: "google/deplot".into(),
            revision: "abc".into(),
            licence: "Apache-2.0".into(),
            precision: "fp32".into(),
            family: Family::Pix2struct(Pix2Struct {
                task: Task::Table,
                header: Some("Generate underlying data table of the figure below:".into()),
                max_patches: 2048,
                positions: 4096,
                patch_size: 16,
                layers: 12,
                heads: 12,
                head_dim: 64,
                vocab_size: 50244,
                decoder_start_token_id: 0,
                eos_token_id: 1,
                pad_token_id: 0,
            }),
            check: Some(PrecisionCheck {
                precision: "q8".into(),
                reference: "fp32".into(),
                pictures: 3,
                tokens: 0,
                token_agreement: None,
                same_texts: 1.0,
                rms_f1: 1.0,
                worst_rms_f1: 1.0,
            }),
            files: BTreeMap::from([(
                "encoder".into(),
                FileEntry { path: "encoder.onnx".into(), sha256: "00".into(), bytes: 1 },
            )]),
        };
        let text = manifest.to_toml().unwrap();
        assert_eq!(Manifest::parse(&text, Path::new("m")).unwrap(), manifest);
        let newer = text.replace("format = 1", "format = 9");
        let error = Manifest::parse(&newer, Path::new("m")).unwrap_err();
        assert!(error.to_string().contains("format 9"), "{error}");
    }
}
