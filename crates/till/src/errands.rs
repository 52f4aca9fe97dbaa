//! The errand worker: what is owed to a provider goes out, and its answer
//! comes in. A pre-order is repeatable: it goes out again, under the same
//! `operationId`, with growing and jittered pauses, until the cashier's
//! deadline.

use crate::cards;
use crate::collector;
use crate::record::{PRE_ORDER, PreOrderErrand, record};
use crate::workers::Worker;
use crate::{Till, TillError};
use backon::{BackoffBuilder, ExponentialBuilder};
use domain::{
    Actor, Command, DoubtWhy, PaymentId, PaymentState, QrOffer, RefusedWhy, Replacement, SaleId,
    UnixMs,
};
use futures::FutureExt as _;
use futures::stream::{FuturesUnordered, StreamExt};
use ledger::{ErrandEnd, ErrandEntry, ErrandNumber, ErrandStanding, Write};
use providers::totalcoin::{Answered, Checked, Error, Identity, Refusal, check_answer};
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

/// How many errands are out at once.
pub const ERRANDS_AT_ONCE_MAX: usize = 4;
/// How many due errands are looked at, at once.
const ERRANDS_READ_MAX: u32 = 16;
/// The first pause before a repeat, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 500;
/// The longest pause before a repeat, in milliseconds.
pub const PAUSE_MS_MAX: u64 = 5_000;
/// The pause after an outbox that could not be read, in milliseconds.
const UNREADABLE_PAUSE_MS: i64 = 1_000;
/// The shortest sleep, in milliseconds; and while something is in hand, which
/// may be due and wait for its outcome to be written.
const NAP_MS_MIN: [u64; 2] = [10, 200];
/// The longest pause between two tries to write an outcome, in milliseconds.
const UNWRITTEN_PAUSE_MS_MAX: u64 = 60_000;
/// How long the worker sleeps where nothing is due, in milliseconds.
const IDLE_MS: u64 = 60_000;

/// The outbox's words for why an attempt brought nothing; screens have their
/// own words for each.
pub mod trouble {
    /// No connection came about.
    pub const NO_CONNECTION: &str = "no-connection";
    /// It was sent and no whole answer came.
    pub const NO_ANSWER: &str = "no-answer";
    /// The provider asks to come back later.
    pub const PROVIDER_ERROR: &str = "provider-error";
}

/// One attempt that is about to go out.
struct Attempt {
    number: ErrandNumber,
    sale: SaleId,
    request: PreOrderErrand,
    lost_before: bool,
    attempts: u32,
}

/// Gives up what is still owed for a payment.
pub(crate) fn give_up(write: &mut Write<'_>, payment: PaymentId) -> Result<(), TillError> {
    if let Some(errand) = write.errand_of_payment(payment)?
        && is_owed(&errand)
    {
        write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    }
    Ok(())
}

impl Till {
    /// Sends what is owed, for ever.
    pub(crate) async fn run_errands(&self) {
        // Nothing goes out before that: a charge left as sent would stay so.
        while let Err(error) = self.take_up_lost().await {
            tracing::error!(%error, "what the last run left in flight cannot be taken up yet");
            tokio::time::sleep(Duration::from_millis(PAUSE_MS_MAX)).await;
        }
        let mut out = FuturesUnordered::new();
        let mut in_hand = BTreeSet::new();
        // Outcomes that could not be written: they hold no slot.
        let mut unwritten = FuturesUnordered::new();
        loop {
            let now = self.timer_now();
            let due = match self.due(now).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read");
                    Due {
                        numbers: Vec::new(),
                        next: Some(now.plus_ms(UNREADABLE_PAUSE_MS)),
                    }
                }
            };
            for number in due.numbers {
                if out.len() < ERRANDS_AT_ONCE_MAX && in_hand.insert(number) {
                    out.push(async move {
                        // One that panics does not take the others with it.
                        let attempt = AssertUnwindSafe(self.attempt_one(number));
                        (number, attempt.catch_unwind().await)
                    });
                }
            }
            let next = due.next.filter(|_| out.len() < ERRANDS_AT_ONCE_MAX);
            let pause = next.map_or(IDLE_MS, |next| {
                u64::try_from(next.since_ms(now))
                    .unwrap_or(0)
                    .clamp(NAP_MS_MIN[usize::from(!in_hand.is_empty())], IDLE_MS)
            });
            // In this order, so that a simulated run is the same each time.
            tokio::select! {
                biased;
                Some((number, done)) = out.next(), if !out.is_empty() => {
                    let left = match done {
                        Ok(Ok(Tried::Done)) => None,
                        Ok(Ok(Tried::Charged(charged))) => Some(Left::Charged(charged)),
                        Ok(Err(error)) => {
                            tracing::warn!(%error, "an errand's outcome could not be written");
                            Some(Left::Unknown(number))
                        }
                        Err(_) => {
                            self.note_failed(Worker::Errands).await;
                            Some(Left::Unknown(number))
                        }
                    };
                    match left {
                        None => drop(in_hand.remove(&number)),
                        Some(left) => unwritten.push(async move {
                            self.write_left(left).await;
                            number
                        }),
                    }
                }
                Some(number) = unwritten.next(), if !unwritten.is_empty() => {
                    in_hand.remove(&number);
                }
                () = self.errands_changed.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            }
        }
    }

    /// What was in flight when the last run ended has lost its answer: what can
    /// be repeated goes out again, under the same id; a charge is in doubt.
    async fn take_up_lost(&self) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let latest = timer.plus_ms(i64::try_from(PAUSE_MS_MAX).unwrap_or(0));
        self.ledger
            .write(move |write| {
                for errand in write.errands_in_flight()? {
                    take_up(write, &errand, DoubtWhy::Restarted, (now, timer))?;
                }
                Ok::<_, TillError>(write.bring_errands_forward(latest)?)
            })
            .await
    }

    /// Writes what an attempt has left, however long that takes: the outcome of
    /// a charge, which nobody else knows; or that nothing is known.
    async fn write_left(&self, left: Left) {
        let mut pause_ms = PAUSE_MS_MIN;
        loop {
            // A storage that fails is not asked without end.
            tokio::time::sleep(Duration::from_millis(pause_ms)).await;
            pause_ms = pause_ms.saturating_mul(2).min(UNWRITTEN_PAUSE_MS_MAX);
            let written = match &left {
                Left::Charged(charged) => self.take_charged(charged).await,
                Left::Unknown(number) => self.take_unknown(*number).await,
            };
            match written {
                Ok(()) => return self.errands_changed.notify_one(),
                Err(error) => {
                    tracing::error!(%error, "the outcome of an errand cannot be written yet");
                }
            }
        }
    }

    /// An attempt ended and nobody knows how: it is due again, or in doubt.
    async fn take_unknown(&self, number: ErrandNumber) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        self.ledger
            .write(move |write| match write.errand(number)? {
                Some(errand) => match errand.standing {
                    ErrandStanding::InFlight => {
                        take_up(write, &errand, DoubtWhy::AnswerLost, (now, timer))
                    }
                    ErrandStanding::Owed
                    | ErrandStanding::Held
                    | ErrandStanding::Done
                    | ErrandStanding::GivenUp => Ok(()),
                },
                None => Ok(()),
            })
            .await
    }

    /// The kinds of errand that somebody is set up for. Others wait.
    fn kinds(&self) -> Vec<&'static str> {
        let pre_orders = self.providers.as_ref().map(|_| PRE_ORDER);
        let charges = self.cards.as_ref().map(|_| cards::CHARGE);
        pre_orders.into_iter().chain(charges).collect()
    }

    async fn due(&self, now: UnixMs) -> Result<Due, TillError> {
        let kinds = self.kinds();
        self.ledger
            .read(move |read| {
                let numbers = read.errands_due(&kinds, now, ERRANDS_READ_MAX)?;
                let numbers = numbers.into_iter().map(|errand| errand.number).collect();
                Ok(Due {
                    numbers,
                    next: read.next_errand_due(&kinds)?,
                })
            })
            .await
    }

    async fn attempt_one(&self, number: ErrandNumber) -> Result<Tried, TillError> {
        let errand = self.ledger.read(move |read| read.errand(number)).await?;
        match errand {
            Some(errand) if errand.kind == cards::CHARGE => self.attempt_charge(number).await,
            Some(_) | None => self.attempt(number).await.map(|()| Tried::Done),
        }
    }

    async fn attempt(&self, number: ErrandNumber) -> Result<(), TillError> {
        let Some(providers) = self.providers.clone() else {
            return Ok(());
        };
        let Some(mut attempt) = self.begin(number).await? else {
            return Ok(());
        };
        let ready = self.ready(&*providers).await;
        if !self.is_asked_for(number).await? {
            return Ok(());
        }
        let answer = match ready {
            Ok(()) => {
                self.date_by_theirs(&mut attempt).await?;
                providers.make_pre_order(&attempt.request.order).await
            }
            Err(NotReady::Provider(error)) => Err(error),
            Err(NotReady::Clock) => return self.refuse(attempt, RefusedWhy::Clock, None).await,
        };
        match answer {
            Ok(answered) => self.take_answer(attempt, answered).await,
            Err(error) => self.take_error(attempt, error).await,
        }
    }

    /// Logs in first, so that the clocks are compared before a QR is made.
    async fn ready(&self, providers: &dyn crate::ports::Providers) -> Result<(), NotReady> {
        providers.log_in().await.map_err(NotReady::Provider)?;
        self.check_clock().map_err(|_| NotReady::Clock)
    }

    /// A pre-order that was committed before the clocks were compared is dated
    /// by TotalCoin's clock before it is sent for the first time; that is
    /// committed too.
    async fn date_by_theirs(&self, attempt: &mut Attempt) -> Result<(), TillError> {
        let Some(theirs) = self.provider_now() else {
            // Its answers have no date: there is nothing to go by.
            return Ok(());
        };
        if attempt.request.is_measured || attempt.lost_before {
            return Ok(());
        }
        let timer = self.timer_now();
        let (number, sale, mut request) = (attempt.number, attempt.sale, attempt.request.clone());
        attempt.request = self
            .ledger
            .write(move |write| {
                let sale = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let payment = sale.payment(request.order.payment);
                let payment = payment.ok_or(TillError::Unreadable("the payment of an errand"))?;
                let left_ms = request.ends_at(payment).since_ms(timer);
                request.order.expires_at = theirs.plus_ms(left_ms);
                request.is_measured = true;
                let bytes = serde_json::to_vec(&request)
                    .map_err(|_| TillError::Unreadable("the request of a pre-order"))?;
                write.change_request(number, &bytes)?;
                Ok::<_, TillError>(request)
            })
            .await?;
        Ok(())
    }

    /// Whether it is still to be sent: a login takes its time, and meanwhile
    /// the cashier may have cancelled.
    async fn is_asked_for(&self, number: ErrandNumber) -> Result<bool, TillError> {
        self.ledger
            .read(move |read| Ok(read.errand(number)?.is_some_and(|errand| is_owed(&errand))))
            .await
    }

    /// Marks the attempt; gives up an errand whose payment no longer asks.
    async fn begin(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let clock = Arc::clone(&self.clock);
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
                let now = clock.timer_now();
                let sale = write.sale(errand.sale)?;
                let asks = sale.as_ref().and_then(|sale| sale.payment(errand.payment));
                let asks = asks.is_some_and(|it| it.state == PaymentState::Requested);
                if !asks || errand.kind != PRE_ORDER {
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                }
                if now >= errand.deadline {
                    // The countdown ends the payment. Left owed, the errand
                    // would be due again at once, and the worker would spin.
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                }
                let Some(errand) = write.begin_attempt(number, now)? else {
                    return Ok(None);
                };
                let request = errand.request.as_deref().unwrap_or_default();
                let request = serde_json::from_slice(request)
                    .map_err(|_| TillError::Unreadable("the request of a pre-order"))?;
                Ok(Some(Attempt {
                    number,
                    sale: errand.sale,
                    request,
                    lost_before: errand.lost_before,
                    attempts: errand.attempts,
                }))
            })
            .await
    }

    async fn take_answer(&self, attempt: Attempt, answered: Answered) -> Result<(), TillError> {
        if let Err(error) = qr::can_be_drawn(&answered.qr) {
            // What cannot be drawn cannot be paid.
            let why = RefusedWhy::QrOfAnotherSale;
            return self.refuse(attempt, why, Some(error.to_string())).await;
        }
        let order = attempt.request.order.clone();
        let (sale, number) = (attempt.sale, attempt.number);
        let request = attempt.request.clone();
        let (now, payment) = (self.now(), order.payment);
        // Two QRs may come at once: the merchant that is kept is read, compared
        // and kept in this one transaction.
        let refusal = self
            .ledger
            .write(move |write| {
                let ledger::Identity { cuit, cvu } = write.identity()?;
                let checked = check_answer(&order, &answered, &Identity { cuit, cvu });
                if let Some(refusal) = refusal_of(&checked) {
                    return Ok::<_, TillError>(Some(refusal));
                }
                let sale = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let known = sale.payment(payment);
                let known = known.ok_or(TillError::Unreadable("the payment of an errand"))?;
                let qr = QrOffer {
                    order: answered.order_id,
                    payload: answered.qr,
                    expires_at: request.ends_at(known),
                    warnings: checked.warnings.iter().map(ToString::to_string).collect(),
                };
                let command = Command::ReceiveQr { payment, qr };
                let events = sale.decide(&command, &Actor::Till, now)?;
                write.record_sale(&Actor::Till, now, sale.id, &events)?;
                // A QR that may be misread says nothing certain of the merchant.
                if checked.warnings.iter().all(qr::Warning::concerns_identity) {
                    collector::keep(write, now, &checked.identity)?;
                }
                write.finish_errand(number, ErrandEnd::Done)?;
                Ok(None)
            })
            .await?;
        match refusal {
            Some((why, detail)) => self.refuse(attempt, why, Some(detail)).await,
            None => Ok(()),
        }
    }

    async fn take_error(&self, attempt: Attempt, error: Error) -> Result<(), TillError> {
        let (trouble, lost) = match error {
            Error::NotSent(_) => (trouble::NO_CONNECTION, false),
            Error::AnswerLost(_) => (trouble::NO_ANSWER, true),
            Error::RetryLater => (trouble::PROVIDER_ERROR, false),
            Error::Rejected { message, .. } => {
                let why = if attempt.lost_before {
                    RefusedWhy::RepeatRejected
                } else {
                    RefusedWhy::ProviderRefused
                };
                return self.refuse(attempt, why, Some(message)).await;
            }
            Error::Credentials => {
                return self.refuse(attempt, RefusedWhy::Credentials, None).await;
            }
            Error::Permission { message } => {
                return self
                    .refuse(attempt, RefusedWhy::Permission, Some(message))
                    .await;
            }
        };
        let next = self.timer_now().plus_ms(self.pause_ms(attempt.attempts));
        let number = attempt.number;
        self.ledger
            .write(move |write| {
                // The last repeat is due at the deadline at the latest, where
                // the countdown ends the payment.
                let deadline = write.errand(number)?.map(|errand| errand.deadline);
                let next = deadline.map_or(next, |deadline| next.min(deadline));
                write.put_off(number, next, trouble, lost)?;
                Ok(())
            })
            .await
    }

    /// The payment will not become payable by this errand; where the rules let
    /// one new payment stand in its place, it is owed in the same commit.
    async fn refuse(
        &self,
        attempt: Attempt,
        why: RefusedWhy,
        detail: Option<String>,
    ) -> Result<(), TillError> {
        let (now, timer) = (self.now(), self.timer_now());
        let payment = attempt.request.order.payment;
        let replacement = Some(Replacement {
            payment: self.new_payment(),
        });
        let detail = detail.filter(|detail| !detail.is_empty());
        let orders = self.orders(attempt.request.order.dni.clone());
        self.ledger
            .write(move |write| {
                let sale = write.sale(attempt.sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::Refuse {
                    payment,
                    why,
                    detail,
                    replacement,
                };
                let events = sale.decide(&command, &Actor::Till, timer)?;
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                record(
                    write,
                    (&Actor::Till, now, timer),
                    sale.id,
                    &events,
                    |sale, payment| orders.order(sale, payment, timer),
                )
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(())
    }

    /// The pause before the next attempt, in milliseconds: doubled each time,
    /// capped, and between a half and the whole of that by chance.
    pub(crate) fn pause_ms(&self, attempts: u32) -> i64 {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(Duration::from_millis(PAUSE_MS_MIN))
            .with_max_delay(Duration::from_millis(PAUSE_MS_MAX))
            .without_max_times()
            .build();
        let nth = usize::try_from(attempts.saturating_sub(1).min(16)).unwrap_or(16);
        let whole = pauses.into_iter().nth(nth).map_or(PAUSE_MS_MAX, |pause| {
            u64::try_from(pause.as_millis()).unwrap_or(PAUSE_MS_MAX)
        });
        let half = whole / 2;
        i64::try_from(half + self.chance.below(half + 1)).unwrap_or(0)
    }
}

/// Why an answer's QR must not be shown, where it must not.
fn refusal_of(checked: &Checked) -> Option<(RefusedWhy, String)> {
    if checked.may_be_shown() {
        return None;
    }
    let refusals = &checked.refusals;
    let words: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    let why = if refusals.iter().any(Refusal::is_of_another_merchant) {
        RefusedWhy::IdentityChanged
    } else {
        RefusedWhy::QrOfAnotherSale
    };
    Some((why, words.join("; ")))
}

fn is_owed(errand: &ErrandEntry) -> bool {
    match errand.standing {
        ErrandStanding::Owed | ErrandStanding::InFlight => true,
        ErrandStanding::Held | ErrandStanding::Done | ErrandStanding::GivenUp => false,
    }
}

/// An attempt has begun and its outcome is not known: what can be repeated is
/// due again, under the same id; a charge is in doubt.
fn take_up(
    write: &mut Write<'_>,
    errand: &ErrandEntry,
    why: DoubtWhy,
    (now, timer): (UnixMs, UnixMs),
) -> Result<(), TillError> {
    if errand.once {
        cards::doubt_lost(write, errand, why, now)
    } else {
        write.put_off(errand.number, timer, trouble::NO_ANSWER, true)?;
        Ok(())
    }
}

/// How an attempt ended.
pub(crate) enum Tried {
    /// Its outcome is written.
    Done,
    /// The charge was answered, and that could not be written.
    Charged(cards::ChargedOnce),
}

/// What an attempt has left to be written.
enum Left {
    Charged(cards::ChargedOnce),
    Unknown(ErrandNumber),
}

struct Due {
    numbers: Vec<ErrandNumber>,
    next: Option<UnixMs>,
}

enum NotReady {
    Provider(Error),
    Clock,
}
