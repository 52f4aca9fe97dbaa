//! The settings: what is in `mostrador.toml`, which secrets are set, how a
//! connection is. A secret goes in and never comes out.

use super::{SettingsChanges, SettingsValues};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where secrets are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SecretsStore {
    /// The keychain of the operating system.
    Os,
    /// A file that only its owner can read: weaker.
    File,
}

/// A merchant between which a charge is split, as `[[pagouno.split]]` has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SplitRow {
    /// The merchant's group of codes.
    pub merchant_code_group: String,
    /// Its share, in basis points.
    pub share_bp: u32,
}

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

/// One secret to set.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SecretValue {
    /// Its name, as `totalcoin.password`.
    pub name: String,
    /// Its value, which is never given back.
    #[ts(type = "string")]
    pub value: SecretString,
}

/// Set secrets.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SetSecrets {
    /// A manager's PIN, where the shop has a manager.
    #[serde(default)]
    #[ts(type = "string | null")]
    pub pin: Option<SecretString>,
    pub secrets: Vec<SecretValue>,
}

/// Whether a secret is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum SecretStanding {
    Set,
    /// It is not.
    Missing,
    /// The store does not answer.
    Unavailable,
}

/// A secret, without its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretState {
    /// Its name, as `totalcoin.password`.
    pub name: String,
    /// Whether it is set.
    pub state: SecretStanding,
}

/// The secret store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct SecretsStoreState {
    /// Which one.
    pub store: SecretsStore,
    /// Whether it answers.
    pub reachable: bool,
    /// Why it does not, for a technician.
    pub why: Option<String>,
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
    /// Whether it is the relay in force, and runs.
    pub running: bool,
    /// Where it listens, once it runs.
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
    /// What was changed outside and is not in force.
    pub outside: Option<OutsideChange>,
    /// Whom the QRs pay; null before the first QR.
    pub payee: Option<PayeeView>,
    /// The copies of the ledger.
    pub backup: BackupState,
    /// The relay inside the app.
    pub relay_inside: RelayInside,
    /// What of pagoUno follows from its settings.
    pub pagouno: PagounoSeen,
}

/// Test a connection with what the form holds; a secret that is null is the
/// stored one.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum TestConnection {
    /// A login at TotalCoin. It charges nothing.
    Totalcoin {
        /// Where its API stands.
        base_url: String,
        /// The user's name.
        #[serde(default)]
        #[ts(type = "string | null")]
        username: Option<SecretString>,
        /// The password.
        #[serde(default)]
        #[ts(type = "string | null")]
        password: Option<SecretString>,
        /// A manager's PIN, where a stored secret is to go to another address
        /// than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
    /// A look at the relay's notices. It takes none.
    Relay {
        /// Where it stands, or `built-in`.
        url: String,
        /// The till's key.
        #[serde(default)]
        #[ts(type = "string | null")]
        till_key: Option<SecretString>,
        /// The till's number; the one in force where it is null.
        #[serde(default)]
        till_number: Option<u16>,
        /// A manager's PIN, where a stored secret is to go to another address
        /// than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
    /// A question to pagoUno about a purchase that does not exist. It charges
    /// nothing, and proves the public key only: the private one can be proved
    /// by a charge alone.
    Pagouno {
        /// Where its API stands.
        base_url: String,
        /// The public key.
        #[serde(default)]
        #[ts(type = "string | null")]
        public_key: Option<SecretString>,
        /// A manager's PIN, where a stored secret is to go to another address
        /// than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
}

/// How a connection is. The screen has words for each that say what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionOutcome {
    /// It serves.
    Ok,
    /// This machine has no network.
    NoNetwork,
    /// Nobody knows that host's name.
    NoSuchHost,
    /// The name server did not answer in time.
    NameTooSlow,
    /// The host was found, and no connection came about: nothing listens there.
    NoConnection,
    /// The host was found, and no connection came about in time: a firewall, say.
    ConnectionTooSlow,
    /// Its certificate is not one that this machine trusts.
    CertificateUntrusted,
    /// The proxy that is set did not let it through.
    ProxyUnreached,
    /// The address is none.
    BadAddress,
    /// Plain HTTP to another machine.
    NotSecure,
    /// The user name or the password is wrong.
    WrongCredentials,
    /// The credentials are good and may not do this.
    NoPermission,
    /// What answers is not the provider, or not a relay: HTML, say.
    NotTheProvider,
    /// It was reached, and no whole answer came in time.
    TooSlow,
    /// It answers that it is broken.
    ServerError,
    /// It asks to come back later.
    Busy,
    /// A secret that it takes is not set.
    SecretMissing,
    /// The secret store does not answer.
    SecretsUnavailable,
    /// The relay does not know that key, or not any more.
    RelayKeyUnknown,
    /// The relay's key belongs to another till.
    RelayKeyOfAnotherTill,
    /// Another installation uses the relay's key.
    RelayKeyInUse,
    /// The two are of versions that do not understand each other.
    OtherVersion,
    /// It serves, and this machine's clock is too far off to charge by QR.
    ClockSkewed,
    /// The relay inside the app: its `relay.toml` is missing or wrong.
    RelayFileUnfit,
    /// This machine can make no connection at all.
    MachineUnfit,
}

/// How a test of a connection went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionReport {
    /// Whether it serves.
    pub ok: bool,
    /// How it is.
    pub outcome: ConnectionOutcome,
    /// For a technician; it never holds a secret.
    pub detail: Option<String>,
    /// How long it took, in milliseconds.
    pub took_ms: u32,
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
