//! A bar chart, from the bars to the names and values of its table.

use crate::marks::Chart;
use crate::marks::Marks;
use crate::marks::axis::{self, Scale};
use crate::marks::bar_charts::bars::{Bars, Scene, bars};
use crate::marks::bar_charts::values::{self, Evidence};
use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::names::cutting;
use crate::marks::names::labels::{self, Labels};
use crate::marks::names::legend;
use crate::marks::names::series;
use crate::marks::names::slanted;
use crate::marks::names::titles;
use crate::marks::other_kinds;
use crate::marks::page::Page;
use crate::marks::refusal::Refusal;
use crate::marks::texts::recogniser::Recogniser;
use crate::marks::texts::text::Text;
use crate::{Cancel, Result};

/// Reads a page as a bar chart; with it comes the scale on the other side, if
/// there is one that the bars do not use.
///
/// # Errors
/// [`Refusal`] if it is none, or cannot be read; the runtime's errors;
/// [`crate::Error::Interrupted`].
pub fn bar_chart(
    page: &Page,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<(Chart, Option<Scale>)> {
    let Page { image, ink, found, texts, regions, legend, .. } = page;
    let sure = legend::entries::surely(legend, texts);
    let swatches: Vec<_> = sure.iter().map(|e| (e.swatch.bounds, e.swatch.colour)).collect();
    let scene = Scene { image, regions, swatches: &swatches, scale: ink.scale };
    let zero = |s: &Scale| {
        let pixel = s.pixel(0.0);
        pixel.is_finite().then_some(pixel)
    };
    let bars =
        bars(scene, |o| page.scales(o).first().map(zero)).map_err(|refusal| match refusal {
            Refusal::NoBars(_) => other_kinds::no_bars(ink, found, regions, texts),
            other => other,
        })?;
    let (scale, other) = scale(page, &bars)?;
    let scale = scale.map(|s| s.standing_on(bars.slots.baseline, texts));
    let boxes: Vec<PixelBox> = bars.items.iter().map(|b| b.bounds).collect();
    let (mut series, named) = series::of_fills(legend, texts, &bars.colours, &boxes);
    let mut taken: Vec<usize> = scale.iter().flat_map(|s| s.ticks.iter().map(|t| t.text)).collect();
    let in_legend = sure.iter().flat_map(|e| e.texts.iter().map(|t| texts[*t].line));
    let legend_lines: Vec<usize> = in_legend.chain(named).collect();
    taken.extend(&legend_lines);

    let parts = cutting::cut_all(texts, ink, found, &bars.slots, &boxes, recogniser, cancel)?;
    let labels = names(page, &parts, &taken, &bars, recogniser, cancel)?;
    taken.extend(&labels.used);
    let slots: Vec<i32> = labels.items.iter().map(|l| l.slot).collect();
    let (values, printed) = values::values(Evidence {
        texts: &parts,
        taken: &taken,
        bars: &bars,
        named: &slots,
        scale: scale.as_ref(),
        picture_scale: ink.scale,
    })?;
    taken.extend(printed.iter().map(|p| parts[*p].line));
    let of_legend = parts.iter().enumerate().filter(|(_, p)| legend_lines.contains(&p.line));
    let used: Vec<usize> =
        labels.parts.iter().chain(&printed).copied().chain(of_legend.map(|p| p.0)).collect();
    let rest = rest(texts, &parts, &taken, &used);
    let ticks = scale.as_ref().and_then(|s| s.bounds(texts));
    let plot =
        PixelBox::around([Some(bars.bounds()), ticks, labels.bounds()].into_iter().flatten())
            .unwrap_or(bars.bounds());
    let titles = titles::titles(&rest, plot, &bars.slots, other.is_some());
    if let [one] = series.as_mut_slice() {
        one.name = titles.value.clone().or(one.name.take()).or_else(|| titles.chart.clone());
        series::with_unit(one, scale.as_ref());
    }
    let occupied = bars.slots.occupied.clone();
    let chart = Chart {
        texts: texts.clone(),
        scale,
        marks: Marks::Bars(bars),
        occupied,
        labels,
        series,
        values,
        titles,
        warnings: Vec::new(),
    };
    Ok((chart, other))
}

/// The scale of the bars' values, and one on the other side that is of other marks.
fn scale(page: &Page, bars: &Bars) -> Result<(Option<Scale>, Option<Scale>)> {
    let o = bars.orientation();
    let scales = page.scales(o);
    let powers = axis::kinds::has_powers(&page.texts, &page.found.components);
    if powers || scales.is_empty() && axis::kinds::is_logarithmic(&page.texts, &page.ink, o) {
        return Err(Refusal::Logarithmic.into());
    }
    let first = scales.first().cloned();
    let sides = axis::kinds::left_and_right(scales, &page.texts);
    Ok(match sides.filter(|_| o == Orientation::Vertical) {
        Some((left, right)) => (Some(left.clone()), Some(right.clone())),
        None => (first, None),
    })
}

/// Names of the slots: level or upright ones, or slanted ones if these fit better.
fn names(
    page: &Page,
    parts: &[Text],
    taken: &[usize],
    bars: &Bars,
    recogniser: &mut Recogniser,
    cancel: &Cancel,
) -> Result<Labels> {
    let slots = &bars.slots;
    let mut labels = labels::labels(parts, taken, slots, &page.ink);
    let may_run_otherwise = |labels: &Labels| {
        let vertical = slots.orientation == Orientation::Vertical;
        vertical && labels.doubtful(slots) && !labels.certain(slots)
    };
    if may_run_otherwise(&labels) {
        let turned = labels::turned(page, taken, slots, recogniser, cancel)?;
        let more = turned.covered(slots) > labels.covered(slots);
        let gain = turned.worth(slots) - labels.worth(slots);
        if gain > if more { 0.0 } else { 0.1 * slots.occupied.len() as f32 } {
            labels = turned;
        }
    }
    if may_run_otherwise(&labels) {
        let slanted =
            slanted::labels(&page.texts, &page.ink, &page.found, slots, recogniser, cancel)?;
        // Level and upright names are what is read best.
        if slanted.worth(slots) > labels.worth(slots) + 0.05 * slots.occupied.len() as f32 {
            labels = slanted;
        }
    }
    let covered = labels.covered(slots);
    if 2 * covered < slots.occupied.len() {
        let bars = slots.occupied.len();
        return Err(Refusal::NoLabels { bars, labels: covered }.into());
    }
    Ok(labels)
}

/// Texts that nothing took; parts of cut lines that nothing took stand for
/// themselves.
pub fn rest(texts: &[Text], parts: &[Text], taken: &[usize], used: &[usize]) -> Vec<Text> {
    texts
        .iter()
        .filter(|t| !taken.contains(&t.line))
        .chain(parts.iter().enumerate().filter_map(|(i, p)| {
            let cut = p.bounds != texts[p.line].bounds;
            (cut && taken.contains(&p.line) && !used.contains(&i)).then_some(p)
        }))
        .cloned()
        .collect()
}
