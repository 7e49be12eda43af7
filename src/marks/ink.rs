//! Ink: how far every pixel is from what lies behind it.
//!
//! Text is found on whatever it stands on (page, panel, bar), so every pixel
//! is compared with the nearest *flat* pixel: one in a uniform patch too large
//! to be part of a letter.

use image::{GrayImage, Luma, RgbImage};

/// Largest difference of a channel within a patch that counts as uniform.
const UNIFORM: u8 = 12;
/// Colour distance below which a pixel is never ink.
pub(super) const FAINTEST_INK: u16 = 22;
/// A pixel is ink if it has this share of the strongest distance nearby.
pub(super) const INK_SHARE: f32 = 0.3;
/// Colour distance from which a long thin uniform run is a line.
const FAINTEST_LINE: u16 = 25;
/// No source yet, in maps of pixel indices.
const NONE: u32 = u32::MAX;
/// Side in pixels of the longest edge for which the windows below hold.
const USUAL_SIDE: f32 = 1000.0;

/// What was found at every pixel, row by row.
#[derive(Debug, Clone)]
pub struct Ink {
    /// Columns of the picture.
    pub width: usize,
    /// Rows of the picture.
    pub height: usize,
    /// How much larger than usual the picture is drawn, from 1 (a side of up
    /// to 1000 pixels) to 2.6; windows and size limits grow with it.
    pub scale: f32,
    /// Euclidean RGB distance to the local background, rounded, 0 to 442.
    pub distance: Vec<u16>,
    /// 255 where the pixel is part of text or another small mark.
    pub mask: GrayImage,
    /// Whether the pixel is part of a long straight line (axis, grid, frame).
    pub line: Vec<bool>,
    /// Pixels of long horizontal lines in every row.
    pub line_in_row: Vec<u32>,
    /// Pixels of long vertical lines in every column.
    pub line_in_column: Vec<u32>,
    /// Whether the pixel is part of a uniform patch larger than a letter's strokes.
    pub flat: Vec<bool>,
}

impl Ink {
    /// Index of a pixel in the maps; `None` outside of the picture.
    pub fn at(&self, x: i32, y: i32) -> Option<usize> {
        let inside = x >= 0 && y >= 0 && (x as usize) < self.width && (y as usize) < self.height;
        inside.then(|| y as usize * self.width + x as usize)
    }
}

/// How much larger than usual a picture is drawn, as in [`Ink::scale`].
pub fn picture_scale(width: usize, height: usize) -> f32 {
    (width.max(height) as f32 / USUAL_SIDE).clamp(1.0, 2.6)
}

/// Finds the ink of a picture.
pub fn ink(image: &RgbImage) -> Ink {
    let (width, height) = (image.width() as usize, image.height() as usize);
    let scale = picture_scale(width, height);
    let scaled = |pixels: f32| (pixels * scale).round() as usize;
    let raster = Raster { width, height, pixels: image.as_raw() };

    // Patches no letter has: squares, and the insides of thin bars.
    let mut flat = raster.uniform(scaled(5.0), scaled(5.0));
    or(&mut flat, &raster.uniform(scaled(21.0), scaled(3.0)));
    or(&mut flat, &raster.uniform(scaled(3.0), scaled(21.0)));
    let across = raster.uniform(scaled(25.0), 1);
    let upright = raster.uniform(1, scaled(25.0));
    let mut line = across.clone();
    or(&mut line, &upright);

    let distance = distance_to_background(&raster, &flat);
    let strongest = sliding_max(&distance, width, height, scaled(9.0) | 1);
    let mut mask = GrayImage::new(width as u32, height as u32);
    for (at, pixel) in mask.pixels_mut().enumerate() {
        let faintest = FAINTEST_INK.max((INK_SHARE * f32::from(strongest[at])) as u16);
        if distance[at] > faintest && !flat[at] && !line[at] {
            *pixel = Luma([255]);
        }
    }
    for (at, on_line) in line.iter_mut().enumerate() {
        *on_line = *on_line && !flat[at] && distance[at] > FAINTEST_LINE;
    }
    let (mut line_in_row, mut line_in_column) = (vec![0; height], vec![0; width]);
    for at in (0..line.len()).filter(|at| line[*at]) {
        line_in_row[at / width] += u32::from(across[at]);
        line_in_column[at % width] += u32::from(upright[at]);
    }
    Ink { width, height, scale, distance, mask, line, line_in_row, line_in_column, flat }
}

/// The picture's bytes with its size.
struct Raster<'a> {
    width: usize,
    height: usize,
    pixels: &'a [u8],
}

impl Raster<'_> {
    /// Pixels covered by a uniform window of `columns` x `rows`.
    fn uniform(&self, columns: usize, rows: usize) -> Vec<bool> {
        let (width, height) = (self.width, self.height);
        if columns > width || rows > height {
            return vec![false; width * height];
        }
        let stride = 3 * width;
        let mut high = self.pixels.to_vec();
        slide(&mut high, 3, stride, columns, u8::max);
        slide(&mut high, stride, stride * height, rows, u8::max);
        let mut low = self.pixels.to_vec();
        slide(&mut low, 3, stride, columns, u8::min);
        slide(&mut low, stride, stride * height, rows, u8::min);
        // Top left corners of uniform windows, then every pixel under one.
        let mut covered = vec![0u8; width * height];
        for y in 0..=height - rows {
            let row = y * width..y * width + width - columns + 1;
            let span = 3 * row.start..3 * row.end;
            let spans = high[span.clone()].chunks_exact(3).zip(low[span].chunks_exact(3));
            for (covered, (high, low)) in covered[row].iter_mut().zip(spans) {
                let within = |c: usize| high[c] - low[c] <= UNIFORM;
                *covered = u8::from(within(0) & within(1) & within(2));
            }
        }
        slide_back(&mut covered, 1, width, columns);
        slide_back(&mut covered, width, width * height, rows);
        covered.into_iter().map(|c| c != 0).collect()
    }
}

/// Replaces every value by the best of `window` values `step` apart, itself
/// first, without leaving its run of `run` values.
fn slide<T: Copy>(
    values: &mut [T],
    step: usize,
    run: usize,
    window: usize,
    best: impl Fn(T, T) -> T,
) {
    // From one copy into the other, so that many values can be compared at once.
    let mut before = values.to_vec();
    for (chunk, before) in values.chunks_mut(run).zip(before.chunks_mut(run)) {
        let mut reach = 1;
        while reach < window {
            let shift = reach.min(window - reach);
            before.copy_from_slice(chunk);
            let ahead = before.get(shift * step..).unwrap_or_default();
            for ((value, own), ahead) in chunk.iter_mut().zip(before.iter()).zip(ahead) {
                *value = best(*own, *ahead);
            }
            reach += shift;
        }
    }
}

/// Spreads every set value over the `window` places from it on.
fn slide_back(values: &mut [u8], step: usize, run: usize, window: usize) {
    let mut before = values.to_vec();
    for (chunk, before) in values.chunks_mut(run).zip(before.chunks_mut(run)) {
        let mut reach = 1;
        while reach < window {
            let shift = reach.min(window - reach);
            before.copy_from_slice(chunk);
            let later = chunk.get_mut(shift * step..).unwrap_or_default();
            for (value, behind) in later.iter_mut().zip(before.iter()) {
                *value |= *behind;
            }
            reach += shift;
        }
    }
}

/// The largest value in a square window of odd side around every pixel.
fn sliding_max(values: &[u16], width: usize, height: usize, side: usize) -> Vec<u16> {
    let half = side / 2;
    let mut out = values.to_vec();
    slide(&mut out, 1, width, side, u16::max);
    slide(&mut out, width, width * height, side, u16::max);
    // The window of a pixel now starts at it; move it back by half a window.
    let mut centred = vec![0; width * height];
    for y in 0..height {
        let from = y.saturating_sub(half) * width;
        for x in 0..width {
            centred[y * width + x] = out[from + x.saturating_sub(half)];
        }
    }
    centred
}

fn or(into: &mut [bool], other: &[bool]) {
    for (a, b) in into.iter_mut().zip(other) {
        *a |= b;
    }
}

/// Spreads the flat pixels' indices over neighbours of the same colour: the
/// narrow background between a letter and a bar. Others get `NONE`.
fn spread(raster: &Raster, flat: &[bool]) -> Vec<u32> {
    let (width, height) = (raster.width, raster.height);
    let mut source: Vec<u32> =
        flat.iter().enumerate().map(|(at, f)| if *f { at as u32 } else { NONE }).collect();
    let alike = |a: usize, b: usize| {
        (0..3).all(|c| raster.pixels[3 * a + c].abs_diff(raster.pixels[3 * b + c]) <= UNIFORM)
    };
    let neighbours = |at: usize| {
        let (x, y) = (at % width, at / width);
        [
            (x > 0).then(|| at - 1),
            (x + 1 < width).then(|| at + 1),
            (y > 0).then(|| at - width),
            (y + 1 < height).then(|| at + width),
        ]
        .into_iter()
        .flatten()
    };
    let mut edge: Vec<usize> =
        (0..source.len()).filter(|at| flat[*at] && neighbours(*at).any(|n| !flat[n])).collect();
    while let Some(at) = edge.pop() {
        for next in neighbours(at) {
            if source[next] == NONE && alike(next, source[at] as usize) {
                source[next] = source[at];
                edge.push(next);
            }
        }
    }
    source
}

/// Distance of every pixel to the nearest flat pixel's colour.
///
/// The nearest flat pixel is found by two sweeps that hand on their
/// neighbours' (chamfer distance 3-4), which is near enough for a background.
fn distance_to_background(raster: &Raster, flat: &[bool]) -> Vec<u16> {
    let (width, height) = (raster.width, raster.height);
    let mut source = spread(raster, flat);
    let mut far: Vec<u16> = source.iter().map(|s| if *s == NONE { u16::MAX } else { 0 }).collect();
    let mut relax = |at: usize, from: usize, cost: u16| {
        let through = far[from].saturating_add(cost);
        if through < far[at] {
            far[at] = through;
            source[at] = source[from];
        }
    };
    for y in 0..height {
        for x in 0..width {
            let at = y * width + x;
            if x > 0 {
                relax(at, at - 1, 3);
            }
            if y > 0 {
                relax(at, at - width, 3);
                if x > 0 {
                    relax(at, at - width - 1, 4);
                }
                if x + 1 < width {
                    relax(at, at - width + 1, 4);
                }
            }
        }
    }
    for y in (0..height).rev() {
        for x in (0..width).rev() {
            let at = y * width + x;
            if x + 1 < width {
                relax(at, at + 1, 3);
            }
            if y + 1 < height {
                relax(at, at + width, 3);
                if x + 1 < width {
                    relax(at, at + width + 1, 4);
                }
                if x > 0 {
                    relax(at, at + width - 1, 4);
                }
            }
        }
    }
    source
        .iter()
        .enumerate()
        .map(|(at, from)| {
            if *from == NONE || *from as usize == at {
                return 0;
            }
            let (a, b) = (3 * at, 3 * *from as usize);
            let square: f32 = (0..3)
                .map(|c| {
                    let d = f32::from(raster.pixels[a + c]) - f32::from(raster.pixels[b + c]);
                    d * d
                })
                .sum();
            square.sqrt().round() as u16
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    fn page(width: u32, height: u32) -> RgbImage {
        RgbImage::from_pixel(width, height, Rgb([255, 255, 255]))
    }

    #[test]
    fn a_small_mark_is_ink_and_a_bar_is_not() {
        let mut image = page(120, 90);
        for (x, y) in (0..3).flat_map(|x| (0..8).map(move |y| (10 + x, 10 + y))) {
            image.put_pixel(x, y, Rgb([0, 0, 0]));
        }
        for (x, y) in (0..20).flat_map(|x| (0..50).map(move |y| (60 + x, 30 + y))) {
            image.put_pixel(x, y, Rgb([70, 120, 170]));
        }
        let ink = ink(&image);
        assert_eq!(ink.mask.get_pixel(11, 12).0, [255]);
        assert_eq!(ink.distance[12 * 120 + 11], 442);
        assert_eq!(ink.mask.get_pixel(70, 50).0, [0]);
    }

    #[test]
    fn a_mark_on_a_bar_is_measured_from_the_bar() {
        let mut image = RgbImage::from_pixel(80, 80, Rgb([100, 100, 100]));
        image.put_pixel(40, 40, Rgb([100, 100, 200]));
        assert_eq!(ink(&image).distance[40 * 80 + 40], 100);
    }

    #[test]
    fn a_grid_line_is_a_line_and_no_ink() {
        let mut image = page(100, 60);
        for x in 0..100 {
            image.put_pixel(x, 30, Rgb([200, 200, 200]));
        }
        let ink = ink(&image);
        assert!(ink.line[30 * 100 + 50]);
        assert_eq!(ink.mask.get_pixel(50, 30).0, [0]);
    }

    #[test]
    fn pictures_smaller_than_every_window_do_no_harm() {
        for (w, h) in [(1, 1), (2, 40), (40, 3)] {
            assert_eq!(ink(&page(w, h)).distance.len(), (w * h) as usize);
        }
    }
}
