//! Reads the notice of the house's wallet: a form of our own, described in
//! `docs/wallet-notice.md`. What a notice does to a payment is not decided here,
//! and the relay checks that the body is authentic.

use crate::json::{self, Field, Object};
use crate::webhook::{self, Unsafe};
use domain::{Money, PaymentId, UnixMs};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The largest body that is read, in bytes.
pub const NOTICE_BYTES_MAX: usize = 16 * 1024;
/// The longest order's id or wallet's reference, in bytes. A longer one is
/// refused: a shortened one could be another's.
pub const ORDER_BYTES_MAX: usize = 200;
/// How much of a free text is kept, in characters.
pub const TEXT_CHARS_MAX: usize = 200;
/// The longest written moment, in bytes.
const MOMENT_BYTES_MAX: usize = 64;

/// Names that may occur only once, at the top level: choosing between two
/// values would be a guess about money.
const DECISIVE: [&str; 5] = ["payment_id", "order_id", "state", "amount", "reference"];

/// What the wallet says about one payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalletNotice {
    /// `payment_id`: our payment, where the wallet knows it.
    pub payment: Option<PaymentId>,
    /// `order_id`: the order of the QR that was paid.
    pub order: String,
    /// `state`.
    pub state: WalletState,
    /// `amount`, exact.
    pub amount: Money,
    /// `reference`: the wallet's own, one for each payment.
    pub reference: String,
    /// `buyer_cuit` and `buyer_account`, as they came.
    pub buyer: super::Buyer,
    /// `occurred_at`: when it was paid, rejected or returned.
    pub occurred_at: UnixMs,
}

/// The wallet's word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalletState {
    /// `paid`.
    Paid,
    /// `rejected`.
    Rejected,
    /// `returned`.
    Returned,
    /// Any other word, as it came: a person looks at it.
    Other(String),
}

/// Why a body cannot be read as a wallet's notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Larger than [`NOTICE_BYTES_MAX`].
    #[error("larger than {NOTICE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A payer's text may have changed what it says.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
    /// A required field is missing, or its value is not of its form.
    #[error("{0} is missing or unfit")]
    Field(&'static str),
}

/// Reads a notice's body. Unknown fields are ignored, so that a wallet may send
/// more.
///
/// # Errors
/// [`Unreadable`] if it is not a notice, lacks a required field, or may not say
/// what its sender meant.
pub fn read_notice(body: &[u8]) -> Result<WalletNotice, Unreadable> {
    if body.len() > NOTICE_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let text = std::str::from_utf8(body).map_err(|_| Unreadable::NotUtf8)?;
    let strict = webhook::object(text, &DECISIVE)?;
    let object = Object::read(strict.as_bytes()).map_err(|_| Unsafe::Shape)?;
    Ok(WalletNotice {
        payment: payment(&object)?,
        order: id(&object, "order_id")?,
        state: state(&object)?,
        amount: object.money("amount").ok_or(Unreadable::Field("amount"))?,
        reference: id(&object, "reference")?,
        buyer: super::Buyer {
            cuit: words(&object, "buyer_cuit")?,
            account: words(&object, "buyer_account")?,
        },
        occurred_at: moment(&object)?,
    })
}

/// `payment_id`: absent, null or blank where the wallet does not know it. An id
/// that is not ours is refused, since the payment would be looked for by order
/// and amount though the wallet meant another.
fn payment(object: &Object<'_>) -> Result<Option<PaymentId>, Unreadable> {
    let name = "payment_id";
    let unfit = Unreadable::Field(name);
    let value = match object.field(name) {
        Field::Absent => return Ok(None),
        Field::Is(value) if value.get() == "null" => return Ok(None),
        Field::Is(value) => json::text(value).ok_or(unfit)?,
        Field::Disagrees => return Err(unfit),
    };
    if value.trim().is_empty() {
        return Ok(None);
    }
    PaymentId::parse(&value).map(Some).map_err(|_| unfit)
}

fn id(object: &Object<'_>, name: &'static str) -> Result<String, Unreadable> {
    object
        .words(name)
        .map(|text| text.trim().to_owned())
        .filter(|text| text.len() <= ORDER_BYTES_MAX)
        .ok_or(Unreadable::Field(name))
}

fn words(object: &Object<'_>, name: &'static str) -> Result<String, Unreadable> {
    let text = object.words(name).ok_or(Unreadable::Field(name))?;
    Ok(json::bounded(text.trim(), TEXT_CHARS_MAX))
}

fn state(object: &Object<'_>) -> Result<WalletState, Unreadable> {
    let word = words(object, "state")?;
    Ok(match word.as_str() {
        "paid" => WalletState::Paid,
        "rejected" => WalletState::Rejected,
        "returned" => WalletState::Returned,
        _ => WalletState::Other(word),
    })
}

/// `occurred_at`: RFC 3339 with its offset. Without one the moment would be a
/// guess.
fn moment(object: &Object<'_>) -> Result<UnixMs, Unreadable> {
    let name = "occurred_at";
    let text = object.words(name).ok_or(Unreadable::Field(name))?;
    let text = text.trim();
    let parsed = (text.len() <= MOMENT_BYTES_MAX).then(|| text.parse::<Timestamp>());
    match parsed {
        Some(Ok(at)) => Ok(UnixMs(at.as_millisecond())),
        Some(Err(_)) | None => Err(Unreadable::Field(name)),
    }
}
