//! What a caller can say about a conversion.

use std::fmt;
use std::str::FromStr;

use crate::Cancel;
use crate::models::manifest::Task;

/// What a caller can say about a conversion; whatever is `None` is taken from the checkpoint.
#[derive(Debug, Clone, Default)]
pub struct ConvertOptions {
    /// Short name of the model. Otherwise that of the known checkpoint, else `out`'s own name.
    pub name: Option<String>,
    /// Hub id of the weights, e.g. `google/deplot`. Otherwise as the hub's cache layout says, if
    /// the checkpoint lies in one. A known id ([`super::known_models`]) says task, header and
    /// licence.
    pub origin: Option<String>,
    /// Hub commit of the weights. Otherwise as the hub's cache layout says.
    pub revision: Option<String>,
    /// SPDX expression of the weights' licence. Otherwise as known, else as the model card says.
    pub licence: Option<String>,
    /// What the model does. Otherwise as known, else by `is_vqa`: a question or a text.
    pub task: Option<Task>,
    /// Text to render above the picture; without a `task` it says that the model reads tables.
    pub header: Option<String>,
    /// Patch budget. Otherwise `max_patches` of `preprocessor_config.json`, else 2048.
    pub max_patches: Option<usize>,
    /// Precision of the weights that are written.
    pub precision: Precision,
    /// Ends the conversion between two tensors.
    pub cancel: Cancel,
}

/// Precision of a model's weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Precision {
    /// 32-bit floats: as exact as the checkpoint.
    #[default]
    Fp32,
    /// 16-bit floats, with norms and residual sums in 32 bits, for CUDA.
    Fp16,
    /// 8-bit integers with scales, for the CPU.
    Q8,
}

impl Precision {
    /// All, in the order they are listed in.
    pub const ALL: [Self; 3] = [Self::Fp32, Self::Q8, Self::Fp16];

    /// The name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fp32 => "fp32",
            Self::Fp16 => "fp16",
            Self::Q8 => "q8",
        }
    }
}

impl fmt::Display for Precision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Precision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|precision| precision.name() == text)
            .ok_or_else(|| format!("`{text}` is not a precision: fp32, q8 or fp16"))
    }
}
