//! Where the hub is, where its cache is and who asks: the variables of Python's `huggingface_hub`.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::HubError;

/// The hub unless `HF_ENDPOINT` names another.
pub const DEFAULT_ENDPOINT: &str = "https://huggingface.co";

/// Where the hub and its cache are, and how patient to be.
#[derive(Clone)]
pub struct HubOptions {
    /// Base address of the hub or a mirror; may have a path (`HF_ENDPOINT`).
    pub endpoint: Url,
    /// Folder of the hub's cache, shared with other programs (`HF_HUB_CACHE`).
    pub cache: PathBuf,
    /// Access token, sent to the endpoint's host and to no other (`HF_TOKEN`).
    pub token: Option<SecretString>,
    /// Use the cache alone and open no connection (`HF_HUB_OFFLINE`).
    pub offline: bool,
    /// How often in a row a request may fail for reasons that may pass, before giving up.
    pub attempts: usize,
    /// Wait after the first failure; doubled after each further one.
    pub backoff: Duration,
    /// How long the server may be silent before the connection counts as cut.
    pub stall: Duration,
    /// The longest wait that a server may ask for (`Retry-After`).
    pub longest_wait: Duration,
}

impl HubOptions {
    /// The public hub and the cache folder `cache`, with no token.
    pub fn new(cache: impl Into<PathBuf>, endpoint: Url) -> Self {
        Self {
            endpoint,
            cache: cache.into(),
            token: None,
            offline: false,
            attempts: 5,
            backoff: Duration::from_secs(1),
            stall: Duration::from_secs(30),
            longest_wait: Duration::from_mins(5),
        }
    }

    /// What the environment says, read here and nowhere else:
    ///
    /// | setting | variables, the first that is set counts |
    /// |---|---|
    /// | endpoint | `HF_ENDPOINT` |
    /// | cache | `HF_HUB_CACHE`, `HUGGINGFACE_HUB_CACHE`, `HF_HOME` + `/hub`, `XDG_CACHE_HOME` + `/huggingface/hub`, `~/.cache/huggingface/hub` |
    /// | token | none if `HF_HUB_DISABLE_IMPLICIT_TOKEN` is on; `HF_TOKEN`, `HUGGING_FACE_HUB_TOKEN`, the file `HF_TOKEN_PATH`, the file `token` in `HF_HOME` |
    /// | offline | `HF_HUB_OFFLINE`, `TRANSFORMERS_OFFLINE`, `CHARTQA_OFFLINE` |
    ///
    /// A `~` at the beginning of a path is the home folder.
    ///
    /// # Errors
    /// [`HubError::Setting`] if the endpoint is no URL, or there is no home folder to fall back to.
    pub fn from_env() -> Result<Self, HubError> {
        Self::from_vars(|name| std::env::var_os(name), etcetera::home_dir().ok().as_deref())
    }

    fn from_vars(
        get: impl Fn(&str) -> Option<OsString>,
        user_home: Option<&Path>,
    ) -> Result<Self, HubError> {
        let set = |name: &str| get(name).filter(|value| !value.is_empty());
        let text = |name: &str| set(name).map(|value| value.to_string_lossy().trim().to_owned());
        let on = |name: &str| {
            text(name)
                .is_some_and(|v| matches!(v.to_uppercase().as_str(), "1" | "ON" | "YES" | "TRUE"))
        };
        let path = |name: &str| {
            let path = PathBuf::from(set(name)?);
            Some(match (path.strip_prefix("~"), user_home) {
                (Ok(rest), Some(home)) => home.join(rest),
                _ => path,
            })
        };

        let hf_home = path("HF_HOME").or_else(|| {
            let caches =
                path("XDG_CACHE_HOME").or_else(|| user_home.map(|home| home.join(".cache")));
            caches.map(|caches| caches.join("huggingface"))
        });
        let cache = path("HF_HUB_CACHE")
            .or_else(|| path("HUGGINGFACE_HUB_CACHE"))
            .or_else(|| hf_home.as_ref().map(|home| home.join("hub")))
            .ok_or_else(|| HubError::Setting {
                setting: "HF_HUB_CACHE",
                reason: "not set, and there is no home folder to keep the cache in".to_owned(),
            })?;
        let endpoint = text("HF_ENDPOINT").unwrap_or_else(|| DEFAULT_ENDPOINT.to_owned());

        let mut options = Self::new(cache, parse_endpoint(&endpoint)?);
        options.offline =
            ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "CHARTQA_OFFLINE"].into_iter().any(on);
        if !on("HF_HUB_DISABLE_IMPLICIT_TOKEN") {
            options.token = text("HF_TOKEN")
                .or_else(|| text("HUGGING_FACE_HUB_TOKEN"))
                .or_else(|| {
                    let file = path("HF_TOKEN_PATH").or_else(|| Some(hf_home?.join("token")))?;
                    Some(std::fs::read_to_string(file).ok()?.trim().to_owned())
                })
                .filter(|token| !token.is_empty())
                .map(SecretString::from);
        }
        Ok(options)
    }
}

impl fmt::Debug for HubOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A mirror's address may hold a password.
        f.debug_struct("HubOptions")
            .field("endpoint", &crate::http::redacted(&self.endpoint))
            .field("cache", &self.cache)
            .field("token", &self.token)
            .field("offline", &self.offline)
            .finish_non_exhaustive()
    }
}

/// An address without query or fragment; an `http` or `https` one.
fn parse_endpoint(text: &str) -> Result<Url, HubError> {
    let refuse = |reason: &str| HubError::Setting {
        setting: "HF_ENDPOINT",
        reason: format!("{reason}; an example is {DEFAULT_ENDPOINT}"),
    };
    let url = Url::parse(text).map_err(|e| refuse(&format!("not a URL ({e})")))?;
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return Err(refuse("not an http or https URL"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(refuse("a URL with a query or fragment cannot be a base address"));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use secrecy::ExposeSecret;

    use super::*;

    fn with(vars: &[(&str, &str)]) -> Result<HubOptions, HubError> {
        let vars: HashMap<_, _> = vars.iter().map(|(k, v)| (*k, OsString::from(v))).collect();
        HubOptions::from_vars(|name| vars.get(name).cloned(), Some(Path::new("/home/me")))
    }

    #[test]
    fn the_cache_is_where_huggingface_hub_has_it() {
        for (vars, cache) in [
            (&[][..], "/home/me/.cache/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/xdg")][..], "/xdg/huggingface/hub"),
            (&[("HF_HOME", "~/hf"), ("XDG_CACHE_HOME", "/xdg")][..], "/home/me/hf/hub"),
            (&[("HUGGINGFACE_HUB_CACHE", "/old"), ("HF_HOME", "/hf")][..], "/old"),
            (
                &[("HF_HUB_CACHE", "/c"), ("HUGGINGFACE_HUB_CACHE", "/old"), ("HF_HOME", "/hf")][..],
                "/c",
            ),
            (&[("HF_HUB_CACHE", ""), ("HF_HOME", "/hf")][..], "/hf/hub"),
        ] {
            assert_eq!(with(vars).unwrap().cache, Path::new(cache), "{vars:?}");
        }
    }

    #[test]
    fn offline_takes_the_words_that_huggingface_hub_takes() {
        for (value, offline) in
            [("1", true), ("on", true), ("Yes", true), ("TRUE", true), ("0", false), ("", false)]
        {
            assert_eq!(with(&[("HF_HUB_OFFLINE", value)]).unwrap().offline, offline, "{value}");
        }
        assert!(with(&[("TRANSFORMERS_OFFLINE", "1")]).unwrap().offline);
        assert!(with(&[("CHARTQA_OFFLINE", "1")]).unwrap().offline);
    }

    #[test]
    fn the_token_comes_from_variable_or_file_and_is_not_shown() {
        let dir = tempfile::tempdir().unwrap();
        let home = dir.path().to_str().unwrap();
        std::fs::write(dir.path().join("token"), "from-home\n").unwrap();
        let other = dir.path().join("other");
        std::fs::write(&other, "from-path\n").unwrap();
        let token = |vars: &[(&str, &str)]| {
            with(vars).unwrap().token.map(|token| token.expose_secret().to_owned())
        };
        assert_eq!(token(&[("HF_HOME", home)]).as_deref(), Some("from-home"));
        let path = ("HF_TOKEN_PATH", other.to_str().unwrap());
        assert_eq!(token(&[("HF_HOME", home), path]).as_deref(), Some("from-path"));
        assert_eq!(token(&[("HF_HOME", home), path, ("HF_TOKEN", " t \n")]).as_deref(), Some("t"));
        let off = ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1");
        assert_eq!(token(&[("HF_HOME", home), ("HF_TOKEN", "t"), off]), None);
        assert_eq!(token(&[("HF_HOME", "/nowhere"), ("HF_TOKEN", "")]), None);
        let shown = format!("{:?}", with(&[("HF_TOKEN", "hf_secret")]).unwrap());
        assert!(!shown.contains("hf_secret"), "{shown}");
    }

    #[test]
    fn an_endpoint_that_is_no_base_address_is_refused() {
        assert_eq!(with(&[]).unwrap().endpoint.as_str(), "https://huggingface.co/");
        let mirror = with(&[("HF_ENDPOINT", "http://mirror.test:8080/hf/")]).unwrap();
        assert_eq!(mirror.endpoint.as_str(), "http://mirror.test:8080/hf/");
        for bad in ["huggingface.co", "ftp://x", "https://x/?a=b", "https://"] {
            let error = with(&[("HF_ENDPOINT", bad)]).unwrap_err();
            assert!(error.to_string().contains("HF_ENDPOINT"), "{error}");
        }
    }
}
