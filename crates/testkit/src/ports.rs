//! Clocks that a test can move, and the machine's randomness.

use domain::{ClockReading, UnixMs};
use std::sync::atomic::{AtomicI64, Ordering};
use till::ports::{Chance, Clock};
use tokio::time::Instant;

/// The machine's clocks, plus the sleep and the steps of the time of day that a
/// test has added.
pub struct ShopClock {
    began_at: UnixMs,
    began: Instant,
    slept_ms: AtomicI64,
    set_ms: AtomicI64,
}

impl ShopClock {
    /// Lets time pass at once, as if the machine had slept.
    pub fn jump(&self, ms: i64) {
        self.slept_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the time of day; no time passes.
    pub fn set_by(&self, ms: i64) {
        self.set_ms.fetch_add(ms, Ordering::SeqCst);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test's till and the stand-ins beside it share the machine's time"
    )]
    pub fn new() -> ShopClock {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        ShopClock {
            began_at: UnixMs(i64::try_from(since_epoch.unwrap().as_millis()).unwrap()),
            began: Instant::now(),
            slept_ms: AtomicI64::new(0),
            set_ms: AtomicI64::new(0),
        }
    }

    /// The time of day for the stand-ins.
    pub fn unmoved(&self) -> UnixMs {
        self.began_at.plus_ms(self.awake_ms())
    }

    /// The clocks for the clients of the providers, without sleep: the
    /// stand-ins' clocks do not sleep, and would otherwise look wrong.
    pub fn unslept(&self) -> ClockReading {
        let awake_ms = self.awake_ms();
        ClockReading {
            wall: self.unmoved().plus_ms(self.set_ms.load(Ordering::SeqCst)),
            monotonic_ms: awake_ms,
            boot_ms: awake_ms,
        }
    }

    fn awake_ms(&self) -> i64 {
        i64::try_from(self.began.elapsed().as_millis()).unwrap()
    }
}

impl Default for ShopClock {
    fn default() -> ShopClock {
        ShopClock::new()
    }
}

impl Clock for ShopClock {
    fn read(&self) -> ClockReading {
        let slept_ms = self.slept_ms.load(Ordering::SeqCst);
        let unslept = self.unslept();
        ClockReading {
            wall: unslept.wall.plus_ms(slept_ms),
            boot_ms: unslept.boot_ms + slept_ms,
            ..unslept
        }
    }
}

pub struct MachineChance;

impl Chance for MachineChance {
    fn eight_bytes(&self) -> [u8; 8] {
        let mut bytes = [0; 8];
        getrandom::fill(&mut bytes).unwrap();
        bytes
    }

    fn below(&self, below: u64) -> u64 {
        u64::from_be_bytes(self.eight_bytes())
            .checked_rem(below)
            .unwrap_or(0)
    }
}
