//! One request to the hub: whom the token is for, which redirects are followed,
//! what an answer's status means, and when it is worth another try.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, LOCATION, RANGE,
    RETRY_AFTER,
};
use reqwest::{Client, Method, Response, StatusCode};
use secrecy::ExposeSecret;
use url::Url;

use super::{HubError, HubId, HubOptions};
use crate::http;
use crate::progress::{Event, Progress};

/// Redirects followed from the hub to where a file is stored.
const MAX_REDIRECTS: usize = 10;
/// Most bytes taken of an answer that is no file.
const BODY_LIMIT: usize = 32 << 20;
/// SHA-256 (or other hash) of a file that the answer only points to.
pub(super) const LINKED_ETAG: HeaderName = HeaderName::from_static("x-linked-etag");
/// Size of a file that the answer only points to.
pub(super) const LINKED_SIZE: HeaderName = HeaderName::from_static("x-linked-size");
/// Commit that a file was resolved at.
pub(super) const REPO_COMMIT: HeaderName = HeaderName::from_static("x-repo-commit");
/// The hub's own word for what is wrong.
const ERROR_CODE: HeaderName = HeaderName::from_static("x-error-code");
/// The hub's own sentence for what is wrong.
const ERROR_MESSAGE: HeaderName = HeaderName::from_static("x-error-message");

/// A failed try.
#[derive(Debug)]
pub(super) enum Failure {
    /// Another try would end alike.
    Final(HubError),
    /// May pass: an overloaded server, a connection that broke off.
    Passing {
        /// What to say if it does not.
        error: HubError,
        /// How long the server asks to wait.
        wait: Option<Duration>,
    },
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        Self::Final(error)
    }
}

/// Sends requests about one repository.
#[derive(Debug)]
pub(super) struct Requests<'a> {
    client: Client,
    options: &'a HubOptions,
    id: &'a HubId,
    authorization: Option<HeaderValue>,
}

impl<'a> Requests<'a> {
    pub(super) fn new(options: &'a HubOptions, id: &'a HubId) -> Result<Self, HubError> {
        let client = http::client_without_redirects().map_err(|reason| HubError::Unreachable {
            url: http::redacted(&options.endpoint),
            reason,
        })?;
        let authorization = match &options.token {
            None => None,
            Some(token) => {
                let mut value = HeaderValue::try_from(format!("Bearer {}", token.expose_secret()))
                    .map_err(|_| HubError::Setting {
                        setting: "HF_TOKEN",
                        reason: "the token holds characters that no token has".to_owned(),
                    })?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        Ok(Self { client, options, id, authorization })
    }

    /// The repository asked about.
    pub(super) fn id(&self) -> &HubId {
        self.id
    }

    /// How long the server may be silent.
    pub(super) fn stall(&self) -> Duration {
        self.options.stall
    }

    /// `path` on the endpoint; its segments are percent-encoded, a `/` within one too.
    pub(super) fn url(&self, path: &[&str]) -> Url {
        let mut url = self.options.endpoint.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        url
    }

    /// Sends one request and follows its redirects. The token goes along only
    /// while the request is for the endpoint's own scheme, host and port.
    ///
    /// A `HEAD` stops at the redirect that describes the file it leads to: the
    /// hub puts size and hash there, and the store behind it knows neither.
    pub(super) async fn send(
        &self,
        method: Method,
        url: &Url,
        range: Option<u64>,
    ) -> Result<Response, Failure> {
        let about_file = url.path().contains("/resolve/");
        let mut url = url.clone();
        for _ in 0..=MAX_REDIRECTS {
            let mut headers = HeaderMap::new();
            // Compressed, the length would not be the file's.
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
            if let Some(from) = range {
                let value = HeaderValue::try_from(format!("bytes={from}-"));
                headers.insert(RANGE, value.map_err(|e| protocol(&url, &e.to_string()))?);
            }
            if let Some(value) = &self.authorization
                && url.origin() == self.options.endpoint.origin()
            {
                headers.insert(AUTHORIZATION, value.clone());
            }
            let request = self.client.request(method.clone(), url.clone()).headers(headers).send();
            let response = match tokio::time::timeout(self.options.stall, request).await {
                Ok(Ok(response)) => response,
                Ok(Err(error)) => return Err(unreachable(&url, http::error_chain(&error))),
                Err(_) => return Err(unreachable(&url, self.silence())),
            };
            let described = method == Method::HEAD && response.headers().contains_key(LINKED_ETAG);
            if !response.status().is_redirection() || described {
                return self.judge(&url, response, about_file);
            }
            url = next(&url, &response)?;
        }
        Err(protocol(&url, "more redirects than anybody needs").into())
    }

    /// The whole body of a small answer, through as many tries as it takes.
    pub(super) async fn body(
        &self,
        url: &Url,
        patience: &mut Patience<'_>,
    ) -> Result<Vec<u8>, HubError> {
        loop {
            let failure = match self.send(Method::GET, url, None).await {
                Ok(response) => match self.collect(url, response).await {
                    Ok(body) => return Ok(body),
                    Err(failure) => failure,
                },
                Err(failure) => failure,
            };
            patience.after(failure).await?;
        }
    }

    async fn collect(&self, url: &Url, mut response: Response) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        loop {
            match tokio::time::timeout(self.options.stall, response.chunk()).await {
                Ok(Ok(Some(chunk))) => body.extend_from_slice(&chunk),
                Ok(Ok(None)) => return Ok(body),
                Ok(Err(error)) => return Err(unreachable(url, http::error_chain(&error))),
                Err(_) => return Err(unreachable(url, self.silence())),
            }
            if body.len() > BODY_LIMIT {
                return Err(protocol(url, "an answer without end").into());
            }
        }
    }

    /// Sorts answers into good ones, passing failures and final ones. `about_file`
    /// tells a missing file from a missing repository where the server does not.
    fn judge(&self, url: &Url, response: Response, about_file: bool) -> Result<Response, Failure> {
        let status = response.status();
        if status.is_success() || status.is_redirection() {
            return Ok(response);
        }
        let header = |name: &HeaderName| {
            let text = response.headers().get(name).and_then(|value| value.to_str().ok());
            text.map(|text| text.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
        };
        let id = self.id.repository();
        let page = self.url(&id.split('/').collect::<Vec<_>>());
        let page = http::redacted(&page);
        let at_endpoint = url.origin() == self.options.endpoint.origin();
        let token = self.authorization.is_some() && at_endpoint;
        let code = header(&ERROR_CODE).unwrap_or_default();
        Err(Failure::Final(match (status, code.as_str()) {
            (_, "GatedRepo") => HubError::Gated { id, page, token },
            (_, "RevisionNotFound") => HubError::NoRevision {
                id,
                revision: self.id.revision.clone().unwrap_or_else(|| "main".to_owned()),
            },
            (_, "EntryNotFound") => HubError::NoFile { url: http::redacted(url) },
            (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN, _) if at_endpoint => {
                HubError::Denied { id, page, status: status.as_u16(), token }
            }
            (StatusCode::NOT_FOUND, _) if about_file => {
                HubError::NoFile { url: http::redacted(url) }
            }
            (StatusCode::NOT_FOUND, _) => {
                HubError::NoRepository { id, endpoint: http::redacted(&self.options.endpoint) }
            }
            _ => {
                let message = header(&ERROR_MESSAGE).map(|m| format!(": {m}")).unwrap_or_default();
                let error =
                    HubError::Status { url: http::redacted(url), status: status.as_u16(), message };
                // A store that refuses was led to by an address that may have run out of
                // date: the hub gives a new one.
                let passing = status.is_server_error()
                    || (status == StatusCode::FORBIDDEN && !at_endpoint)
                    || status == StatusCode::TOO_MANY_REQUESTS
                    || status == StatusCode::REQUEST_TIMEOUT;
                if passing {
                    let wait = header(&RETRY_AFTER).and_then(|text| text.trim().parse().ok());
                    return Err(Failure::Passing { error, wait: wait.map(Duration::from_secs) });
                }
                error
            }
        }))
    }

    /// Nothing came for too long, as a reason.
    pub(super) fn silence(&self) -> String {
        format!("the server sent nothing for {} s", self.options.stall.as_secs_f32())
    }
}

/// Where a redirect leads.
fn next(url: &Url, response: &Response) -> Result<Url, HubError> {
    let target = response
        .headers()
        .get(LOCATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|location| url.join(location).ok())
        .ok_or_else(|| protocol(url, "a redirect that leads nowhere"))?;
    match (url.scheme(), target.scheme()) {
        ("https", "http") => {
            Err(protocol(url, "a redirect from https to a connection in the clear"))
        }
        (_, "http" | "https") => Ok(target),
        _ => Err(protocol(url, "a redirect to something other than http and https")),
    }
}

/// An answer that a hub does not give.
pub(super) fn protocol(url: &Url, reason: &str) -> HubError {
    HubError::Protocol { url: http::redacted(url), reason: reason.to_owned() }
}

/// A connection that was not made or broke off.
pub(super) fn unreachable(url: &Url, reason: String) -> Failure {
    let error = HubError::Unreachable { url: http::redacted(url), reason };
    Failure::Passing { error, wait: None }
}

/// How many failures in a row are borne, and how long each is waited out.
pub(super) struct Patience<'a> {
    options: &'a HubOptions,
    progress: &'a dyn Progress,
    delays: ExponentialBackoff,
}

impl<'a> Patience<'a> {
    pub(super) fn new(options: &'a HubOptions, progress: &'a dyn Progress) -> Self {
        Self { options, progress, delays: delays(options) }
    }

    /// Forgets earlier failures, since something went forward.
    pub(super) fn restore(&mut self) {
        self.delays = delays(self.options);
    }

    /// Waits until another try is due.
    ///
    /// # Errors
    /// The failure, if it is final or there were too many.
    pub(super) async fn after(&mut self, failure: Failure) -> Result<(), HubError> {
        let (error, wait) = match failure {
            Failure::Final(error) => return Err(error),
            Failure::Passing { error, wait } => (error, wait),
        };
        let Some(delay) = self.delays.next() else { return Err(error) };
        let delay = match wait {
            Some(wait) if wait > self.options.longest_wait => return Err(error),
            Some(wait) => wait.max(delay),
            None => delay,
        };
        let note = format!("{error}; trying again in {:.1} s", delay.as_secs_f32());
        self.progress.report(Event::Note(&note));
        tokio::time::sleep(delay).await;
        Ok(())
    }
}

fn delays(options: &HubOptions) -> ExponentialBackoff {
    ExponentialBuilder::default()
        .with_min_delay(options.backoff)
        .with_max_delay(options.longest_wait)
        .with_max_times(options.attempts.saturating_sub(1))
        .with_jitter()
        .build()
}
