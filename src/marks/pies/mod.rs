//! Pies and donuts: the disc, its sectors, their names and values.

pub mod disc;
pub mod named_number;
pub mod pie;
pub mod pie_labels;
pub mod pie_legend;
pub mod pie_text;
pub mod sector_edges;
pub mod sector_runs;
pub mod sectors;
pub mod shares;
