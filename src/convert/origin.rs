//! Which checkpoint a folder holds, and what is known about it.

use std::path::Path;

use super::ConvertError;
use crate::models::registry;

pub use crate::models::registry::Known as KnownModel;

/// All checkpoints that are known by name.
///
/// # Errors
/// [`ConvertError::Internal`] if the list this program ships is malformed.
pub fn known_models() -> Result<Vec<KnownModel>, ConvertError> {
    registry::known().map_err(|e| ConvertError::Internal(e.to_string()))
}

/// Where a checkpoint comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Origin {
    /// Hub id.
    pub(super) id: Option<String>,
    /// Hub commit.
    pub(super) revision: Option<String>,
}

impl Origin {
    /// What the folder's place says, if it is in a hub cache:
    /// `models--OWNER--NAME/snapshots/REVISION`.
    pub(super) fn of_folder(folder: &Path) -> Self {
        let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let mut names = folder.iter().rev().map(|name| name.to_string_lossy());
        let (revision, snapshots, repo) = (names.next(), names.next(), names.next());
        let id = repo
            .filter(|_| snapshots.is_some_and(|name| name == "snapshots"))
            .and_then(|name| name.strip_prefix("models--").map(|id| id.replacen("--", "/", 1)));
        match id {
            Some(id) => Self { id: Some(id), revision: revision.map(Into::into) },
            None => Self::default(),
        }
    }
}

/// The known checkpoint with this id; without an id, the one that the folder is named after.
pub(super) fn recognise(
    id: Option<&str>,
    folder: &Path,
) -> Result<Option<KnownModel>, ConvertError> {
    let folder = folder.file_name().unwrap_or_default().to_string_lossy();
    Ok(known_models()?.into_iter().find(|known| match id {
        Some(id) => known.id.eq_ignore_ascii_case(id),
        None => known.id.rsplit('/').next() == Some(&folder),
    }))
}

/// The licence that a model card (`README.md`) names in the YAML at its head, as an SPDX
/// expression where the hub's own name for it is none.
pub(super) fn licence_of_card(card: &str) -> Option<String> {
    let head = card.strip_prefix("---")?;
    let head = &head[..head.find("\n---")?];
    let name = head.lines().find_map(|line| line.strip_prefix("license:"))?;
    let name = name.trim().trim_matches(['"', '\'']);
    match name {
        "" => None,
        "apache-2.0" => Some("Apache-2.0".to_owned()),
        "mit" => Some("MIT".to_owned()),
        name if name.starts_with("cc") => Some(name.to_uppercase()),
        name => Some(name.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::manifest::Task;

    #[test]
    fn known_models_have_a_header_if_and_only_if_they_read_tables() {
        let known = known_models().unwrap();
        assert!(known.iter().any(|model| model.id == "google/deplot"));
        for model in known {
            assert_eq!(model.header.is_some(), model.task == Task::Table, "{}", model.id);
        }
    }

    #[test]
    fn a_checkpoint_is_recognised_by_its_id_or_its_place() {
        let name =
            |id, folder: &str| recognise(id, Path::new(folder)).unwrap().map(|known| known.name);
        assert_eq!(name(Some("google/deplot"), "x"), Some("deplot".into()));
        assert_eq!(name(None, "somewhere/matcha-chartqa"), Some("matcha-chartqa".into()));
        assert_eq!(name(Some("me/my-deplot"), "deplot"), None);
        assert_eq!(name(None, "mine"), None);

        let cached = Path::new("/c/hub/models--google--deplot/snapshots/abc");
        let expected = Origin { id: Some("google/deplot".into()), revision: Some("abc".into()) };
        assert_eq!(Origin::of_folder(cached), expected);
        assert_eq!(Origin::of_folder(Path::new("/c/deplot/a/b")), Origin::default());
    }

    #[test]
    fn a_model_cards_licence_is_found_at_its_head_alone() {
        let card = "---\nlanguage: en\nlicense: apache-2.0\n---\n# Title\n";
        assert_eq!(licence_of_card(card), Some("Apache-2.0".into()));
        assert_eq!(licence_of_card("---\nlanguage: en\n---\nlicense: mit\n"), None);
        assert_eq!(licence_of_card("# Title\nlicense: mit\n"), None);
    }
}
