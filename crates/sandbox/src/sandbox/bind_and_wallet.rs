//! The handle for Bind and for the house's wallet.

use super::Sandbox;
use crate::bind::BIND_TOKEN_PATH;
use crate::bind::memory::BindReport;
use crate::host::notices::Provider;
use crate::host::orders::Orders as _;
use crate::host::webhook::Webhook;
use crate::wallet::customer::{WalletPay, WalletPayError};
use crate::wallet::memory::WalletPayment;

impl Sandbox {
    /// The address that gives Bind's tokens.
    #[must_use]
    pub fn bind_token_url(&self) -> String {
        format!("{}{BIND_TOKEN_PATH}", self.base_url())
    }

    /// The text of a QR of the collector's, which the house's wallet can pay.
    #[must_use]
    pub fn bind_qr_text(&self) -> String {
        self.inner.bind.qr_text()
    }

    /// Whether an order of Bind's has this id.
    #[must_use]
    pub fn has_bind_order(&self, id: &str) -> bool {
        self.inner.bind.of_id(id).is_some()
    }

    /// Every request for a report to Bind that was read, oldest first.
    #[must_use]
    pub fn bind_reports(&self) -> Vec<BindReport> {
        self.inner.bind.reports()
    }

    /// Sets the amount of the next orders behind Bind's QRs, in centavos; with
    /// `None` the payer says it. The orders that nobody paid end.
    pub fn set_bind_amount(&self, centavos: Option<i64>) {
        self.inner.bind.set_amount(centavos);
    }

    /// Makes every token of Bind's invalid.
    pub fn forget_bind_tokens(&self) {
        self.inner.bind.forget_tokens();
    }

    /// Pays with the house's wallet as its customer would, and sends the
    /// notice.
    ///
    /// # Errors
    ///
    /// [`WalletPayError`]; nothing has happened then.
    pub async fn pay_with_wallet(&self, wish: &WalletPay) -> Result<WalletPayment, WalletPayError> {
        self.inner.wallet.pay(wish).await
    }

    /// What became of the payments with the house's wallet, oldest first.
    #[must_use]
    pub fn wallet_payments(&self) -> Vec<WalletPayment> {
        self.inner.wallet.payments()
    }

    /// Sends the wallet's last notice of a reference again, byte for byte;
    /// returns the notice's number.
    ///
    /// # Errors
    ///
    /// [`WalletPayError`]; nothing was sent then.
    pub async fn notify_wallet(&self, reference: &str) -> Result<u64, WalletPayError> {
        self.inner.wallet.notify(reference).await
    }

    /// Sets where the notices of the house's wallet are sent, including those
    /// that wait; with `None` they wait.
    pub fn set_wallet_webhook(&self, webhook: Option<Webhook>) {
        let host = &self.inner.host;
        host.set_webhook(Provider::Wallet, webhook);
    }
}
