//! Accents that small print hardly shows apart, settled by the language of a
//! picture.
//!
//! A breve, a macron, a tilde and two dots over an `a` are the same few pixels
//! in small type. The accented letters of a picture together tell which
//! language it is in; a letter that this language has not is taken for the one
//! that it has and that looks most like it. The recogniser writes the letter
//! `ș` with a cedilla always, so this is also how Romanian gets its comma.

use std::collections::HashSet;

/// Accented letters of the languages that are told apart, small ones only.
const LANGUAGES: [&str; 17] = [
    "äöüß",               // German
    "åäö",                // Swedish, Finnish
    "æøå",                // Danish, Norwegian
    "áðéíóúýþæö",         // Icelandic
    "äõöüšž",             // Estonian
    "āčēģīķļņšūž",        // Latvian
    "ąčęėįšųūž",          // Lithuanian
    "ąćęłńóśźż",          // Polish
    "áčďéěíňóřšťúůýž",    // Czech
    "áäčďéíľňóôšťúýž",    // Slovak
    "áéíóöőúüű",          // Hungarian
    "čćđšž",              // Croatian, Slovenian
    "ăâîșț",              // Romanian
    "çğıöşü",             // Turkish
    "àâæçéèêëîïôœùûü",    // French
    "áéíñóúü",            // Spanish
    "àáâãçéêíóôõúèìòùïü", // Portuguese, Italian, Catalan
];

/// Marks from the one that looks most like a mark to the one least like it.
const ALIKE: [(Mark, &[Mark]); 10] = {
    use Mark::{Acute, Breve, Caron, Circumflex, Dots, DoubleAcute, Grave, Macron, Ring, Tilde};
    [
        (Macron, &[Breve, Tilde, Dots, Circumflex]),
        (Breve, &[Macron, Tilde, Caron, Dots, Circumflex]),
        (Tilde, &[Breve, Macron, Dots, DoubleAcute, Circumflex]),
        (Dots, &[Tilde, DoubleAcute, Macron, Breve, Ring]),
        (Ring, &[Dots, Circumflex, Acute]),
        (DoubleAcute, &[Dots, Tilde, Circumflex]),
        (Circumflex, &[Caron, Tilde, Breve, Macron, Acute]),
        (Caron, &[Breve, Circumflex, Dots]),
        (Acute, &[Grave]),
        (Grave, &[Acute]),
    ]
};

/// What stands above a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Acute,
    Grave,
    Circumflex,
    Caron,
    Breve,
    Macron,
    Tilde,
    Dots,
    DoubleAcute,
    Ring,
}

/// Letters with a mark above, by mark: every letter stands below its base.
const MARKED: [(Mark, &str, &str); 10] = [
    (Mark::Acute, "aeiouyncszlr", "áéíóúýńćśźĺŕ"),
    (Mark::Grave, "aeiou", "àèìòù"),
    (Mark::Circumflex, "aeiou", "âêîôû"),
    (Mark::Caron, "edncszr", "ěďňčšžř"),
    (Mark::Breve, "ag", "ăğ"),
    (Mark::Macron, "aeiu", "āēīū"),
    (Mark::Tilde, "aon", "ãõñ"),
    (Mark::Dots, "aeiou", "äëïöü"),
    (Mark::DoubleAcute, "ou", "őű"),
    (Mark::Ring, "au", "åů"),
];

/// Settles the accents of all texts of a picture.
pub fn settle<'a>(texts: impl IntoIterator<Item = &'a mut String>) {
    let mut texts: Vec<&mut String> = texts.into_iter().collect();
    let letters: Vec<char> =
        texts.iter().flat_map(|t| t.chars()).filter(|c| is_accented(*c)).map(small).collect();
    let languages = languages(&letters);
    for text in &mut texts {
        if text.contains(is_accented) {
            **text = text.chars().map(|c| settled(c, &languages)).collect();
        }
    }
}

/// The languages that have most kinds of the letters, and of those with equally
/// many the ones that have most of the letters: two kinds at least, and not less
/// than two thirds of all kinds. One kind may be misread throughout. Failing that,
/// those that explain marks which were guessed.
fn languages(letters: &[char]) -> Vec<&'static str> {
    // The comma of Romanian is written as a cedilla up to here.
    let has = |language: &str, c: char| language.contains(c) || c == 'ş' && language.contains('ș');
    let all: HashSet<char> = letters.iter().copied().collect();
    let known = |language: &str| {
        let kinds = all.iter().filter(|c| has(language, **c)).count();
        (kinds, letters.iter().filter(|c| has(language, **c)).count())
    };
    let most = LANGUAGES.into_iter().map(known).max().unwrap_or_default();
    if most.0 >= 2 && 3 * most.0 >= 2 * all.len() {
        return LANGUAGES.into_iter().filter(|l| known(l) == most).collect();
    }
    if !is_guessed(&all) {
        return Vec::new();
    }
    // Languages that have one kind of letters and write something like each other one.
    let explains = |language: &&str| {
        let fits = |c: &char| has(language, *c) || most_alike(*c, language).is_some();
        known(language).0 >= 1 && all.iter().all(fits)
    };
    LANGUAGES.into_iter().filter(explains).collect()
}

/// Whether one base letter has several marks that small print hardly shows
/// apart, so that some were guessed.
fn is_guessed(letters: &HashSet<char>) -> bool {
    let several = |marks: [char; 3]| marks.iter().filter(|m| letters.contains(m)).count() >= 2;
    several(['ă', 'ā', 'ã']) || several(['ő', 'õ', 'ô'])
}

/// A letter as all of the languages would write it, if they agree.
fn settled(c: char, languages: &[&str]) -> char {
    let mut as_in = languages.iter().map(|language| written(c, language));
    let first = as_in.next().unwrap_or(c);
    if as_in.all(|other| other == first) { first } else { c }
}

/// A letter as a language writes it: itself if it has it, else the one that
/// looks most like it.
fn written(c: char, language: &str) -> char {
    let low = small(c);
    if !is_accented(c) || language.contains(low) {
        return c;
    }
    let new = match low {
        'ş' if language.contains('ș') => 'ș',
        _ => most_alike(low, language).unwrap_or(low),
    };
    if low == c { new } else { new.to_uppercase().next().unwrap_or(new) }
}

fn most_alike(c: char, language: &str) -> Option<char> {
    let (mark, base) = MARKED.iter().find_map(|(mark, bases, marked)| {
        let at = marked.chars().position(|m| m == c)?;
        Some((*mark, bases.chars().nth(at)?))
    })?;
    let with = |mark: Mark| {
        let (_, bases, marked) = MARKED.iter().find(|m| m.0 == mark)?;
        marked.chars().nth(bases.chars().position(|b| b == base)?)
    };
    let alike = ALIKE.iter().find(|a| a.0 == mark)?.1;
    alike.iter().filter_map(|m| with(*m)).find(|m| language.contains(*m))
}

fn is_accented(c: char) -> bool {
    c.is_alphabetic() && !c.is_ascii() && c != 'µ'
}

fn small(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Vec<String> {
        let mut texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
        settle(&mut texts);
        texts
    }

    #[test]
    fn other_letters_tell_romanian_from_turkish() {
        assert_eq!(of(&["Oraş", "Şomaj", "Populație"]), ["Oraș", "Șomaj", "Populație"]);
        assert_eq!(of(&["Çarşı", "Şehir"]), ["Çarşı", "Şehir"]);
    }

    #[test]
    fn a_letter_that_the_language_has_not_is_the_one_like_it() {
        assert_eq!(of(&["Brāila", "Buzāu", "Bacāu", "Bârlad", "Iaşi"])[..2], ["Brăila", "Buzău"]);
        assert_eq!(of(&["Gãvleborg", "Östergötland", "Skåne"])[0], "Gävleborg");
        assert_eq!(of(&["Dūsseldorf", "Köln", "Lüneburg", "Gießen"])[0], "Düsseldorf");
        assert_eq!(of(&["ÕLE", "Bäcker", "Süd", "Fluß", "Maß"])[0], "ÖLE");
        // Whichever of German, Swedish and Estonian it is.
        assert_eq!(of(&["Jãrvi", "Törmä", "Pöytä"])[0], "Järvi");
    }

    #[test]
    fn without_a_language_nothing_is_settled() {
        for texts in [&["Curaçao", "Malmö", "Łódź", "Brāila"][..], &["Gãvle", "Säve"], &["Nîmes"]]
        {
            assert_eq!(of(texts), texts);
        }
    }

    #[test]
    fn every_marked_letter_has_its_base() {
        for (_, bases, marked) in MARKED {
            assert_eq!(bases.chars().count(), marked.chars().count());
        }
    }

    #[test]
    fn marks_that_were_guessed_are_those_of_a_language_that_explains_all() {
        assert_eq!(of(&["Jyvăskylā", "Töölö", "Hāme"]), ["Jyväskylä", "Töölö", "Häme"]);
        // Latvian or Romanian: nothing says which.
        assert_eq!(of(&["Bacău", "Rāmnic"]), ["Bacău", "Rāmnic"]);
    }
}
