//! Each fault of a charge, and of what comes before it: the end state, and how
//! often a charge reached pagoUno. Never more than once for a token.

use super::*;
use domain::DiscrepancyKind;
use futures::StreamExt as _;
use outbound::Limits;
use sandbox::{Config, Fault, Times};
use testkit::shop::{PAST_DEADLINE_MS, ROWS_AT_ONCE, manager};

const ONCE: Times = Times::Next(1);
const CHARGE: Endpoint = Endpoint::PagounoPurchasegroup;

/// A charge meets a fault: how it ends.
fn rows() -> Vec<(Fault, &'static str)> {
    vec![
        (Fault::Latency { ms: 400 }, "approved"),
        // The connection is closed: before or after it was read is not known.
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
        // Two answers in one body are no one's word.
        (Fault::AnswerTwice, "in-doubt: unreadable"),
    ]
}

/// A shop whose till hears no hint, which would end the doubt that a row is
/// about. Only an answer that does not come needs an end set to it.
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
async fn every_fault_of_a_charge_ends_and_nothing_is_sent_twice() {
    let played = futures::stream::iter(rows().into_iter().map(|(fault, ends)| async move {
        let shop = unhinted(fault == Fault::Hang).await;
        shop.fault(CHARGE, fault.clone(), ONCE);
        let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
        assert_eq!(told(&sale), ends, "{fault:?}");
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
async fn where_nobody_listens_the_charge_goes_out_later_and_once() {
    let shop = Shop::open().await;
    // A token is there, and then the line is cut before the charge.
    shop.fault(Endpoint::PagounoToken, Fault::Latency { ms: 300 }, ONCE);
    let (sale, ()) = tokio::join!(charge_one(&shop, GOOD), async {
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
        shop.sandbox.refuse_connections_for(2_500);
    });
    let sale = shop
        .wait_for(sale.id, "approved", |sale| told(sale) == "approved")
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
            .wait_for(sale.id, ends, |sale| told(sale) == ends)
            .await;
        assert_eq!(requests(&shop, CHARGE), 0, "{fault:?}");
        assert!(sale.chargeable() == sale.total);
    }
    // One that goes by is tried again.
    let shop = Shop::open().await;
    shop.fault(Endpoint::PagounoToken, Fault::Error500, Times::Next(2));
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!((told(&sale).as_str(), sends(&shop)), ("approved", vec![1]));
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
            | domain::Event::Till(_) => None,
        });
        let sale = shop.sale(sale.unwrap()).await;
        let payment = sale.payments[0].id;
        let cancelled = shop.till().cancel_payment(sale.id, payment, Actor::Counter);
        cancelled.await.unwrap();
    };
    let (sale, ()) = tokio::join!(charge_one(&shop, GOOD), cancel);
    assert_eq!(told(&sale), "cancelled");
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(requests(&shop, CHARGE), 0);
}

#[tokio::test]
async fn a_sent_card_is_cancelled_by_nobody() {
    let shop = Shop::open().await;
    shop.fault(CHARGE, Fault::Latency { ms: 1_500 }, ONCE);
    let sale = charge_one(&shop, GOOD).await;
    let sale = shop
        .wait_for(sale.id, "sent", |sale| told(sale) == "sent")
        .await;
    let payment = sale.payments[0].id;
    let refused = shop
        .till()
        .cancel_payment(sale.id, payment, manager())
        .await;
    assert!(refused.is_err());
    assert_eq!(told(&answered(&shop, &sale).await), "approved");
}

#[tokio::test]
async fn a_wrong_key_is_a_refusal_and_says_so() {
    let mut config = Config::default();
    config.pagouno.private_key = "otra".to_owned();
    let mut shop = Shop::closed(config).await;
    shop.start().await;
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(told(&sale), "refused");
    assert_eq!(sale.chargeable(), sale.total);
    let contact = shop.till().pagouno().unwrap().contact();
    assert!(contact.failure.unwrap().is_setting);
}

#[tokio::test]
async fn after_a_death_between_sent_and_the_answer_the_charge_is_in_doubt() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.sandbox.set_pagouno_webhook(None);
    shop.start().await;
    shop.fault(CHARGE, Fault::Latency { ms: 3_000 }, ONCE);
    let sale = charge_one(&shop, GOOD).await;
    shop.wait_for(sale.id, "sent", |sale| told(sale) == "sent")
        .await;
    testkit::shop::until("the charge at pagoUno", || async {
        (requests(&shop, CHARGE) == 1).then_some(())
    })
    .await;
    shop.kill().await;
    shop.start().await;
    let sale = answered(&shop, &sale).await;
    assert_eq!(told(&sale), "in-doubt: restarted");
    // It is not sent again, whatever happens.
    shop.kill().await;
    shop.start().await;
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    assert_eq!(sends(&shop), [1]);
    assert_eq!(told(&shop.sale(sale.id).await), "in-doubt: restarted");
    shop.verify();
}

#[tokio::test]
async fn a_death_before_the_token_charges_nothing() {
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
        | domain::Event::Till(_) => None,
    });
    let sale = shop.sale(sale.unwrap()).await;
    shop.wait_for(sale.id, "expired", |sale| told(sale) == "expired")
        .await;
    assert_eq!(requests(&shop, CHARGE), 0);
}

#[tokio::test]
async fn in_doubt_binds_the_amount_and_the_card_until_a_manager_speaks() {
    let shop = unhinted(false).await;
    shop.fault(CHARGE, Fault::DropAfter, ONCE);
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(told(&sale), "in-doubt: answer-lost");
    assert!(sale.chargeable().is_zero());
    // By another card, by cash and by QR, the amount is bound.
    let again = charge(&shop, Some(sale.id), &[(GOOD_TOO, "1500")], Actor::Counter).await;
    assert!(matches!(
        again,
        Err(TillError::Refused(domain::Refusal::NeedsManager))
    ));
    // The same card in another sale is bound too.
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
    assert_eq!(told(&answered(&shop, &by_manager).await), "approved");
    // A manager's word, with a reason, ends it.
    let payment = sale.payments[0].id;
    let settle = |by, reason: &str| {
        let reason = reason.to_owned();
        shop.till()
            .settle_doubt(sale.id, payment, false, reason, by)
    };
    // On the screen again, so that it is not given up with the end of its doubt.
    shop.till()
        .open_sale(sale.id, Actor::Counter)
        .await
        .unwrap();
    assert!(settle(Actor::Counter, "no pasó").await.is_err());
    assert!(settle(manager(), " ").await.is_err());
    let settled = settle(manager(), "no está en el resumen").await.unwrap();
    assert_eq!(told(&settled), "settled-unpaid");
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
            told(&sale),
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
