//! Where a chart's lines are drawn, and in which colours.
//!
//! A thin line's pixels are blends of its colour and the paper behind it; only
//! pixels that are stronger than their neighbours show the colour itself.

use std::collections::{HashMap, HashSet};

use image::RgbImage;

use crate::marks::axis::Scale;
use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::ink::Ink;
use crate::marks::line_charts::blends;
use crate::marks::line_charts::points::{self, Grid};
use crate::marks::line_charts::strokes::Path;
use crate::marks::regions::{Colour, chroma, distance, pixel, turn};
use crate::marks::texts::text::Text;

/// A colour takes this share of the plot to be paper.
const LEAST_PAPER: f32 = 0.03;
/// Least distance to the paper of a line's colour.
const FAINTEST: f32 = 36.0;
/// Pixels within this distance are of one colour.
const ONE_COLOUR: f32 = 34.0;
/// Colours with less chroma are greys: grids and axes are drawn with them.
pub(super) const GREY: f32 = 26.0;
/// Colours with more chroma are surely colours.
const COLOURED: f32 = 60.0;
/// Share of the plot's width that a line's pixels occupy at least.
const LEAST_WIDTH: f32 = 0.05;
/// More colours are no lines but a picture.
const MOST_COLOURS: usize = 14;
/// Rows this far from a gridline show what it is drawn on.
const BESIDE_GRID: f32 = 4.0;
/// Pixels so many times as far from the paper as the commonest ones of a line
/// show its own colour, if they are no other line's; and such a share of them.
const STRONGER: f32 = 1.15;
const STRONGEST_BLEND: f32 = 1.6;
const NOT_FEW: f32 = 0.15;
/// A pixel this near to a gridline's colour is part of it.
const LIKE_GRID: f32 = 24.0;
/// A row (column) with this share of line pixels is a gridline.
const GRID: f32 = 0.55;

/// The rectangle that lines are drawn in, and what it is filled with.
#[derive(Debug, Clone)]
pub struct Zone {
    /// The rectangle, with a small margin.
    pub bounds: PixelBox,
    /// Colours of the paper: a panel, perhaps with bands.
    pub papers: Vec<Colour>,
    /// Pixels, row by row within the bounds, that are no part of a line:
    /// text and legend swatches.
    pub covered: Vec<bool>,
    /// Rows with a gridline or axis, from the top of the bounds.
    pub grid_rows: Vec<Option<Colour>>,
    /// Columns with a gridline or axis, from the left of the bounds.
    pub grid_columns: Vec<Option<Colour>>,
    /// The lowest row with a line over the whole plot.
    pub axis: Option<i32>,
    /// Heights of the ticks, where gridlines may be.
    pub ticks: Vec<f32>,
}

impl Zone {
    /// Index of a pixel of the picture in [`Zone::covered`].
    pub fn at(&self, x: i32, y: i32) -> usize {
        let b = self.bounds;
        ((y - b.y0) * b.width() + x - b.x0) as usize
    }

    /// How many slots there are between two labels, by gridlines or tick marks
    /// at even distances; 1 if there are none.
    pub fn marks_between(&self, labels: &Grid, paths: &[Path], ink: &Ink) -> i32 {
        let (from, to) = points::extent(paths);
        let marked = |x: f32| self.mark(x, 2, ink).is_some();
        let all_marked = |parts: &&i32| {
            let grid = labels.divided(**parts);
            let (first, last) = (grid.slot_at(from), grid.slot_at(to));
            let on = (first..=last).filter(|s| marked(grid.centre(*s))).count() as i32;
            // The outermost marks may be the frame.
            grid.pitch >= 8.0 && on >= last - first
        };
        points::DIVISIONS.iter().rev().find(all_marked).copied().unwrap_or(1)
    }

    /// A grid moved to the gridlines or tick marks near its slots, if most have one.
    pub fn moved_to_marks(&self, grid: Grid, paths: &[Path], ink: &Ink) -> Grid {
        let (from, to) = points::extent(paths);
        let (first, last) = (grid.slot_at(from), grid.slot_at(to));
        let reach = (0.15 * grid.pitch).clamp(3.0, 8.0 * ink.scale) as i32;
        let found: Vec<(f32, f32)> = (first..=last)
            .filter_map(|s| Some((s as f32, self.mark(grid.centre(s), reach, ink)?)))
            .collect();
        if 10 * found.len() < 6 * (last - first + 1) as usize || found.len() < 3 {
            return grid;
        }
        Grid::through(&found).unwrap_or(grid)
    }

    /// The middles of all gridlines and tick marks along x.
    pub fn marks(&self, ink: &Ink) -> Vec<f32> {
        let (mut found, mut x) = (Vec::new(), self.bounds.x0 as f32);
        while x < self.bounds.x1 as f32 {
            if let Some(at) = self.mark(x, 0, ink) {
                found.push(at);
                x += 2.0;
            }
            x += 1.0;
        }
        found
    }

    /// The middle of the gridline or tick mark within some pixels of a column.
    fn mark(&self, x: f32, reach: i32, ink: &Ink) -> Option<f32> {
        let below = self.axis.map(|y| y + 1);
        let marked = |x: i32| {
            let column = x - self.bounds.x0;
            let line = (0..self.bounds.width()).contains(&column)
                && self.grid_columns[column as usize].is_some();
            let tick = below.is_some_and(|y| {
                (2..4).all(|n| ink.at(x, y + n).is_some_and(|at| ink.distance[at] >= 25))
            });
            line || tick
        };
        let x = x.floor() as i32;
        let near = (0..=reach).flat_map(|i| [x - i, x + i]).find(|x| marked(*x))?;
        let wide =
            if marked(near + 1) { 1.0 } else { 0.5 } - if marked(near - 1) { 0.5 } else { 0.0 };
        Some(near as f32 + wide)
    }

    fn cover(&mut self, b: PixelBox) {
        let own = self.bounds;
        for y in b.y0.max(own.y0)..b.y1.min(own.y1) {
            for x in b.x0.max(own.x0)..b.x1.min(own.x1) {
                let at = self.at(x, y);
                self.covered[at] = true;
            }
        }
    }

    /// Whether a pixel is part of a gridline or axis.
    pub fn on_grid(&self, x: i32, y: i32, colour: Colour) -> bool {
        let row = self.grid_rows[(y - self.bounds.y0) as usize];
        let column = self.grid_columns[(x - self.bounds.x0) as usize];
        [row, column].into_iter().flatten().any(|c| distance(c, colour) <= LIKE_GRID)
    }

    /// Distance to the nearest paper colour.
    pub fn strength(&self, colour: Colour) -> f32 {
        self.papers.iter().map(|p| distance(*p, colour)).fold(f32::MAX, f32::min)
    }
}

/// The plot beside the labels of a vertical scale; `pieces` are
/// components of text, `boxes` those of swatches.
pub fn zone(
    image: &RgbImage,
    ink: &Ink,
    scale: &Scale,
    texts: &[Text],
    found: &Components,
    pieces: &[usize],
    boxes: &[PixelBox],
) -> Option<Zone> {
    let labels = scale.bounds(texts)?;
    let (top, bottom) = scale.span();
    let step = (bottom - top) / (scale.ticks.len() as f32 - 1.0).max(1.0);
    let y0 = ((top - step.max(0.25 * (bottom - top))) as i32).max(0);
    let at_left = labels.cx() < 0.5 * ink.width as f32;
    let (x0, x1) = if at_left { (labels.x1 + 1, ink.width as i32) } else { (0, labels.x0 - 1) };
    // Gridlines say where the plot ends on the side without labels.
    let (x0, x1) = match grid_extent(image, scale, ink.scale, x0.max(0), x1.min(ink.width as i32)) {
        Some((_, end)) if at_left => (x0, end),
        Some((start, _)) => (start, x1),
        None => (x0, x1),
    };
    let lowest = ((bottom + 2.2 * step) as i32).min(ink.height as i32);
    let axis = bottom_line(ink, (x0, x1), (bottom as i32 - 2, lowest))
        .filter(|y| !colour_below(image, (x0, x1), (y + 5, (y + step as i32).min(lowest))))
        .filter(|y| !texts.iter().any(|t| is_between(t, (x0, x1), (bottom as i32, *y))));
    let y1 = axis.map_or((bottom + step) as i32, |y| y + 1 + (4.0 * ink.scale) as i32);
    let bounds = PixelBox::new(x0.max(0), y0, x1.min(ink.width as i32), y1.min(ink.height as i32));
    if bounds.width() < 24 || bounds.height() < 16 {
        return None;
    }
    let mut zone = Zone {
        bounds,
        papers: papers(image, ink, bounds),
        covered: vec![false; bounds.area() as usize],
        grid_rows: Vec::new(),
        grid_columns: Vec::new(),
        axis,
        ticks: scale.ticks.iter().map(|t| t.pixel).collect(),
    };
    for b in boxes {
        zone.cover(*b);
    }
    for item in pieces.iter().map(|i| &found.items[*i]) {
        let b = item.bounds;
        for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
            if found.labels.get_pixel(x as u32, y as u32).0[0] == item.label {
                zone.cover(PixelBox::new(x - 1, y - 1, x + 2, y + 2));
            }
        }
    }
    let row = |y: i32| {
        let long = ink.line_in_row[y as usize] as f32 > GRID * bounds.width() as f32;
        long.then(|| line_colour(image, ink, (bounds.x0..bounds.x1).map(|x| (x, y)))).flatten()
    };
    let column = |x: i32| {
        let long = ink.line_in_column[x as usize] as f32 > GRID * (bottom - top);
        long.then(|| line_colour(image, ink, (bounds.y0..bounds.y1).map(|y| (x, y)))).flatten()
    };
    zone.grid_rows = (bounds.y0..bounds.y1).map(row).collect();
    zone.grid_columns = (bounds.x0..bounds.x1).map(column).collect();
    (!zone.papers.is_empty()).then_some(zone)
}

/// Columns that the gridlines at the ticks extend over, if there are such lines.
/// They are told from the rows beside them, since white ones may be of the
/// page's colour.
fn grid_extent(image: &RgbImage, scale: &Scale, zoom: f32, x0: i32, x1: i32) -> Option<(i32, i32)> {
    let rows: Vec<i32> = scale.ticks.iter().map(|t| t.pixel.floor() as i32).collect();
    let beside = (BESIDE_GRID * zoom) as i32;
    let height = image.height() as i32;
    let inked = |x: i32, y: i32| {
        let (over, under) = (y - beside, y + beside);
        let of = |row: i32| pixel(image, x, row.clamp(0, height - 1));
        (-1..=1).map(|j| of(y + j)).any(|own| {
            let apart = |row: i32| distance(own, of(row)) >= 8.0;
            (over < 0 || apart(over)) && (under >= height || apart(under))
        })
    };
    let on: Vec<i32> = (x0..x1)
        .filter(|x| 2 * rows.iter().filter(|y| inked(*x, **y)).count() > rows.len())
        .collect();
    let (first, last) = (*on.first()?, *on.last()?);
    let margin = (6.0 * zoom) as i32;
    let full = 10 * on.len() as i32 >= 6 * (last - first);
    (full && 3 * (last - first) > x1 - x0).then_some((first - margin, last + margin))
}

/// Whether a text stands in some columns and between two rows, as the labels
/// above the frame of a picture do.
fn is_between(text: &Text, (x0, x1): (i32, i32), (from, to): (i32, i32)) -> bool {
    let b = text.bounds;
    let letters = text.text.chars().filter(|c| c.is_alphanumeric()).count();
    b.x0 > x0 && b.x1 < x1 && b.y0 > from + 2 && b.y1 < to && letters >= 2
}

/// The lowest row between two with ink over most of the columns, perhaps
/// dotted: the x axis, or the lowest gridline.
fn bottom_line(ink: &Ink, (x0, x1): (i32, i32), (from, to): (i32, i32)) -> Option<i32> {
    let share = |y: i32| {
        let inked = |x: &i32| ink.at(*x, y).is_some_and(|at| ink.distance[at] >= 8);
        let with_gaps = |x: &i32| (-1..=1).any(|i| inked(&(x + i)));
        (x0..x1).filter(with_gaps).count() as f32 / (x1 - x0).max(1) as f32
    };
    (from..to).rev().find(|y| share(*y) >= 0.8)
}

/// The commonest colour of the line pixels among some, unless it is a strong
/// colour, as of a series that stays level.
fn line_colour(
    image: &RgbImage,
    ink: &Ink,
    points: impl Iterator<Item = (i32, i32)>,
) -> Option<Colour> {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for (x, y) in points.filter(|(x, y)| ink.at(*x, *y).is_some_and(|at| ink.line[at])) {
        *counts.entry(image.get_pixel(x as u32, y as u32).0).or_default() += 1;
    }
    let (commonest, _) = counts.into_iter().max_by_key(|(colour, n)| (*n, *colour))?;
    Some(commonest.map(f32::from)).filter(|c| chroma(*c) < COLOURED)
}

/// Whether something coloured is drawn between two rows: a line below the
/// lowest gridline.
fn colour_below(image: &RgbImage, (x0, x1): (i32, i32), (from, to): (i32, i32)) -> bool {
    let columns = x0.max(0)..x1.min(image.width() as i32);
    let rows = from.max(0)..to.min(image.height() as i32);
    let coloured = rows
        .flat_map(|y| columns.clone().map(move |x| (x, y)))
        .filter(|(x, y)| chroma(pixel(image, *x, *y)) > COLOURED)
        .count();
    coloured >= 12
}

/// The colours that flat pixels of a box have, the commonest first.
fn papers(image: &RgbImage, ink: &Ink, b: PixelBox) -> Vec<Colour> {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
        if ink.at(x, y).is_some_and(|at| ink.flat[at]) {
            *counts.entry(image.get_pixel(x as u32, y as u32).0).or_default() += 1;
        }
    }
    let least = LEAST_PAPER * b.area() as f32;
    // The page around a panel is paper too.
    let mut common: Vec<([u8; 3], usize)> =
        counts.into_iter().filter(|(_, n)| *n as f32 >= least).collect();
    common.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut papers: Vec<Colour> = Vec::new();
    let common = common.into_iter().map(|(colour, _)| colour.map(f32::from));
    for colour in common.chain([page_colour(image)]) {
        if papers.iter().all(|p| distance(*p, colour) > 4.0) {
            papers.push(colour);
        }
    }
    papers.truncate(5);
    papers
}

/// The commonest colour along the edges of a picture.
pub(super) fn page_colour(image: &RgbImage) -> Colour {
    let (width, height) = (image.width(), image.height());
    let edge = (0..width)
        .flat_map(|x| [(x, 0), (x, height - 1)])
        .chain((0..height).flat_map(|y| [(0, y), (width - 1, y)]));
    let mut counts: HashMap<[u8; 3], usize> = HashMap::new();
    for (x, y) in edge {
        *counts.entry(image.get_pixel(x, y).0).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(colour, n)| (*n, *colour));
    most.map_or([255.0; 3], |(colour, _)| colour.map(f32::from))
}

/// Colours of thin ink in a zone, the commonest first.
pub fn colours(image: &RgbImage, zone: &Zone) -> Vec<Colour> {
    let b = zone.bounds;
    let strength: Vec<f32> = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .map(
            |(x, y)| {
                if zone.covered[zone.at(x, y)] { 0.0 } else { zone.strength(pixel(image, x, y)) }
            },
        )
        .collect();
    let mut ridge: Vec<Ridge> = Vec::new();
    for (x, y) in (b.y0 + 1..b.y1 - 1).flat_map(|y| (b.x0 + 1..b.x1 - 1).map(move |x| (x, y))) {
        let own = strength[zone.at(x, y)];
        if own < FAINTEST {
            continue;
        }
        let colour = pixel(image, x, y);
        if zone.on_grid(x, y, colour) {
            continue;
        }
        let upright = strength[zone.at(x, y - 1)].max(strength[zone.at(x, y + 1)]);
        let across = strength[zone.at(x - 1, y)].max(strength[zone.at(x + 1, y)]);
        if own >= upright.min(across) - 4.0 && own >= 0.75 * upright.max(across) {
            ridge.push(Ridge { x, y, colour });
        }
    }
    let least = (LEAST_WIDTH * b.width() as f32).max(10.0) as usize;
    let mut found = Vec::new();
    while found.len() < MOST_COLOURS && ridge.len() >= least {
        let mut bins: HashMap<[i32; 3], usize> = HashMap::new();
        for pixel in &ridge {
            *bins.entry(pixel.colour.map(|v| (v / 12.0) as i32)).or_default() += 1;
        }
        let Some((bin, _)) = bins.iter().max_by_key(|(bin, n)| (**n, **bin)) else { break };
        let mut centre = bin.map(|v| 12.0 * v as f32 + 6.0);
        for radius in [16.0, 12.0] {
            let near: Vec<Colour> =
                ridge.iter().map(|r| r.colour).filter(|c| distance(*c, centre) <= radius).collect();
            if !near.is_empty() {
                centre =
                    [0, 1, 2].map(|c| near.iter().map(|n| n[c]).sum::<f32>() / near.len() as f32);
            }
        }
        let mut columns: Vec<i32> = ridge
            .iter()
            .filter(|r| distance(r.colour, centre) <= ONE_COLOUR)
            .map(|r| r.x)
            .collect();
        columns.sort_unstable();
        columns.dedup();
        let full = undiluted(centre, zone.papers[0], &ridge);
        if columns.len() >= least {
            found.push(full);
        }
        let before = ridge.len();
        ridge.retain(|r| distance(r.colour, centre).min(distance(r.colour, full)) > ONE_COLOUR);
        if ridge.len() == before {
            break;
        }
    }
    found
}

/// A pixel that is stronger than its neighbours.
#[derive(Debug, Clone, Copy)]
struct Ridge {
    x: i32,
    y: i32,
    colour: Colour,
}

/// The colour of which a common one is a blend with the paper: that of the
/// stronger pixels of the same hue, if there are not few of them and they are
/// of the same line.
fn undiluted(common: Colour, paper: Colour, ridge: &[Ridge]) -> Colour {
    let usual = distance(common, paper);
    let strength = |r: &&Ridge| distance(r.colour, paper) / usual.max(1.0);
    let alike: Vec<&Ridge> = ridge
        .iter()
        .filter(|r| (0.8..STRONGEST_BLEND).contains(&strength(r)))
        .filter(|r| turn(paper, r.colour, common) <= blends::SAME_WAY)
        .collect();
    let (strong, weak): (Vec<&Ridge>, Vec<&Ridge>) =
        alike.iter().copied().partition(|r| strength(r) >= STRONGER);
    if (strong.len() as f32) < NOT_FEW * alike.len() as f32 {
        return common;
    }
    // Two lines of one hue are in the same columns, apart from each other; along
    // one thin line both kinds of pixels take turns, or are in different pieces.
    let columns: HashSet<i32> = weak.iter().map(|r| r.x).collect();
    let weak: HashSet<(i32, i32)> = weak.iter().map(|r| (r.x, r.y)).collect();
    let near = |r: &Ridge| (-2..=2).any(|i| (-3..=3).any(|j| weak.contains(&(r.x + i, r.y + j))));
    let apart = strong.iter().filter(|r| columns.contains(&r.x) && !near(r)).count();
    if 2 * apart > strong.len() {
        return common;
    }
    [0, 1, 2].map(|i| strong.iter().map(|r| r.colour[i]).sum::<f32>() / strong.len() as f32)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A level line of so many columns, its shades taking turns.
    fn line(y: i32, shades: &[Colour]) -> Vec<Ridge> {
        (0..60).map(|x| Ridge { x, y, colour: shades[x as usize % shades.len()] }).collect()
    }

    #[test]
    fn a_thin_lines_own_colour_is_stronger_than_its_common_blend() {
        let paper = [255.0; 3];
        let of = |share: f32| [255.0 - 120.0 * share, 255.0 - 80.0 * share, 255.0 - 60.0 * share];
        let thin = line(9, &[0.7, 0.7, 0.7, 0.75, 0.95, 1.0].map(of));
        let full = undiluted(of(0.7), paper, &thin);
        assert!(distance(full, of(1.0)) < 8.0, "{full:?}");
        // Another line of a darker shade is no reason.
        let shades = line(9, &[0.4, 0.4, 0.4, 1.0, 1.0].map(of));
        assert_eq!(undiluted(of(0.4), paper, &shades), of(0.4));
        let pieces = [line(9, &[of(1.0)]), line(12, &[of(0.7)])].concat();
        let pieces: Vec<Ridge> = pieces.into_iter().filter(|r| (r.y == 9) == (r.x < 30)).collect();
        assert!(distance(undiluted(of(0.7), paper, &pieces), of(1.0)) < 8.0);
        let two = [line(9, &[of(0.65)]), line(40, &[of(1.0)])].concat();
        assert_eq!(undiluted(of(0.65), paper, &two), of(0.65));
    }
}
