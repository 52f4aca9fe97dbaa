//! A till over one of the ledgers, with the real client of the provider.

use super::outbox;
use crate::Result;
use domain::{ClockReading, UnixMs};
use outbound::BaseUrl;
use providers::totalcoin::{Credentials, TotalCoin};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};
use till::ports::{Chance, Clock};
use till::settings::Settings;
use till::{Ports, Till};

use crate::ledger::shop::mixed;

/// The machine's clocks, as the app reads them, on a machine that does not
/// sleep.
#[derive(Clone, Copy)]
struct Machine(Instant);

#[expect(
    clippy::disallowed_methods,
    reason = "the till and the stand-in share the machine's time"
)]
pub(super) fn machine_now() -> UnixMs {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixMs(since.map_or(0, whole_ms))
}

fn whole_ms(passed: Duration) -> i64 {
    i64::try_from(passed.as_millis()).unwrap_or(i64::MAX)
}

impl Machine {
    #[expect(
        clippy::disallowed_methods,
        reason = "the till and the stand-in share the machine's time"
    )]
    fn new() -> Machine {
        Machine(Instant::now())
    }
}

impl Clock for Machine {
    fn read(&self) -> ClockReading {
        let awake_ms = whole_ms(self.0.elapsed());
        ClockReading {
            wall: machine_now(),
            monotonic_ms: awake_ms,
            boot_ms: awake_ms,
        }
    }
}

/// Different numbers, which nobody has to find hard to guess here.
#[derive(Default)]
struct Numbers(AtomicU64);

impl Chance for Numbers {
    fn eight_bytes(&self) -> [u8; 8] {
        let now = u64::try_from(machine_now().0).unwrap_or(0);
        mixed(now.rotate_left(20) ^ self.0.fetch_add(1, Ordering::Relaxed)).to_be_bytes()
    }

    fn below(&self, below: u64) -> u64 {
        u64::from_be_bytes(self.eight_bytes())
            .checked_rem(below)
            .unwrap_or(0)
    }
}

/// The client, as the till has it.
pub(super) fn client(base: &str) -> Result<TotalCoin> {
    let credentials = Credentials {
        username: "caja".into(),
        password: "clave".into(),
    };
    let machine = Machine::new();
    let base = BaseUrl::parse(base)?;
    Ok(TotalCoin::new(base, credentials, move || machine.read())?)
}

/// A till over a ledger's file. Nothing runs until its `work`.
pub(super) fn open(file: &Path, base: &str) -> Result<Till> {
    let mut settings = Settings::default();
    // Otherwise the till would make fixed QRs of its own.
    settings.totalcoin.fixed_qr_days = 0;
    let chance = Arc::new(Numbers::default());
    let ports = Ports {
        totalcoin: Some(Arc::new(client(base)?)),
        ..Ports::to_nobody(Arc::new(Machine::new()), chance)
    };
    Ok(Till::new(outbox::open(file)?, settings, ports))
}
