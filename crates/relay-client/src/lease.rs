//! The lease of this till's key.

use crate::{
    RelayClient,
    answer::{refusal, unreadable},
    error::NoticesError,
};
use outbound::Method;
use relay_protocol::{LEASE_PATH, Lease};

impl RelayClient {
    /// Renews this installation's lease of its key. Call it every
    /// [`relay_protocol::LEASE_RENEWAL_SECS`] seconds while the till runs.
    ///
    /// # Errors
    /// As [`RelayClient::notices`]; [`crate::Setting::InUseElsewhere`] where
    /// another installation has the key.
    pub async fn renew_lease(&self) -> Result<(), NoticesError> {
        let answer = self.ask(Method::Post, LEASE_PATH, 0).await?;
        if answer.status != 200 {
            return Err(refusal(answer.status, &answer.body));
        }
        match serde_json::from_slice::<Lease>(&answer.body) {
            Ok(_) => Ok(()),
            Err(_) => Err(unreadable("it is not a lease", Some(200))),
        }
    }
}
