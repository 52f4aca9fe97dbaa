//! The settings' port to the shell: what only the shell can do for them.

use crate::dto::{
    BackupState, ConnectionReport, FoundPrinters, RelayInside, SecretState, SecretsStoreState,
    TestConnection,
};
use crate::who::SecretsOf;
use crate::{ApiError, TillApi};
use async_trait::async_trait;
use domain::{Actor, Day, Destination};
use secrecy::SecretString;
use std::sync::Arc;
use till::settings::Settings;

/// Why `mostrador.toml` could not be read or written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileTrouble {
    /// The path of the file.
    pub path: String,
    /// The machine's error.
    pub why: String,
}

/// Why a shop could not be opened with settings. The one before is open again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOpened {
    /// The key that caused it, if one did.
    pub key: Option<String>,
    /// The error, for a technician.
    pub why: String,
}

/// The state of the secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretsSeen {
    /// Every secret that can be set.
    pub secrets: Vec<SecretState>,
    pub store: SecretsStoreState,
}

#[async_trait]
pub trait SettingsHost: Send + Sync {
    /// The API of the open shop; waits while one is being opened.
    async fn till_api(&self) -> Option<Arc<TillApi>>;
    /// The path of `mostrador.toml`.
    fn path(&self) -> String;
    /// The text of the file; empty if there is no file.
    fn read(&self) -> Result<String, FileTrouble>;
    /// Replaces the whole file, or nothing.
    fn write(&self, text: &str) -> Result<(), FileTrouble>;
    /// Checks whether a shop could be opened with settings, without opening
    /// one.
    fn check(&self, settings: &Settings) -> Result<(), NotOpened>;
    /// Closes the shop and opens it with those settings, or, if that fails,
    /// with the ones before.
    async fn reopen(&self, settings: Settings) -> Result<(), NotOpened>;
    /// Looks at `mostrador.toml`. The windows hear it where that differs from
    /// what is in force, or no longer does.
    fn look(&self);
    /// Which secrets are set.
    async fn secrets(&self, settings: &Settings) -> SecretsSeen;
    /// Whether a person may set a secret with that name.
    fn is_secret(&self, name: &str) -> bool;
    /// Sets a secret. The error is for a technician.
    async fn set_secret(
        &self,
        settings: &Settings,
        name: &str,
        value: &SecretString,
    ) -> Result<(), String>;
    /// The text on the card's statement by those settings; `None` if the code
    /// or the name is unusable.
    fn seller_descriptor(&self, settings: &Settings) -> Option<String>;
    /// Copies the secrets from the store of the old settings to that of the new
    /// ones. Returns whether all were copied. An error, for a technician, means
    /// that none can be set there.
    async fn copy_secrets(&self, before: &Settings, after: &Settings) -> Result<bool, String>;
    /// Deletes what the old store leaves readable for others, after its secrets
    /// were copied.
    fn clear_secrets(&self, before: &Settings);
    /// Whether the live ledger has a manager, while another one is open. It
    /// only reads that ledger.
    async fn live_has_manager(&self, settings: &Settings) -> Result<bool, ApiError>;
    /// The manager of the live ledger with this PIN, while another ledger is
    /// open. It changes only that ledger's count of wrong PINs.
    async fn live_manager_of(
        &self,
        settings: &Settings,
        pin: SecretString,
    ) -> Result<Actor, ApiError>;
    /// The settings in force, as the file had them.
    fn in_force(&self) -> Option<Settings>;
    /// The value of a destination in those settings; `None` if they have none.
    fn destination(&self, settings: &Settings, which: Destination) -> Option<String>;
    /// The till number by which providers know the live ledger's payments;
    /// `None` if they know none.
    fn number_known_outside(&self) -> Result<Option<u16>, ApiError>;
    /// Whether stored secrets already go to that address: it is in force, and
    /// waits for no manager.
    async fn goes_there(&self, settings: &Settings, secrets: SecretsOf, address: &str) -> bool;
    async fn test(&self, settings: &Settings, asked: TestConnection) -> ConnectionReport;
    /// Begins a copy of the ledger, if none is being made. The error is for a
    /// technician.
    async fn begin_backup(&self, settings: &Settings) -> Result<(), String>;
    /// Stops the copy that is being made.
    fn stop_backup(&self);
    fn backup(&self, settings: &Settings) -> BackupState;
    /// Looks for printers: those that are plugged in, and those that say their
    /// names on the network.
    async fn find_printers(&self) -> FoundPrinters;
    async fn relay_inside(&self) -> RelayInside;
    /// Replaces everything in practice by the sample week, and names its
    /// last day. The error is for a technician; then practice is as it was.
    async fn load_practice_week(&self) -> Result<Day, String>;
    /// Opens practice with the house's wallet and Bind, or without. The error
    /// is for a technician.
    async fn switch_practice_wallet(&self, on: bool) -> Result<(), String>;
}
