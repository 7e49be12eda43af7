//! `chartqa eval`

use serde_json::{Value, json};

use crate::endpoint::{Server, says};
use crate::support::{Home, example, stderr};

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Every line of standard output as JSON.
fn json_lines(assert: &assert_cmd::assert::Assert) -> Vec<Value> {
    stdout(assert).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn lines(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value}\n")).collect::<Vec<_>>().concat()
}

/// A home with the README's chart, its table and a picture that is no chart.
fn home() -> Home {
    let home = Home::new();
    let chart = std::fs::read(example()).unwrap();
    home.file("chart.png", &chart);
    home.file("chart.csv", &std::fs::read(example().with_extension("csv")).unwrap());
    let white = image::RgbImage::from_pixel(400, 300, image::Rgb([255; 3]));
    white.save(home.path().join("white.png")).unwrap();
    home
}

#[test]
fn score_reproduces_the_vectors() {
    let text = include_str!("../fixtures/metrics/vectors.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    let home = Home::new();
    let tables: Vec<Value> = vectors.iter().filter(|v| v["kind"] == "table").cloned().collect();
    let answers: Vec<Value> = vectors.iter().filter(|v| v["kind"] == "relaxed").cloned().collect();
    home.file("tables.jsonl", lines(&tables).as_bytes());
    home.file("answers.jsonl", lines(&answers).as_bytes());

    let mut run = home.bare();
    let assert = run.args(["eval", "score", "--metric", "rms,rnss", "tables.jsonl"]).assert();
    let scored = json_lines(&assert.success());
    assert_eq!(scored.len(), tables.len() + 1, "a line each, then the summary");
    for (vector, scored) in tables.iter().zip(&scored) {
        for name in ["rms_precision", "rms_recall", "rms_f1", "rnss"] {
            if let Some(expected) = vector[name].as_f64() {
                let score = scored[name].as_f64().unwrap();
                assert!((score - expected).abs() < 1e-6, "{name}: {scored} {vector}");
            }
        }
        assert_eq!(scored["score"], scored["rms_f1"]);
    }
    let group = &scored[tables.len()]["summary"]["groups"][0];
    assert_eq!(group["counts"]["items"], tables.len());
    let rnss = &group["measures"]["rnss"];
    let mean =
        tables.iter().map(|v| v["rnss"].as_f64().unwrap()).sum::<f64>() / tables.len() as f64;
    assert!((rnss["value"].as_f64().unwrap() - mean).abs() < 1e-6);
    assert!(rnss["low"].as_f64() < rnss["value"].as_f64());

    for (metric, name) in [
        ("relaxed", "pix2struct_lmmseval"),
        ("relaxed-vlmeval", "vlmevalkit"),
        ("relaxed-lmeval", "lm_eval_harness"),
        ("relaxed-pro", "chartqapro"),
        ("relaxed-pro-exact", "chartqapro_year_flag"),
    ] {
        let mut run = home.bare();
        let assert = run.args(["eval", "score", "--metric", metric, "answers.jsonl"]).assert();
        for (vector, scored) in answers.iter().zip(json_lines(&assert.success())) {
            let expected = match &vector[name] {
                Value::Bool(right) => f64::from(*right),
                other => other.as_f64().unwrap(),
            };
            assert!(
                (scored["score"].as_f64().unwrap() - expected).abs() < 1e-6,
                "{metric} {vector}"
            );
        }
    }
}

#[test]
fn malformed_lines_are_named_and_counted_and_the_others_scored() {
    let home = Home::new();
    home.file(
        "set.jsonl",
        b"{\"prediction\": \"1\", \"target\": \"1\"}\n\n{\"prediction\": \"1\"}\nnonsense\n{\"prediction\": \"\xff\", \"target\": \"1\"}\n",
    );
    let mut run = home.bare();
    let assert = run.args(["eval", "score", "--metric", "relaxed", "set.jsonl"]).assert().code(1);
    let scored = json_lines(&assert);
    assert_eq!((scored.len(), &scored[0]["score"]), (2, &json!(1.0)));
    assert_eq!(scored[1]["summary"]["bad_lines"].as_array().unwrap().len(), 3);
    let error = stderr(&home, &assert);
    for expected in [
        "set.jsonl, line 3: it has no `target`",
        "set.jsonl, line 4: no JSON: ",
        "set.jsonl, line 5: no JSON: ",
        "error: 3 of 4 failed",
    ] {
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn what_is_no_data_set_is_refused_with_the_reason() {
    let home = Home::new();
    home.file("empty.jsonl", b"");
    home.file("bad.jsonl", b"{\"x\": 1}\n{\"x\": 2}\n");
    std::fs::create_dir(home.path().join("folder")).unwrap();
    for (args, status, message) in [
        (["eval", "tables", "empty.jsonl"], 1, "empty.jsonl has nothing to evaluate: it is empty"),
        (["eval", "questions", "empty.jsonl"], 1, "nothing to evaluate: it is empty"),
        (["eval", "tables", "bad.jsonl"], 1, "line 1: it has no `image`; and 1 more like this"),
        (["eval", "tables", "none.jsonl"], 1, "cannot read none.jsonl"),
        (["eval", "tables", "folder"], 1, "the folder holds no *_human.json"),
        (["eval", "report", "bad.jsonl"], 2, "--output"),
    ] {
        let assert = home.bare().args(args).assert().code(status);
        let error = stderr(&home, &assert);
        assert!(error.contains(message), "{args:?}: {error}");
        assert!(stdout(&assert).is_empty());
        assert!(
            status == 2 || message.starts_with("cannot") || error.contains("docs/eval.md"),
            "{error}"
        );
    }
    let mut run = home.bare();
    let assert = run.args(["eval", "score", "--metric", "bleu", "empty.jsonl"]).assert().code(2);
    assert!(stderr(&home, &assert).contains("relaxed-lmeval"), "the metrics that there are");
}

#[test]
fn tables_are_read_and_compared_with_gold() {
    let home = home();
    let set = [
        json!({"name": "good", "image": "chart.png", "table": "chart.csv", "type": "bar"}),
        json!({"name": "again", "image": "chart.png", "table": "chart.csv", "type": "bar"}),
        json!({"name": "blank", "image": "white.png", "table": "chart.csv", "type": "blank"}),
        json!({"name": "no chart", "image": "./white.png", "table": null, "type": "blank", "readable": false}),
        json!({"name": "lost", "image": "none.png", "table": "chart.csv", "type": "bar"}),
        json!({"name": "goldless", "image": "white.png/", "table": "none.csv", "type": "bar"}),
    ];
    home.file("set.jsonl", lines(&set).as_bytes());
    let mut run = home.chartqa();
    run.args(["-q", "eval", "tables", "set.jsonl", "-o", "out.jsonl", "--html", "out.html"]);
    let assert = run.assert().code(1);
    let text = stdout(&assert);
    assert!(text.contains("not read: blank: this picture cannot be read"), "{text}");
    assert!(text.contains("not read: lost: ") && text.contains("none.png"), "{text}");
    assert!(text.contains("not read: goldless: none.csv"), "{text}");
    assert!(stderr(&home, &assert).contains("2 of 5 failed"));

    let out = std::fs::read_to_string(home.path().join("out.jsonl")).unwrap();
    let records: Vec<Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let outcomes: Vec<_> = records.iter().map(|r| r["outcome"].as_str().unwrap()).collect();
    assert_eq!(
        outcomes,
        ["done", "refused", "refused", "failed", "failed"],
        "each picture is read once"
    );
    assert_eq!(records[0]["cells"]["rows_right"], 5);
    assert!(records[0]["metrics"]["rms_fixed_f1"].as_f64().unwrap() > 0.95);
    assert_eq!(records[1]["metrics"]["rms_f1"], 0.0);
    assert_eq!(records[1]["cells"]["rows"], 5);
    // What is no chart is rightly refused, and no reading that failed.
    assert_eq!(records[2]["metrics"], json!({"refusal": 1.0}));
    assert!(!text.contains("no chart: this picture"), "{text}");
    assert!(records[3]["metrics"].as_object().unwrap().is_empty());
    assert!(!home.path().join("out.jsonl.part").exists());

    let page = std::fs::read_to_string(home.path().join("out.html")).unwrap();
    assert!(page.contains("<img src=\"data:image/png;base64,"));
    assert!(page.contains("<td class=\"right\">Northmark</td>"));
    // The page can be made again from the results.
    home.bare().args(["-q", "eval", "report", "out.jsonl", "-o", "again.html"]).assert().success();
    let again = std::fs::read_to_string(home.path().join("again.html")).unwrap();
    assert!(again.contains("<td class=\"right\">Northmark</td>"));
}

#[test]
fn questions_on_gold_tables_need_neither_pictures_nor_the_library() {
    let home = home();
    let question = |question: &str, answer: &str, kind: &str| json!({"table": "chart.csv", "query": question, "label": answer, "kind": kind});
    let set = [
        question("Which region has the highest share?", "Northmark", "max"),
        question("What is the share of Eastvale?", "50", "lookup"),
        question("Who built the dams?", "nobody", "other"),
    ];
    home.file("set.jsonl", lines(&set).as_bytes());
    // One question that is too long to be asked spoils its own result only.
    let long = question(&"why ".repeat(2000), "42", "other");
    home.file("long.jsonl", lines(&[set[0].clone(), long]).as_bytes());
    let assert =
        home.bare().args(["eval", "questions", "long.jsonl", "--gold-tables"]).assert().code(1);
    assert!(stderr(&home, &assert).contains("1 of 2 failed"));
    let mut run = home.bare();
    run.args([
        "eval",
        "questions",
        "set.jsonl",
        "--gold-tables",
        "--format",
        "json",
        "-o",
        "out.jsonl",
    ]);
    let summary: Value = serde_json::from_str(&stdout(&run.assert().success())).unwrap();
    let all = &summary["groups"][0];
    assert_eq!((&all["counts"]["done"], &all["counts"]["not_answerable"]), (&json!(2), &json!(1)));
    let relaxed = all["measures"]["relaxed"]["value"].as_f64().unwrap();
    assert!((relaxed - 1.0 / 3.0).abs() < 1e-9, "{relaxed}");
    let kinds: Vec<_> = summary["groups"].as_array().unwrap()[1..]
        .iter()
        .map(|group| {
            (group["value"].as_str().unwrap(), group["measures"]["relaxed"]["value"].as_f64())
        })
        .collect();
    assert_eq!(kinds, [("lookup", Some(0.0)), ("max", Some(1.0)), ("other", Some(0.0))]);
    let markdown = home
        .bare()
        .args(["eval", "questions", "set.jsonl", "--gold-tables", "--format", "md"])
        .assert()
        .success();
    assert!(stdout(&markdown).contains("| kind max"), "{}", stdout(&markdown));
}

#[test]
fn an_interrupted_run_goes_on() {
    let home = home();
    let question =
        |id: &str| json!({"id": id, "table": "chart.csv", "question": id, "answer": "4"});
    home.file(
        "set.jsonl",
        lines(&[question("one"), question("two"), question("three")]).as_bytes(),
    );
    let server = Server::start(vec![
        ("200 OK", says("The answer is 4.")),
        ("401 Unauthorized", "{}".to_owned()),
        ("200 OK", says("The answer is 4.")),
        ("200 OK", says("The answer is 5.")),
    ]);
    let run = |more: &[&str]| {
        let mut run = home.bare();
        run.args(["eval", "questions", "set.jsonl", "--gold-tables", "-o", "out.jsonl"]);
        run.args(["--llm-url", &server.url, "--llm-model", "test-model", "--max-retries", "0"]);
        run.args(more).assert()
    };
    let assert = run(&[]).code(4);
    let error = stderr(&home, &assert);
    assert!(error.contains("1 items are kept in out.jsonl.part"), "{error}");
    assert!(!home.path().join("out.jsonl").exists());
    // Another run does not take over what is not its own.
    let assert = run(&["--temperature", "0.5"]).code(1);
    let error = stderr(&home, &assert);
    assert!(error.contains("out.jsonl.part holds results of another run"), "{error}");
    assert!(error.contains("--fresh"), "{error}");

    let assert = run(&[]).success();
    assert!(stderr(&home, &assert).contains("going on: 1 of 3 items were done before"));
    assert_eq!(server.requests().len(), 4, "the first question is not asked again");
    let out = std::fs::read_to_string(home.path().join("out.jsonl")).unwrap();
    let scores: Vec<Value> = out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["metrics"]["relaxed"].clone())
        .collect();
    assert_eq!(scores, [1.0, 1.0, 0.0]);
}

#[test]
fn two_runs_are_compared_item_by_item() {
    let home = Home::new();
    let pair =
        |id: &str, prediction: &str| json!({"id": id, "prediction": prediction, "target": "10"});
    let runs = [
        ("a", [pair("one", "10"), pair("two", "20"), pair("three", "10"), pair("only", "1")]),
        ("b", [pair("one", "10"), pair("two", "10"), pair("three", "30"), pair("other", "1")]),
    ];
    for (name, set) in &runs {
        home.file(&format!("{name}.jsonl"), lines(set).as_bytes());
        let out = format!("{name}.out");
        let set = format!("{name}.jsonl");
        home.bare()
            .args(["eval", "score", "--metric", "relaxed", &set, "-o", &out])
            .assert()
            .success();
    }
    let mut run = home.bare();
    let assert = run.args(["eval", "compare", "a.out", "b.out", "--format", "json"]).assert();
    let compared: Value = serde_json::from_str(&stdout(&assert.success())).unwrap();
    assert_eq!(compared["items"], 3);
    assert_eq!((&compared["only_a"], &compared["only_b"]), (&json!(["only"]), &json!(["other"])));
    let relaxed = &compared["differences"][0];
    assert_eq!(
        (&relaxed["measure"], &relaxed["better"], &relaxed["worse"]),
        (&json!("relaxed"), &json!(1), &json!(1))
    );
    let difference = &relaxed["difference"];
    assert_eq!(difference["value"], 0.0);
    assert!(difference["low"].as_f64() < Some(0.0) && difference["high"].as_f64() > Some(0.0));
    let changed: Vec<_> =
        compared["changes"].as_array().unwrap().iter().map(|c| c["id"].as_str().unwrap()).collect();
    assert_eq!(changed, ["three", "two"], "the greatest loss first");
    let text = stdout(&home.bare().args(["eval", "compare", "a.out", "b.out"]).assert().success());
    assert!(text.contains("only in the first: only") && text.contains("three"), "{text}");

    let assert = home.bare().args(["eval", "compare", "a.out", "a.jsonl"]).assert().code(1);
    assert!(stderr(&home, &assert).contains("a.jsonl holds no results"));
    let mut run = home.bare();
    let assert =
        run.args(["eval", "compare", "a.out", "b.out", "--measure", "rnss"]).assert().code(1);
    assert!(stderr(&home, &assert).contains("do not both have `rnss`"));
}

/// The built-in reader's files as a model of another precision in the folder `other`.
fn other_precision(home: &Home) {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/models/mini");
    std::fs::create_dir(home.path().join("other")).unwrap();
    for name in ["recogniser.onnx", "alphabet.txt"] {
        let content = std::fs::read(format!("{files}/{name}")).unwrap();
        home.file(&format!("other/{name}"), &content);
    }
    let manifest = std::fs::read_to_string(format!("{files}/manifest.toml")).unwrap();
    let manifest = manifest.replace("precision = \"q8\"", "precision = \"fp32\"");
    home.file("other/manifest.toml", manifest.as_bytes());
}

#[test]
fn a_precision_is_compared_with_another_and_the_check_recorded() {
    let home = home();
    other_precision(&home);
    let run = |arguments: &[&str]| {
        home.chartqa().args(["-q", "eval", "precision"]).args(arguments).assert()
    };
    // A folder stands for the pictures in it; of two, one is refused by both.
    let assert = run(&["mini", ".", "--reference", "other", "--json"]).success();
    let found = json_lines(&assert).remove(0);
    let names: Vec<&str> = found["pictures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| p["picture"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["./chart.png", "./white.png"]);
    let check = &found["check"];
    assert_eq!((&check["precision"], &check["reference"]), (&json!("q8"), &json!("fp32")));
    assert_eq!((&check["pictures"], &check["tokens"]), (&json!(2), &json!(0)));
    assert_eq!((&check["same_texts"], &check["rms_f1"]), (&json!(1.0), &json!(1.0)));

    let assert = run(&["other", "chart.png", "--reference", "mini", "--record"]).success();
    assert!(stdout(&assert).contains("fp32 against q8, 1 pictures"), "{}", stdout(&assert));
    let manifest = std::fs::read_to_string(home.path().join("other/manifest.toml")).unwrap();
    assert!(manifest.contains("[check]") && manifest.contains("same_texts = 1.0"), "{manifest}");
    run(&["other", "chart.png", "--reference", "mini"]).success();
}

#[test]
fn a_precision_is_compared_with_the_same_model_only() {
    let home = home();
    other_precision(&home);
    let path = home.path().join("other/manifest.toml");
    let manifest = std::fs::read_to_string(&path).unwrap();
    let another = manifest.replace("revision = \"", "revision = \"other-");
    home.file("other/manifest.toml", another.as_bytes());
    let run = |arguments: &[&str]| {
        let assert = home.chartqa().args(["-q", "eval", "precision"]).args(arguments).assert();
        stderr(&home, &assert.failure())
    };
    let said = run(&["mini", "chart.png", "--reference", "other"]);
    assert!(said.contains("is no other precision of `mini`"), "{said}");
    let said = run(&["mini", "chart.png"]);
    assert!(said.contains("no fp32 model") && said.contains("--reference"), "{said}");
    home.file("other/manifest.toml", manifest.as_bytes());
    let said = run(&["mini", "chart.png", "--reference", "other", "--record"]);
    assert!(said.contains("built in and cannot record"), "{said}");
    std::fs::create_dir(home.path().join("empty")).unwrap();
    let said = run(&["mini", "empty", "--reference", "other"]);
    assert!(said.contains("no pictures in this folder"), "{said}");
}
