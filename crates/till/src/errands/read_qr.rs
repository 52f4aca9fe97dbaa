//! The errand that asks Bind which order the shop's QR has. Nothing is changed
//! by it at Bind, so it is repeated until the cashier's deadline.

use super::record::decide_and_record;
use super::{ErrandKind, is_owed, of_payment, trouble};
use crate::{Till, TillError};
use domain::{
    Actor, Collector, Command, Money, PaymentId, PaymentState, QrOffer, RefusedWhy, SaleId, UnixMs,
};
use ledger::{ErrandEnd, ErrandNumber};
use providers::bind::{Error, OrderAmount, QrInfo, QrStatus};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The outbox's entry of a reading: the same for all attempts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct QrReading {
    /// The text of the shop's QR.
    pub(crate) text: String,
    /// Until when the till waits for the payment, by the till's clock when it
    /// was requested.
    pub(crate) valid_until: UnixMs,
}

impl QrReading {
    /// It as an errand's bytes.
    pub(crate) fn request(&self) -> Result<Vec<u8>, TillError> {
        serde_json::to_vec(self).map_err(|_| TillError::Unreadable("the request of a reading"))
    }

    /// The same by the till's clock now.
    pub(crate) fn ends_at(&self, payment: &domain::Payment) -> UnixMs {
        self.valid_until.plus_ms(payment.clock_moved_ms)
    }
}

struct Attempt {
    number: ErrandNumber,
    sale: SaleId,
    payment: PaymentId,
    charged: Money,
    reading: QrReading,
    attempts: u32,
}

/// What Bind's answer means for a payment.
pub(super) enum Read {
    Good {
        order: String,
        collector: Option<Collector>,
    },
    /// Ask again, after so many milliseconds where Bind says so.
    NotYet(Option<i64>),
    Refused(RefusedWhy, String),
}

/// What an answer means for a payment of that amount.
pub(super) fn judge(info: &QrInfo, charged: Money) -> Read {
    let refused = |word: &str| Read::Refused(RefusedWhy::ProviderRefused, word.to_owned());
    match &info.status {
        QrStatus::OpenAmount | QrStatus::ClosedAmount => {}
        QrStatus::Pending { retry_s } => {
            return Read::NotYet(Some(i64::from(*retry_s).saturating_mul(1_000)));
        }
        QrStatus::TimeOut | QrStatus::Error => return Read::NotYet(None),
        QrStatus::EmptyOrder => return refused("empty_order"),
        QrStatus::AuthenticationError => return refused("authentication_error"),
        QrStatus::UnsupportedQrCode => return refused("unsupported_qr_code"),
        QrStatus::UnsupportedMerchant => return refused("unsupported_merchant"),
        QrStatus::Other(word) => return refused(word),
    }
    let of_another = |detail: String| Read::Refused(RefusedWhy::QrOfAnotherSale, detail);
    match info.amount {
        OrderAmount::Exact(amount) if amount != charged => {
            return of_another(format!("total_amount {amount}"));
        }
        OrderAmount::Unreadable => return of_another("total_amount".to_owned()),
        OrderAmount::Exact(_) | OrderAmount::Open => {}
    }
    match &info.order {
        Some(order) => Read::Good {
            order: order.clone(),
            collector: collector(info),
        },
        None => refused("order.id"),
    }
}

/// Who collects, if Bind tells all that a report needs.
pub(super) fn collector(info: &QrInfo) -> Option<Collector> {
    let it = &info.collector;
    Some(Collector {
        name: it.name.clone(),
        cuit: it.identification_number.clone()?,
        account: it.account.clone()?,
        mcc: it.mcc.clone()?,
    })
}

impl Till {
    /// Asks Bind about the shop's QR, from the outbox.
    pub(super) async fn attempt_read_qr(&self, number: ErrandNumber) -> Result<(), TillError> {
        let Some(client) = self.bind.clone() else {
            return Ok(());
        };
        let Some(attempt) = self.begin_reading(number).await? else {
            return Ok(());
        };
        if let Err(error) = qr::can_be_drawn(&attempt.reading.text) {
            // A QR that cannot be drawn cannot be paid.
            let why = RefusedWhy::QrOfAnotherSale;
            return self.refuse_reading(attempt, why, error.to_string()).await;
        }
        match client.read_qr(&attempt.reading.text).await {
            Ok(info) => match judge(&info, attempt.charged) {
                Read::Good { order, collector } => self.show_qr(attempt, order, collector).await,
                Read::NotYet(pause_ms) => {
                    self.put_reading_off(attempt, trouble::NOT_YET, pause_ms)
                        .await
                }
                Read::Refused(why, detail) => self.refuse_reading(attempt, why, detail).await,
            },
            Err(error) => self.take_reading_error(attempt, error).await,
        }
    }

    async fn begin_reading(&self, number: ErrandNumber) -> Result<Option<Attempt>, TillError> {
        let clock = Arc::clone(&self.clock);
        self.ledger
            .write(move |write| {
                let Some(errand) = write.errand(number)?.filter(is_owed) else {
                    return Ok(None);
                };
                let now = clock.timer_now();
                let (sale, payment) = of_payment(&errand)?;
                let known = write.sale(sale)?;
                let asking = known
                    .as_ref()
                    .and_then(|known| known.payment(payment))
                    .filter(|it| it.state == PaymentState::Requested && now < errand.deadline);
                let Some(charged) = asking.map(|it| it.request.charged) else {
                    // The countdown ends a payment whose deadline has passed.
                    write.finish_errand(number, ErrandEnd::GivenUp)?;
                    return Ok(None);
                };
                let Some(errand) = write.begin_attempt(number, now)? else {
                    return Ok(None);
                };
                let reading = serde_json::from_slice(errand.request.as_deref().unwrap_or_default())
                    .map_err(|_| TillError::Unreadable("the request of a reading"))?;
                Ok(Some(Attempt {
                    number,
                    sale,
                    payment,
                    charged,
                    reading,
                    attempts: errand.attempts,
                }))
            })
            .await
    }

    async fn show_qr(
        &self,
        attempt: Attempt,
        order: String,
        collector: Option<Collector>,
    ) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let payment = attempt.payment;
                let sale = write.sale(attempt.sale)?.ok_or(TillError::UnknownSale)?;
                let known = sale.payment(payment);
                let known = known.ok_or(TillError::Unreadable("the payment of an errand"))?;
                let qr = QrOffer {
                    order,
                    expires_at: attempt.reading.ends_at(known),
                    payload: attempt.reading.text,
                    warnings: Vec::new(),
                    collector,
                };
                let command = Command::ReceiveQr { payment, qr };
                decide_and_record(write, (&Actor::Till, now), sale, &command)?;
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                Ok(())
            })
            .await
    }

    async fn take_reading_error(&self, attempt: Attempt, error: Error) -> Result<(), TillError> {
        let (why, detail) = match error {
            Error::NotSent(_) => {
                return self
                    .put_reading_off(attempt, trouble::NO_CONNECTION, None)
                    .await;
            }
            Error::AnswerLost(_) => {
                return self
                    .put_reading_off(attempt, trouble::NO_ANSWER, None)
                    .await;
            }
            Error::RetryLater => {
                return self
                    .put_reading_off(attempt, trouble::PROVIDER_ERROR, None)
                    .await;
            }
            Error::Credentials => (RefusedWhy::Credentials, String::new()),
            Error::TokenRefused { message, .. } => (RefusedWhy::Credentials, message),
            Error::Permission { message } => (RefusedWhy::Permission, message),
            Error::Refused { message, .. } => (RefusedWhy::ProviderRefused, message),
            Error::NotAQr => (RefusedWhy::QrOfAnotherSale, "422".to_owned()),
        };
        self.refuse_reading(attempt, why, detail).await
    }

    async fn put_reading_off(
        &self,
        attempt: Attempt,
        trouble: &'static str,
        pause_ms: Option<i64>,
    ) -> Result<(), TillError> {
        let own_ms = self.pause_ms(ErrandKind::ReadQr, attempt.attempts);
        let next = self.timer_now().plus_ms(pause_ms.unwrap_or(own_ms));
        self.ledger
            .write(move |write| {
                // The last repeat is due no later than the deadline, when the
                // countdown ends the payment.
                let deadline = write.errand(attempt.number)?.map(|errand| errand.deadline);
                let next = deadline.map_or(next, |deadline| next.min(deadline));
                write.put_off(attempt.number, next, trouble, false)?;
                Ok(())
            })
            .await
    }

    async fn refuse_reading(
        &self,
        attempt: Attempt,
        why: RefusedWhy,
        detail: String,
    ) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let sale = write.sale(attempt.sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::Refuse {
                    payment: attempt.payment,
                    why,
                    detail: Some(detail).filter(|detail| !detail.is_empty()),
                    // The same QR would be asked about again.
                    replacement: None,
                };
                decide_and_record(write, (&Actor::Till, now), sale, &command)?;
                write.finish_errand(attempt.number, ErrandEnd::Done)?;
                Ok(())
            })
            .await
    }
}
