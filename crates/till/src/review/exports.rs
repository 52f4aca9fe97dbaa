//! What leaves the till in a file and names people: the journal says who took it,
//! when, and whose it is.

use crate::{Till, TillError};
use domain::{Actor, ExportedPayers, TillEvent};

impl Till {
    /// Records that a manager takes payers' names, documents and accounts out of
    /// the till. It is recorded before the file is begun.
    ///
    /// # Errors
    /// The ledger's; then nothing may be exported.
    pub async fn record_payers_exported(
        &self,
        about: ExportedPayers,
        by: Actor,
    ) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                Ok(write.record_till(&by, now, &[TillEvent::PayersExported { about }])?)
            })
            .await
    }
}
