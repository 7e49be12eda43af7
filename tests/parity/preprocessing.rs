//! Header and patches.

use chartqa::pix2struct::header::{self, HeaderFont};
use chartqa::pix2struct::patches::{self, Budget, Grid};
use ndarray::{Array1, Axis, s};

use crate::fixtures::{Npz, fixture, largest_difference, picture, pictures, with_header};

#[test]
fn patches_are_those_of_transformers() {
    let mut compared = 0;
    for name in pictures() {
        let mut expected = Npz::open(&format!("patches/{name}.npz"));
        let plain = picture(&name);
        let headed = with_header(&plain);
        for key in expected.names().iter().filter_map(|n| n.strip_suffix("_grid")) {
            let (kind, budget) = key.split_once('_').unwrap();
            let budget =
                Budget { patch_size: 16, max_patches: budget.parse().unwrap(), max_side: 4095 };
            let source = if kind == "header" { &headed } else { &plain };
            let grid = Grid::fit(source.width(), source.height(), budget);
            let expected_grid = expected.array1::<i64>(&format!("{key}_grid")).to_vec();
            assert_eq!([grid.rows as i64, grid.columns as i64], expected_grid[..], "{name} {key}");

            let made = patches::flatten(source, budget).unwrap();
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
            let of_means = largest_difference(&columns(means).view(), &columns(mean).view());
            let of_deviations =
                largest_difference(&columns(deviations).view(), &columns(deviation).view());
            let largest = largest_difference(&picked, &stored);
            let average = (&picked - &stored).mapv(f32::abs).mean().unwrap();
            println!("{name} {key}: {average:.2e}, at most {largest:.2e}; means {of_means:.2e}");
            if kind == "header" {
                assert!(average < 0.002, "{name} {key}: on average {average}");
                assert!(of_means < 0.005 && of_deviations < 0.005, "{name} {key}: {of_means}");
            } else {
                assert!(largest < 1e-5, "{name} {key}: {largest}");
                assert!(of_means < 1e-5 && of_deviations < 1e-5, "{name} {key}: {of_means}");
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
