//! The real window: the times from a key to a QR, from a webhook to PAGADO and
//! from the start to the first amount, the memory after a day's sales, and the
//! time until the day's screen is painted. The
//! app is built with the feature `bench`, which has the comparison side.

mod day;
mod memory;
mod page;
mod paid;
mod printed;
mod qr;
mod start;

use std::path::Path;

use anyhow::{Result, bail};
use serde_json::Value;
use tokio::runtime::Runtime;

const USAGE: &str = "bench window key-to-qr ROUNDS | webhook-to-paid ROUNDS | \
                     paid-printing ROUNDS | \
                     start PAIRS FOLDER | memory SALES | day ROUNDS FOLDER";

pub(crate) fn measure(asked: &[&str]) -> Result<Value> {
    let runtime = Runtime::new()?;
    match asked {
        ["key-to-qr", rounds] => runtime.block_on(qr::measure(rounds.parse()?)),
        ["webhook-to-paid", rounds] => runtime.block_on(paid::measure(rounds.parse()?)),
        ["paid-printing", rounds] => runtime.block_on(printed::measure(rounds.parse()?)),
        ["start", pairs, folder] => {
            runtime.block_on(start::measure(pairs.parse()?, Path::new(folder)))
        }
        ["day", rounds, folder] => {
            runtime.block_on(day::measure(rounds.parse()?, Path::new(folder)))
        }
        ["memory", sales] => runtime.block_on(memory::measure(sales.parse()?)),
        _ => bail!(USAGE),
    }
}
