//! Labels in and around a disc, and the sectors that they belong to.
//!
//! Labels around a disc stand in the order of their sectors; leader lines may
//! bend, but do not cross. So both are aligned as two sequences around a
//! circle, by angle, distance and what the numbers in them say.

use crate::marks::geometry::{PixelBox, median};
use crate::marks::pies::disc::Disc;
use crate::marks::pies::named_number::NamedNumber;
use crate::marks::pies::pie_text::{distance, nearest};
use crate::marks::pies::sectors::Sector;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// Labels are at most this many radii away from the centre.
const FARTHEST: f32 = 2.2;
/// Labels are at most this far from their sector's middle, in turns.
const MOST_TURN: f32 = 0.2;
/// What it costs to leave out a label or a sector.
const LOST_LABEL: f32 = 0.7;
const LOST_SECTOR: f32 = 1.4;

/// Lines of text that make one label.
#[derive(Debug, Clone)]
pub struct Block {
    /// Its lines, from top to bottom.
    pub lines: Vec<usize>,
    /// All that it says.
    pub text: String,
    /// The same, taken apart.
    pub parts: NamedNumber,
    /// The box around it.
    pub bounds: PixelBox,
    /// Mean probability of its characters.
    pub confidence: f32,
    /// The box of the lines that name.
    pub name_bounds: PixelBox,
    /// The box of the line with the number.
    pub number_bounds: PixelBox,
}

impl Block {
    /// A label from its lines.
    pub fn new(lines: Vec<usize>, texts: &[Text]) -> Self {
        let own: Vec<&Text> = lines.iter().map(|i| &texts[*i]).collect();
        let around = |of: &dyn Fn(&Text) -> bool| {
            PixelBox::around(own.iter().filter(|t| of(t)).map(|t| t.bounds))
        };
        let bounds = around(&|_| true).unwrap_or(PixelBox::new(0, 0, 0, 0));
        let names = around(&|t| t.numbers.is_empty()).unwrap_or(bounds);
        let number = around(&|t| !NamedNumber::of(&t.text).numbers.is_empty()).unwrap_or(bounds);
        let confidence = own.iter().map(|t| t.confidence).sum::<f32>() / own.len().max(1) as f32;
        let parts = together(&own);
        let text = own.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" ");
        Self { lines, text, parts, bounds, confidence, name_bounds: names, number_bounds: number }
    }
}

/// Name and number of lines: a line that is a number alone is the number.
fn together(lines: &[&Text]) -> NamedNumber {
    let parts: Vec<NamedNumber> = lines.iter().map(|t| NamedNumber::of(&t.text)).collect();
    let alone = parts.iter().position(|p| p.name.is_empty() && !p.numbers.is_empty());
    if let (Some(alone), true) = (alone, lines.len() > 1) {
        let rest: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != alone)
            .map(|(_, t)| t.text.as_str())
            .collect();
        let name = crate::marks::pies::named_number::cleaned(&rest.join(" "));
        return NamedNumber { name, numbers: parts[alone].numbers.clone() };
    }
    NamedNumber::of(&lines.iter().map(|t| t.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// The labels inside of the sectors.
pub fn inside(
    texts: &[Text],
    taken: &[usize],
    disc: &Disc,
    sectors: &[Sector],
) -> Vec<Option<Block>> {
    let mut lines: Vec<Vec<usize>> = vec![Vec::new(); sectors.len()];
    for (i, text) in texts.iter().enumerate() {
        let (turn, away) = disc.polar(text.bounds.cx(), text.bounds.cy());
        let on_ring = away >= disc.hole && away <= 0.985 * disc.radius;
        let says = text.text.chars().any(char::is_alphanumeric);
        if taken.contains(&i) || !on_ring || !says || text.confidence < 0.5 {
            continue;
        }
        // A label that straddles an edge is of the sector that its number fits.
        let number = NamedNumber::of(&text.text);
        let fitting = number.numbers.first().filter(|_| number.is_percent()).and_then(|n| {
            let off = |s: &Sector| (n.value / 100.0 - f64::from(s.share)).abs();
            let reach = text.bounds.width().max(text.bounds.height()) as f32
                / away.max(1.0)
                / std::f32::consts::TAU;
            let beside = |s: &Sector| {
                s.holds(turn) || s.holds(turn + 0.5 * reach) || s.holds(turn - 0.5 * reach)
            };
            (0..sectors.len())
                .filter(|s| beside(&sectors[*s]) && off(&sectors[*s]) <= 0.006)
                .min_by(|a, b| off(&sectors[*a]).total_cmp(&off(&sectors[*b])))
        });
        if let Some(s) = fitting.or_else(|| sectors.iter().position(|s| s.holds(turn))) {
            lines[s].push(i);
        }
    }
    lines
        .into_iter()
        .map(|mut own| {
            own.sort_by_key(|i| texts[*i].bounds.y0);
            // A lone letter beside words is a bit of the drawing.
            let letters =
                |i: &usize| texts[*i].text.chars().filter(|c| c.is_alphanumeric()).count();
            if own.iter().any(|i| letters(i) >= 2) {
                own.retain(|i| letters(i) >= 2 || texts[*i].confidence >= 0.9);
            }
            (!own.is_empty()).then(|| Block::new(own, texts))
        })
        .collect()
}

/// The labels around a disc, wrapped lines joined.
pub fn around(texts: &[Text], taken: &[usize], disc: &Disc, sectors: usize) -> Vec<Block> {
    let mut lines: Vec<usize> = (0..texts.len())
        .filter(|i| {
            let t = &texts[*i];
            let (_, middle) = disc.polar(t.bounds.cx(), t.bounds.cy());
            !taken.contains(i)
                && t.direction == Direction::Across
                && middle > 0.985 * disc.radius
                && distance(t.bounds, disc) <= FARTHEST * disc.radius
                && distance(t.bounds, disc) > 0.7 * disc.radius
                && t.text.chars().any(char::is_alphanumeric)
        })
        .collect();
    let size = median(&lines.iter().map(|i| texts[*i].size()).collect::<Vec<_>>());
    lines.retain(|i| !is_title(&texts[*i], disc, size));
    lines.sort_by_key(|i| (texts[*i].bounds.y0, texts[*i].bounds.x0));
    let parts: Vec<NamedNumber> = lines.iter().map(|i| NamedNumber::of(&texts[*i].text)).collect();
    let with_number = parts.iter().filter(|p| !p.numbers.is_empty()).count();
    let numbers_usual = 2 * with_number >= sectors.max(2);
    let spare = lines.len() > sectors;
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    let mut done = vec![false; lines.len()];
    for first in 0..lines.len() {
        if done[first] {
            continue;
        }
        done[first] = true;
        let mut block = vec![first];
        loop {
            let last = block[block.len() - 1];
            let open = block.iter().all(|k| parts[*k].numbers.is_empty());
            let next = (0..lines.len()).find(|k| {
                if done[*k] {
                    return false;
                }
                let alone = !parts[*k].numbers.is_empty() && parts[*k].name.is_empty();
                if open && alone && stands_right(&texts[lines[last]], &texts[lines[*k]]) {
                    return true;
                }
                if *k < first || !stands_below(&texts[lines[last]], &texts[lines[*k]]) {
                    return false;
                }
                let number = !parts[*k].numbers.is_empty();
                let tight = (texts[lines[*k]].bounds.y0 - texts[lines[last]].bounds.y1) as f32
                    <= 0.6 * size;
                match (open, number) {
                    (true, true) => parts[*k].name.is_empty() || numbers_usual && tight,
                    (true, false) => tight && (numbers_usual || spare),
                    (false, false) => {
                        // A number above its name.
                        parts[block[0]].name.is_empty() && tight
                    }
                    (false, true) => false,
                }
            });
            let Some(next) = next else { break };
            done[next] = true;
            block.push(next);
        }
        blocks.push(block);
    }
    blocks
        .into_iter()
        .map(|block| Block::new(block.into_iter().map(|k| lines[k]).collect(), texts))
        .collect()
}

/// Whether a line is larger than the others and above the disc.
fn is_title(text: &Text, disc: &Disc, size: f32) -> bool {
    (text.bounds.y1 as f32) < disc.cy - disc.radius && text.size() > 1.35 * size
}

/// Whether a text goes on in another at its right.
fn stands_right(left: &Text, right: &Text) -> bool {
    let (a, b) = (left.bounds, right.bounds);
    let size = left.size().max(right.size());
    (0.0..=1.3 * size).contains(&((b.x0 - a.x1) as f32)) && (a.cy() - b.cy()).abs() <= 0.4 * size
}

/// Whether one line goes on in another right below it.
fn stands_below(above: &Text, below: &Text) -> bool {
    let (a, b) = (above.bounds, below.bounds);
    let size = above.size().max(below.size());
    let gap = (b.y0 - a.y1) as f32;
    let shared = (a.x1.min(b.x1) - a.x0.max(b.x0)) as f32;
    let near = |p: f32, q: f32| (p - q).abs() <= 0.7 * size;
    let lined_up =
        near(a.cx(), b.cx()) || near(a.x0 as f32, b.x0 as f32) || near(a.x1 as f32, b.x1 as f32);
    let alike = above.size() <= 1.7 * below.size() && below.size() <= 1.7 * above.size();
    (-0.35 * size..=0.85 * size).contains(&gap)
        && shared >= 0.5 * a.width().min(b.width()) as f32
        && lined_up
        && alike
}

/// The label of every wanted sector, of those around the disc; `inner` of the
/// sectors have name and number within.
pub fn aligned(
    blocks: &[Block],
    sectors: &[Sector],
    wanted: &[bool],
    inner: usize,
    disc: &Disc,
) -> Vec<Option<usize>> {
    let mut order: Vec<(f32, usize)> =
        blocks.iter().enumerate().map(|(i, b)| (anchor(b.bounds, disc), i)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut slots: Vec<usize> = (0..sectors.len()).filter(|s| wanted[*s]).collect();
    slots.sort_by(|a, b| sectors[*a].middle().total_cmp(&sectors[*b].middle()));
    let sum: f64 = blocks.iter().filter_map(|b| b.parts.numbers.first()).map(|n| n.value).sum();
    let numbered = blocks.iter().filter(|b| !b.parts.numbers.is_empty()).count();
    let usual = 2 * numbered >= slots.len().max(2) || 2 * inner >= sectors.len();
    let cost = |o: usize, s: usize| -> f32 {
        let (turn, block) = (order[o].0, &blocks[order[o].1]);
        let sector = &sectors[slots[s]];
        let off = (turn - sector.middle()).abs();
        let off = off.min(1.0 - off);
        // A wide sector may have its label anywhere along it.
        if off > MOST_TURN.max(0.5 * sector.share) {
            return f32::INFINITY;
        }
        let away = distance(block.bounds, disc) / disc.radius;
        let agree = match block.parts.numbers.first() {
            None => {
                if usual {
                    0.8
                } else {
                    0.0
                }
            }
            Some(n) => {
                let fits = |whole: f64| {
                    (n.value / whole - f64::from(sector.share)).abs()
                        <= 0.006 + 0.02 * f64::from(sector.share)
                };
                if fits(100.0) || sum > 0.0 && fits(sum) { -0.8 } else { 0.6 }
            }
        };
        8.0 * off + 3.0 * (away - 1.45).max(0.0) + agree
    };
    let (n, m) = (order.len(), slots.len());
    let mut best: (f32, Vec<Option<usize>>) = (f32::INFINITY, vec![None; sectors.len()]);
    for shift in 0..n.max(1) {
        let (total, pairs) = alignment(n, m, |o, s| cost((o + shift) % n, s));
        if total < best.0 {
            let mut of_sector = vec![None; sectors.len()];
            for (o, s) in pairs {
                of_sector[slots[s]] = Some(order[(o + shift) % n].1);
            }
            best = (total, of_sector);
        }
    }
    best.1
}

/// The turn at which a label points to the disc.
fn anchor(b: PixelBox, disc: &Disc) -> f32 {
    let above = disc.cx > b.x0 as f32 && disc.cx < b.x1 as f32;
    let cut = if above { b.width() / 5 } else { 0 };
    let (x, y) = nearest(PixelBox::new(b.x0 + cut, b.y0, b.x1 - cut, b.y1), disc);
    disc.polar(x, y).0
}

/// The cheapest alignment of two sequences, with its cost.
fn alignment(n: usize, m: usize, cost: impl Fn(usize, usize) -> f32) -> (f32, Vec<(usize, usize)>) {
    let mut table = vec![vec![(0.0f32, 0u8); m + 1]; n + 1];
    for i in 0..=n {
        for j in 0..=m {
            if i == 0 && j == 0 {
                continue;
            }
            let mut best = (f32::INFINITY, 0u8);
            if i > 0 {
                best = (table[i - 1][j].0 + LOST_LABEL, 1);
            }
            if j > 0 && table[i][j - 1].0 + LOST_SECTOR < best.0 {
                best = (table[i][j - 1].0 + LOST_SECTOR, 2);
            }
            if i > 0 && j > 0 {
                let both = table[i - 1][j - 1].0 + cost(i - 1, j - 1);
                if both < best.0 {
                    best = (both, 3);
                }
            }
            table[i][j] = best;
        }
    }
    let (mut i, mut j) = (n, m);
    let mut pairs = Vec::new();
    while i > 0 || j > 0 {
        match table[i][j].1 {
            1 => i -= 1,
            2 => j -= 1,
            _ => {
                i -= 1;
                j -= 1;
                pairs.push((i, j));
            }
        }
    }
    (table[n][m].0, pairs)
}
