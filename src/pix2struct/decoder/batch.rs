//! Several texts in one run of the decoder graph, each at its own place.
//!
//! A run reads the decoder's weights once, whatever the number of texts, so reading several
//! together takes less time than one after the other. A text has a slot: a row of the batch, with
//! its part of the cache and of the pictures' keys and values. Slots are taken and left at any
//! step; their number grows with the texts and shrinks when half of them are empty, since empty
//! slots cost time too.

use ndarray::Array;

use super::cached::step;
use super::{NextTokens, Step};
use crate::pix2struct::graphs::{DecoderGraph, Encoded, PATCH_COUNTS};
use crate::runtime::{Binding, Placement, Value};
use crate::{Cancel, Result};

/// Runs the decoder graph for several texts.
pub struct BatchDecoder<'a> {
    graph: &'a mut DecoderGraph,
    room: Room,
    slots: Vec<Slot>,
    /// None before the first text.
    tensors: Option<Tensors>,
}

/// What the memory is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// Texts at once.
    pub texts: usize,
    /// Tokens of a text.
    pub tokens: usize,
    /// Patches of a picture.
    pub patches: usize,
}

/// A row of the batch.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    taken: bool,
    /// Tokens in the cache.
    tokens: usize,
    /// Patches of its picture.
    patches: usize,
}

/// The memory of all slots, bound to the graph.
struct Tensors {
    binding: Binding,
    /// `[slots, heads, tokens, head_dim]` each, key then value of every layer.
    cache: Vec<Value>,
    /// `[slots, heads, patches, head_dim]` each, key then value of every layer.
    cross: Vec<Value>,
}

impl<'a> BatchDecoder<'a> {
    /// No text yet.
    pub fn new(graph: &'a mut DecoderGraph, room: Room) -> Self {
        Self { graph, room, slots: Vec::new(), tensors: None }
    }

    /// Makes `kept.len()` and more slots, `count` in all: the first are the slots `kept`.
    ///
    /// Tensor by tensor, and the old one is given back before the next new one is made: the most
    /// that is held at a time is one old tensor and the new ones.
    fn rearrange(&mut self, kept: &[usize], count: usize) -> Result<()> {
        let graph = &mut *self.graph;
        let [mut cache, mut cross] = match self.tensors.take() {
            // Its binding goes now: it would keep the old memory.
            Some(Tensors { cache, cross, .. }) => [cache.into_iter(), cross.into_iter()],
            None => [Vec::new().into_iter(), Vec::new().into_iter()],
        };
        let shape = |length| [count, graph.settings.heads, length, graph.settings.head_dim];
        let moved = |name: &str, length: usize, old: Option<Value>| -> Result<Value> {
            let mut tensor = graph.session.buffer(name, &shape(length))?;
            if let Some(old) = old {
                for (slot, from) in kept.iter().enumerate() {
                    tensor.copy_row(slot, &old, *from)?;
                }
            }
            Ok(tensor)
        };
        let mut binding = graph.session.binding()?;
        binding.output("next_tokens", Placement::Host)?;
        binding.output("log_probs", Placement::Host)?;
        let mut tensors = Tensors { binding, cache: Vec::new(), cross: Vec::new() };
        for (past, present) in graph.past.iter().zip(&graph.present) {
            let mut tensor = moved(past, self.room.tokens, cache.next())?;
            tensors.binding.in_place(past, present, &mut tensor)?;
            tensors.cache.push(tensor);
        }
        for name in &graph.cross {
            let tensor = moved(name, self.room.patches, cross.next())?;
            tensors.binding.input(name, &tensor)?;
            tensors.cross.push(tensor);
        }
        self.slots = kept.iter().map(|slot| self.slots[*slot]).collect();
        self.slots.resize(count, Slot::default());
        self.tensors = Some(tensors);
        Ok(())
    }
}

impl NextTokens for BatchDecoder<'_> {
    type Picture = Encoded;

    fn join(&mut self, picture: &Encoded) -> Result<usize> {
        let free = self.slots.iter().position(|slot| !slot.taken);
        if free.is_none() {
            let kept: Vec<usize> = (0..self.slots.len()).collect();
            let count = (2 * kept.len()).clamp(1, self.room.texts).max(kept.len() + 1);
            self.rearrange(&kept, count)?;
        }
        // The first of the new ones, where none was free.
        let slot = free.unwrap_or_else(|| self.slots.iter().take_while(|slot| slot.taken).count());
        if let Some(tensors) = &mut self.tensors {
            for (all, own) in tensors.cross.iter_mut().zip(&picture.cross) {
                all.copy_row(slot, own, 0)?;
            }
        }
        self.slots[slot] = Slot { taken: true, tokens: 0, patches: picture.patches };
        Ok(slot)
    }

    fn leave(&mut self, slot: usize) {
        self.slots[slot] = Slot::default();
    }

    fn shrink(&mut self) -> Result<Option<Vec<usize>>> {
        let taken: Vec<usize> = (0..self.slots.len()).filter(|i| self.slots[*i].taken).collect();
        if 2 * taken.len() > self.slots.len() {
            return Ok(None);
        }
        if taken.is_empty() {
            self.tensors = None;
            self.slots.clear();
        } else {
            self.rearrange(&taken, taken.len())?;
        }
        Ok(Some(taken))
    }

    fn next_tokens(
        &mut self,
        texts: &[(usize, u32)],
        cancel: &Cancel,
    ) -> Result<Vec<Result<Step>>> {
        let Some(tensors) = &mut self.tensors else { return Ok(Vec::new()) };
        // What an empty slot computes is not looked at.
        let mut ids = Array::zeros((self.slots.len(), 1));
        for (slot, token) in texts {
            ids[[*slot, 0]] = i64::from(*token);
            self.slots[*slot].tokens += 1;
        }
        let lengths = self.slots.iter().map(|slot| slot.tokens.max(1) as i64).collect();
        let patches = self.slots.iter().map(|slot| slot.patches.max(1) as i64).collect();
        tensors.binding.input("input_ids", &Value::from_i64(ids)?)?;
        tensors.binding.input("total_lengths", &Value::from_i64(lengths)?)?;
        tensors.binding.input(PATCH_COUNTS, &Value::from_i64(patches)?)?;
        let values = self.graph.session.run_binding(&tensors.binding, cancel)?;
        Ok(texts.iter().map(|(slot, _)| step(self.graph, &values, *slot)).collect())
    }
}
