//! pagoUno's webhook, a hint that makes the till ask: on time, late, before the
//! answer, of an unknown charge, and forged.

use super::*;
use domain::{DiscrepancyKind, StrayStanding};
use outbound::{Http, Limits, Request};
use sandbox::{Config, Fault, Times, WhichPurchase};
use testkit::shop::{manager, until};

const ONCE: Times = Times::Next(1);
const CHARGE: Endpoint = Endpoint::PagounoPurchasegroup;

async fn in_doubt(shop: &Shop) -> Sale {
    shop.fault(CHARGE, Fault::DropAfter, ONCE);
    let sale = answered(shop, &charge_one(shop, GOOD).await).await;
    assert_eq!(summary(&sale), "in-doubt: answer-lost");
    sale
}

async fn post(shop: &Shop, body: String) {
    let relay = shop.relay_at;
    let url = format!("http://{relay}/webhooks/pagouno/demo/palabra-de-la-prueba");
    let http = Http::new(Limits::PROVIDER).unwrap();
    let answer = http.send(Request::post(url, body.into_bytes()), None).await;
    assert_eq!(answer.unwrap().status, 200);
}

fn hint(leg: &str, reference: &str) -> String {
    format!(
        r#"{{"id_news": 1, "type": "Transaction", "id_object": "{leg}", "id_news_type": 200,
            "data": {{"id": "{leg}", "transaction_amount": 150000, "last_4_digit": "1111",
            "external_reference": "{reference}"}}}}"#
    )
}

#[tokio::test]
async fn after_a_late_webhook_the_providers_answer_ends_the_doubt() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    let sale = in_doubt(&shop).await;
    let purchase = shop.sandbox.purchases().pop().unwrap();
    let payment = sale.payments[0].id.to_string();
    assert_eq!(purchase.reference, payment);
    // A hint at a transaction that pagoUno does not know decides nothing.
    post(&shop, hint("no-such-leg", &payment)).await;
    until("a question", || async {
        (requests(&shop, Endpoint::PagounoPurchase) >= 1).then_some(())
    })
    .await;
    assert_eq!(summary(&shop.sale(sale.id).await), "in-doubt: answer-lost");
    post(&shop, hint(&purchase.legs[0].id, &payment)).await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| summary(sale) == "approved")
        .await;
    assert_eq!(sends(&shop), [1]);
    assert!(sale.discrepancies.is_empty());
    shop.verify();
}

#[tokio::test]
async fn a_webhook_ends_the_doubt_of_a_restart() {
    let mut shop = Shop::open().await;
    shop.fault(CHARGE, Fault::DropAfter, ONCE);
    let sale = charge_one(&shop, GOOD).await;
    shop.kill().await;
    shop.start().await;
    shop.wait_for(sale.id, "approved", |sale| summary(sale) == "approved")
        .await;
    assert!(sends(&shop).iter().all(|count| *count <= 1));
}

#[tokio::test]
async fn a_webhook_before_or_after_the_answer_changes_nothing() {
    for fault in [
        Fault::NoticeBefore,
        Fault::NoticeTwice,
        Fault::NoticeLate { ms: 400 },
        Fault::NoticeLost,
    ] {
        let shop = Shop::open().await;
        shop.fault(CHARGE, fault.clone(), ONCE);
        let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
        assert_eq!(summary(&sale), "approved", "{fault:?}");
        shop.hear_all().await;
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        let sale = shop.sale(sale.id).await;
        assert_eq!(summary(&sale), "approved", "{fault:?}");
        assert!(sale.discrepancies.is_empty(), "{fault:?}");
        assert_eq!(shop.tray_count().await, 0, "{fault:?}");
        shop.verify();
    }
}

#[tokio::test]
async fn money_after_a_manager_said_unpaid_waits_in_the_tray() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    let sale = in_doubt(&shop).await;
    let payment = sale.payments[0].id;
    let reason = "no lo veo".to_owned();
    let settled = shop
        .till()
        .settle_doubt(sale.id, payment, false, reason, manager());
    settled.await.unwrap();
    let purchase = shop.sandbox.purchases().pop().unwrap();
    post(&shop, hint(&purchase.legs[0].id, &payment.to_string())).await;
    let sale = shop
        .wait_for(sale.id, "a contradiction", |sale| {
            !sale.discrepancies.is_empty()
        })
        .await;
    assert_eq!(summary(&sale), "settled-unpaid");
    assert_eq!(sale.discrepancies[0].kind, DiscrepancyKind::Contradicted);
    shop.verify();
}

#[tokio::test]
async fn hints_of_unknown_charges_wait_for_a_person() {
    let shop = Shop::open().await;
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    shop.hear_all().await;
    let leg = sale.payments[0].card().unwrap().legs[0].ids[0].clone();
    let other = answered(&shop, &charge_one(&shop, GOOD_TOO).await).await;
    // The hints: of an unknown charge, of a foreign one, a body that is no
    // webhook, and one whose transaction is known under another payment than it
    // names.
    post(
        &shop,
        r#"{"data": {"id": "X-1", "external_reference": null}}"#.to_owned(),
    )
    .await;
    post(&shop, hint("X-2", "PEDIDO-7")).await;
    post(&shop, r#"{"data": 7}"#.to_owned()).await;
    post(&shop, hint(&leg, &other.payments[0].id.to_string())).await;
    shop.hear_all().await;
    let strays = shop.strays().await;
    assert_eq!(strays.len(), 4);
    assert!(
        strays
            .iter()
            .all(|stray| stray.standing == StrayStanding::Open)
    );
    assert_eq!(summary(&shop.sale(other.id).await), "approved");
    shop.verify();
}

#[tokio::test]
async fn a_pending_charge_settled_by_hand_is_found_by_its_webhook() {
    let shop = Shop::open().await;
    let sale = answered(&shop, &charge_one(&shop, NEVER).await).await;
    assert_eq!(summary(&sale), "pending");
    let which = WhichPurchase::Reference(sale.payments[0].id.to_string());
    let approve = sandbox::Ending::Approve;
    shop.sandbox.settle_purchase(&which, approve).await.unwrap();
    shop.wait_for(sale.id, "approved", |sale| summary(sale) == "approved")
        .await;
    assert_eq!(sends(&shop), [1]);
}

#[tokio::test]
async fn a_hint_after_a_final_word_is_asked_about_once_more() {
    for (number, ends) in [(BAD, "declined"), (GOOD, "approved")] {
        let mut shop = Shop::closed(Config::default()).await;
        shop.sandbox.set_pagouno_webhook(None);
        shop.start().await;
        let sale = answered(&shop, &charge_one(&shop, number).await).await;
        let leg = shop.sandbox.purchases().pop().unwrap().legs[0].id.clone();
        assert_eq!(requests(&shop, Endpoint::PagounoPurchase), 0, "{ends}");
        post(&shop, hint(&leg, &sale.payments[0].id.to_string())).await;
        let sale = shop
            .wait_for(sale.id, "an answer", |sale| {
                let payment = &sale.payments[0];
                requests(&shop, Endpoint::PagounoPurchase) == 1
                    && payment
                        .card()
                        .is_some_and(|card| !card.legs.iter().any(|leg| card.asks_about(leg)))
            })
            .await;
        assert_eq!(summary(&sale), ends);
        assert!(sale.discrepancies.is_empty(), "{ends}");
        shop.verify();
    }
}

#[tokio::test]
async fn a_person_may_ask_only_about_an_open_leg_with_an_id() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    let pending = answered(&shop, &charge_one(&shop, NEVER).await).await;
    let again = shop.till().ask_again(pending.id, pending.payments[0].id);
    assert_eq!(summary(&again.await.unwrap()), "pending");
    // A decided leg is not open, and a lost answer leaves no known id.
    let approved = answered(&shop, &charge_one(&shop, GOOD_TOO).await).await;
    assert_eq!(summary(&approved), "approved");
    for sale in [approved, in_doubt(&shop).await] {
        let asked = shop.till().ask_again(sale.id, sale.payments[0].id).await;
        assert!(matches!(asked, Err(TillError::NothingToAsk)), "{asked:?}");
    }
}
