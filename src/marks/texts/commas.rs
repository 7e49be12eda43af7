//! Which mark a text's `ş` has: a cedilla in Turkish, a comma in Romanian.
//!
//! The recogniser writes both letters with a cedilla, since small print hardly
//! shows a difference; the other letters of a picture tell its language.

/// Letters that Romanian has and Turkish has not.
const ROMANIAN: &str = "ăĂțȚ";

/// Gives `ş` its comma in all texts of a picture, if any of them has a letter
/// that is Romanian.
pub fn settle<'a>(texts: impl IntoIterator<Item = &'a mut String>) {
    let mut texts: Vec<&mut String> = texts.into_iter().collect();
    if texts.iter().any(|t| t.contains(|c| ROMANIAN.contains(c))) {
        for text in texts.iter_mut().filter(|t| t.contains(['ş', 'Ş'])) {
            **text = text.replace('ş', "ș").replace('Ş', "Ș");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(texts: &[&str]) -> Vec<String> {
        let mut texts: Vec<String> = texts.iter().map(|t| (*t).to_owned()).collect();
        settle(&mut texts);
        texts
    }

    #[test]
    fn other_letters_tell_romanian_from_turkish() {
        assert_eq!(settled(&["Oraş", "Şomaj", "Populație"]), ["Oraș", "Șomaj", "Populație"]);
        assert_eq!(settled(&["Çarşı", "Şehir"]), ["Çarşı", "Şehir"]);
    }
}
