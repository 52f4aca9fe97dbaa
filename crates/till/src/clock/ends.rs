//! When payments end: which of them end too late by a clock that was ahead, and
//! how their ends move.

use super::JUMP_MS;
use crate::TillError;
use crate::errands::DEADLINE_MS;
use crate::errands::record::record_unless_refused;
use domain::{Actor, Command, Method, Payment, PaymentId, PaymentState, Sale, SaleId, UnixMs};
use ledger::{ErrandEntry, Read, Write};

/// The payments that may end later than ones that begin now: those timed by a
/// moment that is still to come, found by it, and those that are held, which
/// are not timed. One whose time is up has no end any more.
pub(super) fn may_be_ahead(
    read: &Read<'_>,
    timer: UnixMs,
    qr_ms: i64,
) -> Result<Vec<(SaleId, PaymentId)>, TillError> {
    let mut found = Vec::new();
    for (state, whole_ms) in [
        (PaymentState::Requested, DEADLINE_MS),
        (PaymentState::Sent, DEADLINE_MS),
        (PaymentState::Waiting, qr_ms),
        (PaymentState::Pending, 0),
        (PaymentState::InDoubt, 0),
    ] {
        let ahead = timer.plus_ms(whole_ms).plus_ms(JUMP_MS);
        found.extend(read.payments_timed_after(state, ahead)?);
    }
    let held = read.errands_held()?;
    found.extend(held.iter().filter_map(ErrandEntry::payment_of_sale));
    Ok(found)
}

/// By how many milliseconds a payment ends later than one that begins now.
pub(super) fn ahead_ms(payment: &Payment, timer: UnixMs, qr_ms: i64) -> i64 {
    match payment.state {
        // A fixed QR's end says nothing of when the payment began.
        PaymentState::Requested if payment.method() == Method::FixedQr => 0,
        PaymentState::Requested | PaymentState::Sent => {
            payment.deadline.since_ms(timer) - DEADLINE_MS
        }
        PaymentState::Waiting => payment
            .qr()
            .map_or(0, |qr| qr.expires_at.since_ms(timer) - qr_ms),
        PaymentState::Pending => payment
            .card()
            .and_then(|card| card.pending_since)
            .map_or(0, |since| since.since_ms(timer)),
        PaymentState::InDoubt => payment
            .card()
            .and_then(|card| card.doubt)
            .map_or(0, |doubt| doubt.since.since_ms(timer)),
        PaymentState::Approved
        | PaymentState::Declined
        | PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => 0,
    }
}

pub(super) fn move_ends(
    write: &mut Write<'_>,
    sale: Sale,
    payment: PaymentId,
    by_ms: i64,
    now: UnixMs,
) -> Result<(), TillError> {
    let command = Command::MoveEnds { payment, by_ms };
    // A refusal says that it has no end of its own.
    record_unless_refused(write, (&Actor::Till, now), sale, &command).map(drop)
}
