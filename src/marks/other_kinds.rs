//! What a picture shows that is no bar of a single series: to refuse it, and
//! to say in words what was seen.

use crate::marks::components::Components;
use crate::marks::geometry::PixelBox;
use crate::marks::ink::Ink;
use crate::marks::line_charts::strokes::Path;
use crate::marks::refusal::Refusal;
use crate::marks::regions::{Region, Regions, contrast};
use crate::marks::texts::text::Text;
use crate::marks::texts::text_boxes::TextBoxes;

/// Below this share of flat pixels a picture is a photograph.
const LEAST_FLAT: f32 = 0.35;
/// Share of its box that a disc fills, about π/4.
const DISC: std::ops::Range<f32> = 0.6..0.87;
/// Separate small marks that make a cloud.
const CLOUD: usize = 15;
/// A dot differs from the line that it is taken for a part of by less than this.
const DOT_COLOUR: f32 = 40.0;

/// The refusal for a picture in which no bars were found.
pub fn no_bars(ink: &Ink, found: &TextBoxes, regions: &Regions, texts: &[Text]) -> Refusal {
    let marks: Vec<&Region> =
        regions.items.iter().filter(|r| contrast(r.colour, regions.page) > 20.0).collect();
    if texts.is_empty() && marks.is_empty() && found.components.items.is_empty() {
        return Refusal::Blank;
    }
    let flat = ink.flat.iter().filter(|f| **f).count() as f32 / ink.flat.len().max(1) as f32;
    let lines = texts.len();
    let line: i32 = strokes(found, 20.0).iter().map(|s| s.width()).sum();
    let seen = if flat < LEAST_FLAT {
        "there are hardly any flat colours, as in a photograph".to_owned()
    } else if let Some(sectors) = disc(&marks, ink) {
        format!("{sectors} sectors make a disc, as in a pie chart")
    } else if line >= ink.width as i32 / 4 {
        format!("a line runs over {line} pixels, as in a line chart")
    } else if area(&marks, ink) {
        "an area without straight sides is filled, as in an area chart or a histogram".to_owned()
    } else if let Some(dots) = cloud(found, &marks) {
        format!("{dots} small marks are scattered about, as in a scatter plot")
    } else if lines == 0 {
        "there is no text either".to_owned()
    } else {
        format!(
            "there {} of text",
            if lines == 1 { "is one line".to_owned() } else { format!("are {lines} lines") }
        )
    };
    Refusal::NoBars(seen)
}

/// Strokes that are no text, neither straight nor rims of shapes: the pieces
/// of a curve between its markers, at least `least` pixels wide.
fn strokes(found: &TextBoxes, least: f32) -> Vec<PixelBox> {
    let components = &found.components;
    components
        .items
        .iter()
        .enumerate()
        .filter(|(i, c)| {
            let b = c.bounds;
            let thin = (c.area as i64) < b.area() / 4;
            b.width() as f32 >= least.max(20.0)
                && b.height() >= 6
                && thin
                && !found.letters.contains(i)
                && columns_once(components, b, c.label)
        })
        .map(|(_, c)| c.bounds)
        .collect()
}

/// Whether a component passes most columns in one run, as a curve does and a
/// frame does not.
fn columns_once(components: &Components, b: PixelBox, label: u32) -> bool {
    let runs = |x: i32| {
        let on = |y: i32| components.labels.get_pixel(x as u32, y as u32).0[0] == label;
        (b.y0..b.y1).filter(|y| on(*y) && (*y == b.y0 || !on(*y - 1))).count()
    };
    let once = (b.x0..b.x1).filter(|x| runs(*x) == 1).count();
    2 * once as i32 > b.width()
}

/// Number of coloured regions that make up a disc or a ring.
fn disc(marks: &[&Region], ink: &Ink) -> Option<usize> {
    let least = ink.width * ink.height / 400;
    let large: Vec<&&Region> =
        marks.iter().filter(|r| r.area >= least && !r.is_rectangle()).collect();
    let around = PixelBox::around(large.iter().map(|r| r.bounds))?;
    let area: usize = marks.iter().filter(|r| around.touches(r.bounds)).map(|r| r.area).sum();
    let aspect = around.width() as f32 / around.height() as f32;
    let fill = area as f32 / around.area() as f32;
    let whole = 5 * around.height() as usize > ink.height;
    (large.len() >= 2 && (0.85..1.18).contains(&aspect) && DISC.contains(&fill) && whole)
        .then_some(large.len())
}

/// Whether one large region is no rectangle.
fn area(marks: &[&Region], ink: &Ink) -> bool {
    let least = ink.width * ink.height / 25;
    marks.iter().any(|r| r.area >= least && !r.is_rectangle())
}

/// Number of round marks in the colours of lines that lie off them, if they are so many that
/// the lines are chains of such marks.
pub fn dots_off_lines(regions: &Regions, texts: &[Text], lines: &[Path]) -> Option<usize> {
    // A dot or two may have been taken for a letter.
    let letters = |t: &Text| t.text.chars().filter(|c| c.is_alphanumeric()).count();
    let words: Vec<PixelBox> = texts.iter().filter(|t| letters(t) >= 3).map(|t| t.bounds).collect();
    let off = |r: &&Region| {
        let b = r.bounds;
        let side = b.width().max(b.height()) as f32;
        let round =
            (4.0..=20.0).contains(&side) && 3 * b.width().min(b.height()) >= 2 * side as i32;
        // Its own markers interrupt a line.
        let on = |l: &Path| {
            l.interpolated(b.cx(), 3.0 * side).is_some_and(|y| (y - b.cy()).abs() <= 1.5 * side)
        };
        round
            && !words.iter().any(|w| w.touches(b))
            && lines.iter().any(|l| contrast(l.colour, r.colour) <= DOT_COLOUR)
            && !lines.iter().any(on)
    };
    let dots = regions.items.iter().filter(off).count();
    (dots >= CLOUD).then_some(dots)
}

/// Number of small marks of one size, if they are many.
fn cloud(found: &TextBoxes, marks: &[&Region]) -> Option<usize> {
    let sizes = found
        .components
        .items
        .iter()
        .enumerate()
        .filter(|(i, _)| !found.letters.contains(i))
        .map(|(_, c)| c.bounds)
        .chain(marks.iter().map(|r| r.bounds))
        .filter(|b| (3..=20).contains(&b.width()) && (3..=20).contains(&b.height()))
        .map(|b| (b.width(), b.height()))
        .collect::<Vec<_>>();
    let alike = |a: &(i32, i32)| {
        sizes.iter().filter(|b| (a.0 - b.0).abs() <= 1 && (a.1 - b.1).abs() <= 1).count()
    };
    sizes.iter().map(alike).max().filter(|n| *n >= CLOUD)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::line_charts::strokes::Point;
    use crate::marks::regions::Colour;
    use crate::marks::texts::text_boxes::Direction;

    const RED: Colour = [220.0, 70.0, 50.0];

    #[test]
    fn many_dots_off_a_line_of_their_colour_are_a_cloud() {
        let at = |x: i32| Point { x: x as f32 + 0.5, y: 100.0, rows: 3.0 };
        // Interrupted where dots stand on it.
        let points = (0..300).filter(|x| x % 15 < 4 || x % 15 > 13).map(at).collect();
        let line = Path { colour: RED, points, thickness: 3.0, markers: Vec::new() };
        let dot = |x: i32, y: i32, colour: Colour| {
            let bounds = PixelBox::new(x, y, x + 8, y + 8);
            Region { bounds, area: 50, colour, fill: 0.78, sides: 0.5 }
        };
        let regions = |y: i32, colour: Colour| Regions {
            items: (0..18).map(|n| dot(5 + 15 * n, y, colour)).collect(),
            page: [255.0; 3],
        };
        let lines = [line];
        assert_eq!(dots_off_lines(&regions(40, RED), &[], &lines), Some(18));
        assert_eq!(dots_off_lines(&regions(96, RED), &[], &lines), None, "markers on the line");
        assert_eq!(dots_off_lines(&regions(40, [40.0, 60.0, 200.0]), &[], &lines), None);
        let name = Text {
            bounds: PixelBox::new(0, 35, 300, 52),
            direction: Direction::Across,
            text: "a name in the line's colour".to_owned(),
            confidence: 1.0,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line: 0,
        };
        assert_eq!(dots_off_lines(&regions(40, RED), &[name], &lines), None);
    }
}
