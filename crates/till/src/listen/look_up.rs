//! Asks the relay for single payments. This still works if a proxy lets short
//! answers through and no long ones. It finds what came, but never proves that
//! nothing came: it does not move the cursor, and no payment expires by it.

use super::hear::hear;
use crate::ports::Notices;
use crate::{Till, TillError};
use domain::PaymentId;
use relay_client::NoticeEnvelope;

/// After one failed question, how many payments under way are asked for, newest
/// first.
pub(super) const LOOKED_UP_MAX: u32 = 4;

impl Till {
    /// Asks for the payments under way one by one, until one question fails.
    pub(super) async fn look_up(&self, notices: &dyn Notices) {
        for payment in self.newest_under_way().await {
            match notices.operation(payment).await {
                Ok(Some(known)) => {
                    if let Err(error) = self.take_notices(known.notices).await {
                        tracing::error!(%error, "what is known of a payment could not be written");
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::debug!(%error, "nor does the relay answer about one payment");
                    return;
                }
            }
        }
    }

    async fn newest_under_way(&self) -> Vec<PaymentId> {
        let read = self
            .ledger
            .read(|read| read.newest_under_way(LOOKED_UP_MAX))
            .await;
        let newest = read.unwrap_or_else(|error| {
            tracing::warn!(%error, "the payments under way cannot be read");
            Vec::new()
        });
        newest.into_iter().map(|(_, payment)| payment).collect()
    }

    async fn take_notices(&self, came: Vec<NoticeEnvelope>) -> Result<(), TillError> {
        if came.is_empty() {
            return Ok(());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                for notice in &came {
                    hear(write, notice, now)?;
                }
                Ok(())
            })
            .await
    }
}
