//! The machine's clocks: the one place that reads them.

use domain::{ClockReading, UnixMs};
use std::time::{Instant, SystemTime};
use till::ports::Clock;

/// The machine's clocks. It remembers only where the monotonic clock began.
pub(crate) struct SystemClock {
    began: Instant,
}

impl SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clocks"
    )]
    pub(crate) fn new() -> SystemClock {
        SystemClock {
            began: Instant::now(),
        }
    }
}

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the machine's clocks"
    )]
    fn read(&self) -> ClockReading {
        let wall = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let monotonic_ms = whole_ms(self.began.elapsed());
        ClockReading {
            wall: UnixMs(wall.map_or(0, whole_ms)),
            monotonic_ms,
            boot_ms: boot_ms().unwrap_or(monotonic_ms),
        }
    }
}

fn whole_ms(passed: std::time::Duration) -> i64 {
    i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
}

/// The clock that counts sleep. On Windows `Instant` counts it already, so a
/// sleep is no jump there.
#[cfg(unix)]
fn boot_ms() -> Option<i64> {
    // macOS's monotonic clock is what Linux calls boot time; the standard
    // library's `Instant` stops there while the machine sleeps.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let clock = rustix::time::ClockId::Boottime;
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let clock = rustix::time::ClockId::Monotonic;
    let now = rustix::time::clock_gettime(clock);
    let seconds = now.tv_sec;
    let nanoseconds = now.tv_nsec;
    seconds
        .checked_mul(1_000)?
        .checked_add(nanoseconds / 1_000_000)
}

#[cfg(not(unix))]
fn boot_ms() -> Option<i64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_clocks_advance_together_without_a_jump_or_sleep() {
        let clock = SystemClock::new();
        let before = clock.read();
        std::thread::sleep(std::time::Duration::from_millis(30));
        let after = clock.read();
        let change = after.change_since(before);
        assert!(after.boot_ms - before.boot_ms >= 29);
        assert!(after.monotonic_ms - before.monotonic_ms >= 29);
        assert!(change.slept_ms.abs() < 1_000, "{change:?}");
        assert!(change.moved_ms.abs() < 5_000, "{change:?}");
    }
}
