//! Legend entries of lines: a short piece of the line, perhaps with its
//! marker, left of the series' name.

use std::collections::HashMap;

use image::RgbImage;

use super::geometry::PixelBox;
use super::palette::{distance, pixel};
use super::regions::Colour;
use super::text::Text;
use super::text_boxes::Direction;

/// Least distance of a swatch's colour to what is behind it.
const FAINTEST: f32 = 40.0;
/// Widest swatch in pixels (at [`super::ink::Ink::scale`] 1), and in letters' heights.
const WIDEST: f32 = 56.0;
const WIDEST_LETTERS: f32 = 4.5;
/// Space between swatch and name, in letters' heights.
const SPACE: f32 = 1.5;

/// A swatch and the text beside it.
#[derive(Debug, Clone, Copy)]
pub struct Swatch {
    /// Around its ink.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// Index of the text.
    pub text: usize,
}

/// All swatches left of texts that are no numbers and not `taken`.
pub fn swatches(image: &RgbImage, texts: &[Text], taken: &[usize], scale: f32) -> Vec<Swatch> {
    (0..texts.len())
        .filter(|i| !taken.contains(&texts[*i].line))
        .filter(|i| texts[*i].direction == Direction::Across && texts[*i].numbers.is_empty())
        .filter_map(|i| swatch(image, texts, i, scale))
        .collect()
}

fn swatch(image: &RgbImage, texts: &[Text], index: usize, scale: f32) -> Option<Swatch> {
    let text = &texts[index];
    let size = text.size().max(7.0);
    let around = text.bounds.grown(
        (0.5 * size) as i32,
        image.width() as usize,
        image.height() as usize,
    );
    let paper = commonest(image, around, |_| true)?;
    let inked = |x: i32, y: i32| {
        x >= 0
            && y >= 0
            && x < image.width() as i32
            && y < image.height() as i32
            && distance(pixel(image, x, y), paper) >= FAINTEST
    };
    let (cy, half) = (text.bounds.cy(), 0.55 * size);
    let rows = (cy - half) as i32..=(cy + half) as i32;
    // What goes on above and below is a frame or a line of the chart.
    let far = (0.95 * size) as i32;
    let goes_on = |x: i32| inked(x, cy as i32 - far) && inked(x, cy as i32 + far);
    let column = |x: i32| !goes_on(x) && rows.clone().any(|y| inked(x, y));
    let nearest = text.bounds.x0 - 1 - (SPACE * size + 4.0) as i32;
    let right = (nearest..text.bounds.x0 - 1).rev().find(|x| column(*x))?;
    let widest = (WIDEST_LETTERS * size).max(WIDEST * scale) as i32;
    let (mut left, mut blank, mut x) = (right, 0, right);
    while blank <= (0.5 * size) as i32 && right - left <= widest {
        x -= 1;
        if goes_on(x) {
            break;
        }
        if column(x) {
            left = x;
            blank = 0;
        } else {
            blank += 1;
        }
    }
    let width = right - left + 1;
    if width < 3 || width > widest {
        return None;
    }
    let mut ys = (0..).map(|n| rows.start() + n).take_while(|y| y <= rows.end());
    let top = ys.clone().find(|y| (left..=right).any(|x| inked(x, *y)))?;
    let bottom = ys.by_ref().filter(|y| (left..=right).any(|x| inked(x, *y))).last()?;
    let bounds = PixelBox::new(left, top, right + 1, bottom + 1);
    if !stands_alone(bounds, (3.0 * scale) as i32, inked) {
        return None;
    }
    let of_other = texts.iter().enumerate().any(|(i, t)| {
        i != index && t.bounds.touches(bounds) && t.confidence >= 0.5 && t.text.chars().count() >= 2
    });
    if of_other {
        return None;
    }
    let strongest = (bounds.x0..bounds.x1)
        .flat_map(|x| (bounds.y0..bounds.y1).map(move |y| (x, y)))
        .map(|(x, y)| distance(pixel(image, x, y), paper))
        .fold(0.0, f32::max);
    let colour = commonest(image, bounds, |c| distance(c, paper) >= 0.65 * strongest)?;
    Some(Swatch { bounds, colour, text: index })
}

/// Whether ink in a box goes on nowhere beyond a margin around it.
fn stands_alone(bounds: PixelBox, margin: i32, inked: impl Fn(i32, i32) -> bool) -> bool {
    let limit = PixelBox::new(
        bounds.x0 - margin,
        bounds.y0 - margin,
        bounds.x1 + margin,
        bounds.y1 + margin,
    );
    let (width, height) = (limit.width(), limit.height());
    let mut seen = vec![false; (width * height) as usize];
    let mut open: Vec<(i32, i32)> = (bounds.x0..bounds.x1)
        .flat_map(|x| (bounds.y0..bounds.y1).map(move |y| (x, y)))
        .filter(|(x, y)| inked(*x, *y))
        .collect();
    while let Some((x, y)) = open.pop() {
        if x < limit.x0 || y < limit.y0 || x >= limit.x1 || y >= limit.y1 {
            return false;
        }
        let at = ((y - limit.y0) * width + x - limit.x0) as usize;
        if seen[at] || !inked(x, y) {
            continue;
        }
        seen[at] = true;
        open.extend([(x - 1, y), (x, y - 1), (x, y + 1)]);
        // The name is at the right.
        if x + 1 < limit.x1 {
            open.push((x + 1, y));
        }
    }
    true
}

/// The commonest colour in a box among those that count.
fn commonest(image: &RgbImage, b: PixelBox, counts: impl Fn(Colour) -> bool) -> Option<Colour> {
    let mut bins: HashMap<[u8; 3], (usize, [f32; 3])> = HashMap::new();
    for (x, y) in (b.x0..b.x1).flat_map(|x| (b.y0..b.y1).map(move |y| (x, y))) {
        let own = pixel(image, x, y);
        if counts(own) {
            let bin = bins.entry(own.map(|c| (c / 16.0) as u8)).or_default();
            bin.0 += 1;
            for (sum, c) in bin.1.iter_mut().zip(own) {
                *sum += c;
            }
        }
    }
    let most = bins.iter().max_by_key(|(bin, (n, _))| (*n, **bin))?;
    Some(most.1.1.map(|c| c / most.1.0 as f32))
}

/// The swatch of every colour: nearest colours first, each used once; a
/// legend's swatches stand in one row or column where there are several.
pub fn by_colour(swatches: &[Swatch], colours: &[Colour], near: f32) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (s, swatch) in swatches.iter().enumerate() {
        for (c, colour) in colours.iter().enumerate() {
            let off = distance(swatch.colour, *colour);
            if off <= near {
                pairs.push((off, s, c));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = vec![None; colours.len()];
    for (_, s, c) in pairs {
        if found[c].is_none() && !found.contains(&Some(s)) {
            found[c] = Some(s);
        }
    }
    found
}
