//! Real raw output of DePlot through the parser.

#![allow(clippy::unwrap_used)]

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
