//! When something is due for a payment: by its state and its facts alone.

use super::{Payment, PaymentState};
use crate::UnixMs;

impl Payment {
    /// The moment by which its state is timed: until when its request may be
    /// sent, when its QR ends, or since when the provider has not decided or the
    /// answer is lost. How long it may be pending is a setting and no part of
    /// this. `None` where nothing is timed: a held payment waits for a manager,
    /// and one whose time is up for the notices.
    #[must_use]
    pub fn timed_at(&self) -> Option<UnixMs> {
        match self.state {
            PaymentState::Requested if self.held => None,
            PaymentState::Requested | PaymentState::Sent => Some(self.deadline),
            PaymentState::Waiting if self.time_up() => None,
            PaymentState::Waiting => Some(self.qr()?.expires_at),
            PaymentState::Pending => self.card()?.pending_since,
            PaymentState::InDoubt => Some(self.card()?.doubt?.since),
            PaymentState::Approved
            | PaymentState::Declined
            | PaymentState::Refused
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid
            | PaymentState::Declared
            | PaymentState::Unconfirmed => None,
        }
    }

    /// Whether it expires as soon as the notices are read to their end: its
    /// time is up, and none has come.
    #[must_use]
    pub fn awaits_reading(&self) -> bool {
        self.state == PaymentState::Waiting && self.time_up()
    }
}
