//! Legend entries of lines: a short piece of the line, perhaps with its
//! marker, left of the series' name.

use std::collections::HashMap;

use image::RgbImage;

use crate::marks::geometry::PixelBox;
use crate::marks::line_charts::palette::{distance, pixel};
use crate::marks::regions::Colour;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// Least distance of a swatch's colour to what is behind it; more where
/// gridlines run behind the legend.
const FAINTEST: [f32; 3] = [40.0, 90.0, 150.0];
/// Widest swatch in pixels (at [`crate::marks::ink::Ink::scale`] 1), and in letters' heights.
const WIDEST: f32 = 56.0;
const WIDEST_LETTERS: f32 = 4.5;
/// Two colours this near are a line's and its swatch's; or their ways from the
/// paper are.
const SAME_COLOUR: f32 = 50.0;
const SAME_WAY: f32 = 0.2;
/// Space between swatch and name, in letters' heights.
const SPACE: f32 = 1.5;
/// Narrowest swatch in pixels.
const NARROWEST: i32 = 5;
/// Highest swatch, in letters' heights to both sides of their middle.
const HIGHEST: f32 = 1.2;

/// A swatch and the text beside it.
#[derive(Debug, Clone, Copy)]
pub struct Swatch {
    /// Around its ink.
    pub bounds: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// What is behind it.
    pub paper: Colour,
    /// Index of the text.
    pub text: usize,
}

/// All swatches beside texts that are no numbers and not `taken`: at the left
/// or, where more are found there, at the right.
pub fn swatches(image: &RgbImage, texts: &[Text], taken: &[usize], scale: f32) -> Vec<Swatch> {
    let beside = |side: Side| -> Vec<Swatch> {
        (0..texts.len())
            .filter(|i| !taken.contains(&texts[*i].line))
            .filter(|i| texts[*i].direction == Direction::Across && is_name(&texts[*i]))
            .filter(|i| texts[*i].text.chars().any(char::is_alphanumeric))
            .filter_map(|i| FAINTEST.iter().find_map(|f| swatch(image, texts, i, side, *f, scale)))
            .collect()
    };
    let mut found = beside(Side::Left);
    // Between two entries of a row, a swatch is at the left of one and the right of the other.
    let right = beside(Side::Right);
    if right.len() > found.len() {
        found.retain(|l| right.iter().all(|r| r.text != l.text));
        found.extend(right);
    }
    found
}

/// Whether a text may name a series: it is no number, or one of something (`10 years`).
pub(super) fn is_name(text: &Text) -> bool {
    text.numbers.is_empty() || text.text.chars().filter(|c| c.is_alphabetic()).count() >= 3
}

/// Where a swatch stands.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Left,
    Right,
}

fn swatch(
    image: &RgbImage,
    texts: &[Text],
    index: usize,
    side: Side,
    faintest: f32,
    scale: f32,
) -> Option<Swatch> {
    let text = &texts[index];
    let size = text.size().max(7.0);
    let around =
        text.bounds.grown((0.5 * size) as i32, image.width() as usize, image.height() as usize);
    let paper = commonest(image, around, |_| true)?;
    let inked = |x: i32, y: i32| {
        x >= 0
            && y >= 0
            && x < image.width() as i32
            && y < image.height() as i32
            && distance(pixel(image, x, y), paper) >= faintest
    };
    let (cy, half) = (text.bounds.cy(), 0.55 * size);
    let rows = (cy - half) as i32..=(cy + half) as i32;
    // What goes on above and below is a frame or a line of the chart.
    let goes_on = |x: i32| {
        let at = |share: f32, side: f32| inked(x, (cy + side * share * size) as i32);
        let corner = at(1.05, -1.0) || at(1.05, 1.0);
        at(0.95, -1.0) && at(0.95, 1.0) || corner && rows.clone().all(|y| inked(x, y))
    };
    let column = |x: i32| !goes_on(x) && rows.clone().any(|y| inked(x, y));
    let (start, step) = match side {
        Side::Left => (text.bounds.x0 - 2, -1),
        Side::Right => (text.bounds.x1 + 1, 1),
    };
    let space = (SPACE * size + 4.0) as i32;
    let near = (0..space).map(|n| start + n * step).find(|x| column(*x))?;
    let widest = (WIDEST_LETTERS * size).max(WIDEST * scale) as i32;
    let (mut end, mut blank, mut x) = (near, 0, near);
    while blank <= (0.4 * size) as i32 && (near - end).abs() <= widest {
        x += step;
        if goes_on(x) {
            break;
        }
        if column(x) {
            end = x;
            blank = 0;
        } else {
            blank += 1;
        }
    }
    let (left, right) = (near.min(end), near.max(end));
    let width = right - left + 1;
    if width < NARROWEST || width > widest {
        return None;
    }
    let level = |y: &i32| (left..=right).any(|x| inked(x, *y));
    let (top, bottom) = (rows.clone().find(level)?, rows.clone().rev().find(level)?);
    let bounds = PixelBox::new(left, top, right + 1, bottom + 1);
    let margin = (3.0 * scale) as i32;
    let high = (HIGHEST * size) as i32;
    let limit =
        PixelBox::new(left - margin, cy as i32 - high, right + 1 + margin, cy as i32 + high);
    if !stands_alone(bounds, limit, side, inked) {
        return None;
    }
    let of_other = texts.iter().enumerate().any(|(i, t)| {
        let letters = t.text.chars().filter(|c| c.is_alphanumeric()).count();
        i != index && t.bounds.touches(bounds) && t.confidence >= 0.6 && letters >= 3
    });
    if of_other {
        return None;
    }
    // A single letter may be a marker of a line.
    let letters = text.text.chars().filter(|c| c.is_alphanumeric()).count();
    let own = commonest(image, text.bounds, |c| distance(c, paper) >= faintest)?;
    let strongest = (bounds.x0..bounds.x1)
        .flat_map(|x| (bounds.y0..bounds.y1).map(move |y| (x, y)))
        .map(|(x, y)| distance(pixel(image, x, y), paper))
        .fold(0.0, f32::max);
    let colour = commonest(image, bounds, |c| distance(c, paper) >= 0.65 * strongest)?;
    let found = Swatch { bounds, colour, paper, text: index };
    let fragment = letters <= 2 && difference(&found, own).is_some();
    (!fragment).then_some(found)
}

/// Whether ink in a box goes on nowhere beyond a limit around it.
fn stands_alone(
    bounds: PixelBox,
    limit: PixelBox,
    side: Side,
    inked: impl Fn(i32, i32) -> bool,
) -> bool {
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
        open.extend([(x, y - 1), (x, y + 1)]);
        // The name is on the other side.
        if side == Side::Left || x > limit.x0 {
            open.push((x - 1, y));
        }
        if side == Side::Right || x + 1 < limit.x1 {
            open.push((x + 1, y));
        }
    }
    true
}

/// The commonest colour in a box among those that count.
pub(super) fn commonest(
    image: &RgbImage,
    b: PixelBox,
    counts: impl Fn(Colour) -> bool,
) -> Option<Colour> {
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

/// The swatch of every colour: nearest colours first, each used once. A thin
/// swatch is a blend of its colour and the paper, so the way from the paper
/// counts more than how far along it a colour is. Every colour comes with the
/// share of the longest line that its line has.
pub fn by_colour(swatches: &[Swatch], colours: &[(Colour, f32)]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (s, swatch) in swatches.iter().enumerate() {
        for (c, (colour, weight)) in colours.iter().enumerate() {
            if let Some(off) = difference(swatch, *colour) {
                pairs.push((off - 0.3 * weight, s, c));
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

/// How far a colour is from being a swatch's; `None` if it is surely another.
fn difference(swatch: &Swatch, colour: Colour) -> Option<f32> {
    let way = |c: Colour| [0, 1, 2].map(|i| c[i] - swatch.paper[i]);
    let (a, b) = (way(swatch.colour), way(colour));
    let length = |v: [f32; 3]| distance(v, [0.0; 3]).max(1.0);
    let (la, lb) = (length(a), length(b));
    let turn = distance(a.map(|v| v / la), b.map(|v| v / lb));
    let apart = distance(swatch.colour, colour);
    let alike = apart <= SAME_COLOUR || turn <= SAME_WAY && (0.3..2.2).contains(&(la / lb));
    alike.then_some(turn + 0.002 * apart)
}
