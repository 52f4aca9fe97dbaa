//! The till's ports as the shell composes them, but for the clock, which a
//! test can move.

use async_trait::async_trait;
use domain::{PaymentId, UnixMs};
use providers::totalcoin::{Answered, Contact, Error, PreOrder, TotalCoin};
use relay_client::{Cursor, NoticePage, NoticesError, Operation, RelayClient};
use std::sync::atomic::{AtomicI64, Ordering};
use till::ports::{Chance, Clock, NoticeStream, Notices, Providers};
use tokio::time::Instant;

/// The machine's clock, and how far the test has moved it.
pub(crate) struct ShopClock {
    began_at: UnixMs,
    began: Instant,
    moved_ms: AtomicI64,
}

impl ShopClock {
    /// Makes time pass at once.
    pub(crate) fn jump(&self, ms: i64) {
        self.moved_ms.fetch_add(ms, Ordering::SeqCst);
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
            moved_ms: AtomicI64::new(0),
        }
    }

    /// As the stand-ins see it.
    pub(crate) fn unmoved(&self) -> UnixMs {
        let passed = i64::try_from(self.began.elapsed().as_millis()).unwrap();
        self.began_at.plus_ms(passed)
    }
}

impl Clock for ShopClock {
    fn now(&self) -> UnixMs {
        self.unmoved().plus_ms(self.moved_ms.load(Ordering::SeqCst))
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

    async fn operation(&self, payment: PaymentId) -> Result<Option<Operation>, NoticesError> {
        self.0.operation(payment).await.map(Some)
    }
}
