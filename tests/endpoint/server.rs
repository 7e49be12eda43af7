//! A local server that does with each request what a script says.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chartqa::answer::llm::{self, Options};
use chartqa::answer::{Answer, Chart};
use chartqa::llm::{Client, Endpoint};
use chartqa::{Cancel, Table};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "sk-very-secret-key-0123456789";

/// What the server does with a request.
#[derive(Clone)]
pub(crate) enum Script {
    /// Sends these bytes and closes the connection.
    Send(Vec<u8>),
    /// Keeps the connection open and says nothing.
    Hang,
}

/// A request as the server got it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) head: String,
    pub(crate) body: serde_json::Value,
}

/// A server that answers each request by the next script, the last one again and again.
pub(crate) struct Server {
    pub(crate) address: std::net::SocketAddr,
    pub(crate) requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(crate) async fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (seen, scripts) = (Arc::clone(&seen), scripts.clone());
                tokio::spawn(async move {
                    let Some(request) = receive(&mut stream).await else { return };
                    let number = {
                        let mut seen = seen.lock().unwrap();
                        seen.push(request);
                        seen.len() - 1
                    };
                    match &scripts[number.min(scripts.len() - 1)] {
                        Script::Send(bytes) => {
                            // The client may hang up first, when it has had enough.
                            let _ = stream.write_all(bytes).await;
                            let _ = stream.shutdown().await;
                        }
                        Script::Hang => std::future::pending::<()>().await,
                    }
                });
            }
        });
        Self { address, requests }
    }

    pub(crate) fn endpoint(&self) -> Endpoint {
        let mut endpoint = Endpoint::new(&format!("http://{}/v1", self.address), "test-model")
            .unwrap()
            .with_key(&SecretString::from(KEY));
        endpoint.backoff = Duration::from_millis(1);
        endpoint
    }

    /// The requests so far; it is an error if there are none.
    pub(crate) fn requests(&self) -> Vec<Request> {
        let requests = self.requests.lock().unwrap().clone();
        assert!(!requests.is_empty(), "the server was never called");
        requests
    }
}

pub(crate) async fn receive(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let length = stream.read(&mut buffer).await.ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&buffer[..length]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length: usize = head
            .lines()
            .find_map(|line| {
                line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
            })
            .unwrap_or(0);
        if body.len() >= length {
            return Some(Request {
                head: head.to_owned(),
                body: serde_json::from_str(body).unwrap_or_default(),
            });
        }
    }
}

pub(crate) fn http(status: &str, headers: &str, body: &str) -> Script {
    Script::Send(
        format!(
            "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        )
        .into_bytes(),
    )
}

pub(crate) fn json(status: &str, body: &serde_json::Value) -> Script {
    http(status, "content-type: application/json\r\n", &body.to_string())
}

pub(crate) fn error(status: &str, message: &str) -> Script {
    json(status, &serde_json::json!({ "error": { "message": message } }))
}

/// A whole reply with one choice.
pub(crate) fn says(content: &str) -> Script {
    choice(
        &serde_json::json!({ "message": { "role": "assistant", "content": content }, "finish_reason": "stop" }),
    )
}

pub(crate) fn choice(choice: &serde_json::Value) -> Script {
    json(
        "200 OK",
        &serde_json::json!({
            "model": "test-model-0.1",
            "choices": [choice],
            "usage": { "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 },
        }),
    )
}

/// A stream of events without a length.
pub(crate) fn stream(events: &[&str]) -> Script {
    let mut text = String::from(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n",
    );
    for event in events {
        text.extend(["data: ", event, "\n\n"]);
    }
    Script::Send(text.into_bytes())
}

pub(crate) fn delta(content: &str) -> String {
    serde_json::json!({ "choices": [{ "delta": { "content": content } }] }).to_string()
}

/// A table to ask about.
pub(crate) fn table() -> Table {
    Table::from_csv(b"Region,Sales,Costs\nNorth,42%,10%\nEast,57%,30%\n", "sales.csv").unwrap()
}

/// The answer of a model that says what `scripts` say, about [`table`], and how it was asked.
pub(crate) async fn ask(
    scripts: Vec<Script>,
    options: &Options,
) -> (chartqa::Result<Answer>, Vec<Request>) {
    let server = Server::start(scripts).await;
    let client = Client::new(server.endpoint()).unwrap();
    let table = table();
    let question = " What are the sales of East? ";
    let (chart, cancel) = (Chart::from(&table), Cancel::new());
    let answer = llm::answer(&client, &chart, question, options, &cancel, &mut |_| {}).await;
    (answer, server.requests())
}
