//! The processor time of a till that has nothing to do but to keep dead
//! errands.

use super::outbox::Backlog;
use super::shop::open;
use super::usage::processor_time;
use crate::Result;
use crate::ledger::compare::timed_async;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How much of a core an idle till may use: one part in so many.
const ALLOWED_PART: u32 = 100;
/// The start is not idle.
const START: Duration = Duration::from_secs(5);
/// The shortest time that is told: the kernel counts in steps of 10 ms.
const STEP: Duration = Duration::from_millis(10);

pub(super) async fn measure(folder: &Path, base: &str, seconds: u64) -> Result<Value> {
    let till = Arc::new(open(&Backlog::Dead.copy(folder)?, base)?);
    let working = Arc::clone(&till);
    let work = tokio::spawn(async move { working.work().await });
    tokio::time::sleep(START).await;
    let before = processor_time()?;
    let pause = tokio::time::sleep(Duration::from_secs(seconds));
    let ((), passed) = timed_async(pause).await;
    let used = processor_time()?.saturating_sub(before).max(STEP);
    work.abort();
    let (used, allowed) = (used.as_micros(), (passed / ALLOWED_PART).as_micros());
    Ok(json!({
        "idle-cpu": {
            "unit": "us",
            "product": [u64::try_from(used)?],
            "bare": [u64::try_from(allowed)?],
        }
    }))
}
