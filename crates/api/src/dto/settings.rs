//! The settings screen: what is in `mostrador.toml`, whom it pays, which copies
//! there are.

use super::{SecretState, SecretsStoreState, SettingsChanges, SettingsValues};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What of pagoUno follows from its settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PagounoSeen {
    /// What the card's statement will say; null if code or name do not
    /// serve.
    pub seller_descriptor: Option<String>,
}

/// Save settings: only what changed is written.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaveSettings {
    /// A manager's PIN, where the shop has a manager.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
    /// What is changed.
    pub changes: SettingsChanges,
}

/// `mostrador.toml` was changed outside and is not in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OutsideChange {
    /// Whether it can be taken up.
    pub readable: bool,
    /// The keys that differ, or what is wrong with it, by its key.
    pub detail: String,
}

/// Whom the QRs pay: the merchant's identity, kept from the first QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PayeeView {
    /// The merchant's CUIT.
    pub cuit: Option<String>,
    /// The account's CVU.
    pub cvu: Option<String>,
    /// The manager who confirmed it; null before.
    pub confirmed_by: Option<String>,
    /// When.
    #[ts(type = "number | null")]
    pub confirmed_at: Option<i64>,
}

/// How the copies of the ledger stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BackupState {
    /// The folder that they are in.
    pub folder: String,
    /// When the newest was made.
    #[ts(type = "number | null")]
    pub last_at: Option<i64>,
    /// How many there are.
    pub kept: u32,
    /// Why the last try failed, for a technician; null if it did not.
    pub last_error: Option<String>,
}

/// The relay that can run inside the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RelayInside {
    /// Where its `relay.toml` has to stand.
    pub path: String,
    /// Whether it is there.
    pub present: bool,
    /// Where it listens, once it is the relay in force and runs.
    pub address: Option<String>,
    /// The path of TotalCoin's webhook below the tunnel's address, once it
    /// runs; a secret last segment is left out.
    pub webhook_path: Option<String>,
}

/// The settings screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// Where `mostrador.toml` stands.
    pub path: String,
    /// What is in force.
    pub values: SettingsValues,
    /// Every secret that can be set, without its value.
    pub secrets: Vec<SecretState>,
    /// The secret store.
    pub secrets_store: SecretsStoreState,
    /// Whether saving asks for a manager's PIN: the live ledger has one.
    pub needs_manager: bool,
    /// Whether the till's number stays as it is: providers know this ledger's
    /// payments by it.
    pub till_number_fixed: bool,
    /// Whom the QRs pay; null before the first QR.
    pub payee: Option<PayeeView>,
    /// The copies of the ledger.
    pub backup: BackupState,
    /// The relay inside the app.
    pub relay_inside: RelayInside,
    /// What of pagoUno follows from its settings.
    pub pagouno: PagounoSeen,
}

/// Confirm whom the QRs pay, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPayee {
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Forget whom the QRs pay, as a manager: the next good QR's is kept.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePayee {
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
    /// Why.
    pub reason: String,
}

/// Confirm an address, or whom cards pay, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConfirmAddress {
    /// Which one, as the screen showed it.
    pub address: String,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}
