//! The report's body, beside the page's own sample.

use super::*;
use serde_json::Value;

const PAGE: &str = include_str!("../../samples/bind_page.json");

fn body(message: &Message) -> Value {
    serde_json::from_slice(&message.body()).unwrap()
}

/// Every field of the sample, in its order and with its type. The one difference
/// is wanted: the page says that `fechaNegocio` is in UTC-3, and its sample
/// writes it with a `Z`.
#[test]
fn the_samples_facts_give_the_samples_body() {
    let mut page: Value = serde_json::from_str(PAGE).unwrap();
    page["operacion"]["fechaNegocio"] = "2023-03-16T11:29:46.780-03:00".into();
    assert_eq!(body(&sample()), page);

    let names = |text: &str| -> Vec<String> {
        let pieces: Vec<_> = text.split('"').skip(1).step_by(2).collect();
        pieces.into_iter().map(str::to_owned).collect()
    };
    let ours = String::from_utf8(sample().body()).unwrap();
    let differs = |name: &String| name.starts_with("2023-03-16T");
    let plain =
        |text: &str| -> Vec<String> { names(text).into_iter().filter(|it| !differs(it)).collect() };
    assert_eq!(plain(&ours), plain(PAGE));
    assert!(ours.contains(r#""importeBruto":123456.78,"#), "{ours}");
}

#[test]
fn amounts_have_two_decimals_and_no_float() {
    for (centavos, written) in [
        (100, "1.00"),
        (5, "0.05"),
        (150_050, "1500.50"),
        (9_007_199_254_740_991, "90071992547409.91"),
    ] {
        let mut message = sample();
        message.amount = Money::from_centavos(centavos).unwrap();
        let body = String::from_utf8(message.body()).unwrap();
        assert!(
            body.contains(&format!(r#""importeBruto":{written},"#)),
            "{body}"
        );
    }
}

/// At half past eleven at night the business day is the local one.
#[test]
fn a_late_report_has_the_local_day_and_the_time_in_utc() {
    let mut message = sample();
    message.created_at = UnixMs(1_796_092_200_000);
    message.processed_at = message.created_at;
    let operation = &body(&message)["operacion"];
    assert_eq!(operation["fechaNegocio"], "2026-11-30T23:30:00.000-03:00");
    assert_eq!(operation["fechaProceso"], "2026-12-01T02:30:00.000Z");
}

#[test]
fn words_and_keys_are_those_of_the_settings() {
    let words = Words {
        paid: "ACEDITADA".to_owned(),
        returned: "VUELTA".to_owned(),
        rejected: "NO".to_owned(),
    };
    for (outcome, word) in [
        (Outcome::Paid, "ACEDITADA"),
        (Outcome::Returned, "VUELTA"),
        (Outcome::Rejected, "NO"),
    ] {
        let mut message = sample();
        message.word = words.of(outcome).to_owned();
        assert_eq!(body(&message)["operacion"]["estadoTransaccion"], word);
    }
    let mut message = sample();
    message.key_case = KeyCase::Lower;
    let lower = body(&message);
    let seller = &lower["vendedor"]["informacionesAdicionales"];
    assert_eq!(
        (&seller[0]["key"], &seller[1]["key"]),
        (&"cuit".into(), &"mcc".into())
    );
    assert_eq!(seller[2]["key"], "codigoComercio");
    assert_eq!(
        lower["comprador"]["informacionesAdicionales"][0]["key"],
        "cuit"
    );
    assert_eq!(lower["informacionesAdicionales"][0]["key"], "ID_BILLETERA");
}

#[test]
fn a_return_has_its_own_id_and_names_the_first_message() {
    let paid = sample();
    let mut back = sample();
    back.id = MessageId::parse("e7b0c7ee-0000-4000-8000-000000000001").unwrap();
    back.original = Some(paid.id.clone());
    back.word = "DEVUELTA".to_owned();
    let operation = &body(&back)["operacion"];
    assert_eq!(operation["idMensaje"], back.id.as_str());
    assert_eq!(operation["identificadorReferencia"], paid.id.as_str());
}

/// It is stored before the first send: what is read back sends the same bytes.
#[test]
fn a_stored_message_sends_the_same_bytes() {
    let mut message = sample();
    message.original = Some(MessageId::parse("a-1").unwrap());
    let stored = serde_json::to_string(&message).unwrap();
    let back: Message = serde_json::from_str(&stored).unwrap();
    assert_eq!(back, message);
    assert_eq!(back.body(), message.body());
    let other = stored.replace("12323-234234234-23235235235", "");
    assert!(serde_json::from_str::<Message>(&other).is_err());
    for unfit in ["", "a b", "ñ", &"a".repeat(65)] {
        assert!(MessageId::parse(unfit).is_err(), "{unfit}");
    }
}

#[test]
fn debug_shows_no_payer() {
    let shown = format!("{:?}", sample());
    assert!(!shown.contains("20322678275") && !shown.contains("0000070300000000000017"));
    assert!(shown.contains("TOA000E001E8"));
}
