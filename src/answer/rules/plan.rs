//! What is to be computed: a small program over cells.

use super::question::{Comparison, Direction};
use super::view::{Axis, Cell};

/// Why a question is not answered, as a sentence without full stop.
pub(super) type Refusal = String;

/// Several numbers to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Sum,
    Mean,
    Median,
}

/// Two numbers to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Binary {
    /// How far apart two numbers are.
    Distance,
    /// The first divided by the second.
    Over,
    Times,
    /// The first as a percentage of the second.
    PercentOf,
    /// The change from the first to the second, in per cent of the first.
    PercentChange,
}

/// A number.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expression {
    Constant(f64),
    Cell(Cell),
    Fold(Fold, Vec<Cell>),
    /// The highest value, or the one of another rank.
    Extreme {
        cells: Vec<Cell>,
        direction: Direction,
        rank: usize,
    },
    /// The sum or mean of the so many highest.
    FoldExtremes {
        fold: Fold,
        cells: Vec<Cell>,
        direction: Direction,
        count: usize,
    },
    Binary(Binary, Box<Expression>, Box<Expression>),
    /// Sum or mean of computed numbers.
    Combine(Fold, Vec<Expression>),
}

impl Expression {
    pub(super) fn binary(binary: Binary, left: Self, right: Self) -> Self {
        Self::Binary(binary, Box::new(left), Box::new(right))
    }
}

/// What must hold for a cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    pub comparison: Comparison,
    pub bound: Expression,
}

/// What is wanted of the places that something holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Labels,
    /// The first of them, in order of time.
    First,
    Count,
    /// Whether it holds for all places.
    Whether,
}

/// Which way values change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    Rise,
    Fall,
    /// Either way.
    Any,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Plan {
    /// Show a cell as it stands.
    Lookup(Cell),
    /// Show the chart's title.
    Title,
    /// Compute a number.
    Number(Expression),
    /// Labels of the cell with the highest value, or the value of another rank.
    Extreme { cells: Vec<Cell>, axis: Axis, direction: Direction, rank: usize },
    /// Labels of the so many highest.
    Top { cells: Vec<Cell>, axis: Axis, direction: Direction, count: usize },
    /// Labels of the cells that all conditions hold for.
    Where {
        cells: Vec<Cell>,
        axis: Axis,
        conditions: Vec<Condition>,
        /// Only the first of them: `when did it first exceed 5`.
        first: bool,
    },
    /// How many cells all conditions hold for.
    Count { cells: Vec<Cell>, conditions: Vec<Condition> },
    /// How many cells there are.
    CountCells(Vec<Cell>),
    /// How many places there are along an axis.
    CountLabels { axis: Axis, places: Vec<usize> },
    /// Yes or no.
    Compare { left: Expression, comparison: Comparison, right: Expression },
    /// Whether the highest value stands at `place`.
    IsExtreme { cells: Vec<Cell>, axis: Axis, direction: Direction, place: usize },
    /// The place where the two cells of a pair are furthest apart, or nearest; or
    /// how far apart they are there.
    Gap { pairs: Vec<(Cell, Cell)>, axis: Axis, direction: Direction, value: bool },
    /// The place whose cells have the highest sum or mean; or that sum or mean.
    FoldedExtreme {
        groups: Vec<Vec<Cell>>,
        fold: Fold,
        axis: Axis,
        direction: Direction,
        rank: usize,
        value: bool,
    },
    /// The places that have the same value as another; or that value.
    Same { cells: Vec<Cell>, axis: Axis, value: bool },
    /// The places where a comparison holds between the two cells of a pair.
    Pairs { pairs: Vec<(Cell, Cell)>, axis: Axis, comparison: Comparison, wanted: Wanted },
    /// The place with the largest change from the second cell of a pair to the first.
    Change { pairs: Vec<(Cell, Cell)>, axis: Axis, change: Change },
    /// The place whose value is nearest to a number.
    Nearest { cells: Vec<Cell>, axis: Axis, number: f64 },
}

impl Expression {
    /// The cells it is computed from, as they come.
    pub(super) fn cells(&self) -> Vec<Cell> {
        match self {
            Self::Constant(_) => Vec::new(),
            Self::Cell(cell) => vec![*cell],
            Self::Fold(_, cells)
            | Self::Extreme { cells, .. }
            | Self::FoldExtremes { cells, .. } => cells.clone(),
            Self::Binary(_, left, right) => [left.cells(), right.cells()].concat(),
            Self::Combine(_, parts) => parts.iter().flat_map(Self::cells).collect(),
        }
    }
}

impl Plan {
    /// The cells it computes with or shows, as they come.
    pub(super) fn cells(&self) -> Vec<Cell> {
        let flat = |pairs: &[(Cell, Cell)]| pairs.iter().flat_map(|p| [p.0, p.1]).collect();
        match self {
            Self::Title | Self::CountLabels { .. } => Vec::new(),
            Self::Lookup(cell) => vec![*cell],
            Self::Number(expression) => expression.cells(),
            Self::Where { cells, conditions, .. } | Self::Count { cells, conditions } => cells
                .iter()
                .copied()
                .chain(conditions.iter().flat_map(|c| c.bound.cells()))
                .collect(),
            Self::Extreme { cells, .. }
            | Self::Top { cells, .. }
            | Self::IsExtreme { cells, .. }
            | Self::Same { cells, .. }
            | Self::Nearest { cells, .. }
            | Self::CountCells(cells) => cells.clone(),
            Self::Compare { left, right, .. } => [left.cells(), right.cells()].concat(),
            Self::Gap { pairs, .. } | Self::Pairs { pairs, .. } | Self::Change { pairs, .. } => {
                flat(pairs)
            }
            Self::FoldedExtreme { groups, .. } => groups.concat(),
        }
    }

    /// The axis along which its labels stand.
    pub(super) fn axis(&self) -> Axis {
        match self {
            Self::Extreme { axis, .. }
            | Self::Top { axis, .. }
            | Self::Where { axis, .. }
            | Self::CountLabels { axis, .. }
            | Self::IsExtreme { axis, .. }
            | Self::Gap { axis, .. }
            | Self::FoldedExtreme { axis, .. }
            | Self::Same { axis, .. }
            | Self::Pairs { axis, .. }
            | Self::Change { axis, .. }
            | Self::Nearest { axis, .. } => *axis,
            Self::Title
            | Self::Lookup(_)
            | Self::Number(_)
            | Self::Count { .. }
            | Self::CountCells(_)
            | Self::Compare { .. } => Axis::Row,
        }
    }
}
