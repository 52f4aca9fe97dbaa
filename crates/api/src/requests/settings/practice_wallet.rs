//! The house's wallet in practice.

use crate::dto::SwitchPracticeWallet;
use crate::settings_api::about;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};
use till::settings::Mode;

impl Admitted<'_, SettingsApi> {
    /// Lets practice have the house's wallet and Bind, or no longer.
    ///
    /// # Errors
    /// [`ErrorCode::NotInPractice`]; [`ErrorCode::SettingsNotOpened`].
    pub async fn switch_practice_wallet(
        &self,
        takes: SwitchPracticeWallet,
    ) -> Result<(), ApiError> {
        let _changing = self.changing.lock().await;
        if self.in_force().await?.mode != Mode::Practice {
            return Err(ErrorCode::NotInPractice.into());
        }
        let switched = self.host.switch_practice_wallet(takes.on).await;
        switched.map_err(|why| about(ErrorCode::SettingsNotOpened, None, why))
    }
}
