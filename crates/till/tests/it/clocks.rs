//! Clocks that jump: sleep, a wrong time that is corrected, and a clock that
//! somebody sets.

use domain::{Actor, Event, Sale, TillEvent};
use testkit::shop::{MINUTE_MS, Shop, last_state, manager, until};
use till::TillError;
use till::clock::JUMP_MS;
use till::pay::cash::ChargeCash;

const HOUR_MS: i64 = 60 * MINUTE_MS;
const YEAR_MS: i64 = 365 * 24 * HOUR_MS;

/// The jumps in the journal: the whole jump, the part of it that was sleep, and
/// whether it makes lines doubtful.
async fn jumps(shop: &Shop) -> Vec<(i64, i64, bool)> {
    let whole = |ms: i64| (ms + MINUTE_MS / 2).div_euclid(MINUTE_MS);
    let journal = shop.journal().await;
    let jumps = journal.into_iter().filter_map(|entry| {
        let Event::Till(TillEvent::ClockMoved {
            by_ms,
            slept_ms,
            doubtful_from,
        }) = entry.event
        else {
            return None;
        };
        Some((whole(by_ms), whole(slept_ms), doubtful_from.is_some()))
    });
    jumps.collect()
}

async fn until_jumps(shop: &Shop, count: usize) -> Vec<(i64, i64, bool)> {
    until("the jump in the journal", || async {
        Some(jumps(shop).await).filter(|jumps| jumps.len() == count)
    })
    .await
}

fn left_ms(shop: &Shop, sale: &Sale) -> i64 {
    let qr = sale.payments[0].qr().expect("a QR");
    qr.expires_at.since_ms(shop.till().timer_now())
}

async fn measured(shop: &Shop) {
    until("a login", || async { shop.till().clock_skew_ms() }).await;
}

/// How long TotalCoin says that the last QR lasts, by TotalCoin's clock.
fn told_ms(shop: &Shop) -> i64 {
    let order = shop.sandbox.pre_orders().pop().unwrap();
    let sent: serde_json::Value = serde_json::from_str(&order.bodies[0]).unwrap();
    let end: jiff::Timestamp = sent["expirationDate"].as_str().unwrap().parse().unwrap();
    end.as_millisecond() - shop.clock.unmoved().0
}

async fn cash(shop: &Shop, pesos: &str) -> Sale {
    let charge = ChargeCash {
        checkout: testkit::shop::checkout(),
        amount: testkit::shop::pesos_of(pesos),
        handed: None,
    };
    let sold = shop.till().take_cash_payment(charge, Actor::Counter).await;
    sold.unwrap()
}

async fn doubtful(shop: &Shop, sale: &Sale) -> bool {
    let id = sale.id;
    let read = shop.till().ledger().read(move |read| {
        let opened = read.opening_line(id)?.expect("it was opened");
        Ok::<_, TillError>(read.doubtful_lines()?.holds(opened))
    });
    read.await.unwrap()
}

/// T1: after a dead battery the clock says 2019; the network corrects it 20 s
/// later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_till_follows_a_clock_that_is_corrected_after_the_start() {
    let mut shop = Shop::closed(sandbox::Config::default()).await;
    shop.clock.set_by(-7 * YEAR_MS);
    shop.start().await;
    measured(&shop).await;
    let refused = shop
        .till()
        .take_qr_payment(testkit::shop::charge("10"), Actor::Counter)
        .await;
    assert!(
        matches!(refused, Err(TillError::ClockWrong { .. })),
        "{refused:?}"
    );
    let before = cash(&shop, "20").await;
    shop.clock.set_by(7 * YEAR_MS);
    let jumps = until_jumps(&shop, 1).await;
    assert_eq!(jumps, [(7 * YEAR_MS / MINUTE_MS, 0, true)]);
    // QRs are charged again without anybody's help, and with the right date.
    let after = shop.charge_until_waiting("10").await;
    let now = shop.clock.unmoved();
    assert!(now.since_ms(after.opened_at).abs() < MINUTE_MS);
    assert!((told_ms(&shop) - 10 * MINUTE_MS).abs() < 5_000);
    assert!(doubtful(&shop, &before).await && !doubtful(&shop, &after).await);
    shop.verify();
}

/// T3: somebody set the clock back, and right again, before the till knew the
/// time. Payers' data is not erased seven years early.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_was_wrong_for_a_while_erases_nobody_early() {
    let mut shop = Shop::closed(sandbox::Config::default()).await;
    shop.stop_sandbox().await;
    shop.start().await;
    shop.notice(r#"{"Referencia":"T1","Monto":10,"Estado":"APROBADO"}"#)
        .await;
    shop.hear_all().await;
    // The worker does this once TotalCoin has told the time.
    let erased = |from_now_ms: i64| {
        let (ledger, now) = (shop.till().ledger(), shop.clock.unmoved());
        ledger.write(move |write| {
            write.heard_by_then(now.plus_ms(24 * HOUR_MS))?;
            Ok::<_, TillError>(write.erase_people_before(now.plus_ms(from_now_ms))?.bodies)
        })
    };
    shop.clock.set_by(-7 * YEAR_MS);
    until_jumps(&shop, 1).await;
    // Nothing is erased either if the till dies now and opens again with a
    // right clock, and so does not see this step.
    assert_eq!(erased(-HOUR_MS).await.unwrap(), 0);
    shop.notice(r#"{"Referencia":"T2","Monto":20,"Estado":"APROBADO"}"#)
        .await;
    shop.hear_all().await;
    shop.clock.set_by(7 * YEAR_MS);
    until_jumps(&shop, 2).await;
    assert_eq!(erased(-HOUR_MS).await.unwrap(), 0);
    assert_eq!(erased(25 * HOUR_MS).await.unwrap(), 2);
    shop.verify();
}

/// A wrong clock is still wrong after a sleep: the lines written before the
/// sleep are marked with the rest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sleep_does_not_make_a_wrong_clock_trusted() {
    let mut shop = Shop::closed(sandbox::Config::default()).await;
    shop.clock.set_by(-7 * YEAR_MS);
    shop.start().await;
    measured(&shop).await;
    let before = cash(&shop, "20").await;
    shop.clock.jump(HOUR_MS);
    assert_eq!(until_jumps(&shop, 1).await, [(60, 60, false)]);
    shop.clock.set_by(7 * YEAR_MS);
    until_jumps(&shop, 2).await;
    assert!(doubtful(&shop, &before).await);
    shop.verify();
}

/// T2: the next sale has today's date and its QR its full life; the QR that
/// waited has run out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_sleep_the_till_uses_the_new_time() {
    let shop = Shop::open().await;
    let before = shop.charge_until_waiting("10").await;
    shop.clock.jump(3 * HOUR_MS);
    assert_eq!(until_jumps(&shop, 1).await, [(180, 180, false)]);
    let over = shop
        .wait_for(before.id, "its end", |sale| last_state(sale) == "expired")
        .await;
    assert!(!doubtful(&shop, &over).await, "a sleep marks nothing");
    let next = shop.charge_until_waiting("20").await;
    let today = shop.clock.unmoved().plus_ms(3 * HOUR_MS);
    assert!(today.since_ms(next.opened_at).abs() < MINUTE_MS);
    assert!((left_ms(&shop, &next) - 10 * MINUTE_MS).abs() < 5_000);
    shop.verify();
}

/// Somebody sets the clock back or ahead, and right again. The QR that waits
/// ends at the moment at which it would have ended, and no line becomes
/// doubtful that TotalCoin's clock had confirmed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn setting_the_clock_ends_nothing_early_or_late() {
    for by_ms in [-HOUR_MS, HOUR_MS] {
        let shop = Shop::open().await;
        measured(&shop).await;
        let sale = shop.charge_until_waiting("10").await;
        let (left_before, began) = (left_ms(&shop, &sale), tokio::time::Instant::now());
        shop.clock.set_by(by_ms);
        // Nothing ends by the new time before the till notices the jump.
        assert!((left_ms(&shop, &sale) - left_before).abs() < 5_000);
        let minutes = by_ms / MINUTE_MS;
        assert_eq!(until_jumps(&shop, 1).await, [(minutes, 0, false)]);
        let moved = shop.sale(sale.id).await;
        assert_eq!(last_state(&moved), "waiting");
        let passed_ms = i64::try_from(began.elapsed().as_millis()).unwrap();
        let left_after = left_ms(&shop, &moved);
        assert!(
            (left_before - passed_ms - left_after).abs() < 500,
            "{left_after}"
        );
        let skew_ms = shop.till().clock_skew_ms().unwrap();
        assert!((skew_ms + by_ms).abs() < 5_000, "{skew_ms}");
        let wrong = cash(&shop, "5").await;
        shop.clock.set_by(-by_ms);
        let jumps = until_jumps(&shop, 2).await;
        assert_eq!(jumps[1], (-minutes, 0, true));
        assert!(doubtful(&shop, &wrong).await);
        assert!(!doubtful(&shop, &moved).await);
        // The QR's real time passes.
        shop.clock.jump(10 * MINUTE_MS);
        shop.wait_for(sale.id, "its end", |sale| last_state(sale) == "expired")
            .await;
        shop.verify();
    }
}

/// The clock was a year ahead when the till died, and is right when it opens
/// again: a payment that waited does not wait for a year.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deadlines_of_a_clock_that_was_ahead_still_end() {
    let mut shop = Shop::closed(sandbox::Config::default()).await;
    shop.clock.set_by(YEAR_MS);
    shop.sandbox.set_clock_skew_ms(YEAR_MS);
    shop.start().await;
    measured(&shop).await;
    let sale = shop.charge_until_waiting("10").await;
    shop.kill().await;
    shop.clock.set_by(-YEAR_MS);
    shop.sandbox.set_clock_skew_ms(0);
    shop.start().await;
    until("its end moved", || async {
        let known = shop.sale(sale.id).await;
        (left_ms(&shop, &known) <= 10 * MINUTE_MS).then_some(())
    })
    .await;
    assert_eq!(last_state(&shop.sale(sale.id).await), "waiting");
    shop.clock.jump(10 * MINUTE_MS);
    shop.wait_for(sale.id, "its end", |sale| last_state(sale) == "expired")
        .await;
    shop.verify();
}

/// A charge that was committed before the first login still gets its date by
/// TotalCoin's clock.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_before_the_first_login_waits_for_the_measured_clock() {
    const SKEW_MS: i64 = 100_000;
    let mut shop = Shop::closed(sandbox::Config {
        clock_skew_ms: SKEW_MS,
        ..sandbox::Config::default()
    })
    .await;
    let slow = sandbox::Fault::Latency { ms: 600 };
    shop.fault(sandbox::Endpoint::Login, slow, sandbox::Times::Next(1));
    shop.start().await;
    let sale = shop.charge("10").await;
    assert_eq!(shop.till().clock_skew_ms(), None);
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let off = told_ms(&shop) - SKEW_MS;
    assert!((off - 10 * MINUTE_MS).abs() < 5_000, "{off}");
    shop.verify();
}

/// A jump that is too small to be journaled changes no deadline.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_step_of_the_clock_changes_only_dates() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting("10").await;
    let before = left_ms(&shop, &sale);
    shop.clock.set_by(JUMP_MS - 5_000);
    let next = cash(&shop, "5").await;
    let ahead = next.opened_at.since_ms(shop.clock.unmoved());
    assert!((ahead - (JUMP_MS - 5_000)).abs() < 5_000, "{ahead}");
    assert!((left_ms(&shop, &sale) - before).abs() < 5_000);
    assert_eq!(jumps(&shop).await, []);
}

/// `docs/rules.md`, "After a restore": cash is sold at once. QRs wait for the
/// relay, or for a manager after ten minutes without an answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_restore_cash_is_sold_and_a_manager_may_allow_qrs() {
    let mut shop = Shop::open().await;
    measured(&shop).await;
    let copy = shop.copy();
    shop.kill().await;
    shop.cut_relay(true);
    shop.restore(&copy);
    shop.start().await;
    measured(&shop).await;
    let sold = cash(&shop, "30").await;
    assert_eq!(last_state(&sold), "approved");
    let by_qr = || async {
        let charge = testkit::shop::charge("10");
        shop.till().take_qr_payment(charge, Actor::Counter).await
    };
    assert!(matches!(by_qr().await, Err(TillError::RelayUnread)));
    let waive = |by| {
        shop.till()
            .waive_relay("hay gente esperando".to_owned(), by)
    };
    assert!(waive(manager()).await.is_err(), "too soon");
    shop.jump(till::review::restore::WAIVE_AFTER_MS).await;
    assert!(shop.till().may_waive_relay());
    assert!(waive(Actor::Counter).await.is_err(), "no manager");
    waive(manager()).await.unwrap();
    by_qr().await.unwrap();
    let said = shop.journal().await;
    let said = said.iter().rev().find_map(|entry| {
        let Event::Till(TillEvent::RelayWaived { reason }) = &entry.event else {
            return None;
        };
        Some((entry.actor.clone(), reason.clone()))
    });
    assert_eq!(said, Some((manager(), "hay gente esperando".to_owned())));
    shop.verify();
}
