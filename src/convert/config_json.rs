//! The JSON files of a checkpoint, as they are written.
//!
//! Field names and defaults are those of transformers' `Pix2StructConfig`,
//! `Pix2StructVisionConfig`, `Pix2StructTextConfig` and `Pix2StructImageProcessor`.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::ConvertError;

/// `config.json`.
#[derive(Deserialize)]
pub(super) struct RawConfig {
    pub(super) model_type: Option<String>,
    pub(super) text_config: Option<RawText>,
    pub(super) vision_config: Option<RawVision>,
    pub(super) is_vqa: Option<bool>,
    pub(super) tie_word_embeddings: Option<bool>,
    #[serde(flatten)]
    pub(super) tokens: RawTokens,
}

#[derive(Deserialize, Default)]
#[serde(default)]
#[expect(clippy::struct_field_names, reason = "as the files have them")]
pub(super) struct RawTokens {
    pub(super) decoder_start_token_id: Option<u32>,
    pub(super) eos_token_id: Option<OneOrMore>,
    pub(super) pad_token_id: Option<u32>,
}

/// `eos_token_id` may be a list.
#[derive(Deserialize, Clone)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(u32),
    More(Vec<u32>),
}

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct RawVision {
    pub(super) hidden_size: u32,
    pub(super) patch_embed_hidden_size: u32,
    pub(super) d_ff: u32,
    pub(super) d_kv: u32,
    pub(super) num_hidden_layers: u32,
    pub(super) num_attention_heads: u32,
    pub(super) dense_act_fn: String,
    pub(super) layer_norm_eps: f32,
    pub(super) seq_len: u32,
}

impl Default for RawVision {
    fn default() -> Self {
        Self {
            hidden_size: 768,
            patch_embed_hidden_size: 768,
            d_ff: 2048,
            d_kv: 64,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            dense_act_fn: "gelu_new".to_owned(),
            layer_norm_eps: 1e-6,
            seq_len: 4096,
        }
    }
}

#[derive(Deserialize)]
#[serde(default)]
pub(super) struct RawText {
    pub(super) vocab_size: u32,
    pub(super) hidden_size: u32,
    pub(super) d_kv: u32,
    pub(super) d_ff: u32,
    pub(super) num_layers: u32,
    pub(super) num_heads: u32,
    pub(super) relative_attention_num_buckets: u32,
    pub(super) relative_attention_max_distance: u32,
    pub(super) layer_norm_epsilon: f32,
    pub(super) dense_act_fn: String,
    pub(super) tie_word_embeddings: Option<bool>,
    #[serde(flatten)]
    pub(super) tokens: RawTokens,
}

impl Default for RawText {
    fn default() -> Self {
        Self {
            vocab_size: 50244,
            hidden_size: 768,
            d_kv: 64,
            d_ff: 2048,
            num_layers: 12,
            num_heads: 12,
            relative_attention_num_buckets: 32,
            relative_attention_max_distance: 128,
            layer_norm_epsilon: 1e-6,
            dense_act_fn: "gelu_new".to_owned(),
            tie_word_embeddings: None,
            tokens: RawTokens::default(),
        }
    }
}

/// `preprocessor_config.json`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct RawPictures {
    pub(super) patch_size: Option<RawPatchSize>,
    pub(super) max_patches: Option<u32>,
    pub(super) is_vqa: Option<bool>,
    pub(super) do_normalize: Option<bool>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(untagged)]
pub(super) enum RawPatchSize {
    Square(u32),
    Sides { height: u32, width: u32 },
}

/// `processor_config.json`, of which one section is read.
#[derive(Deserialize)]
pub(super) struct RawProcessor {
    pub(super) image_processor: Option<RawPictures>,
}

/// Reads a JSON file; `None` if there is none.
pub(super) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<Option<T>, ConvertError> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(ConvertError::read(path)(e)),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|e| ConvertError::Config {
        path: path.to_owned(),
        reason: format!("not the JSON it should be: {e}"),
    })
}
