//! What Python does with text, since the published metrics are Python.

/// The number that Python's `float` makes of `text`: white space around it, `1e3`, `1_000`,
/// `.5`, `inf` and `nan` are accepted; commas and currency signs are not.
///
/// Digits of other scripts, which Python accepts too, are not.
pub(super) fn float(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c));
    if !text.contains('_') {
        return text.parse().ok();
    }
    // An underscore stands between two digits or the text is no number.
    let bytes = text.as_bytes();
    let between = |i: usize| {
        i > 0 && bytes[i - 1].is_ascii_digit() && bytes.get(i + 1).is_some_and(u8::is_ascii_digit)
    };
    bytes
        .iter()
        .enumerate()
        .all(|(i, byte)| *byte != b'_' || between(i))
        .then(|| text.replace('_', "").parse().ok())
        .flatten()
}

/// A number as the metrics take it: with `%` at its end a hundredth of what stands before.
pub(super) fn percent_float(text: &str) -> Option<f64> {
    if text.ends_with('%') {
        float(text.trim_end_matches('%')).map(|value| value / 100.0)
    } else {
        float(text)
    }
}

/// The lines of `text` as `str.splitlines` cuts them.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let is_break = |c: char| {
        matches!(
            c,
            '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{1c}'
                ..='\u{1e}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut lines = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let Some(at) = rest.find(is_break) else {
            lines.push(rest);
            break;
        };
        lines.push(&rest[..at]);
        let length = if rest[at..].starts_with("\r\n") {
            2
        } else {
            rest[at..].chars().next().map_or(1, char::len_utf8)
        };
        rest = &rest[at + length..];
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_python_reads_them() {
        // Each as Python 3.11 answers to float(text).
        for (text, expected) in [
            (" 12.5\n", Some(12.5)),
            ("1e3", Some(1000.0)),
            ("1_000", Some(1000.0)),
            ("1__0", None),
            ("_1", None),
            ("1_", None),
            ("1_.5", None),
            ("+.5", Some(0.5)),
            ("5.", Some(5.0)),
            ("-inf", Some(f64::NEG_INFINITY)),
            ("Infinity", Some(f64::INFINITY)),
            ("1,000", None),
            ("$5", None),
            ("", None),
            (".", None),
            ("0x10", None),
            ("1 000", None),
            ("1e", None),
        ] {
            assert_eq!(float(text), expected, "{text:?}");
        }
        assert!(float("nan").is_some_and(f64::is_nan));
        assert_eq!(percent_float("50%%"), Some(0.5));
        assert_eq!(percent_float("50 %"), Some(0.5));
        assert_eq!(percent_float("50% "), None);
    }

    #[test]
    fn lines_as_python_cuts_them() {
        assert_eq!(lines("a\nb\r\nc\rd\u{2028}e\n"), ["a", "b", "c", "d", "e"]);
        assert_eq!(lines("a\n\nb"), ["a", "", "b"]);
        assert!(lines("").is_empty());
    }
}
