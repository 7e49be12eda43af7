//! Swatches that were taken for letters of the name beside them, or that stand
//! between two names which were taken for one line.

use image::RgbImage;

use crate::marks::components::{Component, Components};
use crate::marks::geometry::{PixelBox, median};
use crate::marks::ink::Ink;
use crate::marks::names::legend::swatches::commonest;
use crate::marks::regions::{Colour, Regions, contrast};
use crate::marks::regions::{distance, pixel, turn};
use crate::marks::texts::text_boxes::{Direction, TextBox};

/// A swatch is this many pieces at most.
const MOST_PIECES: usize = 6;
/// A swatch stands off the letters by this share of their height.
const SPACE: f32 = 0.25;
/// Its colour differs from the letters' by so much, or its way from the paper does.
const OTHER_COLOUR: f32 = 45.0;
const OTHER_WAY: f32 = 0.06;
/// Sizes of filled swatches whose rims are told from letters (the larger ones at
/// [`Ink::scale`] 1), the blended pixels around them, and how far their colour is
/// from what is behind them.
const LEAST_PATCH: i32 = 4;
const WIDEST_PATCH: f32 = 60.0;
const HIGHEST_PATCH: f32 = 40.0;
const RIM: i32 = 2;
const PALEST: f32 = 20.0;
/// Share of an outlined swatch's box that its inside covers.
const ENCLOSED: f32 = 0.25;
/// Dashes are this low, as a share of the letters' height, and two of them with
/// or without a marker between are a piece of a line.
const DASH: f32 = 0.3;
/// A marker with line on both sides is this much wider than high.
const WIDE: f32 = 1.3;

/// What lines of text are cut in.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its ink.
    pub ink: &'a Ink,
    /// The components of the ink.
    pub components: &'a Components,
    /// Uniform regions.
    pub regions: &'a Regions,
}

/// Components that may be letters, without the rims of filled swatches.
pub fn without_rims(scene: &Scene, letters: &[usize]) -> Vec<usize> {
    let bounds = |i: usize| scene.components.items[i].bounds;
    letters.iter().copied().filter(|i| !is_rim(scene, bounds(*i))).collect()
}

/// Lines of text, not yet read, those with a swatch at an end or within cut there.
pub fn without_swatches(scene: &Scene, boxes: Vec<TextBox>) -> Vec<TextBox> {
    let cut = |line: TextBox| {
        let names = match line.direction {
            Direction::Across => names(scene, &line),
            Direction::Up => Vec::new(),
        };
        if names.is_empty() {
            return vec![line];
        }
        let bounds = |pieces: &[usize]| {
            PixelBox::around(pieces.iter().map(|i| scene.components.items[*i].bounds))
        };
        let part = |pieces: Vec<usize>| TextBox {
            bounds: bounds(&pieces).unwrap_or(line.bounds),
            direction: line.direction,
            pieces,
        };
        names.into_iter().map(part).collect()
    };
    boxes.into_iter().flat_map(cut).collect()
}

/// The pieces of the names in a text, if swatches stand before, between or
/// behind them; empty if there is none.
fn names(scene: &Scene, text: &TextBox) -> Vec<Vec<usize>> {
    let items = &scene.components.items;
    let mut pieces = text.pieces.clone();
    pieces.sort_by_key(|i| items[*i].bounds.x0);
    if pieces.len() < 2 {
        return Vec::new();
    }
    let bounds: Vec<PixelBox> = pieces.iter().map(|i| items[*i].bounds).collect();
    let size = median(&bounds.iter().map(|b| b.height() as f32).collect::<Vec<_>>());
    let (width, height) = (scene.image.width() as usize, scene.image.height() as usize);
    let around = text.bounds.grown(4, width, height);
    let Some(paper) = commonest(scene.image, around, |_| true) else { return Vec::new() };
    let coloured = of_other_colour(scene, paper, &pieces);
    let drawn = line_samples(scene, &bounds, &pieces, text);
    let filled: Vec<bool> =
        pieces.iter().map(|i| encloses_patch(scene, &items[*i], paper)).collect();
    let other = |i: usize| coloured[i] || drawn[i] || filled[i];
    let apart = |i: usize| {
        let reach = bounds[..i].iter().map(|b| b.x1).max().unwrap_or(i32::MIN / 2);
        // What is surely a swatch needs no space.
        let sure = filled[i] || i > 0 && filled[i - 1];
        sure || (bounds[i].x0 - reach) as f32 >= SPACE * size
    };
    // Runs of pieces, of letters and of others in turn.
    let mut runs: Vec<(bool, Vec<usize>)> = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        match runs.last_mut() {
            Some((kind, run)) if *kind == other(i) || !apart(i) => run.push(*piece),
            _ => runs.push((other(i), vec![*piece])),
        }
    }
    let swatches = runs.iter().filter(|r| r.0).count();
    let small = runs.iter().all(|r| !r.0 || r.1.len() <= MOST_PIECES);
    if swatches == 0 || !small || swatches == runs.len() {
        return Vec::new();
    }
    runs.into_iter().filter(|r| !r.0).map(|r| r.1).collect()
}

/// Which pieces of a text have another colour than its letters.
fn of_other_colour(scene: &Scene, paper: Colour, pieces: &[usize]) -> Vec<bool> {
    let items = &scene.components.items;
    let colours: Vec<Colour> = pieces.iter().map(|i| colour(scene, &items[*i])).collect();
    let usual = [0, 1, 2].map(|c| median(&colours.iter().map(|k| k[c]).collect::<Vec<_>>()));
    let other = |c: &Colour| {
        let turn = turn(paper, *c, usual);
        distance(*c, usual) > OTHER_COLOUR && turn > 0.5 * OTHER_WAY || turn > OTHER_WAY
    };
    colours.iter().map(other).collect()
}

/// Whether a piece has a patch within it that is neither paper nor of its own colour: a filled
/// swatch with an outline in the letters' colour. What letters enclose is paper.
fn encloses_patch(scene: &Scene, item: &Component, paper: Colour) -> bool {
    let (b, own) = (item.bounds, colour(scene, item));
    scene.regions.items.iter().any(|r| {
        let s = r.bounds;
        let within = s.x0 >= b.x0 && s.x1 <= b.x1 && s.y0 >= b.y0 && s.y1 <= b.y1;
        within
            && r.area as f32 >= ENCLOSED * b.area() as f32
            && contrast(r.colour, paper) > OTHER_COLOUR
            && contrast(r.colour, own) > OTHER_COLOUR
    })
}

/// Which pieces are pieces of a line in a swatch, whatever their colour: two
/// dashes at one height with nothing or a marker between them, or a marker
/// with line on both sides.
fn line_samples(scene: &Scene, bounds: &[PixelBox], pieces: &[usize], text: &TextBox) -> Vec<bool> {
    let size = text.bounds.height() as f32;
    let mut found: Vec<bool> =
        pieces.iter().map(|i| is_marked_line(scene, &scene.components.items[*i])).collect();
    let dash = |b: PixelBox| {
        let low = b.height() as f32 <= (DASH * size).max(3.0) && b.width() <= 12;
        low && (b.cy() - text.bounds.cy()).abs() <= DASH * size
    };
    let level = |a: PixelBox, b: PixelBox| (a.cy() - b.cy()).abs() <= 1.5;
    let near = |a: PixelBox, b: PixelBox| ((b.x0 - a.x1) as f32) <= 0.5 * size;
    for start in (0..bounds.len()).filter(|i| dash(bounds[*i])) {
        let mut last = start;
        for next in start + 1..bounds.len() {
            if !level(bounds[start], bounds[next]) || !near(bounds[last], bounds[next]) {
                break;
            }
            last = next;
        }
        while last > start && !dash(bounds[last]) {
            last -= 1;
        }
        let markers = (start..=last).filter(|i| !dash(bounds[*i])).count();
        let dashes = last + 1 - start - markers;
        if markers == 1 && dashes >= 2 || markers == 0 && dashes >= 3 {
            found[start..=last].fill(true);
        }
    }
    found
}

/// Whether a component is (a part of) the blended rim of a small filled shape:
/// it lies around a region that has another colour than what is behind it, as
/// the inside of a letter has not.
fn is_rim(scene: &Scene, b: PixelBox) -> bool {
    let scale = scene.ink.scale;
    let colour = |x: i32, y: i32| {
        let inside = x >= 0 && y >= 0;
        let pixel = inside.then(|| scene.image.get_pixel_checked(x as u32, y as u32)).flatten();
        pixel.map(|p| p.0.map(f32::from))
    };
    scene.regions.items.iter().any(|r| {
        let s = r.bounds;
        let (w, h) = (s.width(), s.height());
        let small = w as f32 <= WIDEST_PATCH * scale && h as f32 <= HIGHEST_PATCH * scale;
        let compact = w.min(h) >= LEAST_PATCH && w.max(h) <= 5 * w.min(h) && r.fill >= 0.65;
        let around = s.grown(RIM, scene.ink.width, scene.ink.height);
        let within =
            b.x0 >= around.x0 && b.x1 <= around.x1 && b.y0 >= around.y0 && b.y1 <= around.y1;
        let at_edge = b.x0 <= s.x0 || b.x1 >= s.x1 || b.y0 <= s.y0 || b.y1 >= s.y1;
        if !(small && compact && within && at_edge) {
            return false;
        }
        let (cx, cy) = (s.cx() as i32, s.cy() as i32);
        let far = RIM + 1;
        let outside = [(s.x0 - far, cy), (s.x1 + far, cy), (cx, s.y0 - far), (cx, s.y1 + far)];
        let differs =
            |(x, y): (i32, i32)| colour(x, y).is_none_or(|c| contrast(c, r.colour) > PALEST);
        outside.into_iter().filter(|p| differs(*p)).count() >= 3
    })
}

/// Whether a component is a marker on a piece of a level line: thin at both
/// ends at the height of its middle, high between.
fn is_marked_line(scene: &Scene, item: &Component) -> bool {
    let b = item.bounds;
    if b.height() < 5 || (b.width() as f32) < WIDE * b.height() as f32 {
        return false;
    }
    let labels = &scene.components.labels;
    let rows = |x: i32| {
        let on = |y: &i32| labels.get_pixel(x as u32, *y as u32).0[0] == item.label;
        let inked: Vec<i32> = (b.y0..b.y1).filter(on).collect();
        (inked.first().copied(), inked.last().map(|y| y + 1))
    };
    let thin = |x: i32| {
        let (Some(top), Some(bottom)) = rows(x) else { return false };
        let middle = (top + bottom) as f32 / 2.0;
        (bottom - top) as f32 <= DASH * b.height() as f32 && (middle - b.cy()).abs() <= 1.0
    };
    let ends = [b.x0, b.x0 + 1, b.x1 - 2, b.x1 - 1];
    ends.into_iter().all(thin)
}

/// The colour of a component: that of its pixels farthest from the background.
fn colour(scene: &Scene, item: &Component) -> Colour {
    let b = item.bounds;
    let labels = &scene.components.labels;
    let strongest = (b.y0..b.y1)
        .flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)))
        .filter(|(x, y)| labels.get_pixel(*x as u32, *y as u32).0[0] == item.label)
        .max_by_key(|(x, y)| scene.ink.at(*x, *y).map_or(0, |at| scene.ink.distance[at]));
    strongest.map_or([0.0; 3], |(x, y)| pixel(scene.image, x, y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::components::components;
    use crate::marks::ink;
    use crate::marks::regions;
    use image::Rgb;
    use imageproc::region_labelling::Connectivity;

    /// A white picture with boxes drawn in it, its ink and one line of all of that.
    fn line(boxes: &[([u32; 4], [u8; 3])]) -> Vec<PixelBox> {
        let mut image = RgbImage::from_pixel(160, 60, Rgb([255; 3]));
        for ([x0, y0, x1, y1], colour) in boxes {
            for (x, y) in (*x0..*x1).flat_map(|x| (*y0..*y1).map(move |y| (x, y))) {
                image.put_pixel(x, y, Rgb(*colour));
            }
        }
        let ink = ink::ink(&image);
        let components = components(&ink.mask, Connectivity::Eight);
        let regions = regions::regions(&image);
        let scene = Scene { image: &image, ink: &ink, components: &components, regions: &regions };
        let pieces: Vec<usize> = (0..components.items.len()).collect();
        let bounds = PixelBox::around(components.items.iter().map(|i| i.bounds)).unwrap();
        let whole = TextBox { bounds, direction: Direction::Across, pieces };
        without_swatches(&scene, vec![whole]).into_iter().map(|b| b.bounds).collect()
    }

    const BLACK: [u8; 3] = [40, 40, 40];

    #[test]
    fn a_dotted_sample_with_a_marker_is_cut_off_whatever_its_colour() {
        let mut boxes =
            vec![([20, 29, 23, 31], BLACK), ([27, 27, 31, 33], BLACK), ([35, 29, 38, 31], BLACK)];
        boxes.extend((0..4).map(|i| ([46 + 6 * i, 25, 50 + 6 * i, 35], BLACK)));
        assert_eq!(line(&boxes), [PixelBox::new(46, 25, 68, 35)]);
    }

    #[test]
    fn a_swatch_outlined_in_the_letters_colour_is_cut_off() {
        let outlined =
            |x: u32| [([x, 23, x + 14, 37], BLACK), ([x + 2, 25, x + 12, 35], [90, 210, 160])];
        let letters = |x: u32| (0..4).map(move |i| ([x + 6 * i, 25, x + 4 + 6 * i, 35], BLACK));
        let boxes: Vec<_> = outlined(10)
            .into_iter()
            .chain(letters(30))
            .chain(outlined(64))
            .chain(letters(84))
            .collect();
        assert_eq!(line(&boxes), [PixelBox::new(30, 25, 52, 35), PixelBox::new(84, 25, 106, 35)]);
    }

    #[test]
    fn a_name_with_a_hyphen_is_left_whole() {
        let letters = [20, 26, 38, 44].map(|x| ([x, 25, x + 4, 35], BLACK));
        let mut boxes = letters.to_vec();
        boxes.push(([32, 29, 36, 31], BLACK));
        assert_eq!(line(&boxes), [PixelBox::new(20, 25, 48, 35)]);
    }

    #[test]
    fn a_sample_of_another_colour_parts_two_names() {
        let red = [220, 30, 30];
        let mut boxes: Vec<_> = (0..4).map(|i| ([20 + 6 * i, 25, 24 + 6 * i, 35], BLACK)).collect();
        boxes.push(([48, 26, 52, 34], red));
        boxes.extend((0..4).map(|i| ([58 + 6 * i, 25, 62 + 6 * i, 35], BLACK)));
        assert_eq!(line(&boxes), [PixelBox::new(20, 25, 42, 35), PixelBox::new(58, 25, 80, 35)]);
    }
}
