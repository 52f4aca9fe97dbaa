//! The fixed QR: charging by it, what the customer says, making a new one, and
//! settling a group of notices under it.

use super::charge::checkout;
use crate::dto::{
    ChargeFixedQr, Done, FixedQrView, MakeFixedQr, PaymentRef, SettleFixedGroup, TakeBack, TrayView,
};
use crate::parse::{money, payment_id, sale_id};
use crate::view::{ItemId, fixed_qr_view};
use crate::{Admitted, ApiError, ErrorCode, ManagerWhy, TillApi};
use till::pay::fixed_qr;

impl Admitted<'_, TillApi> {
    /// Charges an amount by the fixed QR in force; it is shown at once.
    ///
    /// # Errors
    /// [`ErrorCode::NoFixedQr`], and most others of a charge; then nothing is
    /// charged.
    pub async fn charge_fixed_qr(&self, takes: ChargeFixedQr) -> Result<Done, ApiError> {
        let charge = fixed_qr::ChargeFixedQr {
            checkout: checkout(takes.checkout)?,
            amount: money(takes.amount_centavos)?,
        };
        let charged = self.till.take_fixed_qr_payment(charge, self.by.clone());
        self.charged(charged.await).await
    }

    /// Records that the customer says they paid.
    ///
    /// # Errors
    /// [`ErrorCode::NotCancellable`] if its state does not allow it.
    pub async fn declare(&self, takes: PaymentRef) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let declared = self.till.declare(sale, payment, self.by.clone()).await?;
        self.done(&declared).await
    }

    /// Takes that back.
    ///
    /// # Errors
    /// [`ErrorCode::NeedsManager`] once the cashier's minute is over;
    /// [`ErrorCode::NotCancellable`].
    pub async fn take_back(&self, takes: TakeBack) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        match self.till.take_back(sale, payment, self.by.clone()).await {
            Ok(sale) => self.done(&sale).await,
            Err(error) => {
                let error = ApiError::from(error);
                let is_over = error.code == ErrorCode::NeedsManager;
                let manager = is_over.then_some(ManagerWhy::MinuteOver);
                Err(ApiError { manager, ..error })
            }
        }
    }

    /// Asks for a new fixed QR. It comes as a commit.
    ///
    /// # Errors
    /// [`ErrorCode::NotConfigured`], [`ErrorCode::DniMissing`].
    pub async fn make_fixed_qr(&self, _takes: MakeFixedQr) -> Result<FixedQrView, ApiError> {
        self.till.make_fixed_qr(self.by.clone()).await?;
        let till = self.till.clone();
        let view = self
            .till
            .ledger()
            .read(move |read| fixed_qr_view(read, &till));
        Ok(view.await?)
    }

    /// Settles a group, as a manager. Returns what still waits.
    ///
    /// # Errors
    /// [`ErrorCode::ReasonMissing`]; [`ErrorCode::ItemUnknown`] if it is another
    /// group by now.
    pub async fn settle_fixed_group(&self, takes: SettleFixedGroup) -> Result<TrayView, ApiError> {
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let mut strays = Vec::new();
        for item in &takes.notices {
            match ItemId::read(item) {
                Some(ItemId::Stray(stray)) => strays.push(stray),
                Some(ItemId::Discrepancy(..)) | None => return Err(ErrorCode::ItemUnknown.into()),
            }
        }
        let payments: Result<Vec<_>, _> = takes.payments.iter().map(|it| payment_id(it)).collect();
        let settled =
            self.till
                .settle_fixed_group(strays, payments?, takes.reason, self.by.clone());
        settled.await?;
        self.tray(()).await
    }
}
