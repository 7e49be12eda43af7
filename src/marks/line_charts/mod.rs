//! Line charts: strokes traced through crossings, the slots along them, and
//! their values.

pub mod areas;
pub mod at_slot;
pub mod blends;
pub mod line_chart;
pub mod line_labels;
pub mod line_names;
pub mod line_series;
pub mod line_values;
pub mod markers;
pub mod not_lines;
pub mod palette;
pub mod points;
mod rimmed;
pub mod sequence;
pub mod slot_grids;
pub mod strokes;
pub mod traced;
