//! The lines of a picture traced, before anything is known of the slots along
//! them.

use image::RgbImage;

use crate::Result;
use crate::marks::axis::{self, Scale};
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::ink::Ink;
use crate::marks::line_charts::areas;
use crate::marks::line_charts::blends;
use crate::marks::line_charts::line_series;
use crate::marks::line_charts::line_values::{self, Value};
use crate::marks::line_charts::palette::{self, Zone};
use crate::marks::line_charts::points::Grid;
use crate::marks::line_charts::rimmed;
use crate::marks::line_charts::strokes::{self, Path};
use crate::marks::names::legend::{Entry, matching};
use crate::marks::page::Page;
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Colour, contrast, distance};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::TextBoxes;

/// Swatches of one colour differ by no more.
const SAME_SWATCH: f32 = 8.0;

/// What the earlier stages found in a picture.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its ink.
    pub ink: &'a Ink,
    /// Its lines of text and components.
    pub found: &'a TextBoxes,
    /// The lines of text, read.
    pub texts: &'a [Text],
}

impl<'a> Picture<'a> {
    /// What the first stages saw.
    pub fn of(page: &'a Page) -> Self {
        Self { image: page.image, ink: &page.ink, found: &page.found, texts: &page.texts }
    }
}

/// Lines with what was found on the way to them.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The lines of text.
    pub texts: Vec<Text>,
    /// The value scale.
    pub scale: Scale,
    /// Where the lines are drawn.
    pub zone: Zone,
    /// The lines, one a series.
    pub paths: Vec<Path>,
    /// The legend's entry of every line.
    pub entries: Vec<Option<Entry>>,
    /// All entries of the legend.
    pub legend: Vec<Entry>,
    /// Lines of text that are ticks or in the legend.
    pub taken: Vec<usize>,
}

impl Traced {
    /// Values of the lines at slots that are known from other marks.
    pub fn values_at(&self, grid: &Grid, slots: (i32, i32), zoom: f32) -> Vec<Value> {
        let slots = slots.0..=slots.1;
        let Self { paths, scale, texts, taken, .. } = self;
        line_values::values(paths, grid, slots, scale, texts, taken, zoom).0
    }
}

/// Traces the lines of a picture; `None` if there are none on a scale. `scales`
/// are the upright ones to read values off, the best first.
///
/// # Errors
/// [`Refusal`] for lines on two different scales.
pub fn trace(page: &Page, scales: &[Scale]) -> Result<Option<Traced>> {
    let picture = &Picture::of(page);
    let Picture { image, ink, texts, .. } = *picture;
    let Some(scale) = scales.first() else { return Ok(None) };
    let ticks: Vec<usize> = scale.ticks.iter().map(|t| texts[t.text].line).collect();
    let on_scale = |e: &Entry| e.texts.iter().any(|t| ticks.contains(&texts[*t].line));
    // A colour has one swatch: that in the largest legend. Others, with more drawn
    // around them, are pieces of its line.
    let again = |e: &Entry| {
        let larger = page.legend.iter().filter(|o| o.group < e.group);
        let same = |o: &Entry| contrast(o.swatch.colour, e.swatch.colour) <= SAME_SWATCH;
        !e.swatch.alone && larger.into_iter().any(same)
    };
    let legend: Vec<Entry> =
        page.legend.iter().filter(|e| !on_scale(e) && !again(e)).cloned().collect();
    let pieces: Vec<usize> = texts
        .iter()
        .filter(|t| {
            let letters = t.text.chars().filter(|c| c.is_alphanumeric()).count();
            t.confidence >= 0.6 && letters >= 2
        })
        .flat_map(|t| t.pieces.iter().copied())
        .collect();
    let boxes: Vec<PixelBox> =
        legend.iter().map(|e| e.swatch.bounds.grown(2, ink.width, ink.height)).collect();
    let components = &picture.found.components;
    let zone = palette::zone(image, ink, scale, texts, components, &pieces, &boxes);
    let Some(mut zone) = zone else { return Ok(None) };
    // Gridlines may be those of the other side's ticks.
    let ticks_of = |s: &Scale| s.ticks.iter().map(|t| t.pixel).collect::<Vec<_>>();
    zone.ticks.extend(page.scales(Orientation::Vertical).iter().flat_map(ticks_of));
    // Rims of bars are blends of two papers; a line of such a colour has a swatch.
    let (rims, mut colours): (Vec<Colour>, Vec<Colour>) = palette::colours(image, &zone)
        .into_iter()
        .partition(|c| blends::is_between(&zone.papers, *c));
    for swatch in legend.iter().map(|e| e.swatch) {
        let known =
            |c: &Colour| distance(*c, swatch.colour) <= 24.0 || matching::is_blend(&swatch, *c);
        if !colours.iter().any(known) && zone.strength(swatch.colour) > 40.0 {
            colours.push(swatch.colour);
        }
    }
    let mut paths = strokes::paths(image, &zone, &colours, &rims, ink.scale);
    if paths.is_empty() {
        let baseline = zone.axis.map_or(scale.pixel(0.0), |y| y as f32);
        paths.extend(areas::upper_edge(image, &zone, baseline, ink.scale));
    }
    if let Some(paper) = zone.papers.first() {
        rimmed::add(&mut paths, &page.regions.items, *paper);
    }
    tracing::debug!(?zone.bounds, ?zone.papers, ?colours, ?legend, "plot of a line chart");
    tracing::debug!(texts = ?texts.iter().map(|t| (&t.text, t.bounds)).collect::<Vec<_>>(), "texts");
    for path in &paths {
        let (first, last) = path.extent();
        let Path { colour, thickness, points, markers } = path;
        let (columns, markers) = (points.len(), markers.len());
        tracing::debug!(?colour, thickness, first, last, columns, markers, "line");
    }
    if paths.is_empty() {
        return Ok(None);
    }
    if axis::kinds::disagree(scales) {
        return Err(Refusal::TwoScales.into());
    }
    let (paths, entries) = line_series::named(without_frames(paths), &legend, |c| zone.strength(c));
    let mut taken = ticks;
    let names = entries.iter().flatten().flat_map(|e| e.texts.iter().map(|t| texts[*t].line));
    taken.extend(names);
    let (texts, scale) = (texts.to_vec(), scale.clone());
    Ok(Some(Traced { texts, scale, zone, paths, entries, legend, taken }))
}

/// Paths without flat ones beside lines that rise or fall: those are axes,
/// frames and gridlines.
fn without_frames(paths: Vec<Path>) -> Vec<Path> {
    let any_rises = paths.iter().any(|p| p.rise() > 3.0);
    paths.into_iter().filter(|p| !any_rises || p.rise() > 1.5).collect()
}
