//! Settling what waits in the tray, by a manager's word.

use crate::record::record_only;
use crate::{Till, TillError};
use domain::{Actor, Command, DiscrepancyNumber, Sale, SaleId, SettledAs, StrayCommand, StrayId};

impl Till {
    /// Settles a discrepancy of a sale.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or where it is
    /// settled already.
    pub async fn settle_discrepancy(
        &self,
        sale: SaleId,
        number: DiscrepancyNumber,
        how: SettledAs,
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::Settle {
                    number,
                    how,
                    reason,
                };
                let events = known.decide(&command, &by, now)?;
                record_only(write, (&by, now), sale, &events)
            })
            .await
    }

    /// Settles money of nobody's payment.
    ///
    /// # Errors
    /// As [`Till::settle_discrepancy`].
    pub async fn settle_stray(
        &self,
        id: StrayId,
        how: SettledAs,
        reason: String,
        by: Actor,
    ) -> Result<(), TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let stray = write.stray(&id)?.ok_or(TillError::UnknownSale)?;
                let events = stray.decide(&StrayCommand::Settle(how, reason), &by)?;
                write.record_stray(&by, now, &id, &events)?;
                Ok(())
            })
            .await
    }
}
