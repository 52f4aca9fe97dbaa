//! What a cashier does with a sale, whatever the way to pay: cancels a payment of
//! it, leaves it, comes back to it.

use crate::errands::give_up;
use crate::errands::record::{decide_and_record, record_only, take_in_hand};
use crate::review::restore;
use crate::{Till, TillError};
use domain::{Actor, Command, Method, PaymentId, Refusal, Sale, SaleId, Ticket, TillNumber};
use ledger::StateKey;

impl Till {
    /// Cancels a payment that is being made or waiting. A payment that comes
    /// all the same is found and told.
    ///
    /// # Errors
    /// [`TillError`], where it is not there or not cancellable.
    pub async fn cancel_payment(
        &self,
        sale: SaleId,
        payment: PaymentId,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let now = self.now();
        let cancelled = self
            .ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let events = known.decide(&Command::Cancel { payment }, &by, now)?;
                // Since the restore it waits for a manager, and for nobody else.
                if restore::is_held(write, payment)? {
                    return Err(Refusal::NeedsManager.into());
                }
                give_up(write, payment)?;
                record_only(write, (&by, now), sale, &events)
            })
            .await?;
        self.errands_changed.notify_one();
        let known = cancelled.payment(payment);
        if known.is_some_and(|known| known.method() == Method::FixedQr) {
            // It no longer keeps another sale from getting its notice.
            self.read_notices_now.notify_one();
        }
        Ok(cancelled)
    }

    /// Takes a sale off the screen. One of which nothing more can come and
    /// nothing came is given up; another one waits by itself.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn leave_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        self.put_down(sale, Command::Leave, by).await
    }

    /// Gives a sale up of which nothing more can come. What covered it is to be
    /// returned.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn abandon_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        self.put_down(sale, Command::Abandon, by).await
    }

    async fn put_down(&self, sale: SaleId, command: Command, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                let left = decide_and_record(write, (&by, now), known, &command)?;
                // Another may be in hand by now.
                if write
                    .state(StateKey::SaleInHand)?
                    .is_some_and(|held| held == sale.to_string())
                {
                    write.clear_state(StateKey::SaleInHand)?;
                }
                Ok(left)
            })
            .await
    }

    /// Puts a sale on the screen again.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn open_sale(&self, sale: SaleId, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                take_in_hand(write, (&by, now), sale)?;
                write.sale(sale)?.ok_or(TillError::UnknownSale)
            })
            .await
    }

    /// Puts the sale of a ticket on the screen. A number alone is this till's.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn open_ticket(&self, ticket: &str, by: Actor) -> Result<Sale, TillError> {
        let sale = self.sale_of_ticket(ticket).await?;
        self.open_sale(sale, by).await
    }

    /// The sale of a ticket.
    ///
    /// # Errors
    /// [`TillError::UnknownSale`], or the ledger's.
    pub async fn sale_of_ticket(&self, ticket: &str) -> Result<SaleId, TillError> {
        let ticket = self.ticket(ticket).ok_or(TillError::UnknownSale)?;
        let found = self.ledger.read(move |read| {
            let sale = read.sale_of_ticket(ticket)?;
            Ok::<_, TillError>(sale.ok_or(TillError::UnknownSale)?.id)
        });
        found.await
    }

    /// Reads a ticket as people type it: `C1-000042`, or `42` for this till.
    #[must_use]
    pub fn ticket(&self, text: &str) -> Option<Ticket> {
        let text = text.trim().trim_start_matches(['C', 'c']);
        let (till, number) = match text.split_once('-') {
            Some((till, number)) => (TillNumber(till.trim().parse().ok()?), number),
            None => (self.number(), text),
        };
        let number = number.trim().parse().ok()?;
        Some(Ticket { till, number })
    }
}
