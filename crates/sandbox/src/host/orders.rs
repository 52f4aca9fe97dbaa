//! The orders behind QRs, as a wallet that pays them asks for them. The
//! stand-in of the acceptor answers; the wallet's knows only this.

use std::fmt::Debug;

/// An order that a wallet pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PayableOrder {
    pub(crate) id: String,
    /// `None` if the payer says the amount.
    pub(crate) amount_centavos: Option<i64>,
}

/// Who knows the orders of QRs.
pub(crate) trait Orders: Debug + Send + Sync {
    /// The newest order of a QR, made if it has none; `None` if the text is no
    /// QR.
    fn of_qr(&self, text: &str) -> Option<PayableOrder>;

    /// The order with this id.
    fn of_id(&self, id: &str) -> Option<PayableOrder>;

    /// The order was paid: its QR's next reading gives another.
    fn paid(&self, id: &str);
}
