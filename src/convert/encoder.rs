//! The encoder's graph: flattened patches to hidden states, and every decoder layer's
//! cross-attention keys and values, which depend on nothing else.
//!
//! | value | shape |
//! |---|---|
//! | in `flattened_patches` | `[batch, patches, 2 + 3 · patch_size²]`: row id, column id (from 1), pixels |
//! | out `last_hidden_state` | `[batch, patches, hidden]` |
//! | out `cross_key_{l}`, `cross_value_{l}` | `[batch, heads, patches, head_dim]` |

use super::ConvertError;
use super::checkpoint::Weights;
use super::config::Architecture;
use super::graph::{Attention, Dim, Graph, Tensor};
use super::onnx::ElementType;

/// Builds the encoder.
pub(super) fn build<'w>(
    architecture: &Architecture,
    weights: &'w Weights,
) -> Result<Graph<'w>, ConvertError> {
    let Architecture { vision, text } = architecture;
    let (batch, patches) = (Dim::Named("batch"), Dim::Named("patches"));
    let mut g = Graph::new("encoder", weights);
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
        let (x, normed) = add_and_norm(&mut g, &pending, &norm, &norm, architecture)?;
        let [query, key, value] = ["query", "key", "value"]
            .map(|part| g.linear(&normed, &format!("{p}.attention.{part}"), inner, vision.hidden));
        let attended = g.attention(
            &format!("{p}.attention"),
            vision.heads,
            (&query?, &key?, &value?),
            &Attention::default(),
        );
        let attended =
            g.linear(&attended, &format!("{p}.attention.output"), vision.hidden, inner)?;

        let norm = format!("{p}.pre_mlp_layer_norm");
        let (x, normed) = add_and_norm(&mut g, &(x, attended, None), &norm, &norm, architecture)?;
        let gate = g.linear(&normed, &format!("{p}.mlp.wi_0"), vision.d_ff, vision.hidden)?;
        let gate = g.activation(&format!("{p}.mlp.act"), &gate, vision.activation);
        let linear = g.linear(&normed, &format!("{p}.mlp.wi_1"), vision.d_ff, vision.hidden)?;
        let gated = g.mul(&format!("{p}.mlp.gated"), &gate, &linear);
        let out = g.linear(&gated, &format!("{p}.mlp.wo"), vision.hidden, vision.d_ff)?;
        pending = (x, out, None);
    }
    let (_, hidden) =
        add_and_norm(&mut g, &pending, "last_hidden_state", "encoder.layernorm", architecture)?;
    g.output("last_hidden_state", &[batch, patches, Dim::Fixed(vision.hidden)]);

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
            g.output(&output, &[batch, heads, patches, head_dim]);
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
    g.linear(&pixels, "encoder.embeddings.patch_projection", vision.hidden, vision.patch_dim)
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
    let ids = g.cast_to_integer(&format!("{what}.ids"), &ids);
    let table = g.stored(
        &format!("encoder.embeddings.{what}_embedder.weight"),
        &[vision.positions, vision.hidden],
    )?;
    Ok(g.gather(&format!("{what}.embedded"), &table, &ids, 0))
}

/// The sum of what is pending and its norm, with the scale of the checkpoint's norm `stored`.
fn add_and_norm(
    g: &mut Graph<'_>,
    (x, skip, bias): &(Tensor, Tensor, Option<Tensor>),
    name: &str,
    stored: &str,
    Architecture { vision, .. }: &Architecture,
) -> Result<(Tensor, Tensor), ConvertError> {
    let scale = g.stored(&format!("{stored}.weight"), &[vision.hidden])?;
    Ok(g.skip_rms_norm(name, (x, skip, bias.as_ref()), &scale, vision.epsilon))
}
