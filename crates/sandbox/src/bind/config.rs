//! The configuration of Bind.

use std::fmt;

/// The client's id of [`Bind::default`].
pub const SAMPLE_CLIENT_ID: &str = "sandbox-client";
/// The client's secret of [`Bind::default`].
pub const SAMPLE_CLIENT_SECRET: &str = "sandbox-secret";

/// How Bind behaves. The default accepts the sample credentials, with or without
/// a scope.
#[derive(Clone, PartialEq, Eq)]
pub struct Bind {
    pub client_id: String,
    pub client_secret: String,
    /// The only accepted scope; with `None`, any or none.
    pub scope: Option<String>,
    /// How long a token is valid, in seconds.
    pub expires_in_s: u64,
    /// The seconds of `retry_delay` while an order is pending.
    pub retry_delay_s: u32,
    /// The collector of every QR.
    pub collector_name: String,
    /// Its CUIT.
    pub collector_cuit: String,
    /// Its CVU.
    pub collector_account: String,
    /// Its line of business.
    pub collector_mcc: String,
}

impl Default for Bind {
    fn default() -> Self {
        Self {
            client_id: SAMPLE_CLIENT_ID.to_owned(),
            client_secret: SAMPLE_CLIENT_SECRET.to_owned(),
            scope: None,
            expires_in_s: 3_600,
            retry_delay_s: 1,
            collector_name: "ALMACEN DE PRUEBA".to_owned(),
            collector_cuit: "27277880326".to_owned(),
            collector_account: "3220531908100067075219".to_owned(),
            collector_mcc: "9311".to_owned(),
        }
    }
}

/// It does not show the credentials.
impl fmt::Debug for Bind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bind")
            .field("scope", &self.scope)
            .field("expires_in_s", &self.expires_in_s)
            .field("collector_name", &self.collector_name)
            .finish_non_exhaustive()
    }
}
