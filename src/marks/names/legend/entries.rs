//! Entries of legends: swatches with their names, in rows, columns or both.
//!
//! What stands beside some text may be no swatch. Those of a legend are alike
//! and in line with each other, so every text gets the swatch that hangs
//! together with most others, on the one side or the other.

use crate::marks::geometry::{PixelBox, median};
use crate::marks::names::legend::faint::faint;
use crate::marks::names::legend::matching;
use crate::marks::names::legend::swatches::{Scene, Side, Swatch, swatch};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// Swatches in one row or column are off by this many pixels at most, at scale 1.
pub(super) const IN_LINE: f32 = 2.5;
/// Sizes of swatches of one kind differ by this much at most.
const ALIKE: i32 = 3;
/// A filled swatch and a piece of a line in one column are not further apart than
/// so many letters' heights.
const MIXED_ROWS: f32 = 5.0;
/// A name goes on after a space of this many letters' heights.
const WORD_SPACE: f32 = 1.3;
/// Lines of a wrapped name are this near, in letters' heights.
const LINE_SPACE: f32 = 0.6;

/// A swatch and what it stands for.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The swatch.
    pub swatch: Swatch,
    /// Where it stands, seen from the name.
    pub side: Side,
    /// Indices of the texts that are the name, in reading order.
    pub texts: Vec<usize>,
    /// Number of the legend that it is of; entries in line with each other share it.
    pub group: usize,
}

impl Entry {
    /// What the swatch stands for.
    pub fn name(&self, texts: &[Text]) -> String {
        let words: Vec<&str> = self.texts.iter().map(|t| texts[*t].text.trim()).collect();
        words.join(" ")
    }

    /// The box around the name.
    pub fn name_bounds(&self, texts: &[Text]) -> PixelBox {
        PixelBox::around(self.texts.iter().map(|t| texts[*t].bounds)).unwrap_or(self.swatch.bounds)
    }

    /// Mean probability of the name's characters.
    pub fn confidence(&self, texts: &[Text]) -> f32 {
        let sum: f32 = self.texts.iter().map(|t| texts[*t].confidence).sum();
        sum / self.texts.len().max(1) as f32
    }
}

/// All entries of legends in a picture, the largest legend first.
pub fn entries(scene: &Scene) -> Vec<Entry> {
    let texts = scene.texts;
    let mut all: Vec<Entry> = Vec::new();
    for side in [Side::Left, Side::Right] {
        for i in (0..texts.len()).filter(|i| may_name(&texts[*i])) {
            if let Some(swatch) = swatch(scene, i, side, false) {
                all.push(Entry { swatch, side, texts: vec![i], group: 0 });
            }
        }
    }
    let found = in_columns(scene, &all);
    all.extend(found);
    let found = faint(scene, &all);
    all.extend(found);
    let mut groups = groups(&all, texts, scene.scale);
    groups.sort_by_key(|g| (std::cmp::Reverse(g.len()), all[g[0]].side == Side::Right));
    let mut entries: Vec<Entry> = Vec::new();
    for (number, group) in groups.iter().enumerate() {
        // A number beside a lone mark is rather its value, and a letter or two
        // beside a piece of a line are a bit of it.
        let named = |e: &Entry| {
            let text = &texts[e.texts[0]];
            let letters = text.text.chars().filter(|c| c.is_alphanumeric()).count();
            let filled = matching::is_filled(&e.swatch) && letters >= 2;
            let mark = filled || letters >= 3 && e.swatch.alone;
            group.len() >= 2 || text.numbers.is_empty() && mark
        };
        for entry in group.iter().map(|i| &all[*i]).filter(|e| named(e)) {
            let free =
                |e: &Entry| e.texts != entry.texts && !e.swatch.bounds.touches(entry.swatch.bounds);
            if entries.iter().all(free) {
                entries.push(Entry { group: number, ..entry.clone() });
            }
        }
    }
    further_words(&mut entries, texts);
    wrapped(&mut entries, texts);
    entries
}

/// Entries whose swatches cannot be marks of the chart: a name stands right of
/// them; a number does so only where all swatches of the legend are of one size.
pub fn surely(entries: &[Entry], texts: &[Text]) -> Vec<Entry> {
    let like_all = |e: &Entry| {
        let mut own = entries.iter().filter(|o| o.group == e.group);
        own.all(|o| (o.swatch.bounds.width() - e.swatch.bounds.width()).abs() <= 1)
    };
    let sure = |e: &&Entry| {
        let filled = matching::is_filled(&e.swatch);
        e.side == Side::Left && filled && (texts[e.texts[0]].numbers.is_empty() || like_all(e))
    };
    entries.iter().filter(sure).cloned().collect()
}

/// Whether a text may name a series.
pub(super) fn may_name(text: &Text) -> bool {
    text.direction == Direction::Across && text.text.chars().any(char::is_alphanumeric)
}

/// Entries whose names are too short to reach their swatch: they start (or
/// end) in line with names that do.
fn in_columns(scene: &Scene, all: &[Entry]) -> Vec<Entry> {
    let texts = scene.texts;
    let mut found = Vec::new();
    for side in [Side::Left, Side::Right] {
        let known: Vec<&Entry> = all.iter().filter(|e| e.side == side).collect();
        for i in (0..texts.len()).filter(|i| may_name(&texts[*i])) {
            let b = texts[i].bounds;
            let size = texts[i].size();
            let in_column = |e: &&&Entry| {
                let other = texts[e.texts[0]].bounds;
                let edge = match side {
                    Side::Left => b.x1 - other.x1,
                    Side::Right => b.x0 - other.x0,
                };
                edge.abs() as f32 <= 0.3 * size && (b.cy() - other.cy()).abs() <= 12.0 * size
            };
            if known.iter().any(|e| e.texts == [i]) || !known.iter().any(|e| in_column(&e)) {
                continue;
            }
            let Some(swatch) = swatch(scene, i, side, true) else { continue };
            let fits = |e: &&&Entry| {
                alike(&e.swatch, &swatch)
                    && (e.swatch.bounds.cx() - swatch.bounds.cx()).abs() <= IN_LINE
            };
            if known.iter().any(|e| in_column(&e) && fits(&e)) {
                found.push(Entry { swatch, side, texts: vec![i], group: 0 });
            }
        }
    }
    found
}

/// Whether swatches are of one size; pieces of lines are dashed differently.
pub(super) fn alike(a: &Swatch, b: &Swatch) -> bool {
    let lines = !matching::is_filled(a) && !matching::is_filled(b);
    let (a, b) = (a.bounds, b.bounds);
    let shorter = if lines { ALIKE.max(a.width().max(b.width()) / 4) } else { ALIKE };
    (a.width() - b.width()).abs() <= shorter && (a.height() - b.height()).abs() <= ALIKE
}

/// Entries that hang together: alike and in one row or column, or in one row
/// or column with names of one size at the same distance.
fn groups(all: &[Entry], texts: &[Text], scale: f32) -> Vec<Vec<usize>> {
    let together = |a: &Entry, b: &Entry| {
        if a.side != b.side {
            return false;
        }
        let (p, q) = (a.swatch.bounds, b.swatch.bounds);
        let near = |u: f32, v: f32| (u - v).abs() <= IN_LINE * scale;
        let row = near(p.cy(), q.cy());
        let column = near(p.cx(), q.cx())
            || near(p.x0 as f32, q.x0 as f32)
            || near(p.x1 as f32, q.x1 as f32);
        let gap = |e: &Entry| {
            let (s, t) = (e.swatch.bounds, texts[e.texts[0]].bounds);
            if e.side == Side::Left { t.x0 - s.x1 } else { s.x0 - t.x1 }
        };
        let (small, large) = (&texts[a.texts[0]], &texts[b.texts[0]]);
        let sizes = small.size().min(large.size()) / small.size().max(large.size());
        // A filled swatch and a piece of a line, as bars with lines have; the
        // smaller one may stand in the middle of the other's width.
        let mixed = matching::is_filled(&a.swatch) != matching::is_filled(&b.swatch);
        let centred = (p.width() - q.width()).abs() / 2 + ALIKE;
        let rows_apart = (p.cy() - q.cy()).abs() / small.size().max(large.size());
        let beside = rows_apart <= MIXED_ROWS && sizes >= 0.6;
        let same_way = mixed && (gap(a) - gap(b)).abs() <= centred;
        (row || column) && (!mixed || beside) && (alike(&a.swatch, &b.swatch) || same_way)
    };
    let mut open: Vec<usize> = (0..all.len()).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    while let Some(seed) = open.pop() {
        let mut group = vec![seed];
        let mut at = 0;
        while at < group.len() {
            let (own, rest): (Vec<usize>, Vec<usize>) =
                open.iter().partition(|i| together(&all[group[at]], &all[**i]));
            group.extend(own);
            open = rest;
            at += 1;
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Columns from left to right if there are more rows than columns, else rows
/// from top to bottom.
pub fn in_reading_order(entries: &mut [Entry]) {
    let count = |key: &dyn Fn(&Entry) -> f32| {
        let mut places: Vec<f32> = entries.iter().map(key).collect();
        places.sort_by(f32::total_cmp);
        places.dedup_by(|a, b| (*a - *b).abs() <= 3.0);
        places.len()
    };
    let columns = count(&|e| e.swatch.bounds.cx());
    let rows = count(&|e| e.swatch.bounds.cy());
    entries.sort_by_key(|e| {
        let b = e.swatch.bounds;
        let (x, y) = ((b.cx() / 4.0).round() as i32, (b.cy() / 4.0).round() as i32);
        if rows >= columns { (x, y) } else { (y, x) }
    });
}

/// Adds words that go on at the right, before the next swatch.
fn further_words(entries: &mut [Entry], texts: &[Text]) {
    let swatches: Vec<PixelBox> = entries.iter().map(|e| e.swatch.bounds).collect();
    let mut taken: Vec<usize> = entries.iter().flat_map(|e| e.texts.clone()).collect();
    for entry in entries.iter_mut().filter(|e| e.side == Side::Left) {
        let mut last = entry.texts[0];
        while let Some(next) = (0..texts.len()).find(|i| {
            let (a, b) = (texts[last].bounds, texts[*i].bounds);
            let space = (b.x0 - a.x1) as f32;
            let swatch_between = swatches
                .iter()
                .any(|s| s.x0 >= a.x1 - 2 && s.x1 <= b.x0 + 2 && (s.cy() - a.cy()).abs() <= 6.0);
            !taken.contains(i)
                && !swatches.iter().any(|s| s.touches(b))
                && texts[*i].direction == Direction::Across
                && (0.0..=WORD_SPACE * texts[last].size()).contains(&space)
                && (a.cy() - b.cy()).abs() <= 0.4 * texts[last].size()
                && !swatch_between
        }) {
            entry.texts.push(next);
            taken.push(next);
            last = next;
        }
    }
}

/// Adds lines that go on below a name, before the next entry.
fn wrapped(entries: &mut [Entry], texts: &[Text]) {
    let mut taken: Vec<usize> = entries.iter().flat_map(|e| e.texts.clone()).collect();
    let pitches: Vec<f32> = entries
        .iter()
        .map(|e| {
            let below = entries.iter().filter(|o| o.group == e.group);
            let steps = below.map(|o| o.swatch.bounds.cy() - e.swatch.bounds.cy());
            steps.filter(|d| *d > 3.0).fold(f32::INFINITY, f32::min)
        })
        .collect();
    let usual = median(&pitches.iter().copied().filter(|p| p.is_finite()).collect::<Vec<_>>());
    for (entry, pitch) in entries.iter_mut().zip(pitches) {
        let mut last = entry.texts[0];
        let reach = if pitch.is_finite() { pitch } else { usual };
        while let Some(next) = (0..texts.len()).find(|i| {
            let (a, b) = (texts[last].bounds, texts[*i].bounds);
            let size = texts[last].size();
            let gap = (b.y0 - a.y1) as f32;
            !taken.contains(i)
                && texts[*i].direction == Direction::Across
                && (a.x0 - b.x0).abs() as f32 <= 0.4 * size
                && (-2.0..=LINE_SPACE * size).contains(&gap)
                && b.cy() - entry.swatch.bounds.cy() < 0.9 * reach.max(2.0 * size)
        }) {
            entry.texts.push(next);
            taken.push(next);
            last = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bounds: PixelBox) -> Text {
        Text {
            bounds,
            direction: Direction::Across,
            text: "Name".to_owned(),
            confidence: 0.99,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line: 0,
        }
    }

    fn entry(bounds: PixelBox, fill: f32, of: usize) -> Entry {
        let swatch = Swatch { bounds, colour: [90.0; 3], paper: [255.0; 3], fill, alone: true };
        Entry { swatch, side: Side::Left, texts: vec![of], group: 0 }
    }

    #[test]
    fn a_patch_in_the_middle_of_a_lines_width_is_of_the_same_legend() {
        // As plotly draws them; and a glyph of a name far below.
        let texts = [
            text(PixelBox::new(65, 10, 100, 20)),
            text(PixelBox::new(65, 30, 100, 40)),
            text(PixelBox::new(65, 330, 100, 340)),
        ];
        let line = entry(PixelBox::new(30, 14, 60, 16), 1.0, 0);
        let patch = entry(PixelBox::new(39, 29, 51, 41), 1.0, 1);
        let glyph = entry(PixelBox::new(39, 329, 51, 341), 0.1, 2);
        let mut found = groups(&[line, patch, glyph], &texts, 1.0);
        found.sort();
        assert_eq!(found, [vec![0, 1], vec![2]]);
    }
}
