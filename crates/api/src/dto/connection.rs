//! Connection tests and their results.

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Test a connection with the values of the form. For a secret that is null,
/// the stored one is used.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum TestConnection {
    /// A login at TotalCoin. It charges nothing.
    Totalcoin {
        /// The address of its API.
        base_url: String,
        #[serde(default)]
        #[ts(type = "string | null")]
        username: Option<SecretString>,
        #[serde(default)]
        #[ts(type = "string | null")]
        password: Option<SecretString>,
        /// A manager's PIN, needed if a stored secret would go to another
        /// address than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
    /// Reads the relay's notices, and takes none.
    Relay {
        /// Its address, or `built-in`.
        url: String,
        #[serde(default)]
        #[ts(type = "string | null")]
        till_key: Option<SecretString>,
        /// The till's number; null means the one in force.
        #[serde(default)]
        till_number: Option<u16>,
        /// A manager's PIN, needed if a stored secret would go to another
        /// address than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
    /// Asks pagoUno about a purchase that does not exist. It charges nothing
    /// and proves only the public key: the private key can be proved only by a
    /// charge.
    Pagouno {
        /// The address of its API.
        base_url: String,
        #[serde(default)]
        #[ts(type = "string | null")]
        public_key: Option<SecretString>,
        /// A manager's PIN, needed if a stored secret would go to another
        /// address than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
    /// Gets a token for Bind and asks what the shop's QR is for. It reports
    /// nothing.
    Bind {
        /// The address of its API.
        base_url: String,
        /// The address that gives tokens.
        token_url: String,
        scope: String,
        /// The text of the shop's QR; empty for none.
        qr_text: String,
        #[serde(default)]
        #[ts(type = "string | null")]
        client_id: Option<SecretString>,
        #[serde(default)]
        #[ts(type = "string | null")]
        client_secret: Option<SecretString>,
        /// A manager's PIN, needed if a stored secret would go to another
        /// address than the one in force.
        #[serde(default)]
        #[ts(type = "string", optional = nullable)]
        pin: Option<SecretString>,
    },
}

/// The result of a test. For each, the screen says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum ConnectionOutcome {
    /// It works.
    Ok,
    /// This machine has no network.
    NoNetwork,
    /// The name server knows no host with that name.
    NoSuchHost,
    /// The name server did not answer in time.
    NameTooSlow,
    /// The host was found, but refused the connection: nothing listens there.
    NoConnection,
    /// The host was found, but no connection was made in time, for example
    /// because of a firewall.
    ConnectionTooSlow,
    /// Its certificate is not one that this machine trusts.
    CertificateUntrusted,
    /// The configured proxy did not let the connection through.
    ProxyUnreached,
    /// The address is invalid.
    BadAddress,
    /// The address is plain HTTP to another machine.
    NotSecure,
    /// The user name or the password is wrong.
    WrongCredentials,
    /// The credentials are right, but lack a permission.
    NoPermission,
    /// The server is not the provider or not a relay: it answers with HTML, for
    /// example.
    NotTheProvider,
    /// A connection was made, but no whole answer came in time.
    TooSlow,
    /// The server reports an error of its own.
    ServerError,
    /// The server asks to come back later.
    Busy,
    /// A secret that the test needs is not set.
    SecretMissing,
    /// The secret store does not answer.
    SecretsUnavailable,
    /// The relay does not know the key, or no longer.
    RelayKeyUnknown,
    /// The relay's key belongs to another till.
    RelayKeyOfAnotherTill,
    /// Another installation uses the relay's key.
    RelayKeyInUse,
    /// The two programs are of incompatible versions.
    OtherVersion,
    /// It works, but this machine's clock is too far off for QRs.
    ClockSkewed,
    /// The relay inside the app: its `relay.toml` is missing or wrong.
    RelayFileUnfit,
    /// Bind says that the text of the shop's QR is no QR.
    QrUnfit,
    /// This machine cannot make any connection.
    MachineUnfit,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConnectionReport {
    /// Whether it works.
    pub ok: bool,
    pub outcome: ConnectionOutcome,
    /// For a technician; it never contains a secret.
    pub detail: Option<String>,
    /// What Bind says about the shop's QR, if it was asked.
    #[ts(optional)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr: Option<OrderSeen>,
}

/// What Bind says about the shop's QR.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OrderSeen {
    /// The collector's name; null if Bind does not tell it.
    pub collector: Option<String>,
    pub state: OrderState,
    /// The amount of the order, if it has one.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
}

/// The state of a QR's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum OrderState {
    /// The payer says the amount.
    Open,
    /// The order has its amount.
    Closed,
    /// Bind does not know it yet.
    Pending,
    /// Nothing is for sale at the QR now.
    Empty,
    /// The collector's side did not answer in time.
    TimeOut,
    /// The collector's side does not accept Bind.
    Refused,
    /// Not a kind of QR that Bind pays.
    UnsupportedQr,
    /// Not a merchant that Bind pays.
    UnsupportedMerchant,
    /// Another error, or a word that this program does not know.
    Error,
}
