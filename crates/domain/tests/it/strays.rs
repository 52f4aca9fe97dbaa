//! Strays: how they enter the tray, and how they leave it.

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
fn two_transactions_are_two_strays_and_a_repeat_is_none() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    counter.hears(&approved("R1", 1_500).naming_nobody().with_fees(52));
    counter.hears(&approved("R2", 1_500).naming_nobody());
    assert_eq!(counter.strays.len(), 2);
    // Without a reference the till cannot tell whether they are the same.
    counter.hears(&approved("", 1_500).naming_nobody().without_reference());
    counter.hears(&approved("", 1_500).naming_nobody().without_reference());
    assert_eq!(counter.strays.len(), 4);
}

#[test]
fn a_notice_with_the_reference_takes_a_stray_out_of_the_tray() {
    let mut counter = waiting();
    counter.hears(&approved("R1", 1_500).naming_nobody());
    counter.hears(&approved("R1", 1_500));
    assert_eq!(standing(&counter), "approved, $ 1.500");
    assert_eq!(tray(&counter), [&StrayStanding::Withdrawn(pay(1))]);
    // A further notice that names no payment is matched by its transaction.
    counter.hears(&approved("R1", 1_500).naming_nobody().with_fees(52));
    assert_eq!(standing(&counter), "approved, $ 1.500");
    assert_eq!(tray(&counter), [&StrayStanding::Withdrawn(pay(1))]);
}

#[test]
fn a_reference_contradicts_a_manager_who_settled_the_stray_otherwise() {
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
    // A manager settles it, and a repeat does not open it again.
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
fn only_a_manager_with_a_reason_settles_an_open_stray() {
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
fn a_manager_takes_over_a_stray_from_another_till() {
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
    // One line says from which till and why; its actor is the manager.
    assert!(matches!(
        &events[..],
        [StrayEvent::Settled { settlement, asked: AskedOthers::TakenOver(till) }]
            if till.0 == 2 && settlement.reason == "la caja 2 no está"
    ));
    assert_eq!(counter.strays[0].settled_by, Some(manager()));
    // This till has it now, in case it comes back to the tray.
    assert_eq!(counter.strays[0].holder, None);
}

#[test]
fn an_unreadable_notice_waits_in_the_tray() {
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
