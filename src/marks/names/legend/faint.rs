//! Swatches that are hardly darker than the paper: found where the others of their legend say
//! that one must be.

use crate::marks::geometry::PixelBox;
use crate::marks::names::legend::matching;
use crate::marks::names::legend::swatches::{Scene, Side, Swatch};
use crate::marks::regions::{Colour, distance, pixel};

use super::entries::{Entry, IN_LINE, alike, may_name};

/// Least distance of a faint fill to the paper: one level in each channel is noise.
const LEAST: f32 = 5.0;
/// Share of the inside that is as far from the paper as its mean, and of the pixels left and
/// right of it that are paper.
const UNIFORM: f32 = 0.95;
const PAPER: f32 = 0.8;
/// Left and right of a swatch is paper at this distance, past blended edges, in pixels.
const BESIDE: i32 = 2;
/// A name starts in one column with others if it is off by less than this share of its height.
const COLUMN: f32 = 0.3;
/// Names of a legend are not further apart than so many times the pitch of the others.
const PITCHES: f32 = 1.4;

/// Entries of names that stand in one column with those of `known` entries, whose swatches are
/// filled and alike, and have a faint patch where theirs is.
pub(super) fn faint(scene: &Scene, known: &[Entry]) -> Vec<Entry> {
    let texts = scene.texts;
    let mut found: Vec<Entry> = Vec::new();
    let filled: Vec<&Entry> =
        known.iter().filter(|e| e.side == Side::Left && matching::is_filled(&e.swatch)).collect();
    for i in (0..texts.len()).filter(|i| may_name(&texts[*i])) {
        let b = texts[i].bounds;
        let in_column = |e: &&&Entry| {
            let off = (b.x0 - texts[e.texts[0]].bounds.x0).abs() as f32;
            off <= COLUMN * texts[i].size()
        };
        let off = |e: &Entry| (texts[e.texts[0]].bounds.cy() - b.cy()).abs();
        let column: Vec<&Entry> = filled.iter().filter(in_column).copied().collect();
        let nearest = column.iter().min_by(|a, b| off(a).total_cmp(&off(b)));
        let Some(nearest) = nearest.filter(|_| known.iter().all(|e| e.texts != [i])) else {
            continue;
        };
        let same = |e: &&&Entry| {
            alike(&e.swatch, &nearest.swatch)
                && (e.swatch.bounds.cx() - nearest.swatch.bounds.cx()).abs() <= IN_LINE
        };
        let mut rows: Vec<f32> =
            column.iter().filter(same).map(|e| texts[e.texts[0]].bounds.cy()).collect();
        rows.sort_by(f32::total_cmp);
        let pitch = rows.windows(2).map(|w| w[1] - w[0]).fold(f32::INFINITY, f32::min);
        if !pitch.is_finite() || off(nearest) > PITCHES * pitch {
            continue;
        }
        let down = (b.cy() - texts[nearest.texts[0]].bounds.cy()).round() as i32;
        if let Some(swatch) = patch(scene, &nearest.swatch, down) {
            found.push(Entry { swatch, side: Side::Left, texts: vec![i], group: 0 });
        }
    }
    found
}

/// The faint patch `down` pixels below a swatch, of its size, if there is one.
fn patch(scene: &Scene, like: &Swatch, down: i32) -> Option<Swatch> {
    let b = like.bounds;
    let bounds = PixelBox::new(b.x0, b.y0 + down, b.x1, b.y1 + down);
    let (width, height) = (scene.image.width() as i32, scene.image.height() as i32);
    let margin = BESIDE + 1;
    if bounds.x0 < margin || bounds.y0 < 0 || bounds.x1 + margin > width || bounds.y1 > height {
        return None;
    }
    let (dx, dy) = ((b.width() / 5).max(1), (b.height() / 5).max(1));
    let inside = PixelBox::new(bounds.x0 + dx, bounds.y0 + dy, bounds.x1 - dx, bounds.y1 - dy);
    let pixels: Vec<Colour> = (inside.x0..inside.x1)
        .flat_map(|x| (inside.y0..inside.y1).map(move |y| (x, y)))
        .map(|(x, y)| pixel(scene.image, x, y))
        .collect();
    let count = pixels.len().max(1) as f32;
    let colour = [0, 1, 2].map(|c| pixels.iter().map(|p| p[c]).sum::<f32>() / count);
    let strength = distance(colour, like.paper);
    let near = |p: &Colour| distance(*p, colour) <= 0.5 * strength;
    let uniform = pixels.iter().filter(|p| near(p)).count() as f32 >= UNIFORM * count;
    let beside: Vec<Colour> = (inside.y0..inside.y1)
        .flat_map(|y| [(bounds.x0 - margin, y), (bounds.x1 + BESIDE, y)])
        .map(|(x, y)| pixel(scene.image, x, y))
        .collect();
    let is_paper = |p: &Colour| distance(*p, like.paper) <= 0.5 * strength;
    let paper = beside.iter().filter(|p| is_paper(p)).count() as f32 >= PAPER * beside.len() as f32;
    (uniform && paper && strength >= LEAST).then_some(Swatch {
        bounds,
        colour,
        paper: like.paper,
        fill: 1.0,
        alone: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::texts::text::Text;
    use crate::marks::texts::text_boxes::Direction;
    use image::{Rgb, RgbImage};

    /// Three names below each other, patches of the given colours left of them.
    fn read(colours: [[u8; 3]; 3]) -> Vec<Entry> {
        let mut image = RgbImage::from_pixel(100, 90, Rgb([255; 3]));
        let mut texts = Vec::new();
        for (row, colour) in colours.into_iter().enumerate() {
            let y0 = 10 + 25 * row as i32;
            for (x, y) in (10..26).flat_map(|x| (y0..y0 + 16).map(move |y| (x, y))) {
                image.put_pixel(x, y as u32, Rgb(colour));
            }
            texts.push(Text {
                bounds: PixelBox::new(34, y0 + 3, 70, y0 + 13),
                direction: Direction::Across,
                text: "Name".to_owned(),
                confidence: 1.0,
                numbers: Vec::new(),
                pieces: Vec::new(),
                line: row,
            });
        }
        let known: Vec<Entry> = (1..3)
            .map(|i| {
                let y0 = 10 + 25 * i as i32;
                let bounds = PixelBox::new(10, y0, 26, y0 + 16);
                let colour = colours[i].map(f32::from);
                let swatch = Swatch { bounds, colour, paper: [255.0; 3], fill: 1.0, alone: true };
                Entry { swatch, side: Side::Left, texts: vec![i], group: 0 }
            })
            .collect();
        faint(&Scene { image: &image, texts: &texts, scale: 1.0 }, &known)
    }

    #[test]
    fn a_patch_that_is_nearly_paper_is_found_by_the_others_of_its_legend() {
        let (blue, dark) = ([120, 160, 220], [20, 60, 150]);
        let found = read([[239, 243, 255], blue, dark]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].swatch.bounds, PixelBox::new(10, 10, 26, 26));
        assert_eq!(found[0].swatch.colour, [239.0, 243.0, 255.0]);
        // A title of the legend has nothing beside it.
        assert!(read([[255; 3], blue, dark]).is_empty());
    }
}
