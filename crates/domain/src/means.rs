//! The means of a payment (QR, cards, cash), with the facts that only one of
//! them has.

use crate::leg::CardPayment;
use crate::{Actor, Money, Provider, UnixMs};
use serde::{Deserialize, Serialize};

/// How a payment is paid, with the facts of that means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    Qr(QrPayment),
    /// The QR of an order, paid from the house's own wallet.
    Wallet(QrPayment),
    FixedQr(FixedQrPayment),
    Card(CardPayment),
    Cash(CashPayment),
}

/// A payment by a QR that is shown for it.
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
            Method::Wallet => Means::Wallet(QrPayment::default()),
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
    /// The house's own wallet, by the QR of an order that Bind tells.
    Wallet,
    Card,
    /// Banknotes.
    Cash,
}

impl Method {
    pub const ALL: [Method; 5] = [
        Method::Qr,
        Method::FixedQr,
        Method::Wallet,
        Method::Card,
        Method::Cash,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Qr => "qr",
            Method::FixedQr => "fixed-qr",
            Method::Wallet => "wallet",
            Method::Card => "card",
            Method::Cash => "cash",
        }
    }

    /// Who moves the money; cash has nobody.
    #[must_use]
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Method::Qr | Method::FixedQr => Some(Provider::Totalcoin),
            Method::Wallet => Some(Provider::Wallet),
            Method::Card => Some(Provider::Pagouno),
            Method::Cash => None,
        }
    }

    /// Whether a QR is shown for each payment, and a notice of its provider
    /// approves it.
    #[must_use]
    pub const fn waits_by_its_qr(self) -> bool {
        match self {
            Method::Qr | Method::Wallet => true,
            Method::FixedQr | Method::Card | Method::Cash => false,
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
    /// Who collects, where the provider tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collector: Option<Collector>,
}

/// Who collects by a QR, as Bind told it. It is the shop's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collector {
    pub name: Option<String>,
    pub cuit: String,
    /// The CVU or CBU.
    pub account: String,
    /// The line of business.
    pub mcc: String,
}
