//! Bar charts: rectangles on a baseline, what they are made of, how they are
//! grouped, and their values.

pub mod background;
pub mod bar_chart;
pub mod bar_line;
pub mod bars;
pub mod beside;
pub mod ends;
pub mod erase;
pub mod groups;
pub mod not_bars;
pub mod over_bars;
pub mod prints;
pub mod rectangles;
pub mod rounding;
pub mod rows;
pub mod stacked;
pub mod stacks;
pub mod stairs;
pub mod tracks;
pub mod values;
