//! Ink that is no letter: ticks, pieces of lines, edges of shapes, swatches.

use image::RgbImage;

use crate::marks::components::{Component, Components};
use crate::marks::geometry::{PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::regions::{Colour, contrast};

/// Blended pixels at the side of a shape, with a thin outline.
const RIM: i32 = 2;
/// Places at which an edge is looked at.
const EDGE_PROBES: i32 = 9;
/// A stub is longer than this, in pixels.
const STUB: i32 = 3;
/// Pixels of a line that a stub goes on from.
const LINE_AHEAD: i32 = 8;

/// Whether a component ends at a long line, as a tick does.
pub fn touches_line(item: &Component, all: &Components, ink: &Ink) -> bool {
    let around = item.bounds.grown(1, ink.width, ink.height);
    (around.y0..around.y1).any(|y| {
        (around.x0..around.x1).any(|x| {
            ink.line[y as usize * ink.width + x as usize]
                && all.labels.get_pixel(x as u32, y as u32).0[0] != item.label
        })
    })
}

/// Whether a component is a crumb that a crossing of lines leaves: tiny, and mostly
/// among pixels of lines.
pub fn is_crumb(item: &Component, ink: &Ink) -> bool {
    let b = item.bounds;
    let around = PixelBox::new(b.x0 - 1, b.y0 - 1, b.x1 + 1, b.y1 + 1);
    if b.width().max(b.height()) > (3.0 * ink.scale) as i32 {
        return false;
    }
    let points = (around.y0..around.y1).flat_map(|y| (around.x0..around.x1).map(move |x| (x, y)));
    let ring: Vec<bool> = points
        .filter(|(x, y)| !b.contains(*x, *y))
        .map(|(x, y)| ink.at(x, y).is_some_and(|at| ink.line[at]))
        .collect();
    2 * ring.iter().filter(|on_line| **on_line).count() >= ring.len()
}

/// Colour of a pixel; `None` outside of the picture.
fn colour(image: &RgbImage, x: i32, y: i32) -> Option<Colour> {
    let inside = x >= 0 && y >= 0;
    inside
        .then(|| image.get_pixel_checked(x as u32, y as u32))
        .flatten()
        .map(|p| p.0.map(f32::from))
}

/// Whether a thin component ends at a filled shape, as a tick or a piece of a
/// gridline does; letters keep a distance from everything.
pub fn abuts_shape(image: &RgbImage, item: &Component, ink: &Ink) -> bool {
    let b = item.bounds;
    let (w, h) = (b.width(), b.height());
    let (cx, cy) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let reach = |low: i32, high: i32| (1..4).flat_map(move |n| [low - n, high - 1 + n]);
    let (ends, sides): (Vec<(i32, i32)>, _) = if w >= h {
        (reach(b.x0, b.x1).map(|x| (x, cy)).collect(), [(cx, b.y0 - 2), (cx, b.y1 + 1)])
    } else {
        (reach(b.y0, b.y1).map(|y| (cx, y)).collect(), [(b.x0 - 2, cy), (b.x1 + 1, cy)])
    };
    // A gridline may go on right at the end, so beside it counts as well.
    let beside = |(x, y): (i32, i32)| {
        if w >= h { [(x, y - 2), (x, y), (x, y + 2)] } else { [(x - 2, y), (x, y), (x + 2, y)] }
    };
    let flat = |(x, y): (i32, i32)| {
        ink.at(x, y).filter(|at| ink.flat[*at]).and_then(|_| colour(image, x, y))
    };
    let Some(behind) = sides.into_iter().find_map(flat) else { return false };
    ends.into_iter().flat_map(beside).filter_map(flat).any(|end| contrast(end, behind) > 15.0)
}

/// Whether a thin component lies in line with a long line of its strength: a
/// piece of a gridline that something covers elsewhere.
pub fn continues_line(item: &Component, all: &Components, ink: &Ink) -> bool {
    let b = item.bounds;
    let upright = b.height() > b.width();
    let strength = |x: i32, y: i32| ink.at(x, y).map_or(0.0, |at| f32::from(ink.distance[at]));
    let own: Vec<f32> = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| all.labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .map(|(x, y)| strength(x, y))
        .collect();
    let own = median(&own);
    let least = (25.0 * ink.scale) as u32;
    let lines: Vec<f32> = if upright {
        (b.x0..b.x1)
            .filter(|x| ink.line_in_column[*x as usize] >= least)
            .filter_map(|x| strength_of_line(ink, (0..ink.height as i32).map(|y| (x, y))))
            .collect()
    } else {
        (b.y0..b.y1)
            .filter(|y| ink.line_in_row[*y as usize] >= least)
            .filter_map(|y| strength_of_line(ink, (0..ink.width as i32).map(|x| (x, y))))
            .collect()
    };
    lines.iter().any(|line| (line - own).abs() <= 0.25 * line.max(own))
}

/// Distance to the background of the middle one of the pixels on lines.
fn strength_of_line(ink: &Ink, points: impl Iterator<Item = (i32, i32)>) -> Option<f32> {
    let on_line: Vec<f32> = points
        .filter_map(|(x, y)| ink.at(x, y))
        .filter(|at| ink.line[*at])
        .map(|at| f32::from(ink.distance[at]))
        .collect();
    (!on_line.is_empty()).then(|| median(&on_line))
}

/// Whether a component is the blended edge of a filled shape, perhaps with a tick:
/// thin almost everywhere, and flat on both sides in different colours.
pub fn is_edge(image: &RgbImage, item: &Component, all: &Components, ink: &Ink) -> bool {
    let b = item.bounds;
    let upright = b.height() >= b.width();
    let (from, to) = if upright { (b.y0, b.y1) } else { (b.x0, b.x1) };
    let (low, high) = if upright { (b.x0, b.x1) } else { (b.y0, b.y1) };
    if to - from < 4 {
        return false;
    }
    let point = |along: i32, across: i32| if upright { (across, along) } else { (along, across) };
    let flat = |(x, y): (i32, i32)| {
        ink.at(x, y).filter(|at| ink.flat[*at]).and_then(|_| colour(image, x, y))
    };
    let is_edge_at = |along: i32| {
        let own = |across: &i32| {
            let (x, y) = point(along, *across);
            all.labels.get_pixel(x as u32, y as u32).0[0] == item.label
        };
        let (Some(first), Some(last)) = ((low..high).find(own), (low..high).rev().find(own)) else {
            return false;
        };
        let sides = (flat(point(along, first - 2)), flat(point(along, last + 2)));
        last - first < (3.0 * ink.scale) as i32
            && matches!(sides, (Some(one), Some(other)) if contrast(one, other) > 30.0)
    };
    let probes = (1..EDGE_PROBES).map(|n| from + n * (to - from) / EDGE_PROBES);
    10 * probes.filter(|along| is_edge_at(*along)).count() >= 6 * (EDGE_PROBES as usize - 1)
}

/// Whether a component goes on from the end of a long line: the end of an axis
/// with a tick, or a corner of a frame. A line that goes on at its other side, too,
/// only runs through it, as gridlines do through letters.
pub fn is_stub(item: &Component, all: &Components, ink: &Ink) -> bool {
    let b = item.bounds;
    let own = |x: i32, y: i32| {
        let inside = ink.at(x, y).is_some();
        inside && all.labels.get_pixel(x as u32, y as u32).0[0] == item.label
    };
    let on_line = |x: i32, y: i32| ink.at(x, y).is_some_and(|at| ink.line[at]);
    let strength = |x: i32, y: i32| ink.at(x, y).map_or(0.0, |at| f32::from(ink.distance[at]));
    let thin = (3.0 * ink.scale) as i32;
    // Where lines meet, a blended pixel may belong to none.
    let ahead = |x: i32, y: i32, (dx, dy): (i32, i32)| {
        (1..=2).any(|from| (from..from + LINE_AHEAD).all(|n| on_line(x + n * dx, y + n * dy)))
    };
    let goes_on = |x: i32, y: i32, (dx, dy): (i32, i32)| {
        let (line, stub) = (strength(x + 3 * dx, y + 3 * dy), strength(x, y));
        // Own pixels that follow each other from a place on.
        let owned = |x: i32, y: i32, (dx, dy): (i32, i32)| {
            (0..=ink.width.max(ink.height) as i32)
                .take_while(|n| own(x + n * dx, y + n * dy))
                .count() as i32
        };
        let run = owned(x, y, (-dx, -dy));
        let (back_x, back_y) = (x - (STUB - 1) * dx, y - (STUB - 1) * dy);
        let thickness = owned(back_x, back_y, (dy, dx)) + owned(back_x, back_y, (-dy, -dx)) - 1;
        run > STUB
            && thickness <= thin
            && (line - stub).abs() <= 0.25 * line.max(stub)
            && (run as f32 > 20.0 * ink.scale || !on_line(x - run * dx, y - run * dy))
    };
    (b.y0..b.y1).any(|y| {
        (b.x0..b.x1).filter(|x| own(*x, y)).any(|x| {
            [(1, 0), (-1, 0), (0, 1), (0, -1)]
                .into_iter()
                .any(|way| ahead(x, y, way) && goes_on(x, y, way))
        })
    })
}

/// Whether a component is the rim of a small filled shape, as a legend's swatch or a
/// short bar has: ink along its sides, and another colour inside than outside.
pub fn is_rim(image: &RgbImage, item: &Component, all: &Components, ink: &Ink) -> bool {
    let b = item.bounds;
    if b.width() < 6 || b.height() < 6 {
        return false;
    }
    let (cx, cy) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let Some(centre) = colour(image, cx, cy) else { return false };
    let unlike = |x: i32, y: i32| colour(image, x, y).map(|c| contrast(c, centre));
    let uniform = (-1..=1)
        .flat_map(|i| (-1..=1).map(move |j| (i, j)))
        .all(|(i, j)| unlike(cx + i, cy + j).is_some_and(|c| c <= 20.0));
    if !uniform {
        return false;
    }
    let own: Vec<(i32, i32)> = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| all.labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .collect();
    let strongest = own.iter().max_by_key(|(x, y)| ink.at(*x, *y).map(|at| ink.distance[at]));
    let Some(stroke) = strongest.and_then(|(x, y)| colour(image, *x, *y)) else { return false };
    // Other letters stand around a letter, in its own colour.
    let outside = [(cx, b.y0 - 2), (cx, b.y1 + 1), (b.x0 - 2, cy), (b.x1 + 1, cy)];
    let differs = outside
        .iter()
        .filter_map(|(x, y)| colour(image, *x, *y))
        .filter(|c| contrast(*c, centre) > 30.0 && contrast(*c, stroke) > 20.0)
        .count();
    let inside = PixelBox::new(b.x0 + RIM, b.y0 + RIM, b.x1 - RIM, b.y1 - RIM);
    let in_middle = own.iter().filter(|(x, y)| inside.contains(*x, *y)).count();
    differs >= 3 && 5 * in_middle <= item.area
}
