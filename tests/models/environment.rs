//! The environment is read by a child process, whose environment is its own.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use chartqa::Cancel;
use chartqa::models::hub::HubOptions;
use chartqa::models::{PullOptions, Store, pull, verify};
use chartqa::progress::Silent;

use super::server::{Act, COMMIT, FakeHub, REPOSITORY};
use super::{TOKEN, names};

/// Says what to pull; only the child has it. `scripts/reference/check_hub_cache.py` sets it too.
const ID: &str = "CHARTQA_TEST_PULL";

/// The child's part: pulls as the environment says. Without the variable it is no test.
#[tokio::test]
async fn pull_as_the_environment_says() {
    let Ok(id) = std::env::var(ID) else { return };
    let options = PullOptions::new(HubOptions::from_env().unwrap());
    let store = Store::from_env().unwrap();
    if let Err(error) = pull(&store, &id, &options, &Silent, &Cancel::new()).await {
        panic!("error: {error}");
    }
}

/// The child with these variables and no others.
fn child_command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "environment::pull_as_the_environment_says", "--nocapture"])
        .env_clear();
    for (name, value) in variables {
        command.env(name, value);
    }
    command
}

/// Runs the child to its end.
async fn child(variables: &[(&str, &str)]) -> Output {
    let mut command = child_command(variables);
    // The server runs in this thread's runtime.
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

async fn hub() -> FakeHub {
    let hub = FakeHub::start().await;
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    hub.put_folder(&fixtures.join("pix2struct/plain/checkpoint"));
    hub
}

#[tokio::test]
async fn the_variables_of_the_hub_are_obeyed() {
    let hub = hub().await;
    let folder = tempfile::tempdir().unwrap();
    let (home, hf_home) = (folder.path().join("home"), folder.path().join("hf"));
    let endpoint = hub.endpoint().to_string();
    let mut variables = vec![
        (ID, REPOSITORY),
        ("CHARTQA_HOME", text(&home)),
        ("HF_HOME", text(&hf_home)),
        ("HF_ENDPOINT", &*endpoint),
        ("HF_TOKEN", TOKEN),
    ];
    let output = child(&variables).await;
    assert!(output.status.success(), "{output:?}");
    assert!(!String::from_utf8_lossy(&output.stdout).contains(TOKEN));
    assert_eq!(names(hf_home.join("hub/models--tests--tiny/snapshots")), [COMMIT]);
    assert_eq!(names(home.join("models")), [".locks", "tiny"]);
    let bearer = format!("Bearer {TOKEN}");
    assert!(hub.hub_saw().iter().all(|seen| seen.authorization.as_deref() == Some(&*bearer)));

    // Offline, from another cache, there is nothing.
    let other = folder.path().join("other");
    hub.forget();
    variables.extend([("HF_HUB_CACHE", text(&other)), ("HF_HUB_OFFLINE", "1")]);
    let output = child(&variables).await;
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("offline, and the cache") && said.contains(text(&other)), "{said}");
    assert_eq!(hub.hub_saw().len(), 0);
}

#[tokio::test]
async fn the_proxy_of_the_environment_is_used() {
    let hub = hub().await;
    let folder = tempfile::tempdir().unwrap();
    let (home, hf_home) = (folder.path().join("home"), folder.path().join("hf"));
    let proxy = hub.endpoint().to_string();
    let output = child(&[
        (ID, REPOSITORY),
        ("CHARTQA_HOME", text(&home)),
        ("HF_HOME", text(&hf_home)),
        // No such host: only through the proxy can anything be had from it.
        ("HF_ENDPOINT", "http://hub.invalid/mirror"),
        ("HF_TOKEN", TOKEN),
        ("HTTP_PROXY", &*proxy),
    ])
    .await;
    // The stand-in knows no `/mirror`; what matters is what it was asked for.
    assert!(!output.status.success());
    let asked = hub.hub_saw();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(
        asked[0].path,
        format!("http://hub.invalid/mirror/api/models/{REPOSITORY}/revision/main")
    );
}

#[tokio::test]
async fn a_killed_run_leaves_nothing_that_looks_complete_and_the_next_goes_on() {
    let hub = hub().await;
    let etag = hub.etag("model.safetensors");
    hub.act(&etag, 1, Act::Stall(500_000));
    let folder = tempfile::tempdir().unwrap();
    let (home, cache) = (folder.path().join("home"), folder.path().join("cache"));
    let endpoint = hub.endpoint().to_string();
    let variables = [
        (ID, REPOSITORY),
        ("CHARTQA_HOME", text(&home)),
        ("HF_HUB_CACHE", text(&cache)),
        ("HF_ENDPOINT", &*endpoint),
    ];
    let mut running = child_command(&variables).spawn().unwrap();
    let part = cache.join(format!("models--tests--tiny/blobs/{etag}.incomplete"));
    while std::fs::metadata(&part).map_or(0, |part| part.len()) < 500_000 {
        assert!(running.try_wait().unwrap().is_none(), "it ended by itself");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    running.kill().unwrap();
    running.wait().unwrap();

    let store = Store::new(&home);
    assert_eq!(store.list().unwrap(), []);
    let left = names(store.models_dir());
    assert!(left.iter().any(|name| name.starts_with(".partial-tiny-")), "{left:?}");

    let output = child(&variables).await;
    assert!(output.status.success(), "{output:?}");
    let ranges: Vec<_> = hub.store_saw().into_iter().map(|seen| seen.range).collect();
    assert_eq!(ranges, [None, Some("bytes=500000-".to_owned())]);
    assert_eq!(names(store.models_dir()), [".locks", "tiny"]);
    let (dir, _) = store.open("tiny").unwrap();
    assert!(verify(&dir, &Silent, &Cancel::new()).unwrap().is_good());
}
