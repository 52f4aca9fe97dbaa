//! Waits for something outside, never longer than a limit.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep};

/// The time between two checks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// Calls `look` until it returns a value.
///
/// # Errors
/// If `bound` has passed; the message says `what` was awaited.
pub async fn until<T, F>(what: &str, bound: Duration, mut look: F) -> Result<T>
where
    F: AsyncFnMut() -> Option<T>,
{
    let end = Instant::now() + bound;
    loop {
        if let Some(value) = look().await {
            return Ok(value);
        }
        if Instant::now() >= end {
            bail!("waited {} s in vain: {what}", bound.as_secs());
        }
        sleep(LOOK_EVERY).await;
    }
}
