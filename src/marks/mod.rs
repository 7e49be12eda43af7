//! The built-in reader: it detects and assembles. The network only reads
//! letters; code decides what they mean, so no number is invented.
//!
//! | module | stage |
//! |---|---|
//! | [`ink`] | distance of every pixel to its background |
//! | [`text_boxes`] | ink grouped into lines of text ([`components`]) |
//! | [`recogniser`], [`text`] | lines of text read |
//! | [`number`], [`axis`] | printed numbers; tick labels to a scale |
//! | [`regions`], [`bars`], [`ends`] | uniform regions; bars; where they end |
//! | [`legend`], [`labels`], [`titles`], [`values`] | what belongs to a bar |
//! | [`assemble`], [`confidence`] | the table |
//! | [`refusal`], [`other_kinds`] | what is not read, and why |
//!
//! This version reads vertical and horizontal bars of one series.

use std::time::Instant;

use image::RgbImage;

pub mod assemble;
pub mod axis;
pub mod bars;
pub mod components;
pub mod confidence;
pub mod ends;
pub mod geometry;
pub mod ink;
pub mod labels;
pub mod legend;
pub mod number;
pub mod other_kinds;
pub mod recogniser;
pub mod refusal;
pub mod regions;
pub mod text;
pub mod text_boxes;
pub mod titles;
pub mod values;

pub use refusal::Refusal;

use crate::models::manifest::{Family, Manifest};
use crate::reader::ReadOptions;
use crate::runtime::{Runtime, SessionOptions};
use crate::{Cancel, Reading, Result, Timings};
use geometry::Orientation;

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

/// The built-in reader with its network.
pub struct MarksReader {
    recogniser: recogniser::Recogniser,
    manifest: Manifest,
    provider: String,
}
