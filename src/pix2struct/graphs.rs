//! The two graphs of a model, checked against its manifest.
//!
//! Which files they are depends on precision and provider (`docs/runtime.md`, Providers).

use std::path::{Path, PathBuf};

use ndarray::{Array3, Axis};

use crate::models::ModelError;
use crate::models::manifest::{Manifest, Pix2Struct};
use crate::reader::ReadError;
use crate::runtime::{Device, Placement, Runtime, Session, SessionOptions, Value};
use crate::{Cancel, Result};

/// Input of the decoder with the patches of each text's picture.
pub(super) const PATCH_COUNTS: &str = "patch_counts";

/// `encoder.onnx`: flattened patches to the keys and values of cross-attention.
pub struct EncoderGraph {
    session: Session,
    /// Names of its outputs for the decoder, key then value of every layer.
    cross: Vec<String>,
}

/// `decoder.onnx`: tokens and the cache to the likeliest next tokens.
pub struct DecoderGraph {
    pub(super) session: Session,
    /// Name of the model, for messages.
    pub(super) model: String,
    pub(super) settings: Pix2Struct,
    /// Names of the inputs and outputs of the cache, key then value of every layer.
    pub(super) past: Vec<String>,
    pub(super) present: Vec<String>,
    /// Names of the inputs that the encoder gives.
    pub(super) cross: Vec<String>,
}

/// A picture as the decoder sees it, on the device of the encoder.
pub struct Encoded {
    /// Keys and values of cross-attention, `[1, heads, patches, head_dim]` each.
    pub(super) cross: Vec<Value>,
    /// Patches of the picture.
    pub(super) patches: usize,
}

/// Which file serves as encoder or decoder, and how its session is built.
struct Plan {
    role: &'static str,
    options: SessionOptions,
}

/// The plans of encoder and decoder.
///
/// - `fp32` runs everywhere: CUDA and OpenVINO have graphs of their own over the same weights. With
///   OpenVINO the encoder computes in bfloat16 where the processor can, and the decoder, whose time
///   is that of reading its weights, stays with the CPU provider of the same library.
/// - `q8` is for the CPU, and `fp16` for CUDA: the other providers lack their operators.
///
/// The 32-bit decoder reads its matrices from the file's pages, unless the caller wants them
/// packed: a token costs some 4 % more, but nothing is copied, and loading takes no time. The
/// encoder's are packed, which costs about what it gains with one picture.
fn plan(manifest: &Manifest, options: &SessionOptions) -> Result<[Plan; 2], ReadError> {
    let with = |role, change: fn(&mut SessionOptions)| {
        let mut options = options.clone();
        change(&mut options);
        Plan { role, options }
    };
    let as_it_is = |_: &mut SessionOptions| {};
    let from_the_file: fn(&mut SessionOptions) =
        |options| options.pack_weights = options.pack_weights.or(Some(false));
    Ok(match (&*manifest.precision, options.device) {
        ("q8", Device::Cpu) | ("fp16", Device::Cuda(_)) => {
            [with("encoder", as_it_is), with("decoder", as_it_is)]
        }
        ("q8", other) => return Err(misplaced(manifest, other, "cpu")),
        ("fp16", other) => return Err(misplaced(manifest, other, "cuda")),
        (_, Device::Cpu) => [with("encoder", as_it_is), with("decoder", from_the_file)],
        (_, Device::Cuda(_)) => [with("encoder", as_it_is), with("decoder_cuda", as_it_is)],
        (_, Device::OpenVino) => [
            with("encoder_openvino", |o| o.bf16 = true),
            with("decoder", |o| {
                o.device = Device::Cpu;
                o.pack_weights = o.pack_weights.or(Some(false));
            }),
        ],
    })
}

fn misplaced(manifest: &Manifest, device: Device, right: &str) -> ReadError {
    let (model, precision) = (manifest.name.clone(), &manifest.precision);
    let reason = format!(
        "its {precision} weights are for the provider {right}; name that one, or convert the \
         checkpoint with --precision fp32"
    );
    ReadError::Option { option: format!("the provider {device}"), model, reason }
}

/// Loads encoder and decoder of the model in `dir`, at the same time.
///
/// # Errors
/// As [`EncoderGraph::open`].
pub fn open(
    runtime: &Runtime,
    dir: &Path,
    manifest: &Manifest,
    settings: &Pix2Struct,
    options: &SessionOptions,
) -> Result<(EncoderGraph, DecoderGraph)> {
    std::thread::scope(|scope| {
        let decoder = scope.spawn(|| DecoderGraph::open(runtime, dir, manifest, settings, options));
        let encoder = EncoderGraph::open(runtime, dir, manifest, settings, options);
        let decoder = decoder.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Ok((encoder?, decoder?))
    })
}

impl EncoderGraph {
    /// Loads the graph of the model in `dir`.
    ///
    /// # Errors
    /// [`crate::Error::Model`] if a file is missing, [`crate::Error::Runtime`] if it
    /// cannot be loaded, [`ReadError::Disagreement`] if it is not what `manifest` says,
    /// [`ReadError::Option`] if the model's precision is not for the device.
    pub fn open(
        runtime: &Runtime,
        dir: &Path,
        manifest: &Manifest,
        settings: &Pix2Struct,
        options: &SessionOptions,
    ) -> Result<Self> {
        let [Plan { role, options }, _] = plan(manifest, options)?;
        let file = file(dir, manifest, role)?;
        let session = runtime.session_from_file(&file, &options)?;
        let cross = cross_names(settings);
        let (heads, head_dim) = (settings.heads as i64, settings.head_dim as i64);
        let check = Check { model: &manifest.name, graph: "encoder" };
        let values = (2 + 3 * settings.patch_size * settings.patch_size) as i64;
        check.input(&session, "flattened_patches", &[-1, -1, values])?;
        for name in &cross {
            check.output(&session, name, &[-1, heads, -1, head_dim])?;
        }
        check.number_of(session.inputs().count(), 1, "inputs")?;
        check.number_of(layers(session.outputs(), "cross_key_"), settings.layers, "layers")?;
        Ok(Self { session, cross })
    }

    /// Encodes patches as [`super::patches::flatten`] makes them.
    ///
    /// # Errors
    /// [`crate::Error::Runtime`], or [`crate::Error::Interrupted`].
    pub fn encode(&mut self, patches: Array3<f32>, cancel: &Cancel) -> Result<Encoded> {
        let count = patches.len_of(Axis(1));
        let patches = Value::from_f32(patches)?;
        let outputs: Vec<_> =
            self.cross.iter().map(|name| (name.as_str(), Placement::Device)).collect();
        let cross = self.session.run(&[("flattened_patches", &patches)], &outputs, cancel)?;
        Ok(Encoded { cross, patches: count })
    }
}

impl DecoderGraph {
    /// Loads the graph of the model in `dir`.
    ///
    /// # Errors
    /// As [`EncoderGraph::open`].
    pub fn open(
        runtime: &Runtime,
        dir: &Path,
        manifest: &Manifest,
        settings: &Pix2Struct,
        options: &SessionOptions,
    ) -> Result<Self> {
        let [_, Plan { role, options }] = plan(manifest, options)?;
        let file = file(dir, manifest, role)?;
        let session = runtime.session_from_file(&file, &options)?;
        let cross = cross_names(settings);
        let past = names(settings, "past");
        let present = names(settings, "present");
        let cache = [-1, settings.heads as i64, -1, settings.head_dim as i64];
        let check = Check { model: &manifest.name, graph: "decoder" };
        check.input(&session, "input_ids", &[-1, -1])?;
        check.input(&session, "total_lengths", &[-1])?;
        for name in past.iter().chain(&cross) {
            check.input(&session, name, &cache)?;
        }
        check.output(&session, "next_tokens", &[-1, -1])?;
        check.output(&session, "log_probs", &[-1, -1])?;
        check.output(&session, "logits", &[-1, -1, settings.vocab_size as i64])?;
        for name in &present {
            check.output(&session, name, &cache)?;
        }
        check.number_of(layers(session.inputs(), "past_key_"), settings.layers, "layers")?;
        // Where texts of several pictures are read together, the number of patches is an input.
        let count = if matches!(options.device, Device::Cuda(_)) {
            2
        } else {
            check.input(&session, PATCH_COUNTS, &[-1])?;
            3
        };
        check.number_of(session.inputs().count(), count + 4 * settings.layers, "inputs")?;
        let model = manifest.name.clone();
        Ok(Self { session, model, settings: settings.clone(), past, present, cross })
    }

    /// Whether the graph reads several texts together, about pictures of different sizes.
    pub(super) fn takes_patch_counts(&self) -> bool {
        self.session.inputs().any(|name| name == PATCH_COUNTS)
    }
}

/// Where the graph of a role is.
fn file(dir: &Path, manifest: &Manifest, role: &str) -> Result<PathBuf, ModelError> {
    let damaged = |path: PathBuf, reason: String| ModelError::Damaged { path, reason };
    let Some(entry) = manifest.files.get(role) else {
        let reason = format!("it names no file for the {role}");
        return Err(damaged(dir.join(crate::models::manifest::FILE_NAME), reason));
    };
    let path = dir.join(&entry.path);
    if path.is_file() { Ok(path) } else { Err(damaged(path, "the file is missing".to_owned())) }
}

/// `{what}_key_0`, `{what}_value_0`, `{what}_key_1`, …
fn names(settings: &Pix2Struct, what: &str) -> Vec<String> {
    (0..settings.layers)
        .flat_map(|layer| [format!("{what}_key_{layer}"), format!("{what}_value_{layer}")])
        .collect()
}

fn cross_names(settings: &Pix2Struct) -> Vec<String> {
    names(settings, "cross")
}

/// How many layers a graph has by the names that begin with `prefix`.
fn layers<'a>(names: impl Iterator<Item = &'a str>, prefix: &str) -> usize {
    names.filter(|name| name.starts_with(prefix)).count()
}

/// Says where a graph is not what its manifest says.
struct Check<'a> {
    model: &'a str,
    graph: &'a str,
}

impl Check<'_> {
    fn input(&self, session: &Session, name: &str, expected: &[i64]) -> Result<(), ReadError> {
        self.shape(session.input_shape(name).as_deref(), &format!("input `{name}`"), expected)
    }

    fn output(&self, session: &Session, name: &str, expected: &[i64]) -> Result<(), ReadError> {
        self.shape(session.output_shape(name).as_deref(), &format!("output `{name}`"), expected)
    }

    /// `found` fits where either side leaves a length open (-1).
    fn shape(&self, found: Option<&[i64]>, what: &str, expected: &[i64]) -> Result<(), ReadError> {
        let Some(found) = found else {
            return Err(self.disagreement(&format!("has no {what}")));
        };
        let fits = found.len() == expected.len()
            && found.iter().zip(expected).all(|(a, b)| a == b || *a < 0 || *b < 0);
        if fits {
            return Ok(());
        }
        let reason =
            format!("has an {what} of shape {}, not {}", written(found), written(expected));
        Err(self.disagreement(&reason))
    }

    fn number_of(&self, found: usize, expected: usize, what: &str) -> Result<(), ReadError> {
        if found == expected {
            return Ok(());
        }
        Err(self.disagreement(&format!("has {found} {what}, not {expected}")))
    }

    fn disagreement(&self, reason: &str) -> ReadError {
        let reason = format!("its {} {reason}", self.graph);
        ReadError::Disagreement { model: self.model.to_owned(), reason }
    }
}

/// A shape with `?` for open lengths.
fn written(shape: &[i64]) -> String {
    let lengths: Vec<String> =
        shape.iter().map(|n| if *n < 0 { "?".to_owned() } else { n.to_string() }).collect();
    format!("[{}]", lengths.join(", "))
}
