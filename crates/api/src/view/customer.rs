//! The part of a sale that the customer may see.

use super::sale::{Pictures, qr_view};
use crate::dto::{CustomerState, QrView};
use domain::{Method, PaymentState, Sale, UnixMs};

/// What is shown of a sale: its last payment, if it waits, is a card that is
/// being charged, or is approved; no other payment.
pub(crate) fn customer_part(
    sale: &Sale,
    now: UnixMs,
    pictures: &Pictures,
) -> Option<(CustomerState, Option<i64>, Option<QrView>)> {
    let payment = sale.payments.last()?;
    let amount = Some(payment.request.charged.centavos());
    match payment.state {
        // A payment whose time is up must not be paid any more.
        PaymentState::Waiting if !payment.time_up() => Some((
            CustomerState::Waiting,
            amount,
            qr_view(payment, now, pictures),
        )),
        // While a card is charged, the customer sees the amount.
        PaymentState::Requested | PaymentState::Sent | PaymentState::Pending
            if payment.method() == Method::Card =>
        {
            Some((CustomerState::Waiting, amount, None))
        }
        PaymentState::Approved => Some((CustomerState::Approved, amount, None)),
        PaymentState::Waiting
        | PaymentState::Requested
        | PaymentState::Sent
        | PaymentState::Pending
        | PaymentState::Declined
        | PaymentState::Refused
        | PaymentState::Expired
        | PaymentState::Cancelled
        | PaymentState::InDoubt
        | PaymentState::SettledPaid
        | PaymentState::SettledUnpaid
        | PaymentState::Declared
        | PaymentState::Unconfirmed => None,
    }
}
