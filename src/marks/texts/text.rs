//! Lines of text, found and read.

use serde::Serialize;

use crate::marks::geometry::{PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::texts::number::Number;
use crate::marks::texts::recogniser::{Crop, Reading, Recogniser};
use crate::marks::texts::text_boxes::{Direction, TextBox, TextBoxes};
use crate::marks::texts::twins;
use crate::{Cancel, Result};

/// Below this mean probability a line is no text.
const LEAST_CONFIDENCE: f32 = 0.35;

/// A line that is surer by this, one way or the other, shows itself how it runs.
const EVIDENT: f32 = 0.15;
/// Lines that are surer by this, on average, run the other way than is usual.
const LEAST_GAIN: f32 = 0.03;
/// Names hang from one line, or stand on one, to these pixels.
const ALIGNED: i32 = 3;

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
    let mut readings = recogniser.read(&crops, cancel)?;
    // Upright text may run downwards, too.
    let upright: Vec<usize> = (0..boxes.len())
        .filter(|i| boxes[*i].direction == Direction::Up && boxes[*i].pieces.len() > 1)
        .collect();
    let turned: Vec<Crop> = upright.iter().map(|i| crops[*i].turned_over()).collect();
    let turned = recogniser.read(&turned, cancel)?;
    let gains: Vec<(PixelBox, f32)> = upright
        .iter()
        .zip(&turned)
        .map(|(i, turned)| (boxes[*i].bounds, gain(&readings[*i], turned)))
        .collect();
    for ((i, reading), (bounds, gain)) in upright.into_iter().zip(turned).zip(&gains) {
        if runs_down(*bounds, *gain, &gains) {
            readings[i] = reading;
        }
    }
    let texts = boxes.iter().zip(readings).filter_map(|(b, reading)| {
        let text = twins::settled(&reading, &found.components, &b.pieces, b.direction);
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
    settle_case(&mut texts);
    Ok(texts)
}

/// How much surer a line is when it is read upside down.
fn gain(upright: &Reading, turned: &Reading) -> f32 {
    let gain = turned.confidence() - upright.confidence();
    let shorter = turned.characters.len() + 1 < upright.characters.len();
    if shorter { gain.min(0.0) } else { gain }
}

/// Whether an upright line runs downwards, where it does not show itself as the
/// lines beside it do: names run the same way.
fn runs_down(line: PixelBox, gain: f32, all: &[(PixelBox, f32)]) -> bool {
    let beside = |b: PixelBox| {
        let aligned = (line.y0 - b.y0).abs().min((line.y1 - b.y1).abs()) <= ALIGNED;
        let (wide, thin) = (line.width().max(b.width()), line.width().min(b.width()));
        aligned && 3 * thin >= 2 * wide
    };
    if gain.abs() > EVIDENT {
        return gain > 0.0;
    }
    let row: Vec<f32> = all.iter().filter(|g| beside(g.0)).map(|g| g.1).collect();
    row.iter().sum::<f32>() > LEAST_GAIN * row.len() as f32
}

/// Settles the case of lines that do not show it themselves, by the height of
/// the lines around them.
fn settle_case(texts: &mut [Text]) {
    let settled: Vec<Option<String>> = texts
        .iter()
        .map(|text| {
            let capitals = capital_height(texts, text)?;
            twins::by_size(&text.text, text.size(), capitals)
        })
        .collect();
    for (text, settled) in texts.iter_mut().zip(settled) {
        if let Some(settled) = settled {
            text.text = settled;
        }
    }
}

/// Height of the capitals and digits in the lines next to a line.
fn capital_height(texts: &[Text], of: &Text) -> Option<f32> {
    let mut near: Vec<(f32, f32)> = texts
        .iter()
        .filter(|t| t.line != of.line && twins::is_of_capital_height(&t.text))
        .filter(|t| (0.8..=1.8).contains(&(t.size() / of.size())))
        .map(|t| {
            let away = (t.bounds.cx() - of.bounds.cx()).hypot(t.bounds.cy() - of.bounds.cy());
            (away, t.size())
        })
        .collect();
    near.sort_by(|a, b| a.0.total_cmp(&b.0));
    near.truncate(5);
    (!near.is_empty()).then(|| median(&near.iter().map(|n| n.1).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beside_each_other_run_the_same_way() {
        let at = |x: i32| PixelBox::new(x, 100, x + 9, 140);
        let names = [(at(20), 0.2), (at(60), -0.02), (at(100), 0.12)];
        assert!(names.iter().all(|n| runs_down(n.0, n.1, &names)));
        // The title of an axis is none of them.
        let title = (PixelBox::new(5, 80, 14, 160), -0.1);
        let all = [title, names[0], names[2]];
        assert!(!runs_down(title.0, title.1, &all));
    }
}
