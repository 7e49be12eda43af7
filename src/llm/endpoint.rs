//! Where a model is asked, and with which key.

use std::path::Path;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::EndpointError;
use crate::http;

/// What the path of a chat endpoint ends with.
const COMPLETIONS: &str = "/chat/completions";
/// Largest file that is taken for a key.
const MAX_KEY_FILE: u64 = 16 << 10;

/// An OpenAI-compatible endpoint.
#[derive(Clone)]
#[non_exhaustive]
pub struct Endpoint {
    /// The URL that requests are posted to, ending in `/chat/completions`.
    pub url: Url,
    /// Name of the model, as the server knows it.
    pub model: String,
    /// Sent as bearer token, if there is one.
    pub key: Option<SecretString>,
    /// Longest time from sending a request to the last byte of its reply; two minutes by default.
    pub timeout: Duration,
    /// How often a request is sent again after 429, 5xx and broken connections; twice by default.
    pub max_retries: u32,
    /// Time before the first retry if the server names none; it doubles with each.
    pub backoff: Duration,
    /// Longest wait that a server may ask for by `Retry-After`; one minute by default.
    pub max_wait: Duration,
    /// Largest reply in bytes; 2 MiB by default.
    pub max_reply: usize,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint")
            .field("url", &self.shown_url())
            .field("model", &self.model)
            .field("key", &self.key.as_ref().map(|_| "***"))
            .field("timeout", &self.timeout)
            .field("max_retries", &self.max_retries)
            .finish_non_exhaustive()
    }
}

impl Endpoint {
    /// An endpoint without a key.
    ///
    /// The URL may be the server's, the API's (`/v1`), or the one of the call
    /// (`/chat/completions`).
    ///
    /// ```
    /// use chartqa::llm::Endpoint;
    /// let endpoint = Endpoint::new("http://localhost:11434", "llama3.2")?;
    /// assert_eq!(endpoint.url.as_str(), "http://localhost:11434/v1/chat/completions");
    /// # Ok::<(), chartqa::llm::EndpointError>(())
    /// ```
    ///
    /// # Errors
    /// [`EndpointError::Url`] and [`EndpointError::NoModel`].
    pub fn new(url: &str, model: &str) -> Result<Self, EndpointError> {
        let url = completions_url(url)?;
        let model = model.trim();
        if model.is_empty() {
            return Err(EndpointError::NoModel { url: http::redacted(&url) });
        }
        Ok(Self {
            url,
            model: model.to_owned(),
            key: None,
            timeout: Duration::from_mins(2),
            max_retries: 2,
            backoff: Duration::from_millis(500),
            max_wait: Duration::from_mins(1),
            max_reply: 2 << 20,
        })
    }

    /// The same endpoint with a key; white space around it is dropped, an empty key is none.
    #[must_use]
    pub fn with_key(mut self, key: &SecretString) -> Self {
        let key = key.expose_secret().trim();
        self.key = (!key.is_empty()).then(|| SecretString::from(key));
        self
    }

    /// The URL as messages show it.
    pub fn shown_url(&self) -> String {
        http::redacted(&self.url)
    }

    /// Whether requests leave this machine.
    pub fn is_remote(&self) -> bool {
        match self.url.host() {
            Some(url::Host::Domain(name)) => name != "localhost" && !name.ends_with(".localhost"),
            Some(url::Host::Ipv4(address)) => !address.is_loopback(),
            Some(url::Host::Ipv6(address)) => !address.is_loopback(),
            None => true,
        }
    }

    /// The text without the key, on one line, control characters left out.
    pub(super) fn clean(&self, text: &str) -> String {
        let text = self.without_key(text);
        let flat: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        flat.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The text with stars for the key.
    pub(super) fn without_key(&self, text: &str) -> String {
        match &self.key {
            Some(key) => text.replace(key.expose_secret(), "***"),
            None => text.to_owned(),
        }
    }
}

/// The URL of the chat call, from the URL of the server, of the API, or of the call.
fn completions_url(given: &str) -> Result<Url, EndpointError> {
    let given = given.trim();
    // What cannot be parsed may still hold a password: only its end is shown.
    let shown = given.rsplit('@').next().unwrap_or_default().split('?').next().unwrap_or_default();
    let fail =
        |reason: &str| EndpointError::Url { url: shown.to_owned(), reason: reason.to_owned() };
    if !given.contains("://") {
        return Err(fail("it does not begin with http:// or https://"));
    }
    let mut url = Url::parse(given).map_err(|e| fail(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(fail("only http and https are understood"));
    }
    if url.host_str().is_none_or(str::is_empty) {
        return Err(fail("it has no host"));
    }
    url.set_fragment(None);
    let path = url.path().trim_end_matches('/').to_owned();
    let version = |segment: &str| {
        segment.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let path = if path.ends_with(COMPLETIONS) {
        path
    } else if path.split('/').any(version) {
        path + COMPLETIONS
    } else {
        path + "/v1" + COMPLETIONS
    };
    url.set_path(&path);
    Ok(url)
}

/// A key from a file, and a warning if others can read the file.
#[derive(Debug)]
pub struct FileKey {
    /// The key.
    pub key: SecretString,
    /// What is wrong with the file's permissions, as a sentence for a person.
    pub warning: Option<String>,
}

/// Reads a key from a file that holds nothing else.
///
/// # Errors
/// [`EndpointError::KeyFile`].
pub fn key_from_file(path: &Path) -> Result<FileKey, EndpointError> {
    let fail = |reason: String| EndpointError::KeyFile { path: path.to_owned(), reason };
    let metadata = std::fs::metadata(path).map_err(|e| fail(e.to_string()))?;
    if !metadata.is_file() {
        return Err(fail("it is not a file".to_owned()));
    }
    if metadata.len() > MAX_KEY_FILE {
        return Err(fail("it is too large for a key".to_owned()));
    }
    let text = std::fs::read_to_string(path).map_err(|e| fail(e.to_string()))?;
    let key = text.trim();
    if key.is_empty() {
        return Err(fail("it is empty".to_owned()));
    }
    if !key.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(fail("it holds more than a key".to_owned()));
    }
    Ok(FileKey { key: SecretString::from(key), warning: permissions(path, &metadata) })
}

#[cfg(unix)]
fn permissions(path: &Path, metadata: &std::fs::Metadata) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    (metadata.permissions().mode() & 0o077 != 0).then(|| {
        format!("others can read the key in {0}; `chmod 600 {0}` mends that", path.display())
    })
}

#[cfg(not(unix))]
fn permissions(_: &Path, _: &std::fs::Metadata) -> Option<String> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_url_leads_to_the_call() {
        for (given, expected) in [
            ("http://localhost:11434", "http://localhost:11434/v1/chat/completions"),
            ("http://localhost:8080/", "http://localhost:8080/v1/chat/completions"),
            ("https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions"),
            ("https://api.openai.com/v1/", "https://api.openai.com/v1/chat/completions"),
            ("https://x.test/api/v1/chat/completions/", "https://x.test/api/v1/chat/completions"),
            ("https://openrouter.ai/api", "https://openrouter.ai/api/v1/chat/completions"),
            ("https://x.test/v1beta/openai", "https://x.test/v1beta/openai/chat/completions"),
            (
                "https://x.test/v1?api-version=1#a",
                "https://x.test/v1/chat/completions?api-version=1",
            ),
        ] {
            assert_eq!(completions_url(given).unwrap().as_str(), expected, "{given}");
        }
    }

    #[test]
    fn what_is_no_url_of_an_endpoint() {
        for given in
            ["", "localhost:11434", "ftp://x.test/v1", "http://", "file:///etc/passwd", "http://[x"]
        {
            let error = completions_url(given).unwrap_err();
            assert!(matches!(error, EndpointError::Url { .. }), "{given}: {error}");
            assert_eq!(error.kind(), crate::ErrorKind::Usage);
        }
        let error = completions_url("ftp://me:secret@x.test/?key=secret").unwrap_err();
        assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
    }

    #[test]
    fn debug_shows_no_secret() {
        let endpoint = Endpoint::new("http://me:secret@x.test/v1?token=secret", "m")
            .unwrap()
            .with_key(&SecretString::from(" secret\n"));
        assert!(!format!("{endpoint:?} {endpoint:#?}").contains("secret"), "{endpoint:?}");
        assert_eq!(
            endpoint.clean("your key secret\n is\x1b[31m wrong"),
            "your key *** is [31m wrong"
        );
    }

    #[test]
    fn only_loopback_stays_on_this_machine() {
        let remote = |url: &str| Endpoint::new(url, "m").unwrap().is_remote();
        assert!(
            !remote("http://localhost:1")
                && !remote("http://127.0.0.1:1")
                && !remote("http://[::1]:1")
        );
        assert!(remote("http://192.168.0.2:1") && remote("https://api.openai.com/v1"));
    }

    #[cfg(unix)]
    #[test]
    fn keys_come_from_files_with_a_warning_if_others_can_read_them() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        let write = |text: &str, mode: u32| {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            key_from_file(&path)
        };
        let key = write("sk-1\n", 0o600).unwrap();
        assert_eq!((key.key.expose_secret(), key.warning), ("sk-1", None));
        let warning = write("sk-1\n", 0o644).unwrap().warning.unwrap();
        assert!(warning.contains("chmod 600") && !warning.contains("sk-1"), "{warning}");
        for text in ["", " \n", "two words", "schlüssel"] {
            let error = write(text, 0o600).unwrap_err();
            assert!(matches!(error, EndpointError::KeyFile { .. }), "{error}");
        }
        assert!(key_from_file(folder.path()).is_err());
        assert!(key_from_file(&folder.path().join("none")).is_err());
    }
}
