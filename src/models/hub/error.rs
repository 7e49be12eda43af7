//! How fetching from the hub fails.

use std::path::PathBuf;

use crate::ErrorKind;

/// A checkpoint could not be had from the hub or its cache. URLs in it are
/// without queries, which can hold signatures.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HubError {
    /// Not the id of a repository.
    #[error("`{id}` is no model id: {reason}")]
    Id {
        /// What was given, cut if it is long.
        id: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A setting from the environment or the caller cannot be used.
    #[error("{setting}: {reason}")]
    Setting {
        /// The setting, by the name of its variable.
        setting: &'static str,
        /// What is wrong with it; never a token's value.
        reason: String,
    },
    /// The server could not be reached, or every connection broke off.
    #[error("{url}: {reason}")]
    Unreachable {
        /// What was asked for.
        url: String,
        /// The last failure.
        reason: String,
    },
    /// The server answered with a status that does not go away by itself.
    #[error("{url}: the server answers {status}{message}")]
    Status {
        /// What was asked for.
        url: String,
        /// Status code.
        status: u16,
        /// What the server says about it, with a separator, or nothing.
        message: String,
    },
    /// The repository is only for those who accepted its terms.
    #[error("`{id}` is gated: {}", if *.token { "the account of the token that was sent has no access yet" } else { "it is only for accounts that accepted its terms" })]
    Gated {
        /// The repository.
        id: String,
        /// Its page.
        page: String,
        /// Whether a token was sent.
        token: bool,
    },
    /// The server wants to know who asks, or does not like the answer.
    #[error("the hub refuses `{id}` ({status}){}", if *.token { "; the token that was sent is not valid or has no access" } else { "; it is private, gated, or does not exist" })]
    Denied {
        /// The repository.
        id: String,
        /// Its page.
        page: String,
        /// Status code, 401 or 403.
        status: u16,
        /// Whether a token was sent.
        token: bool,
    },
    /// No such repository.
    #[error("there is no `{id}` on {endpoint}")]
    NoRepository {
        /// The repository.
        id: String,
        /// Whom we asked.
        endpoint: String,
    },
    /// The repository has no such branch, tag or commit.
    #[error("`{id}` has no revision `{revision}`")]
    NoRevision {
        /// The repository.
        id: String,
        /// What was asked for.
        revision: String,
    },
    /// A file that the listing names is not there.
    #[error("{url}: the hub does not have this file")]
    NoFile {
        /// Its address.
        url: String,
    },
    /// The answer is none that a hub gives.
    #[error("{url}: this is not how a model hub answers: {reason}")]
    Protocol {
        /// What was asked for.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// What arrived is not what the hub said it would send.
    #[error("{what}: the download is corrupt: {reason}")]
    Corrupt {
        /// The file.
        what: String,
        /// What is wrong.
        reason: String,
    },
    /// Offline, and the cache does not hold (all of) it.
    #[error("offline, and the cache {cache} does not hold `{id}` at `{revision}`: {reason}")]
    NotCached {
        /// The repository.
        id: String,
        /// Which revision.
        revision: String,
        /// The cache's folder.
        cache: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// The repository holds no checkpoint that can be converted.
    #[error("`{id}` cannot be converted: {reason}")]
    Unusable {
        /// The repository.
        id: String,
        /// What is missing.
        reason: String,
        /// What can be done.
        remedy: &'static str,
    },
}

impl HubError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Id { .. } | Self::Setting { .. } => ErrorKind::Usage,
            Self::NotCached { .. } => ErrorKind::Missing,
            _ => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Id { .. } => {
                "an id is `owner/name`, e.g. google/deplot, and may end in `@` and a branch, tag or commit"
            }
            Self::Unreachable { .. } => {
                "check the connection and the proxy (HTTPS_PROXY), or name a mirror in HF_ENDPOINT; the same command goes on where this one stopped"
            }
            Self::Gated { page, token: false, .. } => {
                return Some(format!(
                    "accept the terms at {page}, then set HF_TOKEN to a token of that account"
                ));
            }
            Self::Gated { page, token: true, .. } => {
                return Some(format!("accept the terms at {page} with the account of HF_TOKEN"));
            }
            Self::Denied { token: false, page, .. } => {
                return Some(format!(
                    "check the id at {page}; for a private or gated model set HF_TOKEN"
                ));
            }
            Self::Denied { token: true, page, .. } => {
                return Some(format!(
                    "check the token in HF_TOKEN (or unset it for a public model) and its access at {page}"
                ));
            }
            Self::NoRepository { .. } => {
                "check the id on the hub's site; private models need HF_TOKEN"
            }
            Self::NoRevision { .. } => "leave the revision out for the newest one",
            Self::Corrupt { .. } | Self::NoFile { .. } => "try again",
            Self::Protocol { .. } => "check HF_ENDPOINT and the proxy",
            Self::NotCached { .. } => {
                "run the command once with a connection (without --offline and HF_HUB_OFFLINE)"
            }
            Self::Unusable { remedy, .. } => remedy,
            Self::Status { status: 429 | 500.., .. } => {
                "try again later; the same command goes on where this one stopped"
            }
            Self::Setting { .. } | Self::Status { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
