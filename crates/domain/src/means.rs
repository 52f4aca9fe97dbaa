//! The means of a payment (QR, cards, cash), with the facts that only one of
//! them has.

use crate::Money;
use crate::leg::CardPayment;
use crate::payment::{Method, QrOffer};

/// How a payment is paid, with the facts of that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    Qr(QrPayment),
    FixedQr,
    Card(CardPayment),
    Cash(CashPayment),
}

/// A payment by a QR of its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QrPayment {
    /// The QR, once the provider has made it.
    pub offer: Option<QrOffer>,
    /// The QR's time is up, and the notices have not been read since.
    pub time_up: bool,
}

/// A payment in banknotes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CashPayment {
    /// What the customer handed over.
    pub handed: Option<Money>,
}

impl Means {
    /// The means of a new payment by that method.
    #[must_use]
    pub(crate) fn of(method: Method) -> Means {
        match method {
            Method::Qr => Means::Qr(QrPayment::default()),
            Method::FixedQr => Means::FixedQr,
            Method::Card => Means::Card(CardPayment::default()),
            Method::Cash => Means::Cash(CashPayment::default()),
        }
    }

    #[must_use]
    pub const fn method(&self) -> Method {
        match self {
            Means::Qr(_) => Method::Qr,
            Means::FixedQr => Method::FixedQr,
            Means::Card(_) => Method::Card,
            Means::Cash(_) => Method::Cash,
        }
    }
}
