//! What a machine's clocks say at one moment, and what it means when they
//! disagree. Nothing here reads a clock.

use crate::UnixMs;

/// The machine's three clocks, read together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockReading {
    /// The time of day. A person, NTP or a dead battery can move it.
    pub wall: UnixMs,
    /// Milliseconds that the machine was awake, counted from some fixed moment.
    pub monotonic_ms: i64,
    /// Like `monotonic_ms`, with sleep included. Equal to `monotonic_ms` where
    /// the system has no such clock.
    pub boot_ms: i64,
}

/// What happened to the clocks between two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClockChange {
    /// How far the wall clock was moved; positive means forward. Sleep is not
    /// included.
    pub moved_ms: i64,
    /// How long the machine slept.
    pub slept_ms: i64,
}

impl ClockReading {
    /// The change since an earlier reading.
    #[must_use]
    pub const fn change_since(self, earlier: ClockReading) -> ClockChange {
        let boot_ms = self.boot_ms.saturating_sub(earlier.boot_ms);
        let monotonic_ms = self.monotonic_ms.saturating_sub(earlier.monotonic_ms);
        ClockChange {
            moved_ms: self.wall.since_ms(earlier.wall).saturating_sub(boot_ms),
            slept_ms: boot_ms.saturating_sub(monotonic_ms),
        }
    }

    /// Converts a moment of the clock that counts sleep into the time of day,
    /// according to this reading.
    #[must_use]
    pub const fn wall_at(self, boot_ms: i64) -> UnixMs {
        self.wall.plus_ms(boot_ms.saturating_sub(self.boot_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall: i64, monotonic_ms: i64, boot_ms: i64) -> ClockReading {
        ClockReading {
            wall: UnixMs(wall),
            monotonic_ms,
            boot_ms,
        }
    }

    #[test]
    fn sleep_is_told_apart_from_a_clock_that_was_set() {
        let before = at(1_000_000, 500, 700);
        let change = |after: ClockReading| {
            let change = after.change_since(before);
            (change.moved_ms, change.slept_ms)
        };
        assert_eq!(change(at(1_002_000, 2_500, 2_700)), (0, 0));
        assert_eq!(change(at(4_600_000, 2_500, 3_600_700)), (0, 3_598_000));
        assert_eq!(change(at(4_602_000, 2_500, 2_700)), (3_600_000, 0));
        assert_eq!(change(at(-2_598_000, 2_500, 2_700)), (-3_600_000, 0));
        // Both at once: the machine slept for an hour, and the clock was set
        // back by an hour.
        assert_eq!(
            change(at(1_002_000, 2_500, 3_602_700)),
            (-3_600_000, 3_600_000)
        );
    }
}
