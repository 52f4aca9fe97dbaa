//! Several notices, one after another. Each line is a notice and the state of
//! the sale's payments after it.

use crate::notices::{check, hearing, split, spoken, standing};
use crate::reach::{charge, hear_fixed, reached};
use crate::world::{Counter, Told, approved, cashier, key, manager, other, pay, pesos};
use domain::PaymentState as S;
use domain::{
    Actor, Command, Deductions, DiscrepancyNumber, Method, Names, NoticeNumber, PaymentRequest,
    RefusedWhy, Replacement, SettledAs,
};
use insta::assert_snapshot;

#[test]
fn a_further_transaction_on_an_approved_payment() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_500),
        approved("R2", 1_500),
        approved("R3", 500),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R2 APROBADO $ 1.500 → approved, $ 3.000; duplicate by $ 1.500 (R2)
    R3 APROBADO $ 500 → approved, $ 3.500; duplicate by $ 1.500 (R2); duplicate by $ 500 (R3)
    ");
}

#[test]
fn the_same_transaction_again_counts_once() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_500),
        approved("R1", 1_500).with_fees(52),
        approved("R1", 1_500).naming_nobody(),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R1 APROBADO $ 1.500 for nobody → approved, $ 1.500
    ");
}

#[test]
fn a_later_notice_completes_the_first() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.hears(&approved("R1", 1_500));
    counter.hears(&approved("R1", 1_500).with_fees(52));
    // A value that the third notice leaves out is kept.
    counter.hears(&approved("R1", 1_500));
    let payment = counter.sale().payment(pay(1)).unwrap();
    let known = payment.transaction(&key("R1")).unwrap();
    let fees = Some(pesos(52));
    assert_eq!(
        known.deductions,
        Deductions {
            fees,
            ..Deductions::default()
        }
    );
    assert!(counter.sale().discrepancies.is_empty());
}

#[test]
fn another_amount_or_word_after_the_approval() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_500),
        approved("R1", 1_000),
        other("R1", "RECHAZADO", 1_500),
        other("R1", "RECHAZADO", 1_500),
        approved("R1", 1_500),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R1 APROBADO $ 1.000 → approved, $ 1.500; contradicted by $ 500 (R1)
    R1 RECHAZADO $ 1.500 → approved, $ 1.500; contradicted by $ 500 (R1); contradicted (R1)
    R1 RECHAZADO $ 1.500 → approved, $ 1.500; contradicted by $ 500 (R1); contradicted (R1)
    R1 APROBADO $ 1.500 → approved, $ 1.500; contradicted by $ 500 (R1); contradicted (R1)
    ");
}

#[test]
fn another_word_about_a_duplicate() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_500),
        approved("R2", 1_500),
        other("R2", "DEVUELTO", 1_500),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R2 APROBADO $ 1.500 → approved, $ 3.000; duplicate by $ 1.500 (R2)
    R2 DEVUELTO $ 1.500 → approved, $ 3.000; duplicate by $ 1.500 (R2); contradicted (R2)
    ");
}

#[test]
fn other_words_about_a_transaction_that_never_was_money() {
    assert_snapshot!(check(S::Waiting, &[
        other("R2", "PENDIENTE", 1_500),
        approved("R1", 1_500),
        other("R2", "RECHAZADO", 1_500),
    ]), @r"
    R2 PENDIENTE $ 1.500 → waiting, $ 0; needs-review (R2)
    R1 APROBADO $ 1.500 → approved, $ 1.500; needs-review (R2)
    R2 RECHAZADO $ 1.500 → approved, $ 1.500; needs-review (R2)
    ");
}

#[test]
fn another_word_first_and_then_the_approval() {
    assert_snapshot!(check(S::Waiting, &[
        other("R1", "PENDIENTE", 1_500),
        approved("R1", 1_500),
    ]), @r"
    R1 PENDIENTE $ 1.500 → waiting, $ 0; needs-review (R1)
    R1 APROBADO $ 1.500 → approved, $ 1.500; needs-review (R1) withdrawn
    ");
}

#[test]
fn no_amount_first_and_then_the_amount() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_500).without_amount(),
        approved("R1", 1_500),
        approved("R1", 1_500).without_amount(),
    ]), @r"
    R1 APROBADO ? → waiting, $ 0; needs-review (R1)
    R1 APROBADO $ 1.500 → approved, $ 1.500; needs-review (R1) withdrawn
    R1 APROBADO ? → approved, $ 1.500; needs-review (R1) withdrawn
    ");
}

#[test]
fn short_transactions_that_add_up_approve_nothing() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 1_000),
        approved("R2", 500),
    ]), @r"
    R1 APROBADO $ 1.000 → waiting, $ 1.000; short by $ 500 (R1)
    R2 APROBADO $ 500 → waiting, $ 1.500; short by $ 500 (R1); short by $ 1.000 (R2)
    ");
}

#[test]
fn short_and_then_the_whole_by_another_transaction() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 500),
        approved("R2", 1_500),
        approved("R1", 500),
    ]), @r"
    R1 APROBADO $ 500 → waiting, $ 500; short by $ 1.000 (R1)
    R2 APROBADO $ 1.500 → approved, $ 2.000; short by $ 1.000 (R1) withdrawn; over by $ 500 (R2)
    R1 APROBADO $ 500 → approved, $ 2.000; short by $ 1.000 (R1) withdrawn; over by $ 500 (R2)
    ");
}

#[test]
fn short_and_then_the_same_transaction_is_enough() {
    assert_snapshot!(check(S::Waiting, &[
        approved("R1", 500),
        approved("R1", 700),
        approved("R1", 1_500),
    ]), @r"
    R1 APROBADO $ 500 → waiting, $ 500; short by $ 1.000 (R1)
    R1 APROBADO $ 700 → waiting, $ 500; short by $ 1.000 (R1); contradicted by $ 200 (R1)
    R1 APROBADO $ 1.500 → approved, $ 1.500; short by $ 1.000 (R1) withdrawn; contradicted by $ 200 (R1); contradicted by $ 1.000 (R1)
    ");
    assert_snapshot!(check(S::Expired, &[
        approved("R1", 500),
        approved("R1", 1_600),
    ]), @r"
    R1 APROBADO $ 500 → expired, $ 500; short by $ 1.000 (R1)
    R1 APROBADO $ 1.600 → approved, $ 1.600; short by $ 1.000 (R1) withdrawn; late (R1); over by $ 100 (R1); contradicted by $ 1.100 (R1)
    ");
}

#[test]
fn each_notice_without_a_reference_waits_by_itself() {
    assert_snapshot!(check(S::Waiting, &[
        approved("", 1_500).without_reference(),
        approved("", 1_500).without_reference(),
        approved("R1", 1_500),
    ]), @r"
    no reference APROBADO $ 1.500 → waiting, $ 0; needs-review by $ 1.500
    no reference APROBADO $ 1.500 → waiting, $ 0; needs-review by $ 1.500; needs-review by $ 1.500
    R1 APROBADO $ 1.500 → approved, $ 1.500; needs-review by $ 1.500; needs-review by $ 1.500
    ");
}

#[test]
fn a_transaction_of_one_payment_that_names_another() {
    assert_snapshot!(hearing(split(), &[
        approved("R1", 1_500),
        approved("R1", 1_500).naming(Names::Ours(pay(2))),
        approved("R1", 1_500).naming(Names::Ours(pay(2))),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500; waiting, $ 0
    R1 APROBADO $ 1.500 for 2 → approved, $ 1.500; waiting, $ 0; contradicted by $ 1.500 (R1)
    R1 APROBADO $ 1.500 for 2 → approved, $ 1.500; waiting, $ 0; contradicted by $ 1.500 (R1)
    ");
}

#[test]
fn a_notice_that_names_another_payment_never_approves_this_one() {
    assert_snapshot!(hearing(split(), &[
        other("R1", "PENDIENTE", 1_500),
        approved("R1", 1_500).naming(Names::Ours(pay(2))),
        approved("R1", 1_500),
    ]), @r"
    R1 PENDIENTE $ 1.500 → waiting, $ 0; waiting, $ 0; needs-review (R1)
    R1 APROBADO $ 1.500 for 2 → waiting, $ 1.500; waiting, $ 0; needs-review (R1); contradicted by $ 1.500 (R1)
    R1 APROBADO $ 1.500 → approved, $ 1.500; waiting, $ 0; needs-review (R1) withdrawn; contradicted by $ 1.500 (R1)
    ");
    assert_snapshot!(hearing(split(), &[
        approved("R1", 500),
        approved("R1", 1_500).naming(Names::Ours(pay(2))),
    ]), @r"
    R1 APROBADO $ 500 → waiting, $ 500; waiting, $ 0; short by $ 1.000 (R1)
    R1 APROBADO $ 1.500 for 2 → waiting, $ 500; waiting, $ 0; short by $ 1.000 (R1); contradicted by $ 1.500 (R1)
    ");
}

#[test]
fn a_transaction_of_this_sale_that_names_another_sales_payment() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.open(pesos(1_500));
    let charged = charge(2, Method::Qr, 1_500, &counter);
    counter.ask(1, &charged, &cashier()).unwrap();
    assert_snapshot!(hearing(counter, &[
        approved("R1", 1_500),
        approved("R1", 1_500).naming(Names::Ours(pay(2))),
        approved("R1", 1_500).naming(Names::Ours(pay(9))),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500
    R1 APROBADO $ 1.500 for 2 → approved, $ 1.500; contradicted by $ 1.500 (R1)
    R1 APROBADO $ 1.500 for an unknown payment → approved, $ 1.500; contradicted by $ 1.500 (R1)
    ");
}

#[test]
fn a_notice_that_names_no_payment_approves_nothing_where_it_is_brought() {
    for names in [Names::Nobody, Names::Foreign("OP:77".to_owned())] {
        let mut counter = reached(Method::Qr, S::Waiting);
        let command = Command::HearNotice {
            payment: pay(1),
            number: NoticeNumber(1),
            transaction: Some(key("R1")),
            notice: approved("R1", 1_500).naming(names).0,
        };
        counter.does(command);
        assert_eq!(
            standing(&counter),
            "waiting, $ 1.500; needs-review by $ 1.500 (R1)"
        );
        counter.hears(&approved("R1", 1_500));
        assert_eq!(
            standing(&counter),
            "approved, $ 1.500; needs-review by $ 1.500 (R1) withdrawn"
        );
    }
}

#[test]
fn a_notice_brought_by_its_transaction_may_name_another_payment() {
    let mut counter = split();
    counter.hears(&other("R1", "PENDIENTE", 1_500));
    // The till knows the transaction under the first payment and brings the
    // notice there.
    counter.does(Command::HearNotice {
        payment: pay(1),
        number: NoticeNumber(2),
        transaction: Some(key("R1")),
        notice: approved("R1", 1_500).naming(Names::Ours(pay(2))).0,
    });
    assert_eq!(
        standing(&counter),
        "waiting, $ 1.500; waiting, $ 0; needs-review (R1); contradicted by $ 1.500 (R1)"
    );
}

#[test]
fn two_payments_approved_beyond_the_total() {
    let mut counter = reached(Method::Qr, S::Expired);
    counter.does(charge(2, Method::Qr, 1_500, &counter));
    counter.does(counter.qr(2));
    assert_snapshot!(hearing(counter, &[
        approved("R2", 1_500).naming(Names::Ours(pay(2))),
        approved("R1", 1_600),
    ]), @r"
    R2 APROBADO $ 1.500 for 2 → expired, $ 0; approved, $ 1.500
    R1 APROBADO $ 1.600 → approved, $ 1.600; approved, $ 1.500; late (R1); over by $ 1.600 (R1)
    ");
}

#[test]
fn a_refused_payment_and_its_replacement_both_paid() {
    let mut counter = reached(Method::Qr, S::Requested);
    counter.does(Command::Refuse {
        payment: pay(1),
        why: RefusedWhy::RepeatRejected,
        detail: None,
        replacement: Some(Replacement { payment: pay(2) }),
    });
    counter.does(counter.qr(2));
    assert_snapshot!(hearing(counter, &[
        approved("R1", 1_500),
        approved("R2", 1_500).naming(Names::Ours(pay(2))),
    ]), @r"
    R1 APROBADO $ 1.500 → approved, $ 1.500; waiting, $ 0; late (R1)
    R2 APROBADO $ 1.500 for 2 → approved, $ 1.500; approved, $ 1.500; late (R1); over at 2 by $ 1.500 (R2)
    ");
}

#[test]
fn the_surcharge_is_part_of_what_is_compared() {
    let mut counter = Counter::selling(1_500);
    counter.does(Command::Charge {
        payment: pay(1),
        request: PaymentRequest {
            charged: pesos(1_800),
            ..PaymentRequest::of(Method::Qr, pesos(1_500))
        },
        deadline: counter.now.plus_ms(1),
    });
    assert_snapshot!(hearing(counter, &[
        approved("R1", 1_500),
        approved("R2", 1_800),
    ]), @r"
    R1 APROBADO $ 1.500 → requested, $ 1.500; short by $ 300 (R1)
    R2 APROBADO $ 1.800 → approved, $ 3.300; short by $ 300 (R1) withdrawn; over by $ 1.500 (R2)
    ");
}

#[test]
fn money_of_the_fixed_qr_is_never_duplicate_short_or_over() {
    let fixed = |reference, amount| approved(reference, amount).naming(Names::Ours(pay(9)));
    let story = |state, told: &[Told]| {
        let mut counter = reached(Method::FixedQr, state);
        let mut lines = Vec::new();
        for told in told {
            let reference = told.0.reference.as_deref().unwrap();
            let command = Command::HearFixed {
                payment: pay(1),
                number: NoticeNumber(1),
                transaction: key(reference),
                notice: told.0.clone(),
            };
            let refused = counter.ask(0, &command, &Actor::Till).err();
            let why = refused.map_or(String::new(), |why| format!(" ({why:?})"));
            lines.push(format!("{} → {}{why}", spoken(told), standing(&counter)));
        }
        lines.join("\n")
    };
    assert_snapshot!(story(S::Declared, &[
        fixed("R1", 1_000),
        fixed("R2", 2_000),
        fixed("R3", 1_500),
        fixed("R4", 1_500),
    ]), @"
    R1 APROBADO $ 1.000 for an unknown payment → declared, $ 0 (NotItsNotice)
    R2 APROBADO $ 2.000 for an unknown payment → declared, $ 0 (NotItsNotice)
    R3 APROBADO $ 1.500 for an unknown payment → approved, $ 1.500
    R4 APROBADO $ 1.500 for an unknown payment → approved, $ 1.500 (NotInState(Approved))
    ");
    assert_snapshot!(story(S::Unconfirmed, &[fixed("R1", 1_500)]), @"R1 APROBADO $ 1.500 for an unknown payment → approved, $ 1.500");
    // Nobody said that this one was paid.
    assert_snapshot!(story(S::Cancelled, &[fixed("R1", 1_500)]), @"R1 APROBADO $ 1.500 for an unknown payment → cancelled, $ 0 (NotItsNotice)");
}

#[test]
fn what_was_taken_back_is_late_if_it_was_paid_all_the_same() {
    let mut counter = reached(Method::FixedQr, S::Declared);
    counter.does(Command::TakeBack { payment: pay(1) });
    counter.does(hear_fixed(1_500));
    assert_snapshot!(standing(&counter), @"approved, $ 1.500; late (R7)");
}

#[test]
fn a_later_notice_of_a_fixed_qrs_transaction_completes_it_or_contradicts_it() {
    let mut counter = reached(Method::FixedQr, S::Declared);
    counter.does(hear_fixed(1_500));
    let again = |amount| approved("R7", amount).naming(Names::Nobody);
    assert_snapshot!(hearing(counter, &[again(1_500), again(1_400)]), @"
    R7 APROBADO $ 1.500 for nobody → approved, $ 1.500
    R7 APROBADO $ 1.400 for nobody → approved, $ 1.500; contradicted by $ 100 (R7)
    ");
}

/// A notice that did not come by the match never approves it.
#[test]
fn a_declared_payment_is_not_approved_by_a_notice_of_nobody() {
    for names in [Names::Ours(pay(9)), Names::Nobody] {
        let mut counter = reached(Method::FixedQr, S::Declared);
        counter.does(Command::HearNotice {
            payment: pay(1),
            number: NoticeNumber(1),
            transaction: Some(key("R1")),
            notice: approved("R1", 1_500).naming(names).0,
        });
        let expected = "declared, $ 1.500; needs-review by $ 1.500 (R1)";
        assert_eq!(standing(&counter), expected);
    }
}

#[test]
fn notices_decide_nothing_about_cards_and_banknotes() {
    for (method, state) in [(Method::Card, S::InDoubt), (Method::Cash, S::Requested)] {
        let mut counter = reached(method, state);
        let expected = format!("{}, $ 1.500; needs-review by $ 1.500 (R1)", state.as_str());
        for _ in 0..2 {
            counter.hears(&approved("R1", 1_500));
            assert_eq!(standing(&counter), expected);
        }
    }
}

#[test]
fn a_settled_discrepancy_returns_only_if_the_provider_says_something_else() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.hears(&approved("R1", 1_000));
    counter.by(
        &manager(),
        Command::Settle {
            number: DiscrepancyNumber(1),
            how: SettledAs::ToBeReturned,
            amount: None,
            to: None,
            reason: "se va".to_owned(),
        },
    );
    assert_snapshot!(hearing(counter, &[
        approved("R1", 1_000),
        approved("R1", 1_500),
    ]), @r"
    R1 APROBADO $ 1.000 → waiting, $ 1.000; short by $ 500 (R1) settled
    R1 APROBADO $ 1.500 → approved, $ 1.500; short by $ 500 (R1) settled; contradicted by $ 500 (R1)
    ");
}
