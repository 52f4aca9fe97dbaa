//! The parts of each client: an address, and secrets that may not be set.

use super::ComposeError;
use providers::BaseUrl;
use secrecy::SecretString;
use till::ports::Secrets;

pub(super) fn base_url(key: &'static str, text: &str) -> Result<BaseUrl, ComposeError> {
    BaseUrl::parse(text).map_err(|error| ComposeError::Address {
        key,
        why: error.to_string(),
    })
}

/// A stored secret. One that cannot be read counts as not set: its light stays
/// off, and the log says why.
pub(super) async fn stored(secrets: &dyn Secrets, name: &str) -> Option<SecretString> {
    secrets.get(name).await.unwrap_or_else(|error| {
        tracing::error!(%error, name, "a secret cannot be had");
        None
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_this_machine() {
        assert!(base_url("totalcoin.base_url", "http://example.com").is_err());
        assert!(base_url("totalcoin.base_url", "http://127.0.0.1:8788").is_ok());
    }
}
