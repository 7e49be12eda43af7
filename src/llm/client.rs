//! Sending requests: timeouts, retries, and what each status means.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use backon::BackoffBuilder as _;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, HeaderValue, LOCATION};
use secrecy::ExposeSecret as _;
use serde::Serialize;

use super::complaint::Complaint;
use super::connection::{Cause, retry_after};
use super::memory::{Known, Memory};
use super::reply::{self, Reply, shortened};
use super::wire;
use super::{ChatRequest, Endpoint, EndpointError, Form};
use crate::{Cancel, Error, Result, http};

/// Longest wait between attempts that is our own choice.
const MAX_BACKOFF: Duration = Duration::from_secs(8);
/// How often a request is changed to what a server takes.
const MAX_ADAPTATIONS: usize = 3;

/// A connection to an endpoint.
pub struct Client {
    endpoint: Endpoint,
    http: reqwest::Client,
    /// `Authorization`, marked as secret.
    bearer: Option<HeaderValue>,
    memory: Memory,
}

/// A request as a person looks at it, in the order it is sent in; the key is starred out.
#[derive(Debug, Clone, Serialize)]
pub struct DryRun<'a> {
    method: &'static str,
    url: String,
    headers: BTreeMap<&'static str, &'static str>,
    body: &'a ChatRequest,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

/// Why an attempt failed.
enum Failure {
    /// It would fail again.
    Final(EndpointError),
    /// It may go well later, after the time that the server names.
    Passing(EndpointError, Option<Duration>),
}

impl Client {
    /// A client for an endpoint; sends nothing.
    ///
    /// # Errors
    /// [`EndpointError::Key`] and [`EndpointError::Client`].
    pub fn new(endpoint: Endpoint) -> Result<Self, EndpointError> {
        let bearer = endpoint.key.as_ref().map(|key| {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))
                .map_err(|_| EndpointError::Key)?;
            value.set_sensitive(true);
            Ok(value)
        });
        let bearer = bearer.transpose()?;
        if bearer.is_some() && endpoint.is_remote() && endpoint.url.scheme() == "http" {
            tracing::warn!("the key is sent unencrypted to {}", endpoint.shown_url());
        }
        let http = if endpoint.is_remote() {
            http::client_without_redirects()
        } else {
            http::loopback_client()
        };
        let http = http.map_err(EndpointError::Client)?;
        let memory = Memory::new(&endpoint);
        Ok(Self { endpoint, http, bearer, memory })
    }

    /// The same client, which knows what earlier ones found out about the endpoint, and keeps
    /// in `file` what it finds out itself: no keys, questions or answers.
    #[must_use]
    pub fn remembering(mut self, file: PathBuf) -> Self {
        self.memory = self.memory.kept_in(file);
        self
    }

    /// What is known of the endpoint.
    pub fn known(&self) -> Known {
        self.memory.known()
    }

    /// Notes the strictest form of reply that the endpoint takes.
    pub fn note_form(&self, form: Form) {
        self.memory.note(|known| known.form = Some(form));
    }

    /// Notes whether the endpoint takes pictures.
    pub fn note_pictures(&self, taken: bool) {
        self.memory.note(|known| known.pictures = Some(taken));
    }

    /// The endpoint.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// What [`Client::chat`] would send, for a person to look at; the key is starred out.
    pub fn dry_run<'a>(&self, request: &'a ChatRequest) -> DryRun<'a> {
        let mut headers = BTreeMap::from([("content-type", "application/json")]);
        if self.bearer.is_some() {
            headers.insert("authorization", "Bearer ***");
        }
        DryRun { method: "POST", url: self.endpoint.shown_url(), headers, body: request }
    }

    /// Sends a request and reads the reply.
    ///
    /// `on_text` gets the reply's text as it comes, thoughts left out. Requests
    /// are sent again after 429, 5xx and broken connections, as the endpoint's
    /// limits allow, but never once a reply has begun.
    ///
    /// # Errors
    /// An [`EndpointError`] for each way an endpoint fails, and
    /// [`Error::Interrupted`] as soon as `cancel` is triggered.
    pub async fn chat(
        &self,
        request: &ChatRequest,
        cancel: &Cancel,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply> {
        cancel.check()?;
        let stopped = std::sync::Arc::new(tokio::sync::Notify::new());
        let notify = std::sync::Arc::clone(&stopped);
        let _hook = cancel.on_cancel(move || notify.notify_one());
        tokio::select! {
            biased;
            () = stopped.notified() => Err(Error::Interrupted),
            reply = self.attempts(request.clone(), on_text) => Ok(reply?),
        }
    }

    async fn attempts(
        &self,
        mut request: ChatRequest,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, EndpointError> {
        let mut waits = backon::ExponentialBuilder::default()
            .with_min_delay(self.endpoint.backoff)
            .with_max_delay(MAX_BACKOFF)
            .with_max_times(self.endpoint.max_retries as usize)
            .with_jitter()
            .build();
        for adaptation in self.memory.known().adaptations {
            request.adapt(adaptation);
        }
        let mut attempts = 0;
        let mut adaptations = 0;
        loop {
            attempts += 1;
            let attempt = self.attempt(&request, on_text);
            let failure = match tokio::time::timeout(self.endpoint.timeout, attempt).await {
                Ok(Ok(reply)) => return Ok(reply),
                Ok(Err(failure)) => failure,
                Err(_) => Failure::Final(EndpointError::Timeout {
                    url: self.endpoint.shown_url(),
                    after: self.endpoint.timeout,
                }),
            };
            match failure {
                Failure::Final(error) => {
                    let adaptation = match &error {
                        EndpointError::BadRequest { message, .. } => {
                            Complaint::of(message, &request)
                        }
                        _ => None,
                    };
                    let Some(Complaint::Adapt(adaptation)) =
                        adaptation.filter(|_| adaptations < MAX_ADAPTATIONS)
                    else {
                        return Err(counted(error, attempts));
                    };
                    adaptations += 1;
                    tracing::info!("the endpoint wants another request: {error}");
                    request.adapt(adaptation);
                    self.memory.note(|known| known.adaptations.push(adaptation));
                }
                Failure::Passing(error, wait) => {
                    let Some(own) = waits.next() else { return Err(counted(error, attempts)) };
                    let wait = wait.unwrap_or(own).min(self.endpoint.max_wait);
                    tracing::info!("trying again in {:.1} s: {error}", wait.as_secs_f64());
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    async fn attempt(
        &self,
        request: &ChatRequest,
        on_text: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, Failure> {
        let mut post = self.http.post(self.endpoint.url.clone()).json(request);
        if let Some(bearer) = &self.bearer {
            post = post.header(AUTHORIZATION, bearer.clone());
        }
        let response = post.send().await.map_err(|error| self.broken(&error))?;
        if response.status().is_success() {
            reply::read(response, &self.endpoint, request, on_text).await.map_err(Failure::Final)
        } else {
            Err(self.refused(response, request).await)
        }
    }

    /// What a status that is no success means.
    async fn refused(&self, response: reqwest::Response, request: &ChatRequest) -> Failure {
        let status = response.status();
        let url = self.endpoint.shown_url();
        if status.is_redirection() {
            let to = response.headers().get(LOCATION).and_then(|to| to.to_str().ok());
            let to = to.and_then(|to| self.endpoint.url.join(to).ok());
            let to = to.map_or_else(|| "nowhere".to_owned(), |to| http::redacted(&to));
            return Failure::Final(EndpointError::Redirect { url, to: self.endpoint.clean(&to) });
        }
        let wait = retry_after(response.headers(), SystemTime::now());
        let body = reply::error_body(response).await;
        let (message, code) = self.message(&body);
        let attempts = 1;
        let status_number = status.as_u16();
        let with_picture = request.has_picture();
        // Servers have no status of their own for these, some not even one below 500.
        let about_the_request = !matches!(
            status,
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS
        );
        match Complaint::of(&message, request).filter(|_| about_the_request) {
            Some(Complaint::Picture) => {
                let model = request.model.clone();
                return Failure::Final(EndpointError::NoVision { url, model, message });
            }
            Some(Complaint::Form) => {
                return Failure::Final(EndpointError::Form { url, message });
            }
            Some(Complaint::Adapt(_)) | None => {}
        }
        match status {
            StatusCode::UNAUTHORIZED => Failure::Final(EndpointError::Unauthorized {
                url,
                message,
                had_key: self.bearer.is_some(),
            }),
            StatusCode::FORBIDDEN => Failure::Final(EndpointError::Forbidden { url, message }),
            StatusCode::NOT_FOUND if message.to_lowercase().contains("model") => {
                Failure::Final(EndpointError::ModelNotFound {
                    url,
                    model: request.model.clone(),
                    message,
                })
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                Failure::Final(EndpointError::PathNotFound { url, status: status_number, message })
            }
            StatusCode::TOO_MANY_REQUESTS => {
                let error = EndpointError::RateLimited { url, attempts, message };
                // Money does not come back within a minute.
                if code.as_deref() == Some("insufficient_quota") {
                    Failure::Final(error)
                } else {
                    Failure::Passing(error, wait)
                }
            }
            status if status.is_server_error() => {
                let error = EndpointError::Server {
                    url,
                    status: status_number,
                    attempts,
                    with_picture,
                    message,
                };
                let passing = !matches!(
                    status,
                    StatusCode::NOT_IMPLEMENTED | StatusCode::HTTP_VERSION_NOT_SUPPORTED
                );
                if passing { Failure::Passing(error, wait) } else { Failure::Final(error) }
            }
            _ => Failure::Final(EndpointError::BadRequest {
                url,
                status: status_number,
                with_picture,
                message,
            }),
        }
    }

    /// What the body of an error says, and its code; nothing of a web page.
    fn message(&self, body: &str) -> (String, Option<String>) {
        let json: Option<serde_json::Value> = serde_json::from_str(body).ok();
        let code = json.as_ref().and_then(|json| {
            let error = json.get("error")?;
            error.get("code").or_else(|| error.get("type"))?.as_str().map(str::to_owned)
        });
        let text = match &json {
            Some(json) => wire::error_message(json).unwrap_or_else(|| body.to_owned()),
            None if body.trim_start().starts_with('<') => String::new(),
            None => body.to_owned(),
        };
        (shortened(&self.endpoint.clean(&text)), code)
    }

    /// What it means that no response came.
    fn broken(&self, error: &reqwest::Error) -> Failure {
        let url = self.endpoint.shown_url();
        let reason = shortened(&self.endpoint.clean(&http::error_chain(error)));
        let cause = Cause::of(error);
        match cause {
            Cause::Refused => Failure::Final(EndpointError::Refused { url }),
            Cause::Dns => Failure::Final(EndpointError::Dns { url, reason }),
            Cause::Tls => Failure::Final(EndpointError::Tls { url, reason }),
            Cause::Other if error.is_timeout() => {
                Failure::Final(EndpointError::Connection { url, reason })
            }
            Cause::Other => Failure::Passing(EndpointError::Connection { url, reason }, None),
        }
    }
}

/// The error with the number of requests sent.
fn counted(mut error: EndpointError, sent: u32) -> EndpointError {
    if let EndpointError::RateLimited { attempts, .. } | EndpointError::Server { attempts, .. } =
        &mut error
    {
        *attempts = sent;
    }
    error
}
