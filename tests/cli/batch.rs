//! `chartqa batch`: manifests in, lines out, whatever happens in between.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::process::{ChildStdout, Stdio};
use std::sync::{Arc, Condvar, Mutex};

use serde_json::{Value, json};

use crate::endpoint::{Server, says};
use crate::support::{Home, fixture, library, stderr};

/// Small charts of the fixtures that `mini` reads.
const CHARTS: [&str; 3] = ["vega_area.png", "mpl_small.png", "vega_default_h.png"];

fn chart(index: usize) -> Vec<u8> {
    std::fs::read(fixture("charts").join(CHARTS[index])).unwrap()
}

/// A home with a chart in `a.png`, another in `b.png`, and the first once more in `again.png`.
fn home() -> Home {
    let home = Home::new();
    for (name, index) in [("a.png", 0), ("b.png", 1), ("again.png", 0)] {
        home.file(name, &chart(index));
    }
    home
}

fn lines(items: &[Value]) -> Vec<u8> {
    items.iter().flat_map(|item| format!("{item}\n").into_bytes()).collect()
}

/// The lines of an output, each whole.
fn results(text: &[u8]) -> Vec<Value> {
    assert!(text.is_empty() || text.ends_with(b"\n"), "the last line is cut");
    text.split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

/// The lines of a file by their ids, each of which stands there once.
fn by_id(home: &Home, file: &str) -> BTreeMap<String, Value> {
    let lines = results(&std::fs::read(home.path().join(file)).unwrap());
    let count = lines.len();
    let by_id: BTreeMap<String, Value> =
        lines.into_iter().map(|line| (line["id"].to_string(), line)).collect();
    assert_eq!(by_id.len(), count, "an id stands there twice");
    by_id
}

#[test]
fn a_folder_becomes_tables_each_distinct_picture_read_once() {
    let home = Home::new();
    std::fs::create_dir(home.path().join("charts")).unwrap();
    for (name, index) in [("a.png", 0), ("b.png", 1), ("z.png", 0)] {
        home.file(&format!("charts/{name}"), &chart(index));
    }
    let batch = |more: &[&str]| {
        home.chartqa().args(["batch", "charts", "--no-cache", "-q"]).args(more).assert()
    };
    let assert = batch(&[]).success();
    let lines = results(&assert.get_output().stdout);
    let ids: Vec<&str> = lines.iter().map(|line| line["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a.png", "b.png", "z.png"]);
    for line in &lines {
        let keys: Vec<&String> = line["result"].as_object().unwrap().keys().collect();
        assert_eq!(keys, ["image", "peak_memory_mb", "reading", "table", "timings_ms"]);
        assert!(!line["result"]["table"]["rows"].as_array().unwrap().is_empty());
    }
    let (first, third) = (&lines[0]["result"], &lines[2]["result"]);
    assert_eq!(first["table"], third["table"]);
    assert_eq!(
        (&first["reading"]["cached"], &third["reading"]["cached"]),
        (&Value::Null, &true.into())
    );
    assert!(first["timings_ms"]["total"].as_f64() > Some(0.0));
    assert_eq!(third["timings_ms"]["total"], 0.0);
    assert!(third["image"].as_str().unwrap().ends_with("z.png"));

    batch(&["-o", "out.jsonl"]).success();
    assert_eq!(by_id(&home, "out.jsonl").len(), 3);
    let before = std::fs::read(home.path().join("out.jsonl")).unwrap();
    let assert = batch(&["-o", "out.jsonl"]).code(2);
    let error = stderr(&home, &assert);
    assert!(error.contains("out.jsonl is there already") && error.contains("--resume"), "{error}");
    assert_eq!(std::fs::read(home.path().join("out.jsonl")).unwrap(), before);
}

#[test]
fn bad_lines_are_lines_with_an_error_and_resume_makes_them_good() {
    let home = home();
    home.file("text.png", b"these are my notes");
    let items = "id,image,question,answer,split\n\
        one,a.png,What is the maximum?,7,test\n\
        two,none.png,What is the maximum?,,test\n\
        three,text.png,,,\n\
        one,b.png,,,\n\
        four\n\
        five,b.png,Who built the dams?,,\n\
        six,b.png,,,\n";
    home.file("set.csv", items.as_bytes());
    let batch = |more: &[&str]| {
        home.chartqa().args(["batch", "set.csv", "-o", "out.jsonl"]).args(more).assert()
    };
    let assert = batch(&[]).code(1);
    let error = stderr(&home, &assert);
    assert!(error.contains("7 items: 1 tables, 1 answered, 1 not answerable, 4 failed"), "{error}");
    assert!(error.contains("4 of 7 failed"), "{error}");
    let text = std::fs::read(home.path().join("out.jsonl")).unwrap();
    let written = results(&text);
    assert_eq!(written.len(), 7);
    let find = |id: &str, what: &str| {
        let found = written.iter().find(|line| line["id"] == id && !line[what].is_null());
        found.unwrap_or_else(|| panic!("{id} has no {what}: {written:?}"))
    };
    let one = find("one", "result");
    assert_eq!((&one["answer"], &one["split"]), (&"7".into(), &"test".into()));
    assert_eq!(one["result"]["status"], "answered");
    assert_eq!(one["result"]["question"], "What is the maximum?");
    assert!(
        one["result"]["reading"]["model"] == "mini" && one["result"]["table"]["rows"].is_array()
    );
    assert_eq!(find("five", "result")["result"]["status"], "not_answerable");
    assert!(find("six", "result")["result"]["table"]["rows"].is_array());
    let error = &find("two", "error")["error"];
    assert!(error["message"].as_str().unwrap().ends_with("none.png: no such file"), "{error}");
    assert!(error["kind"] == "failed" && error["hint"].is_string(), "{error}");
    assert_eq!(find("two", "error")["split"], "test");
    let error = &find("three", "error")["error"];
    assert!(error["message"].as_str().unwrap().contains("its content is text"), "{error}");
    let error = &find("one", "error")["error"];
    assert_eq!(error["message"], "line 5: the id `one` is that of line 2 already");
    assert_eq!(error["kind"], "usage");
    let nameless = written.iter().find(|line| line["id"].is_null()).unwrap();
    assert_eq!(nameless["error"]["message"], "line 6: it has 1 cells, and the header 5");

    // The picture is there now, and another was changed: only these two are done again.
    home.file("none.png", &chart(2));
    home.file("a.png", &chart(2));
    home.file("text.png", &chart(0));
    home.file("set.csv", items.replace("\none,b.png,,,", "").replace("\nfour", "").as_bytes());
    let kept: Vec<&Value> =
        written.iter().filter(|l| l["id"] == "five" || l["id"] == "six").collect();
    let assert = batch(&["--resume"]).success();
    let error = stderr(&home, &assert);
    assert!(error.contains("going on: 2 results are there, of 5 items"), "{error}");
    let now = by_id(&home, "out.jsonl");
    assert_eq!(now.len(), 5);
    for line in kept {
        assert_eq!(&now[&line["id"].to_string()], line);
    }
    assert_ne!(now["\"one\""]["item_sha256"], one["item_sha256"]);
    assert_ne!(now["\"one\""]["result"]["table"], one["result"]["table"]);

    // Another way to answer is another run.
    let before = std::fs::read(home.path().join("out.jsonl")).unwrap();
    let assert = batch(&["--resume", "--max-new-tokens", "100"]).code(2);
    let error = stderr(&home, &assert);
    assert!(error.contains("made with other settings: mini "), "{error}");
    assert_eq!(std::fs::read(home.path().join("out.jsonl")).unwrap(), before);
}

/// A program that drives a warm worker.
struct Driver {
    child: std::process::Child,
    out: BufReader<ChildStdout>,
}

impl Driver {
    fn start(home: &Home, more: &[&str]) -> Self {
        let mut command = home.bare_process();
        command.env("ORT_DYLIB_PATH", library()).args(["batch", "-"]).args(more);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    /// Gives one line and waits for what comes of it.
    fn ask(&mut self, line: &str) -> Value {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
        let mut answer = String::new();
        self.out.read_line(&mut answer).unwrap();
        serde_json::from_str(&answer).unwrap()
    }

    /// Closes standard input; exit status and standard error.
    fn end(mut self) -> (Option<i32>, String) {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        let mut error = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
        (self.child.wait().unwrap().code(), error)
    }
}

#[test]
fn another_program_drives_a_warm_worker_line_by_line() {
    let home = home();
    let mut driver = Driver::start(&home, &["--question", "What is the maximum?"]);
    // Each line is answered before the next is given.
    for (id, image) in [("1", "a.png"), ("2", "b.png"), ("3", "again.png"), ("4", "a.png")] {
        let line = json!({"id": id, "image": image, "node": 5}).to_string();
        let answer = driver.ask(&line);
        assert_eq!((&answer["id"], &answer["node"]), (&id.into(), &5.into()), "{answer}");
        assert_eq!(answer["result"]["question"], "What is the maximum?");
        let loads = answer["result"]["timings_ms"]["load"].as_f64().unwrap() > 0.0;
        assert_eq!(loads, id == "1", "the model is loaded once: {answer}");
    }
    let broken = driver.ask("{\"id\": 5, \"image\": \"a.p");
    assert!(broken["error"]["message"].as_str().unwrap().starts_with("line 5: no JSON: EOF"));
    // Ids are the driver's own affair: it may give one again.
    let own = driver.ask(r#"{"id": "1", "image": "b.png", "question": "What is the minimum?"}"#);
    assert_eq!(own["result"]["question"], "What is the minimum?");
    let (status, error) = driver.end();
    assert_eq!(status, Some(1), "{error}");
    assert!(error.contains("1 of 6 failed"), "{error}");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_wait_for_the_next_line() {
    let home = home();
    let mut driver = Driver::start(&home, &[]);
    // Whoever answers has its handler.
    driver.ask(r#"{"id": 1, "image": "a.png"}"#);
    let kill = std::process::Command::new("kill")
        .args(["-INT", &driver.child.id().to_string()])
        .status()
        .unwrap();
    assert!(kill.success());
    let _open = driver.child.stdin.take();
    let (status, error) = driver.end();
    assert_eq!(status, Some(130), "{error}");
    assert!(error.contains("interrupted"), "{error}");
}

#[test]
fn nothing_done_is_lost_or_doubled_by_twenty_kills() {
    let home = Home::new();
    let mut items = Vec::new();
    for index in 0..60 {
        // What stands behind the end of a picture makes another one of it.
        let mut picture = chart(index % 2);
        picture.extend(format!("copy {index}").bytes());
        home.file(&format!("{index}.png"), &picture);
        items.push(json!({"id": index, "image": format!("{index}.png"), "question": "What is the maximum?"}));
    }
    home.file("set.jsonl", &lines(&items));
    let out = home.path().join("out.jsonl");
    let read = || std::fs::read(&out).unwrap_or_default();
    let whole = |text: &[u8]| {
        let end = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| last + 1);
        text[..end].to_vec()
    };
    let mut running = 0;
    for kill in 0..20_usize {
        let before = whole(&read());
        let mut command = home.bare_process();
        command.env("ORT_DYLIB_PATH", library()).stderr(Stdio::null());
        command.args(["batch", "set.jsonl", "-o", "out.jsonl", "--resume", "--no-cache"]);
        let mut child = command.spawn().unwrap();
        // Killed while it starts, and while it writes its first lines.
        let wanted = kill % 4;
        let grown = || read().len() > before.len();
        let mut seen = before.len();
        let mut lines = 0;
        while lines < wanted && child.try_wait().unwrap().is_none() {
            let length = read().len();
            lines += usize::from(length > seen);
            seen = length;
        }
        running += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        // Somebody else's crash, in the middle of a line.
        if kill % 5 == 0 && !grown() {
            let cut = &before[..before.len().min(50)];
            std::fs::write(&out, [&before, cut].concat()).unwrap();
        }
        let after = whole(&read());
        assert!(after.starts_with(&before), "kill {kill}: something done is lost");
    }
    assert!(running >= 15, "only {running} processes were killed at work");
    let before = whole(&read());
    assert!(results(&before).len() < items.len(), "there is nothing left to do");
    let mut command = home.chartqa();
    command.args(["batch", "set.jsonl", "-o", "out.jsonl", "--resume", "--no-cache", "-q"]);
    command.assert().success();
    assert!(read().starts_with(&before), "what was done is done again");
    let done = by_id(&home, "out.jsonl");
    assert_eq!(done.len(), items.len());
    assert!(done.values().all(|line| line["result"]["status"] == "answered"));
}

/// A server that answers only when `together` requests are there, and counts them.
fn patient_server(together: usize) -> (String, Arc<Mutex<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let (most, waiting) = (Arc::new(Mutex::new(0)), Arc::new((Mutex::new((0, 0)), Condvar::new())));
    let seen = Arc::clone(&most);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let (seen, waiting) = (Arc::clone(&seen), Arc::clone(&waiting));
            std::thread::spawn(move || {
                let mut stream = stream.unwrap();
                let mut reader = BufReader::new(stream.try_clone().unwrap());
                let mut head = String::new();
                while reader.read_line(&mut head).unwrap() > 2 {}
                let length = head.lines().find_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok()
                });
                reader.read_exact(&mut vec![0; length.unwrap_or(0)]).unwrap();
                let (state, changed) = &*waiting;
                // How many came, and how many are here.
                let mut state = state.lock().unwrap();
                state.0 += 1;
                state.1 += 1;
                {
                    let mut seen = seen.lock().unwrap();
                    *seen = state.1.max(*seen);
                }
                let until = usize::next_multiple_of(state.0, together);
                changed.notify_all();
                let mut state = changed.wait_while(state, |state| state.0 < until).unwrap();
                state.1 -= 1;
                drop(state);
                let body = says("The answer is 5.");
                write!(
                    stream,
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                )
                .unwrap();
            });
        }
    });
    (url, most)
}

#[test]
fn questions_are_asked_side_by_side_up_to_the_limit() {
    let home = home();
    let items: Vec<Value> =
        (0..6).map(|id| json!({"id": id, "image": "a.png", "question": "How many?"})).collect();
    home.file("set.jsonl", &lines(&items));
    let (url, most) = patient_server(3);
    let mut command = home.chartqa();
    command.args(["batch", "set.jsonl", "--requests", "3", "--method", "direct"]);
    command.args(["--llm-url", &url, "--llm-model", "test-model"]);
    let assert = command.assert().success();
    let lines = results(&assert.get_output().stdout);
    let ids: Vec<i64> = lines.iter().map(|line| line["id"].as_i64().unwrap()).collect();
    assert_eq!(ids, [0, 1, 2, 3, 4, 5], "in order, whoever is answered first");
    assert!(lines.iter().all(|line| line["result"]["answer"] == "5"), "{lines:?}");
    assert_eq!(*most.lock().unwrap(), 3);
    let error = stderr(&home, &assert);
    assert!(error.contains("66 tokens of prompts, 42 of replies"), "{error}");
}

#[test]
fn an_endpoint_that_fails_costs_one_line_and_is_asked_again_with_resume() {
    let home = home();
    let item = |id: &str| json!({"id": id, "image": "a.png", "question": "How many?"});
    home.file("set.jsonl", &lines(&[item("one"), item("two"), item("three")]));
    let server = Server::start(vec![
        ("200 OK", says("The answer is 4.")),
        ("401 Unauthorized", "{}".to_owned()),
        ("200 OK", says("The answer is 5.")),
        ("200 OK", says("The answer is 6.")),
    ]);
    let batch = |more: &[&str]| {
        let mut command = home.chartqa();
        command.args(["batch", "set.jsonl", "-o", "out.jsonl", "--method", "direct"]);
        command.args(["--llm-url", &server.url, "--llm-model", "m", "--max-retries", "0"]);
        command.args(["--requests", "1"]).args(more).assert()
    };
    batch(&[]).code(1);
    let lines = by_id(&home, "out.jsonl");
    let error = &lines["\"two\""]["error"];
    assert!(error["kind"] == "endpoint" && error["hint"].is_string(), "{error}");
    batch(&["--resume"]).success();
    let lines = by_id(&home, "out.jsonl");
    let answers =
        ["one", "two", "three"].map(|id| &lines[&format!("\"{id}\"")]["result"]["answer"]);
    assert_eq!(answers, ["4", "6", "5"]);
    assert_eq!(server.requests().len(), 4);
}

#[test]
fn a_dry_run_counts_and_sends_nothing() {
    let home = home();
    let item = |id: i32, image: &str| json!({"id": id, "image": image, "question": "How many?"});
    let table = json!({"id": 5, "image": "b.png"});
    home.file(
        "set.jsonl",
        &lines(&[
            item(1, "a.png"),
            item(2, "again.png"),
            item(3, "b.png"),
            item(4, "none.png"),
            table,
        ]),
    );
    let server = Server::start(vec![]);
    let dry = |more: &[&str]| -> Value {
        let mut command = home.bare();
        command.args(["batch", "set.jsonl", "--dry-run", "-o", "out.jsonl", "-q"]).args(more);
        serde_json::from_slice(&command.assert().success().get_output().stdout).unwrap()
    };
    let llm = ["--llm-url", &server.url, "--llm-model", "m"];
    let counts = dry(&llm);
    let expected = [
        ("items", 4),
        ("bad", 1),
        ("done", 0),
        ("tables", 1),
        ("questions", 3),
        ("pictures", 2),
        ("to_read", 2),
        ("requests", 3),
        ("requests_with_picture", 0),
    ];
    for (name, count) in expected {
        assert_eq!(counts[name], count, "{name} of {counts}");
    }
    let tokens = counts["prompt_tokens"].as_u64().unwrap();
    assert!((300..30_000).contains(&tokens), "{counts}");
    let votes =
        dry(&[&llm[..], &["--method", "vote", "--samples", "6", "--picture", "always"]].concat());
    assert_eq!((&votes["requests"], &votes["requests_with_picture"]), (&18.into(), &18.into()));
    assert!(votes["prompt_tokens"].as_u64().unwrap() > 3 * tokens);
    let rules = dry(&[]);
    assert_eq!((&rules["requests"], &rules["prompt_tokens"]), (&0.into(), &0.into()));
    assert!(server.requests().is_empty() && !home.path().join("out.jsonl").exists());

    // What is done, and what was read before, costs nothing any more.
    home.chartqa().args(["-q", "batch", "set.jsonl", "-o", "out.jsonl"]).assert().code(1);
    let before = std::fs::read(home.path().join("out.jsonl")).unwrap();
    let (again, resumed) = (dry(&[]), dry(&["--resume"]));
    assert_eq!((&again["items"], &again["to_read"]), (&4.into(), &0.into()));
    assert_eq!((&resumed["items"], &resumed["done"]), (&0.into(), &4.into()));
    assert_eq!(std::fs::read(home.path().join("out.jsonl")).unwrap(), before);
}

#[test]
fn shards_are_the_whole_and_share_nothing() {
    let home = home();
    let items: Vec<Value> = (0..9).map(|id| json!({"id": id, "image": "a.png"})).collect();
    home.file("set.jsonl", &lines(&items));
    let mut reversed = items.clone();
    reversed.reverse();
    home.file("reversed.jsonl", &lines(&reversed));
    let ids = |set: &str, shard: &str| {
        let mut command = home.chartqa();
        let assert = command.args(["-q", "batch", set, "--shard", shard]).assert().success();
        let lines = results(&assert.get_output().stdout);
        let mut ids: Vec<i64> = lines.iter().map(|line| line["id"].as_i64().unwrap()).collect();
        ids.sort_unstable();
        ids
    };
    let (first, second) = (ids("set.jsonl", "0/2"), ids("set.jsonl", "1/2"));
    assert!(!first.is_empty() && !second.is_empty(), "{first:?} {second:?}");
    let mut all = [&first[..], &second].concat();
    all.sort_unstable();
    assert_eq!(all, (0..9).collect::<Vec<i64>>());
    assert_eq!(ids("reversed.jsonl", "0/2"), first, "whatever the order");
}

#[test]
fn what_is_unusable_as_a_whole_is_a_usage_error() {
    let home = home();
    home.file("empty.jsonl", b"");
    home.file("names.csv", b"name,picture\n1,a.png\n");
    home.file("latin.csv", b"id,image\n1,\xe9.png\n");
    home.file("text.jsonl", b"hello\n");
    home.file("good.jsonl", b"{\"id\": 1, \"image\": \"a.png\"}\n");
    std::fs::create_dir(home.path().join("nothing")).unwrap();
    let cases: [(&[&str], &str); 10] = [
        (&["empty.jsonl"], "empty.jsonl has no items: it is empty"),
        (&["names.csv"], "its header has no `id`, but name, picture"),
        (&["latin.csv"], "line 2: `image`: it is not UTF-8"),
        (&["text.jsonl"], "line 1: no JSON"),
        (&["nothing"], "nothing has no items: no file in it ends in png"),
        (&["good.jsonl", "--shard", "2/2"], "shares are counted from 0"),
        (&["good.jsonl", "--resume"], "--output"),
        (&["good.jsonl", "--requests", "0"], "0"),
        (&["-", "--resume", "-o", "x"], "standard input comes only once"),
        (&["-", "--dry-run"], "standard input comes only once"),
    ];
    for (args, message) in cases {
        let assert = home.bare().arg("batch").args(args).assert().code(2);
        let error = stderr(&home, &assert);
        assert!(error.contains(message), "{args:?}: {error}");
    }
    let assert = home.bare().args(["batch", "none.jsonl"]).assert().code(1);
    assert!(stderr(&home, &assert).contains("cannot read none.jsonl"));
    // Without a library nothing can be read: that is no fault of the items.
    let assert = home.bare().args(["batch", "good.jsonl", "-o", "out.jsonl"]).assert().code(3);
    assert!(stderr(&home, &assert).contains("0 failed"));
    home.file("out.jsonl", b"my notes\n");
    let assert = home.bare().args(["batch", "good.jsonl", "-o", "out.jsonl", "--resume"]).assert();
    assert!(stderr(&home, &assert.code(2)).contains("is no output of `chartqa batch`: line 1"));
}
