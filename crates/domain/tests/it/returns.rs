//! What is still to be given back of an item that a manager said is to be
//! returned.

use crate::reach::charge;
use crate::world::{Counter, approved, manager, other, pay, pesos};
use domain::{Command, DiscrepancyNumber, Method, Money, Refusal, ReturnedFrom, SettledAs};

const FIRST: DiscrepancyNumber = DiscrepancyNumber(1);

fn to_be_returned(counter: &mut Counter) -> Money {
    let command = Command::Settle {
        number: FIRST,
        how: SettledAs::ToBeReturned,
        amount: None,
        to: None,
        reason: "pide la plata".to_owned(),
    };
    counter.ask(0, &command, &manager()).unwrap();
    counter.sale().still_to_return(FIRST)
}

fn give_back(counter: &mut Counter, amount: i64) -> Result<(), Refusal> {
    let command = Command::ReturnMoney {
        payment: pay(1),
        number: Some(FIRST),
        amount: pesos(amount),
        from: ReturnedFrom::Drawer,
        reason: "en mano".to_owned(),
    };
    counter.ask(0, &command, &manager()).map(|_| ())
}

/// A sale of $ 1.500 by a QR that waits.
fn waiting() -> Counter {
    let mut counter = Counter::selling(1_500);
    let charged = charge(1, Method::Qr, 1_500, &counter);
    counter.does(charged);
    let qr = counter.qr(1);
    counter.does(qr);
    counter
}

#[test]
fn of_money_that_was_short_all_that_came_is_to_be_returned() {
    let mut counter = waiting();
    counter.hears(&approved("a", 1_400));
    assert_eq!(to_be_returned(&mut counter), pesos(1_400));
    give_back(&mut counter, 1_000).unwrap();
    assert_eq!(counter.sale().still_to_return(FIRST), pesos(400));
    assert_eq!(give_back(&mut counter, 401), Err(Refusal::BeyondReceived));
    give_back(&mut counter, 400).unwrap();
    assert_eq!(counter.sale().still_to_return(FIRST), Money::ZERO);
}

#[test]
fn of_money_that_was_too_much_the_difference_is_to_be_returned() {
    let mut counter = waiting();
    counter.hears(&approved("a", 1_600));
    assert_eq!(to_be_returned(&mut counter), pesos(100));
}

#[test]
fn a_late_payment_is_to_be_returned_whole() {
    let mut counter = waiting();
    counter.does(Command::Cancel { payment: pay(1) });
    counter.hears(&approved("a", 1_500));
    assert_eq!(to_be_returned(&mut counter), pesos(1_500));
    give_back(&mut counter, 1_500).unwrap();
    assert_eq!(counter.sale().still_to_return(FIRST), Money::ZERO);
}

#[test]
fn a_word_that_brought_no_money_leaves_nothing_to_return() {
    let mut counter = waiting();
    counter.hears(&other("a", "RECHAZADO", 1_500));
    assert_eq!(to_be_returned(&mut counter), Money::ZERO);
}

#[test]
fn an_item_that_was_written_off_is_returned_by_nobody() {
    let mut counter = waiting();
    counter.hears(&approved("a", 1_600));
    let command = Command::Settle {
        number: FIRST,
        how: SettledAs::WrittenOff,
        amount: None,
        to: None,
        reason: "no vuelve".to_owned(),
    };
    counter.by(&manager(), command);
    assert_eq!(
        give_back(&mut counter, 100),
        Err(Refusal::UnknownDiscrepancy)
    );
}
