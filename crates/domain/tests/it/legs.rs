//! The provider's word on single legs: hints after a final word, and money
//! that came where it was not expected.

use crate::reach::{answer, card, charge_cards, doubt_of, hear_leg, leg, lose_answer};
use crate::world::{Counter, cashier, manager, pay, pesos};
use domain::PaymentState as S;
use domain::{
    CardAnswer, Command, DiscrepancyKind, LegWord, Method, NoticeNumber, Payment, PaymentRequest,
    Refusal, UnixMs,
};

const DECLINED: CardAnswer = CardAnswer::Declined {
    detail: None,
    leg_succeeded: None,
};

/// A sale of $ 1.500 whose card was charged in so many legs.
fn sent(legs: u8) -> Counter {
    let mut counter = Counter::selling(1_500);
    counter.does(charge_cards(1, 1_500, legs, &counter));
    counter.does(Command::MarkSent { payment: pay(1) });
    counter
}

/// The answer first describes a leg, and then says its own word.
fn told(word: LegWord, said: CardAnswer) -> Counter {
    let mut counter = sent(1);
    let mut told = leg("T1", word, 1_500);
    told.place = Some(0);
    counter.does(Command::NoteLegs {
        payment: pay(1),
        legs: vec![told],
    });
    counter.does(answer(said));
    counter
}

fn hint(id: &str) -> Command {
    Command::HearHint {
        payment: pay(1),
        number: NoticeNumber(1),
        leg: id.to_owned(),
    }
}

fn payment(counter: &Counter) -> &Payment {
    counter.sale().payment(pay(1)).unwrap()
}

#[test]
fn cards_are_charged_what_is_asked_for_or_not_at_all() {
    let right = PaymentRequest::of(Method::Card, pesos(1_500));
    let asked = |request: PaymentRequest| {
        let mut counter = Counter::selling(1_500);
        let command = Command::ChargeCards {
            payment: pay(1),
            request,
            cards: vec![card(1_500, 2)],
            deadline: UnixMs(i64::MAX),
        };
        counter.ask(0, &command, &cashier()).map(drop)
    };
    assert_eq!(asked(right.clone()), Ok(()));
    for wrong in [
        PaymentRequest {
            amount: pesos(1_499),
            ..right.clone()
        },
        PaymentRequest {
            charged: pesos(1_501),
            ..right.clone()
        },
        PaymentRequest {
            method: Method::Cash,
            ..right
        },
    ] {
        assert_eq!(asked(wrong), Err(Refusal::LegsDisagree));
    }
}

/// Each leg's word, and whether the provider has to be asked about it.
fn words(counter: &Counter) -> Vec<(LegWord, bool)> {
    let known = payment(counter).card().unwrap();
    let legs = known.legs.iter();
    legs.map(|leg| (leg.word, known.asks_about(leg))).collect()
}

fn kinds(counter: &Counter) -> Vec<(DiscrepancyKind, i64)> {
    let found = counter.sale().discrepancies.iter();
    found.map(|d| (d.kind, d.by.centavos() / 100)).collect()
}

#[test]
fn a_hint_after_a_no_is_asked_about_and_its_money_waits_in_the_tray() {
    let mut counter = told(LegWord::Failed, DECLINED);
    assert_eq!(words(&counter), [(LegWord::Failed, false)]);
    counter.does(hint("T1"));
    assert_eq!(words(&counter), [(LegWord::Failed, true)]);
    // The same word again answers the hint and is no news.
    counter.does(hear_leg("T1", LegWord::Failed, 1_500));
    assert_eq!(words(&counter), [(LegWord::Failed, false)]);
    assert_eq!(kinds(&counter), []);
    counter.does(hint("T1"));
    counter.does(hear_leg("T1", LegWord::Succeeded, 1_500));
    assert_eq!(words(&counter), [(LegWord::Succeeded, false)]);
    assert_eq!(kinds(&counter), [(DiscrepancyKind::Contradicted, 1_500)]);
    assert_eq!(counter.state(1), S::Declined);
    counter.does(hint("T1"));
    counter.does(hear_leg("T1", LegWord::Succeeded, 1_500));
    assert_eq!(words(&counter), [(LegWord::Succeeded, false)]);
    assert_eq!(kinds(&counter).len(), 1);
}

#[test]
fn a_hint_after_an_approval_is_asked_about_and_a_reversal_waits_in_the_tray() {
    let mut counter = told(LegWord::Succeeded, CardAnswer::Approved);
    counter.does(hint("T1"));
    assert_eq!(words(&counter), [(LegWord::Succeeded, true)]);
    counter.does(hear_leg("T1", LegWord::Succeeded, 1_500));
    assert_eq!(words(&counter), [(LegWord::Succeeded, false)]);
    assert_eq!(kinds(&counter), []);
    counter.does(hint("T1"));
    counter.does(hear_leg("T1", LegWord::Failed, 1_500));
    assert_eq!(kinds(&counter), [(DiscrepancyKind::Contradicted, 1_500)]);
    assert_eq!(counter.state(1), S::Approved);
}

/// Both legs of a split go through after a manager said that it was not paid.
#[test]
fn two_legs_with_the_same_amount_are_two_items() {
    let mut counter = sent(2);
    counter.does(lose_answer());
    counter.by(&manager(), doubt_of(1, false));
    counter.does(hear_leg("T1", LegWord::Succeeded, 750));
    counter.does(hear_leg("T2", LegWord::Succeeded, 750));
    // A repeat is the same money.
    counter.does(hear_leg("T2", LegWord::Succeeded, 750));
    let one = (DiscrepancyKind::Contradicted, 750);
    assert_eq!(kinds(&counter), [one, one]);
}

#[test]
fn two_further_transactions_with_the_same_amount_are_two_items() {
    let mut counter = told(LegWord::Succeeded, CardAnswer::Approved);
    counter.does(hear_leg("T2", LegWord::Succeeded, 1_500));
    counter.does(hear_leg("T3", LegWord::Succeeded, 1_500));
    let one = (DiscrepancyKind::Duplicate, 1_500);
    assert_eq!(kinds(&counter), [one, one]);
    // The same while the charge is in doubt.
    let mut counter = sent(1);
    counter.does(lose_answer());
    counter.does(hear_leg("T2", LegWord::Succeeded, 700));
    counter.does(hear_leg("T3", LegWord::Succeeded, 700));
    counter.does(hear_leg("T3", LegWord::Succeeded, 700));
    let one = (DiscrepancyKind::NeedsReview, 700);
    assert_eq!(kinds(&counter), [one, one]);
}

#[test]
fn a_leg_without_a_final_word_waits_in_the_tray_once() {
    let mut counter = told(LegWord::Failed, DECLINED);
    let stop = Command::StopAsking {
        payment: pay(1),
        leg: "T1".to_owned(),
    };
    counter.does(stop.clone());
    assert_eq!(kinds(&counter), [], "it has its final word");
    counter.does(hint("T1"));
    counter.does(stop.clone());
    counter.does(stop);
    assert_eq!(kinds(&counter), [(DiscrepancyKind::NeedsReview, 1_500)]);
    // A word that comes later still counts.
    counter.does(hear_leg("T1", LegWord::Succeeded, 1_500));
    assert_eq!(
        kinds(&counter)[1..],
        [(DiscrepancyKind::Contradicted, 1_500)]
    );
}
