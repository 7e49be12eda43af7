//! Letters that look alike when cut out of their line: told apart by how high
//! they reach beside their neighbours, and by what stands around them.

use super::components::Components;
use super::geometry::{PixelBox, median};
use super::recogniser::Reading;
use super::text_boxes::Direction;

/// Small letters whose capitals have the same shape.
const SMALL: &str = "cosuvwxz";
/// Other small letters of the height of an x.
const LOW: &str = "aemnrgqpy";
/// Letters that reach as high as capitals.
const HIGH: &str = "bdfhklABDEFGHIJKLMNPQRTYß0123456789";

/// The text of a reading, with twins settled; `glyphs` are those of its line.
pub fn text(reading: &Reading, glyphs: &[Glyph]) -> String {
    let mut characters: Vec<char> = reading.characters.iter().map(|c| c.value).collect();
    let tops = tops(reading, glyphs);
    by_height(&mut characters, &tops);
    by_case(&mut characters, &tops);
    by_neighbours(&mut characters);
    characters.into_iter().collect()
}

/// A glyph, or letters that ran together: its extent along the line, from the
/// line's start, and its upper end and height, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Where it starts.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// Its upper end, growing downwards.
    pub top: f32,
    /// Its height.
    pub height: f32,
}

/// The glyphs of a line in reading order: its pieces, with dots and accents
/// joined to what they stand on.
pub fn glyphs(components: &Components, pieces: &[usize], direction: Direction) -> Vec<Glyph> {
    let upright = |b: PixelBox| match direction {
        Direction::Across => b,
        Direction::Up => PixelBox::new(-b.y1, b.x0, -b.y0, b.x1),
    };
    let mut boxes: Vec<PixelBox> =
        pieces.iter().map(|i| upright(components.items[*i].bounds)).collect();
    boxes.sort_by_key(|b| (b.x0, b.y0));
    let mut glyphs: Vec<PixelBox> = Vec::new();
    for b in boxes {
        let on_last = glyphs.last().is_some_and(|g| {
            let shared = g.x1.min(b.x1) - g.x0.max(b.x0);
            2 * shared > g.width().min(b.width())
        });
        match glyphs.last_mut().filter(|_| on_last) {
            Some(last) => *last = last.union(b),
            None => glyphs.push(b),
        }
    }
    let start = glyphs.first().map_or(0, |g| g.x0);
    glyphs
        .iter()
        .map(|g| Glyph {
            from: (g.x0 - start) as f32,
            to: (g.x1 - start) as f32,
            top: g.y0 as f32,
            height: g.height() as f32,
        })
        .collect()
}

/// The upper end of every character, where it is known: by counting, if there
/// are as many glyphs as letters, else for glyphs that hold one letter alone.
fn tops(reading: &Reading, glyphs: &[Glyph]) -> Vec<Option<Glyph>> {
    let characters = &reading.characters;
    let letters: Vec<usize> =
        (0..characters.len()).filter(|i| characters[*i].value != ' ').collect();
    let mut tops = vec![None; characters.len()];
    if letters.len() == glyphs.len() {
        for (i, glyph) in letters.into_iter().zip(glyphs) {
            tops[i] = Some(*glyph);
        }
        return tops;
    }
    let length = glyphs.iter().map(|g| g.to).fold(0.0, f32::max);
    // The crop has a margin of a pixel at both ends.
    let column = |i: usize| characters[i].position * (length + 2.0) - 1.0;
    for glyph in glyphs {
        let within = |i: &&usize| (glyph.from - 0.5..glyph.to + 0.5).contains(&column(**i));
        let held: Vec<&usize> = letters.iter().filter(within).collect();
        if let [one] = held.as_slice() {
            // A wide glyph with one letter found in it holds others beside.
            if glyph.to - glyph.from <= 1.3 * glyph.height {
                tops[**one] = Some(*glyph);
            }
        }
    }
    tops
}

/// Settles capitals against small letters by how high they reach.
fn by_height(text: &mut [char], tops: &[Option<Glyph>]) {
    let is_twin = |c: char| SMALL.contains(c.to_ascii_lowercase());
    let of = |set: &str| -> Vec<f32> {
        let known = text.iter().zip(tops).filter(|(c, _)| set.contains(**c));
        known.filter_map(|(_, t)| t.map(|t| t.top)).collect()
    };
    let (low, high) = (of(LOW), of(HIGH));
    let tallest = tops.iter().flatten().map(|t| t.height).fold(0.0, f32::max);
    // Tops above the first border are capitals, below the second small.
    let (capital, small) = match (low.is_empty(), high.is_empty()) {
        (false, false) => {
            let (low, high) = (median(&low), median(&high));
            (0.6 * high + 0.4 * low, 0.4 * high + 0.6 * low)
        }
        (true, false) => (median(&high) + 0.06 * tallest, median(&high) + 0.16 * tallest),
        (false, true) => (median(&low) - 0.16 * tallest, median(&low) - 0.06 * tallest),
        (true, true) => return,
    };
    for (c, top) in text.iter_mut().zip(tops) {
        let Some(top) = top.filter(|_| is_twin(*c)) else { continue };
        if top.top < capital {
            *c = c.to_ascii_uppercase();
        } else if top.top > small {
            *c = c.to_ascii_lowercase();
        }
    }
}

/// Makes capitals small that stand between small letters, where their height
/// is not known.
fn by_case(text: &mut [char], tops: &[Option<Glyph>]) {
    for i in (1..text.len()).filter(|i| tops[*i].is_none()) {
        let small_after = text.get(i + 1).is_none_or(|c| c.is_lowercase() || !c.is_alphanumeric());
        if SMALL.contains(text[i].to_ascii_lowercase()) && text[i - 1].is_lowercase() && small_after
        {
            text[i] = text[i].to_ascii_lowercase();
        }
    }
}

/// Settles I, l and 1, and O and 0, by the letters around them.
fn by_neighbours(text: &mut [char]) {
    let words: Vec<(usize, usize)> = words(text);
    for (from, to) in words {
        let word = &mut text[from..to];
        let digits = word.iter().filter(|c| c.is_ascii_digit()).count();
        let letters = word.iter().filter(|c| c.is_alphabetic() && !"IlO".contains(**c)).count();
        for i in 0..word.len() {
            let lower = |c: Option<&char>| c.is_some_and(|c| c.is_lowercase());
            let (before, after) = (i.checked_sub(1).map(|j| word[j]), word.get(i + 1).copied());
            word[i] = match word[i] {
                'I' | 'l' if digits > 0 && letters == 0 => '1',
                'O' | 'o' if digits > 0 && letters == 0 => '0',
                'I' if i > 0 && lower(after.as_ref()) => 'l',
                'I' if i + 1 == word.len() && lower(before.as_ref()) => 'l',
                '0' if i == 0 && lower(after.as_ref()) && digits == 1 && letters > 1 => 'O',
                '1' if i > 0 && lower(before.as_ref()) && lower(after.as_ref()) => 'l',
                other => other,
            };
        }
    }
}

/// Ranges of letters and digits between anything else.
fn words(text: &[char]) -> Vec<(usize, usize)> {
    let mut words = Vec::new();
    let mut start = None;
    for i in 0..=text.len() {
        let in_word = text.get(i).is_some_and(|c| c.is_alphanumeric() || ".,".contains(*c));
        match (start, in_word) {
            (None, true) => start = Some(i),
            (Some(from), false) => {
                words.push((from, i));
                start = None;
            }
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::recogniser::Character;

    fn neighbours(text: &str) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        by_neighbours(&mut chars);
        chars.into_iter().collect()
    }

    #[test]
    fn neighbours_settle_strokes_and_rounds() {
        for (read, right) in [
            ("EIm", "Elm"),
            ("AIberta Ferretti", "Alberta Ferretti"),
            ("AdditionaI", "Additional"),
            ("0ranges", "Oranges"),
            ("l2.5", "12.5"),
            ("1O0", "100"),
            ("AI", "AI"),
            ("Iris", "Iris"),
            ("Q1 2023", "Q1 2023"),
            ("H2O", "H2O"),
        ] {
            assert_eq!(neighbours(read), right);
        }
    }

    #[test]
    fn a_capital_between_small_letters_is_none() {
        let mut chars: Vec<char> = "Human resOurceS".chars().collect();
        by_case(&mut chars, &[None; 15]);
        assert_eq!(chars.into_iter().collect::<String>(), "Human resources");
    }

    #[test]
    fn the_height_of_its_top_makes_a_capital() {
        // Every letter is 6 wide and 2 apart.
        let settle = |text: &str, tops: &[f32]| {
            let length = 8.0 * text.len() as f32 - 2.0;
            let glyphs: Vec<Glyph> = (0..tops.len())
                .map(|i| (8.0 * i as f32, tops[i]))
                .map(|(from, top)| Glyph { from, to: from + 6.0, top, height: 14.0 - top })
                .collect();
            let characters = text.chars().enumerate().map(|(i, value)| Character {
                value,
                position: (8.0 * i as f32 + 4.0) / (length + 2.0),
                probability: 1.0,
            });
            super::text(&Reading { characters: characters.collect() }, &glyphs)
        };
        assert_eq!(settle("nOd", &[5.0, 5.0, 1.0]), "nod");
        assert_eq!(settle("oslo", &[1.0, 5.0, 1.0, 5.0]), "Oslo");
        assert_eq!(settle("hOuse", &[1.0, 5.0, 5.0, 5.0, 5.0]), "house");
        // The last letter's glyph is missing: the others' are known by place.
        assert_eq!(settle("oSlo", &[1.0, 5.0, 1.0]), "Oslo");
    }
}
