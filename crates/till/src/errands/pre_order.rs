//! The errand that makes a pre-order at TotalCoin: its request, each attempt,
//! and what the answer means.

use super::record::{decide_and_record, record};
use super::{ErrandKind, is_owed, of_payment, trouble};
use crate::ports::Totalcoin;
use crate::setup::payee;
use crate::{Till, TillError};
use domain::{
    Actor, Command, PaymentId, PaymentState, QrOffer, RefusedWhy, Replacement, Sale, SaleId, UnixMs,
};
use ledger::{ErrandEnd, ErrandNumber};
use providers::totalcoin::{
    Answered, Checked, Error, Identity, Kind, PreOrder, Refusal, check_answer,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The outbox's entry of a pre-order. It is committed before the first attempt
/// and is the same for all attempts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PreOrderErrand {
    pub(crate) order: PreOrder,
    /// When the QR stops being payable, by the till's clock when the payment
    /// was requested; see [`domain::Payment::clock_moved_ms`].
    pub(crate) valid_until: UnixMs,
    /// Whether the order's end is by TotalCoin's clock. Before the clocks are
    /// compared it is by ours, and is not sent like that.
    #[serde(default)]
    pub(crate) is_measured: bool,
}

impl PreOrderErrand {
    /// When this payment's QR stops being payable, by the till's clock now.
    pub(crate) fn ends_at(&self, payment: &domain::Payment) -> UnixMs {
        self.valid_until.plus_ms(payment.clock_moved_ms)
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Orders {
    dni: String,
    /// TotalCoin's clock minus the till's timers; `None` before it was
    /// measured.
    skew_ms: Option<i64>,
    business_unit: i64,
    qr_ms: i64,
    company_reference: String,
    shop: String,
}

impl Orders {
    /// It as an errand's bytes.
    pub(crate) fn request(
        &self,
        sale: &Sale,
        payment: PaymentId,
        now: UnixMs,
    ) -> Result<Vec<u8>, TillError> {
        serde_json::to_vec(&self.order(sale, payment, now))
            .map_err(|_| TillError::Unreadable("the request of a pre-order"))
    }

    /// The pre-order of a payment. TotalCoin gets its end by TotalCoin's clock;
    /// the till keeps it by its own.
    pub(crate) fn order(&self, sale: &Sale, payment: PaymentId, now: UnixMs) -> PreOrderErrand {
        let reference = payment.reference();
        let amount = sale
            .payment(payment)
            .map_or(sale.total, |payment| payment.request.charged);
        let about = sale.concept.as_deref().unwrap_or(&self.shop);
        let valid_until = now.plus_ms(self.qr_ms);
        let order = PreOrder {
            concept: format!("{about} {} {reference}", sale.ticket)
                .trim_start()
                .to_owned(),
            expires_at: valid_until.plus_ms(self.skew_ms.unwrap_or(0)),
            business_unit: self.business_unit,
            payment,
            reference: reference.to_string(),
            amount,
            kind: Kind::Sale,
            dni: self.dni.clone(),
            company_reference: self
                .company_reference
                .replace("{reference}", reference.as_str()),
        };
        PreOrderErrand {
            order,
            valid_until,
            is_measured: self.skew_ms.is_some(),
        }
    }
}

/// An attempt that is about to go out.
struct Attempt {
    number: ErrandNumber,
    sale: SaleId,
    request: PreOrderErrand,
    lost_before: bool,
    attempts: u32,
}

impl Till {
    pub(crate) fn orders(&self, dni: String) -> Orders {
        let totalcoin = &self.settings.totalcoin;
        Orders {
            dni,
            skew_ms: self
                .provider_now()
                .map(|theirs| theirs.since_ms(self.timer_now())),
            business_unit: totalcoin.business_unit,
            qr_ms: i64::from(totalcoin.qr_minutes) * 60_000,
            company_reference: totalcoin.company_reference.clone(),
            shop: self.settings.till.name.clone(),
        }
    }

    /// Sends a pre-order from the outbox.
    pub(super) async fn attempt_pre_order(&self, number: ErrandNumber) -> Result<(), TillError> {
        let Some(client) = self.totalcoin.clone() else {
            return Ok(());
        };
        let Some(mut attempt) = self.begin(number).await? else {
            return Ok(());
        };
        let ready = self.ready(&*client).await;
        if !self.is_asked_for(number).await? {
            return Ok(());
        }
        let answer = match ready {
            Ok(()) => {
                self.date_by_theirs(&mut attempt).await?;
                client.make_pre_order(&attempt.request.order).await
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
    pub(super) async fn ready(&self, client: &dyn Totalcoin) -> Result<(), NotReady> {
        client.log_in().await.map_err(NotReady::Provider)?;
        self.check_clock().map_err(|_| NotReady::Clock)
    }

    /// Dates a pre-order by TotalCoin's clock before its first attempt, if it
    /// was committed before the clocks were compared. The new date is committed
    /// too.
    async fn date_by_theirs(&self, attempt: &mut Attempt) -> Result<(), TillError> {
        let Some(theirs) = self.provider_now() else {
            // TotalCoin's answers have no date, so its clock is unknown.
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

    /// Whether the errand is still owed. A login takes time, and the cashier
    /// may have cancelled meanwhile.
    async fn is_asked_for(&self, number: ErrandNumber) -> Result<bool, TillError> {
        self.ledger
            .read(move |read| Ok(read.errand(number)?.is_some_and(|errand| is_owed(&errand))))
            .await
    }

    /// Marks the attempt as begun. Gives up an errand whose payment no longer
    /// asks.
    async fn begin(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let clock = Arc::clone(&self.clock);
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
                let now = clock.timer_now();
                let (sale, payment) = of_payment(&errand)?;
                let known = write.sale(sale)?;
                let asks = known.as_ref().and_then(|known| known.payment(payment));
                let asks = asks.is_some_and(|it| it.state == PaymentState::Requested);
                if !asks {
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
                    sale,
                    request,
                    lost_before: errand.lost_before,
                    attempts: errand.attempts,
                }))
            })
            .await
    }

    async fn take_answer(&self, attempt: Attempt, answered: Answered) -> Result<(), TillError> {
        if let Err(error) = qr::can_be_drawn(&answered.qr) {
            // A QR that cannot be drawn cannot be paid.
            let why = RefusedWhy::QrOfAnotherSale;
            return self.refuse(attempt, why, Some(error.to_string())).await;
        }
        let order = attempt.request.order.clone();
        let (sale, number) = (attempt.sale, attempt.number);
        let request = attempt.request.clone();
        let (now, payment) = (self.now(), order.payment);
        // Two QRs may come at once, so the known merchant is read, compared and
        // stored in this one transaction.
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
                    collector: None,
                };
                let command = Command::ReceiveQr { payment, qr };
                decide_and_record(write, (&Actor::Till, now), sale, &command)?;
                // A QR that may be misread says nothing certain of the merchant.
                if checked.warnings.iter().all(qr::Warning::concerns_identity) {
                    payee::keep(write, now, &checked.identity)?;
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
        let next = self
            .timer_now()
            .plus_ms(self.pause_ms(ErrandKind::PreOrder, attempt.attempts));
        let number = attempt.number;
        self.ledger
            .write(move |write| {
                // The last repeat is due no later than the deadline, when the
                // countdown ends the payment.
                let deadline = write.errand(number)?.map(|errand| errand.deadline);
                let next = deadline.map_or(next, |deadline| next.min(deadline));
                write.put_off(number, next, trouble, lost)?;
                Ok(())
            })
            .await
    }

    /// Refuses the payment: this errand will not make it payable. If the rules
    /// allow one new payment in its place, that errand is written in the same
    /// commit.
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
                    |sale, payment| orders.request(sale, payment, timer),
                )
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(())
    }
}

/// Why an answer's QR must not be shown; `None` if it may be.
pub(super) fn refusal_of(checked: &Checked) -> Option<(RefusedWhy, String)> {
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

pub(super) enum NotReady {
    Provider(Error),
    Clock,
}
