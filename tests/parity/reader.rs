//! What the reader says of pictures, options and models.

use std::path::Path;

use chartqa::models::Manifest;
use chartqa::models::manifest::{Family, Pix2Struct, Task};
use chartqa::pix2struct::Pix2StructReader;
use chartqa::reader::ReadOptions;
use chartqa::runtime::SessionOptions;
use chartqa::{Cancel, Error, ErrorKind};
use image::{Rgb, RgbImage};

use crate::common;
use crate::fixtures::{DEPLOT_HEADER, fixture, picture};
use crate::models::Model;

/// The manifest of the model `name` with some settings changed.
fn changed(name: &str, change: impl FnOnce(&mut Pix2Struct)) -> Manifest {
    let mut manifest = Model::of(name).manifest.clone();
    match &mut manifest.family {
        Family::Pix2struct(settings) => change(settings),
        Family::Marks(_) => panic!("not a Pix2Struct model"),
    }
    manifest
}

fn open(dir: &Path, manifest: &Manifest) -> Result<Pix2StructReader, Error> {
    Pix2StructReader::open(&common::runtime(), dir, manifest, &SessionOptions::default())
}

#[test]
fn a_chart_is_read_into_a_table_with_confidences() {
    let model = Model::of("header");
    let reading =
        model.reader(&model.manifest).read(&picture("bars"), &ReadOptions::default()).unwrap();
    let table = &reading.table;
    assert_eq!(table.title.as_deref(), Some("Individuals responsibility"));
    assert_eq!(table.header, ["Entity", "share"]);
    let rows = [["Germany", "35"], ["UK", "45"], ["Sweden", "37"], ["Italy", "22"]];
    assert_eq!(table.rows, rows);
    let confidence = table.cell_confidence.as_ref().unwrap();
    assert_eq!(confidence.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 2]);
    assert!(confidence.iter().flatten().all(|c| (0.5..=1.0).contains(c)), "{confidence:?}");
    assert!(!reading.verdicts.truncated && !reading.verdicts.repeated && !reading.verdicts.ragged);
    let said = (reading.tokens, &*reading.model, &*reading.precision, &*reading.provider);
    assert_eq!(said, (76, "model", "fp32", "cpu"));
    let timings = reading.timings;
    assert!(timings.total >= timings.preprocess + timings.encode + timings.decode - 1e-6);
}

#[test]
fn a_picture_the_model_does_not_know_is_read_with_less_confidence() {
    let model = Model::of("header");
    let mut reader = model.reader(&model.manifest);
    let mut lowest = |name| {
        let reading = reader.read(&picture(name), &ReadOptions::default()).unwrap();
        let cells = reading.table.cell_confidence.unwrap().concat();
        cells.into_iter().fold(1.0_f32, f32::min)
    };
    let (known, unknown) = (lowest("rows_grey"), lowest("uniform"));
    assert!(known > unknown, "{known} for a known picture, {unknown} for another");
}

#[test]
fn the_token_limit_truncates_and_says_so() {
    let model = Model::of("header");
    let options = ReadOptions { max_new_tokens: 9, ..Default::default() };
    let reading = model.reader(&model.manifest).read(&picture("bars"), &options).unwrap();
    assert!(reading.verdicts.truncated);
    assert_eq!(reading.tokens, 9);
    assert!(reading.text.starts_with("TITLE |"), "{}", reading.text);
}

#[test]
fn a_cancelled_reading_ends_with_interrupted() {
    let model = Model::of("header");
    let cancel = Cancel::new();
    cancel.cancel();
    let options = ReadOptions { cancel, ..Default::default() };
    let error = model.reader(&model.manifest).read(&picture("bars"), &options).unwrap_err();
    assert!(matches!(error, Error::Interrupted), "{error}");
}

#[test]
fn the_patch_budget_may_be_chosen_up_to_the_positions() {
    let model = Model::of("plain");
    let mut reader = model.reader(&model.manifest);
    let mut with = |image: &RgbImage, max_patches| {
        let options =
            ReadOptions { max_patches: Some(max_patches), max_new_tokens: 3, ..Default::default() };
        reader.read(image, &options)
    };
    let positions = model.settings().positions;
    assert_eq!(positions, 512);
    with(&picture("bars"), positions).unwrap();
    // As many columns as there can be: one more would be beyond the embeddings.
    with(&RgbImage::from_pixel(9000, 2, Rgb([0, 90, 200])), positions).unwrap();
    for wrong in [0, positions + 1] {
        let error = with(&picture("bars"), wrong).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        assert_eq!(
            error.to_string(),
            format!(
                "a budget of {wrong} patches does not fit the model `model`: it takes from 1 to \
                 512, its number of positions"
            )
        );
    }
}

#[test]
fn more_tokens_than_a_decoder_can_write_are_refused() {
    let model = Model::of("plain");
    let options = ReadOptions { max_new_tokens: 5000, ..Default::default() };
    let error = model.reader(&model.manifest).read(&picture("bars"), &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Usage);
    assert!(error.to_string().contains("--max-new-tokens 5000"), "{error}");
}

#[test]
fn a_manifest_that_disagrees_with_the_graph_is_told_at_once() {
    type Change = fn(&mut Pix2Struct);
    let cases: [(Change, &str); 6] = [
        (|s| s.layers += 1, "its encoder has no output `cross_key_3`"),
        (|s| s.layers -= 1, "its encoder has 3 layers, not 2"),
        (
            |s| s.heads += 1,
            "its encoder has an output `cross_key_0` of shape [?, 3, ?, 16], not [?, 4, ?, 16]",
        ),
        (
            |s| s.head_dim *= 2,
            "its encoder has an output `cross_key_0` of shape [?, 3, ?, 16], not [?, 3, ?, 32]",
        ),
        (
            |s| s.patch_size = 16,
            "its encoder has an input `flattened_patches` of shape [?, ?, 194], not [?, ?, 770]",
        ),
        (
            |s| s.vocab_size = 50244,
            "its decoder has an output `logits` of shape [?, ?, 416], not [?, ?, 50244]",
        ),
    ];
    for (change, reason) in cases {
        let manifest = changed("plain", change);
        let error = open(&Model::of("plain").path(), &manifest).unwrap_err();
        let expected = format!("the model `model` does not do what its manifest says: {reason}");
        assert_eq!(error.to_string(), expected);
        assert_eq!(error.kind(), ErrorKind::Missing);
        assert!(error.hint().is_some());
    }
}

#[test]
fn the_wrong_graph_is_no_decoder() {
    let model = Model::of("plain");
    let mut manifest = model.manifest.clone();
    let encoder = manifest.files["encoder"].clone();
    manifest.files.insert("decoder".to_owned(), encoder);
    let error = open(&model.path(), &manifest).unwrap_err();
    assert!(error.to_string().ends_with("its decoder has no input `input_ids`"), "{error}");
}

#[test]
fn missing_and_broken_files_are_named() {
    let model = Model::of("plain");
    let whole = model.path();
    for broken in ["encoder.onnx", "decoder.onnx", "tokenizer.json"] {
        let dir = tempfile::tempdir().unwrap();
        for entry in model.manifest.files.values().filter(|entry| entry.path != broken) {
            std::fs::copy(whole.join(&entry.path), dir.path().join(&entry.path)).unwrap();
        }
        let missing = open(dir.path(), &model.manifest).unwrap_err();
        std::fs::write(dir.path().join(broken), "nothing of the kind").unwrap();
        let garbled = open(dir.path(), &model.manifest).unwrap_err();
        for error in [missing, garbled] {
            assert!(error.to_string().contains(broken), "{error}");
        }
    }
    let mut manifest = model.manifest.clone();
    manifest.files.remove("decoder");
    let error = open(&whole, &manifest).unwrap_err();
    assert!(error.to_string().ends_with("it names no file for the decoder"), "{error}");
}

#[test]
fn question_models_answer_and_table_models_read() {
    let model = Model::of("header");
    let (chart, options) = (picture("bars"), ReadOptions::default());
    let mut tables = model.reader(&model.manifest);
    let expected = tables.read(&chart, &options).unwrap();
    let error = tables.answer(&chart, "How many?", &options).unwrap_err();
    assert!(error.to_string().contains("does not answer questions itself"), "{error}");

    let asking = changed("header", |settings| {
        settings.task = Task::Question;
        settings.header = None;
    });
    let mut questions = model.reader(&asking);
    // The same text above the picture, and so the same text below.
    let answer = questions.answer(&chart, DEPLOT_HEADER, &options).unwrap();
    assert_eq!(answer.text, expected.text);
    assert_eq!(answer.reading.table, chartqa::Table::default());
    assert!((0.5..=1.0).contains(&answer.confidence), "{}", answer.confidence);
    let other = questions.answer(&chart, "How many countries are there?", &options).unwrap();
    assert!(
        other.text != answer.text || (other.confidence - answer.confidence).abs() > 1e-6,
        "the question makes no difference"
    );
    let error = questions.read(&chart, &options).unwrap_err();
    assert!(error.to_string().contains("gives no table"), "{error}");
    assert_eq!(error.kind(), ErrorKind::Usage);
}

#[test]
fn a_header_font_is_used_or_refused() {
    let model = Model::of("header");
    let mut reader = model.reader(&model.manifest);
    let mut with = |font: &Path| {
        let options = ReadOptions { header_font: Some(font.to_owned()), ..Default::default() };
        reader.read(&picture("bars"), &options)
    };
    let shipped =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts/LiberationSans-Regular.ttf");
    assert_eq!(with(&shipped).unwrap().table.rows.len(), 4);
    for (file, reason) in
        [(fixture("README.md"), "it is no TrueType or OpenType font"), (fixture("no.ttf"), "")]
    {
        let error = with(&file).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Usage);
        let option = format!("--header-font {}", file.display());
        assert!(error.to_string().starts_with(&option), "{error}");
        assert!(error.to_string().ends_with(reason), "{error}");
    }
}

#[test]
fn a_picture_too_narrow_for_a_header_is_refused() {
    let model = Model::of("header");
    let narrow = RgbImage::from_pixel(2, 3000, Rgb([1, 2, 3]));
    let error = model.reader(&model.manifest).read(&narrow, &ReadOptions::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unanswerable);
    assert!(error.to_string().contains("2 x 3000 pixels is too narrow"), "{error}");
}
