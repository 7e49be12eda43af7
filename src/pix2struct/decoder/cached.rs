//! The decoder graph with its cache of keys and values.

use ndarray::Array;

use super::{NextToken, Step};
use crate::pix2struct::graphs::{DecoderGraph, Encoded, PATCH_COUNTS};
use crate::reader::ReadError;
use crate::runtime::{Binding, Placement, Value};
use crate::{Cancel, Result};

/// Runs the decoder graph token by token.
///
/// All inputs but the token and its place are bound once: the keys and values of the picture, and
/// the cache, whose memory is both what a run reads and what it writes its one new row into. Out
/// of a run come a token and its probability.
pub struct CachedDecoder<'a> {
    graph: &'a mut DecoderGraph,
    binding: Binding,
    /// Tokens that the cache has room for.
    capacity: usize,
    tokens: usize,
    /// Whether the logits are among what a run gives.
    logits: bool,
}

impl<'a> CachedDecoder<'a> {
    /// A decoder that has taken no token yet, and can take `capacity`.
    ///
    /// # Errors
    /// [`crate::Error::Runtime`] if the cache cannot be made or bound.
    pub fn new(graph: &'a mut DecoderGraph, picture: &'a Encoded, capacity: usize) -> Result<Self> {
        let capacity = capacity.max(1);
        let shape = [1, graph.settings.heads, capacity, graph.settings.head_dim];
        let mut binding = graph.session.binding()?;
        binding.output("next_tokens", Placement::Host)?;
        binding.output("log_probs", Placement::Host)?;
        for (name, value) in graph.cross.iter().zip(&picture.cross) {
            binding.input(name, value)?;
        }
        if graph.takes_patch_counts() {
            let count = Array::from_elem(1, picture.patches as i64);
            binding.input(PATCH_COUNTS, &Value::from_i64(count)?)?;
        }
        for (past, present) in graph.past.iter().zip(&graph.present) {
            let mut tensor = graph.session.buffer(past, &shape)?;
            binding.in_place(past, present, &mut tensor)?;
        }
        Ok(Self { graph, binding, capacity, tokens: 0, logits: false })
    }

    /// Takes the last token and gives the logits of the one after it, one for each token of the
    /// vocabulary: for whoever wants more than the likeliest.
    ///
    /// # Errors
    /// As [`NextToken::next_token`].
    pub fn next_logits(&mut self, token: u32, cancel: &Cancel) -> Result<Vec<f32>> {
        if !self.logits {
            self.binding.output("logits", Placement::Host)?;
            self.logits = true;
        }
        let values = self.run(token, cancel)?;
        let Some(logits) = values.get(2) else {
            return Err(self.disagreement("its decoder gives no logits").into());
        };
        Ok(logits.view_f32()?.iter().copied().collect())
    }

    fn run(&mut self, token: u32, cancel: &Cancel) -> Result<Vec<Value>> {
        if self.tokens == self.capacity {
            return Err(ReadError::Option {
                option: format!("a text of more than {} tokens", self.capacity),
                model: self.graph.model.clone(),
                reason: "its cache was made for no more".to_owned(),
            }
            .into());
        }
        self.tokens += 1;
        let token = Value::from_i64(Array::from_elem((1, 1), i64::from(token)))?;
        let total = Value::from_i64(Array::from_elem(1, self.tokens as i64))?;
        self.binding.input("input_ids", &token)?;
        self.binding.input("total_lengths", &total)?;
        self.graph.session.run_binding(&self.binding, cancel)
    }

    fn disagreement(&self, reason: &str) -> ReadError {
        ReadError::Disagreement { model: self.graph.model.clone(), reason: reason.to_owned() }
    }
}

impl NextToken for CachedDecoder<'_> {
    fn next_token(&mut self, token: u32, cancel: &Cancel) -> Result<Step> {
        let values = self.run(token, cancel)?;
        step(self.graph, &values, 0)
    }
}

/// The decoded token of a slot, of the values that a run gives: `next_tokens`, `log_probs`.
pub(super) fn step(graph: &DecoderGraph, values: &[Value], slot: usize) -> Result<Step> {
    let disagreement = |reason: &str| ReadError::Disagreement {
        model: graph.model.clone(),
        reason: reason.to_owned(),
    };
    let [next, log_prob, ..] = values else {
        return Err(disagreement("its decoder gives no token").into());
    };
    let (next, log_prob) = (next.view_i64()?, log_prob.view_f32()?);
    let (Some(&next), Some(&log_prob)) = (next.iter().nth(slot), log_prob.iter().nth(slot)) else {
        return Err(disagreement("its decoder gives no token").into());
    };
    // The logarithm of a sum over all logits: one that is no number, or is infinite, shows.
    if !log_prob.is_finite() {
        return Err(disagreement("its decoder gives values that are no numbers").into());
    }
    match u32::try_from(next) {
        Ok(token) if (token as usize) < graph.settings.vocab_size => Ok(Step { token, log_prob }),
        _ => Err(disagreement(&format!("its decoder gives the token {next}")).into()),
    }
}
