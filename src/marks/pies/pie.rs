//! Pies and donuts: the names and values of their sectors.
//!
//! Names come from a legend, from labels around the disc, or from labels in
//! it; values from printed numbers that the angles confirm, else from the
//! angles.

use crate::marks::bar_charts::values::{Source, Value};
use crate::marks::geometry::PixelBox;
use crate::marks::names::labels::Label;
use crate::marks::names::legend::{self, swatches};
use crate::marks::names::titles;
use crate::marks::page::Page;
use crate::marks::pies::disc::{self, Disc};
use crate::marks::pies::named_number::{NamedNumber, cleaned};
use crate::marks::pies::pie_labels::{self, Block};
use crate::marks::pies::pie_legend;
use crate::marks::pies::pie_text;
use crate::marks::pies::sectors::{self, Cut, Sector};
use crate::marks::pies::shares::{self, Whole};
use crate::marks::refusal::Refusal;
use crate::marks::texts::number::Number;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::{Cancel, Result};

/// A pie or a donut, read.
#[derive(Debug, Clone)]
pub struct Pie {
    /// Lines of text, without strokes and swatches.
    pub texts: Vec<Text>,
    /// The disc.
    pub disc: Disc,
    /// Its sectors, clockwise.
    pub sectors: Vec<Sector>,
    /// The sector of every row, if it has one.
    pub rows: Vec<Option<usize>>,
    /// Names; the slot is the row.
    pub labels: Vec<Label>,
    /// Values; the slot is the row.
    pub values: Vec<Value>,
    /// The chart's title.
    pub title: Option<String>,
    /// What a person should doubt, one sentence each.
    pub warnings: Vec<String>,
}

/// What is known of a row.
#[derive(Debug, Clone, Default)]
struct Row {
    sector: Option<usize>,
    name: Option<(String, PixelBox, f32)>,
    numbers: Vec<Number>,
    /// Whether the name runs into the edge of its sector.
    cut: bool,
    /// Where the number stands and how surely it was read.
    print: Option<(PixelBox, f32)>,
}

/// Reads the pie of a picture; `None` if there is none.
///
/// # Errors
/// [`Refusal::Disc`] for a disc that is no plain pie or whose sectors have no
/// names; the runtime's; [`crate::Error::Interrupted`].
pub fn pie(page: &Page, recogniser: &mut Recogniser, cancel: &Cancel) -> Result<Option<Pie>> {
    let Page { image, ink, found, texts, .. } = page;
    let mut is_text = vec![false; found.components.items.len()];
    // Bits of borders may look like these.
    let stroke = |t: &Text| t.text.chars().all(|c| "/\\|IlJ1i.:;'`-_()".contains(c));
    for text in texts.iter().filter(|t| t.confidence >= 0.6 && !stroke(t)) {
        for piece in &text.pieces {
            is_text[*piece] = true;
        }
    }
    let mut rings = false;
    let cut = disc::discs(image).into_iter().find_map(|mut disc| {
        match sectors::sectors(image, &mut disc, &found.components, &is_text) {
            Cut::Sectors(sectors) => Some((disc, sectors)),
            Cut::Rings => {
                rings = true;
                None
            }
            Cut::Nothing => None,
        }
    });
    let Some((disc, sectors)) = cut else {
        return if rings {
            Err(Refusal::Disc("rings within each other".into()).into())
        } else {
            Ok(None)
        };
    };
    let apart = pie_legend::apart(&page.legend, &disc, &sectors);
    let (before, _) = pie_legend::legend(&apart, &sectors);
    let swatches: Vec<PixelBox> = before.iter().map(|e| e.swatch.bounds).collect();
    let drawing = pie_text::Drawing { disc: &disc, sectors: &sectors, swatches: &swatches };
    let texts = pie_text::texts(page, &drawing, recogniser, cancel)?;
    let scene = swatches::Scene { image, texts: &texts, scale: ink.scale };
    let apart = pie_legend::apart(&legend::entries(&scene), &disc, &sectors);
    let (entries, of_entry) = pie_legend::legend(&apart, &sectors);
    let matched = of_entry.iter().flatten().count();
    let has_legend = matched >= 2 && 2 * matched >= sectors.len();
    let mut taken: Vec<usize> = Vec::new();
    let mut rows: Vec<Row>;
    if has_legend {
        taken.extend(entries.iter().flat_map(|e| e.texts.clone()));
        rows = entries
            .iter()
            .zip(&of_entry)
            .map(|(e, s)| row_of(&Block::new(e.texts.clone(), &texts), *s))
            .collect();
        for s in 0..sectors.len() {
            if !of_entry.contains(&Some(s)) {
                rows.push(Row { sector: Some(s), ..Row::default() });
            }
        }
    } else {
        rows = (0..sectors.len()).map(|s| Row { sector: Some(s), ..Row::default() }).collect();
    }
    // Numbers in names of a legend that do not fit are parts of the names.
    if has_legend && whole_of(&rows, &sectors).is_none() {
        for (row, entry) in rows.iter_mut().zip(&entries) {
            let block = Block::new(entry.texts.clone(), &texts);
            row.numbers.clear();
            row.print = None;
            row.name = Some((cleaned(&block.text), block.bounds, block.confidence));
        }
    }

    let within = pie_labels::inside(&texts, &taken, &disc, &sectors);
    let outside = pie_labels::around(&texts, &taken, &disc, sectors.len());
    let wanted: Vec<bool> = sectors
        .iter()
        .enumerate()
        .map(|(s, _)| {
            let row = rows.iter().find(|r| r.sector == Some(s));
            let inner = within[s].as_ref();
            let named = row.is_some_and(|r| r.name.is_some())
                || inner.is_some_and(|b| !b.parts.name.is_empty());
            let valued = row.is_some_and(|r| !r.numbers.is_empty())
                || inner.is_some_and(|b| !b.parts.numbers.is_empty());
            !named || !valued
        })
        .collect();
    let whole = |b: &&Block| !b.parts.name.is_empty() && !b.parts.numbers.is_empty();
    let inner = within.iter().flatten().filter(whole).count();
    let of_sector = pie_labels::aligned(&outside, &sectors, &wanted, inner, &disc);
    let beside: Vec<Option<Block>> =
        of_sector.iter().map(|b| b.map(|b| outside[b].clone())).collect();
    for (blocks, inner) in [(beside, false), (within, true)] {
        taken.extend(blocks.iter().flatten().flat_map(|b| b.lines.clone()));
        add(&mut rows, &blocks, &sectors, inner.then_some(&disc));
    }
    if !has_legend {
        add_zeros(&mut rows, &outside, &of_sector, &disc, &sectors, &mut taken);
    }
    let named = rows.iter().filter(|r| r.name.is_some()).count();
    if named == 0 || 3 * named < rows.len() {
        let reason = format!("names could be read for {named} of {} sectors only", sectors.len());
        return Err(Refusal::Disc(reason).into());
    }

    let title = title(&texts, &taken, &disc);
    let mut pie = Pie {
        rows: rows.iter().map(|r| r.sector).collect(),
        texts,
        disc,
        sectors,
        labels: Vec::new(),
        values: Vec::new(),
        title,
        warnings: Vec::new(),
    };
    pie.fill(&rows);
    Ok(Some(pie))
}

fn row_of(block: &Block, sector: Option<usize>) -> Row {
    let NamedNumber { name, numbers } = block.parts.clone();
    // A number alone is the name of a legend's entry.
    let (name, numbers) =
        if name.is_empty() { (block.text.clone(), Vec::new()) } else { (name, numbers) };
    let print = (!numbers.is_empty()).then_some((block.number_bounds, block.confidence));
    Row {
        sector,
        name: Some((name, block.name_bounds, block.confidence)),
        numbers,
        print,
        cut: false,
    }
}

/// What the whole is by the rows' numbers.
fn whole_of(rows: &[Row], sectors: &[Sector]) -> Option<Whole> {
    let pairs: Vec<(f32, &[Number])> = rows
        .iter()
        .filter_map(|r| r.sector.map(|s| (sectors[s].share, r.numbers.as_slice())))
        .collect();
    shares::whole(&pairs)
}

/// Adds names and numbers of labels to the rows that lack them; `inner` is the
/// disc if the labels are in it.
fn add(rows: &mut [Row], blocks: &[Option<Block>], sectors: &[Sector], inner: Option<&Disc>) {
    let pairs: Vec<(f32, &[Number])> = blocks
        .iter()
        .zip(sectors)
        .filter_map(|(b, s)| b.as_ref().map(|b| (s.share, b.parts.numbers.as_slice())))
        .collect();
    let percent = blocks.iter().flatten().filter(|b| b.parts.is_percent()).count();
    let some = pairs.iter().filter(|p| !p.1.is_empty()).count();
    let values = shares::whole(&pairs).is_some() || some > 0 && 2 * percent >= some;
    for row in rows {
        let Some(block) = row.sector.and_then(|s| blocks[s].as_ref()) else { continue };
        let parts = &block.parts;
        let name = if values { parts.name.clone() } else { cleaned(&block.text) };
        if row.name.is_none()
            && !name.is_empty()
            && (inner.is_none() || name.chars().any(char::is_alphabetic) || !values)
        {
            let edge = |disc: &Disc, s: &Sector| runs_over(block.name_bounds, disc, s);
            row.cut = inner.zip(row.sector).is_some_and(|(d, s)| edge(d, &sectors[s]));
            row.name = Some((name, block.name_bounds, block.confidence));
        }
        if values && row.numbers.is_empty() && !parts.numbers.is_empty() {
            row.numbers.clone_from(&parts.numbers);
            row.print = Some((block.number_bounds, block.confidence));
        }
    }
}

/// Whether a line in a sector reaches over its edge.
fn runs_over(line: PixelBox, disc: &Disc, sector: &Sector) -> bool {
    [line.x0 - 2, line.x1 + 2].into_iter().any(|x| {
        let (turn, away) = disc.polar(x as f32, line.cy());
        !sector.holds(turn) || away > disc.radius
    })
}

/// Labels with a number near nothing, of which no sector is to be seen.
fn add_zeros(
    rows: &mut Vec<Row>,
    outside: &[Block],
    of_sector: &[Option<usize>],
    disc: &Disc,
    sectors: &[Sector],
    taken: &mut Vec<usize>,
) {
    let Some(whole) = whole_of(rows, sectors) else { return };
    for (i, block) in outside.iter().enumerate() {
        let zero = block.parts.numbers.first().is_some_and(|n| n.value < 0.006 * whole.value);
        let near = pie_text::distance(block.bounds, disc) <= 1.7 * disc.radius;
        if of_sector.contains(&Some(i)) || !zero || !near || block.parts.name.is_empty() {
            continue;
        }
        let (x, y) = pie_text::nearest(block.bounds, disc);
        let turn = disc.polar(x, y).0;
        // Between the sectors that it stands between; before noon it is the last.
        let at = rows
            .iter()
            .position(|r| r.sector.is_some_and(|s| sectors[s].middle() > turn && turn > 0.05))
            .unwrap_or(rows.len());
        taken.extend(&block.lines);
        rows.insert(at, row_of(block, None));
    }
}

/// The largest text above the disc.
fn title(texts: &[Text], taken: &[usize], disc: &Disc) -> Option<String> {
    let free: Vec<usize> = (0..texts.len()).filter(|i| !taken.contains(i)).collect();
    let top = (disc.cy - disc.radius) as i32;
    let plot = PixelBox::new(
        (disc.cx - disc.radius) as i32,
        top,
        (disc.cx + disc.radius) as i32,
        (disc.cy + disc.radius) as i32,
    );
    titles::chart(texts, &free, plot)
}

impl Pie {
    /// Fills in labels, values and warnings of the rows.
    fn fill(&mut self, rows: &[Row]) {
        let whole = whole_of(rows, &self.sectors);
        let parts: Vec<f32> = self.sectors.iter().map(|s| s.share).collect();
        let percentages = shares::percentages(&parts);
        for (slot, row) in rows.iter().enumerate() {
            let slot = slot as i32;
            let called = match &row.name {
                Some((text, bounds, confidence)) => {
                    self.labels.push(Label {
                        slot,
                        text: text.clone(),
                        bounds: *bounds,
                        confidence: if row.cut { 0.6 * confidence } else { *confidence },
                    });
                    if row.cut {
                        let doubt = "runs over the edge of its sector and may be cut";
                        self.warnings.push(format!("the label {text} {doubt}"));
                    }
                    text.clone()
                }
                None => "a sector without a name".to_owned(),
            };
            let value = self.value(slot, row, whole.as_ref(), &percentages);
            match &value {
                None => self.warnings.push(format!("no sector was found for {called}")),
                Some(v) if v.source == Source::ScaleAgainstPrint => self.warnings.push(format!(
                    "the number printed for {called} does not fit its sector; {} was measured",
                    v.text
                )),
                Some(_) => {}
            }
            if row.name.is_none() {
                let text = value.as_ref().map_or("", |v| v.text.as_str());
                self.warnings.push(format!("no label was found for the sector of value {text}"));
            }
            self.values.extend(value);
        }
    }

    fn value(
        &self,
        slot: i32,
        row: &Row,
        whole: Option<&Whole>,
        percentages: &[String],
    ) -> Option<Value> {
        let Some(s) = row.sector else {
            let (number, (bounds, sure)) = (row.numbers.first()?, row.print?);
            return Some(Value {
                slot,
                text: number.plain(),
                value: number.value,
                source: Source::PrintedAlone,
                bounds,
                print_confidence: Some(sure),
                series: 0,
                confidence: 0.0,
            });
        };
        let sector = &self.sectors[s];
        let share = f64::from(sector.share);
        if let (Some(whole), Some((bounds, sure))) = (whole, row.print)
            && let Some(number) = shares::nearest(&row.numbers, share, whole.value)
        {
            return Some(Value {
                slot,
                text: number.plain(),
                value: number.value,
                source: Source::PrintedAgreed,
                bounds,
                print_confidence: Some(sure),
                series: 0,
                confidence: 0.0,
            });
        }
        let against = row.print.is_some();
        let (text, value) = match whole {
            Some(w) => (w.style.format_like(share * w.value, w.decimals), share * w.value),
            None => (percentages[s].clone(), 100.0 * share),
        };
        let source = if against { Source::ScaleAgainstPrint } else { Source::Scale };
        Some(Value {
            slot,
            text,
            value,
            source,
            bounds: sector.bounds,
            print_confidence: None,
            series: 0,
            confidence: 0.0,
        })
    }

    /// Confidence of a row's value.
    ///
    /// Print that its sector confirms is as sure as its characters. A measured
    /// share is as sure as the circle is round and its edges are sharp, less
    /// what a pixel more or less means for a sector of its size.
    pub fn confidence(&self, value: &Value) -> f32 {
        let print = value.print_confidence.unwrap_or(0.0);
        let measured = || {
            let sector = self.rows.get(value.slot as usize).copied().flatten();
            let Some(sector) = sector.map(|s| &self.sectors[s]) else { return 0.0 };
            let arc = sector.share * std::f32::consts::TAU * self.disc.radius;
            let exact = 1.0 - ((0.4 + 0.5 * sector.scatter) / arc.max(1.0)).min(0.6);
            0.95 * exact * (0.5 + 0.5 * self.disc.round)
        };
        match value.source {
            Source::PrintedAgreed => print.max(0.5),
            Source::PrintedAlone => 0.7 * print,
            Source::ScaleAgainstPrint => 0.4 * measured(),
            Source::Scale | Source::NoMark => measured(),
        }
        .clamp(0.0, 1.0)
    }
}
