//! What a sandbox is started with.

use std::collections::BTreeMap;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

/// How a sandbox behaves. [`Config::default`] listens on a free port of
/// 127.0.0.1, takes any credentials, and keeps its memory in memory.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: an address of this machine; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where notices go; [`crate::Sandbox::set_webhook`] sets it later.
    pub webhook: Option<Webhook>,
    /// The only credentials that are taken; with `None`, any that are not
    /// empty.
    pub credentials: Option<Credentials>,
    /// Where pre-orders and queued notices outlive a restart.
    pub state_file: Option<PathBuf>,
    /// How long a token serves, in seconds. The page says 3600.
    pub expires_in_s: u64,
    /// What a repeated `operationId` is answered with; the page does not say.
    pub repeat: Repeat,
    /// How far the provider's clock is ahead of this machine's, in
    /// milliseconds.
    pub clock_skew_ms: i64,
    /// Who receives the money.
    pub merchant: Merchant,
    /// How pagoUno behaves.
    pub pagouno: PagoUno,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            webhook: None,
            credentials: None,
            state_file: None,
            expires_in_s: 3_600,
            repeat: Repeat::SameAnswer,
            clock_skew_ms: 0,
            merchant: Merchant::default(),
            pagouno: PagoUno::default(),
        }
    }
}

/// The public key that [`PagoUno::default`] takes.
pub const SAMPLE_PUBLIC_KEY: &str = "sandbox-public-key";
/// The private key that [`PagoUno::default`] takes.
pub const SAMPLE_PRIVATE_KEY: &str = "sandbox-private-key";

/// How pagoUno behaves. The default takes the sample keys and any access key.
#[derive(Clone, PartialEq, Eq)]
pub struct PagoUno {
    /// What `Authorization` must be, as it is, for tokens and queries.
    pub public_key: String,
    /// What `Authorization` must be, as it is, for purchases.
    pub private_key: String,
    /// `access_key_merchant_code_group` by `merchant_code_group`; any for a
    /// group that is not named here.
    pub access_keys: BTreeMap<String, String>,
    /// Where notices go; [`crate::Sandbox::set_pagouno_webhook`] sets it later.
    pub webhook: Option<Webhook>,
    /// How many queries a pending transaction is answered with "not yet".
    pub pending_queries: u32,
    /// Whether a refusal's status is in its body alone, over HTTP 200. The
    /// page does not say which HTTP status carries it.
    pub refuse_over_200: bool,
}

impl Default for PagoUno {
    fn default() -> Self {
        Self {
            public_key: SAMPLE_PUBLIC_KEY.to_owned(),
            private_key: SAMPLE_PRIVATE_KEY.to_owned(),
            access_keys: BTreeMap::new(),
            webhook: None,
            pending_queries: 2,
            refuse_over_200: false,
        }
    }
}

/// Does not show the keys.
impl fmt::Debug for PagoUno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagoUno")
            .field("webhook", &self.webhook)
            .field("pending_queries", &self.pending_queries)
            .field("refuse_over_200", &self.refuse_over_200)
            .finish_non_exhaustive()
    }
}

/// Where notices are sent and how they prove whose they are.
#[derive(Clone, PartialEq, Eq)]
pub struct Webhook {
    /// `https`, or `http` on this machine.
    pub url: String,
    /// The header that carries the secret; empty for none (the secret may be
    /// the last segment of the URL).
    pub header_name: String,
    /// The secret.
    pub header_value: String,
}

/// Shows neither the URL's path nor the header's value.
impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Webhook")
            .field("header_name", &self.header_name)
            .finish_non_exhaustive()
    }
}

/// A user of the provider's API.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `username` of the login.
    pub username: String,
    /// `password` of the login.
    pub password: String,
}

/// Does not show the password.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("username", &self.username)
            .finish_non_exhaustive()
    }
}

/// What a pre-order with a known `operationId` is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// 201 and the pre-order that was made before.
    SameAnswer,
    /// 400.
    Refused,
}

/// The business unit behind the QR; the default is the page's sample.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merchant {
    /// Tag 50.00.
    pub cuit: String,
    /// Tag 51.00, 22 digits.
    pub cvu: String,
    /// Tag 59, and `businessUnitName` and `cashier` of the answer.
    pub name: String,
    /// Tag 60.
    pub city: String,
    /// Tag 52, four digits.
    pub category: String,
    /// Whether a closed QR carries its amount in tag 54. The page's does not.
    pub tag_54: bool,
}

impl Default for Merchant {
    fn default() -> Self {
        Self {
            cuit: "30718092481".to_owned(),
            cvu: "0000222800000000057723".to_owned(),
            name: "ARBET".to_owned(),
            city: "Buenos Aires".to_owned(),
            category: "4900".to_owned(),
            tag_54: false,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A stand-in has no business being seen from other machines.
    #[error("the sandbox listens on this machine only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is taken, or not of this machine.
    #[error("cannot listen on {address}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// The file is there and cannot be read, or is not a sandbox's memory. It
    /// is left as it is.
    #[error("the state file {} cannot be read", path.display())]
    State {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        #[source]
        source: std::io::Error,
    },
    /// The merchant's data does not fit into a QR.
    #[error("the merchant does not fit into a QR")]
    Merchant(#[source] qr::BuildError),
    /// No HTTP client could be made for the webhooks.
    #[error(transparent)]
    Webhooks(#[from] outbound::BuildError),
}
