//! From the hub to an installed model.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chartqa::convert::ConvertOptions;
use chartqa::models::manifest::{FILE_NAME, Family, Task};
use chartqa::models::{HubError, Manifest, ModelError, PullOptions, State, Store, pull, verify};
use chartqa::progress::{Event, Progress, Silent};
use chartqa::{Cancel, Error};

use super::server::{Act, COMMIT, FakeHub, REPOSITORY};
use super::{Notes, Setup, names};

/// A tiny checkpoint of the real architecture, made by `scripts/reference`.
fn checkpoint() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pix2struct/plain/checkpoint")
}

struct Pull {
    hub: FakeHub,
    setup: Setup,
    store: Store,
    options: PullOptions,
}

impl Pull {
    async fn new() -> Self {
        let hub = FakeHub::start().await;
        hub.put_folder(&checkpoint());
        let setup = Setup::new(&hub);
        let store = Store::new(setup.folder.path().join("home"));
        let options = PullOptions::new(setup.options.clone());
        Self { hub, setup, store, options }
    }

    async fn run(&self) -> chartqa::Result<Manifest> {
        self.run_with(&Silent, &Cancel::new()).await
    }

    async fn run_with(
        &self,
        progress: &dyn Progress,
        cancel: &Cancel,
    ) -> chartqa::Result<Manifest> {
        pull(&self.store, REPOSITORY, &self.options, progress, cancel).await
    }

    /// Nothing is installed, and nothing is left of the attempt.
    fn assert_nothing_installed(&self) {
        assert_eq!(self.store.list().unwrap(), []);
        assert_eq!(names(self.store.models_dir()), [".locks"]);
    }
}

#[tokio::test]
async fn a_checkpoint_is_downloaded_converted_and_installed() {
    let pull = Pull::new().await;
    let notes = Notes::default();
    let manifest = pull.run_with(&notes, &Cancel::new()).await.unwrap();

    assert_eq!(
        (&*manifest.name, &*manifest.origin, &*manifest.revision),
        ("tiny", REPOSITORY, COMMIT)
    );
    assert_eq!(manifest.licence, "Apache-2.0", "as the hub says");
    let (dir, opened) = pull.store.open("tiny").unwrap();
    assert_eq!(opened, manifest);
    for file in ["encoder.onnx", "decoder.onnx", "tokenizer.json", FILE_NAME] {
        assert!(dir.join(file).is_file(), "{file}");
    }
    assert!(verify(&dir, &Silent, &Cancel::new()).unwrap().is_good());
    assert_eq!(names(pull.store.models_dir()), [".locks", "tiny"]);
    assert!(notes.text().contains("to download into"), "{}", notes.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installed_model_is_left_alone_until_the_hub_has_another() {
    let mut pull = Pull::new().await;
    pull.run().await.unwrap();
    let converted = pull.store.path("tiny").unwrap().join("encoder.onnx");
    let before = fs::metadata(&converted).unwrap().modified().unwrap();
    pull.hub.forget();
    pull.run().await.unwrap();
    assert_eq!(fs::metadata(&converted).unwrap().modified().unwrap(), before);
    assert!(
        pull.hub
            .hub_saw()
            .iter()
            .all(|seen| !seen.path.contains("safetensors") || seen.method == "HEAD")
    );

    let newer = "f".repeat(40);
    pull.hub.set_commit(&newer);
    assert_eq!(pull.run().await.unwrap().revision, newer);
    assert_eq!(pull.store.open("tiny").unwrap().1.revision, newer);

    // Damaged, it is made again.
    fs::remove_file(&converted).unwrap();
    pull.run().await.unwrap();
    assert_eq!(pull.store.list().unwrap()[0].state, State::Ok);

    // Asked for with another setting, too.
    pull.options.convert.max_patches = Some(64);
    let Family::Pix2struct(family) = pull.run().await.unwrap().family else { panic!() };
    assert_eq!(family.max_patches, 64);
}

#[tokio::test]
async fn another_models_name_is_not_taken() {
    let mut pull = Pull::new().await;
    pull.run().await.unwrap();
    let manifest = pull.store.path("tiny").unwrap().join(FILE_NAME);
    let text = fs::read_to_string(&manifest).unwrap();
    fs::write(&manifest, text.replace(REPOSITORY, "somebody/else")).unwrap();

    let error = pull.run().await.unwrap_err();
    assert!(
        matches!(&error, Error::Model(ModelError::Taken { origin, .. }) if origin == "somebody/else"),
        "{error}"
    );
    pull.options.convert =
        ConvertOptions { name: Some("other".into()), ..ConvertOptions::default() };
    pull.run().await.unwrap();
    assert_eq!(pull.store.open("other").unwrap().1.origin, REPOSITORY);
    pull.options.convert.name = None;
    pull.options.replace = true;
    pull.run().await.unwrap();
    assert_eq!(pull.store.open("tiny").unwrap().1.origin, REPOSITORY);
}

#[tokio::test]
async fn what_the_caller_says_of_a_checkpoint_goes_into_the_manifest() {
    let mut pull = Pull::new().await;
    pull.options.convert = ConvertOptions {
        name: Some("mine".into()),
        task: Some(Task::Text),
        licence: Some("MIT".into()),
        ..ConvertOptions::default()
    };
    let manifest = pull.run().await.unwrap();
    assert_eq!((&*manifest.name, &*manifest.licence), ("mine", "MIT"));
    let Family::Pix2struct(family) = manifest.family else { panic!() };
    assert_eq!(family.task, Task::Text);
    pull.options.convert.name = Some("../mine".into());
    assert!(matches!(pull.run().await, Err(Error::Model(ModelError::Name { .. }))));
}

#[tokio::test]
async fn a_corrupt_or_refused_download_installs_nothing() {
    for act in [Act::Corrupt, Act::Answer(404, vec![])] {
        let pull = Pull::new().await;
        pull.hub.act(&pull.hub.etag("model.safetensors"), 1, act);
        let error = pull.run().await.unwrap_err();
        assert!(matches!(error, Error::Model(ModelError::Hub(_))), "{error}");
        pull.assert_nothing_installed();
    }
}

#[tokio::test]
async fn a_checkpoint_that_cannot_be_converted_installs_nothing() {
    let pull = Pull::new().await;
    pull.hub.put("model.safetensors", b"these are no weights", true);
    let error = pull.run().await.unwrap_err();
    assert!(matches!(error, Error::Convert(_)), "{error}");
    pull.assert_nothing_installed();
}

#[tokio::test]
async fn interrupted_anywhere_it_leaves_nothing_that_looks_complete_and_goes_on_later() {
    // Once to see how many events there are to be interrupted at.
    let pull = Pull::new().await;
    let events = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&events);
    let counting = Notes::at_event(move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
    });
    pull.run_with(&counting, &Cancel::new()).await.unwrap();
    let all = events.load(Ordering::SeqCst);
    assert!(all > 10, "{all} events");

    // One cache for all, so that each run begins where the last one was stopped.
    let pull = Pull::new().await;
    let mut stopped = 0;
    for stop in 1..all {
        let cancel = Cancel::new();
        let (switch, count) = (cancel.clone(), AtomicUsize::new(0));
        let progress = Notes::at_event(move |_| {
            if count.fetch_add(1, Ordering::SeqCst) + 1 == stop {
                switch.cancel();
            }
        });
        match pull.run_with(&progress, &cancel).await {
            Err(Error::Interrupted) => {
                stopped += 1;
                pull.assert_nothing_installed();
            }
            // With the download done there are fewer events than at first.
            Ok(_) => break,
            Err(error) => panic!("at event {stop}: {error}"),
        }
    }
    assert!(stopped > 5, "stopped {stopped} times");
    pull.run().await.unwrap();
    let (dir, _) = pull.store.open("tiny").unwrap();
    assert!(verify(&dir, &Silent, &Cancel::new()).unwrap().is_good());

    let cancel = Cancel::new();
    cancel.cancel();
    assert!(matches!(pull.run_with(&Silent, &cancel).await, Err(Error::Interrupted)));
}

#[tokio::test]
async fn a_download_that_hangs_can_be_interrupted() {
    let pull = Pull::new().await;
    pull.hub.act(&pull.hub.etag("model.safetensors"), 1, Act::Hang);
    let cancel = Cancel::new();
    let switch = cancel.clone();
    let progress = Notes::at_event(move |event| {
        if matches!(event, Event::Start { what: "model.safetensors", .. }) {
            let switch = switch.clone();
            // From another thread, as Ctrl-C comes.
            std::thread::spawn(move || switch.cancel());
        }
    });
    assert!(matches!(pull.run_with(&progress, &cancel).await, Err(Error::Interrupted)));
    pull.assert_nothing_installed();
}

#[tokio::test]
async fn offline_installs_from_the_cache_or_says_what_is_missing() {
    let mut pull = Pull::new().await;
    pull.options.hub = pull.setup.offline();
    let error = pull.run().await.unwrap_err();
    assert!(matches!(error, Error::Model(ModelError::Hub(HubError::NotCached { .. }))), "{error}");
    assert!(error.hint().unwrap().contains("--offline"), "{:?}", error.hint());
    pull.assert_nothing_installed();

    pull.options.hub.offline = false;
    pull.run().await.unwrap();
    fs::remove_dir_all(pull.store.home()).unwrap();
    pull.hub.forget();
    pull.options.hub.offline = true;
    assert_eq!(pull.run().await.unwrap().revision, COMMIT);
    pull.store.open("tiny").unwrap();
    assert_eq!(pull.hub.hub_saw().len() + pull.hub.store_saw().len(), 0);
}

#[tokio::test]
async fn events_of_a_download_are_in_order() {
    let pull = Pull::new().await;
    let log = Arc::new(std::sync::Mutex::new(Vec::new()));
    let keep = Arc::clone(&log);
    let progress = Notes::at_event(move |event| keep.lock().unwrap().push(format!("{event:?}")));
    pull.run_with(&progress, &Cancel::new()).await.unwrap();
    let mut open = false;
    for event in log.lock().unwrap().iter() {
        match event.split(['(', ' ']).next().unwrap() {
            "Start" => assert!(!std::mem::replace(&mut open, true), "{event}"),
            "Finish" => assert!(std::mem::replace(&mut open, false), "{event}"),
            "Advance" => assert!(open, "{event}"),
            _ => {}
        }
    }
    assert!(!open);
}
