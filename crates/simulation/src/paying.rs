//! A payment by a customer, with the notices that the provider will send.

use domain::{Money, PaymentId};

/// A payment by a customer.
pub(crate) struct Paying {
    /// The pre-order that is paid, a sale's or a fixed QR's; `None` for money
    /// without one.
    pub(crate) payment: Option<PaymentId>,
    /// Whether its notices say when it was made.
    pub(crate) dated: bool,
    pub(crate) tellings: Vec<Telling>,
}

impl Paying {
    /// A payment of a sale's pre-order.
    pub(crate) fn of(payment: PaymentId, tellings: Vec<Telling>) -> Paying {
        Paying {
            payment: Some(payment),
            dated: false,
            tellings,
        }
    }
}

/// The payment that a notice names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    Payment,
    Nobody,
    Foreign,
}

/// A notice about a transaction.
#[derive(Clone, Copy)]
pub(crate) struct Telling {
    pub(crate) after_ms: i64,
    pub(crate) word: &'static str,
    pub(crate) amount: Money,
    pub(crate) naming: Naming,
    /// Whether the notice has its `Referencia`.
    pub(crate) referenced: bool,
    /// Whether the notice has its `FechaAcreditacion`: the body differs, the
    /// meaning does not.
    pub(crate) credited: bool,
}

pub(crate) const APPROVED: &str = "APROBADO";

impl Telling {
    pub(crate) fn approves(amount: Money) -> Telling {
        Telling {
            after_ms: 0,
            word: APPROVED,
            amount,
            naming: Naming::Payment,
            referenced: true,
            credited: false,
        }
    }

    pub(crate) fn word(self, word: &'static str) -> Telling {
        Telling { word, ..self }
    }

    pub(crate) fn naming(self, naming: Naming) -> Telling {
        Telling { naming, ..self }
    }

    pub(crate) fn later_ms(self, after_ms: i64) -> Telling {
        Telling { after_ms, ..self }
    }
}
