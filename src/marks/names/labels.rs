//! Names of the slots: the lines of text that stand at them.

use crate::marks::bar_charts::ends::End;
use crate::marks::geometry::{Orientation, PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::names::at_baseline;
use crate::marks::names::cutting::read_pieces;
use crate::marks::names::slots::Slots;
use crate::marks::page::Page;
use crate::marks::texts::number::Number;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;
use crate::{Cancel, Result};

/// A name may be this far from its slot's centre, in slots.
const OFF_CENTRE: f32 = 0.3;
/// Largest space between lines of one name, as a share of their height.
const LINE_SPACE: f32 = 0.75;

/// Tick marks are shorter than this share of the height of letters.
const SHORT_STROKE: f32 = 0.55;

/// The name of a slot.
#[derive(Debug, Clone)]
pub struct Label {
    /// The slot.
    pub slot: i32,
    /// Its name; lines are joined with a space.
    pub text: String,
    /// The box around all of its lines.
    pub bounds: PixelBox,
    /// Mean probability of its characters.
    pub confidence: f32,
}

/// The names that were found, and the texts they were made of.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    /// Names by slot.
    pub items: Vec<Label>,
    /// Lines that are used up.
    pub used: Vec<usize>,
    /// Indices of the texts that are used up.
    pub parts: Vec<usize>,
}

impl Labels {
    /// The name of a slot.
    pub fn at(&self, slot: i32) -> Option<&Label> {
        self.items.iter().find(|l| l.slot == slot)
    }

    /// How many of the occupied slots have a name.
    pub fn covered(&self, slots: &Slots) -> usize {
        slots.occupied.iter().filter(|s| self.at(**s).is_some()).count()
    }

    /// How many of the occupied slots have a name that is no number.
    fn words(&self, slots: &Slots) -> usize {
        let named = slots.occupied.iter().filter_map(|s| self.at(*s));
        named.filter(|l| Number::readings(&l.text).is_empty()).count()
    }

    /// How well the slots are named: the sum of the names' confidences, where
    /// single characters count half, and those that are no letter nothing.
    pub fn worth(&self, slots: &Slots) -> f32 {
        let worth = |l: &Label| match l.text.chars().count() {
            2.. => l.confidence,
            _ if l.text.chars().any(char::is_alphanumeric) => 0.5 * l.confidence,
            _ => 0.0,
        };
        slots.occupied.iter().filter_map(|s| self.at(*s)).map(worth).sum()
    }

    /// Whether the names surely run as they were read: most slots have one that
    /// is longer than high (or higher than wide), and all start on one line.
    pub fn certain(&self, slots: &Slots) -> bool {
        let named: Vec<PixelBox> =
            slots.occupied.iter().filter_map(|s| self.at(*s)).map(|l| l.bounds).collect();
        let first = named.iter().map(|b| b.y0).min().unwrap_or(0);
        let aligned = |b: &&PixelBox| b.y0 - first <= 3;
        let level = named.iter().filter(aligned).filter(|b| 2 * b.width() >= 3 * b.height());
        let upright = named.iter().filter(aligned).filter(|b| 2 * b.height() >= 3 * b.width());
        let most = level.count().max(upright.count());
        most >= 2 && 10 * most >= 7 * slots.occupied.len()
    }

    /// Whether some slots have no name or names are hardly readable, so that
    /// they may run another way.
    pub fn doubtful(&self, slots: &Slots) -> bool {
        let sure = slots.occupied.iter().filter_map(|s| self.at(*s)).filter(|l| l.confidence > 0.8);
        sure.count() < slots.occupied.len()
    }

    /// The box around all names.
    pub fn bounds(&self) -> Option<PixelBox> {
        PixelBox::around(self.items.iter().map(|l| l.bounds))
    }
}

/// Finds the names of the slots among texts, cut by [`crate::marks::names::cutting::cut_all`], whose lines
/// are not `taken`.
pub fn labels(texts: &[Text], taken: &[usize], slots: &Slots, ink: &Ink) -> Labels {
    let usual = usual_height(texts);
    let free: Vec<usize> = (0..texts.len())
        .filter(|i| !taken.contains(&texts[*i].line) && !texts[*i].text.is_empty())
        .filter(|i| !is_tick_mark(&texts[*i], usual))
        .collect();
    let outside = match slots.orientation {
        Orientation::Vertical => below(texts, &free, slots, ink),
        Orientation::Horizontal => beside(texts, &free, slots, ink),
    };
    let at_baseline = at_baseline::labels(texts, &free, slots);
    if at_baseline.words(slots) > outside.words(slots) { at_baseline } else { outside }
}

/// Median height of level texts of several characters.
fn usual_height(texts: &[Text]) -> f32 {
    let level = |t: &&Text| t.direction == Direction::Across && t.text.chars().count() >= 2;
    median(&texts.iter().filter(level).map(|t| t.bounds.height() as f32).collect::<Vec<_>>())
}

/// Whether a lone character is rather the mark between an axis and a name: a
/// stroke much shorter than letters are high.
fn is_tick_mark(text: &Text, usual_height: f32) -> bool {
    let b = text.bounds;
    text.text.chars().count() == 1
        && b.width() <= b.height()
        && (b.height() as f32) < SHORT_STROKE * usual_height
}

/// Names that run upwards and are too short to show it: single letters under
/// the slots, turned and read again.
///
/// # Errors
/// The runtime's, or [`crate::Error::Interrupted`].
pub fn turned(
    page: &Page,
    taken: &[usize],
    slots: &Slots,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Labels> {
    let lowest = slots.baseline.max(slots.area.y1 as f32) - 2.0 * page.ink.scale;
    let pieces: Vec<(usize, Vec<usize>)> = page
        .found
        .boxes
        .iter()
        .filter(|b| {
            let below = b.bounds.y0 as f32 >= lowest
                && b.bounds.y0 as f32 <= lowest + 34.0 * page.ink.scale;
            below && b.pieces.len() <= 2 && 10 * b.bounds.width() <= 16 * b.bounds.height()
        })
        .filter(|b| !page.texts.iter().any(|t| taken.contains(&t.line) && t.bounds == b.bounds))
        .map(|b| {
            let line = page.texts.iter().find(|t| t.bounds == b.bounds).map(|t| t.line);
            (line.unwrap_or(usize::MAX), b.pieces.clone())
        })
        .collect();
    let segments: Vec<(usize, &[usize], Direction)> =
        pieces.iter().map(|(line, p)| (*line, p.as_slice(), Direction::Up)).collect();
    let texts = read_pieces(&page.ink, &page.found, &segments, recogniser, cancel)?;
    let all: Vec<usize> = (0..texts.len()).filter(|i| !texts[*i].text.is_empty()).collect();
    let mut found = below_upwards(&texts, &all, slots, lowest + 34.0 * page.ink.scale);
    // These are no parts of the texts that others know.
    found.parts.clear();
    Ok(found)
}

/// Names under vertical bars: a row of lines with more rows below it, or lines
/// that run upwards.
fn below(texts: &[Text], free: &[usize], slots: &Slots, ink: &Ink) -> Labels {
    let lowest = slots.baseline.max(slots.area.y1 as f32) - 2.0 * ink.scale;
    let (across, up): (Vec<usize>, Vec<usize>) = free
        .iter()
        .copied()
        .filter(|i| texts[*i].bounds.y0 as f32 >= lowest)
        .partition(|i| texts[*i].direction == Direction::Across);
    let rows = below_in_rows(texts, &across, slots);
    // Below bars that go down, names may stand far from the lowest of them.
    let first = up
        .iter()
        .filter(|i| place(&texts[**i], slots).1)
        .map(|i| texts[*i].bounds.y0 as f32)
        .fold(f32::MAX, f32::min);
    let far = lowest + 0.3 * slots.area.height() as f32;
    let start = if first <= far { first.max(lowest) } else { lowest };
    let columns = below_upwards(texts, &up, slots, start + 34.0 * ink.scale);
    if columns.covered(slots) > rows.covered(slots) { columns } else { rows }
}

/// Slot of a text and whether it is centred there.
fn place(text: &Text, slots: &Slots) -> (i32, bool) {
    let centre = slots.orientation.slot_centre(text.bounds);
    let slot = slots.slot_at(centre);
    let off = (centre - slots.centre(slot)).abs();
    (slot, off <= (OFF_CENTRE * slots.pitch).max(3.0))
}

/// Whether a text stands at a slot.
pub(super) fn is_at_slot(text: &Text, slots: &Slots, slot: i32) -> bool {
    place(text, slots) == (slot, true)
}

fn below_in_rows(texts: &[Text], across: &[usize], slots: &Slots) -> Labels {
    let rows = rows(texts, across);
    let centred = |row: &Vec<usize>| -> usize {
        let places: Vec<i32> =
            row.iter().map(|i| place(&texts[*i], slots)).filter(|p| p.1).map(|p| p.0).collect();
        slots.occupied.iter().filter(|s| places.contains(s)).count()
    };
    let mut first: Option<usize> = None;
    for (n, row) in rows.iter().enumerate() {
        if centred(row) > first.map_or(0, |f| centred(&rows[f])) {
            first = Some(n);
        }
    }
    let Some(first) = first else { return Labels::default() };
    let mut lines: Vec<usize> = rows[first].clone();
    lines.retain(|i| place(&texts[*i], slots).1);
    // Wrapped names go on in the rows right below.
    let mut above = rows[first].clone();
    let mut last_gap: Option<f32> = None;
    for row in &rows[first + 1..] {
        let size = median(&above.iter().map(|i| texts[*i].size()).collect::<Vec<_>>());
        let bottom = above.iter().map(|i| texts[*i].bounds.y1).max().unwrap_or(0);
        let top = row.iter().map(|i| texts[*i].bounds.y0).min().unwrap_or(i32::MAX);
        let named: Vec<i32> = lines.iter().map(|i| place(&texts[*i], slots).0).collect();
        let fits = |i: &usize| {
            let (slot, centred) = place(&texts[*i], slots);
            centred && named.contains(&slot) && texts[*i].bounds.width() as f32 <= 1.1 * slots.pitch
        };
        let middle = slots.orientation.slot_centre(slots.area);
        let gap = (top - bottom) as f32;
        // A single centred line is a title, unless it goes on at the distance of lines above
        // that already went on.
        let title = row.len() == 1
            && named.len() > 1
            && (texts[row[0]].bounds.cx() - middle).abs()
                <= 0.05 * slots.pitch * named.len() as f32
            && last_gap.is_none_or(|g| gap > g + 2.0)
            || is_cut_title(texts, row, named.len());
        if gap > LINE_SPACE * size || title || !row.iter().all(fits) {
            break;
        }
        last_gap = Some(gap);
        lines.extend(row);
        above.clone_from(row);
    }
    joined(texts, lines, slots)
}

/// Whether a row is one line that was cut at a border between two of many
/// names: a title.
fn is_cut_title(texts: &[Text], row: &[usize], names: usize) -> bool {
    let one_line = row.iter().all(|i| texts[*i].line == texts[row[0]].line);
    one_line && row.len() >= 2 && 2 * row.len() <= names
}

/// Texts in rows, from top to bottom.
fn rows(texts: &[Text], indices: &[usize]) -> Vec<Vec<usize>> {
    let mut order = indices.to_vec();
    order.sort_by(|a, b| texts[*a].bounds.cy().total_cmp(&texts[*b].bounds.cy()));
    let mut rows: Vec<Vec<usize>> = Vec::new();
    for i in order {
        let near = |row: &Vec<usize>| {
            let middle = median(&row.iter().map(|j| texts[*j].bounds.cy()).collect::<Vec<_>>());
            (texts[i].bounds.cy() - middle).abs() <= 0.5 * texts[i].size().max(8.0)
        };
        match rows.last_mut() {
            Some(row) if near(row) => row.push(i),
            _ => rows.push(vec![i]),
        }
    }
    rows
}

fn below_upwards(texts: &[Text], up: &[usize], slots: &Slots, highest: f32) -> Labels {
    let near_axis: Vec<i32> = up
        .iter()
        .filter(|i| texts[**i].bounds.y0 as f32 <= highest)
        .map(|i| place(&texts[*i], slots).0)
        .collect();
    let lines = up
        .iter()
        .copied()
        .filter(|i| {
            let (slot, centred) = place(&texts[*i], slots);
            centred && near_axis.contains(&slot)
        })
        .collect();
    joined(texts, lines, slots)
}

/// Names beside horizontal bars: the nearest lines on the side of the baseline.
fn beside(texts: &[Text], free: &[usize], slots: &Slots, ink: &Ink) -> Labels {
    let all = slots.area;
    let slack = 4.0 * ink.scale;
    let left_edge = slots.baseline.min(all.x0 as f32) + slack;
    let right_edge = slots.baseline.max(all.x1 as f32) - slack;
    let on_left = |t: &Text| t.bounds.x1 as f32 <= left_edge;
    let on_right = |t: &Text| t.bounds.x0 as f32 >= right_edge;
    let side = |left: bool| -> Labels {
        let mut lines: Vec<usize> = Vec::new();
        let (first, last) = slots.range();
        for slot in first..=last {
            let end = slots.ends.iter().find(|e| e.0 == slot).map(|e| e.1);
            let at_slot: Vec<usize> = free
                .iter()
                .copied()
                .filter(|i| texts[*i].direction == Direction::Across)
                .filter(|i| if left { on_left(&texts[*i]) } else { on_right(&texts[*i]) })
                .filter(|i| slots.slot_at(texts[*i].bounds.cy()) == slot)
                .filter(|i| end.is_none_or(|e| !printed_at_end(&texts[*i], e, left)))
                .collect();
            let at_slot = block_at(texts, at_slot, slots.centre(slot));
            let nearest = at_slot.iter().copied().max_by_key(|i| {
                let b = texts[*i].bounds;
                if left { b.x1 } else { -b.x0 }
            });
            let Some(nearest) = nearest else { continue };
            let size = texts[nearest].size();
            let b = texts[nearest].bounds;
            let beside = |i: &usize| {
                let c = texts[*i].bounds;
                let space = (b.x0 - c.x1).max(c.x0 - b.x1) as f32;
                let says = texts[*i].text.chars().any(char::is_alphanumeric);
                *i == nearest || says && space <= 1.2 * size
            };
            lines.extend(at_slot.into_iter().filter(beside));
        }
        joined(texts, lines, slots)
    };
    let (left, right) = (side(true), side(false));
    if (right.covered(slots), right.words(slots)) > (left.covered(slots), left.words(slots)) {
        right
    } else {
        left
    }
}

/// Of lines at a slot those that follow each other as lines of one name do: the
/// block whose middle is nearest to the slot's.
fn block_at(texts: &[Text], mut lines: Vec<usize>, centre: f32) -> Vec<usize> {
    lines.sort_by_key(|i| texts[*i].bounds.y0);
    let bounds = |block: &[usize]| PixelBox::around(block.iter().map(|i| texts[*i].bounds));
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for line in lines {
        let follows = |block: &Vec<usize>| {
            let foot = bounds(block).map_or(i32::MIN, |b| b.y1);
            (texts[line].bounds.y0 - foot) as f32 <= LINE_SPACE * texts[block[0]].size()
        };
        match blocks.last_mut().filter(|b| follows(b)) {
            Some(block) => block.push(line),
            None => blocks.push(vec![line]),
        }
    }
    let off = |block: &Vec<usize>| bounds(block).map_or(f32::MAX, |b| (b.cy() - centre).abs());
    blocks.into_iter().min_by(|a, b| off(a).total_cmp(&off(b))).unwrap_or_default()
}

/// Whether a text is the number printed at the end of a bar that reaches to
/// the side of the names.
fn printed_at_end(text: &Text, end: End, left: bool) -> bool {
    let gap = if left { end.at - text.bounds.x1 as f32 } else { text.bounds.x0 as f32 - end.at };
    end.to_low == left && !text.numbers.is_empty() && (-2.0..=1.5 * text.size()).contains(&gap)
}

/// Puts the lines of every slot together in reading order.
pub(super) fn joined(texts: &[Text], mut used: Vec<usize>, slots: &Slots) -> Labels {
    used.sort_unstable();
    used.dedup();
    let mut named: Vec<i32> = used.iter().map(|i| place(&texts[*i], slots).0).collect();
    named.sort_unstable();
    named.dedup();
    let items = named.into_iter().filter_map(|slot| {
        let of_slot: Vec<usize> =
            used.iter().copied().filter(|i| place(&texts[*i], slots).0 == slot).collect();
        let upwards = of_slot.iter().all(|i| texts[*i].direction == Direction::Up);
        let in_order: Vec<usize> = if upwards {
            let mut order = of_slot;
            order.sort_by_key(|i| (texts[*i].bounds.x0 / 8, -texts[*i].bounds.y0));
            order
        } else {
            let mut order: Vec<Vec<usize>> = rows(texts, &of_slot);
            for row in &mut order {
                row.sort_by_key(|i| texts[*i].bounds.x0);
            }
            order.concat()
        };
        let text = in_order.iter().map(|i| texts[*i].text.as_str()).collect::<Vec<_>>().join(" ");
        let letters: f32 = in_order.iter().map(|i| texts[*i].text.len() as f32).sum();
        let sum: f32 =
            in_order.iter().map(|i| texts[*i].confidence * texts[*i].text.len() as f32).sum();
        let bounds = PixelBox::around(in_order.iter().map(|i| texts[*i].bounds))?;
        Some(Label { slot, text, bounds, confidence: sum / letters.max(1.0) })
    });
    let items = items.collect();
    Labels { items, used: used.iter().map(|i| texts[*i].line).collect(), parts: used }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, width: i32, height: i32) -> Text {
        Text {
            bounds: PixelBox::new(0, 0, width, height),
            direction: Direction::Across,
            text: text.to_owned(),
            confidence: 0.99,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line: 0,
        }
    }

    #[test]
    fn a_short_stroke_is_a_tick_mark() {
        let usual = usual_height(&[text("1996", 40, 16), text("1998", 40, 16), text("I", 2, 6)]);
        assert_eq!(usual, 16.0);
        assert!(is_tick_mark(&text("I", 2, 6), usual));
        assert!(!is_tick_mark(&text("I", 3, 15), usual));
        assert!(!is_tick_mark(&text("12", 2, 6), usual));
    }

    #[test]
    fn a_lone_sign_is_worth_nothing_as_a_name() {
        let label = |slot, text: &str| Label {
            slot,
            text: text.to_owned(),
            bounds: PixelBox::new(0, 0, 9, 9),
            confidence: 0.9,
        };
        let slots = Slots {
            orientation: Orientation::Vertical,
            origin: 10.0,
            pitch: 20.0,
            occupied: vec![0],
            baseline: 100.0,
            area: PixelBox::new(0, 0, 100, 100),
            ends: Vec::new(),
        };
        let worth =
            |text| Labels { items: vec![label(0, text)], ..Labels::default() }.worth(&slots);
        assert!(worth("<") < worth("A") && worth("A") < worth("AB"));
    }
}
