//! The till continues after a restart. It is killed at every stage of a sale,
//! and the relay goes away and comes back; nothing is lost or sent twice, and
//! nothing expires before the notices were read.

use crate::summary::{payments, reached, summary};
use domain::{Actor, Event, Payment, Sale, SaleEvent, StrayEvent};
use ledger::{ErrandStanding, StateKey};
use sandbox::{Config, Endpoint, Fault, How, Times, WebhookState};
use serde_json::json;
use testkit::shop::{PAST_DEADLINE_MS, PAST_QR_MS, Shop, last_state, until};
use till::TillError;

const CHARGED: &str = "1500";

/// What a customer sees of a payment. It is the same before and after a
/// restart.
fn shown(sale: &Sale) -> (String, &Payment) {
    (sale.ticket.to_string(), &sale.payments[0])
}

/// Whether the journal ever said that a payment expired.
async fn ever_expired(shop: &Shop) -> bool {
    shop.journal()
        .await
        .iter()
        .any(|entry| matches!(entry.event, Event::Sale(_, SaleEvent::Expired { .. })))
}

/// How many notices are in the journal.
async fn notices_heard(shop: &Shop) -> usize {
    let journal = shop.journal().await;
    let is_notice = |event: &Event| {
        matches!(
            event,
            Event::Sale(_, SaleEvent::NoticeHeard { .. })
                | Event::Stray(_, StrayEvent::Heard { .. })
        )
    };
    let heard = journal.iter().filter(|entry| is_notice(&entry.event));
    heard.count()
}

async fn in_hand(shop: &Shop) -> Option<String> {
    let read = shop
        .till()
        .ledger()
        .read(|read| Ok::<_, TillError>(read.state(StateKey::SaleInHand)?));
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_requested() {
    let mut shop = Shop::open().await;
    shop.sandbox.set_offline(true);
    let before = shop.charge(CHARGED).await;
    shop.kill().await;
    shop.start().await;
    let after = shop.sale(before.id).await;
    assert_eq!(shown(&after), shown(&before));
    assert_eq!(in_hand(&shop).await, Some(before.id.to_string()));
    shop.sandbox.set_offline(false);
    let waiting = shop
        .wait_for(before.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    assert_eq!(reached(&shop, &before), "asked [A 201], kept [A]");
    assert_eq!(waiting.payments[0].deadline, before.payments[0].deadline);
    shop.verify();
}

/// The till dies between the request and its answer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_with_an_errand_in_flight() {
    let slow = Fault::Latency { ms: 60_000 };
    let mut shop = Shop::open_with(&[(Endpoint::PreOrder, slow, Times::Next(1))]).await;
    let before = shop.charge(CHARGED).await;
    until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    assert_eq!(
        shop.errand(&before).await.standing,
        ErrandStanding::InFlight
    );
    shop.kill().await;
    shop.start().await;
    let sale = shop
        .wait_for(before.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    assert_eq!(payments(&sale), "A waiting");
    assert_eq!(reached(&shop, &sale), "asked [A 201, A 201], kept [A]");
    let bodies = shop.sandbox.pre_orders().pop().unwrap().bodies;
    assert_eq!(bodies[0], bodies[1], "the same bytes");
    assert!(shop.errand(&sale).await.lost_before);
    shop.verify();
}

/// The till's death lost the first answer, and TotalCoin refuses the repeat.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_with_an_errand_in_flight_whose_repeat_is_refused() {
    let mut shop = Shop::open_with(&[
        (
            Endpoint::PreOrder,
            Fault::Latency { ms: 60_000 },
            Times::Next(1),
        ),
        (Endpoint::PreOrder, Fault::BadRequestOnRepeat, Times::Always),
    ])
    .await;
    let before = shop.charge(CHARGED).await;
    until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    shop.kill().await;
    shop.start().await;
    let sale = shop
        .wait_for(before.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    assert_eq!(
        payments(&sale),
        "A refused (repeat-rejected), B waiting in its place"
    );
    assert_eq!(
        reached(&shop, &sale),
        "asked [A 201, A 400, B 201], kept [AB]"
    );
}

/// The deadline passes while the till is dead: nothing goes out any more.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_requested_until_past_the_deadline() {
    let mut shop = Shop::open().await;
    shop.sandbox.set_offline(true);
    let before = shop.charge(CHARGED).await;
    shop.kill().await;
    shop.sandbox.set_offline(false);
    shop.jump(PAST_DEADLINE_MS).await;
    shop.start().await;
    shop.wait_for(before.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    assert_eq!(shop.errand(&before).await.standing, ErrandStanding::GivenUp);
    shop.charge_until_waiting(CHARGED).await;
    assert_eq!(reached(&shop, &before), "asked [? 201], kept [?]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_while_waiting() {
    let mut shop = Shop::open().await;
    let before = shop.charge_until_waiting(CHARGED).await;
    for _ in 0..3 {
        shop.kill().await;
        shop.start().await;
    }
    let after = shop.sale(before.id).await;
    // The QR, its end by the till's clock and everything else are unchanged.
    assert_eq!(after, before);
    assert_eq!(in_hand(&shop).await, Some(before.id.to_string()));
    shop.pay(&before, 0, &How::Exact).await;
    let paid = shop
        .wait_for(before.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &paid).await, "paid: approved 1500; tray 0");
    assert_eq!(reached(&shop, &before), "asked [A 201], kept [A]");
    // The next sale gets the next ticket number.
    let next = shop.charge(CHARGED).await;
    assert_eq!(next.ticket.number, before.ticket.number + 1);
    shop.verify();
}

/// Half of the time passes while the till is dead: half of it is left.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_time_left_goes_on_while_the_till_is_dead() {
    let mut shop = Shop::open().await;
    let before = shop.charge_until_waiting(CHARGED).await;
    let expires_at = before.payments[0].qr().unwrap().expires_at;
    shop.kill().await;
    shop.jump(PAST_QR_MS / 2).await;
    shop.start().await;
    shop.hear_all().await;
    assert_eq!(shop.sale(before.id).await, before);
    let left_ms = expires_at.since_ms(shop.till().now());
    assert!((200_000..275_000).contains(&left_ms), "{left_ms}");
    shop.jump(left_ms).await;
    shop.wait_for(before.id, "expired", |sale| last_state(sale) == "expired")
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_after_the_payment_and_before_its_notice() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.kill().await;
    shop.pay(&sale, 0, &How::Exact).await;
    shop.start().await;
    let paid = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &paid).await, "paid: approved 1500; tray 0");
    shop.verify();
}

/// The customer pays in time while the till is dead, and the till starts long
/// after the time was up: the payment is approved, not late, and never expired.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn paid_while_dead_and_never_called_expired() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.kill().await;
    shop.pay(&sale, 0, &How::Exact).await;
    until("the notice at the relay", || async {
        let sent = shop.sandbox.webhooks();
        (sent[0].state == WebhookState::Delivered).then_some(())
    })
    .await;
    shop.jump(PAST_QR_MS).await;
    shop.start().await;
    let paid = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &paid).await, "paid: approved 1500; tray 0");
    assert!(!ever_expired(&shop).await);
    shop.verify();
}

/// The notice comes after more than a page of others: the end of the first page
/// is not the end of the notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_end_is_behind_the_last_page() {
    const OTHERS: u32 = 120;
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.kill().await;
    for other in 0..OTHERS {
        let body = json!({ "Referencia": format!("N{other}"), "Estado": "APROBADO", "Monto": 1 });
        shop.notice(body.to_string()).await;
    }
    shop.pay(&sale, 0, &How::Exact).await;
    until("the notice at the relay", || async {
        let sent = shop.sandbox.webhooks();
        (sent[0].state == WebhookState::Delivered).then_some(())
    })
    .await;
    shop.jump(PAST_QR_MS).await;
    shop.start().await;
    let paid = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert!(paid.discrepancies.is_empty());
    assert!(!ever_expired(&shop).await);
    assert_eq!(shop.tray_count().await, u64::from(OTHERS));
}

/// The time is up and the relay is away: the payment stays waiting, also over a
/// restart, until the till has read the relay's notices to their end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_up_with_the_relay_away_and_nobody_paid() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.cut_relay(true);
    shop.jump(PAST_QR_MS).await;
    let up = shop
        .wait_for(sale.id, "time up", |sale| sale.payments[0].time_up())
        .await;
    assert_eq!(
        summary(&shop, &up).await,
        "open: waiting 0 (time up); tray 0"
    );
    shop.kill().await;
    shop.start().await;
    let contact = until("a question that failed", || async {
        let contact = shop.till().contacts().relay();
        contact.failed_at.map(|_| contact)
    })
    .await;
    assert_eq!(contact.good_at, None);
    assert_eq!(contact.refused, None);
    assert_eq!(shop.sale(sale.id).await, up);
    assert!(!ever_expired(&shop).await);
    // A payment that may still be paid blocks another charge.
    let mut again = testkit::shop::charge(CHARGED);
    again.checkout.sale = Some(sale.id);
    let again = shop.till().take_qr_payment(again, Actor::Counter).await;
    assert!(
        matches!(
            again,
            Err(TillError::Refused(domain::Refusal::NeedsManager))
        ),
        "{again:?}"
    );
    shop.cut_relay(false);
    let expired = shop
        .wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    assert_eq!(summary(&shop, &expired).await, "open: expired 0; tray 0");
    shop.verify();
}

/// The same, but the relay has the payment's notice.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn time_up_with_the_relay_away_and_the_payment_in_it() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.kill().await;
    shop.pay(&sale, 0, &How::Exact).await;
    until("the notice at the relay", || async {
        let sent = shop.sandbox.webhooks();
        (sent[0].state == WebhookState::Delivered).then_some(())
    })
    .await;
    shop.cut_relay(true);
    shop.jump(PAST_QR_MS).await;
    shop.start().await;
    let up = shop
        .wait_for(sale.id, "time up", |sale| sale.payments[0].time_up())
        .await;
    assert_eq!(
        summary(&shop, &up).await,
        "open: waiting 0 (time up); tray 0"
    );
    shop.cut_relay(false);
    let paid = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &paid).await, "paid: approved 1500; tray 0");
    assert!(!ever_expired(&shop).await);
    shop.verify();
}

/// The relay's port is closed for a while; the provider sends again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_relay_stops_and_starts() {
    let mut shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.stop_relay().await;
    shop.pay(&sale, 0, &How::Exact).await;
    until("a webhook that nobody took", || async {
        let sent = shop.sandbox.webhooks();
        (sent[0].attempts > 0 && sent[0].state == WebhookState::Queued).then_some(())
    })
    .await;
    assert_eq!(last_state(&shop.sale(sale.id).await), "waiting");
    shop.start_relay_again().await;
    let paid = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &paid).await, "paid: approved 1500; tray 0");
    assert!(shop.till().contacts().relay().good_at.is_some());
    shop.verify();
}

/// A relay that lost its store takes repeated bodies for new ones; the till
/// knows that it already has them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_without_memory_brings_nothing_twice() {
    let mut shop = Shop::open().await;
    let first = shop.charge_until_waiting(CHARGED).await;
    let second = shop.charge_until_waiting("200").await;
    shop.pay(&first, 0, &How::Exact).await;
    shop.pay(&first, 0, &How::NullReference).await;
    shop.hear_all().await;
    let before = summary(&shop, &shop.sale(first.id).await).await;
    assert_eq!(before, "paid: approved 1500; stray 1500 (proposed); tray 1");
    assert_eq!(notices_heard(&shop).await, 2);
    let bodies: Vec<String> = shop
        .sandbox
        .webhooks()
        .into_iter()
        .map(|w| w.body)
        .collect();
    shop.stop_relay().await;
    shop.forget_relay();
    shop.start_relay_again().await;
    for body in bodies {
        shop.notice(body).await;
    }
    // New notices still come through.
    shop.pay(&second, 0, &How::Exact).await;
    shop.wait_for(second.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &shop.sale(first.id).await).await, before);
    assert_eq!(notices_heard(&shop).await, 3);
    shop.verify();
}

/// The till is killed again and again at random moments, while the provider's
/// answers get lost: there is one pre-order and one approval.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.fault(Endpoint::PreOrder, Fault::DropAfter, Times::Next(2));
    shop.start().await;
    let sale = shop.charge(CHARGED).await;
    let mut paid = false;
    for pause_ms in (0..400).step_by(37) {
        tokio::time::sleep(std::time::Duration::from_millis(pause_ms)).await;
        shop.kill().await;
        shop.start().await;
        if !paid && last_state(&shop.sale(sale.id).await) == "waiting" {
            shop.pay(&sale, 0, &How::Exact).await;
            paid = true;
        }
    }
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) != "requested")
        .await;
    if !paid {
        shop.pay(&sale, 0, &How::Exact).await;
    }
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(summary(&shop, &sale).await, "paid: approved 1500; tray 0");
    assert_eq!(shop.sandbox.pre_orders().len(), 1);
    shop.verify();
}
