//! The errand that makes a fixed QR at TotalCoin. No customer waits for it, and
//! it is repeated under the same id until TotalCoin answers.

use super::in_hand::Lane;
use super::pace::Reached;
use super::pre_order::{NotReady, refusal_of};
use super::{ErrandKind, is_owed, trouble};
use crate::setup::payee;
use crate::{Till, TillError};
use domain::{
    Actor, FixedQr, FixedQrCommand, FixedQrEvent, FixedQrId, FixedQrState, Money, QrOffer,
    RefusedWhy, UnixMs,
};
use ledger::{ErrandEnd, ErrandEntry, ErrandNumber, NewErrand, Subject, Write};
use providers::totalcoin::{Answered, Error, Identity, Kind, PreOrder, check_answer};
use std::sync::Arc;

/// The pause after TotalCoin did not accept the till's credentials, in
/// milliseconds: somebody has to correct them first.
const CREDENTIALS_PAUSE_MS: i64 = 600_000;
const DAY_MS: i64 = 24 * 3_600_000;

struct Attempt {
    number: ErrandNumber,
    id: FixedQrId,
    order: PreOrder,
    attempts: u32,
}

/// Appends the request of a new fixed QR and owes its errand.
pub(crate) fn request(
    write: &mut Write<'_>,
    (by, now, timer): (&Actor, UnixMs, UnixMs),
    id: FixedQrId,
    (order, life_ms): (&PreOrder, i64),
) -> Result<FixedQr, TillError> {
    let valid_until = order.expires_at;
    let requested = FixedQrEvent::Requested { valid_until };
    let qr = write.record_fixed_qr(by, now, id, &[requested])?;
    let request = serde_json::to_vec(order)
        .map_err(|_| TillError::Unreadable("the request of a fixed QR"))?;
    write.owe(NewErrand {
        kind: ErrandKind::FixedQr.as_str(),
        about: Subject::FixedQr(id),
        payment: None,
        once: ErrandKind::FixedQr.goes_out_once(),
        request,
        due_at: timer,
        // The same moment by the till's own timers, which move with its clock.
        deadline: timer.plus_ms(life_ms),
    })?;
    Ok(qr)
}

fn of_fixed_qr(errand: &ErrandEntry) -> Result<FixedQrId, TillError> {
    match &errand.about {
        Subject::FixedQr(id) => Ok(*id),
        Subject::Sale(_)
        | Subject::Stray(_)
        | Subject::Shift(_)
        | Subject::Close(_)
        | Subject::Report(_)
        | Subject::Till => Err(TillError::Unreadable("the fixed QR of an errand")),
    }
}

impl Till {
    /// For how long a fixed QR is made, in milliseconds.
    pub(crate) fn fixed_life_ms(&self) -> i64 {
        i64::from(self.settings.totalcoin.fixed_qr_days).saturating_mul(DAY_MS)
    }

    /// The pre-order of a new fixed QR.
    pub(crate) fn fixed_order(&self, id: FixedQrId) -> Result<PreOrder, TillError> {
        let totalcoin = &self.settings.totalcoin;
        let dni = self.settings.default_dni().ok_or(TillError::DniMissing)?;
        let reference = id.operation().reference();
        let amount = totalcoin.open_amount.saturating_mul(100);
        let now = self.provider_now().unwrap_or_else(|| self.timer_now());
        Ok(PreOrder {
            concept: format!("{} {reference}", self.settings.till.name)
                .trim_start()
                .to_owned(),
            expires_at: now.plus_ms(self.fixed_life_ms()),
            business_unit: totalcoin.business_unit,
            payment: id.operation(),
            reference: reference.to_string(),
            amount: Money::from_centavos(amount).unwrap_or(Money::ZERO),
            kind: Kind::FixedQr,
            dni: dni.to_owned(),
            company_reference: totalcoin
                .company_reference
                .replace("{reference}", reference.as_str()),
        })
    }

    /// Sends the request of a fixed QR from the outbox. Returns whether
    /// TotalCoin answered.
    pub(super) async fn attempt_fixed_qr(
        &self,
        number: ErrandNumber,
        lane: &mut Option<Lane>,
    ) -> Result<Reached, TillError> {
        let Some(client) = self.totalcoin.clone() else {
            return Ok(Reached::Unknown);
        };
        let Some(attempt) = self.begin_fixed_qr(number).await? else {
            return Ok(Reached::Unknown);
        };
        let answer = match self.ready(&*client).await {
            Ok(()) => client.make_pre_order(&attempt.order).await,
            Err(NotReady::Provider(error)) => Err(error),
            // A wrong clock would date it wrongly; it is corrected some day.
            Err(NotReady::Clock) => Err(Error::RetryLater),
        };
        match answer {
            Ok(answered) => {
                drop(lane.take());
                self.take_fixed_answer(attempt, answered).await?;
                Ok(Reached::Yes)
            }
            // A failure keeps its place until the provider is paused.
            Err(error) => self.take_fixed_error(attempt, error).await,
        }
    }

    async fn begin_fixed_qr(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let clock = Arc::clone(&self.clock);
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
                let now = clock.timer_now();
                let id = of_fixed_qr(&errand)?;
                let known = write.fixed_qr(id)?;
                let asks = known.is_some_and(|qr| qr.state == FixedQrState::Requested);
                if !asks {
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                }
                // The worker marks it as dead, for a person to see.
                if now >= errand.deadline {
                    return Ok(None);
                }
                let Some(errand) = write.begin_attempt(number, now)? else {
                    return Ok(None);
                };
                let order = serde_json::from_slice(errand.request.as_deref().unwrap_or_default())
                    .map_err(|_| TillError::Unreadable("the request of a fixed QR"))?;
                Ok(Some(Attempt {
                    number,
                    id,
                    order,
                    attempts: errand.attempts,
                }))
            })
            .await
    }

    async fn take_fixed_answer(
        &self,
        attempt: Attempt,
        answered: Answered,
    ) -> Result<(), TillError> {
        let undrawable = qr::can_be_drawn(&answered.qr)
            .err()
            .map(|error| error.to_string());
        let (
            now,
            Attempt {
                number, id, order, ..
            },
        ) = (self.now(), attempt);
        self.ledger
            .write(move |write| {
                let ledger::Identity { cuit, cvu } = write.identity()?;
                let checked = check_answer(&order, &answered, &Identity { cuit, cvu });
                let refused = match &undrawable {
                    Some(error) => Some((RefusedWhy::QrOfAnotherSale, error.clone())),
                    None => refusal_of(&checked),
                };
                write.finish_errand(number, ErrandEnd::Done)?;
                if let Some((why, detail)) = refused {
                    let detail = Some(detail);
                    return tell(write, now, id, &FixedQrCommand::Refuse { why, detail });
                }
                let offer = QrOffer {
                    order: answered.order_id,
                    payload: answered.qr,
                    expires_at: order.expires_at,
                    warnings: checked.warnings.iter().map(ToString::to_string).collect(),
                    collector: None,
                };
                let before = write.fixed_qr_in(FixedQrState::InForce)?;
                tell(write, now, id, &FixedQrCommand::Receive { qr: offer })?;
                if let Some(before) = before {
                    tell_known(write, now, before, &FixedQrCommand::Replace { by: id })?;
                }
                if checked.warnings.iter().all(qr::Warning::concerns_identity) {
                    payee::keep(write, now, &checked.identity)?;
                }
                Ok(())
            })
            .await
    }

    async fn take_fixed_error(&self, attempt: Attempt, error: Error) -> Result<Reached, TillError> {
        let pause_ms = self.pause_ms(ErrandKind::FixedQr, attempt.attempts);
        let (trouble, lost, pause_ms) = match error {
            Error::NotSent(_) => (trouble::NO_CONNECTION, false, pause_ms),
            Error::AnswerLost(_) => (trouble::NO_ANSWER, true, pause_ms),
            Error::RetryLater => (trouble::PROVIDER_ERROR, false, pause_ms),
            Error::Credentials | Error::Permission { .. } => {
                (trouble::PROVIDER_ERROR, false, CREDENTIALS_PAUSE_MS)
            }
            Error::Rejected { message, .. } => {
                self.refuse_fixed_qr(attempt, message).await?;
                return Ok(Reached::Yes);
            }
        };
        let next = self.timer_now().plus_ms(pause_ms);
        self.ledger
            .write(move |write| {
                write.put_off(attempt.number, next, trouble, lost)?;
                Ok::<_, TillError>(())
            })
            .await?;
        Ok(Reached::No)
    }

    async fn refuse_fixed_qr(&self, attempt: Attempt, message: String) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                let refuse = FixedQrCommand::Refuse {
                    why: RefusedWhy::ProviderRefused,
                    detail: Some(message).filter(|message| !message.is_empty()),
                };
                tell(write, now, attempt.id, &refuse)
            })
            .await
    }
}

/// Puts a command of the till itself before a fixed QR. A refusal says that it
/// comes too late.
pub(crate) fn tell(
    write: &mut Write<'_>,
    now: UnixMs,
    id: FixedQrId,
    command: &FixedQrCommand,
) -> Result<(), TillError> {
    match write.fixed_qr(id)? {
        Some(known) => tell_known(write, now, known, command),
        None => Ok(()),
    }
}

/// As [`tell`], for one that this write has just read.
fn tell_known(
    write: &mut Write<'_>,
    now: UnixMs,
    known: FixedQr,
    command: &FixedQrCommand,
) -> Result<(), TillError> {
    if let Ok(events) = known.decide(command, now) {
        write.continue_fixed_qr(&Actor::Till, now, known, &events)?;
    }
    Ok(())
}
