//! Legend entries: small coloured swatches with text at their right.

use crate::marks::axis::Scale;
use crate::marks::geometry::PixelBox;
use crate::marks::regions::{Colour, Region, Regions, contrast};
use crate::marks::texts::number::Number;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A swatch and what it stands for.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The swatch.
    pub swatch: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// Index of its text.
    pub text: usize,
}

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

/// Swatches of one size in one row or column, each with text that is no
/// number; `scale` as in [`crate::marks::ink::Ink`].
pub fn legend(regions: &Regions, texts: &[Text], scale: f32) -> Vec<Entry> {
    let entries: Vec<Entry> = regions
        .items
        .iter()
        .filter(|r| is_swatch(r, regions.page, scale))
        .filter_map(|r| {
            let text = beside(r.bounds, texts, scale).filter(|i| is_name(r.bounds, &texts[*i]))?;
            Some(Entry { swatch: r.bounds, colour: r.colour, text })
        })
        .collect();
    let most = entries
        .iter()
        .map(|seed| entries.iter().filter(|e| in_line(seed, e)).copied().collect::<Vec<_>>())
        .max_by_key(Vec::len);
    most.unwrap_or_default()
}

/// The series of a chart that has one: named by a legend with one entry.
pub fn lone(colour: Colour, entries: &[Entry], texts: &[Text]) -> Vec<Series> {
    let entry = match entries {
        [one] => Some(&texts[one.text]),
        _ => None,
    };
    vec![Series {
        name: entry.map(|t| t.text.clone()),
        bounds: entry.map(|t| t.bounds),
        confidence: entry.map_or(0.0, |t| t.confidence),
        colour,
    }]
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

fn in_line(a: &Entry, b: &Entry) -> bool {
    let alike = (a.swatch.width() - b.swatch.width()).abs() <= 2
        && (a.swatch.height() - b.swatch.height()).abs() <= 2;
    alike && ((a.swatch.x0 - b.swatch.x0).abs() <= 2 || (a.swatch.y0 - b.swatch.y0).abs() <= 2)
}

fn is_swatch(region: &Region, page: Colour, scale: f32) -> bool {
    let (w, h) = (region.bounds.width() as f32, region.bounds.height() as f32);
    contrast(region.colour, page) > 20.0
        && region.fill >= 0.6
        && w.min(h) >= 4.0
        && w <= 46.0 * scale
        && h <= 26.0 * scale
        && w.max(h) < 3.6 * w.min(h)
}

/// Whether a text beside a swatch is a name rather than a bar's printed value.
fn is_name(swatch: PixelBox, text: &Text) -> bool {
    let squarish = 2 * swatch.width() <= 3 * swatch.height();
    let year = squarish && text.numbers.iter().any(|n| (1900.0..2100.0).contains(&n.value));
    (text.numbers.is_empty() || year) && text.text.chars().count() >= 2
}

/// The text that starts right of a swatch, at its height.
fn beside(swatch: PixelBox, texts: &[Text], scale: f32) -> Option<usize> {
    (0..texts.len())
        .filter(|i| {
            let text = &texts[*i];
            let space = (text.bounds.x0 - swatch.x1) as f32;
            text.direction == Direction::Across
                && (-2.0..=16.0 * scale).contains(&space)
                && (text.bounds.cy() - swatch.cy()).abs() <= 6.0 * scale
        })
        .min_by_key(|i| texts[*i].bounds.x0)
}
