//! A Python package index with a wheel in it, and ways to misbehave.

use std::io::{Cursor, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use chartqa::runtime::Flavour;
use chartqa::runtime::pinned::{Build, Wheel, platform};
use futures_util::{StreamExt, stream};
use sha2::{Digest, Sha256};

pub const FILE: &str = "pack-1.2.3-py3-none-any.whl";
pub const LIBRARY: &[u8] = b"the core library";

/// How the server behaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Manner {
    /// As it should, with the page in JSON.
    Json,
    /// As it should, with the page in HTML and relative links.
    Html,
    /// The page does not list the file.
    Unlisted,
    /// There is no such package.
    NoPackage,
    /// The page is no page.
    Garbled,
    /// The file is gone.
    NoFile,
    /// Another file than the pinned one.
    Swapped,
    /// The file never ends.
    Endless,
    /// Every answer ends half-way through what was asked for, which may be a part.
    CutWithRanges,
    /// Every answer begins at the start and ends half-way.
    CutWithoutRanges,
    /// Two answers in three are "try later".
    Busy,
}

struct Shared {
    manner: Mutex<Manner>,
    wheel: Vec<u8>,
    /// `user:password` the index asks for.
    credentials: Option<&'static str>,
    pages: AtomicUsize,
    files: AtomicUsize,
}

/// A running server; it stops when the test's runtime does.
pub struct Server {
    shared: Arc<Shared>,
    /// `http://127.0.0.1:PORT`
    pub address: String,
}

impl Server {
    pub async fn start(manner: Manner) -> Self {
        Self::with_credentials(manner, None).await
    }

    pub async fn with_credentials(manner: Manner, credentials: Option<&'static str>) -> Self {
        let shared = Arc::new(Shared {
            manner: Mutex::new(manner),
            wheel: wheel(),
            credentials,
            pages: AtomicUsize::new(0),
            files: AtomicUsize::new(0),
        });
        let routes = Router::new()
            .route("/simple/{package}/", get(page))
            .route("/files/{name}", get(file))
            .with_state(Arc::clone(&shared));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        Self { shared, address }
    }

    /// The index as a person would set it in `PIP_INDEX_URL`.
    pub fn index(&self) -> String {
        format!("{}/simple", self.address)
    }

    pub fn behave(&self, manner: Manner) {
        *self.shared.manner.lock().unwrap() = manner;
    }

    /// Pages and files asked for so far.
    pub fn requests(&self) -> (usize, usize) {
        (self.shared.pages.load(Ordering::SeqCst), self.shared.files.load(Ordering::SeqCst))
    }
}

/// What the program has pinned: the server's wheel.
pub fn build() -> Build {
    let wheel = wheel();
    Build {
        flavour: Flavour::Cpu,
        version: "1.2.3".to_owned(),
        package: "pack".to_owned(),
        wheel: Wheel {
            platform: platform(),
            file: FILE.to_owned(),
            size: wheel.len() as u64,
            sha256: hex(&wheel),
            library: "libonnxruntime.so.1.2.3".to_owned(),
            members: vec![
                "pack/capi/libonnxruntime.so.1.2.3".to_owned(),
                "pack/LICENSE".to_owned(),
            ],
        },
    }
}

fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Two files that are wanted, two that are not, one of them evil; enough bytes to be cut.
fn wheel() -> Vec<u8> {
    let filler: Vec<u8> =
        (0..200_000_u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // The same bytes every time.
    let options =
        zip::write::SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
    for (name, content) in [
        ("pack/capi/libonnxruntime.so.1.2.3", LIBRARY),
        ("pack/LICENSE", b"the licence".as_slice()),
        ("pack/__init__.py", filler.as_slice()),
        ("../../evil", b"evil".as_slice()),
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn refuse(shared: &Shared, headers: &HeaderMap) -> Option<Response> {
    let wanted = shared.credentials?;
    let wanted = format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(wanted));
    let given = headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    (given != Some(&wanted)).then(|| StatusCode::UNAUTHORIZED.into_response())
}

async fn page(
    State(shared): State<Arc<Shared>>,
    Path(package): Path<String>,
    headers: HeaderMap,
) -> Response {
    shared.pages.fetch_add(1, Ordering::SeqCst);
    if let Some(refusal) = refuse(&shared, &headers) {
        return refusal;
    }
    let manner = *shared.manner.lock().unwrap();
    let accepts = headers[header::ACCEPT].to_str().unwrap();
    assert!(
        accepts.contains("application/vnd.pypi.simple.v1+json") && accepts.contains("text/html")
    );
    if manner == Manner::NoPackage || package != "pack" {
        return StatusCode::NOT_FOUND.into_response();
    }
    let name = if manner == Manner::Unlisted { "pack-1.2.4-py3-none-any.whl" } else { FILE };
    match manner {
        Manner::Html => (
            [(header::CONTENT_TYPE, "text/html; charset=utf-8")],
            format!(
                "<!DOCTYPE html><html><body>\n<a href=\"../../files/pack-1.0-py3-none-any.whl#sha256=00\">old</a>\n\
                 <a href=\"../../files/{name}#sha256=00\" data-requires-python=\"&gt;=3\">{name}</a></body></html>"
            ),
        )
            .into_response(),
        Manner::Garbled => {
            ([(header::CONTENT_TYPE, "application/json")], "{\"files\": [").into_response()
        }
        _ => (
            [(header::CONTENT_TYPE, "application/vnd.pypi.simple.v1+json")],
            serde_json::json!({
                "meta": {"api-version": "1.0"},
                "name": "pack",
                // A hash that is not the pinned one: the index has no say.
                "files": [{"filename": name, "url": format!("/files/{name}"), "hashes": {"sha256": "00"}}]
            })
            .to_string(),
        )
            .into_response(),
    }
}

async fn file(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let count = shared.files.fetch_add(1, Ordering::SeqCst);
    if let Some(refusal) = refuse(&shared, &headers) {
        return refusal;
    }
    assert_eq!(name, FILE);
    let wheel = shared.wheel.clone();
    let from: usize = headers.get(header::RANGE).map_or(0, |range| {
        let range = range.to_str().unwrap();
        range.strip_prefix("bytes=").and_then(|r| r.strip_suffix('-')).unwrap().parse().unwrap()
    });
    match *shared.manner.lock().unwrap() {
        Manner::NoFile => StatusCode::NOT_FOUND.into_response(),
        Manner::Swapped => {
            let mut other = wheel;
            *other.last_mut().unwrap() ^= 1;
            other.into_response()
        }
        Manner::Endless => Body::from_stream(stream::repeat_with(|| {
            Ok::<_, std::io::Error>(Bytes::from_static(&[0; 1 << 12]))
        }))
        .into_response(),
        Manner::CutWithRanges => {
            let rest = &wheel[from..];
            // The last few bytes come in one piece, or it would take forever.
            let end = if rest.len() > 1000 { rest.len() / 2 } else { rest.len() };
            let status = if from > 0 { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
            cut(status, rest[..end].to_vec(), end < rest.len())
        }
        Manner::CutWithoutRanges => cut(StatusCode::OK, wheel[..wheel.len() / 2].to_vec(), true),
        Manner::Busy if count % 3 != 2 => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        _ if from > 0 => (StatusCode::PARTIAL_CONTENT, wheel[from..].to_vec()).into_response(),
        _ => wheel.into_response(),
    }
}

/// Sends `bytes` and then drops the connection, if `broken`.
fn cut(status: StatusCode, bytes: Vec<u8>, broken: bool) -> Response {
    let end = stream::once(async {
        // What was sent is on its way by then.
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        Err(std::io::Error::other("cut"))
    });
    let whole = stream::once(async { Ok(Bytes::from(bytes)) });
    let body = if broken { Body::from_stream(whole.chain(end)) } else { Body::from_stream(whole) };
    (status, body).into_response()
}
