//! The errands that a sale's events create. This module does not know who runs
//! them, when or how often.

use crate::means::Method;
use crate::{PaymentId, SaleEvent};

/// A request that the till owes to a provider because of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// Make a pre-order and bring its QR. Repeatable.
    MakePreOrder(PaymentId),
    /// Ask Bind which order its QR has. Repeatable.
    ReadQr(PaymentId),
}

/// The errands that these events create.
#[must_use]
pub fn errands(events: &[SaleEvent]) -> Vec<Errand> {
    let owed = |event: &SaleEvent| match event {
        SaleEvent::Requested {
            payment, request, ..
        } => match request.method {
            Method::Qr => Some(Errand::MakePreOrder(*payment)),
            Method::Wallet => Some(Errand::ReadQr(*payment)),
            Method::FixedQr | Method::Card | Method::Cash => None,
        },
        SaleEvent::Opened { .. }
        | SaleEvent::Abandoned
        | SaleEvent::PutAside
        | SaleEvent::Resumed
        | SaleEvent::MoneyAssigned { .. }
        | SaleEvent::MoneyDisowned { .. }
        | SaleEvent::CardsShown { .. }
        | SaleEvent::QrReceived { .. }
        | SaleEvent::LateAnswer { .. }
        | SaleEvent::Refused { .. }
        | SaleEvent::TimeRanOut { .. }
        | SaleEvent::Expired { .. }
        | SaleEvent::Cancelled { .. }
        | SaleEvent::Sent { .. }
        | SaleEvent::NeverSent { .. }
        | SaleEvent::Pending { .. }
        | SaleEvent::Approved { .. }
        | SaleEvent::Declined { .. }
        | SaleEvent::InDoubt { .. }
        | SaleEvent::LegsHeard { .. }
        | SaleEvent::HintHeard { .. }
        | SaleEvent::CashCounted { .. }
        | SaleEvent::CashRounded { .. }
        | SaleEvent::Held { .. }
        | SaleEvent::Released { .. }
        | SaleEvent::EndsMoved { .. }
        | SaleEvent::GivenUp { .. }
        | SaleEvent::SettledPaid { .. }
        | SaleEvent::SettledUnpaid { .. }
        | SaleEvent::Declared { .. }
        | SaleEvent::Unconfirmed { .. }
        | SaleEvent::NoticeHeard { .. }
        | SaleEvent::MoneyCounted { .. }
        | SaleEvent::DiscrepancyFound { .. }
        | SaleEvent::DiscrepancyWithdrawn { .. }
        | SaleEvent::DiscrepancySettled { .. }
        | SaleEvent::MoneyReturned { .. }
        | SaleEvent::MeansCorrected { .. } => None,
    };
    events.iter().filter_map(owed).collect()
}
