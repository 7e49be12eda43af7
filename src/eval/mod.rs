//! Evaluation: data sets in, a result for every item and a summary of them out.
//!
//! - [`dataset`]: JSON lines, CSV and ChartQA's own folder layout to [`Item`]s.
//! - [`score`]: what was read or answered, scored into a [`Record`].
//! - [`summary`]: many records to a [`Summary`], by split, chart type, kind of question and by
//!   whether values are printed, with bootstrap intervals.
//! - [`journal`]: records as they come, so that an interrupted run can go on.
//! - [`compare`]: two runs over the same items, with the difference and its interval.
//! - [`precision`]: one precision of a model against another.
//! - [`html`]: the report to look at.
//!
//! What reads the pictures and answers the questions is not known here.

pub mod compare;
pub mod dataset;
mod error;
pub mod html;
pub mod journal;
mod metric;
pub mod precision;
mod record;
pub mod score;
pub mod summary;

pub use dataset::{BadLine, Dataset, Item};
pub use error::EvalError;
pub use metric::Metric;
pub use precision::{Agreement, PrecisionCheck};
pub use record::{Outcome, Record};
pub use summary::Summary;
