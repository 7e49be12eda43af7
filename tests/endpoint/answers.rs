//! What a reply comes to: answer, evidence, doubts.

use chartqa::answer::llm::{NO_SUCH_CELL, Options, UNSUPPORTED};
use chartqa::answer::{Answer, Method, Status};
use chartqa::llm::EndpointError;
use serde_json::json;

use crate::faults::endpoint_error;
use crate::server::{Script, ask, choice, delta, says, stream};

async fn answer(script: Script, method: Method) -> chartqa::Result<Answer> {
    ask(vec![script], &Options::new(method).unwrap()).await.0
}

#[tokio::test]
async fn an_answer_has_evidence_steps_and_usage() {
    let script = says("Row 2 is East: 57%.\nCells: R2C2\nThe answer is 57%.");
    let answer = answer(script, Method::Cot).await.unwrap();
    let json = serde_json::to_value(&answer).unwrap();
    insta::assert_snapshot!("answer_of_a_model", serde_json::to_string_pretty(&json).unwrap());
}

#[tokio::test]
async fn the_same_answer_may_come_in_any_shape() {
    let object = json!({
        "steps": "Row 2 is East: 57%.", "cells": [{"row": 2, "column": 2}], "answer": "57%",
    })
    .to_string();
    let call = json!({ "name": "answer", "arguments": object });
    let text = says("Row 2 is East: 57%.\nCells: R2C2\nThe answer is 57%.");
    let expected = answer(text, Method::Cot).await.unwrap();
    for script in [
        says(&object),
        says(&format!("```json\n{object}\n```")),
        says(&format!("<think>Hm, {{\"answer\": \"7\"}}</think>{object}")),
        says(&format!("<tool_call>{call}</tool_call>")),
        choice(&json!({
            "message": { "content": null, "tool_calls": [{ "id": "1", "function": call }] },
            "finish_reason": "tool_calls",
        })),
        choice(&json!({ "message": { "content": "", "function_call": call } })),
        stream(&[
            &json!({ "choices": [{ "delta": { "tool_calls": [{ "index": 0, "function": { "name": "answer", "arguments": &object[..9] } }] } }] }).to_string(),
            &json!({ "choices": [{ "delta": { "tool_calls": [{ "index": 0, "function": { "arguments": &object[9..] } }] }, "finish_reason": "tool_calls" }],
                "model": "test-model-0.1", "usage": { "prompt_tokens": 11, "completion_tokens": 7 } }).to_string(),
            "[DONE]",
        ]),
        stream(&[
            &delta(&object[..20]),
            &delta(&object[20..]),
            &json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }],
                "model": "test-model-0.1", "usage": { "prompt_tokens": 11, "completion_tokens": 7 } }).to_string(),
        ]),
    ] {
        assert_eq!(answer(script, Method::Cot).await.unwrap(), expected);
    }
}

#[tokio::test]
async fn a_number_from_nowhere_is_flagged_and_lowers_the_confidence() {
    let computed = says("57 - 42 = 15.\nCells: R2C2, R1C2\nThe answer is 15%.");
    let good = answer(computed, Method::Cot).await.unwrap();
    assert_eq!((good.reason, good.confidence, good.evidence.len()), (None, None, 2));
    let wrong = says("57 - 42 = 16.\nCells: R2C2, R1C2\nThe answer is 16%.");
    let bad = answer(wrong, Method::Cot).await.unwrap();
    assert_eq!(bad.answer.as_deref(), Some("16%"), "it is still the model's answer");
    assert!(bad.reason.unwrap().starts_with("16% is neither in the table nor computed"));
    assert_eq!(bad.confidence, Some(UNSUPPORTED));
    // Right, but not from these cells.
    let other = answer(says("Cells: R1C3\nThe answer is 15."), Method::Direct).await.unwrap();
    assert!(other.reason.unwrap().contains("neither"));
}

#[tokio::test]
async fn cells_that_are_not_there_are_named() {
    let script = says("Cells: R2C2, R9C9, R0C1\nThe answer is 57%.");
    let answer = answer(script, Method::Direct).await.unwrap();
    assert_eq!(answer.evidence.len(), 1);
    assert_eq!((answer.evidence[0].row, answer.evidence[0].column), (1, 1));
    let reason = answer.reason.unwrap();
    assert!(reason.contains("cells that the table does not have: R9C9, R0C1"), "{reason}");
    assert_eq!(answer.confidence, Some(NO_SUCH_CELL));
}

#[tokio::test]
async fn a_model_may_say_that_there_is_no_answer() {
    for said in [
        "The answer is not answerable.",
        "The table does not contain sales of East.",
        r#"{"cells": [], "answer": "not answerable"}"#,
        r#"{"cells": [], "answer": null}"#,
    ] {
        let answer = answer(says(said), Method::Direct).await.unwrap();
        assert_eq!((answer.status, answer.answer), (Status::NotAnswerable, None), "{said}");
        assert!(answer.reason.unwrap().contains("the model says"));
    }
}

#[tokio::test]
async fn refusals_in_words_are_refusals() {
    let long = "I'm sorry, but I can't assist with that. ".repeat(9);
    for said in ["I cannot help with this request.", &long, r#"{"answer": "Sorry, I won't."}"#] {
        let error = endpoint_error(answer(says(said), Method::Cot).await.unwrap_err());
        assert!(matches!(error, EndpointError::Refusal { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_reply_without_an_answer_is_an_error() {
    let script = says(&"I wonder ".repeat(50));
    let error = endpoint_error(answer(script, Method::Cot).await.unwrap_err());
    assert!(matches!(error, EndpointError::InvalidReply { .. }), "{error:?}");
}

#[tokio::test]
async fn replies_that_are_cut_are_errors_whatever_the_server_calls_it() {
    for reason in ["length", "max_tokens", "model_length"] {
        let cut = json!({ "message": { "content": "{\"steps\": \"Row" }, "finish_reason": reason });
        let error = endpoint_error(answer(choice(&cut), Method::Cot).await.unwrap_err());
        assert!(matches!(error, EndpointError::Truncated { limit: 2048 }), "{error:?}");
    }
}
