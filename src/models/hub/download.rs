//! One file into the cache: described, fetched as far as it is missing, checked, put in place.

use std::fs;
use std::path::{Path, PathBuf};

use futures_util::StreamExt;
use reqwest::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderName};
use reqwest::{Method, Response, StatusCode};
use tokio::io::AsyncWriteExt;
use url::Url;

use super::super::ModelError;
use super::super::error::io;
use super::HubError;
use super::cache::CachedRepository;
use super::checksum::Etag;
use super::request::{
    Failure, LINKED_ETAG, LINKED_SIZE, Patience, REPO_COMMIT, Requests, protocol, unreachable,
};
use crate::progress::{Event, Progress};

/// Most bytes taken of a file whose size the server does not say.
const UNSIZED_LIMIT: u64 = 256 << 20;

/// What the hub says of a file before it is fetched.
#[derive(Debug, Clone)]
pub(super) struct Described {
    pub(super) name: String,
    pub(super) url: Url,
    pub(super) etag: Etag,
    /// In bytes.
    pub(super) size: Option<u64>,
}

/// Asks the hub for tag and size of `name` at `commit`.
pub(super) async fn describe(
    requests: &Requests<'_>,
    patience: &mut Patience<'_>,
    commit: &str,
    name: &str,
) -> Result<Described, HubError> {
    let id = requests.id().repository();
    let path: Vec<&str> = id.split('/').chain(["resolve", commit, name]).collect();
    let url = requests.url(&path);
    let response = loop {
        match requests.send(Method::HEAD, &url, None).await {
            Ok(response) => break response,
            Err(failure) => patience.after(failure).await?,
        }
    };
    patience.restore();
    let header = |name: &HeaderName| response.headers().get(name).and_then(|v| v.to_str().ok());
    if let Some(found) = header(&REPO_COMMIT)
        && found != commit
    {
        return Err(protocol(&url, "the file is of another commit than was asked for"));
    }
    let etag = header(&LINKED_ETAG)
        .or_else(|| header(&ETAG))
        .and_then(Etag::parse)
        .ok_or_else(|| protocol(&url, "it gives no usable entity tag for the file"))?;
    // The length of a redirect is its own, not the file's.
    let length = header(&LINKED_SIZE)
        .or_else(|| header(&CONTENT_LENGTH).filter(|_| response.status().is_success()));
    let size = length.and_then(|text| text.parse().ok());
    Ok(Described { name: name.to_owned(), url, etag, size })
}

/// Bytes of `file` that are still to be fetched, as far as known.
pub(super) fn missing(cached: &CachedRepository, file: &Described) -> u64 {
    let size = file.size.unwrap_or(0);
    if cached.blob(&file.etag).is_file() {
        return 0;
    }
    let have = fs::metadata(cached.incomplete(&file.etag)).map_or(0, |meta| meta.len());
    size.saturating_sub(have)
}

/// Has `file` in the cache and in the snapshot of `commit`, content checked. What
/// the cache holds already is checked likewise, and fetched anew if it is bad.
pub(super) async fn fetch(
    requests: &Requests<'_>,
    patience: &mut Patience<'_>,
    cached: &CachedRepository,
    commit: &str,
    file: &Described,
    progress: &dyn Progress,
) -> Result<PathBuf, ModelError> {
    let blob = cached.blob(&file.etag);
    let place = cached.snapshot(commit).join(&file.name);
    let _lock = cached.lock(&file.etag, &file.name, progress).await?;
    // Where links are not to be had, other programs keep the file itself in the snapshot.
    for held in [&place, &blob] {
        if !held.is_file() {
            continue;
        }
        match file.etag.mismatch(held, file.size, progress).await? {
            None if held == &place => return Ok(held.clone()),
            None => return cached.link(commit, &file.name, &file.etag),
            Some(reason) => {
                let name = &file.name;
                let note = format!("{name} in the cache is damaged ({reason}): fetching it again");
                progress.report(Event::Note(&note));
                fs::remove_file(held).map_err(io(held))?;
            }
        }
    }
    let blobs = blob.parent().unwrap_or(&blob);
    fs::create_dir_all(blobs).map_err(io(blobs))?;
    let part = cached.incomplete(&file.etag);
    let mut leftover = length(&part) > 0;
    loop {
        complete(requests, patience, file, &part, progress).await?;
        let Some(reason) = file.etag.mismatch(&part, file.size, progress).await? else { break };
        fs::remove_file(&part).map_err(io(&part))?;
        if !leftover {
            return Err(HubError::Corrupt { what: file.name.clone(), reason }.into());
        }
        // What an earlier run left may be to blame: once more from the beginning.
        leftover = false;
    }
    fs::File::options()
        .write(true)
        .open(&part)
        .and_then(|file| file.sync_all())
        .map_err(io(&part))?;
    fs::rename(&part, &blob).map_err(io(&blob))?;
    cached.link(commit, &file.name, &file.etag)
}

/// Length of a file, 0 if it is not there.
fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |meta| meta.len())
}

/// Brings `part` to its full length, through as many connections as it takes.
async fn complete(
    requests: &Requests<'_>,
    patience: &mut Patience<'_>,
    file: &Described,
    part: &Path,
    progress: &dyn Progress,
) -> Result<(), ModelError> {
    progress.report(Event::Start { what: &file.name, total: file.size });
    loop {
        let mut have = length(part);
        if have > 0 && file.size.is_none_or(|size| have > size) {
            // Too long to be a part of it, or impossible to tell whether it is one.
            fs::remove_file(part).map_err(io(part))?;
            have = 0;
        }
        if have > 0 && file.size == Some(have) {
            break;
        }
        match stream(requests, file, part, have, progress).await {
            Ok(()) => break,
            Err(Stop::Local(error)) => return Err(error),
            Err(Stop::Remote(Failure::Final(error @ HubError::Corrupt { .. }))) => {
                fs::remove_file(part).map_err(io(part))?;
                return Err(error.into());
            }
            Err(Stop::Remote(failure)) => {
                if length(part) > have {
                    patience.restore();
                }
                patience.after(failure).await?;
            }
        }
    }
    progress.report(Event::Finish);
    Ok(())
}

/// Why a connection's work ended early.
enum Stop {
    Local(ModelError),
    Remote(Failure),
}

impl From<ModelError> for Stop {
    fn from(error: ModelError) -> Self {
        Self::Local(error)
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Remote(failure)
    }
}

impl From<HubError> for Stop {
    fn from(error: HubError) -> Self {
        Self::Remote(Failure::Final(error))
    }
}

/// Appends to `part`, which has `have` bytes, what one connection gives.
async fn stream(
    requests: &Requests<'_>,
    file: &Described,
    part: &Path,
    have: u64,
    progress: &dyn Progress,
) -> Result<(), Stop> {
    // No `If-Range`: the store behind the hub has tags of its own. The part is
    // named by the content's hash, and the whole is checked against it.
    let sent = requests.send(Method::GET, &file.url, (have > 0).then_some(have)).await;
    let response = match sent {
        Err(Failure::Final(HubError::Status { status: 416, .. })) => {
            fs::remove_file(part).map_err(io(part))?;
            return Err(unreachable(&file.url, "the server does not go on there".to_owned()).into());
        }
        sent => sent?,
    };
    let encoding = response.headers().get(CONTENT_ENCODING);
    if encoding.is_some_and(|encoding| encoding != "identity") {
        return Err(protocol(&file.url, "it compresses files unasked").into());
    }
    let from = if response.status() == StatusCode::PARTIAL_CONTENT
        && range_start(&response) == Some(have)
    {
        have
    } else if response.status() == StatusCode::OK {
        0
    } else {
        return Err(protocol(&file.url, "not the part of the file that was asked for").into());
    };
    let mut out = tokio::fs::File::options()
        .create(true)
        .append(from > 0)
        .write(true)
        .truncate(from == 0)
        .open(part)
        .await
        .map_err(io(part))?;
    let ended = pour(requests, file, response, from, &mut out, part, progress).await;
    // Also after a failure: what has come is kept, and its length must be right.
    out.flush().await.map_err(io(part))?;
    ended
}

/// Writes the body to `out`.
async fn pour(
    requests: &Requests<'_>,
    file: &Described,
    response: Response,
    from: u64,
    out: &mut tokio::fs::File,
    part: &Path,
    progress: &dyn Progress,
) -> Result<(), Stop> {
    let limit = file.size.unwrap_or(UNSIZED_LIMIT);
    let mut done = from;
    let mut body = response.bytes_stream();
    progress.report(Event::Advance(done));
    loop {
        let chunk = match tokio::time::timeout(requests.stall(), body.next()).await {
            Ok(Some(Ok(chunk))) => chunk,
            Ok(None) => break,
            Ok(Some(Err(error))) => {
                return Err(unreachable(&file.url, crate::http::error_chain(&error)).into());
            }
            Err(_) => return Err(unreachable(&file.url, requests.silence()).into()),
        };
        done += chunk.len() as u64;
        if done > limit {
            let reason = format!("more than {limit} bytes");
            return Err(HubError::Corrupt { what: file.name.clone(), reason }.into());
        }
        out.write_all(&chunk).await.map_err(io(part))?;
        progress.report(Event::Advance(done));
    }
    match file.size {
        Some(size) if done < size => {
            let reason = format!("the connection ended after {done} of {size} bytes");
            Err(unreachable(&file.url, reason).into())
        }
        _ => Ok(()),
    }
}

/// First byte of a partial answer: `Content-Range: bytes <first>-<last>/<all>`.
fn range_start(response: &Response) -> Option<u64> {
    let range = response.headers().get(CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}
