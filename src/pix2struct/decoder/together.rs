//! Several texts decoded together: who joins, who leaves, what each has written.

use super::text::Text;
use super::{Limits, NextTokens, Step, Stop};
use crate::runtime::RuntimeError;
use crate::{Cancel, Error, Result};

/// Texts that are being decoded, each with what its owner wants back with it.
pub struct Together<D, T> {
    decoder: D,
    limits: Limits,
    /// Most texts at a time.
    most: usize,
    texts: Vec<Member<T>>,
}

struct Member<T> {
    slot: usize,
    text: Text,
    steps: Vec<Step>,
    owner: T,
}

/// A text that has ended, or failed.
pub struct Ended<T> {
    /// What came with it.
    pub owner: T,
    /// Its tokens and why it ended.
    pub text: Result<(Vec<Step>, Option<Stop>)>,
}

impl<D: NextTokens, T> Together<D, T> {
    /// Nothing to decode yet; at most `most` texts at a time.
    pub fn new(decoder: D, limits: Limits, most: usize) -> Self {
        Self { decoder, limits, most: most.max(1), texts: Vec::new() }
    }

    /// Texts that have not ended.
    pub fn count(&self) -> usize {
        self.texts.len()
    }

    /// Most texts at a time.
    pub fn most(&self) -> usize {
        self.most
    }

    /// Whether another text may join.
    pub fn has_room(&self) -> bool {
        self.texts.len() < self.most
    }

    /// Begins the text about a picture. One that cannot begin has ended already.
    pub fn join(&mut self, picture: &D::Picture, owner: T) -> Option<Ended<T>> {
        let text = Text::new(self.limits);
        if text.stop().is_some() {
            return Some(Ended { owner, text: Ok((Vec::new(), text.stop())) });
        }
        match self.decoder.join(picture) {
            Ok(slot) => {
                self.texts.push(Member { slot, text, steps: Vec::new(), owner });
                None
            }
            Err(error) => Some(Ended { owner, text: Err(error) }),
        }
    }

    /// Decodes one more token of every text; gives those that ended with it. If no text can go
    /// on, all end with the error.
    pub fn step(&mut self, cancel: &Cancel) -> Vec<Ended<T>> {
        if self.texts.is_empty() {
            return Vec::new();
        }
        let fed: Vec<_> = self.texts.iter().map(|m| (m.slot, m.text.last())).collect();
        let given = match cancel.check().and_then(|()| self.decoder.next_tokens(&fed, cancel)) {
            Ok(given) => given,
            Err(error) => return self.fail(&error),
        };
        let mut ended = Vec::new();
        let mut going = Vec::with_capacity(self.texts.len());
        for (mut member, step) in std::mem::take(&mut self.texts).into_iter().zip(given) {
            match step {
                Ok(step) => member.steps.extend(member.text.take(step)),
                Err(error) => {
                    self.decoder.leave(member.slot);
                    ended.push(Ended { owner: member.owner, text: Err(error) });
                    continue;
                }
            }
            if member.text.stop().is_some() {
                self.decoder.leave(member.slot);
                let text = Ok((member.steps, member.text.stop()));
                ended.push(Ended { owner: member.owner, text });
            } else {
                going.push(member);
            }
        }
        self.texts = going;
        ended
    }

    /// Gives up memory that ended texts left, where nobody is there to take it. If that fails, all
    /// texts end with the error.
    pub fn shrink(&mut self) -> Vec<Ended<T>> {
        match self.decoder.shrink() {
            Ok(None) => Vec::new(),
            Ok(Some(kept)) => {
                for member in &mut self.texts {
                    let new = kept.iter().position(|old| *old == member.slot);
                    member.slot = new.unwrap_or(member.slot);
                }
                Vec::new()
            }
            Err(error) => self.fail(&error),
        }
    }

    /// All texts end with an error.
    fn fail(&mut self, error: &Error) -> Vec<Ended<T>> {
        let members = std::mem::take(&mut self.texts);
        let ended = members.into_iter().map(|member| {
            self.decoder.leave(member.slot);
            Ended { owner: member.owner, text: Err(again(error)) }
        });
        ended.collect()
    }
}

/// The same error once more, for each text of a run that failed.
fn again(error: &Error) -> Error {
    match error {
        Error::Interrupted => Error::Interrupted,
        Error::Runtime(RuntimeError::Run { name, reason }) => {
            RuntimeError::Run { name: name.clone(), reason: reason.clone() }.into()
        }
        other => {
            RuntimeError::Run { name: "the decoder".to_owned(), reason: other.to_string() }.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes given texts; a picture is the text about it, and 99 in it is no number.
    #[derive(Default)]
    struct Scripts {
        slots: Vec<Option<(Vec<u32>, usize)>>,
        /// How many texts each run had.
        runs: Vec<usize>,
        broken: bool,
    }

    impl NextTokens for &mut Scripts {
        type Picture = Vec<u32>;

        fn join(&mut self, picture: &Vec<u32>) -> Result<usize> {
            let free = self.slots.iter().position(Option::is_none);
            let slot = free.unwrap_or(self.slots.len());
            self.slots.resize(self.slots.len().max(slot + 1), None);
            self.slots[slot] = Some((picture.clone(), 0));
            Ok(slot)
        }

        fn leave(&mut self, slot: usize) {
            self.slots[slot] = None;
        }

        fn shrink(&mut self) -> Result<Option<Vec<usize>>> {
            let kept: Vec<usize> =
                (0..self.slots.len()).filter(|i| self.slots[*i].is_some()).collect();
            self.slots.retain(Option::is_some);
            Ok(Some(kept))
        }

        fn next_tokens(
            &mut self,
            texts: &[(usize, u32)],
            cancel: &Cancel,
        ) -> Result<Vec<Result<Step>>> {
            cancel.check()?;
            if self.broken {
                let (name, reason) = ("decoder".to_owned(), "broken".to_owned());
                return Err(RuntimeError::Run { name, reason }.into());
            }
            self.runs.push(texts.len());
            let next = |(slot, fed): &(usize, u32)| {
                let (script, place) = self.slots[*slot].as_mut().unwrap();
                let before = place.checked_sub(1).map_or(0, |before| script[before]);
                assert_eq!(*fed, before, "slot {slot} at {place}");
                *place += 1;
                match script[*place - 1] {
                    99 => Err(Error::Interrupted),
                    token => Ok(Step { token, log_prob: -0.5 }),
                }
            };
            Ok(texts.iter().map(next).collect())
        }
    }

    fn limits(max_new_tokens: usize) -> Limits {
        Limits { start: 0, end: 1, max_new_tokens }
    }

    /// Whose it is, and the tokens and end of a text that did not fail.
    type Told = (char, Option<(Vec<u32>, Stop)>);

    fn told(ended: Vec<Ended<char>>) -> Vec<Told> {
        let tokens = |steps: Vec<Step>| steps.into_iter().map(|step| step.token).collect();
        ended
            .into_iter()
            .map(|e| (e.owner, e.text.ok().map(|(steps, stop)| (tokens(steps), stop.unwrap()))))
            .collect()
    }

    #[test]
    fn texts_join_and_leave_at_any_step_and_keep_their_own_tokens() {
        let (mut scripts, cancel) = (Scripts::default(), Cancel::new());
        let mut together = Together::new(&mut scripts, limits(5), 2);
        assert!(together.join(&vec![5, 1], 'a').is_none());
        assert!(together.join(&vec![6, 7, 8, 1], 'b').is_none());
        assert!(!together.has_room());
        assert!(together.step(&cancel).is_empty());
        assert_eq!(told(together.step(&cancel)), [('a', Some((vec![5], Stop::End)))]);
        // In the slot that `a` left.
        assert!(together.join(&vec![2, 3, 4, 5, 6, 7], 'c').is_none());
        assert!(together.step(&cancel).is_empty());
        assert_eq!(told(together.step(&cancel)), [('b', Some((vec![6, 7, 8], Stop::End)))]);
        assert!(together.shrink().is_empty());
        let rest: Vec<_> = (0..3).flat_map(|_| told(together.step(&cancel))).collect();
        assert_eq!(rest, [('c', Some((vec![2, 3, 4, 5, 6], Stop::Limit)))]);
        assert_eq!(together.count(), 0);
        assert_eq!(scripts.runs, [2, 2, 2, 2, 1, 1, 1]);
    }

    #[test]
    fn a_text_whose_values_are_no_numbers_fails_alone() {
        let (mut scripts, cancel) = (Scripts::default(), Cancel::new());
        let mut together = Together::new(&mut scripts, limits(9), 3);
        together.join(&vec![5, 6, 1], 'a');
        together.join(&vec![5, 99], 'b');
        let ended: Vec<_> = (0..3).flat_map(|_| told(together.step(&cancel))).collect();
        assert_eq!(ended, [('b', None), ('a', Some((vec![5, 6], Stop::End)))]);
    }

    #[test]
    fn when_the_run_fails_all_texts_end_with_its_error() {
        let cancel = Cancel::new();
        let mut scripts = Scripts { broken: true, ..Scripts::default() };
        let mut together = Together::new(&mut scripts, limits(9), 3);
        together.join(&vec![5, 1], 'a');
        together.join(&vec![5, 1], 'b');
        let ended = together.step(&cancel);
        let errors: Vec<_> =
            ended.iter().map(|e| e.text.as_ref().unwrap_err().to_string()).collect();
        assert!(errors.len() == 2 && errors.iter().all(|e| e.contains("broken")), "{errors:?}");
        together.join(&vec![5, 1], 'c');
        cancel.cancel();
        let ended = together.step(&cancel);
        assert!(matches!(ended[0].text, Err(Error::Interrupted)) && ended.len() == 1);
        assert!(together.count() == 0 && together.step(&Cancel::new()).is_empty());
    }
}
