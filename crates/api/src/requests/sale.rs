//! A sale and its existing payments: which sale is on the screen, and how an
//! unpaid one ends.

use crate::dto::{AbandonSale, Done, OpenTicket, PaymentRef, SaleRef, SettleDoubt};
use crate::parse::{payment_id, sale_id};
use crate::{Admitted, ApiError, ErrorCode, TillApi};

impl Admitted<'_, TillApi> {
    /// Puts a sale on the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn open_sale(&self, takes: SaleRef) -> Result<Done, ApiError> {
        let sale = sale_id(&takes.sale)?;
        let sale = self.till.open_sale(sale, self.by.clone()).await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Puts the sale of a ticket on the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn open_ticket(&self, takes: OpenTicket) -> Result<Done, ApiError> {
        let sale = self
            .till
            .open_ticket(&takes.ticket, self.by.clone())
            .await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Takes a sale off the screen.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn leave_sale(&self, takes: SaleRef) -> Result<Done, ApiError> {
        let sale = self
            .till
            .leave_sale(sale_id(&takes.sale)?, self.by.clone())
            .await?;
        self.show(None);
        self.done(&sale).await
    }

    /// Gives a sale up. Money that it received goes to the tray, to be
    /// returned.
    ///
    /// # Errors
    /// [`ErrorCode::SaleUnknown`].
    pub async fn abandon_sale(&self, takes: AbandonSale) -> Result<Done, ApiError> {
        let left = self
            .till
            .abandon_sale(sale_id(&takes.sale)?, self.by.clone());
        let sale = left.await?;
        self.show(None);
        self.done(&sale).await
    }

    /// # Errors
    /// [`ErrorCode::NotCancellable`] if its state does not allow it.
    pub async fn cancel_payment(&self, takes: PaymentRef) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        let sale = self
            .till
            .cancel_payment(sale, payment, self.by.clone())
            .await?;
        self.done(&sale).await
    }

    /// Asks the provider at once about a payment; the answer comes as a commit.
    ///
    /// # Errors
    /// [`ErrorCode::NothingToAsk`].
    pub async fn ask_again(&self, takes: PaymentRef) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        self.done(&self.till.ask_again(sale, payment).await?).await
    }

    /// Ends a doubt, as a manager.
    ///
    /// # Errors
    /// [`ErrorCode::PinWrong`], [`ErrorCode::PinWait`],
    /// [`ErrorCode::ReasonMissing`]; [`ErrorCode::NotCancellable`] if there is
    /// no doubt any more.
    pub async fn settle_doubt(&self, takes: SettleDoubt) -> Result<Done, ApiError> {
        let (sale, payment) = (sale_id(&takes.sale)?, payment_id(&takes.payment)?);
        if takes.reason.trim().is_empty() {
            return Err(ErrorCode::ReasonMissing.into());
        }
        let settled =
            self.till
                .settle_doubt(sale, payment, takes.paid, takes.reason, self.by.clone());
        self.done(&settled.await?).await
    }
}
