//! Names: of the slots under or beside the marks, of the series, of the chart
//! and its axes.

pub mod at_baseline;
pub mod cutting;
pub mod labels;
pub mod legend;
pub mod series;
pub mod slanted;
pub mod slots;
pub mod titles;
