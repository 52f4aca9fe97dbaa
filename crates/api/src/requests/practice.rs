//! The practice drawer.

use crate::dto::{PracticeAction, PracticeOffline, PracticePlay, PracticeView};
use crate::parse::{money, payment_id};
use crate::view::practice_view;
use crate::{Admitted, ApiError, ErrorCode, Practice, PracticeError, TillApi};
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
            let over = self.is_over(payment).await?;
            practice.play(takes.action, payment, over).await
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

    /// Whether the till no longer waits for a payment.
    async fn is_over(&self, payment: Option<PaymentId>) -> Result<bool, ApiError> {
        let Some(payment) = payment else {
            return Ok(false);
        };
        let read = self.till.ledger().read(move |read| {
            let sale = read.sale_of_payment(payment)?;
            let payment = sale.as_ref().and_then(|sale| sale.payment(payment));
            Ok::<_, TillError>(payment.is_some_and(|payment| !payment.state.is_under_way()))
        });
        Ok(read.await?)
    }
}
