//! The means of a payment (QR, cards, cash), with the facts that only one of
//! them has.

use crate::leg::CardPayment;
use crate::{Actor, Money, Provider, UnixMs};
use serde::{Deserialize, Serialize};

/// How a payment is paid, with the facts of that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    Qr(QrPayment),
    FixedQr(FixedQrPayment),
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

/// A payment by the shop's fixed QR.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixedQrPayment {
    /// When the cashier recorded that the customer says they paid; kept when
    /// that is taken back.
    pub declared_at: Option<UnixMs>,
    /// Who recorded it.
    pub declared_by: Option<Actor>,
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
            Method::FixedQr => Means::FixedQr(FixedQrPayment::default()),
            Method::Card => Means::Card(CardPayment::default()),
            Method::Cash => Means::Cash(CashPayment::default()),
        }
    }
}

/// How the customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A QR of its own, made for this payment.
    Qr,
    /// The shop's standing QR.
    FixedQr,
    Card,
    /// Banknotes.
    Cash,
}

impl Method {
    pub const ALL: [Method; 4] = [Method::Qr, Method::FixedQr, Method::Card, Method::Cash];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Qr => "qr",
            Method::FixedQr => "fixed-qr",
            Method::Card => "card",
            Method::Cash => "cash",
        }
    }

    /// Who moves the money; cash has nobody.
    #[must_use]
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Method::Qr | Method::FixedQr => Some(Provider::Totalcoin),
            Method::Card => Some(Provider::Pagouno),
            Method::Cash => None,
        }
    }
}

/// A payment's QR, as it was received and passed the check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrOffer {
    /// The provider's id of its order.
    pub order: String,
    /// The text of the QR, unchanged.
    pub payload: String,
    /// Until when it can be paid.
    pub expires_at: UnixMs,
    /// What may keep a wallet from reading it; empty for a sound QR.
    pub warnings: Vec<String>,
}
