//! The report to look at: one self-contained file of HTML.
//!
//! Everything in it came out of pictures and data sets that somebody else made, so all of it is
//! written as text; the page's own policy allows no address but data of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use base64::Engine as _;

use super::score::REFUSAL;
use super::{Outcome, Record, Summary};
use crate::table::format::escape_html as escape;

mod marks;

use marks::{Mark, marked};

const STYLE: &str = include_str!("report.css");
const SCRIPT: &str = include_str!("report.js");

/// The report of `records` with their `summary`. `picture` gives a picture's bytes by the name
/// it has in the records, if it can be had: without it the name stands in its place.
pub fn report(
    summary: &Summary,
    records: &[Record],
    picture: &mut dyn FnMut(&str) -> Option<Vec<u8>>,
) -> String {
    let title = escape(&format!("{}, {}", summary.dataset, summary.by));
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; \
         style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>{title}</h1>\n"
    );
    html.push_str(&summary_table(summary));
    html.push_str(&filters(records));
    html.push_str("</header>\n<main>\n");
    for group in by_picture(records) {
        section(&mut html, &group, picture);
    }
    let _ = write!(html, "</main>\n<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    html
}

fn summary_table(summary: &Summary) -> String {
    let table = summary.table();
    let mut html =
        String::from("<details open><summary>Summary</summary>\n<table class=\"summary\">\n");
    let line = |cells: &[String], tag: &str| {
        let cells = cells.iter().map(|c| format!("<{tag}>{}</{tag}>", escape(c)));
        format!("<tr>{}</tr>\n", cells.collect::<Vec<_>>().concat())
    };
    html.push_str(&line(&table.header, "th"));
    for row in &table.rows {
        html.push_str(&line(row, "td"));
    }
    html.push_str("</table>\n");
    for bad in &summary.bad_lines {
        // Writing to a string cannot fail, here and below.
        let _ =
            writeln!(html, "<p class=\"bad\">{}: {}</p>", escape(&bad.place), escape(&bad.reason));
    }
    html.push_str("</details>\n");
    html
}

/// What is shown: all, or only some; and of which kind.
fn filters(records: &[Record]) -> String {
    let mut html = String::from(
        "<form id=\"filters\">\n<label>show <select name=\"state\"><option value=\"\">all</option>\
         <option value=\"wrong\">not all right</option><option value=\"refused\">refused or failed</option>\
         <option value=\"warned\">warned</option><option value=\"right\">all right</option></select></label>\n",
    );
    let mut values: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for record in records {
        for (name, value) in &record.fields {
            values.entry(name).or_default().push(value);
        }
    }
    for name in super::summary::BREAKDOWN {
        let Some(values) = values.get_mut(name) else { continue };
        values.sort_unstable();
        values.dedup();
        if values.len() > 1 {
            let options: Vec<String> = values
                .iter()
                .map(|v| format!("<option value=\"{0}\">{0}</option>", escape(v)))
                .collect();
            let options = options.concat();
            let label = name.replace('_', " ");
            let _ = writeln!(
                html,
                "<label>{label} <select name=\"{name}\" data-field><option value=\"\">all</option>{options}</select></label>"
            );
        }
    }
    html.push_str(
        "<label>with <input name=\"text\" type=\"search\" placeholder=\"text\"></label>\n\
         <output id=\"shown\"></output>\n</form>\n",
    );
    html
}

/// Records that share a picture (or, without one, each by itself), in their order.
fn by_picture(records: &[Record]) -> Vec<Vec<&Record>> {
    let mut groups: Vec<Vec<&Record>> = Vec::new();
    let mut places = BTreeMap::new();
    for record in records {
        let place = match record.image.as_deref() {
            Some(image) => *places.entry(image).or_insert(groups.len()),
            None => groups.len(),
        };
        if place == groups.len() {
            groups.push(Vec::new());
        }
        groups[place].push(record);
    }
    groups
}

/// How a record counts for the filters.
fn state(record: &Record) -> &'static str {
    let score = match &record.cells {
        Some(cells) => Some(cells.row_score().f1),
        None => ["relaxed", "rms_fixed_f1", "rms_f1", "rnss"]
            .into_iter()
            .find_map(|name| record.metrics.get(name).copied())
            .or_else(|| record.metrics.values().next().copied()),
    };
    match record.outcome {
        _ if record.metrics.get(REFUSAL) == Some(&1.0) => "right",
        Outcome::Refused | Outcome::Failed => "refused",
        _ if score.is_some_and(|score| score > 1.0 - 1e-9) => "right",
        _ => "wrong",
    }
}

fn section(html: &mut String, group: &[&Record], picture: &mut dyn FnMut(&str) -> Option<Vec<u8>>) {
    let Some(first) = group.first() else { return };
    html.push_str("<section>\n<div class=\"chart\">");
    if let Some(name) = &first.image {
        let uri = match name.strip_prefix("data:image/") {
            Some(_) => Some(escape(name)),
            None => picture(name).and_then(|bytes| data_uri(&bytes)),
        };
        let alt = if name.starts_with("data:") { "" } else { name };
        match uri {
            Some(uri) => {
                let _ =
                    write!(html, "<img src=\"{uri}\" alt=\"{}\" loading=\"lazy\">", escape(alt));
            }
            None => {
                let _ = write!(html, "<p class=\"missing\">{}</p>", escape(name));
            }
        }
    }
    html.push_str("</div>\n<div class=\"tables\">\n");
    let gold = group.iter().find_map(|r| r.gold_table.as_ref()).filter(|t| !t.header.is_empty());
    let read = group.iter().find_map(|r| r.table.as_ref());
    let (gold_marks, read_marks) = match (gold, read) {
        (Some(gold), Some(read)) => {
            let (gold_marks, read_marks) = marked(gold, read);
            (Some(gold_marks), Some(read_marks))
        }
        _ => (None, None),
    };
    for (caption, table, marks) in [("gold", gold, gold_marks), ("read", read, read_marks)] {
        if let Some(table) = table {
            figure(html, caption, table, marks.as_deref());
        }
    }
    html.push_str("</div>\n");
    for record in group {
        entry(html, record);
    }
    html.push_str("</section>\n");
}

fn figure(html: &mut String, caption: &str, table: &crate::Table, marks: Option<&[Vec<Mark>]>) {
    let title = table.title.as_deref().map(|t| format!(": {t}")).unwrap_or_default();
    let _ =
        write!(html, "<figure><figcaption>{caption}{}</figcaption><table>\n<tr>", escape(&title));
    for cell in &table.header {
        let _ = write!(html, "<th>{}</th>", escape(cell));
    }
    html.push_str("</tr>\n");
    for (r, row) in table.rows.iter().enumerate() {
        html.push_str("<tr>");
        for (c, cell) in row.iter().enumerate() {
            let mark = marks.and_then(|m| m.get(r)?.get(c)).copied().unwrap_or(Mark::None);
            let _ = match mark.class() {
                Some(class) => write!(html, "<td class=\"{class}\">{}</td>", escape(cell)),
                None => write!(html, "<td>{}</td>", escape(cell)),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</table></figure>\n");
}

/// One result: what the filters see, the scores, and for a question the answers.
fn entry(html: &mut String, record: &Record) {
    let state = state(record);
    let warned = if record.warnings.is_empty() { "" } else { " data-warned" };
    let _ = write!(html, "<div class=\"entry {state}\" data-state=\"{state}\"{warned}");
    for name in super::summary::BREAKDOWN {
        if let Some(value) = record.fields.get(name) {
            let _ = write!(html, " data-{}=\"{}\"", name.replace('_', "-"), escape(value));
        }
    }
    let _ = write!(html, ">\n<h2>{}</h2>\n", escape(&record.id));
    if let Some(question) = &record.question {
        let _ = writeln!(html, "<p class=\"question\">{}</p>", escape(question));
    }
    if let Some(target) = &record.target {
        let given = match (&record.prediction, record.outcome) {
            (Some(prediction), _) => escape(prediction),
            (None, Outcome::NotAnswerable) => "<i>not answerable</i>".to_owned(),
            (None, _) => "<i>nothing</i>".to_owned(),
        };
        let _ = writeln!(
            html,
            "<p class=\"answers\"><span>right: <b>{}</b></span> <span class=\"given\">given: <b>{given}</b></span></p>",
            escape(target)
        );
    }
    if let Some(reason) = &record.reason {
        let _ = writeln!(html, "<p class=\"reason\">{}</p>", escape(reason));
    }
    for warning in &record.warnings {
        let _ = writeln!(html, "<p class=\"warning\">{}</p>", escape(warning));
    }
    if !record.evidence.is_empty() {
        let cells: Vec<String> = record
            .evidence
            .iter()
            .map(|e| format!("{}, {} = {}", e.row_label, e.column_label, e.text))
            .collect();
        let _ = writeln!(html, "<p class=\"evidence\">from {}</p>", escape(&cells.join("; ")));
    }
    if let Some(program) = &record.program {
        let _ = writeln!(html, "<pre>{}</pre>", escape(program));
    }
    let mut scores: Vec<String> =
        record.metrics.iter().map(|(name, value)| format!("{name} {value:.3}")).collect();
    if let Some(cells) = &record.cells {
        scores.push(format!("labels {} of {}", cells.labels_right, cells.labels));
        scores.push(format!("values {} of {}", cells.values_right, cells.values));
        scores.push(format!("rows {} of {}", cells.rows_right, cells.rows));
    }
    let fields = record.fields.iter().map(|(name, value)| format!("{name}: {value}"));
    scores.extend(fields);
    let _ = writeln!(html, "<p class=\"scores\">{}</p>\n</div>", escape(&scores.join(" · ")));
}

/// The picture as a data URI; `None` if it is of no kind that browsers show.
fn data_uri(bytes: &[u8]) -> Option<String> {
    let kind = image::guess_format(bytes).ok()?.to_mime_type();
    let shown = ["image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp"];
    let data = base64::engine::general_purpose::STANDARD.encode(bytes);
    shown.contains(&kind).then(|| format!("data:{kind};base64,{data}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::dataset::{Dataset, Need};
    use crate::eval::score::{self, Got};
    use crate::eval::summary::Measure;
    use crate::{Reading, Table};

    #[test]
    fn what_comes_from_outside_stays_text() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("set.jsonl");
        let hostile = "</p><script>alert(1)</script>\\\"' onerror=x";
        let line = format!(
            r#"{{"id": "{hostile}", "image": "a.png", "split": "{hostile}", "table": {{"title": null, "header": ["x", "{hostile}"], "rows": [["{hostile}", "1"]]}}}}"#
        );
        std::fs::write(&path, format!("{line}\n{}", line.replace("a.png", "b.png"))).unwrap();
        let set = Dataset::open(&path, Need::Tables).unwrap();
        let table = Table {
            header: vec!["x".to_owned(), hostile.to_owned()],
            rows: vec![vec![hostile.to_owned(), "2".to_owned()]],
            ..Table::default()
        };
        let records: Vec<Record> = set
            .items
            .iter()
            .map(|item| {
                let gold = item.table.as_ref().unwrap().load().unwrap();
                let reading = Reading {
                    table: table.clone(),
                    warnings: vec![hostile.to_owned()],
                    ..Reading::default()
                };
                score::table(item, Some(gold), Got::Done(reading))
            })
            .collect();
        let summary =
            Summary::new(hostile, hostile, &records, &set.bad, &Measure::TABLES, &["split"]);
        let html = report(&summary, &records, &mut |_| None);
        assert_eq!(html.matches("<script>").count(), 1, "only the page's own");
        assert!(!html.contains("alert(1)</script>") && !html.contains("\"' onerror"));
        assert!(html.contains("<td class=\"wrong\">2</td>"), "{html}");
        assert!(!html.contains("http://") && !html.contains("https://"));
    }
}
