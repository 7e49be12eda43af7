//! The form of reply: the strictest that the endpoint takes, found out once.

use chartqa::Cancel;
use chartqa::answer::llm::{self, Options};
use chartqa::answer::{Chart, Method};
use chartqa::llm::{Client, EndpointError, Form};
use serde_json::Value;

use crate::faults::endpoint_error;
use crate::server::{KEY, Request, Script, Server, ask, error, http, says, table};

const NO_SCHEMA: &str = "'response_format.type' must be 'json_object' or 'text'";

fn forms(requests: &[Request]) -> Vec<&str> {
    requests.iter().map(|r| r.body["response_format"]["type"].as_str().unwrap_or("text")).collect()
}

fn cot() -> Options {
    Options::new(Method::Cot).unwrap()
}

#[tokio::test]
async fn the_strictest_form_is_tried_first() {
    let (answer, requests) = ask(vec![says(r#"{"answer": "57%"}"#)], &cot()).await;
    assert_eq!(answer.unwrap().answer.as_deref(), Some("57%"));
    assert_eq!(forms(&requests), ["json_schema"]);
    let schema = &requests[0].body["response_format"]["json_schema"]["schema"];
    assert_eq!(schema["required"], serde_json::json!(["steps", "cells", "answer"]));
}

#[tokio::test]
async fn what_a_server_does_not_take_is_not_asked_for_again() {
    for (scripts, expected) in [
        (
            vec![error("400 Bad Request", NO_SCHEMA), says("The answer is 57%.")],
            vec!["json_schema", "json_object"],
        ),
        (
            vec![
                // llama.cpp, of a schema it cannot make a grammar of.
                error("500 Internal Server Error", "Failed to parse grammar"),
                error("422 Unprocessable Entity", "json_object is not supported"),
                says("The answer is 57%."),
            ],
            vec!["json_schema", "json_object", "text"],
        ),
        // Without a word why.
        (
            vec![http("400 Bad Request", "", ""), http("400 Bad Request", "", ""), says("57%")],
            vec!["json_schema", "json_object", "text"],
        ),
    ] {
        let (answer, requests) = ask(scripts, &cot()).await;
        assert_eq!(answer.unwrap().answer.as_deref(), Some("57%"));
        assert_eq!(forms(&requests), expected);
        // As text the examples are text, else JSON.
        let example = requests.last().unwrap().body["messages"][2]["content"].as_str().unwrap();
        assert_eq!(example.starts_with('{'), expected.last() != Some(&"text"), "{example}");
    }
}

#[tokio::test]
async fn what_was_found_is_kept_in_memory_and_for_later_runs_without_the_key() {
    let server = Server::start(vec![
        error("400 Bad Request", NO_SCHEMA),
        error("400 Bad Request", "Unsupported parameter: 'max_tokens'"),
        says("The answer is 57%."),
    ])
    .await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("cache/endpoints.json");
    let table = table();
    let ask = async |client: &Client| {
        let chart = Chart::from(&table);
        llm::answer(client, &chart, "East?", &cot(), &Cancel::new(), &mut |_| {}).await.unwrap()
    };
    let client = || Client::new(server.endpoint()).unwrap().remembering(file.clone());
    let first = client();
    ask(&first).await;
    assert_eq!(first.known().form, Some(Form::JsonObject));
    ask(&first).await;
    let later = client();
    assert_eq!(later.known().form, Some(Form::JsonObject));
    ask(&later).await;
    let requests = server.requests();
    assert_eq!(
        forms(&requests),
        ["json_schema", "json_object", "json_object", "json_object", "json_object"]
    );
    for request in &requests[2..] {
        assert_eq!(request.body["max_completion_tokens"], 2048);
        assert_eq!(request.body["max_tokens"], Value::Null);
    }
    let kept = std::fs::read_to_string(file).unwrap();
    assert!(!kept.contains(KEY) && !kept.contains("East"), "{kept}");
}

#[tokio::test]
async fn a_request_that_is_wrong_in_every_form_fails_with_its_error() {
    let (answer, requests) = ask(vec![error("400 Bad Request", "I dislike you")], &cot()).await;
    let failure = endpoint_error(answer.unwrap_err());
    assert!(
        matches!(&failure, EndpointError::BadRequest { message, .. } if message == "I dislike you")
    );
    assert_eq!(forms(&requests), ["json_schema", "json_object", "text"]);
    // No form makes a request shorter.
    let long = error("400 Bad Request", "maximum context length is 4096 tokens");
    let (answer, requests) = ask(vec![long], &cot()).await;
    assert!(answer.is_err());
    assert_eq!(requests.len(), 1);
}

#[tokio::test]
async fn other_failures_are_no_reason_for_another_form() {
    for script in [
        error("401 Unauthorized", "no json_schema without a key"),
        Script::Send(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n".to_vec()),
    ] {
        let (answer, requests) = ask(vec![script], &cot()).await;
        assert!(answer.is_err());
        assert_eq!(requests.len(), 1);
    }
}
