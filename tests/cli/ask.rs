//! `chartqa ask` without an endpoint.

use serde_json::Value;

use crate::support::{Home, example, stderr};

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_readme_question_is_answered_from_the_picture() {
    let home = Home::new();
    let mut command = home.chartqa();
    command.arg("ask").arg(example()).arg("Which region has the highest share?");
    let assert = command.assert().success();
    assert_eq!(stdout(&assert), "Northmark\n");
    let notes = stderr(&home, &assert);
    assert!(notes.contains("reading with the built-in `mini`"), "{notes}");
    assert!(notes.contains("running on cpu"), "{notes}");
    assert!(notes.contains("from the cells: Northmark, "), "{notes}");
}

#[test]
fn json_holds_what_the_contract_says() {
    let home = Home::new();
    let mut command = home.chartqa();
    command.arg("ask").arg(example()).args(["What is the sum of all shares?", "--json", "-q"]);
    let assert = command.assert().success();
    let json: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    let keys: Vec<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "question",
        "status",
        "answer",
        "reason",
        "answerer",
        "program",
        "evidence",
        "confidence",
        "table",
        "reading",
        "timings_ms",
        "peak_memory_mb",
    ];
    for key in expected {
        assert!(keys.contains(&key), "{key} is missing of {keys:?}");
    }
    assert_eq!(keys.len(), expected.len(), "{keys:?}");
    assert_eq!(json["status"], "answered");
    assert_eq!(json["answerer"]["kind"], "rules");
    let sum: f64 = json["answer"].as_str().unwrap().trim_end_matches(['%', ' ']).parse().unwrap();
    assert!((sum - 232.0).abs() <= 2.0, "{sum}");
    assert_eq!(json["evidence"].as_array().unwrap().len(), 5);
    let cell = &json["evidence"][0];
    assert_eq!((&cell["row"], &cell["column"]), (&0.into(), &1.into()));
    assert_eq!(cell["box"].as_array().unwrap().len(), 4);
    assert_eq!(json["table"]["rows"].as_array().unwrap().len(), 5);
    assert_eq!(json["table"]["cell_confidence"].as_array().unwrap().len(), 5);
    for key in [
        "model",
        "revision",
        "precision",
        "provider",
        "text",
        "tokens",
        "truncated",
        "repeated",
        "ragged",
    ] {
        assert!(!json["reading"][key].is_null(), "reading.{key}");
    }
    for key in ["load", "preprocess", "encode", "decode", "answer", "total"] {
        assert!(json["timings_ms"][key].is_number(), "timings_ms.{key}");
    }
    assert_eq!(json["peak_memory_mb"].is_number(), cfg!(unix), "{}", json["peak_memory_mb"]);
}

#[test]
fn a_table_is_asked_without_picture_or_library() {
    let home = Home::new();
    home.file("sales.csv", b"Region,2022,2023\nNorth,40,42\nSouth,49,38\n");
    let ask = |question: &str| {
        let assert = home.bare().args(["ask", "--table", "sales.csv", question]).assert().success();
        stdout(&assert)
    };
    assert_eq!(ask("Which region had the highest value in 2022?"), "South\n");
    assert_eq!(ask("What is the difference between North and South in 2023?"), "4\n");
}

#[test]
fn explain_shows_the_cells_and_the_arithmetic() {
    let home = Home::new();
    home.file("sales.csv", b"Region,Sales\nNorth,40\nSouth,49\n");
    let mut command = home.bare();
    command.args(["ask", "--table", "sales.csv", "What is the total of sales?", "--explain"]);
    let shown = stdout(&command.assert().success());
    assert!(shown.starts_with("89\n"), "{shown}");
    assert!(
        shown.contains("ans = ") && shown.contains("40 ←") && shown.contains("49 ←"),
        "{shown}"
    );
}

#[test]
fn what_the_chart_does_not_show_is_not_answered() {
    let home = Home::new();
    home.file("sales.csv", b"Region,Sales\nNorth,40\nSouth,49\n");
    let question = "Who is the president of the moon?";
    let assert = home.bare().args(["ask", "--table", "sales.csv", question]).assert().code(5);
    assert_eq!(stdout(&assert), "");
    let error = stderr(&home, &assert);
    assert!(error.contains("not answerable: ") && error.contains("--llm-url"), "{error}");

    let assert =
        home.bare().args(["ask", "--table", "sales.csv", question, "--json"]).assert().code(5);
    let json: Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert_eq!((&json["status"], &json["answer"]), (&"not_answerable".into(), &Value::Null));
    assert!(json["reason"].is_string());
}

#[test]
fn the_picture_may_come_by_standard_input_and_data_uri() {
    use base64::Engine as _;
    let home = Home::new();
    let bytes = std::fs::read(example()).unwrap();
    let question = "What is the lowest share?";
    let by_stdin =
        home.chartqa().args(["-q", "ask", "-", question]).write_stdin(bytes.clone()).assert();
    let uri = format!(
        "data:image/png;base64,{}",
        base64::engine::general_purpose::STANDARD.encode(&bytes)
    );
    let by_uri = home.chartqa().args(["-q", "ask", &uri, question]).assert().success();
    let answer = stdout(&by_stdin.success());
    assert!(answer.starts_with("24"), "{answer}");
    assert_eq!(answer, stdout(&by_uri));
}

#[test]
fn without_a_library_and_offline_the_command_that_mends_it_is_named() {
    let home = Home::new();
    let assert = home.bare().arg("ask").arg(example()).arg("What is the maximum?").assert().code(3);
    let error = stderr(&home, &assert);
    assert!(error.contains("offline: the ONNX Runtime library"), "{error}");
    assert!(error.contains("hint: run once without --offline"), "{error}");
}
