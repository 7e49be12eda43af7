//! What a conversion writes.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use chartqa::convert::{ConvertOptions, convert};
use chartqa::models::Manifest;
use chartqa::models::manifest::{Family, Pix2Struct, Task};
use chartqa::progress::{Event, Progress, Silent};
use chartqa::{Cancel, Error};
use safetensors::Dtype;
use sha2::{Digest, Sha256};

use crate::checkpoint::{Checkpoint, Place};

fn converted(place: &Place, options: &ConvertOptions) -> Manifest {
    convert(&place.checkpoint, &place.model, options, &Silent).unwrap()
}

fn settings(manifest: &Manifest) -> &Pix2Struct {
    match &manifest.family {
        Family::Pix2struct(settings) => settings,
        Family::Marks(_) => panic!("not a Pix2Struct model"),
    }
}

/// The hashes of everything that depends on the weights.
fn data(manifest: &Manifest) -> [&str; 2] {
    ["encoder_data", "decoder_data"].map(|role| manifest.files[role].sha256.as_str())
}

#[test]
fn the_manifest_describes_the_model_and_its_files() {
    let place = Checkpoint::tiny().write();
    fs::write(place.checkpoint.join("LICENSE"), "Do what you like.").unwrap();
    let options = ConvertOptions {
        name: Some("little".into()),
        origin: Some("me/little".into()),
        revision: Some("r1".into()),
        licence: Some("CC0-1.0".into()),
        ..Default::default()
    };
    let manifest = converted(&place, &options);

    let text = fs::read_to_string(place.model.join("manifest.toml")).unwrap();
    assert_eq!(Manifest::parse(&text, Path::new("manifest.toml")).unwrap(), manifest);
    let said = [&manifest.name, &manifest.origin, &manifest.revision, &manifest.licence];
    assert_eq!(said, ["little", "me/little", "r1", "CC0-1.0"]);
    assert_eq!(manifest.precision, "fp32");
    let expected = Pix2Struct {
        task: Task::Question,
        header: None,
        max_patches: 32,
        positions: 64,
        patch_size: 4,
        layers: 2,
        heads: 2,
        head_dim: 12,
        vocab_size: 40,
        decoder_start_token_id: 0,
        eos_token_id: 1,
        pad_token_id: 0,
    };
    assert_eq!(settings(&manifest), &expected);

    let roles: Vec<&str> = manifest.files.keys().map(String::as_str).collect();
    let expected = [
        "decoder",
        "decoder_cuda",
        "decoder_data",
        "encoder",
        "encoder_data",
        "encoder_openvino",
        "licence",
        "tokenizer",
    ];
    assert_eq!(roles, expected);
    for entry in manifest.files.values() {
        let bytes = fs::read(place.model.join(&entry.path)).unwrap();
        assert_eq!(bytes.len() as u64, entry.bytes, "{}", entry.path);
        let bytes_of_hash: Vec<u8> = (0..entry.sha256.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&entry.sha256[at..at + 2], 16).unwrap())
            .collect();
        assert_eq!(Sha256::digest(&bytes)[..], bytes_of_hash, "{}", entry.path);
    }
    assert_eq!(fs::read_dir(&place.model).unwrap().count(), expected.len() + 1);
    assert_eq!(place.leftovers(), ["model"]);
}

#[test]
fn the_same_numbers_give_the_same_model_however_they_are_stored() {
    let expected = converted(&Checkpoint::tiny().write(), &ConvertOptions::default());
    for (dtype, shards) in [(Dtype::F32, 5), (Dtype::F16, 1), (Dtype::BF16, 3)] {
        let place = Checkpoint { dtype, shards, ..Checkpoint::tiny() }.write();
        let manifest = converted(&place, &ConvertOptions::default());
        assert_eq!(manifest.files, expected.files, "{dtype:?} in {shards} files");
    }
}

#[test]
fn weights_with_a_prefix_to_all_names_are_found() {
    let expected = converted(&Checkpoint::tiny().write(), &ConvertOptions::default());
    let mut checkpoint = Checkpoint::tiny();
    checkpoint.tensors = checkpoint
        .tensors
        .into_iter()
        .map(|(name, tensor)| (format!("module.{name}"), tensor))
        .collect();
    let manifest = converted(&checkpoint.write(), &ConvertOptions::default());
    assert_eq!(manifest.files, expected.files);
}

#[test]
fn tied_embeddings_serve_as_the_output_matrix_under_either_name() {
    let (embedding, head) = ("decoder.embed_tokens.weight", "decoder.lm_head.weight");
    let mut both = Checkpoint::tiny();
    both.tensors.remove(head);
    let mut expected = Checkpoint::tiny();
    expected.tensors.get_mut(head).unwrap().values = both.tensors[embedding].values.clone();
    let expected = converted(&expected.write(), &ConvertOptions::default());

    both.config["tie_word_embeddings"] = true.into();
    assert_eq!(data(&converted(&both.write(), &ConvertOptions::default())), data(&expected));
    let tensor = both.tensors.remove(embedding).unwrap();
    both.tensors.insert(head.to_owned(), tensor);
    assert_eq!(data(&converted(&both.write(), &ConvertOptions::default())), data(&expected));

    both.config["tie_word_embeddings"] = false.into();
    both.config["text_config"]["tie_word_embeddings"] = true.into();
    assert_eq!(data(&converted(&both.write(), &ConvertOptions::default())), data(&expected));
}

#[test]
fn the_task_is_what_the_caller_the_list_or_the_config_says() {
    let header = "Generate underlying data table of the figure below:";
    let question = Checkpoint::tiny();
    let mut text = Checkpoint::tiny();
    text.preprocessor.as_mut().unwrap()["is_vqa"] = false.into();
    let told = |checkpoint: &Checkpoint, options: ConvertOptions| {
        let manifest = converted(&checkpoint.write(), &options);
        let settings = settings(&manifest);
        (settings.task, settings.header.clone(), manifest.name, manifest.licence)
    };
    let some = |text: &str| Some(text.to_owned());

    let (task, above, name, licence) = told(&question, ConvertOptions::default());
    assert_eq!((task, above, &*name, &*licence), (Task::Question, None, "model", "unknown"));
    assert_eq!(told(&text, ConvertOptions::default()).0, Task::Text);

    let deplot = ConvertOptions { origin: some("google/deplot"), ..Default::default() };
    let (task, above, name, licence) = told(&question, deplot.clone());
    assert_eq!((task, above), (Task::Table, some(header)));
    assert_eq!((&*name, &*licence), ("deplot", "Apache-2.0"));

    let tuned = ConvertOptions { header: some("Read it:"), ..deplot };
    assert_eq!(told(&question, tuned).1, some("Read it:"));
    let own = ConvertOptions { header: some("Read it:"), ..Default::default() };
    let (task, above, ..) = told(&question, own);
    assert_eq!((task, above), (Task::Table, some("Read it:")));
    let matcha = ConvertOptions { origin: some("google/matcha-chartqa"), ..Default::default() };
    assert_eq!(told(&text, matcha).0, Task::Question);
}

#[test]
fn a_checkpoint_in_a_hub_cache_says_where_it_comes_from() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("models--google--deplot/snapshots/0123abc");
    Checkpoint::tiny().write_to(&folder);
    let out = root.path().join("model");
    let manifest = convert(&folder, &out, &ConvertOptions::default(), &Silent).unwrap();
    assert_eq!((&*manifest.origin, &*manifest.revision), ("google/deplot", "0123abc"));
    assert_eq!(settings(&manifest).task, Task::Table);
}

#[test]
fn the_model_card_names_the_licence_and_comes_along() {
    let place = Checkpoint::tiny().write();
    let card = "---\nlicense: apache-2.0\n---\n# A model\n";
    fs::write(place.checkpoint.join("README.md"), card).unwrap();
    let manifest = converted(&place, &ConvertOptions::default());
    assert_eq!(manifest.licence, "Apache-2.0");
    assert_eq!(fs::read_to_string(place.model.join("README.md")).unwrap(), card);
}

#[test]
fn settings_are_found_in_the_files_of_newer_and_older_transformers() {
    let mut checkpoint = Checkpoint::tiny();
    let preprocessor = checkpoint.preprocessor.take().unwrap();
    // Newer: one processor_config.json with a section.
    let place = checkpoint.write();
    let nested = serde_json::json!({ "image_processor": preprocessor });
    fs::write(place.checkpoint.join("processor_config.json"), nested.to_string()).unwrap();
    assert_eq!(settings(&converted(&place, &ConvertOptions::default())).max_patches, 32);

    // Neither: the defaults, as far as the model goes.
    let manifest = converted(&checkpoint.write(), &ConvertOptions::default());
    assert_eq!((settings(&manifest).max_patches, settings(&manifest).patch_size), (64, 4));

    // Token ids: those that generate() would take.
    let place = checkpoint.write();
    let generation = r#"{"eos_token_id": [3], "decoder_start_token_id": 2}"#;
    fs::write(place.checkpoint.join("generation_config.json"), generation).unwrap();
    let options = ConvertOptions { max_patches: Some(16), ..Default::default() };
    let manifest = converted(&place, &options);
    let found = settings(&manifest);
    assert_eq!((found.decoder_start_token_id, found.eos_token_id, found.pad_token_id), (2, 3, 0));
    assert_eq!(found.max_patches, 16);
}

#[test]
fn a_model_is_replaced_by_the_next_and_kept_when_that_fails() {
    let place = Checkpoint::tiny().write();
    fs::create_dir(&place.model).unwrap(); // An empty folder is as good as none.
    let first = converted(&place, &ConvertOptions::default());
    fs::write(place.model.join("stray"), "of the first").unwrap();

    let options = ConvertOptions { name: Some("second".into()), ..Default::default() };
    let second = converted(&place, &options);
    assert_eq!(second.files, first.files);
    assert!(!place.model.join("stray").exists());
    assert_eq!(place.leftovers(), ["model"]);

    let weights = place.checkpoint.join("model.safetensors");
    let bytes = fs::read(&weights).unwrap();
    fs::write(&weights, &bytes[..bytes.len() - 1]).unwrap();
    convert(&place.checkpoint, &place.model, &ConvertOptions::default(), &Silent).unwrap_err();
    let text = fs::read_to_string(place.model.join("manifest.toml")).unwrap();
    assert_eq!(Manifest::parse(&text, Path::new("manifest.toml")).unwrap(), second);
    assert_eq!(place.leftovers(), ["model"]);
}

/// Remembers what was reported, and triggers a switch after so many steps.
struct Watcher {
    seen: Mutex<Vec<(String, u64, u64)>>,
    cancel: Cancel,
    cancel_after: usize,
}

impl Progress for Watcher {
    fn report(&self, event: Event<'_>) {
        let mut seen = self.seen.lock().unwrap();
        match event {
            Event::Start { what, total } => seen.push((what.to_owned(), total.unwrap(), 0)),
            Event::Advance(done) => seen.last_mut().unwrap().2 = done,
            _ => {}
        }
        if seen.len() == self.cancel_after {
            self.cancel.cancel();
        }
    }
}

#[test]
fn progress_reaches_the_announced_total() {
    let place = Checkpoint::tiny().write();
    let watcher =
        Watcher { seen: Mutex::default(), cancel: Cancel::new(), cancel_after: usize::MAX };
    let manifest =
        convert(&place.checkpoint, &place.model, &ConvertOptions::default(), &watcher).unwrap();
    let seen = watcher.seen.into_inner().unwrap();
    let expected = ["encoder", "decoder"].map(|graph| {
        let entry = &manifest.files[&format!("{graph}_data")];
        (entry.path.clone(), entry.bytes, entry.bytes)
    });
    assert_eq!(seen, expected);
}

#[test]
fn a_cancelled_conversion_leaves_nothing_behind() {
    let place = Checkpoint::tiny().write();
    let cancel = Cancel::new();
    let options = ConvertOptions { cancel: cancel.clone(), ..Default::default() };
    // In the midst of the second data file.
    let watcher = Watcher { seen: Mutex::default(), cancel, cancel_after: 2 };
    let error = convert(&place.checkpoint, &place.model, &options, &watcher).unwrap_err();
    assert!(matches!(error, Error::Interrupted), "{error}");
    assert_eq!(watcher.seen.lock().unwrap().len(), 2);
    assert_eq!(place.leftovers(), [""; 0]);
}
