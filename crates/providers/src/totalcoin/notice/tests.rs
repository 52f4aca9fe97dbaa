//! The webhook's reader: the page's sample, each field, and arbitrary text.

use super::*;
use domain::{Money, UnixMs};
use proptest::prelude::*;

/// The page's sample, to the letter.
const SAMPLE: &str = include_str!("../../../tests/samples/totalcoin_notice.json");
const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

fn read(text: &str) -> ReadNotice {
    read_notice(text).unwrap()
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
            details: Details {
                created_at: Some(UnixMs(1_605_814_820_000)),
                confirmed_at: Some(UnixMs(1_605_814_823_000)),
                credited_at: Some(UnixMs(1_619_026_493_000)),
                method: some("TARJETA"),
                card: some("VISA"),
                instalments: Some(2),
                order: None,
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
    };
    assert_eq!(read(SAMPLE), expected);
}

#[test]
fn a_notice_names_a_payment_or_none() {
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
fn a_reference_in_the_concept_proposes_its_payment() {
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
fn malformed_notices_are_refused() {
    let read = |text: &str| read_notice(text).err();
    let not_safe = |why| Some(Unreadable::Unsafe(why));
    assert_eq!(read("[]"), not_safe(Unsafe::Shape));
    assert_eq!(read("{\"Monto\": 1"), not_safe(Unsafe::Cut));
    assert_eq!(read("{\"Concepto\": \"a\"b\"c\"}"), not_safe(Unsafe::Shape));
    let large = " ".repeat(NOTICE_BYTES_MAX + 1);
    assert_eq!(read(&large), Some(Unreadable::TooLarge));
    let twice = r#"{"Estado": "APROBADO", "Monto": 1, "Estado": "APROBADO"}"#;
    assert_eq!(read(twice), not_safe(Unsafe::Twice));
    assert_eq!(
        read(r#"{"Monto": 1, "Tarjeta": "A", "Tarjeta": "B"}"#),
        None
    );
}

#[test]
fn a_form_is_a_notice_too() {
    let json: serde_json::Map<String, serde_json::Value> = serde_json::from_str(SAMPLE).unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in &json {
        let text = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        form.append_pair(name, &text);
    }
    assert_eq!(read(&form.finish()), read(SAMPLE));
    let mut inside = url::form_urlencoded::Serializer::new(String::new());
    inside.append_pair("payload", SAMPLE);
    assert_eq!(read(&inside.finish()), read(SAMPLE));
}

#[test]
fn an_amount_is_read_exactly_or_is_missing() {
    let amount = |written: &str| read(&format!(r#"{{"Monto": {written}}}"#)).notice.amount;
    for written in [
        "1500.0000000000002",
        "\"1.500,00\"",
        "\"1,500.00\"",
        "1500.00",
    ] {
        assert_eq!(amount(written), pesos("1500"), "{written}");
    }
    for written in ["\"1.500\"", "\"1,500\"", "1.500", "1500.001", "null"] {
        assert_eq!(amount(written), None, "{written}");
    }
}

#[test]
fn no_number_of_a_card_or_an_account_is_a_detail() {
    let it = read(
        r#"{"Tarjeta": "VISA 4509953566233704", "MetodoPago": "CBU\n0000222800000000057723 "}"#,
    );
    assert_eq!(it.notice.details.card.as_deref(), Some("VISA 4509"));
    assert_eq!(it.notice.details.method.as_deref(), Some("CBU 0000"));
    let long = read(&format!(r#"{{"Tarjeta": "{}"}}"#, "x".repeat(500)));
    assert_eq!(
        long.notice.details.card.map(|word| word.len()),
        Some(WORD_CHARS_MAX)
    );
}

#[test]
fn debug_does_not_print_the_payer() {
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
        "[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2}".prop_map(|d| format!("\"{d}\"")),
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
    fn no_text_breaks_it(any in "\\PC{0,80}", text in "[\\[\\]{}\",:0-9a-zA-Z\\\\ ]{0,80}") {
        let _ = read_notice(&any);
        let _ = read_notice(&text);
    }

    #[test]
    fn no_object_breaks_it(fields in proptest::collection::vec((0_usize..12, values()), 0..12)) {
        const KEYS: [&str; 12] = ["Referencia", "Monto", "Estado", "ReferenciaMerchant",
            "Concepto", "MontoNeto", "Tarifas", "FechaAcreditacion", "Cuotas", "CvuOrigen",
            "Tarjeta", "Otra"];
        let written: Vec<_> =
            fields.iter().map(|(key, value)| format!("\"{}\": {value}", KEYS[*key])).collect();
        let body = format!("{{{}}}", written.join(", "));
        // Only a repeated name may make an object unreadable.
        match read_notice(&body) {
            Ok(it) => {
                let approved = it.notice.word == Word::Approved;
                prop_assert_eq!(approved, fields.iter().any(|f| *f == (2, "\"APROBADO\"".to_owned())));
            }
            Err(error) => prop_assert_eq!(error, Unreadable::Unsafe(Unsafe::Twice)),
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
