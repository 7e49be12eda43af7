//! Finds a file in a Python package index (the simple API: PEP 503 in HTML, PEP 691 in JSON).

use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use url::Url;

use super::RuntimeError;
use crate::http::{error_chain, redacted};

/// How long the index may take for one page.
const TIMEOUT: Duration = Duration::from_mins(1);
/// JSON is preferred; every index has HTML.
const ACCEPTED: &str = "application/vnd.pypi.simple.v1+json, \
                        application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1";

/// A package index, with the credentials its address may hold.
pub(super) struct Index {
    base: Url,
}

#[derive(Deserialize)]
struct Page {
    files: Vec<PageFile>,
}

#[derive(Deserialize)]
struct PageFile {
    filename: String,
    url: String,
}

impl Index {
    pub(super) fn new(base: &str) -> Result<Self, RuntimeError> {
        let refuse = |reason: String| RuntimeError::Index {
            // The text may hold a password, so it is not repeated.
            url: "in PIP_INDEX_URL".to_owned(),
            reason,
        };
        let mut base = Url::parse(base.trim()).map_err(|e| refuse(e.to_string()))?;
        if !matches!(base.scheme(), "http" | "https") || base.host_str().is_none() {
            return Err(refuse("it is not an http or https address".to_owned()));
        }
        // A folder, so that the package's page is below it.
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        Ok(Self { base })
    }

    /// The address of `file` of `package`.
    pub(super) async fn find(
        &self,
        client: &Client,
        package: &str,
        file: &str,
    ) -> Result<Url, RuntimeError> {
        let refuse = |url: &Url, reason| RuntimeError::Index { url: redacted(url), reason };
        let page = self
            .base
            .join(&format!("{package}/"))
            .map_err(|e| refuse(&self.base, e.to_string()))?;
        let response = client
            .get(page.clone())
            .header(ACCEPT, ACCEPTED)
            .timeout(TIMEOUT)
            .send()
            .await
            .map_err(|e| refuse(&page, error_chain(&e)))?;
        let not_listed =
            || RuntimeError::NotInIndex { url: redacted(&page), file: file.to_owned() };
        match response.status() {
            status if status.is_success() => {}
            StatusCode::NOT_FOUND => return Err(not_listed()),
            status => return Err(refuse(&page, status_reason(status))),
        }
        let json = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|t| t.to_str().ok())
            .is_some_and(|t| t.contains("json"));
        let address = response.url().clone();
        let text = response.text().await.map_err(|e| refuse(&page, error_chain(&e)))?;
        let link = if json { in_json(&text, file) } else { Ok(in_html(&text, file)) }
            .map_err(|reason| refuse(&page, reason))?
            .ok_or_else(not_listed)?;
        let mut url = address
            .join(&link)
            .map_err(|e| refuse(&page, format!("its link to {file} is not valid: {e}")))?;
        url.set_fragment(None);
        self.authorise(&mut url);
        Ok(url)
    }

    /// Gives the index's credentials to a file on the same host, as pip does.
    fn authorise(&self, url: &mut Url) {
        if url.origin() == self.base.origin() && url.username().is_empty() {
            // Neither can fail: the address has a host.
            let _ = url.set_username(self.base.username());
            let _ = url.set_password(self.base.password());
        }
    }
}

pub(super) fn status_reason(status: StatusCode) -> String {
    let advice = match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => {
            "; user name and password belong into PIP_INDEX_URL"
        }
        StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
            "; user name and password belong into HTTPS_PROXY"
        }
        _ => "",
    };
    format!("the server answered {status}{advice}")
}

fn in_json(text: &str, file: &str) -> Result<Option<String>, String> {
    let page: Page =
        serde_json::from_str(text).map_err(|e| format!("its page is not valid: {e}"))?;
    Ok(page.files.into_iter().find(|f| f.filename == file).map(|f| f.url))
}

fn in_html(text: &str, file: &str) -> Option<String> {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"(?is)<a\s[^>]*?href\s*=\s*(?:"([^"]*)"|'([^']*)')"#)
            .expect("a constant pattern")
    });
    LINK.captures_iter(text)
        .filter_map(|found| found.get(1).or_else(|| found.get(2)))
        .map(|link| link.as_str().replace("&amp;", "&"))
        .find(|link| file_name(link) == file)
}

/// The last part of a link's path. Wheels have no characters that must be
/// escaped but `+`, which some indexes escape.
fn file_name(link: &str) -> String {
    let path = link.split(['#', '?']).next().unwrap_or_default();
    let name = path.rsplit('/').next().unwrap_or_default();
    name.replace("%2B", "+").replace("%2b", "+")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_found_in_html_however_they_are_written() {
        let page = r#"<!DOCTYPE html><body>
            <a href="../../files/other-1.whl#sha256=00">other-1.whl</a>
            <A class="x" data-requires-python="&gt;=3.8"
               HREF='../../files/a/pack-1.whl?x=1&amp;y=2#sha256=00'>pack-1.whl</A>"#;
        assert_eq!(
            in_html(page, "pack-1.whl").unwrap(),
            "../../files/a/pack-1.whl?x=1&y=2#sha256=00"
        );
        assert_eq!(in_html(page, "missing.whl"), None);
    }

    #[test]
    fn credentials_go_to_the_index_host_and_nowhere_else() {
        let index = Index::new("https://me:secret@mirror.test/simple").unwrap();
        let mut same = Url::parse("https://mirror.test/files/a.whl").unwrap();
        index.authorise(&mut same);
        assert_eq!(same.password(), Some("secret"));
        for other in ["https://files.test/a.whl", "http://mirror.test/a.whl"] {
            let mut other = Url::parse(other).unwrap();
            index.authorise(&mut other);
            assert_eq!((other.username(), other.password()), ("", None));
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused_without_repeating_it() {
        for bad in ["me:secret@host/simple", "ftp://me:secret@host/simple", "secret"] {
            let Err(e) = Index::new(bad) else { panic!("{bad} was taken") };
            assert!(!e.to_string().contains("secret"), "{e}");
        }
    }
}
