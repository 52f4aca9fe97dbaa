//! A payment by the shop's fixed QR: the QR is shown at once, with no network;
//! the cashier records what the customer says; only a notice approves it.

use super::checkout::Owing;
use super::{Checkout, refuse_unread};
use crate::errands::record::decide_and_record;
use crate::{Till, TillError};
use domain::{Actor, Command, FixedQrState, Method, Money, PaymentId, Sale, SaleId};

/// What a cashier asks for with one key.
#[derive(Debug, Clone)]
pub struct ChargeFixedQr {
    pub checkout: Checkout,
    /// How much the customer types in their wallet.
    pub amount: Money,
}

impl Till {
    /// Charges an amount by the fixed QR in force. Nothing is sent.
    ///
    /// # Errors
    /// [`TillError::NoFixedQr`] where none is in force; else as any charge.
    /// Then nothing is charged.
    pub async fn take_fixed_qr_payment(
        &self,
        charge: ChargeFixedQr,
        by: Actor,
    ) -> Result<Sale, TillError> {
        if self.totalcoin.is_none() {
            return Err(TillError::NotConfigured);
        }
        let amount = charge.amount;
        let charging = charge.checkout.charging(self, amount, &by)?;
        self.check_relay()?;
        let payment = self.new_payment();
        let (now, timer) = (self.now(), self.timer_now());
        let listens = self.listens();
        self.ledger
            .write(move |write| {
                charging.charge(write, (&by, now), Owing::Nothing, |write, charging| {
                    refuse_unread(write, listens)?;
                    let qr = write.fixed_qr_in(FixedQrState::InForce)?;
                    let qr = qr.filter(|qr| qr.payable(timer).is_some());
                    let qr = qr.ok_or(TillError::NoFixedQr)?;
                    Ok(vec![Command::Charge {
                        payment,
                        request: charging.payment_request(Method::FixedQr, amount, amount),
                        deadline: qr.valid_until,
                    }])
                })
            })
            .await
    }

    /// Records that the customer says they paid. It is no payment: only a
    /// notice approves it.
    ///
    /// # Errors
    /// [`TillError`], where it is not there or not shown any more.
    pub async fn declare(
        &self,
        sale: SaleId,
        payment: PaymentId,
        by: Actor,
    ) -> Result<Sale, TillError> {
        let declared = self.claim(sale, Command::Declare { payment }, by).await?;
        // Its notice may have come before the cashier's key.
        self.read_notices_now.notify_one();
        Ok(declared)
    }

    /// Takes back that the customer says they paid.
    ///
    /// # Errors
    /// [`domain::Refusal::NeedsManager`] after [`domain::TAKE_BACK_MS`].
    pub async fn take_back(
        &self,
        sale: SaleId,
        payment: PaymentId,
        by: Actor,
    ) -> Result<Sale, TillError> {
        self.claim(sale, Command::TakeBack { payment }, by).await
    }

    async fn claim(&self, sale: SaleId, command: Command, by: Actor) -> Result<Sale, TillError> {
        let now = self.now();
        self.ledger
            .write(move |write| {
                let known = write.sale(sale)?.ok_or(TillError::UnknownSale)?;
                decide_and_record(write, (&by, now), known, &command)
            })
            .await
    }
}
