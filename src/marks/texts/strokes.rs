//! Thin strokes: those that make up dashed lines, and those that stand in words
//! as the stem of an `i` or a hyphen does.

use std::collections::HashMap;

use crate::marks::components::Components;
use crate::marks::texts::pieces::Piece;
use crate::marks::texts::text_boxes::Direction;

/// Thin dashes in one row or column that make a dashed line.
const DASHES: usize = 6;
/// Thickest dash in pixels.
const DASH: i32 = 3;
/// Sizes in pixels at [`crate::marks::ink::Ink::scale`] 1.
const THICKEST: f32 = 3.0;
const LONGEST_STEM: f32 = 22.0;
const DIRECTIONS: [Direction; 2] = [Direction::Across, Direction::Up];

/// Which components are dashes of a dashed line: thin, in one row or column,
/// nearer to each other than words are, and not most of them parts of words.
pub fn dashed(all: &Components) -> Vec<bool> {
    let mut found = vec![false; all.items.len()];
    for direction in DIRECTIONS {
        let pieces = pieces(all, direction);
        let mut rows: HashMap<(i32, i32), Vec<Piece>> = HashMap::new();
        for dash in pieces.iter().filter(|p| is_dash(p)) {
            rows.entry((dash.b0, dash.height())).or_default().push(*dash);
        }
        for mut row in rows.into_values().filter(|r| r.len() >= DASHES) {
            row.sort_by_key(|p| p.a0);
            let near = |p: &Piece, q: &Piece| p.space(q) <= 3 * p.length().max(q.length()) + 2;
            for run in row.chunk_by(near).filter(|r| r.len() >= DASHES) {
                let in_words = run.iter().filter(|dash| in_word(dash.index, all)).count();
                if 2 * in_words < run.len() {
                    for dash in run {
                        found[dash.index] = true;
                    }
                }
            }
        }
    }
    found
}

/// Thin strokes that were left out and yet stand in a word: upright ones with a
/// letter close by on either side, or on one side and on the same foot or with a
/// dot over them; level ones between two letters.
pub fn in_words(all: &Components, kept: &[bool], scale: f32) -> Vec<usize> {
    let mut kept = kept.to_vec();
    let mut found = Vec::new();
    for of_kind in [stem, hyphen] {
        for direction in DIRECTIONS {
            let pieces = pieces(all, direction);
            let strokes: Vec<usize> = (0..pieces.len())
                .filter(|i| !kept[*i] && of_kind(&pieces[*i], &pieces, &kept, scale))
                .collect();
            for i in &strokes {
                kept[*i] = true;
            }
            found.extend(strokes);
        }
    }
    found
}

fn pieces(all: &Components, direction: Direction) -> Vec<Piece> {
    all.items.iter().enumerate().map(|(i, c)| Piece::of(c.bounds, direction, i)).collect()
}

/// Whether a piece is thin and level in its direction.
fn is_dash(p: &Piece) -> bool {
    p.height() <= DASH && p.length() >= DASH && p.length() > p.height()
}

/// Whether a thin stroke is a part of a letter or stands next to one as letters do.
fn in_word(index: usize, all: &Components) -> bool {
    DIRECTIONS.into_iter().any(|direction| {
        let stroke = Piece::of(all.items[index].bounds, direction, index);
        let upright = stroke.height() > stroke.length();
        all.items.iter().enumerate().any(|(i, item)| {
            let letter = Piece::of(item.bounds, direction, i);
            let dash = is_dash(&letter) || letter.height() > 3 * letter.length();
            i != index && !dash && {
                let beside = if upright { beside_stem } else { beside_hyphen };
                beside(&stroke, &letter) || stroke.is_mark_of(&letter)
            }
        })
    })
}

/// Whether a letter stands right beside an upright stroke, as high as it.
fn beside_stem(stem: &Piece, letter: &Piece) -> bool {
    letter.length() >= 3
        && (-1..=(stem.height() / 2).max(3)).contains(&stem.space(letter))
        && 10 * stem.shared_height(letter) >= 7 * stem.height().min(letter.height())
        && 5 * letter.height() >= 3 * stem.height()
        && letter.height() <= 2 * stem.height()
}

/// Whether a letter stands beside a level stroke, with its middle at the stroke's height.
fn beside_hyphen(hyphen: &Piece, letter: &Piece) -> bool {
    let height = letter.height();
    let down = hyphen.b0 + hyphen.b1 - 2 * letter.b0;
    letter.length() >= 3
        && height >= 5
        && (-1..=(height / 2).max(3)).contains(&hyphen.space(letter))
        && 2 * hyphen.length() <= 3 * height
        && 3 * hyphen.height() <= height
        && (6 * height..=16 * height).contains(&(10 * down))
}

fn stem(stroke: &Piece, pieces: &[Piece], kept: &[bool], scale: f32) -> bool {
    let upright = stroke.length() <= (THICKEST * scale) as i32
        && stroke.height() > stroke.length()
        && (4..=(LONGEST_STEM * scale) as i32).contains(&stroke.height());
    if !upright {
        return false;
    }
    let dot = |p: &Piece| {
        2 * p.height() <= stroke.height()
            && (p.a0 + p.a1 - stroke.a0 - stroke.a1).abs() <= 3
            && (0..=stroke.height() / 2).contains(&(stroke.b0 - p.b1))
    };
    // The last letter of a word stands on one line with the one before it.
    let on_foot = |p: &Piece| kept[p.index] && (p.b1 - stroke.b1).abs() <= 1;
    match sides(stroke, pieces, kept, beside_stem) {
        2 => true,
        1 => pieces.iter().any(|p| dot(p) || on_foot(p) && beside_stem(stroke, p)),
        _ => false,
    }
}

fn hyphen(stroke: &Piece, pieces: &[Piece], kept: &[bool], scale: f32) -> bool {
    let level = stroke.height() <= (THICKEST * scale) as i32 && stroke.length() >= stroke.height();
    level && sides(stroke, pieces, kept, beside_hyphen) == 2
}

/// On how many sides of a stroke a kept piece stands in the way of `beside`.
fn sides(
    stroke: &Piece,
    pieces: &[Piece],
    kept: &[bool],
    beside: fn(&Piece, &Piece) -> bool,
) -> usize {
    let before = |p: &Piece| p.a0 + p.a1 < stroke.a0 + stroke.a1;
    let stands = |side: bool| {
        pieces.iter().any(|p| {
            kept[p.index] && p.index != stroke.index && before(p) == side && beside(stroke, p)
        })
    };
    usize::from(stands(true)) + usize::from(stands(false))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::texts::text_boxes::tests::mask;

    #[test]
    fn hyphens_of_names_in_a_row_are_no_dashed_line() {
        // `18-24`, `25-34` and so on, in one row.
        let names: Vec<_> = (0..7)
            .flat_map(|n| {
                [(10 + 26 * n, 10, 6, 9), (17 + 26 * n, 15, 3, 1), (21 + 26 * n, 10, 6, 9)]
            })
            .collect();
        assert!(dashed(&mask(&names)).iter().all(|d| !d));
        let line: Vec<_> = (0..7).map(|n| (10 + 7 * n, 15, 4, 1)).collect();
        assert!(dashed(&mask(&line)).iter().all(|d| *d));
    }

    #[test]
    fn stems_in_a_column_of_names_are_no_dashed_line() {
        // `Item` in every row: the stems of the capital stand over each other.
        let names: Vec<_> =
            (0..7).flat_map(|n| [(10, 10 + 14 * n, 2, 9), (14, 10 + 14 * n, 5, 9)]).collect();
        assert!(dashed(&mask(&names)).iter().all(|d| !d));
    }

    #[test]
    fn strokes_between_letters_are_parts_of_a_word() {
        let letters = [(10, 10, 6, 9), (24, 10, 6, 9)];
        let found = |stroke: (u32, u32, u32, u32), upwards: bool| {
            let turn = |(x, y, w, h): (u32, u32, u32, u32)| (y, x, h, w);
            let boxes = [letters[0], letters[1], stroke];
            let all = mask(&if upwards { boxes.map(turn) } else { boxes });
            let kept: Vec<bool> = all.items.iter().map(|c| c.area > 20).collect();
            in_words(&all, &kept, 1.0).len()
        };
        for upwards in [false, true] {
            assert_eq!(found((19, 14, 3, 1), upwards), 1, "a hyphen");
            assert_eq!(found((20, 10, 1, 9), upwards), 1, "a stem");
            assert_eq!(found((18, 21, 4, 1), upwards), 0, "a dash under the line");
            assert_eq!(found((33, 10, 1, 9), upwards), 1, "the last letter of a word");
            assert_eq!(found((33, 13, 1, 9), upwards), 0, "a tick beside a word");
            assert_eq!(found((20, 25, 1, 9), upwards), 0, "a stroke under the line");
            assert_eq!(found((33, 14, 3, 1), upwards), 0, "a dash after the word");
        }
    }
}
