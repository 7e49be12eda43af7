//! A table as text or as a file: one module a format.
//!
//! Everything in a table came out of a picture that somebody else made, so all
//! of it is written as data: Markdown, HTML and formula syntax in a label stays
//! a label.

use std::str::FromStr;

use super::{Table, TableError};

mod delimited;
mod html;
mod markdown;
mod xlsx;

pub(super) use delimited::unguarded;
pub(crate) use html::escape as escape_html;
pub use xlsx::workbook;

/// The output formats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// GitHub-flavoured Markdown, columns aligned for reading as plain text.
    #[default]
    Markdown,
    /// Comma-separated values, UTF-8, RFC 4180 quoting.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// The `table` object of the JSON contract.
    Json,
    /// One `<table>` element.
    Html,
    /// A spreadsheet of Office Open XML.
    Xlsx,
}

impl Format {
    /// Every format, in the order in which help texts list them.
    pub const ALL: [Self; 6] =
        [Self::Markdown, Self::Csv, Self::Tsv, Self::Json, Self::Html, Self::Xlsx];

    /// The name on the command line, which is also the file name extension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Json => "json",
            Self::Html => "html",
            Self::Xlsx => "xlsx",
        }
    }

    /// Whether the output is no text and must not go to a terminal.
    pub fn is_binary(self) -> bool {
        self == Self::Xlsx
    }
}

impl FromStr for Format {
    type Err = String;

    /// Takes the [name](Format::name), in any case.
    fn from_str(name: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|f| f.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|f| f.name()).collect();
            format!("no table format `{name}`; there are {}", names.join(", "))
        })
    }
}

/// The table in `format`; texts end with a line feed.
///
/// ```
/// use chartqa::table::{Table, format::{Format, to_bytes}};
/// let table = Table {
///     header: vec!["Region".into(), "Sales".into()],
///     rows: vec![vec!["North".into(), "42".into()]],
///     ..Table::default()
/// };
/// assert_eq!(to_bytes(&table, Format::Csv)?, b"Region,Sales\nNorth,42\n");
/// # Ok::<(), chartqa::table::TableError>(())
/// ```
///
/// # Errors
/// [`TableError::Spreadsheet`] if the table is beyond what a spreadsheet holds.
pub fn to_bytes(table: &Table, format: Format) -> Result<Vec<u8>, TableError> {
    Ok(match format {
        Format::Markdown => markdown::write(table).into_bytes(),
        Format::Csv => delimited::write(table, b','),
        Format::Tsv => delimited::write(table, b'\t'),
        Format::Json => {
            let mut json = serde_json::to_vec(table).unwrap_or_default();
            json.push(b'\n');
            json
        }
        Format::Html => html::write(table).into_bytes(),
        Format::Xlsx => workbook(&[("", table)])?,
    })
}
