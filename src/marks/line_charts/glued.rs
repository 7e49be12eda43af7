//! Swatches that were taken for letters of the name beside them.

use crate::marks::components::Component;
use crate::marks::geometry::{PixelBox, median};
use crate::marks::line_charts::palette::{distance, pixel};
use crate::marks::line_charts::swatches;
use crate::marks::line_charts::traced::Picture;
use crate::marks::regions::Colour;
use crate::marks::texts::number::Number;
use crate::marks::texts::recogniser::{Crop, Recogniser};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;
use crate::marks::texts::twins;
use crate::{Cancel, Result};

/// A swatch is this many pieces at most.
const MOST_PIECES: usize = 4;
/// A swatch stands off the letters by this share of their height.
const SPACE: f32 = 0.25;
/// Its colour differs from the letters' by so much, or its way from the paper does.
const OTHER_COLOUR: f32 = 45.0;
const OTHER_WAY: f32 = 0.06;

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
        .filter(|i| texts[*i].direction == Direction::Across && swatches::is_name(&texts[*i]))
        .flat_map(|i| names(picture, &texts[i]).into_iter().map(move |pieces| (i, pieces)))
        .collect();
    let crops: Vec<Crop> = cut
        .iter()
        .map(|(_, pieces)| Crop::cut(picture.ink, components, pieces, Direction::Across))
        .collect();
    let readings = recogniser.read(&crops, cancel)?;
    let mut replaced: Vec<usize> = Vec::new();
    for ((index, pieces), reading) in cut.into_iter().zip(readings) {
        let glyphs = twins::glyphs(components, &pieces, Direction::Across);
        let name = twins::text(&reading, &glyphs);
        let bounds = PixelBox::around(pieces.iter().map(|i| components.items[*i].bounds));
        let Some(bounds) = bounds.filter(|_| !name.is_empty()) else { continue };
        let mut part = Text {
            bounds,
            direction: Direction::Across,
            numbers: Number::readings(&name),
            text: name,
            confidence: reading.confidence(),
            pieces,
            line: index,
        };
        if replaced.contains(&index) {
            part.line = texts.len();
            texts.push(part);
        } else {
            replaced.push(index);
            texts[index] = part;
        }
    }
    Ok(texts)
}

/// The pieces of the names in a text, if swatches stand before, between or
/// behind them; empty if there is none.
fn names(picture: &Picture, text: &Text) -> Vec<Vec<usize>> {
    let items = &picture.found.components.items;
    let mut pieces = text.pieces.clone();
    pieces.sort_by_key(|i| items[*i].bounds.x0);
    if pieces.len() < 3 {
        return Vec::new();
    }
    let colours: Vec<Colour> = pieces.iter().map(|i| colour(picture, &items[*i])).collect();
    let usual = [0, 1, 2].map(|c| median(&colours.iter().map(|k| k[c]).collect::<Vec<_>>()));
    let image = picture.image;
    let around = text.bounds.grown(4, image.width() as usize, image.height() as usize);
    let Some(paper) = swatches::commonest(image, around, |_| true) else { return Vec::new() };
    let way = |c: Colour| {
        let v = [0, 1, 2].map(|i| c[i] - paper[i]);
        let length = distance(c, paper).max(1.0);
        v.map(|v| v / length)
    };
    let other = |i: usize| {
        distance(colours[i], usual) > OTHER_COLOUR
            && distance(way(colours[i]), way(usual)) > 0.5 * OTHER_WAY
            || distance(way(colours[i]), way(usual)) > OTHER_WAY
    };
    let apart = |i: usize| {
        let reach = pieces[..i].iter().map(|p| items[*p].bounds.x1).max().unwrap_or(i32::MIN / 2);
        (items[pieces[i]].bounds.x0 - reach) as f32 >= SPACE * text.size()
    };
    // Runs of pieces, of letters and of others in turn.
    let mut runs: Vec<(bool, Vec<usize>)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        match runs.last_mut() {
            Some((kind, run)) if *kind == other(i) || !apart(i) => run.push(*piece),
            _ => runs.push((other(i), vec![*piece])),
        }
    }
    let swatches = runs.iter().filter(|r| r.0).count();
    let small = runs.iter().all(|r| !r.0 || r.1.len() <= MOST_PIECES);
    if swatches == 0 || !small || swatches == runs.len() {
        return Vec::new();
    }
    runs.into_iter().filter(|r| !r.0).map(|r| r.1).collect()
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
