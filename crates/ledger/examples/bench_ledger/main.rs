//! What `cargo xtask bench` asks of the ledger alone: how its writes compare
//! with raw inserts of the same rows, and a ledger of a shop's two years to
//! start on.
//!
//! It measures; what is enough is not decided here.

mod compare;
mod history;
mod raw;
mod shop;

use std::path::PathBuf;
use std::process::ExitCode;

/// What this program answers or why it does not.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

const USAGE: &str =
    "bench_ledger compare FOLDER ROUNDS CHARGES | bench_ledger history FOLDER SALES";

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it measures is what this program prints"
)]
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let told = match words.as_slice() {
        ["compare", folder, rounds, charges] => {
            numbers(rounds, charges).and_then(|(rounds, charges)| {
                compare::compare(&PathBuf::from(folder), rounds, charges)
            })
        }
        ["history", folder, sales] => {
            numbers(sales, "0").and_then(|(sales, _)| history::make(&PathBuf::from(folder), sales))
        }
        _ => Err(USAGE.into()),
    };
    match told {
        Ok(told) => {
            println!("{told}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn numbers(one: &str, other: &str) -> Result<(u64, u64)> {
    Ok((one.parse()?, other.parse()?))
}
