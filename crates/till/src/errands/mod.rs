//! What is owed to a provider, a file a kind, and the worker that sends it.
//!
//! A pre-order is *repeatable*: it goes out again, under the same `operationId`,
//! with growing and jittered pauses, until the cashier's deadline. A charge goes
//! out *once*. `record` is the one place where a decided event becomes
//! something that the till owes.

mod card_charge;
pub(crate) mod pre_order;
pub(crate) mod record;
mod worker;

pub use worker::{ERRANDS_AT_ONCE_MAX, PAUSE_MS_MAX, PAUSE_MS_MIN};

use crate::TillError;
use domain::{PaymentId, SaleId};
use ledger::{ErrandEnd, ErrandEntry, ErrandStanding, Write};

/// How long the cashier waits for a QR to be made, in milliseconds.
pub const DEADLINE_MS: i64 = 45_000;
/// The kinds of errand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrandKind {
    /// Make a pre-order at TotalCoin.
    PreOrder,
    /// Charge cards through pagoUno.
    CardCharge,
}

impl ErrandKind {
    pub(crate) const ALL: [ErrandKind; 2] = [ErrandKind::PreOrder, ErrandKind::CardCharge];

    /// The outbox's word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            ErrandKind::PreOrder => "totalcoin.pre-order",
            ErrandKind::CardCharge => "pagouno.charge",
        }
    }

    /// Whether it is sent at most once: a repeat could charge twice.
    pub(crate) const fn goes_out_once(self) -> bool {
        match self {
            ErrandKind::PreOrder => false,
            ErrandKind::CardCharge => true,
        }
    }

    /// The kind of an errand in the outbox.
    pub(crate) fn of(errand: &ErrandEntry) -> Result<ErrandKind, TillError> {
        let found = ErrandKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == errand.kind);
        found.ok_or(TillError::Unreadable("the kind of an errand"))
    }
}

/// The outbox's words for why an attempt brought nothing; screens have their
/// own words for each.
pub mod trouble {
    /// No connection came about.
    pub const NO_CONNECTION: &str = "no-connection";
    /// It was sent and no whole answer came.
    pub const NO_ANSWER: &str = "no-answer";
    /// The provider asks to come back later.
    pub const PROVIDER_ERROR: &str = "provider-error";
}

/// Gives up what is still owed for a payment.
pub(crate) fn give_up(write: &mut Write<'_>, payment: PaymentId) -> Result<(), TillError> {
    if let Some(errand) = write.errand_of_payment(payment)?
        && is_owed(&errand)
    {
        write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    }
    Ok(())
}

/// The sale and the payment of it that an errand is for.
pub(crate) fn of_payment(errand: &ErrandEntry) -> Result<(SaleId, PaymentId), TillError> {
    let of_payment = errand.payment_of_sale();
    of_payment.ok_or(TillError::Unreadable("the payment of an errand"))
}

fn is_owed(errand: &ErrandEntry) -> bool {
    match errand.standing {
        ErrandStanding::Owed | ErrandStanding::InFlight => true,
        ErrandStanding::Held | ErrandStanding::Done | ErrandStanding::GivenUp => false,
    }
}
