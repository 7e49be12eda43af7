//! A tiny Pix2Struct checkpoint, to be written whole or broken.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use safetensors::Dtype;
use safetensors::tensor::TensorView;
use serde_json::{Value, json};
use tempfile::TempDir;

const HIDDEN: usize = 24;
const VOCABULARY: usize = 40;

/// A checkpoint in memory.
pub(crate) struct Checkpoint {
    pub(crate) config: Value,
    pub(crate) preprocessor: Option<Value>,
    pub(crate) tokenizer: Option<String>,
    pub(crate) tensors: BTreeMap<String, Tensor>,
    /// How the tensors are stored.
    pub(crate) dtype: Dtype,
    /// Into how many files they go.
    pub(crate) shards: usize,
}

pub(crate) struct Tensor {
    pub(crate) shape: Vec<usize>,
    pub(crate) values: Vec<f32>,
}

/// A folder with a checkpoint in `checkpoint`, for a model in `model`.
pub(crate) struct Place {
    pub(crate) root: TempDir,
    pub(crate) checkpoint: PathBuf,
    pub(crate) model: PathBuf,
}

impl Checkpoint {
    /// One encoder layer of 3 heads of 10, two decoder layers of 2 heads of 12, patches of 4 x 4.
    pub(crate) fn tiny() -> Self {
        let mut tensors = BTreeMap::new();
        let mut put = |name: &str, shape: &[usize]| {
            // Multiples of 1/16 below 4 are exact in every float format.
            let seed = name.len() * 31 + tensors.len();
            let values = (0..shape.iter().product())
                .map(|i: usize| ((i * 37 + seed * 11) % 127) as f32 / 16.0 - 4.0)
                .collect();
            tensors.insert(name.to_owned(), Tensor { shape: shape.to_vec(), values });
        };
        put("encoder.embeddings.patch_projection.weight", &[HIDDEN, 48]);
        put("encoder.embeddings.patch_projection.bias", &[HIDDEN]);
        put("encoder.embeddings.row_embedder.weight", &[64, HIDDEN]);
        put("encoder.embeddings.column_embedder.weight", &[64, HIDDEN]);
        let p = "encoder.encoder.layer.0";
        for part in ["query", "key", "value"] {
            put(&format!("{p}.attention.{part}.weight"), &[30, HIDDEN]);
        }
        put(&format!("{p}.attention.output.weight"), &[HIDDEN, 30]);
        put(&format!("{p}.mlp.wi_0.weight"), &[20, HIDDEN]);
        put(&format!("{p}.mlp.wi_1.weight"), &[20, HIDDEN]);
        put(&format!("{p}.mlp.wo.weight"), &[HIDDEN, 20]);
        put(&format!("{p}.pre_attention_layer_norm.weight"), &[HIDDEN]);
        put(&format!("{p}.pre_mlp_layer_norm.weight"), &[HIDDEN]);
        put("encoder.layernorm.weight", &[HIDDEN]);
        put("decoder.embed_tokens.weight", &[VOCABULARY, HIDDEN]);
        put("decoder.lm_head.weight", &[VOCABULARY, HIDDEN]);
        put("decoder.final_layer_norm.weight", &[HIDDEN]);
        for layer in 0..2 {
            let p = format!("decoder.layer.{layer}");
            for attention in ["self_attention", "encoder_decoder_attention"] {
                for part in ["query", "key", "value", "output"] {
                    put(&format!("{p}.{attention}.attention.{part}.weight"), &[HIDDEN, HIDDEN]);
                }
                put(&format!("{p}.{attention}.layer_norm.weight"), &[HIDDEN]);
            }
            put(&format!("{p}.mlp.DenseReluDense.wi_0.weight"), &[28, HIDDEN]);
            put(&format!("{p}.mlp.DenseReluDense.wi_1.weight"), &[28, HIDDEN]);
            put(&format!("{p}.mlp.DenseReluDense.wo.weight"), &[HIDDEN, 28]);
            put(&format!("{p}.mlp.layer_norm.weight"), &[HIDDEN]);
        }
        let bias = "decoder.layer.0.self_attention.attention.relative_attention_bias.weight";
        put(bias, &[32, 2]);
        Self {
            config: json!({
                "model_type": "pix2struct",
                "is_vqa": true,
                "tie_word_embeddings": false,
                "text_config": {
                    "vocab_size": VOCABULARY, "hidden_size": HIDDEN, "d_kv": 12, "d_ff": 28,
                    "num_layers": 2, "num_heads": 2, "pad_token_id": 0, "eos_token_id": 1,
                    "decoder_start_token_id": 0, "tie_word_embeddings": false,
                },
                "vision_config": {
                    "hidden_size": HIDDEN, "patch_embed_hidden_size": 48, "d_kv": 10, "d_ff": 20,
                    "num_hidden_layers": 1, "num_attention_heads": 3, "seq_len": 64,
                },
            }),
            preprocessor: Some(json!({
                "is_vqa": true, "max_patches": 32, "patch_size": {"height": 4, "width": 4},
            })),
            tokenizer: Some(r#"{"version": "1.0", "model": {"type": "BPE"}}"#.to_owned()),
            tensors,
            dtype: Dtype::F32,
            shards: 1,
        }
    }

    /// Writes it into a folder of its own.
    pub(crate) fn write(&self) -> Place {
        let root = tempfile::tempdir().unwrap();
        let checkpoint = root.path().join("checkpoint");
        self.write_to(&checkpoint);
        let model = root.path().join("model");
        Place { root, checkpoint, model }
    }

    pub(crate) fn write_to(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        let put = |name: &str, text: String| fs::write(folder.join(name), text).unwrap();
        put("config.json", self.config.to_string());
        if let Some(preprocessor) = &self.preprocessor {
            put("preprocessor_config.json", preprocessor.to_string());
        }
        if let Some(tokenizer) = &self.tokenizer {
            put("tokenizer.json", tokenizer.clone());
        }
        let bytes: Vec<(&String, &Tensor, Vec<u8>)> =
            self.tensors.iter().map(|(name, t)| (name, t, encode(&t.values, self.dtype))).collect();
        if self.shards == 1 {
            write_shard(&bytes, self.dtype, &folder.join("model.safetensors"));
            return;
        }
        let mut map = BTreeMap::new();
        for (number, shard) in bytes.chunks(bytes.len().div_ceil(self.shards)).enumerate() {
            let file = format!("model-{number}.safetensors");
            write_shard(shard, self.dtype, &folder.join(&file));
            map.extend(shard.iter().map(|(name, ..)| ((*name).clone(), file.clone())));
        }
        put("model.safetensors.index.json", json!({ "weight_map": map }).to_string());
    }
}

impl Place {
    /// Names of everything beside the checkpoint.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.root.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "checkpoint")
            .collect();
        names.sort();
        names
    }
}

fn write_shard(tensors: &[(&String, &Tensor, Vec<u8>)], dtype: Dtype, path: &Path) {
    let views = tensors.iter().map(|(name, tensor, bytes)| {
        (name.as_str(), TensorView::new(dtype, tensor.shape.clone(), bytes).unwrap())
    });
    safetensors::serialize_to_file(views, None, path).unwrap();
}

fn encode(values: &[f32], dtype: Dtype) -> Vec<u8> {
    let values = values.iter().copied();
    match dtype {
        Dtype::F32 => values.flat_map(f32::to_le_bytes).collect(),
        Dtype::F16 => values.flat_map(|v| half::f16::from_f32(v).to_le_bytes()).collect(),
        Dtype::BF16 => values.flat_map(|v| half::bf16::from_f32(v).to_le_bytes()).collect(),
        Dtype::I32 => values.flat_map(|v| (v as i32).to_le_bytes()).collect(),
        other => panic!("{other:?} is not written here"),
    }
}
