//! Boxes of ink as a line of text sees them: along and across its reading direction.

use crate::marks::geometry::PixelBox;
use crate::marks::texts::text_boxes::Direction;

/// A mark is no farther from its letter than this share of the letter's height.
const MARK_REACH: f32 = 0.25;

/// A component's extent along (`a`) and across (`b`) a reading direction; small
/// `b` is where letters have their tops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its start along the line (the end, in text that runs upwards).
    pub a0: i32,
    /// One past the other end.
    pub a1: i32,
    /// Its top.
    pub b0: i32,
    /// One past its foot.
    pub b1: i32,
    /// Index of the component.
    pub index: usize,
}

impl Piece {
    /// A box as text of a direction has it.
    pub fn of(b: PixelBox, direction: Direction, index: usize) -> Self {
        match direction {
            Direction::Across => Self { a0: b.x0, a1: b.x1, b0: b.y0, b1: b.y1, index },
            Direction::Up => Self { a0: b.y0, a1: b.y1, b0: b.x0, b1: b.x1, index },
        }
    }

    /// Extent along the line.
    pub fn length(&self) -> i32 {
        self.a1 - self.a0
    }

    /// Extent across the line.
    pub fn height(&self) -> i32 {
        self.b1 - self.b0
    }

    /// Empty pixels between two pieces along the line; negative if they overlap.
    pub fn space(&self, other: &Self) -> i32 {
        (other.a0 - self.a1).max(self.a0 - other.a1)
    }

    /// Pixels across the line that both have.
    pub fn shared_height(&self, other: &Self) -> i32 {
        self.b1.min(other.b1) - self.b0.max(other.b0)
    }

    /// Whether this small piece is a mark of the other one: a dot or an accent over
    /// it, a cedilla or an ogonek under it.
    pub fn is_mark_of(&self, letter: &Self) -> bool {
        let reach = (MARK_REACH * letter.height() as f32).max(2.0);
        let middle = self.a0 + self.a1;
        let apart = (letter.b0 - self.b1).max(self.b0 - letter.b1);
        20 * self.height() <= 11 * letter.height()
            && 2 * self.length() <= 3 * letter.length().max(3)
            && (2 * letter.a0 - 2..=2 * letter.a1 + 2).contains(&middle)
            && apart >= -1
            && apart as f32 <= reach
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(x: i32, y: i32, w: i32, h: i32) -> Piece {
        Piece::of(PixelBox::new(x, y, x + w, y + h), Direction::Across, 0)
    }

    #[test]
    fn accents_and_cedillas_are_marks_of_their_letter() {
        let letter = piece(10, 10, 7, 10);
        for (x, y, w, h, is) in [
            (12, 6, 3, 3, true),   // acute above
            (10, 7, 2, 2, true),   // one of two dots
            (12, 20, 3, 3, true),  // cedilla, touching
            (12, 0, 3, 3, false),  // of the line above
            (19, 18, 2, 2, false), // a full stop
            (10, 0, 7, 9, false),  // a letter of the line above
        ] {
            assert_eq!(piece(x, y, w, h).is_mark_of(&letter), is, "{x} {y}");
        }
    }

    #[test]
    fn upwards_a_box_lies_on_its_side() {
        let p = Piece::of(PixelBox::new(1, 2, 5, 12), Direction::Up, 0);
        assert_eq!((p.a0, p.length(), p.b0, p.height()), (2, 10, 1, 4));
    }
}
