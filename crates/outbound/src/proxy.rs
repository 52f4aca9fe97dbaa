//! The proxy for all connections, for shops that have to use one.

use crate::error::{BuildError, Cause};
use std::fmt;

/// Hosts that are reached without the proxy: this machine.
const NOT_THROUGH: &str = "localhost,127.0.0.0/8,::1";

/// A proxy, as `http://host:port`.
#[derive(Clone)]
pub struct Proxy(pub(crate) reqwest::Proxy);

impl Proxy {
    /// Reads a proxy's address. It comes from the shop's settings and never
    /// from the environment.
    ///
    /// # Errors
    /// [`BuildError`] if it is not a valid address.
    pub fn parse(address: &str) -> Result<Proxy, BuildError> {
        let proxy = reqwest::Proxy::all(address.trim())
            .map_err(|error| BuildError(Cause::of(error.without_url())))?;
        Ok(Proxy(
            proxy.no_proxy(reqwest::NoProxy::from_string(NOT_THROUGH)),
        ))
    }
}

/// Does not print the address.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proxy(…)")
    }
}
