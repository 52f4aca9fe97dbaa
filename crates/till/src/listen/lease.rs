//! Renews the lease of the till's key at the relay. One installation uses a key
//! at a time, and a lease that is not renewed ends.

use crate::Till;
use crate::contact::RelayRefusal;
use relay_client::LEASE_RENEWAL_SECS;
use std::time::Duration;

impl Till {
    /// Renews the lease forever. The listener notices a relay that does not
    /// answer; this worker reports at once that the key is in use elsewhere.
    pub(crate) async fn keep_lease(&self) {
        let Some(notices) = self.notices.clone() else {
            return;
        };
        loop {
            tokio::time::sleep(Duration::from_secs(LEASE_RENEWAL_SECS.into())).await;
            if let Err(error) = notices.renew_lease().await {
                tracing::debug!(%error, "the lease was not renewed");
                match RelayRefusal::of(&error) {
                    Some(
                        RelayRefusal::KeyUnknown | RelayRefusal::OtherTill | RelayRefusal::InUse,
                    ) => self.contacts.relay_failed(self.timer_now(), &error),
                    // A relay from before leases has no such page.
                    Some(RelayRefusal::NoRelay) | None => {}
                }
            }
        }
    }
}
