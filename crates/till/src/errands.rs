//! The errand worker: what is owed to a provider goes out, and its answer
//! comes in. A pre-order is repeatable: it goes out again, under the same
//! `operationId`, with growing and jittered pauses, until the cashier's
//! deadline.

use crate::cards;
use crate::collector;
use crate::record::{PRE_ORDER, PreOrderErrand, record};
use crate::{Till, TillError};
use backon::{BackoffBuilder, ExponentialBuilder};
use domain::{
    Actor, Command, PaymentId, PaymentState, QrOffer, RefusedWhy, Replacement, SaleId, UnixMs,
};
use futures::stream::{FuturesUnordered, StreamExt};
use ledger::{ErrandEnd, ErrandEntry, ErrandNumber, ErrandStanding, Write};
use providers::totalcoin::{Answered, Checked, Error, Identity, Refusal, check_answer};
use std::collections::BTreeSet;
use std::time::Duration;

/// How many errands are out at once.
pub const ERRANDS_AT_ONCE_MAX: usize = 4;
/// How many due errands are looked at, at once.
const ERRANDS_READ_MAX: u32 = 16;
/// The first pause before a repeat, in milliseconds.
pub const PAUSE_MS_MIN: u64 = 500;
/// The longest pause before a repeat, in milliseconds.
pub const PAUSE_MS_MAX: u64 = 5_000;
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
    deadline: UnixMs,
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
        loop {
            let now = self.now();
            let due = match self.due(now).await {
                Ok(due) => due,
                Err(error) => {
                    tracing::warn!(%error, "the outbox cannot be read");
                    Due {
                        numbers: Vec::new(),
                        next: None,
                    }
                }
            };
            for number in due.numbers {
                if out.len() < ERRANDS_AT_ONCE_MAX && in_hand.insert(number) {
                    out.push(async move {
                        let done = self.attempt_one(number).await;
                        if done.is_err() {
                            // It is due as it was, and at once: without a pause
                            // a storage that fails would be asked without end.
                            tokio::time::sleep(Duration::from_millis(PAUSE_MS_MIN)).await;
                        }
                        (number, done)
                    });
                }
            }
            let next = due.next.filter(|_| out.len() < ERRANDS_AT_ONCE_MAX);
            let pause = next.map_or(IDLE_MS, |next| {
                u64::try_from(next.since_ms(now))
                    .unwrap_or(0)
                    .clamp(10, IDLE_MS)
            });
            // In this order, so that a simulated run is the same each time.
            tokio::select! {
                biased;
                Some((number, done)) = out.next(), if !out.is_empty() => {
                    in_hand.remove(&number);
                    if let Err(error) = done {
                        tracing::warn!(%error, "an errand's outcome could not be written");
                    }
                }
                () = self.errands_changed.notified() => {}
                () = tokio::time::sleep(Duration::from_millis(pause)) => {}
            }
        }
    }

    /// What was in flight when the last run ended has lost its answer: what can
    /// be repeated goes out again, under the same id; a charge is in doubt.
    async fn take_up_lost(&self) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                for errand in write.errands_in_flight()? {
                    if errand.once {
                        cards::doubt_after_restart(write, &errand, now)?;
                    } else {
                        write.put_off(errand.number, now, trouble::NO_ANSWER, true)?;
                    }
                }
                Ok(())
            })
            .await
    }

    async fn due(&self, now: UnixMs) -> Result<Due, TillError> {
        self.ledger
            .read(move |read| {
                let numbers = read.errands_due(now, ERRANDS_READ_MAX)?;
                let numbers = numbers.into_iter().map(|errand| errand.number).collect();
                Ok(Due {
                    numbers,
                    next: read.next_errand_due()?,
                })
            })
            .await
    }

    async fn attempt_one(&self, number: ErrandNumber) -> Result<(), TillError> {
        let errand = self.ledger.read(move |read| read.errand(number)).await?;
        match errand {
            Some(errand) if errand.kind == cards::CHARGE => self.attempt_charge(number).await,
            Some(_) | None => self.attempt(number).await,
        }
    }

    async fn attempt(&self, number: ErrandNumber) -> Result<(), TillError> {
        let Some(providers) = self.providers.clone() else {
            return Ok(());
        };
        let Some(attempt) = self.begin(number).await? else {
            return Ok(());
        };
        let ready = self.ready(&*providers).await;
        if !self.is_asked_for(number).await? {
            return Ok(());
        }
        let answer = match ready {
            Ok(()) => providers.make_pre_order(&attempt.request.order).await,
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

    /// Whether it is still to be sent: a login takes its time, and meanwhile
    /// the cashier may have cancelled.
    async fn is_asked_for(&self, number: ErrandNumber) -> Result<bool, TillError> {
        self.ledger
            .read(move |read| Ok(read.errand(number)?.is_some_and(|errand| is_owed(&errand))))
            .await
    }

    /// Marks the attempt; gives up an errand whose payment no longer asks.
    async fn begin(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
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
                    deadline: errand.deadline,
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
        let valid_until = attempt.request.valid_until;
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
                let qr = QrOffer {
                    order: answered.order_id,
                    payload: answered.qr,
                    expires_at: valid_until,
                    warnings: checked.warnings.iter().map(ToString::to_string).collect(),
                };
                let sale = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
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
        let next = self.now().plus_ms(self.pause_ms(attempt.attempts));
        // The last repeat is due at the deadline at the latest, where the
        // countdown ends the payment.
        let next = next.min(attempt.deadline);
        let number = attempt.number;
        self.ledger
            .write(move |write| {
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
        let (now, payment) = (self.now(), attempt.request.order.payment);
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
                let events = sale.decide(&command, &Actor::Till, now)?;
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                record(
                    write,
                    (&Actor::Till, now),
                    sale.id,
                    &events,
                    |sale, payment| orders.order(sale, payment, now),
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

struct Due {
    numbers: Vec<ErrandNumber>,
    next: Option<UnixMs>,
}

enum NotReady {
    Provider(Error),
    Clock,
}
