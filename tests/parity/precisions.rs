//! The other forms of the graphs, and the other precisions.

use std::path::Path;

use chartqa::convert::{ConvertOptions, Precision, convert};
use chartqa::models::Manifest;
use chartqa::models::manifest::Task;
use chartqa::pix2struct::Pix2StructReader;
use chartqa::pix2struct::decoder::CachedDecoder;
use chartqa::pix2struct::graphs;
use chartqa::progress::Silent;
use chartqa::reader::ReadOptions;
use chartqa::runtime::{Device, Placement, Session, SessionOptions, Value};
use chartqa::{Cancel, ErrorKind};
use ndarray::{Array, Array2, Axis};
use tempfile::TempDir;

use crate::common;
use crate::fixtures::{Npz, fixture, picture};
use crate::models::Model;

const KEY: &str = "plain_bars";

fn session(path: &Path) -> Session {
    common::runtime().session_from_file(path, &SessionOptions::default()).unwrap()
}

/// The patches of a picture, `[1, patches, values]`.
fn patches() -> Value {
    let patches = Npz::open("plain/reference.npz")
        .array2::<f32>(&format!("{KEY}_patches"))
        .insert_axis(Axis(0));
    Value::from_f32(patches).unwrap()
}

fn cross_names() -> Vec<String> {
    let layers = Model::of("plain").settings().layers;
    (0..layers).flat_map(|l| [format!("cross_key_{l}"), format!("cross_value_{l}")]).collect()
}

/// What the encoder in the file `name` makes of a picture.
fn encoded(name: &str, outputs: &[&str]) -> Vec<Value> {
    let outputs: Vec<_> = outputs.iter().map(|name| (*name, Placement::Host)).collect();
    session(&Model::of("plain").path().join(name))
        .run(&[("flattened_patches", &patches())], &outputs, &Cancel::new())
        .unwrap()
}

#[test]
fn the_encoder_of_standard_operators_gives_the_same() {
    let hidden = |name| encoded(name, &["last_hidden_state"]).remove(0);
    let (fused, standard) = (hidden("encoder.onnx"), hidden("encoder_openvino.onnx"));
    let (a, b) = (fused.view_f32().unwrap(), standard.view_f32().unwrap());
    let largest = a.iter().zip(b.iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
    assert!(largest < 1e-4, "{largest}");
    assert!(a.iter().any(|v| v.abs() > 0.1));
}

/// The decoder in the file `name` with a cache for `batch` texts about one picture.
struct Decoder {
    session: Session,
    binding: chartqa::runtime::Binding,
}

impl Decoder {
    fn new(name: &str, batch: usize) -> Self {
        let model = Model::of("plain");
        let settings = model.settings();
        let session = session(&model.path().join(name));
        let mut binding = session.binding().unwrap();
        binding.output("next_tokens", Placement::Host).unwrap();
        binding.output("log_probs", Placement::Host).unwrap();
        let names = cross_names();
        let wanted: Vec<&str> = names.iter().map(String::as_str).collect();
        for (name, value) in names.iter().zip(encoded("encoder.onnx", &wanted)) {
            let one = value.view_f32().unwrap();
            // Pictures of a batch may have different numbers of patches; here it is one picture.
            if session.input_shape("patch_counts").is_some() {
                let counts = Array::from_elem(batch, one.shape()[2] as i64);
                binding.input("patch_counts", &Value::from_i64(counts).unwrap()).unwrap();
            }
            let shape = [&[batch], &one.shape()[1..]].concat();
            let all = one.broadcast(shape).unwrap().to_owned();
            binding.input(name, &Value::from_f32(all).unwrap()).unwrap();
        }
        let shape = [batch, settings.heads, 40, settings.head_dim];
        for layer in 0..settings.layers {
            for part in ["key", "value"] {
                let past = format!("past_{part}_{layer}");
                let mut cache = session.buffer(&past, &shape).unwrap();
                binding.in_place(&past, &format!("present_{part}_{layer}"), &mut cache).unwrap();
            }
        }
        Self { session, binding }
    }

    /// What follows each of `tokens` (a row a text), `totals` being the lengths with them.
    fn next(&mut self, tokens: Array2<i64>, totals: &[i64]) -> Vec<i64> {
        self.binding.input("input_ids", &Value::from_i64(tokens).unwrap()).unwrap();
        let totals = Array::from_vec(totals.to_vec());
        self.binding.input("total_lengths", &Value::from_i64(totals).unwrap()).unwrap();
        let values = self.session.run_binding(&self.binding, &Cancel::new()).unwrap();
        values[0].view_i64().unwrap().iter().copied().collect()
    }
}

fn forced() -> Vec<i64> {
    Npz::open("plain/reference.npz").array1::<i64>("forced").iter().copied().take(32).collect()
}

/// What follows each of the forced tokens, one by one.
fn one_by_one(name: &str) -> Vec<i64> {
    let mut decoder = Decoder::new(name, 1);
    let tokens = forced();
    let steps = tokens.iter().enumerate();
    steps
        .flat_map(|(at, token)| decoder.next(ndarray::arr2(&[[*token]]), &[at as i64 + 1]))
        .collect()
}

#[test]
fn the_decoder_for_cuda_gives_the_same_tokens() {
    let expected = one_by_one("decoder.onnx");
    assert_eq!(one_by_one("decoder_cuda.onnx"), expected);
    let mut distinct = expected.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert!(distinct.len() > 5, "the fixture is dull: {expected:?}");
}

#[test]
fn several_tokens_at_once_and_after_going_back_give_the_same() {
    let (tokens, expected) = (forced(), one_by_one("decoder.onnx"));
    let mut decoder = Decoder::new("decoder.onnx", 1);
    let mut made = Vec::new();
    for (at, some) in tokens.chunks(4).enumerate() {
        let total = 4 * (at as i64 + 1);
        // First other tokens, which are then written over.
        let others = Array2::from_shape_vec((1, 4), vec![7, 8, 9, 10]).unwrap();
        decoder.next(others, &[total]);
        let some = Array2::from_shape_vec((1, 4), some.to_vec()).unwrap();
        made.extend(decoder.next(some, &[total]));
    }
    assert_eq!(made, expected);
}

#[test]
fn texts_of_one_batch_may_have_different_lengths() {
    let (tokens, expected) = (forced(), one_by_one("decoder.onnx"));
    let mut decoder = Decoder::new("decoder.onnx", 2);
    for at in 0..tokens.len() {
        // The second text is three tokens behind.
        let behind = at.saturating_sub(3);
        let next = decoder.next(
            ndarray::arr2(&[[tokens[at]], [tokens[behind]]]),
            &[at as i64 + 1, behind as i64 + 1],
        );
        assert_eq!(next, [expected[at], expected[behind]], "at {at}");
    }
}

/// The checkpoint `plain` in another precision.
fn converted(precision: Precision) -> (TempDir, Manifest) {
    let dir = tempfile::tempdir().unwrap();
    let options = ConvertOptions { precision, task: Some(Task::Table), ..Default::default() };
    let checkpoint = fixture("plain/checkpoint");
    let manifest = convert(&checkpoint, &dir.path().join("model"), &options, &Silent).unwrap();
    (dir, manifest)
}

#[test]
fn eight_bits_give_nearly_the_same_logits() {
    let (dir, manifest) = converted(Precision::Q8);
    let exact = Model::of("plain");
    let logits = |dir: &Path, manifest: &Manifest| {
        let (runtime, options) = (common::runtime(), SessionOptions::default());
        let settings = exact.settings();
        let (mut encoder, mut decoder) =
            graphs::open(&runtime, dir, manifest, settings, &options).unwrap();
        let patches = Npz::open("plain/reference.npz").array2::<f32>(&format!("{KEY}_patches"));
        let cancel = Cancel::new();
        let encoded = encoder.encode(patches.insert_axis(Axis(0)), &cancel).unwrap();
        let mut cached = CachedDecoder::new(&mut decoder, &encoded, 32).unwrap();
        let tokens = forced();
        let tokens = tokens.iter().map(|token| u32::try_from(*token).unwrap());
        tokens.flat_map(|token| cached.next_logits(token, &cancel).unwrap()).collect::<Vec<f32>>()
    };
    let expected = logits(&exact.path(), &exact.manifest);
    let made = logits(&dir.path().join("model"), &manifest);
    let square = |v: f32| f64::from(v).powi(2);
    let difference: f64 = expected.iter().zip(&made).map(|(a, b)| square(a - b)).sum();
    let error = (difference / expected.iter().map(|v| square(*v)).sum::<f64>()).sqrt();
    println!("q8: logits differ by {error:.3}");
    assert!(error > 1e-4 && error < 0.1, "{error}");
}

#[test]
fn a_precision_is_refused_by_providers_that_cannot_run_it() {
    for (precision, devices, right) in [
        (Precision::Fp16, &[Device::Cpu, Device::OpenVino][..], "cuda"),
        (Precision::Q8, &[Device::Cuda(0), Device::OpenVino][..], "cpu"),
    ] {
        let (dir, manifest) = converted(precision);
        for device in devices {
            let options = SessionOptions { device: *device, ..Default::default() };
            let dir = dir.path().join("model");
            let opened = Pix2StructReader::open(&common::runtime(), &dir, &manifest, &options);
            let error = opened.unwrap_err();
            let expected = format!(
                "the provider {device} does not fit the model `model`: its {precision} weights \
                 are for the provider {right}; name that one, or convert the checkpoint with \
                 --precision fp32"
            );
            assert_eq!(error.to_string(), expected);
            assert_eq!(error.kind(), ErrorKind::Usage);
        }
    }
}

#[test]
fn half_precision_halves_the_weights_and_keeps_norms_and_embeddings() {
    let (_dir, manifest) = converted(Precision::Fp16);
    let exact = &Model::of("plain").manifest;
    for role in ["encoder_data", "decoder_data"] {
        let (half, whole) = (manifest.files[role].bytes, exact.files[role].bytes);
        assert!(half < whole && half * 2 > whole, "{role}: {half} of {whole}");
    }
}

#[test]
fn following_ones_own_text_gives_it_again() {
    let model = Model::of("plain");
    let mut reader = model.reader(&model.manifest);
    let options = ReadOptions { max_new_tokens: 96, ..Default::default() };
    let image = picture("bars");
    let reading = reader.read(&image, &options).unwrap();
    assert_eq!(reading.token_ids.len(), reading.tokens);
    let (follows, end) = reader.follow(&image, &reading.token_ids, &options).unwrap();
    assert_eq!(follows[..reading.tokens], reading.token_ids);
    assert_eq!(follows.last() == Some(&end), !reading.verdicts.truncated);
}
