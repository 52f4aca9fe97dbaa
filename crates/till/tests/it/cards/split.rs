//! A total paid by several payments and methods; and a charge for several
//! merchants.

use super::*;
use domain::{Method, Money, SaleState};
use sandbox::{Config, How};
use testkit::shop::{checkout, manager};
use till::pay::Checkout;
use till::pay::cash::ChargeCash;
use till::pay::qr::ChargeQr;
use till::settings::Split;

fn cash(sale: Option<SaleId>, pesos: &str, handed: &str) -> ChargeCash {
    ChargeCash {
        checkout: Checkout { sale, ..checkout() },
        amount: pesos_of(pesos),
        handed: Some(pesos_of(handed)),
    }
}

#[tokio::test]
async fn cash_is_recorded_with_its_change() {
    let shop = Shop::open().await;
    let short = shop
        .till()
        .take_cash_payment(cash(None, "1500", "1499.99"), Actor::Counter);
    let short = short.await;
    assert!(matches!(
        short,
        Err(TillError::Refused(domain::Refusal::NotEnough))
    ));
    let paid = shop
        .till()
        .take_cash_payment(cash(None, "1500", "2000"), Actor::Counter);
    let paid = paid.await.unwrap();
    assert_eq!(
        (summary(&paid).as_str(), paid.state()),
        ("approved", SaleState::Paid)
    );
    assert_eq!(paid.payments[0].change(), Some(pesos_of("500")));
    assert_eq!(paid.payments[0].received(), pesos_of("1500"));
    let exact = ChargeCash {
        handed: None,
        ..cash(None, "10", "10")
    };
    let exact = shop
        .till()
        .take_cash_payment(exact, Actor::Counter)
        .await
        .unwrap();
    assert_eq!(exact.payments[0].change(), Some(Money::ZERO));
    shop.verify();
}

/// The total is paid by QR, two cards and cash; one card is declined, and
/// another pays.
#[tokio::test]
async fn a_total_split_three_ways_becomes_paid() {
    let shop = Shop::open().await;
    let till = shop.till();
    let qr = ChargeQr {
        checkout: Checkout {
            total: Some(pesos_of("10000")),
            ..checkout()
        },
        amount: pesos_of("3000"),
        payer_dni: None,
    };
    let sale = till.take_qr_payment(qr, Actor::Counter).await.unwrap();
    assert_eq!(
        (sale.state(), sale.total),
        (SaleState::Open, pesos_of("10000"))
    );
    let charged = shop
        .wait_for(sale.id, "a QR", |sale| summary(sale) == "waiting")
        .await;
    shop.pay(&charged, 0, &How::Exact).await;
    shop.wait_for(sale.id, "approved", |sale| summary(sale) == "approved")
        .await;

    let cards = [(GOOD, "2000"), (BAD, "3000")];
    let declined = charge(&shop, Some(sale.id), &cards, Actor::Counter)
        .await
        .unwrap();
    let declined = answered(&shop, &declined).await;
    assert_eq!(
        (summary(&declined).as_str(), declined.state()),
        ("declined", SaleState::PartlyPaid)
    );
    assert_eq!(declined.chargeable(), pesos_of("7000"));
    let cards = [(GOOD, "2000"), (GOOD_TOO, "3000")];
    let paid = charge(&shop, Some(sale.id), &cards, Actor::Counter)
        .await
        .unwrap();
    assert_eq!(summary(&answered(&shop, &paid).await), "approved");

    let beyond = till.take_cash_payment(cash(Some(sale.id), "2000.01", "5000"), manager());
    assert!(beyond.await.is_err());
    let rest = till.take_cash_payment(cash(Some(sale.id), "2000", "5000"), Actor::Counter);
    let paid = rest.await.unwrap();
    assert_eq!((paid.state(), paid.payments.len()), (SaleState::Paid, 4));
    let methods: Vec<_> = paid.payments.iter().map(|it| it.method()).collect();
    assert_eq!(
        methods,
        [Method::Qr, Method::Card, Method::Card, Method::Cash]
    );
    assert!(sends(&shop).iter().all(|count| *count == 1));
    shop.verify();
}

#[tokio::test]
async fn a_charge_of_several_merchants_names_their_keys_and_adds_up() {
    let mut shop = Shop::closed(Config::default()).await;
    let row = |group: &str, share_bp| Split {
        merchant_code_group: group.to_owned(),
        share_bp,
    };
    shop.settings.pagouno.split = vec![row("MG-2", 6_666), row("MG-3", 3_333)];
    shop.start().await;
    // The key of MG-3 is not set. The till finds out before it sends anything.
    let sale = answered(&shop, &charge_one(&shop, GOOD).await).await;
    assert_eq!(summary(&sale), "refused");
    assert_eq!(requests(&shop, Endpoint::PagounoPurchasegroup), 0);
    // A charge with a part below the minimum does not go out either.
    let small = charge(&shop, None, &[(GOOD, "29")], Actor::Counter).await;
    assert!(matches!(small, Err(TillError::LegTooSmall(_))), "{small:?}");
    shop.verify();
}

/// After a refused part, the next sale has the first ticket.
#[tokio::test]
async fn a_part_that_is_refused_opens_no_sale_and_spends_no_ticket() {
    let shop = Shop::open().await;
    let till = shop.till();
    let part = |amount: &str, handed: &str| {
        let mut part = cash(None, amount, handed);
        part.checkout.total = Some(pesos_of("100"));
        part
    };
    for refused in [part("40", "39.99"), part("0", "0"), part("100.01", "200")] {
        let refused = till.take_cash_payment(refused, Actor::Counter).await;
        assert!(refused.is_err());
    }
    let (asked, again) = (part("40", "50"), part("60", "60"));
    let twice = asked.clone();
    let sale = till.take_cash_payment(asked, Actor::Counter).await.unwrap();
    let (ticket, total) = (sale.ticket.to_string(), sale.total);
    assert_eq!((ticket.as_str(), total), ("C1-000001", pesos_of("100")));
    assert_eq!(sale.chargeable(), pesos_of("60"));
    // The same request makes no second sale.
    let same = till.take_cash_payment(twice, Actor::Counter).await.unwrap();
    assert_eq!((same.id, same.payments.len()), (sale.id, 1));
    // A sale that is named keeps its total, whatever is said.
    let mut rest = again;
    rest.checkout.sale = Some(sale.id);
    rest.checkout.total = Some(pesos_of("1"));
    let paid = till.take_cash_payment(rest, Actor::Counter).await.unwrap();
    assert_eq!(
        (paid.state(), paid.total),
        (SaleState::Paid, pesos_of("100"))
    );
    shop.verify();
}
