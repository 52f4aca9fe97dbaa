//! Bind, as its page describes it: what the shop's QR is for, and reports of
//! payments, whose answers are FAIL, late or lost. This module knows what Bind
//! really has.

use crate::network::Repeats;
use crate::report_checks;
use crate::restores;
use crate::world::{Happening, Shared, World, sleep_ms};
use async_trait::async_trait;
use domain::{Money, UnixMs};
use providers::bind::{
    Answered, Collector, Contact, Error, Lost, Message, NotSent, OnError, OrderAmount, QrInfo,
    QrStatus, Reported,
};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::oneshot;

/// The text of the shop's QR.
pub(crate) const QR_TEXT: &str = "00020101021143530016ar.com.bindpagos98110000000001163047A1B";
/// How long the till's client waits for an answer, in milliseconds.
const ANSWER_MS_MAX: u64 = 10_000;

type Said = (i64, Result<Reported, Error>);

/// A report in transit, with the receiver of its answer.
pub(crate) struct Arriving {
    message: Message,
    answer: oneshot::Sender<Said>,
}

/// What Bind knows, and what it was sent.
#[derive(Default)]
pub(crate) struct Bind {
    /// Every message that the till sent, by its id, as it was first sent.
    pub(crate) sent: BTreeMap<String, Message>,
    /// The messages that Bind accepted.
    pub(crate) passed: BTreeSet<String>,
    /// The orders that it told.
    pub(crate) orders: BTreeSet<String>,
    /// What was sent before the ledger was last restored.
    pub(crate) sent_before: BTreeSet<String>,
    /// Whether it answered in this life of the till.
    pub(crate) has_answered: bool,
}

impl Bind {
    /// The accepted messages that tell the same of the same transaction.
    pub(crate) fn has(&self, reference: &str, word: &str) -> impl Iterator<Item = &Message> {
        let accepted = self.passed.iter().filter_map(|id| self.sent.get(id));
        accepted.filter(move |it| it.processor_reference == reference && it.word == word)
    }

    /// The ledger was restored.
    pub(crate) fn begin_again(&mut self) {
        self.sent_before = self.sent.keys().cloned().collect();
    }
}

/// What happens to a report that arrives.
#[derive(Clone, Copy)]
enum Fate {
    Well,
    Fails,
    AnswerLost,
    AnswerSlow,
    FailsBefore,
    FailsAfter,
    Later,
}

/// A report reaches Bind.
pub(crate) fn arrive(world: &mut World, arriving: Arriving) {
    let Arriving { message, answer } = arriving;
    let trouble = world.weather.report_trouble;
    let fate = if world.dice.happens(trouble) {
        world.dice.one_of(&[
            (5, Fate::Fails),
            (4, Fate::AnswerLost),
            (2, Fate::AnswerSlow),
            (3, Fate::FailsBefore),
            (2, Fate::FailsAfter),
            (1, Fate::Later),
        ])
    } else {
        Fate::Well
    };
    let known = world.bind.passed.contains(message.id.as_str());
    let said = match fate {
        Fate::FailsBefore => Err(Error::AnswerLost(Lost::Status(500))),
        Fate::Later => Err(Error::RetryLater),
        // Whether it takes a repeat for the same message its page does not say.
        _ if known && world.weather.repeats == Repeats::Rejected => Ok(failed("repeated")),
        Fate::Fails if !known => Ok(failed("no")),
        Fate::Fails | Fate::Well | Fate::AnswerLost | Fate::AnswerSlow => Ok(take(world, &message)),
        Fate::FailsAfter => {
            take(world, &message);
            Err(Error::AnswerLost(Lost::Unreadable(200)))
        }
    };
    let ending = match &said {
        Ok(Reported::Passed(_)) => "PASS",
        Ok(Reported::Failed(_)) => "FAIL",
        Err(_) => "failed",
    };
    world.note(&format!("bind: {} {ending}", message.id.as_str()));
    restores::copy_perhaps(world);
    world.tempt(3);
    let after_ms = match fate {
        Fate::AnswerLost => return,
        Fate::AnswerSlow => world.dice.ms(8_000, 12_000),
        Fate::Well | Fate::Fails | Fate::FailsBefore | Fate::FailsAfter | Fate::Later => {
            world.dice.ms(20, 900)
        }
    };
    // A till that has crashed since receives nothing.
    drop(answer.send((after_ms, said)));
}

fn failed(words: &str) -> Reported {
    Reported::Failed(Answered {
        on_error: Some(OnError {
            whole: format!("{{\"code\":\"{words}\"}}"),
            code: Some(words.to_owned()),
            description: None,
        }),
        ..Answered::default()
    })
}

/// Accepts a report, or finds it again.
fn take(world: &mut World, message: &Message) -> Reported {
    report_checks::check_accepting(world, message);
    let id = message.id.as_str().to_owned();
    world.bind.passed.insert(id.clone());
    Reported::Passed(Answered {
        transaction: Some(id),
        ..Answered::default()
    })
}

/// The way to Bind.
pub(crate) struct Counter(pub(crate) Shared);

impl Counter {
    /// Sends a report, and checks the laws against the file at this moment.
    fn send(&self, message: &Message) -> Result<oneshot::Receiver<Said>, i64> {
        self.0.with(|world| {
            world.counts.reports += 1;
            let id = message.id.as_str();
            world.note(&format!("till: reports {id} {}", message.amount));
            restores::copy_perhaps(world);
            if world.weather.bind_is_away(world.now()) {
                return Err(world.dice.ms(10, 3_000));
            }
            report_checks::check_sending(world, message);
            let (answer, answered) = oneshot::channel();
            if world.dice.happens(world.weather.report_trouble / 4) {
                world.note("network: it is lost on its way");
                return Ok(answered);
            }
            let message = message.clone();
            let after_ms = world.dice.ms(10, 400);
            let arriving = Box::new(Arriving { message, answer });
            world.after_ms(after_ms, Happening::Report(arriving));
            Ok(answered)
        })
    }
}

/// What Bind says of the shop's QR.
fn qr_info(world: &mut World) -> Result<QrInfo, Error> {
    let trouble = world.weather.report_trouble;
    let mut info = QrInfo {
        status: QrStatus::OpenAmount,
        order: None,
        amount: OrderAmount::Open,
        collector: Collector {
            name: Some("MUTUAL".to_owned()),
            identification_number: Some("30718092481".to_owned()),
            account: Some("0000222800000000057723".to_owned()),
            mcc: Some("7372".to_owned()),
        },
    };
    if world.dice.happens(trouble) {
        let retry_s = u32::try_from(world.dice.below(5)).unwrap_or(0) + 1;
        let other = Money::from_centavos(world.dice.between(1, 9_000_000)).unwrap_or_default();
        let lost = || Err(Error::AnswerLost(Lost::Status(504)));
        match world.dice.below(6) {
            0 => info.status = QrStatus::Pending { retry_s },
            1 => info.status = QrStatus::TimeOut,
            2 => info.status = QrStatus::EmptyOrder,
            3 => {
                info.status = QrStatus::ClosedAmount;
                info.amount = OrderAmount::Exact(other);
            }
            4 => return lost(),
            _ => info.status = QrStatus::Error,
        }
    }
    // An open order may stay the same for several customers.
    let is_new = world.bind.orders.is_empty() || world.dice.happens(50);
    let count = world.bind.orders.len() + usize::from(is_new);
    let order = format!("TOA{count:06}");
    world.bind.orders.insert(order.clone());
    info.order = Some(order);
    Ok(info)
}

fn away() -> Error {
    Error::NotSent(NotSent::TokenStatus(503))
}

#[async_trait]
impl till::ports::Bind for Counter {
    async fn read_qr(&self, _text: &str) -> Result<QrInfo, Error> {
        let after_ms = self.0.with(|world| world.dice.ms(20, 900));
        sleep_ms(after_ms).await;
        self.0.with(|world| {
            restores::copy_perhaps(world);
            world.tempt(3);
            if world.weather.bind_is_away(world.now()) {
                return Err(away());
            }
            world.bind.has_answered = true;
            qr_info(world)
        })
    }

    async fn report(&self, message: &Message) -> Result<Reported, Error> {
        let answered = match self.send(message) {
            Ok(answered) => answered,
            Err(after_ms) => {
                sleep_ms(after_ms).await;
                return Err(away());
            }
        };
        let hear = async {
            let Ok((after_ms, said)) = answered.await else {
                return std::future::pending().await;
            };
            sleep_ms(after_ms).await;
            said
        };
        let heard = tokio::time::timeout(Duration::from_millis(ANSWER_MS_MAX), hear).await;
        self.0.with(|world| {
            world.tempt(3);
            world.bind.has_answered |= heard.is_ok();
        });
        heard.unwrap_or(Err(Error::AnswerLost(Lost::Status(504))))
    }

    async fn look(&self) -> Result<(), Error> {
        self.0.with(|world| {
            if world.weather.bind_is_away(world.now()) {
                return Err(away());
            }
            world.bind.has_answered = true;
            Ok(())
        })
    }

    fn contact(&self) -> Contact {
        let good_at: Option<UnixMs> = self.0.with(|world| {
            let ours = world.machine.read(world.now()).wall;
            world.bind.has_answered.then_some(ours)
        });
        Contact {
            good_at,
            ..Contact::default()
        }
    }
}
