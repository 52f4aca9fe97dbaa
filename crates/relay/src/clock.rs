//! The relay's clock: the only place in this crate that reads the machine's
//! clock.

use domain::UnixMs;
use std::time::{SystemTime, UNIX_EPOCH};

/// Now, by this machine. A moment before 1970 reads as 1970.
pub(crate) fn now() -> UnixMs {
    #[expect(
        clippy::disallowed_methods,
        reason = "the relay is a server of its own: its one clock"
    )]
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    UnixMs(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
