//! `chartqa models`, and models that are missing, cut short, damaged or not what they say.

use std::fs;
use std::path::PathBuf;

use crate::support::{Home, example, fixture, stderr};

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// Converts a checkpoint of the fixtures into the home's store as `tiny`, a reader of tables.
fn installed(home: &Home, more: &[&str]) -> PathBuf {
    let out = home.path().join("chartqa/models/tiny");
    fs::create_dir_all(out.parent().unwrap()).unwrap();
    home.bare()
        .args(["-q", "models", "convert"])
        .arg(fixture("pix2struct/plain/checkpoint"))
        .arg("-o")
        .arg(&out)
        .args(more)
        .assert()
        .success();
    out
}

const TABLES: &[&str] = &["--header", "Generate underlying data table of the figure below:"];

#[test]
fn a_converted_model_is_listed_verified_and_reads() {
    let home = Home::new();
    let dir = installed(&home, TABLES);
    let list = stdout(&home.bare().args(["models", "list"]).assert().success());
    assert!(list.contains("mini\tok\t") && list.contains("tiny\tok\tfp32\t"), "{list}");
    let verified = stdout(&home.bare().args(["models", "verify"]).assert().success());
    assert!(verified.contains("encoder.onnx") && !verified.contains("BAD"), "{verified}");
    let path = stdout(&home.bare().args(["models", "path", "tiny"]).assert().success());
    assert_eq!(PathBuf::from(path.trim_end()), dir);

    let mut command = home.chartqa();
    command.args(["-q", "table", "--model", "tiny", "--format", "json", "--max-new-tokens", "12"]);
    let json = stdout(&command.arg(example()).assert().success());
    let line: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(line["reading"]["model"], "tiny");
    assert_eq!(line["reading"]["precision"], "fp32");
    assert!(line["reading"]["tokens"].as_u64().unwrap() <= 12, "{line}");
}

#[test]
fn a_question_model_answers_itself() {
    let home = Home::new();
    let out = home.path().join("vqa");
    home.bare()
        .args(["-q", "models", "convert"])
        .arg(fixture("pix2struct/header/checkpoint"))
        .args(["--origin", "google/matcha-chartqa", "-o"])
        .arg(&out)
        .assert()
        .success();
    let ask = |more: &[&str]| {
        let mut command = home.chartqa();
        command.args(["-q", "ask", "--model", "vqa", "--max-new-tokens", "8"]).args(more);
        command.arg(example()).arg("Which region is first?").assert()
    };
    let assert = ask(&["--json"]);
    let status = assert.get_output().status.code();
    let json: serde_json::Value = serde_json::from_str(&stdout(&assert)).unwrap();
    assert!(matches!(status, Some(0 | 5)), "{json}");
    assert!(json["table"].is_null() && json["answerer"]["method"] == "direct", "{json}");
    assert_eq!(json["question"], "Which region is first?");
    assert!(stderr(&home, &ask(&["--method", "cot"]).code(2)).contains("--method direct"));
    let mut table = home.chartqa();
    let assert = table.args(["table", "--model", "vqa"]).arg(example()).assert().code(2);
    assert!(stderr(&home, &assert).contains("gives no tables"));
}

#[test]
fn a_missing_model_is_named_with_the_remedy() {
    let home = Home::new();
    let assert = home.chartqa().args(["table", "--model", "none"]).arg(example()).assert().code(3);
    let error = stderr(&home, &assert);
    assert!(error.contains("`none`") && error.contains("chartqa models"), "{error}");
}

#[test]
fn what_is_incomplete_or_damaged_is_never_used() {
    let home = Home::new();
    let dir = installed(&home, TABLES);
    let read = || {
        let mut command = home.chartqa();
        let assert = command.args(["table", "--model", "tiny"]).arg(example()).assert().code(3);
        let error = stderr(&home, &assert);
        assert!(error.contains("hint: "), "{error}");
        error
    };

    // A flipped byte: the size is right, only the hash tells.
    let weights = dir.join("decoder.onnx.data");
    let mut bytes = fs::read(&weights).unwrap();
    bytes[100] ^= 1;
    fs::write(&weights, &bytes).unwrap();
    let assert = home.bare().args(["models", "verify", "tiny"]).assert().code(3);
    assert!(stdout(&assert).contains("BAD\t") && stdout(&assert).contains("decoder.onnx.data"));

    fs::write(&weights, &bytes[..bytes.len() / 2]).unwrap();
    assert!(read().contains("decoder.onnx.data"));
    fs::remove_file(&weights).unwrap();
    assert!(read().contains("decoder.onnx.data"));
    fs::remove_file(dir.join("manifest.toml")).unwrap();
    assert!(read().contains("tiny"));
    let list = stdout(&home.bare().args(["models", "list"]).assert().success());
    assert!(list.contains("tiny\tincomplete"), "{list}");
}

#[test]
fn a_graph_that_is_not_what_its_manifest_says_is_refused() {
    let home = Home::new();
    let dir = installed(&home, TABLES);
    let path = dir.join("manifest.toml");
    let manifest = fs::read_to_string(&path).unwrap();
    let layers = manifest.lines().find(|line| line.starts_with("layers = ")).unwrap();
    fs::write(&path, manifest.replace(layers, "layers = 9")).unwrap();
    let mut command = home.chartqa();
    let assert = command.args(["table", "--model", "tiny"]).arg(example()).assert().code(3);
    let error = stderr(&home, &assert);
    assert!(error.contains("does not do what its manifest says"), "{error}");
}

#[test]
fn checkpoints_that_are_none_are_named() {
    let home = Home::new();
    fs::create_dir(home.path().join("empty")).unwrap();
    let assert = home.bare().args(["models", "convert", "empty", "-o", "out"]).assert().failure();
    assert!(stderr(&home, &assert).contains("config.json"));
    assert!(!home.path().join("out").exists());
    let mut command = home.bare();
    command.args(["models", "convert"]).arg(fixture("pix2struct/plain/checkpoint"));
    let assert = command.args(["-o", "out", "--precision", "fp8"]).assert().code(2);
    assert!(stderr(&home, &assert).contains("fp32"));
}

#[test]
fn nothing_is_pulled_offline() {
    let home = Home::new();
    let assert = home.bare().args(["models", "pull", "google/deplot"]).assert().failure();
    let error = stderr(&home, &assert);
    assert!(error.contains("google/deplot") && error.contains("offline"), "{error}");
}
