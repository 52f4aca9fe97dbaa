//! Each fault at pagoUno's endpoints, and its notices.

use outbound::SendError;
use sandbox::{Endpoint, Fault, FaultError, PurchaseState, Times, WebhookState, WhichPurchase};
use serde_json::{Value, json};
use tokio::time::{Duration, Instant};

use crate::shop::{
    APPROVED, APPROVED_MASTERCARD, DENIED, NO_TERMINAL, PENDING, PENDING_APPROVED, REFERENCE, Shop,
    card,
};
use crate::support::{until, value};

const GROUP: Endpoint = Endpoint::PagounoPurchasegroup;

async fn shop_with(endpoint: Endpoint, fault: Fault) -> Shop {
    let shop = Shop::open().await;
    shop.sandbox
        .add_fault(endpoint, fault, Times::Next(1))
        .unwrap();
    shop
}

fn leg(data: &Value, at: usize) -> &str {
    data["response"][at]["id"].as_str().unwrap()
}

#[tokio::test]
async fn a_lost_answer_is_lost_before_or_after_the_charge() {
    for (fault, received, charged) in [
        (Fault::Refuse, 0, 0),
        (Fault::DropBefore, 1, 0),
        (Fault::DropAfter, 1, 1),
    ] {
        let shop = shop_with(GROUP, fault.clone()).await;
        let paying = shop.fresh(&[(APPROVED, 1_000)]).await;
        let error = shop.charge(&paying).await.unwrap_err();
        assert!(matches!(error, SendError::Lost(_)), "{fault:?} {error:?}");
        assert_eq!(shop.sandbox.purchases().len(), charged, "{fault:?}");
        let token = shop.sandbox.card_tokens().remove(0);
        assert_eq!(
            (token.purchasegroup_requests, token.used),
            (received, charged == 1),
            "{fault:?}"
        );
        until(|| {
            shop.sandbox
                .pagouno_received()
                .iter()
                .all(|r| r.answer.is_some())
        })
        .await;
        let again = shop.charge(&paying).await.unwrap();
        assert_eq!(
            again.status,
            if charged == 1 { 400 } else { 200 },
            "{fault:?}"
        );
    }
}

#[tokio::test]
async fn a_hang_never_answers_and_charges_nothing() {
    let shop = shop_with(GROUP, Fault::Hang).await;
    let paying = shop.fresh(&[(APPROVED, 1_000)]).await;
    let error = shop.charge(&paying).await.unwrap_err();
    assert!(matches!(error, SendError::Lost(_)), "{error:?}");
    assert!(shop.sandbox.purchases().is_empty());
}

#[tokio::test]
async fn an_error_without_pagounos_json_charges_nothing() {
    for (fault, status) in [
        (Fault::Error500, 500),
        (Fault::BadRequest, 400),
        (Fault::Forbidden, 403),
        (Fault::Redirect, 302),
    ] {
        let shop = shop_with(GROUP, fault.clone()).await;
        let paying = shop.fresh(&[(APPROVED, 1_000)]).await;
        let answer = shop.charge(&paying).await.unwrap();
        assert_eq!(answer.status, status);
        assert!(value(&answer).get("status").is_none(), "{fault:?}");
        assert!(shop.sandbox.purchases().is_empty());
        for endpoint in [Endpoint::PagounoToken, Endpoint::PagounoPurchase] {
            shop.sandbox
                .add_fault(endpoint, fault.clone(), Times::Next(1))
                .unwrap();
        }
        assert_eq!(
            shop.token_answer(&card(APPROVED)).await.unwrap().status,
            status
        );
        assert_eq!(shop.query("x").await.unwrap().status, status);
        assert_eq!(shop.charge(&paying).await.unwrap().status, 200);
    }
}

#[tokio::test]
async fn html_comes_with_the_right_status_and_the_charge_is_made() {
    let shop = shop_with(GROUP, Fault::Garbage).await;
    let answer = shop
        .charge(&shop.fresh(&[(APPROVED, 1_000)]).await)
        .await
        .unwrap();
    assert_eq!((answer.status, answer.body[0]), (200, b'<'));
    assert_eq!(shop.sandbox.purchases()[0].state, PurchaseState::Approved);
    shop.sandbox
        .add_fault(GROUP, Fault::Oversized, Times::Next(1))
        .unwrap();
    let error = shop
        .charge(&shop.fresh(&[(APPROVED, 1_000)]).await)
        .await
        .unwrap_err();
    assert!(matches!(error, SendError::TooLarge { .. }), "{error:?}");
}

#[tokio::test]
async fn a_wrong_amount_is_wrong_in_one_place() {
    let shop = shop_with(GROUP, Fault::WrongAmount).await;
    let data = shop
        .pay(&[(APPROVED, 1_000), (APPROVED_MASTERCARD, 2_000)])
        .await;
    assert_eq!(data["request"][0]["transaction_amount"], 1_000);
    assert_eq!(data["response"][0]["transaction_amount"], 1_100);
    assert_eq!(data["response"][1]["transaction_amount"], 2_000);
    let endpoint = Endpoint::PagounoPurchase;
    shop.sandbox
        .add_fault(endpoint, Fault::WrongAmount, Times::Next(1))
        .unwrap();
    for amount in [1_100, 1_000] {
        let answer = value(&shop.query(leg(&data, 0)).await.unwrap());
        assert_eq!(answer["data"]["transaction_amount"], amount);
    }
}

#[tokio::test]
async fn an_answer_can_come_twice_and_a_leg_too() {
    let shop = shop_with(GROUP, Fault::AnswerTwice).await;
    let answer = shop
        .charge(&shop.fresh(&[(APPROVED, 1_000)]).await)
        .await
        .unwrap();
    let (one, other) = answer.body.split_at(answer.body.len() / 2);
    assert_eq!(one, other);
    assert!(serde_json::from_slice::<Value>(one).unwrap()["data"]["success"] == true);
    assert_eq!(shop.sandbox.purchases().len(), 1);

    shop.sandbox
        .add_fault(GROUP, Fault::LegsTwice, Times::Next(1))
        .unwrap();
    let data = shop.pay(&[(APPROVED, 1_000)]).await;
    assert_eq!(data["request"].as_array().unwrap().len(), 1);
    assert_eq!(data["response"].as_array().unwrap().len(), 2);
    assert_eq!(leg(&data, 0), leg(&data, 1));
    assert_eq!(shop.sandbox.purchases()[1].legs.len(), 1);

    let endpoint = Endpoint::PagounoToken;
    shop.sandbox
        .add_fault(endpoint, Fault::AnswerTwice, Times::Next(1))
        .unwrap();
    let body = shop.token_answer(&card(APPROVED)).await.unwrap().body;
    assert!(serde_json::from_slice::<Value>(&body).is_err());
}

#[tokio::test]
async fn a_fault_is_accepted_only_where_it_is_possible() {
    let shop = Shop::open().await;
    let add = |endpoint, fault| shop.sandbox.add_fault(endpoint, fault, Times::Next(1));
    for (endpoint, fault) in [
        (GROUP, Fault::BadCrc),
        (Endpoint::PagounoToken, Fault::WrongAmount),
        (Endpoint::PagounoPurchase, Fault::NoticeLost),
        (Endpoint::PreOrder, Fault::AnswerTwice),
        (Endpoint::PreOrder, Fault::LegFails { leg: 1 }),
    ] {
        assert_eq!(add(endpoint, fault), Err(FaultError::NotHere));
    }
    for fault in [
        Fault::LegFails { leg: 0 },
        Fault::LegFails {
            leg: sandbox::LEGS_MAX + 1,
        },
        Fault::NoticeLate {
            ms: sandbox::NOTICE_LATE_MS_MAX + 1,
        },
    ] {
        assert_eq!(add(GROUP, fault), Err(FaultError::OutOfRange));
    }
}

#[tokio::test]
async fn a_refused_connection_proves_that_nothing_was_sent() {
    let shop = Shop::open().await;
    let paying = shop.fresh(&[(APPROVED, 1_000)]).await;
    assert_eq!(shop.control("refuse", &json!({"ms": 60_000})).await.0, 200);
    let mut refused = None;
    for _ in 0..100 {
        match shop.charge(&paying).await {
            Err(SendError::NotSent(_)) => {
                refused = Some(());
                break;
            }
            // The listener needs a moment to stop.
            _ => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    refused.unwrap();
    shop.sandbox.refuse_connections_for(0);
    let mut status = None;
    for _ in 0..200 {
        match shop.charge(&paying).await {
            Ok(answer) => {
                status = Some(answer.status);
                break;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
        }
    }
    assert_eq!(status, Some(200));
    assert_eq!(shop.sandbox.card_tokens()[0].purchasegroup_requests, 1);
}

#[tokio::test]
async fn a_notice_has_the_plugins_fields_and_comes_after_the_answer() {
    let shop = Shop::open().await;
    let data = shop
        .pay(&[(APPROVED, 1_000), (APPROVED_MASTERCARD, 2_000)])
        .await;
    assert!(shop.ear.heard().is_empty());
    let notices = shop.ear.notices(2).await;
    for (at, notice) in notices.iter().enumerate() {
        let fields = notice.as_object().unwrap();
        assert_eq!(fields.len(), 8);
        assert_eq!(
            (&notice["type"], &notice["id_news_type"]),
            (&json!("Transaction"), &json!(200))
        );
        assert_eq!(notice["id_object"], leg(&data, at));
        for name in ["id_news", "action", "date_created", "version"] {
            assert!(!fields[name].is_null(), "{name}");
        }
        let (bin, last_4_digit) = [("411111", "1111"), ("555555", "4444")][at];
        assert_eq!(
            notice["data"],
            json!({
                "id": leg(&data, at), "transaction_amount": 1_000 * (at + 1), "bin": bin,
                "last_4_digit": last_4_digit, "checkout_id": null, "external_reference": REFERENCE
            })
        );
    }
    assert_ne!(notices[0]["id_news"], notices[1]["id_news"]);
    assert_eq!(
        shop.sandbox.webhooks()[0].provider,
        sandbox::Provider::PagoUno
    );
}

#[tokio::test]
async fn notices_come_late_twice_before_the_answer_or_never() {
    let shop = Shop::open().await;
    let pay = async |fault| {
        shop.sandbox
            .add_fault(GROUP, fault, Times::Next(1))
            .unwrap();
        shop.pay(&[(APPROVED, 1_000)]).await
    };
    pay(Fault::NoticeBefore).await;
    assert_eq!(shop.ear.heard().len(), 1);
    pay(Fault::NoticeLost).await;
    pay(Fault::NoticeTwice).await;
    assert_eq!(shop.ear.wait_for(3).await.len(), 3);
    let before = Instant::now();
    pay(Fault::NoticeLate { ms: 1_200 }).await;
    // A network that comes back does not bring it forward.
    shop.sandbox.set_offline(true);
    shop.sandbox.set_offline(false);
    shop.ear.wait_for(4).await;
    assert!(before.elapsed() >= Duration::from_millis(1_200));
    until(|| {
        shop.sandbox
            .webhooks()
            .iter()
            .all(|w| w.state == WebhookState::Delivered)
    })
    .await;
    assert_eq!(shop.sandbox.webhooks().len(), 4);
}

#[tokio::test]
async fn only_the_notice_shows_a_charge_whose_answer_was_lost() {
    let shop = shop_with(GROUP, Fault::DropAfter).await;
    shop.charge(&shop.fresh(&[(APPROVED, 1_000)]).await)
        .await
        .unwrap_err();
    let notice = shop.ear.notices(1).await.remove(0);
    assert_eq!(notice["data"]["external_reference"], REFERENCE);
    assert!(shop.succeeded(notice["id_object"].as_str().unwrap()).await);
    let (status, sent) = shop
        .control("pagouno/notify", &json!({"reference": REFERENCE}))
        .await;
    assert_eq!(
        (status, sent["webhook_ids"].as_array().unwrap().len()),
        (200, 1)
    );
    shop.ear.wait_for(2).await;
}

#[tokio::test]
async fn pending_and_missing_transactions_have_no_notice() {
    let shop = Shop::open().await;
    shop.pay(&[(PENDING, 1_000)]).await;
    let reference = json!({"reference": REFERENCE});
    assert_eq!(shop.control("pagouno/notify", &reference).await.0, 409);
    shop.pay(&[(NO_TERMINAL, 1_000)]).await;
    assert_eq!(shop.control("pagouno/notify", &reference).await.0, 409);
    assert_eq!(
        shop.control("pagouno/notify", &json!({"id": "x"})).await.0,
        404
    );
    assert!(shop.sandbox.webhooks().is_empty());

    // The notice is sent when it ends, by a query or by hand.
    let data = shop.pay(&[(PENDING_APPROVED, 1_000)]).await;
    for _ in 0..3 {
        shop.succeeded(leg(&data, 0)).await;
    }
    let notice = shop.ear.notices(1).await.remove(0);
    assert_eq!(notice["id_object"], leg(&data, 0));
    let pending = WhichPurchase::Id(shop.sandbox.purchases()[0].legs[0].id.clone());
    let settled = shop
        .sandbox
        .settle_purchase(&pending, sandbox::Ending::Decline)
        .await;
    assert_eq!(settled.unwrap().state, PurchaseState::Declined);
    shop.ear.wait_for(2).await;
    shop.pay(&[(DENIED, 1_000)]).await;
    shop.ear.wait_for(3).await;
}

#[tokio::test]
async fn each_providers_notices_go_to_its_own_webhook() {
    let shop = Shop::open().await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.pay(&[(APPROVED, 1_000)]).await;
    shop.sandbox.set_webhook(Some(shop.ear.webhook.clone()));
    shop.sandbox.send_raw(b"totalcoin".to_vec()).await.unwrap();
    assert_eq!(shop.ear.wait_for(1).await, [b"totalcoin".to_vec()]);
    let other = crate::support::Ear::listen(&[]).await;
    let to = json!({
        "url": other.webhook.url, "header_name": other.webhook.header_name,
        "header_value": other.webhook.header_value
    });
    assert_eq!(shop.control("pagouno/webhook", &to).await.0, 200);
    assert_eq!(other.notices(1).await[0]["type"], "Transaction");
    assert_eq!(shop.ear.heard().len(), 1);
}
