//! The table of what a notice does, row by row: the same notice against each
//! state that a QR payment can be in. Several notices: `stories`.

use crate::reach::{charge, reached};
use crate::world::{Counter, Told, approved, other, pay};
use domain::PaymentState as S;
use domain::{Discrepancy, Method, Names, PaymentState, Standing, Word};
use insta::assert_snapshot;

const FROM_ANYWHERE: [PaymentState; 6] = [
    S::Requested,
    S::Waiting,
    S::Approved,
    S::Refused,
    S::Expired,
    S::Cancelled,
];

/// A notice in one line.
pub(crate) fn spoken(told: &Told) -> String {
    let notice = &told.0;
    let word = match &notice.word {
        Word::Approved => "APROBADO",
        Word::Other(word) => word,
    };
    let amount = notice.amount.map_or("?".to_owned(), |m| m.to_string());
    let reference = notice.reference.as_deref().unwrap_or("no reference");
    let named = match &notice.names {
        Names::Ours(payment) if *payment == pay(1) => String::new(),
        Names::Ours(payment) if *payment == pay(2) => " for 2".to_owned(),
        Names::Ours(_) => " for an unknown payment".to_owned(),
        Names::Foreign(text) => format!(" for {text:?}"),
        Names::Nobody => " for nobody".to_owned(),
    };
    format!("{reference} {word} {amount}{named}")
}

fn found(discrepancy: &Discrepancy) -> String {
    let mut text = discrepancy.kind.as_str().to_owned();
    if discrepancy.payment != pay(1) {
        text.push_str(" at 2");
    }
    if !discrepancy.by.is_zero() {
        text = format!("{text} by {}", discrepancy.by);
    }
    if let Some(key) = &discrepancy.transaction {
        text = format!("{text} ({})", key.reference);
    }
    match &discrepancy.standing {
        Standing::Open => {}
        Standing::Withdrawn => text.push_str(" withdrawn"),
        Standing::Settled(_) => text.push_str(" settled"),
    }
    text
}

/// The state of every payment of the first sale, and its discrepancies.
pub(crate) fn standing(counter: &Counter) -> String {
    let sale = counter.sale();
    let payments = sale
        .payments
        .iter()
        .map(|payment| format!("{}, {}", payment.state.as_str(), payment.received()));
    let mut parts: Vec<_> = payments.collect();
    parts.extend(sale.discrepancies.iter().map(found));
    parts.join("; ")
}

pub(crate) fn hearing(mut counter: Counter, notices: &[Told]) -> String {
    let mut lines = Vec::new();
    for told in notices {
        counter.hears(told);
        lines.push(format!("{} → {}", spoken(told), standing(&counter)));
    }
    lines.join("\n")
}

/// What these notices do, one after another, to a QR payment of $ 1.500.
pub(crate) fn check(state: PaymentState, notices: &[Told]) -> String {
    hearing(reached(Method::Qr, state), notices)
}

/// The same notice, against each state that a QR payment can be in.
fn from_anywhere(told: &Told) -> String {
    let mut lines = vec![spoken(told)];
    for state in FROM_ANYWHERE {
        let mut counter = reached(Method::Qr, state);
        counter.hears(told);
        lines.push(format!("{:9} → {}", state.as_str(), standing(&counter)));
    }
    lines.join("\n")
}

/// A sale of $ 3.000 with two QR payments of $ 1.500, both waiting.
pub(crate) fn split() -> Counter {
    let mut counter = Counter::selling(3_000);
    for payment in [1, 2] {
        counter.does(charge(payment, Method::Qr, 1_500, &counter));
        counter.does(counter.qr(payment));
    }
    counter
}

#[test]
fn the_exact_amount() {
    assert_snapshot!(from_anywhere(&approved("R1", 1_500)), @r"
    R1 APROBADO $ 1.500
    requested → approved, $ 1.500
    waiting   → approved, $ 1.500
    approved  → approved, $ 3.000; duplicate by $ 1.500 (R1)
    refused   → approved, $ 1.500; late (R1)
    expired   → approved, $ 1.500; late (R1)
    cancelled → approved, $ 1.500; late (R1)
    ");
}

#[test]
fn less() {
    assert_snapshot!(from_anywhere(&approved("R1", 1_000)), @r"
    R1 APROBADO $ 1.000
    requested → requested, $ 1.000; short by $ 500 (R1)
    waiting   → waiting, $ 1.000; short by $ 500 (R1)
    approved  → approved, $ 2.500; duplicate by $ 1.000 (R1)
    refused   → refused, $ 1.000; short by $ 500 (R1)
    expired   → expired, $ 1.000; short by $ 500 (R1)
    cancelled → cancelled, $ 1.000; short by $ 500 (R1)
    ");
}

#[test]
fn more() {
    assert_snapshot!(from_anywhere(&approved("R1", 2_000)), @r"
    R1 APROBADO $ 2.000
    requested → approved, $ 2.000; over by $ 500 (R1)
    waiting   → approved, $ 2.000; over by $ 500 (R1)
    approved  → approved, $ 3.500; duplicate by $ 2.000 (R1)
    refused   → approved, $ 2.000; late (R1); over by $ 500 (R1)
    expired   → approved, $ 2.000; late (R1); over by $ 500 (R1)
    cancelled → approved, $ 2.000; late (R1); over by $ 500 (R1)
    ");
}

#[test]
fn another_word() {
    assert_snapshot!(from_anywhere(&other("R1", "RECHAZADO", 1_500)), @r"
    R1 RECHAZADO $ 1.500
    requested → requested, $ 0; needs-review (R1)
    waiting   → waiting, $ 0; needs-review (R1)
    approved  → approved, $ 1.500; needs-review (R1)
    refused   → refused, $ 0; needs-review (R1)
    expired   → expired, $ 0; needs-review (R1)
    cancelled → cancelled, $ 0; needs-review (R1)
    ");
}

#[test]
fn no_amount() {
    assert_snapshot!(from_anywhere(&approved("R1", 1_500).without_amount()), @r"
    R1 APROBADO ?
    requested → requested, $ 0; needs-review (R1)
    waiting   → waiting, $ 0; needs-review (R1)
    approved  → approved, $ 1.500; needs-review (R1)
    refused   → refused, $ 0; needs-review (R1)
    expired   → expired, $ 0; needs-review (R1)
    cancelled → cancelled, $ 0; needs-review (R1)
    ");
}

#[test]
fn no_reference_of_the_transaction() {
    assert_snapshot!(from_anywhere(&approved("R1", 1_500).without_reference()), @r"
    no reference APROBADO $ 1.500
    requested → requested, $ 0; needs-review by $ 1.500
    waiting   → waiting, $ 0; needs-review by $ 1.500
    approved  → approved, $ 1.500; needs-review by $ 1.500
    refused   → refused, $ 0; needs-review by $ 1.500
    expired   → expired, $ 0; needs-review by $ 1.500
    cancelled → cancelled, $ 0; needs-review by $ 1.500
    ");
}

#[test]
fn nothing_at_all() {
    assert_snapshot!(from_anywhere(&approved("R1", 0)), @r"
    R1 APROBADO $ 0
    requested → requested, $ 0; short by $ 1.500 (R1)
    waiting   → waiting, $ 0; short by $ 1.500 (R1)
    approved  → approved, $ 1.500; duplicate (R1)
    refused   → refused, $ 0; short by $ 1.500 (R1)
    expired   → expired, $ 0; short by $ 1.500 (R1)
    cancelled → cancelled, $ 0; short by $ 1.500 (R1)
    ");
}

#[test]
fn only_the_one_word_is_an_approval() {
    for word in [
        "aprobado",
        "Aprobado",
        "APROBADA",
        "APROBADO ",
        "",
        "PAGADO",
    ] {
        let mut counter = reached(Method::Qr, S::Waiting);
        counter.hears(&other("R1", word, 1_500));
        assert_eq!(
            standing(&counter),
            "waiting, $ 0; needs-review (R1)",
            "{word:?}"
        );
    }
}
