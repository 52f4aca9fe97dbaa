//! What the till still owes to a provider, one file per kind, and the worker
//! that sends it.
//!
//! A pre-order is *repeatable*: it goes out again, under the same `operationId`,
//! with growing and jittered pauses, until the cashier's deadline. A charge goes
//! out *once*. `record` is the one place where a decided event becomes
//! something that the till owes.

mod card_charge;
pub(crate) mod fixed_qr;
pub(crate) mod pre_order;
pub(crate) mod record;
mod worker;

pub use worker::{ERRANDS_AT_ONCE_MAX, PAUSE_MS_MAX, PAUSE_MS_MIN};

use crate::TillError;
use domain::{PaymentId, SaleId};
use ledger::{ErrandEnd, ErrandEntry, ErrandStanding, Write};

/// How long the cashier waits for a QR, in milliseconds.
pub const DEADLINE_MS: i64 = 45_000;
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ErrandKind {
    /// Make a pre-order at TotalCoin.
    PreOrder,
    /// Charge cards through pagoUno.
    CardCharge,
    /// Make a fixed QR at TotalCoin.
    FixedQr,
}

impl ErrandKind {
    pub(crate) const ALL: [ErrandKind; 3] = [
        ErrandKind::PreOrder,
        ErrandKind::CardCharge,
        ErrandKind::FixedQr,
    ];

    /// The word that the outbox stores.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            ErrandKind::PreOrder => "totalcoin.pre-order",
            ErrandKind::CardCharge => "pagouno.charge",
            ErrandKind::FixedQr => "totalcoin.fixed-qr",
        }
    }

    /// Whether it is sent at most once: a repeat could charge twice.
    pub(crate) const fn goes_out_once(self) -> bool {
        match self {
            ErrandKind::PreOrder | ErrandKind::FixedQr => false,
            ErrandKind::CardCharge => true,
        }
    }

    pub(crate) fn of(errand: &ErrandEntry) -> Result<ErrandKind, TillError> {
        let found = ErrandKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == errand.kind);
        found.ok_or(TillError::Unreadable("the kind of an errand"))
    }
}

/// The words that the outbox stores for a failed attempt. Screens have their
/// own words for each.
pub mod trouble {
    /// No connection was made.
    pub const NO_CONNECTION: &str = "no-connection";
    /// The request was sent and no whole answer came.
    pub const NO_ANSWER: &str = "no-answer";
    /// The provider asks the till to come back later.
    pub const PROVIDER_ERROR: &str = "provider-error";
}

/// Gives up the errands that are still owed for a payment.
pub(crate) fn give_up(write: &mut Write<'_>, payment: PaymentId) -> Result<(), TillError> {
    if let Some(errand) = write.errand_of_payment(payment)?
        && is_owed(&errand)
    {
        write.finish_errand(errand.number, ErrandEnd::GivenUp)?;
    }
    Ok(())
}

/// The sale and payment that an errand is for.
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
