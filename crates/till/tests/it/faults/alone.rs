//! Faults that do not fit a row: of the login, the clocks and the network, and
//! those that last longer than the cashier's deadline.

use super::{ALWAYS, CHARGED, ONCE, ended};
use crate::summary::{payments, reached};
use domain::{Actor, Event, SaleEvent, TillEvent};
use futures::StreamExt as _;
use ledger::ErrandStanding;
use outbound::Limits;
use sandbox::{Config, Credentials, Endpoint, Fault, How, Repeat, Times};
use testkit::shop::{PAST_DEADLINE_MS, ROWS_AT_ONCE, Shop, charge, last_state, until};
use till::TillError;
use till::errands::trouble;

/// The login before the first pre-order meets a passing fault: no pre-order
/// goes out until there is a token, and then the same one goes out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_pre_order_goes_out_before_the_login() {
    let faults = [
        Fault::Refuse,
        Fault::DropBefore,
        Fault::DropAfter,
        Fault::Error500,
        Fault::BadRequest,
        Fault::Redirect,
        Fault::Garbage,
        Fault::Oversized,
        Fault::Hang,
    ];
    let played = futures::stream::iter(faults).map(|fault| async move {
        let mut shop = Shop::closed(Config::default()).await;
        shop.limits = Limits {
            answer_ms: 2_000,
            ..Limits::PROVIDER
        };
        shop.fault(Endpoint::Login, fault.clone(), ALWAYS);
        shop.start().await;
        let sale = shop.charge(CHARGED).await;
        until("an attempt that brought nothing", || async {
            let errand = shop.errand(&sale).await;
            (errand.trouble.as_deref() == Some(trouble::NO_CONNECTION)).then_some(())
        })
        .await;
        assert!(!shop.errand(&sale).await.lost_before, "{fault:?}");
        assert_eq!(reached(&shop, &sale), "asked [], kept []", "{fault:?}");
        shop.sandbox.clear_faults();
        let sale = ended(&shop, &sale).await;
        assert_eq!(payments(&sale), "A waiting", "{fault:?}");
        assert_eq!(
            reached(&shop, &sale),
            "asked [A 201], kept [A]",
            "{fault:?}"
        );
    });
    played.buffered(ROWS_AT_ONCE).collect::<Vec<()>>().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_that_is_refused_refuses_the_payment() {
    for (fault, ends) in [
        (Fault::Unauthorized, "A refused (credentials)"),
        (Fault::Forbidden, "A refused (permission)"),
    ] {
        let shop = Shop::open_with(&[(Endpoint::Login, fault, ALWAYS)]).await;
        let sale = shop.charge(CHARGED).await;
        let sale = ended(&shop, &sale).await;
        assert_eq!(payments(&sale), ends);
        assert_eq!(reached(&shop, &sale), "asked [], kept []");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_credentials_refuse_the_payment() {
    let mut shop = Shop::closed(Config {
        credentials: Some(Credentials {
            username: "otra".to_owned(),
            password: "clave".to_owned(),
        }),
        ..Config::default()
    })
    .await;
    shop.start().await;
    let sale = shop.charge(CHARGED).await;
    let sale = ended(&shop, &sale).await;
    assert_eq!(payments(&sale), "A refused (credentials)");
    assert_eq!(shop.sandbox.logins(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_totalcoin_forgot_is_renewed_once() {
    let shop = Shop::open().await;
    shop.charge_until_waiting(CHARGED).await;
    assert_eq!(shop.sandbox.logins(), 1);
    shop.sandbox.forget_tokens();
    let sale = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(shop.sandbox.logins(), 2);
    assert_eq!(
        reached(&shop, &sale),
        "asked [? 201, A 401, A 201], kept [?A]"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_refuses_repeats_gets_one_more_id() {
    let mut shop = Shop::closed(Config {
        repeat: Repeat::Refused,
        ..Config::default()
    })
    .await;
    shop.start().await;
    shop.fault(Endpoint::PreOrder, Fault::Garbage, Times::Next(3));
    let sale = shop.charge(CHARGED).await;
    // The answer to the second payment was garbage too, and its repeat was
    // refused as well: there is no third payment.
    let sale = ended(&shop, &sale).await;
    assert_eq!(
        payments(&sale),
        "A refused (repeat-rejected), B refused (repeat-rejected) in its place"
    );
    assert_eq!(
        reached(&shop, &sale),
        "asked [A 201, A 400, B 201, B 400], kept [AB]"
    );
}

/// No whole answer comes within the client's time limit: the answer counts as
/// lost.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_hangs_is_asked_again() {
    let mut shop = Shop::closed(Config::default()).await;
    shop.limits = Limits {
        answer_ms: 2_000,
        ..Limits::PROVIDER
    };
    shop.start().await;
    shop.fault(Endpoint::PreOrder, Fault::Hang, ONCE);
    let sale = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(
        reached(&shop, &sale),
        "asked [A no answer yet, A 201], kept [A]"
    );
    let errand = shop.errand(&sale).await;
    assert_eq!((errand.attempts, errand.lost_before), (2, true));
    assert_eq!(errand.trouble.as_deref(), Some(trouble::NO_ANSWER));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_deadline_nothing_is_asked() {
    let shop = Shop::open_with(&[(Endpoint::PreOrder, Fault::Hang, ALWAYS)]).await;
    let sale = shop.charge(CHARGED).await;
    until("a request", || async { shop.sandbox.received().pop() }).await;
    shop.jump(PAST_DEADLINE_MS).await;
    let sale = shop
        .wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::GivenUp);
    // Its amount can be charged again at once.
    shop.sandbox.clear_faults();
    let mut again = charge(CHARGED);
    again.checkout.sale = Some(sale.id);
    let charged = shop.till().take_qr_payment(again, Actor::Counter).await;
    let sale = ended(&shop, &charged.unwrap()).await;
    assert_eq!(payments(&sale), "A expired, B waiting");
    assert_eq!(
        reached(&shop, &sale),
        "asked [A no answer yet, B 201], kept [B]"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_after_the_deadline_is_recorded_and_its_qr_is_not_shown() {
    let late = Fault::Latency { ms: 4_000 };
    let shop = Shop::open_with(&[(Endpoint::PreOrder, late, ONCE)]).await;
    let sale = shop.charge(CHARGED).await;
    let order = until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    shop.jump(PAST_DEADLINE_MS).await;
    shop.wait_for(sale.id, "expired", |sale| last_state(sale) == "expired")
        .await;
    let answer = until("the late answer in the journal", || async {
        let journal = shop.journal().await;
        journal.into_iter().find_map(|entry| match entry.event {
            Event::Sale(_, SaleEvent::LateAnswer { order, .. }) => Some(order),
            Event::Sale(..)
            | Event::Stray(..)
            | Event::Shift(..)
            | Event::Close(..)
            | Event::FixedQr(..)
            | Event::Report(..)
            | Event::Till(_) => None,
        })
    })
    .await;
    assert_eq!(answer, Some(order.id.to_string()));
    let sale = shop.sale(sale.id).await;
    assert_eq!(payments(&sale), "A expired");
    assert_eq!(sale.payments[0].qr(), None);
    // The QR that nobody saw may still be paid.
    shop.pay(&sale, 0, &How::Exact).await;
    let sale = shop
        .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    assert_eq!(sale.discrepancies.len(), 1);
    shop.verify();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_payment_is_not_asked_for_again() {
    let shop = Shop::open_with(&[(Endpoint::PreOrder, Fault::Error500, ALWAYS)]).await;
    let sale = shop.charge(CHARGED).await;
    until("an attempt", || async { shop.sandbox.received().pop() }).await;
    let payment = sale.payments[0].id;
    let cancelled = shop
        .till()
        .cancel_payment(sale.id, payment, Actor::Counter)
        .await;
    assert_eq!(last_state(&cancelled.unwrap()), "cancelled");
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::GivenUp);
    let asked = shop.sandbox.received().len();
    // Another payment is made meanwhile, so the errand worker is running.
    shop.sandbox.clear_faults();
    shop.charge_until_waiting(CHARGED).await;
    assert_eq!(shop.sandbox.received().len(), asked + 1);
}

/// The first valid QR sets the payee; a QR of another payee is never shown.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_qr_of_another_merchant_is_refused() {
    let shop = Shop::open().await;
    shop.charge_until_waiting(CHARGED).await;
    shop.fault(Endpoint::PreOrder, Fault::OtherCuit, ONCE);
    let sale = shop.charge(CHARGED).await;
    let sale = ended(&shop, &sale).await;
    assert_eq!(payments(&sale), "A refused (identity-changed)");
    assert_eq!(reached(&shop, &sale), "asked [? 201, A 201], kept [?A]");
    let kept = shop.journal().await.into_iter().filter_map(|entry| {
        let Event::Till(TillEvent::IdentityKept { cuit, cvu }) = entry.event else {
            return None;
        };
        Some((cuit, cvu))
    });
    let merchant = sandbox::Merchant::default();
    assert_eq!(
        kept.collect::<Vec<_>>(),
        [(Some(merchant.cuit), Some(merchant.cvu))]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_doubtful_qr_does_not_set_the_payee() {
    let shop = Shop::open_with(&[
        (Endpoint::PreOrder, Fault::BadCrc, ONCE),
        (Endpoint::PreOrder, Fault::OtherCuit, ONCE),
    ])
    .await;
    shop.charge_until_waiting(CHARGED).await;
    let sale = shop.charge_until_waiting(CHARGED).await;
    assert_eq!(payments(&sale), "A waiting");
}

/// A small skew is corrected: the QR ends when the screen says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_a_little_off_is_corrected() {
    const SKEW_MS: i64 = 70_000;
    let mut shop = Shop::closed(Config {
        clock_skew_ms: SKEW_MS,
        ..Config::default()
    })
    .await;
    shop.start().await;
    until("a login", || async { shop.till().clock_skew_ms() }).await;
    let skew_ms = shop.till().clock_skew_ms().unwrap();
    assert!((skew_ms - SKEW_MS).abs() < 5_000, "{skew_ms}");
    assert!(skew_ms > till::clock::SKEW_SHOWN_MS);
    let sale = shop.charge_until_waiting(CHARGED).await;
    let ours = sale.payments[0].qr().unwrap().expires_at;
    let order = shop.sandbox.pre_orders().pop().unwrap();
    let sent: serde_json::Value = serde_json::from_str(&order.bodies[0]).unwrap();
    let theirs: jiff::Timestamp = sent["expirationDate"].as_str().unwrap().parse().unwrap();
    let off_ms = theirs.as_millisecond() - ours.0 - skew_ms;
    assert!(off_ms.abs() < 50, "{off_ms}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clock_that_is_far_off_makes_no_qr() {
    for skew_ms in [130_000, -130_000] {
        let mut shop = Shop::closed(Config {
            clock_skew_ms: skew_ms,
            ..Config::default()
        })
        .await;
        // The first login takes a while, so the charge is made before the
        // clocks are compared.
        let slow = Fault::Latency { ms: 800 };
        shop.fault(Endpoint::Login, slow, ONCE);
        shop.start().await;
        let sale = shop.charge(CHARGED).await;
        let sale = ended(&shop, &sale).await;
        assert_eq!(payments(&sale), "A refused (clock)");
        // After the comparison, nothing is charged at all.
        let refused = shop
            .till()
            .take_qr_payment(charge(CHARGED), Actor::Counter)
            .await;
        let Err(TillError::ClockWrong { skew_ms: stated_ms }) = refused else {
            panic!("{refused:?}");
        };
        assert!((stated_ms - skew_ms).abs() < 5_000, "{stated_ms}");
        assert_eq!(reached(&shop, &sale), "asked [], kept []");
    }
}

/// The port of TotalCoin is closed at first and opens later.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_port_is_tried_until_it_opens() {
    let mut shop = Shop::open().await;
    until("a login", || async { shop.till().clock_skew_ms() }).await;
    shop.stop_sandbox().await;
    let sale = shop.charge(CHARGED).await;
    until("an attempt that brought nothing", || async {
        let errand = shop.errand(&sale).await;
        (errand.trouble.as_deref() == Some(trouble::NO_CONNECTION)).then_some(())
    })
    .await;
    let errand = shop.errand(&sale).await;
    assert!(!errand.lost_before, "nothing was sent");
    shop.start_sandbox_again().await;
    let sale = ended(&shop, &sale).await;
    assert_eq!(payments(&sale), "A waiting");
    // The new listener does not know the old token.
    assert_eq!(reached(&shop, &sale), "asked [A 401, A 201], kept [A]");
}

/// The network is cut in the middle of an answer, and comes back after a while.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_till_waits_for_a_cut_network() {
    let slow = Fault::Latency { ms: 60_000 };
    let shop = Shop::open_with(&[(Endpoint::PreOrder, slow, ONCE)]).await;
    let sale = shop.charge(CHARGED).await;
    until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    shop.sandbox.set_offline(true);
    until("a lost answer and one attempt more", || async {
        let errand = shop.errand(&sale).await;
        (errand.lost_before && errand.attempts >= 2).then_some(())
    })
    .await;
    shop.sandbox.set_offline(false);
    let sale = ended(&shop, &sale).await;
    assert_eq!(payments(&sale), "A waiting");
    // Both requests were answered with 201; the first answer never arrived.
    assert_eq!(reached(&shop, &sale), "asked [A 201, A 201], kept [A]");
}

/// The QR was made, its answer was lost repeatedly, and the customer paid it:
/// the till asks for it no longer.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_paid_payment_is_not_asked_for_again() {
    let shop = Shop::open_with(&[(Endpoint::PreOrder, Fault::DropAfter, ALWAYS)]).await;
    let sale = shop.charge(CHARGED).await;
    until("a pre-order", || async { shop.sandbox.pre_orders().pop() }).await;
    shop.pay(&sale, 0, &How::Exact).await;
    shop.wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
        .await;
    let asked = shop.sandbox.received().len();
    until("the errand's end", || async {
        let errand = shop.errand(&sale).await;
        (errand.standing == ErrandStanding::GivenUp).then_some(())
    })
    .await;
    // One attempt may have been in flight when the approval came.
    assert!(shop.sandbox.received().len() <= asked + 1);
    let sale = shop.sale(sale.id).await;
    assert_eq!(payments(&sale), "A approved");
}
