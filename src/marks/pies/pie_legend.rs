//! The legend of a pie chart: swatches in the sectors' colours with a name
//! beside each.

use crate::marks::geometry::{PixelBox, median};
use crate::marks::pies::disc::Disc;
use crate::marks::pies::pie_text::distance;
use crate::marks::pies::sectors::Sector;
use crate::marks::regions::{Colour, Regions, contrast};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// A swatch may differ from its sector by this much.
const SAME_COLOUR: f32 = 14.0;

/// A swatch and its lines of text, not yet given to a sector.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The swatch.
    pub swatch: PixelBox,
    /// Its colour.
    pub colour: Colour,
    /// Its lines, from top to bottom.
    pub lines: Vec<usize>,
}

/// Small regions in the colour of a sector, outside of the disc.
pub fn swatches(
    regions: &Regions,
    disc: &Disc,
    sectors: &[Sector],
    scale: f32,
) -> Vec<(PixelBox, Colour)> {
    regions
        .items
        .iter()
        .filter(|r| {
            let (w, h) = (r.bounds.width() as f32, r.bounds.height() as f32);
            r.fill >= 0.55
                && w.min(h) >= 3.0
                && w <= 60.0 * scale
                && h <= 40.0 * scale
                && w.max(h) < 5.0 * w.min(h)
                && apart(r.bounds, r.colour, disc, sectors)
                && contrast(r.colour, regions.page) > 12.0
                && contrast(r.colour, disc.behind) > 12.0
                && sectors.iter().any(|s| contrast(s.colour, r.colour) <= SAME_COLOUR)
        })
        .map(|r| (r.bounds, r.colour))
        .collect()
}

/// Whether a small region is outside of the disc, or on a sector of another colour.
fn apart(b: PixelBox, colour: Colour, disc: &Disc, sectors: &[Sector]) -> bool {
    let (turn, away) = disc.polar(b.cx(), b.cy());
    if away > disc.radius + 0.3 * b.width().min(b.height()) as f32 {
        return true;
    }
    let under = sectors.iter().find(|s| s.holds(turn));
    b.width().min(b.height()) >= 5
        && away > disc.hole
        && under.is_some_and(|s| contrast(s.colour, colour) > SAME_COLOUR)
}

/// Entries of the same legend whose swatches have no sector's colour.
pub fn without_sector(
    entries: &[Entry],
    regions: &Regions,
    texts: &[Text],
    disc: &Disc,
) -> Vec<Entry> {
    let like = |b: PixelBox| {
        entries.iter().any(|e| {
            let s = e.swatch;
            (s.width() - b.width()).abs() <= 1
                && (s.height() - b.height()).abs() <= 1
                && ((s.cx() - b.cx()).abs() <= 1.5 || (s.cy() - b.cy()).abs() <= 1.5)
                && s != b
        })
    };
    let known = |b: PixelBox| entries.iter().any(|e| e.swatch.touches(b));
    regions
        .items
        .iter()
        .filter(|r| {
            r.fill >= 0.55
                && like(r.bounds)
                && !known(r.bounds)
                && contrast(r.colour, disc.behind) > 12.0
                && distance(r.bounds, disc) > disc.radius
        })
        .filter_map(|r| {
            let line = beside(r.bounds, texts, true)?;
            let taken = entries.iter().any(|e| e.lines.contains(&line));
            (!taken).then(|| Entry { swatch: r.bounds, colour: r.colour, lines: vec![line] })
        })
        .collect()
}

/// The legend's entries in reading order: swatches of one size, in rows or
/// columns, each with text at its right or, in all, at its left.
pub fn entries(swatches: &[(PixelBox, Colour)], texts: &[Text]) -> Vec<Entry> {
    let side = |right: bool| -> Vec<Entry> {
        let all: Vec<Entry> = swatches
            .iter()
            .filter_map(|(swatch, colour)| {
                let line = beside(*swatch, texts, right)?;
                Some(Entry { swatch: *swatch, colour: *colour, lines: vec![line] })
            })
            .collect();
        let alike = |a: &Entry, b: &Entry| {
            (a.swatch.width() - b.swatch.width()).abs() <= 2
                && (a.swatch.height() - b.swatch.height()).abs() <= 2
        };
        let in_line = |a: &Entry, b: &Entry| {
            (a.swatch.cx() - b.swatch.cx()).abs() <= 2.5
                || (a.swatch.cy() - b.swatch.cy()).abs() <= 2.5
        };
        // Rows and columns that hang together by common members.
        let mut best: Vec<usize> = Vec::new();
        for seed in 0..all.len() {
            let mut group = vec![seed];
            let mut at = 0;
            while at < group.len() {
                for i in 0..all.len() {
                    if !group.contains(&i)
                        && alike(&all[group[at]], &all[i])
                        && in_line(&all[group[at]], &all[i])
                    {
                        group.push(i);
                    }
                }
                at += 1;
            }
            if group.len() > best.len() {
                best = group;
            }
        }
        best.sort_unstable();
        best.into_iter().map(|i| all[i].clone()).collect()
    };
    let (right, left) = (side(true), side(false));
    let mut entries = if left.len() > right.len() + 1 { left } else { right };
    in_reading_order(&mut entries);
    further_words(&mut entries, texts);
    wrapped(&mut entries, texts);
    entries
}

/// The nearest text beside a swatch, at its height.
fn beside(swatch: PixelBox, texts: &[Text], right: bool) -> Option<usize> {
    (0..texts.len())
        .filter(|i| {
            let text = &texts[*i];
            let b = text.bounds;
            let reach = 1.2 * swatch.width().max(swatch.height()) as f32 + 1.2 * text.size();
            let space = if right { b.x0 - swatch.x1 } else { swatch.x0 - b.x1 } as f32;
            let own_row = (b.cy() - swatch.cy()).abs() <= 0.6 * text.size().max(6.0);
            text.direction == Direction::Across && own_row && (-2.0..=reach).contains(&space)
        })
        .min_by_key(|i| {
            let b = texts[*i].bounds;
            if right { b.x0 - swatch.x1 } else { swatch.x0 - b.x1 }
        })
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
    let (columns, rows) = (count(&|e| e.swatch.cx()), count(&|e| e.swatch.cy()));
    let key = |e: &Entry| {
        let (x, y) = (e.swatch.cx() / 4.0, e.swatch.cy() / 4.0);
        if rows >= columns {
            (x.round() as i32, y.round() as i32)
        } else {
            (y.round() as i32, x.round() as i32)
        }
    };
    entries.sort_by_key(key);
}

/// Adds words that go on at the right, before the next swatch.
fn further_words(entries: &mut [Entry], texts: &[Text]) {
    let swatches: Vec<PixelBox> = entries.iter().map(|e| e.swatch).collect();
    let mut taken: Vec<usize> = entries.iter().flat_map(|e| e.lines.clone()).collect();
    for entry in entries.iter_mut().filter(|e| texts[e.lines[0]].bounds.x0 >= e.swatch.cx() as i32)
    {
        let mut last = entry.lines[0];
        while let Some(next) = (0..texts.len()).find(|i| {
            let (a, b) = (texts[last].bounds, texts[*i].bounds);
            let space = (b.x0 - a.x1) as f32;
            let swatch_between = swatches
                .iter()
                .any(|s| s.x0 >= a.x1 - 2 && s.x1 <= b.x0 + 2 && (s.cy() - a.cy()).abs() <= 6.0);
            !taken.contains(i)
                && texts[*i].direction == Direction::Across
                && (0.0..=1.3 * texts[last].size()).contains(&space)
                && (a.cy() - b.cy()).abs() <= 0.4 * texts[last].size()
                && !swatch_between
        }) {
            entry.lines.push(next);
            taken.push(next);
            last = next;
        }
    }
}

/// Adds lines that go on below a name, before the next entry.
fn wrapped(entries: &mut [Entry], texts: &[Text]) {
    let taken: Vec<usize> = entries.iter().flat_map(|e| e.lines.clone()).collect();
    let pitch: Vec<f32> = entries
        .windows(2)
        .map(|w| (w[1].swatch.cy() - w[0].swatch.cy()).abs())
        .filter(|d| *d > 3.0)
        .collect();
    let pitch = median(&pitch);
    for entry in entries.iter_mut() {
        let mut last = entry.lines[0];
        // Lines below the first word, in its column.
        while let Some(next) = (0..texts.len()).find(|i| {
            let (a, b) = (texts[last].bounds, texts[*i].bounds);
            let gap = (b.y0 - a.y1) as f32;
            !taken.contains(i)
                && !entry.lines.contains(i)
                && texts[*i].direction == Direction::Across
                && (a.x0 - b.x0).abs() as f32 <= 0.4 * texts[last].size()
                && (-2.0..=0.6 * texts[last].size()).contains(&gap)
                && b.cy() - entry.swatch.cy() < 0.9 * pitch.max(2.0 * texts[last].size())
        }) {
            entry.lines.push(next);
            last = next;
        }
    }
}

/// The sector of every entry, by colour; where colours repeat or are near,
/// by the order that legend and sectors share.
pub fn matched(entries: &[Entry], sectors: &[Sector]) -> Vec<Option<usize>> {
    let (n, m) = (entries.len(), sectors.len());
    let off = |e: usize, s: usize| contrast(entries[e].colour, sectors[s].colour);
    if n == m {
        let orders = (0..m).flat_map(|shift| [false, true].map(|back| (shift, back)));
        let at = |i: usize, (shift, back): (usize, bool)| {
            if back { (shift + m - i) % m } else { (shift + i) % m }
        };
        let worst = |order: (usize, bool)| (0..n).map(|i| off(i, at(i, order))).fold(0.0, f32::max);
        let best = orders.min_by(|a, b| worst(*a).total_cmp(&worst(*b)));
        if let Some(order) = best.filter(|o| worst(*o) <= SAME_COLOUR) {
            return (0..n).map(|i| Some(at(i, order))).collect();
        }
    }
    let mut pairs: Vec<(f32, usize, usize)> = (0..n)
        .flat_map(|e| (0..m).map(move |s| (e, s)))
        .map(|(e, s)| (off(e, s), e, s))
        .filter(|p| p.0 <= SAME_COLOUR)
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut of_entry = vec![None; n];
    let mut used = vec![false; m];
    for (_, e, s) in pairs {
        if of_entry[e].is_none() && !used[s] {
            of_entry[e] = Some(s);
            used[s] = true;
        }
    }
    of_entry
}
