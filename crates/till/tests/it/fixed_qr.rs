//! Sales by the fixed QR: shown and declared without a network, and given their
//! notices when those come.

use domain::{Actor, CloseNumber, FixedQrId, FixedQrState, PaymentId, Sale, SaleId, StrayStanding};
use sandbox::{Config, How, Which};
use testkit::shop::{MINUTE_MS, Shop, checkout, last_state, manager, pesos_of, until};
use till::TillError;
use till::pay::fixed_qr::ChargeFixedQr;

/// A shop with a fixed QR in force.
async fn open() -> Shop {
    let mut shop = Shop::closed(Config::default()).await;
    shop.settings.totalcoin.fixed_qr_days = 365;
    shop.start().await;
    shop.till().make_fixed_qr(Actor::Till).await.unwrap();
    until("a fixed QR", || async {
        let read = shop.till().ledger();
        let read = read.read(|read| Ok::<_, TillError>(read.fixed_qr_in(FixedQrState::InForce)?));
        read.await.unwrap()
    })
    .await;
    shop
}

async fn in_state(shop: &Shop, state: FixedQrState) -> Option<FixedQrId> {
    let read = shop.till().ledger();
    let read = read.read(move |read| Ok::<_, TillError>(read.fixed_qr_in(state)?));
    read.await.unwrap().map(|qr| qr.id)
}

async fn shows(shop: &Shop, pesos: &str) -> (SaleId, PaymentId) {
    let charge = ChargeFixedQr {
        checkout: checkout(),
        amount: pesos_of(pesos),
    };
    let sale = shop
        .till()
        .take_fixed_qr_payment(charge, Actor::Counter)
        .await
        .unwrap();
    (sale.id, sale.payments[0].id)
}

async fn declares(shop: &Shop, pesos: &str) -> (SaleId, PaymentId) {
    let (sale, payment) = shows(shop, pesos).await;
    let declared = shop.till().declare(sale, payment, Actor::Counter).await;
    assert_eq!(last_state(&declared.unwrap()), "declared");
    (sale, payment)
}

/// A customer types an amount under the newest fixed QR.
async fn pays(shop: &Shop, pesos: &str) {
    let order = shop.sandbox.pre_orders().into_iter();
    let order = order
        .filter(|order| order.open_amount)
        .max_by_key(|order| order.id);
    let how = How::Amount {
        amount_centavos: pesos_of(pesos).centavos(),
    };
    shop.sandbox
        .pay(&Which::Id(order.unwrap().id), &how)
        .await
        .unwrap();
}

async fn approved(shop: &Shop, sale: SaleId) -> Sale {
    shop.wait_for(sale, "approved", |sale| last_state(sale) == "approved")
        .await
}

#[tokio::test]
async fn a_notice_that_comes_later_approves_the_only_declared_sale() {
    let shop = open().await;
    shop.cut_relay(true);
    shop.sandbox.set_offline(true);
    let (sale, _) = declares(&shop, "900").await;
    let (other, _) = declares(&shop, "1200").await;
    pays(&shop, "900").await;
    shop.sandbox.set_offline(false);
    shop.cut_relay(false);
    let sale = approved(&shop, sale).await;
    assert!(sale.discrepancies.is_empty());
    assert_eq!(sale.covered(), pesos_of("900"));
    assert_eq!(last_state(&shop.sale(other).await), "declared");
    let strays = shop.strays().await;
    assert!(matches!(strays[0].standing, StrayStanding::Withdrawn(_)));
    assert_eq!(shop.tray_count().await, 0);
    shop.verify();
}

/// The notice is often quicker than the cashier's key.
#[tokio::test]
async fn a_notice_that_came_before_the_cashiers_key_approves_it_too() {
    let shop = open().await;
    let (sale, payment) = shows(&shop, "900").await;
    pays(&shop, "900").await;
    shop.hear_all().await;
    assert_eq!(last_state(&shop.sale(sale).await), "requested");
    shop.till()
        .declare(sale, payment, Actor::Counter)
        .await
        .unwrap();
    approved(&shop, sale).await;
    shop.verify();
}

#[tokio::test]
async fn two_notices_for_two_sales_are_a_group_that_one_answer_settles() {
    let shop = open().await;
    shop.cut_relay(true);
    let first = declares(&shop, "900").await;
    let second = declares(&shop, "900").await;
    pays(&shop, "900").await;
    pays(&shop, "900").await;
    shop.cut_relay(false);
    shop.hear_all().await;
    for (sale, _) in [first, second] {
        assert_eq!(last_state(&shop.sale(sale).await), "declared");
    }
    let within = shop.till().match_within();
    let read = shop
        .till()
        .ledger()
        .read(move |read| till::matches(read, within));
    let groups = read.await.unwrap().groups;
    assert_eq!(groups.len(), 1);
    let strays: Vec<_> = groups[0]
        .pairs
        .iter()
        .map(|(_, stray)| stray.clone())
        .collect();
    let payments = vec![first.1, second.1];
    let till = shop.till();
    let reason = || "son los dos".to_owned();
    let few = till.settle_fixed_group(strays.clone(), vec![first.1], reason(), manager());
    assert!(few.await.is_err());
    let cashier =
        till.settle_fixed_group(strays.clone(), payments.clone(), reason(), Actor::Counter);
    assert!(cashier.await.is_err());
    till.settle_fixed_group(strays, payments, reason(), manager())
        .await
        .unwrap();
    for (sale, _) in [first, second] {
        assert_eq!(last_state(&shop.sale(sale).await), "settled-paid");
    }
    assert_eq!(shop.tray_count().await, 0);
    shop.verify();
}

#[tokio::test]
async fn two_notices_for_three_sales_stay_in_the_tray() {
    let shop = open().await;
    shop.cut_relay(true);
    let mut sales = Vec::new();
    for _ in 0..3 {
        sales.push(declares(&shop, "900").await.0);
    }
    pays(&shop, "900").await;
    pays(&shop, "900").await;
    shop.cut_relay(false);
    shop.hear_all().await;
    for sale in sales {
        assert_eq!(last_state(&shop.sale(sale).await), "declared");
    }
    assert_eq!(shop.tray_count().await, 2);
    shop.verify();
}

#[tokio::test]
async fn money_under_an_earlier_fixed_qr_is_honoured() {
    let shop = open().await;
    let earlier = shop.sandbox.pre_orders()[0].id;
    shop.till().make_fixed_qr(manager()).await.unwrap();
    until("the next fixed QR", || async {
        let read = shop.till().ledger();
        let read = read.read(|read| Ok::<_, TillError>(read.fixed_qr_in(FixedQrState::Replaced)?));
        read.await.unwrap()
    })
    .await;
    let (sale, _) = declares(&shop, "900").await;
    let how = How::Amount {
        amount_centavos: 90_000,
    };
    shop.sandbox.pay(&Which::Id(earlier), &how).await.unwrap();
    approved(&shop, sale).await;
}

#[tokio::test]
async fn what_a_close_left_unconfirmed_is_approved_by_its_notice_after_a_restart() {
    let mut shop = open().await;
    shop.cut_relay(true);
    let (sale, _) = declares(&shop, "900").await;
    pays(&shop, "900").await;
    shop.till()
        .close_day(CloseNumber(1), manager())
        .await
        .unwrap();
    assert_eq!(last_state(&shop.sale(sale).await), "unconfirmed");
    shop.kill().await;
    shop.cut_relay(false);
    shop.start().await;
    let sale = approved(&shop, sale).await;
    assert!(sale.discrepancies.is_empty());
    shop.verify();
}

#[tokio::test]
async fn a_cashier_takes_a_claim_back_within_a_minute_and_later_a_manager() {
    let shop = open().await;
    let (sale, payment) = declares(&shop, "900").await;
    let back = shop.till().take_back(sale, payment, Actor::Counter).await;
    assert_eq!(last_state(&back.unwrap()), "cancelled");
    let (sale, payment) = declares(&shop, "1200").await;
    shop.jump(2 * MINUTE_MS).await;
    let refused = shop.till().take_back(sale, payment, Actor::Counter).await;
    assert!(refused.is_err());
    let back = shop.till().take_back(sale, payment, manager()).await;
    assert_eq!(last_state(&back.unwrap()), "cancelled");
}

/// The simulation found it: nothing asked again before the next notice.
#[tokio::test]
async fn a_notice_becomes_certain_when_the_other_sale_leaves_the_screen() {
    let shop = open().await;
    let (first, _) = declares(&shop, "900").await;
    let (second, payment) = shows(&shop, "900").await;
    pays(&shop, "900").await;
    shop.hear_all().await;
    assert_eq!(last_state(&shop.sale(first).await), "declared");
    let cancelled = shop.till().cancel_payment(second, payment, Actor::Counter);
    assert_eq!(last_state(&cancelled.await.unwrap()), "cancelled");
    approved(&shop, first).await;
}

/// The simulation found both: the errand's deadline was a moment of TotalCoin's
/// time, and the fixed QR's end was compared with our own.
#[tokio::test]
async fn a_clock_that_is_ahead_neither_kills_the_errand_nor_ends_the_fixed_qr() {
    const YEAR_MS: i64 = 365 * 24 * 60 * MINUTE_MS;
    let mut shop = Shop::closed(Config::default()).await;
    shop.settings.totalcoin.fixed_qr_days = 30;
    shop.clock.set_by(YEAR_MS);
    shop.start().await;
    until("a login", || async { shop.till().clock_skew_ms() }).await;
    let asked = shop.till().make_fixed_qr(manager()).await.unwrap().id;
    shop.clock.set_by(-YEAR_MS);
    let made = until("the fixed QR", || in_state(&shop, FixedQrState::InForce)).await;
    assert_eq!(made, asked);
    shop.kill().await;
    shop.clock.set_by(YEAR_MS);
    shop.sandbox.set_offline(true);
    shop.start().await;
    tokio::time::sleep(std::time::Duration::from_millis(700)).await;
    assert_eq!(in_state(&shop, FixedQrState::InForce).await, Some(made));
}
