//! The built-in reader on the suite of charts that the project draws with many
//! libraries (`tests/fixtures/suite`): as good as it was measured, and not worse.
//!
//! `chartqa eval tables tests/fixtures/suite/suite.jsonl --model mini --by split`
//! prints the same figures in full; `docs/figures.md` has them.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may")]

use std::path::Path;

use chartqa::ErrorKind;
use chartqa::eval::dataset::Need;
use chartqa::eval::score::{self, Got, REFUSAL};
use chartqa::eval::summary::Measure;
use chartqa::eval::{Dataset, Record};
use chartqa::marks::MarksReader;
use chartqa::reader::ReadOptions;
use chartqa::runtime::SessionOptions;

mod common;

/// How much less than measured is still no worse: arithmetic of 8-bit weights
/// differs a little between processors.
const SLACK: f64 = 0.015;

/// The shares that were measured, for one half of the suite.
struct Measured {
    labels: f64,
    values: f64,
    rows: f64,
    rms_fixed: f64,
    refusal: f64,
}

fn records(split: &str) -> Vec<Record> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/suite/suite.jsonl");
    let set = Dataset::open(&path, Need::Tables).unwrap();
    assert!(set.bad.is_empty(), "{:?}", set.bad);
    let mut reader = MarksReader::open(&common::runtime(), &SessionOptions::default()).unwrap();
    let of_split = |i: &&chartqa::eval::Item| i.fields.get("split").is_some_and(|s| s == split);
    set.items
        .iter()
        .filter(of_split)
        .map(|item| {
            let image = image::open(item.image.as_ref().unwrap()).unwrap().to_rgb8();
            let got = match reader.read(&image, &ReadOptions::default()) {
                Ok(reading) => Got::Done(reading),
                Err(error) if error.kind() == ErrorKind::Unanswerable => {
                    Got::Refused(error.to_string())
                }
                Err(error) => panic!("{}: {error}", item.id),
            };
            let gold = item.table.as_ref().map(|table| table.load().unwrap());
            score::table(item, gold, got)
        })
        .collect()
}

fn check(split: &str, least: usize, measured: &Measured) {
    let records = records(split);
    assert!(records.len() >= least, "{} charts", records.len());
    let all: Vec<&Record> = records.iter().collect();
    let expected = [
        (Measure::Labels, measured.labels),
        (Measure::Values, measured.values),
        (Measure::Rows, measured.rows),
        (Measure::Mean("rms_fixed_f1", "RMS fixed"), measured.rms_fixed),
        (Measure::Mean(REFUSAL, "refusal"), measured.refusal),
    ];
    let mut worse = Vec::new();
    for (measure, expected) in expected {
        let found = measure.over(&all).unwrap().value;
        println!("{split}: {} {found:.3}", measure.name());
        if found < expected - SLACK {
            worse.push(format!("{}: {found:.3} in place of {expected:.3}", measure.name()));
        }
    }
    assert!(worse.is_empty(), "{split}: {}", worse.join(", "));
}

#[test]
fn charts_for_development_are_read_as_well_as_measured() {
    let measured =
        Measured { labels: 0.971, values: 0.955, rows: 0.936, rms_fixed: 0.935, refusal: 1.0 };
    check("tune", 417, &measured);
}

#[test]
fn charts_for_measuring_are_read_as_well_as_measured() {
    let measured =
        Measured { labels: 0.962, values: 0.963, rows: 0.903, rms_fixed: 0.925, refusal: 0.8 };
    check("measure", 159, &measured);
}
