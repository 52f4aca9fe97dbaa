//! The configuration of a sandbox.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::bind::config::Bind;
use crate::host::webhook::Webhook;
use crate::pagouno::config::PagoUno;
use crate::totalcoin::config::{Credentials, Merchant, Repeat};

/// How a sandbox behaves. [`Config::default`] listens on a free port of
/// 127.0.0.1, accepts any credentials, and stores nothing in a file.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen: an address of this machine; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where notices are sent; [`crate::Sandbox::set_webhook`] sets it later.
    pub webhook: Option<Webhook>,
    /// The only accepted credentials; with `None`, any that are not empty.
    pub credentials: Option<Credentials>,
    /// The file by which pre-orders and queued notices survive a restart.
    pub state_file: Option<PathBuf>,
    /// How long a token is valid, in seconds. The documentation says 3600.
    pub expires_in_s: u64,
    /// The answer to a repeated `operationId`; the documentation does not say.
    pub repeat: Repeat,
    /// How far the provider's clock is ahead of this machine's, in
    /// milliseconds.
    pub clock_skew_ms: i64,
    /// Who receives the money.
    pub merchant: Merchant,
    /// How pagoUno behaves.
    pub pagouno: PagoUno,
    /// How Bind behaves.
    pub bind: Bind,
    /// Where the notices of the house's wallet are sent;
    /// [`crate::Sandbox::set_wallet_webhook`] sets it later.
    pub wallet_webhook: Option<Webhook>,
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
            bind: Bind::default(),
            wallet_webhook: None,
        }
    }
}

/// Why a sandbox did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is visible to other machines, which a stand-in must not be.
    #[error("the sandbox listens on this machine only, not on {0}")]
    NotLoopback(SocketAddr),
    /// The address is in use, or not of this machine.
    #[error("cannot listen on {address}")]
    Listen {
        address: SocketAddr,
        #[source]
        source: std::io::Error,
    },
    /// The file exists, but cannot be read or is not a sandbox's state. It is
    /// not changed.
    #[error("the state file {} cannot be read", path.display())]
    State {
        path: PathBuf,
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
