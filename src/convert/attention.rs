//! Attention whose scores are not scaled (Pix2Struct, like T5, has it so), in the operator that each
//! provider has.

use super::graph::{Graph, Tensor};
use super::onnx::{AttributeProto, MICROSOFT};

/// Number and size of attention heads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Heads {
    pub(super) count: usize,
    pub(super) size: usize,
}

/// How long the texts in a cache are; decides on the operator.
pub(super) enum Lengths {
    /// For the CPU: any number of new tokens, texts of different lengths.
    Each {
        /// Tokens so far in each text, less one: 32-bit, `[batch]`.
        before_last: Tensor,
        /// Tokens so far in the longest text: 32-bit, without dimensions.
        longest: Tensor,
    },
    /// For CUDA, whose `GroupQueryAttention` takes no bias: one new token in each of equally long
    /// texts.
    Same {
        /// Tokens before the new one: 32-bit, `[1]`.
        before: Tensor,
    },
}

/// The cache of a layer's self-attention.
pub(super) struct Cache<'a> {
    /// Keys and values, `[batch, heads, capacity, head_dim]`.
    pub(super) past: (&'a Tensor, &'a Tensor),
    /// Names of the outputs, which are the same memory with the new tokens written in.
    pub(super) present: (&'a str, &'a str),
    pub(super) lengths: &'a Lengths,
    /// Added to the scores, `[batch, heads, tokens, longest]`.
    pub(super) bias: &'a Tensor,
}

impl Graph<'_> {
    /// Attention to all keys. `query` is `[batch, queries, heads · size]`; `key` and `value` are of
    /// the same form, or `[batch, heads, keys, size]`.
    pub(super) fn attention(
        &mut self,
        name: &str,
        heads: Heads,
        (query, key, value): (&Tensor, &Tensor, &Tensor),
    ) -> Tensor {
        let how = unscaled(heads);
        self.node("MultiHeadAttention", MICROSOFT, name, &[query, key, value], &how)
    }

    /// [`Graph::attention`] to the first `counts` keys of each row only, `[batch]` in 32 bits.
    pub(super) fn attention_to_first(
        &mut self,
        name: &str,
        heads: Heads,
        (query, key, value): (&Tensor, &Tensor, &Tensor),
        counts: &Tensor,
    ) -> Tensor {
        let mut how = unscaled(heads).to_vec();
        // Added to the scores of the others, whose share becomes exactly 0.
        how.push(AttributeProto::float("mask_filter_value", f32::MIN));
        // The fourth is a bias.
        let inputs = [query, key, value].map(|tensor| tensor.0.clone());
        let inputs = inputs.into_iter().chain([String::new(), counts.0.clone()]).collect();
        self.push("MultiHeadAttention", MICROSOFT, name, inputs, vec![name.to_owned()], &how);
        Tensor(name.to_owned())
    }

    /// [`Graph::attention`] in standard operators, all three `[batch, length, heads · size]`.
    pub(super) fn attention_in_parts(
        &mut self,
        name: &str,
        heads: Heads,
        (query, key, value): (&Tensor, &Tensor, &Tensor),
    ) -> Tensor {
        let part = |what: &str| format!("{name}.{what}");
        let by_head = [0, 0, heads.count as i64, heads.size as i64];
        let by_head = self.integers(&part("split_heads"), &[4], &by_head);
        let joined = self.integers(&part("join_heads"), &[3], &[0, 0, -1]);
        let mut turned = |x: &Tensor, what: &str, order: &[i64]| {
            let split = self.reshape(&part(&format!("{what}.by_head")), x, &by_head);
            self.transpose(&part(&format!("{what}.turned")), &split, order)
        };
        let query = turned(query, "query", &[0, 2, 1, 3]);
        let key = turned(key, "key", &[0, 2, 3, 1]);
        let value = turned(value, "value", &[0, 2, 1, 3]);
        let scores = self.node("MatMul", "", &part("scores"), &[&query, &key], &[]);
        let last = [AttributeProto::int("axis", -1)];
        let shares = self.node("Softmax", "", &part("shares"), &[&scores], &last);
        let attended = self.node("MatMul", "", &part("attended"), &[&shares, &value], &[]);
        let back = self.transpose(&part("back"), &attended, &[0, 2, 1, 3]);
        self.reshape(name, &back, &joined)
    }

    /// Causal attention of new tokens to those in the cache and to themselves. `packed` holds
    /// queries, keys and values, `[batch, tokens, 3 · heads · size]`.
    pub(super) fn attention_to_cache(
        &mut self,
        name: &str,
        heads: Heads,
        packed: &Tensor,
        cache: &Cache<'_>,
    ) -> Tensor {
        let (none, of) = (String::new, |tensor: &Tensor| tensor.0.clone());
        let past = [of(cache.past.0), of(cache.past.1)];
        let mut how = unscaled(heads).to_vec();
        let (operator, inputs) = match cache.lengths {
            Lengths::Each { before_last, longest } => {
                how.push(AttributeProto::int("kv_num_heads", heads.count as i64));
                // Keys and values are in the first input.
                let mut inputs = vec![of(packed), none(), none()];
                inputs.extend(past);
                inputs.extend([of(before_last), of(longest)]);
                // Cosines, sines and positions of rotary embeddings.
                inputs.extend([none(), none(), none(), of(cache.bias)]);
                ("GroupQueryAttention", inputs)
            }
            Lengths::Same { before } => {
                how.push(AttributeProto::int("past_present_share_buffer", 1));
                let names = ["query", "key", "value"].map(|part| format!("{name}.new_{part}"));
                let mut inputs: Vec<_> = self.split(&names, packed).iter().map(of).collect();
                // The fourth is a mask.
                inputs.extend([none(), of(cache.bias)]);
                inputs.extend(past);
                inputs.push(of(before));
                ("DecoderMaskedMultiHeadAttention", inputs)
            }
        };
        let outputs = [name, cache.present.0, cache.present.1].map(str::to_owned);
        self.push(operator, MICROSOFT, name, inputs, outputs.into(), &how);
        Tensor(name.to_owned())
    }
}

fn unscaled(heads: Heads) -> [AttributeProto; 2] {
    [AttributeProto::int("num_heads", heads.count as i64), AttributeProto::float("scale", 1.0)]
}
