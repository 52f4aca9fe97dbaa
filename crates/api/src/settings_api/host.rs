//! The port by which the settings are answered: what only the shell can do for
//! them.

use crate::dto::{
    BackupState, ConnectionReport, RelayInside, SecretState, SecretsStoreState, TestConnection,
};
use crate::who::SecretsOf;
use crate::{ApiError, TillApi};
use async_trait::async_trait;
use domain::{Actor, Destination};
use secrecy::SecretString;
use std::sync::Arc;
use till::settings::Settings;

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
    /// What answers for the shop that is open; waits while one is being opened.
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
    /// Looks at `mostrador.toml`. The windows hear it where that differs from
    /// what is in force, or no longer does.
    fn look(&self);
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
