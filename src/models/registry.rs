//! Checkpoints that are known by a short name: `models/registry.toml`, built in.

use serde::Deserialize;

use super::ModelError;
use super::hub::{HubError, HubId};
use super::manifest::Task;

const TEXT: &str = include_str!("../../models/registry.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Registry {
    model: Vec<Known>,
}

/// A published checkpoint, with what its own files do not say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// Repository on the hub, `owner/name`.
    pub id: String,
    /// Short name, what `--model` takes.
    pub name: String,
    /// What the model was tuned to do.
    pub task: Task,
    /// Text that it expects above the picture.
    #[serde(default)]
    pub header: Option<String>,
    /// SPDX expression of the weights' licence.
    pub licence: String,
    /// Commit to fetch; none for the newest.
    #[serde(default)]
    pub revision: Option<String>,
}

/// Every checkpoint of the registry.
///
/// # Errors
/// [`ModelError::Manifest`] if the file that was built in is broken.
pub fn known() -> Result<Vec<Known>, ModelError> {
    let refuse = |reason| ModelError::Manifest { path: "models/registry.toml".into(), reason };
    let registry: Registry = toml::from_str(TEXT).map_err(|e| refuse(e.to_string()))?;
    Ok(registry.model)
}

/// What is meant by `text`: a short name of the registry, or an id of the hub,
/// either with an optional `@revision`; and what the registry knows of it.
///
/// # Errors
/// [`HubError::Id`].
pub fn resolve(text: &str) -> Result<(HubId, Option<Known>), ModelError> {
    let known = known()?;
    let (word, revision) = match text.split_once('@') {
        Some((word, revision)) => (word, Some(revision)),
        None => (text, None),
    };
    let found = known.into_iter().find(|known| known.name == word || known.id == word);
    let mut id: HubId = match (&found, revision) {
        (Some(found), Some(revision)) => format!("{}@{revision}", found.id).parse(),
        (Some(found), None) => found.id.parse(),
        (None, _) => text.parse(),
    }
    .map_err(|error| match error {
        HubError::Id { id, reason } if !text.contains('/') => HubError::Id {
            id,
            reason: format!("{reason}, and it is no short name that this program knows"),
        },
        other => other,
    })?;
    if id.revision.is_none() {
        id.revision = found.as_ref().and_then(|found| found.revision.clone());
    }
    Ok((id, found))
}

#[cfg(test)]
mod tests {
    use super::super::name;
    use super::*;

    #[test]
    fn the_registry_holds_only_usable_entries() {
        let known = known().unwrap();
        assert!(known.iter().any(|k| k.name == "deplot" && k.id == "google/deplot"));
        for entry in &known {
            name::check(&entry.name).unwrap();
            assert_eq!(entry.header.is_some(), entry.task == Task::Table, "{}", entry.name);
            let id: HubId = entry.id.parse().unwrap();
            assert_eq!(id.revision, None, "the revision has a field of its own");
            let same = known.iter().filter(|k| k.name == entry.name || k.id == entry.id).count();
            assert_eq!(same, 1, "{} is there twice", entry.name);
        }
    }

    #[test]
    fn a_short_name_stands_for_its_repository() {
        let (id, found) = resolve("deplot@v2").unwrap();
        assert_eq!(id.to_string(), "google/deplot@v2");
        assert_eq!(found.unwrap().licence, "Apache-2.0");
        assert_eq!(resolve("google/deplot").unwrap().1.unwrap().name, "deplot");
        let (id, found) = resolve("someone/their-model").unwrap();
        assert_eq!((id.to_string().as_str(), found), ("someone/their-model", None));
        let error = resolve("deplott").unwrap_err();
        assert!(error.to_string().contains("short name"), "{error}");
    }
}
