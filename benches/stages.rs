//! How long the stages take that run no network: `cargo bench`.
//!
//! Goals: preprocessing of a 1000 x 700 chart at 2048 patches under 15 ms. Figures are in
//! docs/speed.md.
#![allow(missing_docs, clippy::unwrap_used, reason = "a benchmark")]

use std::fmt::Write as _;
use std::hint::black_box;

use chartqa::Table;
use chartqa::answer::llm::Prompt;
use chartqa::answer::{Chart, Method, rules};
use chartqa::llm::Form;
use chartqa::pix2struct::header::{self, HeaderFont};
use chartqa::pix2struct::patches::{self, Budget};
use chartqa::table::parse;
use criterion::{Criterion, criterion_group, criterion_main};
use image::{Rgb, RgbImage};

/// The text above DePlot's pictures.
const HEADER: &str = "Generate underlying data table of the figure below:";
/// `DePlot`'s patches.
const BUDGET: Budget = Budget { patch_size: 16, max_patches: 2048, max_side: 4095 };

/// Twelve bars of one colour over gridlines, on white.
fn chart(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let slot = width / 12;
        let top = height / 10 + (x / slot * 7919) % (height / 2);
        if x % slot > slot / 3 && y > top && y < height * 9 / 10 {
            Rgb([31, 119, 180])
        } else if y % (height / 8) == 0 {
            Rgb([220; 3])
        } else {
            Rgb([255; 3])
        }
    })
}

/// What a model writes of a table of ten rows and five columns.
fn linearised() -> String {
    let mut text = "TITLE | Sales by region <0x0A> Region | 2019 | 2020 | 2021 | 2022".to_owned();
    for row in 0..10 {
        write!(text, " <0x0A> Region {row}").unwrap();
        for column in 0..4 {
            write!(text, " | {}.{column}", row * 17 % 90 + 3 * column).unwrap();
        }
    }
    text
}

fn table() -> Table {
    parse::linearised(&linearised()).table
}

fn preprocessing(bench: &mut Criterion) {
    let picture = chart(1000, 700);
    let font = HeaderFont::built_in(header::TEXT_SIZE).unwrap();
    let text = header::text(HEADER, &font);
    let with_header = header::above(&text, &picture).unwrap();
    let mut group = bench.benchmark_group("preprocessing 1000 x 700, 2048 patches");
    group.bench_function("all", |b| {
        b.iter(|| {
            let text = header::text(HEADER, &font);
            let picture = header::above(&text, black_box(&picture)).unwrap();
            patches::flatten(&picture, BUDGET).unwrap()
        });
    });
    group.bench_function("header text", |b| b.iter(|| header::text(black_box(HEADER), &font)));
    group.bench_function("header above", |b| {
        b.iter(|| header::above(&text, black_box(&picture)).unwrap());
    });
    group.bench_function("patches", |b| {
        b.iter(|| patches::flatten(black_box(&with_header), BUDGET).unwrap());
    });
    group.finish();
}

fn parsing(bench: &mut Criterion) {
    let text = linearised();
    bench.bench_function("parsing a table of 10 x 5", |b| {
        b.iter(|| parse::linearised(black_box(&text)));
    });
}

fn prompts(bench: &mut Criterion) {
    let table = table();
    for (name, method) in [("cot", Method::Cot), ("program", Method::Program)] {
        let prompt = Prompt::builtin(method).unwrap();
        bench.bench_function(&format!("prompt, {name}"), |b| {
            b.iter(|| {
                let chart = Chart::from(black_box(&table));
                prompt.messages(&chart, "Which region grew most?", Form::JsonSchema).unwrap()
            });
        });
    }
}

fn answering(bench: &mut Criterion) {
    let table = table();
    let mut group = bench.benchmark_group("rules");
    for (name, question) in [
        ("lookup", "What was the value of Region 3 in 2021?"),
        ("highest", "Which region has the highest value in 2020?"),
        ("difference", "What is the difference between Region 1 and Region 2 in 2019?"),
        ("average", "What is the average of 2022?"),
    ] {
        let answer = rules::answer(&table, question).unwrap();
        assert!(answer.answer.is_some(), "{question}: {:?}", answer.reason);
        group.bench_function(name, |b| {
            b.iter(|| rules::answer(black_box(&table), question).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, preprocessing, parsing, prompts, answering);
criterion_main!(benches);
