//! The built-in reader on charts that the project draws itself with real
//! plotting libraries (`scripts/charts`), each beside the table it was drawn
//! from; and on pictures that it must refuse.
#![allow(clippy::unwrap_used, reason = "a test may")]

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chartqa::marks::{self, MarksReader};
use chartqa::models::manifest::Family;
use chartqa::reader::{Page, ReadError, ReadOptions, Reader};
use chartqa::runtime::SessionOptions;
use chartqa::table::number::parse_cell;
use chartqa::{Cancel, Error, ErrorKind, Reading, Table};
use image::RgbImage;
use sha2::{Digest, Sha256};

mod common;

/// Charts that are not read right, with the reason. They are still drawn and
/// tried: the test fails when one of them starts to be read right.
const KNOWN_FAILURES: &[(&str, &str)] = &[
    ("mpl_negative", "-2.3 is read as -2.22, 3.5 % off"),
    ("plotnine_negative", "-2.3 is read as -2.23, 3 % off"),
];

/// A value may be off by this share of itself, or of the largest value (about
/// one pixel: bars are drawn to whole pixels).
const OFF_VALUE: f64 = 0.02;
const OFF_LARGEST: f64 = 0.004;

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn pictures(path: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder(path)).unwrap();
    let mut pictures: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "png"))
        .collect();
    pictures.sort();
    pictures
}

fn name(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

fn picture(path: &Path) -> RgbImage {
    image::open(path).unwrap().to_rgb8()
}

fn reader() -> MarksReader {
    MarksReader::open(&common::runtime(), &SessionOptions::default()).unwrap()
}

fn read(reader: &mut MarksReader, image: &RgbImage) -> Result<Reading, Error> {
    reader.read(image, &ReadOptions::default())
}

/// What is wrong with a table, compared with the one that was drawn.
fn faults(table: &Table, gold: &Table) -> Vec<String> {
    let value = |cell: &str| parse_cell(cell).map(|n| n.value);
    let largest = gold.rows.iter().filter_map(|r| value(&r[1])).map(f64::abs).fold(0.0, f64::max);
    let mut faults = Vec::new();
    if table.rows.len() != gold.rows.len() {
        faults.push(format!("{} rows in place of {}", table.rows.len(), gold.rows.len()));
    }
    for (row, drawn) in table.rows.iter().zip(&gold.rows) {
        if row[0] != drawn[0] {
            faults.push(format!("label {:?} in place of {:?}", row[0], drawn[0]));
        }
        let right = value(&drawn[1]).unwrap();
        let allowed = (OFF_VALUE * right.abs()).max(OFF_LARGEST * largest);
        if !value(&row[1]).is_some_and(|v| (v - right).abs() <= allowed) {
            faults.push(format!("{}: {:?} in place of {right}", drawn[0], row[1]));
        }
    }
    faults
}

#[test]
fn charts_of_real_libraries_are_read_right() {
    let mut reader = reader();
    let charts: Vec<PathBuf> =
        [pictures("tests/fixtures/charts"), pictures("examples/charts")].concat();
    assert!(charts.len() >= 40, "only {} charts", charts.len());
    let mut wrong = Vec::new();
    for path in &charts {
        let gold = Table::from_csv_file(&path.with_extension("csv")).unwrap();
        let faults = match read(&mut reader, &picture(path)) {
            Ok(reading) => faults(&reading.table, &gold),
            Err(error) => vec![error.to_string()],
        };
        let known = KNOWN_FAILURES.iter().any(|(chart, _)| *chart == name(path));
        match (known, faults.is_empty()) {
            (false, false) => wrong.push(format!("{}: {}", name(path), faults.join("; "))),
            (true, true) => wrong.push(format!("{} is read right now: unlist it", name(path))),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_reading_says_where_every_cell_was_read_and_how_surely() {
    let path = folder("examples/charts/renewables.png");
    let image = picture(&path);
    let reading = read(&mut reader(), &image).unwrap();
    let table = &reading.table;
    assert_eq!(table.title.as_deref(), Some("Electricity from renewables, 2023"));
    assert_eq!(table.header, ["Region", "Share of generation (%)"]);
    assert_eq!(reading.model, "mini");
    assert!(reading.warnings.is_empty(), "{:?}", reading.warnings);
    assert!(reading.text.starts_with("TITLE | Electricity from renewables, 2023 <0x0A> Region | "));

    let boxes = table.cell_boxes.as_ref().unwrap();
    let confidence = table.cell_confidence.as_ref().unwrap();
    assert_eq!((boxes.len(), confidence.len()), (table.rows.len(), table.rows.len()));
    let mut last = 0.0;
    for (cells, sure) in boxes.iter().zip(confidence) {
        assert!(sure.iter().all(|c| (0.5..=1.0).contains(c)), "{sure:?}");
        let [label, bar] = [cells[0].unwrap(), cells[1].unwrap()];
        for [x0, y0, x1, y1] in [label, bar] {
            assert!(0.0 <= x0 && x0 < x1 && x1 <= image.width() as f32);
            assert!(0.0 <= y0 && y0 < y1 && y1 <= image.height() as f32);
        }
        // From left to right, each name under its bar.
        assert!(bar[3] <= label[1] && bar[0] > last);
        assert!(label[0] < bar[2] && bar[0] < label[2]);
        last = bar[2];
    }
}

/// What the refusal of every picture in `refused/` must speak of.
const REFUSED: &[(&str, &str)] = &[
    ("blank", "blank"),
    ("histogram", "histogram"),
    ("logarithmic", "logarithmic"),
    ("no_names", "labels"),
    ("no_scale", "no scale"),
    ("page", "lines of text"),
    ("photo", "photograph"),
    ("powers", "logarithmic"),
    ("scatter", "scatter plot"),
    ("two_scales", "two value axes"),
];

#[test]
fn other_pictures_are_refused_with_what_was_seen() {
    let mut reader = reader();
    let found: Vec<String> =
        pictures("tests/fixtures/charts/refused").iter().map(|p| name(p)).collect();
    let listed: Vec<&str> = REFUSED.iter().map(|(name, _)| *name).collect();
    assert_eq!(found, listed);
    for (name, words) in REFUSED {
        let path = folder(&format!("tests/fixtures/charts/refused/{name}.png"));
        match read(&mut reader, &picture(&path)) {
            Ok(reading) => panic!("{name} was read as {}", reading.text),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unanswerable, "{name}");
                assert!(
                    matches!(&error, Error::Read(ReadError::Unreadable { seen, .. }) if seen.contains(words)),
                    "{name}: {error}"
                );
            }
        }
    }
}

#[test]
fn pictures_of_odd_sizes_are_refused_without_harm() {
    let mut reader = reader();
    for (width, height) in [(1, 1), (1, 300), (400, 2), (7, 7)] {
        let error = read(&mut reader, &RgbImage::new(width, height)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unanswerable, "{width} x {height}: {error}");
    }
}

#[test]
fn a_cancelled_reading_ends_as_interrupted() {
    let cancel = Cancel::new();
    cancel.cancel();
    let options = ReadOptions { cancel, ..ReadOptions::default() };
    let image = picture(&folder("examples/charts/renewables.png"));
    let error = reader().read(&image, &options).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

#[test]
fn the_embedded_files_are_those_of_the_manifest() {
    let manifest = marks::manifest().unwrap();
    assert_eq!(manifest.name, marks::NAME);
    assert!(matches!(manifest.family, Family::Marks(_)));
    assert_eq!(manifest.files.len(), 2);
    for (role, file) in &manifest.files {
        let content = marks::embedded(role).unwrap_or_else(|| panic!("no {role} is embedded"));
        let digest = Sha256::digest(content);
        let hex = digest.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        assert_eq!((hex, content.len() as u64), (file.sha256.clone(), file.bytes), "{role}");
    }
}

/// One case of `models/mini/recogniser_parity.json`.
#[derive(serde::Deserialize)]
struct Case {
    rows: usize,
    columns: usize,
    distance: Vec<u16>,
    ink_columns: usize,
    ink: Vec<u8>,
    text: String,
}

#[test]
fn lines_are_prepared_as_in_training_and_read_the_same() {
    let text = std::fs::read_to_string(folder("models/mini/recogniser_parity.json")).unwrap();
    let cases: Vec<Case> = serde_json::from_str(&text).unwrap();
    let manifest = marks::manifest().unwrap();
    let Family::Marks(settings) = manifest.family else { panic!("{:?}", manifest.family) };
    let session = common::runtime()
        .session_from_bytes(
            "mini",
            marks::embedded("recogniser").unwrap(),
            &SessionOptions::default(),
        )
        .unwrap();
    let alphabet = String::from_utf8(marks::embedded("alphabet").unwrap().to_vec()).unwrap();
    let mut recogniser =
        marks::texts::recogniser::Recogniser::new(session, settings.clone(), &alphabet).unwrap();
    for case in cases {
        let crop = marks::texts::recogniser::Crop {
            width: case.columns,
            height: case.rows,
            distance: case.distance,
        };
        let line = marks::texts::recogniser::line(&crop, settings.line_height).unwrap();
        assert_eq!(line.width, case.ink_columns);
        let off = line.ink.iter().zip(&case.ink).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(off <= Some(1), "{}: off by {off:?}", case.text);
        let read = recogniser.read(&[crop], &Cancel::new()).unwrap();
        assert_eq!(read[0].text(), case.text);
    }
}

#[test]
fn many_charts_are_read_as_one_by_one_and_in_order() {
    let mut charts: Vec<RgbImage> =
        pictures("tests/fixtures/charts").iter().take(7).map(|path| picture(path)).collect();
    // One that is refused, between the others.
    charts.insert(2, RgbImage::from_pixel(300, 200, image::Rgb([255; 3])));
    let mut alone = reader();
    let expected: Vec<_> = charts.iter().map(|chart| read(&mut alone, chart)).collect();
    assert!(expected[2].is_err() && expected.iter().filter(|reading| reading.is_ok()).count() > 4);
    for threads in [1, 3] {
        let options = SessionOptions { threads: Some(threads), ..SessionOptions::default() };
        let reader = MarksReader::open(&common::runtime(), &options).unwrap();
        let pages = charts.iter().cloned().map(Page::Picture).map(Ok).enumerate();
        let mut given = 0;
        let give = |number: usize, reading: Result<Reading, Error>| {
            assert_eq!(number, given);
            given += 1;
            match (reading, &expected[number]) {
                (Ok(reading), Ok(alone)) => {
                    assert_eq!(reading.table.rows, alone.table.rows, "{number}");
                    assert_eq!(reading.warnings, alone.warnings, "{number}");
                }
                (Err(error), Err(alone)) => assert_eq!(error.to_string(), alone.to_string()),
                (got, _) => panic!("chart {number}: {got:?}"),
            }
            ControlFlow::Continue(())
        };
        let mut reader = Reader::Marks(Box::new(reader));
        reader.read_many(pages, &ReadOptions::default(), 8, give).unwrap();
        assert_eq!(given, charts.len());
        // Enough after two, of charts without end.
        let endless = charts.iter().cloned().cycle().map(|chart| ((), Ok(Page::Picture(chart))));
        let mut given = 0;
        let give = |(), _| {
            given += 1;
            if given == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        reader.read_many(endless, &ReadOptions::default(), 8, give).unwrap();
        assert_eq!(given, 2);
    }
}
