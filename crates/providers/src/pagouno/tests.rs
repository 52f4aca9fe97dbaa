//! The mapping, tested by tables: the page's own samples, each row of the
//! rules, and arbitrary bytes.

use super::answer::{Asked, Charged, read_asked, read_charged};
use super::card::{Card, DocumentKind, Holder, Token};
use super::charge::{Charge, ChargedCard, ChargedLeg, UnfitCharge};
use super::hint::read_hint;
use super::seller::SellerDescriptor;
use super::wire;
use crate::json::Object;
use domain::card::{CardNumber, Expiry, SecurityCode};
use domain::plan::Instalments;
use domain::{CardAnswer, DoubtWhy, LastFour, LegReceipt, LegWord, Money, Names, PaymentId};
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::{Value, json};

const ID: &str = "01a1fed6-0000-8123-8567-89abcdef0001";

fn centavos(centavos: i64) -> Money {
    Money::from_centavos(centavos).unwrap()
}

/// A charge of legs, each on a card of its own: amount and last four.
fn charge(legs: &[(i64, &str)]) -> Charge {
    let card = |(place, (amount, last_four)): (usize, &(i64, &str))| ChargedCard {
        token: Token(format!("T-{place}")),
        last_four: LastFour::parse(last_four).unwrap(),
        instalments: Instalments::ahora(12).unwrap(),
        subscription_code: None,
        legs: vec![ChargedLeg {
            merchant_code_group: "MG-03207".to_owned(),
            amount: centavos(*amount),
        }],
    };
    Charge {
        payment: PaymentId::parse(ID).unwrap(),
        seller: SellerDescriptor::of("P1C1C1", "Teatro UNO").unwrap(),
        cards: legs.iter().enumerate().map(card).collect(),
    }
}

/// An operation's answer: its flags, and amount, last four and success of
/// each leg.
fn operation(success: bool, pending: bool, legs: &[(i64, &str, bool)]) -> Value {
    let response = legs.iter().enumerate().map(|(place, (amount, last, success))| {
        json!({"result_code": 0, "result_code_identifier": "SUCCESS", "id": format!("L-{place}"),
            "success": success, "message": if *success { "APROBADA" } else { "DENEGADA " },
            "transaction_amount": amount, "bin": "454545", "last_4_digits": last})
    });
    let request = legs.iter().enumerate().map(|(place, (amount, last, _))| {
        json!({"id": format!("R-{place}"), "transaction_amount": amount, "card": "Visa",
            "bin": "454545", "last_4_digits": last, "result_code": 0,
            "result_code_identifier": "SUCCESS"})
    });
    json!({"status": 200, "message": "", "data": {"success": success, "pending": pending,
        "request": request.collect::<Vec<_>>(), "response": response.collect::<Vec<_>>()}})
}

fn read(body: &Value, charge: &Charge) -> Charged {
    read_charged(body.to_string().as_bytes(), charge, false)
}

/// The meaning in one word, for the tables.
fn told(charged: &Charged) -> String {
    match charged {
        Charged::NeverSent => "never sent".to_owned(),
        Charged::InDoubt { why, .. } => format!("in doubt: {}", why.as_str()),
        Charged::Answered { answer, .. } => match answer {
            CardAnswer::Approved => "approved".to_owned(),
            CardAnswer::Pending => "pending".to_owned(),
            CardAnswer::Refused { detail } => format!("refused {detail:?}"),
            CardAnswer::Declined {
                detail,
                leg_succeeded,
            } => format!("declined {detail:?} {leg_succeeded:?}"),
        },
    }
}

fn legs(charged: &Charged) -> Vec<(Vec<String>, Option<u16>, LegWord)> {
    let (Charged::Answered { legs, .. } | Charged::InDoubt { legs, .. }) = charged else {
        return Vec::new();
    };
    legs.iter()
        .map(|leg| (leg.ids.clone(), leg.place, leg.word))
        .collect()
}

fn receipt_of(charged: &Charged) -> LegReceipt {
    let (Charged::Answered { legs, .. } | Charged::InDoubt { legs, .. }) = charged else {
        return LegReceipt::default();
    };
    legs.first()
        .map(|leg| leg.receipt.clone())
        .unwrap_or_default()
}

#[test]
fn no_number_of_a_card_or_an_account_is_on_a_receipt() {
    let leg = serde_json::json!({
        "authorization": 11, "ticket_number": "4509953566233704", "batch_number": "x\u{1}",
        "merchant_code": "00000000778 1", "account_number": "500000000778",
        "merchant_code_terminal": null,
    })
    .to_string();
    let receipt = wire::receipt(&Object::read(leg.as_bytes()).unwrap());
    let only = LegReceipt {
        authorization: Some("11".to_owned()),
        ..LegReceipt::default()
    };
    assert_eq!(receipt, only);
}

#[test]
fn the_pages_samples() {
    let page = include_str!("../../tests/samples/pagouno_page.txt");
    let sample = |name: &str| {
        let (_, rest) = page.split_once(&format!("== {name}\n")).unwrap();
        rest.split("\n== ").next().unwrap().as_bytes().to_vec()
    };
    let ids = |legs: &[&str]| legs.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();

    let approved = read_charged(&sample("approved"), &charge(&[(1_000, "8745")]), false);
    assert_eq!(told(&approved), "approved");
    let id = ids(&["1236122C-CE3D-4C66-B99D-6E4F56C3E48A"]);
    assert_eq!(legs(&approved), [(id, Some(0), LegWord::Succeeded)]);
    let some = |text: &str| Some(text.to_owned());
    let receipt = LegReceipt {
        authorization: some("000011"),
        ticket: some("0001"),
        batch: some("038"),
        captured_on: some("0630"),
        merchant_code: some("10000007"),
        terminal: some("90000007"),
    };
    assert_eq!(receipt_of(&approved), receipt);

    let declined = read_charged(&sample("declined"), &charge(&[(10, "4444")]), false);
    assert_eq!(told(&declined), r#"declined Some("DENEGADA") None"#);
    // The page's denial has two ids.
    let both = ids(&[
        "123F6123-59D6-4313-A448-2EE40CAB9ACD",
        "123F6F45-59D6-4313-A448-2EE40CAB9ACD",
    ]);
    assert_eq!(legs(&declined), [(both, Some(0), LegWord::Failed)]);
    // The page's denial has an empty authorisation, which is read as missing.
    assert_eq!(receipt_of(&declined).authorization, None);
    assert_eq!(receipt_of(&declined).captured_on, some("0413"));

    let amount = read_charged(&sample("bad amount"), &charge(&[(0, "4444")]), false);
    assert!(told(&amount).starts_with(r#"declined Some("MONTO INVALIDO Verificar"#));

    // The page prints invalid JSON. Corrected, it is a no.
    let printed = sample("no terminal");
    let of = charge(&[(100, "4444")]);
    assert_eq!(
        told(&read_charged(&printed, &of, false)),
        "in doubt: unreadable"
    );
    let meant = String::from_utf8(printed)
        .unwrap()
        .replace("}\n        \"response\"", "}], \"response\"");
    let terminal = read_charged(meant.as_bytes(), &of, false);
    assert_eq!(
        told(&terminal),
        r#"declined Some("TERMINAL_NOT_AVAILABLE") None"#
    );
    assert_eq!(legs(&terminal), [(vec![], Some(0), LegWord::Failed)]);

    for (name, words) in [("bad token", "bad request"), ("bad key", "not authorized")] {
        let first = read_charged(&sample(name), &of, false);
        assert_eq!(told(&first), format!("refused Some({words:?})"));
        let again = read_charged(&sample(name), &of, true);
        assert_eq!(told(&again), "in doubt: sent-before");
    }
}

#[test]
fn only_a_complete_yes_to_the_legs_that_were_sent_approves() {
    let two = charge(&[(1_000, "1111"), (2_000, "4444")]);
    let good = [(1_000, "1111", true), (2_000, "4444", true)];
    assert_eq!(
        told(&read(&operation(true, false, &good), &two)),
        "approved"
    );
    for (why, legs) in [
        ("a leg short", &[(1_000, "1111", true)][..]),
        ("a leg more", &[good[0], good[1], (1_000, "1111", true)]),
        (
            "another amount",
            &[(1_000, "1111", true), (2_001, "4444", true)],
        ),
        (
            "another card",
            &[(1_000, "1111", true), (2_000, "4443", true)],
        ),
        ("another order", &[good[1], good[0]]),
        (
            "the same sum",
            &[(2_000, "1111", true), (1_000, "4444", true)],
        ),
        (
            "a leg that failed",
            &[(1_000, "1111", true), (2_000, "4444", false)],
        ),
        ("no leg", &[]),
    ] {
        let charged = read(&operation(true, false, legs), &two);
        assert_eq!(told(&charged), "in doubt: disagrees", "{why}");
    }
    // The mapping never uses `result_code` or `id`.
    let mut other_code = operation(true, false, &good);
    other_code["data"]["response"][0]["result_code"] = json!(-100);
    other_code["data"]["response"][1]["id"] = json!("somebody");
    assert_eq!(told(&read(&other_code, &two)), "approved");
}

#[test]
fn a_no_declines_and_lists_the_legs_that_went_through() {
    let two = charge(&[(1_000, "1111"), (2_000, "4444")]);
    let some = [(1_000, "1111", true), (2_000, "4444", false)];
    let charged = read(&operation(false, false, &some), &two);
    assert_eq!(told(&charged), r#"declined Some("DENEGADA") Some($ 10)"#);
    let words: Vec<_> = legs(&charged)
        .into_iter()
        .map(|(_, place, word)| (place, word))
        .collect();
    assert_eq!(
        words,
        [(Some(0), LegWord::Succeeded), (Some(1), LegWord::Failed)]
    );
    // The second card was never tried.
    let first = read(&operation(false, false, &[(1_000, "1111", false)]), &two);
    assert_eq!(told(&first), r#"declined Some("DENEGADA") None"#);
    // Every leg went through, and the operation as a whole failed.
    let all = [(1_000, "1111", true), (2_000, "4444", true)];
    let charged = read(&operation(false, false, &all), &two);
    assert_eq!(told(&charged), "declined None Some($ 30)");
}

#[test]
fn a_pending_answer_neither_approves_nor_declines() {
    let one = charge(&[(1_000, "1111")]);
    for success in [true, false] {
        let charged = read(&operation(success, true, &[(1_000, "1111", success)]), &one);
        assert_eq!(told(&charged), "pending");
        let ids = vec!["L-0".to_owned(), "R-0".to_owned()];
        assert_eq!(legs(&charged), [(ids, Some(0), LegWord::NotYet)]);
    }
}

#[test]
fn an_answer_not_in_pagounos_form_leaves_a_doubt() {
    let one = charge(&[(1_000, "1111")]);
    let approved = operation(true, false, &[(1_000, "1111", true)]).to_string();
    for body in [
        "",
        "null",
        "[]",
        "<html>403</html>",
        r#"{"status": 403}"#,
        r#"{"message": "Forbidden"}"#,
        r#"{"status": 400, "message": "bad request"}"#,
        r#"{"status": 400, "data": null}"#,
        r#"{"status": 400, "message": "bad request", "data": {}}"#,
        r#"{"status": "400", "message": "bad request", "data": null}"#,
        r#"{"status": 401, "message": "no", "data": null}"#,
        r#"{"status": 404, "message": "no", "data": null}"#,
        r#"{"status": 500, "message": "no", "data": null}"#,
        r#"{"status": 200, "message": "", "data": null}"#,
        r#"{"status": 200, "message": "", "data": {"success": true}}"#,
        r#"{"status": 400, "status": 200, "message": "", "data": null}"#,
        &approved[..approved.len() - 1],
        &approved.replace("\"success\":true", "\"success\":\"true\""),
        &approved.replace("\"pending\":false", "\"pending\":null"),
        &approved.replace("\"pending\":false,", ""),
        &approved.replace("\"response\":", "\"respuesta\":"),
        &approved.replace("\"request\":", "\"pedido\":"),
        &approved.replace("\"status\":200", "\"status\":201"),
    ] {
        let charged = read_charged(body.as_bytes(), &one, false);
        assert_eq!(told(&charged), "in doubt: unreadable", "{body}");
    }
    // An amount that is not in whole centavos differs from what was sent.
    for (amount, meaning) in [
        ("1000.0", "approved"),
        ("1000.0000000000001", "approved"),
        ("1000.5", "in doubt: disagrees"),
        ("\"1.000\"", "in doubt: disagrees"),
        ("\"10.00\"", "in doubt: disagrees"),
        ("null", "in doubt: disagrees"),
        ("-1000", "in doubt: disagrees"),
    ] {
        let body = approved.replace("1000", amount);
        let charged = read_charged(body.as_bytes(), &one, false);
        assert_eq!(told(&charged), meaning, "{amount}");
    }
}

#[test]
fn a_question_about_a_leg() {
    let body = |data: &str| {
        format!(
            r#"{{"status": 200, "message": "", "data": {{"id": "L-1", "transaction_amount": 1000, "last_4_digits": "1111"{data}}}}}"#
        )
    };
    let word = |data: &str, was_pending| match read_asked(body(data).as_bytes(), "L-1", was_pending)
    {
        Some(Asked::Told(leg)) => {
            assert_eq!(leg.amount, Some(centavos(1_000)));
            assert_eq!(leg.ids, ["L-1"]);
            Some(leg.word)
        }
        Some(Asked::NotTold) | None => None,
    };
    let yes = r#", "success": true"#;
    let no = r#", "success": false"#;
    for was_pending in [true, false] {
        assert_eq!(word(yes, was_pending), Some(LegWord::Succeeded));
        let still = format!("{yes}, \"pending\": true");
        assert_eq!(word(&still, was_pending), Some(LegWord::NotYet));
        let over = format!("{no}, \"pending\": false");
        assert_eq!(word(&over, was_pending), Some(LegWord::Failed));
        assert_eq!(word("", was_pending), None);
    }
    assert_eq!(word(no, false), Some(LegWord::Failed));
    // "Not yet" looks the same as "no" while it may be pending.
    assert_eq!(word(no, true), Some(LegWord::NotYet));
    let other = body(yes).replace("\"L-1\"", "\"L-9\"");
    let Some(Asked::Told(leg)) = read_asked(other.as_bytes(), "L-1", false) else {
        panic!("it is told");
    };
    assert_eq!(leg.ids, ["L-1", "L-9"]);
    for not_told in [400, 404, 500] {
        let body = format!(r#"{{"status": {not_told}, "message": "no", "data": null}}"#);
        assert_eq!(
            read_asked(body.as_bytes(), "L-1", false),
            Some(Asked::NotTold)
        );
    }
    assert_eq!(read_asked(b"<html>", "L-1", false), None);
}

#[test]
fn a_null_message_is_a_missing_message() {
    let of = charge(&[(1_000, "1111")]);
    let mut good = operation(true, false, &[(1_000, "1111", true)]);
    good["message"] = Value::Null;
    let charged = read_charged(good.to_string().as_bytes(), &of, false);
    assert_eq!(told(&charged), "approved");
    // The same as a missing message: without one it is not a refusal.
    let body = br#"{"status": 400, "message": null, "data": null}"#;
    assert_eq!(
        told(&read_charged(body, &of, false)),
        "in doubt: unreadable"
    );
}

#[test]
fn the_body_of_a_charge() {
    let mut of = charge(&[(1_000, "1111")]);
    of.cards[0].legs.push(ChargedLeg {
        merchant_code_group: "MER-GR02".to_owned(),
        amount: centavos(1_500),
    });
    let key = SecretString::from("XXXXX".to_owned());
    let body = |of: &Charge| wire::charge_body(of, |group| (group != "nobody").then_some(&key));
    let read: Value = serde_json::from_slice(&body(&of).unwrap()).unwrap();
    let leg = |group: &str, amount: i64| {
        json!({"merchant_code_group": group, "access_key_merchant_code_group": "XXXXX",
            "transaction_amount": amount, "installments_plan": 0, "installments": 7,
            "transaction_currency_code": "032", "seller_descriptor": "P1C1C1*TEATROUNO"})
    };
    assert_eq!(
        read,
        json!({"transaction_group_type": 1, "customer_transaction_identificator": ID,
            "external_reference": ID, "primary_account_number_list": [
                {"token_id": "T-0", "purchase_list": [leg("MG-03207", 1_000), leg("MER-GR02", 1_500)]}]})
    );
    of.cards[0].legs[1].merchant_code_group = "nobody".to_owned();
    assert_eq!(body(&of).unwrap_err(), "nobody");
    // A single merchant sends no access key; a subscription code is sent if
    // there is one.
    let mut of = charge(&[(1_000, "1111")]);
    of.cards[0].subscription_code = Some("MENSUAL".to_owned());
    let text = String::from_utf8(wire::charge_body(&of, |_| None).unwrap().to_vec()).unwrap();
    assert!(!text.contains("access_key"), "{text}");
    assert!(text.contains(r#""subscription_code":"MENSUAL""#), "{text}");
    of.cards[0].subscription_code = Some(String::new());
    let text = String::from_utf8(wire::charge_body(&of, |_| None).unwrap().to_vec()).unwrap();
    assert!(!text.contains("subscription"), "{text}");
}

#[test]
fn a_charge_that_the_page_forbids_is_not_sent() {
    let small = charge(&[(5_000, "1111"), (999, "4444")]);
    assert_eq!(small.check(), Err(UnfitCharge::LegTooSmall(centavos(999))));
    assert_eq!(charge(&[]).check(), Err(UnfitCharge::Empty));
    let mut twice = charge(&[(1_000, "1111"), (1_000, "4444")]);
    assert_eq!(twice.check(), Ok(()));
    twice.cards[1].token = twice.cards[0].token.clone();
    assert_eq!(twice.check(), Err(UnfitCharge::TokenTwice));
}

#[test]
fn the_body_of_a_token() {
    let number = CardNumber::read("4111 1111 1111 1111").unwrap();
    let code = SecurityCode::read("987", number.face().brand).unwrap();
    let holder = Holder::read(" Ana  María \"Pérez\" ", "27.594.189", None).unwrap();
    let expiry = Expiry::read("11/26").unwrap();
    let today = "2026-11-20".parse().unwrap();
    let card = Card::new(number, expiry, code, holder, today).unwrap();
    assert_eq!(format!("{card:?}"), "Card(…1111)");
    let body: Value = serde_json::from_slice(&wire::token_body(&card)).unwrap();
    assert_eq!(
        body,
        json!([{"primary_account_number": "4111111111111111", "expiration_date": "2611",
            "card_security_code": "987", "card_holder": {"first_name": "Ana",
                "last_name": "María \"Pérez\"", "front_name": "Ana María \"Pérez\"",
                "telephone": "", "email": "", "birth_date": "",
                "address": {"country": "", "state": "", "city": "", "street": "", "door_number": ""},
                "identification": {"document_type": "DNI", "document_number": "27594189"}}}])
    );
}

#[test]
fn documents_and_holders() {
    let kind = |text: &str| super::Document::read(text, None).map(|it| it.kind.word());
    assert_eq!(kind("27.594.189"), Ok("DNI"));
    assert_eq!(kind("20-27594189-9"), Ok("CUIL"));
    assert_eq!(kind("AB123456"), Ok("OTRO"));
    for text in ["", "1/2", &"1".repeat(21)] {
        assert!(kind(text).is_err(), "{text}");
    }
    // A foreign document of eight digits is sent as the kind that the cashier
    // chose.
    let chosen =
        |text: &str, kind| super::Document::read(text, Some(kind)).map(|it| it.kind.word());
    assert_eq!(chosen("27594189", DocumentKind::Otro), Ok("OTRO"));
    assert_eq!(chosen("20275941899", DocumentKind::Otro), Ok("OTRO"));
    assert_eq!(chosen("27594189", DocumentKind::Dni), Ok("DNI"));
    assert!(chosen("27594189", DocumentKind::Cuil).is_err());
    assert!(chosen("AB123456", DocumentKind::Dni).is_err());
    let holder = |name: &str| {
        Holder::read(name, "1", None).map(|it| {
            let (first, last) = it.first_and_last();
            format!("{first}|{last}")
        })
    };
    assert_eq!(holder("Ana").unwrap(), "Ana|Ana");
    assert_eq!(holder("Ana María Pérez").unwrap(), "Ana|María Pérez");
    assert!(holder(" ").is_err() && holder(&"x".repeat(61)).is_err());
}

#[test]
fn a_webhook_is_a_hint() {
    let body = |data: Value| {
        json!({"id_news": 3, "type": "Transaction", "id_object": "L-1", "id_news_type": 200,
            "action": "created", "version": 1, "data": data})
        .to_string()
    };
    let hint = |data| read_hint(&body(data)).map(|hint| (hint.leg, hint.names));
    let ours = PaymentId::parse(ID).unwrap();
    let full = json!({"id": "L-1", "transaction_amount": 1000, "bin": "411111",
        "last_4_digit": "1111", "checkout_id": null, "external_reference": ID});
    assert_eq!(hint(full), Some(("L-1".to_owned(), Names::Ours(ours))));
    assert_eq!(
        hint(json!({"id": 77, "external_reference": "PEDIDO-7"})),
        Some(("77".to_owned(), Names::Foreign("PEDIDO-7".to_owned())))
    );
    assert_eq!(
        hint(json!({"id": "L-1", "external_reference": null})),
        Some(("L-1".to_owned(), Names::Nobody))
    );
    for none in [
        json!({}),
        json!({"id": ""}),
        json!({"id": "../token"}),
        json!({"id": "a?b"}),
        json!(7),
    ] {
        assert_eq!(hint(none.clone()), None, "{none}");
    }
    assert_eq!(read_hint("<html>"), None);
}

fn any_leg() -> impl Strategy<Value = (i64, &'static str, bool)> {
    let last = prop::sample::select(vec!["1111", "4444"]);
    (
        prop::sample::select(vec![1_000_i64, 2_000]),
        last,
        any::<bool>(),
    )
}

proptest! {
    /// Checked without the mapping, by what the rules say about an approval.
    #[test]
    fn an_approval_always_covers_every_leg(
        sent in prop::collection::vec(any_leg(), 1..4),
        said in prop::collection::vec(any_leg(), 0..4),
        same in any::<bool>(),
        (success, pending, before) in any::<(bool, bool, bool)>(),
    ) {
        let said = if same { sent.clone() } else { said };
        let of: Vec<_> = sent.iter().map(|(amount, last, _)| (*amount, *last)).collect();
        let body = operation(success, pending, &said).to_string();
        let charged = read_charged(body.as_bytes(), &charge(&of), before);
        let whole = said.len() == sent.len()
            && said.iter().zip(&of).all(|((a, l, ok), (b, m))| *ok && a == b && l == m);
        let expected = match (pending, success) {
            (true, _) => "pending",
            (false, true) if whole => "approved",
            (false, true) => "in doubt",
            (false, false) => "declined",
        };
        let told = told(&charged);
        prop_assert!(told.starts_with(expected), "{told}");
        if let Charged::Answered { answer: CardAnswer::Declined { leg_succeeded, .. }, .. } = &charged {
            let through: i64 = said.iter().filter(|it| it.2).map(|it| it.0).sum();
            prop_assert_eq!(leg_succeeded.map_or(0, Money::centavos), through);
        }
        let doubtful = matches!(&charged, Charged::InDoubt { why, .. } if *why != DoubtWhy::Disagrees);
        prop_assert!(!doubtful);
    }

    #[test]
    fn no_bytes_break_the_readers(bytes: Vec<u8>, text in "[\\[\\]{}:,\"a-z0-9 ]{0,60}") {
        let one = charge(&[(1_000, "1111")]);
        for body in [&bytes[..], text.as_bytes()] {
            let charged = read_charged(body, &one, false);
            prop_assert_eq!(told(&charged), "in doubt: unreadable");
            let _ = read_asked(body, "L-1", true);
            let _ = read_hint(&String::from_utf8_lossy(body));
        }
    }

    /// A good answer with one byte changed is never an approval of another
    /// amount or card.
    #[test]
    fn a_garbled_approval_never_approves_another_amount_or_card(place in 0_usize..2_000, byte: u8) {
        let of = charge(&[(1_000, "1111"), (2_000, "4444")]);
        let good = operation(true, false, &[(1_000, "1111", true), (2_000, "4444", true)]);
        let mut bytes = good.to_string().into_bytes();
        let place = place % bytes.len();
        bytes[place] = byte;
        if let Charged::Answered { answer: CardAnswer::Approved, legs } =
            read_charged(&bytes, &of, false)
        {
            let amounts: Vec<_> = legs.iter().map(|leg| leg.amount).collect();
            prop_assert_eq!(amounts, [Some(centavos(1_000)), Some(centavos(2_000))]);
        }
    }

    #[test]
    fn a_committed_request_sends_the_same_bytes(amount in 1_000_i64..1 << 50, last in "[0-9]{4}") {
        let of = charge(&[(amount, &last)]);
        let committed = serde_json::to_string(&of).unwrap();
        let again: Charge = serde_json::from_str(&committed).unwrap();
        let body = |of: &Charge| wire::charge_body(of, |_| None).unwrap().to_vec();
        prop_assert_eq!(body(&again), body(&of));
        let wanted = format!("\"transaction_amount\":{amount},");
        prop_assert!(String::from_utf8(body(&of)).unwrap().contains(&wanted));
    }
}
