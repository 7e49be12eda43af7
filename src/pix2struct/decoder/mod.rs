//! Greedy decoding: one token after the other until the text ends.

mod batch;
mod cached;
mod repetition;
mod text;
mod together;

pub use batch::{BatchDecoder, Room};
pub use cached::CachedDecoder;
pub use repetition::Repetition;
pub use text::Text;
pub use together::{Ended, Together};

use crate::{Cancel, Result};

/// What gives the next token: the seam between decoding and the session.
pub trait NextToken {
    /// Takes the last token and gives the likeliest one after it. It remembers the tokens taken
    /// before.
    ///
    /// # Errors
    /// Whatever running the model gives, [`crate::Error::Interrupted`] included.
    fn next_token(&mut self, token: u32, cancel: &Cancel) -> Result<Step>;
}

/// What gives the next tokens of several texts: the seam between decoding together and the
/// session. Each text has a slot, a number.
pub trait NextTokens {
    /// What a text is about.
    type Picture;

    /// Gives a text about `picture` a slot.
    ///
    /// # Errors
    /// [`crate::Error::Runtime`] if there is no memory for it.
    fn join(&mut self, picture: &Self::Picture) -> Result<usize>;

    /// Frees a slot.
    fn leave(&mut self, slot: usize);

    /// Gives up empty slots if that pays. The others are renumbered then: at its new number, the
    /// result has the old number of each.
    ///
    /// # Errors
    /// As [`NextTokens::join`].
    fn shrink(&mut self) -> Result<Option<Vec<usize>>>;

    /// Takes the slot and the last token of texts, and gives the likeliest token after each, in
    /// the same order. It remembers the tokens taken before.
    ///
    /// # Errors
    /// What keeps all texts from going on: whatever running the model gives,
    /// [`crate::Error::Interrupted`] included. What is wrong with one text is its own.
    fn next_tokens(&mut self, texts: &[(usize, u32)], cancel: &Cancel)
    -> Result<Vec<Result<Step>>>;
}

/// When decoding begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The token that stands before the text (`decoder_start_token_id`).
    pub start: u32,
    /// The token that ends it (`eos_token_id`).
    pub end: u32,
    /// Tokens to decode at most, the end token counted (`max_new_tokens`).
    pub max_new_tokens: usize,
}

/// A decoded token.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// Its id.
    pub token: u32,
    /// Natural logarithm of the probability that the model gave it.
    pub log_prob: f32,
}

/// Why decoding ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The model ended the text.
    End,
    /// [`Limits::max_new_tokens`] was reached first.
    Limit,
    /// The text is in a loop ([`Repetition`]).
    Repetition,
}

/// Iterator over the tokens of a text, without the end token.
///
/// It ends after the first error. [`Decoding::stop`] tells why it ended otherwise.
pub struct Decoding<'a, D> {
    decoder: D,
    cancel: &'a Cancel,
    text: Text,
    failed: bool,
}

impl<'a, D: NextToken> Decoding<'a, D> {
    /// Decoding from the start token on.
    pub fn new(decoder: D, limits: Limits, cancel: &'a Cancel) -> Self {
        Self { decoder, cancel, text: Text::new(limits), failed: false }
    }

    /// Why decoding ended; none while it goes on, or if it failed.
    pub fn stop(&self) -> Option<Stop> {
        self.text.stop()
    }

    fn step(&mut self) -> Result<Option<Step>> {
        self.cancel.check()?;
        let step = self.decoder.next_token(self.text.last(), self.cancel)?;
        Ok(self.text.take(step))
    }
}

impl<D: NextToken> Iterator for Decoding<'_, D> {
    type Item = Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.stop().is_some() || self.failed {
            return None;
        }
        let step = self.step();
        self.failed = step.is_err();
        step.transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    /// Writes given tokens and remembers what it was fed.
    struct Script {
        tokens: Vec<u32>,
        fed: Vec<u32>,
        cancel_at: Option<usize>,
    }

    impl Script {
        fn new(tokens: impl IntoIterator<Item = u32>) -> Self {
            Self { tokens: tokens.into_iter().collect(), fed: Vec::new(), cancel_at: None }
        }
    }

    impl NextToken for &mut Script {
        fn next_token(&mut self, token: u32, cancel: &Cancel) -> Result<Step> {
            let next = self.tokens[self.fed.len()];
            self.fed.push(token);
            if self.cancel_at == Some(self.fed.len()) {
                cancel.cancel();
            }
            Ok(Step { token: next, log_prob: -1.0 })
        }
    }

    fn limits(max_new_tokens: usize) -> Limits {
        Limits { start: 0, end: 1, max_new_tokens }
    }

    fn decode(script: &mut Script, max_new_tokens: usize) -> (Vec<u32>, Option<Stop>) {
        let cancel = Cancel::new();
        let mut decoding = Decoding::new(script, limits(max_new_tokens), &cancel);
        let tokens = decoding.by_ref().map(|step| step.unwrap().token).collect();
        assert!(decoding.next().is_none());
        (tokens, decoding.stop())
    }

    #[test]
    fn the_end_token_ends_the_text_and_is_not_part_of_it() {
        let mut script = Script::new([5, 6, 5, 1, 7]);
        assert_eq!(decode(&mut script, 100), (vec![5, 6, 5], Some(Stop::End)));
        assert_eq!(script.fed, [0, 5, 6, 5]);
    }

    #[test]
    fn the_limit_counts_the_end_token() {
        assert_eq!(decode(&mut Script::new([5, 6, 1]), 3), (vec![5, 6], Some(Stop::End)));
        assert_eq!(decode(&mut Script::new([5, 6, 1]), 2), (vec![5, 6], Some(Stop::Limit)));
        assert_eq!(decode(&mut Script::new([]), 0), (vec![], Some(Stop::Limit)));
    }

    #[test]
    fn a_loop_is_not_followed_to_the_limit() {
        let (tokens, stop) = decode(&mut Script::new([2, 3, 4].into_iter().cycle().take(400)), 400);
        assert_eq!((tokens.len(), stop), (128, Some(Stop::Repetition)));
    }

    #[test]
    fn a_cancelled_run_ends_with_interrupted() {
        let cancel = Cancel::new();
        let mut script = Script::new([5, 6, 7, 8]);
        script.cancel_at = Some(2);
        let mut decoding = Decoding::new(&mut script, limits(100), &cancel);
        assert_eq!(decoding.next().unwrap().unwrap().token, 5);
        assert_eq!(decoding.next().unwrap().unwrap().token, 6);
        assert!(matches!(decoding.next(), Some(Err(Error::Interrupted))));
        assert!(decoding.next().is_none() && decoding.stop().is_none());
    }
}
