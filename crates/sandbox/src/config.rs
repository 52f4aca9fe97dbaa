//! What a sandbox is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use crate::host::webhooks::Webhook;
use crate::pagouno::config::PagoUno;
use crate::totalcoin::config::{Credentials, Merchant, Repeat};

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
