use super::samples::{NOW, PURCHASE, card, group, pointers, read_card, read_group, with, without};
use super::{purchasegroup, token};
use crate::pagouno::cards::Fate;
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn only_the_storable_part_of_a_card_is_read() {
    let card = read_card(&card()).unwrap();
    assert_eq!(
        (card.bin.as_str(), card.last_4_digits.as_str()),
        ("411111", "1111")
    );
    assert_eq!((card.brand, card.fate), ("Visa", Fate::Approve));
}

#[test]
fn a_purchase_is_read_in_the_documented_form() {
    let mut sample = group();
    sample["external_reference"] = json!("C-123456");
    let read = read_group(&sample).unwrap();
    let purchase = &read.purchases[0];
    assert_eq!(read.reference, "C-123456");
    assert_eq!(
        (purchase.amount_centavos, purchase.installments),
        (1_000, 1)
    );
    assert_eq!(
        (&purchase.access_key, &purchase.subscription_code),
        (&None, &None)
    );
}

#[test]
fn every_field_must_be_there_once_with_its_type_and_no_other() {
    type Read = fn(&Value) -> bool;
    let readers: [(Value, Read); 2] = [
        (card(), |card| read_card(card).is_err()),
        (group(), |group| read_group(group).is_err()),
    ];
    for (sample, refused) in readers {
        assert!(!refused(&sample));
        let others = [
            json!("x"),
            json!(7),
            json!(true),
            json!(null),
            json!([1]),
            json!({"a": 1}),
        ];
        for pointer in pointers(&sample, "") {
            assert!(refused(&without(sample.clone(), &pointer)), "{pointer}");
            let right = sample.pointer(&pointer).unwrap();
            for other in &others {
                let same_type = std::mem::discriminant(other) == std::mem::discriminant(right);
                let either = pointer.ends_with("door_number") && other.is_number();
                if !same_type && !either {
                    let bent = with(sample.clone(), &pointer, other.clone());
                    assert!(refused(&bent), "{pointer} {other}");
                }
            }
            if right.is_object() {
                let more = with(sample.clone(), &format!("{pointer}/more"), json!("x"));
                assert!(refused(&more), "{pointer}");
            }
        }
        let twice = sample.to_string().replacen('}', ",\"a\":1,\"a\":1}", 1);
        assert!(refused(&serde_json::from_str(&twice).unwrap()));
    }
}

#[test]
fn a_wrong_value_is_named_with_its_field() {
    for (field, value, words) in [
        (
            "transaction_amount",
            json!(10.5),
            "transaction_amount must be a whole number",
        ),
        (
            "transaction_amount",
            json!(-1000),
            "transaction_amount must be a whole number",
        ),
        (
            "transaction_amount",
            json!(1_000_000_000_000_i64),
            "transaction_amount must be",
        ),
        (
            "transaction_amount",
            json!("1000"),
            "transaction_amount must be a number, got string",
        ),
        ("installments", json!(0), "installments must be 1 to 99"),
        (
            "installments",
            json!(100),
            "installments must be a whole number up to 99",
        ),
        ("installments_plan", json!(1), "installments_plan must be 0"),
        (
            "transaction_currency_code",
            json!("32"),
            "transaction_currency_code must be",
        ),
        (
            "transaction_currency_code",
            json!(32),
            "transaction_currency_code must be a string",
        ),
        (
            "seller_descriptor",
            json!("P1C1c1*Teatro UNO"),
            "seller_descriptor must be at most 25",
        ),
        (
            "seller_descriptor",
            json!("P1*TEATRO UNO"),
            "seller_descriptor must be at most 25",
        ),
        (
            "seller_descriptor",
            json!(format!("P1*{}", "A".repeat(23))),
            "seller_descriptor must be at most 25",
        ),
        (
            "seller_descriptor",
            json!("TEATRO"),
            "seller_descriptor must be CODE*NAME",
        ),
        (
            "seller_descriptor",
            json!("*TEATRO"),
            "seller_descriptor must be CODE*NAME",
        ),
        (
            "merchant_code_group",
            json!(" "),
            "merchant_code_group must not be empty",
        ),
        (
            "subscription_code",
            json!(""),
            "subscription_code must not be empty",
        ),
        (
            "access_key_merchant_code_group",
            json!("x"),
            "access_key_merchant_code_group is for splits only",
        ),
    ] {
        let wrong = read_group(&with(group(), &format!("{PURCHASE}/{field}"), value)).unwrap_err();
        let place = "primary_account_number_list[0].purchase_list[0].";
        assert!(
            wrong.starts_with(&format!("{place}{words}")),
            "{field}: {wrong}"
        );
    }
    for (pointer, value, words) in [
        (
            "/transaction_group_type",
            json!(2),
            "transaction_group_type must be 1",
        ),
        (
            "/external_reference",
            json!("C-1"),
            "external_reference must equal",
        ),
        (
            "/primary_account_number_list",
            json!([]),
            "primary_account_number_list must not be empty",
        ),
        (
            "/primary_account_number_list/0/purchase_list",
            json!([]),
            "primary_account_number_list[0].purchase_list must not be empty",
        ),
        (
            "/customer_transaction_identificator",
            json!("4111111111111111"),
            "a card's number has no business",
        ),
        (
            "/customer_transaction_identificator",
            json!("x".repeat(101)),
            "customer_transaction_identificator must be at most",
        ),
    ] {
        let wrong = read_group(&with(group(), pointer, value)).unwrap_err();
        assert!(wrong.starts_with(words), "{pointer}: {wrong}");
    }
}

#[test]
fn a_split_needs_a_key_for_each_merchant() {
    let entry = group().pointer(PURCHASE).unwrap().clone();
    let keyed = with(
        json!({"e": entry}),
        "/e/access_key_merchant_code_group",
        json!("clave"),
    );
    let list = "/primary_account_number_list/0/purchase_list";
    let split = with(group(), list, json!([keyed["e"], keyed["e"]]));
    assert_eq!(read_group(&split).unwrap().purchases.len(), 2);
    let half = with(group(), list, json!([keyed["e"], entry]));
    let wrong = read_group(&half).unwrap_err();
    assert!(
        wrong.contains("[1].access_key_merchant_code_group is required"),
        "{wrong}"
    );
}

#[test]
fn several_cards_have_tokens_of_their_own_and_a_bound() {
    let one = group()["primary_account_number_list"][0].clone();
    let cards = |count: usize| {
        let cards =
            (0..count).map(|n| with(json!({"c": one}), "/c/token_id", json!(n.to_string())));
        let cards: Vec<Value> = cards.map(|card| card["c"].clone()).collect();
        with(group(), "/primary_account_number_list", json!(cards))
    };
    assert_eq!(read_group(&cards(2)).unwrap().purchases.len(), 2);
    assert!(read_group(&cards(super::LEGS_MAX)).is_ok());
    assert!(read_group(&cards(super::LEGS_MAX + 1)).is_err());
    let same = with(group(), "/primary_account_number_list", json!([one, one]));
    assert!(
        read_group(&same)
            .unwrap_err()
            .ends_with("[1].token_id stands twice")
    );
}

#[test]
fn the_error_of_a_wrong_card_names_only_its_field() {
    for (pointer, value, words) in [
        (
            "/primary_account_number",
            json!("4111111111111112"),
            "primary_account_number must be",
        ),
        (
            "/primary_account_number",
            json!("4111 1111 1111 1111"),
            "primary_account_number must be",
        ),
        (
            "/expiration_date",
            json!("2610"),
            "expiration_date must not be over",
        ),
        (
            "/expiration_date",
            json!("1230"),
            "expiration_date must be YYMM",
        ),
        (
            "/expiration_date",
            json!("30/12"),
            "expiration_date must be YYMM",
        ),
        (
            "/card_security_code",
            json!("73"),
            "card_security_code must have 3",
        ),
        (
            "/card_security_code",
            json!("7377"),
            "card_security_code must have 3",
        ),
        (
            "/card_holder/first_name",
            json!(""),
            "card_holder.first_name must not be empty",
        ),
        (
            "/card_holder/address/city",
            json!(1),
            "card_holder.address.city must be a string",
        ),
        (
            "/card_holder/identification/document_type",
            json!("LE"),
            "card_holder.identification.document_type",
        ),
        (
            "/card_holder/identification/document_number",
            json!("27.594.189"),
            "card_holder.identification.document_number",
        ),
        (
            "/4111111111111111",
            json!("737"),
            "a field that is not known",
        ),
    ] {
        let wrong = read_card(&with(card(), pointer, value)).unwrap_err();
        assert!(wrong.starts_with(words), "{pointer}: {wrong}");
        assert!(!wrong.contains("4111"), "{wrong}");
    }
    assert!(read_card(&with(card(), "/expiration_date", json!(NOW))).is_ok());
    let amex = with(card(), "/primary_account_number", json!("378282246310005"));
    assert!(read_card(&amex).is_err());
    assert!(read_card(&with(amex, "/card_security_code", json!("7377"))).is_ok());
    for body in [
        json!([]),
        json!([card(), card()]),
        card(),
        json!([1]),
        json!("4111111111111111"),
    ] {
        let wrong = token(body.to_string().as_bytes(), NOW).unwrap_err();
        assert!(!wrong.contains("4111"), "{wrong}");
    }
}

proptest! {
    #[test]
    fn no_random_bytes_cause_a_panic_or_are_accepted(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(token(&body, NOW).is_err());
        prop_assert!(purchasegroup(&body).is_err());
    }

    #[test]
    fn no_change_to_a_card_causes_a_panic_or_is_quoted(
        at in 0..900_usize, byte in any::<u8>(), cut in 0..900_usize,
    ) {
        let mut body = json!([card()]).to_string().into_bytes();
        let length = body.len();
        body[at % length] = byte;
        for body in [&body[..], &body[..cut % length]] {
            let wrong = token(body, NOW).err().unwrap_or_default();
            prop_assert!(!wrong.contains("41111") && !wrong.contains("737"), "{}", wrong);
        }
    }

    #[test]
    fn no_change_to_a_purchase_causes_a_panic(
        at in 0..900_usize, byte in any::<u8>(), cut in 0..900_usize,
    ) {
        let mut body = group().to_string().into_bytes();
        let length = body.len();
        body[at % length] = byte;
        let _ = purchasegroup(&body);
        prop_assert!(purchasegroup(&body[..cut % length]).is_err());
    }

    #[test]
    fn no_amount_is_read_as_another(amount in 0..=super::PURCHASE_CENTAVOS_MAX) {
        let body = with(group(), &format!("{PURCHASE}/transaction_amount"), json!(amount));
        prop_assert_eq!(read_group(&body).unwrap().purchases[0].amount_centavos, amount);
    }
}
