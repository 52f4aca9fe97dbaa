//! After a restore from a copy: nothing is sent by itself, repeatable errands
//! wait for a manager, a charge is in doubt, and nothing is sold before the
//! relay was read to its end.

use domain::{
    Actor, Command, Method, PaymentId, PaymentRequest, PaymentState, Refusal, Sale, SaleEvent,
    SaleId, Ticket, TillNumber,
};
use ledger::{ErrandStanding, NewErrand, Subject};
use sandbox::How;
use std::time::Duration;
use testkit::shop::{MINUTE_MS, PAST_DEADLINE_MS, Shop, charge, last_state, manager, until};
use till::TillError;

/// A worker that sends would have sent within this time.
const WHILE: Duration = Duration::from_millis(700);

/// A shop whose till charged while TotalCoin was away, and was then restored
/// from a copy of that moment. TotalCoin is back.
async fn held() -> (Shop, Sale) {
    let mut shop = Shop::open().await;
    shop.sandbox.set_offline(true);
    let sale = shop.charge("1500").await;
    let copy = shop.copy();
    shop.kill().await;
    shop.restore(&copy);
    shop.sandbox.set_offline(false);
    shop.start().await;
    (shop, sale)
}

async fn read_to_end(shop: &Shop) {
    until("a relay that is read", || async {
        let unread = shop
            .till()
            .ledger()
            .read(|read| Ok::<_, TillError>(read.unread_relay()?));
        unread.await.unwrap().is_none().then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_errand_waits_until_a_manager_releases_it() {
    let (shop, sale) = held().await;
    let payment = sale.payments[0].id;
    read_to_end(&shop).await;
    shop.jump(PAST_DEADLINE_MS).await;
    tokio::time::sleep(WHILE).await;
    assert_eq!(shop.sandbox.pre_orders(), [], "nothing is sent by itself");
    assert_eq!(last_state(&shop.sale(sale.id).await), "requested");
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::Held);
    let till = shop.till();
    let cancelled = till.cancel_payment(sale.id, payment, Actor::Counter).await;
    assert!(
        matches!(cancelled, Err(TillError::Refused(Refusal::NeedsManager))),
        "{cancelled:?}"
    );
    let reason = || "lo pidió la clienta".to_owned();
    for (by, reason, refusal) in [
        (Actor::Counter, reason(), Refusal::NeedsManager),
        (manager(), "  ".to_owned(), Refusal::ReasonMissing),
    ] {
        let refused = till.release_errand(sale.id, payment, reason, by).await;
        assert!(
            matches!(&refused, Err(TillError::Refused(why)) if *why == refusal),
            "{refused:?}"
        );
    }
    till.release_errand(sale.id, payment, reason(), manager())
        .await
        .unwrap();
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let orders = shop.sandbox.pre_orders();
    assert_eq!(orders.len(), 1);
    let again = till
        .release_errand(sale.id, payment, reason(), manager())
        .await;
    assert!(again.is_err(), "the errand is no longer held");
    let released = shop.journal().await.into_iter().find(|entry| {
        matches!(
            &entry.event,
            domain::Event::Sale(_, SaleEvent::Released { .. })
        )
    });
    assert_eq!(released.map(|entry| entry.actor), Some(manager()));
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_errand_can_be_given_up_and_can_run_out_of_time() {
    let (shop, sale) = held().await;
    let payment = sale.payments[0].id;
    read_to_end(&shop).await;
    shop.jump(30 * MINUTE_MS).await;
    let till = shop.till();
    let late = till
        .release_errand(sale.id, payment, "probar".to_owned(), manager())
        .await;
    assert!(
        matches!(late, Err(TillError::Refused(Refusal::TooLate))),
        "{late:?}"
    );
    let given_up = till
        .give_up_errand(sale.id, payment, "ya se fue".to_owned(), manager())
        .await
        .unwrap();
    assert_eq!(last_state(&given_up), "expired");
    assert_eq!(given_up.covered(), domain::Money::ZERO);
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::GivenUp);
    tokio::time::sleep(WHILE).await;
    assert_eq!(shop.sandbox.pre_orders(), []);
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relay_tells_of_sales_made_since_the_copy() {
    let mut shop = Shop::open().await;
    shop.sandbox.set_offline(true);
    let sale = shop.charge("1500").await;
    let copy = shop.copy();
    shop.sandbox.set_offline(false);
    // After the copy, its QR comes and is paid, and so is another sale's.
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let forgotten = shop.charge_until_waiting("700").await;
    shop.pay(&sale, 0, &How::Exact).await;
    shop.pay(&forgotten, 0, &How::Exact).await;
    shop.hear_all().await;
    assert_eq!(
        shop.sale(forgotten.id).await.ticket.to_string(),
        "C1-000002"
    );
    shop.kill().await;
    shop.cut_relay(true);
    shop.restore(&copy);
    shop.start().await;

    let refused = shop.till().take_qr_payment(charge("10"), Actor::Counter);
    let refused = refused.await;
    assert!(
        matches!(refused, Err(TillError::RelayUnread)),
        "{refused:?}"
    );
    shop.cut_relay(false);
    read_to_end(&shop).await;
    let paid = shop.sale(sale.id).await;
    assert_eq!(last_state(&paid), "approved");
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::GivenUp);
    let strays = shop.strays().await;
    assert_eq!(
        strays.len(),
        1,
        "money of a sale that the copy does not know"
    );
    assert_eq!(strays[0].amount, Some(forgotten.total));
    let next = shop.charge_until_waiting("10").await;
    assert_eq!(next.ticket.to_string(), "C1-001002");
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_may_have_gone_out_is_in_doubt() {
    let mut shop = Shop::open().await;
    let now = shop.till().now();
    let (id, payment) = (
        SaleId::new(now, [1; 8], TillNumber(1)),
        PaymentId::new(now, [2; 8], TillNumber(1)),
    );
    let amount = testkit::shop::pesos_of("1500");
    let recorded = shop.till().ledger().write(move |write| {
        let till = TillNumber(1);
        let opened = SaleEvent::Opened {
            ticket: Ticket {
                till,
                number: write.next_ticket(till)?,
            },
            total: amount,
            concept: None,
        };
        let by = Actor::Counter;
        let sale = write.record_sale(&by, now, id, &[opened])?;
        let charge = Command::Charge {
            payment,
            request: PaymentRequest::of(Method::Card, amount),
            deadline: now.plus_ms(MINUTE_MS),
        };
        let events = sale.decide(&charge, &by, now)?;
        write.record_sale(&by, now, id, &events)?;
        write.owe(NewErrand {
            kind: "pagouno.charge",
            payment: Some(payment),
            about: Subject::Sale(id),
            once: true,
            request: b"{}".to_vec(),
            // The errand is not due yet, so that no worker of this test takes
            // it.
            due_at: now.plus_ms(60 * MINUTE_MS),
            deadline: now.plus_ms(90 * MINUTE_MS),
        })?;
        Ok::<_, TillError>(())
    });
    recorded.await.unwrap();
    let copy = shop.copy();
    shop.kill().await;
    shop.restore(&copy);
    shop.start().await;
    let sale = shop.sale(id).await;
    assert_eq!(sale.payments[0].state, PaymentState::InDoubt);
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::GivenUp);
    shop.verify();
}
