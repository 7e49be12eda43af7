//! Chart question answering: a picture of a chart in, a table and an answer out.
//!
//! Data flows one way, and every stage is public:
//!
//! `bytes → image → reader (header → patches → encoder → decoder → text, or marks) → Table → Answer`
//!
//! | module | stage |
//! |---|---|
//! | [`image_source`] | path, standard input, URL or data URI to an RGB picture |
//! | [`reader`] | picture to [`Reading`]; [`pix2struct`] and [`marks`] are the two families |
//! | [`table`] | the table type, its parser, numbers and output formats |
//! | [`answer`] | table and question to [`answer::Answer`]; by rules or by an LLM ([`llm`]) |
//! | [`cache`] | readings that are kept |
//! | [`pipeline`] | the composition of the above |
//! | [`batch`] | the same for many pictures and questions: manifest to lines of results |
//! | [`contract`] | the JSON objects that scripts rely on |
//! | [`metrics`] | how good a table or an answer is |
//! | [`eval`] | data sets, results and summaries of whole runs |
//! | [`runtime`] | ONNX Runtime: library, providers, sessions |
//! | [`models`] | manifests, the model store and the hub |
//! | [`convert`] | Pix2Struct checkpoint to ONNX |

pub mod answer;
pub mod batch;
pub mod cache;
pub mod cancel;
pub mod contract;
pub mod convert;
mod error;
pub mod eval;
pub mod home;
pub mod http;
pub mod image_source;
pub mod llm;
pub mod marks;
pub mod memory;
pub mod metrics;
pub mod models;
pub mod pipeline;
pub mod pix2struct;
pub mod progress;
pub mod reader;
mod reading;
pub mod runtime;
pub mod table;

pub use cancel::Cancel;
pub use error::{Error, ErrorKind, Result, in_words};
pub use reading::{Reading, Timings, Verdicts};
pub use table::Table;
