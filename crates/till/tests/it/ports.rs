//! The till's ports as the shell composes them, but for the clock, which a
//! test can move.

use async_trait::async_trait;
use domain::{ClockReading, PaymentId, UnixMs};
use providers::totalcoin::{Answered, Contact, Error, PreOrder, TotalCoin};
use relay_client::{Claimed, Cursor, NoticeId, NoticePage, NoticesError, Operation, RelayClient};
use std::sync::atomic::{AtomicI64, Ordering};
use till::ports::{Chance, Clock, NoticeStream, Notices, Providers};
use tokio::time::Instant;

/// The machine's clocks, how long a test has let it sleep, and how far it has
/// set the time of day.
pub(crate) struct ShopClock {
    began_at: UnixMs,
    began: Instant,
    slept_ms: AtomicI64,
    set_ms: AtomicI64,
}

impl ShopClock {
    /// Makes time pass at once: the machine slept.
    pub(crate) fn jump(&self, ms: i64) {
        self.slept_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody sets the time of day; no time passes.
    pub(crate) fn set_by(&self, ms: i64) {
        self.set_ms.fetch_add(ms, Ordering::SeqCst);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "a test's till and the stand-ins beside it share the machine's time"
    )]
    pub(crate) fn new() -> ShopClock {
        let since_epoch = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        ShopClock {
            began_at: UnixMs(i64::try_from(since_epoch.unwrap().as_millis()).unwrap()),
            began: Instant::now(),
            slept_ms: AtomicI64::new(0),
            set_ms: AtomicI64::new(0),
        }
    }

    /// As the stand-ins see it.
    pub(crate) fn unmoved(&self) -> UnixMs {
        self.began_at.plus_ms(self.awake_ms())
    }

    /// As the clients of the providers see it: the machine never slept, or the
    /// stand-ins' clocks, which did not, would look wrong.
    pub(crate) fn unslept(&self) -> ClockReading {
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

/// The machine's randomness.
pub(crate) struct MachineChance;

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

/// The client of TotalCoin as the till's port.
pub(crate) struct Clients(pub(crate) TotalCoin);

#[async_trait]
impl Providers for Clients {
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, Error> {
        self.0.make_pre_order(order).await
    }

    async fn log_in(&self) -> Result<(), Error> {
        self.0.log_in().await
    }

    async fn measure_clock(&self) -> Result<(), Error> {
        self.0.log_in_again().await
    }

    fn totalcoin(&self) -> Contact {
        self.0.contact()
    }
}

/// The relay's client as the till's port.
pub(crate) struct Relayed(pub(crate) RelayClient);

#[async_trait]
impl Notices for Relayed {
    async fn read(&self, after: Cursor, wait_secs: u32) -> Result<NoticePage, NoticesError> {
        self.0.notices(after, wait_secs).await
    }

    async fn stream(&self, after: Cursor) -> Result<Option<Box<dyn NoticeStream>>, NoticesError> {
        Ok(Some(Box::new(self.0.stream(after).await?)))
    }

    async fn renew_lease(&self) -> Result<(), NoticesError> {
        self.0.renew_lease().await
    }

    async fn claim(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.0.claim(notice).await
    }

    async fn take_over(&self, notice: &NoticeId) -> Result<Claimed, NoticesError> {
        self.0.take_over(notice).await
    }

    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        self.0.operation(payment).await.map(Some)
    }
}
