//! What is said of a checkpoint, or of a place, that will not do; and that nothing is left behind.

use std::fs;
use std::path::Path;

use chartqa::convert::{ConvertError, ConvertOptions, convert};
use chartqa::models::manifest::Task;
use chartqa::progress::Silent;
use chartqa::{Error, ErrorKind};
use safetensors::Dtype;
use serde_json::json;

use crate::checkpoint::{Checkpoint, Place};

/// Converts, which must fail without a trace, and gives the message and the hint.
fn refusal_of(place: &Place, options: &ConvertOptions) -> (ConvertError, String, String) {
    let before = place.leftovers();
    let error = convert(&place.checkpoint, &place.model, options, &Silent).unwrap_err();
    assert_eq!(place.leftovers(), before, "{error}");
    assert!(!place.model.join("manifest.toml").exists());
    let (message, hint) = (error.to_string(), error.hint().unwrap_or_default());
    match error {
        Error::Convert(error) => (error, message, hint),
        other => panic!("not an error of the conversion: {other}"),
    }
}

#[track_caller]
fn assert_refused(place: &Place, parts: &[&str]) -> String {
    let (_, message, hint) = refusal_of(place, &ConvertOptions::default());
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    hint
}

/// Writes the tiny checkpoint after `change`.
fn changed(change: impl FnOnce(&mut Checkpoint)) -> Place {
    let mut checkpoint = Checkpoint::tiny();
    change(&mut checkpoint);
    checkpoint.write()
}

/// Writes the tiny checkpoint and then lets `spoil` at its folder.
fn spoilt(spoil: impl FnOnce(&Path)) -> Place {
    let place = Checkpoint::tiny().write();
    spoil(&place.checkpoint);
    place
}

#[test]
fn folders_that_are_no_checkpoint() {
    let place = spoilt(|folder| fs::remove_dir_all(folder).unwrap());
    let (error, message, hint) = refusal_of(&place, &ConvertOptions::default());
    assert!(message.contains("no such checkpoint folder"), "{message}");
    assert!(hint.contains("chartqa models pull"), "{hint}");
    assert_eq!(error.kind(), ErrorKind::Usage);

    let place = spoilt(|folder| fs::remove_file(folder.join("config.json")).unwrap());
    let hint = assert_refused(&place, &["checkpoint: no config.json"]);
    assert!(hint.contains("*.safetensors and tokenizer.json"), "{hint}");

    let place = spoilt(|folder| fs::write(folder.join("config.json"), "{\"model").unwrap());
    let hint = assert_refused(&place, &["config.json: not the JSON it should be"]);
    assert_eq!(hint, "fetch the checkpoint again");

    let place = changed(|c| c.config["model_type"] = "t5".into());
    assert_refused(&place, &["config.json: `model_type` is `t5`; only `pix2struct`"]);
    let place = changed(|c| c.config["model_type"] = json!(null));
    assert_refused(&place, &["`model_type` is `(not given)`"]);
}

#[test]
fn settings_that_the_graphs_do_not_cover_are_named() {
    let cases: [(&str, &str, serde_json::Value, &[&str]); 9] = [
        ("text_config", "dense_act_fn", "tanh".into(), &["`text_config.dense_act_fn` = tanh"]),
        ("vision_config", "dense_act_fn", "mish".into(), &["`vision_config.dense_act_fn` = mish"]),
        ("text_config", "d_kv", 8.into(), &["`text_config.d_kv` = 8", "hidden_size (24)"]),
        ("text_config", "hidden_size", 48.into(), &["text_config.d_kv"]),
        ("vision_config", "hidden_size", 32.into(), &["`text_config.hidden_size` = 24"]),
        ("text_config", "eos_token_id", json!([1, 2]), &["`text_config.eos_token_id` = [1, 2]"]),
        ("text_config", "eos_token_id", 40.into(), &["`eos_token_id` = 40", "40 tokens"]),
        (
            "vision_config",
            "num_hidden_layers",
            0.into(),
            &["`vision_config.num_hidden_layers` = 0"],
        ),
        (
            "text_config",
            "relative_attention_max_distance",
            16.into(),
            &["`text_config.relative_attention_max_distance` = 16"],
        ),
    ];
    for (section, field, value, parts) in cases {
        assert_refused(&changed(|c| c.config[section][field] = value), parts);
    }

    let preprocessor =
        |field: &str, value| changed(|c| c.preprocessor.as_mut().unwrap()[field] = value);
    let oblong = json!({"height": 4, "width": 8});
    let place = preprocessor("patch_size", oblong);
    assert_refused(&place, &["`preprocessor_config.patch_size` = 4 x 8", "square"]);
    let place = preprocessor("patch_size", 16.into());
    assert_refused(&place, &["`vision_config.patch_embed_hidden_size` = 48", "16 x 16"]);
    let place = preprocessor("do_normalize", false.into());
    assert_refused(&place, &["`preprocessor_config.do_normalize` = false"]);
    let place = preprocessor("max_patches", 65.into());
    assert_refused(&place, &["`max_patches` = 65", "seq_len (64)"]);
}

#[test]
fn options_that_cannot_be_met() {
    let place = Checkpoint::tiny().write();
    let wide = ConvertOptions { max_patches: Some(2048), ..Default::default() };
    assert!(refusal_of(&place, &wide).1.contains("`max_patches` = 2048"));

    let both = ConvertOptions {
        task: Some(Task::Question),
        header: Some("Read:".into()),
        ..Default::default()
    };
    assert!(refusal_of(&place, &both).1.contains("`header` = \"Read:\" is not supported"));
    let bare = ConvertOptions { task: Some(Task::Table), ..Default::default() };
    assert!(refusal_of(&place, &bare).1.contains("needs that header's text"));
}

#[test]
fn weights_that_are_not_there() {
    let weights = "model.safetensors";
    let place = spoilt(|folder| fs::remove_file(folder.join(weights)).unwrap());
    assert_refused(&place, &["checkpoint: no *.safetensors"]);

    let place = spoilt(|folder| {
        fs::rename(folder.join(weights), folder.join("pytorch_model.bin")).unwrap();
    });
    let hint = assert_refused(&place, &["a Python pickle (pytorch_model.bin)", "can run code"]);
    let call =
        "from transformers import Pix2StructForConditionalGeneration as C; C.from_pretrained(";
    assert!(hint.contains(call), "{hint}");

    let place = changed(|c| {
        c.tensors.remove("decoder.layer.1.mlp.layer_norm.weight");
    });
    let hint = assert_refused(&place, &["no tensor `decoder.layer.1.mlp.layer_norm.weight`"]);
    assert!(hint.contains("of the same checkpoint"), "{hint}");

    // Untied, and no output matrix.
    let place = changed(|c| {
        c.tensors.remove("decoder.lm_head.weight");
    });
    assert_refused(&place, &["no tensor `decoder.lm_head.weight`"]);

    let place = Checkpoint { shards: 3, ..Checkpoint::tiny() }.write();
    fs::remove_file(place.checkpoint.join("model-1.safetensors")).unwrap();
    assert_refused(&place, &["model-1.safetensors: missing, though model.safetensors.index.json"]);
}

#[test]
fn weights_that_are_not_what_they_should_be() {
    let place = changed(|c| c.config["text_config"]["d_ff"] = 30.into());
    assert_refused(
        &place,
        &["`decoder.layer.0.mlp.DenseReluDense.wi_0.weight` has shape [28, 24]", "[30, 24]"],
    );
    let place = Checkpoint { dtype: Dtype::I32, ..Checkpoint::tiny() }.write();
    assert_refused(&place, &["is stored as I32; BF16, F16 and F32 can be read"]);

    let damage = |spoil: fn(Vec<u8>) -> Vec<u8>| {
        spoilt(|folder| {
            let path = folder.join("model.safetensors");
            fs::write(&path, spoil(fs::read(&path).unwrap())).unwrap();
        })
    };
    let half = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() / 2);
        bytes
    };
    let hint = assert_refused(&damage(half), &["model.safetensors: cut short: ", " in place of "]);
    assert_eq!(hint, "fetch the checkpoint again");
    assert_refused(
        &damage(|bytes| bytes[..100].to_vec()),
        &["cut short: 100 bytes, and the header"],
    );
    assert_refused(&damage(|bytes| bytes[..7].to_vec()), &["cut short: 7 bytes"]);
    assert_refused(&damage(|bytes| [&bytes[..], b"more"].concat()), &["too long: "]);
    assert_refused(&damage(|_| b"<html>not found</html>".to_vec()), &["not a safetensors file"]);
    let pointer = |_| b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n".to_vec();
    assert_refused(&damage(pointer), &["Git LFS pointer", "git lfs pull"]);
    // A header that claims what is not so.
    let lie = |_| {
        let header = br#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#;
        [&(header.len() as u64).to_le_bytes(), &header[..], &[0; 4]].concat()
    };
    assert_refused(&damage(lie), &["not a safetensors file"]);
}

#[test]
fn an_index_may_not_lead_out_of_the_checkpoint() {
    for name in ["../elsewhere.safetensors", "/etc/passwd", "a/b.safetensors", ".."] {
        let place = Checkpoint { shards: 2, ..Checkpoint::tiny() }.write();
        let index = json!({ "weight_map": { "x": name } }).to_string();
        fs::write(place.checkpoint.join("model.safetensors.index.json"), index).unwrap();
        assert_refused(&place, &[&format!("`{name}` is not a plain file name")]);
    }
}

#[test]
fn tokenizers_that_will_not_do() {
    let hint = assert_refused(&changed(|c| c.tokenizer = None), &["checkpoint: no tokenizer.json"]);
    assert!(hint.contains("AutoTokenizer"), "{hint}");
    for text in ["", "not JSON", "{\"version\": \"1.0\"}"] {
        let place = changed(|c| c.tokenizer = Some(text.to_owned()));
        assert_refused(&place, &["tokenizer.json: not a tokenizer: "]);
    }
}

#[test]
fn places_that_are_taken_are_left_as_they_are() {
    let place = Checkpoint::tiny().write();
    fs::create_dir(&place.model).unwrap();
    fs::write(place.model.join("thesis.txt"), "years of work").unwrap();
    let hint = assert_refused(&place, &["model: exists and is not a model"]);
    assert!(hint.contains("-o"), "{hint}");
    assert_eq!(fs::read_to_string(place.model.join("thesis.txt")).unwrap(), "years of work");

    let place = Checkpoint::tiny().write();
    fs::write(&place.model, "a file").unwrap();
    assert_refused(&place, &["model: exists and is not a model"]);

    // The checkpoint itself.
    let mut place = Checkpoint::tiny().write();
    place.model = place.checkpoint.clone();
    assert_refused(&place, &["checkpoint: exists and is not a model"]);

    // Beneath a file.
    let mut place = Checkpoint::tiny().write();
    place.model = place.checkpoint.join("config.json/model");
    assert_refused(&place, &["cannot be written"]);
}

#[test]
fn a_full_disk_is_told_from_a_forbidden_place() {
    let hint = |kind: std::io::ErrorKind| {
        let path = "model/encoder.onnx.data".into();
        ConvertError::Write { path, source: kind.into() }.hint().unwrap()
    };
    assert!(hint(std::io::ErrorKind::StorageFull).contains("free some space"));
    assert!(hint(std::io::ErrorKind::PermissionDenied).contains("may write to"));
}
