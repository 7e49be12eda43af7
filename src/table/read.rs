//! CSV file to table.

use std::io::Read as _;
use std::path::Path;

use super::{Table, TableError, format, number};

/// Largest file that is taken for a table.
const MAX_BYTES: u64 = 16 << 20;
/// Delimiters that are tried; between equals the last wins, since texts hold
/// commas more often than tabs.
const DELIMITERS: [u8; 4] = [b',', b'|', b';', b'\t'];
/// Lines from which the delimiter is told.
const SAMPLE_LINES: usize = 20;

impl Table {
    /// Reads a CSV file: a header line, then rows, labels in the first column.
    ///
    /// Comma, semicolon, tab and bar are told apart; UTF-8, UTF-16 with a byte
    /// order mark and, failing these, Windows-1252 are understood.
    ///
    /// # Errors
    /// [`TableError::Io`] if the file cannot be read, [`TableError::NotATable`]
    /// with the reason and the line if it is no table.
    pub fn from_csv_file(path: &Path) -> Result<Self, TableError> {
        let name = path.display().to_string();
        let io = |source| TableError::Io { name: name.clone(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        if file.metadata().map_err(io)?.is_dir() {
            return Err(io(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(io)?;
        Self::from_csv(&bytes, &name)
    }

    /// The table in the bytes of a CSV file, see [`Table::from_csv_file`]; `name`
    /// is for the messages.
    ///
    /// ```
    /// use chartqa::Table;
    /// let table = Table::from_csv(b"Region;Sales\nNorth;4,2\n", "sales.csv")?;
    /// assert_eq!(table.rows, [["North", "4,2"]]);
    /// # Ok::<(), chartqa::table::TableError>(())
    /// ```
    ///
    /// # Errors
    /// [`TableError::NotATable`] with the reason and the line.
    pub fn from_csv(bytes: &[u8], name: &str) -> Result<Self, TableError> {
        parse(bytes).map_err(|reason| TableError::NotATable { name: name.to_owned(), reason })
    }
}

fn parse(bytes: &[u8]) -> Result<Table, String> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(format!("it is larger than {} MiB", MAX_BYTES >> 20));
    }
    let text = decode(bytes)?;
    let text = text.trim_start_matches(['\r', '\n']);
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    let start = text.trim_start();
    if start.starts_with(['{', '[']) && serde_json::from_str::<serde_json::Value>(text).is_ok() {
        return Err("it is JSON, not CSV".to_owned());
    }
    if start.len() > 1
        && start.starts_with('<')
        && start[1..].starts_with(['!', '?', 'h', 'H', 't'])
    {
        return Err("it is HTML or XML, not CSV".to_owned());
    }
    let delimiter = delimiter(text);
    let mut records = records(text, delimiter)?;
    // Spreadsheet programs write the empty columns behind the data too.
    while !records.is_empty()
        && records
            .iter()
            .all(|(_, cells)| cells.len() > 1 && cells.last().is_some_and(String::is_empty))
    {
        for (_, cells) in &mut records {
            cells.pop();
        }
    }
    let mut records = records.into_iter();
    let (_, header) = records.next().ok_or("it is empty")?;
    if header.len() < 2 {
        return Err(
            "it has one column only; a label column and a value column are needed".to_owned()
        );
    }
    let rows: Vec<Vec<String>> = records
        .map(|(line, cells)| {
            if cells.len() == header.len() {
                Ok(cells)
            } else {
                Err(format!(
                    "line {line} has {} cells, the header has {}",
                    cells.len(),
                    header.len()
                ))
            }
        })
        .collect::<Result<_, _>>()?;
    if rows.is_empty() {
        return Err("it has a header, but no rows".to_owned());
    }
    Ok(Table { header, rows, ..Table::default() })
}

/// Lines of the file with their cells, trimmed; empty lines are left out.
fn records(text: &str, delimiter: u8) -> Result<Vec<(u64, Vec<String>)>, String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut records = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|e| e.to_string())?;
        let line = record.position().map_or(0, csv::Position::line);
        let cells: Vec<String> = record.iter().map(|c| format::unguarded(c).to_owned()).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            records.push((line, cells));
        }
    }
    Ok(records)
}

/// The delimiter that cuts the first lines into the same number of cells, the
/// most numbers and then the most cells winning; the comma if none does.
fn delimiter(text: &str) -> u8 {
    let sample: String = text.split_inclusive('\n').take(SAMPLE_LINES).collect();
    DELIMITERS
        .into_iter()
        .filter_map(|delimiter| {
            let records = records(&sample, delimiter).ok()?;
            let width = records.first()?.1.len();
            let even = records.iter().all(|(_, cells)| cells.len() == width);
            let numbers = records.iter().skip(1).flat_map(|(_, cells)| cells.iter().skip(1));
            let numeric = numbers.filter(|cell| number::parse_cell(cell).is_some()).count();
            (even && width > 1).then_some((width, numeric, delimiter))
        })
        .max_by_key(|(width, numeric, _)| (*numeric, *width))
        .map_or(b',', |(_, _, delimiter)| delimiter)
}

/// Bytes to text.
fn decode(bytes: &[u8]) -> Result<String, String> {
    let utf16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|b| unit([b[0], b[1]])).collect();
        String::from_utf16(&units).map_err(|_| "it is not valid UTF-16".to_owned())
    };
    let text = match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        bytes => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            if bytes.contains(&0) || bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"%PDF")
            {
                return Err(binary());
            }
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
                }
            }
        }
    };
    let control = |c: char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    if text.chars().any(control) { Err(binary()) } else { Ok(text) }
}

fn binary() -> String {
    "it is a binary file (a picture or a spreadsheet?), not CSV".to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn reason(bytes: &[u8]) -> String {
        parse(bytes).unwrap_err()
    }

    #[test]
    fn delimiters_are_told_apart() {
        for text in
            ["a,b\nx,1\ny,2\n", "a;b\nx;1\ny;2\n", "a\tb\r\nx\t1\r\ny\t2", "a | b\nx | 1\ny|2"]
        {
            let table = parse(text.as_bytes()).unwrap();
            assert_eq!(table.header, ["a", "b"], "{text:?}");
            assert_eq!(table.rows, [["x", "1"], ["y", "2"]], "{text:?}");
        }
        let decimal_comma = parse("Land;Höhe, m\nMalta;3,5\nZypern;4,5\n".as_bytes()).unwrap();
        assert_eq!(decimal_comma.header, ["Land", "Höhe, m"]);
    }

    #[test]
    fn quotes_commas_and_line_feeds() {
        let table = parse(b"Country,\"Yield, 2001\"\n\"Cote d'Ivoire\",\"1,000\"\n\n").unwrap();
        assert_eq!(table.header, ["Country", "Yield, 2001"]);
        assert_eq!(table.rows, [["Cote d'Ivoire", "1,000"]]);
    }

    #[test]
    fn encodings() {
        let utf16: Vec<u8> =
            "\u{feff}Stadt,Wert\nKöln,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in
            [&utf16[..], "\u{feff}Stadt,Wert\nKöln,1\n".as_bytes(), b"Stadt,Wert\nK\xf6ln,1\n"]
        {
            let table = parse(bytes).unwrap();
            assert_eq!((table.header[0].as_str(), table.rows[0][0].as_str()), ("Stadt", "Köln"));
        }
    }

    #[test]
    fn what_is_no_table_is_refused_with_the_reason() {
        for (bytes, expected) in [
            (&b""[..], "empty"),
            (b" \n\n", "empty"),
            (b"\x89PNG\r\n\x1a\n\0\0\0", "binary"),
            (b"PK\x03\x04abc", "binary"),
            (b"\xff\xfe\x00\xd8", "UTF-16"),
            (b"hello\nworld\n", "one column"),
            (b"a,b\n", "no rows"),
            (b"a,b\n1,2\n1,2,3\n", "line 3 has 3 cells, the header has 2"),
            (b"{\"a\": [1, 2], \"b\": 3}", "JSON"),
            (b"<!DOCTYPE html><html>, </html>", "HTML"),
            (b"This is a letter, not a table.\nIt has commas, many commas, in it.\nYours", "cells"),
        ] {
            assert!(reason(bytes).contains(expected), "{:?}: {}", bytes, reason(bytes));
        }
    }

    #[test]
    fn empty_columns_at_the_end_are_dropped() {
        assert_eq!(parse(b"a,b,,\nx,1,,\n").unwrap().header, ["a", "b"]);
    }

    #[test]
    fn a_file_of_nothing_but_empty_cells_is_empty() {
        for text in ["\"\"\n", "\"\",\"\"\n\"\"\n", ",,\n,,"] {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), "it is empty", "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn what_is_written_can_be_read(
            rows in proptest::collection::vec(
                proptest::collection::vec(r#"[=+@'a-zé"|;,.0-9-]{1,8}"#, 3..4), 2..8)
        ) {
            let table = Table { header: rows[0].clone(), rows: rows[1..].to_vec(), ..Table::default() };
            let bytes = format::to_bytes(&table, format::Format::Csv).unwrap();
            // Which delimiter was meant cannot always be told from a few odd cells.
            if let Ok(read) = parse(&bytes) && read.header.len() == 3 && delimiter(&String::from_utf8_lossy(&bytes)) == b',' {
                prop_assert_eq!(read, table);
            }
        }
    }
}
