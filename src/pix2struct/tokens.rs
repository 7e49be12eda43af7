//! Token ids to text, and where in the text each of them stands.

use std::ops::Range;
use std::path::Path;

use tokenizers::{Decoder, Tokenizer};

use super::decoder::Step;
use crate::models::ModelError;

/// Turns ids into text as the model's tokenizer does, special tokens left out.
///
/// Byte tokens stay as they are named when the tokenizer says so; DePlot's does, so
/// its rows are divided by the six characters `<0x0A>`.
pub struct Detokenizer {
    tokenizer: Tokenizer,
}

/// A text with the tokens it is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// For every token of the text, its bytes there and its log probability; spans
    /// follow one another without gaps.
    pub tokens: Vec<(Range<usize>, f32)>,
}

impl Detokenizer {
    /// Reads a `tokenizer.json`.
    ///
    /// # Errors
    /// [`ModelError::Damaged`] if it is missing or none.
    pub fn open(file: &Path) -> Result<Self, ModelError> {
        let tokenizer = Tokenizer::from_file(file)
            .map_err(|e| ModelError::Damaged { path: file.to_owned(), reason: e.to_string() })?;
        Ok(Self { tokenizer })
    }

    /// The text of `steps`.
    ///
    /// # Errors
    /// In words, if the tokenizer's decoder fails.
    pub fn decode(&self, steps: &[Step]) -> Result<Decoded, String> {
        let added = self.tokenizer.get_added_vocabulary();
        // Ids beyond the tokenizer's vocabulary have no text; models have more logits than that.
        let (pieces, log_probs): (Vec<String>, Vec<f32>) = steps
            .iter()
            .filter_map(|step| Some((self.tokenizer.id_to_token(step.token)?, step.log_prob)))
            .filter(|(piece, _)| !added.is_special_token(piece))
            .unzip();
        let parts = self.parts(pieces)?;
        let mut decoded = Decoded::default();
        for (part, log_prob) in parts.iter().zip(log_probs) {
            let start = decoded.text.len();
            decoded.text.push_str(part);
            decoded.tokens.push((start..decoded.text.len(), log_prob));
        }
        Ok(decoded)
    }

    /// The text that each of `pieces` adds.
    fn parts(&self, pieces: Vec<String>) -> Result<Vec<String>, String> {
        let Some(decoder) = self.tokenizer.get_decoder() else {
            let spaced = pieces.into_iter().enumerate();
            return Ok(spaced.map(|(i, p)| if i == 0 { p } else { format!(" {p}") }).collect());
        };
        let count = pieces.len();
        let parts = decoder.decode_chain(pieces.clone()).map_err(|e| e.to_string())?;
        if parts.len() == count {
            return Ok(parts);
        }
        // A decoder that joins pieces (bytes to characters): see what each one adds.
        let text = parts.concat();
        let mut parts = Vec::with_capacity(count);
        let mut start = 0;
        for n in 1..=count {
            let prefix = decoder.decode(pieces[..n].to_vec()).map_err(|e| e.to_string())?;
            let common = prefix.bytes().zip(text.bytes()).take_while(|(a, b)| a == b).count();
            let mut end = if n == count { text.len() } else { common.max(start) };
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            parts.push(text[start..end].to_owned());
            start = end;
        }
        Ok(parts)
    }
}

impl Decoded {
    /// Probability in `[0, 1]` that the model gave the text in `span`, given all before
    /// it: the product over its tokens. A token counts if a visible character of it
    /// lies within.
    pub fn confidence(&self, span: &Range<usize>) -> f32 {
        let within = |token: &Range<usize>| {
            let overlap = token.start.max(span.start)..token.end.min(span.end);
            self.text.get(overlap).is_some_and(|text| !text.trim().is_empty())
        };
        let log_probs = self.tokens.iter().filter(|(token, _)| within(token)).map(|(_, p)| p);
        log_probs.sum::<f32>().exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn detokenizer(decoder: &str) -> Detokenizer {
        let json = format!(
            r#"{{"version":"1.0","truncation":null,"padding":null,"normalizer":null,
            "added_tokens":[{{"id":0,"content":"<pad>","special":true,"single_word":false,
                "lstrip":false,"rstrip":false,"normalized":false}}],
            "pre_tokenizer":null,"post_processor":null,"decoder":{decoder},
            "model":{{"type":"Unigram","unk_id":1,"byte_fallback":true,"vocab":[["<pad>",0.0],
                ["<unk>",0.0],["<0x0A>",-1.0],["<0xC3>",-1.0],["<0xA9>",-1.0],["▁a",-1.0],
                ["b",-1.0],["▁|",-1.0],["▁",-1.0]]}}}}"#
        );
        Detokenizer { tokenizer: json.parse().unwrap() }
    }

    const METASPACE: &str =
        r#"{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}"#;

    fn steps(tokens: &[u32]) -> Vec<Step> {
        tokens.iter().map(|token| Step { token: *token, log_prob: 0.5_f32.ln() }).collect()
    }

    #[test]
    fn byte_tokens_keep_their_names_and_special_tokens_go() {
        let decoded = detokenizer(METASPACE).decode(&steps(&[5, 6, 7, 0, 5, 2, 6, 99])).unwrap();
        assert_eq!(decoded.text, "ab | a<0x0A>b");
        let parts: Vec<&str> =
            decoded.tokens.iter().map(|(span, _)| &decoded.text[span.clone()]).collect();
        assert_eq!(parts, ["a", "b", " |", " a", "<0x0A>", "b"]);
    }

    #[test]
    fn tokens_that_are_joined_to_characters_still_have_spans() {
        let decoder = r#"{"type":"Sequence","decoders":[{"type":"ByteFallback"},
            {"type":"Fuse"},{"type":"Replace","pattern":{"String":"▁"},"content":" "}]}"#;
        let decoded = detokenizer(decoder).decode(&steps(&[5, 3, 4, 6])).unwrap();
        assert_eq!(decoded.text, " aéb");
        let spans: Vec<_> = decoded.tokens.iter().map(|(span, _)| span.clone()).collect();
        assert_eq!(spans, [0..2, 2..2, 2..4, 4..5]);
    }

    #[test]
    fn the_confidence_of_a_span_is_the_product_of_its_tokens() {
        let decoded = detokenizer(METASPACE).decode(&steps(&[5, 6, 7, 5, 8, 6])).unwrap();
        assert_eq!(decoded.text, "ab | a b");
        assert!((decoded.confidence(&(0..2)) - 0.25).abs() < 1e-6);
        // The space before the bar belongs to the bar's token but is not in the cell.
        assert!((decoded.confidence(&(0..3)) - 0.25).abs() < 1e-6);
        assert!((decoded.confidence(&(3..4)) - 0.5).abs() < 1e-6);
        assert!((decoded.confidence(&(5..8)) - 0.25).abs() < 1e-6);
    }
}
