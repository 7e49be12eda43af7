//! Comparison with transformers, stage by stage, on the fixtures that
//! `scripts/reference/make_fixtures.py` wrote (see their README).
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use chartqa::pix2struct::header::{self, HeaderFont};

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pix2struct").join(path)
}

#[test]
fn header_text_is_drawn_as_pillow_draws_it() {
    let font = HeaderFont::built_in(header::TEXT_SIZE).unwrap();
    for name in ["deplot", "short", "wrapped", "signs"] {
        let text = std::fs::read_to_string(fixture(&format!("headers/{name}.txt"))).unwrap();
        let expected = image::open(fixture(&format!("headers/{name}.png"))).unwrap().into_luma8();
        let drawn = header::text(&text, &font);
        assert_eq!(drawn.dimensions(), expected.dimensions(), "size of {name}");
        let differences: Vec<u8> =
            drawn.iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b)).collect();
        let mean = differences.iter().map(|d| f64::from(*d)).sum::<f64>() / differences.len() as f64;
        let largest = differences.iter().max().unwrap();
        println!("{name}: mean {mean:.4}, largest {largest} of 255");
        assert!(mean < 0.05 && *largest <= 4, "{name}: mean {mean}, largest {largest} of 255");
    }
}
