//! The decoder's graph: tokens to the likeliest next ones.
//!
//! | value | shape |
//! |---|---|
//! | in `input_ids` | `[batch, tokens]`: the newest tokens of each text |
//! | in `total_lengths` | `[batch]`: tokens so far, these included; at most [`super::MAX_TOKENS`] |
//! | in `past_key_{l}`, `past_value_{l}` | `[batch, heads, capacity, head_dim]` |
//! | in `patch_counts` | `[batch]`: patches of each text's picture; not in the graph for CUDA |
//! | in `cross_key_{l}`, `cross_value_{l}` | `[batch, heads, patches, head_dim]`, from the encoder |
//! | out `next_tokens` | `[batch, tokens]`: what each token is followed by, the first of equals |
//! | out `log_probs` | `[batch, tokens]`: natural logarithm of the probability of that |
//! | out `logits` | `[batch, tokens, vocab]`; only copied for whoever asks |
//! | out `present_key_{l}`, `present_value_{l}` | as `past_*` |
//!
//! `present_*` is to be the same memory as `past_*`: then nothing is copied, and only the rows of
//! the new tokens are written. What is behind `total_lengths` in the cache is never read, so going
//! back in a text is naming a smaller length.
//!
//! Pictures of fewer patches than `cross_*` has room for lie at its beginning; what is behind
//! `patch_counts` may be any numbers.
//!
//! There are two forms of the graph over the same weights ([`Target`]).

use super::attention::{Cache, Heads, Lengths};
use super::checkpoint::Weights;
use super::config::{Architecture, Text};
use super::graph::{Dim, Graph, Tensor};
use super::linear::Matrices;
use super::onnx::ElementType;
use super::{ConvertError, MAX_TOKENS, position};

/// Token embeddings, also the output matrix of tied checkpoints.
const EMBEDDING: &str = "decoder.embed_tokens.weight";
/// Output matrix.
const LM_HEAD: &str = "decoder.lm_head.weight";

/// What a graph is to run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Any number of tokens, texts of different lengths.
    Cpu,
    /// One token (`tokens` = 1), texts of equal lengths.
    Cuda,
}

/// Builds the decoder.
pub(super) fn build<'w>(
    Architecture { text, .. }: &Architecture,
    weights: &'w Weights,
    matrices: Matrices,
    target: Target,
) -> Result<Graph<'w>, ConvertError> {
    let (batch, tokens) = (Dim::Named("batch"), Dim::Named("tokens"));
    let mut g = Graph::new("decoder", weights, matrices);
    let ids = g.input("input_ids", ElementType::I64, &[batch, tokens]);
    let totals = g.input("total_lengths", ElementType::I64, &[batch]);
    let patches = match target {
        Target::Cpu => {
            let counts = g.input("patch_counts", ElementType::I64, &[batch]);
            Some(g.cast("patch_counts_32", &counts, ElementType::I32))
        }
        Target::Cuda => None,
    };

    let (embedding, lm_head) = vocabulary_tensors(text, weights);
    let table = g.stored_from(EMBEDDING, embedding, &[text.vocab_size, text.hidden])?;
    let embedded = g.gather("embedded", &table, &ids, 0);
    // Between attentions all tokens of all texts are rows of one matrix.
    let row = [-1, text.hidden as i64];
    let rows = g.integers("rows", &[2], &row);
    let embedded = g.reshape("embedded.rows", &embedded, &rows);
    let (lengths, bias) = positions(&mut g, &ids, &totals, target, text, weights)?;
    let heads = Heads { count: text.heads, size: text.head_dim };
    let mut layers = Layers {
        ids: g.shape("text_shape", &ids, 0, 2),
        rows,
        text,
        heads,
        lengths,
        bias,
        patches,
    };

    // The first norm has nothing to add; each later one adds what the sub-layer before it gave.
    let mut pending: Stream = (embedded, None);
    for layer in 0..text.layers {
        let p = format!("decoder.layer.{layer}");
        let x = layers.self_attention(&mut g, &p, layer, pending)?;
        let x = layers.cross_attention(&mut g, &p, layer, x)?;
        pending = layers.feed_forward(&mut g, &p, x)?;
    }
    let (_, normed) = norm(&mut g, pending, "decoder.final_layer_norm", text)?;
    let by_row = g.linear_from(&normed, "lm_head", &[lm_head], text.vocab_size, text.hidden)?;
    let by_row = g.widen(&by_row);
    layers.answers(&mut g, &by_row);
    Ok(g)
}

/// Which stored tensors are the embedding and the output matrix. A tied checkpoint stores one of
/// them, under either name.
fn vocabulary_tensors(text: &Text, weights: &Weights) -> (&'static str, &'static str) {
    match (text.tied, weights.has(EMBEDDING), weights.has(LM_HEAD)) {
        (true, true, false) => (EMBEDDING, EMBEDDING),
        (true, false, true) => (LM_HEAD, LM_HEAD),
        _ => (EMBEDDING, LM_HEAD),
    }
}

/// The lengths as attention takes them, and the bias of the new tokens' scores by their distance
/// to each token, `[batch, heads, tokens, longest]`.
fn positions(
    g: &mut Graph<'_>,
    ids: &Tensor,
    totals: &Tensor,
    target: Target,
    text: &Text,
    weights: &Weights,
) -> Result<(Lengths, Tensor), ConvertError> {
    let longest = g.reduce_max("longest", totals, None);
    let lengths = match target {
        Target::Cpu => {
            let one = g.integers("lengths.one", &[], &[1]);
            let before_last = g.sub("lengths.before_last", totals, &one);
            Lengths::Each {
                before_last: g.cast("lengths.before_last_32", &before_last, ElementType::I32),
                longest: g.cast("lengths.longest_32", &longest, ElementType::I32),
            }
        }
        Target::Cuda => {
            let one = g.integers("lengths.one", &[1], &[1]);
            let before = g.sub("lengths.before", &longest, &one);
            Lengths::Same { before: g.cast("lengths.before_32", &before, ElementType::I32) }
        }
    };

    // Token i of n is at total - n + i, and key j at j.
    let scalar = g.integers("scalar", &[0], &[]);
    let count = g.shape("new.count", ids, 1, 2);
    let count = g.reshape("new.number", &count, &scalar);
    let new = g.range("new", &count);
    let column = g.integers("column", &[2], &[-1, 1]);
    let new = g.reshape("new.column", &new, &column);
    let by_text = g.integers("by_text", &[3], &[-1, 1, 1]);
    let first = g.sub("new.first", totals, &count);
    let first = g.reshape("new.first_by_text", &first, &by_text);
    let at = g.add("new.at", &first, &new);
    let keys = g.range("keys", &longest);
    let distance = g.sub("distance", &at, &keys);
    // Later tokens are not seen, whatever their bias.
    let zero = g.integers("distance.zero", &[], &[0]);
    let distance = g.max("distance.back", &distance, &zero);

    let table = position::bias_table(text, weights)?;
    let table = g.computed("relative_bias.table", vec![MAX_TOKENS, text.heads], table);
    let bias = g.gather("relative_bias.by_head", &table, &distance, 0);
    let bias = g.transpose("relative_bias", &bias, &[0, 3, 1, 2]);
    Ok((lengths, g.narrow(&bias)))
}

/// What a sub-layer is given or gives: the residual, and what is yet to be added to it, in rows
/// of 32-bit floats.
type Stream = (Tensor, Option<Tensor>);

/// What all layers share.
struct Layers<'a> {
    /// Shape of `input_ids`.
    ids: Tensor,
    /// Shape of a matrix with a row for every token.
    rows: Tensor,
    text: &'a Text,
    heads: Heads,
    lengths: Lengths,
    bias: Tensor,
    /// Patches of each picture, where they may differ.
    patches: Option<Tensor>,
}

impl Layers<'_> {
    fn self_attention(
        &mut self,
        g: &mut Graph<'_>,
        p: &str,
        layer: usize,
        x: Stream,
    ) -> Result<Stream, ConvertError> {
        let (p, text) = (format!("{p}.self_attention"), self.text);
        let (x, normed) = norm(g, x, &format!("{p}.layer_norm"), text)?;
        let parts = ["query", "key", "value"].map(|part| format!("{p}.attention.{part}.weight"));
        let parts = parts.each_ref().map(String::as_str);
        let packed = format!("{p}.attention.query_key_value");
        let packed = g.linear_from(&normed, &packed, &parts, text.hidden, text.hidden)?;
        let packed = self.by_text(g, &packed, 3 * text.hidden);
        let element = g.matrices.activations();
        let shape = cache_shape("capacity", text);
        let [key, value] = ["key", "value"].map(|part| {
            let present = format!("present_{part}_{layer}");
            g.output(&present, element, &shape);
            (g.input(&format!("past_{part}_{layer}"), element, &shape), present)
        });
        let cache = Cache {
            past: (&key.0, &value.0),
            present: (&key.1, &value.1),
            lengths: &self.lengths,
            bias: &self.bias,
        };
        let attended = g.attention_to_cache(&format!("{p}.attention"), self.heads, &packed, &cache);
        self.attention_output(g, &p, &attended, x)
    }

    fn cross_attention(
        &mut self,
        g: &mut Graph<'_>,
        p: &str,
        layer: usize,
        x: Stream,
    ) -> Result<Stream, ConvertError> {
        let (p, text) = (format!("{p}.encoder_decoder_attention"), self.text);
        let (x, normed) = norm(g, x, &format!("{p}.layer_norm"), text)?;
        let query = g.linear(&normed, &format!("{p}.attention.query"), text.hidden, text.hidden)?;
        let query = self.by_text(g, &query, text.hidden);
        let element = g.matrices.activations();
        let [key, value] = ["key", "value"].map(|part| {
            g.input(&format!("cross_{part}_{layer}"), element, &cache_shape("patches", text))
        });
        let (name, inputs) = (format!("{p}.attention"), (&query, &key, &value));
        let attended = match &self.patches {
            Some(counts) => g.attention_to_first(&name, self.heads, inputs, counts),
            None => g.attention(&name, self.heads, inputs),
        };
        self.attention_output(g, &p, &attended, x)
    }

    /// The output matrix of an attention.
    fn attention_output(
        &self,
        g: &mut Graph<'_>,
        p: &str,
        attended: &Tensor,
        x: Tensor,
    ) -> Result<Stream, ConvertError> {
        let rows = g.reshape(&format!("{p}.attended_rows"), attended, &self.rows);
        let hidden = self.text.hidden;
        let out = g.linear(&rows, &format!("{p}.attention.output"), hidden, hidden)?;
        Ok((x, Some(g.widen(&out))))
    }

    fn feed_forward(&self, g: &mut Graph<'_>, p: &str, x: Stream) -> Result<Stream, ConvertError> {
        let text = self.text;
        let (x, normed) = norm(g, x, &format!("{p}.mlp.layer_norm"), text)?;
        let p = format!("{p}.mlp.DenseReluDense");
        let gate = g.linear(&normed, &format!("{p}.wi_0"), text.d_ff, text.hidden)?;
        let gate = g.activation(&format!("{p}.act"), &gate, text.activation);
        let linear = g.linear(&normed, &format!("{p}.wi_1"), text.d_ff, text.hidden)?;
        let gated = g.mul(&format!("{p}.gated"), &gate, &linear);
        let out = g.linear(&gated, &format!("{p}.wo"), text.hidden, text.d_ff)?;
        Ok((x, Some(g.widen(&out))))
    }

    /// Rows as `[batch, tokens, width]`.
    fn by_text(&self, g: &mut Graph<'_>, rows: &Tensor, width: usize) -> Tensor {
        let name = format!("{}.by_text", rows.0);
        let width = g.integers(&format!("{name}.width"), &[1], &[width as i64]);
        let shape = g.concat(&format!("{name}.shape"), &[&self.ids, &width]);
        g.reshape(&name, rows, &shape)
    }

    /// The outputs that say what comes next, of logits in rows.
    fn answers(&self, g: &mut Graph<'_>, logits: &Tensor) {
        let (batch, tokens) = (Dim::Named("batch"), Dim::Named("tokens"));
        let next = g.arg_max("next_tokens.rows", logits);
        g.reshape("next_tokens", &next, &self.ids);
        g.output("next_tokens", ElementType::I64, &[batch, tokens]);
        let log_softmax = g.log_softmax("log_softmax", logits);
        let last = g.integers("log_probs.axis", &[1], &[-1]);
        let best = g.reduce_max("log_probs.rows", &log_softmax, Some(&last));
        g.reshape("log_probs", &best, &self.ids);
        g.output("log_probs", ElementType::F32, &[batch, tokens]);
        let vocabulary = self.text.vocab_size;
        let width = g.integers("logits.width", &[1], &[vocabulary as i64]);
        let shape = g.concat("logits.shape", &[&self.ids, &width]);
        g.reshape("logits", logits, &shape);
        g.output("logits", ElementType::F32, &[batch, tokens, Dim::Fixed(vocabulary)]);
    }
}

/// Adds what is pending and norms the sum, both in 32 bits: `(sum, normed)`, the second as
/// products take it.
fn norm(
    g: &mut Graph<'_>,
    (x, pending): Stream,
    name: &str,
    text: &Text,
) -> Result<(Tensor, Tensor), ConvertError> {
    let scale = g.stored(&format!("{name}.weight"), &[text.hidden])?;
    let (sum, normed) = match pending {
        None => {
            let normed = g.rms_norm(name, &x, &scale, text.epsilon);
            (x, normed)
        }
        Some(skip) => g.skip_rms_norm(name, (&x, &skip, None), &scale, text.epsilon),
    };
    Ok((sum, g.narrow(&normed)))
}

fn cache_shape(length: &'static str, text: &Text) -> [Dim; 4] {
    [Dim::Named("batch"), Dim::Fixed(text.heads), Dim::Named(length), Dim::Fixed(text.head_dim)]
}
