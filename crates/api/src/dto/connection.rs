//! A connection that is tested, and how it is.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

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
}
