//! The decoder graph with its cache of keys and values.

use ndarray::{Array, Array4};

use super::NextLogits;
use crate::pix2struct::graphs::{DecoderGraph, Encoded};
use crate::reader::ReadError;
use crate::runtime::{Placement, Value};
use crate::{Cancel, Result};

/// Runs the decoder graph token by token.
///
/// The keys and values of the tokens so far come out of every run and go into the
/// next one untouched, so on a device they never leave it; those of the picture are
/// made by the encoder once and bound at every run.
pub struct CachedDecoder<'a> {
    graph: &'a mut DecoderGraph,
    picture: &'a Encoded,
    /// Keys and values of every layer, `[1, heads, tokens so far, head_dim]`.
    past: Vec<Value>,
    tokens: i64,
}

impl<'a> CachedDecoder<'a> {
    /// A decoder that has taken no token yet.
    ///
    /// # Errors
    /// [`crate::Error::Runtime`] if the empty cache cannot be made.
    pub fn new(graph: &'a mut DecoderGraph, picture: &'a Encoded) -> Result<Self> {
        let empty = (1, graph.settings.heads, 0, graph.settings.head_dim);
        let past = graph
            .past
            .iter()
            .map(|_| Value::from_f32(Array4::zeros(empty)))
            .collect::<Result<_, _>>()?;
        Ok(Self { graph, picture, past, tokens: 0 })
    }
}

impl CachedDecoder<'_> {
    /// Logits must be numbers, one for each token; a model whose values overflow gives others.
    fn check(&self, logits: &[f32]) -> Result<(), ReadError> {
        let expected = self.graph.settings.vocab_size;
        let reason = if logits.len() != expected {
            format!("its decoder gives {} logits, not vocab_size = {expected}", logits.len())
        } else if logits.iter().any(|logit| logit.is_nan() || *logit == f32::INFINITY) {
            "its decoder gives values that are no numbers".to_owned()
        } else {
            return Ok(());
        };
        Err(ReadError::Disagreement { model: self.graph.model.clone(), reason })
    }
}

impl NextLogits for CachedDecoder<'_> {
    fn next_logits(&mut self, token: u32, cancel: &Cancel) -> Result<Vec<f32>> {
        self.tokens += 1;
        let token = Value::from_i64(Array::from_elem((1, 1), i64::from(token)))?;
        let total = Value::from_i64(Array::from_elem(1, self.tokens))?;
        let graph = &mut *self.graph;
        let fixed = [("input_ids", &token), ("total_length", &total)];
        let past = graph.past.iter().map(String::as_str).zip(&self.past);
        let cross = graph.cross.iter().map(String::as_str).zip(&self.picture.cross);
        let inputs: Vec<_> = fixed.into_iter().chain(past).chain(cross).collect();
        let present = graph.present.iter().map(|name| (name.as_str(), Placement::Device));
        let outputs: Vec<_> = std::iter::once(("logits", Placement::Host)).chain(present).collect();
        let mut values = graph.session.run(&inputs, &outputs, cancel)?;
        self.past = values.split_off(1);
        let logits: Vec<f32> = values[0].view_f32()?.iter().copied().collect();
        self.check(&logits)?;
        Ok(logits)
    }
}
