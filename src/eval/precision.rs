//! How far a model in one precision reads as it does in another: the check that a converted
//! precision has to pass on a person's own pictures.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::Reading;
use crate::metrics::rms;

/// Two readings of one picture, compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// Name of the picture.
    pub picture: String,
    /// Tokens of the reference's text, its end included; 0 for a reader that has none.
    pub tokens: usize,
    /// Of these, how many the model gives where all tokens before are the reference's.
    pub agreeing: usize,
    /// Whether both texts are the same.
    pub same: bool,
    /// F1 of RMS, of one table against the other, in `[0, 1]`; 1 if both readers refused.
    pub rms_f1: f64,
}

impl Agreement {
    /// Compares the readings of `picture`; `None` stands for a refusal. `follows` is what the
    /// model writes behind each token of the reference's text, the start token first.
    pub fn new(
        picture: &str,
        reference: Option<&Reading>,
        reading: Option<&Reading>,
        follows: &[u32],
        end: u32,
    ) -> Self {
        let expected = reference.map(|r| {
            let ends = (!r.verdicts.truncated && !r.verdicts.repeated).then_some(end);
            r.token_ids.iter().copied().chain(ends).collect::<Vec<u32>>()
        });
        let expected = expected.filter(|_| !follows.is_empty()).unwrap_or_default();
        let agreeing = expected.iter().zip(follows).filter(|(a, b)| a == b).count();
        let (same, rms_f1) = match (reference, reading) {
            (Some(a), Some(b)) => {
                let same = a.text == b.text;
                // A table too large to be scored counts by whether it is the same.
                let score = rms(&a.text, &b.text).map_or(f64::from(u8::from(same)), |s| s.f1);
                (same, if same { 1.0 } else { score })
            }
            (None, None) => (true, 1.0),
            _ => (false, 0.0),
        };
        Self { picture: picture.to_owned(), tokens: expected.len(), agreeing, same, rms_f1 }
    }
}

/// The check of a precision over all pictures; what a manifest records.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrecisionCheck {
    /// The precision that was checked.
    pub precision: String,
    /// The one it was compared with.
    pub reference: String,
    /// Number of pictures.
    pub pictures: usize,
    /// Tokens compared, over all pictures; 0 for a reader that has none.
    pub tokens: usize,
    /// Share of these that agree, each behind the reference's own tokens; none without tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_agreement: Option<f64>,
    /// Share of pictures read with the same text.
    pub same_texts: f64,
    /// F1 of RMS of one table against the other, the mean over pictures.
    pub rms_f1: f64,
    /// The lowest of these.
    pub worst_rms_f1: f64,
}

impl PrecisionCheck {
    /// Sums up; none without pictures.
    pub fn of(precision: &str, reference: &str, all: &[Agreement]) -> Option<Self> {
        let count = all.len();
        let worst_rms_f1 = all.iter().map(|a| a.rms_f1).min_by(f64::total_cmp)?;
        let tokens: usize = all.iter().map(|a| a.tokens).sum();
        let agreeing: usize = all.iter().map(|a| a.agreeing).sum();
        Some(Self {
            precision: precision.to_owned(),
            reference: reference.to_owned(),
            pictures: count,
            tokens,
            token_agreement: (tokens > 0).then(|| agreeing as f64 / tokens as f64),
            same_texts: all.iter().filter(|a| a.same).count() as f64 / count as f64,
            rms_f1: all.iter().map(|a| a.rms_f1).sum::<f64>() / count as f64,
            worst_rms_f1,
        })
    }

    /// The check in words, with the pictures that are read otherwise, the worst first.
    pub fn text(&self, all: &[Agreement]) -> String {
        let mut text =
            format!("{} against {}, {} pictures\n", self.precision, self.reference, self.pictures);
        let percent = |share: f64| format!("{:.1} %", share * 100.0);
        if let Some(agreement) = self.token_agreement {
            let _ = writeln!(text, "tokens that agree  {} of {}", percent(agreement), self.tokens);
        }
        let _ = writeln!(text, "same text          {}", percent(self.same_texts));
        let (mean, worst) = (self.rms_f1, self.worst_rms_f1);
        let _ = writeln!(text, "RMS F1             {mean:.3} (worst {worst:.3})");
        let mut others: Vec<&Agreement> = all.iter().filter(|a| !a.same).collect();
        others.sort_by(|a, b| a.rms_f1.total_cmp(&b.rms_f1));
        for other in others {
            let _ = writeln!(text, "  {:.3}  {}", other.rms_f1, other.picture);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(text: &str, token_ids: &[u32]) -> Reading {
        Reading { text: text.to_owned(), token_ids: token_ids.to_vec(), ..Reading::default() }
    }

    #[test]
    fn tokens_and_tables_are_compared() {
        let a = reading("a | b <0x0A> x | 1 <0x0A> y | 2", &[5, 6, 7]);
        let b = reading("a | b <0x0A> x | 1 <0x0A> y | 9", &[5, 6, 8]);
        let other = Agreement::new("p", Some(&a), Some(&b), &[5, 6, 8, 1], 1);
        assert_eq!((other.tokens, other.agreeing, other.same), (4, 3, false));
        assert!(other.rms_f1 > 0.0 && other.rms_f1 < 1.0, "{}", other.rms_f1);
        let same = Agreement::new("q", Some(&a), Some(&a), &[5, 6, 7, 1], 1);
        assert_eq!((same.agreeing, same.same, same.rms_f1), (4, true, 1.0));

        let check = PrecisionCheck::of("q8", "fp32", &[same, other.clone()]).unwrap();
        assert_eq!((check.pictures, check.tokens), (2, 8));
        assert_eq!((check.token_agreement, check.same_texts), (Some(7.0 / 8.0), 0.5));
        assert_eq!(check.worst_rms_f1, other.rms_f1);
        assert!(check.text(&[other]).contains("  p\n"));
        assert_eq!(PrecisionCheck::of("q8", "fp32", &[]), None);
    }

    #[test]
    fn a_refusal_by_one_alone_is_a_table_lost() {
        let a = reading("x | 1", &[]);
        let lost = Agreement::new("p", Some(&a), None, &[], 1);
        assert_eq!((lost.tokens, lost.same, lost.rms_f1), (0, false, 0.0));
        let both = Agreement::new("p", None, None, &[], 1);
        assert_eq!((both.same, both.rms_f1), (true, 1.0));
    }
}
