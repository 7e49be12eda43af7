//! Why a picture was not read: what was seen instead of a chart that is.

use crate::reader::ReadError;

/// What the reader saw that it cannot make a table of.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Too few pixels for anything to be read.
    #[error("the picture is only {0} x {1} pixels")]
    TooSmall(u32, u32),
    /// There is nothing in the picture.
    #[error("the picture is blank")]
    Blank,
    /// No bars; the text says what there is instead.
    #[error("no bars were found; {0}")]
    NoBars(String),
    /// Bars of several colours that repeat at no even distance.
    #[error("bars of several colours that make no even groups ({0})")]
    SeveralSeries(String),
    /// Lines of which too little can be said; the text says what is missing.
    #[error("lines, but {0}")]
    Lines(String),
    /// Bars filled with hatches or dots.
    #[error("bars filled with patterns; only plain ones are read")]
    Patterns,
    /// The value axis is logarithmic.
    #[error("a logarithmic axis; only linear ones are read")]
    Logarithmic,
    /// Two value axes that disagree.
    #[error("two value axes, and no line was found that the second could be of")]
    TwoScales,
    /// Neither an axis nor printed values.
    #[error(
        "{bars} bars, but no scale: {ticks} of the numbers lie on one axis, and {printed} bars have a printed value"
    )]
    NoScale {
        /// Bars found.
        bars: usize,
        /// Most labels that lie on one linear axis.
        ticks: usize,
        /// Bars with a number printed at them.
        printed: usize,
    },
    /// Bars without names.
    #[error(
        "{bars} bars, but labels could be read for {labels} of them only{}",
        if *labels > 0 { ": a histogram, or names that are hard to read" } else { "" }
    )]
    NoLabels {
        /// Bars found.
        bars: usize,
        /// Bars with a label.
        labels: usize,
    },
    /// A disc that is no plain pie; the text says what it is.
    #[error("a disc: {0}, and this version reads plain pies and donuts with names")]
    Disc(String),
    /// Rectangles as wide as the bars that stand on nothing.
    #[error("{0} bars that do not begin where the others do, as in a waterfall or a Gantt chart")]
    Floating(usize),
    /// Rectangles of one size that fill a grid.
    #[error("{0} cells of one size side by side and on top of each other, as in a heat map")]
    Grid(usize),
    /// Bars that do not stand at even distances.
    #[error("{0} bars that are not evenly spaced, as in a grouped chart or a histogram")]
    Uneven(usize),
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> Self {
        Self::Unreadable { model: crate::marks::NAME.to_owned(), seen: refusal.to_string() }
    }
}

impl From<Refusal> for crate::Error {
    fn from(refusal: Refusal) -> Self {
        ReadError::from(refusal).into()
    }
}
