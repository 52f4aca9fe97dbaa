//! A person asks the shop to erase what it holds about them: a manager erases
//! who paid one sale.

use crate::{Till, TillError};
use domain::{Actor, Refusal, SaleId};
use ledger::PayerForgotten;

impl Till {
    /// A manager erases who paid a sale. Amounts and references stay, and so
    /// does that it was erased, by whom.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`]; [`TillError::Refused`] without a manager;
    /// [`TillError::PayerNeeded`] while a payment or a report of the sale is not
    /// finished.
    pub async fn forget_payer(&self, sale: SaleId, by: Actor) -> Result<PayerForgotten, TillError> {
        if !by.is_manager() {
            return Err(Refusal::NeedsManager.into());
        }
        let now = self.now();
        self.ledger
            .write(move |write| {
                write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                if let Some(needed_by) = write.payer_data(sale)?.needed_by {
                    return Err(TillError::PayerNeeded(needed_by));
                }
                Ok(write.forget_payer(&by, now, sale)?)
            })
            .await
    }
}
