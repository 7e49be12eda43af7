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
/// are its names. `marks` are no swatches.
pub fn of_fills(
    legend: &[Entry],
    texts: &[Text],
    colours: &[Colour],
    marks: &[PixelBox],
) -> (Vec<Series>, Vec<usize>) {
    let (_, of) = legend_of(legend, colours, marks);
    let series = colours.iter().zip(&of).map(|(c, e)| Series::named(*c, *e, texts)).collect();
    let lines = of.iter().flatten().flat_map(|e| e.texts.iter().map(|t| texts[*t].line)).collect();
    (series, lines)
}

/// Entries of the legend of the marks with these colours that stand for none of them.
pub fn without_marks<'a>(
    legend: &'a [Entry],
    colours: &[Colour],
    marks: &[PixelBox],
) -> Vec<&'a Entry> {
    let (own, of) = legend_of(legend, colours, marks);
    own.into_iter().filter(|e| !of.iter().flatten().any(|m| std::ptr::eq(*m, *e))).collect()
}

/// Of the legends in a picture the one that names most colours: its entries, and
/// the entry of every colour. Swatches that a mark touches are marks themselves.
fn legend_of<'a>(
    legend: &'a [Entry],
    colours: &[Colour],
    marks: &[PixelBox],
) -> (Vec<&'a Entry>, Vec<Option<&'a Entry>>) {
    let outside = |e: &&Entry| !marks.iter().any(|m| m.touches(e.swatch.bounds));
    let (mut most, mut best) = (0.0, (Vec::new(), vec![None; colours.len()]));
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
        if worth > most {
            let of = of.iter().map(|i| i.map(|i| own[i])).collect();
            (most, best) = (worth, (own, of));
        }
    }
    best
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::names::legend::swatches::{Side, Swatch};

    fn entry(row: i32, colour: Colour, group: usize) -> Entry {
        let bounds = PixelBox::new(10, 20 * row, 22, 20 * row + 12);
        let swatch = Swatch { bounds, colour, paper: [255.0; 3], fill: 1.0, alone: true };
        Entry { swatch, side: Side::Left, texts: vec![row as usize], group }
    }

    #[test]
    fn entries_without_marks_are_those_of_the_legend_that_names_the_others() {
        let (red, green, blue) = ([210.0, 40.0, 40.0], [40.0, 160.0, 60.0], [40.0, 60.0, 200.0]);
        let legend = [entry(0, red, 0), entry(1, green, 0), entry(2, blue, 0), entry(3, green, 1)];
        let missing = |colours: &[Colour]| -> Vec<usize> {
            without_marks(&legend, colours, &[]).iter().map(|e| e.texts[0]).collect()
        };
        assert_eq!(missing(&[red, blue]), [1]);
        assert!(missing(&[blue, green, red]).is_empty());
        // A swatch that touches a mark is a piece of one.
        let mark = PixelBox::new(0, 15, 100, 35);
        assert!(without_marks(&legend, &[red, blue], &[mark]).is_empty());
    }
}
