//! The documented requests, all valid, and ways to change them.

use super::{GroupRequest, purchasegroup, token};
use crate::pagouno::cards::Card;
use serde_json::{Value, json};

pub(super) const NOW: &str = "2611";

pub(super) fn card() -> Value {
    json!({
        "primary_account_number": "4111111111111111",
        "expiration_date": "3012",
        "card_security_code": "737",
        "card_holder": {
            "first_name": "ANA", "last_name": "PRUEBA", "front_name": "ANA PRUEBA",
            "telephone": "", "email": "", "birth_date": "",
            "address": {
                "country": "AR", "state": "", "city": "", "street": "", "door_number": ""
            },
            "identification": {"document_type": "DNI", "document_number": "27594189"}
        }
    })
}

pub(super) fn group() -> Value {
    json!({
        "transaction_group_type": 1,
        "customer_transaction_identificator": "C-123456",
        "primary_account_number_list": [{
            "token_id": "1233D7C0-1245-48AA-A6D2-DD3D6EF303C9",
            "purchase_list": [{
                "merchant_code_group": "MG-03207",
                "transaction_amount": 1000,
                "installments_plan": 0,
                "installments": 1,
                "transaction_currency_code": "032",
                "seller_descriptor": "P1C1C1*TEATROUNO"
            }]
        }]
    })
}

pub(super) fn read_card(card: &Value) -> Result<Card, String> {
    token(json!([card]).to_string().as_bytes(), NOW)
}

pub(super) fn read_group(group: &Value) -> Result<GroupRequest, String> {
    purchasegroup(group.to_string().as_bytes())
}

/// The request with another value at a JSON pointer.
pub(super) fn with(mut whole: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    whole.pointer_mut(parent).unwrap()[name] = value;
    whole
}

/// The request without the value at a JSON pointer.
pub(super) fn without(mut whole: Value, pointer: &str) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let fields = whole.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    fields.remove(name).unwrap();
    whole
}

/// Pointers to every field, at any depth.
pub(super) fn pointers(value: &Value, at: &str) -> Vec<String> {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(k, v)| (format!("{at}/{k}"), v))
            .collect(),
        Value::Array(all) => {
            let entries = all.iter().enumerate();
            return entries
                .flat_map(|(n, v)| pointers(v, &format!("{at}/{n}")))
                .collect();
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    inner
        .into_iter()
        .flat_map(|(at, value)| {
            let mut all = pointers(value, &at);
            all.push(at);
            all
        })
        .collect()
}

pub(super) const PURCHASE: &str = "/primary_account_number_list/0/purchase_list/0";
