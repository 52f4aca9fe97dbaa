//! The provider, as its documentation describes it: pre-orders by
//! `operationId`; answers that are lost, late, garbled, invalid or missing; a
//! 400 for a repeat; and logins that fail for a while. This module knows what
//! customers really paid.

use crate::customer;
use crate::network::{LoginTrouble, Repeats};
use crate::orders::{Arriving, Order, Said};
use crate::restores;
use crate::sending;
use crate::world::{Happening, Shared, World, sleep_ms};
use async_trait::async_trait;
use domain::{Money, UnixMs};
use providers::totalcoin::{Answered, Contact, Error, Kind, Lost, NotSent, PreOrder};
use std::time::Duration;
use till::ports::Totalcoin;
use tokio::sync::oneshot;

/// How long the till's client waits for an answer, in milliseconds.
const ANSWER_MS_MAX: u64 = 10_000;
const CUIT: &str = "30718092481";
const CVU: &str = "0000222800000000057723";

/// What happens to a request that arrives.
#[derive(Clone, Copy)]
enum Fate {
    Well,
    AnswerLost,
    AnswerSlow,
    FailsBefore,
    FailsAfter,
    Garbled,
    Later,
    Rejected,
}

/// What is wrong with an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unfit {
    Amount,
    Reference,
    Disabled,
    QrAmount,
    QrReference,
    Merchant,
    Crc,
    OrderId,
    Undrawable,
}

/// A request reaches the provider.
pub(crate) fn arrive(world: &mut World, arriving: Arriving) {
    let Arriving { order, answer } = arriving;
    let payment = order.payment;
    let known = world.provider.orders.contains_key(&payment);
    let trouble = world.weather.order_trouble;
    let fate = if world.dice.happens(trouble) {
        world.dice.one_of(&[
            (4, Fate::AnswerLost),
            (2, Fate::AnswerSlow),
            (3, Fate::FailsBefore),
            (3, Fate::FailsAfter),
            (2, Fate::Garbled),
            (1, Fate::Later),
            (1, Fate::Rejected),
        ])
    } else {
        Fate::Well
    };
    let after_ms = world.dice.ms(20, 900);
    let said = match fate {
        Fate::FailsBefore => Err(Error::AnswerLost(Lost::Status(500))),
        Fate::Later => Err(Error::RetryLater),
        Fate::Rejected => Err(rejected("no")),
        _ if known && world.weather.repeats == Repeats::Rejected => Err(rejected("repeated")),
        Fate::Well | Fate::AnswerLost | Fate::AnswerSlow => Ok(take(world, order)),
        Fate::FailsAfter => {
            take(world, order);
            Err(Error::AnswerLost(Lost::Status(502)))
        }
        Fate::Garbled => {
            take(world, order);
            Err(Error::AnswerLost(Lost::Unreadable(201)))
        }
    };
    let ending = match &said {
        Ok(_) => "taken",
        Err(Error::Rejected { .. }) => "rejected",
        Err(_) => "failed",
    };
    world.note(&format!("provider: {payment} {ending}"));
    // The critical moment: the request has arrived, and the till does not know
    // it yet.
    world.tempt(3);
    let after_ms = match fate {
        Fate::AnswerLost => return,
        Fate::AnswerSlow => world.dice.ms(8_000, 12_000),
        Fate::Well
        | Fate::FailsBefore
        | Fate::FailsAfter
        | Fate::Garbled
        | Fate::Later
        | Fate::Rejected => after_ms,
    };
    // A till that has crashed since receives nothing.
    drop(answer.send((after_ms, said)));
}

fn rejected(message: &str) -> Error {
    Error::Rejected {
        status: 400,
        message: message.to_owned(),
    }
}

/// Accepts a pre-order, or finds it again, and makes its answer.
fn take(world: &mut World, request: PreOrder) -> Answered {
    let payment = request.payment;
    let count = u64::try_from(world.provider.orders.len()).unwrap_or(0);
    let unfit = world.dice.happens(world.weather.unfit_answer).then(|| {
        world.dice.one_of(&[
            (3, Unfit::Amount),
            (2, Unfit::Reference),
            (1, Unfit::Disabled),
            (2, Unfit::QrAmount),
            (2, Unfit::QrReference),
            (1, Unfit::Merchant),
            (3, Unfit::Crc),
            (2, Unfit::OrderId),
            (1, Unfit::Undrawable),
        ])
    });
    // The first valid QR sets the merchant; before that, no QR can be of
    // another one.
    let is_known = world.laws.knows_merchant();
    let unfit = unfit.filter(|unfit| is_known || *unfit != Unfit::Merchant);
    let is_fixed = request.kind == Kind::FixedQr;
    // No amount in a fixed QR's payload could be wrong.
    let unfit = unfit.filter(|unfit| !is_fixed || *unfit != Unfit::QrAmount);
    if !world.provider.orders.contains_key(&payment) {
        // Occasionally somebody finds a way to pay a QR that no screen has
        // shown.
        if !is_fixed && world.dice.happens(3) {
            customer::pay_unseen(world, payment, request.amount);
        }
        let order = Order {
            request,
            payloads: Vec::new(),
            id: 13_010 + count,
        };
        world.provider.orders.insert(payment, order);
    }
    let order = world
        .provider
        .orders
        .get_mut(&payment)
        .expect("the order was inserted above");
    let payload = payload(order, unfit);
    let is_good = match unfit {
        None | Some(Unfit::Crc | Unfit::OrderId) => true,
        Some(
            Unfit::Amount
            | Unfit::Reference
            | Unfit::Disabled
            | Unfit::QrAmount
            | Unfit::QrReference
            | Unfit::Merchant
            | Unfit::Undrawable,
        ) => false,
    };
    if is_good {
        order.payloads.push(payload.clone());
    }
    let more = Money::from_centavos(order.request.amount.centavos() + 100);
    Answered {
        order_id: order.id.to_string(),
        qr: payload,
        expires_at: Some(order.request.expires_at),
        amount: match unfit {
            Some(Unfit::Amount) => more.ok(),
            _ => Some(order.request.amount),
        },
        reference: match unfit {
            Some(Unfit::Reference) => Some("MFFFFFFFFFFFFFFFFFFFFFFFF".to_owned()),
            _ => Some(order.request.reference.clone()),
        },
        enabled: Some(unfit != Some(Unfit::Disabled)),
    }
}

/// The payload of an order's QR, with the tags of the documentation's sample.
fn payload(order: &Order, unfit: Option<Unfit>) -> String {
    let is = |what| unfit == Some(what);
    let id = format!("{:010}", order.id + u64::from(is(Unfit::OrderId)));
    let cuit = if is(Unfit::Merchant) {
        "20111111112"
    } else {
        CUIT
    };
    let reference = if is(Unfit::QrReference) {
        "MFFFFFFFFFFFFFFFFFFFFFFFF"
    } else {
        &order.request.reference
    };
    let kind = match order.request.kind {
        Kind::Sale => "12",
        Kind::FixedQr => "11",
    };
    let build = || {
        let mut builder = qr::Builder::new()
            .field("01", kind)?
            .template("43", &[("00", "com.totalcoin.integraciones"), ("02", &id)])?
            .template("50", &[("00", cuit)])?
            .template("51", &[("00", CVU)])?
            .field("52", "7372")?
            .field("53", "032")?;
        if is(Unfit::QrAmount) {
            builder = builder.field("54", "0.01")?;
        }
        let payload = builder
            .field("58", "AR")?
            .field("59", "ARBET")?
            .field("60", "Buenos Aires")?
            .template("62", &[("01", reference)])?
            .finish();
        Ok::<_, qr::BuildError>(payload)
    };
    let mut payload = build().expect("every value fits its tag");
    if is(Unfit::Crc) {
        let last = if payload.ends_with('0') { '1' } else { '0' };
        payload.pop();
        payload.push(last);
    }
    if is(Unfit::Undrawable) {
        payload = "9".repeat(9_000);
    }
    payload
}

/// The wire to the provider.
pub(crate) struct Wire(pub(crate) Shared);

impl Wire {
    /// Sends a pre-order of the till, and checks the first law against the file
    /// at this moment.
    fn send(&self, order: &PreOrder) -> Result<oneshot::Receiver<Said>, i64> {
        self.0.with(|world| {
            world.counts.pre_orders += 1;
            world.note(&format!("till: sends {} {}", order.payment, order.amount));
            sending::check_sending(world, order);
            restores::copy_perhaps(world);
            if world.weather.provider_is_away(world.now()) {
                return Err(world.dice.ms(10, 3_000));
            }
            let (answer, answered) = oneshot::channel();
            if world.dice.happens(world.weather.order_trouble / 4) {
                world.note("network: it is lost on its way");
                return Ok(answered);
            }
            let order = order.clone();
            let after_ms = world.dice.ms(10, 400);
            let arriving = Box::new(Arriving { order, answer });
            world.after_ms(after_ms, Happening::Order(arriving));
            Ok(answered)
        })
    }
}

#[async_trait]
impl Totalcoin for Wire {
    async fn make_pre_order(&self, order: &PreOrder) -> Result<Answered, Error> {
        let answered = match self.send(order) {
            Ok(answered) => answered,
            Err(after_ms) => {
                sleep_ms(after_ms).await;
                return Err(Error::NotSent(NotSent::LoginStatus(503)));
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
        self.0.with(|world| world.tempt(3));
        heard.unwrap_or(Err(Error::AnswerLost(Lost::Status(504))))
    }

    async fn log_in(&self) -> Result<(), Error> {
        let (after_ms, trouble, is_away) = self.0.with(|world| {
            let now = world.now();
            let after_ms = world.dice.ms(0, 60);
            let is_away = world.weather.provider_is_away(now);
            (after_ms, world.weather.login_trouble(now), is_away)
        });
        sleep_ms(after_ms).await;
        if is_away {
            return Err(Error::NotSent(NotSent::LoginStatus(503)));
        }
        match trouble {
            None => {
                self.0.with(|world| {
                    world.is_measured = true;
                    world.provider.has_answered = true;
                });
                Ok(())
            }
            Some(LoginTrouble::Credentials) => Err(Error::Credentials),
            Some(LoginTrouble::Permission) => Err(Error::Permission {
                message: String::new(),
            }),
            Some(LoginTrouble::Unreadable) => Err(Error::NotSent(NotSent::LoginUnreadable)),
        }
    }

    async fn measure_clock(&self) -> Result<(), Error> {
        self.log_in().await
    }

    fn contact(&self) -> Contact {
        let (skew_ms, good_at) = self.0.with(|world| {
            let ours = world.machine.read(world.now()).wall;
            let skew_ms = world.provider_now().since_ms(ours);
            let skew_ms = world.is_measured.then_some(skew_ms);
            (skew_ms, world.provider.has_answered.then_some(ours))
        });
        Contact {
            good_at,
            clock_skew_ms: skew_ms,
            clock_measured_at: skew_ms.map(|_| UnixMs(0)),
            ..Contact::default()
        }
    }
}
