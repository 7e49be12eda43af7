//! Bar charts: rectangles on a baseline, what they are made of, how they are
//! grouped, and their values.

pub mod bar_chart;
pub mod bar_line;
pub mod bars;
pub mod ends;
pub mod erase;
pub mod groups;
pub mod over_bars;
pub mod rectangles;
pub mod rows;
pub mod stacks;
pub mod values;
