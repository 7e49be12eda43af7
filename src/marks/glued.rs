//! Swatches that were taken for letters of the name beside them.

use super::components::Component;
use super::geometry::{PixelBox, median};
use super::line_chart::Picture;
use super::number::Number;
use super::palette::{distance, pixel};
use super::recogniser::{Crop, Recogniser};
use super::regions::Colour;
use super::text::Text;
use super::text_boxes::Direction;
use super::twins;
use crate::{Cancel, Result};

/// Pieces at an end of a text that may be a swatch.
const MOST_PIECES: usize = 3;
/// Fewest pieces that are left of a text.
const LEAST_LEFT: usize = 2;
/// A swatch stands off the letters by this share of their height.
const SPACE: f32 = 0.25;
/// Its colour differs from the letters' by so much.
const OTHER_COLOUR: f32 = 45.0;

/// The texts, those with a swatch at an end without it and read again.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn without_swatches(
    picture: &Picture,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let components = &picture.found.components;
    let mut texts = picture.texts.to_vec();
    let cut: Vec<(usize, Vec<usize>)> = (0..texts.len())
        .filter(|i| texts[*i].direction == Direction::Across && texts[*i].numbers.is_empty())
        .filter_map(|i| letters(picture, &texts[i]).map(|pieces| (i, pieces)))
        .collect();
    let crops: Vec<Crop> = cut
        .iter()
        .map(|(_, pieces)| Crop::cut(picture.ink, components, pieces, Direction::Across))
        .collect();
    let readings = recogniser.read(&crops, cancel)?;
    for ((index, pieces), reading) in cut.into_iter().zip(readings) {
        let glyphs = twins::glyphs(components, &pieces, Direction::Across);
        let name = twins::text(&reading, &glyphs);
        let bounds = PixelBox::around(pieces.iter().map(|i| components.items[*i].bounds));
        let text = &mut texts[index];
        if let Some(bounds) = bounds.filter(|_| !name.is_empty()) {
            text.bounds = bounds;
            text.numbers = Number::readings(&name);
            text.text = name;
            text.confidence = reading.confidence();
            text.pieces = pieces;
        }
    }
    Ok(texts)
}

/// The pieces of a text without a swatch at an end; `None` if there is none.
fn letters(picture: &Picture, text: &Text) -> Option<Vec<usize>> {
    let items = &picture.found.components.items;
    let mut pieces = text.pieces.clone();
    pieces.sort_by_key(|i| items[*i].bounds.x0);
    let n = pieces.len();
    if n < LEAST_LEFT + 1 {
        return None;
    }
    let colours: Vec<Colour> = pieces.iter().map(|i| colour(picture, &items[*i])).collect();
    let usual = [0, 1, 2].map(|c| median(&colours.iter().map(|k| k[c]).collect::<Vec<_>>()));
    let other = |i: usize| distance(colours[i], usual) > OTHER_COLOUR;
    let space = |i: usize| {
        let reach = pieces[..i].iter().map(|p| items[*p].bounds.x1).max().unwrap_or(0);
        (items[pieces[i]].bounds.x0 - reach) as f32 >= SPACE * text.size()
    };
    let most = MOST_PIECES.min(n - LEAST_LEFT);
    let front = (1..=most).rev().find(|k| (0..*k).all(other) && space(*k));
    let back = (1..=most).rev().find(|k| (n - k..n).all(other) && space(n - k));
    match (front, back) {
        (None, None) => None,
        (front, back) => {
            let (from, to) = (front.unwrap_or(0), n - back.unwrap_or(0));
            (to >= from + LEAST_LEFT).then(|| pieces[from..to].to_vec())
        }
    }
}

/// The colour of a component: that of its pixels farthest from the background.
fn colour(picture: &Picture, item: &Component) -> Colour {
    let b = item.bounds;
    let labels = &picture.found.components.labels;
    let strongest = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .max_by_key(|(x, y)| picture.ink.at(*x, *y).map_or(0, |at| picture.ink.distance[at]));
    strongest.map_or([0.0; 3], |(x, y)| pixel(picture.image, x, y))
}
