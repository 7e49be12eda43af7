//! Groups: which bars stand for one category, and which for one series.
//!
//! Bars of a series repeat at the distance of the categories. The bars of a
//! category follow each other without the gap that parts it from the next.

use crate::marks::geometry::median;

/// Steps may differ from whole multiples of the pitch by this share of it.
const UNEVEN: f32 = 0.12;

/// Where every bar belongs.
#[derive(Debug, Clone, PartialEq)]
pub struct Groups {
    /// Slot of every bar, from 0.
    pub slots: Vec<i32>,
    /// Centre of slot 0 along the slot direction.
    pub origin: f32,
    /// Distance between slots.
    pub pitch: f32,
}

impl Groups {
    /// Bars in the fullest slot.
    pub fn fullest(&self) -> usize {
        self.slots.iter().map(|s| self.slots.iter().filter(|t| *t == s).count()).max().unwrap_or(0)
    }

    /// Number of slots with a bar.
    pub fn occupied(&self) -> usize {
        let mut slots = self.slots.clone();
        slots.dedup();
        slots.len()
    }
}

/// One bar a slot: `centres` in order, evenly spaced but for empty slots.
/// `None` if they are not.
pub fn singles(centres: &[f32]) -> Option<Groups> {
    let steps: Vec<f32> = centres.windows(2).map(|w| w[1] - w[0]).collect();
    let least = steps.iter().copied().reduce(f32::min)?;
    // Steps over an empty slot are multiples of the others.
    let unit = median(&steps.iter().copied().filter(|s| *s < 1.4 * least).collect::<Vec<_>>());
    let slots: Vec<i32> =
        centres.iter().map(|c| ((c - centres[0]) / unit).round() as i32).collect();
    let last = *slots.last()?;
    let pitch = (centres[centres.len() - 1] - centres[0]) / last.max(1) as f32;
    let groups = Groups { slots, origin: centres[0], pitch };
    let even = centres
        .iter()
        .zip(&groups.slots)
        .all(|(c, s)| (c - groups.origin - pitch * *s as f32).abs() <= (UNEVEN * pitch).max(2.0));
    let mostly_empty = last + 1 - centres.len() as i32 > centres.len() as i32;
    (even && !mostly_empty).then_some(groups)
}

/// Several bars a slot, at most one of each kind (colour): `centres` in order.
/// `None` if the kinds do not repeat at one distance.
pub fn groups(centres: &[f32], kinds: &[usize]) -> Option<Groups> {
    let count = kinds.iter().max()? + 1;
    let mut steps: Vec<f32> = Vec::new();
    for kind in 0..count {
        let own: Vec<f32> =
            centres.iter().zip(kinds).filter(|(_, k)| **k == kind).map(|(c, _)| *c).collect();
        steps.extend(own.windows(2).map(|w| w[1] - w[0]));
    }
    let Some(least) = steps.iter().copied().reduce(f32::min) else {
        // Every colour once: one category.
        let width = centres.last()? - centres.first()?;
        let origin = f32::midpoint(*centres.first()?, *centres.last()?);
        return Some(Groups { slots: vec![0; centres.len()], origin, pitch: 1.5 * width.max(1.0) });
    };
    let unit = median(&steps.iter().copied().filter(|s| *s < 1.2 * least).collect::<Vec<_>>());
    // The distance from all steps together: each is so many units.
    let whole = |s: &f32| (s / unit).round().max(1.0);
    let pitch = steps.iter().sum::<f32>() / steps.iter().map(whole).sum::<f32>();
    let even = |s: &f32| (s - whole(s) * pitch).abs() <= (UNEVEN * pitch).max(2.5);
    if !steps.iter().all(even) {
        return None;
    }
    // Places within a slot, with the widest gap between one slot and the next.
    let mut places: Vec<f32> = centres.iter().map(|c| (c - centres[0]).rem_euclid(pitch)).collect();
    places.sort_by(f32::total_cmp);
    let (mut start, mut widest) = (places[0], pitch - (places[places.len() - 1] - places[0]));
    for pair in places.windows(2) {
        if pair[1] - pair[0] > widest {
            (start, widest) = (pair[1], pair[1] - pair[0]);
        }
    }
    let first = centres[0] + start;
    let slot = |c: f32| ((c - first + 0.25 * widest) / pitch).floor() as i32;
    let mut slots: Vec<i32> = centres.iter().map(|c| slot(*c)).collect();
    let lowest = *slots.iter().min()?;
    for slot in &mut slots {
        *slot -= lowest;
    }
    let first = first + lowest as f32 * pitch;
    let twice =
        (0..slots.len()).any(|i| (0..i).any(|j| slots[i] == slots[j] && kinds[i] == kinds[j]));
    let origin = first + 0.5 * (pitch - widest);
    (!twice).then_some(Groups { slots, origin, pitch })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_of_two_colours_make_groups() {
        let centres = [10.0, 20.0, 50.0, 60.0, 90.0, 100.0];
        let found = groups(&centres, &[0, 1, 0, 1, 0, 1]).unwrap();
        assert_eq!(found.slots, [0, 0, 1, 1, 2, 2]);
        assert!((found.origin - 15.0).abs() < 0.01 && (found.pitch - 40.0).abs() < 0.01);
    }

    #[test]
    fn a_missing_bar_moves_nothing() {
        // The first of the first group is missing, and the second of the second.
        let centres = [20.0, 50.0, 90.0, 100.0];
        let found = groups(&centres, &[1, 0, 0, 1]).unwrap();
        assert_eq!(found.slots, [0, 1, 2, 2]);
        assert!((found.origin - 15.0).abs() < 0.01, "{found:?}");
    }

    #[test]
    fn every_colour_once_is_one_category() {
        let found = groups(&[10.0, 20.0, 30.0], &[0, 1, 2]).unwrap();
        assert_eq!((found.slots, found.origin), (vec![0, 0, 0], 20.0));
    }

    #[test]
    fn empty_slots_are_counted() {
        let found = singles(&[10.0, 30.0, 70.0, 90.0]).unwrap();
        assert_eq!(found.slots, [0, 1, 3, 4]);
        assert!(singles(&[10.0, 20.0, 33.0, 61.0, 75.0]).is_none());
    }
}
