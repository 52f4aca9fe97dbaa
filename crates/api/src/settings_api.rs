//! What answers the settings. A shop is closed and opened again as they are
//! saved; this stays.

use crate::dto::{
    BackupState, ChangePayee, ConfirmPayee, ConnectionReport, OutsideChange, PagounoSeen,
    PayeeView, RelayInside, SaveSettings, SecretState, SecretsStoreState, SetSecrets, SettingsView,
    TestConnection,
};
use crate::view::NamesOfPeople;
use crate::who::{Asks, SecretsOf, Who};
use crate::{Admitted, ApiError, ErrorCode, TillApi};
use async_trait::async_trait;
use domain::{Actor, Destination};
use secrecy::{ExposeSecret as _, SecretString};
use std::sync::Arc;
use till::TillError;
use till::settings::edit::Changes;
use till::settings::{Mode, Settings, SettingsError};
use tokio::sync::Mutex;

/// The longest secret, in bytes.
pub const SECRET_BYTES_MAX: usize = 8 * 1024;
/// How many secrets are set at once.
const SECRETS_AT_ONCE_MAX: usize = 16;

/// Why `mostrador.toml` could not be read or written, with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTrouble {
    /// The file.
    pub path: String,
    /// What the machine says.
    pub why: String,
}

/// Why a shop could not be opened by settings. The one before is open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOpened {
    /// The key that is to blame, where it is one.
    pub key: Option<String>,
    /// What is wrong, for a technician.
    pub why: String,
}

/// The secrets as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretsSeen {
    /// Every secret that can be set.
    pub secrets: Vec<SecretState>,
    pub store: SecretsStoreState,
}

/// What only the shell can do for the settings.
#[async_trait]
pub trait SettingsHost: Send + Sync {
    /// The counter of the shop that is open; waits while one is being opened.
    async fn till_api(&self) -> Option<Arc<TillApi>>;
    /// Where `mostrador.toml` stands.
    fn path(&self) -> String;
    /// What is in it now; empty where there is none.
    fn read(&self) -> Result<String, FileTrouble>;
    /// Replaces it, whole or not at all.
    fn write(&self, text: &str) -> Result<(), FileTrouble>;
    /// Looks whether a shop could be opened by settings, and opens nothing.
    fn check(&self, settings: &Settings) -> Result<(), NotOpened>;
    /// Closes the shop and opens it by those settings; by the ones before
    /// where that fails.
    async fn reopen(&self, settings: Settings) -> Result<(), NotOpened>;
    /// `mostrador.toml`, where it differs from what is in force.
    fn outside(&self) -> Option<OutsideChange>;
    /// Which secrets are set.
    async fn secrets(&self, settings: &Settings) -> SecretsSeen;
    /// Whether a person sets a secret of that name.
    fn is_secret(&self, name: &str) -> bool;
    /// Sets a secret; else why not, for a technician.
    async fn set_secret(
        &self,
        settings: &Settings,
        name: &str,
        value: &SecretString,
    ) -> Result<(), String>;
    /// What the card's statement will say by those settings; `None` if code
    /// or name do not serve.
    fn seller_descriptor(&self, settings: &Settings) -> Option<String>;
    /// Copies the secrets that are set from the store of the settings before
    /// to that of the new ones, and says whether all are there; else why none
    /// can be set there, for a technician.
    async fn copy_secrets(&self, before: &Settings, after: &Settings) -> Result<bool, String>;
    /// Clears what a store of before leaves where others could read it, once
    /// its secrets are elsewhere.
    fn clear_secrets(&self, before: &Settings);
    /// Whether the live ledger has a manager, while another one is open. It
    /// is read, and nothing of it changes.
    async fn live_has_manager(&self, settings: &Settings) -> Result<bool, ApiError>;
    /// The manager of the live ledger whose PIN it is, while another one is
    /// open. Of that ledger nothing changes but its record of wrong tries.
    async fn live_manager_of(
        &self,
        settings: &Settings,
        pin: SecretString,
    ) -> Result<Actor, ApiError>;
    /// The settings in force, as the file says them.
    fn in_force(&self) -> Option<Settings>;
    /// What a destination is by those settings; `None` if they name none.
    fn destination(&self, settings: &Settings, which: Destination) -> Option<String>;
    /// The till number by which providers know the live ledger's payments,
    /// where they know any.
    fn number_known_outside(&self) -> Result<Option<u16>, ApiError>;
    /// Whether stored secrets go to that address as it is: it is the one in
    /// force, and no manager's word is missing for it.
    async fn goes_there(&self, settings: &Settings, secrets: SecretsOf, address: &str) -> bool;
    /// Tests a connection.
    async fn test(&self, settings: &Settings, asked: TestConnection) -> ConnectionReport;
    /// Makes a copy of the ledger; else why not, for a technician.
    async fn back_up(&self, settings: &Settings) -> Result<(), String>;
    /// How the copies stand.
    fn backup(&self, settings: &Settings) -> BackupState;
    /// The relay inside the app.
    async fn relay_inside(&self) -> RelayInside;
}

/// What answers the settings.
pub struct SettingsApi {
    pub(crate) host: Arc<dyn SettingsHost>,
    /// One change at a time.
    pub(crate) changing: Mutex<()>,
}

impl SettingsApi {
    /// Answers by what the shell does.
    #[must_use]
    pub fn new(host: Arc<dyn SettingsHost>) -> SettingsApi {
        SettingsApi {
            host,
            changing: Mutex::new(()),
        }
    }

    /// Whoever asks, where the rule lets them.
    pub(crate) async fn admit(
        &self,
        who: Who,
        asks: &(impl Asks + Sync),
    ) -> Result<Actor, ApiError> {
        match who {
            Who::Anyone | Who::Cashier | Who::WhileNoManager => Ok(Actor::Counter),
            Who::Manager => self.till_api().await?.manager(asks.pin()).await,
            Who::LiveManager if self.live_has_manager().await? => {
                self.live_manager_of(asks.pin()).await
            }
            Who::LiveManager => Ok(Actor::Counter),
            Who::LiveManagerForStoredSecrets => {
                let settings = self.till_api().await?.till.settings().clone();
                match asks.sends_stored_secret_to() {
                    Some((secrets, address))
                        if !self.host.goes_there(&settings, secrets, address).await =>
                    {
                        self.live_manager_of(asks.pin()).await
                    }
                    Some(_) | None => Ok(Actor::Counter),
                }
            }
        }
    }

    async fn live_has_manager(&self) -> Result<bool, ApiError> {
        let till_api = self.till_api().await?;
        let settings = till_api.till.settings().clone();
        match settings.mode {
            Mode::Live => Ok(till_api.till.has_manager().await?),
            Mode::Practice => {
                drop(till_api);
                self.host.live_has_manager(&settings).await
            }
        }
    }

    /// The live ledger's manager whose PIN it is. What live obeys is no less
    /// live's while practice is open.
    async fn live_manager_of(&self, pin: Option<SecretString>) -> Result<Actor, ApiError> {
        let till_api = self.till_api().await?;
        let settings = till_api.till.settings().clone();
        match (settings.mode, pin) {
            (Mode::Live, pin) => till_api.manager(pin).await,
            (Mode::Practice, Some(pin)) if self.live_has_manager().await? => {
                drop(till_api);
                self.host.live_manager_of(&settings, pin).await
            }
            (Mode::Practice, Some(_) | None) => Err(ErrorCode::NeedsManager.into()),
        }
    }

    pub(crate) async fn in_force(&self) -> Result<Settings, ApiError> {
        match self.host.in_force() {
            Some(settings) => Ok(settings),
            None => Ok(self.till_api().await?.till.settings().clone()),
        }
    }

    pub(crate) async fn till_api(&self) -> Result<Arc<TillApi>, ApiError> {
        let till_api = self.host.till_api().await;
        till_api.ok_or_else(|| ErrorCode::Closed.into())
    }

    pub(crate) async fn reopen(&self, settings: Settings) -> Result<(), ApiError> {
        let opened = self.host.reopen(settings).await;
        opened.map_err(|trouble| about(ErrorCode::SettingsNotOpened, trouble.key, trouble.why))
    }

    /// Notes who saved what, in the ledger of the shop that is open now. That
    /// it cannot be noted undoes nothing: it is in force.
    async fn note_saved(&self, keys: Vec<String>, by: Actor) {
        if keys.is_empty() {
            return;
        }
        let noted = match self.host.till_api().await {
            Some(till_api) => till_api.till.note_settings_saved(keys, by).await,
            None => return,
        };
        if let Err(error) = noted {
            tracing::error!(%error, "who saved the settings cannot be noted");
        }
    }

    fn wrong_file(&self, error: &SettingsError) -> ApiError {
        about(
            ErrorCode::SettingsUnreadable,
            Some(self.host.path()),
            error.to_string(),
        )
    }
}

impl Admitted<'_, SettingsApi> {
    /// The settings screen.
    ///
    /// # Errors
    /// [`ErrorCode::Closed`], [`ErrorCode::LedgerUnavailable`].
    pub async fn settings(&self, _takes: ()) -> Result<SettingsView, ApiError> {
        // The counter is let go before the shell is asked: a shop that is to
        // close waits for those who hold it.
        let till_api = self.till_api().await?;
        let settings = till_api.till.settings().clone();
        let payee = payee(&till_api).await?;
        drop(till_api);
        // Where it cannot be told, saving is refused and says why.
        let needs_manager = self.live_has_manager().await.unwrap_or(true);
        let seen = self.host.secrets(&settings).await;
        Ok(SettingsView {
            path: self.host.path(),
            values: (&settings).into(),
            secrets: seen.secrets,
            secrets_store: seen.store,
            needs_manager,
            till_number_fixed: self.host.number_known_outside()?.is_some(),
            outside: self.host.outside(),
            payee,
            backup: self.host.backup(&settings),
            relay_inside: self.host.relay_inside().await,
            pagouno: PagounoSeen {
                seller_descriptor: self.host.seller_descriptor(&settings),
            },
        })
    }

    /// Saves what is changed: writes `mostrador.toml` and opens the shop
    /// again by it.
    ///
    /// # Errors
    /// [`ErrorCode::NeedsManager`], [`ErrorCode::PinWrong`],
    /// [`ErrorCode::SettingsRefused`], [`ErrorCode::SettingsUnreadable`],
    /// [`ErrorCode::SettingsUnwritable`], [`ErrorCode::SettingsNotOpened`];
    /// then all is as it was.
    pub async fn save_settings(&self, takes: SaveSettings) -> Result<SettingsView, ApiError> {
        let changing = self.changing.lock().await;
        let before = self.in_force().await?;
        let text = self.host.read().map_err(unreadable)?;
        // Our keys go into the file as it stands, so what was changed outside
        // comes into force with them.
        let outside = Settings::read(&text).map_err(|error| self.wrong_file(&error))?;
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

    /// Sets secrets, and opens the shop again where they are in use.
    ///
    /// # Errors
    /// [`ErrorCode::SecretUnknown`], [`ErrorCode::SecretUnfit`],
    /// [`ErrorCode::SecretsUnavailable`], and those of a PIN.
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

    /// Tests a connection.
    ///
    /// # Errors
    /// [`ErrorCode::Closed`]; that it does not serve is a report.
    pub async fn test_connection(
        &self,
        takes: TestConnection,
    ) -> Result<ConnectionReport, ApiError> {
        let settings = self.till_api().await?.till.settings().clone();
        Ok(self.host.test(&settings, takes).await)
    }

    /// Takes up what was changed in `mostrador.toml` outside.
    ///
    /// # Errors
    /// [`ErrorCode::SettingsUnreadable`], [`ErrorCode::SettingsNotOpened`];
    /// then what was in force still is.
    pub async fn take_up_settings(&self, _takes: ()) -> Result<(), ApiError> {
        let _changing = self.changing.lock().await;
        let text = self.host.read().map_err(unreadable)?;
        let settings = Settings::read(&text).map_err(|error| self.wrong_file(&error))?;
        self.host.check(&settings).map_err(|trouble| {
            let code = ErrorCode::SettingsRefused;
            about(code, trouble.key, trouble.why)
        })?;
        self.reopen(settings).await
    }

    /// Makes a copy of the ledger now.
    ///
    /// # Errors
    /// [`ErrorCode::BackupFailed`].
    pub async fn backup_now(&self, _takes: ()) -> Result<SettingsView, ApiError> {
        let settings = self.till_api().await?.till.settings().clone();
        let made = self.host.back_up(&settings).await;
        made.map_err(|why| about(ErrorCode::BackupFailed, None, why))?;
        self.settings(()).await
    }

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

async fn payee(till_api: &TillApi) -> Result<Option<PayeeView>, ApiError> {
    let known = till_api.till.payee().await?;
    let read = |read: &ledger::Read<'_>| Ok::<_, TillError>(NamesOfPeople::read(read)?);
    let names = till_api.till.ledger().read(read).await?;
    Ok(known.map(|known| PayeeView {
        cuit: known.cuit,
        cvu: known.cvu,
        confirmed_at: known.confirmed.as_ref().map(|(_, at)| at.0),
        confirmed_by: known.confirmed.and_then(|(by, _)| match by {
            Actor::Person { id, .. } => Some(names.of(id)),
            Actor::Till | Actor::Counter | Actor::Unidentified => None,
        }),
    }))
}

pub(crate) fn about(code: ErrorCode, about: Option<String>, detail: impl Into<String>) -> ApiError {
    ApiError::from(code).saying(detail).about(about)
}

fn unreadable(trouble: FileTrouble) -> ApiError {
    let code = ErrorCode::SettingsUnreadable;
    about(code, Some(trouble.path), trouble.why)
}

fn unwritable(trouble: FileTrouble) -> ApiError {
    let code = ErrorCode::SettingsUnwritable;
    about(code, Some(trouble.path), trouble.why)
}

fn refused(error: &SettingsError) -> ApiError {
    let code = ErrorCode::SettingsRefused;
    match error {
        SettingsError::Value { key, what } => about(code, Some((*key).to_owned()), what.as_str()),
        SettingsError::TooLarge | SettingsError::Unreadable(_) => {
            about(code, None, error.to_string())
        }
    }
}
