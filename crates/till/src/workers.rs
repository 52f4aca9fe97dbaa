//! What runs while a till is open.

use crate::Till;
use std::time::Duration;

/// How often the till makes sure that it is logged in, in seconds: so that the
/// first QR of the hour does not wait for a login, and the light tells.
pub(crate) const LOG_IN_EVERY_SECS: u64 = 20;

impl Till {
    /// Runs every worker, for ever. Dropped at any moment, it loses nothing:
    /// all that counts is in the ledger, and the next run goes on from there.
    pub async fn work(&self) {
        tokio::join!(
            self.run_errands(),
            self.count_down(),
            self.listen(),
            self.stay_logged_in()
        );
    }

    async fn stay_logged_in(&self) {
        let Some(providers) = self.providers.clone() else {
            return;
        };
        loop {
            if let Err(error) = providers.log_in().await {
                tracing::debug!(%error, "not logged in");
            }
            tokio::time::sleep(Duration::from_secs(LOG_IN_EVERY_SECS)).await;
        }
    }
}
