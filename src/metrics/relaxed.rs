//! Relaxed accuracy, as published and as varied: one question, one answer.

use std::sync::LazyLock;

use regex::Regex;

use super::python;
use crate::table::number;

/// Relative error up to which a number is right, inclusive.
const TOLERANCE: f64 = 0.05;

/// Relaxed correctness (google-research/pix2struct `pix2struct/metrics.py`; lmms-eval's is the
/// same): numbers within 5 %, else texts equal in any case.
///
/// Faithful, so with its quirks: 1950 passes for 2014, a target of `0` needs the text `0`, a
/// list is a plain text.
///
/// ```
/// use chartqa::metrics::relaxed;
/// assert!(relaxed("50", "52.5") && !relaxed("50", "52.6"));
/// assert!(relaxed("12%", "0.12") && !relaxed("12", "12%"));
/// ```
pub fn relaxed(target: &str, prediction: &str) -> bool {
    match (python::percent_float(target), python::percent_float(prediction)) {
        (Some(t), Some(p)) if t != 0.0 => (p - t).abs() / t.abs() <= TOLERANCE,
        _ => same_text(target, prediction),
    }
}

/// VLMEvalKit's form: white space around the prediction is dropped, and of several answers any
/// will do.
pub fn relaxed_vlmeval<T: AsRef<str>>(targets: &[T], prediction: &str) -> bool {
    targets.iter().any(|target| relaxed(target.as_ref(), prediction.trim()))
}

/// The form of lm-evaluation-harness (from mistral-evals): what stands behind the last
/// `answer:`, if there is one; commas and `$` are dropped from what holds a digit; a percentage
/// on either side may stand for its hundredth; a target of one letter is compared with the
/// first letter; of several answers any will do.
pub fn relaxed_lmeval<T: AsRef<str>>(targets: &[T], prediction: &str) -> bool {
    let prediction = lmeval_text(&final_answer(prediction));
    targets.iter().any(|target| lmeval_equal(&lmeval_text(target.as_ref()), &prediction))
}

fn lmeval_equal(target: &str, prediction: &str) -> bool {
    let number = |text: &str| {
        let text = text.trim();
        python::float(text.trim_end_matches('%')).map(|value| (value, text.ends_with('%')))
    };
    let close = |t: f64, p: f64| (p - t).abs() / t.abs().max(1e-10) <= TOLERANCE;
    if let (Some((t, t_percent)), Some((p, p_percent))) = (number(target), number(prediction)) {
        return close(t, p)
            || (p_percent && close(t, p / 100.0))
            || (t_percent && close(t / 100.0, p));
    }
    let mut letters = target.chars();
    match (letters.next(), letters.next(), prediction.chars().next()) {
        (Some(letter), None, Some(first)) if letter.is_alphabetic() => {
            letter.to_lowercase().eq(first.to_lowercase())
        }
        _ => same_text(target, prediction),
    }
}

#[allow(clippy::unwrap_used, reason = "a constant, compiled by the tests")]
static STARRED_MARK: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"([aA]nswer)\**:\**").unwrap());

/// The first line with text behind the last `answer:`, without Markdown; without one, all.
fn final_answer(text: &str) -> String {
    const MARK: &str = "answer:";
    // Asterisks around the colon are Markdown: **Answer:** 5, Answer**: 5.
    let plain = STARRED_MARK.replace_all(text, "$1:");
    let Some(at) = plain.to_ascii_lowercase().rfind(MARK) else { return text.to_owned() };
    let line = plain[at + MARK.len()..].split('\n').map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or_default().replace(['*', '_', '[', ']', '(', ')'], "")
}

fn lmeval_text(text: &str) -> String {
    if text.contains(|c: char| c.is_numeric()) {
        let cut = |c: char| (c.is_ascii_punctuation() || c.is_whitespace()) && c != '%';
        text.trim_end_matches(cut).replace([',', '$'], "")
    } else {
        let quoted = |quote: char| {
            text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)).map(str::to_owned)
        };
        quoted('"').or_else(|| quoted('\'')).unwrap_or_else(|| text.to_owned())
    }
}

/// ChartQAPro's score in `[0, 1]` of one answer: percent signs are dropped (not divided by), a
/// target of zero needs a zero, texts score by ANLS. With `exact` (its rule for years), texts
/// must be equal in any case.
pub fn relaxed_pro(target: &str, prediction: &str, exact: bool) -> f64 {
    let (target, prediction) = (target.trim(), prediction.trim());
    if exact {
        return f64::from(same_text(target, prediction));
    }
    let bare = |text: &str| text.trim_matches('%').trim().to_owned();
    let (target, prediction) = (bare(target), bare(prediction));
    match (python::float(&target), python::float(&prediction)) {
        (Some(0.0), Some(p)) => f64::from(p == 0.0),
        (Some(t), Some(p)) => f64::from((p - t).abs() / t.abs() <= TOLERANCE),
        _ => text_similarity(&target, &prediction),
    }
}

/// ChartQAPro's score of a list: the mean over the positions, what is missing or too much
/// counting as wrong.
pub fn relaxed_pro_list<T: AsRef<str>, P: AsRef<str>>(
    targets: &[T],
    predictions: &[P],
    exact: bool,
) -> f64 {
    let length = targets.len().max(predictions.len());
    let pairs = targets.iter().zip(predictions);
    let sum: f64 = pairs.map(|(t, p)| relaxed_pro(t.as_ref(), p.as_ref(), exact)).sum();
    if length == 0 { 0.0 } else { sum / length as f64 }
}

/// The similarity of PyPI's `anls`, which ChartQAPro uses: in lower case, white space collapsed,
/// nothing from a normalised distance of one half on (RMS counts one half itself).
fn text_similarity(a: &str, b: &str) -> f64 {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let (a, b) = (plain(a), plain(b));
    let longer = a.chars().count().max(b.chars().count());
    let similarity =
        if longer == 0 { 1.0 } else { 1.0 - strsim::levenshtein(&a, &b) as f64 / longer as f64 };
    if similarity > 0.5 { similarity } else { 0.0 }
}

/// [`relaxed`], but a target that is a year (1500 to 2199) must be met exactly. Beside the
/// published form, never in its place.
pub fn relaxed_years(target: &str, prediction: &str) -> bool {
    match number::year(target) {
        Some(year) => python::float(prediction) == Some(f64::from(year)),
        None => relaxed(target, prediction),
    }
}

/// [`relaxed`], but a percent sign or unit behind either number is ignored: `12` and `12%`,
/// `20` and `20 °C`. Scale words (`k`, `million`) are no units. Beside the published form,
/// never in its place.
pub fn relaxed_units(target: &str, prediction: &str) -> bool {
    relaxed(target, prediction)
        || match (without_unit(target), without_unit(prediction)) {
            (Some(t), Some(p)) if t == 0.0 || p == 0.0 => t == p,
            (Some(t), Some(p)) => (p - t).abs() / t.abs() <= TOLERANCE,
            _ => false,
        }
}

/// The number before a unit, if there is nothing else.
fn without_unit(text: &str) -> Option<f64> {
    let text = text.trim();
    let cell = number::parse_cell(text)?;
    let digits_end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    (cell.scale == 1.0).then(|| python::float(&text[..digits_end])).flatten()
}

/// Whether two texts are the same in lower case.
fn same_text(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn quirks_of_the_published_form() {
        assert!(relaxed("2014", "1950"));
        assert!(relaxed("0", "0") && !relaxed("0", "0.0"));
        assert!(!relaxed("1,327", "1327"));
        assert!(!relaxed("nan", "5") && !relaxed("nan", "nan"));
        assert!(relaxed("-50", "-52.5") && !relaxed("-1.6", "1.6"));
    }

    #[test]
    fn years_are_exact_only_in_the_variant_called_so() {
        assert!(relaxed_years("2014", "2014") && relaxed_years("2014", "2014.0"));
        assert!(!relaxed_years("2014", "2013") && relaxed("2014", "2013"));
        assert!(relaxed_years("20140", "20141"));
    }

    #[test]
    fn units_are_ignored_only_in_the_variant_called_so() {
        for (target, prediction) in [
            ("12", "12%"),
            ("12%", "12"),
            ("20", "20 °C"),
            ("0%", "0"),
            ("7 years", "7"),
            ("45 percent", "45"),
        ] {
            assert!(!relaxed(target, prediction), "{target} {prediction}");
            assert!(relaxed_units(target, prediction), "{target} {prediction}");
        }
        for (target, prediction) in [
            ("5", "5 million"),
            ("5k", "5"),
            ("12%", "13%"),
            ("0", "0.1%"),
            ("a%", "b%"),
            ("5", "5, maybe 6"),
            ("5", "5-6"),
        ] {
            assert!(!relaxed_units(target, prediction), "{target} {prediction}");
        }
    }

    #[test]
    fn the_harness_looks_for_the_final_answer() {
        for prediction in [
            "It is 4 more.\n**Final Answer:** 12",
            "The answer: is simple. answer:\n\n  (12)",
            "Answer**:** 12.",
            "12,",
        ] {
            assert!(relaxed_lmeval(&["12"], prediction), "{prediction}");
        }
        assert!(!relaxed_lmeval(&["12"], "answer: 12\nanswer: 15"));
        assert!(relaxed_lmeval(&["15", "12"], "12"));
        assert!(relaxed_lmeval(&["Yes"], "\"yes\""));
    }

    #[test]
    fn lists_are_scored_by_position() {
        assert_eq!(relaxed_pro_list(&["4", "9"], &["4", "9"], false), 1.0);
        assert_eq!(relaxed_pro_list(&["4", "9"], &["9", "4"], false), 0.0);
        assert_eq!(relaxed_pro_list(&["4", "9"], &["4"], false), 0.5);
        assert_eq!(relaxed_pro_list(&["4"], &["4", "9", "2"], false), 1.0 / 3.0);
    }

    proptest! {
        #[test]
        fn what_is_the_same_is_right(text in "[a-zA-Z][a-z %]{0,8}|[1-9][0-9]{0,4}%?") {
            prop_assert!(relaxed(&text, &text) && relaxed_years(&text, &text));
            prop_assert!(relaxed_units(&text, &text));
            prop_assert_eq!(relaxed_pro(&text, &text, false), 1.0);
            prop_assert_eq!(relaxed_pro(&text, &text, true), 1.0);
        }

        #[test]
        fn no_text_panics_and_units_only_add(target in ".{0,10}", prediction in ".{0,10}") {
            let strict = relaxed(&target, &prediction);
            prop_assert!(!strict || relaxed_units(&target, &prediction));
            let _ = relaxed_lmeval(&[&target], &prediction);
            let pro = relaxed_pro(&target, &prediction, false);
            prop_assert!((0.0..=1.0).contains(&pro));
        }
    }
}
