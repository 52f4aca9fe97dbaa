//! The errand that goes out at most once. Its attempt begins and its payment is
//! marked as sent in one commit, before the first byte. Then it is sent, and
//! its outcome is written. It goes out again only if it certainly did not go
//! out.

use super::record::{decide_and_record, record_unless_refused};
use super::worker::Tried;
use super::{of_payment, trouble};
use crate::{Till, TillError};
use domain::{Actor, CardAnswer, Command, DoubtWhy, Leg, PaymentId, PaymentState, SaleId, UnixMs};
use ledger::{ErrandEnd, ErrandEntry, ErrandNumber, Write};
use providers::pagouno::{Charge, Charged};
use std::sync::Arc;

/// A charge and its outcome. The till tries to write it until the process ends:
/// nothing else knows the outcome, and the next start could only put the charge
/// in doubt.
pub(crate) struct ChargedOnce {
    sending: Sending,
    charged: Charged,
}

/// A charge that is marked as sent.
#[derive(Clone)]
struct Sending {
    number: ErrandNumber,
    sale: SaleId,
    payment: PaymentId,
    charge: Charge,
    attempts: u32,
    sent_before: bool,
}

impl Till {
    /// Whether a charge is being sent. A process that ended now would turn a
    /// sure answer into a doubt, so the shell waits for it before it closes the
    /// till.
    pub async fn has_charge_on_the_wire(&self) -> Result<bool, TillError> {
        let in_flight = self
            .ledger
            .read(|read| Ok::<_, TillError>(read.errands_in_flight()?))
            .await?;
        Ok(in_flight.iter().any(|errand| errand.once))
    }

    /// Sends a charge from the outbox.
    pub(crate) async fn attempt_charge(&self, number: ErrandNumber) -> Result<Tried, TillError> {
        let Some(pagouno) = self.pagouno.clone() else {
            return Ok(Tried::Done);
        };
        let Some(sending) = self.begin_charge(number).await? else {
            return Ok(Tried::Done);
        };
        let charged = pagouno.charge(&sending.charge, sending.sent_before).await;
        let charged = charged.unwrap_or_else(|error| {
            // The error was known before anything went out, and a repeat would
            // not help.
            tracing::warn!(%error, "a charge could not be sent");
            Charged::Answered {
                answer: CardAnswer::Refused {
                    detail: Some(error.to_string()),
                },
                legs: Vec::new(),
            }
        });
        let once = ChargedOnce { sending, charged };
        match self.take_charged(&once).await {
            Ok(()) => Ok(Tried::Done),
            Err(error) => {
                tracing::error!(%error, "the outcome of a charge cannot be written yet");
                Ok(Tried::Charged(once))
            }
        }
    }

    /// Marks the payment as sent and its attempt as begun, in one commit.
    async fn begin_charge(&self, number: ErrandNumber) -> Result<Option<Sending>, TillError> {
        let (now, clock) = (self.now(), Arc::clone(&self.clock));
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)? else {
                    return Ok(None);
                };
                let timer = clock.timer_now();
                let (sale, payment) = of_payment(&errand)?;
                let sale = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let asks = sale.payment(payment);
                let asks = asks.is_some_and(|it| it.state == PaymentState::Requested);
                if !asks || timer >= errand.deadline {
                    // The countdown ends a payment whose time is up.
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                }
                let Some(errand) = write.begin_attempt(number, timer)? else {
                    return Ok(None);
                };
                let mark = Command::MarkSent { payment };
                decide_and_record(write, (&Actor::Till, now), sale, &mark)?;
                sending(errand).map(Some)
            })
            .await
    }

    /// Writes the outcome of a charge.
    pub(crate) async fn take_charged(&self, once: &ChargedOnce) -> Result<(), TillError> {
        let now = self.now();
        let (sending, charged) = (once.sending.clone(), once.charged.clone());
        let next = self.timer_now().plus_ms(self.pause_ms(sending.attempts));
        let done = self
            .ledger
            .write(move |write| {
                let (payment, number) = (sending.payment, sending.number);
                match charged {
                    Charged::NeverSent => never_sent(write, &sending, next, now),
                    Charged::Answered { answer, legs } => {
                        write.finish_errand(number, ErrandEnd::Done)?;
                        let hear = Command::HearAnswer { payment, answer };
                        tell(write, &sending, legs, &hear, now)
                    }
                    #[cfg(feature = "mutants")]
                    Charged::InDoubt { .. } if crate::mutants::Mutant::RetryOnceErrand.is_on() => {
                        never_sent(write, &sending, next, now)
                    }
                    Charged::InDoubt { why, legs } => {
                        write.finish_errand(number, ErrandEnd::GivenUp)?;
                        let lose = Command::LoseAnswer { payment, why };
                        tell(write, &sending, legs, &lose, now)
                    }
                }
            })
            .await;
        // A charge that was not sent is due again. One that was sent needs a
        // question to the provider.
        self.errands_changed.notify_one();
        done
    }
}

fn sending(errand: ErrandEntry) -> Result<Sending, TillError> {
    let request = errand.request.as_deref().unwrap_or_default();
    let charge = serde_json::from_slice(request)
        .map_err(|_| TillError::Unreadable("the request of a charge"))?;
    let (sale, payment) = of_payment(&errand)?;
    Ok(Sending {
        number: errand.number,
        sale,
        payment,
        charge,
        attempts: errand.attempts,
        sent_before: errand.lost_before,
    })
}

/// Writes that not one byte went out: the payment asks again, with the same
/// tokens.
fn never_sent(
    write: &mut Write<'_>,
    sending: &Sending,
    next: UnixMs,
    now: UnixMs,
) -> Result<(), TillError> {
    let payment = sending.payment;
    let deadline = write.errand(sending.number)?.map(|errand| errand.deadline);
    let next = deadline.map_or(next, |deadline| next.min(deadline));
    write.put_off(sending.number, next, trouble::NO_CONNECTION, false)?;
    let sale = write.sale(sending.sale)?.ok_or(TillError::UnknownSale)?;
    let mark = Command::MarkNeverSent { payment };
    if record_unless_refused(write, (&Actor::Till, now), sale, &mark)?.is_err() {
        // It has found its end meanwhile, and asks no more.
        write.finish_errand(sending.number, ErrandEnd::GivenUp)?;
    }
    Ok(())
}

/// Writes what the answer says about each leg, and then the outcome itself. An
/// outcome that comes too late for the payment's state changes nothing, but
/// what it said about the legs is kept.
fn tell(
    write: &mut Write<'_>,
    sending: &Sending,
    legs: Vec<Leg>,
    word: &Command,
    now: UnixMs,
) -> Result<(), TillError> {
    let sale = write.sale(sending.sale)?.ok_or(TillError::UnknownSale)?;
    let by = (&Actor::Till, now);
    let note = Command::NoteLegs {
        payment: sending.payment,
        legs,
    };
    let sale = decide_and_record(write, by, sale, &note)?;
    if let Err(refusal) = record_unless_refused(write, by, sale, word)? {
        tracing::info!(%refusal, "an answer that changes nothing");
    }
    Ok(())
}

/// Puts a charge in doubt that was being sent when the last run ended, or whose
/// answer was lost here.
pub(crate) fn doubt_lost(
    write: &mut Write<'_>,
    errand: &ErrandEntry,
    why: DoubtWhy,
    now: UnixMs,
) -> Result<(), TillError> {
    write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    let (sale, payment) = of_payment(errand)?;
    let sale = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
    let command = Command::LoseAnswer { payment, why };
    // A refusal says that it has found its end meanwhile.
    record_unless_refused(write, (&Actor::Till, now), sale, &command).map(drop)
}
