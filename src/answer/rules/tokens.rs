//! Words of questions and labels, brought into a form in which they can be compared.

use crate::table::number::{self, Number};

/// One word.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    /// As written, without punctuation around it.
    pub raw: String,
    /// Lower case, no accents, no possessive, no apostrophes.
    pub norm: String,
    /// Singular of `norm`.
    pub stem: String,
    /// One word for synonyms that label charts: `male`, `boys` and `men` are `men`.
    pub canon: String,
    /// The number it is, scale words behind it applied.
    pub number: Option<Number>,
    /// How many words it was made of.
    pub words: usize,
    /// A comma, semicolon or the like follows.
    pub comma_after: bool,
}

impl Token {
    fn new(raw: &str, comma_after: bool) -> Option<Self> {
        let norm = normal(raw);
        if norm.is_empty() {
            return None;
        }
        let stem = stem(&norm);
        let canon = canonical(raw, &stem);
        Some(Self {
            raw: raw.to_owned(),
            number: number::parse_cell(raw).or_else(|| number_word(&norm)),
            norm,
            stem,
            canon,
            words: 1,
            comma_after,
        })
    }

    /// Whether the word begins with a capital letter.
    pub(super) fn is_capital(&self) -> bool {
        self.raw.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the word is one of `words`, singular or as written.
    pub(super) fn is(&self, words: &[&str]) -> bool {
        words.contains(&self.norm.as_str()) || words.contains(&self.stem.as_str())
    }

    /// Whether the word is made of digits, as years, ranges and numbers are.
    pub(super) fn is_numeric(&self) -> bool {
        self.norm.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '€' | '£' | '-'))
            && self.norm.contains(|c: char| c.is_ascii_digit())
    }

    /// The year it is, or that it begins with (`2018/19`).
    pub(super) fn year(&self) -> Option<i32> {
        number::year(&self.norm).or_else(|| {
            let (year, rest) = self.norm.split_at_checked(4)?;
            (rest.starts_with(['/', '-']) && rest.len() <= 5).then(|| number::year(year))?
        })
    }
}

/// Words that fill sentences and labels.
pub(super) const FILLERS: &[&str] = &[
    "the", "a", "an", "of", "in", "on", "at", "for", "to", "by", "with", "and", "or", "from", "is",
    "are", "was", "were", "be", "been", "do", "does", "did", "has", "have", "had", "it", "its",
    "that", "this", "these", "those", "there", "as", "per", "not", "no", "all", "any", "so",
    "than", "them", "their", "who", "which", "what", "i", "my", "me", "we", "our", "you", "your",
    "am", "yes", "but", "about", "if", "he", "she", "they",
];

/// Words for synonyms in labels: the first of each line is the canonical one.
const SYNONYMS: &[&[&str]] = &[
    &["men", "man", "male", "boy", "gentleman", "gentlemen"],
    &["women", "woman", "female", "girl", "lady"],
    &["jan", "january"],
    &["feb", "february"],
    &["mar", "march"],
    &["apr", "april"],
    &["jun", "june"],
    &["jul", "july"],
    &["aug", "august"],
    &["sep", "sept", "september"],
    &["oct", "october"],
    &["nov", "november"],
    &["dec", "december"],
    &["mon", "monday"],
    &["tue", "tues", "tuesday"],
    &["wed", "wednesday"],
    &["thu", "thur", "thurs", "thursday"],
    &["fri", "friday"],
    &["sat", "saturday"],
    &["sun", "sunday"],
];

/// Names of several words, and the one they become.
const PHRASES: &[(&[&str], &str)] = &[
    (&["united", "states", "of", "america"], "usa"),
    (&["united", "states"], "usa"),
    (&["united", "kingdom"], "uk"),
    (&["great", "britain"], "uk"),
    (&["united", "arab", "emirates"], "uae"),
    (&["european", "union"], "eu"),
];

const NUMBER_WORDS: [&str; 13] = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve",
];

fn number_word(word: &str) -> Option<Number> {
    let value = NUMBER_WORDS.iter().position(|w| *w == word)?;
    number::parse_cell(&value.to_string())
}

/// The words of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for chunk in text.split_whitespace() {
        if let Some(year) = short_year(chunk) {
            tokens.extend(Token::new(&year, chunk.ends_with(',')));
            continue;
        }
        let bare = chunk.trim_matches(|c: char| !is_word_edge(c));
        let comma = chunk.trim_end_matches(['"', '”', ')', '\'']).ends_with([',', ';', ':']);
        let pieces = split(bare);
        let last = pieces.len().saturating_sub(1);
        for (i, piece) in pieces.iter().enumerate() {
            if let Some((verb, not)) = contraction(piece) {
                tokens.extend(Token::new(verb, false));
                tokens.extend(Token::new(not, comma && i == last));
                continue;
            }
            match comparison_sign(piece) {
                Some(word) => tokens.extend(Token::new(word, false)),
                None => tokens.extend(Token::new(piece, comma && i == last)),
            }
        }
        if pieces.is_empty()
            && comma
            && let Some(token) = tokens.last_mut()
        {
            token.comma_after = true;
        }
    }
    merge(&tokens)
}

/// Characters that may begin or end a word.
fn is_word_edge(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(
            c,
            '%' | '$'
                | '€'
                | '£'
                | '¥'
                | '₹'
                | '+'
                | '-'
                | '−'
                | '>'
                | '<'
                | '&'
                | '='
                | '≥'
                | '≤'
                | '°'
        )
}

/// The words that `>` and its like stand for.
fn comparison_sign(piece: &str) -> Option<&'static str> {
    Some(match piece {
        ">" => "above",
        "<" => "below",
        "&" => "and",
        _ => return None,
    })
}

/// `don't` as `do not`, so that both are found.
fn contraction(piece: &str) -> Option<(&str, &'static str)> {
    let verb = piece.strip_suffix("n't").or_else(|| piece.strip_suffix("n’t"))?;
    (verb.len() > 1).then_some((verb, "not"))
}

/// Parts of a word that stand for words of their own: `sales-related`, `Sales/Marketing`.
fn split(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, c) in word.char_indices().filter(|(_, c)| matches!(c, '-' | '/' | '–' | '—')) {
        let before = word[..at].chars().next_back();
        let after = word[at + c.len_utf8()..].chars().next();
        if before.is_some_and(char::is_alphabetic) && after.is_some_and(char::is_alphabetic) {
            pieces.push(&word[start..at]);
            start = at + c.len_utf8();
        }
    }
    pieces.push(&word[start..]);
    pieces
        .retain(|piece| piece.contains(char::is_alphanumeric) || comparison_sign(piece).is_some());
    pieces
}

/// Joins names of several words, and numbers with the scale word behind them.
fn merge(tokens: &[Token]) -> Vec<Token> {
    let mut merged: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        let rest = &tokens[i..];
        let phrase = PHRASES.iter().find(|(words, _)| {
            rest.len() >= words.len() && words.iter().zip(rest).all(|(w, t)| t.norm == *w)
        });
        let mut token = rest[0].clone();
        if let Some((words, name)) = phrase {
            let last = &rest[words.len() - 1];
            (*name).clone_into(&mut token.norm);
            (*name).clone_into(&mut token.stem);
            (*name).clone_into(&mut token.canon);
            token.words = words.len();
            token.comma_after = last.comma_after;
        } else if token.number.is_some()
            && let Some(next) = rest.get(1)
            && let Some(scaled) = number::parse_cell(&format!("{} {}", token.raw, next.raw))
            && (!scaled.scale_word.is_empty() || scaled.percent)
        {
            token.number = Some(scaled);
            token.words = 2;
            token.comma_after = next.comma_after;
        }
        i += token.words;
        merged.push(token);
    }
    merged
}

/// Lower case without accents, possessives and apostrophes; `U.S.` becomes `us`.
fn normal(raw: &str) -> String {
    let lower: String = raw.to_lowercase().chars().map(unaccented).collect();
    let lower = lower.replace(['’', '`', '´'], "'").replace(['–', '−', '—'], "-");
    let lower = lower.strip_suffix("'s").unwrap_or(&lower).replace('\'', "");
    if lower.contains('.')
        && lower.contains(char::is_alphabetic)
        && !lower.contains(|c: char| c.is_ascii_digit())
    {
        lower.replace('.', "")
    } else {
        lower
    }
}

/// `'19` as 2019.
fn short_year(raw: &str) -> Option<String> {
    let digits = raw.strip_prefix(['\'', '’'])?.trim_end_matches([',', '.', '?', ')', ':']);
    let year: u32 = (digits.len() == 2).then(|| digits.parse().ok()).flatten()?;
    Some(format!("{}{digits}", if year < 50 { 20 } else { 19 }))
}

fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ā' => 'a',
        'ç' | 'č' | 'ć' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'ē' | 'ě' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'ı' => 'i',
        'ñ' | 'ń' => 'n',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'š' | 'ş' | 'ś' => 's',
        'ú' | 'ù' | 'û' | 'ü' | 'ū' => 'u',
        'ý' | 'ÿ' => 'y',
        'ž' | 'ź' | 'ż' => 'z',
        'ğ' => 'g',
        'ł' => 'l',
        c => c,
    }
}

/// The singular of a lower-case word, near enough to compare words by it.
pub(super) fn stem(word: &str) -> String {
    let strip = |n: usize| word[..word.len() - n].to_owned();
    if !word.is_ascii() || word.len() <= 3 || word == "series" {
        word.to_owned()
    } else if word.ends_with("ies") && word.len() > 4 {
        strip(3) + "y"
    } else if ["sses", "shes", "ches", "xes"].iter().any(|end| word.ends_with(end)) {
        strip(2)
    } else if word.ends_with('s') && !["ss", "us", "is"].iter().any(|end| word.ends_with(end)) {
        strip(1)
    } else {
        word.to_owned()
    }
}

/// The part that a noun and a verb, or two forms of a verb, have in common:
/// `imports`, `imported` and `importing`. Short words have none.
pub(super) fn root(stem: &str) -> &str {
    ["ing", "ed", "er", "e"]
        .iter()
        .find_map(|end| stem.strip_suffix(end))
        .filter(|root| root.len() >= 5)
        .unwrap_or(stem)
}

fn canonical(raw: &str, stem: &str) -> String {
    // `us` is America only in capitals.
    if stem == "us" && raw.starts_with('U') {
        return "usa".to_owned();
    }
    SYNONYMS
        .iter()
        .find(|words| words.contains(&stem))
        .map_or_else(|| stem.to_owned(), |words| words[0].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norms(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|t| t.norm).collect()
    }

    #[test]
    fn words_are_bare() {
        assert_eq!(
            norms(
                "What's the \"Increase\", in U.S. sales-related (2018/19) Côte d'Ivoire's 16–24?"
            ),
            [
                "what", "the", "increase", "in", "us", "sales", "related", "2018/19", "cote",
                "divoire", "16-24"
            ]
        );
        assert_eq!(norms("x = 5 & y > 3.5%"), ["x", "5", "and", "y", "above", "3.5%"]);
    }

    #[test]
    fn numbers_carry_their_scale() {
        let value = |text: &str| tokens(text)[0].number.clone().unwrap();
        assert!((value("263 million euros").value - 263e6).abs() < 1.0);
        assert!(value("40 percent").percent && value("40%").percent);
        assert!((value("two largest").value - 2.0).abs() < 1e-9);
        assert!((value("520,000 people").value - 520_000.0).abs() < 1e-9);
    }

    #[test]
    fn synonyms_and_names_of_several_words() {
        let canon = |text: &str| tokens(text).into_iter().map(|t| t.canon).collect::<Vec<_>>();
        assert_eq!(canon("Boys females January"), ["men", "women", "jan"]);
        assert_eq!(
            canon("the United States and the United Kingdom"),
            ["the", "usa", "and", "the", "uk"]
        );
        assert_eq!(canon("US tell us"), ["usa", "tell", "us"]);
    }

    #[test]
    fn contractions_and_short_years() {
        assert_eq!(norms("I don't know, '19"), ["i", "do", "not", "know", "2019"]);
        assert_eq!(norms("'quoted' words"), ["quoted", "words"]);
    }

    #[test]
    fn roots_join_forms_of_a_word() {
        for words in [["import", "imported"], ["increase", "increasing"], ["decreased", "decrease"]]
        {
            assert_eq!(root(words[0]), root(words[1]));
        }
        assert_ne!(root("rate"), root("rat"));
    }

    #[test]
    fn plurals() {
        for (word, singular) in [
            ("countries", "country"),
            ("boxes", "box"),
            ("gas", "gas"),
            ("categories", "category"),
            ("classes", "class"),
            ("status", "status"),
            ("analysis", "analysis"),
            ("bars", "bar"),
        ] {
            assert_eq!(stem(word), singular);
        }
    }
}
