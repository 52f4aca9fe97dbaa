//! What a screen asks to charge. What it tells of a card never comes back.

use super::{FreeText, Typed};
use domain::{Money, SaleId};
use secrecy::SecretString;
use serde::Deserialize;
use ts_rs::TS;

/// What every charge says, whatever the way to pay.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Checkout {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request_id: String,
    /// The sale to charge; a new one where there is none.
    #[ts(optional = nullable)]
    pub sale: Option<String>,
    /// The new sale's total, where this payment covers only a part of it.
    #[ts(type = "number", optional = nullable)]
    pub total_centavos: Option<i64>,
    /// What a new sale is about.
    #[ts(optional = nullable)]
    pub concept: Option<String>,
}

impl Checkout {
    /// As the till takes it, once its sale and its total are read.
    pub(crate) fn read(self, sale: Option<SaleId>, total: Option<Money>) -> till::pay::Checkout {
        till::pay::Checkout {
            request_id: self.request_id,
            sale,
            total,
            concept: self.concept,
        }
    }
}

impl FreeText for Checkout {
    fn cut(&mut self) {
        // Every field is named here, so that a new one is decided about.
        let Checkout {
            request_id: _,
            sale: _,
            total_centavos: _,
            concept,
        } = self;
        concept.cut();
    }
}

/// Charge an amount by QR.
#[derive(Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeQr {
    pub checkout: Checkout,
    /// How much.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The payer's document.
    pub payer_dni: Option<String>,
    /// A manager's PIN, where one was asked for.
    pub pin: Option<String>,
}

/// The kind of a holder's document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
pub enum DocumentType {
    /// Seven or eight digits.
    #[serde(rename = "DNI")]
    Dni,
    /// Eleven digits.
    #[serde(rename = "CUIL")]
    Cuil,
    /// Any other.
    #[serde(rename = "OTRO")]
    Otro,
}

/// One card to charge. Nothing of it but the plan and the amount is ever
/// given back.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct CardAsk {
    /// The number, with or without spaces.
    #[ts(type = "string")]
    pub number: Typed,
    /// The expiry, as MM/YY.
    #[ts(type = "string")]
    pub expiry: Typed,
    /// The security code.
    #[ts(type = "string")]
    pub cvv: Typed,
    /// The holder's name.
    #[ts(type = "string")]
    pub holder: Typed,
    /// The kind of the holder's document.
    pub document_type: DocumentType,
    /// The holder's document.
    #[ts(type = "string")]
    pub document: Typed,
    /// The plan, by its id.
    pub plan: String,
    /// The part of the sale that this card covers.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// The financed total that the customer was shown and accepted; what the
    /// plan makes of the amount now where it is not given.
    #[ts(type = "number", optional = nullable)]
    pub total_centavos: Option<i64>,
    /// The number of instalments that was shown; not looked at where it is not
    /// given.
    #[ts(optional = nullable)]
    pub count: Option<u8>,
    /// The CFTEA that was shown beside that number, in basis points; null if
    /// none was.
    #[ts(optional = nullable)]
    pub cftea_bp: Option<u32>,
}

/// Charge cards.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeCard {
    pub checkout: Checkout,
    /// The cards, one at least.
    pub cards: Vec<CardAsk>,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Take banknotes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeCash {
    pub checkout: Checkout,
    /// The part of the sale that it covers.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// What the customer handed over.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}
