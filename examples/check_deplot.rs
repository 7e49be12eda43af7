//! Checks real DePlot weights: reads ChartQA validation image 5090 and compares the text with what
//! the notebook this project started from got from the same weights.
//!
//! ```text
//! chartqa models pull google/deplot
//! cargo run --release --example check_deplot -- 5090.png
//! ```
//!
//! The picture is `val/png/5090.png` of the ChartQA data set; it is not ours to ship.
#![allow(clippy::print_stdout, reason = "it is a program")]

use chartqa::image_source::{ImageSource, Limits};
use chartqa::models::Store;
use chartqa::progress::Silent;
use chartqa::reader::{ModelChoice, ReadOptions, Reader};
use chartqa::runtime::{self, LibraryOptions, SessionOptions};

/// What transformers wrote with `max_new_tokens=512`.
const EXPECTED: &str = "Entity | Individuals responsibility | Government's responsibility <0x0A> MEDIAN | 39.0 | 55.0 <0x0A> Germany | nan | 35.0 <0x0A> UK | 45.0 | 49.0 <0x0A> Sweden | 37.0 | 53.0 <0x0A> Denmark | 42.0 | 54.0 <0x0A> France | 38.0 | 55.0 <0x0A> Netherla nns | 40.0 | 58.0 <0x0A> Spain | 29.0 | 63.0 <0x0A> Italy | 22.0 | 74.0";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    runtime::disable_telemetry()?;
    let picture = std::env::args().nth(1).ok_or("give the path of ChartQA's val/png/5090.png")?;
    let model = ModelChoice::resolve(Some("deplot"), &Store::from_env()?)?;
    let runtime = runtime::ensure_blocking(&LibraryOptions::from_env(), &Silent)?;
    let mut reader = Reader::open(&runtime, &model, &SessionOptions::default())?;
    let source = ImageSource::parse(&picture)?;
    let picture =
        tokio::runtime::Runtime::new()?.block_on(source.load(&Limits::default(), false))?;
    let reading = reader.read(&picture, &ReadOptions::default())?;
    println!("{}", reading.text);
    if reading.text.trim() == EXPECTED {
        println!("as expected, {} tokens", reading.tokens);
        Ok(())
    } else {
        Err(format!("differs from what transformers wrote:\n{EXPECTED}").into())
    }
}
