//! Names of the slots of a line chart: from a level row of labels, which also
//! says where the slots are, or from names at slots found otherwise.

use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::line_charts::points::Grid;
use crate::marks::line_charts::strokes::Path;
use crate::marks::names::slots::Slots;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A label's centre may be this far from its slot, in pixels or slots.
const OFF_PIXELS: f32 = 4.0;
const OFF_PITCH: f32 = 0.12;

/// Centres that are this exact, in pixels, need not be more so.
const WELL_EVEN: f32 = 1.5;

/// A row of labels at even distances.
#[derive(Debug, Clone)]
pub struct Row {
    /// One slot a label.
    pub grid: Grid,
    /// Indices of the texts on it.
    pub texts: Vec<usize>,
    /// Indices of the texts in the row that are no labels.
    pub strays: Vec<usize>,
    /// Upper edge of the row.
    pub top: i32,
}

/// The rows of texts below `highest` that are evenly spaced, the best first:
/// level ones, or upright ones that begin at one height.
pub fn rows(texts: &[Text], taken: &[usize], highest: f32, extent: (f32, f32)) -> Vec<Row> {
    let height = |i: usize| match texts[i].direction {
        Direction::Across => texts[i].bounds.cy(),
        Direction::Up => texts[i].bounds.y0 as f32,
    };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for direction in [Direction::Across, Direction::Up] {
        let mut below: Vec<usize> = (0..texts.len())
            .filter(|i| !taken.contains(&texts[*i].line) && texts[*i].direction == direction)
            .filter(|i| texts[*i].bounds.y0 as f32 >= highest && !is_tick(&texts[*i]))
            .collect();
        below.sort_by(|a, b| height(*a).total_cmp(&height(*b)));
        let mut last: Option<f32> = None;
        for i in below {
            let size = texts[i].size().max(8.0);
            match (last, groups.last_mut()) {
                (Some(first), Some(g)) if (height(i) - first).abs() <= 0.45 * size => g.push(i),
                _ => {
                    last = Some(height(i));
                    groups.push(vec![i]);
                }
            }
        }
    }
    let mut found: Vec<Row> = Vec::new();
    for group in &groups {
        let without = |i: &usize| group.iter().copied().filter(|j| j != i).collect::<Vec<_>>();
        // A stray text in the row, as a printed value, does not spoil it.
        let mut rows = std::iter::once(group.clone())
            .chain(group.iter().filter(|_| group.len() >= 5).map(without))
            .filter_map(|g| {
                let strays = group.iter().copied().filter(|i| !g.contains(i)).collect();
                Some(Row { strays, ..row(texts, &g, extent)? })
            });
        found.extend(rows.next());
    }
    found.sort_by_key(|r| (-(r.texts.len() as i32), r.top));
    found
}

/// The even grid through the centres of a row's texts.
fn row(texts: &[Text], group: &[usize], extent: (f32, f32)) -> Option<Row> {
    let mut members = group.to_vec();
    members.sort_by(|a, b| texts[*a].bounds.cx().total_cmp(&texts[*b].bounds.cx()));
    let centres: Vec<f32> = members.iter().map(|i| texts[*i].bounds.cx()).collect();
    let n = centres.len();
    let mut best: Option<(f32, Row)> = None;
    // The outermost labels are moved inwards in some charts.
    for (drop_first, drop_last) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        if n < 2 + drop_first + drop_last || n < 4 && drop_first + drop_last > 0 {
            continue;
        }
        let inner = &centres[drop_first..n - drop_last];
        let Some((grid, off)) = even(inner) else { continue };
        let top = members.iter().map(|i| texts[*i].bounds.y0).min()?;
        let (first, last) = (inner[0], inner[inner.len() - 1]);
        let covers = first - 1.2 * grid.pitch <= extent.0 && last + 1.2 * grid.pitch >= extent.1;
        let inside = first >= extent.0 - 1.2 * grid.pitch && last <= extent.1 + 1.2 * grid.pitch;
        let at_ends = (first - extent.0).abs().max((last - extent.1).abs()) <= 8.0;
        if !(covers && inside && (inner.len() >= 3 || at_ends)) {
            continue;
        }
        if best.as_ref().is_none_or(|(o, _)| off.max(WELL_EVEN) < 0.6 * o) {
            let kept = members[drop_first..n - drop_last].to_vec();
            best = Some((off.max(WELL_EVEN), Row { grid, texts: kept, strays: Vec::new(), top }));
        }
    }
    best.map(|b| b.1)
}

/// Origin and pitch of coordinates that are multiples of one step apart, and
/// how far off the farthest is.
fn even(centres: &[f32]) -> Option<(Grid, f32)> {
    let steps: Vec<f32> = centres.windows(2).map(|w| w[1] - w[0]).collect();
    let least = steps.iter().copied().fold(f32::MAX, f32::min);
    if least < 5.0 {
        return None;
    }
    let unit = median(&steps.iter().copied().filter(|s| *s < 1.5 * least).collect::<Vec<_>>());
    let slots: Vec<f32> = centres.iter().map(|c| ((c - centres[0]) / unit).round()).collect();
    let places: Vec<(f32, f32)> = slots.iter().copied().zip(centres.iter().copied()).collect();
    let grid = Grid::through(&places)?;
    let tolerance = OFF_PIXELS.max(OFF_PITCH * grid.pitch);
    let off = |(s, c): &(f32, f32)| (grid.origin + grid.pitch * s - c).abs();
    let farthest = places.iter().map(off).fold(0.0, f32::max);
    let n = centres.len() as f32;
    let gaps = slots.last().copied().unwrap_or(0.0) + 1.0 - n;
    (farthest <= tolerance && gaps <= n).then_some((grid, farthest))
}

/// The slots of a grid that paths reach, as the stages that name slots take them.
pub fn as_slots(grid: &Grid, paths: &[Path], area: PixelBox, baseline: f32) -> Slots {
    let (from, to) = crate::marks::line_charts::points::extent(paths);
    let slack = 0.3 * grid.pitch;
    let first = ((from - slack - grid.origin) / grid.pitch).ceil() as i32;
    let last = ((to + slack - grid.origin) / grid.pitch).floor() as i32;
    Slots {
        orientation: Orientation::Vertical,
        origin: grid.origin,
        pitch: grid.pitch,
        occupied: (first..=last).collect(),
        baseline,
        area: PixelBox::new(
            grid.centre(first) as i32,
            area.y0,
            grid.centre(last).ceil() as i32,
            baseline.min(area.y1 as f32) as i32,
        ),
        ends: Vec::new(),
    }
}

/// The line of a single text below a row of labels that is centred under the
/// plot: the title of the axis.
pub fn title_under(texts: &[Text], row: &Row, extent: (f32, f32)) -> Option<usize> {
    let middle = f32::midpoint(extent.0, extent.1);
    let bottom = row.texts.iter().map(|i| texts[*i].bounds.y1).max()?;
    texts
        .iter()
        .enumerate()
        .filter(|(i, t)| {
            let alone = texts.iter().enumerate().all(|(j, o)| {
                j == *i
                    || o.direction != Direction::Across
                    || (o.bounds.cy() - t.bounds.cy()).abs() > 0.6 * t.size()
            });
            t.direction == Direction::Across
                && t.bounds.y0 >= bottom - 2
                && (t.bounds.cx() - middle).abs() <= 0.06 * (extent.1 - extent.0)
                && alone
        })
        .min_by_key(|(_, t)| t.bounds.y0)
        .map(|(_, t)| t.line)
}

/// Texts that are rather tick marks, and texts in the row that are no labels.
pub fn strays(texts: &[Text], row: &Row) -> Vec<usize> {
    texts
        .iter()
        .enumerate()
        .filter(|(i, t)| row.strays.contains(i) || is_tick(t))
        .map(|(_, t)| t.line)
        .collect()
}

/// Whether a text is rather a tick mark.
fn is_tick(text: &Text) -> bool {
    ["I", "l", "|", "i", "!"].contains(&text.text.as_str()) && text.bounds.width() <= 4
}

/// A row of labels without those between whole numbers (2007.5), where the
/// lines have no corners at them.
pub fn whole_numbers(texts: &[Text], row: &Row, paths: &[Path], scale: f32) -> Row {
    let number = |i: &usize| texts[*i].numbers.first().filter(|n| n.decimals > 0).map(|n| n.value);
    let whole: Vec<usize> =
        row.texts.iter().copied().filter(|i| number(i).is_some_and(|v| v.fract() == 0.0)).collect();
    let all = row.texts.iter().all(|i| number(i).is_some());
    if !all || whole.len() < 2 || whole.len() == row.texts.len() {
        return row.clone();
    }
    let centres: Vec<f32> = whole.iter().map(|i| texts[*i].bounds.cx()).collect();
    let Some((grid, _)) = even(&centres) else { return row.clone() };
    let fits = |g: &Grid| g.refined(paths, 3.0 * scale, scale).straightness(paths, scale);
    if fits(&grid) >= fits(&row.grid) - 0.03 {
        Row { grid, texts: whole, ..row.clone() }
    } else {
        row.clone()
    }
}
