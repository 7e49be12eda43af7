//! A Pix2Struct checkpoint to ONNX encoder and decoder graphs.
//!
//! [`convert`] takes a checkpoint as the Hugging Face hub has it (`config.json`, `*.safetensors`
//! in one file or in shards, `tokenizer.json`) and writes a model folder:
//!
//! | file | what it is |
//! |---|---|
//! | `encoder.onnx`, `encoder.onnx.data` | patches to hidden states and cross-attention keys and values |
//! | `decoder.onnx`, `decoder.onnx.data` | tokens to the likeliest next ones, with a cache |
//! | `encoder_openvino.onnx`, `decoder_cuda.onnx` | the same over the same data, for those providers; `fp32` only |
//! | `tokenizer.json` | as it was |
//! | `manifest.toml` | what the model is ([`crate::models::Manifest`]), written last |
//!
//! The graphs are built here, operator by operator: standard ONNX (opset 20), and fused operators
//! of ONNX Runtime (domain `com.microsoft`). The checker of the `onnx` package accepts them too,
//! which it does not `SimplifiedLayerNormalization`: ONNX Runtime has that one in ONNX's own
//! domain. The bias of relative positions is computed for up to [`MAX_TOKENS`] tokens.

mod attention;
mod checkpoint;
mod config;
mod config_json;
mod decoder;
mod encoder;
mod error;
mod external;
mod graph;
mod linear;
mod onnx;
mod operators;
mod options;
mod origin;
mod output;
mod position;
mod quantise;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use prost::Message;

pub use error::ConvertError;
pub use options::{ConvertOptions, Precision};
pub use origin::{KnownModel, known_models};

use checkpoint::Weights;
use config::{Architecture, Pictures};
use decoder::Target;
use encoder::Operators;
use graph::Graph;
use linear::Matrices;
use onnx::ElementType;
use origin::Origin;
use output::{Place, Staging};

use crate::models::manifest::{FORMAT, Family, Manifest, Pix2Struct, Task};
use crate::progress::{Event, Progress};
use crate::{Cancel, Result};

/// Longest text that a converted decoder can write, the start token included: the length of its
/// table of relative position biases.
pub const MAX_TOKENS: usize = 4096;

const TOKENIZER: &str = "tokenizer.json";
const MODEL_CARD: &str = "README.md";
/// Licence texts that go along with the weights, by the role they get.
const LICENCE_FILES: [(&str, &str); 5] = [
    ("licence", "LICENSE"),
    ("licence", "LICENSE.txt"),
    ("licence", "LICENSE.md"),
    ("notice", "NOTICE"),
    ("notice", "NOTICE.txt"),
];

/// Converts the checkpoint in the folder `checkpoint` to a model in the folder `out`.
///
/// Everything is checked before anything is written; the model is then made in a folder beside
/// `out` and moved there when it is whole. A model that is at `out` already is replaced; anything
/// else there is an error.
///
/// # Errors
/// [`ConvertError`] for whatever is wrong with the checkpoint or with writing the model;
/// [`crate::Error::Interrupted`] once `options.cancel` was triggered. Nothing is left behind.
///
/// ```no_run
/// use std::path::Path;
/// use chartqa::convert::{ConvertOptions, convert};
/// use chartqa::progress::Silent;
///
/// let options = ConvertOptions { origin: Some("google/deplot".into()), ..Default::default() };
/// let manifest = convert(Path::new("checkpoint"), Path::new("deplot"), &options, &Silent)?;
/// assert_eq!(manifest.name, "deplot");
/// # Ok::<(), chartqa::Error>(())
/// ```
pub fn convert(
    checkpoint: &Path,
    out: &Path,
    options: &ConvertOptions,
    progress: &dyn Progress,
) -> Result<Manifest> {
    if !checkpoint.is_dir() {
        return Err(ConvertError::NoCheckpoint { path: checkpoint.to_owned() }.into());
    }
    let (architecture, pictures) = config::read(checkpoint)?;
    let weights = Weights::open(checkpoint)?;
    let graphs = graphs(&architecture, &weights, options.precision)?;
    let tokenizer = read_tokenizer(checkpoint)?;
    let place = Place::check(out)?;
    let manifest = describe(checkpoint, &place, options, &architecture, pictures, progress)?;

    let mut staging = Staging::create(place)?;
    for graph in graphs {
        write_graph(graph, &weights, &manifest, &mut staging, &options.cancel, progress)?;
    }
    staging.add_bytes("tokenizer", TOKENIZER, &tokenizer)?;
    copy_licence(checkpoint, &mut staging)?;
    options.cancel.check()?;
    staging.commit(manifest)
}

/// A graph, and others over the same weights with the roles they get.
struct Graphs<'w> {
    main: Graph<'w>,
    others: Vec<(&'static str, Graph<'w>)>,
}

/// Encoder and decoder. 32-bit floats run on every provider, but not in the same operators;
/// 16-bit floats are for CUDA, and integers for the CPU.
fn graphs<'w>(
    architecture: &Architecture,
    weights: &'w Weights,
    precision: Precision,
) -> Result<[Graphs<'w>; 2], ConvertError> {
    let (in_encoder, in_decoder, target) = match precision {
        Precision::Fp32 => {
            let element = ElementType::F32;
            (Matrices::Columns(element), Matrices::Rows(element), Target::Cpu)
        }
        Precision::Fp16 => {
            let element = ElementType::F16;
            (Matrices::Columns(element), Matrices::Rows(element), Target::Cuda)
        }
        Precision::Q8 => (Matrices::Channels, Matrices::Blocks, Target::Cpu),
    };
    let encoder = |operators| encoder::build(architecture, weights, in_encoder, operators);
    let decoder = |target| decoder::build(architecture, weights, in_decoder, target);
    let (mut encoders, mut decoders) = (Vec::new(), Vec::new());
    if precision == Precision::Fp32 {
        encoders.push(("encoder_openvino", encoder(Operators::Standard)?));
        decoders.push(("decoder_cuda", decoder(Target::Cuda)?));
    }
    Ok([
        Graphs { main: encoder(Operators::Fused)?, others: encoders },
        Graphs { main: decoder(target)?, others: decoders },
    ])
}

/// Writes graphs and their data file.
fn write_graph(
    graphs: Graphs<'_>,
    weights: &Weights,
    manifest: &Manifest,
    staging: &mut Staging,
    cancel: &Cancel,
    progress: &dyn Progress,
) -> Result<()> {
    let role = graphs.main.name();
    let data_file = format!("{role}.onnx.data");
    let (offsets, total) = external::place(graphs.main.weights());
    let metadata = [("origin", &*manifest.origin), ("revision", &*manifest.revision)];
    let (model, placed) = graphs.main.into_model(&data_file, &offsets, &metadata)?;

    progress.report(Event::Start { what: &data_file, total: Some(total) });
    let mut file = staging.file(&data_file)?;
    external::write(&mut file, &placed, weights, cancel, |done| {
        progress.report(Event::Advance(done));
    })?;
    staging.add(&format!("{role}_data"), file)?;
    staging.add_bytes(role, &format!("{role}.onnx"), &model.encode_to_vec())?;
    for (role, graph) in graphs.others {
        let (model, _) = graph.into_model(&data_file, &offsets, &metadata)?;
        staging.add_bytes(role, &format!("{role}.onnx"), &model.encode_to_vec())?;
    }
    progress.report(Event::Finish);
    Ok(())
}

/// The tokenizer's bytes, if they are what they should be by the look of it.
fn read_tokenizer(checkpoint: &Path) -> Result<Vec<u8>, ConvertError> {
    #[derive(serde::Deserialize)]
    struct Tokenizer {
        #[serde(rename = "model")]
        _model: serde::de::IgnoredAny,
    }
    let path = checkpoint.join(TOKENIZER);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(ConvertError::NoTokenizer { path: checkpoint.to_owned() });
        }
        Err(e) => return Err(ConvertError::read(&path)(e)),
    };
    match serde_json::from_slice::<Tokenizer>(&bytes) {
        Ok(_) => Ok(bytes),
        Err(e) => Err(ConvertError::Config { path, reason: format!("not a tokenizer: {e}") }),
    }
}

/// Copies the licence and the model card, where there are any.
fn copy_licence(checkpoint: &Path, staging: &mut Staging) -> Result<(), ConvertError> {
    let mut done: Vec<&str> = Vec::new();
    for (role, name) in LICENCE_FILES.into_iter().chain([("model_card", MODEL_CARD)]) {
        let path: PathBuf = checkpoint.join(name);
        if done.contains(&role) || !path.is_file() {
            continue;
        }
        let bytes = std::fs::read(&path).map_err(ConvertError::read(&path))?;
        staging.add_bytes(role, name, &bytes)?;
        done.push(role);
    }
    Ok(())
}

/// The manifest, but for the files.
fn describe(
    checkpoint: &Path,
    place: &Place,
    options: &ConvertOptions,
    architecture: &Architecture,
    pictures: Pictures,
    progress: &dyn Progress,
) -> Result<Manifest, ConvertError> {
    let found = Origin::of_folder(checkpoint);
    let id = options.origin.clone().or(found.id);
    let known = origin::recognise(id.as_deref(), checkpoint)?;
    let (task, header) = purpose(options, known.as_ref(), pictures, progress)?;
    let max_patches = options.max_patches.unwrap_or(pictures.max_patches);
    // Row and column ids count from 1 and may reach the budget.
    if max_patches == 0 || max_patches > architecture.vision.positions {
        let reason = format!(
            "it must be from 1 to vision_config.seq_len ({})",
            architecture.vision.positions
        );
        return Err(ConvertError::unsupported("max_patches", &max_patches, &reason));
    }
    let card = std::fs::read_to_string(checkpoint.join(MODEL_CARD)).unwrap_or_default();
    let unknown = || "unknown".to_owned();
    let text = &architecture.text;
    Ok(Manifest {
        format: FORMAT,
        name: options
            .name
            .clone()
            .or_else(|| known.as_ref().map(|known| known.name.clone()))
            .unwrap_or_else(|| place.name().to_owned()),
        origin: id
            .or_else(|| known.as_ref().map(|known| known.id.clone()))
            .unwrap_or_else(|| "a local checkpoint".to_owned()),
        revision: options.revision.clone().or(found.revision).unwrap_or_else(unknown),
        licence: options
            .licence
            .clone()
            .or_else(|| known.map(|known| known.licence))
            .or_else(|| origin::licence_of_card(&card))
            .unwrap_or_else(unknown),
        precision: options.precision.to_string(),
        family: Family::Pix2struct(Pix2Struct {
            task,
            header,
            max_patches,
            positions: architecture.vision.positions,
            patch_size: pictures.patch_size,
            layers: text.layers,
            heads: text.heads,
            head_dim: text.head_dim,
            vocab_size: text.vocab_size,
            decoder_start_token_id: text.tokens.start,
            eos_token_id: text.tokens.end,
            pad_token_id: text.tokens.pad,
        }),
        check: None,
        files: BTreeMap::new(),
    })
}

/// What the model does and the header it wants: what the caller says, else what is known about
/// it, else what `is_vqa` suggests.
fn purpose(
    options: &ConvertOptions,
    known: Option<&KnownModel>,
    pictures: Pictures,
    progress: &dyn Progress,
) -> Result<(Task, Option<String>), ConvertError> {
    let task = match (options.task, &options.header, known) {
        (Some(task), ..) => task,
        (None, Some(_), _) => Task::Table,
        (None, None, Some(known)) => known.task,
        (None, None, None) if pictures.is_vqa => {
            progress.report(Event::Note(
                "the checkpoint wants a text above the picture: taken for one that answers questions \
                 (one that reads tables needs to be told so, with its header)",
            ));
            Task::Question
        }
        (None, None, None) => Task::Text,
    };
    let known_header = || known.and_then(|known| known.header.clone());
    let header = options.header.clone().or_else(|| known_header().filter(|_| task == Task::Table));
    match (task, &header) {
        (Task::Question, Some(header)) => Err(ConvertError::unsupported(
            "header",
            &format!("{header:?}"),
            "a model that answers questions has the question as its header",
        )),
        (Task::Table, None) if pictures.is_vqa => Err(ConvertError::unsupported(
            "is_vqa",
            &true,
            "a model that reads tables from a picture under a header needs that header's text",
        )),
        _ => Ok((task, header)),
    }
}
