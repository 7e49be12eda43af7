//! Swatches: small coloured marks beside a name, of any kind.
//!
//! A swatch is a patch, a disc, a ring, a piece of a line, perhaps dashed or
//! with a marker, in a box of its own or not. It is looked for from the name:
//! ink of one colour that stands at the name's height, close to it, and ends
//! soon on all sides, as axes, gridlines, frames and bars do not.

use std::collections::{HashMap, HashSet};

use image::RgbImage;

use crate::marks::geometry::PixelBox;
use crate::marks::regions::Colour;
use crate::marks::regions::{distance, pixel, turn};
use crate::marks::texts::text::Text;

/// Least distances of a swatch's colour to what is behind it, tried in turn:
/// more where gridlines run behind the legend, less for pale fills.
const FAINTEST: [f32; 4] = [40.0, 90.0, 150.0, 24.0];
/// Widest swatch in pixels (at [`crate::marks::ink::Ink::scale`] 1), and in letters' heights.
const WIDEST: f32 = 56.0;
const WIDEST_LETTERS: f32 = 4.5;
/// Highest swatch, in letters' heights to either side of the name's middle.
const HIGHEST: f32 = 1.7;
/// Space between swatch and name, in letters' heights.
const SPACE: f32 = 1.5;
/// The same for names that start or end in one column with wider ones.
const SPACE_IN_COLUMN: f32 = 9.0;
/// Narrowest swatch in pixels.
const NARROWEST: i32 = 5;
/// Space between the dashes of a swatch, in letters' heights and at least in pixels.
const BETWEEN_DASHES: f32 = 0.4;
const LEAST_BETWEEN: f32 = 5.0;
/// Pixels this near to each other are of one mark.
const ONE_COLOUR: f32 = 60.0;
/// So are those whose ways from the paper differ by so little and are not much
/// shorter: blends of a colour and the paper.
const ONE_WAY: f32 = 0.2;
const LEAST_BLEND: f32 = 0.45;
/// Shortest piece of a line, in letters' heights.
const SHORTEST_LINE: f32 = 0.9;
/// Share of a row under a name that a line through it covers.
const RULED: f32 = 0.9;
/// Share of a swatch's inside that is of one colour if it is filled, and how far
/// that colour is from the paper.
const UNIFORM: f32 = 0.8;
const PALEST: f32 = 20.0;
/// Pixels around a swatch that ink of another colour may cover.
const MARGIN: i32 = 3;

/// On which side of a name its swatch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left of the name, as nearly everywhere.
    Left,
    /// Right of the name.
    Right,
}

/// A swatch.
#[derive(Debug, Clone, Copy)]
pub struct Swatch {
    /// Around its ink.
    pub bounds: PixelBox,
    /// Its colour: the commonest of the strong ones.
    pub colour: Colour,
    /// What is behind it.
    pub paper: Colour,
    /// Share of the box, or of its inside, that is of that colour.
    pub fill: f32,
    /// Whether no ink around goes on from it.
    pub alone: bool,
}

/// The picture with its texts, as swatches are looked for in it.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    /// The picture.
    pub image: &'a RgbImage,
    /// Its lines of text.
    pub texts: &'a [Text],
    /// As in [`crate::marks::ink::Ink`].
    pub scale: f32,
}

/// The swatch beside a text, if there is one; `far` allows the space that
/// short names of a column have where the swatches stand in a column as well.
pub fn swatch(scene: &Scene, text: usize, side: Side, far: bool) -> Option<Swatch> {
    let size = scene.texts[text].size().max(7.0);
    let (width, height) = (scene.image.width() as usize, scene.image.height() as usize);
    let around = scene.texts[text].bounds.grown((0.5 * size) as i32, width, height);
    let paper = commonest(scene.image, around, |_| true)?;
    FAINTEST
        .iter()
        .find_map(|faintest| Search::new(scene, text, side, paper, *faintest).swatch(scene, far))
}

/// The neighbourhood of a name in which its swatch is looked for.
struct Search<'a> {
    image: &'a RgbImage,
    index: usize,
    text: &'a Text,
    side: Side,
    /// Height of the letters.
    size: f32,
    paper: Colour,
    faintest: f32,
    /// Rows at the name's height, without those that a line runs through.
    rows: Vec<i32>,
    /// Upper and lower end of what a swatch may cover.
    high: (i32, i32),
    widest: i32,
    /// Widest space between dashes.
    blank: i32,
}

impl<'a> Search<'a> {
    fn new(scene: &Scene<'a>, index: usize, side: Side, paper: Colour, faintest: f32) -> Self {
        let Scene { image, texts, scale } = *scene;
        let text = &texts[index];
        let size = text.size().max(7.0);
        let cy = text.bounds.cy();
        let mut search = Self {
            image,
            index,
            text,
            side,
            size,
            paper,
            faintest,
            rows: Vec::new(),
            high: ((cy - HIGHEST * size) as i32, (cy + HIGHEST * size).ceil() as i32),
            widest: (WIDEST_LETTERS * size).max(WIDEST * scale) as i32,
            blank: (BETWEEN_DASHES * size).max(LEAST_BETWEEN * scale) as i32,
        };
        let half = 0.55 * size;
        let last = image.height() as i32 - 1;
        let rows = ((cy - half) as i32).max(0)..=((cy + half) as i32).min(last);
        search.rows = rows.filter(|y| !search.is_ruled(*y)).collect();
        search
    }

    /// Whether a line runs through the name in a row.
    fn is_ruled(&self, y: i32) -> bool {
        let b = self.text.bounds;
        let wide = b.width() as f32 >= 2.0 * self.size;
        let on = (b.x0..b.x1).filter(|x| self.inked(*x, y)).count();
        wide && on as f32 >= RULED * b.width() as f32
    }

    fn inked(&self, x: i32, y: i32) -> bool {
        let inside =
            x >= 0 && y >= 0 && x < self.image.width() as i32 && y < self.image.height() as i32;
        inside && distance(pixel(self.image, x, y), self.paper) >= self.faintest
    }

    /// Columns away from the name, nearest first.
    fn columns(&self, count: i32) -> impl Iterator<Item = i32> + use<> {
        let b = self.text.bounds;
        let (start, step) = match self.side {
            Side::Left => (b.x0 - 2, -1),
            Side::Right => (b.x1 + 1, 1),
        };
        (0..count).map(move |n| start + n * step)
    }

    fn swatch(&self, scene: &Scene, far: bool) -> Option<Swatch> {
        let space = if far { SPACE_IN_COLUMN } else { SPACE };
        let space = (space * self.size + 4.0) as i32;
        let mut passed: Vec<PixelBox> = Vec::new();
        let mut found: Option<PixelBox> = None;
        let mut colour = None;
        let (mut since, mut blank) = (0, self.blank);
        for (n, x) in self.columns(space + 2 * self.widest).enumerate() {
            if found.is_some_and(|b| x >= b.x0 && x < b.x1) {
                since = 0;
                continue;
            }
            since += 1;
            if found.is_none() && n as i32 >= space || found.is_some() && since > blank {
                break;
            }
            if passed.iter().any(|b| x >= b.x0 && x < b.x1) {
                continue;
            }
            let seeds = self.seeds(x);
            if seeds.is_empty() {
                continue;
            }
            let own = self.colour_near((x, seeds[0]));
            if colour.is_some_and(|c| !self.one_mark(c, own)) {
                if found.is_some_and(|b| b.width() >= NARROWEST) {
                    break;
                }
                (found, colour) = (None, None);
            }
            match (seeds.iter().find_map(|y| self.blob((x, *y))), found) {
                // A line or a frame between the name and its swatch.
                (None, None) => {}
                (Some(b), None) => {
                    // Dashes are about as far from each other as they are long.
                    if (b.height() as f32) < 0.5 * self.size {
                        blank = blank.max((b.width() + 2).min(self.widest / 3));
                    }
                    found = Some(b);
                    colour = seeds.first().map(|y| self.colour_near((x, *y)));
                    since = 0;
                }
                (Some(b), Some(before)) if b.union(before).width() <= self.widest => {
                    found = Some(b.union(before));
                    since = 0;
                }
                (_, Some(_)) => break,
            }
            if let Some(b) = found {
                passed.push(b);
            }
        }
        self.accepted(scene, found?)
    }

    /// Rows of a column in which a swatch may be: of the ink at the name's
    /// height that nearest to the middle, and the strongest.
    fn seeds(&self, x: i32) -> Vec<i32> {
        let cy = self.text.bounds.cy();
        let strength = |y: &i32| distance(pixel(self.image, x, *y), self.paper);
        let off = |y: &i32| (*y as f32 + 0.5 - cy).abs();
        let inked: Vec<i32> = self.rows.iter().copied().filter(|y| self.inked(x, *y)).collect();
        let nearest = inked.iter().copied().min_by(|a, b| off(a).total_cmp(&off(b)));
        let strongest = inked.iter().copied().max_by(|a, b| strength(a).total_cmp(&strength(b)));
        nearest.into_iter().chain(strongest.filter(|y| Some(*y) != nearest)).collect()
    }

    /// The box around what hangs together in one colour with a pixel; `None`
    /// if it goes on beyond what a swatch may cover.
    fn blob(&self, seed: (i32, i32)) -> Option<PixelBox> {
        let colour = self.colour_near(seed);
        let from_paper = |c: Colour| [0, 1, 2].map(|i| c[i] - self.paper[i]);
        let own = from_paper(colour);
        let length = distance(own, [0.0; 3]).max(1.0);
        let member = |x: i32, y: i32| {
            if !self.inked(x, y) {
                return false;
            }
            let c = pixel(self.image, x, y);
            let way = from_paper(c);
            let reach = distance(way, [0.0; 3]).max(1.0);
            let turn = distance(own.map(|v| v / length), way.map(|v| v / reach));
            distance(c, colour) <= ONE_COLOUR
                || turn <= ONE_WAY && (LEAST_BLEND..=1.3).contains(&(reach / length))
        };
        let b = self.text.bounds;
        let (mut bounds, mut open) = (None::<PixelBox>, vec![seed]);
        let mut seen = HashSet::new();
        while let Some((x, y)) = open.pop() {
            if !seen.insert((x, y)) || (x, y) != seed && !member(x, y) {
                continue;
            }
            if y < self.high.0 || y >= self.high.1 || (x - seed.0).abs() > self.widest {
                return None;
            }
            let own = PixelBox::new(x, y, x + 1, y + 1);
            bounds = Some(bounds.map_or(own, |b| b.union(own)));
            // The name is on the other side.
            let on_name = |x: i32| match self.side {
                Side::Left => x >= b.x0,
                Side::Right => x < b.x1,
            };
            let beside = [(x, y - 1), (x, y + 1), (x - 1, y), (x + 1, y)];
            let corners = [(x - 1, y - 1), (x + 1, y - 1), (x - 1, y + 1), (x + 1, y + 1)];
            open.extend(beside.into_iter().chain(corners).filter(|p| !on_name(p.0)));
        }
        bounds
    }

    /// Whether two colours are of one mark: alike, or blends of one with the paper.
    fn one_mark(&self, a: Colour, b: Colour) -> bool {
        distance(a, b) <= ONE_COLOUR || turn(self.paper, a, b) <= ONE_WAY
    }

    /// The strongest colour at a pixel and a little farther from the name: the
    /// edge of a mark is a blend.
    fn colour_near(&self, (x, y): (i32, i32)) -> Colour {
        let step = if self.side == Side::Left { -1 } else { 1 };
        let colours = (0..3)
            .map(|n| (x + n * step, y))
            .filter(|(x, y)| self.inked(*x, *y))
            .map(|(x, y)| pixel(self.image, x, y));
        colours
            .max_by(|a, b| distance(*a, self.paper).total_cmp(&distance(*b, self.paper)))
            .unwrap_or_else(|| pixel(self.image, x, y))
    }

    /// The swatch in a box, unless it is too small or rather part of a text.
    fn accepted(&self, scene: &Scene, bounds: PixelBox) -> Option<Swatch> {
        // A piece of a line is longer than a letter is high; ticks are not.
        let flat = bounds.height() < NARROWEST;
        let narrowest = if flat { (SHORTEST_LINE * self.size) as i32 } else { NARROWEST };
        if bounds.width() < narrowest {
            return None;
        }
        let letters = |t: &Text| t.text.chars().filter(|c| c.is_alphanumeric()).count();
        let of_other = scene.texts.iter().enumerate().any(|(i, t)| {
            i != self.index && t.bounds.touches(bounds) && t.confidence >= 0.6 && letters(t) >= 3
        });
        if of_other {
            return None;
        }
        let pixels =
            || (bounds.x0..bounds.x1).flat_map(|x| (bounds.y0..bounds.y1).map(move |y| (x, y)));
        let strongest = pixels()
            .map(|(x, y)| distance(pixel(self.image, x, y), self.paper))
            .fold(0.0, f32::max);
        let strong =
            commonest(self.image, bounds, |c| distance(c, self.paper) >= 0.65 * strongest)?;
        let (colour, fill) = self.inside(bounds).unwrap_or_else(|| {
            let on = pixels().filter(|(x, y)| distance(pixel(self.image, *x, *y), strong) <= 40.0);
            (strong, on.count() as f32 / bounds.area().max(1) as f32)
        });
        let alone = self.stands_alone(bounds);
        Some(Swatch { bounds, colour, paper: self.paper, fill, alone })
    }

    /// Colour and share of a box's inside, if that is of one colour and not empty.
    fn inside(&self, bounds: PixelBox) -> Option<(Colour, f32)> {
        let (dx, dy) = ((bounds.width() / 4).max(1), (bounds.height() / 4).max(1));
        let inner = PixelBox::new(bounds.x0 + dx, bounds.y0 + dy, bounds.x1 - dx, bounds.y1 - dy);
        if inner.width() < 2 || inner.height() < 2 {
            return None;
        }
        let colour = commonest(self.image, inner, |_| true)?;
        let on = (inner.x0..inner.x1)
            .flat_map(|x| (inner.y0..inner.y1).map(move |y| (x, y)))
            .filter(|(x, y)| distance(pixel(self.image, *x, *y), colour) <= 40.0)
            .count();
        let share = on as f32 / inner.area() as f32;
        (share >= UNIFORM && distance(colour, self.paper) >= PALEST).then_some((colour, share))
    }

    /// Whether ink of whatever colour that hangs together with a box's ends
    /// within what a swatch may cover.
    fn stands_alone(&self, bounds: PixelBox) -> bool {
        let (low, high) = self.high;
        let limit = PixelBox::new(bounds.x0 - MARGIN, low, bounds.x1 + MARGIN, high);
        let name = self.text.bounds;
        let mut seen = HashSet::new();
        let mut open: Vec<(i32, i32)> = (bounds.x0..bounds.x1)
            .flat_map(|x| (bounds.y0..bounds.y1).map(move |y| (x, y)))
            .filter(|(x, y)| self.inked(*x, *y))
            .collect();
        while let Some((x, y)) = open.pop() {
            if x >= name.x0 && x < name.x1 || !self.inked(x, y) || !seen.insert((x, y)) {
                continue;
            }
            if x < limit.x0 || y < limit.y0 || x >= limit.x1 || y >= limit.y1 {
                return false;
            }
            open.extend([(x, y - 1), (x, y + 1), (x - 1, y), (x + 1, y)]);
        }
        true
    }
}

/// The commonest colour in a box among those that count.
pub(in crate::marks) fn commonest(
    image: &RgbImage,
    b: PixelBox,
    counts: impl Fn(Colour) -> bool,
) -> Option<Colour> {
    let mut bins: HashMap<[u8; 3], (usize, [f32; 3])> = HashMap::new();
    for (x, y) in (b.x0..b.x1).flat_map(|x| (b.y0..b.y1).map(move |y| (x, y))) {
        let own = pixel(image, x, y);
        if counts(own) {
            let bin = bins.entry(own.map(|c| (c / 16.0) as u8)).or_default();
            bin.0 += 1;
            for (sum, c) in bin.1.iter_mut().zip(own) {
                *sum += c;
            }
        }
    }
    let most = bins.iter().max_by_key(|(bin, (n, _))| (*n, **bin))?;
    Some(most.1.1.map(|c| c / most.1.0 as f32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::marks::texts::text_boxes::Direction;
    use image::Rgb;

    /// A white picture with boxes drawn in it.
    fn picture(boxes: &[([i32; 4], [u8; 3])]) -> RgbImage {
        let mut image = RgbImage::from_pixel(200, 60, Rgb([255; 3]));
        for ([x0, y0, x1, y1], colour) in boxes {
            for (x, y) in (*x0..*x1).flat_map(|x| (*y0..*y1).map(move |y| (x, y))) {
                image.put_pixel(x as u32, y as u32, Rgb(*colour));
            }
        }
        image
    }

    fn name(bounds: PixelBox) -> Text {
        Text {
            bounds,
            direction: Direction::Across,
            text: "Name".to_owned(),
            confidence: 1.0,
            numbers: Vec::new(),
            pieces: Vec::new(),
            line: 0,
        }
    }

    fn found(image: &RgbImage, side: Side) -> Option<Swatch> {
        let texts = [name(PixelBox::new(80, 25, 110, 35))];
        swatch(&Scene { image, texts: &texts, scale: 1.0 }, 0, side, false)
    }

    #[test]
    fn a_square_beside_a_name_is_its_swatch() {
        let image = picture(&[([60, 24, 72, 36], [20, 90, 200])]);
        let square = found(&image, Side::Left).unwrap();
        assert_eq!(square.bounds, PixelBox::new(60, 24, 72, 36));
        assert!(square.fill > 0.9);
        assert!(found(&image, Side::Right).is_none());
    }

    #[test]
    fn dashes_are_one_swatch() {
        let red = [220, 30, 30];
        let image =
            picture(&[([40, 29, 49, 31], red), ([54, 29, 63, 31], red), ([68, 29, 74, 31], red)]);
        let dashes = found(&image, Side::Left).unwrap();
        assert_eq!(dashes.bounds, PixelBox::new(40, 29, 74, 31));
    }

    #[test]
    fn an_outlined_swatch_has_the_colour_of_its_inside() {
        let image = picture(&[([58, 23, 72, 37], [0, 0, 0]), ([59, 24, 71, 36], [180, 220, 250])]);
        let box_ = found(&image, Side::Left).unwrap();
        assert_eq!(box_.colour, [180.0, 220.0, 250.0]);
    }

    #[test]
    fn an_axis_beside_a_name_is_none_and_hides_no_swatch() {
        let axis = ([76, 0, 77, 60], [0, 0, 0]);
        assert!(found(&picture(&[axis]), Side::Left).is_none());
        let image = picture(&[axis, ([60, 24, 72, 36], [20, 90, 200])]);
        assert_eq!(found(&image, Side::Left).unwrap().bounds.x0, 60);
    }
}
