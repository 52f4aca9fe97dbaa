//! Reads a client's requests strictly: the types of the documented *samples*,
//! every field, and no other.

use crate::host::clock;
use crate::host::fields::Fields;
use crate::host::money;

/// The EMV limit of tag 62.01, which has the reference.
const EXTERNAL_REFERENCE_LENGTH_MAX: usize = 25;

/// The body of `POST /api/auth/login`.
pub(crate) struct LoginRequest {
    pub(crate) username: String,
    pub(crate) password: String,
}

/// The body of `POST /api/iep/pre-order`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PreOrderRequest {
    pub(crate) concept: String,
    pub(crate) expiration_date: String,
    pub(crate) expiration_ms: i64,
    pub(crate) business_unit: u64,
    pub(crate) external_reference: String,
    pub(crate) open_amount: bool,
    pub(crate) amount_centavos: i64,
    pub(crate) dynamic: bool,
    pub(crate) reset_on_payment: bool,
    pub(crate) operation_id: String,
    pub(crate) dni: String,
    pub(crate) company_reference: String,
}

pub(crate) fn login(body: &[u8]) -> Result<LoginRequest, String> {
    let mut fields = Fields::read(body)?;
    let request = LoginRequest {
        username: fields.string("username")?,
        password: fields.string("password")?,
    };
    fields.end()?;
    Ok(request)
}

pub(crate) fn pre_order(body: &[u8], now_ms: i64) -> Result<PreOrderRequest, String> {
    let mut fields = Fields::read(body)?;
    let concept = fields.filled("concept")?;
    let expiration_date = fields.string("expirationDate")?;
    let business_unit = fields.number("businessUnit")?;
    let external_reference = fields.filled("externalReference")?;
    let open_amount = fields.one_of("qrAmountType", ["closed", "open"])?;
    let amount = fields.number("amount")?;
    let dynamic = fields.one_of("qrType", ["static", "dynamic"])?;
    let reset_on_payment = fields.boolean("resetOnPayment")?;
    let operation_id = fields.filled("operationId")?;
    let dni = fields.filled("dni")?;
    let company_reference = fields.filled("companyReferenceToConciliate")?;
    fields.end()?;

    let expiration_ms = clock::read_utc_ms(&expiration_date)
        .ok_or("expirationDate must be UTC with milliseconds, as 2025-03-26T17:23:14.099Z")?;
    if expiration_ms <= now_ms {
        return Err("expirationDate must be in the future".to_owned());
    }
    let business_unit = business_unit
        .parse()
        .map_err(|_| format!("businessUnit must be a whole number, got {business_unit}"))?;
    let amount_centavos =
        money::read_centavos(&amount).map_err(|wrong| format!("amount {wrong}, got {amount}"))?;
    if amount_centavos == 0 && !open_amount {
        return Err("amount must be greater than 0 when qrAmountType is closed".to_owned());
    }
    let reference_fits = external_reference.len() <= EXTERNAL_REFERENCE_LENGTH_MAX
        && external_reference
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
    if !reference_fits {
        return Err("externalReference must be at most 25 of A-Z, a-z, 0-9, _ and -".to_owned());
    }
    if !dni.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("dni must be digits".to_owned());
    }
    Ok(PreOrderRequest {
        concept,
        expiration_date,
        expiration_ms,
        business_unit,
        external_reference,
        open_amount,
        amount_centavos,
        dynamic,
        reset_on_payment,
        operation_id,
        dni,
        company_reference,
    })
}

/// The operation's id from a body that may be wrong otherwise, for the record
/// of received requests.
pub(crate) fn operation_id_of(body: &[u8]) -> Option<String> {
    Fields::read(body).ok()?.string("operationId").ok()
}

#[cfg(test)]
mod tests {
    use super::{PreOrderRequest, operation_id_of, pre_order};
    use proptest::prelude::*;
    use serde_json::{Value, json};

    const NOW_MS: i64 = 1_743_000_000_000;

    fn sample() -> Value {
        json!({
            "concept": "test-jpgq",
            "expirationDate": "2025-03-26T17:23:14.099Z",
            "businessUnit": 348,
            "externalReference": "JPGQ_PAYMENT_001",
            "qrAmountType": "closed",
            "amount": 10,
            "qrType": "static",
            "resetOnPayment": true,
            "operationId": "ca8964d1-b90b-4583-98da-bfc7f757d6e7",
            "dni": "27594189",
            "companyReferenceToConciliate": "OP:000001110001"
        })
    }

    fn with(name: &str, value: &Value) -> Result<PreOrderRequest, String> {
        let mut body = sample();
        body[name] = value.clone();
        pre_order(body.to_string().as_bytes(), NOW_MS)
    }

    #[test]
    fn the_documented_sample_is_read() {
        let read = pre_order(sample().to_string().as_bytes(), NOW_MS).unwrap();
        assert_eq!((read.amount_centavos, read.business_unit), (1_000, 348));
        assert_eq!(
            (read.open_amount, read.dynamic, read.reset_on_payment),
            (false, false, true)
        );
        assert_eq!(read.expiration_ms, 1_743_009_794_099);
    }

    #[test]
    fn a_wrong_type_is_named_with_its_field() {
        let others = [
            json!("x"),
            json!(1),
            json!(true),
            json!(null),
            json!([1]),
            json!({"a": 1}),
        ];
        for (name, right) in sample().as_object().unwrap() {
            let wanted = crate::host::fields::kind(&right.to_string());
            for other in &others {
                let got = crate::host::fields::kind(&other.to_string());
                if got != wanted {
                    assert_eq!(
                        with(name, other),
                        Err(format!("{name} must be a {wanted}, got {got}"))
                    );
                }
            }
        }
    }

    #[test]
    fn a_field_that_is_missing_unknown_or_twice_is_named() {
        for name in sample().as_object().unwrap().keys() {
            let mut body = sample();
            body.as_object_mut().unwrap().remove(name);
            let wrong = pre_order(body.to_string().as_bytes(), NOW_MS).unwrap_err();
            assert!(wrong.starts_with(&format!("{name} is required")), "{wrong}");
        }
        assert_eq!(
            with("currency", &json!("ARS")).unwrap_err(),
            "currency is not a known field"
        );
        let twice = sample().to_string().replacen('{', "{\"amount\":10,", 1);
        assert!(
            pre_order(twice.as_bytes(), NOW_MS)
                .unwrap_err()
                .contains("amount stands twice")
        );
    }

    #[test]
    fn a_wrong_value_is_named_with_its_field() {
        for (name, value) in [
            ("amount", json!(0)),
            ("amount", json!(-1)),
            ("amount", json!(10.005)),
            ("businessUnit", json!(1.5)),
            ("businessUnit", json!(-1)),
            ("concept", json!("")),
            ("dni", json!("27.594.189")),
            ("expirationDate", json!("2025-03-26T17:23:14Z")),
            ("expirationDate", json!("2020-03-26T17:23:14.099Z")),
            ("externalReference", json!("A".repeat(26))),
            ("externalReference", json!("con espacio")),
            ("operationId", json!(" ")),
            ("qrAmountType", json!("fixed")),
            ("qrType", json!("Dynamic")),
        ] {
            let wrong = with(name, &value).unwrap_err();
            assert!(wrong.starts_with(name), "{name} {value}: {wrong}");
        }
        let mut open = sample();
        open["qrAmountType"] = json!("open");
        open["amount"] = json!(0);
        assert!(pre_order(open.to_string().as_bytes(), NOW_MS).is_ok());
    }

    proptest! {
        #[test]
        fn no_random_bytes_cause_a_panic_or_are_accepted(body in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(pre_order(&body, NOW_MS).is_err());
            let _ = operation_id_of(&body);
        }

        #[test]
        fn no_change_to_the_sample_causes_a_panic(
            at in 0..300_usize, byte in any::<u8>(), cut in 0..300_usize,
        ) {
            let mut body = sample().to_string().into_bytes();
            let length = body.len();
            body[at % length] = byte;
            let _ = pre_order(&body, NOW_MS);
            let _ = pre_order(&body[..cut.min(length - 1)], NOW_MS);
        }

        #[test]
        fn no_number_is_read_as_another(amount in 1..=900_000_000_i64) {
            let text = crate::host::money::two_decimals(amount);
            let body = sample().to_string().replace("\"amount\":10", &format!("\"amount\":{text}"));
            prop_assert_eq!(pre_order(body.as_bytes(), NOW_MS).unwrap().amount_centavos, amount);
        }
    }
}
