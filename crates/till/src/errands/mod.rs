//! What the till still owes to a provider, one file per kind, and the worker
//! that sends it.
//!
//! A pre-order is *repeatable*: it goes out again, under the same `operationId`,
//! with growing and jittered pauses, until the cashier's deadline. A charge goes
//! out *once*. `record` is the one place where a decided event becomes
//! something that the till owes.

mod card_charge;
pub(crate) mod fixed_qr;
mod in_hand;
mod pace;
pub(crate) mod pre_order;
pub(crate) mod read_qr;
pub(crate) mod record;
pub(crate) mod report;
mod worker;

pub(crate) use pace::Pace;
pub use pace::{
    BACKGROUND_PAUSE_MS_MAX, PAUSE_MS_MAX, PAUSE_MS_MIN, PROBE_MS_MAX, Pause, RATE_PER_SECOND,
};
pub use worker::{BACKLOG_AT_ONCE_MAX, ERRANDS_AT_ONCE_MAX};

use crate::{Till, TillError};
use domain::{PaymentId, Provider, SaleId};
use ledger::{ErrandEnd, ErrandEntry, ErrandStanding, Write};

/// How long the cashier waits for a QR, in milliseconds.
pub const DEADLINE_MS: i64 = 45_000;
/// For how long an errand that a person revives is tried again, in
/// milliseconds.
pub const REVIVED_MS: i64 = 24 * 3_600_000;

/// What an errand asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ErrandKind {
    /// Make a pre-order at TotalCoin.
    PreOrder,
    /// Charge cards through pagoUno.
    CardCharge,
    /// Make a fixed QR at TotalCoin.
    FixedQr,
    /// Ask Bind which order the shop's QR has.
    ReadQr,
    /// Report a payment to Bind.
    Report,
}

impl ErrandKind {
    pub const ALL: [ErrandKind; 5] = [
        ErrandKind::PreOrder,
        ErrandKind::CardCharge,
        ErrandKind::FixedQr,
        ErrandKind::ReadQr,
        ErrandKind::Report,
    ];

    /// The word that the outbox stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrandKind::PreOrder => "totalcoin.pre-order",
            ErrandKind::CardCharge => "pagouno.charge",
            ErrandKind::FixedQr => "totalcoin.fixed-qr",
            ErrandKind::ReadQr => "bind.read-qr",
            ErrandKind::Report => "bind.report",
        }
    }

    /// Whether it is sent at most once: a repeat could charge twice.
    #[must_use]
    pub const fn goes_out_once(self) -> bool {
        match self {
            ErrandKind::PreOrder
            | ErrandKind::FixedQr
            | ErrandKind::ReadQr
            | ErrandKind::Report => false,
            ErrandKind::CardCharge => true,
        }
    }

    /// Whom it is for.
    #[must_use]
    pub const fn provider(self) -> Provider {
        match self {
            ErrandKind::PreOrder | ErrandKind::FixedQr => Provider::Totalcoin,
            ErrandKind::CardCharge => Provider::Pagouno,
            ErrandKind::ReadQr | ErrandKind::Report => Provider::Bind,
        }
    }

    /// Whether a customer waits for it. Then it goes first, no pause and no
    /// rate holds it back, and its payment's own deadline ends it.
    #[must_use]
    pub const fn customer_waits(self) -> bool {
        match self {
            ErrandKind::PreOrder | ErrandKind::CardCharge | ErrandKind::ReadQr => true,
            ErrandKind::FixedQr | ErrandKind::Report => false,
        }
    }

    /// The longest pause before it is repeated, in milliseconds.
    const fn pause_ms_max(self) -> u64 {
        if self.customer_waits() {
            PAUSE_MS_MAX
        } else {
            BACKGROUND_PAUSE_MS_MAX
        }
    }

    /// The kind of that word; `None` for one of another version.
    #[must_use]
    pub fn parse(word: &str) -> Option<ErrandKind> {
        ErrandKind::ALL
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }

    pub(crate) fn of(errand: &ErrandEntry) -> Result<ErrandKind, TillError> {
        ErrandKind::parse(&errand.kind).ok_or(TillError::Unreadable("the kind of an errand"))
    }
}

/// The words that the outbox stores for why an errand is dead.
pub mod dead {
    /// Its time was over before it was answered.
    pub const TIME_OVER: &str = "time-over";
    /// The provider refused it.
    pub const REFUSED: &str = "refused";
    /// An answer was lost, and what to do is a person's decision.
    pub const ANSWER_LOST: &str = "answer-lost";
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
    /// The provider answered that it does not know yet.
    pub const NOT_YET: &str = "not-yet";
    /// A return waits until its payment's report is with the provider.
    pub const WAITS_FOR_FIRST: &str = "waits-for-first";
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
        ErrandStanding::Held
        | ErrandStanding::Dead
        | ErrandStanding::Done
        | ErrandStanding::GivenUp => false,
    }
}

impl Till {
    /// The same till with another limit of errands a second to each provider,
    /// for what nobody waits for; `None` for no limit.
    #[must_use]
    pub fn with_rate_limit(mut self, per_second: Option<u32>) -> Till {
        self.pace = Pace::with_rate(per_second);
        self
    }

    /// The pause before an errand's next attempt, in milliseconds.
    pub(crate) fn pause_ms(&self, kind: ErrandKind, attempts: u32) -> i64 {
        let below = |below| self.chance.below(below);
        let pause_ms = pace::back_off_ms(attempts, kind.pause_ms_max(), below);
        i64::try_from(pause_ms).unwrap_or(i64::MAX)
    }

    /// The pause of a provider that does not answer.
    #[must_use]
    pub fn pause_of(&self, provider: Provider) -> Option<Pause> {
        self.pace.pause(provider)
    }
}
