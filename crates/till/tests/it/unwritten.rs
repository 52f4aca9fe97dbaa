//! Outcomes that the storage does not take, and attempts that panic: neither
//! takes up a slot of the errand worker, and no outcome is lost.

use crate::cards::{GOOD, charge_one, sends, summary};
use crate::robust::{Alone, failed, open, work_beside};
use async_trait::async_trait;
use domain::{Actor, Sale};
use ledger::ErrandStanding;
use providers::totalcoin::{Answered, Contact, Error, PreOrder};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use testkit::shop::{Shop, charge, until};
use till::TillError;
use till::errands::ERRANDS_AT_ONCE_MAX;
use till::ports::Totalcoin;

/// Longer than the first pause between two tries to write, in milliseconds.
const ONE_TRY_MS: u64 = till::errands::PAUSE_MS_MIN + 200;

/// TotalCoin asks to come back later, which is an outcome to be written. The
/// first `panics` questions panic instead.
#[derive(Default)]
pub(crate) struct Busy {
    panics: u64,
    asked: AtomicU64,
}

#[async_trait]
impl Totalcoin for Busy {
    async fn make_pre_order(&self, _: &PreOrder) -> Result<Answered, Error> {
        let before = self.asked.fetch_add(1, Ordering::SeqCst);
        assert!(before >= self.panics, "the test makes the attempt panic");
        Err(Error::RetryLater)
    }

    async fn log_in(&self) -> Result<(), Error> {
        Ok(())
    }

    async fn measure_clock(&self) -> Result<(), Error> {
        Ok(())
    }

    fn contact(&self) -> Contact {
        Contact::default()
    }
}

/// Makes the storage refuse the outcomes of the first errands; attempts can
/// begin. Dropping it repairs the storage.
struct BrokenOutbox(Connection);

impl BrokenOutbox {
    fn for_the_first(folder: &Path, errands: usize) -> BrokenOutbox {
        let path = folder.join("ledger.sqlite3");
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE);
        let connection = connection.unwrap();
        let trigger = format!(
            "CREATE TRIGGER broken BEFORE UPDATE ON outbox
             WHEN OLD.standing = 'in-flight' AND OLD.number <= {errands}
             BEGIN SELECT RAISE(ABORT, 'on purpose'); END"
        );
        connection.execute_batch(&trigger).unwrap();
        BrokenOutbox(connection)
    }
}

impl Drop for BrokenOutbox {
    fn drop(&mut self) {
        self.0.execute_batch("DROP TRIGGER broken").unwrap();
    }
}

pub(crate) async fn sell(alone: &Alone) -> Sale {
    let mut asked = charge("10");
    asked.payer_dni = Some("27594189".to_owned());
    let sold = alone.till.take_qr_payment(asked, Actor::Counter).await;
    sold.unwrap()
}

/// The errand's standing, how often it was tried, and whether an earlier
/// attempt may have gone through.
pub(crate) async fn errand(alone: &Alone, sale: &Sale) -> (ErrandStanding, u32, bool) {
    let payment = sale.payments[0].id;
    let read = alone
        .till
        .ledger()
        .read(move |read| Ok::<_, TillError>(read.errand_of_payment(payment)?));
    let errand = read.await.unwrap().unwrap();
    (errand.standing, errand.attempts, errand.lost_before)
}

#[tokio::test]
async fn unwritten_outcomes_take_no_slot_and_are_due_again() {
    let folder = tempfile::tempdir().unwrap();
    let alone = open(folder.path(), Some(Arc::new(Busy::default())), None);
    let mut stuck = Vec::new();
    for _ in 0..ERRANDS_AT_ONCE_MAX {
        stuck.push(sell(&alone).await);
    }
    let next = sell(&alone).await;
    let broken = BrokenOutbox::for_the_first(folder.path(), ERRANDS_AT_ONCE_MAX);
    work_beside(&alone.till, async {
        until("an errand behind those that are stuck", || async {
            (errand(&alone, &next).await.1 >= 2).then_some(())
        })
        .await;
        for sale in &stuck {
            assert_eq!(
                errand(&alone, sale).await,
                (ErrandStanding::InFlight, 1, false)
            );
        }
        drop(broken);
        for sale in &stuck {
            // The till does not know whether TotalCoin has it: the repeat says
            // so.
            until("another attempt of it", || async {
                let (_, attempts, lost) = errand(&alone, sale).await;
                (attempts >= 2 && lost).then_some(())
            })
            .await;
        }
    })
    .await;
}

/// Only this process knows pagoUno's answer. It holds the answer until the
/// storage takes it, and the card is not charged again.
#[tokio::test]
async fn the_answer_to_a_charge_is_held_until_it_can_be_written() {
    let shop = Shop::open().await;
    let broken = BrokenOutbox::for_the_first(shop.folder(), 1);
    let sale = charge_one(&shop, GOOD).await;
    until("pagoUno's answer", || async {
        (sends(&shop) == [1]).then_some(())
    })
    .await;
    tokio::time::sleep(Duration::from_millis(ONE_TRY_MS)).await;
    assert_eq!(summary(&shop.sale(sale.id).await), "sent");
    drop(broken);
    until("the approval", || async {
        let sale = shop.sale(sale.id).await;
        (summary(&sale) == "approved").then_some(())
    })
    .await;
    assert_eq!(sends(&shop), [1]);
    shop.verify();
}

#[tokio::test]
async fn an_attempt_that_panics_is_due_again_and_ends_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let busy = Arc::new(Busy {
        panics: 1,
        ..Busy::default()
    });
    let alone = open(folder.path(), Some(busy), None);
    let (first, second) = (sell(&alone).await, sell(&alone).await);
    work_beside(&alone.till, async {
        for sale in [&first, &second] {
            until("another attempt", || async {
                (errand(&alone, sale).await.1 >= 2).then_some(())
            })
            .await;
        }
    })
    .await;
    assert_eq!(failed(&alone.till).await, ["errands"]);
    // The request of the attempt that panicked may have gone through.
    let lost = [
        errand(&alone, &first).await.2,
        errand(&alone, &second).await.2,
    ];
    assert_eq!(lost.iter().filter(|lost| **lost).count(), 1);
}
