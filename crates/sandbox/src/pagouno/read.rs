//! Reads a client's requests strictly: every documented field with its type,
//! and no other.
//!
//! An error about a card names only fields, never their content.

use super::cards::{Card, NUMBER_DIGITS};
use super::mask;
use crate::host::fault::LEGS_MAX;
use crate::host::fields::Fields;

/// The documented minimum of a transaction, in centavos; less is `MONTO
/// INVALIDO`.
pub const PURCHASE_CENTAVOS_MIN: i64 = 1_000;
/// The most that one transaction accepts here, in centavos; the documentation
/// has no maximum. It has twelve digits, so that no amount can look like a
/// card's number.
pub const PURCHASE_CENTAVOS_MAX: i64 = 999_999_999_999;
/// The longest reference or code, in characters; the documentation has no
/// maximum.
const TEXT_CHARACTERS_MAX: usize = 100;
/// The documented maximum of `seller_descriptor`, in characters.
pub(crate) const SELLER_DESCRIPTOR_CHARACTERS_MAX: usize = 25;
/// ISO 4217's number of the peso, a string on the wire.
const PESOS: &str = "032";

/// The body of `POST /v1/Transaction/purchasegroup`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GroupRequest {
    pub(crate) reference: String,
    pub(crate) purchases: Vec<PurchaseRequest>,
}

/// One transaction: a card and a merchant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PurchaseRequest {
    pub(crate) token_id: String,
    pub(crate) merchant_code_group: String,
    pub(crate) access_key: Option<String>,
    pub(crate) amount_centavos: i64,
    pub(crate) subscription_code: Option<String>,
    pub(crate) installments: u8,
    pub(crate) seller_descriptor: String,
}

/// The body of `POST /v1/Transaction/token`; `now` is this month as `YYMM`.
pub(crate) fn token(body: &[u8], now: &str) -> Result<Card, String> {
    let cards: Vec<Box<serde_json::value::RawValue>> =
        serde_json::from_slice(body).map_err(|_| "body must be a JSON array".to_owned())?;
    let [card] = cards.as_slice() else {
        return Err("body must be an array of one card".to_owned());
    };
    let mut fields = Fields::read(card.get().as_bytes())
        .map_err(|_| "a card must be an object with each field once".to_owned())?;
    let number = fields.string("primary_account_number")?;
    let expiration_date = fields.string("expiration_date")?;
    let code = fields.string("card_security_code")?;
    holder(fields.object("card_holder")?).map_err(|wrong| format!("card_holder.{wrong}"))?;
    known(fields)?;
    let card = Card::of(&number).ok_or_else(|| {
        format!(
            "primary_account_number must be {} to {} digits with a right last one",
            NUMBER_DIGITS.start(),
            NUMBER_DIGITS.end()
        )
    })?;
    if !is_expiry(&expiration_date) {
        return Err("expiration_date must be YYMM".to_owned());
    }
    if expiration_date.as_str() < now {
        return Err("expiration_date must not be over".to_owned());
    }
    if !digits(&code) || code.len() != card.code_digits() {
        return Err("card_security_code must have 3 digits, or 4 for Amex".to_owned());
    }
    Ok(card)
}

/// The holder of the card. A shop does not know everything: names and document
/// must be filled, the other fields must exist.
fn holder(mut fields: Fields) -> Result<(), String> {
    for name in ["first_name", "last_name", "front_name"] {
        fields.filled(name)?;
    }
    for name in ["telephone", "email", "birth_date"] {
        fields.string(name)?;
    }
    let mut address = fields.object("address")?;
    for name in ["country", "state", "city", "street"] {
        address
            .string(name)
            .map_err(|wrong| format!("address.{wrong}"))?;
    }
    // The documentation does not say which of the two it is.
    address
        .string_or_number("door_number")
        .map_err(|wrong| format!("address.{wrong}"))?;
    known(address).map_err(|wrong| format!("address: {wrong}"))?;
    let mut document = fields.object("identification")?;
    let kind = document.string("document_type")?;
    let number = document.filled("document_number")?;
    known(document)?;
    known(fields)?;
    let right = match kind.as_str() {
        "DNI" => digits(&number) && (6..=9).contains(&number.len()),
        "CUIL" => digits(&number) && number.len() == 11,
        "OTRO" => number.len() <= TEXT_CHARACTERS_MAX,
        _ => return Err("identification.document_type must be DNI, CUIL or OTRO".to_owned()),
    };
    if right {
        Ok(())
    } else {
        Err("identification.document_number does not fit its type".to_owned())
    }
}

/// Checks that no field is left. Unlike [`Fields::end`] it does not name the
/// field, whose name could be anything.
fn known(fields: Fields) -> Result<(), String> {
    fields
        .end()
        .map_err(|_| "a field that is not known".to_owned())
}

pub(crate) fn purchasegroup(body: &[u8]) -> Result<GroupRequest, String> {
    if mask::has_number(body) {
        return Err("a card's number has no business in a purchase".to_owned());
    }
    let mut fields = Fields::read(body)?;
    if fields.number("transaction_group_type")? != "1" {
        return Err("transaction_group_type must be 1".to_owned());
    }
    let reference = text(&mut fields, "customer_transaction_identificator")?;
    // Only the public plugin sends it; there the two are the same.
    if fields.has("external_reference") && fields.string("external_reference")? != reference {
        return Err("external_reference must equal customer_transaction_identificator".to_owned());
    }
    let cards = fields.array("primary_account_number_list")?;
    fields.end()?;
    if cards.is_empty() {
        return Err("primary_account_number_list must not be empty".to_owned());
    }
    let mut purchases = Vec::new();
    for (at, entry) in cards.iter().enumerate() {
        let place = format!("primary_account_number_list[{at}]");
        let one = card(entry.get()).map_err(|wrong| format!("{place}.{wrong}"))?;
        let again = one.first().is_some_and(|new| {
            purchases
                .iter()
                .any(|p: &PurchaseRequest| p.token_id == new.token_id)
        });
        if again {
            return Err(format!("{place}.token_id stands twice"));
        }
        purchases.extend(one);
        if purchases.len() > LEGS_MAX {
            return Err(format!(
                "an operation has at most {LEGS_MAX} purchases here"
            ));
        }
    }
    Ok(GroupRequest {
        reference,
        purchases,
    })
}

/// One entry of `primary_account_number_list`.
fn card(entry: &str) -> Result<Vec<PurchaseRequest>, String> {
    let mut fields = Fields::read(entry.as_bytes())?;
    let token_id = text(&mut fields, "token_id")?;
    let entries = fields.array("purchase_list")?;
    fields.end()?;
    if entries.is_empty() {
        return Err("purchase_list must not be empty".to_owned());
    }
    let split = entries.len() > 1;
    let entries = entries.iter().enumerate();
    entries
        .map(|(at, entry)| {
            purchase(entry.get(), &token_id, split)
                .map_err(|wrong| format!("purchase_list[{at}].{wrong}"))
        })
        .collect()
}

fn purchase(entry: &str, token_id: &str, split: bool) -> Result<PurchaseRequest, String> {
    const ACCESS_KEY: &str = "access_key_merchant_code_group";
    let mut fields = Fields::read(entry.as_bytes())?;
    let merchant_code_group = text(&mut fields, "merchant_code_group")?;
    let access_key = match (split, fields.has(ACCESS_KEY)) {
        (true, _) => Some(text(&mut fields, ACCESS_KEY)?),
        (false, true) => return Err(format!("{ACCESS_KEY} is for splits only")),
        (false, false) => None,
    };
    let amount_centavos = integer(&mut fields, "transaction_amount", PURCHASE_CENTAVOS_MAX)?;
    let subscription_code = match fields.has("subscription_code") {
        true => Some(text(&mut fields, "subscription_code")?),
        false => None,
    };
    if fields.number("installments_plan")? != "0" {
        return Err("installments_plan must be 0".to_owned());
    }
    let installments = integer(&mut fields, "installments", 99)?;
    if fields.string("transaction_currency_code")? != PESOS {
        return Err(format!("transaction_currency_code must be \"{PESOS}\""));
    }
    let seller_descriptor = fields.string("seller_descriptor")?;
    fields.end()?;
    check_seller(&seller_descriptor)?;
    Ok(PurchaseRequest {
        token_id: token_id.to_owned(),
        merchant_code_group,
        access_key,
        amount_centavos,
        subscription_code,
        installments: u8::try_from(installments)
            .ok()
            .filter(|count| *count >= 1)
            .ok_or("installments must be 1 to 99")?,
        seller_descriptor,
    })
}

/// `CODE*NAME` in the characters of the documented table. The samples break
/// that table with spaces and lower case; the table counts.
fn check_seller(text: &str) -> Result<(), String> {
    let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'*';
    if text.len() > SELLER_DESCRIPTOR_CHARACTERS_MAX || !text.bytes().all(allowed) {
        return Err(format!(
            "seller_descriptor must be at most {SELLER_DESCRIPTOR_CHARACTERS_MAX} of A-Z, 0-9 and *"
        ));
    }
    match text.split_once('*') {
        Some((code, name)) if !code.is_empty() && !name.is_empty() => Ok(()),
        Some(_) | None => Err("seller_descriptor must be CODE*NAME".to_owned()),
    }
}

fn text(fields: &mut Fields, name: &str) -> Result<String, String> {
    let text = fields.filled(name)?;
    if text.chars().count() > TEXT_CHARACTERS_MAX || text.trim() != text {
        return Err(format!(
            "{name} must be at most {TEXT_CHARACTERS_MAX} characters, without space around"
        ));
    }
    Ok(text)
}

/// A whole number written in digits only: no sign, point or exponent.
fn integer(fields: &mut Fields, name: &str, max: i64) -> Result<i64, String> {
    let written = fields.number(name)?;
    let number: Option<i64> = digits(&written).then(|| written.parse().ok()).flatten();
    number
        .filter(|number| *number <= max)
        .ok_or_else(|| format!("{name} must be a whole number up to {max}"))
}

fn is_expiry(text: &str) -> bool {
    let month = text.get(2..).and_then(|month| month.parse::<u8>().ok());
    text.len() == 4 && digits(text) && month.is_some_and(|month| (1..=12).contains(&month))
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
