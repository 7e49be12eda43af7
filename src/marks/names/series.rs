//! Series: marks of one colour and what the legend, or else a title, calls them.

use crate::marks::axis::Scale;
use crate::marks::geometry::PixelBox;
use crate::marks::names::legend::{Entry, matching};
use crate::marks::regions::Colour;
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;

/// A series: the marks of one colour.
#[derive(Debug, Clone)]
pub struct Series {
    /// What the legend calls it.
    pub name: Option<String>,
    /// Where the name stands.
    pub bounds: Option<PixelBox>,
    /// Mean probability of the name's characters; 0 without a name.
    pub confidence: f32,
    /// Its colour.
    pub colour: Colour,
}

impl Series {
    /// A series that an entry of the legend names, if one does.
    pub fn named(colour: Colour, entry: Option<&Entry>, texts: &[Text]) -> Self {
        Self {
            name: entry.map(|e| e.name(texts)),
            bounds: entry.map(|e| e.name_bounds(texts)),
            confidence: entry.map_or(0.0, |e| e.confidence(texts)),
            colour,
        }
    }
}

/// The series of filled marks, named by the legend, and the lines of text that
/// are its names: of the legends in a picture the one that names most colours.
/// `marks` are no swatches.
pub fn of_fills(
    legend: &[Entry],
    texts: &[Text],
    colours: &[Colour],
    marks: &[PixelBox],
) -> (Vec<Series>, Vec<usize>) {
    let outside = |e: &&Entry| !marks.iter().any(|m| m.touches(e.swatch.bounds));
    let mut best: (f32, Vec<Option<&Entry>>) = (0.0, vec![None; colours.len()]);
    let groups = legend.iter().map(|e| e.group).max().map_or(0, |g| g + 1);
    for group in 0..groups {
        let own: Vec<&Entry> = legend.iter().filter(|e| e.group == group).filter(outside).collect();
        let swatches: Vec<_> = own.iter().map(|e| e.swatch).collect();
        let of = matching::in_order(&swatches, colours)
            .unwrap_or_else(|| matching::by_fill(&swatches, colours));
        let named = of.iter().flatten().count() as f32;
        let filled = of.iter().flatten().filter(|i| matching::is_filled(&swatches[**i])).count();
        // A legend has no entries of its own kind that stand for nothing, and
        // filled marks have filled swatches.
        let worth = named - 0.1 * (own.len() as f32 - named) + 0.2 * filled as f32;
        if worth > best.0 {
            best = (worth, of.iter().map(|i| i.map(|i| own[i])).collect());
        }
    }
    let series = colours.iter().zip(&best.1).map(|(c, e)| Series::named(*c, *e, texts)).collect();
    let entries = best.1.iter().flatten();
    let lines = entries.flat_map(|e| e.texts.iter().map(|t| texts[*t].line)).collect();
    (series, lines)
}

/// The series of a chart that has one: named by an entry of its colour.
pub fn lone(
    legend: &[Entry],
    texts: &[Text],
    colour: Colour,
    marks: &[PixelBox],
) -> (Vec<Series>, Vec<usize>) {
    of_fills(legend, texts, &[colour], marks)
}

/// Adds the unit of the axis to the name of a lone series that lacks it.
pub fn with_unit(series: &mut Series, scale: Option<&Scale>) {
    let unit = scale.and_then(Scale::style).and_then(Number::unit);
    if let (Some(name), Some(unit)) = (&mut series.name, unit)
        && !name.contains(unit)
    {
        *name = format!("{name} ({unit})");
    }
}
