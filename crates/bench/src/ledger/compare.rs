//! Compares the ledger with raw inserts, in turns: one writer that waits for
//! each commit, and 64 that share commits.

use super::raw::{Raw, Source};
use super::shop::{Charge, Failed};
use crate::Result;
use domain::UnixMs;
use ledger::{Ledger, Opening, Seal};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Writers that write at once, and charges that share a raw commit.
const WRITERS: u64 = 64;
/// Charges before the first round, so that both files and caches are warm.
const WARM_UP: u64 = 128;
const NOW: UnixMs = UnixMs(1_767_225_600_000);

/// Measures `rounds` rounds of `charges` charges by one writer, and as many
/// rounds of 64 times as many by 64. Times are in nanoseconds for a charge.
pub(crate) fn compare(folder: &Path, rounds: u64, charges: u64) -> Result<Value> {
    std::fs::create_dir_all(folder)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let one = runtime.block_on(turns(&folder.join("one"), 1, rounds, charges))?;
    let many = runtime.block_on(turns(&folder.join("many"), WRITERS, rounds, charges * 8))?;
    Ok(json!({ "ledger-1": one, "ledger-64": many }))
}

async fn turns(folder: &Path, writers: u64, rounds: u64, charges: u64) -> Result<Value> {
    // Otherwise the files of an earlier run would be measured too.
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let path = folder.join("ledger.sqlite3");
    let ledger = Ledger::open(Opening {
        path: path.clone(),
        seal: Seal::from_bytes([7; 32]),
        now: NOW,
    })?;
    let mut source = Source::open(&path)?;
    let raw = Raw::make(&folder.join("raw.sqlite3"), &source)?;
    let per_commit = usize::try_from(writers)?;
    let mut next = 0;
    by_ledger(&ledger, writers, &mut next, WARM_UP).await?;
    raw.insert(&source.charges()?, per_commit)?;
    let (mut product, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        let (done, took) = timed_async(by_ledger(&ledger, writers, &mut next, charges)).await;
        done?;
        product.push(nanoseconds_each(took, charges)?);
        let rows = source.charges()?;
        if u64::try_from(rows.len())? != charges {
            return Err(format!("{} charges were written, not {charges}", rows.len()).into());
        }
        let (done, took) = timed(|| raw.insert(&rows, per_commit));
        done?;
        bare.push(nanoseconds_each(took, charges)?);
    }
    Ok(json!({ "unit": "ns", "product": product, "bare": bare }))
}

async fn by_ledger(ledger: &Ledger, writers: u64, next: &mut u64, charges: u64) -> Result<()> {
    let mut writing = Vec::new();
    let first = *next;
    for writer in 0..writers {
        let ledger = ledger.clone();
        writing.push(tokio::spawn(async move {
            for number in (first + writer..first + charges).step_by(step(writers)) {
                let at = NOW.plus_ms(i64::try_from(number).unwrap_or(i64::MAX));
                let charge = Charge::new(number, at);
                ledger.write(move |write| charge.take(write)).await?;
            }
            Ok::<(), Failed>(())
        }));
    }
    for writer in writing {
        writer.await??;
    }
    *next += charges;
    Ok(())
}

fn step(writers: u64) -> usize {
    usize::try_from(writers).unwrap_or(usize::MAX)
}

fn nanoseconds_each(took: Duration, charges: u64) -> Result<u64> {
    Ok(u64::try_from(took.as_nanos())? / charges.max(1))
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is asked"
)]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = work();
    (done, start.elapsed())
}

#[expect(
    clippy::disallowed_methods,
    reason = "how long it takes is what is asked"
)]
pub(crate) async fn timed_async<T>(work: impl Future<Output = T>) -> (T, Duration) {
    let start = Instant::now();
    let done = work.await;
    (done, start.elapsed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bare_side_takes_the_rows_that_the_ledger_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let measured = compare(folder.path(), 1, 8).unwrap();
        assert!(measured["ledger-1"].is_object() && measured["ledger-64"].is_object());
    }
}
