//! What the settings are answered by. A shop is closed and opened again as they
//! are saved; this stays. The rows are answered in `requests::settings`, of
//! which nothing is known here.

mod host;

pub use host::{FileTrouble, NotOpened, SecretsSeen, SettingsHost};

use crate::who::{Asks, Who};
use crate::{ApiError, ErrorCode, TillApi};
use domain::Actor;
use secrecy::SecretString;
use std::sync::Arc;
use till::settings::{Mode, Settings};
use tokio::sync::Mutex;

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
            Who::Always | Who::Anyone | Who::Cashier | Who::WhileNoManager => Ok(Actor::Counter),
            Who::ManagerIfAny => self.till_api().await?.manager(asks.pin()).await,
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

    pub(crate) async fn live_has_manager(&self) -> Result<bool, ApiError> {
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
    pub(crate) async fn note_saved(&self, keys: Vec<String>, by: Actor) {
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
}

pub(crate) fn about(code: ErrorCode, about: Option<String>, detail: impl Into<String>) -> ApiError {
    ApiError::from(code).saying(detail).about(about)
}
