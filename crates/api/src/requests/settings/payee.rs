//! How a manager confirms or forgets the payee.

use crate::dto::{ChangePayee, ConfirmPayee, SettingsView};
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};

impl Admitted<'_, SettingsApi> {
    /// Confirms the payee, as a manager.
    ///
    /// # Errors
    /// [`ErrorCode::PayeeUnknown`] before the first QR, and the errors of a
    /// PIN.
    pub async fn confirm_payee(&self, _takes: ConfirmPayee) -> Result<SettingsView, ApiError> {
        let till_api = self.till_api().await?;
        till_api.till.confirm_payee(self.by.clone()).await?;
        drop(till_api);
        self.settings(()).await
    }

    /// Forgets the payee, as a manager: the next valid QR sets it.
    ///
    /// # Errors
    /// [`ErrorCode::PayeeUnknown`], [`ErrorCode::ReasonMissing`], and the
    /// errors of a PIN.
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
