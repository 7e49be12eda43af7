//! Replies that are JSON objects, bare, fenced, in the midst of text, or in the shape of
//! the call of a tool.

use serde_json::{Map, Value};

use super::{Said, text};

/// Fields in which a call of a tool holds what it is called with.
const CALLS: [&str; 6] =
    ["arguments", "parameters", "function", "function_call", "tool_calls", "input"];

/// The last object of the reply that has an answer.
pub(super) fn read(reply: &str) -> Option<Said> {
    last(reply, &said)
}

/// The program of the last object of the reply that has one.
pub(super) fn program(reply: &str) -> Option<String> {
    last(reply, &|object| {
        let source = object.get("program").or_else(|| object.get("code"))?;
        source.as_str().map(str::to_owned)
    })
}

/// What `find` finds in the last object of the reply in which it finds anything.
fn last<T>(reply: &str, find: &dyn Fn(&Map<String, Value>) -> Option<T>) -> Option<T> {
    let mut found = None;
    let mut rest = reply;
    while let Some(at) = rest.find('{') {
        rest = &rest[at..];
        let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
        let length = match values.next() {
            Some(Ok(value)) => {
                found = within(&value, find).or(found);
                values.byte_offset().max(1)
            }
            _ => 1,
        };
        rest = &rest[length..];
    }
    found
}

/// What is found in an object, or in the call of a tool that it describes.
fn within<T>(value: &Value, find: &dyn Fn(&Map<String, Value>) -> Option<T>) -> Option<T> {
    match value {
        Value::Object(object) => {
            find(object).or_else(|| CALLS.iter().find_map(|name| within(object.get(*name)?, find)))
        }
        Value::Array(items) => items.iter().find_map(|item| within(item, find)),
        // Arguments are mostly JSON within a string.
        Value::String(text) if text.trim_start().starts_with('{') => {
            within(&serde_json::from_str(text).ok()?, find)
        }
        _ => None,
    }
}

fn said(object: &Map<String, Value>) -> Option<Said> {
    let field = |name: &str| {
        object.iter().find(|(key, _)| key.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value)
    };
    let answer = field("answer").or_else(|| field("final_answer"))?;
    let answer = match answer {
        Value::Null => "not answerable".to_owned(),
        other => text::conclusion(&plain(other)),
    };
    if answer.is_empty() {
        return None;
    }
    Some(Said {
        answer,
        in_form: true,
        steps: field("steps").map(plain).unwrap_or_default().trim().to_owned(),
        cells: field("cells").map(cells).unwrap_or_default(),
    })
}

/// A value as a person writes it.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "Yes".to_owned(),
        Value::Bool(false) => "No".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Value::Null => String::new(),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

/// Cells as objects, pairs, or texts like `R2C3`.
fn cells(value: &Value) -> Vec<(usize, usize)> {
    let number = |value: &Value| value.as_u64().and_then(|n| usize::try_from(n).ok());
    let mut found = Vec::new();
    let items = match value {
        Value::Array(items) => items.as_slice(),
        other => std::slice::from_ref(other),
    };
    for item in items {
        let cell = match item {
            Value::Object(cell) => {
                let column = cell.get("column").or_else(|| cell.get("col"));
                cell.get("row").and_then(number).zip(column.and_then(number))
            }
            Value::Array(pair) if pair.len() == 2 => number(&pair[0]).zip(number(&pair[1])),
            Value::String(text) => {
                found.extend(text::cells_in(text));
                None
            }
            _ => None,
        };
        found.extend(cell);
    }
    let mut once = Vec::with_capacity(found.len());
    for cell in found {
        if !once.contains(&cell) {
            once.push(cell);
        }
    }
    once
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(reply: &str) -> Option<String> {
        read(reply).map(|said| said.answer)
    }

    #[test]
    fn objects_are_found_wherever_they_stand() {
        for reply in [
            r#"{"answer": "42"}"#,
            "```json\n{\"answer\": 42}\n```",
            "Here {it} is: {\"Answer\": \"The answer is 42.\"} I hope",
            r#"{"answer": "7"} No, rather {"answer": "42"}"#,
            r#"{"name": "reply", "arguments": {"answer": "42"}}"#,
            r#"{"name": "reply", "parameters": {"answer": "42"}}"#,
            r#"<tool_call>{"name": "reply", "arguments": "{\"answer\": \"42\"}"}</tool_call>"#,
            r#"{"tool_calls": [{"function": {"name": "x", "arguments": "{\"answer\": 42}"}}]}"#,
        ] {
            assert_eq!(answer(reply).as_deref(), Some("42"), "{reply}");
        }
    }

    #[test]
    fn values_are_written_as_people_write_them() {
        for (reply, expected) in [
            (r#"{"answer": true}"#, "Yes"),
            (r#"{"answer": 12.50}"#, "12.5"),
            (r#"{"answer": ["a", "b"]}"#, "a, b"),
            (r#"{"answer": null}"#, "not answerable"),
        ] {
            assert_eq!(answer(reply).as_deref(), Some(expected), "{reply}");
        }
    }

    #[test]
    fn what_is_no_answer() {
        for reply in ["", "{", "{}", r#"{"answer": ""}"#, r#"{"x": 1}"#, "{{{{{{", r#"{"answer":"#]
        {
            assert_eq!(answer(reply), None, "{reply}");
        }
    }

    #[test]
    fn programs_come_in_the_same_shapes() {
        for reply in [
            r#"{"program": "ans = 1\n"}"#,
            r#"{"code": "ans = 1\n"}"#,
            r#"{"name": "run", "arguments": "{\"program\": \"ans = 1\\n\"}"}"#,
        ] {
            assert_eq!(program(reply).as_deref(), Some("ans = 1\n"), "{reply}");
        }
        assert_eq!(program(r#"{"answer": "1"}"#), None);
    }

    #[test]
    fn cells_come_in_every_form_and_each_once() {
        let reply = r#"{"cells": [{"row": 2, "column": 3}, [4, 5], "R6C7", {"row": 2, "col": 3}, {"row": -1, "column": 2}, 9], "answer": "x"}"#;
        assert_eq!(read(reply).unwrap().cells, [(2, 3), (4, 5), (6, 7)]);
        assert_eq!(
            read(r#"{"cells": "R1C2, R3C4", "answer": "x"}"#).unwrap().cells,
            [(1, 2), (3, 4)]
        );
    }
}
