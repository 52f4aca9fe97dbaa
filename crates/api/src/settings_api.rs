//! The settings API. Saving the settings closes and reopens the shop, while
//! this API stays. `requests::settings` has the answers, and this module knows
//! nothing of them.

mod host;

pub use host::{FileTrouble, NotOpened, SecretsSeen, SettingsHost};

use crate::who::{Asks, Who};
use crate::{ApiError, ErrorCode, TillApi};
use domain::Actor;
use secrecy::SecretString;
use std::sync::Arc;
use till::settings::{Mode, Settings};
use tokio::sync::Mutex;

pub struct SettingsApi {
    pub(crate) host: Arc<dyn SettingsHost>,
    /// Only one change runs at a time.
    pub(crate) changing: Mutex<()>,
}

impl SettingsApi {
    /// A settings API over the shell.
    #[must_use]
    pub fn new(host: Arc<dyn SettingsHost>) -> SettingsApi {
        SettingsApi {
            host,
            changing: Mutex::new(()),
        }
    }

    /// Checks that the caller may make a request, by its rule.
    pub(crate) async fn admit(
        &self,
        who: Who,
        asks: &(impl Asks + Sync),
    ) -> Result<Actor, ApiError> {
        let seller = self.seller(who).await?;
        match who {
            Who::Always | Who::Anyone | Who::Cashier | Who::WhileNoManager => Ok(seller),
            Who::ManagerIfAny => self.till_api().await?.manager(asks.pin()).await,
            Who::Manager => self.till_api().await?.manager(asks.pin()).await,
            Who::LiveManager if self.live_has_manager().await? => {
                self.live_manager_of(asks.pin()).await
            }
            Who::LiveManager => Ok(seller),
            Who::LiveManagerForStoredSecrets => {
                let settings = self.till_api().await?.till.settings().clone();
                for (secrets, address) in asks.sends_stored_secrets_to() {
                    if !self.host.goes_there(&settings, secrets, address).await {
                        return self.live_manager_of(asks.pin()).await;
                    }
                }
                Ok(seller)
            }
        }
    }

    /// Who is at the counter of the open shop; refused while it is locked.
    async fn seller(&self, who: Who) -> Result<Actor, ApiError> {
        match self.host.till_api().await {
            Some(till_api) => till_api.seller(who),
            None => Ok(Actor::Counter),
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

    /// The live ledger's manager with this PIN. What belongs to live needs that
    /// manager also while practice is open.
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

    /// Journals who saved which keys, in the ledger of the open shop. If that
    /// fails, the change still counts: it is in force.
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
