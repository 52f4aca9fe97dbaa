//! Cards against the stand-in for pagoUno: how each charge ends and why, how
//! many requests reached pagoUno under each token, and what the till stores.

mod faults;
mod hints;
mod kept;
mod split;

use domain::plan::{BasisPoints, PlanId};
use domain::{Actor, PaymentState, Sale, SaleId};
use sandbox::Endpoint;
use secrecy::SecretString;
use testkit::shop::{Shop, checkout, pesos_of};
use till::TillError;
use till::pay::Checkout;
use till::pay::cards::{CardEntry, ChargeCards, Terms};

/// Cards that are approved, denied, pending and then approved, pending forever,
/// without a terminal, and of a bad amount.
pub(crate) const GOOD: &str = "4111 1111 1111 1111";
pub(crate) const GOOD_TOO: &str = "5555 5555 5555 4444";
const BAD: &str = "4000 0000 0000 0002";
const BAD_TOO: &str = "5105 1051 0510 5100";
pub(crate) const SLOW: &str = "4012 8888 8888 1881";
const SLOW_NO: &str = "4000 0000 0000 9979";
const NEVER: &str = "4000 0027 6000 3184";
const NO_TERMINAL: &str = "4000 0000 0000 0119";
const BAD_AMOUNT: &str = "4000 0000 0000 0127";

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

/// A card as it is typed, and the amount it covers.
pub(crate) fn entry(number: &str, plan: &str, pesos: &str) -> CardEntry {
    CardEntry {
        number: secret(number),
        expiry: secret("11/30"),
        security_code: secret("987"),
        holder: secret("Ana Pérez"),
        document_kind: None,
        document: secret("27594189"),
        plan: plan.parse::<PlanId>().unwrap(),
        amount: pesos_of(pesos),
        accepted_total: pesos_of(pesos),
        accepted_terms: None,
    }
}

/// Charges cards of one payment in the plan Ahora 12.
pub(crate) async fn charge(
    shop: &Shop,
    sale: Option<SaleId>,
    cards: &[(&str, &str)],
    by: Actor,
) -> Result<Sale, TillError> {
    let cards = cards.iter();
    let charge = ChargeCards {
        checkout: Checkout { sale, ..checkout() },
        cards: cards
            .map(|(number, pesos)| entry(number, "ahora-12", pesos))
            .collect(),
    };
    shop.till().take_card_payment(charge, by).await
}

/// Like [`charge`], with one card and a new sale.
pub(crate) async fn charge_one(shop: &Shop, number: &str) -> Sale {
    let charged = charge(shop, None, &[(number, "1500")], Actor::Counter).await;
    charged.unwrap()
}

/// The sale, after its newest payment was answered.
pub(crate) async fn answered(shop: &Shop, sale: &Sale) -> Sale {
    shop.wait_for(sale.id, "an end", |sale| {
        let state = sale.payments.last().map(|payment| payment.state);
        !matches!(state, Some(PaymentState::Requested | PaymentState::Sent))
    })
    .await
}

/// The newest payment of a sale: its state, and the reason of a doubt.
pub(crate) fn summary(sale: &Sale) -> String {
    let payment = sale.payments.last().unwrap();
    let state = payment.state.as_str();
    match (payment.state, payment.card().and_then(|card| card.doubt)) {
        (PaymentState::InDoubt, Some(doubt)) => format!("{state}: {}", doubt.why.as_str()),
        _ => state.to_owned(),
    }
}

/// How many requests to charge reached pagoUno, by token.
pub(crate) fn sends(shop: &Shop) -> Vec<u32> {
    let tokens = shop.sandbox.card_tokens();
    tokens.iter().map(|it| it.purchasegroup_requests).collect()
}

/// How many requests reached an endpoint of pagoUno.
pub(crate) fn requests(shop: &Shop, endpoint: Endpoint) -> usize {
    let received = shop.sandbox.pagouno_received();
    received.iter().filter(|it| it.endpoint == endpoint).count()
}

#[tokio::test]
async fn each_card_ends_as_its_number_says() {
    for (number, ends) in [
        (GOOD, "approved"),
        (GOOD_TOO, "approved"),
        (BAD, "declined"),
        (SLOW, "pending"),
        (NO_TERMINAL, "declined"),
        (BAD_AMOUNT, "declined"),
    ] {
        let shop = Shop::open().await;
        let sale = charge_one(&shop, number).await;
        let sale = answered(&shop, &sale).await;
        assert_eq!(summary(&sale), ends, "{number}");
        assert_eq!(sends(&shop), [1], "{number}");
        shop.verify();
    }
}

#[tokio::test]
async fn a_charge_contains_what_the_customer_accepted() {
    let shop = Shop::open().await;
    let cards = [(GOOD, "120000")];
    let sale = charge(&shop, None, &cards, Actor::Counter).await.unwrap();
    let sale = answered(&shop, &sale).await;
    let payment = &sale.payments[0];
    let offer = &payment.card().unwrap().cards[0].offer;
    assert_eq!(
        (offer.name(), offer.instalments().count()),
        ("Ahora 12", 12)
    );
    assert_eq!(offer.each(), pesos_of("10000"));
    let received = shop.sandbox.pagouno_received();
    let charged = received
        .iter()
        .find(|it| it.endpoint == Endpoint::PagounoPurchasegroup)
        .unwrap();
    assert!(
        charged.body.contains(r#""installments":7,"#),
        "{}",
        charged.body
    );
    assert!(
        charged.body.contains(r#""transaction_amount":12000000,"#),
        "{}",
        charged.body
    );
    assert_eq!(
        charged.reference.as_deref(),
        Some(payment.id.to_string().as_str())
    );
    assert!(
        charged.body.contains("P1C1C1*TEATROUNO"),
        "{}",
        charged.body
    );
    assert_eq!(received.iter().filter_map(|it| it.wrong.clone()).count(), 0);
}

#[tokio::test]
async fn a_mistyped_card_charges_nothing() {
    let shop = Shop::open().await;
    let by = || Actor::Counter;
    let with = |change: fn(&mut CardEntry)| {
        let mut card = entry(GOOD, "ahora-12", "1500");
        change(&mut card);
        ChargeCards {
            checkout: checkout(),
            cards: vec![card],
        }
    };
    let terms = |count, cftea: Option<u32>| {
        let cftea = cftea.map(BasisPoints);
        Some(Terms { count, cftea })
    };
    let shown = |shown: Option<Terms>| {
        let mut charge = with(|_| {});
        charge.cards[0].accepted_terms = shown;
        charge
    };
    let wrong: [(ChargeCards, &str); 11] = [
        (
            with(|it| it.number = secret("4111 1111 1111 1112")),
            "check digit",
        ),
        (with(|it| it.expiry = secret("10/20")), "expired"),
        (with(|it| it.security_code = secret("1234")), "3 digits"),
        (with(|it| it.holder = secret(" ")), "name"),
        (with(|it| it.document = secret("?")), "document"),
        (with(|it| it.plan = "otro".parse().unwrap()), "not offered"),
        (
            with(|it| it.accepted_total = pesos_of("1500.01")),
            "another offer",
        ),
        (shown(terms(6, None)), "another offer"),
        (shown(terms(12, Some(9_999))), "another offer"),
        (with(|it| it.amount = pesos_of("9.99")), "not offered"),
        (
            with(|it| it.number = secret("%B4111^?")),
            "number of digits",
        ),
    ];
    for (charge, words) in wrong {
        let refused = shop.till().take_card_payment(charge, by()).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    }
    let none = ChargeCards {
        cards: Vec::new(),
        ..with(|_| {})
    };
    assert!(shop.till().take_card_payment(none, by()).await.is_err());
    assert!(shop.sandbox.pagouno_received().is_empty());
    let sales = shop.journal().await;
    assert!(
        sales
            .iter()
            .all(|entry| !matches!(entry.event, domain::Event::Sale(..)))
    );
}

#[tokio::test]
async fn a_repeated_enter_makes_one_payment() {
    let shop = Shop::open().await;
    let pressed = || ChargeCards {
        checkout: Checkout::new("enter"),
        cards: vec![entry(GOOD, "cuotas-1", "1500")],
    };
    let till = shop.till();
    let (one, other) = tokio::join!(
        till.take_card_payment(pressed(), Actor::Counter),
        till.take_card_payment(pressed(), Actor::Counter),
    );
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one.id, other.id);
    let sale = answered(&shop, &one).await;
    assert_eq!(
        (summary(&sale).as_str(), sale.payments.len()),
        ("approved", 1)
    );
    assert_eq!(sends(&shop), [1]);
}

#[tokio::test]
async fn the_till_asks_about_a_pending_charge_until_it_ends() {
    for (number, ends) in [(SLOW, "approved"), (NEVER, "pending")] {
        let shop = Shop::open().await;
        let sale = answered(&shop, &charge_one(&shop, number).await).await;
        assert_eq!(summary(&sale), "pending");
        let asked = |at_least: usize| {
            let asked = requests(&shop, Endpoint::PagounoPurchase);
            (asked >= at_least).then_some(())
        };
        testkit::shop::until("a question", || async { asked(1) }).await;
        if ends == "approved" {
            shop.wait_for(sale.id, "approved", |sale| summary(sale) == ends)
                .await;
        } else {
            // Then it has been pending for too long.
            shop.jump(11 * testkit::shop::MINUTE_MS).await;
            shop.wait_for(sale.id, "a doubt", |sale| {
                summary(sale) == "in-doubt: pending-too-long"
            })
            .await;
        }
        assert_eq!(sends(&shop), [1]);
        shop.verify();
    }
}

/// A "no" that may still mean "not yet" declines nothing.
#[tokio::test]
async fn a_question_does_not_decline_a_pending_charge() {
    let shop = Shop::open().await;
    let sale = answered(&shop, &charge_one(&shop, SLOW_NO).await).await;
    testkit::shop::until("three questions", || async {
        (requests(&shop, Endpoint::PagounoPurchase) >= 3).then_some(())
    })
    .await;
    let sale = shop.sale(sale.id).await;
    assert!(
        ["pending", "declined"].contains(&summary(&sale).as_str()),
        "{}",
        summary(&sale)
    );
}
