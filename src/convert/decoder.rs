//! The decoder's graph: one token to the logits of the next.
//!
//! | value | shape |
//! |---|---|
//! | in `input_ids` | `[batch, 1]` |
//! | in `total_length` | `[1]`: tokens so far, this one included; at most [`super::MAX_TOKENS`] |
//! | in `past_key_{l}`, `past_value_{l}` | `[batch, heads, past, head_dim]`; past = `total_length` - 1 |
//! | in `cross_key_{l}`, `cross_value_{l}` | `[batch, heads, patches, head_dim]`, from the encoder |
//! | out `logits` | `[batch, 1, vocab]` |
//! | out `present_key_{l}`, `present_value_{l}` | `[batch, heads, total, head_dim]` |

use super::checkpoint::Weights;
use super::config::{Architecture, Text};
use super::graph::{Attention, Dim, Graph, Tensor};
use super::onnx::ElementType;
use super::{ConvertError, MAX_TOKENS, position};

/// Token embeddings, also the output matrix of tied checkpoints.
const EMBEDDING: &str = "decoder.embed_tokens.weight";
/// Output matrix.
const LM_HEAD: &str = "decoder.lm_head.weight";

/// Builds the decoder.
pub(super) fn build<'w>(
    Architecture { text, .. }: &Architecture,
    weights: &'w Weights,
) -> Result<Graph<'w>, ConvertError> {
    let (batch, one) = (Dim::Named("batch"), Dim::Fixed(1));
    let mut g = Graph::new("decoder", weights);
    let ids = g.input("input_ids", ElementType::I64, &[batch, one]);
    let total = g.input("total_length", ElementType::I64, &[one]);
    g.output("logits", &[batch, one, Dim::Fixed(text.vocab_size)]);

    let (embedding, lm_head) = vocabulary_tensors(text, weights);
    let table = g.stored_from(EMBEDDING, embedding, &[text.vocab_size, text.hidden])?;
    let embedded = g.gather("embedded", &table, &ids, 0);
    let bias = relative_bias(&mut g, &total, text, weights)?;

    // The first norm has nothing to add; each later one adds what the sub-layer before it gave.
    let mut pending: (Tensor, Option<Tensor>) = (embedded, None);
    for layer in 0..text.layers {
        let p = format!("decoder.layer.{layer}");
        let x = self_attention(&mut g, &p, layer, pending, &bias, text)?;
        let x = cross_attention(&mut g, &p, layer, x, text)?;
        pending = feed_forward(&mut g, &p, x, text)?;
    }
    let (_, normed) = norm(&mut g, pending, "decoder.final_layer_norm", text)?;
    g.linear_from(&normed, "logits", lm_head, text.vocab_size, text.hidden)?;
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

/// The bias of the newest token's attention scores, `[1, heads, 1, total_length]`: the end of a
/// table whose last column is distance 0.
fn relative_bias(
    g: &mut Graph<'_>,
    total: &Tensor,
    text: &Text,
    weights: &Weights,
) -> Result<Tensor, ConvertError> {
    let table = position::bias_table(text, weights)?;
    let table = g.computed("relative_bias.table", vec![1, text.heads, 1, MAX_TOKENS], table);
    let start = g.neg("relative_bias.start", total);
    let end = g.integers("relative_bias.end", &[1], &[i64::MAX]);
    let axis = g.integers("relative_bias.axis", &[1], &[3]);
    Ok(g.slice("relative_bias", &table, &start, &end, &axis))
}

/// What a sub-layer is given or gives: the residual, and what is yet to be added to it.
type Stream = (Tensor, Option<Tensor>);

fn self_attention(
    g: &mut Graph<'_>,
    p: &str,
    layer: usize,
    x: Stream,
    bias: &Tensor,
    text: &Text,
) -> Result<Stream, ConvertError> {
    let p = format!("{p}.self_attention");
    let (x, normed) = norm(g, x, &format!("{p}.layer_norm"), text)?;
    let [query, key, value] = ["query", "key", "value"]
        .map(|part| g.linear(&normed, &format!("{p}.attention.{part}"), text.hidden, text.hidden));
    let past_key = cache_input(g, &format!("past_key_{layer}"), "past", text);
    let past_value = cache_input(g, &format!("past_value_{layer}"), "past", text);
    let present = (format!("present_key_{layer}"), format!("present_value_{layer}"));
    let attended = g.attention(
        &format!("{p}.attention"),
        text.heads,
        (&query?, &key?, &value?),
        &Attention {
            bias: Some(bias),
            past: Some((&past_key, &past_value)),
            present: Some((&present.0, &present.1)),
        },
    );
    let cache = cache_shape("total", text);
    g.output(&present.0, &cache);
    g.output(&present.1, &cache);
    let out = g.linear(&attended, &format!("{p}.attention.output"), text.hidden, text.hidden)?;
    Ok((x, Some(out)))
}

fn cross_attention(
    g: &mut Graph<'_>,
    p: &str,
    layer: usize,
    x: Stream,
    text: &Text,
) -> Result<Stream, ConvertError> {
    let p = format!("{p}.encoder_decoder_attention");
    let (x, normed) = norm(g, x, &format!("{p}.layer_norm"), text)?;
    let query = g.linear(&normed, &format!("{p}.attention.query"), text.hidden, text.hidden)?;
    let key = cache_input(g, &format!("cross_key_{layer}"), "patches", text);
    let value = cache_input(g, &format!("cross_value_{layer}"), "patches", text);
    let attended = g.attention(
        &format!("{p}.attention"),
        text.heads,
        (&query, &key, &value),
        &Attention::default(),
    );
    let out = g.linear(&attended, &format!("{p}.attention.output"), text.hidden, text.hidden)?;
    Ok((x, Some(out)))
}

fn feed_forward(
    g: &mut Graph<'_>,
    p: &str,
    x: Stream,
    text: &Text,
) -> Result<Stream, ConvertError> {
    let (x, normed) = norm(g, x, &format!("{p}.mlp.layer_norm"), text)?;
    let p = format!("{p}.mlp.DenseReluDense");
    let gate = g.linear(&normed, &format!("{p}.wi_0"), text.d_ff, text.hidden)?;
    let gate = g.activation(&format!("{p}.act"), &gate, text.activation);
    let linear = g.linear(&normed, &format!("{p}.wi_1"), text.d_ff, text.hidden)?;
    let gated = g.mul(&format!("{p}.gated"), &gate, &linear);
    let out = g.linear(&gated, &format!("{p}.wo"), text.hidden, text.d_ff)?;
    Ok((x, Some(out)))
}

/// Adds what is pending and norms the sum: `(sum, normed)`.
fn norm(
    g: &mut Graph<'_>,
    (x, pending): Stream,
    name: &str,
    text: &Text,
) -> Result<(Tensor, Tensor), ConvertError> {
    let scale = g.stored(&format!("{name}.weight"), &[text.hidden])?;
    let Some(skip) = pending else {
        let normed = g.rms_norm(name, &x, &scale, text.epsilon);
        return Ok((x, normed));
    };
    Ok(g.skip_rms_norm(name, (&x, &skip, None), &scale, text.epsilon))
}

fn cache_input(g: &mut Graph<'_>, name: &str, length: &'static str, text: &Text) -> Tensor {
    g.input(name, ElementType::F32, &cache_shape(length, text))
}

fn cache_shape(length: &'static str, text: &Text) -> [Dim; 4] {
    [Dim::Named("batch"), Dim::Fixed(text.heads), Dim::Named(length), Dim::Fixed(text.head_dim)]
}
