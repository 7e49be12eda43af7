//! What a reader says about a picture.

use serde::{Deserialize, Serialize};

use crate::Table;

/// A chart, read: the table and everything known about how it was read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The table as parsed from what the model wrote, or as assembled from marks.
    #[serde(skip)]
    pub table: Table,
    /// Name of the model, e.g. `deplot` or `mini`.
    pub model: String,
    /// Revision of the model's weights (hub commit, or version of the built-in reader).
    pub revision: String,
    /// Precision of the weights: `fp32`, `fp16`, `q8`.
    pub precision: String,
    /// Execution provider that ran it: `cpu`, `cuda:0`, `openvino`.
    pub provider: String,
    /// The model's raw text for a sequence model (`<0x0A>` between rows); the
    /// table in the same linearised form for `mini`.
    pub text: String,
    /// Tokens decoded, without the end token; 0 for a reader that has none.
    pub tokens: usize,
    /// Ids of these tokens; a kept reading has lost them.
    #[serde(skip)]
    pub token_ids: Vec<u32>,
    /// What is wrong with the reading, if anything.
    #[serde(flatten)]
    pub verdicts: Verdicts,
    /// Doubts for a person, one sentence each, e.g. about a part of the picture that nothing explains.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
    /// Whether it was not read now but kept from an earlier time ([`crate::cache`]).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cached: bool,
    /// Where the time went.
    #[serde(skip)]
    pub timings: Timings,
    /// The picture with everything drawn over it that was found, if it was asked for
    /// ([`crate::reader::ReadOptions::overlay`]).
    #[serde(skip)]
    pub overlay: Option<image::RgbImage>,
}

/// Defects of a reading that can be told from its text alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdicts {
    /// The token limit was reached before the end of the text.
    pub truncated: bool,
    /// The text runs in a loop; decoding was stopped, or the loop is in the text.
    pub repeated: bool,
    /// Rows had different numbers of cells and were padded.
    pub ragged: bool,
}

/// Milliseconds by stage; `total` includes what the stages do not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// Loading the library, the models and building sessions.
    pub load: f64,
    /// Picture to model input.
    pub preprocess: f64,
    /// Encoder, or the networks of the built-in reader.
    pub encode: f64,
    /// Decoder, or the assembly of the built-in reader.
    pub decode: f64,
    /// Answering the question.
    pub answer: f64,
    /// From start to end.
    pub total: f64,
}
