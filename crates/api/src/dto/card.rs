//! Cards: what is asked to charge them, which never comes back, and what is
//! kept and shown of them.

use super::mirror;
use secrecy::SecretString;
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use ts_rs::TS;

/// The longest text of a card's form, in bytes: a number with its spaces, or a
/// holder's name.
pub const TYPED_BYTES_MAX: usize = 256;

/// A text of the card's form: wiped when it is dropped, and told by no
/// [`Debug`] and no error, not even by one that says it is no text.
#[derive(Clone)]
pub struct Typed(pub SecretString);

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Typed, D::Error> {
        deserializer.deserialize_any(TypedVisitor)
    }
}

/// Every kind of value is met here, since serde's own refusals quote it.
struct TypedVisitor;

fn no_text<T, E: serde::de::Error>() -> Result<T, E> {
    Err(E::custom("a field of the card is a short text"))
}

impl<'de> Visitor<'de> for TypedVisitor {
    type Value = Typed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a short text")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Typed, E> {
        if text.len() > TYPED_BYTES_MAX {
            return no_text();
        }
        Ok(Typed(text.to_owned().into()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Typed, E> {
        let secret = SecretString::from(text);
        if secrecy::ExposeSecret::expose_secret(&secret).len() > TYPED_BYTES_MAX {
            return no_text();
        }
        Ok(Typed(secret))
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<Typed, E> {
        no_text()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<Typed, E> {
        no_text()
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Typed, E> {
        no_text()
    }

    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<Typed, A::Error> {
        Err(A::Error::custom("a field of the card is a short text"))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, _: A) -> Result<Typed, A::Error> {
        Err(A::Error::custom("a field of the card is a short text"))
    }
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
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request_id: String,
    /// The sale to charge; a new one where there is none.
    #[ts(optional = nullable)]
    pub sale: Option<String>,
    /// The new sale's total, where the cards cover only a part of it.
    #[ts(type = "number", optional = nullable)]
    pub total_centavos: Option<i64>,
    /// The cards, one at least.
    pub cards: Vec<CardAsk>,
    /// What it is about.
    #[ts(optional = nullable)]
    pub concept: Option<String>,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Take banknotes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ChargeCash {
    /// The screen's own id of this request: repeated, it makes one payment.
    pub request_id: String,
    /// The sale to charge; a new one where there is none.
    #[ts(optional = nullable)]
    pub sale: Option<String>,
    /// The new sale's total, where the cash covers only a part of it.
    #[ts(type = "number", optional = nullable)]
    pub total_centavos: Option<i64>,
    /// The part of the sale that it covers.
    #[ts(type = "number")]
    pub amount_centavos: i64,
    /// What the customer handed over.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// What it is about.
    #[ts(optional = nullable)]
    pub concept: Option<String>,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

/// Ask what is offered for an amount today.
#[derive(Debug, Clone, Copy, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AskOffers {
    /// The cash price.
    #[ts(type = "number")]
    pub amount_centavos: i64,
}

/// One plan's offer: what the law asks to be shown before it is accepted
/// (Res. 4/2025; Ley 24.240, art. 36). The instalments add up to the total.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OfferView {
    /// The plan's id.
    pub plan: String,
    /// What people call it.
    pub name: String,
    /// The real number of instalments.
    pub count: u8,
    /// The cash price.
    #[ts(type = "number")]
    pub cash_centavos: i64,
    /// What each instalment is.
    #[ts(type = "number")]
    pub each_centavos: i64,
    /// How many of the first instalments are one centavo more.
    pub dearer: u8,
    /// The financed total: what is charged.
    #[ts(type = "number")]
    pub total_centavos: i64,
    /// The nominal yearly rate, in basis points, where one is configured.
    pub tna_bp: Option<u32>,
    /// The effective yearly rate.
    pub tea_bp: Option<u32>,
    /// The total financial cost.
    pub cftea_bp: Option<u32>,
}

/// What is offered for an amount.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardOffers {
    /// The day, as ISO 8601 writes it.
    pub day: String,
    /// The offers, the fewest instalments first.
    pub offers: Vec<OfferView>,
}

/// Show offers in the customer's window, or hide them.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct ShowOffers {
    /// The cash price; none hides them.
    #[ts(type = "number", optional = nullable)]
    pub amount_centavos: Option<i64>,
    /// The one plan that was picked; all where there is none.
    #[ts(optional = nullable)]
    pub plan: Option<String>,
}

/// End a doubt, as a manager.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct SettleDoubt {
    pub sale: String,
    pub payment: String,
    /// Whether it was paid.
    pub paid: bool,
    /// Why they say so.
    pub reason: String,
    /// The manager's PIN.
    #[ts(type = "string")]
    pub pin: SecretString,
}

/// Give a sale up.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct AbandonSale {
    pub sale: String,
    /// A manager's PIN, where one was asked for.
    #[ts(type = "string", optional = nullable)]
    pub pin: Option<SecretString>,
}

mirror!(
    /// Who issued a card.
    Brand of domain::Brand { Visa, Mastercard, Amex, Cabal, Naranja, Maestro, Diners, Other }
);
mirror!(
    /// Why nobody knows what became of a charge.
    DoubtReason of domain::DoubtWhy {
        AnswerLost, Unreadable, Restarted, PendingTooLong, Disagrees, SentBefore, Restored,
    }
);

/// What the provider says of a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum LegWord {
    /// It went through.
    Succeeded,
    /// It did not.
    Failed,
    /// It is not decided.
    NotYet,
    /// Somebody said that it exists; the provider is to be asked.
    Hinted,
    /// Nothing is known of it.
    Unknown,
}

impl From<domain::LegWord> for LegWord {
    fn from(word: domain::LegWord) -> LegWord {
        match word {
            domain::LegWord::Succeeded => LegWord::Succeeded,
            domain::LegWord::Failed => LegWord::Failed,
            domain::LegWord::NotYet => LegWord::NotYet,
            domain::LegWord::Hinted => LegWord::Hinted,
        }
    }
}

/// One leg of a card's charge: what one merchant gets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LegView {
    /// What it charges; null if it is no leg that was sent and its amount
    /// was not told.
    #[ts(type = "number | null")]
    pub amount_centavos: Option<i64>,
    /// What is known of it.
    pub word: LegWord,
    /// The provider's words.
    pub message: Option<String>,
    /// The provider's id of it.
    pub reference: Option<String>,
    /// The last digits of the card.
    pub last_four: Option<String>,
}

/// What is kept of one card of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CardView {
    /// Who issued it.
    pub brand: Brand,
    /// The first six digits.
    pub bin: String,
    pub last_four: String,
    /// What the customer was shown and accepted.
    pub offer: OfferView,
    /// What each merchant gets, in the order in which it was sent.
    pub legs: Vec<LegView>,
}

/// Banknotes, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CashView {
    /// What the customer handed over.
    #[ts(type = "number")]
    pub handed_centavos: i64,
    /// What went back.
    #[ts(type = "number")]
    pub change_centavos: i64,
}

/// A doubt that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct DoubtView {
    pub why: DoubtReason,
    /// Since when.
    #[ts(type = "number")]
    pub since_ms: i64,
    /// Whether the provider can be asked, and is.
    pub asking: bool,
}

/// A field of the card's form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardField {
    Number,
    Expiry,
    /// The security code.
    Cvv,
    /// The holder's name.
    Holder,
    /// The holder's document.
    Document,
    Plan,
    Amount,
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum CardFieldWhy {
    /// Too many or too few digits.
    Length,
    /// The check digit is wrong.
    Mistyped,
    /// It cannot be read.
    Malformed,
    /// The card has expired.
    Expired,
    /// There is no such plan.
    Unknown,
    /// The plan is not offered today for that amount.
    NotOffered,
    /// The plan, or a charge, begins above it.
    TooSmall,
    /// The plan ends below it, or it is more than can be charged.
    TooLarge,
    /// The provider does not take it.
    NotTaken,
}

/// Which field of which card is to be corrected, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct CardTrouble {
    /// Which card, from 0.
    pub card: u32,
    /// Which field.
    pub field: CardField,
    /// What is wrong with it.
    pub why: CardFieldWhy,
}
