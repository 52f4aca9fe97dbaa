//! Each fault of the stand-in for TotalCoin: how the sale ends, why, and how
//! many pre-orders reached TotalCoin under which ids. `A` is the payment that
//! the cashier asked for, `B` the one that may replace it.

mod alone;

use crate::summary::{payments, reached};
use domain::{PaymentState, Sale};
use futures::StreamExt as _;
use ledger::ErrandStanding;
use sandbox::{Endpoint, Fault, How, Times};
use testkit::shop::{ROWS_AT_ONCE, Shop, last_state};

const CHARGED: &str = "1500";
const ONCE: Times = Times::Next(1);
const TWICE: Times = Times::Next(2);
const ALWAYS: Times = Times::Always;

/// The faults that one pre-order meets.
struct Row {
    faults: Vec<(Fault, Times)>,
    /// The payments at the end.
    ends: &'static str,
    /// The requests that reached TotalCoin.
    reached: &'static str,
}

fn row(faults: &[(Fault, Times)], ends: &'static str, reached: &'static str) -> Row {
    let faults = faults.to_vec();
    Row {
        faults,
        ends,
        reached,
    }
}

/// After a passing fault, the till tries again with the same id until there is
/// a QR.
fn passing() -> Vec<Row> {
    let waiting = "A waiting";
    vec![
        row(&[], waiting, "asked [A 201], kept [A]"),
        row(
            &[(Fault::Latency { ms: 400 }, ONCE)],
            waiting,
            "asked [A 201], kept [A]",
        ),
        // The connection is closed before the request is read.
        row(&[(Fault::Refuse, ONCE)], waiting, "asked [A 201], kept [A]"),
        row(
            &[(Fault::DropBefore, ONCE)],
            waiting,
            "asked [A dropped, A 201], kept [A]",
        ),
        row(
            &[(Fault::DropAfter, TWICE)],
            waiting,
            "asked [A dropped, A dropped, A 201], kept [A]",
        ),
        row(
            &[(Fault::Error500, ONCE)],
            waiting,
            "asked [A 500, A 201], kept [A]",
        ),
        // The till follows no redirect: it says nothing about the pre-order.
        row(
            &[(Fault::Redirect, ONCE)],
            waiting,
            "asked [A 302, A 201], kept [A]",
        ),
        row(
            &[(Fault::Garbage, ONCE)],
            waiting,
            "asked [A 201, A 201], kept [A]",
        ),
        row(
            &[(Fault::Oversized, ONCE)],
            waiting,
            "asked [A 201, A 201], kept [A]",
        ),
        // The till renews a refused token once and sends the same bytes again.
        row(
            &[(Fault::Unauthorized, ONCE)],
            waiting,
            "asked [A 401, A 201], kept [A]",
        ),
    ]
}

/// The till does not repeat a request that TotalCoin refused.
fn refusals() -> Vec<Row> {
    vec![
        row(
            &[(Fault::BadRequest, ONCE)],
            "A refused (provider-refused)",
            "asked [A 400], kept []",
        ),
        row(
            &[(Fault::Forbidden, ONCE)],
            "A refused (permission)",
            "asked [A 403], kept []",
        ),
        row(
            &[(Fault::Unauthorized, TWICE)],
            "A refused (credentials)",
            "asked [A 401, A 401], kept []",
        ),
        // After a lost answer, a 400 to the repeat may mean that the pre-order
        // exists: the till makes one new payment, and no third.
        row(
            &[(Fault::DropAfter, ONCE), (Fault::BadRequestOnRepeat, ONCE)],
            "A refused (repeat-rejected), B waiting in its place",
            "asked [A dropped, A 400, B 201], kept [AB]",
        ),
        row(
            &[
                (Fault::DropAfter, TWICE),
                (Fault::BadRequestOnRepeat, TWICE),
            ],
            "A refused (repeat-rejected), B waiting in its place",
            "asked [A dropped, A dropped, A 400, B 201], kept [AB]",
        ),
        row(
            &[(Fault::Error500, ONCE), (Fault::BadRequest, ALWAYS)],
            "A refused (repeat-rejected), B refused (provider-refused) in its place",
            "asked [A 500, A 400, B 400], kept []",
        ),
    ]
}

/// An answer for another sale is not shown: the till makes one new payment.
fn of_another_sale() -> Vec<Row> {
    let faults = [
        Fault::WrongAmount,
        Fault::WrongReference,
        Fault::WrongCurrency,
        Fault::WrongTag54,
        Fault::WrongTag6201,
        Fault::NotEnabled,
    ];
    let once = faults.clone().map(|fault| {
        row(
            &[(fault, ONCE)],
            "A refused (qr-of-another-sale), B waiting in its place",
            "asked [A 201, B 201], kept [AB]",
        )
    });
    let always = faults.map(|fault| {
        row(
            &[(fault, ALWAYS)],
            "A refused (qr-of-another-sale), B refused (qr-of-another-sale) in its place",
            "asked [A 201, B 201], kept [AB]",
        )
    });
    once.into_iter().chain(always).collect()
}

/// A malformed QR that contradicts nothing is shown with a warning.
fn warnings() -> Vec<Row> {
    vec![
        row(
            &[(Fault::BadCrc, ONCE)],
            "A waiting with a warning of CRC",
            "asked [A 201], kept [A]",
        ),
        row(
            &[(Fault::WrongTag4302, ONCE)],
            "A waiting with a warning of tag 43.02",
            "asked [A 201], kept [A]",
        ),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_passing_fault_the_till_repeats_the_same_id() {
    hold(passing()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_not_repeated() {
    hold(refusals()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_an_answer_for_another_sale_one_new_payment_is_made() {
    hold(of_another_sale()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_malformed_qr_is_shown_with_a_warning() {
    hold(warnings()).await;
}

/// Plays each row in a shop of its own, and reports all that differ.
async fn hold(rows: Vec<Row>) {
    let played: Vec<Option<String>> = futures::stream::iter(rows)
        .map(|row| async move {
            let (ends, reached) = play(&row).await;
            (ends != row.ends || reached != row.reached).then(|| {
                format!(
                    "{:?}\n  ended: {ends}; {reached}\n  rules: {}; {}",
                    row.faults, row.ends, row.reached
                )
            })
        })
        .buffered(ROWS_AT_ONCE)
        .collect()
        .await;
    let wrong: Vec<String> = played.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

async fn play(row: &Row) -> (String, String) {
    let shop = Shop::open().await;
    for (fault, times) in &row.faults {
        shop.fault(Endpoint::PreOrder, fault.clone(), *times);
    }
    let sale = shop.charge(CHARGED).await;
    let sale = ended(&shop, &sale).await;
    let summary = (payments(&sale), reached(&shop, &sale));
    if last_state(&sale) == "waiting" {
        // The QR on the screen is the one that the provider made, and it can be
        // paid.
        let last = sale.payments.len() - 1;
        shop.pay(&sale, last, &How::Exact).await;
        let paid = shop
            .wait_for(sale.id, "approved", |sale| last_state(sale) == "approved")
            .await;
        assert!(paid.discrepancies.is_empty(), "{:?}", paid.discrepancies);
    }
    assert_eq!(
        reached(&shop, &sale),
        summary.1,
        "nothing went out afterwards"
    );
    shop.verify();
    summary
}

/// The sale, once no payment is requested any more and the outbox is empty.
async fn ended(shop: &Shop, sale: &Sale) -> Sale {
    let sale = shop
        .wait_for(sale.id, "an end", |sale| {
            let asks = |state| state == PaymentState::Requested;
            !sale.payments.iter().any(|payment| asks(payment.state))
        })
        .await;
    assert_eq!(shop.errand(&sale).await.standing, ErrandStanding::Done);
    sale
}
