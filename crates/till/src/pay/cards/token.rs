//! Trades cards for tokens. That charges nothing, so the till tries again until
//! the cashier's deadline; but only while the cards are in memory.

use crate::errands::ErrandKind;
use crate::errands::record::decide_and_record;
use crate::ports::Pagouno;
use crate::{Till, TillError};
use domain::{Actor, Command, Payment, PaymentId, PaymentState, RefusedWhy, Sale, SaleId};
use providers::pagouno::{Card, Error, Token};
use std::time::Duration;

/// The result of trading.
pub(super) enum Traded {
    /// One token per card, in order.
    Tokens(Vec<Token>),
    /// The payment has ended, and nothing was charged.
    Over(Sale),
}

/// The payment, if it still asks to be charged.
pub(super) fn still_asks(sale: &Sale, payment: PaymentId) -> Option<&Payment> {
    sale.payment(payment)
        .filter(|payment| payment.state == PaymentState::Requested)
}

impl Till {
    /// Trades each card for a token.
    pub(super) async fn trade(
        &self,
        port: &dyn Pagouno,
        sale: SaleId,
        payment: PaymentId,
        cards: &[Card],
    ) -> Result<Traded, TillError> {
        let mut tokens = Vec::new();
        for card in cards {
            let mut tries: u32 = 0;
            let token = loop {
                match port.token(card).await {
                    Ok(token) => break token,
                    Err(error) if error.passes() => {
                        tracing::debug!(%error, "no token yet");
                    }
                    Err(error) => return self.refuse_card(sale, payment, &error).await,
                }
                tries = tries.saturating_add(1);
                let pause =
                    u64::try_from(self.pause_ms(ErrandKind::CardCharge, tries)).unwrap_or(0);
                tokio::time::sleep(Duration::from_millis(pause)).await;
                let known = self.known_sale(sale).await?;
                let asks = still_asks(&known, payment);
                if asks.is_none_or(|payment| self.timer_now() >= payment.deadline) {
                    // The payment was cancelled, or the countdown ends it.
                    return Ok(Traded::Over(known));
                }
            };
            tokens.push(token);
        }
        Ok(Traded::Tokens(tokens))
    }

    async fn refuse_card(
        &self,
        sale: SaleId,
        payment: PaymentId,
        error: &Error,
    ) -> Result<Traded, TillError> {
        let (why, detail) = match error {
            Error::Credentials => (RefusedWhy::Credentials, None),
            // Only the status is kept: the answer's text may repeat the card of
            // the request.
            Error::Refused { .. }
            | Error::AccessKeyMissing(_)
            | Error::NoConnection(_)
            | Error::NoAnswer(_)
            | Error::NoWord { .. } => (RefusedWhy::ProviderRefused, Some(error.to_string())),
        };
        let now = self.now();
        let refused = self
            .ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                if still_asks(&known, payment).is_none() {
                    return Ok(known);
                }
                let command = Command::Refuse {
                    payment,
                    why,
                    detail: detail.filter(|words| !words.is_empty()),
                    replacement: None,
                };
                decide_and_record(write, (&Actor::Till, now), known, &command)
            })
            .await?;
        Ok(Traded::Over(refused))
    }

    async fn known_sale(&self, sale: SaleId) -> Result<Sale, TillError> {
        self.ledger
            .read(move |read| read.sale(sale)?.ok_or(TillError::UnknownSale))
            .await
    }
}
