//! Finds (or installs) ONNX Runtime and tries every provider on it.
//!
//! ```sh
//! cargo run --example providers                  # what `auto` takes, and why
//! cargo run --example providers -- cuda          # CUDA or an error
//! ```

#![allow(clippy::print_stdout)]

use chartqa::progress::Silent;
use chartqa::runtime::{self, LibraryOptions, Provider};

fn main() -> Result<(), chartqa::Error> {
    // First of all: a variable can only be set while there is one thread.
    runtime::disable_telemetry()?;
    let provider: Provider =
        std::env::args().nth(1).map_or(Ok(Provider::Auto), |name| name.parse())?;
    let options = LibraryOptions { provider, ..LibraryOptions::from_env() };
    let runtime = runtime::ensure_blocking(&options, &Silent)?;
    println!("library  {} ({})", runtime.path().display(), runtime.version());
    for proof in runtime.proofs() {
        match &proof.result {
            Ok(()) => println!("{:<8} works", proof.device.to_string()),
            Err(error) => {
                println!("{:<8} {error}", proof.device.to_string());
                println!("         hint: {}", error.hint().unwrap_or_default());
            }
        }
    }
    match runtime.choose(provider) {
        Ok(choice) => println!("{provider} takes {choice}"),
        Err(error) => println!("{provider}: {error}"),
    }
    Ok(())
}
