//! What runs while a till is open.

use crate::Till;
use std::time::Duration;

/// How often the till makes sure that it is logged in, in seconds: so that the
/// first QR of the hour does not wait for a login, and the light tells.
pub(crate) const LOG_IN_EVERY_SECS: u64 = 20;

/// How often payers' data is looked over, in seconds.
const FORGET_EVERY_SECS: u64 = 6 * 3_600;
/// A day, in milliseconds.
const DAY_MS: i64 = 24 * 3_600_000;

impl Till {
    /// Runs every worker, for ever. Dropped at any moment, it loses nothing:
    /// all that counts is in the ledger, and the next run goes on from there.
    pub async fn work(&self) {
        tokio::join!(
            self.run_errands(),
            self.count_down(),
            self.listen(),
            self.keep_lease(),
            self.stay_logged_in(),
            self.ask_about_charges(),
            self.forget_people()
        );
    }

    /// Erases payers' data that the shop need not keep any longer.
    async fn forget_people(&self) {
        let kept_ms = i64::from(self.settings.privacy.days).saturating_mul(DAY_MS);
        loop {
            let before = self.now().plus_ms(-kept_ms);
            let erased = self
                .ledger
                .write(move |write| write.erase_people_before(before))
                .await;
            match erased {
                Ok(0) => {}
                Ok(erased) => tracing::info!(erased, "payers' data was erased"),
                Err(error) => tracing::error!(%error, "payers' data cannot be erased"),
            }
            tokio::time::sleep(Duration::from_secs(FORGET_EVERY_SECS)).await;
        }
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
