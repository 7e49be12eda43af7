//! The built-in reader: it detects and assembles. The network only reads
//! letters; code decides what they mean, so no number is invented.
//!
//! | module | stage |
//! |---|---|
//! | [`ink`] | distance of every pixel to its background |
//! | [`text_boxes`] | ink grouped into lines of text ([`components`]) |
//! | [`recogniser`], [`twins`], [`text`] | lines of text read |
//! | [`number`], [`axis`] | printed numbers; tick labels to a scale |
//! | [`regions`], [`bars`], [`ends`] | uniform regions; bars; where they end |
//! | [`legend`], [`labels`], [`slanted`], [`titles`], [`values`] | what belongs to a bar |
//! | [`disc`], [`sectors`] ([`sector_runs`], [`sector_edges`]) | the disc of a pie or donut; its sectors |
//! | [`pie_text`], [`pie_legend`], [`pie_labels`], [`named_number`], [`shares`], [`pie`] | their names and values |
//! | [`assemble`], [`confidence`] | the table |
//! | [`overlay`] | what was found, drawn over the picture |
//! | [`refusal`], [`other_kinds`] | what is not read, and why |
//!
//! This version reads vertical and horizontal bars of one series, pies and donuts.

use std::time::Instant;

use image::RgbImage;

pub mod assemble;
pub mod axis;
pub mod bars;
pub mod components;
pub mod confidence;
pub mod disc;
pub mod ends;
pub mod geometry;
pub mod ink;
pub mod labels;
pub mod legend;
pub mod named_number;
pub mod number;
pub mod other_kinds;
pub mod overlay;
pub mod pie;
pub mod pie_labels;
pub mod pie_legend;
pub mod pie_text;
pub mod recogniser;
pub mod refusal;
pub mod regions;
pub mod sector_edges;
pub mod sector_runs;
pub mod sectors;
pub mod shares;
pub mod slanted;
pub mod text;
pub mod text_boxes;
pub mod titles;
pub mod twins;
pub mod values;

pub use refusal::Refusal;

use crate::models::manifest::{Family, Manifest};
use crate::reader::ReadOptions;
use crate::runtime::{Runtime, SessionOptions};
use crate::{Cancel, Reading, Result, Timings};
use geometry::{Orientation, PixelBox};

/// Shortest side of a picture, in pixels, that is looked at: an axis with two ticks needs more.
const LEAST_SIDE: u32 = 24;

/// Name of the built-in model.
pub const NAME: &str = "mini";

/// What was found in a picture, stage by stage.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Text lines, read.
    pub texts: Vec<text::Text>,
    /// The value scale, if one could be fitted.
    pub scale: Option<axis::Scale>,
    /// The bars.
    pub bars: bars::Bars,
    /// The bars' names.
    pub labels: labels::Labels,
    /// The bars' values.
    pub values: Vec<values::Value>,
    /// Titles of chart and axes.
    pub titles: titles::Titles,
    /// The text of a legend with one entry.
    pub legend: Option<String>,
}

/// What every kind of chart starts from.
struct Seen {
    ink: ink::Ink,
    found: text_boxes::TextBoxes,
    texts: Vec<text::Text>,
    regions: regions::Regions,
}

/// The built-in reader with its network.
pub struct MarksReader {
    recogniser: recogniser::Recogniser,
    manifest: Manifest,
    provider: String,
}

/// The network, embedded: the program reads simple charts without any file.
static RECOGNISER: &[u8] = include_bytes!("../../models/mini/recogniser.onnx");
static ALPHABET: &str = include_str!("../../models/mini/alphabet.txt");
static MANIFEST: &str = include_str!("../../models/mini/manifest.toml");

/// The embedded model's manifest.
///
/// # Errors
/// [`crate::models::ModelError::Manifest`] if the embedded text is none.
pub fn manifest() -> Result<Manifest> {
    Ok(Manifest::parse(MANIFEST, std::path::Path::new("models/mini/manifest.toml"))?)
}

/// The embedded file of a role (`recogniser`, `alphabet`), as the manifest lists it.
pub fn embedded(role: &str) -> Option<&'static [u8]> {
    match role {
        "recogniser" => Some(RECOGNISER),
        "alphabet" => Some(ALPHABET.as_bytes()),
        _ => None,
    }
}

impl MarksReader {
    /// Loads the embedded network into the runtime.
    ///
    /// # Errors
    /// [`crate::Error::Runtime`] if the runtime refuses it.
    pub fn open(runtime: &Runtime, options: &SessionOptions) -> Result<Self> {
        let manifest = manifest()?;
        let Family::Marks(settings) = &manifest.family else {
            return Err(crate::models::ModelError::Manifest {
                path: "models/mini/manifest.toml".into(),
                reason: "it is of another family than `marks`".to_owned(),
            }
            .into());
        };
        let session = runtime.session_from_bytes(NAME, RECOGNISER, options)?;
        let recogniser = recogniser::Recogniser::new(session, settings.clone(), ALPHABET)?;
        Ok(Self { recogniser, provider: options.device.to_string(), manifest })
    }

    /// Reads a chart of bars into a table.
    ///
    /// # Errors
    /// [`crate::reader::ReadError::Unreadable`] for a picture that is no such
    /// chart, with what was seen; the runtime's errors; [`crate::Error::Interrupted`].
    pub fn read(&mut self, image: &RgbImage, options: &ReadOptions) -> Result<Reading> {
        let began = Instant::now();
        let mut timings = Timings::default();
        let seen = self.seen(image, &options.cancel, &mut timings)?;
        let pie = self.pie(image, &seen, &options.cancel, &mut timings)?;
        let (table, warnings) = if let Some(pie) = pie {
            (pie.table(), pie.warnings)
        } else {
            let chart = self.bars(image, seen, &options.cancel, &mut timings)?;
            (assemble::table(&chart), assemble::warnings(&chart))
        };
        timings.total = milliseconds(began);
        timings.decode = timings.total - timings.preprocess - timings.encode;
        Ok(Reading {
            text: assemble::linearised(&table),
            table,
            model: self.manifest.name.clone(),
            revision: self.manifest.revision.clone(),
            precision: self.manifest.precision.clone(),
            provider: self.provider.clone(),
            warnings,
            timings,
            ..Reading::default()
        })
    }

    /// Everything that the stages find in a picture of bars.
    ///
    /// # Errors
    /// As [`MarksReader::read`].
    pub fn chart(
        &mut self,
        image: &RgbImage,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Chart> {
        let seen = self.seen(image, cancel, timings)?;
        self.bars(image, seen, cancel, timings)
    }

    /// What every kind of chart starts from.
    fn seen(&mut self, image: &RgbImage, cancel: &Cancel, timings: &mut Timings) -> Result<Seen> {
        if image.width().min(image.height()) < LEAST_SIDE {
            return Err(Refusal::TooSmall(image.width(), image.height()).into());
        }
        let began = Instant::now();
        let ink = ink::ink(image);
        let found = text_boxes::text_boxes(image, &ink);
        timings.preprocess = milliseconds(began);

        let began = Instant::now();
        let texts = text::read_boxes(&ink, &found, &found.boxes, &mut self.recogniser, cancel)?;
        timings.encode = milliseconds(began);
        let regions = regions::regions(image);
        Ok(Seen { ink, found, texts, regions })
    }

    /// The pie or donut of a picture, if there is one.
    fn pie(
        &mut self,
        image: &RgbImage,
        seen: &Seen,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Option<pie::Pie>> {
        let began = Instant::now();
        let Seen { ink, found, texts, regions } = seen;
        let pie = pie::pie(image, ink, found, texts, regions, &mut self.recogniser, cancel)?;
        timings.encode += milliseconds(began);
        Ok(pie)
    }

    fn bars(
        &mut self,
        image: &RgbImage,
        seen: Seen,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Chart> {
        let Seen { ink, found, texts, regions } = seen;
        let entries = legend::legend(&regions, &texts, ink.scale);
        let swatches: Vec<_> = entries.iter().map(|e| e.swatch).collect();
        let vertical = axis::scales(&texts, &ink, Orientation::Vertical);
        let horizontal = axis::scales(&texts, &ink, Orientation::Horizontal);
        let scales_of = |o| if o == Orientation::Vertical { &vertical } else { &horizontal };

        let bars = bars::bars(image, &regions, &swatches, ink.scale, |o| !scales_of(o).is_empty())
            .map_err(|refusal| match refusal {
                Refusal::NoBars(_) => other_kinds::no_bars(&ink, &found, &regions, &texts),
                other => other,
            })?;
        if let Some(refusal) = other_kinds::line_over_bars(&found, &bars) {
            return Err(refusal.into());
        }
        let scale = scales_of(bars.orientation).first().cloned();
        let powers = axis::has_powers(&texts, &found.components);
        if powers || scale.is_none() && axis::is_logarithmic(&texts, &ink, bars.orientation) {
            return Err(Refusal::Logarithmic.into());
        }
        if axis::disagree(scales_of(bars.orientation)) {
            return Err(Refusal::TwoScales.into());
        }
        let mut taken: Vec<usize> =
            scale.iter().flat_map(|s| s.ticks.iter().map(|t| t.text)).collect();
        taken.extend(entries.iter().map(|e| e.text));

        let began = Instant::now();
        let parts = labels::cut_all(&texts, &ink, &found, &bars, &mut self.recogniser, cancel)?;
        timings.encode += milliseconds(began);

        let mut labels = labels::labels(&parts, &taken, &bars, &ink);
        if labels.doubtful(&bars) {
            let began = Instant::now();
            let slanted =
                slanted::labels(&texts, &ink, &found, &bars, &mut self.recogniser, cancel)?;
            timings.encode += milliseconds(began);
            if slanted.worth(&bars) > labels.worth(&bars) {
                labels = slanted;
            }
        }
        let covered = labels.covered(&bars);
        if 2 * covered < bars.items.len() {
            return Err(Refusal::NoLabels { bars: bars.items.len(), labels: covered }.into());
        }
        taken.extend(&labels.used);
        let named: Vec<i32> = labels.items.iter().map(|l| l.slot).collect();
        let prints = values::prints(&parts, &taken, &bars, &named, ink.scale);
        let values = values::values(&parts, &bars, scale.as_ref(), &prints, ink.scale)?;
        taken.extend(prints.iter().map(|p| parts[p.text].line));
        let ticks = scale.as_ref().and_then(|s| s.bounds(&texts));
        let found = [Some(bars.bounds()), ticks, labels.bounds()];
        let plot = PixelBox::around(found.into_iter().flatten()).unwrap_or(bars.bounds());
        // Parts of cut lines that nothing took stand for themselves.
        let used_parts: Vec<usize> =
            labels.parts.iter().copied().chain(prints.iter().map(|p| p.text)).collect();
        let rest: Vec<text::Text> = texts
            .iter()
            .filter(|t| !taken.contains(&t.line))
            .chain(parts.iter().enumerate().filter_map(|(i, p)| {
                let cut = p.bounds != texts[p.line].bounds;
                (cut && taken.contains(&p.line) && !used_parts.contains(&i)).then_some(p)
            }))
            .cloned()
            .collect();
        let titles = titles::titles(&rest, plot, &bars);
        let legend = match entries.as_slice() {
            [one] => Some(texts[one.text].text.clone()),
            _ => None,
        };
        Ok(Chart { texts, scale, bars, labels, values, titles, legend })
    }
}

fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
