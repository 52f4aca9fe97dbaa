//! How a manager confirms where secrets go and whom cards pay; and the till
//! number that providers know.

use crate::dto::{AddressOf, ConfirmAddress, SettingsView};
use crate::settings_api::about;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};
use domain::Destination;
use till::settings::Settings;

impl Admitted<'_, SettingsApi> {
    /// Confirms an address, or whom cards pay, as a manager. The shop is opened
    /// again, and what waited for it continues.
    ///
    /// # Errors
    /// [`ErrorCode::ItemUnknown`] if the screen no longer shows that address,
    /// and the errors of a PIN.
    pub async fn confirm_address(&self, takes: ConfirmAddress) -> Result<SettingsView, ApiError> {
        let changing = self.changing.lock().await;
        if !self.confirm(|_, address| address == takes.address).await? {
            return Err(ErrorCode::ItemUnknown.into());
        }
        drop(changing);
        self.settings(()).await
    }

    /// The destinations that the person who saves changed on the screen; not
    /// those that were changed in the file and come into force with them.
    pub(crate) fn changed_here(
        &self,
        before: &Settings,
        outside: &Settings,
        after: &Settings,
    ) -> Vec<(Destination, String)> {
        let of = |settings, which| self.host.destination(settings, which);
        Destination::ALL
            .into_iter()
            .filter(|which| of(before, *which) == of(outside, *which))
            .filter_map(|which| Some((which, of(after, which)?)))
            .filter(|(which, value)| of(before, *which).as_ref() != Some(value))
            .collect()
    }

    /// Confirms the addresses that a manager saved with their PIN on the
    /// settings screen, so that no second confirmation is needed.
    pub(crate) async fn confirm_changed(
        &self,
        asked: &[(Destination, String)],
    ) -> Result<(), ApiError> {
        let is_asked = |what: AddressOf, address: &str| {
            asked
                .iter()
                .any(|(which, value)| AddressOf::from(*which) == what && value == address)
        };
        if self.by.is_manager() {
            self.confirm(is_asked).await?;
        }
        Ok(())
    }

    /// Confirms the matching ones among the addresses on the screen, and opens
    /// the shop again with them. Returns whether there were any.
    async fn confirm(&self, which: impl Fn(AddressOf, &str) -> bool) -> Result<bool, ApiError> {
        let settings = self.in_force().await?;
        let till_api = self.till_api().await?;
        let bands = till_api.frame.addresses.iter();
        let bands: Vec<_> = bands.filter(|it| which(it.what, &it.address)).collect();
        for band in &bands {
            let Some(destination) = Destination::ALL
                .into_iter()
                .find(|it| AddressOf::from(*it) == band.what)
            else {
                continue;
            };
            let (address, by) = (band.address.clone(), self.by.clone());
            let confirmed = till_api.till.confirm_destination(destination, address, by);
            confirmed.await?;
        }
        let any = !bands.is_empty();
        drop(bands);
        drop(till_api);
        if any {
            self.reopen(settings).await?;
        }
        Ok(any)
    }

    /// Refuses to change a till number that providers know.
    pub(crate) fn check_number(
        &self,
        outside: &Settings,
        after: &Settings,
    ) -> Result<(), ApiError> {
        let number = after.till.number;
        match self.host.number_known_outside()? {
            Some(known) if known != number && number != outside.till.number => {
                let key = Some("till.number".to_owned());
                let why = format!("providers know this ledger's payments by {known}");
                Err(about(ErrorCode::TillNumberFixed, key, why))
            }
            Some(_) | None => Ok(()),
        }
    }
}
