//! Telling what is an item's fault from what is the fault of the whole run.

use chartqa::eval::score::Got;
use chartqa::image_source::ImageSource;
use chartqa::{ErrorKind, Result};
use image::RgbImage;

use crate::commands::Context;
use crate::commands::reading;

/// What a reader or answerer gave; an error only if no other item can do better.
pub(super) fn blamed<T>(result: Result<T>) -> Result<Got<T>> {
    match result {
        Ok(value) => Ok(Got::Done(value)),
        Err(error) => match error.kind() {
            ErrorKind::Unanswerable => Ok(Got::Refused(error.to_string())),
            ErrorKind::Failed => Ok(Got::Failed(error.to_string())),
            _ => Err(error),
        },
    }
}

/// The same where what is wrong with the call is wrong with the item: its picture's name, its
/// question.
pub(super) fn of_item<T>(result: Result<T>) -> Result<Got<T>> {
    match result {
        Err(error) if error.kind() == ErrorKind::Usage => Ok(Got::Failed(error.to_string())),
        result => blamed(result),
    }
}

/// The picture of an item, decoded.
pub(super) fn picture(image: &str, context: &Context) -> Result<Got<RgbImage>> {
    let loaded = ImageSource::parse(image)
        .map_err(chartqa::Error::from)
        .and_then(|source| reading::load(context, &source));
    of_item(loaded)
}
