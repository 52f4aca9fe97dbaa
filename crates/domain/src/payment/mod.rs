//! One payment and its state. How the state changes is in [`crate::sale`].

mod end;
mod money;
mod state;

pub use state::{PaymentState, RefusedWhy};

use crate::discrepancy::MoneyFrom;
use crate::leg::CardPayment;
use crate::means::{Means, Method, QrOffer};
use crate::request::PaymentRequest;
use crate::tender::{Returned, Tender};
use crate::{Actor, Deductions, Details, Money, PaymentId, TransactionKey, UnixMs, Word};
use serde::{Deserialize, Serialize};

/// What approved a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Approval {
    /// A provider's notice of this transaction.
    Notice(TransactionKey),
    /// The provider's answer to the charge, or to a question about it.
    Answer,
    /// The banknotes were counted.
    Counted,
}

/// A provider's transaction under a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    pub key: TransactionKey,
    /// The last word heard of it.
    pub word: Word,
    /// Its money, counted once; `None` until the provider says that it came.
    pub counted: Option<Money>,
    /// What the provider deducts, as far as it is known.
    pub deductions: Deductions,
    /// Dates and means of payment, as far as they are known.
    pub details: Details,
}

/// Money that a manager assigned to a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    /// How much of the sale it covers.
    pub amount: Money,
    /// Where the money was before.
    pub from: MoneyFrom,
    /// The provider's transaction, where one is known.
    pub transaction: Option<TransactionKey>,
    /// A manager typed the amount, because no notice gave one.
    pub typed: bool,
    /// It settled the payment as paid.
    pub pays: bool,
    /// The provider now says that the transaction belongs to another payment.
    pub disowned: bool,
}

/// One payment of a sale.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Its id, the same at every provider.
    pub id: PaymentId,
    /// How the customer pays.
    pub means: Means,
    /// What was asked for with it.
    pub request: PaymentRequest,
    pub state: PaymentState,
    /// When it was committed.
    pub requested_at: UnixMs,
    /// Who charged it.
    pub requested_by: Actor,
    /// Who cancelled it; kept if the provider approves it later.
    pub cancelled_by: Option<Actor>,
    /// The manager who ended it instead of the provider: paid, not paid, or
    /// given up. Kept when the provider's answer comes.
    pub settled_by: Option<Actor>,
    /// Until when the request may be sent to the provider.
    pub deadline: UnixMs,
    /// How far the till's clock was moved since it was committed. `deadline`
    /// and the QR's end have moved with it.
    pub clock_moved_ms: i64,
    /// The refused payment that it replaces.
    pub replaces: Option<PaymentId>,
    /// The ledger was restored while its errand was not finished, and no
    /// manager has released the errand since.
    pub held: bool,
    /// Why it was refused.
    pub refused: Option<RefusedWhy>,
    /// What made it approved.
    pub approval: Option<Approval>,
    /// When it was approved.
    pub approved_at: Option<UnixMs>,
    /// The provider's transactions that are known under this payment.
    pub transactions: Vec<Transaction>,
    /// Money that managers assigned to it.
    pub credits: Vec<Credit>,
    /// What it covered of the sale until the sale was abandoned, and no longer
    /// covers.
    pub released: Money,
    /// The tender that it counts as, where a manager corrected its means.
    pub corrected: Option<Tender>,
    /// What of it was given back, in order.
    pub returns: Vec<Returned>,
    /// By how much less it was charged than it covers, because cash was
    /// rounded.
    pub rounded: Money,
}

impl Payment {
    /// Moves the deadline and the QR's end together with the till's clock, so
    /// that they stay the same moments.
    pub(crate) fn move_ends(&mut self, by_ms: i64) {
        self.clock_moved_ms = self.clock_moved_ms.saturating_add(by_ms);
        self.deadline = self.deadline.plus_ms(by_ms);
        match &mut self.means {
            Means::Qr(qr) | Means::Wallet(qr) => {
                if let Some(offer) = &mut qr.offer {
                    offer.expires_at = offer.expires_at.plus_ms(by_ms);
                }
            }
            Means::Card(card) => {
                card.pending_since = card.pending_since.map(|since| since.plus_ms(by_ms));
                if let Some(doubt) = &mut card.doubt {
                    doubt.since = doubt.since.plus_ms(by_ms);
                }
            }
            Means::FixedQr(_) | Means::Cash(_) => {}
        }
    }

    #[must_use]
    pub const fn method(&self) -> Method {
        self.request.method
    }

    /// Its QR, once the provider has made one.
    #[must_use]
    pub const fn qr(&self) -> Option<&QrOffer> {
        match &self.means {
            Means::Qr(qr) | Means::Wallet(qr) => qr.offer.as_ref(),
            Means::FixedQr(_) | Means::Card(_) | Means::Cash(_) => None,
        }
    }

    /// The facts of a payment by cards.
    #[must_use]
    pub const fn card(&self) -> Option<&CardPayment> {
        match &self.means {
            Means::Card(card) => Some(card),
            Means::Qr(_) | Means::Wallet(_) | Means::FixedQr(_) | Means::Cash(_) => None,
        }
    }

    pub(crate) const fn card_mut(&mut self) -> Option<&mut CardPayment> {
        match &mut self.means {
            Means::Card(card) => Some(card),
            Means::Qr(_) | Means::Wallet(_) | Means::FixedQr(_) | Means::Cash(_) => None,
        }
    }

    /// Whether its QR's time is up, and the notices have not been read since.
    #[must_use]
    pub const fn time_up(&self) -> bool {
        match &self.means {
            Means::Qr(qr) | Means::Wallet(qr) => qr.time_up,
            Means::FixedQr(_) | Means::Card(_) | Means::Cash(_) => false,
        }
    }

    /// When the cashier recorded that the customer says they paid the fixed QR.
    #[must_use]
    pub const fn declared_at(&self) -> Option<UnixMs> {
        match &self.means {
            Means::FixedQr(fixed) => fixed.declared_at,
            Means::Qr(_) | Means::Wallet(_) | Means::Card(_) | Means::Cash(_) => None,
        }
    }

    /// What the customer handed over in banknotes.
    #[must_use]
    pub const fn handed(&self) -> Option<Money> {
        match &self.means {
            Means::Cash(cash) => cash.handed,
            Means::Qr(_) | Means::Wallet(_) | Means::FixedQr(_) | Means::Card(_) => None,
        }
    }

    /// The transaction of that key.
    #[must_use]
    pub fn transaction(&self, key: &TransactionKey) -> Option<&Transaction> {
        self.transactions
            .iter()
            .find(|transaction| transaction.key == *key)
    }
}
