//! What the provider of cards knows: the charges that it accepted. How it behaves
//! is in `issuer`.

use domain::{LastFour, Money, PaymentId, UnixMs};
use providers::pagouno::{Charge, Charged};
use std::collections::BTreeMap;
use tokio::sync::oneshot;

pub(crate) type Said = (i64, Charged);

/// A charge in transit, with the receiver of its answer.
pub(crate) struct Arriving {
    pub(crate) charge: Charge,
    pub(crate) answer: oneshot::Sender<Said>,
}

/// A leg that the provider accepted.
pub(crate) struct TakenLeg {
    pub(crate) id: String,
    pub(crate) amount: Money,
    pub(crate) last_four: LastFour,
    /// Whether it succeeds in the end.
    pub(crate) succeeds: bool,
}

/// A charge that the provider accepted.
pub(crate) struct Taken {
    pub(crate) legs: Vec<TakenLeg>,
    /// When it is decided; `None` if never.
    pub(crate) decided_at: Option<UnixMs>,
    /// Whether its amount differs from the requested one.
    pub(crate) is_other: bool,
}

impl Taken {
    pub(crate) fn is_decided(&self, now: UnixMs) -> bool {
        self.decided_at.is_some_and(|at| at <= now)
    }

    /// Whether it is pending and will be decided.
    pub(crate) fn will_be_decided(&self, now: UnixMs) -> bool {
        self.decided_at.is_some_and(|at| at > now)
    }

    /// Whether all of it was charged as requested.
    pub(crate) fn is_paid(&self, now: UnixMs) -> bool {
        self.is_decided(now) && !self.is_other && self.legs.iter().all(|leg| leg.succeeds)
    }

    /// The sum of what was charged.
    pub(crate) fn total(&self) -> Money {
        self.legs.iter().fold(Money::ZERO, |sum, leg| {
            sum.plus(leg.amount).unwrap_or(Money::MAX)
        })
    }
}

/// The state of the provider of cards.
#[derive(Default)]
pub(crate) struct Issuer {
    pub(crate) taken: BTreeMap<PaymentId, Taken>,
    /// How often a charge with each token reached the wire.
    pub(crate) sends: BTreeMap<String, u32>,
    pub(crate) tokens: u64,
    pub(crate) legs: u64,
}
