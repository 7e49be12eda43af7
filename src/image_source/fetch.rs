//! Pictures from http(s) addresses, bounded in size and time.

use futures_util::StreamExt as _;
use url::Url;

use super::{ImageError, Limits};
use crate::http;

/// The body behind `url`.
pub(super) async fn fetch(url: &Url, limits: &Limits) -> Result<Vec<u8>, ImageError> {
    match tokio::time::timeout(limits.timeout, download(url, limits)).await {
        Ok(result) => result,
        Err(_) => {
            Err(ImageError::Timeout { url: http::redacted(url), seconds: limits.timeout.as_secs() })
        }
    }
}

async fn download(url: &Url, limits: &Limits) -> Result<Vec<u8>, ImageError> {
    let name = http::redacted(url);
    let unreachable = |reason: String| ImageError::Unreachable { url: name.clone(), reason };
    let too_large = || ImageError::TooManyBytes { name: name.clone(), limit: limits.max_bytes };

    let client = http::client().map_err(unreachable)?;
    let response =
        client.get(url.clone()).send().await.map_err(|e| unreachable(http::error_chain(&e)))?;
    if !response.status().is_success() {
        return Err(ImageError::Status { url: name, status: response.status().to_string() });
    }
    if response.content_length().is_some_and(|n| n > limits.max_bytes) {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(chunk) = body.next().await {
        bytes.extend_from_slice(&chunk.map_err(|e| unreachable(http::error_chain(&e)))?);
        if bytes.len() as u64 > limits.max_bytes {
            return Err(too_large());
        }
    }
    Ok(bytes)
}
