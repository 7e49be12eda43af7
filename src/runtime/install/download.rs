//! Fetches a pinned file, hashing it as it comes; a cut transfer is taken up where it ended.

use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use reqwest::header::RANGE;
use reqwest::{Client, StatusCode};
use sha2::{Digest, Sha256};
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt};
use url::Url;

use super::RuntimeError;
use super::index::status_reason;
use crate::http::{error_chain, redacted};
use crate::progress::{Event, Progress};
use crate::runtime::installed::{hex, io_error};
use crate::runtime::pinned::Wheel;

/// How long the server may send nothing.
const STALL: Duration = Duration::from_mins(1);
/// Attempts that bring nothing new before giving up; progress starts the count anew.
const ATTEMPTS: usize = 3;

/// A file that grows, with the hash of what is in it.
struct Partial {
    file: File,
    length: u64,
    hash: Sha256,
}

/// Why a transfer ended early.
enum Cut {
    /// Worth another attempt.
    Again(String),
    /// Final.
    For(RuntimeError),
}

/// Fetches `url` into `partial` and compares length and hash with the pin.
///
/// On a wrong hash `partial` is removed; after any other failure it stays, and
/// the next call goes on from it.
pub(super) async fn download(
    client: &Client,
    url: &Url,
    wheel: &Wheel,
    partial: &Path,
    progress: &dyn Progress,
) -> Result<(), RuntimeError> {
    let mut into = open(partial, wheel.size).await.map_err(|e| io_error("write", partial, &e))?;
    progress.report(Event::Start { what: &wheel.file, total: Some(wheel.size) });
    let mut attempt = 0;
    while into.length < wheel.size {
        let before = into.length;
        let ended = transfer(client, url, wheel.size, partial, &mut into, progress).await;
        // What came is kept, whatever happens next.
        into.file.flush().await.map_err(|e| io_error("write", partial, &e))?;
        match ended {
            Ok(()) => {}
            Err(Cut::For(error)) => return Err(error),
            Err(Cut::Again(reason)) => {
                attempt = if into.length > before { 1 } else { attempt + 1 };
                if attempt >= ATTEMPTS {
                    return Err(RuntimeError::Download { url: redacted(url), reason });
                }
                tracing::debug!(url = redacted(url), reason, attempt, "transfer cut, going on");
                tokio::time::sleep(Duration::from_millis(200) * attempt as u32).await;
            }
        }
    }
    let found = hex(&into.hash.finalize());
    if found != wheel.sha256 {
        drop(into.file);
        let _ = tokio::fs::remove_file(partial).await;
        return Err(RuntimeError::Checksum {
            url: redacted(url),
            expected: wheel.sha256.clone(),
            found,
        });
    }
    progress.report(Event::Finish);
    Ok(())
}

/// Opens what an earlier call left, or an empty file.
async fn open(path: &Path, limit: u64) -> std::io::Result<Partial> {
    let file =
        File::options().create(true).read(true).write(true).truncate(false).open(path).await?;
    let mut partial = Partial { file, length: 0, hash: Sha256::new() };
    if partial.file.metadata().await?.len() > limit {
        partial.file.set_len(0).await?;
    }
    let mut buffer = vec![0; 1 << 16];
    loop {
        match partial.file.read(&mut buffer).await? {
            0 => return Ok(partial),
            n => {
                partial.hash.update(&buffer[..n]);
                partial.length += n as u64;
            }
        }
    }
}

/// One request, for what is missing.
async fn transfer(
    client: &Client,
    url: &Url,
    size: u64,
    path: &Path,
    into: &mut Partial,
    progress: &dyn Progress,
) -> Result<(), Cut> {
    let io = |e: std::io::Error| Cut::For(io_error("write", path, &e));
    let mut request = client.get(url.clone());
    if into.length > 0 {
        request = request.header(RANGE, format!("bytes={}-", into.length));
    }
    let response = tokio::time::timeout(STALL, request.send())
        .await
        .map_err(|_| Cut::Again(stalled()))?
        .map_err(|e| Cut::Again(error_chain(&e)))?;
    match response.status() {
        StatusCode::PARTIAL_CONTENT if into.length > 0 => {}
        // The server sends the whole file, or cannot take up where it ended.
        status if status.is_success() || status == StatusCode::RANGE_NOT_SATISFIABLE => {
            into.file.set_len(0).await.map_err(io)?;
            into.file.rewind().await.map_err(io)?;
            into.length = 0;
            into.hash = Sha256::new();
            if !status.is_success() {
                return Err(Cut::Again(status_reason(status)));
            }
        }
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            return Err(Cut::Again(status_reason(status)));
        }
        status => {
            return Err(Cut::For(RuntimeError::Download {
                url: redacted(url),
                reason: status_reason(status),
            }));
        }
    }
    let mut body = response.bytes_stream();
    loop {
        let next =
            tokio::time::timeout(STALL, body.next()).await.map_err(|_| Cut::Again(stalled()))?;
        let Some(chunk) = next else { break };
        let chunk = chunk.map_err(|e| Cut::Again(error_chain(&e)))?;
        if into.length + chunk.len() as u64 > size {
            return Err(Cut::For(RuntimeError::Download {
                url: redacted(url),
                reason: format!("it is longer than the pinned {size} bytes"),
            }));
        }
        into.file.write_all(&chunk).await.map_err(io)?;
        into.hash.update(&chunk);
        into.length += chunk.len() as u64;
        progress.report(Event::Advance(into.length));
    }
    if into.length < size {
        let reason = format!("it ended after {} of {size} bytes", into.length);
        return Err(Cut::Again(reason));
    }
    Ok(())
}

fn stalled() -> String {
    format!("the server sent nothing for {} s", STALL.as_secs())
}
