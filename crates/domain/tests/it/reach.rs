//! Brings a payment to each of its states, by real commands only.

use crate::world::{Counter, DEADLINE_MS, approved, key, manager, pay, pesos};
use domain::PaymentState as S;
use domain::card::CardNumber;
use domain::plan::first_rows;
use domain::{
    CardAnswer, CardPart, Command, Cover, DoubtWhy, LastFour, Leg, LegWord, Method, MoneyFrom,
    Names, NoticeNumber, PaymentRequest, PaymentState, Provider, RefusedWhy, StrayId,
    TransactionKey,
};

/// The total of these sales, in pesos.
pub(crate) const TOTAL: i64 = 1_500;

/// The states that a payment by a method can be in.
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
        Method::Wallet => &[
            S::Requested,
            S::Waiting,
            S::Approved,
            S::SettledPaid,
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
        request: PaymentRequest::of(method, pesos(amount)),
        deadline: counter.now.plus_ms(DEADLINE_MS),
    }
}

/// Charges one card that covers `amount` pesos without surcharge, in `legs`
/// equal legs.
pub(crate) fn charge_cards(payment: u8, amount: i64, legs: u8, counter: &Counter) -> Command {
    Command::ChargeCards {
        payment: pay(payment),
        request: PaymentRequest::of(Method::Card, pesos(amount)),
        cards: vec![card(amount, legs)],
        deadline: counter.now.plus_ms(DEADLINE_MS),
    }
}

pub(crate) fn card(amount: i64, legs: u8) -> CardPart {
    let number = CardNumber::read("4111111111111111").unwrap();
    let plans = first_rows();
    let plan = plans.get(&"cuotas-1".parse().unwrap()).unwrap();
    let today = "2026-11-21".parse().unwrap();
    let each = pesos(amount / i64::from(legs));
    CardPart {
        face: number.face(),
        offer: plan.offer(pesos(amount), today).unwrap(),
        legs: vec![each; usize::from(legs)],
    }
}

/// What the provider says of a leg of that card.
pub(crate) fn leg(id: &str, word: LegWord, amount: i64) -> Leg {
    Leg {
        ids: vec![id.to_owned()],
        place: None,
        amount: Some(pesos(amount)),
        last_four: LastFour::parse("1111").ok(),
        word,
        message: None,
        receipt: domain::LegReceipt::default(),
    }
}

pub(crate) fn hear_leg(id: &str, word: LegWord, amount: i64) -> Command {
    Command::HearLeg {
        payment: pay(1),
        leg: leg(id, word, amount),
    }
}

pub(crate) fn hear_fixed(amount: i64) -> Command {
    let notice = approved("R7", amount).naming(Names::Ours(pay(9))).0;
    Command::HearFixed {
        payment: pay(1),
        number: NoticeNumber(1),
        transaction: crate::world::key("R7"),
        notice,
    }
}

/// The wallet's backend says that a payment was paid.
pub(crate) fn by_the_wallet(reference: &str, amount: i64) -> Command {
    Command::HearNotice {
        payment: pay(1),
        number: NoticeNumber(1),
        transaction: Some(TransactionKey {
            provider: Provider::Wallet,
            ..key(reference)
        }),
        notice: approved(reference, amount).0,
    }
}

pub(crate) fn enter_paid() -> Command {
    Command::EnterPaid {
        payment: pay(1),
        reason: "lo vi en la billetera".to_owned(),
    }
}

pub(crate) fn count_cash(payment: u8) -> Command {
    Command::CountCash {
        payment: pay(payment),
        handed: pesos(5_000),
    }
}

pub(crate) fn lose_answer() -> Command {
    Command::LoseAnswer {
        payment: pay(1),
        why: DoubtWhy::AnswerLost,
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
    counter.does(match method {
        Method::Card => charge_cards(1, TOTAL, 1, &counter),
        Method::Qr | Method::FixedQr | Method::Wallet | Method::Cash => {
            charge(1, method, TOTAL, &counter)
        }
    });
    match (method, state) {
        (_, S::Requested) => {}
        (_, S::Waiting) => {
            counter.does(counter.qr(1));
        }
        (Method::Qr, S::Approved) => {
            counter.does(counter.qr(1)).hears(&approved("R0", TOTAL));
        }
        (Method::Wallet, S::Approved) => {
            counter.does(counter.qr(1)).does(by_the_wallet("W0", TOTAL));
        }
        (Method::Wallet, S::SettledPaid) => {
            counter.does(counter.qr(1));
            counter.by(&manager(), enter_paid());
        }
        (Method::FixedQr, S::Approved) => {
            counter.does(Command::Declare { payment });
            counter.hears(&approved("R0", TOTAL));
        }
        (Method::Cash, S::Approved) => {
            counter.does(count_cash(1));
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
            counter.does(lose_answer());
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

/// A manager assigns a stray of that many pesos to the first payment.
pub(crate) fn take(amount: i64, counter: &Counter) -> Command {
    Command::TakeMoney {
        covers: Cover {
            sale: counter.sale().id,
            payment: pay(1),
            amount: pesos(amount),
        },
        typed: false,
        from: MoneyFrom::Stray(StrayId::Transaction(key("R1"))),
        transaction: Some(key("R1")),
        reason: "lo vi en el panel".to_owned(),
    }
}
