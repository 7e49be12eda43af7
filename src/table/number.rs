//! Numbers and units as charts print them.

use std::fmt::Write as _;

mod units;

use units::Tail;

/// A number read from a cell, with what stood around it.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The value, scale words applied (`1.5k` is 1500), a percentage as it stands (`45%` is 45).
    pub value: f64,
    /// Whether a percent sign (or word) follows.
    pub percent: bool,
    /// What stands before the digits, e.g. `$`; signs are not part of it.
    pub prefix: String,
    /// What stands behind the digits and the scale, e.g. `kg`; no percent sign.
    pub suffix: String,
    /// What the scale word multiplies by: 1000 for `k`, 1 without one.
    pub scale: f64,
    /// The scale as written, e.g. `k` or `million`; empty without one.
    pub scale_word: String,
    /// Digits after the decimal point, as written.
    pub decimals: usize,
}

/// What stands for 'no value' in tables.
const MISSING: [&str; 12] =
    ["", "nan", "n/a", "na", "none", "null", "-", "--", "–", "—", "...", "…"];

/// What may stand before the digits besides currency signs: rough numbers and
/// currencies written as words.
const PREFIXES: [&str; 13] =
    ["~", "≈", "<", ">", "≤", "≥", "ca.", "c.", "USD", "EUR", "GBP", "Rs", "Rs."];

/// Whether a cell says that there is no value: empty, `nan`, `-` and their like.
pub fn is_missing(cell: &str) -> bool {
    let cell = cell.trim();
    MISSING.iter().any(|missing| cell.eq_ignore_ascii_case(missing))
}

/// The number in a cell, if the cell holds one number and nothing but its unit.
///
/// Understands thousands separators (`,`, `.`, `'`, spaces), decimal point and
/// comma, parentheses and every kind of minus for negatives, currency signs,
/// percent signs, scale words (`k`, `M`, `bn`, `million`) and short units.
///
/// ```
/// use chartqa::table::number::parse_cell;
/// assert_eq!(parse_cell("$1,234.5").unwrap().value, 1234.5);
/// assert_eq!(parse_cell("(12) %").unwrap().value, -12.0);
/// assert_eq!(parse_cell("1 234 567").unwrap().value, 1_234_567.0);
/// assert_eq!(parse_cell("−2.5k").unwrap().value, -2500.0);
/// assert!(parse_cell("2018/19").is_none() && parse_cell("nan").is_none());
/// ```
pub fn parse_cell(cell: &str) -> Option<Number> {
    let text = cell.trim().trim_end_matches(['*', '†', '‡']).trim_end();
    let (text, bracketed) = without_brackets(text)?;
    let digit_at = text.find(|c: char| c.is_ascii_digit())?;
    // A point before the first digit belongs to the number (`.5`), but not to `Rs.5`.
    let point_before = text[..digit_at].strip_suffix('.').is_some_and(|before| {
        before.chars().next_back().is_none_or(|c| !c.is_alphabetic() && c != '.')
    });
    let (before, text) = text.split_at(digit_at - usize::from(point_before));

    // Sign and prefix come in either order: -$5, $-5.
    let mut prefix = String::new();
    let mut negative = bracketed;
    for c in before.chars().filter(|c| !c.is_whitespace() && *c != '+') {
        if matches!(c, '-' | '−' | '‒' | '–' | '—') && !negative {
            negative = true;
        } else {
            prefix.push(c);
        }
    }
    if !is_prefix(&prefix) {
        return None;
    }
    let (core, tail) = text.split_at(core_length(text));
    let (magnitude, decimals) = parse_core(core)?;
    let tail = Tail::parse(tail)?;
    let value = magnitude * tail.scale;
    value.is_finite().then(|| Number {
        value: if negative { -value } else { value },
        percent: tail.percent,
        prefix,
        suffix: tail.suffix,
        scale: tail.scale,
        scale_word: tail.scale_word,
        decimals,
    })
}

/// Removes the brackets that book-keepers put around negative numbers, and says
/// whether there were any; `None` if brackets stand elsewhere.
fn without_brackets(text: &str) -> Option<(String, bool)> {
    match (text.find('('), text.find(')')) {
        (None, None) => Some((text.to_owned(), false)),
        (Some(open), Some(close)) if open < close => {
            let inner = &text[open + 1..close];
            let around = inner.contains(|c: char| c.is_ascii_digit())
                && !text[..open].contains(|c: char| c.is_alphanumeric());
            around.then(|| (format!("{}{inner}{}", &text[..open], &text[close + 1..]), true))
        }
        _ => None,
    }
}

/// Currency signs, `US$` and its like, and marks of rough numbers.
fn is_prefix(prefix: &str) -> bool {
    prefix.chars().count() <= 4
        && (prefix.is_empty() || prefix.chars().any(is_currency) || PREFIXES.contains(&prefix))
}

fn is_currency(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '₪' | '฿' | '₫' | '¢')
}

/// Length in bytes of the digits with their separators and exponent.
fn core_length(text: &str) -> usize {
    let bytes: Vec<(usize, char)> = text.char_indices().collect();
    let digit = |i: usize| bytes.get(i).is_some_and(|(_, c)| c.is_ascii_digit());
    let mut i = 0;
    while let Some(&(_, c)) = bytes.get(i) {
        let inside = c.is_ascii_digit()
            || (matches!(c, '.' | ',') && digit(i + 1))
            // Groups of exactly three digits behind a space or an apostrophe.
            || (is_group_space(c)
                && digit(i + 1)
                && digit(i + 2)
                && digit(i + 3)
                && !digit(i + 4)
                && digit(i.wrapping_sub(1)));
        if !inside {
            break;
        }
        i += 1;
    }
    if matches!(bytes.get(i), Some((_, 'e' | 'E'))) {
        let sign = usize::from(matches!(bytes.get(i + 1), Some((_, '+' | '-'))));
        if digit(i + 1 + sign) {
            i += 1 + sign;
            while digit(i) {
                i += 1;
            }
        }
    }
    bytes.get(i).map_or(text.len(), |(at, _)| *at)
}

fn is_group_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '’')
}

/// Value of digits with separators, and the digits after the decimal point.
fn parse_core(core: &str) -> Option<(f64, usize)> {
    let core: String = core.chars().filter(|c| !is_group_space(*c)).collect();
    let (mantissa, exponent) = match core.find(['e', 'E']) {
        Some(at) => core.split_at(at),
        None => (core.as_str(), ""),
    };
    let decimal = decimal_separator(mantissa)?;
    let mut plain = String::with_capacity(core.len());
    let mut decimals = 0;
    let mut after_point = false;
    for c in mantissa.chars() {
        if c.is_ascii_digit() {
            plain.push(c);
            decimals += usize::from(after_point);
        } else if Some(c) == decimal {
            plain.push('.');
            after_point = true;
        }
    }
    plain.push_str(exponent);
    plain.parse().ok().map(|value| (value, decimals))
}

/// Which of `.` and `,` is the decimal separator; the outer `None` for text that
/// is no number, such as `1.2.3`.
#[allow(clippy::option_option)]
fn decimal_separator(mantissa: &str) -> Option<Option<char>> {
    let groups_of_three = |separator: char, text: &str| {
        let mut groups = text.split(separator);
        let first = groups.next().unwrap_or_default();
        (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
    };
    let count = |separator: char| mantissa.matches(separator).count();
    match (count('.'), count(',')) {
        (0, 0) => Some(None),
        (1, 0) => Some(Some('.')),
        (0, 1) => Some((!groups_of_three(',', mantissa)).then_some(',')),
        (_, 0) => groups_of_three('.', mantissa).then_some(None),
        (0, _) => groups_of_three(',', mantissa).then_some(None),
        _ => {
            let at = mantissa.rfind(['.', ','])?;
            let decimal = if mantissa[at..].starts_with('.') { '.' } else { ',' };
            let thousands = if decimal == '.' { ',' } else { '.' };
            let whole = &mantissa[..at];
            (!whole.contains(decimal) && groups_of_three(thousands, whole)).then_some(Some(decimal))
        }
    }
}

/// The year in a text that is nothing but a year between 1500 and 2199.
///
/// ```
/// assert_eq!(chartqa::table::number::year(" 2019* "), Some(2019));
/// assert_eq!(chartqa::table::number::year("12019"), None);
/// ```
pub fn year(text: &str) -> Option<i32> {
    let text = text.trim().trim_end_matches('*');
    (text.len() == 4).then(|| text.parse().ok()).flatten().filter(|y| (1500..2200).contains(y))
}

/// Writes a number without floating-point noise: at most `decimals` digits after
/// the point (more for numbers so small that three significant digits need
/// them), no trailing zeros, no `-0`.
///
/// ```
/// use chartqa::table::number::plain;
/// assert_eq!(plain(0.1 + 0.2, 2), "0.3");
/// assert_eq!(plain(18.666_666, 2), "18.67");
/// assert_eq!(plain(0.000_123_4, 2), "0.000123");
/// assert_eq!(plain(-0.0, 2), "0");
/// ```
pub fn plain(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "nan".to_owned();
    }
    let magnitude = value.abs();
    let needed = if magnitude > 0.0 && magnitude < 1.0 {
        (2.0 - magnitude.log10().floor()).clamp(0.0, 300.0) as usize
    } else {
        0
    };
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write!(text, "{value:.*}", decimals.max(needed));
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if text == "-0" { "0".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(cell: &str) -> Option<f64> {
        parse_cell(cell).map(|n| n.value)
    }

    #[test]
    fn separators() {
        for (cell, expected) in [
            ("74.0", 74.0),
            ("1,234", 1234.0),
            ("1.234.567", 1_234_567.0),
            ("1.234,5", 1234.5),
            ("1,234.5", 1234.5),
            ("3,5", 3.5),
            ("0,500", 0.5),
            ("1.234", 1.234),
            ("1 234 567", 1_234_567.0),
            ("12\u{202f}345,6", 12345.6),
            ("1\u{2019}000", 1000.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("2.5E-2", 0.025),
        ] {
            assert_eq!(value(cell), Some(expected), "{cell}");
        }
    }

    #[test]
    fn signs() {
        for cell in ["-12", "−12", "–12", "(12)", "- 12", "(12", "12)"] {
            let expected = cell.matches(['(', ')']).count() != 1;
            assert_eq!(value(cell), expected.then_some(-12.0), "{cell}");
        }
        for cell in ["-$5", "$-5", "$(5)", "($5)", "−$5"] {
            let number = parse_cell(cell).unwrap();
            assert_eq!((number.value, number.prefix.as_str()), (-5.0, "$"), "{cell}");
        }
        assert_eq!(value("+3"), Some(3.0));
    }

    #[test]
    fn units_and_scales() {
        for (cell, expected, percent, suffix) in [
            ("45%", 45.0, true, ""),
            ("45 percent", 45.0, true, ""),
            ("(3) %", -3.0, true, ""),
            ("100k", 100_000.0, false, ""),
            ("1.5M", 1_500_000.0, false, ""),
            ("€2.5bn", 2.5e9, false, ""),
            ("2 million", 2e6, false, ""),
            ("$3.4 bn USD", 3.4e9, false, "USD"),
            ("5m", 5e6, false, ""),
            ("5 m", 5.0, false, "m"),
            ("90 km/h", 90.0, false, "km/h"),
            ("20°C", 20.0, false, "°C"),
            ("7 years", 7.0, false, "years"),
            ("509473*", 509_473.0, false, ""),
        ] {
            let number = parse_cell(cell).unwrap_or_else(|| panic!("{cell}"));
            assert!((number.value - expected).abs() <= expected.abs() * 1e-12, "{cell}");
            assert_eq!((number.percent, number.suffix.as_str()), (percent, suffix), "{cell}");
        }
    }

    #[test]
    fn what_is_no_number() {
        for cell in [
            "",
            "-",
            "nan",
            "n/a",
            "Germany",
            "2018/19",
            "16-24 years",
            "75 years and over",
            "1st",
            "May 1",
            "1 May",
            "Q1",
            "1.2.3",
            "1,2,3",
            "12 (5%)",
            "50-100",
            "L 1",
            "...",
            "5 + 3",
        ] {
            assert_eq!(value(cell), None, "{cell}");
        }
    }

    #[test]
    fn missing_cells() {
        for cell in ["", " ", "nan", "NaN", "-", "–", "N/A"] {
            assert!(is_missing(cell), "{cell}");
        }
        assert!(!is_missing("0") && !is_missing("none of the above"));
    }

    #[test]
    fn years_are_four_digits_and_nothing_else() {
        assert_eq!(year("1999"), Some(1999));
        assert_eq!(year("2019*"), Some(2019));
        for text in ["999", "2018/19", "+201", "1e10", "3000"] {
            assert_eq!(year(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in r"[ (]?[-−$€]?[0-9.,' ]{0,12}(e5|%|k| million|\)| m/s|é)?\PC{0,4}") {
            let _ = parse_cell(&text);
            let _ = year(&text);
        }

        #[test]
        fn whole_numbers_survive_printing(value in -1_000_000_000i64..1_000_000_000) {
            let read = parse_cell(&plain(value as f64, 2)).unwrap().value;
            prop_assert!((read - value as f64).abs() < 1e-9);
        }
    }
}
