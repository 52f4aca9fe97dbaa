//! From the start of the process to an amount that can be typed: with a long
//! history in the ledger against none, in turns.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::{Display, Started};
use serde_json::{Value, json};

/// What the app says once the amount is painted; see `src-tauri/src/window/bench.rs`.
const SHOWN: &str = "bench: shown";
/// A history of an older version is copied and brought up to date first.
const START_BOUND: Duration = Duration::from_secs(600);
/// Starts of each before those that count: the first makes what is missing.
const WARM_UP: usize = 2;

pub(crate) async fn measure(pairs: usize, history: &Path) -> Result<Value> {
    let display = Display::start()?;
    let folder = tempfile::tempdir().context("no temporary folder")?;
    let empty = folder.path().join("data");
    fs::create_dir(&empty).context("no data folder")?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for pair in 0..pairs + WARM_UP {
        let (with, without) = if pair % 2 == 0 {
            let with = start(&display, history).await?;
            (with, start(&display, &empty).await?)
        } else {
            let without = start(&display, &empty).await?;
            (start(&display, history).await?, without)
        };
        if pair >= WARM_UP {
            product.push(with);
            bare.push(without);
        }
    }
    Ok(json!({ "start": { "unit": "us", "product": product, "bare": bare } }))
}

/// In microseconds.
async fn start(display: &Display, data: &Path) -> Result<u64> {
    let started = Started::and_said(display, data, SHOWN, START_BOUND)?;
    let took = u64::try_from(started.took.as_micros())?;
    drop(started);
    // What the dead one leaves to the kernel is not the next one's to wait for.
    tokio::time::sleep(Duration::from_millis(500)).await;
    Ok(took)
}
