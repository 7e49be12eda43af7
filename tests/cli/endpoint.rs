//! `chartqa ask` with an LLM endpoint: a real server on this machine, with scripted replies.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::{Home, stderr};

const KEY: &str = "sk-very-secret-123";

/// A server that answers every request with the next of `replies`: status line and body.
pub(crate) struct Server {
    pub(crate) url: String,
    /// Heads and bodies of the requests that came.
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Server {
    pub(crate) fn start(replies: Vec<(&'static str, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        std::thread::spawn(move || {
            for (status, body) in replies {
                let (mut stream, _) = listener.accept().unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while reader.read_line(&mut head).unwrap() > 2 {}
                let length = head.lines().find_map(|l| {
                    l.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
                });
                let mut request = vec![0; length.unwrap_or(0)];
                reader.read_exact(&mut request).unwrap();
                seen.lock().unwrap().push((head, String::from_utf8(request).unwrap()));
                write!(
                    stream,
                    "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                )
                .unwrap();
            }
        });
        Self { url, requests }
    }

    pub(crate) fn requests(&self) -> Vec<(String, String)> {
        self.requests.lock().unwrap().clone()
    }
}

pub(crate) fn says(text: &str) -> String {
    json!({
        "model": "test-model",
        "choices": [{ "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 },
    })
    .to_string()
}

fn home() -> Home {
    let home = Home::new();
    home.file("sales.csv", b"Region,Sales\nNorth,40\nSouth,49\n");
    home
}

/// `ask --table sales.csv` at `url`, with the key in the environment.
fn ask(home: &Home, url: &str, more: &[&str]) -> assert_cmd::assert::Assert {
    home.bare()
        .env("CHARTQA_LLM_URL", url)
        .env("OPENAI_MODEL", "test-model")
        .env("OPENAI_API_KEY", KEY)
        .args(["ask", "--table", "sales.csv", "Which region sold most?", "--max-retries", "1"])
        .args(more)
        .assert()
}

#[test]
fn the_reply_is_the_answer() {
    let server = Server::start(vec![("200 OK", says("Row 2 has 49. The answer is South."))]);
    let home = home();
    let assert = ask(&home, &server.url, &["--json"]).success();
    let json: Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
    assert_eq!(json["answer"], "South");
    assert_eq!(json["answerer"]["kind"], "llm");
    assert_eq!(json["answerer"]["model"], "test-model");
    assert_eq!(json["answerer"]["usage"]["prompt_tokens"], 11);

    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let (head, body) = &requests[0];
    assert!(head.starts_with("POST /v1/chat/completions "), "{head}");
    assert!(head.to_ascii_lowercase().contains(&format!("authorization: bearer {KEY}")), "{head}");
    let body: Value = serde_json::from_str(body).unwrap();
    assert_eq!(body["model"], "test-model");
    let prompt = body["messages"].to_string();
    assert!(prompt.contains("Which region sold most?") && prompt.contains("North"), "{prompt}");
}

#[test]
fn faults_have_the_exit_status_of_the_endpoint_and_never_show_the_key() {
    let echo = format!("{{\"error\":{{\"message\":\"bad key {KEY}\"}}}}");
    let html = "<html><body>Welcome</body></html>".to_owned();
    let empty = json!({ "choices": [] }).to_string();
    let cases: Vec<(Vec<(&'static str, String)>, &str)> = vec![
        (vec![("401 Unauthorized", echo)], "key"),
        (vec![("404 Not Found", "{\"error\":{\"message\":\"model not found\"}}".into())], "model"),
        (vec![("500 Internal Server Error", "{}".into()); 2], "500"),
        (vec![("200 OK", html)], "JSON"),
        (vec![("200 OK", empty)], "cho"),
    ];
    let home = home();
    for (replies, expected) in cases {
        let count = replies.len();
        let server = Server::start(replies);
        let assert = ask(&home, &server.url, &["-vv"]).code(4);
        let error = stderr(&home, &assert);
        assert!(error.contains(expected), "{expected}: {error}");
        assert!(!error.contains(KEY), "{error}");
        assert_eq!(server.requests().len(), count, "{error}");
    }
    let assert = ask(&home, "http://127.0.0.1:1/v1", &[]).code(4);
    assert!(stderr(&home, &assert).contains("127.0.0.1:1"));
}

#[test]
fn too_many_requests_then_success() {
    let server = Server::start(vec![
        ("429 Too Many Requests\r\nretry-after: 0", "{}".into()),
        ("200 OK", says("The answer is South.")),
    ]);
    let assert = ask(&home(), &server.url, &["-q", "--method", "direct"]).success();
    assert_eq!(assert.get_output().stdout, b"South\n");
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn dry_run_prints_the_request_and_sends_nothing() {
    let server = Server::start(vec![]);
    let assert = ask(&home(), &server.url, &["--dry-run"]).success();
    let text = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    let request: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(request["url"], format!("{}/chat/completions", server.url));
    assert!(request["body"]["messages"].is_array() && !text.contains(KEY), "{text}");
    assert!(server.requests().is_empty());
}

#[test]
fn rules_send_nothing_though_an_endpoint_is_set() {
    let server = Server::start(vec![]);
    let home = home();
    let mut command = home.bare();
    let assert = command
        .env("CHARTQA_LLM_URL", &server.url)
        .env("CHARTQA_LLM_MODEL", "m")
        .args(["-q", "ask", "--answerer", "rules", "--table", "sales.csv"])
        .arg("Which region has the highest sales?")
        .assert()
        .success();
    assert_eq!(assert.get_output().stdout, b"South\n");
    assert!(server.requests().is_empty());
}

#[test]
fn an_endpoint_elsewhere_is_not_asked_offline() {
    let assert = ask(&home(), "http://llm.example.test/v1", &[]).code(2);
    let error = stderr(&home(), &assert);
    assert!(error.contains("offline mode is on") && error.contains("llm.example.test"), "{error}");
}

#[test]
fn without_an_endpoint_the_llm_cannot_be_asked() {
    let home = home();
    let mut command = home.bare();
    command.args(["ask", "--answerer", "llm", "--table", "sales.csv", "What is the maximum?"]);
    let error = stderr(&home, &command.assert().code(2));
    assert!(error.contains("--llm-url"), "{error}");
}
