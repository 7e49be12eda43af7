//! What the first stages see in a picture, whatever kind of chart it is.

use std::time::Instant;

use image::RgbImage;

use crate::marks::axis::{self, Scale};
use crate::marks::geometry::Orientation;
use crate::marks::ink::{self, Ink};
use crate::marks::names::legend::{self, Entry};
use crate::marks::regions::{self, Regions};
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::{self, Text};
use crate::marks::texts::text_boxes::{self, TextBoxes};
use crate::{Cancel, Result, Timings};

/// A picture with its ink, texts, regions, legend and scales.
pub struct Page<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its ink.
    pub ink: Ink,
    /// Lines of text, and the components of the ink.
    pub found: TextBoxes,
    /// The lines, read.
    pub texts: Vec<Text>,
    /// Uniform regions.
    pub regions: Regions,
    /// Swatches with text.
    pub entries: Vec<Entry>,
    vertical: Vec<Scale>,
    horizontal: Vec<Scale>,
}

impl<'a> Page<'a> {
    /// Runs the first stages.
    ///
    /// # Errors
    /// The runtime's, or [`crate::Error::Interrupted`].
    pub fn see(
        image: &'a RgbImage,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Self> {
        let began = Instant::now();
        let ink = ink::ink(image);
        let found = text_boxes::text_boxes(image, &ink);
        timings.preprocess = milliseconds(began);
        let began = Instant::now();
        let texts = text::read_boxes(&ink, &found, &found.boxes, recogniser, cancel)?;
        timings.encode = milliseconds(began);
        let regions = regions::regions(image);
        let entries = legend::legend(&regions, &texts, ink.scale);
        let vertical = axis::scales(&texts, &ink, Orientation::Vertical);
        let horizontal = axis::scales(&texts, &ink, Orientation::Horizontal);
        Ok(Self { image, ink, found, texts, regions, entries, vertical, horizontal })
    }

    /// The same page with another picture in place of its own: one from which
    /// something was erased. Texts and scales stay.
    #[must_use]
    pub fn with_image<'b>(&self, image: &'b RgbImage) -> Page<'b> {
        Page {
            image,
            ink: self.ink.clone(),
            found: self.found.clone(),
            texts: self.texts.clone(),
            regions: regions::regions(image),
            entries: self.entries.clone(),
            vertical: self.vertical.clone(),
            horizontal: self.horizontal.clone(),
        }
    }

    /// Scales for values that run in an orientation's value direction, the best first.
    pub fn scales(&self, orientation: Orientation) -> &[Scale] {
        match orientation {
            Orientation::Vertical => &self.vertical,
            Orientation::Horizontal => &self.horizontal,
        }
    }
}

pub(super) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
