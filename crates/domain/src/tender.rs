//! In what money came, and how it went back.

use crate::Money;
use crate::means::Method;
use serde::{Deserialize, Serialize};

/// In what the money came or went, as a drawer and a close count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tender {
    Qr,
    FixedQr,
    /// The house's own wallet.
    Wallet,
    Card,
    Cash,
    /// A transfer to the account, which no provider of this till confirms.
    Transfer,
}

impl Tender {
    pub const ALL: [Tender; 6] = [
        Tender::Qr,
        Tender::FixedQr,
        Tender::Wallet,
        Tender::Card,
        Tender::Cash,
        Tender::Transfer,
    ];

    /// The word used in the ledger, in exports and by screens.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Tender::Qr => "qr",
            Tender::FixedQr => "fixed-qr",
            Tender::Wallet => "wallet",
            Tender::Card => "card",
            Tender::Cash => "cash",
            Tender::Transfer => "transfer",
        }
    }
}

impl From<Method> for Tender {
    fn from(method: Method) -> Tender {
        match method {
            Method::Qr => Tender::Qr,
            Method::FixedQr => Tender::FixedQr,
            Method::Wallet => Tender::Wallet,
            Method::Card => Tender::Card,
            Method::Cash => Tender::Cash,
        }
    }
}

/// How money went back to the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReturnedFrom {
    /// In banknotes, out of the drawer.
    Drawer,
    /// By the provider, in its own panel.
    Provider,
}

/// Money that went back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Returned {
    pub amount: Money,
    pub from: ReturnedFrom,
}
