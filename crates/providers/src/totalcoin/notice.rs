//! Reading TotalCoin's webhook. What a notice does to a payment is the
//! domain's; that the body is authentic is the relay's.

use super::dates::read_notice_date;
use super::wire;
use crate::json::{self, Field, NotAnObject, Object};
use domain::{Deductions, Names, Notice, PaymentId, Reference, UnixMs, Word};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest body that is read, in bytes.
pub const NOTICE_BYTES_MAX: usize = 64 * 1024;
/// The most of a free text that is kept, in characters. The whole body is kept
/// elsewhere.
pub const TEXT_CHARS_MAX: usize = 200;
/// The longest `Referencia`, in bytes. It names a transaction, so a longer one
/// is not cut, which could make two into one: it is taken as absent.
pub const TRANSACTION_BYTES_MAX: usize = 200;

/// Names that may not stand twice with different values: which of the two is
/// meant would be a guess about money.
const DECISIVE: [&str; 5] = [
    "Referencia",
    "Monto",
    "Estado",
    "ReferenciaMerchant",
    "Concepto",
];

/// Why a body can not be read as a notice. It is still kept, whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Larger than [`NOTICE_BYTES_MAX`].
    #[error("larger than {NOTICE_BYTES_MAX} bytes")]
    TooLarge,
    /// Not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Not JSON, or JSON that is not one object.
    #[error("not a JSON object")]
    NotAnObject,
    /// A field that matters stands there twice, with different values.
    #[error("{0} stands there twice with different values")]
    Disagrees(&'static str),
}

/// A notice and what came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadNotice {
    /// What the trade reads.
    pub notice: Notice,
    /// Who paid, and their words.
    pub payer: Payer,
    /// `FechaCreacion`.
    pub created_at: Option<UnixMs>,
    /// `FechaConfirmacion`.
    pub confirmed_at: Option<UnixMs>,
    /// `FechaAcreditacion`: when the money reaches the merchant.
    pub credited_at: Option<UnixMs>,
    /// `MetodoPago`, a free word such as `TARJETA`.
    pub method: Option<String>,
    /// `Operacion`, free words such as `COBRANZA TARJETA`.
    pub operation: Option<String>,
    /// `Tarjeta`, a brand such as `VISA`.
    pub card: Option<String>,
    /// `Cuotas`, which come as `"02"`.
    pub instalments: Option<u16>,
}

/// A payer's data: it stands outside the journal and is never logged, so
/// `Debug` says only what is there.
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
    /// `Concepto`: our own words for a pre-order, the payer's for a transfer.
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

/// Reads a webhook's body. A field that is missing or of an unknown type is
/// `None`; ids and amounts come as numbers or strings; unknown fields pass.
///
/// # Errors
/// [`Unreadable`] where the body is no notice at all, or two in one.
pub fn read_notice(body: &[u8]) -> Result<ReadNotice, Unreadable> {
    if body.len() > NOTICE_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let object = Object::read(body).map_err(|error| match error {
        NotAnObject::NotUtf8 => Unreadable::NotUtf8,
        NotAnObject::NotAnObject => Unreadable::NotAnObject,
    })?;
    if let Some(name) = DECISIVE
        .into_iter()
        .find(|name| matches!(object.field(name), Field::Disagrees))
    {
        return Err(Unreadable::Disagrees(name));
    }
    let words = |name| {
        object
            .words(name)
            .map(|text| json::bounded(&text, TEXT_CHARS_MAX))
    };
    let date = |name| object.text(name).and_then(|text| read_notice_date(&text));
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
        created_at: date("FechaCreacion"),
        confirmed_at: date("FechaConfirmacion"),
        credited_at: date("FechaAcreditacion"),
        method: words("MetodoPago"),
        operation: words("Operacion"),
        card: words("Tarjeta"),
        instalments: words("Cuotas").and_then(|text| text.trim().parse().ok()),
    })
}

/// `Estado`; one that is not a text is kept as it was written, and one that is
/// absent is an empty word.
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

/// The payment whose reference stands in `Concepto`; none where two do.
fn proposes(object: &Object<'_>) -> Option<PaymentId> {
    let concept = object.text("Concepto")?;
    let mut found = Reference::found_in(&concept).map(Reference::payment);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Money;
    use proptest::prelude::*;

    /// The page's sample, to the letter.
    const SAMPLE: &str = include_str!("../../tests/samples/totalcoin_notice.json");
    const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

    fn read(text: &str) -> ReadNotice {
        read_notice(text.as_bytes()).unwrap()
    }

    fn pesos(text: &str) -> Option<Money> {
        Some(Money::from_decimal_pesos(text).unwrap())
    }

    fn some(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn the_pages_sample() {
        let expected = ReadNotice {
            notice: Notice {
                reference: some("0000004053"),
                amount: pesos("1000"),
                word: Word::Approved,
                names: Names::Nobody,
                proposes: None,
                deductions: Deductions {
                    net: pesos("937.2"),
                    fees: pesos("51.9"),
                    taxes: pesos("10.9"),
                },
            },
            payer: Payer {
                name: some("TOTAL COIN"),
                document: some("11111111"),
                email: some("@totalcoin.com"),
                cbu: None,
                cvu: None,
                concept: some("1234567890"),
            },
            created_at: Some(UnixMs(1_605_814_820_000)),
            confirmed_at: Some(UnixMs(1_605_814_823_000)),
            credited_at: Some(UnixMs(1_619_026_493_000)),
            method: some("TARJETA"),
            operation: some("COBRANZA TARJETA"),
            card: some("VISA"),
            instalments: Some(2),
        };
        assert_eq!(read(SAMPLE), expected);
    }

    #[test]
    fn whom_a_notice_is_for() {
        let names = |value: &str| {
            read(&format!(r#"{{"ReferenciaMerchant": {value}}}"#))
                .notice
                .names
        };
        let ours = Names::Ours(PaymentId::parse(ID).unwrap());
        assert_eq!(names(&format!("\"{ID}\"")), ours);
        assert_eq!(names(&format!("\" {} \"", ID.to_uppercase())), ours);
        for nobody in ["null", "\"\"", "\"  \""] {
            assert_eq!(names(nobody), Names::Nobody, "{nobody}");
        }
        assert_eq!(read("{}").notice.names, Names::Nobody);
        let v4 = "ca8964d1-b90b-4583-98da-bfc7f757d6e7";
        assert_eq!(names(&format!("\"{v4}\"")), Names::Foreign(v4.to_owned()));
        assert_eq!(names("4053"), Names::Foreign("4053".to_owned()));
        assert_eq!(names("{\"a\": 1}"), Names::Foreign("{\"a\": 1}".to_owned()));
        let long = format!("\"{}\"", "x".repeat(1000));
        assert_eq!(names(&long), Names::Foreign("x".repeat(TEXT_CHARS_MAX)));
    }

    #[test]
    fn an_echoed_concept_proposes() {
        let id = PaymentId::parse(ID).unwrap();
        let other = PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0002").unwrap();
        let proposed = |concept: String| {
            let notice = read(&format!(r#"{{"Concepto": "{concept}"}}"#)).notice;
            assert_eq!(notice.names, Names::Nobody);
            notice.proposes
        };
        assert_eq!(
            proposed(format!("Alfajores C1-000042 {}", id.reference())),
            Some(id)
        );
        assert_eq!(proposed(format!("{0} {0}", id.reference())), Some(id));
        assert_eq!(
            proposed(format!("{} {}", id.reference(), other.reference())),
            None
        );
        assert_eq!(proposed("Alfajores".to_owned()), None);
    }

    #[test]
    fn wrong_types_are_missing_fields() {
        let wrong = r#"{"Referencia": {}, "Monto": true, "Estado": ["APROBADO"], "MontoNeto": "x",
            "Tarifas": null, "Impuestos": [1], "FechaCreacion": 5, "FechaAcreditacion": "mañana",
            "MetodoPago": {}, "Cuotas": "doce", "NombreCompletoEmisor": [], "Concepto": false}"#;
        let it = read(wrong);
        let nothing = read(r#"{"Estado": "[\"APROBADO\"]"}"#);
        assert_eq!(it, nothing);
        assert_eq!(it.notice.word, Word::Other("[\"APROBADO\"]".to_owned()));
        assert_eq!(it.notice.amount, None);
        assert_eq!(it.notice.deductions, Deductions::default());
    }

    #[test]
    fn a_referencia_is_kept_as_it_came_and_never_cut() {
        let reference = |value: &str| {
            read(&format!(r#"{{"Referencia": {value}}}"#))
                .notice
                .reference
        };
        assert_eq!(reference("\"0000004053\""), some("0000004053"));
        assert_eq!(reference("4053"), some("4053"));
        assert_eq!(reference("\" \""), None);
        assert_eq!(reference("null"), None);
        let longest = "7".repeat(TRANSACTION_BYTES_MAX);
        assert_eq!(reference(&format!("\"{longest}\"")), Some(longest.clone()));
        assert_eq!(reference(&format!("\"{longest}7\"")), None);
    }

    #[test]
    fn what_is_no_notice() {
        let read = |body: &[u8]| read_notice(body).err();
        assert_eq!(read(b"[]"), Some(Unreadable::NotAnObject));
        assert_eq!(read(b"{\"Monto\": 1"), Some(Unreadable::NotAnObject));
        assert_eq!(read(b"{\"Monto\": \"\xC3\"}"), Some(Unreadable::NotUtf8));
        assert_eq!(
            read(&vec![b' '; NOTICE_BYTES_MAX + 1]),
            Some(Unreadable::TooLarge)
        );
        let twice = br#"{"Estado": "APROBADO", "Monto": 1, "Estado": "RECHAZADO"}"#;
        assert_eq!(read(twice), Some(Unreadable::Disagrees("Estado")));
        assert_eq!(
            read(br#"{"Monto": 1, "Monto": 1, "Tarjeta": "A", "Tarjeta": "B"}"#),
            None
        );
    }

    #[test]
    fn debug_says_nothing_of_the_payer() {
        let shown = format!("{:?}", read(SAMPLE));
        for secret in ["TOTAL COIN", "11111111", "@totalcoin", "1234567890"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    /// JSON of any shape, with names a notice knows among its keys.
    fn values() -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            any::<bool>().prop_map(|b| b.to_string()),
            "-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,4})?([eE][+-]?[0-9]{1,12})?",
            "\\PC{0,30}".prop_map(|text| serde_json::to_string(&text).unwrap()),
            Just(format!("\"{ID}\"")),
            Just("\"\\ud800\"".to_owned()),
            Just("\"APROBADO\"".to_owned()),
            "[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}"
                .prop_map(|d| format!("\"{d}\"")),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..3)
                    .prop_map(|it| format!("[{}]", it.join(","))),
                proptest::collection::vec(("[a-z]{0,5}", inner), 0..3).prop_map(|it| {
                    let fields: Vec<_> = it.iter().map(|(k, v)| format!("\"{k}\":{v}")).collect();
                    format!("{{{}}}", fields.join(","))
                }),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>, text in "[\\[\\]{}\",:0-9a-zA-Z\\\\ ]{0,80}") {
            let _ = read_notice(&bytes);
            let _ = read_notice(text.as_bytes());
        }

        #[test]
        fn no_object_breaks_it(fields in proptest::collection::vec((0_usize..12, values()), 0..12)) {
            const KEYS: [&str; 12] = ["Referencia", "Monto", "Estado", "ReferenciaMerchant",
                "Concepto", "MontoNeto", "Tarifas", "FechaAcreditacion", "Cuotas", "CvuOrigen",
                "Tarjeta", "Otra"];
            let written: Vec<_> =
                fields.iter().map(|(key, value)| format!("\"{}\": {value}", KEYS[*key])).collect();
            let body = format!("{{{}}}", written.join(", "));
            // Only a contradiction may make an object unreadable.
            match read_notice(body.as_bytes()) {
                Ok(it) => {
                    let approved = it.notice.word == Word::Approved;
                    prop_assert_eq!(approved, fields.iter().any(|f| *f == (2, "\"APROBADO\"".to_owned())));
                }
                Err(error) => prop_assert!(matches!(error, Unreadable::Disagrees(_))),
            }
        }

        #[test]
        fn amounts_are_exact(centavos in 0..=Money::MAX.centavos()) {
            let money = Money::from_centavos(centavos).unwrap();
            let (whole, rest) = (centavos / 100, centavos % 100);
            for written in [
                money.to_decimal_pesos(),
                format!("{whole}.{rest:02}"),
                format!("\"{whole}.{rest:02}00\""),
                format!("{centavos}e-2"),
            ] {
                let notice = read(&format!(r#"{{"Monto": {written}}}"#)).notice;
                prop_assert_eq!(notice.amount, Some(money));
            }
        }
    }
}
