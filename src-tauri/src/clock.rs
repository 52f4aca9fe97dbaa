//! The machine's clock: the one place that reads it.

use domain::UnixMs;
use std::time::{Instant, SystemTime};
use till::ports::Clock;

/// Wall time at the start, carried on by the monotonic clock: a machine whose
/// clock is set while the app runs does not stretch a countdown.
pub(crate) struct SystemClock {
    began_at: UnixMs,
    began: Instant,
}

impl SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clocks"
    )]
    pub(crate) fn new() -> SystemClock {
        let since_epoch = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let ms = since_epoch.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(0));
        SystemClock {
            began_at: UnixMs(ms),
            began: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> UnixMs {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.began_at.plus_ms(passed)
    }
}
