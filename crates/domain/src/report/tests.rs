use super::*;
use crate::{PersonId, Provider, Role, TillNumber};
use proptest::prelude::*;

const AT: UnixMs = UnixMs(1_795_276_800_000);

fn manager() -> Actor {
    Actor::Person {
        id: PersonId::new(AT, [3; 8], TillNumber(1)),
        role: Role::Manager,
    }
}

fn owed(waits: Option<ReportWhy>) -> ReportEvent {
    ReportEvent::Owed {
        about: Reported {
            sale: SaleId::new(AT, [1; 8], TillNumber(1)),
            payment: PaymentId::new(AT, [2; 8], TillNumber(1)),
            transaction: TransactionKey::own(Provider::Wallet, "W-1".to_owned()),
            outcome: ReportOutcome::Paid,
            amount: Money::from_centavos(150_000).unwrap(),
            original: None,
        },
        waits,
    }
}

fn report(waits: Option<ReportWhy>) -> Report {
    Report::owed(
        ReportId::of([7; 16]),
        Stamp::new(&Actor::Till, AT),
        &owed(waits),
    )
    .unwrap()
}

fn obey(report: &mut Report, command: &ReportCommand, by: &Actor) -> Result<(), ReportRefusal> {
    for event in report.decide(command, by)? {
        report.apply(Stamp::new(by, AT.plus_ms(1)), &event);
    }
    Ok(())
}

fn reason() -> String {
    "Bind dice que no lo tiene".to_owned()
}

/// One command of each kind, about the message in force.
fn commands(of: &Report) -> Vec<ReportCommand> {
    let message = of.message.clone();
    let fail = |after_lost| ReportCommand::Fail {
        message: message.clone(),
        after_lost,
    };
    vec![
        ReportCommand::Pass {
            message: message.clone(),
            reference: None,
        },
        fail(false),
        fail(true),
        ReportCommand::Miss,
        ReportCommand::Doubt,
        ReportCommand::SendAnew {
            message: format!("{message}0"),
            reason: reason(),
        },
        ReportCommand::Settle { reason: reason() },
        ReportCommand::GiveUp { reason: reason() },
    ]
}

fn in_state(state: ReportState) -> Report {
    let mut report = report(None);
    let found = commands(&report).into_iter().find(|command| {
        let mut tried = report.clone();
        obey(&mut tried, command, &manager()).is_ok() && tried.state == state
    });
    if let Some(command) = found {
        obey(&mut report, &command, &manager()).unwrap();
    } else if state == ReportState::SettledPassed {
        report = in_state(ReportState::InDoubt);
        obey(
            &mut report,
            &ReportCommand::Settle { reason: reason() },
            &manager(),
        )
        .unwrap();
    }
    assert_eq!(report.state, state);
    report
}

/// Each command in each state, by a manager: the state after it, or nothing.
#[test]
fn the_table_of_a_report() {
    use ReportState as S;
    let mut table = Vec::new();
    for state in S::ALL {
        let known = in_state(state);
        let after: Vec<&str> = commands(&known)
            .iter()
            .map(|command| {
                let mut tried = known.clone();
                obey(&mut tried, command, &manager()).map_or("-", |()| tried.state.as_str())
            })
            .collect();
        table.push(format!("{:14} {}", state.as_str(), after.join(" ")));
    }
    insta::assert_snapshot!(table.join("\n"), @r"
    owed           passed failed in-doubt failed in-doubt - - given-up
    passed         - - - - - - - -
    failed         - - - - in-doubt owed settled-passed given-up
    in-doubt       - - - - - owed settled-passed given-up
    settled-passed - - - - - - - -
    given-up       - - - - - - - -
    ");
}

#[test]
fn what_may_not_go_out_by_itself_waits_for_a_person() {
    for (why, state) in [
        (ReportWhy::AmountDiffers, ReportState::Failed),
        (ReportWhy::OrderDiffers, ReportState::Failed),
        (ReportWhy::NotItsPayment, ReportState::Failed),
        (ReportWhy::AnotherReport, ReportState::Failed),
        (ReportWhy::Restored, ReportState::InDoubt),
    ] {
        assert_eq!(report(Some(why)).state, state, "{why:?}");
    }
}

#[test]
fn only_a_manager_with_a_reason_decides() {
    let anew = |reason: &str| ReportCommand::SendAnew {
        message: "otro".to_owned(),
        reason: reason.to_owned(),
    };
    let known = in_state(ReportState::InDoubt);
    for by in [Actor::Till, Actor::Counter] {
        assert_eq!(
            known.decide(&anew("sí"), &by),
            Err(ReportRefusal::NeedsManager)
        );
    }
    assert_eq!(
        known.decide(&anew(" "), &manager()),
        Err(ReportRefusal::ReasonMissing)
    );
}

/// An answer that comes late, about a message that was replaced, decides
/// nothing about the new one.
#[test]
fn an_answer_about_an_earlier_message_is_refused() {
    let mut known = in_state(ReportState::Failed);
    let first = known.message.clone();
    let anew = ReportCommand::SendAnew {
        message: "otro".to_owned(),
        reason: reason(),
    };
    obey(&mut known, &anew, &manager()).unwrap();
    assert_eq!(known.earlier.as_slice(), std::slice::from_ref(&first));
    let pass = ReportCommand::Pass {
        message: first,
        reference: None,
    };
    assert_eq!(
        known.decide(&pass, &Actor::Till),
        Err(ReportRefusal::OtherMessage)
    );
}

proptest! {
    /// No sequence of commands sends one message's id twice, or leaves an end.
    #[test]
    fn a_message_is_never_used_again(steps in prop::collection::vec((0_usize..8, 0_u8..4), 0..40)) {
        let mut known = report(None);
        let mut ended = None;
        for (step, message) in steps {
            let mut command = commands(&known).swap_remove(step);
            if let ReportCommand::SendAnew { message: id, .. } = &mut command {
                *id = format!("m{message}");
            }
            let _ = obey(&mut known, &command, &manager());
            let mut used = known.earlier.clone();
            used.push(known.message.clone());
            let all = used.len();
            used.sort();
            used.dedup();
            prop_assert_eq!(used.len(), all);
            if let Some(end) = ended {
                prop_assert_eq!(known.state, end);
            }
            if matches!(known.state, ReportState::Passed | ReportState::SettledPassed | ReportState::GivenUp) {
                ended = Some(known.state);
            }
        }
    }

    #[test]
    fn an_id_reads_back(bytes: [u8; 16]) {
        let id = ReportId::of(bytes);
        prop_assert_eq!(ReportId::parse(&id.to_string()), Ok(id));
    }
}
