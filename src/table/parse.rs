//! Linearised text to table: what DePlot and its kin write.
//!
//! One row a line, lines divided by the byte token `<0x0A>` (or a real line
//! feed), cells by ` | `, often a first line `TITLE | …`. Real output breaks
//! every one of these rules now and then; the parser keeps all text it is given
//! and says by verdicts what was wrong, rather than repair it.

use std::ops::Range;

use super::{Table, number};

mod loops;

/// Most cells of one row that are kept; a row beyond it is a decoding loop.
const MAX_COLUMNS: usize = 256;
/// First cell of the line that holds the title.
const TITLE_MARK: &str = "TITLE";
/// What separates rows, besides a line feed.
const ROW_SEPARATORS: [&str; 3] = ["<0x0A>", "<0x0a>", "\n"];

/// Byte range of a cell in the text; `None` where the text holds nothing for it.
pub type Span = Option<Range<usize>>;

/// A table with what is known about the text it came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parsed {
    /// The table, made rectangular: short rows are filled up with empty cells,
    /// and a row longer than the header lengthens the header by empty labels.
    pub table: Table,
    /// Some line had another number of cells than the header.
    pub ragged: bool,
    /// The same rows, or the same text, come again and again.
    pub repeated: bool,
    /// Where each cell of [`Table::header`] stands in the text.
    pub header_spans: Vec<Span>,
    /// Where each cell of [`Table::rows`] stands in the text, same shape.
    pub spans: Vec<Vec<Span>>,
}

/// A cell: trimmed text and where it stands.
#[derive(Debug, Clone, PartialEq)]
struct Cell<'a> {
    text: &'a str,
    at: usize,
}

impl Cell<'_> {
    fn span(&self) -> Span {
        (!self.text.is_empty()).then(|| self.at..self.at + self.text.len())
    }
}

/// Parses linearised text; any text gives a table, possibly an empty one.
///
/// ```
/// let parsed = chartqa::table::parse::linearised(
///     "TITLE | Sales <0x0A> Year | Shoes | Hats <0x0A> 2020 | 3 | 5<0x0A>2021 | 4",
/// );
/// assert_eq!(parsed.table.title.as_deref(), Some("Sales"));
/// assert_eq!(parsed.table.header, ["Year", "Shoes", "Hats"]);
/// assert_eq!(parsed.table.rows[1], ["2021", "4", ""]);
/// assert!(parsed.ragged && !parsed.repeated);
/// ```
pub fn linearised(text: &str) -> Parsed {
    let mut lines: Vec<Vec<Cell<'_>>> = lines(text)
        .map(|line| cells(text, line))
        .filter(|cells| cells.iter().any(|cell| !cell.text.is_empty()))
        .collect();
    let (title, broken_title) = take_title(&mut lines);

    let headless = lines.first().is_none_or(|first| is_data(first));
    let header = if headless { Vec::new() } else { lines.remove(0) };
    let mut width = header.len();
    let mut ragged = broken_title;
    for line in &lines {
        ragged |= line.len() != if headless { lines[0].len() } else { header.len() };
        width = width.max(line.len());
    }
    // A separator at the end of every line opens a column that holds nothing.
    while width > 1
        && std::iter::once(&header).chain(&lines).all(|l| l.get(width - 1).is_none_or(is_empty))
    {
        width -= 1;
    }
    if width > MAX_COLUMNS {
        width = MAX_COLUMNS;
    }

    let texts = |line: &[Cell<'_>]| -> Vec<String> {
        (0..width).map(|c| line.get(c).map_or_else(String::new, |x| x.text.to_owned())).collect()
    };
    let spans = |line: &[Cell<'_>]| -> Vec<Span> {
        (0..width).map(|c| line.get(c).and_then(Cell::span)).collect()
    };
    let table = Table {
        title,
        header: texts(&header),
        rows: lines.iter().map(|line| texts(line)).collect(),
        cell_confidence: None,
        cell_boxes: None,
    };
    let repeated =
        loops::in_rows(&table.rows) || lines.iter().any(|l| loops::in_line(l, header.len()));
    Parsed {
        ragged,
        repeated,
        header_spans: spans(&header),
        spans: lines.iter().map(|line| spans(line)).collect(),
        table,
    }
}

fn is_empty(cell: &Cell<'_>) -> bool {
    cell.text.is_empty()
}

/// Byte ranges of the lines of `text`, separators left out.
fn lines(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut next = Some(0);
    std::iter::from_fn(move || {
        let start = next?;
        let rest = &text[start..];
        let cut = ROW_SEPARATORS
            .iter()
            .filter_map(|separator| rest.find(separator).map(|at| (at, separator.len())))
            .min();
        let end = cut.map_or(text.len(), |(at, _)| start + at);
        next = cut.map(|(at, length)| start + at + length);
        Some(start..end)
    })
}

/// Cells of one line. A bar divides cells when white space or an edge of the
/// line stands on both of its sides.
fn cells(text: &str, line: Range<usize>) -> Vec<Cell<'_>> {
    let line_text = &text[line.clone()];
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, _) in line_text.match_indices('|') {
        let open_before = line_text[..at].chars().next_back().is_none_or(char::is_whitespace);
        let open_after = line_text[at + 1..].chars().next().is_none_or(char::is_whitespace);
        if open_before && open_after {
            cells.push(cell(text, line.start + start..line.start + at));
            start = at + 1;
        }
    }
    cells.push(cell(text, line.start + start..line.end));
    cells
}

fn cell(text: &str, range: Range<usize>) -> Cell<'_> {
    let raw = &text[range.clone()];
    let trimmed = raw.trim();
    let lead = raw.len() - raw.trim_start().len();
    Cell { text: trimmed, at: range.start + if trimmed.is_empty() { 0 } else { lead } }
}

/// Removes the title's line, and the lines it runs on over, from the front.
///
/// Returns the title and whether it ran over more than its line.
fn take_title(lines: &mut Vec<Vec<Cell<'_>>>) -> (Option<String>, bool) {
    let is_title = lines
        .first()
        .is_some_and(|first| first.len() > 1 && first[0].text.eq_ignore_ascii_case(TITLE_MARK));
    if !is_title {
        return (None, false);
    }
    let mut title: Vec<String> =
        vec![lines.remove(0)[1..].iter().map(|cell| cell.text).collect::<Vec<_>>().join(" | ")];
    // A wrapped title goes on in lines of one cell; without any table behind
    // them, such lines are the table.
    let more = lines.iter().position(|line| line.len() > 1).unwrap_or(0);
    title.extend(lines.drain(..more).map(|line| line[0].text.to_owned()));
    title.retain(|part| !part.is_empty());
    ((!title.is_empty()).then(|| title.join(" ")), more > 0)
}

/// Whether a first line can only be data, so that the header is missing: a label
/// and one number that is no year.
fn is_data(line: &[Cell<'_>]) -> bool {
    let [label, value] = line else { return false };
    !label.text.is_empty()
        && number::parse_cell(label.text).is_none()
        && number::parse_cell(value.text).is_some()
        && number::year(value.text).is_none()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spans_point_at_the_cells_text() {
        let text = "TITLE | Größe <0x0A> Land | Höhe<0x0A> Österreich | 3,5 | x<0x0A>Malta |  ";
        let parsed = linearised(text);
        for (row, spans) in parsed.table.rows.iter().zip(&parsed.spans) {
            for (cell, span) in row.iter().zip(spans) {
                assert_eq!(span.clone().map_or("", |s| &text[s]), cell);
            }
        }
        for (cell, span) in parsed.table.header.iter().zip(&parsed.header_spans) {
            assert_eq!(span.clone().map_or("", |s| &text[s]), cell);
        }
        assert_eq!(parsed.table.header, ["Land", "Höhe", ""]);
        assert_eq!(parsed.spans[1], [Some(text.len() - 9..text.len() - 4), None, None]);
    }

    #[test]
    fn bars_inside_words_do_not_divide_cells() {
        let parsed = linearised("a|b | c <0x0A> |x| | 1");
        assert_eq!(parsed.table.header, ["a|b", "c"]);
        assert_eq!(parsed.table.rows, [["|x|", "1"]]);
    }

    #[test]
    fn empty_cells_keep_their_place() {
        let parsed = linearised(" | A | B \n x |  | 2 \n y | | 3");
        assert_eq!(parsed.table.header, ["", "A", "B"]);
        assert_eq!(parsed.table.rows, [["x", "", "2"], ["y", "", "3"]]);
        assert!(!parsed.ragged);
    }

    #[test]
    fn separators_at_line_ends_open_no_column() {
        let parsed = linearised("Year | A |<0x0A>2020 | 1 |<0x0A>2021 | 2 |<0x0A>");
        assert_eq!(parsed.table.header, ["Year", "A"]);
        assert_eq!(parsed.table.rows, [["2020", "1"], ["2021", "2"]]);
    }

    #[test]
    fn a_title_may_be_empty_or_wrapped() {
        assert_eq!(linearised("TITLE |  <0x0A> A | B<0x0A>x | 1").table.title, None);
        let wrapped = linearised("TITLE | Efforts in<0x0A>Protection <0x0A> Solar | 99.81");
        assert_eq!(wrapped.table.title.as_deref(), Some("Efforts in Protection"));
        assert_eq!(wrapped.table.rows, [["Solar", "99.81"]]);
        assert!(wrapped.ragged);
    }

    #[test]
    fn a_missing_header_costs_no_row() {
        let parsed = linearised("TITLE | Funnel<0x0A>Visit | 100k <0x0A> Order | 80k");
        assert_eq!(parsed.table.header, ["", ""]);
        assert_eq!(parsed.table.rows, [["Visit", "100k"], ["Order", "80k"]]);
        assert!(!parsed.ragged);
        // Years do head columns.
        let years = linearised("Country | 2020<0x0A>Malta | 0.5");
        assert_eq!(years.table.header, ["Country", "2020"]);
    }

    #[test]
    fn nothing_gives_an_empty_table() {
        for text in ["", "  ", "<0x0A>", "|", " | \n<0x0A>|"] {
            assert_eq!(linearised(text), Parsed::default(), "{text:?}");
        }
    }

    #[test]
    fn absurd_widths_are_cut() {
        let text = format!("a | b\n{}", vec!["1"; 100_000].join(" | "));
        let parsed = linearised(&text);
        assert_eq!(parsed.table.header.len(), MAX_COLUMNS);
        assert!(parsed.ragged && parsed.repeated);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_rectangle_whose_spans_fit(
            text in r"((TITLE)?[ |a-c0-9.,%ü]{0,8}(<0x0A>|<0x0a>|\n| \| |\|)?){0,40}"
        ) {
            let parsed = linearised(&text);
            let width = parsed.table.header.len();
            prop_assert_eq!(parsed.header_spans.len(), width);
            prop_assert_eq!(parsed.spans.len(), parsed.table.rows.len());
            for (row, spans) in parsed.table.rows.iter().zip(&parsed.spans) {
                prop_assert_eq!(row.len(), width);
                prop_assert_eq!(spans.len(), width);
                for (cell, span) in row.iter().zip(spans) {
                    prop_assert_eq!(span.clone().map_or("", |s| &text[s]), cell);
                }
            }
        }

        #[test]
        fn no_text_panics(text in r"\PC*") {
            let _ = linearised(&text);
        }
    }
}
