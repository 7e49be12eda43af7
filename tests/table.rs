//! Real raw output of DePlot through the parser, and tables from and to files.

#![allow(clippy::unwrap_used)]

use std::io::Read as _;

use chartqa::Table;
use chartqa::table::TableError;
use chartqa::table::format::{Format, to_bytes};
use chartqa::table::parse::{Parsed, linearised};

/// What the notebook that this project starts from got for `ChartQA` validation image 5090.
const IMAGE_5090: &str = "Entity | Individuals responsibility | Government's responsibility <0x0A> MEDIAN | 39.0 | 55.0 <0x0A> Germany | nan | 35.0 <0x0A> UK | 45.0 | 49.0 <0x0A> Sweden | 37.0 | 53.0 <0x0A> Denmark | 42.0 | 54.0 <0x0A> France | 38.0 | 55.0 <0x0A> Netherla nns | 40.0 | 58.0 <0x0A> Spain | 29.0 | 63.0 <0x0A> Italy | 22.0 | 74.0";

fn sample(chart: &str) -> Parsed {
    let text = include_str!("fixtures/deplot_raw_samples.jsonl")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .find(|sample| sample["chart"].as_str().unwrap().starts_with(chart))
        .unwrap();
    linearised(text["raw"].as_str().unwrap())
}

fn labels(parsed: &Parsed) -> Vec<&str> {
    parsed.table.rows.iter().map(|row| row[0].as_str()).collect()
}

#[test]
fn the_notebooks_text_is_the_right_table() {
    let parsed = linearised(IMAGE_5090);
    let table = &parsed.table;
    assert_eq!(table.title, None);
    assert_eq!(
        table.header,
        ["Entity", "Individuals responsibility", "Government's responsibility"]
    );
    assert_eq!(
        labels(&parsed),
        [
            "MEDIAN",
            "Germany",
            "UK",
            "Sweden",
            "Denmark",
            "France",
            "Netherla nns",
            "Spain",
            "Italy"
        ]
    );
    assert_eq!(table.rows[1], ["Germany", "nan", "35.0"]);
    assert_eq!(table.rows[8], ["Italy", "22.0", "74.0"]);
    assert!(!parsed.ragged && !parsed.repeated);
}

#[test]
fn one_cell_rows_and_an_empty_corner() {
    let parsed = sample("3D-Bar_145");
    assert_eq!(parsed.table.header, ["", "Number of Undergraduate Students"]);
    assert_eq!(
        labels(&parsed),
        [
            "Number of Research Projects",
            "Industry",
            "Industry",
            "Electricity, Fire and Gas Engineering",
            "500",
            "Industry",
            "Coal Engineering",
            "L 1"
        ]
    );
    assert_eq!(parsed.table.rows[3], ["Electricity, Fire and Gas Engineering", ""]);
    // The same label with other values is bad, but no loop.
    assert!(parsed.ragged && !parsed.repeated);
}

#[test]
fn repeated_blocks_of_rows() {
    let parsed = sample("3D-Bar_83");
    assert_eq!(
        parsed.table.title.as_deref(),
        Some("Law and Legal Affairs - An Analysis of Regional Variability")
    );
    assert_eq!(parsed.table.rows[0], ["%", ""]);
    assert_eq!(parsed.table.rows[4], ["West", "1.21"]);
    assert_eq!(parsed.table.rows.len(), 11);
    assert!(parsed.ragged && parsed.repeated);
}

#[test]
fn invented_years_with_one_value() {
    let parsed = sample("3D-Bar_282");
    assert_eq!(parsed.table.header, ["Year", "Social Indicators"]);
    assert_eq!(parsed.table.rows.len(), 11);
    assert!(!parsed.ragged && parsed.repeated);
}

#[test]
fn a_loop_to_the_token_limit() {
    let parsed = sample("3D-Bar_204");
    assert_eq!(
        parsed.table.title.as_deref(),
        Some("Regional Food Production - A Comparative Analysis")
    );
    assert_eq!(parsed.table.rows.len(), 5);
    assert!(!parsed.ragged && parsed.repeated);
}

fn hostile() -> Table {
    let rows = [
        ["=HYPERLINK(\"http://x.test\")", "-5.5", "45%"],
        ["a|b", "1,234", "nan"],
        ["<script>alert(1)</script>", "$2.50", "3 kg"],
        ["![x](http://x.test/y.png)", "@SUM(A1)", "2019"],
    ];
    Table {
        title: Some("A & B: <b>bold</b>".to_owned()),
        header: ["+Label".to_owned(), "One".to_owned(), "Two".to_owned()].to_vec(),
        rows: rows.iter().map(|row| row.iter().map(|&cell| cell.to_owned()).collect()).collect(),
        ..Table::default()
    }
}

fn written(format: Format) -> String {
    String::from_utf8(to_bytes(&hostile(), format).unwrap()).unwrap()
}

#[test]
fn texts_from_charts_stay_texts_in_every_format() {
    insta::assert_snapshot!("markdown", written(Format::Markdown));
    insta::assert_snapshot!("csv", written(Format::Csv));
    insta::assert_snapshot!("tsv", written(Format::Tsv));
    insta::assert_snapshot!("html", written(Format::Html));
    insta::assert_snapshot!("json", written(Format::Json));
}

#[test]
fn csv_is_read_back_as_it_was() {
    let table = hostile();
    let read = Table::from_csv(written(Format::Csv).as_bytes(), "x").unwrap();
    assert_eq!((read.header, read.rows), (table.header, table.rows));
}

#[test]
fn spreadsheets_hold_numbers_and_no_formulas() {
    let bytes = to_bytes(&hostile(), Format::Xlsx).unwrap();
    let part = |name: &str| {
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let sheet = part("xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>"), "{sheet}");
    for number in ["<v>-5.5</v>", "<v>0.45</v>", "<v>1234</v>", "<v>2.5</v>", "<v>2019</v>"] {
        assert!(sheet.contains(number), "{number} in {sheet}");
    }
    let strings = part("xl/sharedStrings.xml");
    assert!(strings.contains("<t>@SUM(A1)</t>") && strings.contains("=HYPERLINK("), "{strings}");
    assert!(part("xl/styles.xml").contains("0%"));
    assert!(part("xl/workbook.xml").contains("A &amp; B  &lt;b&gt;bold&lt; b&gt;"));
}

#[test]
fn a_file_that_cannot_be_opened_is_named() {
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("missing.csv"), folder.path().to_owned()] {
        let error = Table::from_csv_file(&path).unwrap_err();
        assert!(matches!(error, TableError::Io { .. }), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    let path = folder.path().join("empty.csv");
    std::fs::write(&path, "").unwrap();
    let error = Table::from_csv_file(&path).unwrap_err();
    assert!(error.to_string().ends_with("empty.csv is not a table: it is empty"), "{error}");
    assert!(error.hint().unwrap().contains("first line is the header"));
}
