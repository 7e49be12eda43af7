//! Lines of text cut into names and values where several ran together, and read again.

use crate::marks::components::Components;
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::ink::Ink;
use crate::marks::names::slots::Slots;
use crate::marks::page::Page;
use crate::marks::texts::number::Number;
use crate::marks::texts::recogniser::{Crop, Recogniser};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::{Direction, TextBoxes};
use crate::marks::texts::twins;
use crate::{Cancel, Result};

/// A cut needs a space of this share of the letters' height.
const LEAST_CUT: f32 = 0.25;

/// A part of a text that lies at one slot.
#[derive(Debug, Clone)]
pub struct Segment {
    /// Its box.
    pub bounds: PixelBox,
    /// How it runs.
    pub direction: Direction,
    /// Its components.
    pub pieces: Vec<usize>,
    /// Index of the line it is of.
    pub line: usize,
}

/// Cuts a text at the borders between slots, or between `marks` if it stands
/// among them, where there is space.
pub fn cut(
    texts: &[Text],
    index: usize,
    components: &Components,
    slots: &Slots,
    marks: &[PixelBox],
) -> Vec<Segment> {
    let text = &texts[index];
    let segment = |pieces: Vec<usize>, whole: bool| {
        let bounds = if whole {
            text.bounds
        } else {
            PixelBox::around(pieces.iter().map(|i| components.items[*i].bounds))
                .unwrap_or(text.bounds)
        };
        Segment { bounds, direction: text.direction, pieces, line: text.line }
    };
    if text.direction == Direction::Up {
        return vec![segment(text.pieces.clone(), true)];
    }
    let mut pieces = text.pieces.clone();
    pieces.sort_by_key(|i| components.items[*i].bounds.x0);
    let spaces = spaces(&pieces, components);
    if slots.orientation == Orientation::Horizontal
        && let Some(end) = axis_title(text, &pieces, &spaces, components, slots)
    {
        let mut title = segment(pieces[..end].to_vec(), false);
        title.direction = Direction::Up;
        return vec![title, segment(pieces[end..].to_vec(), false)];
    }
    // Names that nearly touch: the text is too wide to be one of them.
    let in_row = |t: &Text| {
        t.line != text.line
            && t.direction == Direction::Across
            && (t.bounds.cy() - text.bounds.cy()).abs() <= 0.4 * text.size()
    };
    let (first, last) = slots.range();
    let long = text.bounds.width() as f32 > 0.75 * slots.pitch * (last - first + 1) as f32;
    let crowded = slots.orientation == Orientation::Vertical
        && text.bounds.width() as f32 > 1.3 * slots.pitch
        && (long && last - first > 4 || texts.iter().any(in_row));
    let least = if crowded { 1.0 } else { (LEAST_CUT * text.size()).max(2.0) };
    let mut cuts: Vec<usize> = Vec::new();
    for (border, reach) in borders(text, slots, marks) {
        let widest = spaces
            .iter()
            .filter(|s| (s.middle - border).abs() <= reach && s.width >= least)
            .max_by(|a, b| {
                let worth = |s: &Space| s.width - 0.1 * (s.middle - border).abs();
                worth(a).total_cmp(&worth(b))
            });
        if let Some(space) = widest
            && !cuts.contains(&space.before)
        {
            cuts.push(space.before);
        }
    }
    if cuts.is_empty() {
        return vec![segment(pieces, true)];
    }
    cuts.sort_unstable();
    cuts.push(pieces.len());
    let mut start = 0;
    let mut segments = Vec::new();
    for end in cuts {
        segments.push(segment(pieces[start..end].to_vec(), false));
        start = end;
    }
    segments
}

/// Where a line may have to be cut, as x coordinates, and how far off a cut may be.
fn borders(text: &Text, slots: &Slots, marks: &[PixelBox]) -> Vec<(f32, f32)> {
    let (first, last) = (text.bounds.x0 as f32, text.bounds.x1 as f32);
    let mut borders: Vec<(f32, f32)> = match slots.orientation {
        Orientation::Vertical if text.bounds.cy() < slots.baseline && !marks.is_empty() => {
            let mut centres: Vec<f32> = marks.iter().map(|m| m.cx()).collect();
            centres.sort_by(f32::total_cmp);
            centres.dedup_by(|b, a| *b - *a < 3.0);
            centres.windows(2).map(|w| (f32::midpoint(w[0], w[1]), 0.35 * (w[1] - w[0]))).collect()
        }
        Orientation::Vertical => (slots.slot_at(first)..slots.slot_at(last))
            .map(|slot| (slots.centre(slot) + 0.5 * slots.pitch, 0.35 * slots.pitch))
            .collect(),
        // Segments of a stack that lies.
        Orientation::Horizontal => {
            let at_height = |m: &&PixelBox| {
                (m.y0 as f32) < text.bounds.cy() && (m.y1 as f32) > text.bounds.cy()
            };
            let row: Vec<&PixelBox> = marks.iter().filter(at_height).collect();
            let ends = row.iter().map(|m| (m.x1 as f32, 0.8 * text.size()));
            if row.len() > 1 { ends.collect() } else { Vec::new() }
        }
    };
    borders.retain(|(border, _)| (first..last).contains(border));
    borders
}

/// Number of leading pieces of a line left of horizontal bars that are rather
/// a short upright axis title: at the middle of the bars, before a space.
fn axis_title(
    text: &Text,
    pieces: &[usize],
    spaces: &[Space],
    components: &Components,
    slots: &Slots,
) -> Option<usize> {
    let first = spaces.iter().find(|s| s.width >= 0.45 * text.size())?;
    let lead =
        PixelBox::around(pieces[..first.before].iter().map(|i| components.items[*i].bounds))?;
    let middle = slots.area.cy();
    let fits = first.before <= 2
        && text.bounds.x1 as f32 <= slots.baseline
        && (lead.cy() - middle).abs() <= (0.35 * text.size()).max(2.5);
    fits.then_some(first.before)
}

/// A space between pieces of a line.
struct Space {
    /// Index of the piece after it.
    before: usize,
    middle: f32,
    width: f32,
}

fn spaces(pieces: &[usize], components: &Components) -> Vec<Space> {
    let mut reach = i32::MIN;
    let mut found = Vec::new();
    for (n, i) in pieces.iter().enumerate() {
        let b = components.items[*i].bounds;
        if n > 0 && b.x0 > reach {
            found.push(Space {
                before: n,
                middle: (b.x0 + reach) as f32 / 2.0,
                width: (b.x0 - reach) as f32,
            });
        }
        reach = reach.max(b.x1);
    }
    found
}

/// Texts cut to the slots and `marks`: lines that run over several are read again in
/// parts. Parts and whole texts name the line they come from.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn cut_all(
    texts: &[Text],
    ink: &Ink,
    found: &TextBoxes,
    slots: &Slots,
    marks: &[PixelBox],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let mut whole: Vec<Text> = Vec::new();
    let mut parts: Vec<Segment> = Vec::new();
    for index in 0..texts.len() {
        let segments = cut(texts, index, &found.components, slots, marks);
        if segments.len() > 1 {
            parts.extend(segments);
        } else {
            whole.push(texts[index].clone());
        }
    }
    let segments: Vec<(usize, &[usize], Direction)> =
        parts.iter().map(|p| (p.line, p.pieces.as_slice(), p.direction)).collect();
    whole.extend(read_pieces(ink, found, &segments, recogniser, cancel)?);
    Ok(whole)
}

/// Reads parts of lines, given as line and pieces, as they run in the line.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn read_segments(
    page: &Page,
    segments: &[(usize, &[usize])],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let texts = &page.texts;
    let whole = |(text, pieces): &(usize, &[usize])| pieces.len() == texts[*text].pieces.len();
    let cut: Vec<(usize, &[usize], Direction)> = segments
        .iter()
        .filter(|s| !whole(s))
        .map(|(text, pieces)| (texts[*text].line, *pieces, texts[*text].direction))
        .collect();
    let mut read = read_pieces(&page.ink, &page.found, &cut, recogniser, cancel)?.into_iter();
    Ok(segments
        .iter()
        .filter_map(|s| if whole(s) { Some(texts[s.0].clone()) } else { read.next() })
        .collect())
}

/// Reads sets of pieces as lines of text; `line` is what they are parts of.
pub(super) fn read_pieces(
    ink: &Ink,
    found: &TextBoxes,
    segments: &[(usize, &[usize], Direction)],
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Vec<Text>> {
    let crops: Vec<Crop> = segments
        .iter()
        .map(|(_, pieces, direction)| Crop::cut(ink, &found.components, pieces, *direction))
        .collect();
    let readings = recogniser.read(&crops, cancel)?;
    let texts = segments.iter().zip(readings).map(|((line, pieces, direction), reading)| {
        let text = twins::settled(&reading, &found.components, pieces, *direction);
        let bounds = pieces.iter().map(|i| found.components.items[*i].bounds);
        Text {
            bounds: PixelBox::around(bounds).unwrap_or(PixelBox::new(0, 0, 0, 0)),
            direction: *direction,
            numbers: Number::readings(&text),
            confidence: reading.confidence(),
            text,
            pieces: pieces.to_vec(),
            line: *line,
        }
    });
    Ok(texts.collect())
}
