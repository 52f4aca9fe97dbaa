//! The memory of a till that drains its outbox. It idles first, with the
//! provider away; then the provider answers, and everything goes out.

use super::drain::{owed, until_owed};
use super::outbox::Backlog;
use super::shop::open;
use super::stand_in::{StandIn, free_address};
use super::usage::{forget_peak, peak_kib, resident_kib};
use crate::Result;
use crate::ledger::compare::timed_async;
use ledger::Reader;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How much the till may use above what it uses idle, in KiB.
const ALLOWED_KIB: u64 = 32 * 1_024;
/// For how long it idles first.
const IDLE: Duration = Duration::from_secs(10);

pub(super) async fn measure(folder: &Path) -> Result<Value> {
    let file = Backlog::Owed.copy(folder)?;
    let (reader, address) = (Reader::open(&file)?, free_address()?);
    let till = open(&file, &format!("http://{address}"))?.with_rate_limit(None);
    let till = Arc::new(till);
    let working = Arc::clone(&till);
    let work = tokio::spawn(async move { working.work().await });
    tokio::time::sleep(IDLE).await;
    let (all, idle) = (owed(&reader)?, resident_kib()?);
    forget_peak()?;
    let stand_in = StandIn::start(Some(address))?;
    until_owed(&reader, all - 1).await?;
    let (drained, took) = timed_async(until_owed(&reader, 0)).await;
    drained?;
    let above = peak_kib()?.saturating_sub(idle);
    work.abort();
    drop(stand_in);
    Ok(json!({
        "drain-memory": {
            "unit": "KiB", "product": [above.max(1)], "bare": [ALLOWED_KIB],
            "idle": idle, "errands": all, "drained_in_ms": u64::try_from(took.as_millis())?,
        }
    }))
}
