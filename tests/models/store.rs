//! Installed models: found, judged, installed whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use chartqa::models::manifest::{FILE_NAME, FORMAT, Family, FileEntry, Marks};
use chartqa::models::{Manifest, ModelError, State, Store, verify};
use chartqa::progress::{Event, Silent};
use chartqa::{Cancel, Error, ErrorKind};
use tempfile::TempDir;

use super::server::sha256;
use super::{Notes, names};

/// Writes a model of two files to `dir`, as a converter would.
fn write_model(dir: &Path, revision: &str) -> Manifest {
    fs::create_dir_all(dir).unwrap();
    let contents =
        [("recogniser", "net.onnx", vec![7_u8; 3_000_000]), ("alphabet", "a.txt", b"abc".to_vec())];
    let files = contents.map(|(role, name, bytes)| {
        fs::write(dir.join(name), &bytes).unwrap();
        let entry =
            FileEntry { path: name.into(), sha256: sha256(&bytes), bytes: bytes.len() as u64 };
        (role.to_owned(), entry)
    });
    let manifest = Manifest {
        format: FORMAT,
        name: "toy".into(),
        origin: "tests/toy".into(),
        revision: revision.into(),
        licence: "MIT".into(),
        precision: "fp32".into(),
        family: Family::Marks(Marks { line_height: 32, line_padding: 4, stride: 4 }),
        check: None,
        files: files.into(),
    };
    fs::write(dir.join(FILE_NAME), manifest.to_toml().unwrap()).unwrap();
    manifest
}

/// A store with one model, `toy`.
fn store() -> (TempDir, Store, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let store = Store::new(home.path());
    let dir = store.models_dir().join("toy");
    write_model(&dir, "1");
    (home, store, dir)
}

fn state(store: &Store, name: &str) -> State {
    store.list().unwrap().into_iter().find(|entry| entry.name == name).unwrap().state
}

#[test]
fn a_model_is_opened_by_name_or_by_folder() {
    let (home, store, dir) = store();
    let (found, manifest) = store.open("toy").unwrap();
    assert_eq!((&found, &*manifest.name), (&dir, "toy"));
    assert_eq!(store.path("toy").unwrap(), dir);
    let elsewhere = home.path().join("elsewhere");
    write_model(&elsewhere, "2");
    assert_eq!(store.open(&elsewhere).unwrap().1.revision, "2");

    let listed = store.list().unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(
        (&*listed[0].name, &listed[0].state, listed[0].bytes),
        ("toy", &State::Ok, 3_000_003)
    );
    assert_eq!(listed[0].manifest.as_ref().unwrap().origin, "tests/toy");
    assert_eq!(Store::new(home.path().join("none")).list().unwrap(), []);
}

#[test]
fn what_is_not_there_or_no_name_is_said() {
    let (home, store, _) = store();
    let missing = store.open("deplot").unwrap_err();
    assert!(matches!(&missing, ModelError::NotInstalled { name } if name == "deplot"), "{missing}");
    assert_eq!(missing.kind(), ErrorKind::Missing);
    assert!(missing.hint().unwrap().contains("models pull google/deplot"));
    assert!(matches!(store.open("mini"), Err(ModelError::BuiltIn { .. })));
    assert!(matches!(store.path("../toy"), Err(ModelError::Name { .. })));
    assert!(matches!(store.open(""), Err(ModelError::Name { .. })));
    let folder = store.open(home.path().join("none")).unwrap_err();
    assert!(matches!(folder, ModelError::NoFolder { .. }), "{folder}");
}

#[test]
fn a_model_without_a_manifest_is_incomplete() {
    let (_home, store, dir) = store();
    fs::remove_file(dir.join(FILE_NAME)).unwrap();
    assert_eq!(state(&store, "toy"), State::Incomplete);
    let error = store.open("toy").unwrap_err();
    assert!(matches!(&error, ModelError::Incomplete { path } if *path == dir), "{error}");
    assert_eq!(error.kind(), ErrorKind::Missing);
}

#[test]
fn a_missing_or_short_file_is_named() {
    let (_home, store, dir) = store();
    let file = dir.join("net.onnx");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..1_000]).unwrap();
    let error = store.open("toy").unwrap_err();
    assert!(matches!(&error, ModelError::Damaged { path, .. } if *path == file), "{error}");
    assert!(error.to_string().contains("1000 bytes in place of 3000000"), "{error}");
    assert!(matches!(state(&store, "toy"), State::Damaged(reason) if reason.contains("net.onnx")));
    fs::remove_file(&file).unwrap();
    let error = store.open("toy").unwrap_err();
    assert!(error.to_string().contains("missing"), "{error}");
    fs::create_dir(&file).unwrap();
    assert!(matches!(store.open("toy"), Err(ModelError::Damaged { .. })));
}

#[test]
fn a_manifest_cannot_name_files_elsewhere() {
    let (_home, store, dir) = store();
    let good = fs::read_to_string(dir.join(FILE_NAME)).unwrap();
    for bad in ["../toy/net.onnx", "/etc/passwd", "a/b", "..", ""] {
        fs::write(dir.join(FILE_NAME), good.replace("net.onnx", bad)).unwrap();
        assert!(matches!(store.open("toy"), Err(ModelError::Manifest { .. })), "{bad}");
    }
    for bad in [&b"\xff\xfe"[..], b"", b"[[", good.replace("format = 1", "format = 2").as_bytes()] {
        fs::write(dir.join(FILE_NAME), bad).unwrap();
        assert!(matches!(store.open("toy"), Err(ModelError::Manifest { .. })));
        assert!(matches!(state(&store, "toy"), State::Damaged(_)));
    }
}

#[test]
fn verification_names_a_file_with_one_wrong_byte() {
    let (_home, store, dir) = store();
    let good = verify(&dir, &Silent, &Cancel::new()).unwrap();
    assert!(good.is_good() && good.good.len() == 2, "{good:?}");

    let file = dir.join("net.onnx");
    let mut bytes = fs::read(&file).unwrap();
    bytes[1_234_567] ^= 1;
    fs::write(&file, bytes).unwrap();
    assert_eq!(state(&store, "toy"), State::Ok, "the size does not tell");
    let found = verify(&dir, &Silent, &Cancel::new()).unwrap();
    assert_eq!(found.good, [dir.join("a.txt")]);
    assert_eq!(found.bad.len(), 1);
    assert_eq!(found.bad[0].path, file);
    assert!(found.bad[0].reason.contains("SHA-256"), "{}", found.bad[0].reason);

    fs::remove_file(dir.join("a.txt")).unwrap();
    assert_eq!(verify(&dir, &Silent, &Cancel::new()).unwrap().bad.len(), 2);
}

#[test]
fn verification_shows_how_far_it_is_and_can_be_stopped() {
    let (_home, _store, dir) = store();
    let cancel = Cancel::new();
    let switch = cancel.clone();
    // At the first sign of progress on the large file.
    let progress = Notes::at_event(move |event| {
        if matches!(event, Event::Advance(n) if n >= 1_000_000) {
            switch.cancel();
        }
    });
    assert!(matches!(verify(&dir, &progress, &cancel), Err(Error::Interrupted)));
}

#[test]
fn a_model_appears_only_when_it_is_whole() {
    let (_home, store, dir) = store();
    let staging = store.stage("new").unwrap();
    write_model(&staging.target(), "1");
    assert_eq!(store.list().unwrap().len(), 1, "not there yet");
    staging.commit().unwrap();
    assert_eq!(state(&store, "new"), State::Ok);

    // One that lacks a file does not get its name, and the old one stays.
    let staging = store.stage("toy").unwrap();
    write_model(&staging.target(), "2");
    fs::remove_file(staging.target().join("a.txt")).unwrap();
    assert!(matches!(staging.commit(), Err(ModelError::Damaged { .. })));
    assert_eq!(store.open("toy").unwrap().1.revision, "1");

    // Nothing was written at all.
    assert!(matches!(store.stage("toy").unwrap().commit(), Err(ModelError::Incomplete { .. })));

    let staging = store.stage("toy").unwrap();
    write_model(&staging.target(), "2");
    let (place, manifest) = staging.commit().unwrap();
    assert_eq!((place, &*manifest.revision), (dir, "2"));
    assert_eq!(names(store.models_dir()), [".locks", "new", "toy"], "and nothing else is left");
}

#[test]
fn two_runs_do_not_install_the_same_model() {
    let (_home, store, _) = store();
    let first = store.stage("toy").unwrap();
    let error = store.stage("toy").unwrap_err();
    assert!(matches!(error, ModelError::Busy { .. }), "{error}");
    let _other = store.stage("other").unwrap();
    drop(first);
    store.stage("toy").unwrap();
    assert!(matches!(store.stage("mini"), Err(ModelError::Name { .. })));
}

#[test]
fn what_a_killed_run_left_is_cleaned_and_what_a_living_one_has_is_not() {
    let (_home, store, _) = store();
    let models = store.models_dir();
    // As a run that was killed leaves it: no lock is held.
    write_model(&models.join(".partial-dead-x1y2z3/model"), "1");
    let living = store.stage("living").unwrap();
    fs::create_dir_all(living.target()).unwrap();
    // Killed between taking the old model away and putting the new one there.
    fs::rename(models.join("toy"), models.join(".old-toy-x1y2z3")).unwrap();
    // Killed after that.
    write_model(&models.join("kept"), "2");
    write_model(&models.join(".old-kept-x1y2z3"), "1");
    assert_eq!(store.list().unwrap().len(), 1, "none of them looks like a model");

    let mut cleaned = store.clean().unwrap();
    cleaned.sort();
    let expected =
        [".old-kept-x1y2z3", ".old-toy-x1y2z3", ".partial-dead-x1y2z3"].map(|n| models.join(n));
    assert_eq!(cleaned, expected);
    assert!(living.target().is_dir());
    assert_eq!(store.open("toy").unwrap().1.revision, "1", "put back");
    assert_eq!(store.open("kept").unwrap().1.revision, "2");
}
