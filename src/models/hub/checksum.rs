//! What the hub's entity tags say of a file's content.

use std::path::Path;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use super::super::ModelError;
use super::super::error::io;
use super::super::hash::FileHash;
use crate::progress::{Event, Progress};

/// An entity tag, which is also the name of the file's blob in the cache.
///
/// The hub's tag of a large file is the SHA-256 of its content; of a small one
/// the hash git gives it, which is the SHA-1 of a short header and the content.
/// Mirrors have other tags, some the plain SHA-1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Etag(String);

impl Etag {
    /// Takes the tag out of a header's value, `"…"` or `W/"…"`. None if it could
    /// not be the name of a file.
    pub(super) fn parse(header: &str) -> Option<Self> {
        let tag = header.trim();
        let tag = tag.strip_prefix("W/").unwrap_or(tag).trim_matches('"');
        Self::from_blob_name(tag)
    }

    /// The tag of a blob in the cache.
    pub(super) fn from_blob_name(name: &str) -> Option<Self> {
        let safe = !name.is_empty()
            && name.len() <= 128
            && !name.starts_with('.')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'));
        safe.then(|| Self(name.to_owned()))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    fn is_hex(&self, digits: usize) -> bool {
        self.0.len() == digits && self.0.bytes().all(|b| b.is_ascii_hexdigit())
    }

    /// What is wrong with the content of `path`, judged by the size it should
    /// have and by this tag as far as it is a hash; none if nothing is.
    ///
    /// # Errors
    /// [`ModelError::Io`] if it cannot be read.
    pub(super) async fn mismatch(
        &self,
        path: &Path,
        size: Option<u64>,
        progress: &dyn Progress,
    ) -> Result<Option<String>, ModelError> {
        let found = std::fs::metadata(path).map_err(io(path))?.len();
        if let Some(size) = size
            && found != size
        {
            return Ok(Some(format!("{found} bytes in place of {size}")));
        }
        let differs = |kind: &str, hash: &str| {
            Some(format!("its {kind} is {hash}, but should be {}", self.0))
        };
        if self.is_hex(64) {
            let hash = hash(path, Sha256::new(), found, progress).await?;
            return Ok(if hash.eq_ignore_ascii_case(&self.0) {
                None
            } else {
                differs("SHA-256", &hash)
            });
        }
        if self.is_hex(40) {
            let git = hash(path, Sha1::new_with_prefix(format!("blob {found}\0")), found, progress);
            let git = git.await?;
            let plain = hash(path, Sha1::new(), found, progress).await?;
            let same = [&git, &plain].iter().any(|hash| hash.eq_ignore_ascii_case(&self.0));
            return Ok(if same { None } else { differs("git hash", &git) });
        }
        Ok(None)
    }
}

/// Size above which hashing takes long enough to be shown.
const SHOWN: u64 = 50_000_000;

async fn hash<D: Digest>(
    path: &Path,
    hasher: D,
    size: u64,
    progress: &dyn Progress,
) -> Result<String, ModelError> {
    let shown = size > SHOWN;
    if shown {
        progress.report(Event::Start { what: "checking the download", total: Some(size) });
    }
    let mut hash = FileHash::open(path, hasher).map_err(io(path))?;
    let mut done = 0;
    loop {
        let read = hash.step().map_err(io(path))?;
        if read == 0 {
            break;
        }
        done += read as u64;
        if shown {
            progress.report(Event::Advance(done));
        }
        // A step takes about a millisecond; between them a cancelled download ends.
        tokio::task::yield_now().await;
    }
    if shown {
        progress.report(Event::Finish);
    }
    Ok(hash.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn tags_lose_their_quotes_and_may_not_be_paths() {
        let tag = |header: &str| Etag::parse(header).map(|tag| tag.as_str().to_owned());
        assert_eq!(tag("\"abc\"").as_deref(), Some("abc"));
        assert_eq!(tag("W/\"abc-gzip\"").as_deref(), Some("abc-gzip"));
        for bad in ["", "\"\"", "\"../x\"", "\"a/b\"", "\"..\"", "\"a\\b\"", &"x".repeat(129)] {
            assert_eq!(tag(bad), None, "{bad}");
        }
    }

    #[tokio::test]
    async fn content_is_judged_by_sha256_git_hash_and_sha1() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f");
        std::fs::write(&path, "hello\n").unwrap();
        // From sha256sum, `git hash-object` and sha1sum.
        let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
        let git = "ce013625030ba8dba906f756967f9e9ca394464a";
        let sha1 = "f572d396fae9206628714fb2ce00f72e94f2258f";
        for good in [sha256, git, sha1, "5f3b-1a2b"] {
            let found = Etag(good.to_owned()).mismatch(&path, Some(6), &Silent).await.unwrap();
            assert_eq!(found, None, "{good}");
        }
        std::fs::write(&path, "hellO\n").unwrap();
        for bad in [sha256, git, sha1] {
            let found = Etag(bad.to_owned()).mismatch(&path, Some(6), &Silent).await.unwrap();
            assert!(found.is_some_and(|reason| reason.contains(bad)), "{bad}");
        }
        let found = Etag("5f3b-1a2b".into()).mismatch(&path, Some(7), &Silent).await.unwrap();
        assert_eq!(found.as_deref(), Some("6 bytes in place of 7"));
    }
}
