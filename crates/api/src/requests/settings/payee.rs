//! Whom the QRs pay, as a manager confirms it or has it forgotten.

use crate::dto::{ChangePayee, ConfirmPayee, SettingsView};
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};

impl Admitted<'_, SettingsApi> {
    /// A manager confirms whom the QRs pay.
    ///
    /// # Errors
    /// [`ErrorCode::PayeeUnknown`] before the first QR, and those of a PIN.
    pub async fn confirm_payee(&self, _takes: ConfirmPayee) -> Result<SettingsView, ApiError> {
        let till_api = self.till_api().await?;
        till_api.till.confirm_payee(self.by.clone()).await?;
        drop(till_api);
        self.settings(()).await
    }

    /// A manager has it forgotten whom the QRs pay: the next good QR's is kept.
    ///
    /// # Errors
    /// [`ErrorCode::PayeeUnknown`], [`ErrorCode::ReasonMissing`], and
    /// those of a PIN.
    pub async fn change_payee(&self, takes: ChangePayee) -> Result<SettingsView, ApiError> {
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let till_api = self.till_api().await?;
        let forgotten = till_api.till.forget_payee(takes.reason, self.by.clone());
        forgotten.await?;
        drop(till_api);
        self.settings(()).await
    }
}
