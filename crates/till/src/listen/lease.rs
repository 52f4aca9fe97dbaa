//! The till says to its relay that it is still there: a key is used by one
//! installation at a time, and its lease ends where it is not renewed.

use crate::Till;
use crate::contact::RelayRefusal;
use relay_client::LEASE_RENEWAL_SECS;
use std::time::Duration;

impl Till {
    /// Renews the lease, for ever. A relay that does not answer is the
    /// listener's to notice; that the key is in use elsewhere is said at once.
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
                        refused @ (RelayRefusal::KeyUnknown
                        | RelayRefusal::OtherTill
                        | RelayRefusal::InUse),
                    ) => self.contacts.relay_failed(self.timer_now(), Some(refused)),
                    // A relay of before leases has no such page.
                    Some(RelayRefusal::NoRelay) | None => {}
                }
            }
        }
    }
}
