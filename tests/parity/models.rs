//! Encoder, decoder and greedy decoding of the two converted checkpoints.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use chartqa::Cancel;
use chartqa::convert::{ConvertOptions, convert};
use chartqa::models::Manifest;
use chartqa::models::manifest::{Family, Pix2Struct, Task};
use chartqa::pix2struct::Pix2StructReader;
use chartqa::pix2struct::decoder::{CachedDecoder, Decoding, Limits, Step};
use chartqa::pix2struct::graphs::{DecoderGraph, EncoderGraph};
use chartqa::pix2struct::patches::{self, Budget};
use chartqa::pix2struct::tokens::Detokenizer;
use chartqa::progress::Silent;
use chartqa::reader::ReadOptions;
use chartqa::runtime::{Placement, SessionOptions, Value};
use ndarray::{Array2, Axis, Ix3};
use tempfile::TempDir;

use crate::common;
use crate::fixtures::{DEPLOT_HEADER, Npz, fixture, largest_difference, picture, with_header};

/// A converted checkpoint.
pub(crate) struct Model {
    pub(crate) dir: TempDir,
    pub(crate) manifest: Manifest,
}

impl Model {
    /// The checkpoint `name`, converted once for all tests.
    pub(crate) fn of(name: &str) -> &'static Self {
        static MODELS: OnceLock<BTreeMap<&str, Model>> = OnceLock::new();
        &MODELS.get_or_init(|| {
            ["header", "plain"].map(|name| (name, Self::convert(name))).into_iter().collect()
        })[name]
    }

    /// Tables are what both were trained on; `header` wants DePlot's text above the picture.
    fn convert(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let options = ConvertOptions {
            task: Some(Task::Table),
            header: (name == "header").then(|| DEPLOT_HEADER.to_owned()),
            ..Default::default()
        };
        let checkpoint = fixture(&format!("{name}/checkpoint"));
        let manifest = convert(&checkpoint, &dir.path().join("model"), &options, &Silent).unwrap();
        Self { dir, manifest }
    }

    pub(crate) fn path(&self) -> std::path::PathBuf {
        self.dir.path().join("model")
    }

    pub(crate) fn settings(&self) -> &Pix2Struct {
        match &self.manifest.family {
            Family::Pix2struct(settings) => settings,
            Family::Marks(_) => panic!("not a Pix2Struct model"),
        }
    }

    fn graphs(&self) -> (EncoderGraph, DecoderGraph) {
        let (runtime, options) = (common::runtime(), SessionOptions::default());
        let (dir, settings) = (self.path(), self.settings());
        (
            EncoderGraph::open(&runtime, &dir, &self.manifest, settings, &options).unwrap(),
            DecoderGraph::open(&runtime, &dir, &self.manifest, settings, &options).unwrap(),
        )
    }

    pub(crate) fn reader(&self, manifest: &Manifest) -> Pix2StructReader {
        let (runtime, options) = (common::runtime(), SessionOptions::default());
        Pix2StructReader::open(&runtime, &self.path(), manifest, &options).unwrap()
    }
}

/// The pictures that kept all their patches, by kind.
const STAGES: [&str; 6] =
    ["plain_bars", "plain_lines", "plain_tall", "header_bars", "header_lines", "header_tall"];

#[test]
fn the_encoder_gives_what_transformers_gives() {
    for name in ["header", "plain"] {
        let model = Model::of(name);
        let mut reference = Npz::open(&format!("{name}/reference.npz"));
        let mut session = common::runtime()
            .session_from_file(&model.path().join("encoder.onnx"), &SessionOptions::default())
            .unwrap();
        for key in STAGES {
            let patches = reference.array2::<f32>(&format!("{key}_patches"));
            let expected = reference.array2::<f32>(&format!("{key}_hidden"));
            let patches = Value::from_f32(patches.insert_axis(Axis(0))).unwrap();
            let outputs = session
                .run(
                    &[("flattened_patches", &patches)],
                    &[("last_hidden_state", Placement::Host)],
                    &Cancel::new(),
                )
                .unwrap();
            let made = outputs[0].view_f32().unwrap().into_dimensionality::<Ix3>().unwrap();
            let difference = &made.index_axis(Axis(0), 0) - &expected;
            let norm =
                |a: &Array2<f32>| a.iter().map(|v| f64::from(*v).powi(2)).sum::<f64>().sqrt();
            let error = norm(&difference) / norm(&expected);
            println!("{name} {key}: relative error {error:.2e}");
            assert!(error < 1e-5, "{name} {key}: relative error {error}");
        }
    }
}

#[test]
fn logits_of_forced_tokens_are_those_of_transformers() {
    for name in ["header", "plain"] {
        let (mut encoder, mut decoder) = Model::of(name).graphs();
        let mut reference = Npz::open(&format!("{name}/reference.npz"));
        let forced = reference.array1::<i64>("forced");
        let columns = reference.array1::<i64>("columns");
        assert_eq!(forced.len(), 64);
        for key in STAGES {
            let patches = reference.array2::<f32>(&format!("{key}_patches"));
            let expected = reference.array2::<f32>(&format!("{key}_logits"));
            let cancel = Cancel::new();
            let encoded = encoder.encode(patches.insert_axis(Axis(0)), &cancel).unwrap();
            let mut cached = CachedDecoder::new(&mut decoder, &encoded, 96).unwrap();
            let mut made = Array2::zeros(expected.dim());
            for (token, mut row) in forced.iter().zip(made.outer_iter_mut()) {
                let logits = cached.next_logits(u32::try_from(*token).unwrap(), &cancel).unwrap();
                for (column, value) in columns.iter().zip(&mut row) {
                    *value = logits[usize::try_from(*column).unwrap()];
                }
            }
            let largest = largest_difference(&made.view(), &expected.view());
            println!("{name} {key}: logits differ by {largest:.2e} at most");
            assert!(largest < 1e-4, "{name} {key}: logits differ by {largest}");
        }
    }
}

/// Greedy ids of transformers for a picture, without the end token, and whether it ended.
fn expected_ids(reference: &mut Npz, key: &str) -> (Vec<u32>, bool) {
    let ids = reference.array1::<i64>(&format!("{key}_ids"));
    let mut ids: Vec<u32> = ids.iter().map(|id| u32::try_from(*id).unwrap()).collect();
    let ends = ids.last() == Some(&1);
    if ends {
        ids.pop();
    }
    (ids, ends)
}

#[test]
fn greedy_tokens_are_those_of_transformers() {
    let (mut distinct, mut ended, mut compared) = (std::collections::BTreeSet::new(), 0, 0);
    for name in ["header", "plain"] {
        let model = Model::of(name);
        let settings = model.settings();
        let (mut encoder, mut decoder) = model.graphs();
        let detokenizer = Detokenizer::open(&model.path().join("tokenizer.json")).unwrap();
        let mut reference = Npz::open(&format!("{name}/reference.npz"));
        let texts = std::fs::read_to_string(fixture(&format!("{name}/texts.json"))).unwrap();
        let texts: BTreeMap<String, String> = serde_json::from_str(&texts).unwrap();
        for (key, text) in texts {
            let (kind, name_of_picture) = key.split_once('_').unwrap();
            let plain = picture(name_of_picture);
            let source = if kind == "header" { with_header(&plain) } else { plain };
            let budget = Budget {
                patch_size: settings.patch_size,
                max_patches: settings.max_patches,
                max_side: settings.positions - 1,
            };
            let patches = patches::flatten(&source, budget).unwrap();
            let cancel = Cancel::new();
            let encoded = encoder.encode(patches, &cancel).unwrap();
            let cached = CachedDecoder::new(&mut decoder, &encoded, 96).unwrap();
            let limits = Limits { start: 0, end: 1, max_new_tokens: 96 };
            let mut decoding = Decoding::new(cached, limits, &cancel);
            let steps: Vec<Step> = decoding.by_ref().map(Result::unwrap).collect();

            let (ids, ends) = expected_ids(&mut reference, &key);
            let made: Vec<u32> = steps.iter().map(|step| step.token).collect();
            assert_eq!(made, ids, "{name} {key}");
            assert_eq!(detokenizer.decode(&steps).unwrap().text, text, "{name} {key}");
            let log_probs = reference.array1::<f32>(&format!("{key}_log_prob"));
            let pairs = steps.iter().zip(&log_probs);
            let largest = pairs.map(|(a, b)| (a.log_prob - b).abs()).fold(0.0, f32::max);
            println!("{name} {key}: log probabilities differ by {largest:.2e} at most");
            // Glyphs differ a little, so with a header the picture is not quite the same.
            let allowed = if kind == "header" { 0.02 } else { 1e-3 };
            assert!(largest < allowed, "{name} {key}: log probabilities differ by {largest}");
            distinct.extend(ids);
            ended += usize::from(ends);
            compared += 1;
        }
    }
    assert_eq!(compared, 36);
    assert!(distinct.len() > 40 && ended > 20, "the fixtures are dull: {distinct:?}, {ended}");
}

#[test]
fn the_reader_gives_the_same_text_as_the_stages() {
    for name in ["header", "plain"] {
        let model = Model::of(name);
        let mut reader = model.reader(&model.manifest);
        let texts = std::fs::read_to_string(fixture(&format!("{name}/texts.json"))).unwrap();
        let texts: BTreeMap<String, String> = serde_json::from_str(&texts).unwrap();
        let mut compared = 0;
        for (key, text) in &texts {
            if let Some(picture_name) = key.strip_prefix(&format!("{name}_")) {
                let options = ReadOptions { max_new_tokens: 96, ..Default::default() };
                let reading = reader.read(&picture(picture_name), &options).unwrap();
                assert_eq!(&reading.text, text, "{name} {key}");
                compared += 1;
            }
        }
        assert_eq!(compared, 9, "{name}");
    }
}
