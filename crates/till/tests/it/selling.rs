//! What a cashier does: what can be charged, what cannot and why, and that a
//! refusal changes nothing.

use crate::summary::{payments, reached, summary};
use domain::{Actor, Money, PaymentId, PaymentState, Refusal, Role, Sale, SaleId};
use ledger::StateKey;
use sandbox::{Config, Endpoint, Fault, How, Times, Which};
use testkit::shop::{PAST_QR_MS, Shop, charge, last_state, manager, person, pesos_of, until};
use till::TillError;
use till::pay::AMOUNT_MAX;
use till::pay::CONCEPT_CHARS_MAX;
use till::pay::qr::ChargeQr;
use till::settings::Settings;

const CHARGED: &str = "1500";
const COUNTER: Actor = Actor::Counter;

async fn take(shop: &Shop, charge: ChargeQr, by: Actor) -> Result<Sale, TillError> {
    shop.till().take_qr_payment(charge, by).await
}

/// A further charge of a sale.
fn again(sale: &Sale, pesos: &str) -> ChargeQr {
    let mut charge = charge(pesos);
    charge.checkout.sale = Some(sale.id);
    charge
}

async fn paid(shop: &Shop, sale: &Sale, nth: usize) -> Sale {
    shop.pay(sale, nth, &How::Exact).await;
    shop.wait_for(sale.id, "approved", |sale| {
        sale.payments[nth].state == PaymentState::Approved
    })
    .await
}

async fn cancel(shop: &Shop, sale: &Sale, nth: usize) -> Result<Sale, TillError> {
    let payment = sale.payments[nth].id;
    shop.till().cancel_payment(sale.id, payment, COUNTER).await
}

fn why(refused: Result<Sale, TillError>) -> String {
    refused.unwrap_err().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repeated_request_makes_one_payment() {
    let mut shop = Shop::open().await;
    let enter = charge(CHARGED);
    // The second request comes before the first is answered.
    let (first, second) = tokio::join!(
        take(&shop, enter.clone(), COUNTER),
        take(&shop, enter.clone(), COUNTER)
    );
    let sale = first.unwrap();
    assert_eq!(second.unwrap().id, sale.id);
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    assert_eq!(
        take(&shop, enter.clone(), COUNTER).await.unwrap().id,
        sale.id
    );
    shop.kill().await;
    shop.start().await;
    let known = take(&shop, enter, COUNTER).await.unwrap();
    assert_eq!(payments(&known), "A waiting");
    // Another request makes another sale, with the next ticket.
    let next = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(next.ticket.number, sale.ticket.number + 1);
    assert_eq!(reached(&shop, &sale), "asked [A 201, ? 201], kept [A?]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_is_not_charged_twice_at_once() {
    let shop = Shop::open_with(&[(Endpoint::PreOrder, Fault::Error500, Times::Always)]).await;
    let sale = shop.charge(CHARGED).await;
    let twice = take(&shop, again(&sale, CHARGED), manager()).await;
    assert!(
        matches!(twice, Err(TillError::Refused(Refusal::AlreadyUnderWay))),
        "{twice:?}"
    );
    shop.sandbox.clear_faults();
    let sale = shop
        .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    for by in [
        COUNTER,
        Actor::Person {
            id: person(2),
            role: Role::Cashier,
        },
    ] {
        let beyond = take(&shop, again(&sale, "1"), by).await;
        assert!(
            matches!(beyond, Err(TillError::Refused(Refusal::NeedsManager))),
            "{beyond:?}"
        );
    }
    let sale = paid(&shop, &sale, 0).await;
    let beyond = take(&shop, again(&sale, "1"), manager()).await;
    assert!(
        matches!(beyond, Err(TillError::Refused(Refusal::BeyondTotal))),
        "{beyond:?}"
    );
    assert_eq!(summary(&shop, &sale).await, "paid: approved 1500; tray 0");
}

/// A manager charges more than what is left beside a waiting payment, and the
/// customer pays both.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_manager_may_charge_beyond_a_waiting_payment() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let sale = take(&shop, again(&sale, CHARGED), manager()).await.unwrap();
    let sale = shop
        .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    paid(&shop, &sale, 0).await;
    let sale = paid(&shop, &sale, 1).await;
    assert_eq!(
        summary(&shop, &sale).await,
        "paid: approved 1500, approved 1500; over 1500; tray 1"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_is_paid_in_two_parts() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let sale = cancel(&shop, &sale, 0).await.unwrap();
    let waits = |sale: &Sale| last_state(sale) == "waiting";
    take(&shop, again(&sale, "600"), COUNTER).await.unwrap();
    let sale = shop.wait_for(sale.id, "the first part", waits).await;
    let sale = paid(&shop, &sale, 1).await;
    assert_eq!(
        summary(&shop, &sale).await,
        "partly-paid: cancelled 0, approved 600; tray 0"
    );
    let beyond = take(&shop, again(&sale, "900.01"), COUNTER).await;
    assert!(
        matches!(beyond, Err(TillError::Refused(Refusal::BeyondTotal))),
        "{beyond:?}"
    );
    take(&shop, again(&sale, "900"), COUNTER).await.unwrap();
    let sale = shop.wait_for(sale.id, "the second part", waits).await;
    let sale = paid(&shop, &sale, 2).await;
    assert_eq!(
        summary(&shop, &sale).await,
        "paid: cancelled 0, approved 600, approved 900; tray 0"
    );
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_payment_can_still_be_paid() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let cancelled = cancel(&shop, &sale, 0).await.unwrap();
    assert_eq!(
        summary(&shop, &cancelled).await,
        "open: cancelled 0; tray 0"
    );
    let twice = cancel(&shop, &sale, 0).await;
    assert_eq!(
        why(twice),
        "not possible while the payment is cancelled".to_owned()
    );
    let sale = paid(&shop, &sale, 0).await;
    assert_eq!(
        summary(&shop, &sale).await,
        "paid: approved 1500; late 0; tray 1"
    );
    let late = cancel(&shop, &sale, 0).await;
    assert_eq!(
        why(late),
        "not possible while the payment is approved".to_owned()
    );
    shop.verify();
}

/// The QR comes after the cashier cancelled the payment.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_before_its_qr_came() {
    let late = Fault::Latency { ms: 3_000 };
    let shop = Shop::open_with(&[(Endpoint::PreOrder, late, Times::Next(1))]).await;
    let sale = shop.charge(CHARGED).await;
    until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    cancel(&shop, &sale, 0).await.unwrap();
    until("the late answer in the journal", || async {
        let journal = shop.journal().await;
        let is_late = |event: &domain::Event| {
            matches!(
                event,
                domain::Event::Sale(_, domain::SaleEvent::LateAnswer { .. })
            )
        };
        journal
            .iter()
            .any(|entry| is_late(&entry.event))
            .then_some(())
    })
    .await;
    let sale = shop.sale(sale.id).await;
    assert_eq!(payments(&sale), "A cancelled");
    assert_eq!(sale.payments[0].qr(), None);
}

/// The cashier cancels while the till is still logging in: nothing goes out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelled_before_it_was_sent() {
    let slow = Fault::Latency { ms: 2_000 };
    let shop = Shop::open_with(&[(Endpoint::Login, slow, Times::Next(1))]).await;
    let sale = shop.charge(CHARGED).await;
    until("an attempt", || async {
        (shop.errand(&sale).await.attempts == 1).then_some(())
    })
    .await;
    cancel(&shop, &sale, 0).await.unwrap();
    let next = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(reached(&shop, &next), "asked [A 201], kept [A]");
    assert_eq!(payments(&shop.sale(sale.id).await), "A cancelled");
}

async fn in_hand(shop: &Shop) -> String {
    let read = shop
        .till()
        .ledger()
        .read(|read| Ok::<_, TillError>(read.state(StateKey::SaleInHand)?));
    read.await.unwrap().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_the_cashier_leaves_goes_on() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(in_hand(&shop).await, sale.id.to_string());
    let left = shop.till().leave_sale(sale.id, COUNTER).await.unwrap();
    assert_eq!(in_hand(&shop).await, "");
    assert!(left.left && !left.abandoned, "nothing is given up");
    assert_eq!(left.payments, sale.payments);
    let sale = paid(&shop, &sale, 0).await;
    let left = shop.till().leave_sale(sale.id, COUNTER).await.unwrap();
    assert_eq!(left.state().as_str(), "paid");
    shop.till()
        .open_sale(sale.id, Actor::Counter)
        .await
        .unwrap();
    assert_eq!(in_hand(&shop).await, sale.id.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_without_an_open_payment_is_given_up_when_left() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    shop.jump(PAST_QR_MS).await;
    shop.wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    let left = shop.till().leave_sale(sale.id, COUNTER).await.unwrap();
    assert_eq!(summary(&shop, &left).await, "abandoned: expired 0; tray 0");
    let more = take(&shop, again(&left, CHARGED), COUNTER).await;
    assert!(
        matches!(more, Err(TillError::Refused(Refusal::Abandoned))),
        "{more:?}"
    );
    // Its money still counts.
    shop.pay(&sale, 0, &How::Late).await;
    let late = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(
        summary(&shop, &late).await,
        "abandoned: approved 1500; late 0; tray 1"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sale_that_is_left_partly_paid_waits_for_a_person() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let sale = cancel(&shop, &sale, 0).await.unwrap();
    take(&shop, again(&sale, "600"), COUNTER).await.unwrap();
    let sale = shop
        .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let sale = paid(&shop, &sale, 1).await;
    let left = shop.till().leave_sale(sale.id, COUNTER).await.unwrap();
    assert_eq!(
        summary(&shop, &left).await,
        "partly-paid: cancelled 0, approved 600; tray 1"
    );
    let given_up = shop.till().abandon_sale(sale.id, COUNTER).await.unwrap();
    assert_eq!(
        summary(&shop, &given_up).await,
        "abandoned: cancelled 0, approved 600; to-be-returned 600; tray 1"
    );
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_sale_or_payment_is_refused() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    let other = "01a1fed6-0000-8123-8567-89abcdef0001";
    let nowhere = SaleId::parse(other).unwrap();
    let nothing = PaymentId::parse(other).unwrap();
    let mut unknown = charge(CHARGED);
    unknown.checkout.sale = Some(nowhere);
    let till = shop.till();
    for refused in [
        take(&shop, unknown, COUNTER).await,
        till.cancel_payment(nowhere, nothing, COUNTER).await,
        till.leave_sale(nowhere, COUNTER).await,
        till.open_sale(nowhere, Actor::Counter).await,
    ] {
        assert!(
            matches!(refused, Err(TillError::UnknownSale)),
            "{refused:?}"
        );
    }
    let refused = till.cancel_payment(sale.id, nothing, COUNTER).await;
    assert!(
        matches!(refused, Err(TillError::Refused(Refusal::UnknownPayment))),
        "{refused:?}"
    );
    assert_eq!(in_hand(&shop).await, sale.id.to_string());
}

/// What the till asks of TotalCoin, field by field.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_pre_order_follows_the_rules() {
    let shop = Shop::open().await;
    let mut sold = charge("1500.5");
    sold.checkout.concept = Some("  Alfajores  ".to_owned());
    sold.payer_dni = Some(" 30111222 ".to_owned());
    let sale = take(&shop, sold, COUNTER).await.unwrap();
    let sale = shop
        .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let (payment, order) = (&sale.payments[0], &shop.sandbox.pre_orders()[0]);
    let reference = payment.id.reference();
    assert_eq!(order.operation_id, payment.id.to_string());
    assert_eq!(order.external_reference, reference.to_string());
    assert_eq!(order.company_reference, format!("OP:{reference}"));
    assert_eq!(order.concept, format!("Alfajores C1-000001 {reference}"));
    assert_eq!(order.amount_centavos, 150_050);
    assert_eq!((order.dni.as_str(), order.business_unit), ("30111222", 348));
    assert!(order.dynamic && !order.open_amount && !order.reset_on_payment);
    let qr = payment.qr().unwrap();
    assert_eq!(qr.payload, order.qr_code);
    assert_eq!(qr.order, order.id.to_string());
    let minutes = qr.expires_at.since_ms(payment.requested_at);
    assert_eq!(minutes, 10 * 60_000);
}

/// Without a cashier's concept, the till's name is used.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_concept_ends_with_ticket_and_reference() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.settings = Settings::read(
        "[till]\nname = \"Caja del fondo\"\n[totalcoin]\ndefault_dni = \"20111222\"",
    )
    .unwrap();
    shop.start().await;
    let longest = "ñ".repeat(CONCEPT_CHARS_MAX);
    for (given, about) in [
        (None, "Caja del fondo"),
        (Some("   ".to_owned()), "Caja del fondo"),
        (Some(longest.clone()), longest.as_str()),
    ] {
        let mut sold = charge(CHARGED);
        sold.checkout.concept = given;
        let sale = take(&shop, sold, COUNTER).await.unwrap();
        let sale = shop
            .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
            .await;
        let reference = sale.payments[0].id.reference();
        // The till makes its fixed QR meanwhile: the newest order may be that one.
        let which = Which::ExternalReference(reference.to_string());
        let order = shop.sandbox.pre_order(&which).unwrap();
        let ends = format!("{about} {} {reference}", sale.ticket);
        assert_eq!((order.concept, order.dni), (ends, "20111222".to_owned()));
    }
}

/// The till refuses before it writes: there is no line in the journal, no
/// ticket, and no request to TotalCoin.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_charge_leaves_nothing() {
    let shop = Shop::open().await;
    let before = shop.journal().await.len();
    let more = AMOUNT_MAX.plus(Money::from_centavos(1).unwrap()).unwrap();
    let dni = |dni: &str| ChargeQr {
        payer_dni: Some(dni.to_owned()),
        ..charge(CHARGED)
    };
    let mut wordy = charge(CHARGED);
    wordy.checkout.concept = Some("n".repeat(CONCEPT_CHARS_MAX + 1));
    let not_a_dni = "a DNI is 7 to 11 digits";
    for (charge, refusal) in [
        (charge("0"), "zero cannot be charged"),
        (
            ChargeQr {
                amount: more,
                ..charge("1")
            },
            "more than $ 10.000.000 asks for a manager",
        ),
        (wordy, "a concept has at most 60 characters"),
        (dni("123456"), not_a_dni),
        (dni("123456789012"), not_a_dni),
        (dni("27.594.189"), not_a_dni),
        (dni("٢٧٥٩٤١٨٩"), not_a_dni),
    ] {
        assert_eq!(why(take(&shop, charge, COUNTER).await), refusal);
    }
    assert_eq!(shop.journal().await.len(), before);
    let sale = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(sale.ticket.to_string(), "C1-000001");
    assert_eq!(reached(&shop, &sale), "asked [A 201], kept [A]");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_manager_may_charge_more_than_the_limit() {
    let shop = Shop::open().await;
    let sale = shop.charge_until_waiting("10000000").await;
    let sale = paid(&shop, &sale, 0).await;
    assert_eq!(sale.payments[0].received(), AMOUNT_MAX);
    let more = charge("10000000.01");
    let sale = take(&shop, more, manager()).await.unwrap();
    let sale = shop
        .wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    let sale = paid(&shop, &sale, 0).await;
    assert_eq!(sale.payments[0].received(), pesos_of("10000000.01"));
}

/// The merchant has to say which DNI is used for an unknown payer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn live_needs_a_dni() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.settings = Settings::read("mode = \"live\"").unwrap();
    shop.start().await;
    let missing = take(&shop, charge(CHARGED), COUNTER).await;
    assert!(matches!(missing, Err(TillError::DniMissing)), "{missing:?}");
    let given = ChargeQr {
        payer_dni: Some("27594189".to_owned()),
        ..charge(CHARGED)
    };
    let sale = take(&shop, given, COUNTER).await.unwrap();
    shop.wait_for(sale.id, "a QR", |sale| last_state(sale) == "waiting")
        .await;
    assert_eq!(shop.sandbox.pre_orders()[0].dni, "27594189");
}
