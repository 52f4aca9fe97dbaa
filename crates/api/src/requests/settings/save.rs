//! Saves the settings, or takes up what was changed in `mostrador.toml`
//! outside.

use super::trouble::{refused, unreadable, unwritable, wrong_file};
use crate::dto::{SaveSettings, SettingsView};
use crate::settings_api::about;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};
use till::settings::Settings;
use till::settings::edit::Changes;

impl Admitted<'_, SettingsApi> {
    /// Saves changes: writes `mostrador.toml` and opens the shop again with it.
    ///
    /// # Errors
    /// [`ErrorCode::NeedsManager`], [`ErrorCode::PinWrong`],
    /// [`ErrorCode::SettingsRefused`], [`ErrorCode::SettingsUnreadable`],
    /// [`ErrorCode::SettingsUnwritable`], [`ErrorCode::SettingsNotOpened`];
    /// nothing has changed then.
    pub async fn save_settings(&self, takes: SaveSettings) -> Result<SettingsView, ApiError> {
        let changing = self.changing.lock().await;
        let before = self.in_force().await?;
        let text = self.host.read().map_err(unreadable)?;
        // Our keys are written into the file as it is now, so a change from
        // outside comes into force with them.
        let outside = Settings::read(&text).map_err(|error| wrong_file(self, &error))?;
        let edited = Changes::from(&takes.changes)
            .apply(&text)
            .map_err(|error| refused(&error))?;
        self.host.check(&edited.settings).map_err(|trouble| {
            let code = ErrorCode::SettingsRefused;
            about(code, trouble.key, trouble.why)
        })?;
        self.check_number(&outside, &edited.settings)?;
        if edited.settings != before || edited.text != text {
            let asked = self.changed_here(&before, &outside, &edited.settings);
            let mut moved = false;
            if edited.settings.secrets.store != before.secrets.store {
                let copied = self.host.copy_secrets(&before, &edited.settings).await;
                moved = copied.map_err(|why| about(ErrorCode::SecretsUnavailable, None, why))?;
            }
            self.host.write(&edited.text).map_err(unwritable)?;
            if let Err(trouble) = self.host.reopen(edited.settings).await {
                if let Err(trouble) = self.host.write(&text) {
                    tracing::error!(?trouble, "mostrador.toml cannot be put back");
                }
                let code = ErrorCode::SettingsNotOpened;
                return Err(about(code, trouble.key, trouble.why));
            }
            if moved {
                self.host.clear_secrets(&before);
            }
            self.confirm_changed(&asked).await?;
            let changed = edited.changed.into_iter().map(str::to_owned).collect();
            self.note_saved(changed, self.by.clone()).await;
        }
        drop(changing);
        self.settings(()).await
    }

    /// Takes up what was changed in `mostrador.toml` outside.
    ///
    /// # Errors
    /// [`ErrorCode::SettingsUnreadable`], [`ErrorCode::SettingsNotOpened`]; the
    /// settings in force have not changed then.
    pub async fn take_up_settings(&self, _takes: ()) -> Result<(), ApiError> {
        let _changing = self.changing.lock().await;
        let text = self.host.read().map_err(unreadable)?;
        let settings = Settings::read(&text).map_err(|error| wrong_file(self, &error))?;
        self.host.check(&settings).map_err(|trouble| {
            let code = ErrorCode::SettingsRefused;
            about(code, trouble.key, trouble.why)
        })?;
        self.reopen(settings).await
    }
}
