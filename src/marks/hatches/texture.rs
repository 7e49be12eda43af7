//! Textures: what fills a box, told by its mean colour and by the directions
//! in which neighbouring pixels are alike.

use image::RgbImage;

use crate::marks::geometry::PixelBox;

/// Mean step between neighbours, in grey levels, from which an area is hatched.
const LEAST_STEP: f32 = 3.0;
/// Side of the blocks that must all be hatched alike, at a picture scale of 1:
/// more than the distance of the lines of open hatches.
const BLOCK: f32 = 30.0;
/// Blocks of one texture differ less than this from all of it together.
const ONE_TEXTURE: f32 = 0.5;
/// Boxes less high or wide than this may show a single row of dots.
const SMALL: f32 = 12.0;
/// So do halves that are not narrower than half a block, by less.
const SAME_HALVES: f32 = 0.2;
/// Dots of a hatch are in more than the rest of the rows.
const FEW_ROWS: f32 = 0.85;
/// A plain colour varies less than this.
const PLAIN: u8 = 16;

/// A texture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Texture {
    /// Mean of the channels, from 0 to 1.
    pub colour: [f32; 3],
    /// Steps across less those along, as a share of all: 1 for upright lines,
    /// -1 for level ones.
    pub upright: f32,
    /// The same for the diagonals: 1 for lines that fall to the left (`/`).
    pub slanted: f32,
    /// Diagonal steps less straight ones: tells crossed slanted lines, dots
    /// and crossed straight lines from each other.
    pub diagonal: f32,
    /// Mean step between neighbours, from 0 to 1.
    pub busy: f32,
    /// How many lines or dots follow each other in it.
    pub repeats: usize,
}

impl Texture {
    /// How unlike two textures are; those of one hatch differ by less than about 0.3.
    pub fn distance(&self, other: &Self) -> f32 {
        let colour: f32 =
            (0..3).map(|c| (self.colour[c] - other.colour[c]).powi(2)).sum::<f32>() / 3.0;
        let busy = (self.busy - other.busy) / (self.busy + other.busy).max(0.02);
        (6.0 * colour
            + 0.5 * (self.upright - other.upright).powi(2)
            + 0.5 * (self.slanted - other.slanted).powi(2)
            + 0.5 * (self.diagonal - other.diagonal).powi(2)
            + 0.3 * busy.powi(2))
        .sqrt()
    }
}

/// The texture of a box, if it is hatched in one way all over.
pub fn throughout(image: &RgbImage, inside: PixelBox, scale: f32) -> Option<Texture> {
    // What is blended with the outline says nothing.
    let inside = match inside.width().min(inside.height()) {
        ..8 => inside,
        _ => PixelBox::new(inside.x0 + 1, inside.y0 + 1, inside.x1 - 1, inside.y1 - 1),
    };
    let short = inside.width().min(inside.height()) as f32;
    if short < 3.0 || short >= SMALL * scale && !reaches_all_sides(image, inside) {
        return None;
    }
    let parts = |length: i32| (length as f32 / (BLOCK * scale)).floor().max(1.0) as i32;
    let (columns, rows) = (parts(inside.width()), parts(inside.height()));
    let cut = |from: i32, length: i32, n: i32, of: i32| from + length * n / of;
    let mut blocks = Vec::new();
    for (column, row) in (0..rows).flat_map(|r| (0..columns).map(move |c| (c, r))) {
        let block = PixelBox::new(
            cut(inside.x0, inside.width(), column, columns),
            cut(inside.y0, inside.height(), row, rows),
            cut(inside.x0, inside.width(), column + 1, columns),
            cut(inside.y0, inside.height(), row + 1, rows),
        );
        blocks.push(texture(image, block).filter(|t| 255.0 * t.busy >= LEAST_STEP)?);
    }
    let all = texture(image, inside)?;
    let one =
        blocks.iter().all(|b| b.distance(&all) < ONE_TEXTURE) && same_halves(image, inside, scale);
    one.then(|| Texture { repeats: repeats(image, inside, scale), ..all })
}

/// Whether the halves of a box, both ways, are filled alike: two boxes that
/// touch are not.
fn same_halves(image: &RgbImage, b: PixelBox, scale: f32) -> bool {
    let (cx, cy) = ((b.x0 + b.x1) / 2, (b.y0 + b.y1) / 2);
    let halves = [
        (PixelBox { x1: cx, ..b }, PixelBox { x0: cx, ..b }),
        (PixelBox { y1: cy, ..b }, PixelBox { y0: cy, ..b }),
    ];
    let narrow = |b: PixelBox| (b.width().min(b.height()) as f32) < 0.5 * BLOCK * scale;
    halves.into_iter().filter(|h| !narrow(h.0)).all(|(first, second)| {
        match (texture(image, first), texture(image, second)) {
            (Some(first), Some(second)) => first.distance(&second) < SAME_HALVES,
            _ => false,
        }
    })
}

/// The texture of a box that shows nothing but the page.
pub fn blank(image: &RgbImage, inside: PixelBox, page: [u8; 3]) -> Option<Texture> {
    // Its rim may be blended with the outline.
    let middle = PixelBox::new(inside.x0 + 1, inside.y0 + 1, inside.x1 - 1, inside.y1 - 1);
    let plain = pixels(image, middle).all(|p| (0..3).all(|c| p[c].abs_diff(page[c]) <= PLAIN));
    (plain && inside.width() >= 2 && inside.height() >= 2).then(|| texture(image, inside)).flatten()
}

fn pixels(image: &RgbImage, b: PixelBox) -> impl Iterator<Item = [u8; 3]> {
    (b.y0..b.y1).flat_map(move |y| (b.x0..b.x1).map(move |x| image.get_pixel(x as u32, y as u32).0))
}

/// Whether a box shows a single colour.
pub fn is_plain(image: &RgbImage, b: PixelBox) -> bool {
    let (mut low, mut high) = ([255u8; 3], [0u8; 3]);
    for pixel in pixels(image, b) {
        for c in 0..3 {
            low[c] = low[c].min(pixel[c]);
            high[c] = high[c].max(pixel[c]);
        }
    }
    (0..3).all(|c| high[c].saturating_sub(low[c]) <= 2 * PLAIN)
}

/// How many lines or rows of dots follow each other, across or along, at the
/// distances that hatches have and in many rows (columns): gridlines over a box
/// are further apart, and the dots of a single one are no hatch.
fn repeats(image: &RgbImage, b: PixelBox, scale: f32) -> usize {
    let grey = |(x, y): (i32, i32)| {
        image.get_pixel(x as u32, y as u32).0.iter().map(|c| u32::from(*c)).sum::<u32>()
    };
    let all = || (b.y0..b.y1).flat_map(|y| (b.x0..b.x1).map(move |x| (x, y)));
    let (low, high) = all().map(grey).fold((u32::MAX, 0), |(l, h), g| (l.min(g), h.max(g)));
    let dark = |p: (i32, i32)| 2 * grey(p) < low + high;
    let across = (b.y0..b.y1)
        .map(|y| (b.x0 + 1..b.x1).filter(|x| dark((*x, y)) != dark((*x - 1, y))).count());
    let along = (b.x0..b.x1)
        .map(|x| (b.y0 + 1..b.y1).filter(|y| dark((x, *y)) != dark((x, *y - 1))).count());
    let dense = |mut changes: Vec<usize>, length: i32| {
        changes.sort_unstable();
        let often = (FEW_ROWS * changes.len() as f32) as usize;
        let lines = changes.get(often).map_or(0, |n| n / 2);
        if length as f32 <= BLOCK * scale * lines as f32 { lines } else { 0 }
    };
    dense(across.collect(), b.width()).max(dense(along.collect(), b.height()))
}

/// Whether something is drawn along all four sides: text within a box keeps
/// away from them.
fn reaches_all_sides(image: &RgbImage, b: PixelBox) -> bool {
    let strip = |length: i32| (length / 4).clamp(3, 12).min(length);
    let (x, y) = (strip(b.width()), strip(b.height()));
    [
        PixelBox { x1: b.x0 + x, ..b },
        PixelBox { x0: b.x1 - x, ..b },
        PixelBox { y1: b.y0 + y, ..b },
        PixelBox { y0: b.y1 - y, ..b },
    ]
    .into_iter()
    .all(|strip| !is_plain(image, strip))
}

/// What fills a box of at least 2 x 2 pixels.
fn texture(image: &RgbImage, b: PixelBox) -> Option<Texture> {
    if b.width() < 2 || b.height() < 2 {
        return None;
    }
    let mut sums = [0u64; 3];
    for pixel in pixels(image, b) {
        for (sum, value) in sums.iter_mut().zip(pixel) {
            *sum += u64::from(value);
        }
    }
    let grey = |x: i32, y: i32| {
        image.get_pixel(x as u32, y as u32).0.iter().map(|c| i32::from(*c)).sum::<i32>()
    };
    // Steps to the right, down, and along both diagonals.
    let mut steps = [0u64; 4];
    for (x, y) in (b.y0..b.y1 - 1).flat_map(|y| (b.x0..b.x1 - 1).map(move |x| (x, y))) {
        let at = grey(x, y);
        let (right, below) = (grey(x + 1, y), grey(x, y + 1));
        steps[0] += u64::from(at.abs_diff(right));
        steps[1] += u64::from(at.abs_diff(below));
        steps[2] += u64::from(at.abs_diff(grey(x + 1, y + 1)));
        steps[3] += u64::from(right.abs_diff(below));
    }
    let count = ((b.width() - 1) * (b.height() - 1)) as f32;
    let [right, down, falling, rising] = steps.map(|s| s as f32 / (3.0 * 255.0 * count));
    let all = (right + down + falling + rising).max(1e-3);
    Some(Texture {
        colour: sums.map(|s| s as f32 / (255.0 * b.area() as f32)),
        upright: 2.0 * (right - down) / all,
        slanted: 2.0 * (falling - rising) / all,
        diagonal: 2.0 * (falling + rising - right - down) / all,
        busy: 0.5 * (right + down),
        repeats: 0,
    })
}
