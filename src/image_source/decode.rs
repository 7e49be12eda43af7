//! Encoded bytes to an upright RGB picture.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError as Codec, ImageFormat, ImageReader, RgbImage};

use super::{ImageError, Limits};

/// Most memory a decoder may take beside the pixels, in bytes.
const DECODER_MEMORY: u64 = 1 << 30;
/// JPEG markers: start of scan, end of image (ITU T.81, table B.1).
const JPEG_START_OF_SCAN: [u8; 2] = [0xFF, 0xDA];
const JPEG_END_OF_IMAGE: [u8; 2] = [0xFF, 0xD9];

/// Decodes a picture: the format by its content, the first frame of several, the
/// orientation of its EXIF data applied, 16 bits reduced to 8, transparency laid on white.
///
/// `name` is for messages. The number of pixels is checked before they are decoded.
///
/// # Errors
/// [`ImageError`] if the bytes are no picture, a damaged one, or one past the limits.
pub fn decode(bytes: &[u8], name: &str, limits: &Limits) -> Result<RgbImage, ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty { name: name.to_owned() });
    }
    let not_a_picture = || ImageError::NotAPicture { name: name.to_owned(), content: guess(bytes) };
    let format = image::guess_format(bytes).map_err(|_| not_a_picture())?;
    let format_name = name_of(format).ok_or_else(not_a_picture)?;
    let damaged =
        |reason: String| ImageError::Damaged { name: name.to_owned(), format: format_name, reason };
    let refused = |e: Codec| damaged(reason(&e));

    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut codec_limits = image::Limits::no_limits();
    codec_limits.max_alloc = Some(limits.max_pixels.saturating_mul(8).max(DECODER_MEMORY));
    reader.limits(codec_limits);
    let mut decoder = reader.into_decoder().map_err(refused)?;

    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(ImageError::NoPixels { name: name.to_owned(), width, height });
    }
    if u64::from(width) * u64::from(height) > limits.max_pixels {
        return Err(ImageError::TooManyPixels {
            name: name.to_owned(),
            width,
            height,
            limit: limits.max_pixels,
        });
    }
    if format == ImageFormat::Jpeg && jpeg_is_cut(bytes) {
        return Err(damaged("it ends before the end of the picture".to_owned()));
    }
    let orientation = decoder.orientation().map_err(refused)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    picture.apply_orientation(orientation);
    Ok(on_white(picture))
}

/// RGB with transparency laid on white: `c·a + 255·(1 − a)`, rounded.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let rgba = picture.into_rgba8();
    RgbImage::from_fn(rgba.width(), rgba.height(), |x, y| {
        let image::Rgba([r, g, b, a]) = *rgba.get_pixel(x, y);
        let over = |c: u8| {
            let (c, a) = (u32::from(c), u32::from(a));
            ((c * a + 255 * (255 - a) + 127) / 255) as u8
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

/// The decoder fills what is missing with grey and says nothing, so the end marker is
/// looked for: after the last scan began (thumbnails in EXIF data come before).
fn jpeg_is_cut(bytes: &[u8]) -> bool {
    let last = |marker: [u8; 2]| bytes.windows(2).rposition(|pair| pair == marker);
    match (last(JPEG_START_OF_SCAN), last(JPEG_END_OF_IMAGE)) {
        (Some(scan), Some(end)) => end < scan,
        _ => true,
    }
}

fn name_of(format: ImageFormat) -> Option<&'static str> {
    Some(match format {
        ImageFormat::Png => "PNG",
        ImageFormat::Jpeg => "JPEG",
        ImageFormat::WebP => "WebP",
        ImageFormat::Gif => "GIF",
        ImageFormat::Bmp => "BMP",
        ImageFormat::Tiff => "TIFF",
        _ => return None,
    })
}

/// What bytes that are no picture look like, for the message.
fn guess(bytes: &[u8]) -> &'static str {
    let start = &bytes[..bytes.len().min(512)];
    let text =
        std::str::from_utf8(start).or_else(|e| std::str::from_utf8(&start[..e.valid_up_to()]));
    let text = text.unwrap_or_default().trim_start();
    if start.starts_with(b"%PDF") {
        "a PDF document"
    } else if text.contains("<svg") {
        "an SVG drawing"
    } else if text.starts_with("<!") || text.starts_with("<html") {
        "a web page"
    } else if text.len() * 10 >= start.len() * 9 && !text.contains('\0') {
        "text"
    } else {
        "of no known picture format"
    }
}

fn reason(error: &Codec) -> String {
    match error {
        Codec::IoError(e) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
            "it ends before the end of the picture".to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageEncoder as _, RgbaImage};

    use super::*;

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    fn error(bytes: &[u8]) -> String {
        decode(bytes, "chart", &Limits::default()).unwrap_err().to_string()
    }

    #[test]
    fn every_format_is_decoded_by_its_content() {
        let picture =
            DynamicImage::ImageRgb8(RgbImage::from_pixel(5, 3, image::Rgb([200, 10, 60])));
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::WebP,
            ImageFormat::Gif,
            ImageFormat::Bmp,
            ImageFormat::Tiff,
        ] {
            let rgb = decode(&encoded(&picture, format), "chart", &Limits::default()).unwrap();
            assert_eq!(rgb.dimensions(), (5, 3), "{format:?}");
            let [r, g, b] = rgb.get_pixel(2, 1).0.map(i32::from);
            assert!((r - 200).abs() < 9 && (g - 10).abs() < 9 && (b - 60).abs() < 9, "{format:?}");
        }
    }

    #[test]
    fn transparency_is_laid_on_white() {
        let rgba =
            RgbaImage::from_fn(3, 1, |x, _| image::Rgba([100, 0, 0, [0, 128, 255][x as usize]]));
        let bytes = encoded(&DynamicImage::ImageRgba8(rgba), ImageFormat::Png);
        let rgb = decode(&bytes, "chart", &Limits::default()).unwrap();
        let pixels: Vec<_> = rgb.pixels().map(|p| p.0).collect();
        assert_eq!(pixels, [[255, 255, 255], [177, 127, 127], [100, 0, 0]]);
    }

    #[test]
    fn exif_orientation_is_applied() {
        // A little-endian TIFF header with one entry: tag 0x0112 (orientation) = 6, turn right.
        let exif = [
            b"II*\0\x08\0\0\0\x01\0".as_slice(),
            &[0x12, 0x01, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0],
        ]
        .concat();
        let mut bytes = Vec::new();
        let mut encoder = image::codecs::jpeg::JpegEncoder::new(&mut bytes);
        encoder.set_exif_metadata(exif).unwrap();
        encoder.encode(&[0; 30], 5, 2, image::ExtendedColorType::Rgb8).unwrap();
        let rgb = decode(&bytes, "chart", &Limits::default()).unwrap();
        assert_eq!(rgb.dimensions(), (2, 5));
    }

    #[test]
    fn what_is_no_picture_is_named() {
        for (bytes, expected) in [
            (b"hello, this is a note".as_slice(), "chart is not a picture: its content is text"),
            (b"%PDF-1.7 \x00\x01", "chart is not a picture: its content is a PDF document"),
            (
                b"<?xml version='1.0'?><svg/>",
                "chart is not a picture: its content is an SVG drawing",
            ),
            (b"<!doctype html><p>", "chart is not a picture: its content is a web page"),
            (
                b"\x00\x01\x02\x03",
                "chart is not a picture: its content is of no known picture format",
            ),
            (b"", "chart is empty"),
        ] {
            assert_eq!(error(bytes), expected);
        }
    }

    #[test]
    fn cut_pictures_are_damaged() {
        let noise =
            RgbImage::from_fn(64, 64, |x, y| image::Rgb([(x * y) as u8, (x * 7) as u8, y as u8]));
        for (format, name) in [(ImageFormat::Png, "PNG"), (ImageFormat::Jpeg, "JPEG")] {
            let bytes = encoded(&DynamicImage::ImageRgb8(noise.clone()), format);
            for keep in [bytes.len() / 2, bytes.len() * 9 / 10] {
                let message = error(&bytes[..keep]);
                assert!(
                    message.starts_with(&format!("chart is a damaged {name} picture: ")),
                    "{message}"
                );
            }
        }
    }

    #[test]
    fn sizes_are_checked_before_pixels_are_decoded() {
        let mut bytes = encoded(&DynamicImage::ImageRgb8(RgbImage::new(1, 1)), ImageFormat::Png);
        for (size, expected) in [
            (30_000_u32, "chart has 30000 x 30000 pixels, more than the 100 million allowed"),
            (0, "chart is a damaged PNG picture"),
        ] {
            bytes[16..20].copy_from_slice(&size.to_be_bytes());
            bytes[20..24].copy_from_slice(&size.to_be_bytes());
            let crc = png_crc(&bytes[12..29]);
            bytes[29..33].copy_from_slice(&crc.to_be_bytes());
            let message = error(&bytes);
            assert!(message.starts_with(expected), "{message}");
        }
    }

    /// CRC-32 of a PNG chunk's type and data (PNG specification, annex D).
    fn png_crc(data: &[u8]) -> u32 {
        !data.iter().fold(!0_u32, |mut crc, byte| {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 };
            }
            crc
        })
    }
}
