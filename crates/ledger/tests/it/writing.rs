//! The one write: savepoints, shared commits, panics, crashes.

use crate::shop::{Failed, NOW, Shop, approve, now, payment_id, receive_qr, sale_id, take};
use domain::{PaymentState, SaleState};
use ledger::{LedgerError, StateKey, Subject, Write};
use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

#[tokio::test]
async fn a_sale_is_there_after_a_restart() {
    let shop = Shop::new();
    let ledger = shop.open();
    let sale = ledger.write(|write| take(write, 1, NOW)).await.unwrap();
    assert_eq!(sale.ticket.to_string(), "C1-000001");
    ledger
        .write(|write| receive_qr(write, 1, NOW))
        .await
        .unwrap();
    drop(ledger);

    let ledger = shop.open();
    let sale = ledger
        .write(|write| approve(write, 1, b"paid"))
        .await
        .unwrap();
    assert_eq!(sale.state(), SaleState::Paid);
    let again = ledger
        .read(|read| read.sale_of_payment(payment_id(1)))
        .await
        .unwrap();
    assert_eq!(again, Some(sale));
}

#[tokio::test]
async fn a_refusal_undoes_only_its_own_changes() {
    let shop = Shop::new();
    for ledger in [shop.open(), shop.inline()] {
        let before = ledger.read(|read| read.head()).await.unwrap();
        let refused = ledger
            .write(|write| {
                take(write, 9, NOW)?;
                write.set_state(StateKey::PinInTrial, "done")?;
                Err::<(), _>(Failed::Told)
            })
            .await;
        assert!(matches!(refused, Err(Failed::Told)));
        let (head, half, sale) = ledger
            .read(|read| {
                let sale = read.sale(sale_id(9))?;
                Ok::<_, LedgerError>((read.head()?, read.state(StateKey::PinInTrial)?, sale))
            })
            .await
            .unwrap();
        assert_eq!((head, half, sale), (before, None, None));
    }
}

#[tokio::test]
async fn a_panic_is_an_error_and_the_writer_goes_on() {
    let shop = Shop::new();
    for (number, ledger) in [(1, shop.open()), (2, shop.inline())] {
        let panicked = ledger
            .write(|write| {
                write.set_state(StateKey::PinInTrial, "done")?;
                panic!("a closure of the test");
                #[expect(unreachable_code, reason = "gives the closure its type")]
                Ok::<(), LedgerError>(())
            })
            .await;
        assert!(matches!(panicked, Err(LedgerError::Panicked)));
        let asked = ledger
            .read(|_| -> Result<(), LedgerError> { panic!("a question of the test") })
            .await;
        assert!(matches!(asked, Err(LedgerError::Panicked)));
        ledger
            .write(move |write| take(write, number, NOW))
            .await
            .unwrap();
        let half = ledger
            .read(|read| read.state(StateKey::PinInTrial))
            .await
            .unwrap();
        assert_eq!(half, None);
    }
}

#[tokio::test]
async fn a_failed_change_that_is_ignored_undoes_the_whole_write() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let outcome = ledger
        .write(|write| {
            write.set_state(StateKey::PinInTrial, "done")?;
            // The sale is not recorded, so that the row cannot refer to it.
            let _ = write.remember_request("enter", sale_id(1));
            Ok::<(), LedgerError>(())
        })
        .await;
    assert!(matches!(outcome, Err(LedgerError::PassedOver)));
    let half = ledger
        .read(|read| read.state(StateKey::PinInTrial))
        .await
        .unwrap();
    assert_eq!(half, None);
}

/// One of many writers; every fourth fails and is undone.
fn one_of_many(write: &mut Write<'_>, number: u64) -> Result<u32, Failed> {
    let sale = take(write, number, NOW)?;
    if number.is_multiple_of(4) {
        return Err(Failed::Told);
    }
    Ok(sale.ticket.number)
}

#[tokio::test]
async fn writes_that_wait_share_a_commit() {
    const WRITERS: u64 = 60;
    let shop = Shop::new();
    let ledger = shop.open();
    let mut committed = ledger.committed();
    // The first write holds the writer until all the others wait behind it.
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let holder = ledger.clone();
    // It runs again when a later write is undone, and then does not wait.
    let waits = Arc::new(Mutex::new(Some((begun, held))));
    let first = tokio::spawn(async move {
        holder
            .write(move |write| {
                if let Some((begun, held)) = waits.lock().unwrap().take() {
                    begun.send(()).unwrap();
                    held.recv().unwrap();
                }
                one_of_many(write, 1_001)
            })
            .await
    });
    has_begun.await.unwrap();
    let mut others: Vec<_> = (0..WRITERS)
        .map(|number| Box::pin(ledger.write(move |write| one_of_many(write, number))))
        .collect();
    for other in &mut others {
        let waits = poll_fn(|context| Poll::Ready(other.as_mut().poll(context).is_pending()));
        assert!(waits.await);
    }
    release.send(()).unwrap();
    assert_eq!(first.await.unwrap().unwrap(), 1);
    let mut tickets = Vec::new();
    for (number, other) in (0_u64..).zip(others) {
        let outcome = other.await;
        assert_eq!(outcome.is_err(), number % 4 == 0);
        tickets.extend(outcome.ok());
    }
    assert_eq!(tickets, (2..=46).collect::<Vec<u32>>());
    let commit = committed.try_recv().unwrap();
    assert_eq!((commit.after, commit.seq), (1, 1 + 2 * 46));
    assert_eq!(commit.subjects.len(), 46);
    assert_eq!(committed.try_recv(), Err(TryRecvError::Empty));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_writers_at_once_lose_nothing() {
    const WRITERS: u64 = 64;
    let shop = Shop::new();
    let ledger = shop.open();
    let mut committed = ledger.committed();
    let writers: Vec<_> = (0..WRITERS)
        .map(|number| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.write(move |write| one_of_many(write, number)).await })
        })
        .collect();
    let mut tickets = Vec::new();
    for (number, writer) in (0_u64..).zip(writers) {
        let outcome = writer.await.unwrap();
        assert_eq!(outcome.is_err(), number % 4 == 0);
        tickets.extend(outcome.ok());
    }
    tickets.sort_unstable();
    assert_eq!(tickets, (1..=48).collect::<Vec<u32>>());
    let mut seq = 1;
    while let Ok(commit) = committed.try_recv() {
        assert_eq!(commit.after, seq);
        seq = commit.seq;
    }
    assert_eq!(seq, 1 + 2 * 48);
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

#[test]
fn listeners_hear_of_commits_that_appended_and_of_falling_behind() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let mut committed = ledger.committed();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    now(ledger.write(|write| write.set_state(StateKey::SaleInHand, "b"))).unwrap();
    let heard = committed.try_recv().unwrap();
    assert_eq!((heard.after, heard.seq), (1, 3));
    assert_eq!(heard.subjects, [Subject::Sale(sale_id(1))]);
    assert_eq!(committed.try_recv(), Err(TryRecvError::Empty));

    for number in 2..400 {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
    }
    assert!(matches!(
        now(committed.recv()),
        Err(RecvError::Lagged(missed)) if missed > 0
    ));
}

#[test]
fn a_crash_leaves_exactly_what_was_committed() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(|write| take(write, 1, NOW))).unwrap();
    now(ledger.write(|write| receive_qr(write, 1, NOW))).unwrap();
    // Neither closed nor checkpointed, as after a kill: a copy of the files.
    let copy = Shop::new();
    for ending in ["", "-wal"] {
        let name = format!("ledger.sqlite3{ending}");
        std::fs::copy(
            shop.folder.path().join(&name),
            copy.folder.path().join(&name),
        )
        .unwrap();
    }
    let sale = now(copy.inline().read(|read| read.sale(sale_id(1))))
        .unwrap()
        .unwrap();
    assert_eq!(sale.payments[0].state, PaymentState::Waiting);
}

#[test]
fn a_torn_log_leaves_a_shorter_but_whole_journal() {
    let shop = Shop::new();
    let ledger = shop.inline();
    for number in 1..=5 {
        now(ledger.write(move |write| take(write, number, NOW))).unwrap();
    }
    let log = std::fs::read(shop.folder.path().join("ledger.sqlite3-wal")).unwrap();
    let file = std::fs::read(shop.path()).unwrap();
    let mut lengths = Vec::new();
    for part in 0..=12 {
        let copy = Shop::new();
        std::fs::write(copy.path(), &file).unwrap();
        let torn = &log[..log.len() * part / 12];
        std::fs::write(copy.folder.path().join("ledger.sqlite3-wal"), torn).unwrap();
        let ledger = copy.inline();
        let head = now(ledger.read(|read| read.head())).unwrap();
        let (sales, owed) = now(ledger.read(|read| {
            Ok::<_, LedgerError>((read.recent_sales(10)?, read.payments_under_way()?))
        }))
        .unwrap();
        // One epoch, and two lines for each whole sale: never half a write.
        assert_eq!(head.seq, 1 + 2 * i64::try_from(sales.len()).unwrap());
        assert_eq!(owed.len(), sales.len());
        lengths.push(head.seq);
        drop(ledger);
        let report = ledger::verify(&copy.path(), &copy.seals()).unwrap();
        assert!(report.is_clean(), "{report:?}");
    }
    assert!(
        lengths.is_sorted() && lengths[0] == 1 && lengths[12] == 11,
        "{lengths:?}"
    );
}
