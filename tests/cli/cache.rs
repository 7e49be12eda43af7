//! Readings that are kept: ten questions about one chart cost one reading.

use std::path::PathBuf;

use serde_json::Value;

use crate::support::{Home, example, stderr};

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// The files of kept readings.
fn kept(home: &Home) -> Vec<PathBuf> {
    let folder = home.path().join("chartqa/cache/readings");
    std::fs::read_dir(folder).into_iter().flatten().map(|item| item.unwrap().path()).collect()
}

/// A home in which the example's reading is kept.
fn with_a_reading() -> Home {
    let home = Home::new();
    let mut command = home.chartqa();
    command.arg("ask").arg(example()).args(["Which region has the highest share?", "--json"]);
    let json: Value = serde_json::from_str(&stdout(&command.assert().success())).unwrap();
    assert_eq!(json["reading"].get("cached"), None);
    assert_eq!(kept(&home).len(), 1);
    home
}

#[test]
fn ten_questions_cost_one_reading() {
    let home = with_a_reading();
    for question in [
        "Which region has the highest share?",
        "Which region has the lowest share?",
        "What is the share of Eastvale?",
        "What is the share of Northmark?",
        "What is the share of Midhaven?",
        "What is the sum of all shares?",
        "What is the average share?",
        "How many regions are there?",
        "What is the difference between Northmark and Midhaven?",
    ] {
        // Without a runtime library no picture can be read, so none is.
        let assert =
            home.bare().arg("ask").arg(example()).args([question, "--json"]).assert().success();
        let json: Value = serde_json::from_str(&stdout(&assert)).unwrap();
        assert_eq!(json["reading"]["cached"], true, "{question}");
        assert_eq!(json["reading"]["model"], "mini");
        assert_eq!(json["timings_ms"]["load"], 0.0);
        assert_eq!(json["timings_ms"]["encode"], 0.0);
        assert_eq!(json["table"]["cell_boxes"].as_array().unwrap().len(), 5);
    }
    assert_eq!(kept(&home).len(), 1);
}

#[test]
fn a_kept_reading_says_so_when_asked_for_more() {
    let home = with_a_reading();
    let mut command = home.bare();
    command.arg("ask").arg(example()).args(["What is the lowest share?", "-v"]);
    let error = stderr(&home, &command.assert().success());
    assert!(error.contains("the reading was kept") && error.contains("--no-cache"), "{error}");
}

#[test]
fn what_changes_the_reading_or_is_not_to_be_kept_is_read_anew() {
    let home = with_a_reading();
    for more in [&["--no-cache"][..], &["--max-new-tokens", "9"], &["--provider", "cpu"]] {
        let mut command = home.bare();
        command.arg("ask").arg(example()).arg("What is the lowest share?").args(more);
        command.assert().code(3);
    }
    let empty = Home::new();
    let mut command = empty.chartqa();
    command.arg("table").arg(example()).arg("--no-cache").assert().success();
    assert_eq!(kept(&empty), Vec::<PathBuf>::new());
    std::fs::create_dir_all(empty.path().join("chartqa")).unwrap();
    std::fs::write(empty.path().join("chartqa/config.toml"), "cache_limit_mb = 0\n").unwrap();
    empty.chartqa().arg("table").arg(example()).assert().success();
    assert_eq!(kept(&empty), Vec::<PathBuf>::new());
}

#[test]
fn a_damaged_reading_is_removed() {
    let home = with_a_reading();
    let file = kept(&home).remove(0);
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    home.bare().arg("ask").arg(example()).arg("What is the lowest share?").assert().code(3);
    assert!(!file.exists());
}

#[test]
fn tables_come_from_the_cache_and_overlays_do_not() {
    let home = with_a_reading();
    let table = |home: &Home, bare: bool| {
        let mut command = if bare { home.bare() } else { home.chartqa() };
        command.args(["table", "--format", "csv"]).arg(example());
        stdout(&command.assert().success())
    };
    assert_eq!(table(&home, true), table(&Home::new(), false));
    let mut command = home.bare();
    command.args(["table", "--overlay", "o.png"]).arg(example()).assert().code(3);
}

#[test]
fn doctor_says_where_and_how_large() {
    let home = with_a_reading();
    let text = stdout(&home.bare().arg("doctor").assert().failure());
    let line = text.lines().find(|line| line.contains("cache of readings")).unwrap();
    assert!(line.contains("chartqa/cache/readings, 1 kept in 0.0 MB of at most 64"), "{line}");
}
