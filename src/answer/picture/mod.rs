//! Sending the picture: whether, in which size, and why.

use std::io::Cursor;

use base64::Engine as _;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{ImageFormat, RgbImage};
use serde::{Deserialize, Serialize};

use super::AnswerError;
use crate::Reading;

mod looks;

pub use looks::{Aspect, aspect};

/// Longest side of a picture that is sent, in pixels. Models scale larger ones down themselves
/// (Anthropic's above 1568, OpenAI's to 2048 and then to 768 on the short side), and small local
/// ones pay for every tile.
pub const MAX_SIDE: u32 = 1568;
/// Largest PNG that is sent, in bytes; what is larger, photographs, goes as JPEG. Base64 makes
/// a third more of it, and some servers take no more than 5 MB.
const MAX_PNG: usize = 3 << 20;
/// Quality of such a JPEG.
const JPEG_QUALITY: u8 = 90;
/// A cell below this confidence makes a reading doubtful: of names read with less, a third was
/// right (`docs/figures.md`, 'What a confidence means').
pub const LOW_CONFIDENCE: f32 = 0.7;

/// A picture as it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    data_uri: String,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} bytes)", self.data_uri.len())
    }
}

impl Picture {
    /// Scales a picture to [`MAX_SIDE`] if it is larger, and encodes it.
    ///
    /// # Errors
    /// [`AnswerError::Picture`] if it cannot be encoded.
    pub fn encode(picture: &RgbImage) -> Result<Self, AnswerError> {
        let fail = |error: image::ImageError| AnswerError::Picture { reason: error.to_string() };
        let scaled = scaled(picture);
        let picture = scaled.as_ref().unwrap_or(picture);
        let mut bytes = Vec::new();
        picture.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).map_err(fail)?;
        let mut kind = "png";
        if bytes.len() > MAX_PNG {
            bytes.clear();
            let mut encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
            encoder.encode_image(picture).map_err(fail)?;
            kind = "jpeg";
        }
        let text = base64::engine::general_purpose::STANDARD.encode(&bytes);
        Ok(Self { data_uri: format!("data:image/{kind};base64,{text}") })
    }

    /// The picture as a `data:` URI.
    pub fn data_uri(&self) -> &str {
        &self.data_uri
    }
}

/// The picture in the size it is sent in, if that is another one.
fn scaled(picture: &RgbImage) -> Option<RgbImage> {
    let (width, height) = picture.dimensions();
    let long = width.max(height);
    if long <= MAX_SIDE {
        return None;
    }
    let side = |side: u32| {
        ((f64::from(side) * f64::from(MAX_SIDE) / f64::from(long)).round() as u32).max(1)
    };
    Some(image::imageops::resize(picture, side(width), side(height), FilterType::CatmullRom))
}

/// When the picture is sent to a language model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureUse {
    /// Never: the table alone.
    #[default]
    Never,
    /// When the table is not enough, and the endpoint is known to take pictures.
    Auto,
    /// Always, beside the table.
    Always,
    /// In place of the table, which is not even read.
    Only,
}

/// What was sent to a language model, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Whether the table was.
    pub table: bool,
    /// Whether the picture was.
    pub picture: bool,
    /// Why, where it was not simply asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What came of reading the picture.
#[derive(Debug, Clone, Copy)]
pub enum Read<'a> {
    /// A table, with whatever is doubtful about it.
    Done(&'a Reading),
    /// The reader refused: what it says.
    Refused(&'a str),
}

/// What is to be sent of a picture that was read. `sees` is whether the endpoint is known to
/// take pictures ([`crate::llm::Known::pictures`]); `None` if the reader refused and the
/// picture is not to be sent either, so that there is nothing to ask about.
pub fn choose(
    asked: PictureUse,
    question: &str,
    read: Read<'_>,
    sees: Option<bool>,
) -> Option<Sent> {
    let table = matches!(read, Read::Done(_));
    let sent = |picture: bool, why: Option<String>| Some(Sent { table, picture, why });
    match asked {
        PictureUse::Never => table.then_some(Sent { table, picture: false, why: None }),
        PictureUse::Always => sent(true, None),
        PictureUse::Only => Some(Sent { table: false, picture: true, why: None }),
        PictureUse::Auto => {
            let why = reason(question, read);
            match (why, sees) {
                (None, _) => sent(false, Some("the table is enough".to_owned())),
                (Some(why), Some(true)) => sent(true, Some(why)),
                (Some(why), sees) if table => {
                    let unseen = if sees.is_some() {
                        "the endpoint takes no pictures"
                    } else {
                        "the endpoint was not yet shown to take pictures"
                    };
                    sent(false, Some(format!("{why}, but {unseen}")))
                }
                (Some(_), _) => None,
            }
        }
    }
}

/// Why a picture is of more use than its table alone.
fn reason(question: &str, read: Read<'_>) -> Option<String> {
    match read {
        Read::Refused(reason) => Some(format!("the reader refused: {reason}")),
        Read::Done(reading) => aspect(question)
            .map(|aspect| format!("the question is about {}", aspect.name()))
            .or_else(|| doubt(reading).map(|doubt| format!("the reading is doubtful: {doubt}"))),
    }
}

/// What is doubtful about a reading, in words.
pub fn doubt(reading: &Reading) -> Option<String> {
    let verdicts = reading.verdicts;
    let cells = reading.table.cell_confidence.iter().flatten().flatten();
    let lowest = cells.copied().reduce(f32::min).unwrap_or(1.0);
    if verdicts.truncated {
        Some("the table is cut short".to_owned())
    } else if verdicts.repeated {
        Some("the model repeated itself".to_owned())
    } else if verdicts.ragged {
        Some("rows had different numbers of cells".to_owned())
    } else if let Some(warning) = reading.warnings.first() {
        Some(warning.clone())
    } else if lowest < LOW_CONFIDENCE {
        Some(format!("a cell has a confidence of {lowest:.2}"))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(picture: &Picture) -> (String, RgbImage) {
        let (head, text) = picture.data_uri().split_once(";base64,").unwrap();
        let bytes = base64::engine::general_purpose::STANDARD.decode(text).unwrap();
        (head.to_owned(), image::load_from_memory(&bytes).unwrap().into_rgb8())
    }

    #[test]
    fn small_pictures_go_as_they_are() {
        let picture = RgbImage::from_fn(40, 30, |x, y| image::Rgb([x as u8, y as u8, 7]));
        let (head, sent) = decoded(&Picture::encode(&picture).unwrap());
        assert_eq!((head.as_str(), sent), ("data:image/png", picture));
    }

    #[test]
    fn large_ones_are_scaled_and_photographs_go_as_jpeg() {
        let (_, sent) = decoded(&Picture::encode(&RgbImage::new(4000, 10)).unwrap());
        assert_eq!(sent.dimensions(), (MAX_SIDE, 4));
        let mut state = 1_u32;
        let noise = RgbImage::from_fn(MAX_SIDE, 900, |_, _| {
            image::Rgb([0; 3].map(|_: u8| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            }))
        });
        let (head, sent) = decoded(&Picture::encode(&noise).unwrap());
        assert_eq!((head.as_str(), sent.dimensions()), ("data:image/jpeg", (MAX_SIDE, 900)));
    }

    fn reading(confidence: f32) -> Reading {
        let mut reading = Reading::default();
        reading.table.cell_confidence = Some(vec![vec![1.0, confidence]]);
        reading
    }

    #[test]
    fn auto_sends_only_what_helps_and_only_where_it_is_seen() {
        let (sure, unsure) = (reading(0.9), reading(0.5));
        let mut warned = reading(0.9);
        warned.warnings.push("something is unexplained".to_owned());
        let plain = "What is the value of Italy?";
        let colour = "What does the red line show?";
        let auto = |question, read, sees| choose(PictureUse::Auto, question, read, sees).unwrap();
        for (question, read, sees, picture, why) in [
            (plain, Read::Done(&sure), Some(true), false, "the table is enough"),
            (colour, Read::Done(&sure), Some(true), true, "about a colour"),
            (colour, Read::Done(&sure), None, false, "not yet shown"),
            (colour, Read::Done(&sure), Some(false), false, "takes no pictures"),
            (plain, Read::Done(&unsure), Some(true), true, "confidence of 0.50"),
            (plain, Read::Done(&warned), Some(true), true, "unexplained"),
            (plain, Read::Refused("a map"), Some(true), true, "a map"),
        ] {
            let sent = auto(question, read, sees);
            assert_eq!(sent.picture, picture, "{sent:?}");
            assert_eq!(sent.table, matches!(read, Read::Done(_)));
            assert!(sent.why.as_deref().unwrap().contains(why), "{sent:?}");
        }
        assert_eq!(choose(PictureUse::Auto, plain, Read::Refused("a map"), None), None);
    }

    #[test]
    fn what_is_asked_for_is_done() {
        let sure = reading(0.9);
        for (asked, table, picture) in [
            (PictureUse::Never, true, false),
            (PictureUse::Always, true, true),
            (PictureUse::Only, false, true),
        ] {
            let sent = choose(asked, "red?", Read::Done(&sure), None).unwrap();
            assert_eq!((sent.table, sent.picture, sent.why), (table, picture, None));
        }
        assert_eq!(choose(PictureUse::Never, "red?", Read::Refused("a map"), Some(true)), None);
        let sent = choose(PictureUse::Always, "red?", Read::Refused("a map"), None).unwrap();
        assert!(sent.picture && !sent.table);
    }
}
