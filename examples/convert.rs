//! Converts a Pix2Struct checkpoint: `cargo run --release --example convert -- CHECKPOINT OUT [ORIGIN]`.

use std::path::Path;

use chartqa::convert::{ConvertOptions, convert};
use chartqa::progress::{Event, Progress};

/// Names each step on standard error.
struct Steps;

impl Progress for Steps {
    #[allow(clippy::print_stderr)] // An example may print.
    fn report(&self, event: Event<'_>) {
        match event {
            Event::Note(note) => eprintln!("{note}"),
            Event::Start { what, total } => eprintln!("{what}: {} bytes", total.unwrap_or(0)),
            _ => {}
        }
    }
}

#[allow(clippy::print_stdout)] // An example may print.
fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (checkpoint, out, origin) = match arguments.as_slice() {
        [checkpoint, out] => (checkpoint, out, None),
        [checkpoint, out, origin] => (checkpoint, out, Some(origin.clone())),
        _ => anyhow::bail!("arguments: CHECKPOINT OUT [ORIGIN]"),
    };
    let options = ConvertOptions { origin, ..ConvertOptions::default() };
    let manifest = convert(Path::new(checkpoint), Path::new(out), &options, &Steps)?;
    print!("{}", manifest.to_toml()?);
    Ok(())
}
