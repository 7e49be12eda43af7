//! Draws what the built-in reader finds over pictures of charts:
//! `cargo run --example overlay -- OUT_FOLDER CHART.png...`
//!
//! The ONNX Runtime library is the one that `ORT_DYLIB_PATH` names or that is
//! installed.

#![allow(clippy::print_stdout)]

use std::path::Path;

use chartqa::marks::{MarksReader, assemble, overlay};
use chartqa::progress::Silent;
use chartqa::runtime::{self, LibraryOptions, SessionOptions};
use chartqa::{Cancel, Timings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("usage: overlay OUT_FOLDER CHART.png...")?;
    std::fs::create_dir_all(&folder)?;
    let runtime = runtime::ensure_blocking(&LibraryOptions::from_env(), &Silent)?;
    let mut reader = MarksReader::open(&runtime, &SessionOptions::default())?;
    for path in arguments {
        let picture = image::open(&path)?.to_rgba8();
        let mut page =
            image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
        image::imageops::overlay(&mut page, &picture, 0, 0);
        let page = image::DynamicImage::from(page).to_rgb8();
        let mut timings = Timings::default();
        let began = std::time::Instant::now();
        match reader.chart(&page, &Cancel::new(), &mut timings) {
            Ok(chart) => {
                let table = assemble::table(&chart);
                println!(
                    "{path}\t{:.0} ms ({:.0} ink, {:.0} text)\t{}",
                    began.elapsed().as_secs_f64() * 1000.0,
                    timings.preprocess,
                    timings.encode,
                    assemble::linearised(&table)
                );
                if std::env::var_os("DEBUG").is_some() {
                    println!(
                        "  scale {:?}",
                        chart.scale.as_ref().map(|s| (
                            s.slope,
                            s.intercept,
                            s.ticks.len(),
                            s.outliers,
                            s.residual,
                            s.snapped
                        ))
                    );
                    println!("  conf {:?}", table.cell_confidence);
                    println!(
                        "  texts {:?}",
                        chart.texts.iter().map(|t| (&t.text, t.confidence)).collect::<Vec<_>>()
                    );
                }
                for w in assemble::warnings(&chart) {
                    println!("  warning: {w}");
                }
                let name = Path::new(&path).file_name().ok_or("a path without a name")?;
                overlay::overlay(&page, &chart).save(Path::new(&folder).join(name))?;
            }
            Err(error) => println!("{path}\t{error}"),
        }
    }
    Ok(())
}
