//! What needs no picture: version, help, completions, runtime, doctor, settings.

use crate::support::{Home, library, stderr};

fn stdout(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn version_and_help_need_nothing() {
    let home = Home::new();
    let version = stdout(&home.bare().arg("--version").assert().success());
    assert_eq!(version, concat!("chartqa ", env!("CARGO_PKG_VERSION"), "\n"));
    let help = stdout(&home.bare().arg("--help").assert().success());
    for word in
        ["ask", "table", "models", "runtime", "doctor", "completions", "Exit status: 0 done"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    let help = stdout(&home.bare().args(["ask", "--help"]).assert().success());
    for word in ["--table", "--provider", "--llm-url", "CHARTQA_LLM_KEY", "--dry-run", "--json"] {
        assert!(help.contains(word), "{word}: {help}");
    }
}

#[test]
fn completions_name_the_commands() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish"] {
        let script = stdout(&home.bare().args(["completions", shell]).assert().success());
        assert!(script.contains("chartqa") && script.contains("doctor"), "{shell}");
    }
}

#[test]
fn runtime_path_names_the_library_in_force() {
    let home = Home::new();
    let path = stdout(&home.chartqa().args(["runtime", "path"]).assert().success());
    assert_eq!(std::path::Path::new(path.trim_end()), library());
    let list = stdout(&home.chartqa().args(["runtime", "list"]).assert().success());
    assert!(list.contains("named by ORT_DYLIB_PATH\tversion 1."), "{list}");
}

#[test]
fn a_named_library_that_cannot_be_used_is_never_passed_over() {
    let home = Home::new();
    let text = home.file("libonnxruntime.so", b"this is no library");
    for (library, reason) in
        [(home.path().join("none.so"), "there is no ONNX Runtime library"), (text, "ONNX Runtime")]
    {
        let assert = home
            .bare()
            .env("ORT_DYLIB_PATH", &library)
            .arg("ask")
            .arg(crate::support::example())
            .arg("What is the maximum?")
            .assert()
            .code(3);
        let error = stderr(&home, &assert);
        assert!(error.contains(reason) && error.contains("ORT_DYLIB_PATH"), "{error}");
        assert!(error.contains("hint: "), "{error}");
    }
}

#[test]
fn nothing_is_installed_offline() {
    let home = Home::new();
    let assert = home.bare().args(["runtime", "install", "cpu"]).assert().failure();
    let error = stderr(&home, &assert);
    assert!(error.contains("offline"), "{error}");
    let assert = home.bare().args(["runtime", "install", "gpu"]).assert().code(2);
    let error = stderr(&home, &assert);
    assert!(error.contains("cpu, cuda or openvino"), "{error}");
}

#[test]
fn an_explicit_provider_that_cannot_run_is_an_error_with_the_remedy() {
    let home = Home::new();
    let mut command = home.chartqa();
    command.args(["table", "--provider", "cuda"]).arg(crate::support::example());
    let assert = command.assert().failure();
    let error = stderr(&home, &assert);
    assert!(error.contains("cuda") && error.contains("hint: "), "{error}");
    let mut command = home.chartqa();
    command.args(["table", "--provider", "tpu"]).arg(crate::support::example());
    let assert = command.assert().code(2);
    assert!(stderr(&home, &assert).contains("auto, cpu, cuda, cuda:N or openvino"));
}

#[test]
fn doctor_reads_its_chart_and_says_what_does_not_run() {
    let home = Home::new();
    let text = stdout(&home.chartqa().arg("doctor").assert().success());
    for line in [
        "ok  ONNX Runtime library: ",
        "ok  provider cpu: ",
        "no  provider cuda:0: ",
        "ok  model mini: ",
        "ok  reading a known chart: mini read all 5 rows right",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let json = stdout(&home.chartqa().args(["doctor", "--json"]).assert().success());
    let findings: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(
        findings.as_array().unwrap().iter().any(|f| f["what"] == "provider cpu" && f["ok"] == true)
    );
}

#[test]
fn doctor_fails_without_a_library_and_names_the_remedy() {
    let home = Home::new();
    let assert = home.bare().arg("doctor").assert().failure();
    let text = stdout(&assert);
    assert!(text.contains("no  ONNX Runtime library: "), "{text}");
    assert!(text.contains("chartqa runtime install cpu"), "{text}");
}

#[test]
fn the_config_file_is_obeyed_and_its_mistakes_are_named() {
    let home = Home::new();
    std::fs::create_dir_all(home.path().join("chartqa")).unwrap();
    let config = home.path().join("chartqa/config.toml");
    std::fs::write(&config, "provider = 'tpu'\n").unwrap();
    let assert = home.chartqa().args(["runtime", "path"]).assert().failure();
    assert!(stderr(&home, &assert).contains("'tpu'"));
    std::fs::write(&config, "modle = 'x'\n").unwrap();
    let assert = home.bare().args(["runtime", "path"]).assert().code(2);
    let error = stderr(&home, &assert);
    assert!(error.contains("config.toml") && error.contains("modle"), "{error}");
}
