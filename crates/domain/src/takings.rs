//! What a payment brought in, by tender and by whose word. The day, the shifts
//! and the closes count takings and nothing else.
//!
//! The takings of a payment follow from its state alone, so the change that one
//! line of the journal makes to them is a difference of two states. The sum of
//! those changes is always the last state: no peso counts twice, whatever
//! events led there.

use crate::discrepancy::MoneyFrom;
use crate::means::Method;
use crate::payment::{Credit, Payment, PaymentState};
use crate::{Balance, Money, PaymentId, Sale, TransactionKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// In what the money came or went, as a drawer and a close count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tender {
    Qr,
    FixedQr,
    Card,
    Cash,
    /// A transfer to the account, which no provider of this till confirms.
    Transfer,
}

impl Tender {
    pub const ALL: [Tender; 5] = [
        Tender::Qr,
        Tender::FixedQr,
        Tender::Card,
        Tender::Cash,
        Tender::Transfer,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Tender::Qr => "qr",
            Tender::FixedQr => "fixed-qr",
            Tender::Card => "card",
            Tender::Cash => "cash",
            Tender::Transfer => "transfer",
        }
    }
}

impl From<Method> for Tender {
    fn from(method: Method) -> Tender {
        match method {
            Method::Qr => Tender::Qr,
            Method::FixedQr => Tender::FixedQr,
            Method::Card => Tender::Card,
            Method::Cash => Tender::Cash,
        }
    }
}

/// Why an amount counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakingKind {
    /// The provider says that it came, or it was counted in banknotes.
    Received,
    /// A manager says that it came, and nobody else does. It is totalled
    /// apart.
    ByWord,
    /// It was given back; the amount is negative.
    Returned,
    /// What a cash payment was rounded down by. It never came, and is no part
    /// of any total.
    Rounded,
}

impl TakingKind {
    pub const ALL: [TakingKind; 4] = [
        TakingKind::Received,
        TakingKind::ByWord,
        TakingKind::Returned,
        TakingKind::Rounded,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TakingKind::Received => "received",
            TakingKind::ByWord => "by-word",
            TakingKind::Returned => "returned",
            TakingKind::Rounded => "rounded",
        }
    }
}

/// One change of what came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    pub tender: Tender,
    pub kind: TakingKind,
    pub amount: Balance,
    /// How many payments it adds to those that have an amount of this tender
    /// and kind: 1, 0 or −1.
    pub count: i32,
}

/// What a payment brought in so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Takings(BTreeMap<(Tender, TakingKind), Balance>);

impl Takings {
    fn add(&mut self, tender: Tender, kind: TakingKind, amount: Balance) {
        if !amount.is_zero() {
            let sum = self.0.entry((tender, kind)).or_default();
            *sum = sum.plus(amount);
        }
    }

    /// The amount of one tender and kind.
    #[must_use]
    pub fn amount(&self, tender: Tender, kind: TakingKind) -> Balance {
        self.0.get(&(tender, kind)).copied().unwrap_or_default()
    }

    /// What changed since `before`; nothing for an amount that is the same.
    #[must_use]
    pub fn since(&self, before: &Takings) -> Vec<Taking> {
        let mut keys: Vec<_> = before.0.keys().chain(self.0.keys()).copied().collect();
        keys.sort_unstable();
        keys.dedup();
        keys.into_iter()
            .map(|(tender, kind)| {
                let (was, is) = (before.amount(tender, kind), self.amount(tender, kind));
                Taking {
                    tender,
                    kind,
                    amount: is.minus(was),
                    count: i32::from(!is.is_zero()) - i32::from(!was.is_zero()),
                }
            })
            .filter(|taking| !taking.amount.is_zero())
            .collect()
    }
}

impl Payment {
    /// What it brought in so far.
    #[must_use]
    pub fn takings(&self) -> Takings {
        let own = Tender::from(self.method());
        let tender = self.corrected.unwrap_or(own);
        let mut takings = Takings::default();
        takings.add(tender, TakingKind::Received, Balance::of(self.received()));
        takings.add(tender, TakingKind::ByWord, Balance::of(self.by_word()));
        for returned in &self.returns {
            let tender = match returned.from {
                ReturnedFrom::Drawer => Tender::Cash,
                ReturnedFrom::Provider => tender,
            };
            let amount = Balance::of(returned.amount).negated();
            takings.add(tender, TakingKind::Returned, amount);
        }
        takings.add(tender, TakingKind::Rounded, Balance::of(self.rounded));
        takings
    }

    /// What came by a manager's word alone.
    #[must_use]
    pub fn by_word(&self) -> Money {
        if self.state == PaymentState::SettledPaid && self.paid_by().is_none() {
            return self.request.charged;
        }
        let approving = self.approving_transaction();
        let is_confirmed = |credit: &Credit| {
            let counted = |key| self.transaction(key).is_some_and(|it| it.counted.is_some());
            let key = credit.transaction.as_ref();
            key.is_some_and(counted)
                || self.state == PaymentState::Approved
                    && (credit.pays || approving.is_some() && key == approving)
        };
        self.credits
            .iter()
            .filter(|credit| {
                let is_word = match credit.from {
                    MoneyFrom::Stray(_) | MoneyFrom::Discrepancy(..) => credit.typed,
                };
                is_word && !credit.disowned && !is_confirmed(credit)
            })
            .fold(Money::ZERO, |sum, credit| {
                sum.plus(credit.amount).unwrap_or(Money::MAX)
            })
    }

    /// What of it was given back.
    #[must_use]
    pub fn returned(&self) -> Money {
        self.returns.iter().fold(Money::ZERO, |sum, returned| {
            sum.plus(returned.amount).unwrap_or(Money::MAX)
        })
    }
}

/// How money went back to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnedFrom {
    /// In banknotes, out of the drawer.
    Drawer,
    /// By the provider, in its own panel.
    Provider,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub amount: Money,
    pub from: ReturnedFrom,
}

/// What one event changed of the money of one payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    pub payment: PaymentId,
    pub takings: Vec<Taking>,
    /// The transactions whose money counts from this event on.
    pub counted: Vec<TransactionKey>,
}

/// What changed from one state of a sale to the next; nothing for a payment
/// whose money is the same.
#[must_use]
pub fn movements(before: Option<&Sale>, after: &Sale) -> Vec<Movement> {
    let mut moved = Vec::new();
    for payment in &after.payments {
        let was = before.and_then(|sale| sale.payment(payment.id));
        let before = was.map(Payment::takings).unwrap_or_default();
        let takings = payment.takings().since(&before);
        let is_new = |key| {
            let known = was.and_then(|was| was.transaction(key));
            known.is_none_or(|known| known.counted.is_none())
        };
        let counted = payment.transactions.iter();
        let counted: Vec<_> = counted
            .filter(|it| it.counted.is_some() && is_new(&it.key))
            .map(|it| it.key.clone())
            .collect();
        if !takings.is_empty() || !counted.is_empty() {
            moved.push(Movement {
                payment: payment.id,
                takings,
                counted,
            });
        }
    }
    moved
}
