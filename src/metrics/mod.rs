//! How good an answer or a table is: the published metrics of the field, exactly.
//!
//! | name | what it is |
//! |---|---|
//! | [`relaxed`] | relaxed accuracy (ChartQA, Pix2Struct, lmms-eval) |
//! | [`relaxed_vlmeval`], [`relaxed_lmeval`], [`relaxed_pro`] | its forms in VLMEvalKit, lm-evaluation-harness and ChartQAPro |
//! | [`relaxed_years`], [`relaxed_units`] | corrected forms of our own, to stand beside |
//! | [`rnss`], [`rms`] | the table metrics of DePlot |
//! | [`rms_fixed`] | RMS without its quirks |
//! | [`Cells`] | labels, numbers and rows that were read right |
//!
//! What carries a published name keeps the published quirks; a correction has a name of its
//! own. Everything here is a pure function of texts and tables.

mod anls;
mod assignment;
mod cells;
mod points;
mod python;
mod relaxed;
mod rms;
mod rnss;

pub use anls::anls;
pub use cells::{Cells, alignment, label_right, value_right};
pub use points::linearised;
pub use relaxed::{
    relaxed, relaxed_lmeval, relaxed_pro, relaxed_pro_list, relaxed_units, relaxed_vlmeval,
    relaxed_years,
};
pub use rms::{Prf, TooLarge, rms, rms_fixed};
pub use rnss::rnss;
