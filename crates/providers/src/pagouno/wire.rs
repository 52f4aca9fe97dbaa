//! pagoUno's own names and words. Facts: pagoUno, "POST Ejecutar cobro grupal";
//! the token, the query and `external_reference` from its public plugin. What
//! an answer means is in [`super::answer`].

use super::card::Card;
use super::charge::{Charge, ChargedCard, ChargedLeg};
use super::error::MESSAGE_CHARS_MAX;
use crate::amount;
use crate::json::{self, Field, Object};
use domain::{LastFour, LegReceipt, Money};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::value::RawValue;
use zeroize::Zeroizing;

/// `POST v1/Transaction/token`, under the public key.
pub(crate) const TOKEN_PATH: &str = "/v1/Transaction/token";
/// `POST v1/Transaction/purchasegroup`, under the private key.
pub(crate) const CHARGE_PATH: &str = "/v1/Transaction/purchasegroup";
/// `GET v1/Transaction/purchase/{id}`, under the public key.
pub(crate) const LEG_PATH: &str = "/v1/Transaction/purchase/";

/// The capacity of a token's body, in bytes: a buffer that grows leaves copies
/// behind.
const TOKEN_BODY_BYTES: usize = 4 * 1024;
/// The longest receipt code that is kept, in bytes: shorter than any card's
/// number.
const RECEIPT_CODE_BYTES_MAX: usize = 11;
/// The longest token that is accepted, in bytes.
const TOKEN_BYTES_MAX: usize = 200;

#[derive(Serialize)]
struct TokenRequest<'a> {
    primary_account_number: &'a str,
    expiration_date: String,
    card_security_code: &'a str,
    card_holder: CardHolder<'a>,
}

/// The plugin sends all of these fields. Those that the till does not ask for
/// are empty.
#[derive(Serialize)]
struct CardHolder<'a> {
    first_name: &'a str,
    last_name: &'a str,
    front_name: &'a str,
    telephone: &'a str,
    email: &'a str,
    birth_date: &'a str,
    address: Address<'a>,
    identification: Identification<'a>,
}

#[derive(Serialize)]
struct Address<'a> {
    country: &'a str,
    state: &'a str,
    city: &'a str,
    street: &'a str,
    door_number: &'a str,
}

#[derive(Serialize)]
struct Identification<'a> {
    document_type: &'static str,
    document_number: &'a str,
}

/// The one body that a card's number is in; wiped when it is dropped.
pub(crate) fn token_body(card: &Card) -> Zeroizing<Vec<u8>> {
    let (first_name, last_name) = card.holder.first_and_last();
    let request = TokenRequest {
        primary_account_number: card.number.expose_digits(),
        expiration_date: card.expiry.year_and_month(),
        card_security_code: card.security_code.expose_digits(),
        card_holder: CardHolder {
            first_name,
            last_name,
            front_name: &card.holder.name,
            telephone: "",
            email: "",
            birth_date: "",
            address: Address {
                country: "",
                state: "",
                city: "",
                street: "",
                door_number: "",
            },
            identification: Identification {
                document_type: card.holder.document.kind.word(),
                document_number: &card.holder.document.number,
            },
        },
    };
    let mut body = Zeroizing::new(Vec::with_capacity(TOKEN_BODY_BYTES));
    serde_json::to_writer(&mut *body, &[request])
        .expect("texts under fixed names are always JSON, and memory takes them");
    body
}

#[derive(Serialize)]
struct ChargeRequest<'a> {
    transaction_group_type: u8,
    customer_transaction_identificator: &'a str,
    external_reference: &'a str,
    primary_account_number_list: Vec<CardRequest<'a>>,
}

#[derive(Serialize)]
struct CardRequest<'a> {
    token_id: &'a str,
    purchase_list: Vec<LegRequest<'a>>,
}

#[derive(Serialize)]
struct LegRequest<'a> {
    merchant_code_group: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_key_merchant_code_group: Option<&'a str>,
    transaction_amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    subscription_code: Option<&'a str>,
    installments_plan: u8,
    installments: u8,
    transaction_currency_code: &'static str,
    seller_descriptor: &'a str,
}

/// A charge's body. `key_of` returns a merchant's access key; it is called only
/// if a card's charge is split.
pub(crate) fn charge_body<'k>(
    charge: &Charge,
    key_of: impl Fn(&str) -> Option<&'k SecretString>,
) -> Result<Zeroizing<Vec<u8>>, String> {
    let reference = charge.payment.to_string();
    let access_key = |card: &ChargedCard, leg: &ChargedLeg| {
        let group = leg.merchant_code_group.as_str();
        if card.legs.len() > 1 {
            key_of(group).map(Some).ok_or_else(|| group.to_owned())
        } else {
            Ok(None)
        }
    };
    let mut cards = Vec::new();
    for card in &charge.cards {
        let mut legs = Vec::new();
        for it in &card.legs {
            let key = access_key(card, it)?;
            legs.push(LegRequest {
                merchant_code_group: &it.merchant_code_group,
                access_key_merchant_code_group: key.map(ExposeSecret::expose_secret),
                transaction_amount: it.amount.centavos(),
                subscription_code: card
                    .subscription_code
                    .as_deref()
                    .filter(|code| !code.is_empty()),
                installments_plan: 0,
                installments: card.instalments.code(),
                transaction_currency_code: "032",
                seller_descriptor: charge.seller.as_str(),
            });
        }
        cards.push(CardRequest {
            token_id: &card.token.0,
            purchase_list: legs,
        });
    }
    let request = ChargeRequest {
        transaction_group_type: 1,
        customer_transaction_identificator: &reference,
        external_reference: &reference,
        primary_account_number_list: cards,
    };
    let body = serde_json::to_vec(&request)
        .expect("texts and whole numbers under fixed names are always JSON");
    Ok(Zeroizing::new(body))
}

/// pagoUno's envelope: `{status, message, data}`. The status that counts
/// is in the body; which HTTP status carries it is not documented.
pub(crate) struct Envelope<'a> {
    pub(crate) status: u16,
    /// The message, if there is one.
    pub(crate) message: Option<String>,
    /// None for `null`.
    pub(crate) data: Option<&'a RawValue>,
}

impl<'a> Envelope<'a> {
    /// Reads an envelope; `None` if the body is not pagoUno's own JSON: one
    /// object with a whole number as status, a text or nothing as message, and
    /// some value or `null` as data.
    pub(crate) fn read(body: &'a [u8]) -> Option<Envelope<'a>> {
        let object = Object::read(body).ok()?;
        let Field::Is(status) = object.field("status") else {
            return None;
        };
        let Field::Is(data) = object.field("data") else {
            return None;
        };
        let message = match object.field("message") {
            Field::Absent => None,
            Field::Is(text) if text.get() == "null" => None,
            Field::Is(text) => Some(words(&serde_json::from_str::<String>(text.get()).ok()?)),
            Field::Disagrees => return None,
        };
        Some(Envelope {
            status: status.get().parse().ok()?,
            message,
            data: (data.get() != "null").then_some(data),
        })
    }

    /// The envelope's data as one object.
    pub(crate) fn object(&self) -> Option<Object<'a>> {
        Object::read(self.data?.get().as_bytes()).ok()
    }
}

/// Prepares a message to be kept and shown: trimmed, shortened, on one line.
pub(crate) fn words(text: &str) -> String {
    let line: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    json::bounded(line.trim(), MESSAGE_CHARS_MAX)
}

/// A JSON `true` or `false`; a text or number that looks like one is not
/// accepted.
pub(crate) fn flag(object: &Object<'_>, name: &str) -> Option<bool> {
    match object.field(name) {
        Field::Is(value) => match value.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        Field::Absent | Field::Disagrees => None,
    }
}

/// The objects of an array; `None` if it is not an array of objects.
pub(crate) fn objects<'a>(object: &Object<'a>, name: &str) -> Option<Vec<Object<'a>>> {
    let Field::Is(list) = object.field(name) else {
        return None;
    };
    let items: Vec<&RawValue> = serde_json::from_str(list.get()).ok()?;
    items
        .into_iter()
        .map(|item| Object::read(item.get().as_bytes()).ok())
        .collect()
}

/// Whole centavos, written as a number or a text.
pub(crate) fn centavos(object: &Object<'_>, name: &str) -> Option<Money> {
    amount::centavos(&object.text(name)?)
}

/// The last four digits; the webhook and the query may write the field's name
/// in the singular.
pub(crate) fn last_four(object: &Object<'_>) -> Option<LastFour> {
    let text = object
        .text("last_4_digits")
        .or_else(|| object.text("last_4_digit"))?;
    LastFour::parse(text.trim()).ok()
}

/// The fields of a leg's receipt: short codes of letters and digits, which
/// cannot be personal data. Empty or longer values are dropped.
pub(crate) fn receipt(leg: &Object<'_>) -> LegReceipt {
    let code = |name: &str| {
        let text = leg.words(name)?;
        let text = text.trim();
        let sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | ' ');
        (text.len() <= RECEIPT_CODE_BYTES_MAX && text.chars().all(sign)).then(|| text.to_owned())
    };
    LegReceipt {
        authorization: code("authorization"),
        ticket: code("ticket_number"),
        batch: code("batch_number"),
        captured_on: code("capture_date"),
        merchant_code: code("merchant_code"),
        terminal: code("merchant_code_terminal"),
    }
}

/// The first token in the answer to a token request: `{status: 200, data:
/// [{id}]}`.
pub(crate) fn token(envelope: &Envelope<'_>) -> Option<String> {
    let items: Vec<&RawValue> = serde_json::from_str(envelope.data?.get()).ok()?;
    let [only] = items.as_slice() else {
        return None;
    };
    let id = Object::read(only.get().as_bytes()).ok()?.words("id")?;
    let sendable = id.len() <= TOKEN_BYTES_MAX && id.bytes().all(|b| b.is_ascii_graphic());
    sendable.then_some(id)
}
