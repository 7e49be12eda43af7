//! The weights of a checkpoint: where each tensor lies, and its bytes.
//!
//! Files are read with positioned reads, one tensor at a time. (A memory map
//! would save a copy, but needs `unsafe` and dies of a signal when the file is
//! cut short under it.)

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use safetensors::Dtype;
use safetensors::tensor::{Metadata, TensorInfo};
use serde::Deserialize;

use super::ConvertError;

/// The one weight file of an unsharded checkpoint.
const SINGLE: &str = "model.safetensors";
/// Which tensor is in which shard.
const INDEX: &str = "model.safetensors.index.json";
/// Length of the number that a safetensors file begins with: the header's length.
const LENGTH_BYTES: u64 = 8;
/// Longest header that is read, the limit of the safetensors format itself.
const MAX_HEADER: u64 = 100_000_000;
/// A tensor that every Pix2Struct checkpoint has; what stands before it in its name stands
/// before all names (`module.` from data-parallel training, for example).
const LANDMARK: &str = "decoder.final_layer_norm.weight";

/// How a tensor's numbers are stored, little-endian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// bfloat16.
    Bf16,
    /// IEEE half.
    F16,
    /// IEEE single.
    F32,
}

/// A tensor that was found, and checked to be what the config asks for.
#[derive(Debug, Clone)]
pub(super) struct Located {
    /// Row-major, as stored.
    pub(super) shape: Vec<usize>,
    /// How the numbers are stored.
    pub(super) stored: Stored,
    /// Index of the file in [`Weights::files`].
    file: usize,
    /// Position of the first byte within the file.
    offset: u64,
    /// Length in bytes.
    length: usize,
}

/// All tensors of a checkpoint.
pub(super) struct Weights {
    folder: PathBuf,
    files: Vec<PathBuf>,
    tensors: HashMap<String, (usize, u64, TensorInfo)>,
    prefix: String,
}

impl Weights {
    /// Reads the headers of the weight files in `folder`.
    pub(super) fn open(folder: &Path) -> Result<Self, ConvertError> {
        let files = weight_files(folder)?;
        let mut tensors = HashMap::new();
        for (number, path) in files.iter().enumerate() {
            let (data, metadata) = read_header(path)?;
            for (name, info) in metadata.tensors() {
                tensors.insert(name, (number, data, info.clone()));
            }
        }
        let prefix = tensors
            .keys()
            .find_map(|name| name.strip_suffix(LANDMARK))
            .unwrap_or_default()
            .to_owned();
        Ok(Self { folder: folder.to_owned(), files, tensors, prefix })
    }

    /// Whether there is a tensor of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.tensors.contains_key(&format!("{}{name}", self.prefix))
    }

    /// Finds a tensor and checks its shape and type.
    pub(super) fn locate(&self, name: &str, expected: &[usize]) -> Result<Located, ConvertError> {
        let name = format!("{}{name}", self.prefix);
        let Some((file, data, info)) = self.tensors.get(&name) else {
            return Err(ConvertError::MissingTensor { path: self.folder.clone(), name });
        };
        let path = || self.files[*file].clone();
        if info.shape != expected {
            return Err(ConvertError::Shape {
                path: path(),
                name,
                found: info.shape.clone(),
                expected: expected.to_vec(),
            });
        }
        let stored = match info.dtype {
            Dtype::BF16 => Stored::Bf16,
            Dtype::F16 => Stored::F16,
            Dtype::F32 => Stored::F32,
            other => {
                return Err(ConvertError::Dtype {
                    path: path(),
                    name,
                    found: format!("{other:?}"),
                });
            }
        };
        let (start, end) = info.data_offsets;
        Ok(Located {
            shape: info.shape.clone(),
            stored,
            file: *file,
            offset: data + start as u64,
            length: end - start,
        })
    }

    /// Reads a tensor's bytes, as stored, into `buffer` (whose content is replaced).
    pub(super) fn read(&self, tensor: &Located, buffer: &mut Vec<u8>) -> Result<(), ConvertError> {
        let path = &self.files[tensor.file];
        buffer.resize(tensor.length, 0);
        let mut file = File::open(path).map_err(ConvertError::read(path))?;
        file.seek(SeekFrom::Start(tensor.offset))
            .and_then(|_| file.read_exact(buffer))
            .map_err(ConvertError::read(path))
    }

    /// A tensor's numbers, in the order they are stored in. For small tensors.
    pub(super) fn numbers(&self, tensor: &Located) -> Result<Vec<f32>, ConvertError> {
        let mut bytes = Vec::new();
        self.read(tensor, &mut bytes)?;
        Ok(tensor.stored.decode(&bytes))
    }
}

impl Stored {
    /// All numbers of `bytes`.
    pub(super) fn decode(self, bytes: &[u8]) -> Vec<f32> {
        let pairs = || bytes.chunks_exact(2).map(|b| [b[0], b[1]]);
        match self {
            Self::Bf16 => pairs().map(bf16).collect(),
            Self::F16 => pairs().map(f16).collect(),
            Self::F32 => bytes
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
        }
    }
}

pub(super) fn bf16(bytes: [u8; 2]) -> f32 {
    half::bf16::from_le_bytes(bytes).to_f32()
}

pub(super) fn f16(bytes: [u8; 2]) -> f32 {
    half::f16::from_le_bytes(bytes).to_f32()
}

/// The weight files of a checkpoint, in the order of preference that transformers has.
fn weight_files(folder: &Path) -> Result<Vec<PathBuf>, ConvertError> {
    let single = folder.join(SINGLE);
    if single.exists() {
        return Ok(vec![single]);
    }
    let index = folder.join(INDEX);
    if index.exists() {
        return shards(folder, &index);
    }
    let mut files = Vec::new();
    let mut pickle = None;
    for entry in std::fs::read_dir(folder).map_err(ConvertError::read(folder))? {
        let path = entry.map_err(ConvertError::read(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match path.extension().and_then(|e| e.to_str()) {
            Some("safetensors") => files.push(path),
            Some("bin" | "pt" | "pth" | "ckpt") => pickle = pickle.or(Some(name)),
            _ => {}
        }
    }
    files.sort();
    match (files.is_empty(), pickle) {
        (false, _) => Ok(files),
        (true, Some(file)) => Err(ConvertError::Pickle { path: folder.to_owned(), file }),
        (true, None) => Err(ConvertError::NoWeights { path: folder.to_owned() }),
    }
}

/// The shards that an index names.
fn shards(folder: &Path, index: &Path) -> Result<Vec<PathBuf>, ConvertError> {
    #[derive(Deserialize)]
    struct Index {
        weight_map: BTreeMap<String, String>,
    }
    let refuse = |reason: String| ConvertError::Config { path: index.to_owned(), reason };
    let text = std::fs::read_to_string(index).map_err(ConvertError::read(index))?;
    let parsed: Index =
        serde_json::from_str(&text).map_err(|e| refuse(format!("not a weight index: {e}")))?;
    let names: BTreeSet<String> = parsed.weight_map.into_values().collect();
    names
        .into_iter()
        .map(|name| {
            // The index comes with the checkpoint: it may not point out of its folder.
            if Path::new(&name).file_name() != Some(name.as_ref()) {
                return Err(refuse(format!("the shard `{name}` is not a plain file name")));
            }
            let path = folder.join(&name);
            if path.exists() {
                Ok(path)
            } else {
                let reason = format!("missing, though {INDEX} names it");
                Err(ConvertError::Weights { path, reason })
            }
        })
        .collect()
}

/// Reads a safetensors header; returns where the data begins and what is there.
fn read_header(path: &Path) -> Result<(u64, Metadata), ConvertError> {
    let refuse = |reason: String| ConvertError::Weights { path: path.to_owned(), reason };
    let mut file = File::open(path).map_err(ConvertError::read(path))?;
    let size = file.metadata().map_err(ConvertError::read(path))?.len();
    let mut length = [0; LENGTH_BYTES as usize];
    if size < LENGTH_BYTES {
        return Err(refuse(format!("cut short: {size} bytes are no safetensors file")));
    }
    file.read_exact(&mut length).map_err(ConvertError::read(path))?;
    if &length == b"version " {
        return Err(refuse(
            "a Git LFS pointer stands in place of the weights; `git lfs pull` fetches them"
                .to_owned(),
        ));
    }
    let length = u64::from_le_bytes(length);
    if length > MAX_HEADER {
        return Err(refuse(format!("not a safetensors file (a header of {length} bytes)")));
    }
    let data = LENGTH_BYTES + length;
    if size < data {
        return Err(refuse(format!("cut short: {size} bytes, and the header alone takes {data}")));
    }
    let mut header = vec![0; length as usize];
    file.read_exact(&mut header).map_err(ConvertError::read(path))?;
    let metadata: Metadata = serde_json::from_slice(&header)
        .map_err(|e| refuse(format!("not a safetensors file: {e}")))?;
    let expected = data + metadata.data_len() as u64;
    if size != expected {
        let how = if size < expected { "cut short" } else { "too long" };
        return Err(refuse(format!("{how}: {size} bytes in place of {expected}")));
    }
    Ok((data, metadata))
}
