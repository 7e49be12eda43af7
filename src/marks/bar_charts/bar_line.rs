//! Lines drawn over bars: the same categories, with values on the same scale
//! or on one of their own at the other side.

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::axis::{self, Scale};
use crate::marks::bar_charts::bar_chart;
use crate::marks::bar_charts::bars::{Bar, Bars, SAME_COLOUR};
use crate::marks::bar_charts::erase;
use crate::marks::bar_charts::over_bars;
use crate::marks::bar_charts::rectangles::rectangles;
use crate::marks::bar_charts::values::Value;
use crate::marks::confidence;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::line_charts::line_chart::{self, LineChart};
use crate::marks::line_charts::line_series;
use crate::marks::line_charts::not_lines::is_stepped;
use crate::marks::line_charts::points::Grid;
use crate::marks::line_charts::strokes::Path;
use crate::marks::line_charts::traced::{self, Traced};
use crate::marks::names::legend::{Entry, matching, swatches::Side};
use crate::marks::names::series::{self, Series};
use crate::marks::other_kinds;
use crate::marks::page::Page;
use crate::marks::refusal::Refusal;
use crate::marks::regions::contrast;
use crate::marks::texts::recogniser::Recogniser;
use crate::{Cancel, ErrorKind, Result};

/// Share of the slots that a line reaches at least.
const LEAST_REACH: f32 = 0.6;
/// A line is not as flat as a gridline: its values differ by this many pixels.
const LEAST_RISE: f32 = 3.0;

/// Taken for the mean probability of the characters of an axis title, which is large print.
const TITLE_SURE: f32 = 0.95;
/// What ends nearer to a line than so many of its thicknesses is filled up to it.
const AT_LINE: f32 = 3.0;

/// Reads what may be bars with lines over them: `bars` is what was made of the
/// page as a bar chart, with the scale that the bars do not use.
///
/// The lines are traced first and taken out of the picture, since they cut the
/// bars in pieces; then the bars are read again.
///
/// # Errors
/// [`Refusal::TwoScales`] if there is another scale and no line on it; what is
/// wrong with `bars` if there are no lines either; the runtime's errors;
/// [`crate::Error::Interrupted`].
pub fn bar_line(
    page: &Page,
    bars: Result<(Chart, Option<Scale>)>,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Chart> {
    let (alone, other, refusal) = match bars {
        Ok((chart, other)) => (Some(chart), other, None),
        Err(error) if error.kind() == ErrorKind::Unanswerable => (None, None, Some(error)),
        Err(error) => return Err(error),
    };
    if let Some(chart) = &alone
        && let Marks::Bars(bars) = &chart.marks
        && other.is_none()
        && !names_a_line(&page.legend, bars)
        && !over_bars::may_be_line(page.image, &page.ink, bars)
    {
        return Ok(chart.clone());
    }
    // Bars that lines cut in pieces are no bars yet: which scale is not theirs?
    let upright = page.scales(Orientation::Vertical);
    tracing::debug!(scales = ?upright.iter().map(|s| (s.span(), s.ticks.len(), s.residual)).collect::<Vec<_>>(), alone = alone.is_some(), other = other.is_some(), refusal = ?refusal.as_ref().map(ToString::to_string), "bars, perhaps with lines");
    let other = other.or_else(|| {
        let cut = alone.is_none() && may_be_bars(page);
        cut.then(|| axis::kinds::left_and_right(upright, &page.texts))
            .flatten()
            .map(|s| s.1.clone())
    });
    let scales = other.as_ref().map_or(upright, std::slice::from_ref);

    let no_bars = || refusal.unwrap_or_else(|| Refusal::NoBars(String::new()).into());
    let Some(traced) = traced::trace(page, scales)? else {
        return match (alone, other) {
            (Some(_), Some(_)) => Err(Refusal::TwoScales.into()),
            (Some(chart), None) => Ok(chart),
            (None, _) => Err(no_bars()),
        };
    };
    let strokes: Vec<Path> =
        traced.paths.iter().filter(|p| p.rise() >= LEAST_RISE).cloned().collect();
    let mut why = None;
    let again = if (alone.is_some() || may_be_bars(page)) && !strokes.is_empty() {
        let erased = erase::without(page.image, &strokes, &traced.zone.papers);
        match bar_chart::bar_chart(&page.with_image(&erased), recogniser, cancel) {
            Ok((chart, _)) => Some(chart),
            Err(error) if error.kind() == ErrorKind::Unanswerable => {
                tracing::debug!(%error, "no bars without the lines either");
                why = Some(error);
                None
            }
            Err(error) => return Err(error),
        }
    } else {
        None
    };
    let is_alone = alone.is_none();
    // Under a line without bars of their own: pieces of a filled area.
    let again =
        again.filter(|chart| !is_alone || other.is_some() || !end_at(&chart.marks, &strokes));
    if let Some(chart) = again.or(alone)
        && let Marks::Bars(bars) = &chart.marks
    {
        let over = convincing(&traced, bars, page.ink.scale);

        let bars = bars.clone();
        match (over.is_empty(), &other) {
            (false, _) => return Ok(joined(page, chart, &bars, over)),
            (true, Some(_)) => return Err(Refusal::TwoScales.into()),
            (true, None) if !is_alone => return Ok(chart),
            (true, None) => {}
        }
    }
    if other.is_some() {
        return Err(why.unwrap_or_else(|| Refusal::TwoScales.into()));
    }
    let Some(lines) = line_chart::line_chart(page, traced, recogniser, cancel)? else {
        return Err(no_bars());
    };
    if let Some(dots) = other_kinds::dots_off_lines(&page.regions, &page.texts, &lines.paths) {
        let seen = format!("{dots} marks of their colour lie off them, as in a scatter plot");
        return Err(Refusal::Lines(seen).into());
    }
    if let Some(missing) = unreadable(&lines) {
        return Err(Refusal::Lines(missing).into());
    }
    Ok(line_chart::chart(lines, page))
}

/// Whether there are rectangles that may be bars, or pieces of some.
fn may_be_bars(page: &Page) -> bool {
    rectangles(page.image, &page.regions, page.ink.scale, Orientation::Vertical).len() >= 2
}

/// Whether the legend has a piece of a line in a colour that no bar has.
fn names_a_line(legend: &[Entry], bars: &Bars) -> bool {
    let named = |e: &Entry| {
        let of_bars = bars.items.iter().any(|b| b.bounds.touches(e.swatch.bounds));
        let apart = bars.colours.iter().all(|c| contrast(*c, e.swatch.colour) > SAME_COLOUR);
        e.side == Side::Left && !matching::is_filled(&e.swatch) && apart && !of_bars
    };
    legend.iter().any(named)
}

/// Whether most marks are bars that end where a line runs.
fn end_at(marks: &Marks, lines: &[Path]) -> bool {
    let Marks::Bars(bars) = marks else { return false };
    let at_line = |bar: &&Bar| {
        lines.iter().any(|line| {
            let reach = AT_LINE * line.thickness.max(1.0);
            let x = bar.bounds.cx();
            line.nearest(x, reach).is_some_and(|p| (p.y - bar.end.at).abs() <= reach)
        })
    };
    2 * bars.items.iter().filter(at_line).count() > bars.items.len()
}

/// What is missing in lines that are rather something else: names for most of
/// the slots, or points for many of them.
fn unreadable(lines: &LineChart) -> Option<String> {
    let (first, last) = lines.slots;
    let slots = (last - first + 1).max(1) as usize;
    let named = lines.labels.items.iter().filter(|l| (first..=last).contains(&l.slot)).count();
    if 10 * named < 6 * slots {
        return Some(format!("only {named} of {slots} points have a label"));
    }
    let (points, places) = (lines.values.len(), slots * lines.series.len());
    (10 * points < 6 * places).then(|| format!("they are at {points} of {places} places only"))
}

/// A line with its values by the bars' slots.
struct OverBars {
    path: Path,
    name: Option<String>,
    confidence: f32,
    bounds: PixelBox,
    values: Vec<Value>,
}

/// Lines that reach over most slots, are not flat and not the bars' own edges.
fn convincing(lines: &Traced, bars: &Bars, zoom: f32) -> Vec<OverBars> {
    let slots = &bars.slots;
    let fit = confidence::of_scale(Some(&lines.scale));
    let grid = Grid { origin: slots.origin, pitch: slots.pitch };
    let values = lines.values_at(&grid, slots.range(), zoom);
    let Traced { paths, entries, texts, taken, .. } = lines;
    let (series, _) = line_series::series(paths, entries, texts, taken);
    paths
        .iter()
        .zip(&series)
        .enumerate()
        .filter_map(|(index, (path, series))| {
            let values: Vec<Value> = values
                .iter()
                .filter(|v| v.series == index && slots.occupied.contains(&v.slot))
                .map(|v| Value { series: 0, ..v.in_chart(fit) })
                .collect();

            let reach = values.len() as f32 / slots.occupied.len().max(1) as f32;
            let over = reach >= LEAST_REACH && path.rise() >= LEAST_RISE;
            (over && !is_edge(path, bars)).then(|| OverBars {
                path: path.clone(),
                name: series.name.clone(),
                confidence: series.confidence,
                bounds: series.bounds,
                values,
            })
        })
        .collect()
}

/// Whether a path is made of the bars' edges, or of gridlines between them.
fn is_edge(path: &Path, bars: &Bars) -> bool {
    bars.colours.iter().any(|c| contrast(*c, path.colour) <= 30.0) || is_stepped(path)
}

/// One chart of bars and lines; the legend names both.
fn joined(page: &Page, mut chart: Chart, bars: &Bars, lines: Vec<OverBars>) -> Chart {
    let colours: Vec<_> =
        bars.colours.iter().copied().chain(lines.iter().map(|l| l.path.colour)).collect();
    let boxes: Vec<PixelBox> = bars.items.iter().map(|b| b.bounds).collect();
    let (named, _) = series::of_fills(&page.legend, &page.texts, &colours, &boxes);
    let titles = &chart.titles;
    let mut legend = named.into_iter();
    for (own, named) in chart.series.iter_mut().zip(&mut legend) {
        // The title of the other axis may be printed in the bars' colour.
        if named.name.is_some() && named.name != titles.other {
            *own = named;
        } else if bars.colours.len() == 1 {
            // Not the chart's title: it is of the lines too.
            own.name.clone_from(&titles.value);
        }
    }
    let mut paths = Vec::new();
    let lone = lines.len() == 1;
    for (line, named) in lines.into_iter().zip(legend) {
        let index = chart.series.len();
        let by_axis = titles.other.clone().filter(|_| lone).map(|name| (name, TITLE_SURE));
        let own = |name: &String| chart.series.iter().all(|s| s.name.as_ref() != Some(name));
        let by_line = line.name.map(|name| (name, line.confidence));
        let by_fill = named.name.map(|name| (name, named.confidence));
        let (name, confidence) =
            by_line.or(by_fill).filter(|(name, _)| own(name)).or(by_axis).unzip();
        chart.series.push(Series {
            bounds: name.is_some().then_some(line.bounds),
            name,
            confidence: confidence.unwrap_or(0.0),
            colour: line.path.colour,
        });
        chart.values.extend(line.values.into_iter().map(|v| Value { series: index, ..v }));
        paths.push(line.path);
    }
    let used: Vec<&String> = chart.series.iter().filter_map(|s| s.name.as_ref()).collect();
    if chart.titles.category.as_ref().is_some_and(|c| used.contains(&c)) {
        chart.titles.category = None;
    }
    chart.marks = Marks::BarsAndLines(bars.clone(), paths);
    chart
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::bar_charts::bars::{Scene, bars};
    use crate::marks::line_charts::strokes::Point;
    use crate::marks::names::legend::swatches::Swatch;
    use crate::marks::regions::{Colour, regions};
    use image::{Rgb, RgbImage};

    const BLUE: Colour = [40.0, 90.0, 200.0];
    const RED: Colour = [210.0, 40.0, 40.0];

    fn entry(bounds: PixelBox, colour: Colour) -> Entry {
        let swatch = Swatch { bounds, colour, paper: [255.0; 3], fill: 1.0, alone: true };
        Entry { swatch, side: Side::Left, texts: vec![0], group: 0 }
    }

    /// Six bars, each ten pixels shorter than the one before it.
    fn falling_bars() -> Bars {
        let image = RgbImage::from_fn(260, 200, |x, y| {
            let bar = (20..240).contains(&x) && x % 40 < 25 && (50 + x / 40 * 10..180).contains(&y);
            Rgb(if bar { [40, 90, 200] } else { [255; 3] })
        });
        let regions = regions(&image);
        let scene = Scene { image: &image, regions: &regions, swatches: &[], scale: 1.0 };
        bars(scene, |_| None).unwrap()
    }

    #[test]
    fn pieces_of_an_area_end_at_its_line_and_bars_do_not() {
        let line = |y: &dyn Fn(i32) -> f32| {
            let at = |x: i32| Point { x: x as f32 + 0.5, y: y(x), rows: 2.0 };
            let points = (20..240).map(at).collect();
            Path { colour: RED, points, thickness: 2.0, markers: Vec::new() }
        };
        let marks = Marks::Bars(falling_bars());
        assert!(end_at(&marks, &[line(&|x| 48.0 + (x / 40 * 10) as f32)]));
        assert!(!end_at(&marks, &[line(&|x| 130.0 - 0.2 * x as f32)]));
    }

    #[test]
    fn a_piece_of_a_line_in_a_colour_of_its_own_says_that_there_is_a_line() {
        let bars = falling_bars();
        let (patch, line) = (PixelBox::new(10, 5, 22, 15), PixelBox::new(60, 9, 90, 11));
        assert!(names_a_line(&[entry(patch, BLUE), entry(line, RED)], &bars));
        assert!(!names_a_line(&[entry(patch, BLUE), entry(line, BLUE)], &bars));
        assert!(!names_a_line(&[entry(patch, RED)], &bars));
    }
}
