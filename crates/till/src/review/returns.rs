//! Money that goes back to a customer, and a payment whose means was typed
//! wrongly.

use crate::errands::record::decide_and_record;
use crate::{Till, TillError};
use domain::{
    Actor, Command, DiscrepancyNumber, Money, PaymentId, ReturnedFrom, Sale, SaleId, Tender,
};

impl Till {
    /// A manager gives money of a payment back: from the drawer, or in the
    /// provider's panel.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or for more than
    /// came.
    pub async fn return_money(
        &self,
        (sale, payment): (SaleId, PaymentId),
        number: Option<DiscrepancyNumber>,
        (amount, from): (Money, ReturnedFrom),
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let command = Command::ReturnMoney {
            payment,
            number,
            amount,
            from,
            reason,
        };
        self.of_sale(sale, command, by).await
    }

    /// A manager says that a payment typed as cash came by another means.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or for a payment
    /// that is no cash.
    pub async fn correct_means(
        &self,
        (sale, payment): (SaleId, PaymentId),
        to: Tender,
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let command = Command::CorrectMeans {
            payment,
            to,
            reason,
        };
        self.of_sale(sale, command, by).await
    }

    async fn of_sale(&self, sale: SaleId, command: Command, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        let recorded = self
            .ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                decide_and_record(write, (&by, now), known, &command)
            })
            .await;
        // What goes back by the wallet is reported.
        self.errands_changed.notify_one();
        recorded
    }
}
