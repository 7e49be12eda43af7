//! The series of a line chart: which traced lines are some, in which order, and
//! what the legend or a text at their end calls them.

use crate::marks::line_charts::line_chart::Series;
use crate::marks::line_charts::palette;
use crate::marks::line_charts::strokes::Path;
use crate::marks::names::legend::{Entry, matching};
use crate::marks::regions::{Colour, chroma};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A line without any legend covers this share of its columns, and of those of
/// the longest line.
const UNBROKEN: f32 = 0.25;
/// A line that a legend does not name covers this share of its columns, and of
/// those of the longest line.
const CLEAR: f32 = 0.45;
/// The same for a grey one, which is this far from the paper at least.
const CLEAR_GREY: f32 = 0.8;
const STRONG: f32 = 200.0;

/// Names of the series: from swatches, else from texts at the lines' ends.
pub(in crate::marks) fn series(
    paths: &[Path],
    entries: &[Option<Entry>],
    texts: &[Text],
    taken: &[usize],
) -> (Vec<Series>, Vec<usize>) {
    let mut at_ends: Vec<usize> = Vec::new();
    let mut named: Vec<Series> = paths
        .iter()
        .zip(entries)
        .map(|(path, entry)| Series {
            name: entry.as_ref().map(|e| e.name(texts)),
            confidence: entry.as_ref().map_or(0.0, |e| e.confidence(texts)),
            colour: path.colour,
            bounds: entry
                .as_ref()
                .map_or(path.bounds(), |e| e.swatch.bounds.union(e.name_bounds(texts))),
        })
        .collect();
    if paths.len() < 2 {
        return (named, at_ends);
    }
    let mut pairs: Vec<(f32, usize, usize)> = Vec::new();
    for (p, path) in paths.iter().enumerate().filter(|(p, _)| named[*p].name.is_none()) {
        let Some(end) = path.points.last() else { continue };
        for (t, text) in texts.iter().enumerate() {
            let size = text.size().max(7.0);
            let gap = text.bounds.x0 as f32 - end.x;
            let off = (text.bounds.cy() - end.y).abs();
            if taken.contains(&text.line)
                || text.direction == Direction::Up
                || !text.numbers.is_empty()
                || !(-3.0..=3.0 * size).contains(&gap)
                || off > 1.2 * size
            {
                continue;
            }
            pairs.push((off + 0.3 * gap.max(0.0), p, t));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (_, p, t) in pairs {
        if named[p].name.is_none() && !at_ends.contains(&texts[t].line) {
            named[p].name = Some(texts[t].text.clone());
            named[p].confidence = texts[t].confidence;
            named[p].bounds = texts[t].bounds;
            at_ends.push(texts[t].line);
        }
    }
    (named, at_ends)
}

/// Sorts paths and series as the legend has them, and says where each went.
pub(super) fn in_legend_order(paths: &[Path], series: &mut Vec<Series>) -> (Vec<Path>, Vec<usize>) {
    let mut order: Vec<usize> = (0..paths.len()).collect();
    let rows = |s: &Series| (s.name.is_none(), s.bounds.y0 / 8, s.bounds.x0);
    order.sort_by_key(|i| rows(&series[*i]));
    let mut to = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        to[*old] = new;
    }
    *series = order.iter().map(|i| series[*i].clone()).collect();
    (order.iter().map(|i| paths[*i].clone()).collect(), to)
}

/// Paths with their swatches; lines that a legend does not name are series
/// only if they are clear ones. `strength` is how far a colour is from the paper.
pub(super) fn named(
    paths: Vec<Path>,
    legend: &[Entry],
    strength: impl Fn(Colour) -> f32,
) -> (Vec<Path>, Vec<Option<Entry>>) {
    let longest = paths.iter().map(|p| p.points.len()).max().unwrap_or(1) as f32;
    let colours: Vec<(Colour, f32)> =
        paths.iter().map(|p| (p.colour, p.points.len() as f32 / longest)).collect();
    let swatches: Vec<_> = legend.iter().map(|e| e.swatch).collect();
    let of = matching::by_colour(&swatches, &colours);
    let named = of.iter().flatten().count();
    let clear = |p: &Path| {
        let coloured = chroma(p.colour) >= palette::GREY;
        // Grey ones are rather gridlines, unless they are strong and unbroken.
        let least = if coloured { CLEAR } else { CLEAR_GREY };
        (coloured || strength(p.colour) >= STRONG)
            && p.cover() >= least
            && p.points.len() as f32 >= least * longest
    };
    paths
        .into_iter()
        .zip(of)
        .filter(|(p, s)| {
            let whole = p.cover() >= UNBROKEN && p.points.len() as f32 >= UNBROKEN * longest;
            s.is_some() || named == 0 && whole || clear(p)
        })
        .map(|(p, s)| (p, s.map(|s| legend[s].clone())))
        .unzip()
}

/// Entries of the same legends as those of the lines that stand for no line.
pub(super) fn without_line<'a>(legend: &'a [Entry], matched: &[Option<Entry>]) -> Vec<&'a Entry> {
    let of_line = |e: &Entry| matched.iter().flatten().any(|m| m.texts == e.texts);
    let of_legend = |e: &Entry| matched.iter().flatten().any(|m| m.group == e.group);
    legend.iter().filter(|e| !of_line(e) && of_legend(e)).collect()
}
