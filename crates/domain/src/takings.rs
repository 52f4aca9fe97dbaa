//! What a payment brought in, by tender and by whose word. The day, the shifts
//! and the closes count takings and nothing else.
//!
//! The takings of a payment follow from its state alone, so the change that one
//! line of the journal makes to them is a difference of two states. The sum of
//! those changes is always the last state: no peso counts twice, whatever
//! events led there.

use crate::payment::Payment;
use crate::tender::{ReturnedFrom, Tender};
use crate::{Balance, PaymentId, Sale, TransactionKey};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// What a payment brought in so far.
    #[must_use]
    pub fn of(payment: &Payment) -> Takings {
        let own = Tender::from(payment.method());
        let tender = payment.corrected.unwrap_or(own);
        let mut takings = Takings::default();
        let mut add = |tender, kind, amount| takings.add(tender, kind, amount);
        add(
            tender,
            TakingKind::Received,
            Balance::of(payment.received()),
        );
        add(tender, TakingKind::ByWord, Balance::of(payment.by_word()));
        for returned in &payment.returns {
            let tender = match returned.from {
                ReturnedFrom::Drawer => Tender::Cash,
                ReturnedFrom::Provider => tender,
            };
            add(
                tender,
                TakingKind::Returned,
                Balance::of(returned.amount).negated(),
            );
        }
        add(tender, TakingKind::Rounded, Balance::of(payment.rounded));
        takings
    }

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
        let before = was.map(Takings::of).unwrap_or_default();
        let takings = Takings::of(payment).since(&before);
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
