//! From the hub into its cache.

use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use chartqa::ErrorKind;
use chartqa::models::ModelError;
use chartqa::models::hub::{self, Download, HubError, HubId, HubOptions, Snapshot};
use chartqa::progress::{Event, Progress, Silent};

use super::server::{Act, COMMIT, FakeHub, REPOSITORY, weights};
use super::{Notes, Setup, TOKEN, names};

async fn fetch_with(
    id: &str,
    options: &HubOptions,
    progress: &dyn Progress,
) -> Result<Snapshot, ModelError> {
    let id: HubId = id.parse()?;
    Download::plan(&id, options, progress).await?.run(progress).await
}

async fn fetch(options: &HubOptions) -> Result<Snapshot, ModelError> {
    fetch_with(REPOSITORY, options, &Silent).await
}

async fn cached(options: &HubOptions) -> Result<Snapshot, ModelError> {
    hub::cached(&REPOSITORY.parse()?, options, &Silent).await
}

fn hub_error(result: Result<Snapshot, ModelError>) -> HubError {
    match result.unwrap_err() {
        ModelError::Hub(error) => error,
        other => panic!("not an error of the hub: {other}"),
    }
}

/// What must not be there after a download that failed.
fn assert_nothing_looks_complete(setup: &Setup) {
    assert_eq!(names(setup.cached("refs")), [""; 0], "the revision leads nowhere");
    assert!(!setup.cached("snapshots").join(COMMIT).join("model.safetensors").exists());
}

#[tokio::test]
async fn a_download_has_the_layout_that_other_programs_expect() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    let snapshot = fetch(&setup.options).await.unwrap();

    assert_eq!(snapshot.commit, COMMIT);
    assert_eq!(snapshot.licence.as_deref(), Some("Apache-2.0"));
    assert_eq!(snapshot.dir, setup.cached("snapshots").join(COMMIT));
    assert_eq!(fs::read_to_string(setup.cached("refs/main")).unwrap(), COMMIT);
    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    let needed = ["config.json", "model.safetensors", "preprocessor_config.json", "tokenizer.json"];
    assert_eq!(names(&snapshot.dir), needed, "and nothing that nobody needs");
    let mut blobs = needed.map(|name| hub.etag(name));
    blobs.sort();
    assert_eq!(names(setup.cached("blobs")), blobs);
    #[cfg(unix)]
    assert_eq!(
        fs::read_link(snapshot.dir.join("model.safetensors")).unwrap(),
        Path::new("../../blobs").join(hub.etag("model.safetensors"))
    );
    let asked: Vec<_> =
        hub.hub_saw().into_iter().filter(|seen| seen.path.contains("pytorch")).collect();
    assert!(asked.is_empty(), "{asked:?}");
}

#[tokio::test]
async fn the_token_is_for_the_hub_alone() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    fetch(&setup.options).await.unwrap();

    let bearer = format!("Bearer {TOKEN}");
    assert!(!hub.hub_saw().is_empty());
    for seen in hub.hub_saw() {
        assert_eq!(seen.authorization.as_deref(), Some(&*bearer), "{seen:?}");
    }
    assert!(!hub.store_saw().is_empty());
    for seen in hub.store_saw() {
        assert_eq!(seen.authorization, None, "{seen:?}");
    }
}

#[tokio::test]
async fn what_the_cache_has_is_not_fetched_again() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    fetch(&setup.options).await.unwrap();
    hub.forget();
    // A new commit with the same weights and another config.
    hub.put("config.json", b"{\"new\": 1}", false);
    let newer = "f".repeat(40);
    hub.set_commit(&newer);
    let snapshot = fetch(&setup.options).await.unwrap();

    assert_eq!(snapshot.commit, newer);
    assert_eq!(fs::read(snapshot.dir.join("config.json")).unwrap(), b"{\"new\": 1}");
    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    assert_eq!(fs::read_to_string(setup.cached("refs/main")).unwrap(), newer);
    assert_eq!(hub.store_saw().len(), 0, "the weights were there");
    let gets = hub.hub_saw().into_iter().filter(|seen| seen.method == "GET").count();
    assert_eq!(gets, 2, "the listing and the new config");
}

#[tokio::test]
async fn a_cut_connection_is_taken_up_where_it_ended() {
    let hub = FakeHub::with_files().await;
    let etag = hub.etag("model.safetensors");
    // More cuts than failures in a row are borne, since each of them went forward.
    for at in [100_000, 200_000, 300_000, 400_000] {
        hub.act(&etag, 1, Act::Cut(at));
    }
    let setup = Setup::new(&hub);
    let notes = Notes::default();
    let snapshot = fetch_with(REPOSITORY, &setup.options, &notes).await.unwrap();

    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    let ranges: Vec<_> = hub.store_saw().into_iter().map(|seen| seen.range).collect();
    assert_eq!(ranges[0], None);
    assert_eq!(ranges.len(), 5);
    assert!(
        ranges[1..].iter().all(|range| range.as_deref().is_some_and(|r| r != "bytes=0-")),
        "{ranges:?}"
    );
    assert!(!notes.text().contains("signature"), "{}", notes.text());
}

#[tokio::test]
async fn a_later_run_goes_on_where_an_earlier_one_was_broken_off() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    let etag = hub.etag("model.safetensors");
    fs::create_dir_all(setup.cached("blobs")).unwrap();
    let part = setup.cached("blobs").join(format!("{etag}.incomplete"));
    fs::write(&part, &weights()[..500_000]).unwrap();
    let snapshot = fetch(&setup.options).await.unwrap();

    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    assert_eq!(hub.store_saw().len(), 1);
    assert_eq!(hub.store_saw()[0].range.as_deref(), Some("bytes=500000-"));
    assert!(!part.exists());
}

#[tokio::test]
async fn a_server_that_ignores_ranges_is_borne() {
    let hub = FakeHub::with_files().await;
    let etag = hub.etag("model.safetensors");
    hub.act(&etag, 1, Act::Cut(100_000));
    hub.act(&etag, 1, Act::IgnoreRange);
    let setup = Setup::new(&hub);
    let snapshot = fetch(&setup.options).await.unwrap();
    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    assert_eq!(hub.store_saw().len(), 2);
}

#[tokio::test]
async fn a_leftover_that_is_no_part_of_the_file_is_thrown_away() {
    let hub = FakeHub::with_files().await;
    let etag = hub.etag("model.safetensors");
    for leftover in [vec![7; 1000], vec![7; weights().len()], vec![7; weights().len() + 1]] {
        let setup = Setup::new(&hub);
        fs::create_dir_all(setup.cached("blobs")).unwrap();
        fs::write(setup.cached("blobs").join(format!("{etag}.incomplete")), leftover).unwrap();
        let snapshot = fetch(&setup.options).await.unwrap();
        assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    }
}

#[tokio::test]
async fn corrupt_content_is_refused_large_or_small() {
    for (name, act) in [
        ("model.safetensors", Act::Corrupt),
        ("model.safetensors", Act::Append(1)),
        ("tokenizer.json", Act::Corrupt),
        ("tokenizer.json", Act::Append(1)),
    ] {
        let hub = FakeHub::with_files().await;
        let what = if name.ends_with("json") {
            format!("GET /{REPOSITORY}/resolve/{COMMIT}/{name}")
        } else {
            hub.etag(name)
        };
        hub.act(&what, 1, act);
        let setup = Setup::new(&hub);
        let error = hub_error(fetch(&setup.options).await);
        assert!(matches!(&error, HubError::Corrupt { what, .. } if what == name), "{error}");
        assert!(!setup.cached("blobs").join(hub.etag(name)).exists());
        assert_nothing_looks_complete(&setup);
        assert!(matches!(hub_error(cached(&setup.options).await), HubError::NotCached { .. }));
        // It was the transfer: the next run has it.
        fetch(&setup.options).await.unwrap();
    }
}

#[tokio::test]
async fn each_refusal_has_its_own_message() {
    let gated = |status| Act::Answer(status, vec![("X-Error-Code", "GatedRepo".to_owned())]);
    let plain = |status| Act::Answer(status, vec![]);
    let cases: [(&str, Act, &str, &str); 9] = [
        ("GET /api", gated(403), "gated", "accept the terms at"),
        ("HEAD /tests/tiny/resolve", gated(401), "gated", "accept the terms at"),
        ("GET /api", plain(401), "refuses `tests/tiny` (401)", "HF_TOKEN"),
        ("GET /api", plain(403), "refuses `tests/tiny` (403)", "HF_TOKEN"),
        ("GET /api", plain(404), "there is no `tests/tiny`", "check the id"),
        ("HEAD /tests/tiny/resolve", plain(404), "does not have this file", "try again"),
        ("GET /api", plain(400), "answers 400", ""),
        ("GET /api", Act::Answer(302, vec![]), "a redirect that leads nowhere", "HF_ENDPOINT"),
        (
            "GET /api",
            Act::Answer(302, vec![("Location", "file:///etc/passwd".to_owned())]),
            "other than http",
            "HF_ENDPOINT",
        ),
    ];
    for (what, act, message, hint) in cases {
        let hub = FakeHub::with_files().await;
        hub.act(what, 9, act);
        let setup = Setup::new(&hub);
        let error = hub_error(fetch(&setup.options).await);
        let said = error.to_string();
        assert!(said.contains(message), "{said}");
        let advice = error.hint().unwrap_or_default();
        assert!(advice.contains(hint), "{advice}");
        assert!(
            !said.contains(TOKEN)
                && !advice.contains(TOKEN)
                && !format!("{error:?}").contains(TOKEN)
        );
        assert_eq!(error.kind(), ErrorKind::Failed);
        let tries =
            hub.hub_saw().into_iter().filter(|s| format!("{} {}", s.method, s.path).contains(what));
        assert_eq!(tries.count(), 1, "no use in asking again");
        assert_nothing_looks_complete(&setup);
    }
}

#[tokio::test]
async fn a_refusal_without_a_token_asks_for_one() {
    let hub = FakeHub::with_files().await;
    hub.act("GET /api", 1, Act::Answer(401, vec![]));
    let mut setup = Setup::new(&hub);
    setup.options.token = None;
    let error = hub_error(fetch(&setup.options).await);
    assert!(error.to_string().contains("private, gated, or does not exist"), "{error}");
    assert!(error.hint().unwrap().contains("set HF_TOKEN"), "{:?}", error.hint());
    assert_eq!(hub.hub_saw()[0].authorization, None);
}

#[tokio::test]
async fn a_revision_that_is_not_there_is_named() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    let error = hub_error(fetch_with("tests/tiny@v9", &setup.options, &Silent).await);
    assert!(matches!(&error, HubError::NoRevision { revision, .. } if revision == "v9"), "{error}");
}

#[tokio::test]
async fn a_pull_request_and_a_commit_are_revisions() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    fetch_with("tests/tiny@refs/pr/1", &setup.options, &Silent).await.unwrap();
    assert_eq!(fs::read_to_string(setup.cached("refs/refs/pr/1")).unwrap(), COMMIT);
    let pinned = format!("tests/tiny@{COMMIT}");
    let snapshot = fetch_with(&pinned, &setup.options, &Silent).await.unwrap();
    assert_eq!(snapshot.commit, COMMIT);
    assert_eq!(names(setup.cached("refs")), ["refs"], "a commit needs no reference");
    hub::cached(&pinned.parse().unwrap(), &setup.offline(), &Silent).await.unwrap();
}

#[tokio::test]
async fn failures_that_pass_are_waited_out() {
    let hub = FakeHub::with_files().await;
    hub.act("GET /api", 1, Act::Answer(429, vec![("Retry-After", "1".to_owned())]));
    hub.act("GET /api", 1, Act::Answer(503, vec![]));
    hub.act("HEAD /tests/tiny/resolve", 2, Act::Answer(500, vec![]));
    // A signature that ran out: the hub gives a new one.
    hub.act(&hub.etag("model.safetensors"), 1, Act::Answer(403, vec![]));
    let setup = Setup::new(&hub);
    let notes = Notes::default();
    fetch_with(REPOSITORY, &setup.options, &notes).await.unwrap();
    let text = notes.text();
    assert!(text.contains("429") && text.contains("trying again in 1.0 s"), "{text}");
    assert_eq!(hub.store_saw().len(), 2);
}

#[tokio::test]
async fn failures_that_do_not_pass_end_it() {
    let hub = FakeHub::with_files().await;
    let message = ("X-Error-Message", "the hub is on fire".to_owned());
    hub.act("GET /api", 9, Act::Answer(500, vec![message]));
    let setup = Setup::new(&hub);
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Status { status: 500, .. }), "{error}");
    assert!(error.to_string().contains("the hub is on fire"), "{error}");
    assert_eq!(hub.hub_saw().len(), 3, "as often as the options say");

    let hub = FakeHub::with_files().await;
    hub.act("GET /api", 9, Act::Answer(429, vec![("Retry-After", "86400".to_owned())]));
    let setup = Setup::new(&hub);
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Status { status: 429, .. }), "{error}");
    assert_eq!(hub.hub_saw().len(), 1, "nobody waits a day");
}

#[tokio::test]
async fn a_silent_server_and_a_closed_port_are_unreachable() {
    let hub = FakeHub::with_files().await;
    let mut setup = Setup::new(&hub);
    setup.options.stall = Duration::from_millis(100);
    hub.act("GET /api", 9, Act::Hang);
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("sent nothing"), "{error}");

    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    setup.options.endpoint = format!("http://{free}").parse().unwrap();
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Unreachable { .. }), "{error}");
    assert!(error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn offline_uses_the_cache_and_opens_no_connection() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    let error = hub_error(cached(&setup.offline()).await);
    assert!(matches!(error, HubError::NotCached { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert_eq!(hub.hub_saw().len(), 0);

    let fetched = fetch(&setup.options).await.unwrap();
    hub.forget();
    let found = cached(&setup.offline()).await.unwrap();
    assert_eq!((&found.dir, &found.commit), (&fetched.dir, &fetched.commit));
    assert_eq!(hub.hub_saw().len(), 0);

    // What other programs leave: single files.
    fs::remove_file(found.dir.join("model.safetensors")).unwrap();
    let error = hub_error(cached(&setup.offline()).await);
    assert!(error.to_string().contains("model.safetensors is missing"), "{error}");
}

#[tokio::test]
async fn a_damaged_cache_is_noticed_and_mended() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    let snapshot = fetch(&setup.options).await.unwrap();
    let blob = setup.cached("blobs").join(hub.etag("model.safetensors"));
    let mut bytes = weights();
    bytes[12_345] ^= 1;
    fs::write(&blob, bytes).unwrap();

    let error = hub_error(cached(&setup.offline()).await);
    assert!(error.to_string().contains("model.safetensors is damaged"), "{error}");
    let notes = Notes::default();
    fetch_with(REPOSITORY, &setup.options, &notes).await.unwrap();
    assert!(notes.text().contains("model.safetensors in the cache is damaged"), "{}", notes.text());
    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    cached(&setup.offline()).await.unwrap();
}

#[tokio::test]
async fn weights_in_several_files_are_fetched_by_their_index() {
    let hub = FakeHub::with_files().await;
    hub.remove("model.safetensors");
    hub.put("model-00001-of-00002.safetensors", &weights()[..1000], true);
    hub.put("model-00002-of-00002.safetensors", &weights()[1000..], true);
    hub.put("model-00003-of-00002.safetensors", b"not in the index", true);
    let index = br#"{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}"#;
    hub.put("model.safetensors.index.json", index, false);
    let setup = Setup::new(&hub);
    let snapshot = fetch(&setup.options).await.unwrap();
    let found: Vec<_> =
        names(&snapshot.dir).into_iter().filter(|name| name.contains("safetensors")).collect();
    assert_eq!(
        found,
        [
            "model-00001-of-00002.safetensors",
            "model-00002-of-00002.safetensors",
            "model.safetensors.index.json"
        ]
    );
    cached(&setup.offline()).await.unwrap();
    fs::remove_file(snapshot.dir.join("model-00002-of-00002.safetensors")).unwrap();
    let error = hub_error(cached(&setup.offline()).await);
    assert!(error.to_string().contains("model-00002-of-00002.safetensors is missing"), "{error}");

    let hostile = br#"{"weight_map": {"a": "../../../x.safetensors"}}"#;
    hub.put("model.safetensors.index.json", hostile, false);
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Unusable { .. }), "{error}");
}

#[tokio::test]
async fn a_repository_without_safetensors_is_refused_before_anything_is_fetched() {
    let hub = FakeHub::with_files().await;
    hub.remove("model.safetensors");
    let setup = Setup::new(&hub);
    let error = hub_error(fetch(&setup.options).await);
    assert!(error.to_string().contains("pytorch_model.bin, and not as safetensors"), "{error}");
    assert!(error.hint().unwrap().contains("save_pretrained"), "{:?}", error.hint());
    assert_eq!(hub.hub_saw().len(), 1);
}

#[tokio::test]
async fn a_hub_cannot_write_outside_its_cache() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    hub.set_etag("../../../../escaped");
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Protocol { .. }), "{error}");
    hub.set_commit("../../../escaped");
    let error = hub_error(fetch(&setup.options).await);
    assert!(matches!(error, HubError::Protocol { .. }), "{error}");
    assert_eq!(names(setup.folder.path()), [""; 0]);
}

#[tokio::test]
async fn a_renamed_repository_is_followed_with_the_token() {
    let hub = FakeHub::with_files().await;
    let moved = format!("/api/models/{REPOSITORY}/revision/main");
    hub.act("GET /api/models/tests/old", 1, Act::Answer(307, vec![("Location", moved)]));
    for name in ["config.json", "preprocessor_config.json", "tokenizer.json", "model.safetensors"] {
        let location = format!("/{REPOSITORY}/resolve/{COMMIT}/{name}");
        let old = format!("/tests/old/resolve/{COMMIT}/{name}");
        hub.act(&old, 2, Act::Answer(307, vec![("Location", location)]));
    }
    let setup = Setup::new(&hub);
    let snapshot = fetch_with("tests/old", &setup.options, &Silent).await.unwrap();
    assert_eq!(fs::read(snapshot.dir.join("model.safetensors")).unwrap(), weights());
    assert!(hub.hub_saw().iter().all(|seen| seen.authorization.is_some()));
    assert!(hub.store_saw().iter().all(|seen| seen.authorization.is_none()));
}

#[tokio::test]
async fn a_file_that_another_program_is_fetching_is_waited_for() {
    let hub = FakeHub::with_files().await;
    let setup = Setup::new(&hub);
    // What huggingface_hub locks.
    let locks = setup.options.cache.join(".locks/models--tests--tiny");
    fs::create_dir_all(&locks).unwrap();
    let lock =
        fs::File::create(locks.join(format!("{}.lock", hub.etag("model.safetensors")))).unwrap();
    lock.lock().unwrap();
    let held = Mutex::new(Some(lock));
    let notes = Notes::at_event(move |event| {
        if matches!(event, Event::Note(note) if note.contains("waiting for another program")) {
            held.lock().unwrap().take();
        }
    });
    fetch_with(REPOSITORY, &setup.options, &notes).await.unwrap();
    assert!(notes.text().contains("fetching model.safetensors"), "{}", notes.text());
}
