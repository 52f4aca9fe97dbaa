//! The notice of the house's wallet: its documented example, and every way to
//! get it wrong.

use super::*;
use domain::PaymentId;
use proptest::prelude::*;
use providers::bind::{NOTICE_BYTES_MAX, Unreadable, WalletState, read_notice};
use serde_json::{Value, json};

const EXAMPLE: &str = include_str!("../../../../../docs/wallet-notice.example.json");
const SCHEMA: &str = include_str!("../../../../../docs/wallet-notice.schema.json");

fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn read(value: &Value) -> Result<providers::bind::WalletNotice, Unreadable> {
    read_notice(value.to_string().as_bytes())
}

#[test]
fn the_documented_example_is_read() {
    let notice = read_notice(EXAMPLE.as_bytes()).unwrap();
    let payment = PaymentId::parse("01a1fed6-0000-8123-8567-89abcdef0001").unwrap();
    assert_eq!(notice.payment, Some(payment));
    assert_eq!(
        notice.order,
        "TOA000E001E82E3E24F700B02423F37EDD5547B54CE5BB8E4F0B42A0F984"
    );
    assert_eq!(notice.state, WalletState::Paid);
    assert_eq!(notice.amount.centavos(), 150_050);
    assert_eq!(notice.reference, "W-000123");
    assert_eq!(notice.buyer.cuit, "20322678275");
    assert_eq!(notice.buyer.account, "0000070300000000000017");
    assert_eq!(notice.occurred_at, UnixMs(1_796_092_200_000));
    assert!(!format!("{notice:?}").contains("20322678275"));
}

/// The schema names the same fields, and those that it requires are those that
/// the reader requires.
#[test]
fn the_schema_says_what_the_reader_does() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let properties = schema["properties"].as_object().unwrap();
    let mut named: Vec<_> = properties.keys().collect();
    let whole = example();
    let mut shown: Vec<_> = whole.as_object().unwrap().keys().collect();
    named.sort();
    shown.sort();
    assert_eq!(named, shown);
    let required: Vec<_> = schema["required"].as_array().unwrap().iter().collect();
    for name in shown {
        let mut without = example();
        without.as_object_mut().unwrap().remove(name);
        let is_required = required.iter().any(|it| *it == name);
        assert_eq!(read(&without).is_err(), is_required, "{name}");
    }
    for word in schema["properties"]["state"]["enum"].as_array().unwrap() {
        let mut notice = example();
        notice["state"] = word.clone();
        let state = read(&notice).unwrap().state;
        assert!(!matches!(state, WalletState::Other(_)), "{word}");
    }
}

#[test]
fn what_is_not_of_its_form_is_refused_by_name() {
    for (name, value) in [
        ("payment_id", json!("otra cosa")),
        ("payment_id", json!({})),
        ("order_id", json!("")),
        ("order_id", json!(null)),
        ("order_id", json!("9".repeat(201))),
        ("state", json!(["paid"])),
        ("amount", json!("1.500")),
        ("amount", json!(-1)),
        ("amount", json!(1500.005)),
        ("amount", json!(null)),
        ("reference", json!(" ")),
        ("buyer_cuit", json!(null)),
        ("buyer_account", json!("")),
        ("occurred_at", json!("2026-11-30T23:30:00")),
        ("occurred_at", json!("mañana")),
        ("occurred_at", json!(1_796_092_200_000_i64)),
    ] {
        let mut notice = example();
        notice[name] = value.clone();
        let outcome = read(&notice);
        assert!(
            matches!(outcome, Err(Unreadable::Field(it)) if it == name),
            "{name} {value}"
        );
    }
}

#[test]
fn another_word_is_kept_and_an_unknown_payment_may_be_left_out() {
    let mut notice = example();
    notice["state"] = json!("PAID");
    notice["payment_id"] = json!(null);
    notice["more"] = json!({"of": "the wallet's"});
    let read = read(&notice).unwrap();
    assert_eq!(read.state, WalletState::Other("PAID".to_owned()));
    assert_eq!(read.payment, None);
}

/// A payer who can write into the body must not be able to say what decides.
#[test]
fn what_decides_is_said_once_and_at_the_top() {
    for (body, expected) in [
        (
            EXAMPLE.replacen("\"state\"", "\"amount\": 1, \"state\"", 1),
            "twice",
        ),
        (
            EXAMPLE.replacen("\"state\"", "\"x\": {\"amount\": 1}, \"state\"", 1),
            "depth",
        ),
        (EXAMPLE.replace('}', ""), "brace"),
        ("<html>".to_owned(), "form"),
    ] {
        let error = read_notice(body.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(matches!(read_notice(b"\xff"), Err(Unreadable::NotUtf8)));
    let long = " ".repeat(NOTICE_BYTES_MAX + 1);
    assert!(matches!(
        read_notice(long.as_bytes()),
        Err(Unreadable::TooLarge)
    ));
}

proptest! {
    #[test]
    fn no_body_breaks_it(bytes in proptest::collection::vec(any::<u8>(), 0..400),
        text in "[{}\\[\\]\":,a-z_0-9. ñ]{0,200}") {
        let _ = read_notice(&bytes);
        let _ = read_notice(text.as_bytes());
    }

    /// A damaged notice is refused, or says the same amount as before.
    #[test]
    fn a_damaged_notice_is_never_another_amount(at in 0_usize..400, byte: u8) {
        let mut bytes = EXAMPLE.as_bytes().to_vec();
        let at = at % bytes.len();
        let digits = EXAMPLE.find("1500.50").unwrap();
        prop_assume!(!(digits..digits + 7).contains(&at));
        bytes[at] = byte;
        if let Ok(notice) = read_notice(&bytes) {
            // A digit may have been put in front of the amount.
            let text = String::from_utf8_lossy(&bytes);
            prop_assume!(text.contains("\"amount\": 1500.50,"));
            prop_assert_eq!(notice.amount.centavos(), 150_050);
        }
    }

    #[test]
    fn every_amount_is_exact(centavos in 0_i64..=9_007_199_254_740_991) {
        let amount = Money::from_centavos(centavos).unwrap().to_decimal_pesos();
        for written in [amount.clone(), format!("\"{amount}\"")] {
            let body = EXAMPLE.replace("1500.50", &written);
            prop_assert_eq!(read_notice(body.as_bytes()).unwrap().amount.centavos(), centavos);
        }
    }
}
