//! Components of ink, grouped into lines of text.
//!
//! Letters are grouped along the reading direction when they are near and of
//! similar height. The same grouping runs twice, across and upwards; pieces
//! that fit an upright word better go to the upward reading.

use std::collections::{HashMap, HashSet};

use image::RgbImage;
use imageproc::region_labelling::Connectivity;

use crate::marks::components::{Components, components};
use crate::marks::geometry::{PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::texts::letters::{SMALLEST_LINE, TALLEST_LETTER, letters};
use crate::marks::texts::pieces::Piece;

/// Largest space between words, as a share of their height.
const WORD_SPACE: f32 = 0.7;
/// Middles of letters that are this share of their height apart are in two rows.
const ROW_SPACE: f32 = 0.75;

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
    let pieces = |direction: Direction| -> Vec<Piece> {
        letters.iter().map(|i| Piece::of(bounds(i), direction, *i)).collect()
    };
    let rows: Vec<Vec<usize>> = group(&pieces(Direction::Across), 0.75, scale)
        .into_iter()
        .flat_map(|row| rows_of(row, |i| bounds(&i)))
        .collect();
    let columns = group(&pieces(Direction::Up), 0.45, scale);

    // The row of a piece and how many pieces it has; a heap of pieces is no row.
    let mut row_of: HashMap<usize, (usize, usize)> = HashMap::new();
    for (n, row) in rows.iter().enumerate() {
        let wide = PixelBox::around(row.iter().map(bounds))
            .is_some_and(|b| 5 * b.width() > 6 * b.height());
        row_of.extend(row.iter().map(|i| (*i, (n, if wide { row.len() } else { 1 }))));
    }
    let row_size = |i: &usize| row_of.get(i).map_or(1, |row| row.1);
    let mut taken: HashSet<usize> = HashSet::new();
    let mut boxes = Vec::new();
    for pieces in columns {
        let Some(b) = PixelBox::around(pieces.iter().map(bounds)) else { continue };
        let (w, h) = (b.width() as f32, b.height() as f32);
        if pieces.len() < 2 || h < 1.5 * w || w > 34.0 * scale || w < SMALLEST_LINE as f32 {
            continue;
        }
        let across: usize = pieces.iter().map(row_size).sum();
        let alone = across as f32 <= 1.7 * pieces.len() as f32;
        if alone || (pieces.len() >= 4 && h >= 3.0 * w && !stacked_rows(&pieces, &row_of, bounds)) {
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

/// Rows of text that hang together by a comma, a bracket or an accent between
/// them: pieces whose middles lie in clearly different heights.
fn rows_of(pieces: Vec<usize>, bounds: impl Fn(usize) -> PixelBox) -> Vec<Vec<usize>> {
    let heights: Vec<f32> = pieces.iter().map(|i| bounds(*i).height() as f32).collect();
    let height = median(&heights);
    let large = |i: usize| bounds(i).height() as f32 >= 0.6 * height;
    let mut middles: Vec<f32> =
        pieces.iter().filter(|i| large(**i)).map(|i| bounds(*i).cy()).collect();
    middles.sort_by(f32::total_cmp);
    let borders: Vec<f32> = middles
        .windows(2)
        .filter(|w| w[1] - w[0] > ROW_SPACE * height)
        .map(|w| f32::midpoint(w[0], w[1]))
        .collect();
    let row_at = |middle: f32| borders.iter().filter(|b| middle > **b).count();
    let mut rows = vec![Vec::new(); borders.len() + 1];
    let (letters, marks): (Vec<usize>, Vec<usize>) = pieces.into_iter().partition(|i| large(*i));
    for i in letters {
        rows[row_at(bounds(i).cy())].push(i);
    }
    // A comma hangs at the foot of its row, where letters of the next may begin.
    let spans: Vec<Option<PixelBox>> = rows
        .iter()
        .map(|row: &Vec<usize>| PixelBox::around(row.iter().map(|i| bounds(*i))))
        .collect();
    for i in marks {
        let middle = bounds(i).cy();
        let outside = |n: &usize| {
            let span = spans[*n].unwrap_or(bounds(i));
            (span.y0 as f32 - middle).max(middle - span.y1 as f32).max(0.0)
        };
        let row = (0..rows.len()).min_by(|a, b| outside(a).total_cmp(&outside(b)));
        rows[row.unwrap_or_else(|| row_at(middle))].push(i);
    }
    rows
}

/// Whether a column of pieces is rather several rows of longer text, given the row
/// of every piece and its size: most of its letters are in long rows of their own.
fn stacked_rows(
    pieces: &[usize],
    row_of: &HashMap<usize, (usize, usize)>,
    bounds: impl Fn(&usize) -> PixelBox,
) -> bool {
    let height = |i: &usize| bounds(i).height();
    let tallest = pieces.iter().map(height).max().unwrap_or(0);
    // Without dots and accents, which share the row of their letter.
    let letters: Vec<&usize> = pieces.iter().filter(|i| 2 * height(i) > tallest).collect();
    let long = letters.iter().filter_map(|i| row_of.get(*i)).filter(|row| row.1 >= 3);
    let rows: HashSet<usize> = long.map(|row| row.0).collect();
    2 * rows.len() > letters.len()
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
    let space = first.space(second) as f32;
    let widest_space = if tall <= 22.0 * scale { gap * tall } else { gap.min(0.5) * tall };
    if space > widest_space {
        return false;
    }
    if first.is_mark_of(second) || second.is_mark_of(first) {
        return true;
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
    first.shared_height(second) as f32 >= 0.5 * short && tall < 2.6 * short
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use image::{GrayImage, Luma};

    /// A mask with filled boxes, as components would be cut from ink.
    pub(in crate::marks::texts) fn mask(boxes: &[(u32, u32, u32, u32)]) -> Components {
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
    fn an_upright_title_right_beside_names_is_a_line_of_its_own() {
        let mut pieces: Vec<_> = (0..4).map(|i| (10, 20 + 7 * i, 8, 6)).collect();
        // Two long names at its side, nearer than words are.
        for row in 0..2 {
            pieces.extend((0..5).map(|i| (20 + 7 * i, 20 + 16 * row, 5, 9)));
        }
        let lines = found(&pieces);
        assert_eq!(lines.len(), 3);
        assert!(lines.contains(&(Direction::Up, PixelBox::new(10, 20, 18, 47))));
    }

    #[test]
    fn a_comma_between_two_rows_does_not_make_them_one() {
        let row = |y: u32| (0..5).map(move |i| (20 + 7 * i, y, 5, 9));
        let pieces: Vec<_> = row(20).chain(row(31)).chain([(55, 27, 2, 4)]).collect();
        let lines = found(&pieces);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[1].1, PixelBox::new(20, 31, 53, 40));
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
