//! What `cargo xtask bench` asks of the real window: to be timed from a key to
//! a QR, from a webhook to PAGADO and from its start to its first amount, and
//! weighed after a day's sales. The app under it is built with the feature
//! `bench`, which has the bare side.
//!
//! It measures; what is enough is not decided here.
#![cfg(target_os = "linux")]

mod memory;
mod page;
mod paid;
mod qr;
mod start;

use std::path::PathBuf;

use anyhow::{Result, bail};

const USAGE: &str = "bench_window key-to-qr ROUNDS | webhook-to-paid ROUNDS | start PAIRS FOLDER \
                     | memory SALES";

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "what it measures is what this program prints"
)]
async fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let measured = match words.as_slice() {
        ["key-to-qr", rounds] => qr::measure(rounds.parse()?).await?,
        ["webhook-to-paid", rounds] => paid::measure(rounds.parse()?).await?,
        ["start", pairs, folder] => start::measure(pairs.parse()?, &PathBuf::from(folder)).await?,
        ["memory", sales] => memory::measure(sales.parse()?).await?,
        _ => bail!(USAGE),
    };
    println!("{measured}");
    Ok(())
}
