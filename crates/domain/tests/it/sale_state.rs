//! A sale's own state, what can still be charged, and who may charge it.

use crate::reach::{charge, count_cash, doubt_of, reached};
use crate::world::{Counter, DEADLINE_MS, approved, cashier, manager, pay, pesos};
use domain::PaymentState as S;
use domain::{
    Actor, CardAnswer, Command, DiscrepancyKind, DiscrepancyNumber, Errand, Method, Names, Refusal,
    RefusedWhy, Replacement, SaleEvent, SaleState, SettledAs, errands,
};

fn settle(number: u32, how: SettledAs) -> Command {
    Command::Settle {
        number: DiscrepancyNumber(number),
        how,
        amount: None,
        to: None,
        reason: "lo vi".to_owned(),
    }
}

fn kinds(counter: &Counter) -> Vec<(DiscrepancyKind, i64)> {
    let found = counter.sale().discrepancies.iter();
    found.map(|d| (d.kind, d.by.centavos() / 100)).collect()
}

#[test]
fn open_partly_paid_and_paid() {
    let mut counter = Counter::selling(1_500);
    assert_eq!(counter.sale().state(), SaleState::Open);
    for (payment, amount, state, left) in [
        (1, 1_000, SaleState::PartlyPaid, 500),
        (2, 500, SaleState::Paid, 0),
    ] {
        counter.does(charge(payment, Method::Cash, amount, &counter));
        counter.does(count_cash(payment));
        assert_eq!(counter.sale().state(), state);
        assert_eq!(counter.sale().chargeable(), pesos(left));
    }
    // A paid sale cannot be given up.
    assert_eq!(counter.ask(0, &Command::Abandon, &cashier()), Ok(vec![]));
    assert_eq!(counter.sale().state(), SaleState::Paid);
}

#[test]
fn chargeable_is_what_is_neither_covered_nor_bound() {
    for (method, state, chargeable) in [
        (Method::Qr, S::Requested, 1_500),
        (Method::Qr, S::Waiting, 0),
        (Method::Card, S::Sent, 0),
        (Method::Card, S::Pending, 0),
        (Method::Card, S::InDoubt, 0),
        (Method::FixedQr, S::Declared, 0),
        (Method::Qr, S::Approved, 0),
        (Method::Card, S::SettledPaid, 0),
        (Method::Card, S::SettledUnpaid, 1_500),
        (Method::Card, S::Declined, 1_500),
        (Method::Qr, S::Refused, 1_500),
        (Method::Qr, S::Expired, 1_500),
        (Method::Qr, S::Cancelled, 1_500),
        (Method::FixedQr, S::Unconfirmed, 0),
    ] {
        let counter = reached(method, state);
        assert_eq!(counter.sale().chargeable(), pesos(chargeable), "{state:?}");
    }
}

#[test]
fn beyond_what_is_chargeable_by_any_method_only_a_manager_charges() {
    for method in Method::ALL {
        for (of, state) in [
            (Method::Qr, S::Waiting),
            (Method::Wallet, S::Waiting),
            (Method::Card, S::Sent),
            (Method::Card, S::Pending),
            (Method::Card, S::InDoubt),
            (Method::FixedQr, S::Declared),
            (Method::FixedQr, S::Unconfirmed),
        ] {
            let mut counter = reached(of, state);
            let again = charge(2, method, 1_500, &counter);
            for by in [cashier(), Actor::Counter, Actor::Till] {
                assert_eq!(counter.ask(0, &again, &by), Err(Refusal::NeedsManager));
            }
            assert!(counter.ask(0, &again, &manager()).is_ok());
        }
    }
}

#[test]
fn beyond_the_total_of_a_sale_with_nothing_bound_nobody_charges() {
    let mut counter = Counter::selling(1_500);
    let beyond = charge(1, Method::Cash, 1_501, &counter);
    for by in [cashier(), manager()] {
        assert_eq!(counter.ask(0, &beyond, &by), Err(Refusal::BeyondTotal));
    }
    let zero = charge(1, Method::Cash, 0, &counter);
    assert_eq!(counter.ask(0, &zero, &cashier()), Err(Refusal::AmountZero));
}

#[test]
fn one_payment_is_made_at_a_time_and_an_id_names_one_for_ever() {
    let mut counter = reached(Method::Qr, S::Requested);
    let second = charge(2, Method::Cash, 100, &counter);
    let refused = counter.ask(0, &second, &manager());
    assert_eq!(refused, Err(Refusal::AlreadyUnderWay));
    counter.does(Command::Cancel { payment: pay(1) });
    let same = charge(1, Method::Cash, 1_500, &counter);
    let refused = counter.ask(0, &same, &manager());
    assert_eq!(refused, Err(Refusal::AlreadyUnderWay));
    counter.does(charge(2, Method::Cash, 1_500, &counter));
}

#[test]
fn charging_beyond_the_total_leaves_an_over_item() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.by(&manager(), charge(2, Method::Cash, 1_500, &counter));
    counter.does(count_cash(2));
    assert_eq!(counter.sale().state(), SaleState::Paid);
    assert_eq!(kinds(&counter), []);
    counter.hears(&approved("R1", 1_500));
    assert_eq!(kinds(&counter), [(DiscrepancyKind::Over, 1_500)]);
}

#[test]
fn a_doubt_settled_as_paid_beyond_the_total_leaves_an_over_item() {
    let mut counter = reached(Method::Card, S::InDoubt);
    counter.by(&manager(), charge(2, Method::Cash, 1_500, &counter));
    counter.does(count_cash(2));
    let doubt = Command::SettleDoubt {
        payment: pay(1),
        paid: true,
        reason: "está en el resumen".to_owned(),
    };
    counter.by(&manager(), doubt);
    assert_eq!(counter.state(1), S::SettledPaid);
    assert_eq!(kinds(&counter), [(DiscrepancyKind::Over, 1_500)]);
}

#[test]
fn a_managers_word_has_a_reason_and_is_no_approval() {
    let doubt = |reason: &str| Command::SettleDoubt {
        payment: pay(1),
        paid: true,
        reason: reason.to_owned(),
    };
    let mut counter = reached(Method::Card, S::InDoubt);
    let refused = counter.ask(0, &doubt(" "), &manager());
    assert_eq!(refused, Err(Refusal::ReasonMissing));
    let refused = counter.ask(0, &doubt("sí"), &cashier());
    assert_eq!(refused, Err(Refusal::NeedsManager));
    counter.by(&manager(), doubt("sí"));
    let payment = counter.sale().payment(pay(1)).unwrap();
    assert_eq!(
        (payment.approval.as_ref(), payment.approved_at),
        (None, None)
    );
    assert!(payment.received().is_zero());
    assert_eq!(counter.sale().state(), SaleState::Paid);
    // An answer of the provider that disagrees goes to the tray.
    let declined = CardAnswer::Declined {
        detail: None,
        leg_succeeded: None,
    };
    counter.does(Command::HearAnswer {
        payment: pay(1),
        answer: declined,
    });
    assert_eq!(kinds(&counter), [(DiscrepancyKind::Contradicted, 1_500)]);
    assert_eq!(counter.state(1), S::SettledPaid);
}

/// A manager settled the doubt as unpaid, and then the money came.
fn paid_after_all(counter: &mut Counter) {
    counter.by(&manager(), doubt_of(1, false));
    let approved = CardAnswer::Approved;
    counter.does(Command::HearAnswer {
        payment: pay(1),
        answer: approved,
    });
    assert_eq!(kinds(counter), [(DiscrepancyKind::Contradicted, 1_500)]);
}

#[test]
fn card_money_that_came_late_completes_the_sale() {
    let mut counter = reached(Method::Card, S::InDoubt);
    paid_after_all(&mut counter);
    assert_eq!(counter.sale().state(), SaleState::Open);
    counter.by(&manager(), settle(1, SettledAs::CompletesThisSale));
    assert_eq!(counter.sale().state(), SaleState::Paid);
    assert_eq!(counter.sale().chargeable(), pesos(0));
    assert_eq!(counter.state(1), S::SettledUnpaid);
    assert_eq!(kinds(&counter).len(), 1);
}

#[test]
fn card_money_beyond_the_total_is_over_and_counted_once() {
    let mut counter = reached(Method::Card, S::InDoubt);
    paid_after_all(&mut counter);
    counter.does(charge(2, Method::Cash, 1_000, &counter));
    counter.does(count_cash(2));
    counter.by(&manager(), settle(1, SettledAs::CompletesThisSale));
    assert_eq!(counter.sale().covered(), pesos(2_500));
    assert_eq!(kinds(&counter)[1..], [(DiscrepancyKind::Over, 1_000)]);
    let again = settle(2, SettledAs::CompletesThisSale);
    let refused = counter.ask(0, &again, &manager());
    assert_eq!(refused, Err(Refusal::CoversNothing));
}

fn refuse(why: RefusedWhy, payment: u8, replacement: u8) -> Command {
    Command::Refuse {
        payment: pay(payment),
        why,
        detail: None,
        replacement: Some(Replacement {
            payment: pay(replacement),
        }),
    }
}

#[test]
fn a_refused_payment_is_replaced_once() {
    let mut counter = reached(Method::Qr, S::Requested);
    let first = counter.sale().payment(pay(1)).unwrap().clone();
    let events = counter
        .ask(0, &refuse(RefusedWhy::RepeatRejected, 1, 2), &Actor::Till)
        .unwrap();
    assert_eq!(errands(&events), [Errand::MakePreOrder(pay(2))]);
    let second = counter.sale().payment(pay(2)).unwrap().clone();
    assert_eq!(second.replaces, Some(pay(1)));
    assert_eq!(
        (second.request.amount, second.request.charged),
        (first.request.amount, first.request.charged)
    );
    // The replacement has only the rest of the first payment's time.
    assert_eq!(second.deadline, first.deadline);
    let events = counter
        .ask(0, &refuse(RefusedWhy::QrOfAnotherSale, 2, 3), &Actor::Till)
        .unwrap();
    assert_eq!(errands(&events), []);
    assert_eq!(counter.sale().payments.len(), 2);
    assert_eq!(
        (counter.state(1), counter.state(2)),
        (S::Refused, S::Refused)
    );
}

#[test]
fn which_refusals_are_replaced() {
    for (why, replaced) in [
        (RefusedWhy::RepeatRejected, true),
        (RefusedWhy::QrOfAnotherSale, true),
        (RefusedWhy::ProviderRefused, false),
        (RefusedWhy::IdentityChanged, false),
        (RefusedWhy::GivenUp, false),
        (RefusedWhy::Credentials, false),
        (RefusedWhy::Permission, false),
        (RefusedWhy::Clock, false),
    ] {
        let mut counter = reached(Method::Qr, S::Requested);
        counter.does(refuse(why, 1, 2));
        assert_eq!(
            counter.sale().payments.len(),
            if replaced { 2 } else { 1 },
            "{why:?}"
        );
        let mut too_late = reached(Method::Qr, S::Requested);
        too_late.wait(DEADLINE_MS).does(refuse(why, 1, 2));
        assert_eq!(too_late.sale().payments.len(), 1, "{why:?}");
        let mut no_new_id = reached(Method::Qr, S::Requested);
        no_new_id.does(refuse(why, 1, 1));
        assert_eq!(no_new_id.sale().payments.len(), 1, "{why:?}");
    }
}

#[test]
fn a_late_qr_is_recorded_and_not_shown() {
    for state in [S::Expired, S::Cancelled, S::Refused] {
        let mut counter = reached(Method::Qr, state);
        let events = counter.ask(0, &counter.qr(1), &Actor::Till).unwrap();
        assert!(matches!(
            &events[..],
            [SaleEvent::LateAnswer { order: Some(_), .. }]
        ));
        assert_eq!(counter.state(1), state);
        assert_eq!(counter.sale().payment(pay(1)).unwrap().qr(), None);
    }
}

#[test]
fn a_sale_is_given_up_only_when_nothing_more_can_come_of_it() {
    for (method, state) in [
        (Method::Qr, S::Requested),
        (Method::Qr, S::Waiting),
        (Method::Card, S::Sent),
        (Method::Card, S::Pending),
        (Method::Card, S::InDoubt),
        (Method::FixedQr, S::Declared),
        (Method::Qr, S::Approved),
    ] {
        let mut counter = reached(method, state);
        assert_eq!(counter.ask(0, &Command::Abandon, &cashier()), Ok(vec![]));
        assert_ne!(counter.sale().state(), SaleState::Abandoned, "{state:?}");
    }
}

/// A sale of $ 1.500, given up after $ 500 of it were paid.
fn given_up() -> Counter {
    let mut counter = Counter::selling(1_500);
    counter.does(charge(1, Method::Cash, 500, &counter));
    counter.does(count_cash(1));
    counter.does(charge(2, Method::Qr, 1_000, &counter));
    counter.does(counter.qr(2));
    counter.does(Command::Cancel { payment: pay(2) });
    counter.does(Command::Abandon);
    counter
}

#[test]
fn money_of_an_abandoned_sale_is_to_be_returned() {
    let mut counter = given_up();
    assert_eq!(counter.sale().state(), SaleState::Abandoned);
    assert_eq!(kinds(&counter), [(DiscrepancyKind::ToBeReturned, 500)]);
    let more = charge(3, Method::Cash, 100, &counter);
    assert_eq!(counter.ask(0, &more, &manager()), Err(Refusal::Abandoned));
    // Money that comes later is approved and goes to the tray.
    counter.hears(&approved("R1", 1_000).naming(Names::Ours(pay(2))));
    assert_eq!(counter.state(2), S::Approved);
    assert_eq!(counter.sale().state(), SaleState::Abandoned);
    assert_eq!(kinds(&counter)[1..], [(DiscrepancyKind::Late, 0)]);
}

#[test]
fn a_completed_sale_can_be_given_up_again() {
    let mut counter = given_up();
    counter.by(&manager(), settle(1, SettledAs::CompletesThisSale));
    assert_eq!(counter.sale().state(), SaleState::PartlyPaid);
    counter.does(Command::Abandon);
    assert_eq!(counter.sale().state(), SaleState::Abandoned);
    let open = [
        (DiscrepancyKind::ToBeReturned, 500),
        (DiscrepancyKind::ToBeReturned, 500),
    ];
    assert_eq!(kinds(&counter), open);
    counter.hears(&approved("R1", 1_000).naming(Names::Ours(pay(2))));
    // Each answer covers only what it names.
    counter.by(&manager(), settle(3, SettledAs::CompletesThisSale));
    assert_eq!(counter.sale().covered(), pesos(1_000));
    counter.by(&manager(), settle(2, SettledAs::CompletesThisSale));
    assert_eq!(counter.sale().state(), SaleState::Paid);
}

#[test]
fn settling_asks_for_a_manager_a_reason_and_an_open_discrepancy() {
    let mut counter = given_up();
    let written_off = settle(1, SettledAs::WrittenOff);
    let refused = counter.ask(0, &written_off, &cashier());
    assert_eq!(refused, Err(Refusal::NeedsManager));
    counter.by(&manager(), written_off.clone());
    assert_eq!(counter.sale().state(), SaleState::Abandoned);
    for number in [0, 1, 2] {
        let again = settle(number, SettledAs::ToBeReturned);
        let refused = counter.ask(0, &again, &manager());
        assert_eq!(refused, Err(Refusal::UnknownDiscrepancy));
    }
}

#[test]
fn an_unknown_payment_is_refused() {
    let mut counter = Counter::selling(1_500);
    for command in [Command::Cancel { payment: pay(7) }, counter.qr(7)] {
        let refused = counter.ask(0, &command, &cashier());
        assert_eq!(refused, Err(Refusal::UnknownPayment));
    }
}

#[test]
fn a_sale_records_who_did_what() {
    let mut counter = Counter::selling(1_500);
    counter.does(charge(1, Method::Qr, 1_500, &counter));
    let qr = counter.qr(1);
    counter.by(&Actor::Till, qr);
    counter.by(&Actor::Counter, Command::Cancel { payment: pay(1) });
    counter.hears(&approved("A", 1_500));
    counter.by(&manager(), settle(1, SettledAs::WrittenOff));
    let sale = counter.sale();
    let paid = sale.payment(pay(1)).unwrap();
    assert_eq!(sale.opened_by, cashier());
    assert_eq!(paid.requested_by, cashier());
    assert_eq!(paid.cancelled_by, Some(Actor::Counter));
    assert_eq!(paid.settled_by, None);
    assert_eq!(sale.discrepancies[0].settled_by, Some(manager()));

    let counter = reached(Method::Card, S::SettledPaid);
    let settled = counter.sale().payment(pay(1)).unwrap();
    assert_eq!(settled.settled_by, Some(manager()));
    let mut counter = Counter::selling(1_500);
    counter.does(Command::Abandon);
    assert_eq!(counter.sale().abandoned_by, Some(cashier()));
}
