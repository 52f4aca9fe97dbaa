//! What leaves the till in a file and names people: the journal says who took it,
//! when, and whose it is.

use crate::{Till, TillError};
use domain::card::mask_card_numbers;
use domain::{Actor, ExportedPayers, Provider, TillEvent};
use providers::evidence::without_people;

/// What of a notice's body may be shown: without who paid, unless a manager asks
/// for them. `None` where it cannot be read.
#[must_use]
pub fn shown_body(provider: Provider, body: &[u8], with_payers: bool) -> Option<String> {
    if with_payers {
        let text = std::str::from_utf8(body).ok()?;
        return Some(mask_card_numbers(text));
    }
    without_people(provider, body)
}

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
