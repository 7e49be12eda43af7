//! Slots: the evenly spaced places of the categories along an axis.

use crate::marks::bar_charts::ends::End;
use crate::marks::geometry::{Orientation, PixelBox};

/// The slots of a chart, numbered from 0 along the slot direction.
#[derive(Debug, Clone)]
pub struct Slots {
    /// How values run; slots follow each other across it.
    pub orientation: Orientation,
    /// Centre of slot 0, along the slot direction.
    pub origin: f32,
    /// Distance between the centres of neighbours.
    pub pitch: f32,
    /// Slots with a mark, in order.
    pub occupied: Vec<i32>,
    /// Where bars start (or lines have their axis), along the value direction.
    pub baseline: f32,
    /// The box around all marks.
    pub area: PixelBox,
    /// Outer ends of bars by slot; empty for other marks.
    pub ends: Vec<(i32, End)>,
}

impl Slots {
    /// Centre of a slot, along the slot direction.
    pub fn centre(&self, slot: i32) -> f32 {
        self.origin + self.pitch * slot as f32
    }

    /// The slot whose middle is nearest to a coordinate.
    pub fn slot_at(&self, across: f32) -> i32 {
        ((across - self.origin) / self.pitch).round() as i32
    }

    /// First and last slot with a mark.
    pub fn range(&self) -> (i32, i32) {
        (self.occupied.first().copied().unwrap_or(0), self.occupied.last().copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_go_to_the_nearest_slot() {
        let slots = Slots {
            orientation: Orientation::Vertical,
            origin: 50.0,
            pitch: 20.0,
            occupied: vec![0, 1, 3],
            baseline: 200.0,
            area: PixelBox::new(40, 20, 120, 200),
            ends: Vec::new(),
        };
        assert_eq!([39.0, 59.0, 61.0, 112.0].map(|x| slots.slot_at(x)), [-1, 0, 1, 3]);
        assert_eq!((slots.centre(3), slots.range()), (110.0, (0, 3)));
    }
}
