//! Titles: of the chart, of its axes.

use crate::marks::geometry::{Orientation, PixelBox};
use crate::marks::names::slots::Slots;
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::Direction;

/// Texts that name the chart and its axes.
#[derive(Debug, Clone, Default)]
pub struct Titles {
    /// The chart's title.
    pub chart: Option<String>,
    /// Title of the axis the bars stand on.
    pub category: Option<String>,
    /// Title of the value axis.
    pub value: Option<String>,
    /// Title of an axis at the other side.
    pub other: Option<String>,
}

/// Finds the titles among texts that are nothing else; `plot` is around bars,
/// names and tick labels. With `two_scales` the title at the right is that of
/// the other one, even if there is none at the left.
pub fn titles(texts: &[Text], plot: PixelBox, slots: &Slots, two_scales: bool) -> Titles {
    let free: Vec<usize> =
        (0..texts.len()).filter(|i| texts[*i].text.chars().any(char::is_alphanumeric)).collect();
    let (left, right) = (upright(texts, &free, plot, true), upright(texts, &free, plot, false));
    let (upright, other) = if left.is_some() || two_scales { (left, right) } else { (right, None) };
    let under = under(texts, &free, slots, plot);
    let chart = chart(texts, &free, plot);
    match slots.orientation {
        Orientation::Vertical => Titles { chart, category: under, value: upright, other },
        Orientation::Horizontal => Titles { chart, category: upright, value: under, other: None },
    }
}

/// Text that runs upwards on one side of the plot, its words from bottom to top.
fn upright(texts: &[Text], free: &[usize], plot: PixelBox, left: bool) -> Option<String> {
    let beside: Vec<usize> = free
        .iter()
        .copied()
        .filter(|i| {
            let b = texts[*i].bounds;
            texts[*i].direction == Direction::Up
                && if left { b.x1 <= plot.x0 + 2 } else { b.x0 >= plot.x1 - 2 }
                && b.y1 > plot.y0
                && b.y0 < plot.y1
                && texts[*i].text.chars().any(char::is_alphabetic)
        })
        .collect();
    let longest = beside.iter().copied().max_by_key(|i| texts[*i].bounds.height())?;
    let mut line: Vec<usize> = beside
        .into_iter()
        .filter(|i| {
            (texts[*i].bounds.cx() - texts[longest].bounds.cx()).abs()
                <= 0.5 * texts[longest].size()
        })
        .collect();
    line.sort_by_key(|i| -texts[*i].bounds.y1);
    Some(line.iter().map(|i| texts[*i].text.as_str()).collect::<Vec<_>>().join(" "))
}

/// The line centred right under the plot.
fn under(texts: &[Text], free: &[usize], slots: &Slots, plot: PixelBox) -> Option<String> {
    let area = slots.area;
    let nearest = free
        .iter()
        .copied()
        .filter(|i| {
            let t = &texts[*i];
            let b = t.bounds;
            t.direction == Direction::Across
                && b.y0 >= plot.y1 - 2
                && (b.y0 - plot.y1) as f32 <= 3.0 * t.size()
                && b.cx() > area.x0 as f32
                && b.cx() < area.x1 as f32
                && (b.cx() - plot.cx()).abs().min((b.cx() - area.cx()).abs())
                    <= 0.15 * plot.width() as f32
        })
        .min_by_key(|i| texts[*i].bounds.y0)?;
    let row = |i: &&usize| {
        texts[**i].direction == Direction::Across
            && (texts[**i].bounds.cy() - texts[nearest].bounds.cy()).abs()
                <= 0.5 * texts[nearest].size()
    };
    let mut line: Vec<usize> = free.iter().filter(row).copied().collect();
    line.sort_by_key(|i| texts[*i].bounds.x0);
    Some(line.iter().map(|i| texts[*i].text.as_str()).collect::<Vec<_>>().join(" "))
}

/// The largest text above the plot, with further lines of its size.
pub fn chart(texts: &[Text], free: &[usize], plot: PixelBox) -> Option<String> {
    let above: Vec<usize> = free
        .iter()
        .copied()
        .filter(|i| {
            let b = texts[*i].bounds;
            texts[*i].direction == Direction::Across
                && b.y1 <= plot.y0 + 2
                && texts[*i].text.chars().filter(|c| c.is_alphabetic()).count() >= 2
        })
        .collect();
    let largest = above.iter().copied().max_by(|a, b| {
        texts[*a]
            .size()
            .total_cmp(&texts[*b].size())
            .then(texts[*b].bounds.y0.cmp(&texts[*a].bounds.y0))
    })?;
    let size = texts[largest].size();
    let mut lines: Vec<usize> = above
        .into_iter()
        .filter(|i| {
            let other = texts[*i].size();
            let near = (texts[*i].bounds.y0 - texts[largest].bounds.y1)
                .max(texts[largest].bounds.y0 - texts[*i].bounds.y1);
            *i == largest
                || other / size > 0.8 && (0.0..0.9 * size).contains(&(near as f32))
                || other / size > 0.5 && near < 0
        })
        .collect();
    lines.sort_by_key(|i| (texts[*i].bounds.y0 / (size as i32).max(1), texts[*i].bounds.x0));
    Some(lines.iter().map(|i| texts[*i].text.as_str()).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, bounds: PixelBox, direction: Direction) -> Text {
        Text {
            bounds,
            direction,
            text: text.to_owned(),
            confidence: 0.99,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line: 0,
        }
    }

    #[test]
    fn with_two_scales_the_title_at_the_right_is_the_other_ones() {
        let plot = PixelBox::new(40, 40, 300, 200);
        let slots = Slots {
            orientation: Orientation::Vertical,
            origin: 60.0,
            pitch: 40.0,
            occupied: (0..5).collect(),
            baseline: 180.0,
            area: plot,
            ends: Vec::new(),
        };
        let right = [text("Rate (%)", PixelBox::new(310, 80, 320, 150), Direction::Up)];
        let of = |two_scales: bool| {
            let found = titles(&right, plot, &slots, two_scales);
            (found.value, found.other)
        };
        assert_eq!(of(true), (None, Some("Rate (%)".to_owned())));
        assert_eq!(of(false), (Some("Rate (%)".to_owned()), None));
    }
}
