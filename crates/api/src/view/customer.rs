//! What of a sale is the customer's to see.

use super::sale::{Pictures, qr_view};
use crate::dto::{CustomerState, QrView};
use domain::{Method, PaymentState, Sale, UnixMs};

/// What is shown of a sale: its last payment while it waits, or a card of it is
/// charged, or once it is approved; nothing of any other.
pub(crate) fn customer_part(
    sale: &Sale,
    now: UnixMs,
    pictures: &Pictures,
) -> Option<(CustomerState, Option<i64>, Option<QrView>)> {
    let payment = sale.payments.last()?;
    let amount = Some(payment.request.charged.centavos());
    match payment.state {
        // One whose time is up is not to be paid any more.
        PaymentState::Waiting if !payment.time_up() => Some((
            CustomerState::Waiting,
            amount,
            qr_view(payment, now, pictures),
        )),
        // A card is being charged: the customer sees how much.
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
