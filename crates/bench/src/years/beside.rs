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
    let to = scratch.path().join("copy.sqlite3");
    let copying = std::thread::spawn(move || backup(&path, &to, &[seal]).map(drop));
    let product = runtime.block_on(sell_while(&ledger, FIRST, |_| !copying.is_finished()))?;
    copying.join().map_err(|_| "the copy panicked")??;
    let sold = product.len();
    let next = FIRST + u64::try_from(sold)?;
    let bare = runtime.block_on(sell_while(&ledger, next, |done| done < sold))?;
    Ok(json!({ "sale-beside-copy": { "unit": "us", "product": product, "bare": bare } }))
}

/// Sells once, and again as long as it goes on. Returns how long each took, in
/// microseconds.
async fn sell_while(
    ledger: &Ledger,
    first: u64,
    goes_on: impl Fn(usize) -> bool,
) -> Result<Vec<u64>> {
    let mut took = Vec::new();
    for number in first.. {
        took.push(sell(ledger, number).await?);
        if !goes_on(took.len()) {
            break;
        }
    }
    Ok(took)
}

async fn sell(ledger: &Ledger, number: u64) -> Result<u64> {
    let charge = Charge::new(number, UnixMs(1_795_276_800_000));
    let writing = ledger.write(move |write| charge.take(write).map(drop));
    let (written, took) = timed_async(writing).await;
    written?;
    tokio::time::sleep(PAUSE).await;
    Ok(u64::try_from(took.as_micros())?)
}
