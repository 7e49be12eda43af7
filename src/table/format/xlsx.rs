//! Spreadsheets.

use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};

use crate::table::{Table, TableError, number};

/// Longest name of a sheet.
const SHEET_NAME: usize = 31;
/// Characters that the name of a sheet cannot have.
const NOT_IN_SHEET_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];
/// Widest column that is fitted to its text, in pixels.
const COLUMN_PIXELS: u32 = 400;

/// One workbook with a sheet for every table, named by the given name, or by the
/// table's title where that is empty.
///
/// Numbers are written as numbers (percentages as fractions shown as per cent),
/// everything else as text, never as a formula.
///
/// # Errors
/// [`TableError::Spreadsheet`] if a table is beyond what a spreadsheet holds.
pub fn workbook(tables: &[(&str, &Table)]) -> Result<Vec<u8>, TableError> {
    build(tables).map_err(|e| TableError::Spreadsheet(e.to_string()))
}

fn build(tables: &[(&str, &Table)]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    if let [(_, table)] = tables
        && let Some(title) = &table.title
    {
        book.set_properties(&DocProperties::new().set_title(title));
    }
    let mut names: Vec<String> = Vec::new();
    for (index, (name, table)) in tables.iter().enumerate() {
        let wanted =
            if name.is_empty() { table.title.as_deref().unwrap_or_default() } else { name };
        let name = sheet_name(wanted, index, &names);
        let sheet = book.add_worksheet();
        sheet.set_name(&name)?;
        names.push(name.to_lowercase());
        fill(sheet, table)?;
    }
    book.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let bold = Format::new().set_bold();
    for (column, cell) in table.header.iter().enumerate() {
        sheet.write_string_with_format(0, at(column)?, cell, &bold)?;
    }
    for (row, cells) in table.rows.iter().enumerate() {
        let row = u32::try_from(row + 1).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (column, cell) in cells.iter().enumerate() {
            write_cell(sheet, row, at(column)?, cell)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_autofit_max_width(COLUMN_PIXELS);
    sheet.autofit();
    Ok(())
}

fn at(column: usize) -> Result<u16, XlsxError> {
    u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) -> Result<(), XlsxError> {
    match number::parse_cell(cell) {
        Some(n) if n.percent => {
            let format = Format::new().set_num_format(format!("{}%", digits(n.decimals)));
            sheet.write_number_with_format(row, column, n.value / 100.0, &format)?;
        }
        // A sign such as `<` says that the number is not exact: that is text.
        Some(n) if n.prefix.contains(['~', '≈', '<', '>', '≤', '≥']) => {
            sheet.write_string(row, column, cell)?;
        }
        Some(n) => {
            let (before, after) = (literal(&n.prefix), literal_after(&n.suffix));
            // A scaled number (`1.5k`) has other decimals than its text.
            let decimals = if n.scale_word.is_empty() { n.decimals } else { 0 };
            if before.is_empty() && after.is_empty() {
                sheet.write_number(row, column, n.value)?;
            } else {
                let format =
                    Format::new().set_num_format(format!("{before}{}{after}", digits(decimals)));
                sheet.write_number_with_format(row, column, n.value, &format)?;
            }
        }
        None if column > 0 && number::is_missing(cell) => {}
        None => {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}

/// Number format with a fixed count of decimals.
fn digits(decimals: usize) -> String {
    if decimals == 0 { "0".to_owned() } else { format!("0.{}", "0".repeat(decimals.min(15))) }
}

/// Text that a number format shows as it is.
fn literal(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("\"{}\"", text.replace('"', "″")) }
}

fn literal_after(text: &str) -> String {
    if text.is_empty() { String::new() } else { literal(&format!(" {text}")) }
}

/// A name that the format allows and that is not taken.
fn sheet_name(wanted: &str, index: usize, taken: &[String]) -> String {
    let clean: String = wanted
        .chars()
        .map(|c| if c.is_control() || NOT_IN_SHEET_NAMES.contains(&c) { ' ' } else { c })
        .collect();
    let clean = clean.trim().trim_matches('\'').trim();
    let number = format!("Table {}", index + 1);
    let base =
        if clean.is_empty() || clean.eq_ignore_ascii_case("history") { &number } else { clean };
    let mut name = cut(base, SHEET_NAME);
    let mut copy = 2;
    while taken.contains(&name.to_lowercase()) {
        let tail = format!(" ({copy})");
        name = format!("{}{tail}", cut(base, SHEET_NAME - tail.len()));
        copy += 1;
    }
    name
}

/// The first `length` UTF-16 units, which is how the format counts; whole characters.
fn cut(text: &str, length: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= length
        })
        .collect::<String>()
        .trim_end()
        .trim_end_matches('\'')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_allowed_and_differ() {
        let long = "A very long title: of a chart [with] brackets / slashes";
        let first = sheet_name(long, 0, &[]);
        assert_eq!(first, "A very long title  of a chart");
        assert_eq!(sheet_name(long, 1, &[first.to_lowercase()]), "A very long title  of a cha (2)");
        assert_eq!(sheet_name("'", 4, &[]), "Table 5");
        assert_eq!(sheet_name("History", 0, &[]), "Table 1");
    }
}
