//! What `scripts/reference/make_fixtures.py` wrote.

use std::path::{Path, PathBuf};

use chartqa::pix2struct::header::{self, HeaderFont};
use image::{DynamicImage, GenericImageView, RgbImage};
use ndarray::{Array1, Array2, ArrayView2};
use ndarray_npy::{NpzReader, ReadableElement};

pub(crate) const DEPLOT_HEADER: &str = "Generate underlying data table of the figure below:";

pub(crate) fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/pix2struct").join(path)
}

/// Names of all pictures of the fixtures.
pub(crate) fn pictures() -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(fixture("pictures"))
        .unwrap()
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 12, "the fixtures are incomplete: {names:?}");
    names
}

/// A picture as the reader gets it: alpha on white, 8 bits.
pub(crate) fn picture(name: &str) -> RgbImage {
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

pub(crate) fn with_header(picture: &RgbImage) -> RgbImage {
    let font = HeaderFont::built_in(header::TEXT_SIZE).unwrap();
    header::above(&header::text(DEPLOT_HEADER, &font), picture).unwrap()
}

/// Named arrays.
pub(crate) struct Npz(NpzReader<std::fs::File>);

impl Npz {
    pub(crate) fn open(path: &str) -> Self {
        Self(NpzReader::new(std::fs::File::open(fixture(path)).unwrap()).unwrap())
    }

    pub(crate) fn names(&mut self) -> Vec<String> {
        self.0.names().unwrap().iter().map(|n| n.trim_end_matches(".npy").to_owned()).collect()
    }

    pub(crate) fn array1<T: ReadableElement>(&mut self, name: &str) -> Array1<T> {
        self.0.by_name(name).unwrap()
    }

    pub(crate) fn array2<T: ReadableElement>(&mut self, name: &str) -> Array2<T> {
        self.0.by_name(name).unwrap()
    }
}

/// Largest difference between two arrays of the same shape.
pub(crate) fn largest_difference(a: &ArrayView2<'_, f32>, b: &ArrayView2<'_, f32>) -> f32 {
    assert_eq!(a.dim(), b.dim());
    a.iter().zip(b.iter()).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}
