//! Ten sales a second while a copy of the whole ledger is made, beside the same
//! without.

use super::check::copy_of;
use crate::Result;
use crate::day::FILE;
use crate::ledger::compare::timed_async;
use crate::ledger::shop::Charge;
use domain::UnixMs;
use ledger::{Ledger, Opening, Seal, backup};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;

/// The pause after a sale.
const PAUSE: Duration = Duration::from_millis(100);
/// Sales without a copy.
const SALES: u64 = 300;
/// Numbers that no sale of the history has.
const FIRST: u64 = 5_000_000;

pub(super) fn measure(folder: &Path) -> Result<Value> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_time()
        .build()?;
    let scratch = copy_of(folder)?;
    let path = scratch.path().join(FILE);
    let seal = Seal::from_bytes([0x5E; Seal::BYTES]);
    let ledger = Ledger::open(Opening {
        path: path.clone(),
        seal: seal.clone(),
        now: UnixMs(0),
    })?;
    let mut number = FIRST;
    let bare = runtime.block_on(async {
        let mut took = Vec::new();
        while number < FIRST + SALES {
            took.push(sell(&ledger, number).await?);
            number += 1;
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(took)
    })?;
    let to = scratch.path().join("copy.sqlite3");
    let copying = std::thread::spawn(move || backup(&path, &to, &[seal]).map(drop));
    let product = runtime.block_on(async {
        let mut took = Vec::new();
        while !copying.is_finished() || took.is_empty() {
            took.push(sell(&ledger, number).await?);
            number += 1;
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(took)
    })?;
    copying.join().map_err(|_| "the copy panicked")??;
    Ok(json!({ "sale-beside-copy": { "unit": "us", "product": product, "bare": bare } }))
}

async fn sell(ledger: &Ledger, number: u64) -> Result<u64> {
    let charge = Charge::new(number, UnixMs(1_795_276_800_000));
    let writing = ledger.write(move |write| charge.take(write).map(drop));
    let (written, took) = timed_async(writing).await;
    written?;
    tokio::time::sleep(PAUSE).await;
    Ok(u64::try_from(took.as_micros())?)
}
