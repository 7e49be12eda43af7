//! What the first stages see in a picture, whatever kind of chart it is.

use std::time::Instant;

use image::RgbImage;

use crate::marks::axis::{self, Scale};
use crate::marks::geometry::Orientation;
use crate::marks::ink::{self, Ink};
use crate::marks::names::legend::{self, Entry, glued, swatches};
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
    /// Entries of legends.
    pub legend: Vec<Entry>,
    vertical: Vec<Scale>,
    horizontal: Vec<Scale>,
}

/// What the pixels of a picture show, before anything of it is read.
pub struct Pixels {
    ink: Ink,
    found: TextBoxes,
    regions: Regions,
}

impl Pixels {
    /// Runs the stages that read nothing; those that need nothing of each other
    /// run side by side.
    pub fn of(image: &RgbImage) -> Self {
        let ((ink, mut found), regions) = side_by_side(
            || {
                let ink = ink::ink(image);
                let found = text_boxes::text_boxes(image, &ink);
                (ink, found)
            },
            || regions::regions(image),
        );
        let components = &found.components;
        let scene = glued::Scene { image, ink: &ink, components, regions: &regions };
        let letters = glued::without_rims(&scene, &found.letters);
        let boxes = text_boxes::lines(components, &letters, ink.scale);
        found.boxes = glued::without_swatches(&scene, boxes);
        found.letters = letters;
        Self { ink, found, regions }
    }
}

/// The results of two computations; the second runs in a thread of its own.
pub fn side_by_side<A, B: Send>(
    first: impl FnOnce() -> A,
    second: impl FnOnce() -> B + Send,
) -> (A, B) {
    std::thread::scope(|scope| {
        let second = scope.spawn(second);
        let first = first();
        (first, second.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}

impl<'a> Page<'a> {
    /// Runs the first stages.
    ///
    /// # Errors
    /// The runtime's, or [`crate::Error::Interrupted`].
    pub fn see(
        image: &'a RgbImage,
        pixels: Pixels,
        recogniser: &mut Recogniser,
        cancel: &Cancel,
        timings: &mut Timings,
    ) -> Result<Self> {
        let Pixels { ink, found, regions } = pixels;
        let began = Instant::now();
        let texts = text::read_boxes(&ink, &found, &found.boxes, recogniser, cancel)?;
        timings.encode = milliseconds(began);
        let scene = swatches::Scene { image, texts: &texts, scale: ink.scale };
        let legend = legend::entries(&scene);
        let lines: Vec<_> = texts.iter().map(|t| (&t.text, t.bounds)).collect();
        tracing::debug!(?lines, ?legend, "texts and entries of legends");
        let vertical = axis::scales(&texts, &ink, Orientation::Vertical);
        let horizontal = axis::scales(&texts, &ink, Orientation::Horizontal);
        Ok(Self { image, ink, found, texts, regions, legend, vertical, horizontal })
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
            legend: self.legend.clone(),
            vertical: self.vertical.clone(),
            horizontal: self.horizontal.clone(),
        }
    }

    /// What its lines of text are cut in.
    pub fn lines_of_text(&self) -> glued::Scene<'_> {
        let components = &self.found.components;
        glued::Scene { image: self.image, ink: &self.ink, components, regions: &self.regions }
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
