//! Which entry of a legend is whose: by colour, or by the order that legend
//! and marks share.

use crate::marks::names::legend::swatches::Swatch;
use crate::marks::regions::{Colour, contrast};
use crate::marks::regions::{distance, turn};

/// Two colours this near are a mark's and its swatch's; or their ways from the
/// paper are.
const SAME_COLOUR: f32 = 50.0;
const SAME_WAY: f32 = 0.2;
/// Blends of a colour with the paper differ in their way from it by this at most.
const BLEND: f32 = 0.06;
/// Shades of one hue differ in their way from the paper by this at most.
const ONE_HUE: f32 = 0.12;
/// Filled swatches differ from their marks by less.
const SAME_FILL: f32 = 26.0;
/// The same where colours only confirm an order.
const SAME_IN_ORDER: f32 = 14.0;
/// A swatch that covers so much of its box, and is not a line, is filled; lines
/// are thin, or many times as long as thick.
const FILLED: f32 = 0.5;
const THINNEST_FILL: i32 = 5;
const LONGEST_FILL: i32 = 4;

/// A colour of marks with the share of the longest line that its line has (1
/// for other marks).
pub type Wanted = (Colour, f32);

/// The swatch of every colour: nearest colours first, each used once.
pub fn by_colour(swatches: &[Swatch], wanted: &[Wanted]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (s, swatch) in swatches.iter().enumerate() {
        for (c, (colour, weight)) in wanted.iter().enumerate() {
            if let Some(off) = difference(swatch, *colour) {
                pairs.push((off - 0.3 * weight, s, c));
            }
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = vec![None; wanted.len()];
    for (_, s, c) in pairs {
        if found[c].is_none() && !found.contains(&Some(s)) {
            found[c] = Some(s);
        }
    }
    by_strength(&mut found, swatches, wanted);
    found
}

/// Shades of one hue, greys for instance: thin lines are all paler than their
/// swatches, so the palest line is of the palest swatch, and so on.
fn by_strength(found: &mut [Option<usize>], swatches: &[Swatch], wanted: &[Wanted]) {
    let one_hue = |a: usize, b: usize| {
        let paper = swatches[a].paper;
        turn(paper, swatches[a].colour, swatches[b].colour) <= ONE_HUE
    };
    let mut done: Vec<usize> = Vec::new();
    for first in 0..found.len() {
        let Some(swatch) = found[first].filter(|_| !done.contains(&first)) else { continue };
        let mut lines: Vec<usize> =
            (0..found.len()).filter(|i| found[*i].is_some_and(|s| one_hue(swatch, s))).collect();
        done.extend(&lines);
        let mut shades: Vec<usize> = lines.iter().filter_map(|i| found[*i]).collect();
        let paper = swatches[swatch].paper;
        let strength = |c: Colour| distance(c, paper);
        lines.sort_by(|a, b| strength(wanted[*a].0).total_cmp(&strength(wanted[*b].0)));
        shades.sort_by(|a, b| {
            strength(swatches[*a].colour).total_cmp(&strength(swatches[*b].colour))
        });
        for (line, shade) in lines.into_iter().zip(shades) {
            found[line] = Some(shade);
        }
    }
}

/// How far a colour is from being a swatch's; `None` if it is surely another.
/// A thin swatch is a blend of its colour and the paper, so the way from the
/// paper counts more than how far along it a colour is.
pub fn difference(swatch: &Swatch, colour: Colour) -> Option<f32> {
    let [la, lb] = [swatch.colour, colour].map(|c| distance(c, swatch.paper).max(1.0));
    let turn = turn(swatch.paper, swatch.colour, colour);
    let apart = distance(swatch.colour, colour);
    let alike = apart <= SAME_COLOUR || turn <= SAME_WAY && (0.3..2.2).contains(&(la / lb));
    alike.then_some(turn + 0.002 * apart)
}

/// Whether a thin swatch may be a blend of a colour with the paper.
pub fn is_blend(swatch: &Swatch, colour: Colour) -> bool {
    let weaker = distance(swatch.colour, swatch.paper) <= distance(colour, swatch.paper);
    !is_filled(swatch) && weaker && turn(swatch.paper, swatch.colour, colour) <= BLEND
}

/// Whether a swatch is a filled shape, whose colour is its marks' own.
pub fn is_filled(swatch: &Swatch) -> bool {
    let b = swatch.bounds;
    swatch.fill >= FILLED
        && b.width().min(b.height()) >= THINNEST_FILL
        && b.width() <= LONGEST_FILL * b.height()
}

/// How far the colour of a filled mark is from a swatch's, `None` if it is
/// another. Small discs and lines may stand for filled marks, too.
fn off_fill(swatch: &Swatch, colour: Colour) -> Option<f32> {
    let off = contrast(swatch.colour, colour);
    if is_filled(swatch) {
        (off <= SAME_FILL).then_some(off)
    } else {
        difference(swatch, colour).map(|d| 100.0 * d)
    }
}

/// The swatch of every colour of filled marks.
pub fn by_fill(swatches: &[Swatch], colours: &[Colour]) -> Vec<Option<usize>> {
    let mut pairs: Vec<(f32, usize, usize)> = (0..swatches.len())
        .flat_map(|s| (0..colours.len()).map(move |c| (s, c)))
        .filter_map(|(s, c)| Some((off_fill(&swatches[s], colours[c])?, s, c)))
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut found = vec![None; colours.len()];
    for (_, s, c) in pairs {
        if found[c].is_none() && !found.contains(&Some(s)) {
            found[c] = Some(s);
        }
    }
    found
}

/// The swatch of every colour of filled marks in the legend's reading order, if
/// some colours are too near each other to be told by eye and all fit so.
pub fn in_order(swatches: &[Swatch], colours: &[Colour]) -> Option<Vec<Option<usize>>> {
    let near = |(i, a): (usize, &Colour)| {
        colours[i + 1..].iter().any(|b| contrast(*a, *b) <= SAME_IN_ORDER)
    };
    if swatches.len() != colours.len() || !colours.iter().enumerate().any(near) {
        return None;
    }
    let mut order: Vec<usize> = (0..swatches.len()).collect();
    order.sort_by_key(|i| {
        let b = swatches[*i].bounds;
        ((b.cy() / b.height().max(1) as f32).round() as i32, b.x0)
    });
    // Translucent fills differ as far as page and panel do.
    let fits = |(s, c): (&usize, &Colour)| contrast(swatches[*s].colour, *c) <= SAME_FILL;
    order.iter().zip(colours).all(fits).then(|| order.into_iter().map(Some).collect())
}

/// The sector of every swatch, by the order that a legend shares with marks
/// that go around, from any of them and either way: where colours repeat or
/// are near. `None` if colours contradict all such orders.
pub fn in_turn(swatches: &[Swatch], colours: &[Colour]) -> Option<Vec<usize>> {
    let n = colours.len();
    if swatches.len() != n || n == 0 {
        return None;
    }
    let at = |i: usize, (shift, back): (usize, bool)| {
        if back { (shift + n - i) % n } else { (shift + i) % n }
    };
    let worst = |order: (usize, bool)| {
        let off = |i: usize| contrast(swatches[i].colour, colours[at(i, order)]);
        (0..n).map(off).fold(0.0, f32::max)
    };
    let orders = (0..n).flat_map(|shift| [false, true].map(|back| (shift, back)));
    let best = orders.min_by(|a, b| worst(*a).total_cmp(&worst(*b)))?;
    (worst(best) <= SAME_IN_ORDER).then(|| (0..n).map(|i| at(i, best)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::PixelBox;

    fn filled(colour: Colour) -> Swatch {
        let bounds = PixelBox::new(0, 0, 10, 10);
        Swatch { bounds, colour, paper: [255.0; 3], fill: 1.0, alone: true }
    }

    #[test]
    fn the_nearest_colour_is_taken_and_no_swatch_twice() {
        let swatches = [filled([40.0, 60.0, 200.0]), filled([50.0, 70.0, 190.0])];
        let colours = [[52.0, 70.0, 190.0], [41.0, 60.0, 200.0], [200.0, 30.0, 30.0]];
        assert_eq!(by_fill(&swatches, &colours), [Some(1), Some(0), None]);
    }

    #[test]
    fn the_palest_line_is_of_the_palest_swatch() {
        let grey = |v: f32| [v; 3];
        let swatches = [filled(grey(34.0)), filled(grey(136.0)), filled(grey(68.0))];
        // Thin lines: all paler than drawn, one of them as pale as the next swatch.
        let lines = [(grey(150.0), 0.9), (grey(112.0), 1.0), (grey(80.0), 1.0)];
        assert_eq!(by_colour(&swatches, &lines), [Some(1), Some(2), Some(0)]);
    }

    #[test]
    fn a_thin_line_may_be_a_blend_of_its_colour() {
        let thin = Swatch {
            bounds: PixelBox::new(0, 0, 20, 1),
            fill: 1.0,
            ..filled([155.0, 155.0, 255.0])
        };
        assert!(difference(&thin, [30.0, 30.0, 255.0]).is_some());
        assert!(difference(&thin, [255.0, 120.0, 20.0]).is_none());
        assert!(is_blend(&thin, [30.0, 30.0, 255.0]));
        assert!(!is_blend(&filled([155.0, 155.0, 255.0]), [30.0, 30.0, 255.0]));
    }

    #[test]
    fn near_colours_are_taken_in_the_order_of_the_legend() {
        let at = |y: i32, colour: Colour| Swatch {
            bounds: PixelBox::new(0, y, 10, y + 10),
            ..filled(colour)
        };
        let (green, olive, red) = ([33.0, 37.0, 23.0], [40.0, 38.0, 25.0], [90.0, 20.0, 20.0]);
        // Blended with an outline, the first looks more like the second.
        let swatches = [at(20, [38.0, 38.0, 24.0]), at(0, red), at(40, olive)];
        assert_eq!(
            in_order(&swatches, &[red, green, olive]),
            Some(vec![Some(1), Some(0), Some(2)])
        );
        assert_eq!(in_order(&swatches, &[green, red, olive]), None);
        assert_eq!(in_order(&swatches[..2], &[red, green]), None);
    }

    #[test]
    fn equal_colours_are_told_by_their_order() {
        let (red, blue) = ([200.0, 30.0, 30.0], [30.0, 30.0, 200.0]);
        let swatches = [filled(red), filled(blue), filled(red)];
        assert_eq!(in_turn(&swatches, &[blue, red, red]), Some(vec![1, 0, 2]));
        assert_eq!(in_turn(&swatches, &[blue, blue, red]), None);
    }
}
