//! The random steps of the properties: commands and notices about few payments,
//! transactions and amounts, so that they often collide.

use crate::reach::{charge_cards, doubt_of, give_up, leg, release};
use crate::world::{Counter, DEADLINE_MS, QR_MS, Told, approved, other, pay, pesos};
use domain::{
    CardAnswer, Command, DoubtWhy, LegWord, Method, Names, NoticeNumber, PaymentRequest,
    RefusedWhy, Replacement, SettledAs,
};
use proptest::prelude::*;

/// Payments 1, 2 and 3 are of the first sale, 4, 5 and 6 of the second.
pub(crate) const PAYMENTS: std::ops::Range<u8> = 1..7;
pub(crate) fn sale_of(payment: u8) -> usize {
    usize::from(payment >= 4)
}

#[derive(Debug, Clone)]
pub(crate) enum Step {
    Wait(i64),
    Ask(Ask, u8, bool),
    Hear(Told),
    Settle(usize, u32, SettledAs, i64, bool),
    SettleStray(usize, bool),
    GiveStray(usize, u8, i64),
    Abandon(usize),
    Leave(usize),
    Resume(usize),
}

/// A kind of command. The command itself is made when the step is taken.
#[derive(Debug, Clone)]
pub(crate) enum Ask {
    Charge(Method, i64, i64),
    ReceiveQr,
    Refuse(RefusedWhy, u8),
    PassDeadline,
    Cancel,
    RunOutOfTime,
    ReadToEnd,
    MoveEnds(i64),
    MarkSent,
    MarkNeverSent,
    Answer(CardAnswer),
    LoseAnswer,
    SettleDoubt(bool),
    Declare,
    CloseUnconfirmed,
    CountCash,
    ChargeCards(i64, u8),
    NoteLeg(LegWord, i64),
    HearHint(u8),
    HearLeg(u8, LegWord, i64),
    DoubtAfterRestore,
    Release,
    GiveUp,
}

impl Ask {
    pub(crate) fn command(&self, number: u8, counter: &Counter) -> Command {
        let payment = pay(number);
        match self {
            Ask::Charge(method, amount, surcharge) => Command::Charge {
                payment,
                request: PaymentRequest {
                    charged: pesos(amount + surcharge),
                    ..PaymentRequest::of(*method, pesos(*amount))
                },
                deadline: counter.now.plus_ms(DEADLINE_MS),
            },
            Ask::ReceiveQr => counter.qr(number),
            Ask::Refuse(why, replacement) => Command::Refuse {
                payment,
                why: *why,
                detail: None,
                replacement: Some(Replacement {
                    // An id belongs to one sale: 1 to 3 or 4 to 6.
                    payment: pay(replacement + if sale_of(number) == 0 { 0 } else { 3 }),
                }),
            },
            Ask::PassDeadline => Command::PassDeadline { payment },
            Ask::Cancel => Command::Cancel { payment },
            Ask::RunOutOfTime => Command::RunOutOfTime { payment },
            Ask::ReadToEnd => Command::ReadNoticesToEnd { payment },
            Ask::MoveEnds(by_ms) => Command::MoveEnds {
                payment,
                by_ms: *by_ms,
            },
            Ask::MarkSent => Command::MarkSent { payment },
            Ask::MarkNeverSent => Command::MarkNeverSent { payment },
            Ask::Answer(answer) => Command::HearAnswer {
                payment,
                answer: answer.clone(),
            },
            Ask::LoseAnswer => Command::LoseAnswer {
                payment,
                why: DoubtWhy::AnswerLost,
            },
            Ask::SettleDoubt(paid) => doubt_of(number, *paid),
            Ask::Declare => Command::Declare { payment },
            Ask::CloseUnconfirmed => Command::CloseUnconfirmed { payment },
            Ask::CountCash => Command::CountCash {
                payment,
                handed: pesos(5_000),
            },
            Ask::ChargeCards(amount, legs) => charge_cards(number, *amount, *legs, counter),
            Ask::NoteLeg(word, amount) => Command::NoteLegs {
                payment,
                legs: vec![leg("T1", *word, *amount)],
            },
            Ask::HearHint(id) => Command::HearHint {
                payment,
                number: NoticeNumber(1),
                leg: format!("T{id}"),
            },
            Ask::HearLeg(id, word, amount) => Command::HearLeg {
                payment,
                leg: leg(&format!("T{id}"), *word, *amount),
            },
            Ask::DoubtAfterRestore => Command::DoubtAfterRestore { payment },
            Ask::Release => release(number, counter),
            Ask::GiveUp => give_up(number),
        }
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    let method = prop_oneof![
        4 => Just(Method::Qr),
        1 => Just(Method::FixedQr),
        2 => Just(Method::Card),
        1 => Just(Method::Cash),
    ];
    let charge = (
        method,
        prop::sample::select(vec![500, 1_000, 1_500, 2_000]),
        prop::sample::select(vec![0, 0, 300]),
    );
    let declined = prop::option::of(Just(pesos(500))).prop_map(|leg_succeeded| {
        Ask::Answer(CardAnswer::Declined {
            detail: None,
            leg_succeeded,
        })
    });
    let why = prop::sample::select(vec![
        RefusedWhy::ProviderRefused,
        RefusedWhy::RepeatRejected,
        RefusedWhy::QrOfAnotherSale,
    ]);
    let words = prop::sample::select(vec![
        LegWord::Succeeded,
        LegWord::Succeeded,
        LegWord::Failed,
        LegWord::NotYet,
    ]);
    let amounts = prop::sample::select(vec![500_i64, 1_000]);
    prop_oneof![
        8 => charge.prop_map(|(method, amount, more)| Ask::Charge(method, amount, more)),
        5 => Just(Ask::ReceiveQr),
        2 => (why, 1_u8..4).prop_map(|(why, replacement)| Ask::Refuse(why, replacement)),
        1 => Just(Ask::PassDeadline),
        2 => Just(Ask::Cancel),
        2 => Just(Ask::RunOutOfTime),
        2 => Just(Ask::ReadToEnd),
        1 => prop::sample::select(vec![-QR_MS, QR_MS]).prop_map(Ask::MoveEnds),
        3 => Just(Ask::MarkSent),
        1 => Just(Ask::MarkNeverSent),
        2 => Just(Ask::Answer(CardAnswer::Approved)),
        1 => declined,
        1 => Just(Ask::Answer(CardAnswer::Refused { detail: None })),
        1 => Just(Ask::Answer(CardAnswer::Pending)),
        2 => Just(Ask::LoseAnswer),
        2 => any::<bool>().prop_map(Ask::SettleDoubt),
        2 => Just(Ask::Declare),
        1 => Just(Ask::CloseUnconfirmed),
        2 => Just(Ask::CountCash),
        3 => (amounts.clone(), 1_u8..3).prop_map(|(a, legs)| Ask::ChargeCards(a, legs)),
        1 => (words.clone(), amounts.clone()).prop_map(|(w, a)| Ask::NoteLeg(w, a)),
        1 => (1_u8..4).prop_map(Ask::HearHint),
        4 => (1_u8..4, words, amounts).prop_map(|(id, w, a)| Ask::HearLeg(id, w, a)),
        1 => Just(Ask::DoubtAfterRestore),
        1 => Just(Ask::Release),
        1 => Just(Ask::GiveUp),
    ]
}

fn told() -> impl Strategy<Value = Told> {
    let reference = prop::sample::select(vec!["R1", "R2", "R3", "R4"]);
    let amount = prop::sample::select(vec![500, 1_000, 1_500, 1_500, 1_800, 2_000]);
    let names = prop_oneof![
        8 => PAYMENTS.prop_map(|payment| Names::Ours(pay(payment))),
        2 => Just(Names::Nobody),
        1 => Just(Names::Ours(pay(9))),
        1 => Just(Names::Foreign("PEDIDO-77".to_owned())),
    ];
    let odd = prop::sample::select(vec!["", "", "", "", "", "", "no reference", "no amount"]);
    let word = prop::sample::select(vec!["", "", "", "", "PENDIENTE", "aprobado"]);
    (reference, amount, names, odd, word).prop_map(|(reference, amount, names, odd, word)| {
        let told = match word {
            "" => approved(reference, amount),
            word => other(reference, word, amount),
        };
        let told = told.naming(names);
        match odd {
            "no reference" => told.without_reference(),
            "no amount" => told.without_amount(),
            _ => told,
        }
    })
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let amounts = prop::sample::select(vec![300_i64, 500, 1_000, 1_500, 1_700]);
    let how = prop::sample::select(vec![
        SettledAs::CompletesThisSale,
        SettledAs::BelongsToAnotherSale,
        SettledAs::ToBeReturned,
        SettledAs::NotASale,
    ]);
    prop_oneof![
        3 => prop::sample::select(vec![1_000, DEADLINE_MS, QR_MS]).prop_map(Step::Wait),
        24 => (ask(), PAYMENTS, any::<bool>()).prop_map(|(ask, of, by)| Step::Ask(ask, of, by)),
        18 => told().prop_map(Step::Hear),
        4 => (0_usize..2, 1_u32..6, how, amounts.clone(), any::<bool>())
            .prop_map(|(sale, number, how, a, by)| Step::Settle(sale, number, how, a, by)),
        3 => (0_usize..4, PAYMENTS, amounts)
            .prop_map(|(stray, payment, a)| Step::GiveStray(stray, payment, a)),
        1 => (0_usize..4, any::<bool>()).prop_map(|(stray, by)| Step::SettleStray(stray, by)),
        1 => (0_usize..2).prop_map(Step::Abandon),
        2 => (0_usize..2).prop_map(Step::Leave),
        1 => (0_usize..2).prop_map(Step::Resume),
    ]
}
