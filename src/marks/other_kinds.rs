//! What a picture without bars shows instead, in words.

use super::ink::Ink;
use super::regions::Regions;
use super::text::Text;

/// A sentence for a person about a picture in which no bars were found.
pub fn describe(_ink: &Ink, _regions: &Regions, texts: &[Text]) -> String {
    match texts.len() {
        0 => "there is no text either".to_owned(),
        n => format!("there are {n} lines of text"),
    }
}
