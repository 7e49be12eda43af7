//! A name and a number in one piece of text: `Rent 12.5%`, `Rent (12.5 %)`,
//! `Rent: 1,250`, `12.5% Rent`.

use crate::marks::texts::number::Number;

/// What stands between a name and its number.
const BETWEEN: &[char] =
    &[' ', ',', ':', ';', '(', ')', '[', ']', '|', '=', '-', '–', '—', '\n', '·', '•'];
/// Longest unit after a number that follows a name.
const LONGEST_UNIT: usize = 3;

/// A text taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NamedNumber {
    /// What names; empty if the text is a number alone.
    pub name: String,
    /// Ways to read the number, the likeliest first; empty if there is none.
    pub numbers: Vec<Number>,
}

impl NamedNumber {
    /// Takes a text apart.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let whole = numbers(text);
        if !whole.is_empty() {
            return Self { name: String::new(), numbers: whole };
        }
        last(text)
            .or_else(|| first(text))
            .unwrap_or_else(|| Self { name: cleaned(text), numbers: Vec::new() })
    }

    /// Whether the number is printed with a percent sign.
    pub fn is_percent(&self) -> bool {
        self.numbers.first().is_some_and(|n| n.suffix.starts_with('%'))
    }
}

/// The longest number at the end.
fn last(text: &str) -> Option<NamedNumber> {
    let mut starts: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        if at > 0 && BETWEEN.contains(&c) && c != ')' && c != ']' {
            starts.push(at);
        }
    }
    starts.into_iter().find_map(|at| {
        let name = text[..at]
            .trim_end_matches([' ', ',', ':', ';', '(', '[', '|', '=', '-', '–', '—', '·', '•']);
        // A bracket belongs to the number; a dash right before digits is a dash.
        let tail = text[at..].trim_matches(BETWEEN);
        // A dash within a word (`18-29`, `COVID-19`) parts nothing.
        let dash = text[at..].starts_with(['-', '–', '—']) && !text[..at].ends_with(' ');
        let numbers = numbers(tail);
        let named = name.chars().any(char::is_alphanumeric);
        (named && !dash && !numbers.is_empty())
            .then(|| NamedNumber { name: cleaned(name), numbers })
    })
}

/// A percentage at the start.
fn first(text: &str) -> Option<NamedNumber> {
    let end = text.find('%')? + 1;
    let numbers = numbers(text[..end].trim_matches(BETWEEN));
    let name = text[end..].trim_matches(BETWEEN);
    (!numbers.is_empty() && name.chars().any(char::is_alphabetic))
        .then(|| NamedNumber { name: cleaned(name), numbers })
}

fn numbers(text: &str) -> Vec<Number> {
    let text = text.trim_matches(['(', ')', '[', ']']).trim();
    let mut numbers = Number::readings(text);
    numbers.retain(|n| n.suffix.chars().count() <= LONGEST_UNIT && n.value >= 0.0);
    numbers
}

/// A name without bullets before it.
pub fn cleaned(name: &str) -> String {
    let bullet = |c: char| "-–—·•.,:;|_~=^`'°*■●○□▪ ".contains(c);
    let rest = name.trim().trim_start_matches(bullet);
    let rest = if rest.is_empty() { name } else { rest };
    let rest = rest.trim().trim_end_matches([',', ':', ';', '|', '-', '–', '[', ' ']);
    // A bracket that was opened for the number.
    let open = rest.matches('(').count() > rest.matches(')').count();
    if open { rest.trim_end_matches(['(', ' ']).to_owned() } else { rest.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_come_apart() {
        for (text, name, value) in [
            ("Upright vacuums 51%", "Upright vacuums", 51.0),
            ("Rent: 12.5 %", "Rent", 12.5),
            ("Rent (12.5%)", "Rent", 12.5),
            ("Rent, 1,250", "Rent", 1250.0),
            ("Rent 12 500", "Rent", 12500.0),
            ("12% Rent", "Rent", 12.0),
            ("Windows 10 35%", "Windows 10", 35.0),
            ("Others*** 3%", "Others***", 3.0),
            ("- UK 26%", "UK", 26.0),
            ("18-29 12%", "18-29", 12.0),
            ("51%", "", 51.0),
            ("Other (tank, etc.) 10%", "Other (tank, etc.)", 10.0),
        ] {
            let found = NamedNumber::of(text);
            assert_eq!(found.name, name, "{text}");
            assert_eq!(found.numbers.first().map(|n| n.value), Some(value), "{text}");
        }
    }

    #[test]
    fn names_with_digits_stay_whole() {
        for text in ["18-29", "65+", "COVID-19", "Don't know", "Q1/2020"] {
            let found = NamedNumber::of(text);
            assert_eq!((found.name.as_str(), found.numbers.len()), (text, 0));
        }
    }
}
