//! Comparison with transformers, stage by stage, on the fixtures that
//! `scripts/reference/make_fixtures.py` wrote (see their README).
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use chartqa::pix2struct::header::{self, HeaderFont};
use chartqa::pix2struct::patches::{self, Grid};
use image::{DynamicImage, GenericImageView, RgbImage};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};
use ndarray_npy::{NpzReader, ReadableElement};

const DEPLOT_HEADER: &str = "Generate underlying data table of the figure below:";

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pix2struct").join(path)
}

/// Names of all pictures of the fixtures.
fn pictures() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(fixture("pictures"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 12, "the fixtures are incomplete: {names:?}");
    names
}

/// A picture as the reader gets it: alpha on white, 8 bits.
fn picture(name: &str) -> RgbImage {
    let decoded = image::open(fixture(&format!("pictures/{name}.png"))).unwrap();
    if !decoded.color().has_alpha() {
        return decoded.into_rgb8();
    }
    let (width, height) = decoded.dimensions();
    let mut white = RgbImage::from_pixel(width, height, image::Rgb([255; 3]));
    for (from, to) in DynamicImage::into_rgba8(decoded).pixels().zip(white.pixels_mut()) {
        let alpha = u32::from(from.0[3]);
        for (value, out) in from.0.iter().zip(&mut to.0) {
            *out = ((u32::from(*value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        }
    }
    white
}

fn with_header(picture: &RgbImage) -> RgbImage {
    let font = HeaderFont::built_in(header::TEXT_SIZE).unwrap();
    header::above(&header::text(DEPLOT_HEADER, &font), picture).unwrap()
}

struct Npz(NpzReader<std::fs::File>);

impl Npz {
    fn open(path: &str) -> Self {
        Self(NpzReader::new(std::fs::File::open(fixture(path)).unwrap()).unwrap())
    }

    fn names(&mut self) -> Vec<String> {
        self.0.names().unwrap().iter().map(|n| n.trim_end_matches(".npy").to_owned()).collect()
    }

    fn array1<T: ReadableElement>(&mut self, name: &str) -> Array1<T> {
        self.0.by_name(name).unwrap()
    }

    fn array2<T: ReadableElement>(&mut self, name: &str) -> Array2<T> {
        self.0.by_name(name).unwrap()
    }
}

/// Largest difference between two arrays of the same shape.
fn largest_difference(a: ArrayView2<'_, f32>, b: ArrayView2<'_, f32>) -> f32 {
    assert_eq!(a.dim(), b.dim());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

#[test]
fn patches_are_those_of_transformers() {
    let mut compared = 0;
    for name in pictures() {
        let mut expected = Npz::open(&format!("patches/{name}.npz"));
        let plain = picture(&name);
        let headed = with_header(&plain);
        for key in expected.names().iter().filter_map(|n| n.strip_suffix("_grid")) {
            let (kind, budget) = key.split_once('_').unwrap();
            let budget: usize = budget.parse().unwrap();
            let source = if kind == "header" { &headed } else { &plain };
            let grid = Grid::fit(source.width(), source.height(), 16, budget);
            let expected_grid = expected.array1::<i64>(&format!("{key}_grid")).to_vec();
            assert_eq!([grid.rows as i64, grid.columns as i64], expected_grid[..], "{name} {key}");

            let made = patches::flatten(source, 16, budget).unwrap();
            let made = made.index_axis(Axis(0), 0);
            let index: Vec<usize> = expected
                .array1::<i64>(&format!("{key}_index"))
                .iter()
                .map(|i| usize::try_from(*i).unwrap())
                .collect();
            let picked = made.select(Axis(0), &index);
            let stored = expected.array2::<f32>(&format!("{key}_patches"));
            assert_eq!(picked.slice(s![.., ..2]), stored.slice(s![.., ..2]), "ids of {name} {key}");
            let pixels = made.slice(s![.., 2..]);
            let means = pixels.mean_axis(Axis(1)).unwrap();
            let deviations = pixels.std_axis(Axis(1), 0.0);
            let columns = |a: Array1<f32>| a.insert_axis(Axis(1));
            let mean = expected.array1::<f32>(&format!("{key}_mean"));
            let deviation = expected.array1::<f32>(&format!("{key}_deviation"));
            let (picked, stored) = (picked.slice(s![.., 2..]), stored.slice(s![.., 2..]));
            let of_means = largest_difference(columns(means).view(), columns(mean).view());
            let of_deviations =
                largest_difference(columns(deviations).view(), columns(deviation).view());
            let largest = largest_difference(picked, stored);
            let average = (&picked - &stored).mapv(f32::abs).mean().unwrap();
            println!("{name} {key}: {average:.2e}, at most {largest:.2e}; means {of_means:.2e}");
            if kind == "header" {
                assert!(average < 0.002, "{name} {key}: on average {average}");
                assert!(of_means < 0.005 && of_deviations < 0.005, "{name} {key}: {of_means}");
            } else {
                assert!(largest < 1e-4, "{name} {key}: {largest}");
                assert!(of_means < 1e-4 && of_deviations < 1e-4, "{name} {key}: {of_means}");
            }
            compared += 1;
        }
    }
    assert_eq!(compared, 16 * 4 + 2 * 2);
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
        let mean =
            differences.iter().map(|d| f64::from(*d)).sum::<f64>() / differences.len() as f64;
        let largest = differences.iter().max().unwrap();
        println!("{name}: mean {mean:.4}, largest {largest} of 255");
        assert!(mean < 0.05 && *largest <= 4, "{name}: mean {mean}, largest {largest} of 255");
    }
}
