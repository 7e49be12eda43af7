//! HTML.

use std::fmt::Write as _;

use crate::table::{Table, number};

/// One `<table>` with caption, head and body; numbers are right-aligned by a
/// class name, no style is set.
pub(super) fn write(table: &Table) -> String {
    let mut html = String::from("<table>\n");
    // Writing to a string cannot fail.
    if let Some(title) = &table.title {
        let _ = writeln!(html, "  <caption>{}</caption>", escape(title));
    }
    html.push_str("  <thead>\n    <tr>");
    for cell in &table.header {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(cell));
    }
    html.push_str("</tr>\n  </thead>\n  <tbody>\n");
    for row in &table.rows {
        html.push_str("    <tr>");
        for (column, cell) in row.iter().enumerate() {
            let text = escape(cell);
            let _ = match (column, number::parse_cell(cell)) {
                (0, _) => write!(html, "<th scope=\"row\">{text}</th>"),
                (_, Some(_)) => write!(html, "<td class=\"number\">{text}</td>"),
                (_, None) => write!(html, "<td>{text}</td>"),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("  </tbody>\n</table>\n");
    html
}

/// Text as content of an element or of a quoted attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
