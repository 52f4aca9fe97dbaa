//! The time from the start of the process to an amount that can be typed: with
//! a long history in the ledger, compared with none, in turns.

use std::fs;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use journeys::{Display, Started};
use serde_json::{Value, json};

/// What the app prints once the amount is painted; see
/// `src-tauri/src/window/bench.rs`.
const SHOWN: &str = "bench: shown";
/// The app first copies and upgrades a history of an older version.
const START_BOUND: Duration = Duration::from_secs(600);
/// Starts before those that count: the first one creates what is missing.
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

/// The start time, in microseconds.
async fn start(display: &Display, data: &Path) -> Result<u64> {
    let started = Started::and_said(display, data, SHOWN, START_BOUND)?;
    let took = u64::try_from(started.took.as_micros())?;
    drop(started);
    // The next start must not wait for what the killed process leaves to the
    // kernel.
    tokio::time::sleep(Duration::from_millis(500)).await;
    Ok(took)
}
