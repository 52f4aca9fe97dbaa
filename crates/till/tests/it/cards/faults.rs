//! Each fault of a charge, and of the steps before it: the end state, and how
//! often a charge reached pagoUno. It is never more than once per token.

use super::*;
use domain::DiscrepancyKind;
use futures::StreamExt as _;
use outbound::Limits;
use sandbox::{Config, Fault, Times};
use testkit::shop::{PAST_DEADLINE_MS, ROWS_AT_ONCE, manager};

const ONCE: Times = Times::Next(1);
const CHARGE: Endpoint = Endpoint::PagounoPurchasegroup;

/// The faults that a charge meets, and how the charge then ends.
fn rows() -> Vec<(Fault, &'static str)> {
    vec![
        (Fault::Latency { ms: 400 }, "approved"),
        // The connection is closed; the till cannot know whether the request
        // was read.
        (Fault::Refuse, "in-doubt: answer-lost"),
        (Fault::DropBefore, "in-doubt: answer-lost"),
        (Fault::DropAfter, "in-doubt: answer-lost"),
        (Fault::Hang, "in-doubt: answer-lost"),
        (Fault::Oversized, "in-doubt: answer-lost"),
        (Fault::Error500, "in-doubt: unreadable"),
        (Fault::Garbage, "in-doubt: unreadable"),
        (Fault::Redirect, "in-doubt: unreadable"),
        // None of these is in pagoUno's own JSON.
        (Fault::BadRequest, "in-doubt: unreadable"),
        (Fault::Unauthorized, "in-doubt: unreadable"),
        (Fault::Forbidden, "in-doubt: unreadable"),
        (Fault::WrongAmount, "in-doubt: disagrees"),
        (Fault::LegsTwice, "in-doubt: disagrees"),
        (Fault::LegFails { leg: 1 }, "declined"),
        // Two answers in one body are not an answer.
        (Fault::AnswerTwice, "in-doubt: unreadable"),
    ]
}

/// A shop whose till hears no hint, because a hint would end the doubt that a
/// row is about. Only a fault that never answers needs a short time limit.
async fn unhinted(is_hasty: bool) -> Shop {
    let mut shop = Shop::closed(Config::default()).await;
    if is_hasty {
        shop.charge_limits = Limits {
            answer_ms: 2_000,
            ..Limits::PROVIDER
        };
    }
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    shop
}

#[tokio::test]
async fn after_every_fault_a_charge_ends_and_is_not_sent_twice() {
    let played = futures::stream::iter(rows().into_iter().map(|(fault, ends)| async move {
        let shop = unhinted(fault == Fault::Hang).await;
        shop.fault(CHARGE, fault.clone(), ONCE);
        let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
        assert_eq!(summary(&sale), ends, "{fault:?}");
        assert!(sends(&shop).iter().all(|count| *count <= 1), "{fault:?}");
        assert!(requests(&shop, CHARGE) <= 1, "{fault:?}");
        shop.verify();
    }));
    played
        .buffer_unordered(ROWS_AT_ONCE)
        .collect::<Vec<()>>()
        .await;
}

#[tokio::test]
async fn without_a_connection_the_charge_goes_out_later_and_once() {
    let shop = Shop::open().await;
    // The token has come, and then the connection is cut before the charge.
    shop.fault(Endpoint::PagounoToken, Fault::Latency { ms: 300 }, ONCE);
    let (sale, ()) = tokio::join!(charge_one(&shop, GOOD), async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        shop.sandbox.refuse_connections_for(2_500);
    });
    let sale = shop
        .wait_for(sale.id, "approved", |sale| summary(sale) == "approved")
        .await;
    assert!(
        sends(&shop).iter().all(|count| *count <= 1),
        "{:?}",
        sends(&shop)
    );
    assert_eq!(sale.payments.len(), 1);
    shop.verify();
}

#[tokio::test]
async fn without_a_token_nothing_is_charged() {
    for (fault, ends) in [
        (Fault::Error500, "expired"),
        (Fault::DropAfter, "expired"),
        (Fault::Garbage, "expired"),
        (Fault::Forbidden, "expired"),
    ] {
        let shop = Shop::open().await;
        shop.fault(Endpoint::PagounoToken, fault.clone(), Times::Always);
        let asked = async {
            testkit::shop::until("a question for a token", || async {
                (requests(&shop, Endpoint::PagounoToken) >= 1).then_some(())
            })
            .await;
            shop.jump(PAST_DEADLINE_MS).await;
        };
        let (sale, ()) = tokio::join!(charge_one(&shop, GOOD), asked);
        let sale = shop
            .wait_for(sale.id, ends, |sale| summary(sale) == ends)
            .await;
        assert_eq!(requests(&shop, CHARGE), 0, "{fault:?}");
        assert!(sale.chargeable() == sale.total);
    }
    // After a passing fault, the till tries again.
    let shop = Shop::open().await;
    shop.fault(Endpoint::PagounoToken, Fault::Error500, Times::Next(2));
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(
        (summary(&sale).as_str(), sends(&shop)),
        ("approved", vec![1])
    );
}

#[tokio::test]
async fn a_sale_cancelled_before_its_token_is_not_charged() {
    let shop = Shop::open().await;
    shop.fault(Endpoint::PagounoToken, Fault::Latency { ms: 700 }, ONCE);
    let cancel = async {
        testkit::shop::until("a question for a token", || async {
            (requests(&shop, Endpoint::PagounoToken) >= 1).then_some(())
        })
        .await;
        let journal = shop.journal().await;
        let sale = journal.iter().find_map(|entry| match &entry.event {
            domain::Event::Sale(sale, _) => Some(*sale),
            domain::Event::Stray(..)
            | domain::Event::Shift(..)
            | domain::Event::Close(..)
            | domain::Event::FixedQr(..)
            | domain::Event::Report(..)
            | domain::Event::Till(_) => None,
        });
        let sale = shop.sale(sale.unwrap()).await;
        let payment = sale.payments[0].id;
        let cancelled = shop.till().cancel_payment(sale.id, payment, Actor::Counter);
        cancelled.await.unwrap();
    };
    let (sale, ()) = tokio::join!(charge_one(&shop, GOOD), cancel);
    assert_eq!(summary(&sale), "cancelled");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(requests(&shop, CHARGE), 0);
}

#[tokio::test]
async fn a_sent_charge_cannot_be_cancelled() {
    let shop = Shop::open().await;
    shop.fault(CHARGE, Fault::Latency { ms: 1_500 }, ONCE);
    let sale = charge_one(&shop, GOOD).await;
    let sale = shop
        .wait_for(sale.id, "sent", |sale| summary(sale) == "sent")
        .await;
    let payment = sale.payments[0].id;
    let refused = shop
        .till()
        .cancel_payment(sale.id, payment, manager())
        .await;
    assert!(refused.is_err());
    assert_eq!(summary(&answered(&shop, &sale).await), "approved");
}

#[tokio::test]
async fn a_wrong_key_is_a_refusal_and_says_so() {
    let mut config = Config::default();
    config.pagouno.private_key = "otra".to_owned();
    let mut shop = Shop::closed(config).await;
    shop.start().await;
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(summary(&sale), "refused");
    assert_eq!(sale.chargeable(), sale.total);
    let contact = shop.till().pagouno().unwrap().contact();
    assert!(contact.failure.unwrap().is_setting);
}

#[tokio::test]
async fn a_charge_is_in_doubt_if_the_till_dies_before_its_answer() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    shop.fault(CHARGE, Fault::Latency { ms: 3_000 }, ONCE);
    let sale = charge_one(&shop, GOOD).await;
    shop.wait_for(sale.id, "sent", |sale| summary(sale) == "sent")
        .await;
    testkit::shop::until("the charge at pagoUno", || async {
        (requests(&shop, CHARGE) == 1).then_some(())
    })
    .await;
    shop.kill().await;
    shop.start().await;
    let sale = answered(&shop, &sale).await;
    assert_eq!(summary(&sale), "in-doubt: restarted");
    // It is never sent again.
    shop.kill().await;
    shop.start().await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(sends(&shop), [1]);
    assert_eq!(summary(&shop.sale(sale.id).await), "in-doubt: restarted");
    shop.verify();
}

#[tokio::test]
async fn a_till_that_dies_before_the_token_charges_nothing() {
    let mut shop = Shop::open().await;
    shop.fault(Endpoint::PagounoToken, Fault::Hang, ONCE);
    {
        let charging = charge_one(&shop, GOOD);
        let asked = testkit::shop::until("a question for a token", || async {
            (requests(&shop, Endpoint::PagounoToken) >= 1).then_some(())
        });
        tokio::select! {
            _ = charging => panic!("there is no token"),
            () = asked => {}
        }
    }
    shop.kill().await;
    shop.clock.jump(PAST_DEADLINE_MS);
    shop.start().await;
    let journal = shop.journal().await;
    let sale = journal.iter().find_map(|entry| match &entry.event {
        domain::Event::Sale(sale, _) => Some(*sale),
        domain::Event::Stray(..)
        | domain::Event::Shift(..)
        | domain::Event::Close(..)
        | domain::Event::FixedQr(..)
        | domain::Event::Report(..)
        | domain::Event::Till(_) => None,
    });
    let sale = shop.sale(sale.unwrap()).await;
    shop.wait_for(sale.id, "expired", |sale| summary(sale) == "expired")
        .await;
    assert_eq!(requests(&shop, CHARGE), 0);
}

#[tokio::test]
async fn a_doubt_blocks_the_amount_and_the_card_until_a_manager_settles_it() {
    let shop = unhinted(false).await;
    shop.fault(CHARGE, Fault::DropAfter, ONCE);
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(summary(&sale), "in-doubt: answer-lost");
    assert!(sale.chargeable().is_zero());
    // The amount is blocked for another card, cash and QR.
    let again = charge(&shop, Some(sale.id), &[(GOOD_TOO, "1500")], Actor::Counter).await;
    assert!(matches!(
        again,
        Err(TillError::Refused(domain::Refusal::NeedsManager))
    ));
    // The same card is blocked in other sales, too.
    let other = charge(&shop, None, &[(GOOD, "700")], Actor::Counter).await;
    let Err(TillError::CardBound { last_four, ticket }) = other else {
        panic!("{other:?}");
    };
    assert_eq!(
        (last_four.to_string().as_str(), ticket),
        ("1111", sale.ticket)
    );
    let by_manager = charge(&shop, None, &[(GOOD, "700")], manager())
        .await
        .unwrap();
    assert_eq!(summary(&answered(&shop, &by_manager).await), "approved");
    // A manager's answer, with a reason, ends it.
    let payment = sale.payments[0].id;
    let settle = |by, reason: &str| {
        let reason = reason.to_owned();
        shop.till()
            .settle_doubt(sale.id, payment, false, reason, by)
    };
    // The sale is on the screen again, so that it is not given up when its
    // doubt ends.
    shop.till()
        .open_sale(sale.id, Actor::Counter)
        .await
        .unwrap();
    assert!(settle(Actor::Counter, "no pasó").await.is_err());
    assert!(settle(manager(), " ").await.is_err());
    let settled = settle(manager(), "no está en el resumen").await.unwrap();
    assert_eq!(summary(&settled), "settled-unpaid");
    let paid = charge(&shop, Some(sale.id), &[(GOOD, "1500")], Actor::Counter).await;
    let paid = answered(&shop, &paid.unwrap()).await;
    assert_eq!(paid.state().as_str(), "paid");
    assert!(sends(&shop).iter().all(|count| *count <= 1));
    shop.verify();
}

#[tokio::test]
async fn two_cards_and_one_decline_approve_nothing() {
    for (cards, reversal) in [
        (&[(GOOD, "1000"), (BAD, "500")][..], true),
        (&[(BAD, "500"), (BAD_TOO, "500")], false),
        (&[(GOOD, "1000"), (GOOD_TOO, "500")], false),
    ] {
        let shop = Shop::open().await;
        let sale = charge(&shop, None, cards, Actor::Counter).await.unwrap();
        let sale = answered(&shop, &sale).await;
        let is_declined = cards
            .iter()
            .any(|(number, _)| [BAD, BAD_TOO].contains(number));
        assert_eq!(
            summary(&sale),
            if is_declined { "declined" } else { "approved" }
        );
        let kinds: Vec<_> = sale.discrepancies.iter().map(|it| it.kind).collect();
        let expected = reversal.then_some(DiscrepancyKind::ReversalToConfirm);
        assert_eq!(kinds, Vec::from_iter(expected), "{cards:?}");
        assert_eq!(
            sale.payments[0].card().unwrap().legs.len(),
            2,
            "both legs are told of"
        );
        assert!(sends(&shop).iter().all(|count| *count == 1));
        shop.verify();
    }
}
