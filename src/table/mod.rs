//! The table that both readers give and both answerers take.

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

pub mod format;
pub mod number;
pub mod parse;
mod read;

/// A chart's data as text cells: one header row, one label column.
///
/// Rectangular: every row has as many cells as the header. Column 0 holds the row labels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The chart's title, if there is one.
    pub title: Option<String>,
    /// Column labels; `header[0]` names the label column and may be empty.
    pub header: Vec<String>,
    /// Cells, row by row; `rows[r][0]` is the row's label.
    pub rows: Vec<Vec<String>>,
    /// Confidence of every cell in `[0, 1]`, same shape as `rows`, if the reader knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell_confidence: Option<Vec<Vec<f32>>>,
    /// Where every cell was read, `[x0, y0, x1, y1]` in pixels of the input picture,
    /// same shape as `rows`, if the reader knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cell_boxes: Option<Vec<Vec<Option<[f32; 4]>>>>,
}

/// A table could not be parsed or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TableError {
    /// The file is no CSV, or has no header.
    #[error("{name} is not a table: {reason}")]
    NotATable {
        /// Path or other name of the input.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Reading or writing failed.
    #[error("{name}: {source}")]
    Io {
        /// Path of the file.
        name: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// A spreadsheet could not be written.
    #[error("cannot write the spreadsheet: {0}")]
    Spreadsheet(String),
}

impl TableError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Failed
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NotATable { .. } => Some(
                "give a CSV file whose first line is the header and whose first column holds the labels"
                    .to_owned(),
            ),
            Self::Io { .. } | Self::Spreadsheet(_) => None,
        }
    }
}
