//! Letters that look alike when cut out of their line: told apart by how high
//! they reach beside their neighbours, and by what stands around them.

use crate::marks::components::Components;
use crate::marks::geometry::{PixelBox, median};
use crate::marks::texts::dashes::{self, Columns};
use crate::marks::texts::recogniser::{Character, Reading};
use crate::marks::texts::text_boxes::Direction;

/// Small letters whose capitals have the same shape.
const SMALL: &str = "cosuvwxz";
/// Other small letters of the height of an x.
const LOW: &str = "aemnrgqpy";
/// A character of this probability needs no second opinion.
const SURE: f32 = 0.97;
/// Letters of one word are nearer than this share of their height.
const WORD_GAP: f32 = 0.34;
/// Letters that reach as high as capitals.
const HIGH: &str = "bdfhklABDEFGHIJKLMNPQRTYß0123456789";

/// What the reading of a line says, with twins settled by its pieces.
pub fn settled(
    reading: &Reading,
    components: &Components,
    pieces: &[usize],
    direction: Direction,
) -> String {
    let glyphs = glyphs(components, pieces, direction);
    text(reading, &glyphs, &Columns::new(components, pieces, direction))
}

/// The text of a reading, with twins settled; `glyphs` and `line` are those of its line.
fn text(reading: &Reading, glyphs: &[Glyph], line: &Columns) -> String {
    let mut characters: Vec<char> = reading.characters.iter().map(|c| c.value).collect();
    let places = places(&reading.characters, glyphs);
    let matched = matched(&reading.characters, &places, glyphs);
    let sure = |i: usize| reading.characters[i].probability > SURE;
    by_height(&mut characters, &matched, sure);
    by_case(&mut characters, |i| matched[i].is_some() || sure(i));
    by_neighbours(&mut characters);
    let along: Vec<f32> = reading.characters.iter().map(|c| c.position).collect();
    dashes::by_length(&mut characters, &along, line);
    spaced(&characters, &places, glyphs).into_iter().collect()
}

/// Where the characters lie along the line, in the coordinates of its glyphs.
fn places(characters: &[Character], glyphs: &[Glyph]) -> Vec<f32> {
    // The line was read with a margin of a pixel.
    let start = glyphs.iter().map(|g| g.left).fold(f32::MAX, f32::min) - 1.0;
    let end = glyphs.iter().map(|g| g.right).fold(f32::MIN, f32::max) + 1.0;
    characters.iter().map(|c| start + c.position * (end - start)).collect()
}

/// The text with a space wherever two glyphs stand apart as words do; letters may
/// have run together into one glyph.
fn spaced(text: &[char], places: &[f32], glyphs: &[Glyph]) -> Vec<char> {
    let tallest = glyphs.iter().map(|g| g.height).fold(0.0, f32::max);
    let mut gaps: Vec<f32> = glyphs.windows(2).map(|w| w[1].left - w[0].right).collect();
    gaps.sort_by(f32::total_cmp);
    if gaps.len() < 2 {
        return text.to_vec();
    }
    // Of letters that ran together few gaps are left, and many of those are words'.
    let letters = text.iter().filter(|c| **c != ' ').count();
    let share = if letters == glyphs.len() && gaps.len() > 2 { 2 } else { 3 };
    let within_words = gaps[gaps.len() / share];
    let wide = (WORD_GAP * tallest).max(2.2 * within_words).max(3.5);
    // A narrow letter's strongest step may lie after it, in the gap.
    let wide: Vec<f32> = glyphs
        .windows(2)
        .filter(|w| w[1].left - w[0].right >= wide)
        .map(|w| w[0].right + 0.7 * (w[1].left - w[0].right))
        .collect();
    let mut out = Vec::with_capacity(text.len());
    for (i, c) in text.iter().enumerate() {
        out.push(*c);
        // Digits stand apart by themselves: a 1 is narrow.
        let letters = c.is_alphabetic() && text.get(i + 1).is_some_and(|n| n.is_alphanumeric());
        if letters && wide.iter().any(|gap| (places[i]..places[i + 1]).contains(gap)) {
            out.push(' ');
        }
    }
    out
}

/// The case of a line that has no letter to compare its letters with (`x`,
/// `over`), by its height beside that of digits or capitals in the same font:
/// small if it is clearly lower, capital if it is as high. `None` if the line
/// has such a letter itself, or no case.
pub fn by_size(text: &str, height: f32, capitals: f32) -> Option<String> {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    let low = |c: &char| SMALL.contains(c.to_ascii_lowercase()) || LOW.contains(*c);
    let reaches_down = letters.iter().any(|c| "gpqy".contains(*c));
    if letters.is_empty() || reaches_down || !letters.iter().all(low) || capitals <= 0.0 {
        return None;
    }
    let share = height / capitals;
    if share <= 0.86 {
        Some(text.to_lowercase())
    } else if (0.92..=1.1).contains(&share) && letters.len() == 1 {
        Some(text.to_uppercase())
    } else {
        None
    }
}

/// Whether a line's height is that of capitals or digits: it has some, and
/// nothing that reaches below them.
pub fn is_of_capital_height(text: &str) -> bool {
    text.chars().any(|c| HIGH.contains(c))
        && !text.chars().any(|c| "gjpqyQ,;()[]{}$|/@_µÇç".contains(c) || !c.is_ascii())
}

/// A glyph, or letters that ran together: how high it reaches without its accents, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// Its upper end without accents, growing downwards.
    pub top: f32,
    /// Its height.
    pub height: f32,
    /// Its extent along the line.
    pub left: f32,
    /// One past it.
    pub right: f32,
}

/// The glyphs of a line in reading order: its pieces, with dots and accents
/// joined to what they stand on.
fn glyphs(components: &Components, pieces: &[usize], direction: Direction) -> Vec<Glyph> {
    let upright = |b: PixelBox| match direction {
        Direction::Across => b,
        Direction::Up => PixelBox::new(-b.y1, b.x0, -b.y0, b.x1),
    };
    let mut boxes: Vec<PixelBox> =
        pieces.iter().map(|i| upright(components.items[*i].bounds)).collect();
    boxes.sort_by_key(|b| (b.x0, b.y0));
    // The box around every glyph, and its tallest piece: the letter without its accents.
    let mut glyphs: Vec<(PixelBox, PixelBox)> = Vec::new();
    for b in boxes {
        let on_last = glyphs.last().is_some_and(|(g, _)| {
            let shared = g.x1.min(b.x1) - g.x0.max(b.x0);
            2 * shared > g.width().min(b.width())
        });
        match glyphs.last_mut().filter(|_| on_last) {
            Some((around, body)) => {
                *around = around.union(b);
                *body = if b.height() > body.height() { b } else { *body };
            }
            None => glyphs.push((b, b)),
        }
    }
    glyphs
        .iter()
        .map(|(around, body)| Glyph {
            top: body.y0 as f32,
            height: body.height() as f32,
            left: around.x0 as f32,
            right: around.x1 as f32,
        })
        .collect()
}

/// The glyph of every character, if there are as many glyphs as letters.
fn matched(characters: &[Character], places: &[f32], glyphs: &[Glyph]) -> Vec<Option<Glyph>> {
    let letters: Vec<usize> =
        (0..characters.len()).filter(|i| characters[*i].value != ' ').collect();
    let mut matched = vec![None; characters.len()];
    if letters.len() == glyphs.len() {
        for (&i, glyph) in letters.iter().zip(glyphs) {
            // As many of both may be chance: letters that ran together, and specks.
            let slack = (0.25 * glyph.height).max(2.0);
            let within = |j: &&usize| (glyph.left..=glyph.right).contains(&places[**j]);
            let alone = letters.iter().filter(within).count() <= 1;
            if alone && (glyph.left - slack..=glyph.right + slack).contains(&places[i]) {
                matched[i] = Some(*glyph);
            }
        }
    }
    matched
}

/// Settles capitals against small letters, where they are not `sure`, by how
/// high they reach.
fn by_height(text: &mut [char], tops: &[Option<Glyph>], sure: impl Fn(usize) -> bool) {
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
    // Several witnesses count more than the shape, which twins share.
    let witnessed = low.len() + high.len() >= 2;
    for (i, (c, top)) in text.iter_mut().zip(tops).enumerate() {
        let Some(top) = top.filter(|_| is_twin(*c) && (witnessed || !sure(i))) else { continue };
        if top.top < capital {
            *c = c.to_ascii_uppercase();
        } else if top.top > small {
            *c = c.to_ascii_lowercase();
        }
    }
}

/// Makes capitals small that stand between small letters and are not `sure`.
fn by_case(text: &mut [char], sure: impl Fn(usize) -> bool) {
    for i in (1..text.len()).filter(|i| !sure(*i)) {
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
    fn the_size_of_other_lines_makes_a_lone_letter_small() {
        assert_eq!(by_size("X", 6.0, 9.0).as_deref(), Some("x"));
        assert_eq!(by_size("Over", 6.0, 9.0).as_deref(), Some("over"));
        assert_eq!(by_size("x", 9.0, 9.0).as_deref(), Some("X"));
        assert_eq!(by_size("Mar", 6.0, 9.0), None);
        assert_eq!(by_size("May", 9.0, 9.0), None);
    }

    #[test]
    fn a_gap_between_words_is_a_space() {
        let text: Vec<char> = "Idonot".chars().collect();
        let mut right = 0.0;
        let mut glyphs: Vec<Glyph> = [0.0, 5.0, 1.0, 5.0, 1.5, 1.0]
            .into_iter()
            .map(|gap| {
                let left = right + gap;
                right = left + 6.0;
                Glyph { top: 0.0, height: 10.0, left, right }
            })
            .collect();
        let places: Vec<f32> = glyphs.iter().map(|g| f32::midpoint(g.left, g.right)).collect();
        let spaced = |glyphs: &[Glyph]| -> String {
            super::spaced(&text, &places, glyphs).into_iter().collect()
        };
        assert_eq!(spaced(&glyphs), "I do not");
        let number: Vec<char> = "KW1".chars().collect();
        let of_number: String =
            super::spaced(&number, &places[1..4], &glyphs[1..4]).into_iter().collect();
        assert_eq!(of_number, "KW 1");
        // Two letters that ran together.
        glyphs[4].right = glyphs[5].right;
        glyphs.remove(5);
        assert_eq!(spaced(&glyphs), "I do not");
    }

    #[test]
    fn a_capital_between_small_letters_is_none() {
        let mut chars: Vec<char> = "Human resOurceS".chars().collect();
        by_case(&mut chars, |_| false);
        assert_eq!(chars.into_iter().collect::<String>(), "Human resources");
    }

    #[test]
    fn the_height_of_its_top_makes_a_capital() {
        let settle = |text: &str, tops: &[f32]| {
            let glyphs: Vec<Glyph> = tops
                .iter()
                .zip(0u8..)
                .map(|(top, at)| {
                    let left = 8.0 * f32::from(at);
                    Glyph { top: *top, height: 14.0 - top, left, right: left + 7.0 }
                })
                .collect();
            let end = 8.0 * text.len() as f32 + 1.0;
            let characters = text.chars().zip(0u8..).map(|(value, at)| {
                let position = (8.0 * f32::from(at) + 4.5) / end;
                Character { value, position, probability: 0.9 }
            });
            super::text(
                &Reading { characters: characters.collect(), probability: 0.5, agreement: 1.0 },
                &glyphs,
                &Columns::default(),
            )
        };
        assert_eq!(settle("nOd", &[5.0, 5.0, 1.0]), "nod");
        assert_eq!(settle("oslo", &[1.0, 5.0, 1.0, 5.0]), "Oslo");
        assert_eq!(settle("hOuse", &[1.0, 5.0, 5.0, 5.0, 5.0]), "house");
        // One glyph too few: letters ran together, and only the neighbours tell.
        assert_eq!(settle("nOd", &[5.0, 1.0]), "nod");
    }
}
