//! Money of nobody's payment: how it enters the tray, and how it leaves it.

use crate::notices::standing;
use crate::reach::reached;
use crate::world::{Counter, approved, cashier, key, manager, other, pay};
use domain::{
    Actor, AskedOthers, Method, Names, NoticeNumber, PaymentState, Refusal, SettledAs, Stray,
    StrayCommand, StrayEvent, StrayId, StrayStanding, TillNumber,
};

fn waiting() -> Counter {
    reached(Method::Qr, PaymentState::Waiting)
}

fn id() -> StrayId {
    StrayId::Transaction(key("R1"))
}

fn settle(how: SettledAs) -> StrayCommand {
    because(how, "fue una transferencia")
}

fn because(how: SettledAs, reason: &str) -> StrayCommand {
    StrayCommand::Settle {
        how,
        covers: None,
        asked: AskedOthers::Claimed,
        reason: reason.to_owned(),
    }
}

fn tray(counter: &Counter) -> Vec<&StrayStanding> {
    counter.strays.iter().map(|stray| &stray.standing).collect()
}

#[test]
fn null_unknown_and_foreign_references_are_unattributed() {
    for names in [
        Names::Nobody,
        Names::Foreign("PEDIDO-77".to_owned()),
        Names::Ours(pay(9)),
    ] {
        let mut counter = waiting();
        counter.hears(&approved("R1", 1_500).naming(names));
        assert_eq!(standing(&counter), "waiting, $ 0");
        assert_eq!(tray(&counter), [&StrayStanding::Open]);
        assert_eq!(counter.strays[0].amount, Some(crate::world::pesos(1_500)));
    }
}

#[test]
fn two_transactions_are_two_strays_and_one_said_twice_is_one() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    counter.hears(&approved("R1", 1_500).naming_nobody().with_fees(52));
    counter.hears(&approved("R2", 1_500).naming_nobody());
    assert_eq!(counter.strays.len(), 2);
    // Without a reference nobody can tell whether they are one.
    counter.hears(&approved("", 1_500).naming_nobody().without_reference());
    counter.hears(&approved("", 1_500).naming_nobody().without_reference());
    assert_eq!(counter.strays.len(), 4);
}

#[test]
fn the_notice_that_brings_the_reference_takes_it_out_of_the_tray() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    counter.hears(&approved("R1", 1_500));
    assert_eq!(standing(&counter), "approved, $ 1.500");
    assert_eq!(tray(&counter), [&StrayStanding::Withdrawn(pay(1))]);
    // A further one that names nobody finds its way by the transaction.
    counter.hears(&approved("R1", 1_500).naming_nobody().with_fees(52));
    assert_eq!(standing(&counter), "approved, $ 1.500");
    assert_eq!(tray(&counter), [&StrayStanding::Withdrawn(pay(1))]);
}

#[test]
fn the_reference_contradicts_a_person_who_had_settled_it_otherwise() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    let settled = counter.ask_stray(&id(), &settle(SettledAs::NotASale), &manager());
    assert!(settled.is_ok());
    counter.hears(&approved("R1", 1_500));
    assert_eq!(standing(&counter), "approved, $ 1.500");
    assert!(matches!(
        tray(&counter)[..],
        [StrayStanding::Contradicted(_, payment)] if *payment == pay(1)
    ));
    // A manager ends it, and what repeats itself does not raise it again.
    let ended = counter.ask_stray(&id(), &settle(SettledAs::WrittenOff), &manager());
    assert!(ended.is_ok());
    counter.hears(&approved("R1", 1_500).with_fees(52));
    assert!(matches!(tray(&counter)[..], [StrayStanding::Settled(_)]));
}

#[test]
fn a_settled_stray_is_open_again_when_the_provider_says_something_new() {
    let mut counter = waiting();
    counter.hears(&other("R1", "PENDIENTE", 1_500).naming_nobody());
    let settled = counter.ask_stray(&id(), &settle(SettledAs::WrittenOff), &manager());
    assert!(settled.is_ok());
    counter.hears(&other("R1", "PENDIENTE", 1_500).naming_nobody().with_fees(1));
    assert!(matches!(tray(&counter)[..], [StrayStanding::Settled(_)]));
    counter.hears(&approved("R1", 1_500).naming_nobody());
    assert_eq!(tray(&counter), [&StrayStanding::Open]);
}

#[test]
fn only_a_manager_with_a_reason_settles_and_only_what_is_open() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    for by in [cashier(), Actor::Counter, Actor::Till] {
        let refused = counter.ask_stray(&id(), &settle(SettledAs::NotASale), &by);
        assert_eq!(refused, Err(Refusal::NeedsManager));
    }
    let no_reason = because(SettledAs::NotASale, "  ");
    let refused = counter.ask_stray(&id(), &no_reason, &manager());
    assert_eq!(refused, Err(Refusal::ReasonMissing));
    assert!(
        counter
            .ask_stray(&id(), &settle(SettledAs::NotASale), &manager())
            .is_ok()
    );
    let again = counter.ask_stray(&id(), &settle(SettledAs::WrittenOff), &manager());
    assert_eq!(again, Err(Refusal::UnknownDiscrepancy));
}

#[test]
fn a_manager_takes_over_what_another_till_has() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    let held = StrayCommand::Hold(Some(TillNumber(2)));
    assert!(counter.ask_stray(&id(), &held, &Actor::Till).is_ok());
    assert_eq!(counter.strays[0].holder, Some(TillNumber(2)));
    let take_over = StrayCommand::Settle {
        how: SettledAs::NotASale,
        covers: None,
        asked: AskedOthers::TakenOver(TillNumber(2)),
        reason: "la caja 2 no está".to_owned(),
    };
    let events = counter.ask_stray(&id(), &take_over, &manager()).unwrap();
    // One line says from whom and why; its actor is whose word it was.
    assert!(matches!(
        &events[..],
        [StrayEvent::Settled { settlement, asked: AskedOthers::TakenOver(till) }]
            if till.0 == 2 && settlement.reason == "la caja 2 no está"
    ));
    assert_eq!(counter.strays[0].settled_by, Some(manager()));
    // This till has it now, should it be in the tray again.
    assert_eq!(counter.strays[0].holder, None);
}

#[test]
fn a_body_that_could_not_be_read_waits_too() {
    let mut counter = waiting();
    let number = NoticeNumber(7);
    let unread = StrayId::Notice(number);
    let heard = counter.ask_stray(&unread, &StrayCommand::Hear(number, None), &Actor::Till);
    assert!(heard.is_ok());
    assert_eq!(tray(&counter), [&StrayStanding::Open]);
    let events = counter
        .stray_events
        .iter()
        .map(|(_, line)| (line.stamp(), &line.event));
    assert_eq!(Stray::sum(unread, events).as_ref(), counter.strays.first());
}
