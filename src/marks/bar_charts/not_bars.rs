//! Rectangles that look like bars and are none: cells of a grid, and bars whose
//! length alone is not their value.

use crate::marks::bar_charts::rectangles::Rectangle;
use crate::marks::bar_charts::rows::Row;
use crate::marks::geometry::PixelBox;
use crate::marks::regions::{Region, contrast};

/// Cells with a cell of the same size beside them and one on top or below, at least.
const LEAST_CELLS: usize = 6;
/// Share that such cells have of all rectangles of a cell's least size: neighbours of nearly
/// one colour hang together, and pale ones with the paper.
const SHARE_OF_CELLS: f32 = 0.2;
/// Neighbouring cells differ in colour by more than this.
const OTHER_COLOUR: f32 = 8.0;
/// Cells are this far apart at most, in pixels.
const BETWEEN_CELLS: i32 = 4;
/// Smallest cell, in pixels.
const LEAST_SIDE: i32 = 8;
/// Share of a bar's thickness by which a floating one's may differ.
const AS_THICK: f32 = 0.12;
/// Fewest floating bars, and their share of those that stand.
const LEAST_FLOATING: usize = 2;
const FLOATING_SHARE: f32 = 0.3;

/// Number of the cells of one size and many colours that fill a grid, if they
/// are many.
pub(super) fn grid(regions: &[Region]) -> Option<usize> {
    let near = |a: i32, b: i32| (a - b).abs() <= 1;
    let large: Vec<&Region> = regions
        .iter()
        .filter(|r| r.is_rectangle() && r.bounds.width().min(r.bounds.height()) >= LEAST_SIDE)
        .collect();
    // Gridlines make a grid of what is behind a chart, in one colour.
    let alike = |a: &Region, b: &Region| {
        let (p, q) = (a.bounds, b.bounds);
        let size = near(p.width(), q.width()) && near(p.height(), q.height());
        size && contrast(a.colour, b.colour) > OTHER_COLOUR
    };
    let beside = |a: PixelBox, b: PixelBox| {
        near(a.y0, b.y0) && (0..=BETWEEN_CELLS).contains(&(b.x0 - a.x1).max(a.x0 - b.x1))
    };
    let on_top = |a: PixelBox, b: PixelBox| {
        near(a.x0, b.x0) && (0..=BETWEEN_CELLS).contains(&(b.y0 - a.y1).max(a.y0 - b.y1))
    };
    let is_cell = |a: &&&Region| {
        let like = || large.iter().filter(|b| alike(a, b)).map(|b| b.bounds);
        like().any(|b| beside(a.bounds, b)) && like().any(|b| on_top(a.bounds, b))
    };
    let cells = large.iter().filter(is_cell).count();
    (cells >= LEAST_CELLS && cells as f32 >= SHARE_OF_CELLS * large.len() as f32).then_some(cells)
}

/// Number of rectangles as thick as the bars of a row that stand in columns of their own,
/// off the line that the bars stand on: of these, the length is not the value.
pub(super) fn floating(row: &Row, found: &[Rectangle], scale: f32) -> Option<usize> {
    let o = row.orientation;
    let thickness = |r: &Rectangle| {
        let (low, high) = o.slot_span(r.bounds);
        (high - low) as f32
    };
    let usual = row.members.iter().map(thickness).sum::<f32>() / row.members.len().max(1) as f32;
    let in_column = |r: &Rectangle| {
        let (low, high) = o.slot_span(r.bounds);
        row.members.iter().any(|m| {
            let own = o.slot_span(m.bounds);
            low < own.1 && high > own.0
        })
    };
    let stands = |r: &Rectangle| {
        let (low, high) = o.value_span(r.bounds);
        (low - row.baseline).abs().min((high - row.baseline).abs()) as f32 <= 4.0 * scale
    };
    let alone: Vec<&Rectangle> = found
        .iter()
        .filter(|r| (thickness(r) - usual).abs() <= (AS_THICK * usual).max(1.0))
        .filter(|r| !in_column(r) && !stands(r))
        .collect();
    // Swatches stand in one column or row.
    let apart = |r: &&&Rectangle| {
        let same = |a: (i32, i32), b: (i32, i32)| (a.0 - b.0).abs() <= 1 && (a.1 - b.1).abs() <= 1;
        let others = alone.iter().filter(|s| s.bounds != r.bounds).map(|s| s.bounds);
        others.into_iter().all(|b| {
            !same(o.slot_span(b), o.slot_span(r.bounds))
                && !same(o.value_span(b), o.value_span(r.bounds))
        })
    };
    let floating = alone.iter().filter(apart).count();
    let least = LEAST_FLOATING.max((FLOATING_SHARE * row.members.len() as f32).ceil() as usize);
    (floating >= least).then_some(floating)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::geometry::Orientation;

    fn rectangle(x0: i32, y0: i32, x1: i32, y1: i32) -> Rectangle {
        Rectangle { bounds: PixelBox::new(x0, y0, x1, y1), colour: [40.0, 90.0, 200.0] }
    }

    #[test]
    fn bars_that_begin_where_others_end_are_floating() {
        let standing = [rectangle(20, 50, 50, 200), rectangle(80, 90, 110, 200)];
        let row = |members: &[Rectangle]| Row {
            orientation: Orientation::Vertical,
            baseline: 200,
            members: members.to_vec(),
            score: 0.0,
        };
        let mut found = standing.to_vec();
        // The second segment of a stack.
        found.push(rectangle(80, 60, 110, 90));
        assert_eq!(floating(&row(&standing), &found, 1.0), None);
        found.extend([rectangle(140, 60, 170, 90), rectangle(200, 70, 230, 150)]);
        assert_eq!(floating(&row(&standing), &found, 1.0), Some(2));
        // Swatches of a legend that are as wide as the bars.
        let swatches = [rectangle(300, 20, 330, 40), rectangle(300, 60, 330, 80)];
        assert_eq!(floating(&row(&standing), &[&standing[..], &swatches].concat(), 1.0), None);
    }

    #[test]
    fn cells_side_by_side_and_on_top_of_each_other_are_a_grid() {
        let region = |r: Rectangle, shade: i32| Region {
            bounds: r.bounds,
            area: r.bounds.area() as usize,
            colour: [30.0 * shade as f32, 90.0, 200.0],
            fill: 1.0,
            sides: 1.0,
        };
        let cell = |x: i32, y: i32| rectangle(20 + 40 * x, 20 + 30 * y, 59 + 40 * x, 49 + 30 * y);
        let places: Vec<_> = (0..4).flat_map(|x| (0..3).map(move |y| (x, y))).collect();
        let cells: Vec<_> = places.iter().map(|(x, y)| region(cell(*x, *y), x + 2 * y)).collect();
        assert_eq!(grid(&cells), Some(12));
        // What gridlines part is of one colour.
        let panel: Vec<_> = places.iter().map(|(x, y)| region(cell(*x, *y), 5)).collect();
        assert_eq!(grid(&panel), None);
        // Stacks: segments of many heights.
        let stack = |x: i32, y: i32| {
            let step = 20 * (x + 1);
            rectangle(40 * x, step * y, 39 + 40 * x, step * (y + 1))
        };
        let stacks: Vec<_> = places.iter().map(|(x, y)| region(stack(*x, *y), *y)).collect();
        assert_eq!(grid(&stacks), None);
    }
}
