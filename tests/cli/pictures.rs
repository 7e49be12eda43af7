//! `--picture`: what is sent, and what the program says about it.

use serde_json::Value;

use crate::endpoint::{Server, says};
use crate::support::{Home, example, stderr};

fn ask(home: &Home, server: &Server, question: &str, more: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = home.chartqa();
    command
        .env("CHARTQA_LLM_URL", &server.url)
        .env("CHARTQA_LLM_MODEL", "m")
        .arg("ask")
        .arg(example())
        .arg(question)
        .args(more)
        .assert()
}

fn json(assert: &assert_cmd::assert::Assert) -> Value {
    serde_json::from_slice(&assert.get_output().stdout).unwrap()
}

#[test]
fn only_reads_nothing_and_loads_nothing() {
    let server = Server::start(vec![("200 OK", says("The answer is Northmark."))]);
    let home = Home::new();
    // No runtime library is to be had here.
    let mut command = home.bare();
    command.arg("ask").arg(example()).args(["Which is highest?", "--picture", "only", "--json"]);
    command.args(["--llm-url", &server.url, "--llm-model", "m"]);
    let json = json(&command.assert().success());
    assert_eq!(json["answer"], "Northmark");
    assert!(json["table"].is_null() && json["reading"].is_null(), "{json}");
    assert_eq!(json["answerer"]["sent"], serde_json::json!({ "table": false, "picture": true }));
    let body = &server.requests()[0].1;
    assert!(body.contains("data:image/png;base64,") && !body.contains("<table>"), "{body}");
}

#[test]
fn auto_says_which_way_was_taken() {
    let reply = || ("200 OK", says("Cells: R1C2\nThe answer is 71.1."));
    let server = Server::start(vec![reply(), reply(), reply(), reply()]);
    let home = Home::new();
    let colour = "What is the value of the blue bar?";
    let assert = ask(&home, &server, colour, &["--picture", "auto"]).success();
    let notes = stderr(&home, &assert);
    assert!(
        notes.contains("the picture is not sent: the question is about a colour, but"),
        "{notes}"
    );
    ask(&home, &server, colour, &["--picture", "always"]).success();
    let assert = ask(&home, &server, colour, &["--picture", "auto", "--json"]).success();
    assert!(
        stderr(&home, &assert).contains("the picture is sent too: the question is about a colour")
    );
    assert_eq!(json(&assert)["answerer"]["sent"]["picture"], true);
    let assert = ask(&home, &server, "How much?", &["--picture", "auto", "--explain"]).success();
    let text = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    assert!(text.contains("the model got the table alone: the table is enough"), "{text}");
    let sent: Vec<bool> =
        server.requests().iter().map(|(_, body)| body.contains("data:image/png")).collect();
    assert_eq!(sent, [false, true, true, false]);
}

#[test]
fn an_endpoint_that_sees_nothing_is_named_with_the_remedy() {
    let error = r#"{"error":{"message":"this model does not support image input"}}"#;
    let server = Server::start(vec![("400 Bad Request", error.to_owned())]);
    let home = Home::new();
    let assert = ask(&home, &server, "Which?", &["--picture", "only"]).code(4);
    let error = stderr(&home, &assert);
    assert!(
        error.contains("takes no pictures for `m`") && error.contains("hint: take a model"),
        "{error}"
    );
}

#[test]
fn pictures_cannot_be_sent_to_the_rules_or_without_one() {
    let home = Home::new();
    home.file("sales.csv", b"Region,Sales\nNorth,40\n");
    for (args, reason) in [
        (&["--answerer", "rules", "--picture", "only", "x.png", "Which?"][..], "the rules answer"),
        (&["--picture", "always", "x.png", "Which?"], "the rules answer"),
        (
            &[
                "--picture",
                "only",
                "--table",
                "sales.csv",
                "Which?",
                "--llm-url",
                "http://localhost:1",
                "--llm-model",
                "m",
            ],
            "no picture that could be sent",
        ),
        (
            &[
                "--samples",
                "3",
                "--table",
                "sales.csv",
                "Which?",
                "--llm-url",
                "http://localhost:1",
                "--llm-model",
                "m",
            ],
            "--method vote only",
        ),
    ] {
        let error = stderr(&home, &home.bare().arg("ask").args(args).assert().code(2));
        assert!(error.contains(reason) && error.contains("hint: "), "{error}");
    }
}

#[test]
fn doctor_proves_that_an_endpoint_sees() {
    for (title, sees) in [("Electricity from renewables, 2023", true), ("A chart", false)] {
        let server = Server::start(vec![
            ("200 OK", says("yes")),
            ("200 OK", says(&format!("The answer is {title}."))),
        ]);
        let home = Home::new();
        let mut command = home.chartqa();
        command.env("CHARTQA_LLM_URL", &server.url).env("CHARTQA_LLM_MODEL", "m").arg("doctor");
        let assert = command.assert().success();
        let text = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
        let line = if sees {
            "ok  LLM endpoint sees pictures: it read"
        } else {
            "no  LLM endpoint sees pictures: "
        };
        assert!(text.contains(line), "{text}");
        let known =
            std::fs::read_to_string(home.path().join("chartqa/cache/endpoints.json")).unwrap();
        assert!(known.contains(&format!("\"pictures\": {sees}")), "{known}");
    }
}

#[test]
fn votes_are_counted_and_shown() {
    let program = serde_json::json!({ "program": "ans = table['South']['Sales']" }).to_string();
    let server = Server::start(vec![
        ("200 OK", says("Cells: R2C2\nThe answer is 49.0.")),
        ("200 OK", says(&program)),
    ]);
    let home = Home::new();
    home.file("sales.csv", b"Region,Sales\nNorth,40\nSouth,49\n");
    let mut command = home.bare();
    command.args(["ask", "--table", "sales.csv", "What are the sales of South?", "--explain"]);
    command.args(["--method", "vote", "--samples", "2"]);
    command.args(["--llm-url", &server.url, "--llm-model", "m"]);
    let assert = command.assert().success();
    let text = String::from_utf8_lossy(&assert.get_output().stdout).into_owned();
    assert!(text.starts_with("49") && text.contains("votes\n   2 49"), "{text}");
    assert!(text.contains("49 ←") && text.contains("the model got the table alone"), "{text}");
    assert_eq!(server.requests().len(), 2);
}
