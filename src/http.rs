//! The one HTTP client everything shares: downloads, picture URLs and the LLM endpoint.

use std::sync::Once;
use std::time::Duration;

use url::Url;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Redirects followed before giving up.
const MAX_REDIRECTS: usize = 5;

/// A client with this program's user agent, TLS by rustls with the system's
/// certificates, proxies from the environment, no cookies and no referrer.
///
/// It sets no limit on a whole request: callers do, since a download and a
/// question differ.
///
/// # Errors
/// The reason, if the system's certificates or proxy settings cannot be used.
pub fn client() -> Result<reqwest::Client, String> {
    let redirects = reqwest::redirect::Policy::limited(MAX_REDIRECTS);
    builder().redirect(redirects).build().map_err(|e| error_chain(&e))
}

/// The same client, but one that hands redirects to its caller: for whoever needs a
/// header of the redirect itself, decides per host what to send, or posts to the
/// address that was named and no other.
///
/// # Errors
/// As [`client`].
pub fn client_without_redirects() -> Result<reqwest::Client, String> {
    let redirects = reqwest::redirect::Policy::none();
    builder().redirect(redirects).build().map_err(|e| error_chain(&e))
}

/// [`client_without_redirects`] for a server on this machine: no proxy is used, since
/// its idea of `localhost` is another machine.
///
/// # Errors
/// As [`client`].
pub fn loopback_client() -> Result<reqwest::Client, String> {
    let redirects = reqwest::redirect::Policy::none();
    builder().redirect(redirects).no_proxy().build().map_err(|e| error_chain(&e))
}

fn builder() -> reqwest::ClientBuilder {
    static CRYPTO: Once = Once::new();
    CRYPTO.call_once(|| {
        // Fails only if a provider was installed before, which serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    reqwest::Client::builder()
        .user_agent(concat!("chartqa/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .referer(false)
}

/// An error with its causes, in one line; URLs in it are left out, since they may hold secrets.
pub fn error_chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        let text = text.split(" for url (").next().unwrap_or_default().to_owned();
        if parts.last().is_none_or(|last| !last.ends_with(&text)) {
            parts.push(text);
        }
        next = error.source();
    }
    parts.join(": ")
}

/// A URL fit for messages and logs: without user name, password, query and fragment.
pub fn redacted(url: &Url) -> String {
    let mut url = url.clone();
    // Both fail only for URLs that cannot have credentials in the first place.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redacted_urls_hold_no_secret() {
        let url = Url::parse("https://me:secret@host.test/a/b?token=secret#secret").unwrap();
        assert_eq!(redacted(&url), "https://host.test/a/b");
    }
}
