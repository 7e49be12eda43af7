//! Ids of repositories, `owner/name` with an optional `@revision`.

use std::fmt;
use std::str::FromStr;

use super::HubError;

/// Longest part of an id and longest revision, in bytes.
const MAX_LEN: usize = 96;

/// A repository on the hub and, if given, the branch, tag or commit wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubId {
    owner: String,
    name: String,
    /// Branch, tag, pull request (`refs/pr/1`) or commit; none for the registry's or `main`.
    pub revision: Option<String>,
}

impl HubId {
    /// `owner/name`.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// The part after the owner.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Name of the repository's folder in the hub's cache.
    pub(super) fn folder(&self) -> String {
        format!("models--{}--{}", self.owner, self.name)
    }
}

impl fmt::Display for HubId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)?;
        self.revision.iter().try_for_each(|revision| write!(f, "@{revision}"))
    }
}

impl FromStr for HubId {
    type Err = HubError;

    fn from_str(text: &str) -> Result<Self, HubError> {
        let refuse = |reason: &str| HubError::Id {
            id: text.chars().take(MAX_LEN).collect(),
            reason: reason.to_owned(),
        };
        let (repository, revision) = match text.split_once('@') {
            Some((repository, revision)) => (repository, Some(revision)),
            None => (text, None),
        };
        let (owner, name) =
            repository.split_once('/').ok_or_else(|| refuse("it has no `/` after the owner"))?;
        for part in [owner, name] {
            let plain = !part.is_empty()
                && part.len() <= MAX_LEN
                && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
            // The hub itself forbids `--` and `..`: folder names and URLs rely on it.
            if !plain || part.contains("--") || part.contains("..") || part.starts_with(['.', '-'])
            {
                return Err(refuse("owner and name are letters, digits, `.`, `_` and `-`"));
            }
        }
        if let Some(revision) = revision
            && !is_revision(revision)
        {
            return Err(refuse("what follows the `@` is no branch, tag or commit"));
        }
        Ok(Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
            revision: revision.map(str::to_owned),
        })
    }
}

/// Whether `text` may be a revision: safe as a relative path of the cache's `refs`.
pub(super) fn is_revision(text: &str) -> bool {
    text.len() <= MAX_LEN
        && text.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+'))
        })
}

/// Whether `text` is a full commit hash.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64)
        && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_parsed_and_shown_alike() {
        for text in ["google/deplot", "a/b.c_d-e@main", "x/y@refs/pr/1"] {
            assert_eq!(text.parse::<HubId>().unwrap().to_string(), text);
        }
        let id: HubId = "google/deplot@v1".parse().unwrap();
        assert_eq!(id.repository(), "google/deplot");
        assert_eq!(id.folder(), "models--google--deplot");
        assert_eq!(id.revision.as_deref(), Some("v1"));
    }

    #[test]
    fn what_could_leave_the_cache_is_refused() {
        for text in [
            "",
            "deplot",
            "a/",
            "/b",
            "a/b/c",
            "../b",
            "a/..",
            "a/b@",
            "a/b@../x",
            "a/b@/x",
            "a/b@x//y",
            "a/b@.hidden",
            "a--b/c",
            "a/b c",
            "a/b?x",
            "https://huggingface.co/google/deplot",
            "a\\b/c",
            "a/b@x\\y",
        ] {
            assert!(matches!(text.parse::<HubId>(), Err(HubError::Id { .. })), "{text}");
        }
    }
}
