//! Reads TotalCoin's webhook. The `domain` crate decides what a notice does to
//! a payment; the relay checks that the body is authentic.

use super::wire;
use crate::dates::read_notice_date;
use crate::json::{self, Field, Object};
use crate::webhook::{self, Unsafe};
use domain::{Deductions, Details, Names, Notice, PaymentId, Reference, Word};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest text that is read, in bytes.
pub const NOTICE_BYTES_MAX: usize = 256 * 1024;
/// How much of a free text is kept, in characters. The inbox keeps the complete
/// body.
pub const TEXT_CHARS_MAX: usize = 200;
/// The longest `Referencia`, in bytes. A longer one is treated as absent: it
/// identifies a transaction, and cutting it could make two transactions look
/// like one.
pub const TRANSACTION_BYTES_MAX: usize = 200;

/// The longest name of a means of payment that is kept, in characters.
const WORD_CHARS_MAX: usize = 40;

/// Names that may occur only once, at the top level: choosing between two
/// values would be a guess about money.
const DECISIVE: [&str; 5] = [
    "Referencia",
    "Monto",
    "Estado",
    "ReferenciaMerchant",
    "Concepto",
];

/// Why a text cannot be read as a notice. The inbox still keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Larger than [`NOTICE_BYTES_MAX`].
    #[error("larger than {NOTICE_BYTES_MAX} bytes")]
    TooLarge,
    /// The payer's text may have changed what it says.
    #[error(transparent)]
    Unsafe(#[from] Unsafe),
}

/// A notice, with the payer's data that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNotice {
    /// The part that decides about money.
    pub notice: Notice,
    /// Who paid, and what they wrote.
    pub payer: Payer,
}

/// A payer's data. It stays outside the journal and is never logged, so `Debug`
/// only says which fields are present.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Payer {
    /// `NombreCompletoEmisor`.
    pub name: Option<String>,
    /// `CuilCuitEmisor`.
    pub document: Option<String>,
    /// `EmailEmisor`.
    pub email: Option<String>,
    /// `CbuOrigen`.
    pub cbu: Option<String>,
    /// `CvuOrigen`.
    pub cvu: Option<String>,
    /// `Concepto`: our own text for a pre-order, the payer's for a transfer.
    pub concept: Option<String>,
}

impl fmt::Debug for Payer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Payer {
            name,
            document,
            email,
            cbu,
            cvu,
            concept,
        } = self;
        f.debug_struct("Payer")
            .field("name", &name.is_some())
            .field("document", &document.is_some())
            .field("email", &email.is_some())
            .field("cbu", &cbu.is_some())
            .field("cvu", &cvu.is_some())
            .field("concept", &concept.is_some())
            .finish()
    }
}

/// Reads a webhook's text. A field that is missing or of an unknown type is
/// `None`; ids and amounts may be numbers or strings; unknown fields are
/// ignored.
///
/// # Errors
/// [`Unreadable`] if the text is not a notice, or may not say what its sender
/// meant.
pub fn read_notice(text: &str) -> Result<ReadNotice, Unreadable> {
    if text.len() > NOTICE_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let strict = webhook::object(text, &DECISIVE)?;
    let object = Object::read(strict.as_bytes()).map_err(|_| Unsafe::Shape)?;
    let words = |name| {
        object
            .words(name)
            .map(|text| json::bounded(&text, TEXT_CHARS_MAX))
    };
    let notice = Notice {
        reference: object
            .words("Referencia")
            .filter(|it| it.len() <= TRANSACTION_BYTES_MAX),
        amount: object.money("Monto"),
        word: word(&object),
        names: names(&object),
        proposes: proposes(&object),
        deductions: Deductions {
            net: object.money("MontoNeto"),
            fees: object.money("Tarifas"),
            taxes: object.money("Impuestos"),
        },
        details: details(&object),
    };
    Ok(ReadNotice {
        notice,
        payer: Payer {
            name: words("NombreCompletoEmisor"),
            document: words("CuilCuitEmisor"),
            email: words("EmailEmisor"),
            cbu: words("CbuOrigen"),
            cvu: words("CvuOrigen"),
            concept: words("Concepto"),
        },
    })
}

/// What the notice says besides the money. `Operacion` is left out: it is a
/// free text that may name people.
fn details(object: &Object<'_>) -> Details {
    let date = |name| object.text(name).and_then(|text| read_notice_date(&text));
    let word = |name| object.words(name).map(|text| plain_word(&text));
    Details {
        created_at: date("FechaCreacion"),
        confirmed_at: date("FechaConfirmacion"),
        credited_at: date("FechaAcreditacion"),
        method: word("MetodoPago"),
        card: word("Tarjeta"),
        instalments: object
            .words("Cuotas")
            .and_then(|text| text.trim().parse().ok()),
        order: None,
    }
}

/// The name of a means of payment, for the journal: shortened, on one line, and
/// without digits that could be a card's or an account's.
fn plain_word(text: &str) -> String {
    const DIGITS_MAX: usize = 4;
    let mut plain = String::new();
    let mut digits = 0;
    for sign in text.trim().chars() {
        digits = if sign.is_numeric() { digits + 1 } else { 0 };
        if digits <= DIGITS_MAX {
            plain.push(if sign.is_control() { ' ' } else { sign });
        }
    }
    json::bounded(&plain, WORD_CHARS_MAX)
}

/// `Estado`. If it is not a text it is kept as it was written; if it is absent
/// the word is empty.
fn word(object: &Object<'_>) -> Word {
    match object.field("Estado") {
        Field::Is(value) => {
            let estado = json::text(value).unwrap_or_else(|| value.get().to_owned());
            wire::word(&estado, TEXT_CHARS_MAX)
        }
        Field::Absent | Field::Disagrees => Word::Other(String::new()),
    }
}

/// `ReferenciaMerchant`: our `operationId`, or null as in the sample.
fn names(object: &Object<'_>) -> Names {
    let Field::Is(value) = object.field("ReferenciaMerchant") else {
        return Names::Nobody;
    };
    if value.get() == "null" {
        return Names::Nobody;
    }
    let text = json::text(value).unwrap_or_else(|| value.get().to_owned());
    if text.trim().is_empty() {
        return Names::Nobody;
    }
    match PaymentId::parse(&text) {
        Ok(payment) => Names::Ours(payment),
        Err(_) => Names::Foreign(json::bounded(&text, TEXT_CHARS_MAX)),
    }
}

/// The payment whose reference is in `Concepto`; `None` if there are two.
fn proposes(object: &Object<'_>) -> Option<PaymentId> {
    let concept = object.text("Concepto")?;
    let mut found = Reference::found_in(&concept).map(Reference::payment);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests;
