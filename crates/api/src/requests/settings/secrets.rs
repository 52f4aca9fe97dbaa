//! Setting secrets.

use crate::dto::{SetSecrets, SettingsView};
use crate::settings_api::about;
use crate::{Admitted, ApiError, ErrorCode, SettingsApi};
use secrecy::ExposeSecret as _;
use till::settings::Mode;

/// The longest secret, in bytes.
pub const SECRET_BYTES_MAX: usize = 8 * 1024;
/// How many secrets one request may set.
const SECRETS_AT_ONCE_MAX: usize = 16;

impl Admitted<'_, SettingsApi> {
    /// Sets secrets, and opens the shop again if they are in use.
    ///
    /// # Errors
    /// [`ErrorCode::SecretUnknown`], [`ErrorCode::SecretUnfit`],
    /// [`ErrorCode::SecretsUnavailable`], and the errors of a PIN.
    pub async fn set_secrets(&self, takes: SetSecrets) -> Result<SettingsView, ApiError> {
        let changing = self.changing.lock().await;
        let settings = self.in_force().await?;
        if takes.secrets.len() > SECRETS_AT_ONCE_MAX {
            return Err(ErrorCode::SecretUnfit.into());
        }
        for secret in &takes.secrets {
            if !self.host.is_secret(&secret.name) {
                let key = Some(secret.name.clone());
                return Err(about(ErrorCode::SecretUnknown, key, "no such secret"));
            }
            if !(1..=SECRET_BYTES_MAX).contains(&secret.value.expose_secret().len()) {
                let key = Some(secret.name.clone());
                let what = format!("a secret is 1 to {SECRET_BYTES_MAX} bytes");
                return Err(about(ErrorCode::SecretUnfit, key, what));
            }
        }
        let mut names = Vec::new();
        for secret in takes.secrets {
            let set = self.host.set_secret(&settings, &secret.name, &secret.value);
            if let Err(why) = set.await {
                let key = Some(secret.name);
                return Err(about(ErrorCode::SecretsUnavailable, key, why));
            }
            names.push(secret.name);
        }
        if settings.mode == Mode::Live && !names.is_empty() {
            self.reopen(settings).await?;
        }
        self.note_saved(names, self.by.clone()).await;
        drop(changing);
        self.settings(()).await
    }
}
