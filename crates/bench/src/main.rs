//! The benches that `cargo xtask bench` calls: how long something takes,
//! compared with the least that the same work could take, as JSON on standard
//! output.
//!
//! It only measures; `xtask/src/bench/` decides what is good enough.

mod day;
mod ledger;
#[cfg(target_os = "linux")]
mod paper;
#[cfg(target_os = "linux")]
mod queue;
#[cfg(target_os = "linux")]
mod window;
#[cfg(target_os = "linux")]
mod years;

use std::process::ExitCode;

/// What a bench measured, or why it could not.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what it measures is what this program prints"
)]
fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let measured = match words.as_slice() {
        ["ledger", asked @ ..] => self::ledger::measure(asked),
        ["day", asked @ ..] => self::day::measure(asked),
        #[cfg(target_os = "linux")]
        ["paper", asked @ ..] => self::paper::measure(asked),
        #[cfg(target_os = "linux")]
        ["queue", asked @ ..] => self::queue::measure(asked),
        #[cfg(target_os = "linux")]
        ["years", asked @ ..] => self::years::measure(asked),
        #[cfg(target_os = "linux")]
        ["window", asked @ ..] => self::window::measure(asked).map_err(Into::into),
        _ => Err(
            "bench ledger … | bench day … | bench paper … | bench queue … | bench years … | \
             bench window … (Linux)"
                .into(),
        ),
    };
    match measured {
        Ok(measured) => {
            println!("{measured}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:?}");
            ExitCode::FAILURE
        }
    }
}
