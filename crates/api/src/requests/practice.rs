//! The practice drawer.

use crate::dto::{PracticeAction, PracticeOffline, PracticePlay, PracticeView};
use crate::parse::{money, payment_id};
use crate::view::practice_view;
use crate::{
    Admitted, ApiError, ErrorCode, PlayedPayment, PlayedQr, Practice, PracticeError, TillApi,
};
use domain::PaymentId;
use std::sync::Arc;
use till::TillError;

impl Admitted<'_, TillApi> {
    /// Acts as the customer.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`], [`ErrorCode::PracticeNothingToPay`].
    pub async fn practice_play(&self, takes: PracticePlay) -> Result<PracticeView, ApiError> {
        let practice = self.practice()?;
        let payment = takes.payment.as_deref().map(payment_id).transpose()?;
        let played = if takes.action == PracticeAction::PayFixed {
            let amount = takes.amount_centavos.ok_or(ErrorCode::AmountZero)?;
            practice.pay_fixed_qr(money(amount)?.centavos()).await
        } else {
            let payment = match payment {
                Some(payment) => Some(self.played(payment).await?),
                None => None,
            };
            practice.play(takes.action, payment).await
        };
        played.map_err(|error| match error {
            PracticeError::NothingToPay => ApiError::from(ErrorCode::PracticeNothingToPay),
        })?;
        self.practice_view(&**practice).await
    }

    /// Cuts the network, or restores it.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`].
    pub async fn practice_offline(&self, takes: PracticeOffline) -> Result<PracticeView, ApiError> {
        let practice = self.practice()?;
        practice.set_offline(takes.offline);
        self.practice_view(&**practice).await
    }

    async fn practice_view(&self, practice: &dyn Practice) -> Result<PracticeView, ApiError> {
        let view = practice.view();
        let read = self
            .till
            .ledger()
            .read(move |read| Ok::<_, TillError>(practice_view(read, view)?));
        Ok(read.await?)
    }

    fn practice(&self) -> Result<&Arc<dyn Practice>, ApiError> {
        self.practice
            .as_ref()
            .ok_or_else(|| ErrorCode::NotInPractice.into())
    }

    async fn played(&self, id: PaymentId) -> Result<PlayedPayment, ApiError> {
        let read = self.till.ledger().read(move |read| {
            let sale = read.sale_of_payment(id)?;
            let payment = sale.as_ref().and_then(|sale| sale.payment(id));
            Ok::<_, TillError>(payment.map(|payment| PlayedPayment {
                id,
                charged: payment.request.charged,
                qr: payment.qr().map(|qr| PlayedQr {
                    order: qr.order.clone(),
                    expires_at: qr.expires_at,
                }),
                is_over: !payment.state.is_under_way(),
            }))
        });
        let played = read.await?;
        played.ok_or_else(|| ErrorCode::PracticeNothingToPay.into())
    }
}
