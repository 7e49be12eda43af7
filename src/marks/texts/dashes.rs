//! Hyphens and dashes, which the recogniser does not tell apart: by their length beside the
//! height of their line.

use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::texts::text_boxes::Direction;

/// Digits are about 0.72 em high; hyphens are 0.25 to 0.33 em long, in some fonts
/// 0.4 em, and seem a pixel longer in small print; en dashes are 0.5 em long and more.
const EN_DASH: f32 = 0.68;
/// Columns of a dash have ink in the middle of the line only, in one run of this share of its
/// height at most; no letter has more than a few such columns in a row.
const MIDDLE: std::ops::Range<f32> = 0.3..0.85;
const THICK: f32 = 0.26;
/// A dash is found within this share of the line's height beside where the recogniser has it.
const BESIDE: f32 = 0.4;
/// Letters and digits take up this share of a line that has letters which reach below it.
const ABOVE_BASELINE: f32 = 0.78;
const REACH_BELOW: &str = "gjpqyQ,;()[]/";

/// A line of text as columns along it.
#[derive(Debug, Default)]
pub(super) struct Columns {
    /// Whether a column has ink in the middle of the line only, in one low run.
    of_dash: Vec<bool>,
    height: f32,
}

impl Columns {
    /// The columns of the line that these pieces are, with a free one at both ends, as the
    /// recogniser reads it.
    pub(super) fn new(components: &Components, pieces: &[usize], direction: Direction) -> Self {
        let items = pieces.iter().map(|i| &components.items[*i]);
        let Some(around) = PixelBox::around(items.clone().map(|i| i.bounds)) else {
            return Self::default();
        };
        let labels: Vec<u32> = items.map(|i| i.label).collect();
        let (length, height) = match direction {
            Direction::Across => (around.width(), around.height()),
            Direction::Up => (around.height(), around.width()),
        };
        let inked = |along: i32, across: i32| {
            let (x, y) = match direction {
                Direction::Across => (around.x0 + along, around.y0 + across),
                Direction::Up => (around.x0 + across, around.y1 - 1 - along),
            };
            labels.contains(&components.labels.get_pixel(x as u32, y as u32).0[0])
        };
        let thick = ((THICK * height as f32).round() as i32).max(1);
        let of_dash = |along: i32| {
            let rows: Vec<i32> = (0..height).filter(|across| inked(along, *across)).collect();
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return false };
            let middle = (first + last + 1) as f32 / (2 * height) as f32;
            last - first < thick && MIDDLE.contains(&middle)
        };
        let columns = (-1..=length).map(|a| (0..length).contains(&a) && of_dash(a)).collect();
        Self { of_dash: columns, height: height as f32 }
    }

    /// Length of the longest dash at a place along the line, from 0 to 1.
    fn dash_at(&self, place: f32) -> usize {
        let at = place * self.of_dash.len() as f32;
        let reach = BESIDE * self.height;
        let near = |i: &usize| self.of_dash[*i] && (*i as f32 + 0.5 - at).abs() <= reach;
        let run = |i: usize| {
            let before = self.of_dash[..i].iter().rev().take_while(|d| **d).count();
            before + self.of_dash[i..].iter().take_while(|d| **d).count()
        };
        (0..self.of_dash.len()).filter(near).map(run).max().unwrap_or(0)
    }
}

/// Makes hyphens between digits that are as long as an en dash one; `places` are those of the
/// characters along the line, from 0 to 1. (In words hyphens are what is usual.)
pub(super) fn by_length(text: &mut [char], places: &[f32], line: &Columns) {
    let reaches_below = text.iter().any(|c| REACH_BELOW.contains(*c));
    let height = line.height * if reaches_below { ABOVE_BASELINE } else { 1.0 };
    for i in (0..text.len()).filter(|i| text[*i] == '-').collect::<Vec<_>>() {
        let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
        let between = i > 0 && digit(text.get(i - 1)) && digit(text.get(i + 1));
        if between && line.dash_at(places[i]) as f32 >= EN_DASH * height {
            text[i] = '–';
        }
    }
}

/// Makes the dashes between digits in a picture all the same, as most of them are: one alone is
/// easily mismeasured in small print.
pub fn by_majority<'a>(strings: impl Iterator<Item = &'a mut String>) {
    let mut strings: Vec<&mut String> = strings.collect();
    let between_digits = |text: &str| -> Vec<usize> {
        let characters: Vec<char> = text.chars().collect();
        (1..characters.len().saturating_sub(1))
            .filter(|i| "-–".contains(characters[*i]))
            .filter(|i| [i - 1, i + 1].iter().all(|j| characters[*j].is_ascii_digit()))
            .collect()
    };
    let of_kind = |kind: char| {
        let count = |text: &str| {
            let at = between_digits(text);
            text.chars().enumerate().filter(|(i, c)| *c == kind && at.contains(i)).count()
        };
        strings.iter().map(|text| count(text)).sum::<usize>()
    };
    let (dashes, hyphens) = (of_kind('–'), of_kind('-'));
    if dashes == 0 || hyphens == 0 {
        return;
    }
    let usual = if dashes > hyphens { '–' } else { '-' };
    for text in &mut strings {
        let at = between_digits(text);
        let same = |(i, c)| if at.contains(&i) { usual } else { c };
        **text = text.chars().enumerate().map(same).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::components::components;
    use image::{GrayImage, Luma};
    use imageproc::region_labelling::Connectivity;

    /// `text` with boxes for letters, 6 by 9, and dashes of the given lengths and of two rows,
    /// all `gap` pixels apart.
    fn settled(text: &str, lengths: &[u32], gap: u32) -> String {
        let mut mask = GrayImage::new(100, 20);
        let mut lengths = lengths.iter();
        let (mut x, mut middles) = (3, Vec::new());
        for c in text.chars() {
            let (width, top, height) = match c {
                '-' => (*lengths.next().unwrap(), 9, 2),
                ' ' => (6, 0, 0),
                _ => (6, 5, 9),
            };
            for (x, y) in (x..x + width).flat_map(|x| (top..top + height).map(move |y| (x, y))) {
                mask.put_pixel(x, y, Luma([1]));
            }
            middles.push((x - 2) as f32 + 0.5 * width as f32);
            x += width + gap;
        }
        let length = (x - gap - 1) as f32;
        let places: Vec<f32> = middles.iter().map(|m| m / length).collect();
        let components = components(&mask, Connectivity::Eight);
        let pieces: Vec<usize> = (0..components.items.len()).collect();
        let mut characters: Vec<char> = text.chars().collect();
        let line = Columns::new(&components, &pieces, Direction::Across);
        by_length(&mut characters, &places, &line);
        characters.into_iter().collect()
    }

    #[test]
    fn a_dash_is_as_long_as_a_digit_and_a_hyphen_is_not() {
        for gap in [0, 2] {
            assert_eq!(settled("18-24", &[7], gap), "18–24");
            assert_eq!(settled("18-24", &[3], gap), "18-24");
            assert_eq!(settled("a-b 5-9", &[6, 7], gap), "a-b 5–9");
        }
        assert_eq!(settled("-24", &[7], 2), "-24", "a sign");
    }

    #[test]
    fn dashes_between_digits_are_as_most_of_them() {
        let mut names = ["18–24", "25-34", "35–44", "well-known", "2 - 3"].map(String::from);
        by_majority(names.iter_mut());
        assert_eq!(names, ["18–24", "25–34", "35–44", "well-known", "2 - 3"]);
        let mut names = ["18–24", "25-34", "35-44"].map(String::from);
        by_majority(names.iter_mut());
        assert_eq!(names, ["18-24", "25-34", "35-44"]);
    }
}
