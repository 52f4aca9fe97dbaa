//! The complete state table of a payment: every state of each method, reached
//! by real commands, with every command. A changed rule shows as a difference
//! in these tables.

use crate::reach::{
    TOTAL, answer, by_the_wallet, charge, charge_cards, count_cash, declined, doubt_settled,
    enter_paid, give_up, hear_fixed, hear_leg, leg, lose_answer, reached, refuse, release, states,
    take,
};
use crate::world::{Counter, DEADLINE_MS, QR_MS, approved, cashier, manager, pay, pesos};
use domain::PaymentState as S;
use domain::{
    Actor, CardAnswer, Command, DiscrepancyNumber, LegWord, Method, NoticeNumber, PaymentState,
    Refusal, RefusedWhy, ReturnedFrom, SaleEvent, SettledAs, TAKE_BACK_MS, Tender,
};
use insta::assert_snapshot;
use std::collections::BTreeSet;

/// A row: the command, its actor, how many milliseconds after the state was
/// reached it comes, and the row's name.
struct Row(Command, Actor, i64, &'static str);

fn rows(counter: &Counter) -> Vec<Row> {
    let payment = pay(1);
    let row = |command, note| Row(command, cashier(), 0, note);
    let later = |command, ms, note| Row(command, cashier(), ms, note);
    let by_manager = |command, note| Row(command, manager(), 0, note);
    let notice = approved("R1", TOTAL).0;
    vec![
        row(charge(2, Method::Cash, TOTAL, counter), "again"),
        by_manager(charge(2, Method::Cash, TOTAL, counter), "again, a manager"),
        row(charge_cards(2, TOTAL, 1, counter), "again"),
        row(counter.qr(1), ""),
        row(refuse(RefusedWhy::ProviderRefused), ""),
        row(Command::PassDeadline { payment }, "early"),
        later(Command::PassDeadline { payment }, DEADLINE_MS, "in time"),
        row(Command::Cancel { payment }, ""),
        row(Command::RunOutOfTime { payment }, "early"),
        later(Command::RunOutOfTime { payment }, QR_MS, "in time"),
        later(Command::ReadNoticesToEnd { payment }, QR_MS, ""),
        row(
            Command::MoveEnds {
                payment,
                by_ms: 3_600_000,
            },
            "",
        ),
        row(
            Command::HearNotice {
                payment,
                number: NoticeNumber(1),
                transaction: Some(crate::world::key("R1")),
                notice,
            },
            "exact",
        ),
        row(by_the_wallet("W1", TOTAL), "by the wallet"),
        row(enter_paid(), "no manager"),
        by_manager(enter_paid(), ""),
        row(Command::MarkSent { payment }, ""),
        row(Command::MarkNeverSent { payment }, ""),
        row(answer(CardAnswer::Approved), "approved"),
        row(answer(declined(None)), "declined"),
        row(answer(declined(Some(500))), "declined, a leg through"),
        row(answer(CardAnswer::Refused { detail: None }), "refused"),
        row(answer(CardAnswer::Pending), "pending"),
        row(lose_answer(), ""),
        row(hear_leg("T1", LegWord::Succeeded, TOTAL), "through"),
        row(hear_leg("T1", LegWord::Failed, TOTAL), "failed"),
        row(hear_leg("T1", LegWord::NotYet, TOTAL), "not yet"),
        row(hear_leg("T1", LegWord::Succeeded, 500), "of another amount"),
        row(
            Command::NoteLegs {
                payment,
                legs: vec![leg("T1", LegWord::Succeeded, TOTAL)],
            },
            "",
        ),
        row(
            Command::HearHint {
                payment,
                number: NoticeNumber(1),
                leg: "T1".to_owned(),
            },
            "",
        ),
        row(doubt_settled(true), "paid, no manager"),
        by_manager(doubt_settled(true), "paid"),
        by_manager(doubt_settled(false), "unpaid"),
        row(Command::DoubtAfterRestore { payment }, ""),
        row(release(1, counter), "no manager"),
        by_manager(release(1, counter), ""),
        row(give_up(1), "no manager"),
        by_manager(give_up(1), ""),
        row(Command::Declare { payment }, ""),
        row(Command::TakeBack { payment }, "in time"),
        later(Command::TakeBack { payment }, TAKE_BACK_MS + 1, "late"),
        Row(
            Command::TakeBack { payment },
            manager(),
            TAKE_BACK_MS + 1,
            "late, a manager",
        ),
        row(hear_fixed(TOTAL), "exact"),
        row(hear_fixed(500), "of another amount"),
        row(Command::CloseUnconfirmed { payment }, ""),
        row(count_cash(1), ""),
        row(
            Command::CountCash {
                payment,
                handed: pesos(TOTAL - 1),
            },
            "short",
        ),
        by_manager(
            Command::Settle {
                number: DiscrepancyNumber(1),
                how: SettledAs::WrittenOff,
                amount: None,
                to: None,
                reason: "error".to_owned(),
            },
            "",
        ),
        by_manager(take(TOTAL, counter), "in full"),
        by_manager(take(500, counter), "in part"),
        row(take(TOTAL, counter), "no manager"),
        row(
            Command::Disown {
                payment,
                transaction: crate::world::key("R1"),
            },
            "",
        ),
        by_manager(
            Command::ReturnMoney {
                payment,
                number: None,
                amount: pesos(500),
                from: ReturnedFrom::Drawer,
                reason: "devuelve".to_owned(),
            },
            "",
        ),
        by_manager(
            Command::CorrectMeans {
                payment,
                to: Tender::Transfer,
                reason: "fue transferencia".to_owned(),
            },
            "",
        ),
        row(Command::Leave, ""),
        row(Command::Resume, ""),
        row(Command::Abandon, ""),
    ]
}

/// The name of a command. A new kind does not compile until it has one, and
/// [`every_state_and_command_is_in_the_tables`] then asks for its row.
fn kind(command: &Command) -> &'static str {
    match command {
        Command::Charge { .. } => "charge",
        Command::ReceiveQr { .. } => "receive QR",
        Command::Refuse { .. } => "refuse",
        Command::PassDeadline { .. } => "pass deadline",
        Command::Cancel { .. } => "cancel",
        Command::RunOutOfTime { .. } => "run out of time",
        Command::ReadNoticesToEnd { .. } => "read notices to end",
        Command::MoveEnds { .. } => "move ends",
        Command::HearNotice { .. } => "hear notice",
        Command::MarkSent { .. } => "mark sent",
        Command::MarkNeverSent { .. } => "mark never sent",
        Command::HearAnswer { .. } => "hear answer",
        Command::LoseAnswer { .. } => "lose answer",
        Command::ChargeCards { .. } => "charge cards",
        Command::NoteLegs { .. } => "note legs",
        Command::StopAsking { .. } => "stop asking",
        Command::HearHint { .. } => "hear hint",
        Command::HearLeg { .. } => "hear leg",
        Command::SettleDoubt { .. } => "settle doubt",
        Command::EnterPaid { .. } => "enter paid",
        Command::Declare { .. } => "declare",
        Command::TakeBack { .. } => "take back",
        Command::HearFixed { .. } => "hear fixed",
        Command::CloseUnconfirmed { .. } => "close unconfirmed",
        Command::CountCash { .. } => "count cash",
        Command::Settle { .. } => "settle",
        Command::TakeMoney { .. } => "take money",
        Command::Disown { .. } => "disown",
        Command::Leave => "leave",
        Command::Resume => "resume",
        Command::Abandon => "abandon",
        Command::DoubtAfterRestore { .. } => "doubt after restore",
        Command::Release { .. } => "release",
        Command::GiveUp { .. } => "give up",
        Command::ReturnMoney { .. } => "return money",
        Command::CorrectMeans { .. } => "correct means",
    }
}
const COMMAND_KINDS: usize = 35;

/// The outcome of a command, in a word or two.
fn outcome(before: &Counter, after: &Counter, result: &Result<Vec<SaleEvent>, Refusal>) -> String {
    let events = match result {
        Err(Refusal::NotInState(state)) => {
            assert_eq!(*state, before.state(1));
            return ".".to_owned();
        }
        Err(Refusal::UnknownDiscrepancy) => return "no such".to_owned(),
        Err(Refusal::AlreadyUnderWay) => return "under way".to_owned(),
        Err(Refusal::BeyondTotal) => return "beyond".to_owned(),
        Err(Refusal::NeedsManager) => return "manager!".to_owned(),
        Err(Refusal::NotYet) => return "not yet".to_owned(),
        Err(Refusal::NotEnough) => return "not enough".to_owned(),
        Err(other) => return format!("{other:?}"),
        Ok(events) => events,
    };
    let mut words = match (before.state(1), after.state(1)) {
        (was, is) if was == is => "=".to_owned(),
        (_, is) => is.as_str().to_owned(),
    };
    for event in events {
        if let SaleEvent::DiscrepancyFound { kind, .. } = event {
            words = format!("{words} +{}", kind.as_str());
        }
        let notes = [
            (matches!(event, SaleEvent::LateAnswer { .. }), " +noted"),
            (matches!(event, SaleEvent::TimeRanOut { .. }), " +time up"),
            (matches!(event, SaleEvent::Requested { .. }), " +new"),
            (matches!(event, SaleEvent::Abandoned), " +abandoned"),
            (matches!(event, SaleEvent::PutAside), " +aside"),
            (matches!(event, SaleEvent::MoneyAssigned { .. }), " +money"),
            (matches!(event, SaleEvent::LegsHeard { .. }), " +leg"),
            (matches!(event, SaleEvent::HintHeard { .. }), " +hint"),
            (matches!(event, SaleEvent::Released { .. }), " +released"),
        ];
        words.extend(notes.iter().filter(|(is, _)| *is).map(|(_, note)| *note));
    }
    words
}

fn table(method: Method) -> String {
    let mut columns: Vec<Vec<String>> = vec![vec![method.as_str().to_owned()]];
    let mut places: Vec<(String, Counter)> = Vec::new();
    for state in states(method) {
        places.push((state.as_str().to_owned(), reached(method, *state)));
        if *state == S::Waiting {
            let mut time_up = reached(method, *state);
            time_up.wait(QR_MS);
            time_up.does(Command::RunOutOfTime { payment: pay(1) });
            places.push(("waiting, time up".to_owned(), time_up));
        }
    }
    for Row(command, _, _, note) in rows(&places[0].1) {
        let label = format!("{} {note}", kind(&command));
        columns[0].push(label.trim_end().to_owned());
    }
    for (name, place) in &places {
        let mut column = vec![name.clone()];
        for Row(command, by, ms, _) in rows(place) {
            let mut after = place.clone();
            after.wait(ms);
            let result = after.ask(0, &command, &by);
            column.push(outcome(place, &after, &result));
        }
        columns.push(column);
    }
    aligned(&columns)
}

fn aligned(columns: &[Vec<String>]) -> String {
    let width = |column: &Vec<String>| column.iter().map(String::len).max().unwrap_or(0);
    let line = |row: usize| {
        let cells = columns
            .iter()
            .map(|column| format!("{:w$}", column[row], w = width(column)));
        cells.collect::<Vec<_>>().join(" | ").trim_end().to_owned()
    };
    let lines: Vec<_> = (0..columns[0].len()).map(line).collect();
    lines.join("\n")
}

// How to read the tables: `.` not allowed in this state; `=` the state stays;
// `+…` what else is found or noted; other words are refusals.

#[test]
fn a_payment_by_qr() {
    assert_snapshot!(table(Method::Qr), @"
    qr                                  | requested           | waiting             | waiting, time up    | approved                             | refused             | expired             | cancelled
    charge again                        | under way           | manager!            | manager!            | beyond                               | = +new              | = +new              | = +new
    charge again, a manager             | under way           | = +new              | = +new              | beyond                               | = +new              | = +new              | = +new
    charge cards again                  | under way           | manager!            | manager!            | beyond                               | = +new              | = +new              | = +new
    receive QR                          | waiting             | = +noted            | = +noted            | = +noted                             | = +noted            | = +noted            | = +noted
    refuse                              | refused             | = +noted            | = +noted            | = +noted                             | = +noted            | = +noted            | = +noted
    pass deadline early                 | not yet             | .                   | .                   | .                                    | .                   | .                   | .
    pass deadline in time               | expired             | .                   | .                   | .                                    | .                   | .                   | .
    cancel                              | cancelled           | cancelled           | cancelled           | .                                    | .                   | .                   | .
    run out of time early               | .                   | not yet             | =                   | .                                    | .                   | .                   | .
    run out of time in time             | .                   | = +time up          | =                   | .                                    | .                   | .                   | .
    read notices to end                 | .                   | not yet             | expired             | .                                    | .                   | .                   | .
    move ends                           | =                   | =                   | =                   | .                                    | .                   | .                   | .
    hear notice exact                   | approved            | approved            | approved            | = +duplicate                         | approved +late      | approved +late      | approved +late
    hear notice by the wallet           | = +needs-review     | = +needs-review     | = +needs-review     | = +needs-review                      | = +needs-review     | = +needs-review     | = +needs-review
    enter paid no manager               | manager!            | manager!            | manager!            | manager!                             | manager!            | manager!            | manager!
    enter paid                          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    mark sent                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    mark never sent                     | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear answer approved                | .                   | .                   | .                   | =                                    | .                   | .                   | .
    hear answer declined                | .                   | .                   | .                   | = +contradicted                      | .                   | .                   | .
    hear answer declined, a leg through | .                   | .                   | .                   | = +contradicted +reversal-to-confirm | .                   | .                   | .
    hear answer refused                 | .                   | .                   | .                   | = +contradicted                      | .                   | .                   | .
    hear answer pending                 | .                   | .                   | .                   | =                                    | .                   | .                   | .
    lose answer                         | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg through                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg failed                     | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg not yet                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg of another amount          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    note legs                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear hint                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt paid, no manager       | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt paid                   | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt unpaid                 | .                   | .                   | .                   | .                                    | .                   | .                   | .
    doubt after restore                 | .                   | .                   | .                   | .                                    | .                   | .                   | .
    release no manager                  | manager!            | .                   | .                   | .                                    | .                   | .                   | .
    release                             | = +released         | .                   | .                   | .                                    | .                   | .                   | .
    give up no manager                  | manager!            | .                   | .                   | .                                    | .                   | .                   | .
    give up                             | expired             | .                   | .                   | .                                    | .                   | .                   | .
    declare                             | .                   | .                   | .                   | .                                    | .                   | .                   | .
    take back in time                   | .                   | .                   | .                   | .                                    | .                   | .                   | .
    take back late                      | .                   | .                   | .                   | .                                    | .                   | .                   | .
    take back late, a manager           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear fixed exact                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear fixed of another amount        | .                   | .                   | .                   | .                                    | .                   | .                   | .
    close unconfirmed                   | .                   | .                   | .                   | .                                    | .                   | .                   | .
    count cash                          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    count cash short                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle                              | no such             | no such             | no such             | no such                              | no such             | no such             | no such
    take money in full                  | settled-paid +money | settled-paid +money | settled-paid +money | CoversNothing                        | settled-paid +money | settled-paid +money | settled-paid +money
    take money in part                  | = +money            | = +money            | = +money            | CoversNothing                        | = +money            | = +money            | = +money
    take money no manager               | manager!            | manager!            | manager!            | manager!                             | manager!            | manager!            | manager!
    disown                              | =                   | =                   | =                   | =                                    | =                   | =                   | =
    return money                        | BeyondReceived      | BeyondReceived      | BeyondReceived      | =                                    | BeyondReceived      | BeyondReceived      | BeyondReceived
    correct means                       | .                   | .                   | .                   | .                                    | .                   | .                   | .
    leave                               | = +aside            | = +aside            | = +aside            | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    resume                              | =                   | =                   | =                   | =                                    | =                   | =                   | =
    abandon                             | =                   | =                   | =                   | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    ");
}

#[test]
fn a_payment_by_card() {
    assert_snapshot!(table(Method::Card), @"
    card                                | requested            | sent                          | pending                       | in-doubt                      | approved                             | declined               | refused              | settled-paid                         | settled-unpaid         | expired              | cancelled
    charge again                        | under way            | manager!                      | manager!                      | manager!                      | beyond                               | = +new                 | = +new               | beyond                               | = +new                 | = +new               | = +new
    charge again, a manager             | under way            | = +new                        | = +new                        | = +new                        | beyond                               | = +new                 | = +new               | beyond                               | = +new                 | = +new               | = +new
    charge cards again                  | under way            | manager!                      | manager!                      | manager!                      | beyond                               | = +new                 | = +new               | beyond                               | = +new                 | = +new               | = +new
    receive QR                          | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    refuse                              | refused              | = +noted                      | = +noted                      | = +noted                      | = +noted                             | = +noted               | = +noted             | = +noted                             | = +noted               | = +noted             | = +noted
    pass deadline early                 | not yet              | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    pass deadline in time               | expired              | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    cancel                              | cancelled            | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    run out of time early               | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    run out of time in time             | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    read notices to end                 | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    move ends                           | =                    | =                             | =                             | =                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    hear notice exact                   | = +needs-review      | = +needs-review               | = +needs-review               | = +needs-review               | = +needs-review                      | = +needs-review        | = +needs-review      | = +needs-review                      | = +needs-review        | = +needs-review      | = +needs-review
    hear notice by the wallet           | = +needs-review      | = +needs-review               | = +needs-review               | = +needs-review               | = +needs-review                      | = +needs-review        | = +needs-review      | = +needs-review                      | = +needs-review        | = +needs-review      | = +needs-review
    enter paid no manager               | manager!             | manager!                      | manager!                      | manager!                      | manager!                             | manager!               | manager!             | manager!                             | manager!               | manager!             | manager!
    enter paid                          | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    mark sent                           | sent                 | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    mark never sent                     | .                    | requested                     | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    hear answer approved                | = +contradicted      | approved                      | approved                      | approved                      | =                                    | = +contradicted        | = +contradicted      | approved                             | = +contradicted        | = +contradicted      | = +contradicted
    hear answer declined                | .                    | declined                      | declined                      | declined                      | = +contradicted                      | =                      | .                    | = +contradicted                      | =                      | .                    | .
    hear answer declined, a leg through | .                    | declined +reversal-to-confirm | declined +reversal-to-confirm | declined +reversal-to-confirm | = +contradicted +reversal-to-confirm | = +reversal-to-confirm | .                    | = +contradicted +reversal-to-confirm | = +reversal-to-confirm | .                    | .
    hear answer refused                 | .                    | refused                       | .                             | .                             | = +contradicted                      | =                      | .                    | = +contradicted                      | =                      | .                    | .
    hear answer pending                 | .                    | pending                       | =                             | =                             | =                                    | =                      | .                    | =                                    | =                      | .                    | .
    lose answer                         | .                    | in-doubt                      | in-doubt                      | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    hear leg through                    | = +leg +contradicted | approved +leg                 | approved +leg                 | approved +leg                 | = +leg                               | = +leg +contradicted   | = +leg +contradicted | approved +leg                        | = +leg +contradicted   | = +leg +contradicted | = +leg +contradicted
    hear leg failed                     | = +leg               | = +leg                        | declined +leg                 | declined +leg                 | = +leg +contradicted                 | = +leg                 | = +leg               | = +leg +contradicted                 | = +leg                 | = +leg               | = +leg
    hear leg not yet                    | = +leg               | = +leg                        | = +leg                        | = +leg                        | = +leg                               | = +leg                 | = +leg               | = +leg                               | = +leg                 | = +leg               | = +leg
    hear leg of another amount          | = +leg +contradicted | = +leg +needs-review          | = +leg +needs-review          | = +leg +needs-review          | = +leg +duplicate                    | = +leg +contradicted   | = +leg +contradicted | = +leg +duplicate                    | = +leg +contradicted   | = +leg +contradicted | = +leg +contradicted
    note legs                           | = +leg               | = +leg +needs-review          | = +leg +needs-review          | = +leg +needs-review          | = +leg                               | = +leg                 | = +leg               | = +leg                               | = +leg                 | = +leg               | = +leg
    hear hint                           | = +hint              | = +hint                       | = +hint                       | = +hint                       | = +hint                              | = +hint                | = +hint              | = +hint                              | = +hint                | = +hint              | = +hint
    settle doubt paid, no manager       | .                    | .                             | .                             | manager!                      | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    settle doubt paid                   | .                    | .                             | .                             | settled-paid                  | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    settle doubt unpaid                 | .                    | .                             | .                             | settled-unpaid                | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    doubt after restore                 | in-doubt             | in-doubt                      | in-doubt                      | =                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    release no manager                  | manager!             | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    release                             | = +released          | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    give up no manager                  | manager!             | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    give up                             | expired              | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    declare                             | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    take back in time                   | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    take back late                      | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    take back late, a manager           | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    hear fixed exact                    | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    hear fixed of another amount        | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    close unconfirmed                   | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    count cash                          | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    count cash short                    | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    settle                              | no such              | no such                       | no such                       | no such                       | no such                              | no such                | no such              | no such                              | no such                | no such              | no such
    take money in full                  | = +money             | = +money                      | = +money                      | = +money                      | CoversNothing                        | = +money               | = +money             | CoversNothing                        | = +money               | = +money             | = +money
    take money in part                  | = +money             | = +money                      | = +money                      | = +money                      | CoversNothing                        | = +money               | = +money             | CoversNothing                        | = +money               | = +money             | = +money
    take money no manager               | manager!             | manager!                      | manager!                      | manager!                      | manager!                             | manager!               | manager!             | manager!                             | manager!               | manager!             | manager!
    disown                              | =                    | =                             | =                             | =                             | =                                    | =                      | =                    | =                                    | =                      | =                    | =
    return money                        | BeyondReceived       | BeyondReceived                | BeyondReceived                | BeyondReceived                | =                                    | BeyondReceived         | BeyondReceived       | =                                    | BeyondReceived         | BeyondReceived       | BeyondReceived
    correct means                       | .                    | .                             | .                             | .                             | .                                    | .                      | .                    | .                                    | .                      | .                    | .
    leave                               | = +aside             | = +aside                      | = +aside                      | = +aside                      | =                                    | = +abandoned           | = +abandoned         | =                                    | = +abandoned           | = +abandoned         | = +abandoned
    resume                              | =                    | =                             | =                             | =                             | =                                    | =                      | =                    | =                                    | =                      | =                    | =
    abandon                             | =                    | =                             | =                             | =                             | =                                    | = +abandoned           | = +abandoned         | =                                    | = +abandoned           | = +abandoned         | = +abandoned
    ");
}

#[test]
fn a_payment_by_the_fixed_qr() {
    assert_snapshot!(table(Method::FixedQr), @"
    fixed-qr                            | requested           | declared            | unconfirmed         | approved                             | refused             | expired             | cancelled
    charge again                        | under way           | manager!            | manager!            | beyond                               | = +new              | = +new              | = +new
    charge again, a manager             | under way           | = +new              | = +new              | beyond                               | = +new              | = +new              | = +new
    charge cards again                  | under way           | manager!            | manager!            | beyond                               | = +new              | = +new              | = +new
    receive QR                          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    refuse                              | refused             | = +noted            | = +noted            | = +noted                             | = +noted            | = +noted            | = +noted
    pass deadline early                 | not yet             | .                   | .                   | .                                    | .                   | .                   | .
    pass deadline in time               | expired             | .                   | .                   | .                                    | .                   | .                   | .
    cancel                              | cancelled           | .                   | .                   | .                                    | .                   | .                   | .
    run out of time early               | .                   | .                   | .                   | .                                    | .                   | .                   | .
    run out of time in time             | .                   | .                   | .                   | .                                    | .                   | .                   | .
    read notices to end                 | .                   | .                   | .                   | .                                    | .                   | .                   | .
    move ends                           | =                   | .                   | .                   | .                                    | .                   | .                   | .
    hear notice exact                   | = +needs-review     | approved            | approved            | = +needs-review                      | = +needs-review     | = +needs-review     | = +needs-review
    hear notice by the wallet           | = +needs-review     | = +needs-review     | = +needs-review     | = +needs-review                      | = +needs-review     | = +needs-review     | = +needs-review
    enter paid no manager               | manager!            | manager!            | manager!            | manager!                             | manager!            | manager!            | manager!
    enter paid                          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    mark sent                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    mark never sent                     | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear answer approved                | .                   | .                   | .                   | =                                    | .                   | .                   | .
    hear answer declined                | .                   | .                   | .                   | = +contradicted                      | .                   | .                   | .
    hear answer declined, a leg through | .                   | .                   | .                   | = +contradicted +reversal-to-confirm | .                   | .                   | .
    hear answer refused                 | .                   | .                   | .                   | = +contradicted                      | .                   | .                   | .
    hear answer pending                 | .                   | .                   | .                   | =                                    | .                   | .                   | .
    lose answer                         | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg through                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg failed                     | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg not yet                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear leg of another amount          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    note legs                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    hear hint                           | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt paid, no manager       | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt paid                   | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle doubt unpaid                 | .                   | .                   | .                   | .                                    | .                   | .                   | .
    doubt after restore                 | .                   | .                   | .                   | .                                    | .                   | .                   | .
    release no manager                  | manager!            | .                   | .                   | .                                    | .                   | .                   | .
    release                             | = +released         | .                   | .                   | .                                    | .                   | .                   | .
    give up no manager                  | manager!            | .                   | .                   | .                                    | .                   | .                   | .
    give up                             | expired             | .                   | .                   | .                                    | .                   | .                   | .
    declare                             | declared            | .                   | .                   | .                                    | .                   | .                   | .
    take back in time                   | .                   | cancelled           | manager!            | .                                    | .                   | .                   | .
    take back late                      | .                   | manager!            | manager!            | .                                    | .                   | .                   | .
    take back late, a manager           | .                   | cancelled           | cancelled           | .                                    | .                   | .                   | .
    hear fixed exact                    | .                   | approved            | approved            | .                                    | .                   | .                   | NotItsNotice
    hear fixed of another amount        | .                   | NotItsNotice        | NotItsNotice        | .                                    | .                   | .                   | NotItsNotice
    close unconfirmed                   | .                   | unconfirmed         | .                   | .                                    | .                   | .                   | .
    count cash                          | .                   | .                   | .                   | .                                    | .                   | .                   | .
    count cash short                    | .                   | .                   | .                   | .                                    | .                   | .                   | .
    settle                              | no such             | no such             | no such             | no such                              | no such             | no such             | no such
    take money in full                  | settled-paid +money | settled-paid +money | settled-paid +money | CoversNothing                        | settled-paid +money | settled-paid +money | settled-paid +money
    take money in part                  | = +money            | = +money            | = +money            | CoversNothing                        | = +money            | = +money            | = +money
    take money no manager               | manager!            | manager!            | manager!            | manager!                             | manager!            | manager!            | manager!
    disown                              | =                   | =                   | =                   | =                                    | =                   | =                   | =
    return money                        | BeyondReceived      | BeyondReceived      | BeyondReceived      | =                                    | BeyondReceived      | BeyondReceived      | BeyondReceived
    correct means                       | .                   | .                   | .                   | .                                    | .                   | .                   | .
    leave                               | = +aside            | = +aside            | = +aside            | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    resume                              | =                   | =                   | =                   | =                                    | =                   | =                   | =
    abandon                             | =                   | =                   | = +abandoned        | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    ");
}

#[test]
fn a_payment_in_cash() {
    assert_snapshot!(table(Method::Cash), @"
    cash                                | requested       | approved                             | refused         | expired         | cancelled
    charge again                        | under way       | beyond                               | = +new          | = +new          | = +new
    charge again, a manager             | under way       | beyond                               | = +new          | = +new          | = +new
    charge cards again                  | under way       | beyond                               | = +new          | = +new          | = +new
    receive QR                          | .               | .                                    | .               | .               | .
    refuse                              | refused         | = +noted                             | = +noted        | = +noted        | = +noted
    pass deadline early                 | not yet         | .                                    | .               | .               | .
    pass deadline in time               | expired         | .                                    | .               | .               | .
    cancel                              | cancelled       | .                                    | .               | .               | .
    run out of time early               | .               | .                                    | .               | .               | .
    run out of time in time             | .               | .                                    | .               | .               | .
    read notices to end                 | .               | .                                    | .               | .               | .
    move ends                           | =               | .                                    | .               | .               | .
    hear notice exact                   | = +needs-review | = +needs-review                      | = +needs-review | = +needs-review | = +needs-review
    hear notice by the wallet           | = +needs-review | = +needs-review                      | = +needs-review | = +needs-review | = +needs-review
    enter paid no manager               | manager!        | manager!                             | manager!        | manager!        | manager!
    enter paid                          | .               | .                                    | .               | .               | .
    mark sent                           | .               | .                                    | .               | .               | .
    mark never sent                     | .               | .                                    | .               | .               | .
    hear answer approved                | .               | =                                    | .               | .               | .
    hear answer declined                | .               | = +contradicted                      | .               | .               | .
    hear answer declined, a leg through | .               | = +contradicted +reversal-to-confirm | .               | .               | .
    hear answer refused                 | .               | = +contradicted                      | .               | .               | .
    hear answer pending                 | .               | =                                    | .               | .               | .
    lose answer                         | .               | .                                    | .               | .               | .
    hear leg through                    | .               | .                                    | .               | .               | .
    hear leg failed                     | .               | .                                    | .               | .               | .
    hear leg not yet                    | .               | .                                    | .               | .               | .
    hear leg of another amount          | .               | .                                    | .               | .               | .
    note legs                           | .               | .                                    | .               | .               | .
    hear hint                           | .               | .                                    | .               | .               | .
    settle doubt paid, no manager       | .               | .                                    | .               | .               | .
    settle doubt paid                   | .               | .                                    | .               | .               | .
    settle doubt unpaid                 | .               | .                                    | .               | .               | .
    doubt after restore                 | .               | .                                    | .               | .               | .
    release no manager                  | manager!        | .                                    | .               | .               | .
    release                             | = +released     | .                                    | .               | .               | .
    give up no manager                  | manager!        | .                                    | .               | .               | .
    give up                             | expired         | .                                    | .               | .               | .
    declare                             | .               | .                                    | .               | .               | .
    take back in time                   | .               | .                                    | .               | .               | .
    take back late                      | .               | .                                    | .               | .               | .
    take back late, a manager           | .               | .                                    | .               | .               | .
    hear fixed exact                    | .               | .                                    | .               | .               | .
    hear fixed of another amount        | .               | .                                    | .               | .               | .
    close unconfirmed                   | .               | .                                    | .               | .               | .
    count cash                          | approved        | .                                    | .               | .               | .
    count cash short                    | not enough      | .                                    | .               | .               | .
    settle                              | no such         | no such                              | no such         | no such         | no such
    take money in full                  | = +money        | CoversNothing                        | = +money        | = +money        | = +money
    take money in part                  | = +money        | CoversNothing                        | = +money        | = +money        | = +money
    take money no manager               | manager!        | manager!                             | manager!        | manager!        | manager!
    disown                              | =               | =                                    | =               | =               | =
    return money                        | BeyondReceived  | =                                    | BeyondReceived  | BeyondReceived  | BeyondReceived
    correct means                       | .               | =                                    | .               | .               | .
    leave                               | = +aside        | =                                    | = +abandoned    | = +abandoned    | = +abandoned
    resume                              | =               | =                                    | =               | =               | =
    abandon                             | =               | =                                    | = +abandoned    | = +abandoned    | = +abandoned
    ");
}

#[test]
fn a_payment_with_the_houses_wallet() {
    assert_snapshot!(table(Method::Wallet), @"
    wallet                              | requested           | waiting             | waiting, time up    | approved                             | settled-paid                         | refused             | expired             | cancelled
    charge again                        | under way           | manager!            | manager!            | beyond                               | beyond                               | = +new              | = +new              | = +new
    charge again, a manager             | under way           | = +new              | = +new              | beyond                               | beyond                               | = +new              | = +new              | = +new
    charge cards again                  | under way           | manager!            | manager!            | beyond                               | beyond                               | = +new              | = +new              | = +new
    receive QR                          | waiting             | = +noted            | = +noted            | = +noted                             | = +noted                             | = +noted            | = +noted            | = +noted
    refuse                              | refused             | = +noted            | = +noted            | = +noted                             | = +noted                             | = +noted            | = +noted            | = +noted
    pass deadline early                 | not yet             | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    pass deadline in time               | expired             | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    cancel                              | cancelled           | cancelled           | cancelled           | .                                    | .                                    | .                   | .                   | .
    run out of time early               | .                   | not yet             | =                   | .                                    | .                                    | .                   | .                   | .
    run out of time in time             | .                   | = +time up          | =                   | .                                    | .                                    | .                   | .                   | .
    read notices to end                 | .                   | not yet             | expired             | .                                    | .                                    | .                   | .                   | .
    move ends                           | =                   | =                   | =                   | .                                    | .                                    | .                   | .                   | .
    hear notice exact                   | = +needs-review     | = +needs-review     | = +needs-review     | = +needs-review                      | = +needs-review                      | = +needs-review     | = +needs-review     | = +needs-review
    hear notice by the wallet           | approved            | approved            | approved            | = +duplicate                         | approved                             | approved +late      | approved +late      | approved +late
    enter paid no manager               | manager!            | manager!            | manager!            | manager!                             | manager!                             | manager!            | manager!            | manager!
    enter paid                          | settled-paid        | settled-paid        | settled-paid        | .                                    | .                                    | settled-paid        | settled-paid        | settled-paid
    mark sent                           | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    mark never sent                     | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear answer approved                | .                   | .                   | .                   | =                                    | approved                             | .                   | .                   | .
    hear answer declined                | .                   | .                   | .                   | = +contradicted                      | = +contradicted                      | .                   | .                   | .
    hear answer declined, a leg through | .                   | .                   | .                   | = +contradicted +reversal-to-confirm | = +contradicted +reversal-to-confirm | .                   | .                   | .
    hear answer refused                 | .                   | .                   | .                   | = +contradicted                      | = +contradicted                      | .                   | .                   | .
    hear answer pending                 | .                   | .                   | .                   | =                                    | =                                    | .                   | .                   | .
    lose answer                         | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear leg through                    | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear leg failed                     | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear leg not yet                    | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear leg of another amount          | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    note legs                           | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear hint                           | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    settle doubt paid, no manager       | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    settle doubt paid                   | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    settle doubt unpaid                 | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    doubt after restore                 | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    release no manager                  | manager!            | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    release                             | = +released         | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    give up no manager                  | manager!            | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    give up                             | expired             | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    declare                             | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    take back in time                   | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    take back late                      | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    take back late, a manager           | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear fixed exact                    | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    hear fixed of another amount        | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    close unconfirmed                   | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    count cash                          | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    count cash short                    | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    settle                              | no such             | no such             | no such             | no such                              | no such                              | no such             | no such             | no such
    take money in full                  | settled-paid +money | settled-paid +money | settled-paid +money | CoversNothing                        | CoversNothing                        | settled-paid +money | settled-paid +money | settled-paid +money
    take money in part                  | = +money            | = +money            | = +money            | CoversNothing                        | CoversNothing                        | = +money            | = +money            | = +money
    take money no manager               | manager!            | manager!            | manager!            | manager!                             | manager!                             | manager!            | manager!            | manager!
    disown                              | =                   | =                   | =                   | =                                    | =                                    | =                   | =                   | =
    return money                        | BeyondReceived      | BeyondReceived      | BeyondReceived      | =                                    | =                                    | BeyondReceived      | BeyondReceived      | BeyondReceived
    correct means                       | .                   | .                   | .                   | .                                    | .                                    | .                   | .                   | .
    leave                               | = +aside            | = +aside            | = +aside            | =                                    | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    resume                              | =                   | =                   | =                   | =                                    | =                                    | =                   | =                   | =
    abandon                             | =                   | =                   | =                   | =                                    | =                                    | = +abandoned        | = +abandoned        | = +abandoned
    ");
}

#[test]
fn every_state_and_command_is_in_the_tables() {
    let methods = Method::ALL;
    let seen: BTreeSet<_> = methods
        .iter()
        .flat_map(|method| states(*method))
        .map(|state| state.as_str())
        .collect();
    let all: BTreeSet<_> = PaymentState::ALL.iter().map(|s| s.as_str()).collect();
    assert_eq!(seen, all);
    let asked = rows(&reached(Method::Qr, S::Requested));
    let asked: BTreeSet<_> = asked.iter().map(|row| kind(&row.0)).collect();
    assert_eq!(asked.len(), COMMAND_KINDS);
}

#[test]
fn a_qr_is_over_only_when_the_notices_were_read_after_its_time() {
    let payment = pay(1);
    let mut counter = reached(Method::Qr, S::Waiting);
    let read = Command::ReadNoticesToEnd { payment };
    counter.wait(QR_MS + 10_000);
    // The clock says that the time is up, but no event says so yet.
    assert_eq!(counter.ask(0, &read, &Actor::Till), Err(Refusal::NotYet));
    counter.does(Command::RunOutOfTime { payment });
    assert_eq!(counter.state(1), S::Waiting);
    // A repeat adds no event.
    let again = counter.ask(0, &Command::RunOutOfTime { payment }, &Actor::Till);
    assert_eq!(again, Ok(Vec::new()));
    counter.does(read);
    assert_eq!(counter.state(1), S::Expired);
}

#[test]
fn a_clock_that_was_moved_moves_the_end_of_a_qr_with_it() {
    let payment = pay(1);
    for by_ms in [3_600_000, -3_600_000] {
        let mut counter = reached(Method::Qr, S::Waiting);
        counter.wait(1_000);
        counter.does(Command::MoveEnds { payment, by_ms });
        counter.wait(by_ms);
        // The QR lasts as long as before, not an hour less or more.
        let run_out = Command::RunOutOfTime { payment };
        counter.wait(QR_MS - 1_001);
        let early = counter.ask(0, &run_out, &Actor::Till);
        assert_eq!(early, Err(Refusal::NotYet), "{by_ms}");
        counter.wait(1);
        counter.does(run_out);
        assert_eq!(counter.sale().payments[0].clock_moved_ms, by_ms);
    }
}

#[test]
fn a_payment_made_before_its_end_was_heard_is_in_time() {
    let mut counter = reached(Method::Qr, S::Waiting);
    counter.wait(QR_MS);
    counter.does(Command::RunOutOfTime { payment: pay(1) });
    counter.hears(&approved("R1", TOTAL));
    assert_eq!(counter.state(1), S::Approved);
    assert!(counter.sale().discrepancies.is_empty());
}
