//! Reads Bind's answer to a report. It decides nothing about the payment.

use crate::json::{self, Field, Object};
use std::fmt;

/// How much of a text of the answer is kept, in characters.
const TEXT_CHARS_MAX: usize = 200;
/// How much of a code or a description of `on_error` is kept, in characters.
const WORDS_CHARS_MAX: usize = 300;

/// Bind's word about a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reported {
    /// `PASS`: Bind has it.
    Passed(Answered),
    /// `FAIL`: Bind does not take it as it is.
    Failed(Answered),
}

/// What the answer says besides.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answered {
    /// `qr_id_trx`: Bind's id of the transaction.
    pub transaction: Option<String>,
    /// `id_billetera`.
    pub wallet: Option<String>,
    /// `fecha_negocio`, as it came.
    pub business_date: Option<String>,
    /// `validation_data.payment_reference`.
    pub payment_reference: Option<String>,
    /// `validation_data.codigo_postal`.
    pub postal_code: Option<String>,
    /// `validation_data.mcc`.
    pub mcc: Option<String>,
    /// `on_error`; `None` where it is absent, null or an empty object.
    pub on_error: Option<OnError>,
}

/// `on_error`, whose content Bind does not document. It may repeat the payer's
/// data, so `Debug` prints its length alone.
#[derive(Clone, PartialEq, Eq)]
pub struct OnError {
    /// All of it, as JSON, as it came. At most as long as an answer.
    pub whole: String,
    /// Its `code`, where there is one.
    pub code: Option<String>,
    /// Its `description`, where there is one.
    pub description: Option<String>,
}

impl fmt::Debug for OnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnError")
            .field("whole_bytes", &self.whole.len())
            .field("code", &self.code.is_some())
            .field("description", &self.description.is_some())
            .finish()
    }
}

/// Reads an answer. `None` without one of the two documented words: then nobody
/// knows what became of the report.
pub(crate) fn read_reported(body: &[u8]) -> Option<Reported> {
    let object = Object::read(body).ok()?;
    let word = object.text("transaction_status")?;
    let answered = answered(&object);
    match word.trim() {
        "PASS" => Some(Reported::Passed(answered)),
        "FAIL" => Some(Reported::Failed(answered)),
        _ => None,
    }
}

fn answered(object: &Object<'_>) -> Answered {
    let validation = nested(object, "validation_data");
    let inside = |name| validation.as_ref().and_then(|it| words(it, name));
    Answered {
        transaction: words(object, "qr_id_trx"),
        wallet: words(object, "id_billetera"),
        business_date: words(object, "fecha_negocio"),
        payment_reference: inside("payment_reference"),
        postal_code: inside("codigo_postal"),
        mcc: inside("mcc"),
        on_error: on_error(object),
    }
}

fn on_error(object: &Object<'_>) -> Option<OnError> {
    let Field::Is(value) = object.field("on_error") else {
        return None;
    };
    let whole = value.get();
    let squeezed: String = whole.split_whitespace().collect();
    if ["null", "{}", "[]", "\"\""].contains(&squeezed.as_str()) {
        return None;
    }
    let inside = Object::read(whole.as_bytes()).ok();
    let pick = |name| {
        let text = inside.as_ref().and_then(|it| it.words(name))?;
        Some(json::bounded(text.trim(), WORDS_CHARS_MAX))
    };
    Some(OnError {
        whole: whole.to_owned(),
        code: pick("code"),
        description: pick("description"),
    })
}

/// The object under a name.
pub(crate) fn nested<'a>(object: &Object<'a>, name: &str) -> Option<Object<'a>> {
    match object.field(name) {
        Field::Is(value) => Object::read(value.get().as_bytes()).ok(),
        Field::Absent | Field::Disagrees => None,
    }
}

/// A text or a number's digits, shortened; `None` for a blank.
pub(crate) fn words(object: &Object<'_>, name: &str) -> Option<String> {
    let text = object.words(name)?;
    Some(json::bounded(&text, TEXT_CHARS_MAX))
}
