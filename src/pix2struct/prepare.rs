//! Picture and header text to the encoder's input.

use std::path::PathBuf;

use image::RgbImage;
use ndarray::Array3;

use super::header::{self, HeaderFont};
use super::patches::{self, Budget};
use crate::models::manifest::Pix2Struct;
use crate::reader::{ReadError, ReadOptions};

/// What turns pictures into patches for one model.
pub(super) struct Preparation {
    /// Name of the model, for messages.
    pub(super) model: String,
    pub(super) settings: Pix2Struct,
    /// The font of the last header and where it came from.
    pub(super) font: Option<(Option<PathBuf>, HeaderFont)>,
}

impl Preparation {
    /// The patches of a picture, below `header` if there is one.
    pub(super) fn prepare(
        &mut self,
        picture: &RgbImage,
        header: Option<&str>,
        options: &ReadOptions,
    ) -> Result<Array3<f32>, ReadError> {
        let budget = self.budget(options)?;
        let below;
        let picture = match header {
            Some(text) => {
                below = self.with_header(picture, text, options)?;
                &below
            }
            None => picture,
        };
        patches::flatten(picture, budget).map_err(|seen| self.unreadable(seen))
    }

    /// The patch budget: the option's, or the manifest's.
    pub(super) fn budget(&self, options: &ReadOptions) -> Result<Budget, ReadError> {
        let Pix2Struct { patch_size, positions, .. } = self.settings;
        let max_patches = options.max_patches.unwrap_or(self.settings.max_patches);
        if max_patches == 0 || max_patches > positions {
            let option = format!("a budget of {max_patches} patches");
            let reason = format!("it takes from 1 to {positions}, its number of positions");
            return Err(self.refuse(&option, &reason));
        }
        // Ids count from 1.
        Ok(Budget { patch_size, max_patches, max_side: positions.saturating_sub(1).max(1) })
    }

    /// The picture below `text`.
    fn with_header(
        &mut self,
        picture: &RgbImage,
        text: &str,
        options: &ReadOptions,
    ) -> Result<RgbImage, ReadError> {
        let wanted = &options.header_font;
        if self.font.as_ref().is_none_or(|(loaded, _)| loaded != wanted) {
            let font = match wanted {
                Some(file) => HeaderFont::from_file(file, header::TEXT_SIZE)?,
                None => HeaderFont::built_in(header::TEXT_SIZE)?,
            };
            self.font = Some((wanted.clone(), font));
        }
        let header = self.font.as_ref().map(|(_, font)| header::text(text, font));
        header::above(&header.unwrap_or_default(), picture).map_err(|seen| self.unreadable(seen))
    }

    /// An option that does not fit the model.
    pub(super) fn refuse(&self, option: &str, reason: &str) -> ReadError {
        let (option, reason) = (option.to_owned(), reason.to_owned());
        ReadError::Option { option, model: self.model.clone(), reason }
    }

    fn unreadable(&self, seen: String) -> ReadError {
        ReadError::Unreadable { model: self.model.clone(), seen }
    }
}
