//! `chartqa table`

use std::path::Path;

use serde_json::Value;

use crate::support::{Home, example, stderr};

#[test]
fn every_format_holds_the_table() {
    let home = Home::new();
    for (format, expected) in [
        ("md", "| Northmark"),
        ("csv", "Northmark,71"),
        ("tsv", "Northmark\t71"),
        ("html", "<td"),
        ("json", "\"rows\":[[\"Northmark\""),
    ] {
        let assert =
            home.chartqa().args(["-q", "table", "--format", format]).arg(example()).assert();
        let text = String::from_utf8(assert.success().get_output().stdout.clone()).unwrap();
        assert!(text.contains(expected), "{format}: {text}");
    }
}

#[test]
fn the_file_is_written_in_the_format_of_its_ending() {
    let home = Home::new();
    home.chartqa().args(["-q", "table", "-o", "out.csv"]).arg(example()).assert().success();
    let csv = std::fs::read_to_string(home.path().join("out.csv")).unwrap();
    assert!(csv.contains("Midhaven,24"), "{csv}");
    home.chartqa().args(["-q", "table", "-o", "out.xlsx"]).arg(example()).assert().success();
    let xlsx = std::fs::read(home.path().join("out.xlsx")).unwrap();
    assert!(xlsx.starts_with(b"PK"), "an Office Open XML file is a zip archive");
    let assert = home.bare().args(["table", "-o", "out.doc"]).arg(example()).assert().code(2);
    assert!(stderr(&home, &assert).contains("no table format `doc`"));
}

#[test]
fn of_several_pictures_the_bad_ones_are_named_and_the_good_ones_read() {
    let home = Home::new();
    home.file("bad.png", b"not a picture at all");
    let mut command = home.chartqa();
    command.args(["-q", "table", "--format", "json", "bad.png", "none.png"]).arg(example());
    let assert = command.assert().code(1);
    let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert_eq!(out.lines().count(), 1);
    let line: Value = serde_json::from_str(&out).unwrap();
    assert!(line["image"].as_str().unwrap().ends_with("renewables.png"));
    assert_eq!(line["table"]["rows"].as_array().unwrap().len(), 5);
    let error = stderr(&home, &assert);
    assert!(error.contains("bad.png is not a picture"), "{error}");
    assert!(error.contains("none.png: no such file"), "{error}");
    assert!(error.contains("2 of 3 failed"), "{error}");
}

#[test]
fn what_is_no_chart_is_refused() {
    let home = Home::new();
    let white = image::RgbImage::from_pixel(400, 300, image::Rgb([255; 3]));
    white.save(home.path().join("white.png")).unwrap();
    let assert = home.chartqa().args(["table", "white.png"]).assert().code(5);
    let error = stderr(&home, &assert);
    assert!(error.contains("cannot be read as a chart by `mini`"), "{error}");
    assert!(error.contains("chartqa models pull google/deplot"), "{error}");
}

#[test]
fn many_pictures_come_in_their_order_and_are_kept_like_one() {
    let home = Home::new();
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/suite/tune");
    let names = ["mpl_harvest", "mpl_scores", "mpl_rain_temp"];
    let charts = names.map(|name| suite.join(format!("{name}.png")));
    let lines = |pictures: &[&Path], batch: &str| -> Vec<Value> {
        let mut command = home.chartqa();
        command.args(["-q", "table", "--format", "json", "--batch", batch]).args(pictures);
        let assert = command.assert().success();
        let out = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    // One by one first, of which the second is kept; then all, some of them several times.
    let alone = lines(&[&charts[1]], "1");
    let all = [&*charts[0], &charts[1], &charts[2], &charts[1], &charts[0]];
    let together = lines(&all, "3");
    assert_eq!(together.len(), all.len());
    for (line, picture) in together.iter().zip(all) {
        assert_eq!(line["image"], picture.to_str().unwrap());
        assert!(!line["table"]["rows"].as_array().unwrap().is_empty());
    }
    assert_eq!(together[1]["table"], alone[0]["table"]);
    assert_eq!(together[1]["reading"]["cached"], true);
    let again = lines(&all, "1");
    for (line, before) in again.iter().zip(&together) {
        assert_eq!(line["reading"]["cached"], true);
        assert_eq!(line["table"], before["table"]);
    }
    home.bare().args(["table", "--batch", "0"]).arg(&charts[0]).assert().code(2);
}

#[test]
fn what_was_seen_in_a_refused_picture_is_drawn() {
    let home = Home::new();
    // The example without its bars: texts and a scale, and nothing to read.
    let mut picture = image::open(example()).unwrap().to_rgb8();
    let page = *picture.get_pixel(2, 2);
    for pixel in picture.pixels_mut() {
        let [r, g, b] = pixel.0;
        if r.max(g).max(b) - r.min(g).min(b) > 30 {
            *pixel = page;
        }
    }
    picture.save(home.path().join("bare.png")).unwrap();
    let assert =
        home.chartqa().args(["table", "bare.png", "--overlay", "seen.png"]).assert().code(5);
    assert!(stderr(&home, &assert).contains("seen.png shows the texts, scales and legends"));
    let seen = image::open(home.path().join("seen.png")).unwrap().to_rgb8();
    let tick = image::Rgb([200, 0, 160]);
    assert!(seen.pixels().filter(|pixel| **pixel == tick).count() > 50);
}
