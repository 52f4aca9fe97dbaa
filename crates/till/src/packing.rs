//! Packs the old lines of the journal while the till is open: a block at a time,
//! with a pause after each, so that no sale waits for it.

use crate::Till;
use ledger::Packing;
use std::time::Duration;

/// How often the till looks for lines to pack, in seconds.
const PACK_EVERY_SECS: u64 = 600;
/// The pause after a block, in milliseconds.
const PACK_PAUSE_MS: u64 = 100;

impl Till {
    /// Packs old lines forever.
    pub(crate) async fn pack_journal(&self) {
        loop {
            tokio::time::sleep(Duration::from_secs(PACK_EVERY_SECS)).await;
            self.pack_what_is_old().await;
        }
    }

    async fn pack_what_is_old(&self) {
        loop {
            let packed = self
                .ledger
                .write(|write| write.pack_oldest_lines(Packing::STANDARD))
                .await;
            match packed {
                Ok(true) => tokio::time::sleep(Duration::from_millis(PACK_PAUSE_MS)).await,
                Ok(false) => return,
                Err(error) => {
                    tracing::error!(%error, "the journal's old lines cannot be packed");
                    return;
                }
            }
        }
    }
}
