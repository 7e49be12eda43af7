//! The metrics against worked vectors (`tests/fixtures/metrics/vectors.json`: inputs and values of
//! an independent implementation) and against what must hold for any table.
#![allow(clippy::unwrap_used, reason = "a test may")]

use chartqa::metrics::{
    relaxed, relaxed_lmeval, relaxed_pro, relaxed_vlmeval, rms, rms_fixed, rnss,
};
use proptest::prelude::*;
use serde_json::Value;

/// The published implementations compute in the same precision.
const TOLERANCE: f64 = 1e-6;

fn vectors(kind: &str) -> Vec<Value> {
    let text = include_str!("fixtures/metrics/vectors.json");
    let all: Vec<Value> = serde_json::from_str(text).unwrap();
    let vectors: Vec<Value> = all.into_iter().filter(|v| v["kind"] == kind).collect();
    assert!(vectors.len() > 10, "{} vectors of kind {kind}", vectors.len());
    vectors
}

fn sides(vector: &Value) -> (&str, &str) {
    (vector["target"].as_str().unwrap(), vector["prediction"].as_str().unwrap())
}

#[test]
fn relaxed_accuracy_of_every_vector() {
    for vector in vectors("relaxed") {
        let (target, prediction) = sides(&vector);
        let right = |name: &str| vector[name].as_bool().unwrap();
        assert_eq!(relaxed(target, prediction), right("pix2struct_lmmseval"), "{vector}");
        assert_eq!(relaxed_vlmeval(&[target], prediction), right("vlmevalkit"), "{vector}");
        assert_eq!(relaxed_lmeval(&[target], prediction), right("lm_eval_harness"), "{vector}");
        for (exact, name) in [(false, "chartqapro"), (true, "chartqapro_year_flag")] {
            let score = relaxed_pro(target, prediction, exact);
            assert!((score - vector[name].as_f64().unwrap()).abs() < TOLERANCE, "{score} {vector}");
        }
    }
}

#[test]
fn table_metrics_of_every_vector() {
    let mut compared = 0;
    for vector in vectors("table") {
        let (target, prediction) = sides(&vector);
        let score = rms(target, prediction).unwrap();
        for (name, value) in [
            ("rms_precision", score.precision),
            ("rms_recall", score.recall),
            ("rms_f1", score.f1),
            ("rnss", rnss(target, prediction)),
        ] {
            if let Some(expected) = vector[name].as_f64() {
                assert!((value - expected).abs() < TOLERANCE, "{name} {value} {vector}");
                compared += 1;
            }
        }
    }
    assert!(compared > 40, "{compared} values compared");
}

/// A table of words and numbers: header and rows, rectangular, labels distinct.
fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (1..5_usize, 1..5_usize).prop_flat_map(|(rows, columns)| {
        let cell = prop_oneof![
            4 => (1..9999_i32).prop_map(|n| (f64::from(n) / 10.0).to_string()),
            1 => "[a-z]{3,8}",
        ];
        let labels = proptest::collection::btree_set("[a-z]{4,9}", rows + columns);
        (labels, proptest::collection::vec(cell, rows * columns)).prop_map(
            move |(labels, cells)| {
                let labels: Vec<String> = labels.into_iter().collect();
                let (header, names) = labels.split_at(columns);
                let mut table = vec![[&["x".to_owned()], header].concat()];
                for (name, cells) in names.iter().zip(cells.chunks(columns)) {
                    table.push([std::slice::from_ref(name), cells].concat());
                }
                table
            },
        )
    })
}

fn text(table: &[Vec<String>]) -> String {
    table.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_table_is_like_itself(table in tables()) {
        let text = text(&table);
        prop_assert!((rms(&text, &text).unwrap().f1 - 1.0).abs() < TOLERANCE);
        prop_assert!((rms_fixed(&text, &text).unwrap().f1 - 1.0).abs() < TOLERANCE);
        prop_assert!((rnss(&text, &text) - 1.0).abs() < TOLERANCE);
    }

    #[test]
    fn scores_lie_between_nothing_and_all(a in tables(), b in tables()) {
        let (a, b) = (text(&a), text(&b));
        for score in [rms(&a, &b).unwrap(), rms_fixed(&a, &b).unwrap()] {
            for value in [score.precision, score.recall, score.f1] {
                prop_assert!((0.0..=1.0 + TOLERANCE).contains(&value), "{value}");
            }
        }
        prop_assert!((-TOLERANCE..=1.0 + TOLERANCE).contains(&rnss(&a, &b)));
    }

    #[test]
    fn the_order_of_rows_and_columns_does_not_matter(
        a in tables(), b in tables(), rows in 0..4_usize, columns in 0..4_usize,
    ) {
        // A part of `a` with some of `b`'s values: neither all right nor all wrong.
        let mut mixed = a.clone();
        for (row, other) in mixed.iter_mut().zip(&b).skip(1).step_by(2) {
            let width = row.len().min(other.len());
            row[1..width].clone_from_slice(&other[1..width]);
        }
        let mut moved = mixed.clone();
        let count = moved.len() - 1;
        moved[1..].rotate_left(rows % count);
        for row in &mut moved {
            let count = row.len() - 1;
            row[1..].rotate_left(columns % count);
        }
        let (target, mixed, moved) = (text(&a), text(&mixed), text(&moved));
        let same = |x: f64, y: f64| (x - y).abs() < TOLERANCE;
        prop_assert!(same(rms(&target, &mixed).unwrap().f1, rms(&target, &moved).unwrap().f1));
        prop_assert!(same(rms_fixed(&target, &mixed).unwrap().f1, rms_fixed(&target, &moved).unwrap().f1));
        prop_assert!(same(rnss(&target, &mixed), rnss(&target, &moved)));
    }

    #[test]
    fn a_transposed_prediction_is_the_same_prediction(table in tables()) {
        let turned: Vec<Vec<String>> = (0..table[0].len())
            .map(|column| table.iter().map(|row| row[column].clone()).collect())
            .collect();
        prop_assert!((rms(&text(&table), &text(&turned)).unwrap().f1 - 1.0).abs() < TOLERANCE);
    }

    #[test]
    fn precision_and_recall_change_places_with_the_sides(table in tables(), keep in 1..4_usize) {
        // The same cells on both sides, some rows left out of one: nothing but the counts differ.
        let part = &table[..=keep.min(table.len() - 1)];
        let (whole, part) = (text(&table), text(part));
        let (there, back) = (rms(&whole, &part).unwrap(), rms(&part, &whole).unwrap());
        prop_assert!((there.precision - back.recall).abs() < TOLERANCE);
        prop_assert!((there.recall - back.precision).abs() < TOLERANCE);
        prop_assert!((there.f1 - back.f1).abs() < TOLERANCE);
        prop_assert!((rnss(&whole, &part) - rnss(&part, &whole)).abs() < TOLERANCE);
    }

    #[test]
    fn any_text_is_scored(a in "([a-c0-9 |%\n]|<0x0A>){0,60}", b in "(?s).{0,60}") {
        for score in [rms(&a, &b).unwrap(), rms(&b, &a).unwrap(), rms_fixed(&a, &b).unwrap()] {
            prop_assert!((0.0..=1.0 + TOLERANCE).contains(&score.f1));
        }
        prop_assert!((-TOLERANCE..=1.0 + TOLERANCE).contains(&rnss(&a, &b)));
    }
}
