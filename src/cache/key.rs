//! What a kept reading is found by.

use sha2::{Digest as _, Sha256};

use crate::models::hex;
use crate::models::manifest::Manifest;
use crate::reader::{ModelChoice, ReadError, ReadOptions};
use crate::{Result, marks};

/// The state of the code that readings depend on, from `build.rs`.
const READERS: &str = env!("CHARTQA_READERS");

/// The hash of everything that decides what a reading is: the picture's bytes as they came, the
/// model's manifest (its files' hashes, revision, precision, header text), the limits of
/// generation, the font of header texts, the provider asked for, and the readers' own code.
///
/// Not in it: the number of threads and the version of the runtime library, which move a
/// confidence in its last digits at most.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key(String);

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key {
    /// The key of the reading of `picture`, encoded as it came, by `model` on `provider`, as
    /// it was asked for.
    ///
    /// # Errors
    /// [`ReadError::Option`] if the font of the header text cannot be read; as the reader itself
    /// would say.
    pub fn new(
        picture: &[u8],
        model: &ModelChoice,
        options: &ReadOptions,
        provider: &str,
    ) -> Result<Self> {
        let built_in;
        let manifest: &Manifest = match model {
            ModelChoice::BuiltIn => {
                built_in = marks::manifest()?;
                &built_in
            }
            ModelChoice::Folder { manifest, .. } => manifest,
        };
        let font = match (&options.header_font, model) {
            (Some(path), ModelChoice::Folder { .. }) => {
                std::fs::read(path).map_err(|error| ReadError::Option {
                    option: format!("the header font {}", path.display()),
                    model: manifest.name.clone(),
                    reason: error.to_string(),
                })?
            }
            // The built-in reader draws no header.
            _ => Vec::new(),
        };
        let mut hash = Sha256::new();
        // Each part by its own hash, so that none can run into the next.
        let mut add = |part: &[u8]| hash.update(Sha256::digest(part));
        add(READERS.as_bytes());
        add(picture);
        add(manifest.to_toml()?.as_bytes());
        add(&options.max_new_tokens.to_le_bytes());
        add(format!("{:?}", options.max_patches).as_bytes());
        add(&font);
        add(provider.as_bytes());
        Ok(Self(hex(&hash.finalize())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_changes_a_reading_changes_its_key() {
        let plain = ReadOptions::default();
        let key = |picture: &[u8], model: &ModelChoice, options: &ReadOptions, provider: &str| {
            Key::new(picture, model, options, provider).unwrap()
        };
        let mini = ModelChoice::BuiltIn;
        let manifest = marks::manifest().unwrap();
        let folder = |change: fn(&mut Manifest)| {
            let mut manifest = manifest.clone();
            change(&mut manifest);
            ModelChoice::Folder { dir: "x".into(), manifest: Box::new(manifest) }
        };
        let font = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(font.path(), "a font").unwrap();
        let mut keys = vec![
            key(b"a", &mini, &plain, "auto"),
            key(b"b", &mini, &plain, "auto"),
            key(b"a", &mini, &plain, "cpu"),
            key(b"a", &mini, &ReadOptions { max_new_tokens: 9, ..plain.clone() }, "auto"),
            key(b"a", &mini, &ReadOptions { max_patches: Some(9), ..plain.clone() }, "auto"),
            key(b"a", &folder(|m| m.name = "fonts".into()), &plain, "auto"),
            key(
                b"a",
                &folder(|m| m.name = "fonts".into()),
                &ReadOptions { header_font: Some(font.path().into()), ..plain.clone() },
                "auto",
            ),
            key(b"a", &folder(|m| m.name = "other".into()), &plain, "auto"),
            key(b"a", &folder(|m| m.revision = "other".into()), &plain, "auto"),
            key(b"a", &folder(|m| m.precision = "fp16".into()), &plain, "auto"),
            key(
                b"a",
                &folder(|m| m.files.values_mut().for_each(|f| f.sha256 = "0".into())),
                &plain,
                "auto",
            ),
        ];
        assert_eq!(keys[0], key(b"a", &mini, &plain, "auto"), "and nothing else does");
        let all = keys.len();
        keys.sort_by_key(ToString::to_string);
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn a_font_that_is_not_there_is_named() {
        let options =
            ReadOptions { header_font: Some("/no/such.ttf".into()), ..Default::default() };
        let manifest = Box::new(marks::manifest().unwrap());
        let model = ModelChoice::Folder { dir: "x".into(), manifest };
        let error = Key::new(b"a", &model, &options, "cpu").unwrap_err();
        assert!(error.to_string().contains("/no/such.ttf"), "{error}");
        Key::new(b"a", &ModelChoice::BuiltIn, &options, "cpu").unwrap();
    }
}
