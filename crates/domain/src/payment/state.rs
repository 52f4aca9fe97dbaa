//! The states of a payment, and why one was refused.

use serde::{Deserialize, Serialize};

/// The state of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PaymentState {
    /// Committed here; the provider has not answered.
    Requested,
    /// The QR is on the screen.
    Waiting,
    /// The card's charge has gone out.
    Sent,
    /// The provider has it and has not decided.
    Pending,
    /// The provider explicitly approved it, for this reference and this amount.
    Approved,
    /// The provider explicitly declined the charge.
    Declined,
    /// It never became payable: the provider refused it, or its QR failed the
    /// check.
    Refused,
    /// Its time ran out without an approval, or a manager gave it up.
    Expired,
    /// The cashier cancelled it.
    Cancelled,
    /// A charge was sent and its answer is lost.
    InDoubt,
    /// A manager says that it was paid. This is not an approval.
    SettledPaid,
    /// A manager says that it was not paid.
    SettledUnpaid,
    /// The customer says they paid the fixed QR.
    Declared,
    /// It was declared, and no notice came for it before the close.
    Unconfirmed,
}

impl PaymentState {
    /// Every state, for tables and properties.
    pub const ALL: [PaymentState; 14] = [
        PaymentState::Requested,
        PaymentState::Waiting,
        PaymentState::Sent,
        PaymentState::Pending,
        PaymentState::Approved,
        PaymentState::Declined,
        PaymentState::Refused,
        PaymentState::Expired,
        PaymentState::Cancelled,
        PaymentState::InDoubt,
        PaymentState::SettledPaid,
        PaymentState::SettledUnpaid,
        PaymentState::Declared,
        PaymentState::Unconfirmed,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PaymentState::Requested => "requested",
            PaymentState::Waiting => "waiting",
            PaymentState::Sent => "sent",
            PaymentState::Pending => "pending",
            PaymentState::Approved => "approved",
            PaymentState::Declined => "declined",
            PaymentState::Refused => "refused",
            PaymentState::Expired => "expired",
            PaymentState::Cancelled => "cancelled",
            PaymentState::InDoubt => "in-doubt",
            PaymentState::SettledPaid => "settled-paid",
            PaymentState::SettledUnpaid => "settled-unpaid",
            PaymentState::Declared => "declared",
            PaymentState::Unconfirmed => "unconfirmed",
        }
    }

    /// Whether money may still come for it without further action at the
    /// counter, so that its amount stays bound.
    #[must_use]
    pub const fn binds(self) -> bool {
        match self {
            PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::InDoubt
            | PaymentState::Declared
            | PaymentState::Unconfirmed => true,
            PaymentState::Requested
            | PaymentState::Approved
            | PaymentState::Declined
            | PaymentState::Refused
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid => false,
        }
    }

    /// Whether the till still has work to do for it or waits for news of it.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        match self {
            PaymentState::Requested
            | PaymentState::Waiting
            | PaymentState::Sent
            | PaymentState::Pending
            | PaymentState::InDoubt
            | PaymentState::Declared => true,
            PaymentState::Approved
            | PaymentState::Declined
            | PaymentState::Refused
            | PaymentState::Expired
            | PaymentState::Cancelled
            | PaymentState::SettledPaid
            | PaymentState::SettledUnpaid
            | PaymentState::Unconfirmed => false,
        }
    }

    /// Whether its amount covers its part of the sale, because the provider or
    /// a manager says so.
    #[must_use]
    pub const fn covers(self) -> bool {
        matches!(self, PaymentState::Approved | PaymentState::SettledPaid)
    }
}

/// Why a payment was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedWhy {
    /// The provider rejected the request.
    ProviderRefused,
    /// The provider refused a repeat of a request whose answer was lost.
    RepeatRejected,
    /// The QR is not for this sale: another amount, reference or currency.
    QrOfAnotherSale,
    /// The QR pays another merchant.
    IdentityChanged,
    /// The provider does not accept the till's credentials.
    Credentials,
    /// The credentials are valid, but lack the permission.
    Permission,
    /// This machine's clock is too far off.
    Clock,
    /// A manager gave its errand up.
    GivenUp,
}

impl RefusedWhy {
    /// Whether a replacement payment with a new id may succeed.
    #[must_use]
    pub const fn may_be_replaced(self) -> bool {
        match self {
            RefusedWhy::RepeatRejected | RefusedWhy::QrOfAnotherSale => true,
            RefusedWhy::ProviderRefused
            | RefusedWhy::IdentityChanged
            | RefusedWhy::Credentials
            | RefusedWhy::Permission
            | RefusedWhy::Clock
            | RefusedWhy::GivenUp => false,
        }
    }
}
