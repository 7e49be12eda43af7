//! Every way in which an endpoint fails.

use std::time::Duration;

use chartqa::answer::Usage;
use chartqa::llm::{ChatRequest, Client, Endpoint, EndpointError, Message, Reply, Role};
use chartqa::{Cancel, Error, ErrorKind};
use secrecy::SecretString;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::server::{KEY, Script, Server, choice, delta, error, http, json, says, stream};

fn request() -> ChatRequest {
    let mut request = ChatRequest::new("test-model", vec![Message::new(Role::User, "Hello")]);
    request.max_tokens = Some(100);
    request.temperature = Some(0.0);
    request
}

async fn chat(endpoint: Endpoint) -> chartqa::Result<Reply> {
    Client::new(endpoint)?.chat(&request(), &Cancel::new(), &mut |_| {}).await
}

/// The error of a request to a server with these scripts, and the number of requests.
async fn failure(scripts: Vec<Script>) -> (EndpointError, usize) {
    let server = Server::start(scripts).await;
    let error = chat(server.endpoint()).await.unwrap_err();
    (endpoint_error(error), server.requests().len())
}

pub(crate) fn endpoint_error(error: Error) -> EndpointError {
    assert_eq!(error.kind(), ErrorKind::Endpoint);
    let shown = format!("{error} {error:?} {error:#?} {:?}", error.hint());
    assert!(!shown.contains(KEY), "{shown}");
    let Error::Endpoint(error) = error else { panic!("{error:?}") };
    error
}

#[tokio::test]
async fn a_reply_is_read_with_model_and_usage() {
    let server = Server::start(vec![says("42")]).await;
    let reply = chat(server.endpoint()).await.unwrap();
    assert_eq!(reply.content, "42");
    assert_eq!(reply.model.as_deref(), Some("test-model-0.1"));
    assert_eq!(reply.usage, Some(Usage { prompt_tokens: 11, completion_tokens: 7 }));
    let request = &server.requests()[0];
    assert!(request.head.starts_with("POST /v1/chat/completions HTTP/1.1"), "{}", request.head);
    assert!(request.head.to_lowercase().contains(&format!("authorization: bearer {KEY}")));
    assert_eq!(request.body["model"], "test-model");
    assert_eq!(request.body["messages"][0]["content"], "Hello");
}

#[tokio::test]
async fn without_a_key_no_key_is_sent() {
    let server = Server::start(vec![says("42")]).await;
    let mut endpoint = server.endpoint();
    endpoint.key = None;
    chat(endpoint).await.unwrap();
    assert!(!server.requests()[0].head.to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn nothing_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = endpoint_error(chat(Endpoint::new(&url, "m").unwrap()).await.unwrap_err());
    assert!(matches!(error, EndpointError::Refused { .. }), "{error:?}");
}

#[tokio::test]
async fn an_unknown_host() {
    let endpoint = Endpoint::new("http://no-such-host.invalid", "m").unwrap();
    let error = endpoint_error(chat(endpoint).await.unwrap_err());
    assert!(matches!(error, EndpointError::Dns { .. }), "{error:?}");
}

#[tokio::test]
async fn https_to_a_server_without_it() {
    // A greeting of TLS is no request: the server sends what it has at once.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let endpoint = Endpoint::new(&format!("https://{address}"), "m").unwrap();
    let error = endpoint_error(chat(endpoint).await.unwrap_err());
    assert!(matches!(error, EndpointError::Tls { .. }), "{error:?}");
}

#[tokio::test]
async fn statuses_that_stay() {
    type Check = fn(&EndpointError) -> bool;
    let cases: [(Script, &str, Check); 7] = [
        (error("401 Unauthorized", &format!("wrong key {KEY}")), "wrong key ***", |e| {
            matches!(e, EndpointError::Unauthorized { had_key: true, .. })
        }),
        (error("403 Forbidden", "not for you"), "not for you", |e| {
            matches!(e, EndpointError::Forbidden { .. })
        }),
        (error("404 Not Found", "model 'test-model' not found"), "no model `test-model`", |e| {
            matches!(e, EndpointError::ModelNotFound { .. })
        }),
        (
            http("404 Not Found", "content-type: text/html\r\n", "<html>nope</html>"),
            "no chat endpoint",
            |e| matches!(e, EndpointError::PathNotFound { status: 404, .. }),
        ),
        (json("404 Not Found", &serde_json::json!({ "detail": "Not Found" })), "Not Found", |e| {
            matches!(e, EndpointError::PathNotFound { status: 404, .. })
        }),
        (error("400 Bad Request", "too long\u{1b}[31m by half"), "too long [31m by half", |e| {
            matches!(e, EndpointError::BadRequest { status: 400, .. })
        }),
        (
            http("307 Temporary Redirect", "location: http://else.test/?key=1\r\n", ""),
            "to http://else.test/",
            |e| matches!(e, EndpointError::Redirect { .. }),
        ),
    ];
    for (script, message, check) in cases {
        let (error, requests) = failure(vec![script]).await;
        assert!(check(&error), "{error:?}");
        assert!(error.to_string().contains(message), "{error}");
        assert!(error.hint().is_some());
        assert_eq!(requests, 1, "{error}");
    }
}

#[tokio::test]
async fn statuses_that_pass_are_tried_again_and_then_given_up() {
    let (error, requests) = failure(vec![error("429 Too Many Requests", "slow down")]).await;
    assert!(matches!(error, EndpointError::RateLimited { attempts: 3, .. }), "{error:?}");
    assert_eq!(requests, 3);
    for status in ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"] {
        let script = http(status, "", &format!("oops {KEY}"));
        let (error, requests) = failure(vec![script]).await;
        assert!(matches!(error, EndpointError::Server { attempts: 3, .. }), "{error:?}");
        assert!(error.to_string().contains("oops ***"), "{error}");
        assert_eq!(requests, 3);
    }
}

#[tokio::test]
async fn a_used_up_quota_is_not_tried_again() {
    let body =
        serde_json::json!({ "error": { "message": "no money", "code": "insufficient_quota" } });
    let (error, requests) = failure(vec![json("429 Too Many Requests", &body)]).await;
    assert!(matches!(error, EndpointError::RateLimited { attempts: 1, .. }), "{error:?}");
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn after_429_and_500_comes_success() {
    let wait = http("429 Too Many Requests", "retry-after: 3600\r\n", "");
    let server =
        Server::start(vec![wait, error("500 Internal Server Error", "x"), says("42")]).await;
    let mut endpoint = server.endpoint();
    // An hour is cut to what we are willing to wait.
    endpoint.max_wait = Duration::from_millis(1);
    assert_eq!(chat(endpoint).await.unwrap().content, "42");
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn retry_after_is_obeyed_and_cancelling_ends_the_wait() {
    let wait = http("429 Too Many Requests", "retry-after: 3600\r\n", "");
    let server = Server::start(vec![wait, says("too early")]).await;
    let mut endpoint = server.endpoint();
    endpoint.max_wait = Duration::from_hours(2);
    let cancel = Cancel::new();
    let client = Client::new(endpoint).unwrap();
    let task = tokio::spawn({
        let cancel = cancel.clone();
        async move { client.chat(&request(), &cancel, &mut |_| {}).await }
    });
    // Our own backoff of a millisecond would long be over.
    tokio::time::sleep(Duration::from_millis(300)).await;
    cancel.cancel();
    assert!(matches!(task.await.unwrap(), Err(Error::Interrupted)));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn cancelling_ends_a_request_in_flight() {
    let server = Server::start(vec![Script::Hang]).await;
    let cancel = Cancel::new();
    let client = Client::new(server.endpoint()).unwrap();
    let task = tokio::spawn({
        let cancel = cancel.clone();
        async move { client.chat(&request(), &cancel, &mut |_| {}).await }
    });
    while server.requests.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    cancel.cancel();
    assert!(matches!(task.await.unwrap(), Err(Error::Interrupted)));
}

#[tokio::test]
async fn silence_ends_at_the_timeout() {
    let server = Server::start(vec![Script::Hang]).await;
    let mut endpoint = server.endpoint();
    endpoint.timeout = Duration::from_millis(50);
    let error = endpoint_error(chat(endpoint).await.unwrap_err());
    assert!(matches!(error, EndpointError::Timeout { .. }), "{error:?}");
    assert!(error.to_string().contains("0.05 s"), "{error}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn connections_that_break_before_a_reply_are_tried_again() {
    let server = Server::start(vec![Script::Send(Vec::new()), says("42")]).await;
    assert_eq!(chat(server.endpoint()).await.unwrap().content, "42");
    assert_eq!(server.requests().len(), 2);
    let (error, requests) = failure(vec![Script::Send(Vec::new())]).await;
    assert!(matches!(error, EndpointError::Connection { .. }), "{error:?}");
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn replies_that_are_cut() {
    let half = Script::Send(
        b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{\"choices\"".to_vec(),
    );
    let (error, requests) = failure(vec![half]).await;
    assert!(matches!(error, EndpointError::Cut { received: 10, .. }), "{error:?}");
    assert_eq!(requests, 1, "a reply that has begun is not asked for again");
    let (error, requests) = failure(vec![stream(&[&delta("The answer"), &delta(" is")])]).await;
    assert!(matches!(error, EndpointError::Cut { .. }), "{error:?}");
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn replies_that_are_no_replies() {
    type Check = fn(&EndpointError) -> bool;
    let ok = |kind: &str, body: &str| http("200 OK", &format!("content-type: {kind}\r\n"), body);
    let cases: [(Script, Check); 12] = [
        (ok("application/json", "{\"choices\": [{\"mess"), |e| {
            matches!(e, EndpointError::InvalidReply { .. })
        }),
        (ok("application/json", "{\"choices\": 7}"), |e| {
            matches!(e, EndpointError::InvalidReply { .. })
        }),
        (ok("application/json", ""), |e| matches!(e, EndpointError::InvalidReply { .. })),
        (
            ok("text/html", "<!DOCTYPE html><title>Hi</title>"),
            |e| matches!(e, EndpointError::NotJson { what, .. } if what == "a web page"),
        ),
        (
            ok("text/plain", "Ollama is running"),
            |e| matches!(e, EndpointError::NotJson { what, .. } if what.contains("Ollama is running")),
        ),
        (ok("application/json", "{\"choices\": []}"), |e| {
            matches!(e, EndpointError::NoChoices { .. })
        }),
        (ok("application/json", "{}"), |e| matches!(e, EndpointError::NoChoices { .. })),
        (says(" "), |e| matches!(e, EndpointError::EmptyContent { only_thoughts: false })),
        (
            choice(&serde_json::json!({ "message": { "content": null }, "finish_reason": "stop" })),
            |e| matches!(e, EndpointError::EmptyContent { only_thoughts: false }),
        ),
        (says("<think>hm, hm"), |e| {
            matches!(e, EndpointError::EmptyContent { only_thoughts: true })
        }),
        (
            choice(
                &serde_json::json!({ "message": { "content": null, "refusal": format!("no, {KEY}") } }),
            ),
            |e| matches!(e, EndpointError::Refusal { message } if message == "no, ***"),
        ),
        (
            choice(
                &serde_json::json!({ "message": { "content": "The ans" }, "finish_reason": "length" }),
            ),
            |e| matches!(e, EndpointError::Truncated { limit: 100 }),
        ),
    ];
    for (script, check) in cases {
        let (error, requests) = failure(vec![script]).await;
        assert!(check(&error), "{error:?}");
        assert_eq!(requests, 1);
    }
    let filtered = choice(
        &serde_json::json!({ "message": { "content": "x" }, "finish_reason": "content_filter" }),
    );
    let (error, _) = failure(vec![filtered]).await;
    assert!(matches!(error, EndpointError::Refusal { .. }), "{error:?}");
    let (error, _) = failure(vec![json(
        "200 OK",
        &serde_json::json!({ "error": { "message": "out of memory" } }),
    )])
    .await;
    assert!(error.to_string().contains("out of memory"), "{error}");
}

#[tokio::test]
async fn replies_without_end() {
    let long = "x".repeat(3 << 20);
    let (error, _) = failure(vec![says(&long)]).await;
    assert!(matches!(error, EndpointError::TooLarge { .. }), "{error:?}");
    let (error, _) = failure(vec![stream(&[&delta(&long)])]).await;
    assert!(matches!(error, EndpointError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn streams_come_piece_by_piece_without_thoughts() {
    let last = r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#;
    let usage = r#"{"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":4}}"#;
    let events = [
        &delta("<thi"),
        &delta("nk>hm</think>The answer "),
        &delta(&format!("is {KEY}")),
        last,
        usage,
        "[DONE]",
    ];
    let server = Server::start(vec![stream(&events)]).await;
    let mut pieces = Vec::new();
    let mut request = request();
    request.stream = true;
    let reply = Client::new(server.endpoint())
        .unwrap()
        .chat(&request, &Cancel::new(), &mut |piece| pieces.push(piece.to_owned()))
        .await
        .unwrap();
    assert_eq!(pieces, ["The answer ", "is ***"]);
    assert_eq!(reply.content, "The answer is ***");
    assert_eq!(reply.usage, Some(Usage { prompt_tokens: 3, completion_tokens: 4 }));
    assert_eq!(server.requests()[0].body["stream"], true);
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream() {
    let (error, _) =
        failure(vec![stream(&[&delta("The"), r#"{"error":{"message":"gone"}}"#])]).await;
    assert!(
        matches!(&error, EndpointError::Server { message, .. } if message == "gone"),
        "{error:?}"
    );
    let (error, _) = failure(vec![stream(&["{\"choices\": ["])]).await;
    assert!(matches!(error, EndpointError::InvalidReply { .. }), "{error:?}");
}

#[tokio::test]
async fn a_stream_may_end_without_a_last_event_and_content_may_come_in_parts() {
    let end = r#"{"choices":[{"delta":{"content":[{"type":"text","text":" 2"}]},"finish_reason":"stop"}]}"#;
    let server = Server::start(vec![stream(&[&delta("4"), end])]).await;
    assert_eq!(chat(server.endpoint()).await.unwrap().content, "4 2");
    server.requests();
}

#[tokio::test]
async fn requests_are_changed_to_what_the_server_takes() {
    let server = Server::start(vec![
        error(
            "400 Bad Request",
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
        ),
        error("400 Bad Request", "Unsupported value: 'temperature' does not support 0"),
        says("42"),
    ])
    .await;
    assert_eq!(chat(server.endpoint()).await.unwrap().content, "42");
    let requests = server.requests();
    let last = &requests[2].body;
    assert_eq!(last["max_completion_tokens"], 100);
    assert!(last.get("max_tokens").is_none() && last.get("temperature").is_none(), "{last}");
}

#[test]
fn a_key_with_strange_characters_is_refused_unseen() {
    let endpoint = Endpoint::new("http://localhost:1", "m")
        .unwrap()
        .with_key(&SecretString::from("a\nb-secret"));
    let error = Client::new(endpoint).unwrap_err();
    assert!(matches!(error, EndpointError::Key));
    assert!(!format!("{error} {error:?}").contains("secret"));
    assert_eq!(error.kind(), ErrorKind::Usage);
}
