//! Libraries that serve and libraries that do not, each with its own message.

use std::path::{Path, PathBuf};
use std::process::Command;

use chartqa::progress::Silent;
use chartqa::runtime::library::{self, Candidate};
use chartqa::runtime::probe::probe;
use chartqa::runtime::{
    self, Device, Flavour, LibraryOptions, Origin, Provider, Runtime, RuntimeError, State,
};
use chartqa::{ErrorKind, progress};
use tempfile::TempDir;

use crate::common;

/// A library that says it is ONNX Runtime `version`, compiled with the
/// compiler that compiled this test.
fn pretender(folder: &Path, version: &str) -> PathBuf {
    compile(
        folder,
        "pretender",
        &format!(
            r#"
            #[repr(C)]
            pub struct Base {{
                api: extern "C" fn(u32) -> *const u8,
                version: extern "C" fn() -> *const u8,
            }}
            extern "C" fn api(_: u32) -> *const u8 {{ std::ptr::null() }}
            extern "C" fn version() -> *const u8 {{ c"{version}".as_ptr().cast() }}
            static BASE: Base = Base {{ api, version }};
            #[unsafe(no_mangle)]
            pub extern "C" fn OrtGetApiBase() -> *const Base {{ &BASE }}
            "#
        ),
    )
}

/// Compiles `source` into a shared library.
fn compile(folder: &Path, name: &str, source: &str) -> PathBuf {
    let (from, to) = (folder.join(format!("{name}.rs")), folder.join(format!("lib{name}.so")));
    std::fs::write(&from, source).unwrap();
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc)
        .args(["--edition=2024", "--crate-type=cdylib", "-Cpanic=abort", "-Cstrip=symbols", "-o"])
        .args([&to, &from])
        .output()
        .expect("rustc runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    to
}

/// What is said of a library named by `ORT_DYLIB_PATH`, though a good one is installed.
fn refusal(path: &Path) -> RuntimeError {
    common::runtime();
    let options =
        LibraryOptions { environment: Some(path.to_owned()), ..common::library_options() };
    let error = library::find(&options).expect_err("a named library is never passed over");
    let message = error.to_string();
    assert!(message.contains(&path.display().to_string()), "{message}");
    assert!(message.contains("named by ORT_DYLIB_PATH"), "{message}");
    let hint = error.hint().expect("a next step");
    assert!(hint.contains("`chartqa runtime install cpu`"), "{hint}");
    assert_eq!(error.kind(), ErrorKind::Missing);
    // Asked to make sure of a library, the answer is the same: nothing is installed instead.
    let again = runtime::ensure_blocking(&options, &Silent).expect_err("as before");
    assert_eq!(again.to_string(), message);
    error
}

#[test]
fn a_missing_library_is_named() {
    let error = refusal(Path::new("/no/such/libonnxruntime.so"));
    assert!(matches!(error, RuntimeError::LibraryMissing { .. }), "{error}");
}

#[test]
fn a_folder_without_a_library_is_named() {
    let folder = TempDir::new().unwrap();
    let error = refusal(folder.path());
    assert!(matches!(error, RuntimeError::LibraryWrong { .. }), "{error}");
}

#[test]
fn a_folder_stands_for_the_library_in_it() {
    let folder = common::runtime().path().parent().unwrap().to_owned();
    let options = LibraryOptions { library: Some(folder.clone()), ..LibraryOptions::default() };
    let found = library::find(&options).unwrap();
    assert_eq!(found.path.parent().unwrap(), folder);
    assert_eq!(found.origin, Origin::Configured);
}

#[test]
fn an_old_library_is_told_with_its_version() {
    let folder = TempDir::new().unwrap();
    let error = refusal(&pretender(folder.path(), "1.17.3"));
    let RuntimeError::LibraryTooOld { version, minimum, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!((version.as_str(), minimum.as_str()), ("1.17.3", "1.24"));
}

#[test]
fn a_library_of_another_major_version_is_not_called_old() {
    let folder = TempDir::new().unwrap();
    let error = refusal(&pretender(folder.path(), "2.0.0"));
    assert!(matches!(error, RuntimeError::LibraryWrong { .. }), "{error}");
    assert!(error.to_string().contains("2.0.0"), "{error}");
}

#[test]
fn a_newer_library_is_taken() {
    let folder = TempDir::new().unwrap();
    let path = pretender(folder.path(), "1.99.0");
    let found = probe(&Candidate { path, origin: Origin::System }).unwrap();
    assert_eq!(found.version, "1.99.0");
}

#[test]
fn a_library_of_something_else_is_told_apart() {
    let folder = TempDir::new().unwrap();
    let error = refusal(&compile(
        folder.path(),
        "other",
        "#[unsafe(no_mangle)] pub extern \"C\" fn f() {}",
    ));
    assert!(matches!(error, RuntimeError::LibraryWrong { .. }), "{error}");
    assert!(error.to_string().contains("OrtGetApiBase"), "{error}");
}

#[test]
fn a_library_that_needs_another_gives_the_loaders_reason() {
    let folder = TempDir::new().unwrap();
    compile(folder.path(), "absent", "#[unsafe(no_mangle)] pub extern \"C\" fn absent() {}");
    let source = format!(
        "#[link(name = \"absent\")] unsafe extern \"C\" {{ fn absent(); }}\n\
         #[unsafe(no_mangle)] pub extern \"C\" fn OrtGetApiBase() -> *const u8 \
         {{ unsafe {{ absent() }}; std::ptr::null() }}\n// {}",
        folder.path().display()
    );
    let (from, to) = (folder.path().join("needy.rs"), folder.path().join("libneedy.so"));
    std::fs::write(&from, source).unwrap();
    let status = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "--crate-type=cdylib", "-Cpanic=abort", "-o"])
        .args([&to, &from])
        .arg("-L")
        .arg(folder.path())
        .status()
        .unwrap();
    assert!(status.success());
    std::fs::remove_file(folder.path().join("libabsent.so")).unwrap();
    let error = refusal(&to);
    assert!(matches!(error, RuntimeError::LibraryLoad { .. }), "{error}");
    assert!(error.to_string().contains("libabsent.so"), "{error}");
}

#[test]
fn a_damaged_library_is_refused_wherever_it_is_cut() {
    let whole = std::fs::read(common::runtime().path()).unwrap();
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("libonnxruntime.so");
    let lengths = [0, 3, 64, 1000, 100_000, whole.len() / 2, whole.len() - 4096, whole.len() - 1];
    for length in lengths {
        std::fs::write(&path, &whole[..length]).unwrap();
        let error = refusal(&path);
        assert!(matches!(error, RuntimeError::LibraryCorrupt { .. }), "{length}: {error}");
    }
    std::fs::write(&path, "version https://git-lfs.github.com/spec/v1\n").unwrap();
    let error = refusal(&path);
    assert!(matches!(error, RuntimeError::LibraryCorrupt { .. }), "{error}");
}

/// A home with a copy of the installed library, to be damaged.
fn copied_home() -> (TempDir, PathBuf) {
    let source = common::runtime().path().parent().unwrap().to_owned();
    let home = TempDir::new().unwrap();
    let folder = home.path().join("runtime").join(source.file_name().unwrap());
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(source).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.join(entry.file_name())).unwrap();
    }
    (home, folder)
}

#[test]
fn damage_to_an_installed_library_is_noticed() {
    if std::env::var_os("ORT_DYLIB_PATH").is_some() {
        return; // The library in use was not installed.
    }
    let (home, folder) = copied_home();
    let list = || runtime::installed(home.path());
    assert_eq!(list().len(), 1);
    assert_eq!((list()[0].flavour, &list()[0].state), (Flavour::Cpu, &State::Good));
    assert_eq!(list()[0].verify(), State::Good);

    // The same length, another content: only the hash shows it.
    let library = list()[0].library.clone();
    let mut bytes = std::fs::read(&library).unwrap();
    bytes[1_000_000] ^= 1;
    std::fs::write(&library, &bytes).unwrap();
    assert_eq!(list()[0].state, State::Good);
    assert!(matches!(list()[0].verify(), State::Damaged(_)));

    std::fs::write(&library, &bytes[..bytes.len() / 2]).unwrap();
    let options = LibraryOptions {
        home: Some(home.path().to_owned()),
        environment: None,
        offline: true,
        ..common::library_options()
    };
    let error = library::find(&options).unwrap_err();
    assert!(matches!(error, RuntimeError::LibraryCorrupt { .. }), "{error}");
    assert_eq!(error.hint().unwrap(), "install it anew with `chartqa runtime install cpu`");
    // It would be fetched anew, were that allowed.
    let error = runtime::ensure_blocking(&options, &Silent).unwrap_err();
    assert!(matches!(error, RuntimeError::Offline { .. }), "{error}");
    let online = LibraryOptions {
        index: Some("http://127.0.0.1:1/simple".to_owned().into()),
        offline: false,
        ..options
    };
    let error = runtime::ensure_blocking(&online, &Silent).unwrap_err();
    assert!(matches!(error, RuntimeError::Index { .. }), "{error}");

    std::fs::remove_file(folder.join("receipt.toml")).unwrap();
    assert!(matches!(&list()[0].state, State::Damaged(reason) if reason.contains("receipt.toml")));
}

#[test]
fn offline_and_nothing_installed_is_an_error_that_says_so() {
    let home = TempDir::new().unwrap();
    let options = LibraryOptions {
        home: Some(home.path().join("not/yet")),
        offline: true,
        ..LibraryOptions::default()
    };
    let error = runtime::ensure_blocking(&options, &Silent).unwrap_err();
    assert!(matches!(error, RuntimeError::Offline { .. }), "{error}");
    assert_eq!(error.kind(), ErrorKind::Missing);
    assert!(error.hint().unwrap().contains("--offline"));
    assert!(!home.path().join("not").exists(), "nothing is written offline");
}

#[test]
fn a_library_for_a_device_is_not_fetched_unasked() {
    let home = TempDir::new().unwrap();
    let options = LibraryOptions {
        home: Some(home.path().to_owned()),
        provider: Provider::On(Device::Cuda(0)),
        ..LibraryOptions::default()
    };
    let error = runtime::ensure_blocking(&options, &Notes).unwrap_err();
    assert!(error.hint().unwrap().contains("`chartqa runtime install cuda`"), "{error}");
    assert_eq!(error.kind(), ErrorKind::Missing);
}

/// Fails on every event: nothing may be done.
struct Notes;

impl progress::Progress for Notes {
    fn report(&self, event: progress::Event<'_>) {
        panic!("{event:?}");
    }
}

#[test]
fn a_process_has_one_library() {
    let first = common::runtime();
    assert_eq!(Runtime::load(first.path()).unwrap().path(), first.path());
    let folder = TempDir::new().unwrap();
    let copy = folder.path().join("libonnxruntime.so");
    std::fs::copy(first.path(), &copy).unwrap();
    let error = Runtime::load(&copy).unwrap_err();
    let RuntimeError::AlreadyLoaded { loaded, asked } = &error else { panic!("{error}") };
    assert_eq!((loaded.as_path(), asked.as_path()), (first.path(), copy.as_path()));
}
