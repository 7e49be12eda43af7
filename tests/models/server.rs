//! A hub on a local port, and the store it keeps large files in on another.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, header};
use futures_util::{StreamExt, stream};
use sha1::Sha1;
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use url::Url;

/// The commit that `main` stands for.
pub(crate) const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";
/// The repository that is there.
pub(crate) const REPOSITORY: &str = "tests/tiny";

/// What a server does to the next requests that fit.
#[derive(Clone)]
pub(crate) enum Act {
    /// Answers with this status and these headers.
    Answer(u16, Vec<(&'static str, String)>),
    /// Breaks the connection off after this many bytes of the body.
    Cut(usize),
    /// Sends this many bytes of the body, then nothing more.
    Stall(usize),
    /// Sends other bytes, as many.
    Corrupt,
    /// Sends these bytes more.
    Append(usize),
    /// Sends all, whatever range was asked for.
    IgnoreRange,
    /// Never answers.
    Hang,
}

/// One request, as a server saw it.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) authorization: Option<String>,
    pub(crate) range: Option<String>,
}

/// A file of the repository.
#[derive(Clone)]
struct Content {
    bytes: Bytes,
    /// Kept in the store, and named by its SHA-256; otherwise by git's hash.
    large: bool,
}

impl Content {
    fn etag(&self) -> String {
        if self.large { sha256(&self.bytes) } else { git_hash(&self.bytes) }
    }
}

#[derive(Default)]
struct Shared {
    files: BTreeMap<String, Content>,
    commit: String,
    acts: Vec<(String, usize, Act)>,
    hub_saw: Vec<Seen>,
    store_saw: Vec<Seen>,
    store: String,
    etag: Option<String>,
}

/// A running hub with one repository. It goes away with the test's runtime.
pub(crate) struct FakeHub {
    shared: Arc<Mutex<Shared>>,
    endpoint: String,
}

impl FakeHub {
    /// A hub whose repository has no files yet.
    pub(crate) async fn start() -> Self {
        let shared = Arc::new(Mutex::new(Shared { commit: COMMIT.into(), ..Shared::default() }));
        let serve = async |router: Router| {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            tokio::spawn(async move { axum::serve(listener, router).await });
            format!("http://{address}")
        };
        let store = Router::new().fallback(store).with_state(Arc::clone(&shared));
        let store = serve(store).await;
        shared.lock().unwrap().store = store;
        let hub = Router::new().fallback(hub).with_state(Arc::clone(&shared));
        Self { shared, endpoint: serve(hub).await }
    }

    /// A hub with a repository of made-up files, among them some that nobody needs.
    pub(crate) async fn with_files() -> Self {
        let hub = Self::start().await;
        hub.put("config.json", b"{\"model_type\": \"pix2struct\"}", false);
        hub.put("preprocessor_config.json", b"{}", false);
        hub.put("tokenizer.json", b"{\"model\": {}}", false);
        hub.put("model.safetensors", &weights(), true);
        hub.put("pytorch_model.bin", b"a pickle", true);
        hub.put(".gitattributes", b"*.bin filter=lfs", false);
        hub
    }

    /// Puts every file of `folder` into the repository.
    pub(crate) fn put_folder(&self, folder: &Path) {
        for item in std::fs::read_dir(folder).unwrap() {
            let item = item.unwrap();
            let name = item.file_name().into_string().unwrap();
            let bytes = std::fs::read(item.path()).unwrap();
            self.put(&name, &bytes, name.ends_with(".safetensors"));
        }
    }

    /// Puts a file into the repository.
    pub(crate) fn put(&self, name: &str, bytes: &[u8], large: bool) {
        let content = Content { bytes: Bytes::copy_from_slice(bytes), large };
        self.shared.lock().unwrap().files.insert(name.to_owned(), content);
    }

    /// Takes a file out of the repository.
    pub(crate) fn remove(&self, name: &str) {
        self.shared.lock().unwrap().files.remove(name).unwrap();
    }

    /// Has `main` stand for another commit.
    pub(crate) fn set_commit(&self, commit: &str) {
        commit.clone_into(&mut self.shared.lock().unwrap().commit);
    }

    /// Gives this entity tag for every file.
    pub(crate) fn set_etag(&self, etag: &str) {
        self.shared.lock().unwrap().etag = Some(etag.to_owned());
    }

    /// Does `act` to the next `times` requests whose method and path contain `what`.
    pub(crate) fn act(&self, what: &str, times: usize, act: Act) {
        self.shared.lock().unwrap().acts.push((what.to_owned(), times, act));
    }

    pub(crate) fn endpoint(&self) -> Url {
        Url::parse(&self.endpoint).unwrap()
    }

    /// Requests to the hub itself.
    pub(crate) fn hub_saw(&self) -> Vec<Seen> {
        self.shared.lock().unwrap().hub_saw.clone()
    }

    /// Requests to the store.
    pub(crate) fn store_saw(&self) -> Vec<Seen> {
        self.shared.lock().unwrap().store_saw.clone()
    }

    /// Forgets the requests so far.
    pub(crate) fn forget(&self) {
        let mut shared = self.shared.lock().unwrap();
        shared.hub_saw.clear();
        shared.store_saw.clear();
    }

    /// The entity tag of a file.
    pub(crate) fn etag(&self, name: &str) -> String {
        self.shared.lock().unwrap().files[name].etag()
    }
}

/// Made-up weights, long enough to come in several pieces.
pub(crate) fn weights() -> Vec<u8> {
    (0..300_000_u32).flat_map(|i| i.wrapping_mul(2_654_435_761).to_le_bytes()).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn git_hash(bytes: &[u8]) -> String {
    hex(&Sha1::new_with_prefix(format!("blob {}\0", bytes.len())).chain_update(bytes).finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn seen(request: &Request) -> Seen {
    let header = |name| request.headers().get(name).map(|v| v.to_str().unwrap().to_owned());
    Seen {
        method: request.method().to_string(),
        path: request.uri().to_string(),
        authorization: header(header::AUTHORIZATION),
        range: header(header::RANGE),
    }
}

impl Shared {
    /// What is to be done to this request, if anything.
    fn take_act(&mut self, seen: &Seen) -> Option<Act> {
        let line = format!("{} {}", seen.method, seen.path);
        let due =
            |(what, times, _): &&mut (String, usize, Act)| *times > 0 && line.contains(&**what);
        let (_, times, act) = self.acts.iter_mut().find(due)?;
        *times -= 1;
        Some(act.clone())
    }
}

fn empty(status: u16) -> Response<Body> {
    Response::builder().status(status).body(Body::empty()).unwrap()
}

async fn hub(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response<Body> {
    let seen = seen(&request);
    let act = {
        let mut shared = shared.lock().unwrap();
        shared.hub_saw.push(seen.clone());
        shared.take_act(&seen)
    };
    match act {
        Some(Act::Answer(status, headers)) => {
            let mut response = Response::builder().status(status);
            for (name, value) in headers {
                response = response.header(name, value);
            }
            response.body(Body::empty()).unwrap()
        }
        Some(Act::Hang) => std::future::pending().await,
        other => answer(&shared.lock().unwrap(), &request, other.as_ref()),
    }
}

fn answer(shared: &Shared, request: &Request, act: Option<&Act>) -> Response<Body> {
    let path = request.uri().path();
    let known = |revision: &str| {
        revision == "main" || revision == "refs%2Fpr%2F1" || revision == shared.commit
    };
    if let Some(revision) = path.strip_prefix(&*format!("/api/models/{REPOSITORY}/revision/")) {
        if !known(revision) {
            return Response::builder()
                .status(404)
                .header("X-Error-Code", "RevisionNotFound")
                .body(Body::empty())
                .unwrap();
        }
        let siblings: Vec<_> =
            shared.files.keys().map(|name| serde_json::json!({"rfilename": name})).collect();
        let info = serde_json::json!({
            "id": REPOSITORY, "sha": shared.commit, "siblings": siblings,
            "tags": ["pix2struct", "license:apache-2.0"],
        });
        return Response::new(Body::from(info.to_string()));
    }
    let resolve = format!("/{REPOSITORY}/resolve/{}/", shared.commit);
    let Some(content) = path.strip_prefix(&*resolve).and_then(|name| shared.files.get(name)) else {
        return empty(404);
    };
    let etag = shared.etag.clone().unwrap_or_else(|| content.etag());
    let response = Response::builder().header("X-Repo-Commit", &shared.commit);
    if content.large {
        // As the hub does: size and hash of the target with the redirect, a signature in the query.
        let location = format!("{}/{}?signature=secret", shared.store, content.etag());
        return response
            .status(302)
            .header(header::LOCATION, location)
            .header("X-Linked-Etag", format!("\"{etag}\""))
            .header("X-Linked-Size", content.bytes.len())
            .header(header::CONTENT_LENGTH, 0)
            .body(Body::empty())
            .unwrap();
    }
    let response = response.header(header::ETAG, format!("\"{etag}\""));
    if request.method() == Method::HEAD {
        let response = response.header(header::CONTENT_LENGTH, content.bytes.len());
        return response.body(Body::empty()).unwrap();
    }
    body(response, &content.bytes, request.headers(), act)
}

async fn store(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response<Body> {
    let seen = seen(&request);
    let (act, content) = {
        let mut shared = shared.lock().unwrap();
        shared.store_saw.push(seen.clone());
        let name = request.uri().path().trim_start_matches('/');
        let content = shared.files.values().find(|content| content.etag() == name).cloned();
        (shared.take_act(&seen), content)
    };
    let Some(content) = content else { return empty(404) };
    match act {
        Some(Act::Answer(status, _)) => empty(status),
        Some(Act::Hang) => std::future::pending().await,
        // The store's own tag, which is not the hub's.
        act => body(
            Response::builder().header(header::ETAG, "\"of-the-store\""),
            &content.bytes,
            request.headers(),
            act.as_ref(),
        ),
    }
}

/// The content, or the range of it that was asked for, as the act has it.
fn body(
    response: axum::http::response::Builder,
    content: &Bytes,
    headers: &HeaderMap,
    act: Option<&Act>,
) -> Response<Body> {
    let from = headers.get(header::RANGE).filter(|_| !matches!(act, Some(Act::IgnoreRange))).map(
        |range| {
            let range = range.to_str().unwrap().strip_prefix("bytes=").unwrap();
            range.strip_suffix('-').unwrap().parse::<usize>().unwrap()
        },
    );
    let (mut response, mut bytes) = (response, content.clone());
    if let Some(from) = from {
        if from >= content.len() {
            return empty(StatusCode::RANGE_NOT_SATISFIABLE.as_u16());
        }
        let range = format!("bytes {from}-{}/{}", content.len() - 1, content.len());
        response = response.status(206).header(header::CONTENT_RANGE, range);
        bytes = bytes.slice(from..);
    }
    let length = bytes.len();
    match act {
        Some(Act::Corrupt) => bytes = bytes.iter().map(|byte| byte ^ 1).collect(),
        Some(Act::Append(more)) => {
            let bytes: Vec<u8> = bytes.iter().copied().chain(vec![0; *more]).collect();
            // Without a length, so that only the client can tell.
            let chunks = [Ok::<_, std::io::Error>(bytes)];
            return response.body(Body::from_stream(stream::iter(chunks))).unwrap();
        }
        Some(Act::Stall(at)) => {
            let chunks = stream::iter([Ok::<_, std::io::Error>(bytes.slice(..*at))]);
            return response
                .header(header::CONTENT_LENGTH, length)
                .body(Body::from_stream(chunks.chain(stream::pending())))
                .unwrap();
        }
        Some(Act::Cut(at)) => {
            let chunks = stream::iter([Ok(bytes.slice(..*at))]).chain(stream::once(async {
                // An error right away would swallow what was to be sent before it.
                tokio::time::sleep(Duration::from_millis(50)).await;
                Err(std::io::Error::other("cut"))
            }));
            return response
                .header(header::CONTENT_LENGTH, length)
                .body(Body::from_stream(chunks))
                .unwrap();
        }
        _ => {}
    }
    response.header(header::CONTENT_LENGTH, length).body(Body::from(bytes)).unwrap()
}
