//! Lines of text, found and read.

use serde::Serialize;

use super::geometry::PixelBox;
use super::ink::Ink;
use super::number::Number;
use super::recogniser::{Crop, Recogniser};
use super::text_boxes::{Direction, TextBox, TextBoxes};
use super::twins;
use crate::{Cancel, Result};

/// Below this mean probability a line is no text.
const LEAST_CONFIDENCE: f32 = 0.35;

/// A line of text with what it says.
#[derive(Debug, Clone, Serialize)]
pub struct Text {
    /// Tight around its ink.
    pub bounds: PixelBox,
    /// How it runs.
    pub direction: Direction,
    /// What it says; never empty.
    pub text: String,
    /// Mean probability of its characters.
    pub confidence: f32,
    /// Ways to read it as a number, the likeliest first; empty if it is none.
    #[serde(skip)]
    pub numbers: Vec<Number>,
    /// Indices of its components.
    #[serde(skip)]
    pub pieces: Vec<usize>,
    /// Index of the line it is, or is a part of.
    pub line: usize,
}

impl Text {
    /// Height of its letters: the extent across the reading direction.
    pub fn size(&self) -> f32 {
        match self.direction {
            Direction::Across => self.bounds.height() as f32,
            Direction::Up => self.bounds.width() as f32,
        }
    }
}

/// Reads every box; those that say nothing are dropped.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn read_boxes(
    ink: &Ink,
    found: &TextBoxes,
    boxes: &[TextBox],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let crops: Vec<Crop> =
        boxes.iter().map(|b| Crop::cut(ink, &found.components, &b.pieces, b.direction)).collect();
    let readings = recogniser.read(&crops, cancel)?;
    let texts = boxes.iter().zip(readings).filter_map(|(b, reading)| {
        let glyphs = twins::glyphs(&found.components, &b.pieces, b.direction);
        let text = twins::text(&reading, &glyphs);
        let confidence = reading.confidence();
        let says_something = text.chars().any(|c| !" -_'`^|.,~·".contains(c));
        (says_something && confidence >= LEAST_CONFIDENCE).then(|| Text {
            bounds: b.bounds,
            direction: b.direction,
            numbers: Number::readings(&text),
            text,
            confidence,
            pieces: b.pieces.clone(),
            line: 0,
        })
    });
    let mut texts: Vec<Text> = texts.collect();
    for (line, text) in texts.iter_mut().enumerate() {
        text.line = line;
    }
    Ok(texts)
}
