//! One text as it is decoded: what is fed next, and when it has ended.

use super::{Limits, Repetition, Step, Stop};

/// A text that grows token by token.
#[derive(Debug)]
pub struct Text {
    limits: Limits,
    last: u32,
    decoded: usize,
    repetition: Repetition,
    stop: Option<Stop>,
}

impl Text {
    /// A text of which nothing is written.
    pub fn new(limits: Limits) -> Self {
        let stop = (limits.max_new_tokens == 0).then_some(Stop::Limit);
        Self { limits, last: limits.start, decoded: 0, repetition: Repetition::default(), stop }
    }

    /// Why it has ended; none while it goes on.
    pub fn stop(&self) -> Option<Stop> {
        self.stop
    }

    /// The token to feed.
    pub fn last(&self) -> u32 {
        self.last
    }

    /// Takes what the model gives for [`Text::last`]; gives it back if it is part of the text.
    pub fn take(&mut self, step: Step) -> Option<Step> {
        self.last = step.token;
        self.decoded += 1;
        if step.token == self.limits.end {
            self.stop = Some(Stop::End);
            return None;
        }
        if self.repetition.push(step.token) {
            self.stop = Some(Stop::Repetition);
        } else if self.decoded == self.limits.max_new_tokens {
            self.stop = Some(Stop::Limit);
        }
        Some(step)
    }
}
