//! A manager's word where nobody else can say what became of a charge.

use crate::errands::record::decide_and_record;
use crate::{Till, TillError};
use domain::{Actor, Command, PaymentId, Sale, SaleId};

impl Till {
    /// Ends the doubt about a charge: it was paid, or it was not. The payment
    /// is `settled-paid` or `settled-unpaid`, never approved; a word of the
    /// provider's that disagrees later goes to the tray.
    ///
    /// # Errors
    /// [`TillError::Refused`] without a manager or a reason, or where there is
    /// no doubt.
    pub async fn settle_doubt(
        &self,
        sale: SaleId,
        payment: PaymentId,
        paid: bool,
        reason: String,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let command = Command::SettleDoubt {
                    payment,
                    paid,
                    reason,
                };
                decide_and_record(write, (&by, now), known, &command)
            })
            .await
    }
}
