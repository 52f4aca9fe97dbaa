//! The settings screen: the content of `mostrador.toml`, and the payee.

use super::{BackupState, SecretState, SecretsStoreState, SettingsChanges, SettingsValues};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What follows from pagoUno's settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PagounoSeen {
    /// The text on the card's statement; null if the code or the name is
    /// unusable.
    pub seller_descriptor: Option<String>,
}

/// Save settings. Only changed values are written.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SaveSettings {
    /// A manager's PIN, if the shop has a manager.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
    pub changes: SettingsChanges,
}

/// A change of `mostrador.toml` from outside that is not in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OutsideChange {
    /// Whether the file can be read, and so taken up.
    pub readable: bool,
    /// The keys that differ, or the error with its key.
    pub detail: String,
}

/// The payee: the merchant's identity, stored from the first QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PayeeView {
    pub cuit: Option<String>,
    pub cvu: Option<String>,
    /// The manager who confirmed it; null before that.
    pub confirmed_by: Option<String>,
    #[ts(type = "number | null")]
    pub confirmed_at: Option<i64>,
}

/// The relay that can run inside the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RelayInside {
    /// The path of its `relay.toml`.
    pub path: String,
    /// Whether that file exists.
    pub present: bool,
    /// Where it listens, once it is the relay in force and runs.
    pub address: Option<String>,
    /// The path of TotalCoin's webhook below the tunnel's address; null if it
    /// does not run. A secret last segment is left out.
    pub webhook_path: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SettingsView {
    /// The path of `mostrador.toml`.
    pub path: String,
    /// The values in force.
    pub values: SettingsValues,
    /// Every secret that can be set, without its value.
    pub secrets: Vec<SecretState>,
    pub secrets_store: SecretsStoreState,
    /// Whether saving needs a manager's PIN: the live ledger has a manager.
    pub needs_manager: bool,
    /// Whether the till's number cannot change: providers know this ledger's
    /// payments by it.
    pub till_number_fixed: bool,
    /// Whom the QRs pay; null before the first QR.
    pub payee: Option<PayeeView>,
    pub backup: BackupState,
    pub relay_inside: RelayInside,
    pub pagouno: PagounoSeen,
}

/// Confirm the payee, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConfirmPayee {
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Forget the payee, as a manager: the next valid QR sets it.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChangePayee {
    #[ts(type = "string")]
    pub pin: SecretString,
    pub reason: String,
}

/// Confirm an address, or whom cards pay, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ConfirmAddress {
    /// The address, as the screen showed it.
    pub address: String,
    #[ts(type = "string")]
    pub pin: SecretString,
}
