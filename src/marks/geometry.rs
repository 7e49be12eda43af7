//! Boxes of pixels, and the two directions a bar chart can have.

use serde::Serialize;

/// Pixels from (`x0`, `y0`) up to and without (`x1`, `y1`); y grows downwards.
///
/// Continuous coordinates elsewhere in this module use the same frame: pixel
/// `i` covers `i..i+1`, its centre is `i + 0.5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PixelBox {
    /// First column.
    pub x0: i32,
    /// First row.
    pub y0: i32,
    /// One past the last column.
    pub x1: i32,
    /// One past the last row.
    pub y1: i32,
}

impl PixelBox {
    /// A box from its corners.
    pub fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Columns.
    pub fn width(self) -> i32 {
        self.x1 - self.x0
    }

    /// Rows.
    pub fn height(self) -> i32 {
        self.y1 - self.y0
    }

    /// Middle of the columns.
    pub fn cx(self) -> f32 {
        (self.x0 + self.x1) as f32 / 2.0
    }

    /// Middle of the rows.
    pub fn cy(self) -> f32 {
        (self.y0 + self.y1) as f32 / 2.0
    }

    /// Pixels in the box.
    pub fn area(self) -> i64 {
        i64::from(self.width().max(0)) * i64::from(self.height().max(0))
    }

    /// The smallest box around both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The box around all of `boxes`, if there are any.
    pub fn around(boxes: impl IntoIterator<Item = Self>) -> Option<Self> {
        boxes.into_iter().reduce(Self::union)
    }

    /// Grown by `margin` on every side, cut to a picture of `width` x `height`.
    #[must_use]
    pub fn grown(self, margin: i32, width: usize, height: usize) -> Self {
        Self {
            x0: (self.x0 - margin).max(0),
            y0: (self.y0 - margin).max(0),
            x1: (self.x1 + margin).min(width as i32),
            y1: (self.y1 + margin).min(height as i32),
        }
    }

    /// Whether the boxes share a pixel.
    pub fn touches(self, other: Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// Whether a point lies within.
    pub fn holds(self, x: f32, y: f32) -> bool {
        x >= self.x0 as f32 && x < self.x1 as f32 && y >= self.y0 as f32 && y < self.y1 as f32
    }

    /// Whether a pixel is one of its.
    pub fn contains(self, x: i32, y: i32) -> bool {
        (self.x0..self.x1).contains(&x) && (self.y0..self.y1).contains(&y)
    }

    /// Corners as the table's `cell_boxes` have them.
    pub fn corners(self) -> [f32; 4] {
        [self.x0 as f32, self.y0 as f32, self.x1 as f32, self.y1 as f32]
    }
}

/// How bars stand. The *value* direction runs along a bar, the *slot*
/// direction across it, from one bar to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Orientation {
    /// Bars stand on a horizontal baseline; values run along y.
    Vertical,
    /// Bars lie beside a vertical baseline; values run along x.
    Horizontal,
}

impl Orientation {
    /// Extent of a box along its value direction, `(low, high)` in pixels.
    pub fn value_span(self, b: PixelBox) -> (i32, i32) {
        match self {
            Self::Vertical => (b.y0, b.y1),
            Self::Horizontal => (b.x0, b.x1),
        }
    }

    /// Extent of a box along its slot direction.
    pub fn slot_span(self, b: PixelBox) -> (i32, i32) {
        match self {
            Self::Vertical => (b.x0, b.x1),
            Self::Horizontal => (b.y0, b.y1),
        }
    }

    /// Centre of a box along the slot direction.
    pub fn slot_centre(self, b: PixelBox) -> f32 {
        let (low, high) = self.slot_span(b);
        (low + high) as f32 / 2.0
    }

    /// Centre of a box along the value direction.
    pub fn value_centre(self, b: PixelBox) -> f32 {
        let (low, high) = self.value_span(b);
        (low + high) as f32 / 2.0
    }

    /// Box of `slot` and `value` extents.
    pub fn compose(self, slot: (i32, i32), value: (i32, i32)) -> PixelBox {
        match self {
            Self::Vertical => PixelBox::new(slot.0, value.0, slot.1, value.1),
            Self::Horizontal => PixelBox::new(value.0, slot.0, value.1, slot.1),
        }
    }

    /// `(x, y)` of a point at `slot` and `value`.
    pub fn point(self, slot: i32, value: i32) -> (i32, i32) {
        match self {
            Self::Vertical => (slot, value),
            Self::Horizontal => (value, slot),
        }
    }
}

/// The middle value; 0 for an empty slice.
pub fn median(values: &[f32]) -> f32 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f32::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => f32::midpoint(sorted[n / 2 - 1], sorted[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_swap_with_the_orientation() {
        let b = PixelBox::new(1, 2, 5, 12);
        assert_eq!(Orientation::Vertical.value_span(b), (2, 12));
        assert_eq!(Orientation::Horizontal.value_span(b), (1, 5));
        for o in [Orientation::Vertical, Orientation::Horizontal] {
            assert_eq!(o.compose(o.slot_span(b), o.value_span(b)), b);
        }
    }

    #[test]
    fn the_median_of_an_even_count_is_the_mean_of_the_middle_two() {
        assert!((median(&[4.0, 1.0, 3.0, 2.0]) - 2.5).abs() < 1e-6);
        assert!(median(&[]).abs() < 1e-6);
    }
}
