//! Reads lines of text with the recogniser network.
//!
//! `crop → line (scaled ink) → batch → session → best class a step → text`,
//! where the preprocessing is that of `models/mini/README.md`, step by step.

use fast_image_resize::images::Image;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use ndarray::{Array4, ArrayView2};

use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::ink::Ink;
use crate::marks::texts::second_look::{self, LOOKS, Look};
use crate::marks::texts::text_boxes::Direction;
use crate::models::manifest::Marks;
use crate::reader::ReadError;
use crate::runtime::{Placement, Session, Value};
use crate::{Cancel, Result};

/// The scaled line is this many columns at least and at most.
const COLUMNS: std::ops::RangeInclusive<usize> = 8..=1600;
/// The padded width is a multiple of this.
const MULTIPLE: usize = 8;
/// Percentile of a crop's distances that becomes full ink.
const FULL_INK: usize = 98;
/// Lines that go through the network together.
const BATCH: usize = 16;
/// Ink this near to a line's own pieces is kept in its crop.
const REACH: i32 = 2;

/// Distances to the background of one line of text, turned to read left to right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crop {
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// Euclidean RGB distances, row by row, 0 where other ink was masked.
    pub distance: Vec<u16>,
}

impl Crop {
    /// Cuts the pieces with a margin of one pixel out of the picture's ink;
    /// ink of other components, lines in the margin and ink far from the pieces are masked.
    pub fn cut(ink: &Ink, components: &Components, pieces: &[usize], direction: Direction) -> Self {
        let around = PixelBox::around(pieces.iter().map(|i| components.items[*i].bounds))
            .unwrap_or(PixelBox::new(0, 0, 1, 1));
        let b = around.grown(1, ink.width, ink.height);
        let (width, height) = (b.width() as usize, b.height() as usize);
        let own: Vec<u32> = pieces.iter().map(|i| components.items[*i].label).collect();
        let label = |x: i32, y: i32| components.labels.get_pixel(x as u32, y as u32).0[0];
        let mut near = vec![false; width * height];
        for (x, y) in (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y))) {
            if !own.contains(&label(x, y)) {
                continue;
            }
            for v in (y - REACH).max(b.y0)..(y + REACH + 1).min(b.y1) {
                for u in (x - REACH).max(b.x0)..(x + REACH + 1).min(b.x1) {
                    near[(v - b.y0) as usize * width + (u - b.x0) as usize] = true;
                }
            }
        }
        let mut distance = vec![0; width * height];
        for (at, value) in distance.iter_mut().enumerate() {
            let (x, y) = (b.x0 + (at % width) as i32, b.y0 + (at / width) as i32);
            let other = label(x, y);
            let pixel = y as usize * ink.width + x as usize;
            // An axis may run right beside the letters; a gridline may run through them.
            let beside = ink.line[pixel] && !around.contains(x, y);
            if near[at] && !beside && (other == 0 || own.contains(&other)) {
                *value = ink.distance[pixel];
            }
        }
        let crop = Self { width, height, distance };
        match direction {
            Direction::Across => crop,
            Direction::Up => crop.turned_right(),
        }
    }

    /// Turned upside down: text that runs downwards, cut as if it ran upwards.
    #[must_use]
    pub fn turned_over(&self) -> Self {
        let distance = self.distance.iter().rev().copied().collect();
        Self { distance, ..*self }
    }

    /// Turned a quarter clockwise.
    #[must_use]
    fn turned_right(&self) -> Self {
        let (width, height) = (self.height, self.width);
        let mut distance = Vec::with_capacity(self.distance.len());
        for y in 0..height {
            distance
                .extend((0..width).map(|x| self.distance[(self.height - 1 - x) * self.width + y]));
        }
        Self { width, height, distance }
    }
}

/// A line of ink at the recogniser's height.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Columns.
    pub width: usize,
    /// Ink, row by row, `height` rows of `width`.
    pub ink: Vec<u8>,
}

/// Scales a crop to a line of `height` rows.
///
/// # Errors
/// [`ReadError::Disagreement`] if the resizer refuses the sizes.
pub fn line(crop: &Crop, height: usize) -> Result<Line> {
    looked_at(crop, height, second_look::PLAIN)
}

/// Scales a crop to a line of `height` rows, as a look has it.
fn looked_at(crop: &Crop, height: usize, look: Look) -> Result<Line> {
    let crop = &second_look::padded(crop, look);
    let mut sorted = crop.distance.clone();
    let at = FULL_INK * (sorted.len() - 1) / 100;
    let full = (*sorted.select_nth_unstable(at).1).max(1);
    let grey: Vec<u8> = crop
        .distance
        .iter()
        .map(|d| (f32::from(*d) / f32::from(full)).min(1.0))
        .map(|ink| if look.gamma == 1.0 { ink } else { ink.powf(look.gamma) })
        .map(|ink| (ink * 255.0 + 0.5).floor() as u8)
        .collect();
    let width = (2 * crop.width * height + crop.height) / (2 * crop.height);
    let width = (width as f32 * look.stretch).round() as usize;
    let width = width.clamp(*COLUMNS.start(), *COLUMNS.end());
    let refuse = |e: &dyn std::fmt::Display| disagreement(format!("a line cannot be scaled: {e}"));
    let source = Image::from_vec_u8(crop.width as u32, crop.height as u32, grey, PixelType::U8)
        .map_err(|e| refuse(&e))?;
    let mut target = Image::new(width as u32, height as u32, PixelType::U8);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
    Resizer::new().resize(&source, &mut target, &options).map_err(|e| refuse(&e))?;
    Ok(Line { width, ink: target.into_vec() })
}

/// A character as read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Character {
    /// What it is.
    pub value: char,
    /// Where its strongest step lies, as a share of the line's length.
    pub position: f32,
    /// The network's probability for it.
    pub probability: f32,
}

/// A line as read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Its characters, without spaces at the ends.
    pub characters: Vec<Character>,
    /// Probability of the best class of every step, together.
    pub probability: f32,
    /// Share of the looks at the line that read the same; 1 after one look.
    pub agreement: f32,
}

/// What is left of a reading's confidence if no other look agrees with it.
const UNCONFIRMED: f32 = 0.7;

impl Reading {
    /// The text.
    pub fn text(&self) -> String {
        self.characters.iter().map(|c| c.value).collect()
    }

    /// Mean probability of the characters, less where looks disagree; 0 if
    /// there are no characters.
    pub fn confidence(&self) -> f32 {
        let n = self.characters.len().max(1) as f32;
        let mean = self.characters.iter().map(|c| c.probability).sum::<f32>() / n;
        mean * (UNCONFIRMED + (1.0 - UNCONFIRMED) * self.agreement)
    }
}

/// The network with what belongs to it.
pub struct Recogniser {
    session: Session,
    settings: Marks,
    alphabet: Vec<char>,
    input: String,
    output: String,
}

impl Recogniser {
    /// A recogniser from its graph (one input `[batch, 1, height, width]`,
    /// one output `[batch, time, classes]`) and its alphabet, whose character
    /// `n` is class `n + 1`; class 0 is the blank of CTC.
    ///
    /// # Errors
    /// [`ReadError::Disagreement`] if the graph has other inputs or outputs.
    pub fn new(session: Session, settings: Marks, alphabet: &str) -> Result<Self> {
        let one = |names: Vec<String>, what: &str| match <[String; 1]>::try_from(names) {
            Ok([name]) => Ok(name),
            Err(names) => Err(disagreement(format!("{} {what} in place of one", names.len()))),
        };
        let input = one(session.inputs().map(str::to_owned).collect(), "inputs")?;
        let output = one(session.outputs().map(str::to_owned).collect(), "outputs")?;
        let alphabet = alphabet.chars().collect();
        Ok(Self { session, settings, alphabet, input, output })
    }

    /// Reads lines, doubtful ones with second looks; the result has one reading
    /// for each crop, in order.
    ///
    /// # Errors
    /// The runtime's, or [`crate::Error::Interrupted`].
    pub fn read(&mut self, crops: &[Crop], cancel: &Cancel) -> Result<Vec<Reading>> {
        let height = self.settings.line_height;
        let lines: Vec<Line> = crops.iter().map(|c| line(c, height)).collect::<Result<_>>()?;
        let mut readings = self.read_lines(&lines, cancel)?;
        let doubtful: Vec<usize> =
            (0..crops.len()).filter(|i| second_look::is_doubtful(&readings[*i])).collect();
        let again: Vec<Line> = doubtful
            .iter()
            .flat_map(|i| LOOKS.map(|look| looked_at(&crops[*i], height, look)))
            .collect::<Result<_>>()?;
        let mut looks = self.read_lines(&again, cancel)?.into_iter();
        for i in doubtful {
            let first = std::mem::take(&mut readings[i]);
            let all: Vec<Reading> =
                std::iter::once(first).chain(looks.by_ref().take(LOOKS.len())).collect();
            readings[i] = second_look::settled(&all);
        }
        Ok(readings)
    }

    /// One reading for each line, in order.
    fn read_lines(&mut self, lines: &[Line], cancel: &Cancel) -> Result<Vec<Reading>> {
        let mut order: Vec<usize> = (0..lines.len()).collect();
        order.sort_by_key(|i| lines[*i].width);
        let mut readings = vec![Reading::default(); lines.len()];
        for chunk in order.chunks(BATCH) {
            let batch: Vec<&Line> = chunk.iter().map(|i| &lines[*i]).collect();
            for (i, reading) in chunk.iter().zip(self.read_batch(&batch, cancel)?) {
                readings[*i] = reading;
            }
        }
        Ok(readings)
    }

    fn read_batch(&mut self, lines: &[&Line], cancel: &Cancel) -> Result<Vec<Reading>> {
        let (height, padding) = (self.settings.line_height, self.settings.line_padding);
        let longest = lines.iter().map(|l| l.width).max().unwrap_or(0);
        let width = (longest + 2 * padding).div_ceil(MULTIPLE) * MULTIPLE;
        let mut batch = Array4::<f32>::zeros((lines.len(), 1, height, width));
        for (n, line) in lines.iter().enumerate() {
            for (at, value) in line.ink.iter().enumerate() {
                batch[[n, 0, at / line.width, padding + at % line.width]] =
                    f32::from(*value) / 255.0;
            }
        }
        let input = Value::from_f32(batch)?;
        let outputs = self.session.run(
            &[(&self.input, &input)],
            &[(&self.output, Placement::Host)],
            cancel,
        )?;
        let scores = outputs[0].view_f32()?;
        let classes = self.alphabet.len() + 1;
        if scores.ndim() != 3 || scores.shape()[0] != lines.len() || scores.shape()[2] != classes {
            return Err(disagreement(format!(
                "the recogniser gives {:?} for {} lines and {classes} classes",
                scores.shape(),
                lines.len()
            )));
        }
        let step = self.settings.stride as f32;
        let mut readings = Vec::with_capacity(lines.len());
        for (line, scores) in lines.iter().zip(scores.outer_iter()) {
            let steps = scores.into_dimensionality().map_err(|e| disagreement(e.to_string()))?;
            let position =
                |t: usize| ((t as f32 + 0.5) * step - padding as f32) / line.width as f32;
            readings.push(greedy(&steps, &self.alphabet, position));
        }
        Ok(readings)
    }
}

/// Best class of every step, repeats merged, blanks dropped, ends trimmed;
/// `scores` are logits or log-probabilities `[time, classes]`.
pub fn greedy(
    scores: &ArrayView2<f32>,
    alphabet: &[char],
    position: impl Fn(usize) -> f32,
) -> Reading {
    let mut characters: Vec<Character> = Vec::new();
    let (mut last, mut together) = (0, 0.0f32);
    for (t, step) in scores.outer_iter().enumerate() {
        let (class, best) = step
            .iter()
            .enumerate()
            .fold((0, f32::NEG_INFINITY), |a, (c, s)| if *s > a.1 { (c, *s) } else { a });
        let probability = 1.0 / step.iter().map(|s| (s - best).exp()).sum::<f32>();
        together += probability.ln();
        if class != 0 && class != last {
            characters.push(Character {
                value: alphabet[class - 1],
                position: position(t),
                probability,
            });
        } else if class != 0
            && let Some(c) = characters.last_mut().filter(|c| c.probability < probability)
        {
            c.probability = probability;
            c.position = position(t);
        }
        last = class;
    }
    let text = |c: &Character| c.value != ' ';
    let start = characters.iter().position(text).unwrap_or(characters.len());
    let end = characters.iter().rposition(text).map_or(start, |e| e + 1);
    let characters = characters[start..end].to_vec();
    Reading { characters, probability: together.exp(), agreement: 1.0 }
}

fn disagreement(reason: String) -> crate::Error {
    ReadError::Disagreement { model: crate::marks::NAME.to_owned(), reason }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn repeats_merge_and_blanks_part_them() {
        let (o, x) = (9.0, 0.0);
        let scores = array![[o, x, x], [x, o, x], [x, o, x], [o, x, x], [x, o, x], [x, x, o]];
        let reading = greedy(&scores.view(), &['a', ' '], |t| t as f32);
        assert_eq!(reading.text(), "aa");
        assert!(reading.confidence() > 0.99);
        assert!((reading.characters[1].position - 4.0).abs() < 1e-6);
    }

    #[test]
    fn a_crop_turned_right_reads_from_the_bottom() {
        let crop = Crop { width: 2, height: 3, distance: vec![1, 2, 3, 4, 5, 6] };
        let turned = crop.turned_right();
        assert_eq!((turned.width, turned.height), (3, 2));
        assert_eq!(turned.distance, [5, 3, 1, 6, 4, 2]);
    }

    #[test]
    fn a_line_keeps_its_aspect_and_reaches_full_ink() {
        let mut crop = Crop { width: 20, height: 12, distance: vec![0; 240] };
        for at in 100..140 {
            crop.distance[at] = 300;
        }
        let line = line(&crop, 24).unwrap();
        assert_eq!((line.width, line.ink.len()), (40, 960));
        assert!(line.ink.iter().any(|v| *v > 250));
    }
}
