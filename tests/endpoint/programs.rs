//! A model's program, run in a process of its own.

use chartqa::answer::llm::{Options, UNSUPPORTED};
use chartqa::answer::program::Worker;
use chartqa::answer::{Answer, Method, Status};
use chartqa::llm::EndpointError;
use chartqa::{ErrorKind, Result};
use serde_json::json;

use crate::faults::endpoint_error;
use crate::server::{ask, says};

async fn run_by(worker: &str, reply: &str) -> Result<Answer> {
    let mut options = Options::new(Method::Program).unwrap();
    options.worker = Some(Worker::new(worker));
    ask(vec![says(reply)], &options).await.0
}

async fn run(reply: &str) -> Result<Answer> {
    run_by(env!("CARGO_BIN_EXE_chartqa"), reply).await
}

#[tokio::test]
async fn a_program_gives_the_answer_and_exactly_its_cells() {
    let source = "rows = [table[r]['Sales'] for r in ('East', 'North')]\nans = rows[0] - rows[1]";
    for reply in [
        json!({ "program": source }).to_string(),
        json!({ "program": format!("```python\n{source}\n```") }).to_string(),
        format!("Here it is:\n```python\n{source}\n```\nIt subtracts."),
        json!({ "name": "python", "arguments": { "code": source } }).to_string(),
    ] {
        let answer = run(&reply).await.unwrap();
        assert_eq!(answer.answer.as_deref(), Some("15"), "{reply}");
        assert_eq!(answer.program.as_deref(), Some(source));
        let mut cells: Vec<_> = answer.evidence.iter().map(|e| (e.row, e.column)).collect();
        cells.sort_unstable();
        assert_eq!(cells, [(0, 1), (1, 1)]);
        assert_eq!((answer.reason, answer.answerer.method), (None, Some(Method::Program)));
    }
}

#[tokio::test]
async fn a_program_that_fails_is_not_an_answer_and_says_why() {
    for (source, why) in [
        ("ans = table['West']['Sales']", "West"),
        ("ans = ", "cannot be understood"),
        ("import os\nans = os.getcwd()", "`os`"),
        ("while True: pass\nans = 1", "stopped"),
        ("x = 1\nans = None", "None"),
    ] {
        let answer = run(&json!({ "program": source }).to_string()).await.unwrap();
        assert_eq!((answer.status, &answer.answer), (Status::NotAnswerable, &None), "{source}");
        let reason = answer.reason.unwrap();
        assert!(reason.starts_with("the model's program gave no answer: "), "{reason}");
        assert!(reason.contains(why), "{reason}");
        assert_eq!(answer.program.as_deref(), Some(source.trim()));
    }
}

#[tokio::test]
async fn a_program_may_say_that_there_is_no_answer() {
    for source in [
        "raise LookupError('no such year')",
        "ans = 'no such year is shown'",
        "ans = 'not answerable'",
    ] {
        let answer = run(&json!({ "program": source }).to_string()).await.unwrap();
        if source.contains("shown") {
            assert_eq!(answer.status, Status::Answered);
        } else {
            assert_eq!(answer.status, Status::NotAnswerable, "{source}");
            assert!(answer.reason.unwrap().starts_with("the model's program says: "));
        }
    }
}

#[tokio::test]
async fn a_number_that_was_typed_in_is_flagged() {
    let answer = run(&json!({ "program": "ans = 57 - 42" }).to_string()).await.unwrap();
    assert_eq!((answer.answer.as_deref(), answer.confidence), (Some("15"), Some(UNSUPPORTED)));
    assert!(answer.reason.unwrap().contains("no cell"));
}

#[tokio::test]
async fn a_reply_without_a_program_is_an_error() {
    let error = endpoint_error(run("The answer is 57%.").await.unwrap_err());
    assert!(matches!(error, EndpointError::InvalidReply { .. }), "{error:?}");
    let error = endpoint_error(run("I'm sorry, I can't help with that.").await.unwrap_err());
    assert!(matches!(error, EndpointError::Refusal { .. }), "{error:?}");
}

#[tokio::test]
async fn without_a_process_to_run_programs_the_fault_is_named() {
    let reply = json!({ "program": "ans = 1" }).to_string();
    let error = run_by("/no/such/binary", &reply).await.unwrap_err();
    assert!(error.to_string().contains("/no/such/binary"), "{error}");
    assert!(error.kind() != ErrorKind::Endpoint && error.hint().is_some());
}
