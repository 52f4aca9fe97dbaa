//! A payment with the house's own wallet: committed with the question to Bind
//! which order the shop's QR has. The wallet's notice approves it.

use super::checkout::Owing;
use super::{Checkout, refuse_unread};
use crate::errands::DEADLINE_MS;
use crate::errands::read_qr::QrReading;
use crate::{Till, TillError};
use domain::{Actor, Command, Method, Money, Sale};

/// What a cashier asks for with one key.
#[derive(Debug, Clone)]
pub struct ChargeWallet {
    pub checkout: Checkout,
    /// How much.
    pub amount: Money,
}

impl Till {
    /// Whether a payment with the house's wallet can be charged: Bind is set
    /// up, and the shop's QR is known.
    #[must_use]
    pub fn takes_wallet(&self) -> bool {
        self.bind.is_some() && self.wallet_qr().is_some()
    }

    /// The shop's QR that the wallet pays.
    pub(crate) fn wallet_qr(&self) -> Option<&str> {
        Some(self.settings.bind.qr_text.trim()).filter(|text| !text.is_empty())
    }

    /// Charges an amount to the house's wallet. The order's QR comes by itself,
    /// as an event.
    ///
    /// # Errors
    /// [`TillError::WalletNotConfigured`], and the others of a charge; then
    /// nothing is charged.
    pub async fn take_wallet_payment(
        &self,
        charge: ChargeWallet,
        by: Actor,
    ) -> Result<Sale, TillError> {
        self.check_bind_destinations()?;
        let text = match self.wallet_qr() {
            Some(text) if self.bind.is_some() => text.to_owned(),
            Some(_) | None => return Err(TillError::WalletNotConfigured),
        };
        let amount = charge.amount;
        let charging = charge.checkout.charging(self, amount, &by)?;
        self.check_relay()?;
        let payment = self.new_payment();
        let (now, timer) = (self.now(), self.timer_now());
        let wait_ms = i64::from(self.settings.totalcoin.qr_minutes) * 60_000;
        let reading = QrReading {
            text,
            valid_until: timer.plus_ms(wait_ms),
        };
        let listens = self.listens();
        let sold = self
            .ledger
            .write(move |write| {
                let owing = Owing::QrReading(&reading, timer);
                charging.charge(write, (&by, now), owing, |write, charging| {
                    refuse_unread(write, listens)?;
                    Ok(vec![Command::Charge {
                        payment,
                        request: charging.payment_request(Method::Wallet, amount, amount),
                        deadline: timer.plus_ms(DEADLINE_MS),
                    }])
                })
            })
            .await?;
        self.errands_changed.notify_one();
        Ok(sold)
    }
}
