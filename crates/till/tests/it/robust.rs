//! Workers that panic, errands whose provider is not set up, and a charge that
//! is being sent.

use crate::cards::{GOOD, answered, charge_one, summary};
use async_trait::async_trait;
use domain::{Actor, ClockReading, Event, TillEvent};
use ledger::{ErrandStanding, Ledger, Opening, Seal};
use providers::totalcoin::{Answered, Contact, Error, PreOrder};
use relay_client::{Cursor, NoticePage, NoticesError};
use sandbox::{Endpoint, Fault, Times};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use testkit::ports::{MachineChance, ShopClock};
use testkit::shop::{PAST_DEADLINE_MS, Shop, charge, last_state, until};
use till::ports::{Clock, Notices, Totalcoin};
use till::settings::Settings;
use till::workers::Worker;
use till::{Ports, Till, TillError};

/// Clocks that count their readings: a worker that spins reads them without
/// end.
struct Counted {
    clock: ShopClock,
    reads: AtomicU64,
}

impl Clock for Counted {
    fn read(&self) -> ClockReading {
        self.reads.fetch_add(1, Ordering::SeqCst);
        self.clock.read()
    }
}

/// A relay whose first answer makes the listener panic.
#[derive(Default)]
struct Broken(AtomicU64);

#[async_trait]
impl Notices for Broken {
    async fn read(&self, _: Cursor, _: u32) -> Result<NoticePage, NoticesError> {
        assert!(
            self.0.fetch_add(1, Ordering::SeqCst) > 0,
            "the test makes the listener panic"
        );
        std::future::pending().await
    }
}

/// A provider that never answers.
struct Silent;

#[async_trait]
impl Totalcoin for Silent {
    async fn make_pre_order(&self, _: &PreOrder) -> Result<Answered, Error> {
        std::future::pending().await
    }

    async fn log_in(&self) -> Result<(), Error> {
        std::future::pending().await
    }

    async fn measure_clock(&self) -> Result<(), Error> {
        std::future::pending().await
    }

    fn contact(&self) -> Contact {
        Contact::default()
    }
}

pub(crate) struct Alone {
    pub(crate) till: Arc<Till>,
    clock: Arc<Counted>,
}

pub(crate) fn open(
    folder: &Path,
    totalcoin: Option<Arc<dyn Totalcoin>>,
    notices: Option<Arc<dyn Notices>>,
) -> Alone {
    let clock = Arc::new(Counted {
        clock: ShopClock::new(),
        reads: AtomicU64::new(0),
    });
    let ledger = Ledger::open(Opening {
        path: folder.join("ledger.sqlite3"),
        seal: Seal::from_bytes([7; Seal::BYTES]),
        now: clock.now(),
    });
    let ports = Ports {
        totalcoin,
        notices,
        ..Ports::to_nobody(
            Arc::clone(&clock) as Arc<dyn Clock>,
            Arc::new(MachineChance),
        )
    };
    let till = Arc::new(Till::new(ledger.unwrap(), Settings::default(), ports));
    Alone { till, clock }
}

/// Runs the till beside something, until that ends.
pub(crate) async fn work_beside<T>(till: &Till, beside: impl Future<Output = T>) -> T {
    tokio::select! {
        () = till.work() => panic!("the workers ended"),
        done = beside => done,
    }
}

pub(crate) async fn failed(till: &Till) -> Vec<String> {
    let read = till
        .ledger()
        .read(|read| Ok::<_, TillError>(read.entries_after(0, 1_000)?));
    let failed = read.await.unwrap().into_iter().filter_map(|entry| {
        if let Event::Till(TillEvent::WorkerFailed { worker }) = entry.event {
            Some(worker)
        } else {
            None
        }
    });
    failed.collect()
}

#[tokio::test]
async fn a_worker_that_panics_is_reported_and_started_again() {
    let folder = tempfile::tempdir().unwrap();
    let notices = Arc::new(Broken::default());
    let alone = open(folder.path(), None, Some(notices.clone()));
    let till = &alone.till;
    work_beside(till, async {
        until("the listener again", || async {
            (notices.0.load(Ordering::SeqCst) >= 2).then_some(())
        })
        .await;
    })
    .await;
    assert_eq!(failed(till).await, ["listener"]);
    assert_eq!(till.failed_worker(), Some(Worker::Listener));
    alone.clock.clock.jump(till::workers::FAILED_SHOWN_MS);
    assert_eq!(till.failed_worker(), None);
}

/// The shop removed the provider from its settings while an errand was in the
/// outbox.
#[tokio::test]
async fn an_errand_without_a_provider_waits_without_spinning() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(folder.path(), Some(Arc::new(Silent)), None);
    let mut asked = charge("10");
    asked.payer_dni = Some("27594189".to_owned());
    let sold = alone.till.take_qr_payment(asked, Actor::Counter).await;
    let sale = sold.unwrap();
    drop(alone);
    let alone = open(folder.path(), None, None);
    let till = &alone.till;
    work_beside(till, tokio::time::sleep(Duration::from_millis(1_500))).await;
    let reads = alone.clock.reads.load(Ordering::SeqCst);
    assert!(reads < 200, "{reads} readings of the clock");
    alone.clock.clock.jump(PAST_DEADLINE_MS);
    let (id, payment) = (sale.id, sale.payments[0].id);
    let ended = work_beside(till, async {
        until("its end", || async {
            let read = till.ledger().read(move |read| {
                let errand = read.errand_of_payment(payment)?;
                Ok::<_, TillError>((read.sale(id)?, errand))
            });
            let (sale, errand) = read.await.unwrap();
            let is_over = sale.is_some_and(|sale| last_state(&sale) == "expired");
            errand.filter(|_| is_over)
        })
        .await
    })
    .await;
    assert_eq!(ended.standing, ErrandStanding::GivenUp);
}

/// The shell waits with closing the window while a charge is being sent.
#[tokio::test]
async fn the_till_reports_a_charge_on_the_wire() {
    let shop = Shop::open().await;
    let till = shop.till();
    assert!(!till.has_charge_on_the_wire().await.unwrap());
    let slow = Fault::Latency { ms: 1_500 };
    shop.fault(Endpoint::PagounoPurchasegroup, slow, Times::Next(1));
    let sale = charge_one(&shop, GOOD).await;
    until("the charge on the wire", || async {
        till.has_charge_on_the_wire().await.unwrap().then_some(())
    })
    .await;
    let sale = answered(&shop, &sale).await;
    assert_eq!(summary(&sale), "approved");
    assert!(!till.has_charge_on_the_wire().await.unwrap());
}
