//! The state of the house's wallet: what became of each payment. The list has a
//! limit.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::customer::WalletState;
use crate::host::memory::{Part, keep_last, last, members_of};

/// How many payments are remembered; the oldest are forgotten first.
pub const WALLET_PAYMENTS_MAX: usize = 10_000;

/// A payment by the house's wallet, or what became of it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletPayment {
    /// Counts them, from 1.
    pub number: u64,
    /// When, Unix milliseconds of the provider's clock.
    pub at_ms: i64,
    /// The order of the QR.
    pub order_id: String,
    /// The shop's id of the payment, if the wallet knows it.
    pub payment_id: Option<String>,
    pub state: WalletState,
    pub amount_centavos: i64,
    /// The wallet's own. A return has that of its payment.
    pub reference: String,
    /// The notice's text.
    pub notice: String,
    /// The notices that it queued; see [`crate::Sandbox::webhooks`].
    pub webhook_ids: Vec<u64>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    pub(crate) payments: VecDeque<WalletPayment>,
    last_number: u64,
    last_reference: u64,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    #[serde(default)]
    wallet: Book,
}

impl Book {
    /// The wallet's reference of a new payment, in the page's form.
    pub(crate) fn fresh_reference(&mut self) -> String {
        loop {
            self.last_reference = self.last_reference.saturating_add(1);
            let reference = format!("W-{:06}", self.last_reference);
            if self.last_of(&reference).is_none() {
                return reference;
            }
        }
    }

    pub(crate) fn fresh_number(&mut self) -> u64 {
        self.last_number = self.last_number.saturating_add(1);
        self.last_number
    }

    pub(crate) fn store(&mut self, payment: WalletPayment) {
        self.payments.push_back(payment);
        keep_last(&mut self.payments, WALLET_PAYMENTS_MAX);
    }

    /// The newest entry of a reference.
    pub(crate) fn last_of(&self, reference: &str) -> Option<&WalletPayment> {
        let mut newest_first = self.payments.iter().rev();
        newest_first.find(|it| it.reference == reference)
    }

    /// The newest payment that may be returned: paid, and not returned yet.
    pub(crate) fn returnable(
        &self,
        wanted: impl Fn(&WalletPayment) -> bool,
    ) -> Option<&WalletPayment> {
        let is_last = |it: &&WalletPayment| self.last_of(&it.reference) == Some(it);
        let mut newest_first = self.payments.iter().rev();
        newest_first.find(|it| it.state == WalletState::Paid && wanted(it) && is_last(it))
    }
}

impl Part for Book {
    fn to_keep(&self) -> Box<dyn Part> {
        Box::new(Self {
            payments: last(&self.payments),
            ..*self
        })
    }

    fn members(&self) -> serde_json::Result<Map<String, Value>> {
        let wallet = self.clone();
        members_of(&Kept { wallet })
    }

    fn read(file: &Value) -> serde_json::Result<Self> {
        Kept::deserialize(file).map(|kept| kept.wallet)
    }
}
