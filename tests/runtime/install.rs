//! Installing from a package index: a server of our own stands for it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chartqa::progress::{Event, Progress, Silent};
use chartqa::runtime::pinned::Build;
use chartqa::runtime::{
    self, Flavour, InstallOptions, Installed, LibraryOptions, RuntimeError, State, install_build,
};
use tempfile::TempDir;

use crate::index_server::{FILE, LIBRARY, Manner, Server, build};

/// Installs `build` below `home` from `server`.
async fn install(home: &Path, server: &Server, build: &Build) -> Result<Installed, RuntimeError> {
    let index = server.index().into();
    let options = InstallOptions { home, index: Some(&index), offline: false };
    install_build(build, options, &Silent).await
}

/// Everything below `home`, but for the lock.
fn files(home: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![home.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().unwrap() != ".lock" {
                found.push(path.strip_prefix(home).unwrap().to_owned());
            }
        }
    }
    found.sort();
    found
}

fn installed_files() -> Vec<PathBuf> {
    ["LICENSE", "libonnxruntime.so.1.2.3", "receipt.toml"]
        .map(|name| Path::new("runtime/cpu-1.2.3").join(name))
        .into()
}

#[tokio::test]
async fn the_needed_files_are_installed_and_nothing_else() {
    for manner in [Manner::Json, Manner::Html] {
        let (home, server) = (TempDir::new().unwrap(), Server::start(manner).await);
        let installed = install(home.path(), &server, &build()).await.unwrap();
        assert_eq!(files(home.path()), installed_files(), "{manner:?}");
        assert!(!home.path().parent().unwrap().join("evil").exists());
        assert_eq!(std::fs::read(&installed.library).unwrap(), LIBRARY);
        assert_eq!((installed.flavour, installed.version.as_str()), (Flavour::Cpu, "1.2.3"));
        assert_eq!(runtime::installed(home.path()), std::slice::from_ref(&installed));
        assert_eq!(installed.verify(), State::Good);

        // It is there: no second download.
        let before = server.requests();
        assert_eq!(install(home.path(), &server, &build()).await.unwrap(), installed);
        assert_eq!(server.requests(), before);

        // It is damaged, at the same length: fetched anew.
        std::fs::write(&installed.library, LIBRARY.to_ascii_uppercase()).unwrap();
        let again = install(home.path(), &server, &build()).await.unwrap();
        assert_eq!(std::fs::read(&again.library).unwrap(), LIBRARY);
        assert_eq!(server.requests(), (before.0 + 1, before.1 + 1));
    }
}

#[tokio::test]
async fn credentials_in_the_address_are_used_and_never_shown() {
    let server = Server::with_credentials(Manner::Html, Some("me:s3cret")).await;
    let home = TempDir::new().unwrap();
    let with = |user: &str| server.index().replace("http://", &format!("http://{user}@"));
    let install = async |index: String| {
        let index = index.into();
        let options = InstallOptions { home: home.path(), index: Some(&index), offline: false };
        install_build(&build(), options, &Silent).await
    };
    for index in [server.index(), with("me:wr0ng"), format!("{}?token=wr0ng", with("me:wr0ng"))] {
        let error = install(index).await.unwrap_err();
        let all = format!("{error} {error:?} {:?}", error.hint());
        assert!(matches!(error, RuntimeError::Index { .. }), "{error}");
        assert!(all.contains("401") && all.contains("PIP_INDEX_URL"), "{all}");
        assert!(!all.contains("wr0ng"), "{all}");
    }
    install(with("me:s3cret")).await.unwrap();

    let options = LibraryOptions { index: Some(with("me:s3cret").into()), ..Default::default() };
    assert!(!format!("{options:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_file_that_is_not_the_pinned_one_is_not_installed() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Swapped).await);
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    let RuntimeError::Checksum { url, expected, found } = &error else { panic!("{error}") };
    assert!(url.ends_with(FILE), "{url}");
    assert_eq!(expected, &build().wheel.sha256);
    assert_ne!(found, expected);
    assert_eq!(files(home.path()), Vec::<PathBuf>::new(), "nothing is left behind");

    // The next attempt starts afresh.
    server.behave(Manner::Json);
    install(home.path(), &server, &build()).await.unwrap();
}

#[tokio::test]
async fn what_the_index_does_not_have_is_named() {
    for manner in [Manner::NoPackage, Manner::Unlisted] {
        let (home, server) = (TempDir::new().unwrap(), Server::start(manner).await);
        let error = install(home.path(), &server, &build()).await.unwrap_err();
        let RuntimeError::NotInIndex { url, file } = &error else { panic!("{manner:?}: {error}") };
        assert_eq!(
            (url.as_str(), file.as_str()),
            (format!("{}/pack/", server.index()).as_str(), FILE)
        );
        assert!(error.hint().unwrap().contains("PIP_INDEX_URL"));
        assert_eq!(files(home.path()), Vec::<PathBuf>::new());
    }
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Garbled).await);
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Index { .. }), "{error}");

    server.behave(Manner::NoFile);
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    assert!(
        matches!(&error, RuntimeError::Download { reason, .. } if reason.contains("404")),
        "{error}"
    );
    assert_eq!(server.requests().1, 1, "a 404 is final");
}

#[tokio::test]
async fn an_index_that_cannot_be_reached_is_named() {
    let home = TempDir::new().unwrap();
    // Nothing listens on a port that was just given back.
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let index = format!("http://{address}/simple").into();
    let options = InstallOptions { home: home.path(), index: Some(&index), offline: false };
    let error = install_build(&build(), options, &Silent).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Index { .. }), "{error}");
    assert!(error.to_string().contains(&address.to_string()), "{error}");
    assert!(error.hint().unwrap().contains("HTTPS_PROXY"));
}

#[tokio::test]
async fn a_cut_download_goes_on_where_it_ended() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::CutWithRanges).await);
    install(home.path(), &server, &build()).await.unwrap();
    assert!(server.requests().1 > 3, "{:?}", server.requests());
    assert_eq!(files(home.path()), installed_files());
}

#[tokio::test]
async fn a_download_that_stays_cut_installs_nothing_and_is_taken_up_later() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::CutWithoutRanges).await);
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Download { .. }), "{error}");
    assert_eq!(runtime::installed(home.path()), []);
    let [partial] = files(home.path()).try_into().expect("what came is kept");
    let length = std::fs::metadata(home.path().join(partial)).unwrap().len();
    assert_eq!(length, build().wheel.size / 2);

    server.behave(Manner::Json);
    let before = server.requests().1;
    install(home.path(), &server, &build()).await.unwrap();
    assert_eq!(server.requests().1, before + 1);
    assert_eq!(files(home.path()), installed_files());
}

#[tokio::test]
async fn a_damaged_partial_download_is_found_out() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Json).await);
    let partial = home.path().join("runtime").join(format!(".{FILE}.part"));
    std::fs::create_dir_all(partial.parent().unwrap()).unwrap();
    std::fs::write(&partial, "not the beginning of it").unwrap();
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Checksum { .. }), "{error}");
    install(home.path(), &server, &build()).await.unwrap();
}

#[tokio::test]
async fn a_file_that_does_not_end_is_dropped() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Endless).await);
    let error = install(home.path(), &server, &build()).await.unwrap_err();
    assert!(
        matches!(&error, RuntimeError::Download { reason, .. } if reason.contains("longer")),
        "{error}"
    );
    assert_eq!(runtime::installed(home.path()), []);
}

#[tokio::test]
async fn a_busy_server_is_asked_again() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Busy).await);
    install(home.path(), &server, &build()).await.unwrap();
    assert_eq!(server.requests().1, 3);
}

#[tokio::test]
async fn a_package_laid_out_differently_installs_nothing() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Json).await);
    let mut build = build();
    build.wheel.members.push("pack/capi/absent.so".to_owned());
    let error = install(home.path(), &server, &build).await.unwrap_err();
    assert!(
        matches!(&error, RuntimeError::Unpack { reason, .. } if reason.contains("absent.so")),
        "{error}"
    );
    assert_eq!(files(home.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn offline_asks_nobody() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Json).await);
    let index = server.index().into();
    let options = InstallOptions { home: home.path(), index: Some(&index), offline: true };
    let error = install_build(&build(), options, &Silent).await.unwrap_err();
    assert!(matches!(error, RuntimeError::Offline { .. }), "{error}");
    assert_eq!(server.requests(), (0, 0));
    assert_eq!(files(home.path()), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn two_at_once_download_once() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Json).await);
    let build = build();
    let (a, b) =
        tokio::join!(install(home.path(), &server, &build), install(home.path(), &server, &build));
    assert_eq!(a.unwrap(), b.unwrap());
    assert_eq!(server.requests(), (1, 1));
}

#[derive(Default)]
struct Recorder(Mutex<Vec<String>>);

impl Progress for Recorder {
    fn report(&self, event: Event<'_>) {
        self.0.lock().unwrap().push(format!("{event:?}"));
    }
}

#[tokio::test]
async fn progress_is_reported_from_start_to_finish() {
    let (home, server) = (TempDir::new().unwrap(), Server::start(Manner::Json).await);
    let (index, recorder) = (server.index().into(), Recorder::default());
    let options = InstallOptions { home: home.path(), index: Some(&index), offline: false };
    let build = build();
    install_build(&build, options, &recorder).await.unwrap();
    let events = recorder.0.into_inner().unwrap();
    assert!(events[0].starts_with("Note("), "{events:?}");
    assert!(events[1].contains(FILE) && events[1].contains(&build.wheel.size.to_string()));
    assert_eq!(events[events.len() - 2], format!("Advance({})", build.wheel.size));
    assert_eq!(events.last().unwrap(), "Finish");
}

#[tokio::test]
#[ignore = "downloads every pinned build for this platform, about 340 MB; run it after changing models/runtime.toml"]
async fn every_pinned_build_can_be_installed() {
    let home = TempDir::new().unwrap();
    for flavour in Flavour::ALL {
        let options = InstallOptions { home: home.path(), index: None, offline: false };
        let installed = runtime::install(flavour, options, &Silent).await.unwrap();
        let options = LibraryOptions {
            library: Some(installed.library.clone()),
            ..LibraryOptions::default()
        };
        let library = runtime::library::find(&options).unwrap();
        assert_eq!(library.version, installed.version, "{flavour}");
    }
}
