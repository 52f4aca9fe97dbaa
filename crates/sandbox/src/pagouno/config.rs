//! The configuration of pagoUno.

use std::collections::BTreeMap;
use std::fmt;

use crate::host::webhook::Webhook;

/// The public key of [`PagoUno::default`].
pub const SAMPLE_PUBLIC_KEY: &str = "sandbox-public-key";
/// The private key of [`PagoUno::default`].
pub const SAMPLE_PRIVATE_KEY: &str = "sandbox-private-key";

/// How pagoUno behaves. The default accepts the sample keys and any access key.
#[derive(Clone, PartialEq, Eq)]
pub struct PagoUno {
    /// The exact value of `Authorization` for tokens and queries.
    pub public_key: String,
    /// The exact value of `Authorization` for purchases.
    pub private_key: String,
    /// `access_key_merchant_code_group` by `merchant_code_group`; for other
    /// groups, any key is accepted.
    pub access_keys: BTreeMap<String, String>,
    /// Where notices are sent; [`crate::Sandbox::set_pagouno_webhook`] sets it
    /// later.
    pub webhook: Option<Webhook>,
    /// How many queries of a pending transaction are answered with "not yet".
    pub pending_queries: u32,
    /// Whether a refusal comes as HTTP 200 with its status only in the body.
    /// The documentation does not say which HTTP status it has.
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

/// It does not show the keys.
impl fmt::Debug for PagoUno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PagoUno")
            .field("webhook", &self.webhook)
            .field("pending_queries", &self.pending_queries)
            .field("refuse_over_200", &self.refuse_over_200)
            .finish_non_exhaustive()
    }
}
