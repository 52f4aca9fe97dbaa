//! One report, with everything that Bind is told. It is stored before the first
//! send, so that every attempt sends the same bytes, whatever the settings say
//! by then. It never makes its own id.

use domain::{Money, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The longest id of a message, in bytes. A GUID has 36.
const ID_BYTES_MAX: usize = 64;

/// `idMensaje`: fixed by the caller before the first send, and never again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

/// Why a text is not a message's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id of a message is 1 to {ID_BYTES_MAX} letters, digits and hyphens")]
pub struct UnfitMessageId;

impl MessageId {
    /// The id that a text is.
    ///
    /// # Errors
    /// [`UnfitMessageId`] if it is empty, too long, or has other signs than
    /// letters, digits and hyphens.
    pub fn parse(text: &str) -> Result<MessageId, UnfitMessageId> {
        let is_fit = (1..=ID_BYTES_MAX).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_fit
            .then(|| MessageId(text.to_owned()))
            .ok_or(UnfitMessageId)
    }

    /// As it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for MessageId {
    type Error = UnfitMessageId;

    fn try_from(text: String) -> Result<MessageId, UnfitMessageId> {
        MessageId::parse(&text)
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> String {
        id.0
    }
}

/// What became of the payment that is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It was paid.
    Paid,
    /// It was paid before, and the money went back.
    Returned,
    /// The wallet rejected it.
    Rejected,
}

/// How the keys of a tax id and of a line of business are written: Bind's sample
/// has `CUIT` and `MCC`, its table `cuit` and `mcc`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyCase {
    /// As in the sample.
    #[default]
    Upper,
    /// As in the table.
    Lower,
}

impl KeyCase {
    pub(crate) fn cuit(self) -> &'static str {
        match self {
            KeyCase::Upper => "CUIT",
            KeyCase::Lower => "cuit",
        }
    }

    pub(crate) fn mcc(self) -> &'static str {
        match self {
            KeyCase::Upper => "MCC",
            KeyCase::Lower => "mcc",
        }
    }
}

/// The words of `estadoTransaccion`, which Bind's page spells in two ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Of a payment that was credited.
    pub paid: String,
    /// Of one that was returned.
    pub returned: String,
    /// Of one that was rejected.
    pub rejected: String,
}

impl Words {
    /// The word of an outcome.
    #[must_use]
    pub fn of(&self, outcome: Outcome) -> &str {
        match outcome {
            Outcome::Paid => &self.paid,
            Outcome::Returned => &self.returned,
            Outcome::Rejected => &self.rejected,
        }
    }
}

/// Who collects: the QR's collector, and the shop's own codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// `cuentaVendedor`: the collector's account.
    pub account: String,
    /// `identificadorVendedor`: the collector's CUIT.
    pub cuit: String,
    /// The collector's line of business.
    pub mcc: String,
    /// `codigoComercio`.
    pub commerce_code: String,
    /// `codigoSucursal`.
    pub branch_code: String,
    /// `codigoCaja`.
    pub till_code: String,
}

/// Who paid. It is never logged, so `Debug` only says which fields are present.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Buyer {
    /// `identificadorPagador`: CUIL or CUIT, as it came.
    pub cuit: String,
    /// `cuentaPagador`: CVU, CBU, or the wallet's id of a customer.
    pub account: String,
}

impl fmt::Debug for Buyer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Buyer")
            .field("cuit", &!self.cuit.is_empty())
            .field("account", &!self.account.is_empty())
            .finish()
    }
}

/// One report of one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// `idMensaje`.
    pub id: MessageId,
    /// `identificadorProcesador`: the wallet's own reference of the payment.
    pub processor_reference: String,
    /// `identificadorTransaccion`: the order of the QR.
    pub order: String,
    /// `identificadorOrdenVenta`; may be empty.
    pub sale: String,
    /// `identificadorReferencia`: of a return, the message that reported the
    /// payment.
    pub original: Option<MessageId>,
    /// `idOrdenVentaReferencia`; may be empty.
    pub original_sale: String,
    /// `fechaNegocio`: when the operation was created.
    pub created_at: UnixMs,
    /// `fechaProceso`: when the payment was processed.
    pub processed_at: UnixMs,
    /// `importeBruto`.
    pub amount: Money,
    /// `estadoTransaccion`, in the words of the settings at that time.
    pub word: String,
    /// `procesadorPago`: the wallet's name.
    pub processor_name: String,
    /// How keys are written, by the settings at that time.
    pub key_case: KeyCase,
    /// Who collects.
    pub seller: Seller,
    /// Who paid.
    pub buyer: Buyer,
    /// `ID_BILLETERA`.
    pub wallet_id: String,
}
