//! Runs of rays of one colour around a disc, and which of them are sectors:
//! the others are borders, gaps and blended edges.

use image::RgbImage;

use crate::marks::pies::disc::{Disc, middle, sample};
use crate::marks::pies::sectors::Rays;
use crate::marks::regions::{Colour, contrast};

/// Colours this near are of one sector.
pub(super) const ALIKE: f32 = 7.0;
/// Narrower sectors, in pixels at the rim, are not told from borders.
const LEAST_ARC: f32 = 1.4;

/// Rays `from..to` of one colour; `to` may run past the last ray.
#[derive(Debug, Clone)]
pub(super) struct Run {
    /// First ray.
    pub(super) from: usize,
    /// One past the last ray.
    pub(super) to: usize,
    /// Middle colour.
    pub(super) colour: Colour,
}

impl Run {
    /// How many rays.
    pub(super) fn len(&self) -> usize {
        self.to - self.from
    }
}

/// The sectors' rays, clockwise.
pub(super) fn runs(image: &RgbImage, rays: &Rays, disc: &Disc) -> Vec<Run> {
    let all = uniform_runs(&rays.colours);
    let n = all.len();
    let arc = |run: &Run| {
        run.len() as f32 / rays.colours.len() as f32 * std::f32::consts::TAU * disc.radius
    };
    let empty = |run: &Run| contrast(run.colour, disc.behind) <= 9.0;
    // A wide empty run is a sector of the page's colour only if it is no gap.
    let broad: Vec<bool> = all
        .iter()
        .map(|r| {
            arc(r) >= if empty(r) { 0.2 * disc.radius } else { (0.045 * disc.radius).max(5.0) }
        })
        .collect();
    let count = broad.iter().filter(|b| **b).count();
    if count == 0 {
        return Vec::new();
    }
    // The colours of the broad runs beside a run, and which gap it is in.
    let side = |i: usize, back: bool| {
        (1..=n)
            .map(|d| if back { (i + n - d) % n } else { (i + d) % n })
            .find(|j| broad[*j])
            .map_or(disc.behind, |j| all[j].colour)
    };
    let gap = |i: usize| broad[..i].iter().filter(|b| **b).count() % count;
    let narrow: Vec<usize> = (0..n).filter(|i| !broad[*i]).collect();
    let strange: Vec<usize> = narrow
        .iter()
        .copied()
        .filter(|i| !blend(all[*i].colour, side(*i, true), side(*i, false), 14.0))
        .collect();
    let gaps_with = |of: &dyn Fn(usize) -> bool| {
        let mut gaps: Vec<usize> = strange.iter().copied().filter(|i| of(*i)).map(gap).collect();
        gaps.sort_unstable();
        gaps.dedup();
        gaps.len()
    };
    let bordered = count >= 2 && 5 * gaps_with(&|_| true) >= 3 * count;
    // The border's colour is in most gaps.
    let border = strange
        .iter()
        .map(|i| (gaps_with(&|j| contrast(all[*i].colour, all[j].colour) <= 25.0), *i))
        .max_by_key(|(gaps, _)| *gaps)
        .filter(|(gaps, _)| bordered && *gaps >= 2 && 2 * gaps >= count)
        .map(|(_, i)| all[i].colour);
    let mut is_sector = broad.clone();
    for i in strange {
        let run = &all[i];
        let sides = [side(i, true), side(i, false)];
        let mixed = |with: Colour| sides.iter().any(|s| blend(run.colour, *s, with, 10.0));
        let drawn = bordered
            && (border.is_some_and(|b| contrast(b, run.colour) <= 30.0 || mixed(b))
                || mixed(disc.behind)
                || mixed([0.0; 3])
                || mixed([255.0; 3]));
        // JPEG smears colours at edges; the narrower, the plainer the colour has to be.
        let smeared = arc(run) < 4.0 && blend(run.colour, sides[0], sides[1], 34.0);
        let plain = run.len() >= 3 && arc(run) >= LEAST_ARC && !smeared;
        let other = sides.iter().all(|s| contrast(*s, run.colour) > 14.0);
        is_sector[i] = plain && other && !empty(run) && !drawn;
    }
    let mut kept: Vec<Run> = Vec::new();
    let mut parted = true;
    for (run, sector) in all.iter().zip(&is_sector) {
        if !*sector {
            parted |= arc(run) >= 0.4 && !is_blend(run, &all, &is_sector);
            continue;
        }
        let joins = |k: &Run| {
            contrast(k.colour, run.colour) <= ALIKE
                && !(parted && border_between(image, disc, rays.colours.len(), k, run))
        };
        match kept.last_mut().filter(|k| joins(k)) {
            Some(last) => last.to = run.to,
            None => kept.push(run.clone()),
        }
        parted = false;
    }
    kept
}

/// Whether a line runs between two runs of one colour from the hole or near
/// the centre to the rim; letters do not reach that far.
fn border_between(image: &RgbImage, disc: &Disc, rays: usize, a: &Run, b: &Run) -> bool {
    let steps = 32;
    let inner = if disc.hole > 0.0 { disc.hole } else { 0.2 * disc.radius };
    let on_line = |r: f32| {
        (2 * a.to..=2 * b.from + 2).any(|half| {
            let (x, y) = disc.point((0.5 * half as f32 - 1.0) / rays as f32, r);
            let seen = sample(image, x, y);
            contrast(seen, a.colour) > ALIKE && contrast(seen, b.colour) > ALIKE
        })
    };
    let met = (0..steps).filter(|k| {
        let along = 0.06 + 0.88 * *k as f32 / (steps - 1) as f32;
        on_line(inner + along * (disc.radius - inner))
    });
    10 * met.count() >= 9 * steps
}

/// Whether a narrow run only blends the sectors beside it.
fn is_blend(run: &Run, all: &[Run], is_sector: &[bool]) -> bool {
    let before = all.iter().zip(is_sector).rfind(|(r, s)| **s && r.to <= run.from);
    let after = all.iter().zip(is_sector).find(|(r, s)| **s && r.from >= run.to);
    match (before, after) {
        (Some((a, _)), Some((b, _))) => {
            contrast(a.colour, b.colour) > ALIKE && blend(run.colour, a.colour, b.colour, 14.0)
        }
        _ => false,
    }
}

/// Whether a colour is a mixture of two others, but for `slack` in every channel.
pub(super) fn blend(colour: Colour, a: Colour, b: Colour, slack: f32) -> bool {
    let along: Colour = std::array::from_fn(|c| b[c] - a[c]);
    let size: f32 = along.iter().map(|v| v * v).sum();
    if size < 1.0 {
        return contrast(colour, a) <= 10.0;
    }
    let t = (0..3).map(|c| (colour[c] - a[c]) * along[c]).sum::<f32>() / size;
    let t = t.clamp(0.0, 1.0);
    (0..3).all(|c| (a[c] + t * along[c] - colour[c]).abs() <= slack)
}

/// All runs of rays of one colour, clockwise from a place where it changes.
fn uniform_runs(colours: &[Colour]) -> Vec<Run> {
    let n = colours.len();
    let changes = |i: usize| contrast(colours[i % n], colours[(i + n - 1) % n]) > ALIKE;
    let Some(first) = (0..n).max_by(|a, b| {
        let size = |i: usize| contrast(colours[i], colours[(i + n - 1) % n]);
        size(*a).total_cmp(&size(*b))
    }) else {
        return Vec::new();
    };
    if !changes(first) {
        return vec![Run { from: first, to: first + n, colour: middle(colours) }];
    }
    let mut runs = Vec::new();
    let mut from = first;
    for i in first + 1..=first + n {
        if i == first + n || changes(i) {
            let own: Vec<Colour> = (from..i).map(|k| colours[k % n]).collect();
            runs.push(Run { from, to: i, colour: middle(&own) });
            from = i;
        }
    }
    runs
}
