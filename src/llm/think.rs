//! Leaving out what a model thinks aloud between `<think>` and `</think>`.

/// Marks that open and close thoughts.
const MARKS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Separates speech from thoughts in text that comes in pieces.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    /// Text that may be the beginning of a mark.
    pending: String,
    /// The mark that ends the thoughts, while there are any.
    closing: Option<&'static str>,
}

impl Thoughts {
    /// Takes the next piece and returns what of it is certainly speech.
    pub(super) fn push(&mut self, piece: &str) -> String {
        self.pending.push_str(piece);
        let mut speech = String::new();
        loop {
            if let Some(closing) = self.closing {
                let Some(at) = self.pending.find(closing) else {
                    self.keep_tail(&[closing]);
                    return speech;
                };
                self.pending.drain(..at + closing.len());
                self.closing = None;
            }
            let found = MARKS
                .iter()
                .filter_map(|(open, close)| Some((self.pending.find(open)?, *open, *close)))
                .min();
            let Some((at, open, close)) = found else {
                let tail = self.possible_mark(&MARKS.map(|(open, _)| open));
                speech.extend(self.pending.drain(..self.pending.len() - tail));
                return speech;
            };
            speech.push_str(&self.pending[..at]);
            self.pending.drain(..at + open.len());
            self.closing = Some(close);
        }
    }

    /// What is left when nothing more comes.
    pub(super) fn finish(self) -> String {
        if self.closing.is_some() { String::new() } else { self.pending }
    }

    /// Drops thoughts that are over, but for what may begin a mark.
    fn keep_tail(&mut self, marks: &[&str]) {
        let tail = self.possible_mark(marks);
        self.pending.drain(..self.pending.len() - tail);
    }

    /// Length in bytes of the longest end of the text that begins a mark.
    fn possible_mark(&self, marks: &[&str]) -> usize {
        let begins = |length: &usize| {
            let start = self.pending.len() - length;
            self.pending.is_char_boundary(start)
                && marks.iter().any(|mark| mark.starts_with(&self.pending[start..]))
        };
        let longest = marks.iter().map(|mark| mark.len() - 1).max().unwrap_or(0);
        (1..=longest.min(self.pending.len())).rev().find(begins).unwrap_or(0)
    }
}

/// A whole text without thoughts. Some servers swallow the opening mark: then
/// everything before the closing one is thought.
pub(super) fn speech(text: &str) -> String {
    let mut thoughts = Thoughts::default();
    let mut speech = thoughts.push(text);
    speech += &thoughts.finish();
    for (_, close) in MARKS {
        if let Some(at) = speech.rfind(close) {
            speech.drain(..at + close.len());
        }
    }
    speech.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thoughts_are_left_out() {
        for (text, expected) in [
            ("<think>hm</think>\n\n42", "42"),
            ("a <think>x</think>b<thinking>y</thinking> c", "a b c"),
            ("hm, 42?</think>42", "42"),
            ("<think>never ends", ""),
            ("1 < 2 and <thin", "1 < 2 and <thin"),
            ("<think></think>", ""),
        ] {
            assert_eq!(speech(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(
            text in "(<think>|</think>|<thinking>|</thinking>|<thi|nk>|a|é| ){0,12}",
            cut in 1usize..6,
        ) {
            let mut whole = Thoughts::default();
            let mut expected = whole.push(&text);
            expected += &whole.finish();
            let mut thoughts = Thoughts::default();
            let mut speech = String::new();
            let characters: Vec<char> = text.chars().collect();
            for piece in characters.chunks(cut) {
                speech += &thoughts.push(&piece.iter().collect::<String>());
            }
            speech += &thoughts.finish();
            prop_assert_eq!(speech, expected);
        }
    }
}
