//! The sectors of a disc or ring.
//!
//! Around the disc every ray gets the colour that most of it has; the turns
//! at which that colour changes, or a border runs, part the sectors. Every
//! edge is then measured at many radii.

use image::RgbImage;

use super::components::Components;
use super::disc::{Disc, middle, sample};
use super::geometry::{PixelBox, median};
use super::regions::{Colour, contrast};

/// Colours this near are of one sector.
const ALIKE: f32 = 7.0;
/// Samples along a ray.
const DEPTHS: usize = 24;
/// A ring's hole has at least this share of its radius.
const LEAST_HOLE: f32 = 0.12;
/// Narrower sectors, in pixels at the rim, are not told from borders.
const LEAST_ARC: f32 = 1.4;
/// A gap wider than this share of the radius is one of a sector that was moved out.
const MOVED_OUT: f32 = 0.035;

/// One sector. Turns are clockwise from 12 o'clock; 1 is once around.
#[derive(Debug, Clone, PartialEq)]
pub struct Sector {
    /// Where it starts, from 0 to 1.
    pub start: f32,
    /// Where it ends, from `start` to `start` + 1.
    pub end: f32,
    /// Its share of all sectors.
    pub share: f32,
    /// Its colour.
    pub colour: Colour,
    /// Pixels by which the edges scatter over the radii, at the rim.
    pub scatter: f32,
    /// The box around it.
    pub bounds: PixelBox,
}

impl Sector {
    /// The turn of its middle, from 0 to 1.
    pub fn middle(&self) -> f32 {
        f32::midpoint(self.start, self.end).rem_euclid(1.0)
    }

    /// Whether a turn lies within it.
    pub fn holds(&self, turn: f32) -> bool {
        (turn - self.start).rem_euclid(1.0) < self.end - self.start
    }
}

/// What was found in a disc.
#[derive(Debug, Clone, PartialEq)]
pub enum Cut {
    /// Sectors, clockwise, the first one that starts at 12 o'clock or after.
    Sectors(Vec<Sector>),
    /// Rings of sectors within each other.
    Rings,
    /// Nothing that is a pie.
    Nothing,
}

/// Rays with the colours along them.
struct Rays {
    /// Radii that are sampled.
    radii: Vec<f32>,
    /// The colour of every ray.
    colours: Vec<Colour>,
    /// Share of every ray that has its colour.
    pure: Vec<f32>,
}

/// Finds hole and sectors; ink of `texts` (labels of components) is not looked at.
pub fn sectors(image: &RgbImage, disc: &mut Disc, components: &Components, texts: &[bool]) -> Cut {
    let rays = ((4.0 * std::f32::consts::PI * disc.radius) as usize).clamp(720, 3600);
    let Some(hole) = hole(image, disc, rays / 2) else {
        return if disc.round >= 0.8 && coloured(image, disc) { Cut::Rings } else { Cut::Nothing };
    };
    disc.hole = hole;
    let at = |x: i32, y: i32| {
        let inside = x >= 0 && y >= 0;
        let label =
            inside.then(|| components.labels.get_pixel_checked(x as u32, y as u32)).flatten();
        label.is_some_and(|l| l.0[0] > 0 && texts[l.0[0] as usize - 1])
    };
    // Letters with the blended pixels around them.
    let is_text = |x: f32, y: f32| {
        let (x, y) = (x as i32, y as i32);
        (y - 1..=y + 1).any(|v| (x - 1..=x + 1).any(|u| at(u, v)))
    };
    let rays = rays_of(image, disc, rays, &is_text);
    let pure = rays.pure.iter().filter(|p| **p >= 0.55).count() as f32 / rays.pure.len() as f32;
    let drawn = rays.colours.iter().filter(|c| contrast(**c, disc.behind) > 12.0).count();
    if pure < 0.75 || 2 * drawn < rays.colours.len() {
        return Cut::Nothing;
    }
    let runs = runs(&rays, disc);
    if runs.len() < 2 {
        return Cut::Nothing;
    }
    let sectors = measured(image, disc, &rays, &runs);
    // A part without colour is a sector only if its rim is drawn.
    let open =
        sectors.iter().any(|s| contrast(s.colour, disc.behind) <= 9.0 && !has_rim(image, disc, s));
    if open { Cut::Nothing } else { Cut::Sectors(sectors) }
}

/// Whether a line runs along most of a sector's rim.
fn has_rim(image: &RgbImage, disc: &Disc, sector: &Sector) -> bool {
    let steps = 40;
    let drawn = (0..steps).filter(|k| {
        let turn = sector.start + (sector.end - sector.start) * (*k as f32 + 0.5) / steps as f32;
        (-6..=6).any(|d| {
            let (x, y) = disc.point(turn, disc.radius + 0.5 * d as f32);
            contrast(sample(image, x, y), disc.behind) > 20.0
        })
    });
    10 * drawn.count() >= 7 * steps
}

/// Whether most of a disc right within its rim differs from what is behind.
fn coloured(image: &RgbImage, disc: &Disc) -> bool {
    let off = (0..120).filter(|i| {
        let (x, y) = disc.point(*i as f32 / 120.0, 0.93 * disc.radius);
        contrast(sample(image, x, y), disc.behind) > 12.0
    });
    2 * off.count() > 120
}

/// Radius of the hole, 0 if there is none; `None` if inner rings have sectors
/// of their own.
fn hole(image: &RgbImage, disc: &Disc, rays: usize) -> Option<f32> {
    let turn = |i: usize| i as f32 / rays as f32;
    let at = |i: usize, r: f32| {
        let (x, y) = disc.point(turn(i), r);
        sample(image, x, y)
    };
    let outer: Vec<Colour> = (0..rays)
        .map(|i| {
            let band = [0.90, 0.92, 0.94, 0.96].map(|f| at(i, f * disc.radius));
            middle(&band)
        })
        .collect();
    let alike = |r: f32| {
        let same = (0..rays).filter(|i| contrast(at(*i, r), outer[*i]) <= 24.0).count();
        same as f32 / rays as f32
    };
    let step = (disc.radius / 160.0).max(0.5);
    let mut r = 0.9 * disc.radius;
    while r > LEAST_HOLE * disc.radius && alike(r) >= 0.5 {
        r -= step;
    }
    if r <= LEAST_HOLE * disc.radius {
        return Some(0.0);
    }
    // A hole is of one colour, but for text in it.
    let within: Vec<Colour> = [0.35, 0.5, 0.65, 0.8, 0.88]
        .iter()
        .flat_map(|f| (0..rays).step_by(4).map(move |i| (i, f * r)))
        .map(|(i, r)| at(i, r))
        .collect();
    let colour = middle(&within);
    let same = within.iter().filter(|c| contrast(**c, colour) <= 24.0).count();
    (10 * same >= 7 * within.len()).then_some(r)
}

fn rays_of(
    image: &RgbImage,
    disc: &Disc,
    rays: usize,
    is_text: &impl Fn(f32, f32) -> bool,
) -> Rays {
    let thickness = disc.radius - disc.hole;
    let inner = if disc.hole > 0.0 { disc.hole + 0.14 * thickness } else { 0.42 * disc.radius };
    let outer = disc.radius - (0.05 * thickness).max(1.5);
    let radii: Vec<f32> = (0..DEPTHS)
        .map(|d| inner + (outer - inner).max(0.0) * d as f32 / (DEPTHS - 1) as f32)
        .collect();
    let of_ray = |i: usize| -> Option<(Colour, f32)> {
        let seen: Vec<Colour> = radii
            .iter()
            .map(|r| disc.point(i as f32 / rays as f32, *r))
            .filter(|(x, y)| !is_text(*x, *y))
            .map(|(x, y)| sample(image, x, y))
            .collect();
        let supporters = |c: &Colour| -> Vec<Colour> {
            seen.iter().copied().filter(|k| contrast(*k, *c) <= 14.0).collect()
        };
        let best = seen.iter().map(supporters).max_by_key(Vec::len)?;
        let n = best.len() as f32;
        let colour = std::array::from_fn(|c| best.iter().map(|k| k[c]).sum::<f32>() / n);
        // Too little shows between letters.
        (5 * seen.len() >= 2 * DEPTHS).then_some((colour, n / seen.len() as f32))
    };
    let known: Vec<Option<(Colour, f32)>> = (0..rays).map(of_ray).collect();
    // Under text the nearest rays' sectors go on.
    let filled = (0..rays).map(|i| {
        (0..=rays / 2)
            .find_map(|d| known[(i + rays - d) % rays].or(known[(i + d) % rays]))
            .unwrap_or((disc.behind, 0.0))
    });
    let (colours, pure) = filled.unzip();
    Rays { radii, colours, pure }
}

/// Rays `from..to` of one colour; `to` may run past the last ray.
#[derive(Debug, Clone)]
struct Run {
    from: usize,
    to: usize,
    colour: Colour,
}

impl Run {
    fn len(&self) -> usize {
        self.to - self.from
    }
}

/// The sectors' rays, clockwise.
fn runs(rays: &Rays, disc: &Disc) -> Vec<Run> {
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
        let plain = run.len() >= 3 && arc(run) >= LEAST_ARC;
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
        match kept.last_mut().filter(|k| !parted && contrast(k.colour, run.colour) <= ALIKE) {
            Some(last) => last.to = run.to,
            None => kept.push(run.clone()),
        }
        parted = false;
    }
    kept
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
fn blend(colour: Colour, a: Colour, b: Colour, slack: f32) -> bool {
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

/// Sectors with their edges measured.
fn measured(image: &RgbImage, disc: &Disc, rays: &Rays, runs: &[Run]) -> Vec<Sector> {
    let n = runs.len();
    let edges: Vec<Edge> = (0..n)
        .map(|i| {
            let (a, b) = (&runs[i], &runs[(i + 1) % n]);
            edge(image, disc, rays, a, b)
        })
        .collect();
    let mut sectors: Vec<Sector> = (0..n)
        .map(|i| {
            let (before, after) = (&edges[(i + n - 1) % n], &edges[i]);
            let span = (after.end - before.start).rem_euclid(1.0);
            let start = before.start.rem_euclid(1.0);
            let mut sector = Sector {
                start,
                end: start + span,
                share: span,
                colour: runs[i].colour,
                scatter: before.scatter.max(after.scatter) * disc.radius * std::f32::consts::TAU,
                bounds: PixelBox::new(0, 0, 0, 0),
            };
            sector.bounds = bounds(disc, &sector);
            sector
        })
        .collect();
    let whole: f32 = sectors.iter().map(|s| s.share).sum();
    for sector in &mut sectors {
        sector.share /= whole.max(1e-6);
    }
    let after_noon = |s: &Sector| if s.start > 0.985 { s.start - 1.0 } else { s.start };
    sectors.sort_by(|a, b| after_noon(a).total_cmp(&after_noon(b)));
    sectors
}

/// Where one sector ends and the next starts, in turns, and how far the
/// measurements scatter.
struct Edge {
    end: f32,
    start: f32,
    scatter: f32,
}

fn edge(image: &RgbImage, disc: &Disc, rays: &Rays, a: &Run, b: &Run) -> Edge {
    let n = rays.colours.len() as f32;
    let (end, start) = (a.to as f32 - 0.5, b.from as f32 - 0.5);
    let gap = (start - end).rem_euclid(n);
    let step = 0.25;
    let margin = (0.25 * a.len().min(b.len()) as f32).clamp(1.5, 0.02 * n);
    let between: Vec<Colour> =
        (0..gap as usize).map(|k| rays.colours[(a.to + k) % rays.colours.len()]).collect();
    let strange = between
        .iter()
        .copied()
        .max_by(|p, q| {
            let off = |c: &Colour| contrast(*c, a.colour).min(contrast(*c, b.colour));
            off(p).total_cmp(&off(q))
        })
        .filter(|c| contrast(a.colour, b.colour) <= ALIKE || !blend(*c, a.colour, b.colour, 14.0));
    let (mut ends, mut starts) = (Vec::new(), Vec::new());
    for r in &rays.radii {
        let at = |t: f32| {
            let (x, y) = disc.point(t / n, *r);
            sample(image, x, y)
        };
        let crossing = |from: f32, sign: f32, own: Colour, other: Colour| -> Option<f32> {
            let reach = 2.0 * margin + gap;
            let share = |t: f32| mixing(at(t), own, other);
            let mut k = 0.0;
            let mut last = share(from);
            while k < reach {
                let next = share(from + sign * (k + step));
                if next >= 0.5 {
                    let part = if next > last { (0.5 - last) / (next - last) } else { 0.5 };
                    return Some(from + sign * (k + step * part.clamp(0.0, 1.0)));
                }
                last = next;
                k += step;
            }
            None
        };
        let (from_a, from_b) = (end - margin, end + gap + margin);
        let (to_a, to_b) = match strange {
            Some(colour) => (colour, colour),
            None => (b.colour, a.colour),
        };
        if let (Some(e), Some(s)) =
            (crossing(from_a, 1.0, a.colour, to_a), crossing(from_b, -1.0, b.colour, to_b))
        {
            ends.push((*r, e / n));
            starts.push((*r, s / n));
        }
    }
    if ends.len() < 3 {
        let middle = (end + 0.5 * gap) / n;
        return Edge { end: middle, start: middle, scatter: gap.max(1.0) / n };
    }
    // Most of the gap shows what is behind.
    let seen = between.iter().filter(|c| contrast(**c, disc.behind) <= 30.0).count();
    let arc = gap / n * std::f32::consts::TAU * 0.7 * disc.radius;
    let wide = 2 * seen > between.len() && arc > (MOVED_OUT * disc.radius).max(4.0);
    if wide {
        let (end, start) = (at_infinity(&ends), at_infinity(&starts));
        return Edge { end, start, scatter: 1.0 / n };
    }
    let middles: Vec<f32> =
        ends.iter().zip(&starts).map(|(e, s)| f32::midpoint(e.1, s.1)).collect();
    let at = median(&middles);
    let scatter = median(&middles.iter().map(|m| (m - at).abs()).collect::<Vec<_>>());
    Edge { end: at, start: at, scatter }
}

/// How far a colour is on the way from one to another.
fn mixing(colour: Colour, from: Colour, to: Colour) -> f32 {
    let size: f32 = (0..3).map(|c| (to[c] - from[c]).powi(2)).sum();
    let along: f32 = (0..3).map(|c| (colour[c] - from[c]) * (to[c] - from[c])).sum();
    along / size.max(1.0)
}

/// Direction of a straight edge that misses the centre: its turn at radius
/// `r` is that direction and a part that falls with 1/r (Theil and Sen's fit).
fn at_infinity(points: &[(f32, f32)]) -> f32 {
    let mut slopes = Vec::new();
    for (i, p) in points.iter().enumerate() {
        for q in &points[i + 1..] {
            let run = 1.0 / p.0 - 1.0 / q.0;
            if run.abs() > 1e-7 {
                slopes.push((p.1 - q.1) / run);
            }
        }
    }
    let slope = median(&slopes);
    median(&points.iter().map(|p| p.1 - slope / p.0).collect::<Vec<_>>())
}

/// The box around a sector.
fn bounds(disc: &Disc, sector: &Sector) -> PixelBox {
    let steps = 48;
    let points = (0..=steps).flat_map(|k| {
        let turn = sector.start + (sector.end - sector.start) * k as f32 / steps as f32;
        [disc.point(turn, disc.hole), disc.point(turn, disc.radius)]
    });
    let boxes = points.map(|(x, y)| {
        PixelBox::new(x.floor() as i32, y.floor() as i32, x.ceil() as i32, y.ceil() as i32)
    });
    PixelBox::around(boxes).unwrap_or(PixelBox::new(0, 0, 0, 0))
}
