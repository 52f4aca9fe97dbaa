//! How a payment comes to each of its states, by real commands only.

use crate::world::{Counter, DEADLINE_MS, approved, manager, pay, pesos};
use domain::PaymentState as S;
use domain::{CardAnswer, Command, Method, PaymentState, RefusedWhy};

/// What the sales of these stories come to, in pesos.
pub(crate) const TOTAL: i64 = 1_500;

/// The states that a payment of a method can be in.
pub(crate) fn states(method: Method) -> &'static [PaymentState] {
    match method {
        Method::Qr => &[
            S::Requested,
            S::Waiting,
            S::Approved,
            S::Refused,
            S::Expired,
            S::Cancelled,
        ],
        Method::Card => &[
            S::Requested,
            S::Sent,
            S::Pending,
            S::InDoubt,
            S::Approved,
            S::Declined,
            S::Refused,
            S::SettledPaid,
            S::SettledUnpaid,
            S::Expired,
            S::Cancelled,
        ],
        Method::FixedQr => &[
            S::Requested,
            S::Declared,
            S::Unconfirmed,
            S::Approved,
            S::Refused,
            S::Expired,
            S::Cancelled,
        ],
        Method::Cash => &[
            S::Requested,
            S::Approved,
            S::Refused,
            S::Expired,
            S::Cancelled,
        ],
    }
}

pub(crate) fn charge(payment: u8, method: Method, amount: i64, counter: &Counter) -> Command {
    Command::Charge {
        payment: pay(payment),
        method,
        amount: pesos(amount),
        charged: pesos(amount),
        deadline: counter.now.plus_ms(DEADLINE_MS),
    }
}

pub(crate) fn answer(answer: CardAnswer) -> Command {
    Command::HearAnswer {
        payment: pay(1),
        answer,
    }
}

pub(crate) fn declined(leg: Option<i64>) -> CardAnswer {
    CardAnswer::Declined {
        detail: None,
        leg_succeeded: leg.map(pesos),
    }
}

pub(crate) fn doubt_settled(paid: bool) -> Command {
    doubt_of(1, paid)
}

pub(crate) fn doubt_of(payment: u8, paid: bool) -> Command {
    Command::SettleDoubt {
        payment: pay(payment),
        paid,
        reason: "vi el resumen".to_owned(),
    }
}

pub(crate) fn release(payment: u8, counter: &Counter) -> Command {
    Command::Release {
        payment: pay(payment),
        deadline: counter.now.plus_ms(DEADLINE_MS),
        reason: "se restauró".to_owned(),
    }
}

pub(crate) fn give_up(payment: u8) -> Command {
    Command::GiveUp {
        payment: pay(payment),
        reason: "se restauró".to_owned(),
    }
}

/// The counter with its first payment, of [`TOTAL`], brought to a state.
pub(crate) fn reached(method: Method, state: PaymentState) -> Counter {
    let payment = pay(1);
    let mut counter = Counter::selling(TOTAL);
    counter.does(charge(1, method, TOTAL, &counter));
    match (method, state) {
        (_, S::Requested) => {}
        (_, S::Waiting) => {
            counter.does(counter.qr(1));
        }
        (Method::Qr, S::Approved) => {
            counter.does(counter.qr(1)).hears(&approved("R0", TOTAL));
        }
        (Method::FixedQr, S::Approved) => {
            counter.does(Command::Declare { payment });
            counter.hears(&approved("R0", TOTAL));
        }
        (Method::Cash, S::Approved) => {
            counter.does(Command::CountCash { payment });
        }
        (_, S::Refused) => {
            counter.does(refuse(RefusedWhy::ProviderRefused));
        }
        (_, S::Expired) => {
            counter.wait(DEADLINE_MS);
            counter.does(Command::PassDeadline { payment });
        }
        (_, S::Cancelled) => {
            counter.does(Command::Cancel { payment });
        }
        (_, S::Declared) => {
            counter.does(Command::Declare { payment });
        }
        (_, S::Unconfirmed) => {
            counter.does(Command::Declare { payment });
            counter.does(Command::CloseUnconfirmed { payment });
        }
        (_, S::Sent) => {
            counter.does(Command::MarkSent { payment });
        }
        (_, S::Pending) => {
            counter.does(Command::MarkSent { payment });
            counter.does(answer(CardAnswer::Pending));
        }
        (_, S::Approved) => {
            counter.does(Command::MarkSent { payment });
            counter.does(answer(CardAnswer::Approved));
        }
        (_, S::Declined) => {
            counter.does(Command::MarkSent { payment });
            counter.does(answer(declined(None)));
        }
        (_, S::InDoubt | S::SettledPaid | S::SettledUnpaid) => {
            counter.does(Command::MarkSent { payment });
            counter.does(Command::LoseAnswer { payment });
            if state != S::InDoubt {
                counter.by(&manager(), doubt_settled(state == S::SettledPaid));
            }
        }
    }
    assert_eq!(counter.state(1), state);
    counter
}

pub(crate) fn refuse(why: RefusedWhy) -> Command {
    Command::Refuse {
        payment: pay(1),
        why,
        detail: None,
        replacement: None,
    }
}
