//! What the JSON files of a checkpoint say about its architecture and its pictures.
//!
//! Field names and defaults are those of transformers' `Pix2StructConfig` and
//! `Pix2StructImageProcessor`; a field that the graphs cannot honour is refused by its name.

use std::path::Path;

use super::ConvertError;
use super::config_json::{
    OneOrMore, RawConfig, RawPatchSize, RawPictures, RawProcessor, RawText, RawTokens, RawVision,
    read_json,
};

/// File with the architecture.
pub(super) const CONFIG: &str = "config.json";
const GENERATION_CONFIG: &str = "generation_config.json";
const PREPROCESSOR_CONFIG: &str = "preprocessor_config.json";
/// Where newer releases of transformers put the picture settings, in a section.
const PROCESSOR_CONFIG: &str = "processor_config.json";
const MODEL_TYPE: &str = "pix2struct";

/// The architecture, checked to be one that the graphs can have.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Architecture {
    pub(super) vision: Vision,
    pub(super) text: Text,
}

/// `vision_config`: the encoder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Vision {
    /// `hidden_size`.
    pub(super) hidden: usize,
    /// `patch_embed_hidden_size`: numbers in a patch, 3 · `patch_size`².
    pub(super) patch_dim: usize,
    pub(super) d_ff: usize,
    /// `num_attention_heads`.
    pub(super) heads: usize,
    /// `d_kv`.
    pub(super) head_dim: usize,
    /// `num_hidden_layers`.
    pub(super) layers: usize,
    /// `seq_len`: how many rows and columns have an embedding, 0 included.
    pub(super) positions: usize,
    /// `layer_norm_eps`.
    pub(super) epsilon: f32,
    /// `dense_act_fn`.
    pub(super) activation: Activation,
}

/// `text_config`: the decoder.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) vocab_size: usize,
    /// `hidden_size`.
    pub(super) hidden: usize,
    /// `d_kv`.
    pub(super) head_dim: usize,
    pub(super) d_ff: usize,
    /// `num_layers`.
    pub(super) layers: usize,
    /// `num_heads`.
    pub(super) heads: usize,
    /// `relative_attention_num_buckets`.
    pub(super) buckets: usize,
    /// `relative_attention_max_distance`.
    pub(super) max_distance: usize,
    /// `layer_norm_epsilon`.
    pub(super) epsilon: f32,
    /// `dense_act_fn`.
    pub(super) activation: Activation,
    /// `tie_word_embeddings`: one matrix may serve as embedding and as output matrix.
    pub(super) tied: bool,
    pub(super) tokens: SpecialTokens,
}

/// Token ids with a meaning of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpecialTokens {
    /// `decoder_start_token_id`.
    pub(super) start: u32,
    /// `eos_token_id`.
    pub(super) end: u32,
    /// `pad_token_id`.
    pub(super) pad: u32,
}

/// How pictures are cut into patches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pictures {
    /// Side of a square patch in pixels.
    pub(super) patch_size: usize,
    /// Patch budget.
    pub(super) max_patches: usize,
    /// Whether a text is rendered above the picture.
    pub(super) is_vqa: bool,
}

/// The element-wise function of the feed-forward layers (`dense_act_fn`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    /// `gelu_new` and its like: GELU by its tanh approximation.
    GeluTanh,
    /// `gelu`: by the error function.
    Gelu,
    Relu,
    /// `silu`, also called `swish`.
    Silu,
}

impl Activation {
    fn parse(field: &str, name: &str) -> Result<Self, ConvertError> {
        Ok(match name {
            "gelu_new" | "gelu_pytorch_tanh" | "gelu_fast" => Self::GeluTanh,
            "gelu" | "gelu_python" => Self::Gelu,
            "relu" => Self::Relu,
            "silu" | "swish" => Self::Silu,
            _ => {
                let reason =
                    "known are gelu_new, gelu_pytorch_tanh, gelu_fast, gelu, relu and silu";
                return Err(ConvertError::unsupported(field, name, reason));
            }
        })
    }
}

/// Patch budget where the checkpoint does not say (`Pix2StructImageProcessor`'s default).
const DEFAULT_MAX_PATCHES: usize = 2048;

/// Reads the architecture and the picture settings of the checkpoint in `folder`.
pub(super) fn read(folder: &Path) -> Result<(Architecture, Pictures), ConvertError> {
    let path = folder.join(CONFIG);
    let Some(raw) = read_json::<RawConfig>(&path)? else {
        return Err(ConvertError::NoConfig { path: folder.to_owned() });
    };
    match raw.model_type.as_deref() {
        Some(MODEL_TYPE) => {}
        other => {
            let found = other.unwrap_or("(not given)").to_owned();
            return Err(ConvertError::ModelType { path, found });
        }
    }
    let generation = read_json::<RawTokens>(&folder.join(GENERATION_CONFIG))?.unwrap_or_default();
    let text = raw.text_config.unwrap_or_default();
    let tokens = special_tokens(&[
        ("generation_config", &generation),
        ("text_config", &text.tokens),
        ("config", &raw.tokens),
    ])?;
    // Before transformers 5 the text section's word counted, and now the outer one's does; both
    // are obeyed where the weights leave a choice.
    let tied =
        raw.tie_word_embeddings.unwrap_or(false) || text.tie_word_embeddings.unwrap_or(false);
    let architecture = Architecture {
        vision: vision(&raw.vision_config.unwrap_or_default())?,
        text: text_section(&text, tied, tokens)?,
    };
    if architecture.vision.hidden != architecture.text.hidden {
        return Err(ConvertError::unsupported(
            "text_config.hidden_size",
            &architecture.text.hidden,
            "it must be that of `vision_config`, because cross-attention reads one with the other's size",
        ));
    }
    let pictures = pictures(folder, &architecture.vision, raw.is_vqa)?;
    Ok((architecture, pictures))
}

fn vision(raw: &RawVision) -> Result<Vision, ConvertError> {
    let positive = |field, value| positive("vision_config", field, value);
    Ok(Vision {
        hidden: positive("hidden_size", raw.hidden_size)?,
        patch_dim: positive("patch_embed_hidden_size", raw.patch_embed_hidden_size)?,
        d_ff: positive("d_ff", raw.d_ff)?,
        heads: positive("num_attention_heads", raw.num_attention_heads)?,
        head_dim: positive("d_kv", raw.d_kv)?,
        layers: positive("num_hidden_layers", raw.num_hidden_layers)?,
        positions: positive("seq_len", raw.seq_len)?,
        epsilon: raw.layer_norm_eps,
        activation: Activation::parse("vision_config.dense_act_fn", &raw.dense_act_fn)?,
    })
}

fn text_section(raw: &RawText, tied: bool, tokens: SpecialTokens) -> Result<Text, ConvertError> {
    let positive = |field, value| positive("text_config", field, value);
    let text = Text {
        vocab_size: positive("vocab_size", raw.vocab_size)?,
        hidden: positive("hidden_size", raw.hidden_size)?,
        head_dim: positive("d_kv", raw.d_kv)?,
        d_ff: positive("d_ff", raw.d_ff)?,
        layers: positive("num_layers", raw.num_layers)?,
        heads: positive("num_heads", raw.num_heads)?,
        buckets: positive("relative_attention_num_buckets", raw.relative_attention_num_buckets)?,
        max_distance: positive(
            "relative_attention_max_distance",
            raw.relative_attention_max_distance,
        )?,
        epsilon: raw.layer_norm_epsilon,
        activation: Activation::parse("text_config.dense_act_fn", &raw.dense_act_fn)?,
        tied,
        tokens,
    };
    if text.heads * text.head_dim != text.hidden {
        return Err(ConvertError::unsupported(
            "text_config.d_kv",
            &text.head_dim,
            &format!(
                "num_heads ({}) times d_kv must be hidden_size ({}) in the decoder",
                text.heads, text.hidden
            ),
        ));
    }
    if text.buckets < 2 || text.max_distance <= text.buckets / 2 {
        return Err(ConvertError::unsupported(
            "text_config.relative_attention_max_distance",
            &text.max_distance,
            &format!(
                "it must exceed half of relative_attention_num_buckets ({}), of which there must be two",
                text.buckets
            ),
        ));
    }
    let SpecialTokens { start, end, pad } = text.tokens;
    for (field, id) in
        [("decoder_start_token_id", start), ("eos_token_id", end), ("pad_token_id", pad)]
    {
        if id as usize >= text.vocab_size {
            let reason = format!("the vocabulary has {} tokens", text.vocab_size);
            return Err(ConvertError::unsupported(field, &id, &reason));
        }
    }
    Ok(text)
}

/// The first source that names a token wins; defaults are those of `Pix2StructTextConfig`.
fn special_tokens(sources: &[(&str, &RawTokens)]) -> Result<SpecialTokens, ConvertError> {
    let first = |get: fn(&RawTokens) -> Option<u32>| sources.iter().find_map(|(_, raw)| get(raw));
    let end = sources.iter().find_map(|(section, raw)| Some((section, raw.eos_token_id.as_ref()?)));
    let end = match end {
        None => 1,
        Some((_, OneOrMore::One(id))) => *id,
        Some((_, OneOrMore::More(ids))) if ids.len() == 1 => ids[0],
        Some((section, OneOrMore::More(ids))) => {
            return Err(ConvertError::unsupported(
                &format!("{section}.eos_token_id"),
                &format!("{ids:?}"),
                "exactly one token must end a text",
            ));
        }
    };
    Ok(SpecialTokens {
        start: first(|raw| raw.decoder_start_token_id).unwrap_or(0),
        end,
        pad: first(|raw| raw.pad_token_id).unwrap_or(0),
    })
}

fn pictures(
    folder: &Path,
    vision: &Vision,
    is_vqa: Option<bool>,
) -> Result<Pictures, ConvertError> {
    let raw = match read_json::<RawPictures>(&folder.join(PREPROCESSOR_CONFIG))? {
        Some(raw) => raw,
        None => read_json::<RawProcessor>(&folder.join(PROCESSOR_CONFIG))?
            .and_then(|processor| processor.image_processor)
            .unwrap_or_default(),
    };
    if raw.do_normalize == Some(false) {
        let reason = "pictures are always normalised by their own mean and deviation";
        return Err(ConvertError::unsupported("preprocessor_config.do_normalize", &false, reason));
    }
    let patch_size = match raw.patch_size {
        Some(RawPatchSize::Square(side)) => side as usize,
        Some(RawPatchSize::Sides { height, width }) if height == width => height as usize,
        Some(RawPatchSize::Sides { height, width }) => {
            return Err(ConvertError::unsupported(
                "preprocessor_config.patch_size",
                &format!("{height} x {width}"),
                "patches must be square",
            ));
        }
        None => (vision.patch_dim / 3).isqrt(),
    };
    if 3 * patch_size * patch_size != vision.patch_dim {
        return Err(ConvertError::unsupported(
            "vision_config.patch_embed_hidden_size",
            &vision.patch_dim,
            &format!("a patch of {patch_size} x {patch_size} pixels in 3 colours has another size"),
        ));
    }
    Ok(Pictures {
        patch_size,
        max_patches: raw
            .max_patches
            .map_or(DEFAULT_MAX_PATCHES.min(vision.positions), |n| n as usize),
        is_vqa: raw.is_vqa.or(is_vqa).unwrap_or(false),
    })
}

fn positive(section: &str, field: &str, value: u32) -> Result<usize, ConvertError> {
    if value == 0 {
        let field = format!("{section}.{field}");
        return Err(ConvertError::unsupported(&field, &value, "it must be at least 1"));
    }
    Ok(value as usize)
}
