//! Several samples, one answer.

use std::time::Duration;

use chartqa::answer::llm::{self, Options, Prompt};
use chartqa::answer::program::Worker;
use chartqa::answer::{Chart, Method, Status, Usage};
use chartqa::llm::{Client, EndpointError};
use chartqa::{Cancel, Error};
use serde_json::json;

use crate::faults::endpoint_error;
use crate::server::{Script, Server, ask, choice, error, says, table};

fn votes(samples: usize) -> Options {
    // Of one method, since the scripts are; pooled votes have a test of their own.
    let mut options = Options::with_prompt(Prompt::builtin(Method::Cot).unwrap(), true);
    options.samples = samples;
    // One after the other, so that the scripts meet the samples they are meant for.
    options.parallel = 1;
    options
}

fn cited(answer: &str) -> Script {
    says(&format!("Row 2.\nCells: R2C2\nThe answer is {answer}."))
}

#[tokio::test]
async fn the_commonest_answer_wins_with_its_cells_and_steps() {
    let scripts =
        vec![cited("42"), cited("57 %"), says("The answer is 57.0."), cited("57"), cited("10")];
    let (answer, requests) = ask(scripts, &votes(5)).await;
    let answer = answer.unwrap();
    assert_eq!(answer.answer.as_deref(), Some("57 %"), "as it came first");
    let count: Vec<(&str, usize)> =
        answer.answerer.votes.iter().map(|vote| (vote.answer.as_str(), vote.count)).collect();
    assert_eq!(count, [("57 %", 3), ("42", 1), ("10", 1)]);
    assert_eq!(answer.answerer.method, Some(Method::Vote));
    assert_eq!(answer.answerer.usage, Some(Usage { prompt_tokens: 55, completion_tokens: 35 }));
    assert_eq!(answer.confidence, Some(0.6));
    assert_eq!((answer.evidence.len(), answer.program.as_deref()), (1, Some("Row 2.")));
    assert_eq!(answer.reason, None);
    assert_eq!(requests.len(), 5);
    assert!(requests.iter().all(|r| r.body["temperature"] == json!(0.5)));
}

#[tokio::test]
async fn votes_of_steps_and_of_programs_are_pooled() {
    let program = |source: &str| says(&json!({ "program": source }).to_string());
    let scripts = vec![
        cited("42"),
        program("ans = table['East']['Sales']"),
        cited("57%"),
        program("ans = 1 / 0"),
        cited("10"),
        program("ans = max(columns['Sales'].values())"),
    ];
    let mut options = Options::new(Method::Vote).unwrap();
    (options.samples, options.parallel) = (6, 1);
    options.worker = Some(Worker::new(env!("CARGO_BIN_EXE_chartqa")));
    let (answer, requests) = ask(scripts, &options).await;
    let answer = answer.unwrap();
    assert_eq!(answer.answer.as_deref(), Some("57"));
    assert_eq!((answer.answerer.votes[0].count, answer.confidence), (3, Some(0.5)));
    assert_eq!(answer.program.as_deref(), Some("ans = table['East']['Sales']"));
    let reason = answer.reason.unwrap();
    assert!(
        reason.contains("1 of 6 samples gave no vote") && reason.contains("Division"),
        "{reason}"
    );
    let asked_for = |n: usize| requests[n].body["response_format"].to_string();
    assert!(asked_for(0).contains("steps") && asked_for(1).contains("program"));
}

#[tokio::test]
async fn of_equals_the_first_seen_wins() {
    let (answer, _) =
        ask(vec![cited("42"), cited("57"), cited("57"), cited("42")], &votes(4)).await;
    assert_eq!(answer.unwrap().answer.as_deref(), Some("42"));
}

#[tokio::test]
async fn samples_that_fail_cost_their_vote_and_are_reported() {
    let cut = choice(&json!({ "message": { "content": "The" }, "finish_reason": "length" }));
    let refusal = choice(&json!({ "message": { "content": null, "refusal": "no" } }));
    let scripts = vec![cited("57"), cut.clone(), cut, refusal, cited("57")];
    let (answer, _) = ask(scripts, &votes(5)).await;
    let answer = answer.unwrap();
    assert_eq!((answer.answer.as_deref(), answer.confidence), (Some("57"), Some(0.4)));
    let reason = answer.reason.unwrap();
    assert!(reason.contains("3 of 5 samples gave no vote"), "{reason}");
    assert!(reason.contains("2048 tokens (2x)") && reason.contains("refuses"), "{reason}");
}

#[tokio::test]
async fn that_there_is_no_answer_is_a_vote_too() {
    let no = says("The answer is not answerable.");
    let (answer, _) = ask(vec![no.clone(), cited("57"), no], &votes(3)).await;
    let answer = answer.unwrap();
    assert_eq!((answer.status, answer.answer), (Status::NotAnswerable, None));
    assert_eq!(answer.answerer.votes[0].answer, "not answerable");
    assert_eq!(answer.answerer.votes[0].count, 2);
}

#[tokio::test]
async fn when_all_fail_the_first_says_why() {
    let (answer, requests) = ask(vec![says(" ")], &votes(3)).await;
    let failure = endpoint_error(answer.unwrap_err());
    assert!(matches!(failure, EndpointError::EmptyContent { .. }), "{failure:?}");
    assert_eq!(requests.len(), 3);
}

#[tokio::test]
async fn a_failure_that_stays_ends_the_vote_at_once() {
    let (answer, requests) = ask(vec![error("401 Unauthorized", "who?")], &votes(9)).await;
    let failure = endpoint_error(answer.unwrap_err());
    assert!(matches!(failure, EndpointError::Unauthorized { .. }), "{failure:?}");
    assert_eq!(requests.len(), 1);
}

#[tokio::test]
async fn no_more_requests_than_allowed_are_under_way_and_all_can_be_stopped() {
    let server = Server::start(vec![says("The answer is 57."), Script::Hang]).await;
    let client = Client::new(server.endpoint()).unwrap();
    let mut options = votes(9);
    options.parallel = 3;
    let cancel = Cancel::new();
    let task = tokio::spawn({
        let cancel = cancel.clone();
        async move {
            let table = table();
            let chart = Chart::from(&table);
            llm::answer(&client, &chart, "East?", &options, &cancel, &mut |_| {}).await
        }
    });
    // The first goes alone, then three at a time.
    while server.requests.lock().unwrap().len() < 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(server.requests().len(), 4);
    cancel.cancel();
    assert!(matches!(task.await.unwrap(), Err(Error::Interrupted)));
}
