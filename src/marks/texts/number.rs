//! Numbers as charts print them: `1,250`, `12 500`, `−3.5`, `$1.2k`, `40%`, `2.5 bn`.
//!
//! A point or comma may group digits or start decimals; where the print does
//! not say which, both readings are kept and the geometry decides.

use std::sync::LazyLock;

use regex::Regex;

/// A printed number: value, and how it was printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Number {
    /// The value, with the multiplier of its suffix (`1.2k` is 1200), without
    /// any scaling for percent (`40%` is 40).
    pub value: f64,
    /// What stands before the digits, e.g. `$`.
    pub prefix: String,
    /// What stands after them, e.g. `%` or `k`.
    pub suffix: String,
    /// Digits after the decimal point.
    pub decimals: usize,
    /// What [`Number::value`] was multiplied with for its suffix.
    pub multiplier: f64,
}

static SHAPE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^
        (?P<open>\()? \s* (?P<sign>[-+])? \s*
        (?P<prefix>[A-Z]{0,3}[$€£¥]|CHF|USD|EUR|GBP|Rs\.?|~|<|>|≈)? \s* (?P<sign2>-)? \s*
        (?P<digits>\d[\d.,'\ ]*|[.,]\d+) (?P<exponent>[eE][-+]?\d{1,2})?
        (?P<suffix>\s*[%‰°€$£¥A-Za-zµ²³/]{0,6})
        (?P<close>\))? $",
    )
    .ok()
});

impl Number {
    /// Ways to read `text` as a number, the likeliest first.
    pub fn readings(text: &str) -> Vec<Self> {
        let text = text.replace(['\u{2212}', '\u{2013}'], "-");
        let Some(parts) = SHAPE.as_ref().and_then(|shape| shape.captures(text.trim())) else {
            return Vec::new();
        };
        let part = |name: &str| parts.name(name).map_or("", |m| m.as_str());
        if part("open").is_empty() != part("close").is_empty() {
            return Vec::new();
        }
        let negative = !part("open").is_empty() || part("sign") == "-" || part("sign2") == "-";
        let suffix = part("suffix").trim_start().to_owned();
        let multiplier = multiplier(&suffix);
        let exponent: i32 = part("exponent")
            .get(1..)
            .and_then(|e| e.trim_start_matches('+').parse().ok())
            .unwrap_or(0);
        digits(part("digits").trim())
            .into_iter()
            .map(|(value, decimals)| Self {
                value: if negative { -value } else { value } * multiplier * 10f64.powi(exponent),
                prefix: part("prefix").to_owned(),
                suffix: suffix.clone(),
                decimals,
                multiplier,
            })
            .collect()
    }

    /// Prints `value` for a table: in full (`1.2k` is `1200`), without grouping
    /// and without a currency or unit, but with the percent sign of this
    /// number; `decimals` are those of the print, before its multiplier.
    pub fn format_like(&self, value: f64, decimals: usize) -> String {
        let step = 10f64.powi(decimals as i32);
        let rounded = (value / self.multiplier * step).round() / step * self.multiplier;
        let shift = self.multiplier.log10().round().max(0.0) as usize;
        let decimals = decimals.saturating_sub(shift);
        let number = format!("{:.decimals$}", rounded.abs());
        let zero = number.chars().all(|c| c == '0' || c == '.');
        let sign = if value < 0.0 && !zero { "-" } else { "" };
        let percent = if self.suffix.starts_with(['%', '‰']) { &self.suffix } else { "" };
        format!("{sign}{number}{percent}")
    }

    /// The currency or unit that is printed with the number, if there is one:
    /// `$`, `kg`; not a multiplier or a percent sign.
    pub fn unit(&self) -> Option<&str> {
        let prefix = self.prefix.trim_matches(['~', '<', '>', '≈']);
        let suffix = self.suffix.trim_start();
        let is_unit = multiplier(suffix) == 1.0 && !suffix.starts_with(['%', '‰']);
        if !prefix.is_empty() {
            return Some(prefix);
        }
        (is_unit && !suffix.is_empty()).then_some(suffix)
    }

    /// The number as a table has it: see [`Number::format_like`].
    pub fn plain(&self) -> String {
        self.format_like(self.value, self.decimals)
    }
}

/// What a suffix multiplies with.
fn multiplier(suffix: &str) -> f64 {
    match suffix {
        "k" | "K" | "tsd" | "Tsd" => 1e3,
        "m" | "M" | "mn" | "Mn" | "mln" | "MM" | "mio" | "Mio" => 1e6,
        "b" | "B" | "bn" | "Bn" | "BN" | "G" | "bln" => 1e9,
        "t" | "T" | "tn" | "tr" => 1e12,
        _ => 1.0,
    }
}

/// Readings of digits with points, commas, spaces and apostrophes: value and
/// number of decimals.
fn digits(text: &str) -> Vec<(f64, usize)> {
    let compact: String = text.chars().filter(|c| !" '".contains(*c)).collect();
    let spaced_groups = text
        .split([' ', '\''])
        .skip(1)
        .all(|g| g.split(['.', ',']).next().is_some_and(|g| g.len() == 3));
    if !spaced_groups {
        return Vec::new();
    }
    let marks: Vec<char> = compact.chars().filter(|c| ".,".contains(*c)).collect();
    let groups: Vec<&str> = compact.split(['.', ',']).collect();
    let grouped = |groups: &[&str]| {
        (1..=3).contains(&groups[0].len())
            && groups[0] != "0"
            && groups[1..].iter().all(|g| g.len() == 3)
    };
    let parse = |decimal: Option<usize>| -> Option<(f64, usize)> {
        // `decimal` is the index of the mark that starts the decimals.
        let mut out = String::new();
        let mut seen = 0;
        for c in compact.chars() {
            if ".,".contains(c) {
                if Some(seen) == decimal {
                    out.push('.');
                }
                seen += 1;
            } else {
                out.push(c);
            }
        }
        let decimals = out.split_once('.').map_or(0, |(_, d)| d.len());
        if out.starts_with('.') {
            out.insert(0, '0');
        }
        out.parse().ok().map(|v| (v, decimals))
    };
    let last = marks.len().wrapping_sub(1);
    let choices: Vec<Option<usize>> = match marks.len() {
        0 => vec![None],
        1 if marks[0] == ',' && grouped(&groups) => vec![None, Some(0)],
        // `1.000` is rather a thousand than one with three zeros.
        1 if grouped(&groups) && groups[1] == "000" => vec![None, Some(0)],
        1 if grouped(&groups) => vec![Some(0), None],
        1 => vec![Some(0)],
        _ if marks.iter().all(|m| *m == marks[0]) => {
            if grouped(&groups) {
                vec![None]
            } else {
                vec![]
            }
        }
        _ if marks[..last].iter().all(|m| *m != marks[last]) && grouped(&groups[..=last]) => {
            vec![Some(last)]
        }
        _ => vec![],
    };
    choices.into_iter().filter_map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<f64> {
        Number::readings(text).into_iter().map(|n| n.value).collect()
    }

    #[test]
    fn numbers_are_read_as_charts_print_them() {
        for (text, value) in [
            ("0", 0.0),
            ("1,250,000", 1.25e6),
            ("262 507", 262_507.0),
            ("-3.5", -3.5),
            ("\u{2212}20", -20.0),
            ("(4.2)", -4.2),
            ("$1.2k", 1200.0),
            ("-$5", -5.0),
            ("40%", 40.0),
            ("2.5 bn", 2.5e9),
            ("12 kg", 12.0),
            (".5", 0.5),
            ("1e3", 1000.0),
            ("1.234,5", 1234.5),
            ("€30M", 3e7),
            ("20°C", 20.0),
            ("0.125", 0.125),
        ] {
            assert_eq!(values(text).first(), Some(&value), "{text}");
        }
    }

    #[test]
    fn an_ambiguous_group_keeps_both_readings() {
        assert_eq!(values("1.500"), [1.5, 1500.0]);
        assert_eq!(values("1,500"), [1500.0, 1.5]);
        assert_eq!(values("0.500"), [0.5]);
    }

    #[test]
    fn words_and_dates_are_no_numbers() {
        for text in ["Europe", "Q1", "2019/20", "12-05", "", "%", "1.2.3", "3 apples a day", "(5"] {
            assert!(values(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_value_prints_like_its_axis() {
        let like =
            |text: &str, value, decimals| Number::readings(text)[0].format_like(value, decimals);
        assert_eq!(like("20%", 41.0, 0), "41%");
        assert_eq!(like("$1.5k", 2534.0, 1), "2500");
        assert_eq!(like("1.25M", 2_534_567.0, 2), "2530000");
        assert_eq!(like("-4", -0.001, 1), "0.0");
        assert_eq!(like("-4", -2.5, 1), "-2.5");
        assert_eq!(Number::readings("262 507")[0].plain(), "262507");
        let unit = |text: &str| Number::readings(text)[0].unit().map(str::to_owned);
        assert_eq!(unit("$1.5k").as_deref(), Some("$"));
        assert_eq!(unit("12 kg").as_deref(), Some("kg"));
        assert_eq!([unit("40%"), unit("2.5 bn"), unit("7")], [None, None, None]);
    }
}
