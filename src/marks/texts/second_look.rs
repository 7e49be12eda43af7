//! Second looks at lines that were read doubtfully: the same crop scaled a
//! little otherwise, as it might as well have been cut. What most looks agree
//! on, weighed by how probable each reading is, is right more often than the
//! first.

use crate::marks::texts::recogniser::{Crop, Reading};

/// A first reading whose characters are surer than this on the mean needs no
/// second look.
const SURE: f32 = 0.97;
/// Longer lines (titles, footnotes) are not worth the time.
const LONGEST: usize = 48;

/// One way to look at a crop again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Empty rows put above the crop.
    pub above: usize,
    /// Empty rows put below it.
    pub below: usize,
    /// How much wider than true to scale the line is made.
    pub stretch: f32,
    /// Exponent of the ink, from 0 to 1: below 1 makes faint strokes stronger.
    pub gamma: f32,
}

/// The crop as it is.
pub const PLAIN: Look = Look { above: 0, below: 0, stretch: 1.0, gamma: 1.0 };

/// The second looks, each off by about as much as two renderers or two ways
/// of cutting differ.
pub const LOOKS: [Look; 6] = [
    Look { above: 1, ..PLAIN },
    Look { below: 1, ..PLAIN },
    Look { above: 1, below: 1, ..PLAIN },
    Look { stretch: 1.06, ..PLAIN },
    Look { stretch: 0.94, ..PLAIN },
    Look { gamma: 0.75, ..PLAIN },
];

/// Whether a line that was read so deserves second looks.
pub fn is_doubtful(first: &Reading) -> bool {
    let n = first.characters.len();
    (1..=LONGEST).contains(&n) && first.confidence() <= SURE
}

/// The crop with the look's empty rows.
pub fn padded(crop: &Crop, look: Look) -> Crop {
    let mut distance = vec![0; look.above * crop.width];
    distance.extend(&crop.distance);
    distance.resize(distance.len() + look.below * crop.width, 0);
    Crop { width: crop.width, height: crop.height + look.above + look.below, distance }
}

/// Of several readings of one line, the text that has most probability
/// together, as its most probable look read it.
pub fn settled(looks: &[Reading]) -> Reading {
    let texts: Vec<String> = looks.iter().map(Reading::text).collect();
    let texts = &texts;
    let same = |i: usize| (0..texts.len()).filter(move |j| texts[*j] == texts[i]);
    let weight = |i: usize| same(i).map(|j| looks[j].probability).sum::<f32>();
    let better = |a: &usize, b: &usize| {
        let by_text = weight(*a).total_cmp(&weight(*b));
        by_text.then(looks[*a].probability.total_cmp(&looks[*b].probability))
    };
    let Some(best) = (0..looks.len()).max_by(better) else { return Reading::default() };
    let agreement = same(best).count() as f32 / looks.len() as f32;
    Reading { agreement, ..looks[best].clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::texts::recogniser::Character;

    fn reading(text: &str, probability: f32) -> Reading {
        let character = |value| Character { value, position: 0.0, probability };
        Reading { characters: text.chars().map(character).collect(), probability, agreement: 1.0 }
    }

    #[test]
    fn two_likely_looks_outweigh_one_likelier() {
        let looks = [reading("Sdhools", 0.5), reading("Schools", 0.3), reading("Schools", 0.4)];
        let settled = settled(&looks);
        assert_eq!((settled.text().as_str(), settled.probability), ("Schools", 0.4));
        assert!((settled.agreement - 2.0 / 3.0).abs() < 1e-6);
        assert!(settled.confidence() < looks[2].confidence());
    }

    #[test]
    fn only_short_doubtful_lines_are_looked_at_again() {
        assert!(is_doubtful(&reading("Schools", 0.9)));
        assert!(!is_doubtful(&reading("Schools", 0.99)));
        assert!(!is_doubtful(&reading("", 0.0)));
        assert!(!is_doubtful(&reading(&"a".repeat(60), 0.5)));
    }

    #[test]
    fn a_look_adds_empty_rows() {
        let crop = Crop { width: 2, height: 1, distance: vec![7, 8] };
        let padded = padded(&crop, Look { above: 1, below: 2, ..PLAIN });
        assert_eq!((padded.width, padded.height), (2, 4));
        assert_eq!(padded.distance, [0, 0, 7, 8, 0, 0, 0, 0]);
    }
}
