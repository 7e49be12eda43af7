//! Header text above the picture, as the model saw it in training.
//!
//! Pix2Struct models are told their task by text drawn above the picture
//! (`is_vqa`): DePlot's is always the same, for question models it is the question.
//! Drawn as transformers' `render_header` draws it: see `docs/parity.md` for how
//! closely.

mod font;
mod wrap;

use std::borrow::Cow;

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
use image::{GrayImage, Luma, Rgb, RgbImage};

pub use font::HeaderFont;

/// Font size in pixels per em (`text_size` of transformers' `render_text`).
pub const TEXT_SIZE: u16 = 36;
/// White pixels on every side of the text (its `*_padding`).
const PADDING: i32 = 5;
/// Characters of a line at most (its `TextWrapper(width=80)`).
const LINE_LENGTH: usize = 80;
/// Pixels between two lines, besides the height of a capital (Pillow's `spacing`).
const LINE_SPACING: i32 = 4;
/// Most pixels of picture and header together. A picture that is a thousand times
/// higher than wide would be blown up beyond it, to the width of the header.
const MAX_PIXELS: u64 = 120_000_000;

/// Draws `text` black on white: wrapped, with its padding, and no larger.
pub fn text(text: &str, font: &HeaderFont) -> GrayImage {
    let lines: Vec<_> = wrap::wrap(text, LINE_LENGTH).iter().map(|line| font.line(line)).collect();
    let pitch = font.bottom(&font.line("A")) + LINE_SPACING;
    let tops = (0..).map(|number: i32| number * pitch);
    let width = lines.iter().map(|line| line.right).max().unwrap_or(0);
    let height = lines
        .iter()
        .zip(tops.clone())
        .map(|(line, top)| top + font.bottom(line))
        .max()
        .unwrap_or(0);
    let mut picture = GrayImage::from_pixel(
        (width + 2 * PADDING) as u32,
        (height + 2 * PADDING) as u32,
        Luma([255]),
    );
    for (line, top) in lines.iter().zip(tops) {
        font.draw(line, |x, y, coverage| {
            let at = (u32::try_from(x + PADDING), u32::try_from(y + PADDING + top));
            let pixel = match at {
                (Ok(x), Ok(y)) => picture.get_pixel_mut_checked(x, y),
                _ => None,
            };
            if let Some(Luma([grey])) = pixel {
                // Neighbours that overlap are laid over one another.
                let white = u16::from(*grey) * u16::from(255 - coverage);
                *grey = ((white + 127) / 255) as u8;
            }
        });
    }
    picture
}

/// Puts `header` above `picture`: both scaled to the wider one's width.
///
/// # Errors
/// In words, if the picture is too narrow for its height.
pub fn above(header: &GrayImage, picture: &RgbImage) -> Result<RgbImage, String> {
    let width = header.width().max(picture.width());
    // Evaluated as transformers does, in double precision and cut off.
    let scaled = |(w, h): (u32, u32)| f64::from(h) * (f64::from(width) / f64::from(w));
    let (head, body) = (scaled(header.dimensions()), scaled(picture.dimensions()));
    if (head + body) * f64::from(width) > MAX_PIXELS as f64 {
        return Err(format!(
            "a picture of {} x {} pixels is too narrow to put a header text above it",
            picture.width(),
            picture.height()
        ));
    }
    let (head, body) = (head as u32, body as u32);
    let header = resized(header.as_raw(), PixelType::U8, header.dimensions(), (width, head))?;
    let body = resized(picture.as_raw(), PixelType::U8x3, picture.dimensions(), (width, body))?;
    let mut pixels = Vec::with_capacity(header.len() * 3 + body.len());
    pixels.extend(header.iter().flat_map(|grey| [*grey; 3]));
    pixels.extend_from_slice(&body);
    let height = (pixels.len() / 3) as u32 / width;
    image::ImageBuffer::<Rgb<u8>, _>::from_raw(width, height, pixels)
        .ok_or_else(|| "the header does not fit the picture".to_owned())
}

/// Pillow's default resampling of 8-bit pictures: bicubic (a = -0.5), antialiased,
/// first along rows, then along columns, rounded to 8 bits in between.
fn resized(
    pixels: &[u8],
    pixel_type: PixelType,
    from: (u32, u32),
    to: (u32, u32),
) -> Result<Cow<'_, [u8]>, String> {
    let bicubic = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    let mut resizer = Resizer::new();
    let mut pass = |pixels: &[u8], from: (u32, u32), to: (u32, u32)| {
        let source =
            ImageRef::new(from.0, from.1, pixels, pixel_type).map_err(|e| e.to_string())?;
        let mut target = Image::new(to.0, to.1, pixel_type);
        resizer.resize(&source, &mut target, &bicubic).map_err(|e| e.to_string())?;
        Ok::<_, String>(target.into_vec())
    };
    let between = (to.0, from.1);
    match (from == between, between == to) {
        (true, true) => Ok(Cow::Borrowed(pixels)),
        (true, false) | (false, true) => Ok(Cow::Owned(pass(pixels, from, to)?)),
        (false, false) => {
            let narrowed = pass(pixels, from, between)?;
            Ok(Cow::Owned(pass(&narrowed, between, to)?))
        }
    }
}
