//! The built-in reader: it detects and assembles. The network only reads
//! letters; code decides what they mean, so no number is invented.
//!
//! | module | stage |
//! |---|---|
//! | [`hatches`] | patterns in boxes, replaced by plain colours |
//! | [`ink`], [`components`], [`regions`] | distance of every pixel to its background; what hangs together |
//! | [`texts`] | ink grouped into lines of text, and read |
//! | [`axis`] | tick labels to a scale |
//! | [`page`] | all of that for one picture |
//! | [`charts`] | which kind of chart it is |
//! | [`pies`] | a disc and its sectors |
//! | [`bar_charts`] | bars, alone, in groups or stacked; lines over them |
//! | [`line_charts`] | lines traced, and the slots along them |
//! | [`names`] | names of categories and series, titles |
//! | [`assemble`], [`confidence`] | the table |
//! | [`overlay`] | what was found, drawn over the picture |
//! | [`refusal`], [`other_kinds`] | what is not read, and why |

use std::path::{Path, PathBuf};
use std::time::Instant;

use image::RgbImage;

pub mod assemble;
pub mod axis;
pub mod bar_charts;
pub mod charts;
pub mod components;
pub mod confidence;
pub mod doubts;
pub mod geometry;
pub mod hatches;
pub mod ink;
pub mod line_charts;
mod many;
pub mod names;
pub mod other_kinds;
pub mod overlay;
pub mod page;
pub mod pies;
pub mod refusal;
pub mod regions;
pub mod texts;

pub use refusal::Refusal;

use crate::models::ModelError;
use crate::models::manifest::{FILE_NAME, Family, Manifest};
use crate::reader::ReadOptions;
use crate::runtime::{Runtime, Session, SessionOptions};
use crate::{Cancel, Reading, Result, Timings};
use page::milliseconds;

/// Shortest side of a picture, in pixels, that is looked at: an axis with two ticks needs more.
const LEAST_SIDE: u32 = 24;

/// Name of the built-in model.
pub const NAME: &str = "mini";

/// The marks that carry the values.
#[derive(Debug, Clone)]
pub enum Marks {
    /// Bars, alone, in groups or stacked.
    Bars(bar_charts::bars::Bars),
    /// Bars with lines drawn over them; the lines' series follow the bars'.
    BarsAndLines(bar_charts::bars::Bars, Vec<line_charts::strokes::Path>),
    /// Lines, one a series.
    Lines(Vec<line_charts::strokes::Path>),
    /// Sectors of a disc or ring.
    Sectors(pies::disc::Disc, Vec<pies::sectors::Sector>),
}

/// What was found in a picture, stage by stage.
#[derive(Debug, Clone)]
pub struct Chart {
    /// Text lines, read.
    pub texts: Vec<texts::text::Text>,
    /// The value scale, if one could be fitted.
    pub scale: Option<axis::Scale>,
    /// The marks.
    pub marks: Marks,
    /// Slots with a mark, in order.
    pub occupied: Vec<i32>,
    /// Names of the slots.
    pub labels: names::labels::Labels,
    /// The series; of a lone one, the name heads the value column.
    pub series: Vec<names::series::Series>,
    /// Values of the marks.
    pub values: Vec<bar_charts::values::Value>,
    /// Titles of chart and axes.
    pub titles: names::titles::Titles,
    /// Doubts that the stages had, one sentence each.
    pub warnings: Vec<String>,
}

impl Chart {
    /// Everything that was read and may become a part of the table.
    fn strings_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let titles = &mut self.titles;
        let titles =
            [&mut titles.chart, &mut titles.category, &mut titles.value, &mut titles.other];
        let texts = self.texts.iter_mut().map(|t| &mut t.text);
        let names = self.labels.items.iter_mut().map(|l| &mut l.text);
        let series = self.series.iter_mut().filter_map(|s| s.name.as_mut());
        texts.chain(names).chain(series).chain(titles.into_iter().flatten())
    }
}

/// The built-in reader with its network.
pub struct MarksReader {
    recogniser: texts::recogniser::Recogniser,
    manifest: Manifest,
    opened: Opened,
}

/// How a reader was opened, for more like it.
struct Opened {
    runtime: Runtime,
    /// Where the network is, if it is not the embedded one.
    folder: Option<PathBuf>,
    options: SessionOptions,
}

impl Opened {
    fn new(runtime: &Runtime, folder: Option<&Path>, options: &SessionOptions) -> Self {
        let folder = folder.map(Path::to_owned);
        Self { runtime: runtime.clone(), folder, options: options.clone() }
    }
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
        let session = runtime.session_from_bytes(NAME, RECOGNISER, options)?;
        Self::with(session, ALPHABET, manifest()?, Opened::new(runtime, None, options))
    }

    /// Loads another network of the same form, e.g. in another precision, from the folder `dir`,
    /// whose manifest `manifest` is.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a file is missing, else as [`MarksReader::open`].
    pub fn open_folder(
        runtime: &Runtime,
        dir: &Path,
        manifest: &Manifest,
        options: &SessionOptions,
    ) -> Result<Self> {
        let file = |role: &str| {
            let path = manifest.files.get(role).map(|entry| dir.join(&entry.path));
            path.filter(|path| path.is_file()).ok_or_else(|| ModelError::Damaged {
                path: dir.join(FILE_NAME),
                reason: format!("the file for the {role} is missing"),
            })
        };
        let session = runtime.session_from_file(&file("recogniser")?, options)?;
        let alphabet = file("alphabet")?;
        let damaged = |e: std::io::Error| ModelError::Damaged {
            path: alphabet.clone(),
            reason: e.to_string(),
        };
        let alphabet = std::fs::read_to_string(&alphabet).map_err(damaged)?;
        Self::with(session, &alphabet, manifest.clone(), Opened::new(runtime, Some(dir), options))
    }

    fn with(session: Session, alphabet: &str, manifest: Manifest, opened: Opened) -> Result<Self> {
        let Family::Marks(settings) = &manifest.family else {
            return Err(ModelError::Manifest {
                path: "models/mini/manifest.toml".into(),
                reason: "it is of another family than `marks`".to_owned(),
            }
            .into());
        };
        let recogniser = texts::recogniser::Recogniser::new(session, settings.clone(), alphabet)?;
        Ok(Self { recogniser, manifest, opened })
    }

    /// Reads a chart of bars into a table.
    ///
    /// # Errors
    /// [`crate::reader::ReadError::Unreadable`] for a picture that is no such
    /// chart, with what was seen; the runtime's errors; [`crate::Error::Interrupted`].
    pub fn read(&mut self, image: &RgbImage, options: &ReadOptions) -> Result<Reading> {
        let began = Instant::now();
        let mut timings = Timings::default();
        let chart = self.chart(image, &options.cancel, &mut timings)?;
        let table = assemble::table(&chart);
        let overlay = options.overlay.then(|| overlay::overlay(image, &chart));
        timings.total = milliseconds(began);
        timings.decode = timings.total - timings.preprocess - timings.encode;
        Ok(Reading {
            text: assemble::linearised(&table),
            table,
            model: self.manifest.name.clone(),
            revision: self.manifest.revision.clone(),
            precision: self.manifest.precision.clone(),
            provider: self.opened.options.device.to_string(),
            warnings: doubts::warnings(&chart),
            overlay,
            timings,
            ..Reading::default()
        })
    }

    /// What the first stages find in a picture, drawn over it: texts, scales and legends. For
    /// pictures that are refused, to see why.
    ///
    /// # Errors
    /// The runtime's errors; [`crate::Error::Interrupted`].
    pub fn first_stages(&mut self, image: &RgbImage, cancel: &Cancel) -> Result<RgbImage> {
        let (pixels, mut timings) = (page::Pixels::of(image), Timings::default());
        let page = page::Page::see(image, pixels, &mut self.recogniser, cancel, &mut timings)?;
        Ok(overlay::first_stages(image, &page))
    }

    /// Everything that the stages find in a picture.
    ///
    /// # Errors
    /// As [`MarksReader::read`].
    pub fn chart(
        &mut self,
        image: &RgbImage,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Chart> {
        if image.width().min(image.height()) < LEAST_SIDE {
            return Err(Refusal::TooSmall(image.width(), image.height()).into());
        }
        let began = Instant::now();
        // Few pictures have hatches; for those the other stages look once more.
        let (pixels, plain) =
            page::side_by_side(|| page::Pixels::of(image), || hatches::plain(image));
        let (image, pixels) = match &plain {
            Some(plain) => (plain, page::Pixels::of(plain)),
            None => (image, pixels),
        };
        timings.preprocess = milliseconds(began);
        let page = page::Page::see(image, pixels, &mut self.recogniser, cancel, timings)?;
        let mut chart = charts::chart(&page, &mut self.recogniser, cancel)?;
        texts::accents::settle(chart.strings_mut());
        texts::dashes::by_majority(chart.strings_mut());
        Ok(chart)
    }
}
