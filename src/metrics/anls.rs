//! Normalised Levenshtein similarity, one pair at a time and all pairs of two lists.
//!
//! RMS compares every key of one table with every key of another: 16 million pairs for two
//! tables of 200 x 20. So the list form runs Myers' bit-parallel algorithm (in Hyyrö's form,
//! "A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003) on
//! [`LANES`] keys at once, one 64-bit word each.

use std::collections::HashMap;

/// Normalised distance beyond which two strings have nothing in common.
pub(super) const THRESHOLD: f64 = 0.5;

/// Keys compared at once.
const LANES: usize = 8;
/// Longest key, in characters, that fits a lane.
const WORD: usize = 64;

/// `1 - n` where `n`, the Levenshtein distance over the longer length in characters, is at
/// most one half; else 0.
///
/// ```
/// use chartqa::metrics::anls;
/// assert_eq!(anls("germany", "germany"), 1.0);
/// assert_eq!(anls("2019", "2018"), 0.75);
/// assert_eq!(anls("italy", "france"), 0.0);
/// ```
pub fn anls(a: &str, b: &str) -> f64 {
    let longer = a.chars().count().max(b.chars().count());
    similarity(strsim::levenshtein(a, b), longer)
}

/// The similarity of two strings `distance` apart, the longer of which has `longer` characters.
fn similarity(distance: usize, longer: usize) -> f64 {
    if longer == 0 {
        return 1.0;
    }
    let normalised = distance as f64 / longer as f64;
    if normalised <= THRESHOLD { 1.0 - normalised } else { 0.0 }
}

/// [`anls`] of every string of `a` with every string of `b`: row-major, `a.len() x b.len()`.
pub(super) fn matrix(a: &[&str], b: &[&str]) -> Vec<f64> {
    let mut symbols = HashMap::new();
    let mut encode = |text: &str| -> Vec<u16> {
        text.chars()
            .map(|c| {
                let next = symbols.len();
                *symbols.entry(c).or_insert(next) as u16
            })
            .collect()
    };
    let a_coded: Vec<_> = a.iter().map(|text| encode(text)).collect();
    let b_coded: Vec<_> = b.iter().map(|text| encode(text)).collect();
    let alphabet = symbols.len();

    let mut similarities = vec![0.0; a.len() * b.len()];
    let fits =
        |i: &usize| (1..=WORD).contains(&a_coded[*i].len()) && u16::try_from(alphabet).is_ok();
    let (short, long): (Vec<usize>, Vec<usize>) = (0..a.len()).partition(fits);
    for i in long {
        for (j, text) in b.iter().enumerate() {
            similarities[i * b.len() + j] = anls(a[i], text);
        }
    }
    let mut lanes = Lanes::new(alphabet);
    for group in short.chunks(LANES) {
        for (lane, i) in group.iter().enumerate() {
            lanes.set(lane, &a_coded[*i]);
        }
        for (j, text) in b_coded.iter().enumerate() {
            let distances = lanes.distances(text);
            for (lane, i) in group.iter().enumerate() {
                let longer = a_coded[*i].len().max(text.len());
                similarities[i * b.len() + j] = similarity(distances[lane] as usize, longer);
            }
        }
        for (lane, i) in group.iter().enumerate() {
            lanes.clear(lane, &a_coded[*i]);
        }
    }
    similarities
}

/// Up to [`LANES`] patterns, side by side, each at the high end of its word: whatever their
/// lengths, the bit of the last character is the highest.
struct Lanes {
    /// Where each symbol stands in each pattern, by symbol.
    positions: Vec<[u64; LANES]>,
    /// The bits that a pattern takes.
    used: [u64; LANES],
    /// Lengths of the patterns.
    lengths: [u64; LANES],
}

impl Lanes {
    fn new(alphabet: usize) -> Self {
        Self { positions: vec![[0; LANES]; alphabet], used: [0; LANES], lengths: [0; LANES] }
    }

    /// `pattern` has from 1 to [`WORD`] symbols.
    fn set(&mut self, lane: usize, pattern: &[u16]) {
        let unused = WORD - pattern.len();
        for (i, symbol) in pattern.iter().enumerate() {
            self.positions[usize::from(*symbol)][lane] |= 1 << (unused + i);
        }
        self.used[lane] = u64::MAX << unused;
        self.lengths[lane] = pattern.len() as u64;
    }

    fn clear(&mut self, lane: usize, pattern: &[u16]) {
        for symbol in pattern {
            self.positions[usize::from(*symbol)][lane] = 0;
        }
        self.used[lane] = 0;
    }

    /// Levenshtein distances of the patterns to `text`; meaningless in lanes that are not set.
    ///
    /// A column of the distance table is kept as its vertical differences: the bits where it
    /// rises and where it falls. The unused low bits stand for a row 0 whose distance rises by
    /// one with every symbol, which is what the first row of the table does.
    fn distances(&self, text: &[u16]) -> [u64; LANES] {
        let mut rises = self.used;
        let mut falls = [0_u64; LANES];
        let mut distances = self.lengths;
        for symbol in text {
            let equal = &self.positions[usize::from(*symbol)];
            for lane in 0..LANES {
                let same = equal[lane] | falls[lane];
                let diagonal =
                    ((same & rises[lane]).wrapping_add(rises[lane]) ^ rises[lane]) | same;
                let right_rises = falls[lane] | !(diagonal | rises[lane]);
                let right_falls = diagonal & rises[lane];
                distances[lane] += right_rises >> 63;
                distances[lane] -= right_falls >> 63;
                let right_rises = (right_rises << 1) | 1;
                let right_falls = right_falls << 1;
                rises[lane] = right_falls | !(diagonal | right_rises);
                falls[lane] = diagonal & right_rises;
            }
        }
        distances
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn all_pairs_agree_with_one_at_a_time(
            a in proptest::collection::vec("[abcé ]{0,12}|[a-d]{60,70}", 0..20),
            b in proptest::collection::vec("[abcé ]{0,12}|[a-d]{60,70}", 0..12),
        ) {
            let a: Vec<&str> = a.iter().map(String::as_str).collect();
            let b: Vec<&str> = b.iter().map(String::as_str).collect();
            let all = matrix(&a, &b);
            for (i, x) in a.iter().enumerate() {
                for (j, y) in b.iter().enumerate() {
                    prop_assert_eq!(all[i * b.len() + j], anls(x, y), "{:?} {:?}", x, y);
                }
            }
        }

        #[test]
        fn similarity_is_bounded_and_symmetric(a in ".{0,12}", b in ".{0,12}") {
            let s = anls(&a, &b);
            prop_assert!(s == 0.0 || (THRESHOLD..=1.0).contains(&s));
            prop_assert_eq!(s, anls(&b, &a));
            prop_assert_eq!(s == 1.0, a == b);
        }
    }
}
