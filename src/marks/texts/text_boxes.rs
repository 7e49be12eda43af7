//! Components of ink, grouped into lines of text.
//!
//! Letters are grouped along the reading direction when they are near and of
//! similar height. The same grouping runs twice, across and upwards; pieces
//! that fit an upright word better go to the upward reading.

use std::collections::{HashMap, HashSet};

use image::RgbImage;
use imageproc::region_labelling::Connectivity;

use crate::marks::components::{Component, Components, components};
use crate::marks::geometry::{PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::regions::{Colour, contrast};

/// Sizes in pixels at [`Ink::scale`] 1.
const TALLEST_LETTER: f32 = 44.0;
/// Letters may run together into a piece as wide as this.
const WIDEST_PIECE: f32 = 160.0;
const SMALLEST_LINE: i32 = 5;
/// Largest space between words, as a share of their height.
const WORD_SPACE: f32 = 0.7;
/// Equal thin dashes in one row or column that make a dashed line.
const DASHES: usize = 6;

/// How a line of text runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub enum Direction {
    /// Left to right.
    Across,
    /// Turned a quarter to the left: bottom to top.
    Up,
}

/// A line of text, not yet read.
#[derive(Debug, Clone)]
pub struct TextBox {
    /// Tight around its ink.
    pub bounds: PixelBox,
    /// How it runs.
    pub direction: Direction,
    /// Indices into [`TextBoxes::components`]`.items`.
    pub pieces: Vec<usize>,
}

/// All lines of text of a picture, and the ink they are made of.
#[derive(Debug, Clone)]
pub struct TextBoxes {
    /// All ink, text or not.
    pub components: Components,
    /// Indices of components that may be parts of letters.
    pub letters: Vec<usize>,
    /// The lines.
    pub boxes: Vec<TextBox>,
}

/// Groups the ink of a picture into lines of text.
pub fn text_boxes(image: &RgbImage, ink: &Ink) -> TextBoxes {
    let components = components(&ink.mask, Connectivity::Eight);
    let letters = letters(image, &components, ink);
    let boxes = lines(&components, &letters, ink.scale);
    TextBoxes { components, letters, boxes }
}

/// Lines of text among some of the components.
pub fn lines(components: &Components, letters: &[usize], scale: f32) -> Vec<TextBox> {
    let bounds = |i: &usize| components.items[*i].bounds;
    let across: Vec<Piece> = letters.iter().map(|i| Piece::across(bounds(i), *i)).collect();
    let upwards: Vec<Piece> = letters.iter().map(|i| Piece::up(bounds(i), *i)).collect();
    let rows = group(&across, 0.75, scale);
    let columns = group(&upwards, 0.45, scale);

    // How many pieces stand beside a piece; a heap of pieces is no row.
    let mut row_size: HashMap<usize, usize> = HashMap::new();
    for row in &rows {
        let wide = PixelBox::around(row.iter().map(bounds))
            .is_some_and(|b| 5 * b.width() > 6 * b.height());
        row_size.extend(row.iter().map(|i| (*i, if wide { row.len() } else { 1 })));
    }
    let mut taken: HashSet<usize> = HashSet::new();
    let mut boxes = Vec::new();
    for pieces in columns {
        let Some(b) = PixelBox::around(pieces.iter().map(bounds)) else { continue };
        let (w, h) = (b.width() as f32, b.height() as f32);
        if pieces.len() < 2 || h < 1.5 * w || w > 34.0 * scale || w < SMALLEST_LINE as f32 {
            continue;
        }
        let across: usize = pieces.iter().map(|i| row_size.get(i).copied().unwrap_or(1)).sum();
        let alone = across as f32 <= 1.7 * pieces.len() as f32;
        if alone || (pieces.len() >= 4 && h >= 3.0 * w && !stacked_rows(&pieces, &row_size)) {
            taken.extend(&pieces);
            boxes.push(TextBox { bounds: b, direction: Direction::Up, pieces });
        }
    }
    for mut pieces in rows {
        pieces.retain(|i| !taken.contains(i));
        let Some(b) = PixelBox::around(pieces.iter().map(bounds)) else { continue };
        if b.height() < SMALLEST_LINE || b.height() as f32 > TALLEST_LETTER * scale {
            continue;
        }
        let upright = pieces.len() == 1
            && b.height() > 14
            && b.height() as f32 > 2.2 * b.width() as f32
            && b.width() >= SMALLEST_LINE;
        let direction = if upright { Direction::Up } else { Direction::Across };
        boxes.push(TextBox { bounds: b, direction, pieces });
    }
    join_words(&mut boxes, Direction::Up);
    join_words(&mut boxes, Direction::Across);
    boxes.sort_by_key(|b| (b.bounds.y0, b.bounds.x0));
    boxes
}

/// Joins words of one line: the space between them is measured against the
/// height of the whole words, not of their nearest letters. Single pieces
/// beside a word that runs upwards join it whichever way they seemed to run.
fn join_words(boxes: &mut Vec<TextBox>, direction: Direction) {
    let turned = |b: PixelBox| match direction {
        Direction::Across => b,
        Direction::Up => PixelBox::new(b.y0, b.x0, b.y1, b.x1),
    };
    let fits = |a: &TextBox, b: &TextBox| {
        let (p, q) = (turned(a.bounds), turned(b.bounds));
        let (tall, short) = (p.height().max(q.height()) as f32, p.height().min(q.height()) as f32);
        let shared = (p.y1.min(q.y1) - p.y0.max(q.y0)) as f32;
        let space = (q.x0 - p.x1).max(p.x0 - q.x1) as f32;
        shared >= 0.7 * short && short >= 0.45 * tall && space <= WORD_SPACE * tall
    };
    let joins = |a: &TextBox, b: &TextBox| {
        let stray = |t: &TextBox| {
            direction == Direction::Up && t.direction != direction && t.pieces.len() <= 2
        };
        a.direction == direction && (b.direction == direction || stray(b)) && fits(a, b)
    };
    let mut i = 0;
    while i < boxes.len() {
        let other = (0..boxes.len()).find(|j| *j != i && joins(&boxes[i], &boxes[*j]));
        if let Some(j) = other {
            let joined = boxes[j].clone();
            boxes[i].bounds = boxes[i].bounds.union(joined.bounds);
            boxes[i].pieces.extend(joined.pieces);
            boxes.remove(j);
            i = 0;
        } else {
            i += 1;
        }
    }
}

/// Whether a column of pieces is rather several rows of longer text.
fn stacked_rows(pieces: &[usize], row_size: &HashMap<usize, usize>) -> bool {
    let long = pieces.iter().filter(|i| row_size.get(i).copied().unwrap_or(1) >= 3).count();
    2 * long > pieces.len()
}

/// Components that may be parts of letters: not too large, no ticks, no
/// dashes, no swatches.
fn letters(image: &RgbImage, all: &Components, ink: &Ink) -> Vec<usize> {
    let tallest = TALLEST_LETTER * ink.scale;
    let long_stroke = 22.0 * ink.scale;
    let mut dashes: HashMap<(bool, i32, i32), usize> = HashMap::new();
    for item in &all.items {
        if let Some(key) = dash(item) {
            *dashes.entry(key).or_default() += 1;
        }
    }
    let keep = |item: &Component| {
        let (w, h) = (item.bounds.width(), item.bounds.height());
        let (wide, high) = (w as f32, h as f32);
        if high > tallest && wide > tallest {
            return false;
        }
        if (high > tallest || wide > tallest)
            && !(wide.min(high) <= 30.0 * ink.scale
                && wide.max(high) <= WIDEST_PIECE * ink.scale
                && wide.min(high) >= SMALLEST_LINE as f32)
        {
            return false;
        }
        if dash(item).is_some_and(|key| dashes.get(&key).is_some_and(|n| *n >= DASHES)) {
            return false;
        }
        let thin = w.min(h) <= (3.0 * ink.scale) as i32 && w.max(h) >= 3 && w.max(h) > w.min(h);
        !(thin
            && (w.max(h) as f32 > long_stroke
                || touches_line(item, all, ink)
                || abuts_shape(image, item, ink)
                || continues_line(item, all, ink)))
    };
    let mut kept: Vec<bool> = all
        .items
        .iter()
        .map(|item| keep(item) && !is_swatch(image, item, all) && !is_edge(image, item, ink))
        .collect();
    for stem in stems(all, &kept, ink.scale) {
        kept[stem] = true;
    }
    (0..all.items.len()).filter(|i| kept[*i]).collect()
}

/// Upright strokes that were left out and yet stand in a word, as the stem of
/// an `i` does: a letter close by on either side, or on one side and a dot.
fn stems(all: &Components, kept: &[bool], scale: f32) -> Vec<usize> {
    let bounds = |i: usize| all.items[i].bounds;
    let beside = |stem: PixelBox, left: bool| {
        (0..all.items.len()).any(|i| {
            let b = bounds(i);
            let gap = if left { stem.x0 - b.x1 } else { b.x0 - stem.x1 };
            let shared = stem.y1.min(b.y1) - stem.y0.max(b.y0);
            kept[i]
                && b.width() >= 3
                && (-1..=(stem.height() / 2).max(3)).contains(&gap)
                && 10 * shared >= 7 * stem.height().min(b.height())
                && 5 * b.height() >= 3 * stem.height()
                && b.height() <= 2 * stem.height()
        })
    };
    let dotted = |stem: PixelBox| {
        (0..all.items.len()).any(|i| {
            let b = bounds(i);
            b.height() <= stem.height() / 2
                && (b.cx() - stem.cx()).abs() <= 1.5
                && (0..=stem.height() / 2).contains(&(stem.y0 - b.y1))
        })
    };
    (0..all.items.len())
        .filter(|i| {
            let b = bounds(*i);
            let upright = b.width() <= (3.0 * scale) as i32
                && b.height() > b.width()
                && (4..=(22.0 * scale) as i32).contains(&b.height());
            if kept[*i] || !upright {
                return false;
            }
            let sides = usize::from(beside(b, true)) + usize::from(beside(b, false));
            sides == 2 || sides == 1 && dotted(b)
        })
        .collect()
}

/// Position and thickness of a thin dash, if the component is one.
fn dash(item: &Component) -> Option<(bool, i32, i32)> {
    let b = item.bounds;
    match (b.width(), b.height()) {
        (w, h) if h <= 3 && w >= 3 && w > h => Some((false, b.y0, h)),
        (w, h) if w <= 3 && h >= 3 && h > w => Some((true, b.x0, w)),
        _ => None,
    }
}

/// Whether a component ends at a long line, as a tick does.
fn touches_line(item: &Component, all: &Components, ink: &Ink) -> bool {
    let around = item.bounds.grown(1, ink.width, ink.height);
    (around.y0..around.y1).any(|y| {
        (around.x0..around.x1).any(|x| {
            ink.line[y as usize * ink.width + x as usize]
                && all.labels.get_pixel(x as u32, y as u32).0[0] != item.label
        })
    })
}

/// Colour of a pixel; `None` outside of the picture.
fn colour(image: &RgbImage, x: i32, y: i32) -> Option<Colour> {
    let inside = x >= 0 && y >= 0;
    inside
        .then(|| image.get_pixel_checked(x as u32, y as u32))
        .flatten()
        .map(|p| p.0.map(f32::from))
}

/// Whether a thin component ends at a filled shape, as a tick or a piece of a
/// gridline does; letters keep a distance from everything.
fn abuts_shape(image: &RgbImage, item: &Component, ink: &Ink) -> bool {
    let b = item.bounds;
    let (w, h) = (b.width(), b.height());
    let (cx, cy) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let reach = |low: i32, high: i32| (1..4).flat_map(move |n| [low - n, high - 1 + n]);
    let (ends, sides): (Vec<(i32, i32)>, _) = if w >= h {
        (reach(b.x0, b.x1).map(|x| (x, cy)).collect(), [(cx, b.y0 - 2), (cx, b.y1 + 1)])
    } else {
        (reach(b.y0, b.y1).map(|y| (cx, y)).collect(), [(b.x0 - 2, cy), (b.x1 + 1, cy)])
    };
    // A gridline may go on right at the end, so beside it counts as well.
    let beside = |(x, y): (i32, i32)| {
        if w >= h { [(x, y - 2), (x, y), (x, y + 2)] } else { [(x - 2, y), (x, y), (x + 2, y)] }
    };
    let flat = |(x, y): (i32, i32)| {
        ink.at(x, y).filter(|at| ink.flat[*at]).and_then(|_| colour(image, x, y))
    };
    let Some(behind) = sides.into_iter().find_map(flat) else { return false };
    ends.into_iter().flat_map(beside).filter_map(flat).any(|end| contrast(end, behind) > 15.0)
}

/// Whether a thin component lies in line with a long line of its strength: a
/// piece of a gridline that something covers elsewhere.
fn continues_line(item: &Component, all: &Components, ink: &Ink) -> bool {
    let b = item.bounds;
    let upright = b.height() > b.width();
    let strength = |x: i32, y: i32| ink.at(x, y).map_or(0.0, |at| f32::from(ink.distance[at]));
    let own: Vec<f32> = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| all.labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .map(|(x, y)| strength(x, y))
        .collect();
    let own = median(&own);
    let least = (25.0 * ink.scale) as u32;
    let lines: Vec<f32> = if upright {
        (b.x0..b.x1)
            .filter(|x| ink.line_in_column[*x as usize] >= least)
            .filter_map(|x| strength_of_line(ink, (0..ink.height as i32).map(|y| (x, y))))
            .collect()
    } else {
        (b.y0..b.y1)
            .filter(|y| ink.line_in_row[*y as usize] >= least)
            .filter_map(|y| strength_of_line(ink, (0..ink.width as i32).map(|x| (x, y))))
            .collect()
    };
    lines.iter().any(|line| (line - own).abs() <= 0.25 * line.max(own))
}

/// Distance to the background of the middle one of the pixels on lines.
fn strength_of_line(ink: &Ink, points: impl Iterator<Item = (i32, i32)>) -> Option<f32> {
    let on_line: Vec<f32> = points
        .filter_map(|(x, y)| ink.at(x, y))
        .filter(|at| ink.line[*at])
        .map(|at| f32::from(ink.distance[at]))
        .collect();
    (!on_line.is_empty()).then(|| median(&on_line))
}

/// Whether a thin component is the blended edge of a filled shape: flat on
/// both sides, in different colours.
fn is_edge(image: &RgbImage, item: &Component, ink: &Ink) -> bool {
    let b = item.bounds;
    let (w, h) = (b.width(), b.height());
    if w.min(h) > (3.0 * ink.scale) as i32 || w.max(h) < 4 {
        return false;
    }
    let flat =
        |x: i32, y: i32| ink.at(x, y).filter(|at| ink.flat[*at]).and_then(|_| colour(image, x, y));
    (1..4).all(|quarter| {
        let sides = if h >= w {
            let y = b.y0 + quarter * h / 4;
            (flat(b.x0 - 2, y), flat(b.x1 + 1, y))
        } else {
            let x = b.x0 + quarter * w / 4;
            (flat(x, b.y0 - 2), flat(x, b.y1 + 1))
        };
        matches!(sides, (Some(one), Some(other)) if contrast(one, other) > 30.0)
    })
}

/// Whether a component is the rim of a filled small square, as a legend has:
/// ink along all four sides, and another colour inside than outside.
fn is_swatch(image: &RgbImage, item: &Component, all: &Components) -> bool {
    let b = item.bounds;
    let (w, h) = (b.width(), b.height());
    if w < 6 || h < 6 || w > 3 * h || h > 2 * w {
        return false;
    }
    let own = |x: i32, y: i32| all.labels.get_pixel(x as u32, y as u32).0[0] == item.label;
    let side = |points: &mut dyn Iterator<Item = (i32, i32)>| {
        let (mut on, mut all) = (0, 0);
        for (x, y) in points {
            all += 1;
            on += i32::from(own(x, y));
        }
        10 * on >= 9 * all
    };
    let framed = side(&mut (b.x0 + 1..b.x1 - 1).map(|x| (x, b.y0)))
        && side(&mut (b.x0 + 1..b.x1 - 1).map(|x| (x, b.y1 - 1)))
        && side(&mut (b.y0 + 1..b.y1 - 1).map(|y| (b.x0, y)))
        && side(&mut (b.y0 + 1..b.y1 - 1).map(|y| (b.x1 - 1, y)));
    let (cx, cy) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let Some(centre) = colour(image, cx, cy) else { return false };
    let near = |x: i32, y: i32| colour(image, x, y).map(|c| contrast(c, centre));
    let uniform = (-1..=1)
        .flat_map(|i| (-1..=1).map(move |j| (i, j)))
        .all(|(i, j)| near(cx + i, cy + j).is_some_and(|c| c <= 20.0));
    let outside = [(cx, b.y0 - 2), (cx, b.y1 + 1), (b.x0 - 2, cy), (b.x1 + 1, cy)];
    let differs = outside.iter().filter(|(x, y)| near(*x, *y).is_some_and(|c| c > 30.0)).count();
    framed && uniform && differs >= 3
}

/// A component's extent along (`a`) and across (`b`) the reading direction.
#[derive(Clone, Copy)]
struct Piece {
    a0: i32,
    a1: i32,
    b0: i32,
    b1: i32,
    index: usize,
}

impl Piece {
    fn across(b: PixelBox, index: usize) -> Self {
        Self { a0: b.x0, a1: b.x1, b0: b.y0, b1: b.y1, index }
    }

    fn up(b: PixelBox, index: usize) -> Self {
        Self { a0: b.y0, a1: b.y1, b0: b.x0, b1: b.x1, index }
    }

    fn height(&self) -> i32 {
        self.b1 - self.b0
    }
}

/// Groups pieces that are neighbours in a line; `gap` is the largest space
/// between them as a share of the letters' height.
fn group(pieces: &[Piece], gap: f32, scale: f32) -> Vec<Vec<usize>> {
    let mut order: Vec<Piece> = pieces.to_vec();
    order.sort_by_key(|p| (p.a0, p.b0));
    let mut parent: Vec<usize> = (0..order.len()).collect();
    let widest = order.iter().map(|p| p.a1 - p.a0).max().unwrap_or(0);
    let reach = (40.0 * scale) as i32;
    for i in 0..order.len() {
        for j in i + 1..order.len() {
            if order[j].a0 - order[i].a0 > widest + reach {
                break;
            }
            if neighbours(&order[i], &order[j], gap, scale) {
                let (a, b) = (root(&mut parent, i), root(&mut parent, j));
                parent[a] = b;
            }
        }
    }
    let mut groups: HashMap<usize, Vec<usize>> = HashMap::new();
    for (i, piece) in order.iter().enumerate() {
        groups.entry(root(&mut parent, i)).or_default().push(piece.index);
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.sort();
    groups
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

/// Whether two pieces, the first starting no later, belong to one line.
fn neighbours(first: &Piece, second: &Piece, gap: f32, scale: f32) -> bool {
    let (ha, hb) = (first.height() as f32, second.height() as f32);
    let (tall, short) = (ha.max(hb), ha.min(hb));
    let space = (second.a0 - first.a1) as f32;
    let widest_space = if tall <= 22.0 * scale { gap * tall } else { gap.min(0.5) * tall };
    if space > widest_space {
        return false;
    }
    let (large, small) = if ha < hb { (second, first) } else { (first, second) };
    if short <= 0.45 * tall {
        // Dots, commas and minus signs lie within the height of a letter.
        let middle = (small.b0 + small.b1) as f32 / 2.0;
        let slack = 0.25 * tall;
        return space <= 0.5 * tall
            && middle >= large.b0 as f32 - slack
            && middle <= large.b1 as f32 + slack;
    }
    let shared = (first.b1.min(second.b1) - first.b0.max(second.b0)) as f32;
    shared >= 0.5 * short && tall < 2.6 * short
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    /// A mask with filled boxes, as components would be cut from ink.
    fn mask(boxes: &[(u32, u32, u32, u32)]) -> Components {
        let mut mask = GrayImage::new(200, 200);
        for (x, y, w, h) in boxes {
            for (i, j) in (0..*w).flat_map(|i| (0..*h).map(move |j| (i, j))) {
                mask.put_pixel(x + i, y + j, Luma([255]));
            }
        }
        components(&mask, Connectivity::Eight)
    }

    fn found(boxes: &[(u32, u32, u32, u32)]) -> Vec<(Direction, PixelBox)> {
        let components = mask(boxes);
        let all: Vec<usize> = (0..components.items.len()).collect();
        lines(&components, &all, 1.0).into_iter().map(|b| (b.direction, b.bounds)).collect()
    }

    #[test]
    fn near_letters_are_one_line_and_far_ones_two() {
        let lines = found(&[(10, 10, 5, 9), (17, 10, 5, 9), (24, 12, 5, 7), (60, 10, 5, 9)]);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0], (Direction::Across, PixelBox::new(10, 10, 29, 19)));
    }

    #[test]
    fn a_minus_sign_joins_its_number() {
        let lines = found(&[(10, 14, 4, 1), (16, 10, 5, 9)]);
        assert_eq!(lines, [(Direction::Across, PixelBox::new(10, 10, 21, 19))]);
    }

    #[test]
    fn letters_above_each_other_read_upwards() {
        let pieces: Vec<_> = (0..6).map(|i| (50, 40 + 7 * i, 9, 5)).collect();
        let lines = found(&pieces);
        assert_eq!(lines, [(Direction::Up, PixelBox::new(50, 40, 59, 80))]);
    }

    #[test]
    fn rows_of_a_paragraph_stay_rows() {
        let mut pieces = Vec::new();
        for row in 0..6 {
            pieces.extend((0..8).map(|i| (20 + 7 * i, 20 + 13 * row, 5, 9)));
        }
        let lines = found(&pieces);
        assert_eq!(lines.len(), 6);
        assert!(lines.iter().all(|(d, _)| *d == Direction::Across));
    }
}
