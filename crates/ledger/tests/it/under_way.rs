//! What is due, found by its moment, and readers that do not wait for each other.

use crate::shop::{Failed, NOW, Shop, approve, now, payment_id, put, receive_qr, sale_id, take};
use domain::{Command, PaymentState, UnixMs};
use ledger::{LedgerError, TimedPayment, Write};
use std::sync::mpsc;
use std::time::Duration;

/// How many QRs wait.
const WAITING: u64 = 400;

/// The first sale's QR was received a second later for each one before it.
fn received_at(number: u64) -> UnixMs {
    NOW.plus_ms(i64::try_from(WAITING - number).unwrap() * 1_000)
}

fn wait_for_all(write: &mut Write<'_>) -> Result<(), Failed> {
    for number in 1..=WAITING {
        take(write, number, NOW)?;
        receive_qr(write, number, received_at(number))?;
    }
    Ok(())
}

fn ids(found: &[TimedPayment]) -> Vec<domain::PaymentId> {
    found.iter().map(|it| it.payment).collect()
}

#[test]
fn only_what_is_due_is_found_among_those_that_wait() {
    let shop = Shop::new();
    let ledger = shop.inline();
    now(ledger.write(wait_for_all)).unwrap();
    let waiting = PaymentState::Waiting;
    let (first, last) = now(ledger.read(move |read| {
        let timed = read.payments_timed_until(waiting, UnixMs(i64::MAX), None, u32::MAX)?;
        assert_eq!(timed.len(), 400);
        Ok::<_, LedgerError>((timed[0], timed[399]))
    }))
    .unwrap();
    // The one that was charged last ends first.
    assert_eq!(first.payment, payment_id(WAITING));
    assert_eq!(last.payment, payment_id(1));
    now(ledger.read(move |read| {
        let before = first.at.plus_ms(-1);
        assert_eq!(read.payments_timed_until(waiting, before, None, 64)?, []);
        assert_eq!(read.next_timed(waiting, before)?, Some(first.at));
        let until = first.at.plus_ms(2_500);
        let due = read.payments_timed_until(waiting, until, None, 64)?;
        assert_eq!(ids(&due), [400, 399, 398].map(payment_id));
        // Page by page, each once.
        let page = read.payments_timed_until(waiting, until, None, 2)?;
        let rest = read.payments_timed_until(waiting, until, page.last().copied(), 2)?;
        assert_eq!(ids(&rest), [payment_id(398)]);
        assert_eq!(
            read.next_timed(waiting, until)?,
            Some(first.at.plus_ms(3_000))
        );
        assert_eq!(read.payments_timed_after(waiting, last.at)?, []);
        let newest = read.newest_under_way(2)?;
        assert_eq!(
            newest,
            [400, 399].map(|number| (sale_id(number), payment_id(number)))
        );
        Ok::<_, LedgerError>(())
    }))
    .unwrap();
}

#[test]
fn one_whose_time_is_up_is_no_longer_timed_until_it_ends() {
    let shop = Shop::new();
    let ledger = shop.inline();
    let listed = || {
        now(ledger.read(move |read| {
            let timed =
                read.payments_timed_until(PaymentState::Waiting, UnixMs(i64::MAX), None, 64)?;
            let up = read.payments_time_up(64)?.into_iter();
            Ok::<_, LedgerError>((ids(&timed), up.map(|(_, payment)| payment).collect()))
        }))
        .unwrap()
    };
    now(ledger.write(|write| {
        for number in 1..=3 {
            take(write, number, NOW)?;
            receive_qr(write, number, NOW)?;
        }
        let late = NOW.plus_ms(24 * 3_600_000);
        for number in [3, 1] {
            let payment = payment_id(number);
            put(
                write,
                sale_id(number),
                &Command::RunOutOfTime { payment },
                late,
            )?;
        }
        Ok::<_, Failed>(())
    }))
    .unwrap();
    let expected = (vec![payment_id(2)], [1, 3].map(payment_id).to_vec());
    assert_eq!(listed(), expected);
    // The same from the journal alone.
    now(ledger.write(|write| write.rebuild_views())).unwrap();
    assert_eq!(listed(), expected);
    now(ledger.write(|write| {
        let payment = payment_id(3);
        put(
            write,
            sale_id(3),
            &Command::ReadNoticesToEnd { payment },
            NOW,
        )?;
        approve(write, 1, b"paid in time")
    }))
    .unwrap();
    assert_eq!(listed(), (vec![payment_id(2)], Vec::new()));
    drop(ledger);
    assert_eq!(shop.problems(), []);
}

/// With one reader the long query would hold up the short one, and wait in vain.
#[tokio::test]
async fn a_short_query_does_not_wait_for_a_long_one() {
    let shop = Shop::new();
    let ledger = shop.open();
    let (answered, waits) = mpsc::channel();
    let long = ledger.read(move |_| {
        let waited = waits.recv_timeout(Duration::from_secs(10));
        Ok::<_, LedgerError>(waited.is_ok())
    });
    let short = ledger.read(move |read| {
        read.head()?;
        let _ = answered.send(());
        Ok::<_, LedgerError>(())
    });
    let (long, short) = tokio::join!(long, short);
    short.unwrap();
    assert!(long.unwrap(), "the short query waited for the long one");
}

#[tokio::test]
async fn a_read_sees_every_write_that_was_answered_before() {
    let shop = Shop::new();
    let ledger = shop.open();
    for number in 1..=40 {
        ledger
            .write(move |write| take(write, number, NOW))
            .await
            .unwrap();
        // Each of the readers has its turn.
        let found = ledger.read(move |read| read.sale(sale_id(number))).await;
        assert!(found.unwrap().is_some(), "{number}");
    }
    drop(ledger);
    // The last to close was the writer: it left one file.
    let log = shop.path().with_extension("sqlite3-wal");
    assert!(!log.exists());
}
