//! The encoder's graph: flattened patches to hidden states, and every decoder layer's
//! cross-attention keys and values, which depend on nothing else.
//!
//! | value | shape |
//! |---|---|
//! | in `flattened_patches` | `[batch, patches, 2 + 3 · patch_size²]`: row id, column id (from 1), pixels |
//! | out `last_hidden_state` | `[batch, patches, hidden]` |
//! | out `cross_key_{l}`, `cross_value_{l}` | `[batch, heads, patches, head_dim]` |
//!
//! There are two forms of the graph over the same weights ([`Operators`]).

use super::ConvertError;
use super::attention::Heads;
use super::checkpoint::Weights;
use super::config::Architecture;
use super::graph::{Dim, Graph, Tensor};
use super::linear::Matrices;
use super::onnx::ElementType;

/// Which operators a graph is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operators {
    /// ONNX Runtime's own for attention and norms, for the CPU and CUDA.
    Fused,
    /// Those of the standard alone, for OpenVINO.
    Standard,
}

/// Builds the encoder.
pub(super) fn build<'w>(
    architecture: &Architecture,
    weights: &'w Weights,
    matrices: Matrices,
    operators: Operators,
) -> Result<Graph<'w>, ConvertError> {
    let Architecture { vision, text } = architecture;
    let (batch, patches) = (Dim::Named("batch"), Dim::Named("patches"));
    let mut g = Graph::new("encoder", weights, matrices);
    let heads = Heads { count: vision.heads, size: vision.head_dim };
    let norms = Norms { epsilon: vision.epsilon, hidden: vision.hidden, operators };
    let input = g.input(
        "flattened_patches",
        ElementType::F32,
        &[batch, patches, Dim::Fixed(2 + vision.patch_dim)],
    );

    let projected = patch_projection(&mut g, &input, architecture)?;
    let rows = position(&mut g, &input, "row", 0, architecture)?;
    let columns = position(&mut g, &input, "column", 1, architecture)?;
    let bias = g.stored("encoder.embeddings.patch_projection.bias", &[vision.hidden])?;
    let x = g.add("encoder.embeddings.rows_added", &projected, &rows);

    // Each norm first adds what the sub-layer before it gave: (residual, what to add, its bias).
    let mut pending: (Tensor, Tensor, Option<Tensor>) = (x, columns, Some(bias));
    let inner = vision.heads * vision.head_dim;
    for layer in 0..vision.layers {
        let p = format!("encoder.encoder.layer.{layer}");

        let norm = format!("{p}.pre_attention_layer_norm");
        let (x, normed) = norms.add(&mut g, &pending, &norm, &norm)?;
        let normed = g.narrow(&normed);
        let [query, key, value] = ["query", "key", "value"]
            .map(|part| g.linear(&normed, &format!("{p}.attention.{part}"), inner, vision.hidden));
        let (name, parts) = (format!("{p}.attention"), (&query?, &key?, &value?));
        let attended = match operators {
            Operators::Fused => g.attention(&name, heads, parts),
            Operators::Standard => g.attention_in_parts(&name, heads, parts),
        };
        let attended = g.linear(&attended, &format!("{name}.output"), vision.hidden, inner)?;
        let attended = g.widen(&attended);

        let norm = format!("{p}.pre_mlp_layer_norm");
        let (x, normed) = norms.add(&mut g, &(x, attended, None), &norm, &norm)?;
        let normed = g.narrow(&normed);
        let gate = g.linear(&normed, &format!("{p}.mlp.wi_0"), vision.d_ff, vision.hidden)?;
        let gate = g.activation(&format!("{p}.mlp.act"), &gate, vision.activation);
        let linear = g.linear(&normed, &format!("{p}.mlp.wi_1"), vision.d_ff, vision.hidden)?;
        let gated = g.mul(&format!("{p}.mlp.gated"), &gate, &linear);
        let out = g.linear(&gated, &format!("{p}.mlp.wo"), vision.hidden, vision.d_ff)?;
        pending = (x, g.widen(&out), None);
    }
    let name = "last_hidden_state";
    let (_, hidden) = norms.add(&mut g, &pending, name, "encoder.layernorm")?;
    g.output(name, ElementType::F32, &[batch, patches, Dim::Fixed(vision.hidden)]);
    let hidden = g.narrow(&hidden);

    let split = g.integers(
        "cross_attention.split_heads",
        &[4],
        &[0, 0, text.heads as i64, text.head_dim as i64],
    );
    let (heads, head_dim) = (Dim::Fixed(text.heads), Dim::Fixed(text.head_dim));
    for layer in 0..text.layers {
        for part in ["key", "value"] {
            let name = format!("decoder.layer.{layer}.encoder_decoder_attention.attention.{part}");
            let projected = g.linear(&hidden, &name, text.hidden, vision.hidden)?;
            let by_head = g.reshape(&format!("{name}.by_head"), &projected, &split);
            let output = format!("cross_{part}_{layer}");
            g.transpose(&output, &by_head, &[0, 2, 1, 3]);
            g.output(&output, g.matrices.activations(), &[batch, heads, patches, head_dim]);
        }
    }
    Ok(g)
}

/// The pixels of each patch, projected to the hidden size; the bias is added later.
fn patch_projection(
    g: &mut Graph<'_>,
    input: &Tensor,
    Architecture { vision, .. }: &Architecture,
) -> Result<Tensor, ConvertError> {
    let start = g.integers("pixels.start", &[1], &[2]);
    let end = g.integers("pixels.end", &[1], &[2 + vision.patch_dim as i64]);
    let axis = g.integers("pixels.axis", &[1], &[2]);
    let pixels = g.slice("pixels", input, &start, &end, &axis);
    let pixels = g.narrow(&pixels);
    let name = "encoder.embeddings.patch_projection";
    let projected = g.linear(&pixels, name, vision.hidden, vision.patch_dim)?;
    Ok(g.widen(&projected))
}

/// The embedding of each patch's row or column id, which is at `place` in the patch.
fn position(
    g: &mut Graph<'_>,
    input: &Tensor,
    what: &str,
    place: i64,
    Architecture { vision, .. }: &Architecture,
) -> Result<Tensor, ConvertError> {
    let place = g.integers(&format!("{what}.place"), &[], &[place]);
    let ids = g.gather(&format!("{what}.float_ids"), input, &place, 2);
    let ids = g.cast(&format!("{what}.ids"), &ids, ElementType::I64);
    let table = g.stored(
        &format!("encoder.embeddings.{what}_embedder.weight"),
        &[vision.positions, vision.hidden],
    )?;
    Ok(g.gather(&format!("{what}.embedded"), &table, &ids, 0))
}

/// The norms, which first add what is pending; all of it in 32-bit floats.
struct Norms {
    epsilon: f32,
    hidden: usize,
    operators: Operators,
}

impl Norms {
    /// The sum of what is pending and its norm, called `name`, with the scale of the checkpoint's
    /// norm `stored`.
    fn add(
        &self,
        g: &mut Graph<'_>,
        (x, skip, bias): &(Tensor, Tensor, Option<Tensor>),
        name: &str,
        stored: &str,
    ) -> Result<(Tensor, Tensor), ConvertError> {
        let scale = g.stored(&format!("{stored}.weight"), &[self.hidden])?;
        if self.operators == Operators::Fused {
            return Ok(g.skip_rms_norm(name, (x, skip, bias.as_ref()), &scale, self.epsilon));
        }
        let mut sum = g.add(&format!("{name}.sum"), x, skip);
        if let Some(bias) = bias {
            sum = g.add(&format!("{name}.sum_and_bias"), &sum, bias);
        }
        let normed = g.rms_norm(name, &sum, &scale, self.epsilon);
        Ok((sum, normed))
    }
}
